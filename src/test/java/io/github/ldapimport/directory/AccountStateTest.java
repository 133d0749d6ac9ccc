package io.github.ldapimport.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.testing.Proves;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccountStateTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static Directory directory(String... settings) {
        return DirectoryTest.directory("ldap-import", settings);
    }

    /** The state of an entry that has one attribute at most, written as {@code name=value}. */
    private static AccountState state(Directory directory, String attribute) {
        Map<String, List<Object>> values = attribute == null
                ? Map.of()
                : Map.of(attribute.replaceFirst("=.*", ""), List.of(attribute.substring(attribute.indexOf('=') + 1)));
        return directory.accountState(
                new Entry("uid=ada", values, directory.requestedAttributes(directory.accountStateAttributes())), NOW);
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
        assertThat(directory.accountState(new Entry("uid=ada", Map.of(), requested), NOW))
                .isEqualTo(AccountState.UNKNOWN);
        assertThat(directory.accountState(
                        new Entry("uid=ada", Map.of("employeeType", List.of("gone")), requested), NOW))
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
                        new Entry("uid=ada", values, directory.requestedAttributes(List.of("employeeType"))), NOW))
                .isEqualTo(state);
    }

    @ParameterizedTest
    @CsvSource({
        "512, 0,                   ENABLED",
        "512, 9223372036854775807, ENABLED",
        // 2001 and 9999
        "512, 126227808000000000,  DISABLED",
        "512, 2650467743990000000, ENABLED",
        "514, 0,                   DISABLED",
        "514, 126227808000000000,  DISABLED",
        "514, ,                    DISABLED",
        // what cannot be read may be anything
        "512, ,                    UNKNOWN",
        "512, never,               UNKNOWN",
        "512, -1,                  UNKNOWN",
        ",    0,                   UNKNOWN",
        ",    126227808000000000,  DISABLED",
        ",    ,                    UNKNOWN"
    })
    @Proves("3.18")
    void an_account_that_has_expired_counts_as_disabled_where_the_setting_says_so(
            String control, String expires, AccountState state) {
        Directory directory = directory("type", "active-directory", "expired-is-disabled", "true");
        assertThat(directory.accountStateAttributes()).containsExactly("accountExpires", "userAccountControl");
        Map<String, List<Object>> values = new HashMap<>();
        if (control != null) {
            values.put("userAccountControl", List.of(control));
        }
        if (expires != null) {
            values.put("accountExpires", List.of(expires));
        }
        assertThat(directory.accountState(
                        new Entry("cn=ada", values, directory.requestedAttributes(directory.accountStateAttributes())),
                        NOW))
                .isEqualTo(state);
    }

    @ParameterizedTest
    @CsvSource({"133485408000000000, true", "133485408000000001, false", "133485407999999999, true"})
    @Proves("3.18")
    void an_account_expires_at_its_time(String expires, boolean hasPassed) {
        assertThat(new AccountExpiry()
                        .hasPassed(
                                new Entry(
                                        "cn=ada",
                                        Map.of("accountExpires", List.of(expires)),
                                        new RequestedAttributes(List.of("accountExpires"))),
                                Instant.parse("2024-01-01T00:00:00Z")))
                .contains(hasPassed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openldap", "other", "freeipa", "389ds"})
    @Proves("3.18")
    void only_active_directory_knows_accounts_that_expire(String type) {
        assertThatThrownBy(() -> directory("type", type, "expired-is-disabled", "true"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("ldap-import.directory.expired-is-disabled is 'true': only"
                        + " ldap-import.directory.type=active-directory has accountExpires");
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
