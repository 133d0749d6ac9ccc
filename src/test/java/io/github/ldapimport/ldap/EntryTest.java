package io.github.ldapimport.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ldapimport.testing.Proves;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class EntryTest {
    private static Entry entry(Object... values) {
        return new Entry(
                "cn=Jane,dc=example", Map.of("a", List.of(values)), new RequestedAttributes(List.of("a", "absent")));
    }

    static Stream<Function<String, Object>> methods() {
        Entry entry = entry("x");
        return Stream.of(
                entry::get,
                entry::text,
                entry::lowerCase,
                entry::time,
                entry::truth,
                attribute -> entry.bit(attribute, 2),
                entry::name,
                entry::base64,
                entry::guid,
                attribute -> entry.joined(attribute, ", "),
                attribute -> entry.joinedNames(attribute, ", "),
                entry::json,
                entry::jsonNames);
    }

    @ParameterizedTest
    @MethodSource("methods")
    @Proves({"1.9", "2.18"})
    void an_attribute_that_is_absent_is_null_and_one_that_was_not_requested_an_error(Function<String, Object> method) {
        assertThat(method.apply("absent")).isNull();
        assertThatThrownBy(() -> method.apply("unknown"))
                .isInstanceOf(AttributeNotRequestedException.class)
                .hasMessageContaining("unknown")
                .hasMessageContaining("add it to ldap-import.directory.attributes");
    }

    @Test
    @Proves("2.18")
    void all_values_come_in_the_same_order_whatever_the_directorys() {
        Entry one = entry("b", "a,\"c\"", "Ä", "B");
        Entry other = entry("Ä", "B", "b", "a,\"c\"");
        assertThat(one.joined("a", " | ")).isEqualTo("B | a,\"c\" | b | Ä").isEqualTo(other.joined("A", " | "));
        assertThat(one.json("a"))
                .isEqualTo("[\"B\",\"a,\\\"c\\\"\",\"b\",\"Ä\"]")
                .isEqualTo(other.json("a"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "cn=Doe\\, John,ou=people,dc=example        | Doe, John",
                "cn=Doe\\2C John,ou=people                  | Doe, John",
                "CN=\\#1 \\\"the best\\\" \\+ \\\\,DC=example | #1 \"the best\" + \\",
                "cn=J\\C3\\BCrgen,dc=example                | Jürgen",
                "cn=\\ blank\\ ,dc=example                  | ` blank `",
                // of two attributes always the same one
                "uid=jd+cn=John,dc=example                  | John",
                "cn=John+uid=jd,dc=example                  | John",
                "cn=#04024869,dc=example                    | #04024869"
            })
    @Proves({"1.10", "2.18"})
    void the_name_in_a_dn_is_what_stands_before_its_escapes(String dn, String name) {
        assertThat(entry(dn).name("a")).isEqualTo(name);
        assertThat(entry(dn).joinedNames("a", "; ")).isEqualTo(name);
    }

    @Test
    @Proves("2.18")
    void the_dn_itself_has_a_name_too() {
        assertThat(entry("x").name("dn")).isEqualTo("Jane");
        assertThat(entry("x").joinedNames("dn", ",")).isEqualTo("Jane");
        assertThat(entry("x").json("DN")).isEqualTo("[\"cn=Jane,dc=example\"]");
    }

    @Test
    @Proves("2.18")
    void values_become_what_they_mean() {
        assertThat(entry("20260101120000Z").time("a")).isEqualTo(Instant.parse("2026-01-01T12:00:00Z"));
        assertThat(entry("0").time("a")).isNull();
        assertThat(entry("true").truth("a")).isTrue();
        assertThat(entry("0").truth("a")).isFalse();
        assertThat(entry("514").bit("a", 2)).isTrue();
        assertThat(entry("512").bit("a", 2)).isFalse();
        assertThat(entry("514").bit("a", 512 + 2)).isTrue();
        assertThat(entry("514").bit("a", 512 + 4)).isFalse();
        // groupType of a security group in Active Directory
        assertThat(entry("-2147483646").bit("a", 0x80000000L)).isTrue();
        assertThat(entry("é").base64("a")).isEqualTo("w6k=");
        assertThat(entry((Object) new byte[] {0, 1, -1}).base64("a")).isEqualTo("AAH/");
    }

    static Stream<Function<Entry, Object>> methodsThatWantACertainForm() {
        return Stream.of(
                entry -> entry.time("a"),
                entry -> entry.truth("a"),
                entry -> entry.bit("a", 2),
                entry -> entry.name("a"),
                entry -> entry.joinedNames("a", ","),
                entry -> entry.jsonNames("a"));
    }

    @ParameterizedTest
    @MethodSource("methodsThatWantACertainForm")
    @Proves({"2.7", "2.18"})
    void a_value_of_another_form_is_named_with_its_attribute(Function<Entry, Object> method) {
        assertThatThrownBy(() -> method.apply(entry("no\nsuch thing")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the attribute a has the value 'no\\u000asuch thing': it is n");
        assertThatThrownBy(() -> method.apply(entry((Object) new byte[] {1})))
                .hasMessageContaining("the attribute a holds bytes")
                .hasMessageContaining("${body.base64('a')}");
    }

    @Test
    @Proves("2.18")
    void bytes_are_no_text_and_no_guid_unless_there_are_sixteen() {
        Entry bytes = entry((Object) new byte[] {1, 2});
        assertThat(bytes.text("a")).isNull();
        assertThatThrownBy(() -> bytes.joined("a", ",")).hasMessageContaining("holds bytes");
        assertThatThrownBy(() -> bytes.json("a")).hasMessageContaining("holds bytes");
        assertThatThrownBy(() -> bytes.guid("a")).hasMessage("the attribute a: a GUID has 16 bytes, not 2");
    }
}
