package io.github.ldapimport.app;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.testing.Proves;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VariablesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "LDAP_IMPORT_DIRECTORY_PASWORD",
                "LDAP_IMPORT_DIRECTRY_BASE",
                "LDAP_IMPORT_MAX_MISING",
                "LDAP_IMPORT_MIN_USRS",
                "LDAP_IMPORT_USER_TABLE",
                "LDAP_IMPORT_PARTNERS_DELETEMISSING"
            })
    @Proves("5.24")
    void an_environment_variable_with_a_slip_in_its_name_is_refused(String name) {
        assertThatThrownBy(() -> Variables.requireKnown(Set.of("PATH", name)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(name);
    }

    @ParameterizedTest
    @CsvSource({
        "LDAP_IMPORT_WORKERS, LDAP_IMPORT_PARALLEL_PAGES",
        "LDAP_IMPORT_PAGES_ENDPOINT, LDAP_IMPORT_WORKER_ENDPOINT",
        "LDAP_IMPORT_PAGES_SECRET_FILE, LDAP_IMPORT_WORKER_SECRET_FILE",
    })
    @Proves("5.25")
    void a_former_name_is_refused_with_the_present_one(String former, String now) {
        assertThatThrownBy(() -> Variables.requireKnown(Set.of(former)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(former)
                .hasMessageContaining("write " + now);
    }

    @Test
    @Proves("5.24")
    void variables_that_name_settings_or_belong_to_others_are_taken() {
        assertThatCode(() -> Variables.requireKnown(Set.of(
                        "LDAP_IMPORT_DIRECTORY_PASSWORD",
                        "LDAP_IMPORT_USERS_SYNC_ATTRIBUTES",
                        "LDAP_IMPORT_EVENTS_DEAD_LETTER",
                        "LDAP_IMPORT_JAVA_OPTS",
                        "LDAP_IMPORT_MAX_MISSING",
                        "LDAP_IMPORT_SERVICE_HOST",
                        "LDAP_IMPORT_SERVICE_PORT_LDAP",
                        "LDAP_IMPORT_PORT",
                        "LDAP_IMPORT_PORT_389_TCP",
                        "LDAP_IMPORT_PARTNERS_DIRECTORY_URL")))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LDAPIMPORT_MAX_MISSING",
                "ldap_import_max_missing",
                "Ldap_Import_Max_Missing",
                "LDAP_IMPORT_MAXMISSING",
                "LDAP__IMPORT_MAX_MISSING",
                "LDAP_IMPORT__MAX_MISSING",
                "LDAP-IMPORT_MAX-MISSING",
                "ldap-import.max-missing"
            })
    @Proves("5.24")
    void a_variable_in_another_spelling_is_refused_with_the_right_one(String name) {
        assertThatThrownBy(() -> Variables.requireKnown(Set.of("PATH", name)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(name)
                .hasMessageContaining("write LDAP_IMPORT_MAX_MISSING");
    }

    @Test
    @Proves("5.24")
    void a_variable_of_a_provider_that_does_not_exist_is_refused() {
        Set<String> prefixes = Set.of("ldap-import", "ldap-import.partners");
        Variables.requireRead(
                Set.of(
                        "PATH",
                        "LDAP_IMPORT_PORT_389_TCP",
                        "LDAP_IMPORT_HTTP_TOKEN",
                        "LDAP_IMPORT_PARTNERS_MAX_MISSING",
                        "LDAP_IMPORT_MAX_MISSING"),
                prefixes);
        assertThatThrownBy(() -> Variables.requireRead(Set.of("LDAP_IMPORT_LDAP_MAX_MISSING"), prefixes))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("LDAP_IMPORT_LDAP_MAX_MISSING")
                .hasMessageContaining("write LDAP_IMPORT_MAX_MISSING");
    }

    @ParameterizedTest
    @ValueSource(strings = {"LDAP_IMPORT_MAX_MISSING", "ldapimport.max-missing", "ldap.import.max-missing"})
    @Proves("5.24")
    void a_system_property_that_only_looks_like_a_setting_is_refused(String name) {
        assertThatThrownBy(() -> Variables.requireKnownProperties(Set.of("user.home", "ldapimport.home", name)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(name)
                .hasMessageContaining("write ldap-import.max-missing");
    }

    @Test
    @Proves("5.24")
    void system_properties_of_others_are_taken() {
        Set<String> ofOthers = new HashSet<>(System.getProperties().stringPropertyNames());
        ofOthers.addAll(Set.of("ldapimport.home", "my.http.port", "max-missing", "ldap-import.max-missing"));
        assertThatCode(() -> Variables.requireKnownProperties(ofOthers)).doesNotThrowAnyException();
    }
}
