package io.github.ldapimport.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.testing.Proves;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccountStateTest {
    private static Directory directory(String... settings) {
        return DirectoryTest.directory("ldap-import", settings);
    }

    /** The state of an entry that has one attribute at most, written as {@code name=value}. */
    private static AccountState state(Directory directory, String attribute) {
        Map<String, List<Object>> values = attribute == null
                ? Map.of()
                : Map.of(attribute.replaceFirst("=.*", ""), List.of(attribute.substring(attribute.indexOf('=') + 1)));
        return directory.accountState(
                new Entry("uid=ada", values, directory.requestedAttributes(directory.accountStateAttributes())));
    }

    @ParameterizedTest
    @CsvSource({
        "openldap,         pwdAccountLockedTime=000001010000Z,   DISABLED",
        // locked after wrong passwords, for a while
        "openldap,         pwdAccountLockedTime=20260401063000Z, ENABLED",
        "openldap,         ,                                     ENABLED",
        "other,            ,                                     ENABLED",
        "active-directory, userAccountControl=514,               DISABLED",
        "active-directory, userAccountControl=66050,             DISABLED",
        "active-directory, userAccountControl=512,               ENABLED",
        "active-directory, userAccountControl=66048,             ENABLED",
        "active-directory, ,                                     UNKNOWN",
        "freeipa,          nsAccountLock=TRUE,                   DISABLED",
        "freeipa,          nsaccountlock=true,                   DISABLED",
        "freeipa,          nsAccountLock=FALSE,                  ENABLED",
        "freeipa,          ,                                     ENABLED",
        "389ds,            nsAccountLock=true,                   DISABLED",
        "389ds,            nsAccountLock=FALSE,                  ENABLED",
        "389ds,            ,                                     ENABLED"
    })
    @Proves({"3.2", "3.3"})
    void the_kind_says_which_accounts_are_disabled(String type, String attribute, AccountState state) {
        assertThat(state(directory("type", type), attribute)).isEqualTo(state);
    }

    @Test
    @Proves("3.2")
    void an_entry_that_shows_nothing_of_its_state_is_not_disabled() {
        Directory directory = directory("type", "openldap", "disabled-filter", "(!(employeeType=active))");
        var requested = directory.requestedAttributes(List.of("employeeType"));
        assertThat(directory.accountState(new Entry("uid=ada", Map.of(), requested)))
                .isEqualTo(AccountState.UNKNOWN);
        assertThat(directory.accountState(new Entry("uid=ada", Map.of("employeeType", List.of("gone")), requested)))
                .isEqualTo(AccountState.DISABLED);
    }

    @ParameterizedTest
    @CsvSource({
        "openldap,         pwdAccountLockedTime=000001010000Z, ENABLED",
        "openldap,         employeeType=gone,                  DISABLED",
        "other,            employeeType=gone,                  DISABLED",
        "active-directory, userAccountControl=514,             ENABLED",
        "active-directory, employeeType=gone,                  DISABLED",
        // a filter of one's own says what an absent attribute means
        "active-directory, ,                                   ENABLED"
    })
    @Proves({"1.3", "3.2"})
    void a_filter_of_the_settings_takes_the_place_of_the_kinds(String type, String attribute, AccountState state) {
        Directory directory = directory("type", type, "disabled-filter", "employeeType=gone");
        assertThat(directory.accountStateAttributes()).containsExactly("employeeType");
        Map<String, List<Object>> values = attribute == null
                ? Map.of()
                : Map.of(attribute.replaceFirst("=.*", ""), List.of(attribute.replaceFirst(".*=", "")));
        assertThat(directory.accountState(
                        new Entry("uid=ada", values, directory.requestedAttributes(List.of("employeeType")))))
                .isEqualTo(state);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "(employeeType=gone | Bad search filter: (employeeType=gone (ldap-import.directory.disabled-filter):"
                        + " ')' is missing, at character 19",
                "(cn:caseExactMatch:=x) | ldap-import.directory.disabled-filter is '(cn:caseExactMatch:=x)': the"
                        + " matching rule caseExactMatch is unknown: use =, >=, <= with numbers, or the rules on bits"
                        + " 1.2.840.113556.1.4.803 and 1.2.840.113556.1.4.804",
                "accountExpires<=now | ldap-import.directory.disabled-filter is '(accountExpires<=now)': 'now' is no"
                        + " number: use =, >=, <= with numbers, or the rules on bits 1.2.840.113556.1.4.803 and"
                        + " 1.2.840.113556.1.4.804"
            })
    @Proves({"1.5", "5.1"})
    void a_slip_in_that_filter_is_named_with_its_key(String filter, String message) {
        assertThatThrownBy(() -> directory("disabled-filter", filter))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(message);
    }
}
