package io.github.ldapimport.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.testing.GuidForm;
import io.github.ldapimport.testing.Proves;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuidFormsTest {
    private static final String GUID = "597ae2f6-16a6-1027-98f4-d28b5365dc14";

    @ParameterizedTest
    @EnumSource
    @Proves({"2.1", "2.21"})
    void a_row_in_any_form_is_that_of_its_user(GuidForm form) {
        Random random = new Random(8);
        for (int i = 0; i < 500; i++) {
            String guid = new UUID(
                            (random.nextLong() & ~0xf000L) | 0x4000L, (random.nextLong() & ~(3L << 62)) | (1L << 63))
                    .toString();
            assertThat(Guid.guidVariants(form.write(guid))).as(form.write(guid)).contains(guid);
            if (form.isClear()) {
                assertThat(Guid.canonical(form.write(guid)))
                        .as(form.write(guid))
                        .isEqualTo(guid);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "597ae2f6-16a6-1027-98f4-d28b5365dc1",
                "597ae2f6-16a6-1027-98f4-d28b5365dc14-2",
                "597ae2f6-16a6-1027-98f4-d28b5365dc14@example.com",
                "597ae2f6-16a6-1027-98f4-d28b5365dc1g",
                "administrator-account1",
                "1234567890123456789012",
                "ABCDEFGHIJKLMNOPQRSTUV",
                "johann.sebastian.bach1",
                "JohannSebastianBach01A",
                "User-0001",
                "{User}",
                "E-17"
            })
    @Proves("2.21")
    void what_only_looks_like_a_guid_is_read_as_it_stands(String text) {
        assertThat(Guid.guidVariants(text)).containsExactly(text);
    }

    @Test
    @Proves("2.21")
    void an_nsuniqueid_is_read_in_capitals_and_without_dashes_and_is_no_uuid() {
        String guid = "4aa11c01-1dd211b2-80e5b7d6-4f2bd1f0";
        assertThat(Guid.canonical(guid.toUpperCase(Locale.ROOT))).isEqualTo(guid);
        assertThat(Guid.guidVariants(guid)).containsExactly(guid);
        assertThat(Guid.guidVariants(guid.replace("-", ""))).contains(guid);
    }

    @Test
    @Proves("2.21")
    void swapping_twice_leads_back_and_is_what_windows_writes() {
        assertThat(Guid.swapped(GUID)).isEqualTo("f6e27a59-a616-2710-98f4-d28b5365dc14");
        assertThat(Guid.swapped(Guid.swapped(GUID))).isEqualTo(GUID);
        assertThat(HexFormat.of().formatHex(Guid.toBytes(GUID).orElseThrow()))
                .isEqualTo(Guid.swapped(GUID).replace("-", ""));
        assertThat(Guid.family(GUID)).isEqualTo(Guid.family(Guid.swapped(GUID)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "0000",
                "-1",
                "none",
                "NULL",
                "n/a",
                "autogenerate",
                "Autogenerate",
                "00000000-0000-0000-0000-000000000000",
                "ffffffff-ffff-ffff-ffff-ffffffffffff",
                "00000000-00000000-00000000-00000000",
                "ffffffff-ffffffff-ffffffff-ffffffff",
                "AAAAAAAAAAAAAAAAAAAAAA==",
                "/////////////////////w=="
            })
    @Proves("2.22")
    void a_placeholder_is_no_guid(String text) {
        assertThat(Guid.isPlaceholder(Guid.canonical(text))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {GUID, "4aa11c01-1dd211b2-80e5b7d6-4f2bd1f0", "1", "E-0", "nobody", "0a", "f"})
    @Proves("2.22")
    void anything_else_is_one(String text) {
        assertThat(Guid.isPlaceholder(text)).isFalse();
    }

    @Test
    @Proves("2.22")
    void of_several_values_the_placeholders_do_not_count() {
        Entry entry = new Entry(
                "uid=ada",
                java.util.Map.of("entryUUID", List.of("00000000-0000-0000-0000-000000000000", " " + GUID)),
                new RequestedAttributes(List.of("entryUUID")));
        assertThat(entry.guids("entryUUID")).containsExactly(GUID);
    }
}
