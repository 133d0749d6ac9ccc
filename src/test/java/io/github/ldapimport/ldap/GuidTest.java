package io.github.ldapimport.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ldapimport.testing.Proves;
import java.util.HexFormat;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuidTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "597ae2f6-16a6-1027-98f4-d28b5365dc14",
                "597AE2F6-16A6-1027-98F4-D28B5365DC14",
                "597ae2f616a6102798f4d28b5365dc14",
                "{597ae2f6-16a6-1027-98f4-d28b5365dc14}",
                "{597AE2F6-16a6-1027-98F4-D28B5365DC14}",
                " 597ae2f6-16a6-1027-98f4-d28b5365dc14\n"
            })
    @Proves("2.1")
    void a_uuid_is_kept_in_lower_case_with_dashes_and_without_braces(String written) {
        assertThat(Guid.canonical(written)).isEqualTo("597ae2f6-16a6-1027-98f4-d28b5365dc14");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "User-0001",
                "{User}",
                "597AE2F616A6102798F4D28B5365DC1",
                "597AE2F6-16A6-1027-98F4-D28B5365DC1",
                "597AE2F6-16A6-1027-98F4-D28B5365DC14-2",
                "597AE2F6-16A6-1027-98F4-D28B5365DC1G"
            })
    @Proves("2.1")
    void anything_else_is_kept_as_it_is(String written) {
        assertThat(Guid.canonical(written)).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource({
        "000102030405060708090a0b0c0d0e0f, 03020100-0504-0706-0809-0a0b0c0d0e0f",
        "33221100554477668899aabbccddeeff, 00112233-4455-6677-8899-aabbccddeeff",
        "fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0, fcfdfeff-fafb-f8f9-f7f6-f5f4f3f2f1f0",
        "00000080008000808000000000000000, 80000000-8000-8000-8000-000000000000",
        "00000000000000000000000000000000, 00000000-0000-0000-0000-000000000000"
    })
    @Proves("1.3")
    void the_first_three_groups_of_bytes_come_lowest_first(String bytes, String guid) {
        assertThat(Guid.ofBytes(HexFormat.of().parseHex(bytes))).isEqualTo(guid);
        assertThat(Guid.toBytes(guid)).hasValue(HexFormat.of().parseHex(bytes));
    }

    @Test
    @Proves("1.3")
    void bytes_and_text_lead_to_each_other() {
        Random random = new Random(7);
        for (int i = 0; i < 1000; i++) {
            byte[] bytes = new byte[16];
            random.nextBytes(bytes);
            assertThat(Guid.toBytes(Guid.ofBytes(bytes))).hasValue(bytes);
            String guid = new UUID(random.nextLong(), random.nextLong()).toString();
            assertThat(Guid.ofBytes(Guid.toBytes(guid).orElseThrow())).isEqualTo(guid);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 15, 17, 28})
    @Proves("1.3")
    void other_than_sixteen_bytes_are_no_guid(int length) {
        assertThatThrownBy(() -> Guid.ofBytes(new byte[length]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a GUID has 16 bytes, not " + length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "employee-7", "2b0f1a01-1dd211b2-80d6a5c6-7d9f0001", "597ae2f616a6102798f4d28b5365dc14"})
    @Proves("1.3")
    void what_is_no_uuid_has_no_bytes(String guid) {
        assertThat(Guid.toBytes(guid)).isEmpty();
    }
}
