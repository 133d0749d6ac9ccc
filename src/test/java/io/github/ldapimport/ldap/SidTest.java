package io.github.ldapimport.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ldapimport.testing.Proves;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SidTest {
    private static Entry entry(Object... values) {
        return new Entry(
                "cn=ada",
                values.length == 0 ? Map.of() : Map.of("objectSid", List.of(values)),
                new RequestedAttributes(List.of("objectSid")));
    }

    @ParameterizedTest
    @CsvSource({
        "010100000000000100000000,                                 S-1-1-0",
        "01020000000000052000000020020000,                         S-1-5-32-544",
        "010500000000000515000000c7353a428e6b748455a1aec64e040000, S-1-5-21-1111111111-2222222222-3333333333-1102",
        // a number of the highest bit is not negative
        "0101000000000005ffffffff,                                 S-1-5-4294967295",
        "0100ffffffffffff,                                         S-1-0xFFFFFFFFFFFF"
    })
    @Proves("1.21")
    void a_security_identifier_is_written_as_windows_does(String bytes, String text) {
        assertThat(entry(HexFormat.of().parseHex(bytes)).sid("objectSid")).isEqualTo(text);
    }

    @Test
    @Proves("1.21")
    void an_entry_without_one_has_none() {
        assertThat(entry().sid("objectSid")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"01", "0101000000000005", "0201000000000005ffffffff", "0180000000000005", "011000000000000500"})
    @Proves("1.21")
    void other_bytes_are_refused(String bytes) {
        assertThatThrownBy(() -> entry(HexFormat.of().parseHex(bytes)).sid("objectSid"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("bytes are no security identifier");
    }

    @Test
    @Proves("1.21")
    void bytes_that_were_read_as_text_are_refused_with_the_remedy() {
        assertThatThrownBy(() -> entry("spoilt").sid("objectSid"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name it in directory.binary-attributes");
    }
}
