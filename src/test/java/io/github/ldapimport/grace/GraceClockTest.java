package io.github.ldapimport.grace;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.missing.GraceClock;
import io.github.ldapimport.testing.Proves;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How grace periods are measured, without a database. */
class GraceClockTest {
    private static final Instant BEGIN = Instant.parse("2026-03-01T02:00:00Z");

    private static GraceClock after(String... gaps) {
        GraceClock clock = new GraceClock(BEGIN, Duration.ZERO, Duration.ZERO);
        for (String gap : gaps) {
            clock = clock.next(clock.at().plus(Duration.parse(gap)));
        }
        return clock;
    }

    @ParameterizedTest
    @CsvSource({
        "PT1H PT1H PT1H, PT3H",
        "P1D P1D P1D, P3D",
        "P30D, P1D",
        "P1D P30D, P3D",
        "P1D P30D P1D P1D, P5D",
        "P7D P7D P7D P7D P7D, P21D",
        "PT-5H PT1H, PT1H",
        "PT0S PT0S, PT0S",
        // a run by hand between two of a weekly schedule
        "P7D P7D P7D P7D PT1H P7D, P21DT1H"
    })
    @Proves("3.89")
    void an_outage_counts_a_day_or_twice_the_usual_pause(String gaps, String counted) {
        assertThat(after(gaps.split(" ")).counted()).isEqualTo(Duration.parse(counted));
    }

    @Test
    @Proves("3.93")
    void what_is_left_is_told_in_the_unit_of_a_person_and_never_too_little() {
        assertThat(GraceWords.left(Duration.parse("PT30S"))).isEqualTo("30 s");
        assertThat(GraceWords.left(Duration.parse("PT59M59S"))).isEqualTo("1 h");
        assertThat(GraceWords.left(Duration.parse("PT2H1S"))).isEqualTo("3 h");
        assertThat(GraceWords.left(Duration.parse("PT47H"))).isEqualTo("47 h");
        assertThat(GraceWords.left(Duration.parse("P13DT1S"))).isEqualTo("14 d");
        assertThat(GraceWords.left(Duration.parse("P14D"))).isEqualTo("14 d");
    }
}
