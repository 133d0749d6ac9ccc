package io.github.ldapimport.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.testing.Proves;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One DN has one normal form, and two have two. */
class NormalDnTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "uid=a,dc=x          | UID=A, DC=X",
                "cn=Doe\\, John,o=x  | cn=doe\\2C john,O=X",
                "cn=Doe\\, John,o=x  | cn=\"Doe, John\",o=x",
                "cn=a  b,o=x         | cn=A b,o=x",
                "cn=a+uid=b,o=x      | uid=B+cn=A,o=x",
                "cn=a,o=x            | 2.5.4.3=a,2.5.4.10=x",
                "cn=a,o=x            | OID.2.5.4.3=a,o=x",
                "cn=Jürgen,o=x       | cn=J\\c3\\bcRGEN,o=x",
                "my_type=a,o=x       | MY_TYPE=A,o=x"
            })
    @Proves("13.5")
    void spellings_of_one_DN_are_equal(String one, String other) {
        assertThat(NormalDn.of(one)).isEqualTo(NormalDn.of(other));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cn=a\\,o=x,o=y | cn=a,o=x\\,o=y",
                "cn=a,o=x       | uid=a,o=x",
                "cn=straße,o=x  | cn=strasse,o=x",
                "cn=ab,o=x      | cn=a b,o=x",
                "cn=a+cn=b,o=x  | cn=a,cn=b,o=x",
                "cn=a\\+cn=b,o=x | cn=a+cn=b,o=x",
                "cn=a,ou=b,o=x  | ou=b,cn=a,o=x"
            })
    @Proves("13.5")
    void different_DNs_are_not(String one, String other) {
        assertThat(NormalDn.of(one)).isNotEqualTo(NormalDn.of(other));
    }
}
