package io.github.ldapimport.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.dialect.KeyColumn;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/** What a new row gets that the directory does not have: its key and its password. */
class NewRowsTest {
    private static final String ID_VALUE = "ldap-import.users.id-value";
    private static final String PASSWORD_VALUE = "ldap-import.users.password-value";

    private TestDirectory directory;
    private TestDatabase database;

    @BeforeEach
    void start() {
        directory = TestDirectory.start();
        directory.addPerson("ada", "Ada", "mail: ada@example.com");
        directory.addPerson("bob", "Bob", "mail: bob@example.com");
        directory.addPerson("cyd", "Cyd", "mail: cyd@example.com");
    }

    @AfterEach
    void stop() {
        if (database != null) {
            database.close();
        }
        directory.close();
    }

    private void createTable(Product product, String typeOfKey) {
        database = TestDatabase.create(product);
        String time = product == Product.MARIADB ? "DATETIME NULL" : "TIMESTAMP";
        database.execute("CREATE TABLE users (id " + typeOfKey + " PRIMARY KEY, guid VARCHAR(64) UNIQUE,"
                + " domain VARCHAR(100), name VARCHAR(100), email VARCHAR(100) UNIQUE, password VARCHAR(60),"
                + " created_at " + time + ", updated_at " + time + ", deleted_at " + time + ")");
    }

    private RunningRoutes routes(String... more) {
        Map<String, String> settings = new HashMap<>();
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return RunningRoutes.start(directory.settings(), database.settings(), settings, RunningRoutes.withEvents());
    }

