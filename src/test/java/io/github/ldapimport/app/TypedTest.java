package io.github.ldapimport.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ldapimport.cli.CommonOptions;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.testing.Proves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class TypedTest {
    @TempDir
    private Path folder;

    private Optional<Path> file;

    @Command
    private static final class Options {
        @Mixin
        private final CommonOptions common = new CommonOptions();
    }

    private static Map<String, String> settings(String... arguments) {
        Options options = new Options();
        new CommandLine(options).parseArgs(arguments);
        return options.common.settings();
    }

    @BeforeEach
    void write_a_file() throws IOException {
        file = Optional.of(Files.writeString(
                folder.resolve("application.properties"),
                "ldap-import.directory.filter=(l=Bern)\nldap-import.domain=\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ldap-import.domain",
                "ldap-import.directory.filter",
                "ldap-import.partners.max-missing",
                "ldap-import.domain =x",
                " ldap-import.domain=x",
                "=x",
                ""
            })
    @Proves("5.24")
    void an_option_without_key_or_value_is_refused(String option) {
        assertThatThrownBy(() -> settings("-D", option))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("-D ");
    }

    @Test
    @Proves("5.24")
    void an_option_with_two_values_is_refused_and_neither_is_told() {
        assertThatThrownBy(
                        () -> settings("-D", "ldap-import.http.token=hunter1", "-D", "ldap-import.http.token=hunter2"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("ldap-import.http.token is given twice")
                .hasMessageNotContaining("hunter");
        assertThat(settings("-D", "ldap-import.domain=x", "-D", "ldap-import.domain=x"))
                .containsExactly(Map.entry("ldap-import.domain", "x"));
    }

    @Test
    @Proves("5.24")
    void a_flag_needs_no_value_and_values_are_taken_as_they_stand() {
        assertThat(settings(
                        "-D", "ldap-import.delete", "-D", "my.flag", "-D", "ldap-import.directory.filter=(a=\"b\")"))
                .isEqualTo(Map.of(
                        "ldap-import.delete", "true", "my.flag", "true", "ldap-import.directory.filter", "(a=\"b\")"));
    }

    @Test
    @Proves("5.24")
    void an_empty_variable_takes_no_value_of_the_file_away() {
        Map<String, String> empty = Map.of("LDAP_IMPORT_DIRECTORY_FILTER", "");
        assertThatThrownBy(() -> Typed.require(Map.of(), file, empty))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("LDAP_IMPORT_DIRECTORY_FILTER", "ldap-import.directory.filter", "unset");
        assertThatCode(() -> {
                    Typed.require(Map.of("ldap-import.directory.filter", "(l=Zug)"), file, empty);
                    Typed.require(Map.of(), file, Map.of("LDAP_IMPORT_DIRECTORY_FILTER", "(l=Zug)"));
                    Typed.require(Map.of(), file, Map.of("LDAP_IMPORT_DOMAIN", "", "LDAP_IMPORT_DELETE", ""));
                    Typed.require(Map.of(), Optional.empty(), empty);
                })
                .doesNotThrowAnyException();
    }

    @Test
    @Proves("5.24")
    void a_key_of_an_option_that_only_looks_like_a_setting_is_refused() {
        assertThatThrownBy(() -> Typed.require(Map.of("ldapimport.domain", "x"), file, Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("-D", "ldapimport.domain");
    }
}
