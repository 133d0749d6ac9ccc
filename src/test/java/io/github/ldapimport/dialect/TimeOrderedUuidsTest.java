package io.github.ldapimport.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.testing.Proves;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TimeOrderedUuidsTest {
    private static final Instant EXAMPLE_OF_THE_RFC = Instant.parse("2022-02-22T19:22:22.000Z");
    private static final int MORE_THAN_A_MILLISECOND_HOLDS = 10_000;

    private static Clock at(Instant instant) {
        return Clock.fixed(instant, ZoneOffset.UTC);
    }

    @Test
    @Proves("2.66")
    void it_has_the_time_the_version_and_the_variant_of_RFC_9562() {
        UUID uuid = new TimeOrderedUuids(at(EXAMPLE_OF_THE_RFC), new Random(1)).next();
        assertThat(uuid.toString()).startsWith("017f22e2-79b0-7");
        assertThat(uuid.version()).isEqualTo(7);
        assertThat(uuid.variant()).isEqualTo(2);
    }

    @Test
    @Proves("2.66")
    void each_is_larger_than_the_one_before_though_the_clock_stands_still() {
        TimeOrderedUuids uuids = new TimeOrderedUuids(at(EXAMPLE_OF_THE_RFC), new Random(1));
        List<String> made = new ArrayList<>();
        for (int i = 0; i < MORE_THAN_A_MILLISECOND_HOLDS; i++) {
            made.add(uuids.next().toString());
        }
        assertThat(made).isSortedAccordingTo(Comparator.naturalOrder()).doesNotHaveDuplicates();
        assertThat(made).allMatch(uuid -> UUID.fromString(uuid).version() == 7);
    }

    @Test
    @Proves("2.66")
    void what_two_processes_make_in_one_millisecond_differs() {
        assertThat(new TimeOrderedUuids(at(EXAMPLE_OF_THE_RFC), new Random(1)).next())
                .isNotEqualTo(new TimeOrderedUuids(at(EXAMPLE_OF_THE_RFC), new Random(2)).next());
    }
}
