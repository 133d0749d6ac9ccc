package io.github.ldapimport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.testing.Launcher;
import io.github.ldapimport.testing.Launcher.Ended;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDirectory;
import io.github.ldapimport.testing.WarmProgram;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged program with settings that a person typed: nine users in Bern, three in Zürich, all of them imported. */
class SettingsFileIT {
    private static final String BOTH_CITIES = "ldap-import.directory.filter=(|(l=Bern)(l=Zürich))\n";

    @TempDir
    private static Path folder;

    // for files of settings; locale, environment and encoding of a process are shown by the launcher
    private static WarmProgram warm;

    private TestDirectory directory;
    private TestDatabase database;
    private Launcher launcher;

    @BeforeAll
    static void start_a_program_for_many_command_lines() {
        warm = WarmProgram.in(folder);
    }

    @AfterAll
    static void stop_the_program() {
        warm.close();
    }

    @BeforeEach
    void import_twelve_users() {
        warm.clear();
        directory = TestDirectory.start();
        for (int i = 0; i < 12; i++) {
            directory.addPerson("user" + i, "User " + i, "l: " + (i < 9 ? "Bern" : "Zürich"));
        }
        database = TestDatabase.create(TestDatabase.Product.POSTGRESQL).createUsersTable();
        launcher = Launcher.in(folder);
        write("", StandardCharsets.UTF_8);
        assertThat(warm.run("-n").status()).isZero();
        assertThat(live()).isEqualTo(12);
    }

    @AfterEach
    void stop() {
        database.close();
        directory.close();
    }

    /** As an editor saves it, with the settings of a connection before. */
    private void write(String text, Charset charset) {
        StringBuilder file = new StringBuilder();
        directory
                .settings()
                .forEach((key, value) ->
                        file.append(key).append('=').append(value).append('\n'));
        database.settings()
                .forEach((key, value) ->
                        file.append(key).append('=').append(value).append('\n'));
        file.append("ldap-import.users.password-cost=4\n").append(text);
        try {
            Files.write(
                    folder.resolve("application.properties"), file.toString().getBytes(charset));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private int live() {
        return database.column("SELECT name FROM users WHERE deleted_at IS NULL")
                .size();
    }

    @Test
    @Proves("5.15")
    void a_filter_beyond_ascii_in_a_file_of_utf_8_finds_everybody() throws IOException {
        write(BOTH_CITIES, StandardCharsets.UTF_8);
        Ended ended = launcher.run("-n", "--delete-missing", "--max-missing=100%");
        assertThat(ended.out()).contains("Found 12");
        assertThat(ended.status()).isZero();

        Path file = folder.resolve("application.properties");
        Files.writeString(file, "\uFEFF" + Files.readString(file));
        assertThat(warm.run("-n", "--delete-missing", "--max-missing=100%").status())
                .isZero();
        assertThat(live()).isEqualTo(12);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ISO-8859-1", "windows-1252", "UTF-16"})
    @Proves("5.15")
    void a_file_in_another_encoding_is_refused(String encoding) {
        write(BOTH_CITIES, Charset.forName(encoding));
        Ended ended = warm.run("-n", "--delete-missing", "--max-missing=100%");
        assertThat(ended.messages()).singleElement().asString().contains("application.properties", "save it as UTF-8");
        assertThat(ended.status()).isEqualTo(2);
        assertThat(live()).isEqualTo(12);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "ldap-import.directory.filter=(l=\\42ern); line ; write it twice",
                "ldap-import.directory.filter=(l=Bern) # ours; line ; comment",
                "ldap-import.domain=other # ours; line ; comment",
                "ldap-import.max-missing={{my.limit}}; ldap-import.max-missing; {{my.limit}}",
                "ldap-import.directory.filter={{env:NOT_THERE}}; ldap-import.directory.filter; {{env:NOT_THERE}}",
                "ldap-import.directory.start-tls={{env:NOT_THERE}}; ldap-import.directory.start-tls; {{env:NOT_THERE}}",
                "ldap-import.directory.password-file={{env:NOT_THERE}}; password-file; {{env:NOT_THERE}}",
                "ldapimport.max-missing=5%; ldapimport.max-missing; is no setting",
                "ldap-import.users.updated-at-column=deleted_at; updated-at-column; deleted_at",
                "ldap-import.users.deleted-at-column=created_at; deleted-at-column; created_at",
                "ldap-import.directory.read-timeout=1h30; read-timeout; time span"
            })
    @Proves({"5.16", "5.18", "5.19", "5.21", "5.24"})
    void what_is_not_what_was_typed_is_refused_before_anything(String line, String where, String why) {
        write(line + "\n", StandardCharsets.UTF_8);
        Ended ended = warm.run("-n", "--delete-missing", "--restore", "--max-missing=100%");
        assertThat(ended.messages()).singleElement().asString().contains(where, why);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.status()).isEqualTo(2);
        assertThat(live()).isEqualTo(12);
        assertThat(database.column("SELECT name FROM users WHERE created_at IS NOT NULL"))
                .hasSize(12);
    }

    @Test
    @Proves({"5.17", "5.24"})
    void options_and_variables_are_read_rightly_or_refused() {
        String filter = "(|(l=Bern)(l=Zürich))";
        for (Map.Entry<String, String> locale :
                Map.of("LANG", "C.UTF-8", "LC_ALL", "C").entrySet()) {
            Launcher here = launcher.withEnvironment(locale.getKey(), locale.getValue());
            assertThat(here.run(
                                    "-n",
                                    "-D",
                                    "ldap-import.directory.filter=" + filter,
                                    "--delete-missing",
                                    "--max-missing=100%")
                            .out())
                    .contains("Found 12");
            assertThat(here.withEnvironment("LDAP_IMPORT_DIRECTORY_FILTER", filter)
                            .run("-n", "--delete-missing", "--max-missing=100%")
                            .out())
                    .contains("Found 12");
        }
        assertThat(warm.run("-n", "--filter=(l=Z\u00C3\u00BCrich)").status()).isEqualTo(2);
        assertThat(live()).isEqualTo(12);
    }

    @Test
    @Proves("5.24")
    void a_command_line_that_the_locale_cannot_hold_is_refused() throws IOException, InterruptedException {
        // without the script that starts the program, which would choose another locale
        ProcessBuilder java = new ProcessBuilder(
                        "java",
                        "-cp",
                        Launcher.packaged("lib") + "/*",
                        LdapImport.class.getName(),
                        "-n",
                        "--filter=(l=Zürich)")
                .directory(folder.toFile())
                .redirectErrorStream(true);
        java.environment().put("LC_ALL", "C");
        Process process = java.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(process.waitFor()).isEqualTo(2);
        assertThat(out).contains("LC_ALL=C.UTF-8");
        assertThat(live()).isEqualTo(12);
    }
}
