package io.github.ldapimport.app;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.testing.Proves;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CamelProgramTest {
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
    @Proves("5.1")
    void an_environment_variable_with_a_slip_in_its_name_is_refused(String name) {
        assertThatThrownBy(() -> CamelProgram.refuseUnknownVariables(Set.of("PATH", name)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(name);
    }

    @Test
    @Proves("5.1")
    void variables_that_name_settings_or_belong_to_others_are_taken() {
        assertThatCode(() -> CamelProgram.refuseUnknownVariables(Set.of(
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
}
