package io.github.ldapimport.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.testing.Proves;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which spellings of a filter or a DN are the same. */
class NormalFormTest {
    private static String filter(String text) {
        return NormalForm.of(Filter.parse(text, "test"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "(cn=a) (CN=a)",
                "(&(a=1)(b=2)) (&(B=2)(A=1))",
                "(&(a=1)(&(b=2)(c=3))) (&(a=1)(b=2)(c=3))",
                "(&(a=1)(a=1)) (a=1)",
                "(|(a=1)) (a=1)",
                "(!(a=1)) (!(A=1))",
                "(l=Zürich) (l=Z\\c3\\bcrich)",
                "(l=Z\\C3\\BCrich) (l=Z\\c3\\bcrich)",
                "(cn=Doe\\2c) (cn=Doe,)",
                "(cn=a\\5cb) (cn=a\\5Cb)",
                "(memberOf:1.2.3:=a) (memberof:1.2.3:=a)"
            })
    @Proves("3.25")
    void other_spellings_of_a_filter_are_no_change(String one, String other) {
        assertThat(filter(one)).isEqualTo(filter(other));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "(cn=a) (cn=A)",
                "(cn=a*) (cn=a\\2a)",
                "(cn=a) (cn=b)",
                "(cn=a) (sn=a)",
                "(cn=a) (!(cn=a))",
                "(&(a=1)(b=2)) (|(a=1)(b=2))",
                "(&(a=1)(|(b=2)(c=3))) (|(&(a=1)(b=2))(c=3))",
                "(l=Zürich) (l=ZÃ¼rich)",
                "(a>=1) (a<=1)",
                "(a=1) (a:=1)",
                "(cn=a\\28) (cn=a28)"
            })
    @Proves("3.25")
    void another_value_is_a_change(String one, String other) {
        assertThat(filter(one)).isNotEqualTo(filter(other));
    }

    private static String dn(String text) throws InvalidNameException {
        return NormalForm.of(new LdapName(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "ou=people,dc=example,dc=com; OU=People , DC=Example,dc=com; true",
                "ou=a\\,b,dc=com; ou=\"a,b\",dc=com; true",
                "ou=a\\2cb,dc=com; ou=a\\,b,dc=com; true",
                "cn=a+ou=b,dc=com; ou=b+cn=a,dc=com; true",
                "ou=people,dc=com; ou=peoples,dc=com; false",
                "ou=a,dc=com; cn=a,dc=com; false",
                "ou=a,ou=b,dc=com; ou=a\\,ou\\=b,dc=com; false",
                "ou=Zürich,dc=com; ou=Zurich,dc=com; false"
            })
    @Proves("3.25")
    void a_dn_is_the_same_whatever_its_case_and_blanks(String one, String other, boolean isSame)
            throws InvalidNameException {
        assertThat(dn(one).equals(dn(other))).isEqualTo(isSame);
    }
}
