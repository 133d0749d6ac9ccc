package io.github.ldapimport.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ldapimport.testing.Proves;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LdapTimeTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // RFC 4517, 3.3.13
                "199412161032Z             | 1994-12-16T10:32:00Z",
                "199412160532-0500         | 1994-12-16T10:32:00Z",
                "20260101120000Z           | 2026-01-01T12:00:00Z",
                "20260101120000.0Z         | 2026-01-01T12:00:00Z",
                "20260101120000.123456789Z | 2026-01-01T12:00:00.123456789Z",
                "20260101120000.1234567891234567891Z | 2026-01-01T12:00:00.123456789Z",
                "20260101120000,5Z         | 2026-01-01T12:00:00.500Z",
                "202601011200.5Z           | 2026-01-01T12:00:30Z",
                "2026010112.25Z            | 2026-01-01T12:15:00Z",
                "2026010112Z               | 2026-01-01T12:00:00Z",
                "20260101120000+01         | 2026-01-01T11:00:00Z",
                "20260101120000-0330       | 2026-01-01T15:30:00Z",
                "20261231235960Z           | 2027-01-01T00:00:00Z",
                "20240229000000Z           | 2024-02-29T00:00:00Z",
                "00010101000000.0Z         | 0001-01-01T00:00:00Z",
                "000001010000Z             | 0000-01-01T00:00:00Z",
                // [MS-DTYP] 2.3.3
                "134117424000000000        | 2026-01-01T12:00:00Z",
                "134117424000000001        | 2026-01-01T12:00:00.000000100Z",
                "0                         |",
                "9223372036854775807       |",
                // SCHAC 1.5: schacDateOfBirth
                "19660412                  | 1966-04-12T00:00:00Z",
                // ISO 8601
                "2026-01-01T12:00:00Z      | 2026-01-01T12:00:00Z",
                "2026-01-01T12:00:00.25Z   | 2026-01-01T12:00:00.250Z",
                "2026-01-01T12:00Z         | 2026-01-01T12:00:00Z",
                "2026-01-01T12:00:00+01:00 | 2026-01-01T11:00:00Z",
                "2026-01-01T12:00:00       | 2026-01-01T12:00:00Z",
                "2026-01-01 12:00:00       | 2026-01-01T12:00:00Z",
                "2026-01-01 12:00:00 +00:00 | 2026-01-01T12:00:00Z",
                "2026-01-01                | 2026-01-01T00:00:00Z",
                "' 20260101120000Z '       | 2026-01-01T12:00:00Z"
            })
    @Proves("2.16")
    void each_form_of_a_time_is_read(String text, Instant expected) {
        assertThat(LdapTime.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yesterday",
                "Z",
                "-",
                "2026Z",
                "20260101Z",
                "20260101120000",
                "2026010112000Z",
                "20260101120000.Z",
                "20260101120000Z ago",
                "20260101120000+25",
                "20260101120000+0",
                "20260101120000 0100",
                "20260230120000Z",
                "20261301120000Z",
                "20260101240000Z",
                "20260101126000Z",
                "20260101120061Z",
                "2026010112000\u0660Z",
                // a span of time in Active Directory, no time
                "-36288000000000",
                "99999999999999999999",
                "1767268800",
                // with a fraction, and without a zone: as a file time, a day of 1665 and one of 2237
                "20260101120000123",
                "202601011200001234",
                "19661304",
                "196604",
                "2026-02-30",
                "2026-01-01T",
                "2026-01-01T25:00:00Z",
                "2026-01-01T12:00:00Europe",
                "01.01.2026"
            })
    @Proves("2.16")
    void what_is_no_time_is_refused_and_not_guessed_at(String text) {
        assertThatThrownBy(() -> LdapTime.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("20260101120000Z");
    }
}
