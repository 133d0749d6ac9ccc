package io.github.ldapimport.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ldapimport.directory.Directory;
import io.github.ldapimport.directory.DirectoryTest;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.testing.Proves;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
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
        return state(directory, attribute, guid -> false);
    }

    /** @param isDisabled what the directory says of the entry with a GUID */
    private static AccountState state(Directory directory, String attribute, Predicate<String> isDisabled) {
        Map<String, List<Object>> values = new HashMap<>(Map.of("entryUUID", List.of("a"), "objectGUID", List.of("a")));
        if (attribute != null) {
            values.put(attribute.replaceFirst("=.*", ""), List.of(attribute.substring(attribute.indexOf('=') + 1)));
        }
        return directory
                .accountStates(NOW, isDisabled)
                .of(new Entry("uid=ada", values, directory.requestedAttributes(directory.accountStateAttributes())));
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

    @ParameterizedTest
    @CsvSource({
        "00000101000000Z,      DISABLED",
        "0000010100Z,          DISABLED",
        "000001010000.0Z,      DISABLED",
        "000001010001Z,        ENABLED",
        "00000101000000+0000,  ENABLED",
        "x000001010000Z,       ENABLED"
    })
    @Proves("3.2")
    void the_one_time_that_locks_for_ever_is_the_same_time_however_it_is_written(String time, AccountState state) {
        assertThat(state(directory("type", "openldap"), "pwdAccountLockedTime=" + time))
                .isEqualTo(state);
    }

    @ParameterizedTest
    @CsvSource({"2, DISABLED", "-2147483646, DISABLED", "9223372036854775810, DISABLED", "0, ENABLED", "two, ENABLED"})
    @Proves("3.2")
    void bit_two_of_a_number_of_any_size_disables(String control, AccountState state) {
        assertThat(state(directory("type", "active-directory"), "userAccountControl=" + control))
                .isEqualTo(state);
    }

    @ParameterizedTest
    @CsvSource({
        // what the entry shows | whether the server matches it | type | state
        "employeeType=x, true,  openldap,         DISABLED",
        "employeeType=x, false, openldap,         ENABLED",
        ",               true,  openldap,         UNKNOWN",
        ",               false, openldap,         ENABLED",
        "employeeType=x, true,  active-directory, DISABLED",
        "employeeType=x, false, active-directory, ENABLED",
        ",               true,  active-directory, UNKNOWN",
        ",               false, active-directory, UNKNOWN",
        // another option, another name, another case
        "employeetype;lang-de=x, true, openldap,  DISABLED",
        "2.16.840.1.113730.3.1.4=x, true, openldap, DISABLED"
    })
    @Proves({"3.2", "3.22"})
    void whom_a_filter_of_the_settings_matches_the_server_says_and_an_entry_that_shows_nothing_is_not_disabled(
            String attribute, boolean matches, String type, AccountState state) {
        Directory directory =
                directory("type", type, "guid-attribute", "entryUUID", "disabled-filter", "(!(employeeType=active))");
        assertThat(state(directory, attribute, guid -> matches && guid.equals("a")))
                .isEqualTo(state);
    }

    @ParameterizedTest
    @CsvSource({"openldap, pwdAccountLockedTime=000001010000Z", "active-directory, userAccountControl=514"})
    @Proves({"1.3", "3.2"})
    void a_filter_of_the_settings_takes_the_place_of_the_kinds(String type, String attribute) {
        Directory directory =
                directory("type", type, "guid-attribute", "entryUUID", "disabled-filter", "employeeType=gone");
        assertThat(directory.accountStateAttributes()).containsExactly("employeeType");
        assertThat(state(directory, attribute)).isNotEqualTo(AccountState.DISABLED);
        assertThat(directory("type", type).disabledFilter()).isEmpty();
    }

    @Test
    @Proves("3.2")
    void what_a_dn_says_every_entry_shows() {
        Directory directory = directory("disabled-filter", "(ou:dn:=former)");
        assertThat(state(directory, null, guid -> true)).isEqualTo(AccountState.DISABLED);
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
        assertThat(directory
                        .accountStates(NOW, guid -> false)
                        .of(new Entry(
                                "cn=ada", values, directory.requestedAttributes(directory.accountStateAttributes()))))
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
                        + " ')' is missing, at character 19"
            })
    @Proves({"1.5", "5.1"})
    void a_slip_in_that_filter_is_named_with_its_key(String filter, String message) {
        assertThatThrownBy(() -> directory("disabled-filter", filter))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(message);
    }
}
