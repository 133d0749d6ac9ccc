package io.github.ldapimport.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.testing.Proves;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuidTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "597ae2f6-16a6-1027-98f4-d28b5365dc14",
                "597AE2F6-16A6-1027-98F4-D28B5365DC14",
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
                "597AE2F616A6102798F4D28B5365DC14",
                "597AE2F6-16A6-1027-98F4-D28B5365DC1",
                "597AE2F6-16A6-1027-98F4-D28B5365DC14-2",
                "597AE2F6-16A6-1027-98F4-D28B5365DC1G"
            })
    @Proves("2.1")
    void anything_else_is_kept_as_it_is(String written) {
        assertThat(Guid.canonical(written)).isEqualTo(written);
    }
}
