package io.github.ldapimport.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportException;
import io.github.ldapimport.testing.PagesAsked;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What was typed, in a runtime that reads its files itself: users of Bern and Zürich, all of whom a run has imported. */
class TypedSettingsTest {
    @TempDir
    private Path folder;

    private final PagesAsked pages = new PagesAsked();
    private TestDirectory directory;
    private TestDatabase database;

    @BeforeEach
    void import_users_of_two_cities() {
        directory = TestDirectory.start(null, pages);
        for (int i = 0; i < 12; i++) {
            directory.addPerson("user" + i, "User " + i, "l: " + (i < 9 ? "Bern" : "Zürich"));
        }
        database = TestDatabase.create(TestDatabase.Product.H2).createUsersTable();
        try (RunningRoutes routes = RunningRoutes.start(directory.settings(), database.settings())) {
            assertThat(routes.run().imported()).isEqualTo(12);
        }
    }

    @AfterEach
    void stop() {
        database.close();
        directory.close();
    }

    private RunningRoutes host(String line) throws IOException {
        Path file = Files.writeString(folder.resolve("host.properties"), line + "\n");
        Main main = new Main();
        main.configure().withRoutesIncludePattern("file:" + Path.of("routes").toAbsolutePath() + "/*.camel.yaml");
        main.setPropertyPlaceholderLocations("file:" + file);
        Properties overrides = new Properties();
        overrides.putAll(directory.settings());
        overrides.putAll(database.settings());
        main.setOverrideProperties(overrides);
        return RunningRoutes.start(main);
    }

    private int live() {
        return database.column("SELECT name FROM users WHERE deleted_at IS NULL")
                .size();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "ldap-import.directory.filter=(|(l=Bern)(l=Zürich)); directory.filter; UTF-8",
                "ldap-import.domain=Zürich; domain; UTF-8",
                "ldap-import.directory.filter=(l=\\test); directory.filter; control character",
                "ldap-import.max-missing={{my.limit}}; max-missing; {{my.limit}}",
                "ldap-import.directory.filter={{env:LDAP_IMPORT_TEST_NOT_THERE}}; directory.filter; {{env:",
                "ldap-import.directory.start-tls={{env:LDAP_IMPORT_TEST_NOT_THERE}}; directory.start-tls; {{env:",
                "ldap-import.users.updated-at-column=deleted_at; updated-at-column; deleted_at"
            })
    @Proves({"5.17", "5.18", "5.19"})
    void a_value_that_is_not_what_was_typed_deletes_no_user(String line, String key, String why) throws IOException {
        try (RunningRoutes routes = host(line)) {
            int asked = pages.sizes().size();
            ImportException failure = routes.failingRun(Headers.DELETE_MISSING, true);
            assertThat(failure).hasMessageContaining(key).hasMessageContaining(why);
            assertThat(pages.sizes()).as("searches").hasSize(asked);
        }
        assertThat(live()).isEqualTo(12);
    }

    @Test
    @Proves("5.17")
    void letters_in_hex_are_read_rightly_everywhere() throws IOException {
        try (RunningRoutes routes = host("ldap-import.directory.filter=(|(l=Bern)(l=Z\\u00fcrich))")) {
            assertThat(routes.run(Headers.DELETE_MISSING, true).found()).isEqualTo(12);
        }
        assertThat(live()).isEqualTo(12);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                Headers.USER,
                Headers.FILTER,
                Headers.ATTRIBUTES,
                Headers.CHUNK,
                Headers.DELETE,
                Headers.MAX_MISSING,
                Headers.MIN_USERS
            })
    @Proves("5.17")
    void a_header_that_is_not_what_was_typed_is_refused(String header) throws IOException {
        try (RunningRoutes routes = host("")) {
            assertThat(routes.failingRun(header, "Z\u00C3\u00BCrich"))
                    .hasMessageContaining(header)
                    .hasMessageContaining("character 2");
        }
        assertThat(live()).isEqualTo(12);
    }
}
