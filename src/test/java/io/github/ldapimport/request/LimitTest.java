package io.github.ldapimport.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.testing.Proves;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LimitTest {
    private static Limit parse(String text) {
        return Limit.parse(text, "ldap-import.max-missing");
    }

    @ParameterizedTest
    @CsvSource({
        "0,        100, 0",
        "3,        100, 3",
        "999999999, 10, 999999999",
        "0%,       100, 0",
        "50%,       20, 10",
        "50%,       21, 10",
        "50 %,      21, 10",
        "100%,      21, 21",
        "12.5%,     20, 2",
        "12.5%,     24, 3",
        "33.333%,    3, 0",
        "33.333%,  100, 33",
        "0.001%, 100000, 1",
        "0.1%,    2000, 2",
        // a share of a number that floating point does not hold
        "7%,       100, 7",
        "29%,      100, 29",
        "57%,      100, 57",
        "50%, 4000000001, 2000000000"
    })
    @Proves("3.11")
    void a_number_or_a_share_of_the_rows_may_go_and_not_one_more(String text, long live, long most) {
        assertThat(parse(text).isExceeded(most, live)).isFalse();
        assertThat(parse(text).isExceeded(most + 1, live)).isTrue();
        assertThat(parse(text)).hasToString(text.replace(" ", ""));
    }

    @ParameterizedTest
    @CsvSource({"9, 9, false", "9, 5, false", "10, 5, false", "10, 6, true", "11, 6, true"})
    @Proves("3.11")
    void the_default_does_not_judge_below_ten_rows(long live, long missing, boolean isRefused) {
        assertThat(Limit.of("", "ldap-import.max-missing", "50%").isExceeded(missing, live))
                .isEqualTo(isRefused);
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 1", "0, 9, 1", "50%, 3, 2", "50%, 1, 1", "2, 4, 3", "0%, 1, 1"})
    @Proves("3.11")
    void a_limit_that_is_set_judges_from_the_first_row_on(String text, long live, long missing) {
        assertThat(Limit.of(text, "ldap-import.max-missing", "50%").isExceeded(missing, live))
                .isTrue();
        assertThat(parse(text).isExceeded(missing, live)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "%",
                "many",
                "-1",
                "+1",
                "1.5",
                "1e2",
                "0x10",
                "100.1%",
                "101%",
                "-1%",
                "1,5%",
                ".5%",
                "5.%",
                "10%%",
                "10percent",
                "% 10",
                "1.2345%",
                "9999999999",
                "\u0663"
            })
    @Proves({"3.11", "5.1"})
    void anything_else_is_refused_with_its_origin(String text) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("ldap-import.max-missing is '" + text
                        + "': give a number of rows such as 20, or a share from 0% to 100%");
    }
}
