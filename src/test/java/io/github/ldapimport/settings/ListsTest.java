package io.github.ldapimport.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.testing.Proves;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListsTest {
    @Test
    @Proves("2.12")
    void commas_separate_and_blanks_around_the_parts_go() {
        assertThat(Lists.commaSeparated(" name=cn, email = mail\n,\tphone=telephoneNumber "))
                .containsExactly("name=cn", "email = mail", "phone=telephoneNumber");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", ",", " , ,\n, "})
    @Proves("2.12")
    void blank_parts_are_left_out(String text) {
        assertThat(Lists.commaSeparated(text)).isEmpty();
    }

    @Test
    @Proves("2.12")
    void blank_parts_between_others_are_left_out() {
        assertThat(Lists.commaSeparated(",a,, b,")).containsExactly("a", "b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name=${body.values('cn').get(0, 1)}",
                "origin='ldap, or not'",
                "origin=\"ldap, or not\"",
                "origin=\"don't, or do\"",
                "origin='(, or ['",
                "x=[a, b]",
                "x={a, (b, [c, d], e), f}",
            })
    @Proves("2.12")
    void commas_inside_brackets_and_quotes_separate_nothing(String part) {
        assertThat(Lists.commaSeparated("first," + part + ", last")).containsExactly("first", part, "last");
    }

    @ParameterizedTest
    @ValueSource(strings = {"name=cn, x='ldap, email=mail", "a(b, c", "a), b, c", "direct:a?x=it's, direct:b", "[a, b"})
    @Proves("5.22")
    void a_half_that_takes_commas_with_it_is_noticed(String text) {
        assertThat(Lists.openToTheEnd(text)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a, b='x, y', c",
                "direct:a, direct:b?x=it's",
                "x=${body.joined('a', ')')}, b",
                "\"don't, or\", b"
            })
    @Proves("5.22")
    void halves_that_meet_or_take_no_comma_are_taken(String text) {
        assertThat(Lists.openToTheEnd(text)).isEmpty();
    }
}
