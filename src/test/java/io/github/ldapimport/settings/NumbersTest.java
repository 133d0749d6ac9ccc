package io.github.ldapimport.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.testing.Proves;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import org.apache.camel.util.TimeUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "30",
                "5S",
                "5 s",
                "5 m",
                "1h30",
                "30s5",
                "5msx",
                "-1s",
                "1h-5m",
                "1.5s",
                "s",
                "5x",
                "1s1s",
                "5s1m",
                "٥s",
                "５s",
                "99999999999h",
                "2m 30s",
                "+5s"
            })
    @Proves("5.21")
    void what_is_no_time_span_to_the_last_letter_is_refused(String text) {
        assertThat(TimeSpan.milliseconds(text)).isEmpty();
    }

    /** The routes hand some settings to Camel as they are: what is accepted must be the same span to both. */
    @Test
    @Proves("5.21")
    void time_spans_are_what_they_are_to_camel() {
        List<String> pieces = List.of("1", "30", "500", "d", "h", "m", "s", "ms", " ", "-");
        Random random = new Random(3);
        int accepted = 0;
        for (int run = 0; run < 100_000; run++) {
            StringBuilder text = new StringBuilder();
            for (int piece = random.nextInt(8); piece >= 0; piece--) {
                text.append(pieces.get(random.nextInt(pieces.size())));
            }
            OptionalLong ours = TimeSpan.milliseconds(text.toString());
            if (ours.isPresent()) {
                accepted++;
                assertThat(ours.getAsLong()).as(text.toString()).isEqualTo(TimeUtils.toMilliSeconds(text.toString()));
            }
        }
        assertThat(accepted).isGreaterThan(1_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "0",
                "-1",
                "+1",
                "٥",
                "５",
                "٥٥٥٥",
                "1e3",
                "0x10",
                "1_000",
                "2147483648",
                "99999999999",
                "18446744073709551617",
                "11"
            })
    @Proves("5.21")
    void numbers_are_digits_within_the_range(String text) {
        assertThat(WholeNumber.parse(text, 1, text.length() > 3 ? Integer.MAX_VALUE : 10))
                .isEmpty();
    }

    @Test
    @Proves("5.21")
    void the_ends_of_the_range_are_in_it() {
        assertThat(WholeNumber.parse("1", 1, 10)).isEqualTo(OptionalInt.of(1));
        assertThat(WholeNumber.parse("10", 1, 10)).isEqualTo(OptionalInt.of(10));
        assertThat(WholeNumber.parse("2147483647", 0, Integer.MAX_VALUE)).isEqualTo(OptionalInt.of(Integer.MAX_VALUE));
    }
}
