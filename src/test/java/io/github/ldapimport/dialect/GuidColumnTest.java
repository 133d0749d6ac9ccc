package io.github.ldapimport.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportException;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.ldap.Guid;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** GUIDs in columns of every type that can hold them. */
class GuidColumnTest {
    private TestDirectory directory;

    @BeforeEach
    void start() {
        directory = TestDirectory.ofEveryKind().addPeople(12);
    }

    @AfterEach
    void stop() {
        directory.close();
    }

    private static TestDatabase database(Product product, String type) {
        TestDatabase database = TestDatabase.create(product).createUsersTable();
        database.execute("ALTER TABLE users DROP COLUMN guid");
        database.execute("ALTER TABLE users ADD guid " + type);
        database.execute("CREATE UNIQUE INDEX users_guid ON users (guid)");
        return database;
    }

    private RunningRoutes routes(TestDatabase database, Map<String, String> settings) {
        return RunningRoutes.start(directory.settings(), database.settings(), settings);
    }

    private static byte[] bytes(String guid) {
        UUID uuid = UUID.fromString(guid);
        return ByteBuffer.allocate(16)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
    }

    private static String shown(Object stored) {
        if (stored instanceof byte[] bytes) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            return new UUID(buffer.getLong(), buffer.getLong()).toString();
        }
        return stored.toString().strip();
    }

    @ParameterizedTest
    @CsvSource({
        "H2, VARCHAR(36)",
        "H2, CHAR(36)",
        "H2, UUID",
        "H2, BINARY(16)",
        "H2, VARBINARY(16)",
        "POSTGRESQL, CHAR(36)",
        "POSTGRESQL, TEXT",
        "POSTGRESQL, uuid",
        "POSTGRESQL, bytea",
        "MARIADB, CHAR(36)",
        "MARIADB, UUID",
        "MARIADB, BINARY(16)",
        "MARIADB, VARBINARY(16)"
    })
    @Proves({"5.9", "2.1", "3.4", "3.8"})
    void a_guid_is_found_again_in_a_text_a_uuid_and_sixteen_bytes(Product product, String type) {
        try (TestDatabase database = database(product, type);
                RunningRoutes routes = routes(database, Map.of())) {
            database.execute(
                    "INSERT INTO users (id, name, email, domain) VALUES (1, 'Local', 'local@example.com', 'default')");
            assertThat(routes.run().imported()).isEqualTo(12);
            assertThat(shown(database.query("SELECT guid FROM users WHERE name = 'User 1'")
                            .get(0)
                            .get("guid")))
                    .isEqualTo(directory.guid("user1"));
            assertThat(routes.run(Headers.DELETE_MISSING, true).unchanged()).isEqualTo(12);

            directory.modify("dn: uid=user2," + TestDirectory.PEOPLE
                    + "\nchangetype: modify\nreplace: mail\nmail: new@example.com");
            directory.deletePerson("user3");
            // left out of the first look only, so found by the second
            ImportSummary summary =
                    routes.run(Headers.DELETE_MISSING, true, Headers.FILTER, "(!(uid=user4))", Headers.DELETE, true);
            assertThat(summary.changed()).isEqualTo(1);
            assertThat(summary.deletedMissing()).isEqualTo(1);
            assertThat(database.column("SELECT name FROM users WHERE deleted_at IS NOT NULL"))
                    .containsExactly("User 3");

            directory.addPerson("local", "Local", "mail: local@example.com");
        }
        // a row without a GUID is taken over
        try (TestDatabase database = database(product, type);
                RunningRoutes routes = routes(database, Map.of("ldap-import.users.sync-existing", "email=mail"))) {
            database.execute("INSERT INTO users (id, name, email) VALUES (1, 'Local', 'local@example.com')");
            routes.run();
            assertThat(shown(database.query("SELECT guid FROM users WHERE id = 1")
                            .get(0)
                            .get("guid")))
                    .isEqualTo(directory.guid("local"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "H2, VARCHAR(64)",
        "H2, CHAR(64)",
        "POSTGRESQL, VARCHAR(64)",
        "POSTGRESQL, CHAR(64)",
        "MARIADB, VARCHAR(64)",
        "MARIADB, CHAR(64)"
    })
    @Proves({"5.9", "2.1"})
    void a_guid_in_capitals_in_braces_or_without_dashes_is_found_however_wide_the_column(Product product, String type) {
        try (TestDatabase database = database(product, type);
                RunningRoutes routes = routes(database, Map.of())) {
            for (String form : List.of("UPPER(guid)", "CONCAT('{', TRIM(guid), '}')", "REPLACE(guid, '-', '')")) {
                database.execute("DELETE FROM users");
                assertThat(routes.run().imported()).isEqualTo(12);
                database.execute("UPDATE users SET guid = " + form);
                assertThat(routes.run().changed()).as(form).isEqualTo(12);
                assertThat(routes.run().unchanged()).as(form).isEqualTo(12);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"H2, BINARY(16)", "POSTGRESQL, bytea", "MARIADB, BINARY(16)"})
    @Proves({"5.9", "2.1", "3.4"})
    void bytes_in_the_order_of_windows_are_found_and_written_anew_and_nobody_is_missing_by_them(
            Product product, String type) {
        try (TestDatabase database = database(product, type);
                RunningRoutes routes = routes(database, Map.of())) {
            routes.run();
            for (int i = 1; i <= 12; i++) {
                String guid = directory.guid("user" + i);
                database.execute(
                        "UPDATE users SET guid = ? WHERE guid = ?",
                        Guid.toBytes(guid).orElseThrow(),
                        bytes(guid));
            }
            // this one cannot be written, so it keeps its order
            database.execute("UPDATE users SET email = 'taken@example.com' WHERE name = 'User 5'");
            database.execute("INSERT INTO users (id, name, email) VALUES (1, 'Local', 'user5@example.com')");
            ImportSummary dry =
                    routes.run(Headers.DRY_RUN, true, Headers.DELETE_MISSING, true, Headers.FILTER, "(uid=user1*)");
            assertThat(dry.deletedMissing()).isZero();

            ImportSummary summary = routes.run(Headers.DELETE_MISSING, true);
            assertThat(summary.changed()).isEqualTo(11);
            assertThat(summary.failed()).isEqualTo(1);
            assertThat(summary.deletedMissing()).isZero();
            assertThat(shown(database.query("SELECT guid FROM users WHERE name = 'User 1'")
                            .get(0)
                            .get("guid")))
                    .isEqualTo(directory.guid("user1"));

            directory.deletePerson("user5");
            assertThat(routes.run(Headers.DELETE_MISSING, true).deletedMissing())
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "H2, CHAR(32), 'holds 32 characters, a GUID from entryUUID has 36'",
        "POSTGRESQL, VARCHAR(35), 'holds 35 characters, a GUID from entryUUID has 36'",
        "MARIADB, CHAR(32), 'holds 32 characters, a GUID from entryUUID has 36'",
        "H2, VARBINARY(36), 'holds no GUID that could be found again'",
        "MARIADB, BINARY(20), 'holds no GUID that could be found again'",
        "POSTGRESQL, BIGINT, 'holds no GUID that could be found again'"
    })
    @Proves({"5.10", "5.2"})
    void a_column_that_does_not_fit_is_named_with_the_statement_that_mends_it(
            Product product, String type, String message) {
        try (TestDatabase database = database(product, type)) {
            String statement;
            try (RunningRoutes routes = routes(database, Map.of())) {
                ImportException failure = routes.failingRun();
                assertThat(failure.isConfiguration()).isTrue();
                assertThat(failure.summary().found()).isZero();
                assertThat(failure.getMessage()).contains("(ldap-import.users.guid-column)", message);
                statement = failure.getMessage().replaceFirst(".*(ALTER TABLE .*)", "$1");
            }
            database.execute(statement);
            try (RunningRoutes routes = routes(database, Map.of())) {
                assertThat(routes.run().imported()).isEqualTo(12);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"H2, UUID", "POSTGRESQL, uuid", "MARIADB, UUID", "MARIADB, BINARY(16)"})
    @Proves("5.10")
    void guids_of_389ds_are_no_uuids_and_want_a_text(Product product, String type) {
        directory.addPerson("odd", "Odd", "nsUniqueId: 4aa11c01-1dd211b2-80e5b7d6-4f2bd1f0");
        Map<String, String> settings = Map.of("ldap-import.directory.type", "389ds");
        try (TestDatabase database = database(product, type);
                RunningRoutes routes = routes(database, settings)) {
            ImportException failure = routes.failingRun();
            assertThat(failure.isConfiguration()).isTrue();
            assertThat(failure.getMessage()).contains("a GUID from nsUniqueId is no UUID", "ALTER TABLE ");
            assertThat(failure.summary().found()).isZero();
        }
        try (TestDatabase database = database(product, "VARCHAR(35)");
                RunningRoutes routes = routes(database, settings)) {
            assertThat(routes.run(Headers.FILTER, "(uid=odd)").imported()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"H2, UUID", "POSTGRESQL, bytea", "MARIADB, UUID"})
    @Proves({"5.10", "2.7"})
    void a_guid_of_an_attribute_of_ones_own_that_is_no_uuid_costs_that_user_only(Product product, String type) {
        directory.addPerson("good", "Good", "employeeNumber: 00000000-0000-4000-8000-000000000001");
        // Java would take it for a UUID
        directory.addPerson("odd", "Odd", "employeeNumber: 1-1-1-1-1");
        try (TestDatabase database = database(product, type);
                RunningRoutes routes = routes(
                        database,
                        Map.of(
                                "ldap-import.directory.guid-attribute", "employeeNumber",
                                "ldap-import.directory.filter", "(employeeNumber=*)"))) {
            ImportSummary summary = routes.run();
            assertThat(summary.imported()).isEqualTo(1);
            assertThat(summary.failures()).singleElement().satisfies(failure -> assertThat(failure.message())
                    .contains("cannot hold the GUID '1-1-1-1-1', which is no UUID"));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"3.11", "3.12", "5.9"})
    void a_guid_of_blanks_alone_counts_for_nobody_when_the_guards_judge(Product product) {
        try (TestDatabase database = TestDatabase.create(product).createUsersTable();
                RunningRoutes routes = routes(database, Map.of())) {
            database.execute("ALTER TABLE users DROP COLUMN guid");
            database.execute("ALTER TABLE users ADD guid CHAR(36)");
            for (int i = 0; i < 30; i++) {
                database.execute(
                        "INSERT INTO users (name, email, domain, guid) VALUES ('Own', ?, 'default', '')", "own" + i);
            }
            // they are no rows of these users
            routes.run(Headers.SCOPE_CHANGED, true);
            for (int i = 2; i <= 12; i++) {
                directory.deletePerson("user" + i);
            }
            assertThat(routes.failingRun(Headers.DELETE_MISSING, true).getMessage())
                    .contains("11 of the 12 live users");
        }
    }
}
