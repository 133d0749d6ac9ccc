package io.github.ldapimport.why;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.ldap.Filter;
import io.github.ldapimport.testing.Proves;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A filter taken apart, and what of it is shown. */
class FilterPartsTest {
    private static List<String> parts(String filter) {
        return FilterParts.of(Filter.parse(filter, "test")).stream()
                .map(Filter::toString)
                .toList();
    }

    @Test
    @Proves("11.2")
    void the_parts_of_ANDs_stand_alone_and_ORs_and_NOTs_stay_whole() {
        assertThat(parts("(&(a=1)(&(b=2)(|(c=3)(&(d=4)(e=5))))(!(&(f=6)(g=7))))"))
                .containsExactly("(a=1)", "(b=2)", "(|(c=3)(&(d=4)(e=5)))", "(!(&(f=6)(g=7)))");
        assertThat(parts("(a=1)")).containsExactly("(a=1)");
    }

    @Test
    @Proves("11.2")
    void parentheses_and_operators_in_values_part_nothing() {
        assertThat(parts("(&(cn=a\\28&\\29)(cn=b\\2a*)(l=(=\\29))".replace("(l=(", "(l=\\28")))
                .containsExactly("(cn=a\\28&\\29)", "(cn=b\\2a*)", "(l=\\28=\\29)");
    }

    @Test
    @Proves("11.6")
    void what_a_filter_asks_of_a_password_is_not_shown() {
        assertThat(FilterParts.shown(Filter.parse("(|(userPassword=s3cret)(2.5.4.35=s3cret)(cn=Ada))", "test")))
                .isEqualTo("(|(userPassword=***)(2.5.4.35=***)(cn=Ada))");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "userPassword",
                "USERPASSWORD;lang-de",
                "2.5.4.35",
                "unicodePwd",
                "dBCSPwd",
                "lmPwdHistory",
                "supplementalCredentials",
                "sambaNTPassword",
                "pwdHistory",
                "krbPrincipalKey",
                "ipaNTHash",
                "ipatokenOTPkey",
                "ms-Mcs-AdmPwd",
                "msLAPS-Password",
                "msFVE-RecoveryPassword",
                "userPKCS12",
                "password_hash",
                "remember_token",
                "api_secret"
            })
    @Proves("11.6")
    void names_of_secrets_are_known_in_whatever_case(String name) {
        assertThat(SecretNames.isSecret(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mail",
                "cn",
                "pwdAccountLockedTime",
                "pwdLastSet",
                "userAccountControl",
                "nsAccountLock",
                "accountExpires"
            })
    @Proves("11.6")
    void names_of_dates_and_states_are_none(String name) {
        assertThat(SecretNames.isSecret(name)).isFalse();
    }
}