    private List<String> keys() {
        return database.query("SELECT id FROM users ORDER BY id").stream()
                .map(row -> KeyColumn.shown(row.get("id")).strip())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "H2; UUID",
                "H2; CHAR(36)",
                "H2; VARCHAR(40)",
                "H2; BINARY(16)",
                "POSTGRESQL; UUID",
                "POSTGRESQL; CHAR(36)",
                "POSTGRESQL; VARCHAR(36)",
                "POSTGRESQL; TEXT",
                "POSTGRESQL; BYTEA",
                "MARIADB; UUID",
                "MARIADB; CHAR(36)",
                "MARIADB; VARCHAR(36)",
                "MARIADB; BINARY(16)"
            })
    @Proves("2.66")
    void the_import_makes_the_keys_of_new_rows(Product product, String typeOfKey) {
        createTable(product, typeOfKey);
        try (RunningRoutes routes = routes(ID_VALUE, "uuid")) {
            ImportSummary summary = routes.run();
            assertThat(summary.imported()).as(summary.toString()).isEqualTo(3);
            List<String> made = keys();
            assertThat(made)
                    .doesNotHaveDuplicates()
                    .allMatch(key -> UUID.fromString(key).version() == 7);
            assertThat(routes.run().unchanged()).isEqualTo(3);

            // rows are found again by such a key: values change, unique values change hands, a leaver goes
            directory.modify("dn: uid=ada," + TestDirectory.PEOPLE
                    + "\nchangetype: modify\nreplace: mail\nmail: bob@example.com");
            directory.modify("dn: uid=bob," + TestDirectory.PEOPLE
                    + "\nchangetype: modify\nreplace: mail\nmail: ada@example.com");
            directory.deletePerson("cyd");
            ImportSummary second = routes.run(Headers.DELETE_MISSING, true);
            assertThat(second.changed()).as(second.toString()).isEqualTo(2);
            assertThat(second.deletedMissing()).isEqualTo(1);
            assertThat(keys()).isEqualTo(made);
        }
    }

    @Test
    @Proves({"2.66", "6.1"})
    void an_event_of_a_new_row_has_the_key() {
        createTable(Product.H2, "VARCHAR(36)");
        try (RunningRoutes routes = routes(ID_VALUE, "uuid")) {
            routes.run();
            List<String> told = routes.events().stream()
                    .filter(event -> event.path("event").asText().equals("Imported"))
                    .map((JsonNode event) -> event.path("user").path("id").asText())
                    .toList();
            assertThat(told).containsExactlyInAnyOrderElementsOf(keys());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"BIGINT", "VARCHAR(35)", "CHAR(40)", "BINARY(20)", "VARBINARY(15)", "TIMESTAMP"})
    @Proves("2.66")
    void a_key_column_that_is_not_for_a_UUID_is_refused_before_anything_is_read(String typeOfKey) {
        createTable(Product.H2, typeOfKey);
        try (RunningRoutes routes = routes(ID_VALUE, "uuid")) {
            ImportSummary summary = routes.outcome();
            assertThat(summary.reason()).contains(ID_VALUE, "the column ID", "16 bytes", ID_VALUE + "=database");
            assertThat(String.join("\n", routes.check("table"))).contains(ID_VALUE);
        }
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    @Proves({"2.66", "5.3"})
    void a_table_that_the_import_makes_has_such_a_key(Product product) {
        database = TestDatabase.create(product);
        try (RunningRoutes routes = routes(ID_VALUE, "uuid", "ldap-import.users.create-table", "always")) {
            assertThat(routes.run(Headers.DRY_RUN, true).imported()).isEqualTo(3);
            assertThat(routes.run().imported()).isEqualTo(3);
        }
        // H2 spells the names as the settings do
        String quote = product == Product.H2 ? "\"" : "";
        assertThat(database.column("SELECT " + quote + "id" + quote + " FROM " + quote + "users" + quote))
                .hasSize(3)
                .allMatch(key -> UUID.fromString(key).version() == 7);
    }

    /** Rows whose key nobody gives: that is said before a run, and with the remedy. */
    @Test
    @Proves({"2.64", "2.66"})
    void a_key_that_nobody_gives_is_named_with_the_setting() {
        createTable(Product.POSTGRESQL, "UUID");
        try (RunningRoutes routes = routes()) {
            assertThat(String.join("\n", routes.check("table"))).contains(ID_VALUE + "=uuid");
            ImportSummary dry = routes.outcome(Headers.DRY_RUN, true);
            assertThat(dry.failed()).isEqualTo(3);
            assertThat(dry.failures().get(0).message()).contains(ID_VALUE + "=uuid");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {ID_VALUE + ";UUID;database or uuid", PASSWORD_VALUE + ";none;hashed or unusable"})
    @Proves({"2.66", "2.67", "5.1"})
    void another_word_is_refused_with_those_that_there_are(String text) {
        createTable(Product.H2, "UUID");
        String[] parts = text.split(";");
        try (RunningRoutes routes = routes(parts[0], parts[1])) {
            assertThat(routes.outcome().reason()).contains(parts[0], parts[2]);
        }
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    @Proves("2.67")
    void an_unusable_password_is_a_well_formed_hash_that_costs_nothing(Product product) {
        createTable(
                product,
                product == Product.MARIADB ? "BIGINT AUTO_INCREMENT" : "BIGINT GENERATED BY DEFAULT AS IDENTITY");
        try (RunningRoutes routes = routes(PASSWORD_VALUE, "unusable", "ldap-import.users.password-cost", "31")) {
            // a hash of that cost takes a day
            assertThat(routes.run().imported()).isEqualTo(3);
            List<String> passwords = database.column("SELECT password FROM users");
            assertThat(passwords)
                    .hasSize(3)
                    .doesNotHaveDuplicates()
                    .allMatch(text -> text.matches("\\$2y\\$31\\$[./A-Za-z0-9]{53}"));
            // the last digits of salt and digest hold 2 and 4 bits, and no hash has more there
            assertThat(passwords).allMatch(text -> ".Oeu".indexOf(text.charAt(28)) >= 0);
            assertThat(passwords).allMatch(text -> ".CGKOSWaeimquy26".indexOf(text.charAt(59)) >= 0);
            assertThat(routes.run().unchanged()).isEqualTo(3);
            assertThat(database.column("SELECT password FROM users")).containsExactlyInAnyOrderElementsOf(passwords);
            database.execute("UPDATE users SET password = NULL WHERE name = 'Ada'");
            assertThat(routes.run().changed()).isEqualTo(1);
            assertThat(database.value("SELECT password FROM users WHERE name = 'Ada'"))
                    .startsWith("$2y$31$");
        }
    }

    @Test
    @Proves("2.67")
    void applications_take_it_for_a_hash_that_no_password_matches() {
        createTable(Product.H2, "UUID DEFAULT RANDOM_UUID()");
        try (RunningRoutes routes = routes(PASSWORD_VALUE, "unusable")) {
            routes.run();
        }
        String text = database.value("SELECT password FROM users WHERE name = 'Ada'");
        BCryptPasswordEncoder encoder = new BCryptPasswordEncoder();
        assertThat(List.of("", "Ada", "password", text)).noneMatch(password -> encoder.matches(password, text));
        assertThat(encoder.upgradeEncoding(text)).isTrue();
    }
}
