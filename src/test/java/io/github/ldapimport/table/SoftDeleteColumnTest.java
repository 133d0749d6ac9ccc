package io.github.ldapimport.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportException;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.testing.Covers;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the soft-delete column may be, and what becomes of its rows. */
class SoftDeleteColumnTest {
    private TestDirectory directory;

    /**
     * A column that tells deleted rows.
     *
     * @param type as it stands in CREATE TABLE
     * @param deletedValue of the setting
     * @param liveValue of the setting
     * @param deleted what a deleted row holds, as text in lower case; null where it is a date
     * @param live what a live row holds
     */
    private record Marker(String type, String deletedValue, String liveValue, String deleted, String live) {
        Map<String, String> settings() {
            Map<String, String> settings = new LinkedHashMap<>();
            settings.put("ldap-import.users.deleted-at-column", "gone");
            settings.put("ldap-import.users.deleted-value", deletedValue);
            settings.put("ldap-import.users.live-value", liveValue);
            return settings;
        }
    }

    private static Marker date(String type) {
        return new Marker(type, "", "", null, null);
    }

    static Stream<Arguments> markers() {
        List<Arguments> all = new ArrayList<>();
        for (Product product : Product.values()) {
            List<Marker> markers = new ArrayList<>(List.of(
                    date("DATE"),
                    new Marker("BOOLEAN", "true", "", "true", "false"),
                    // a default that would delete each new row
                    new Marker("BOOLEAN DEFAULT TRUE NOT NULL", "1", "", "true", "false"),
                    // a column that tells who is active
                    new Marker("BOOLEAN DEFAULT FALSE", "false", "", "false", "true"),
                    new Marker("SMALLINT", "1", "", "1", "0"),
                    new Marker("NUMERIC(3) DEFAULT 1 NOT NULL", "1", "", "1", "0"),
                    new Marker("INT", "9", "2", "9", "2"),
                    new Marker("VARCHAR(20)", "deleted", "", "deleted", null),
                    new Marker("VARCHAR(20) DEFAULT 'deleted' NOT NULL", "deleted", "active", "deleted", "active"),
                    new Marker("CHAR(10)", "deleted", "active", "deleted", "active")));
            switch (product) {
                case H2 ->
                    markers.addAll(List.of(
                            date("TIMESTAMP(3)"),
                            date("TIMESTAMP WITH TIME ZONE"),
                            new Marker("VARCHAR_IGNORECASE(20)", "deleted", "", "deleted", null),
                            new Marker("ENUM('active', 'deleted')", "deleted", "active", "deleted", "active")));
                case POSTGRESQL ->
                    markers.addAll(List.of(
                            date("TIMESTAMP(3)"),
                            date("TIMESTAMP WITH TIME ZONE"),
                            new Marker("TEXT", "deleted", "", "deleted", null),
                            new Marker("user_state", "deleted", "active", "deleted", "active")));
                case MARIADB ->
                    markers.addAll(List.of(
                            date("DATETIME(6)"),
                            date("TIMESTAMP NULL"),
                            new Marker("TINYINT(1) NOT NULL", "1", "", "true", "false"),
                            new Marker("BIT(1)", "true", "0", "true", "false"),
                            new Marker("ENUM('active', 'deleted')", "deleted", "active", "deleted", "active")));
            }
            markers.forEach(marker -> all.add(Arguments.of(product, marker)));
        }
        return all.stream();
    }

    @BeforeEach
    void start() {
        directory = TestDirectory.start();
    }

    @AfterEach
    void stop() {
        directory.close();
    }

    private static TestDatabase database(Product product, String type) {
        TestDatabase database = TestDatabase.create(product).createUsersTable();
        database.execute("ALTER TABLE users DROP COLUMN deleted_at");
        if (product == Product.POSTGRESQL) {
            database.execute("CREATE TYPE user_state AS ENUM ('active', 'deleted')");
        }
        database.execute("ALTER TABLE users ADD gone " + type);
        return database;
    }

    private RunningRoutes routes(TestDatabase database, Map<String, String> settings) {
        return RunningRoutes.start(
                directory.settings(),
                database.settings(),
                Map.of("ldap-import.directory.disabled-filter", "(employeeType=gone)"),
                settings);
    }

    private static String gone(TestDatabase database, String name) {
        Object value = database.query("SELECT gone FROM users WHERE name = '" + name + "'")
                .get(0)
                .get("gone");
        return value == null ? null : value.toString().strip();
    }

    private static void assertMark(TestDatabase database, String name, Marker marker, boolean isDeleted) {
        String value = gone(database, name);
        if (marker.deleted() == null) {
            assertThat(value != null).as("%s is deleted", name).isEqualTo(isDeleted);
        } else {
            assertThat(value).as(name).isEqualTo(isDeleted ? marker.deleted() : marker.live());
        }
    }

    @ParameterizedTest
    @MethodSource("markers")
    @Proves({"3.19", "3.20", "3.1", "3.3", "3.4", "3.16"})
    @Covers({"h2: soft delete", "postgresql: soft delete", "mariadb: soft delete"})
    void a_date_a_truth_value_a_number_or_a_text_tells_who_is_deleted(Product product, Marker marker) {
        directory
                .addPerson("ada", "Ada", "employeeType: gone")
                .addPerson("bob", "Bob")
                .addPerson("cyd", "Cyd");
        try (TestDatabase database = database(product, marker.type());
                RunningRoutes routes = routes(database, marker.settings())) {
            // new rows are live, whatever the column's default, but for those of disabled accounts
            ImportSummary first = routes.run(Headers.DELETE, true);
            assertThat(first.imported()).isEqualTo(3);
            assertThat(first.deleted()).isEqualTo(1);
            assertMark(database, "Ada", marker, true);
            assertMark(database, "Bob", marker, false);

            // nothing is written twice
            ImportSummary second =
                    routes.run(Headers.DELETE, true, Headers.RESTORE, true, Headers.DELETE_MISSING, true);
            assertThat(second.unchanged()).isEqualTo(3);
            assertThat(second.deletedMissing()).isZero();

            // a row that went missing is deleted, one that is deleted already is not counted again
            directory.deletePerson("ada");
            directory.deletePerson("bob");
            assertThat(routes.run(Headers.DRY_RUN, true, Headers.DELETE_MISSING, true)
                            .deletedMissing())
                    .isEqualTo(1);
            assertThat(routes.run(Headers.DELETE_MISSING, true).deletedMissing())
                    .isEqualTo(1);
            assertMark(database, "Bob", marker, true);
            assertMark(database, "Cyd", marker, false);
            assertThat(routes.run(Headers.DELETE_MISSING, true).deletedMissing())
                    .isZero();

            // an account that is disabled, and one that is enabled again
            directory.modify("dn: uid=cyd," + TestDirectory.PEOPLE
                    + "\nchangetype: modify\nadd: employeeType\nemployeeType: gone");
            assertThat(routes.run(Headers.DELETE, true).deleted()).isEqualTo(1);
            assertMark(database, "Cyd", marker, true);
            directory.modify("dn: uid=cyd," + TestDirectory.PEOPLE
                    + "\nchangetype: modify\nreplace: employeeType\nemployeeType: staff");
            assertThat(routes.run(Headers.RESTORE, true).restored()).isEqualTo(1);
            assertMark(database, "Cyd", marker, false);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves("3.19")
    void only_the_text_itself_means_deleted_whatever_the_collation(Product product) {
        directory.addPeople(8);
        String type = product == Product.H2 ? "VARCHAR_IGNORECASE(20)" : "VARCHAR(20)";
        try (TestDatabase database = database(product, type);
                RunningRoutes routes = routes(
                        database,
                        Map.of(
                                "ldap-import.users.deleted-at-column", "gone",
                                "ldap-import.users.deleted-value", "deleted",
                                "ldap-import.users.live-value", "active"))) {
            routes.run();
            String[] others = {"deleted", "DELETED", "deleted ", "delete", "dèleted", "", null, "blocked"};
            for (int i = 0; i < others.length; i++) {
                database.execute("UPDATE users SET gone = ? WHERE name = ?", others[i], "User " + (i + 1));
            }
            ImportSummary summary = routes.run(Headers.RESTORE, true);
            assertThat(summary.restored()).isEqualTo(1);
            assertThat(gone(database, "User 1")).isEqualTo("active");
            assertThat(gone(database, "User 2")).isEqualTo("DELETED");
            assertThat(gone(database, "User 7")).isNull();
            assertThat(gone(database, "User 8")).isEqualTo("blocked");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves("3.86")
    void check_counts_the_rows_of_a_third_state_and_says_what_becomes_of_them(Product product) {
        directory.addPeople(3);
        try (TestDatabase database = database(product, "VARCHAR(20)");
                RunningRoutes routes = routes(
                        database,
                        Map.of(
                                "ldap-import.users.deleted-at-column", "gone",
                                "ldap-import.users.deleted-value", "left",
                                "ldap-import.users.live-value", "active"))) {
            routes.run();
            database.execute("UPDATE users SET gone = 'left' WHERE name = 'User 3'");
            assertThat(routes.check("table")).noneMatch(line -> line.contains("another value"));
            database.execute("UPDATE users SET gone = 'blocked' WHERE name = 'User 1'");
            assertThat(routes.check("table"))
                    .anyMatch(line -> line.startsWith("WARN: 1 row(s) hold another value than")
                            && line.contains(", such as blocked: they count as live"));
            // neither takes the state from a row whose user is there
            assertThat(routes.run(Headers.DELETE, true, Headers.RESTORE, true).restored())
                    .isEqualTo(1);
            assertThat(gone(database, "User 1")).isEqualTo("blocked");
        }
    }

    /** Of whoever was suspended in the application, and then left or was disabled in the directory. */
    @ParameterizedTest
    @CsvSource({
        "H2, VARCHAR(20), left, active, blocked",
        "H2, INTEGER, 9, 1, 5",
        "POSTGRESQL, VARCHAR(20), left, active, blocked",
        "POSTGRESQL, SMALLINT, 9, 1, 5",
        "MARIADB, 'ENUM(''active'', ''left'', ''blocked'')', left, active, blocked",
        "MARIADB, CHAR(10), left, active, blocked"
    })
    @Proves("3.94")
    void a_row_that_was_in_a_third_state_gets_that_again_and_is_not_made_live(
            Product product, String type, String left, String active, String blocked) {
        directory.addPeople(4);
        try (TestDatabase database = database(product, type);
                RunningRoutes routes = routes(
                        database,
                        Map.of(
                                "ldap-import.users.deleted-at-column", "gone",
                                "ldap-import.users.deleted-value", left,
                                "ldap-import.users.live-value", active,
                                "ldap-import.directory.disabled-filter", "(employeeType=former)",
                                "ldap-import.directory.filter", "(!(employeeType=other))"))) {
            routes.run();
            database.execute("UPDATE users SET gone = '" + blocked + "' WHERE name <> 'User 4'");
            // one is disabled, one no longer matches the filter and so is missing, one stays
            mark("user1", "add: employeeType\nemployeeType: former");
            mark("user4", "add: employeeType\nemployeeType: former");
            assertThat(routes.run(Headers.DELETE, true).deleted()).isEqualTo(2);
            mark("user2", "add: employeeType\nemployeeType: other");
            assertThat(routes.run(Headers.DELETE_MISSING, true).deletedMissing())
                    .isEqualTo(1);
            assertThat(states(database)).containsExactly(left, left, blocked, left);

            mark("user2", "delete: employeeType");
            mark("user1", "delete: employeeType");
            mark("user4", "delete: employeeType");
            assertThat(routes.run(Headers.RESTORE, true, Headers.DRY_RUN, true).restored())
                    .isEqualTo(3);
            assertThat(routes.run(Headers.RESTORE, true).restored()).isEqualTo(3);
            assertThat(states(database)).containsExactly(blocked, blocked, blocked, active);
            assertThat(routes.run(Headers.DELETE, true, Headers.RESTORE, true).unchanged())
                    .isEqualTo(4);

            // the last state counts
            database.execute("UPDATE users SET gone = '" + active + "' WHERE name = 'User 1'");
            mark("user1", "add: employeeType\nemployeeType: former");
            routes.run(Headers.DELETE, true);
            mark("user1", "delete: employeeType");
            routes.run(Headers.RESTORE, true);
            assertThat(states(database)).containsExactly(active, blocked, blocked, active);
        }
    }

    private void mark(String uid, String change) {
        directory.modify("dn: uid=" + uid + "," + TestDirectory.PEOPLE + "\nchangetype: modify\n" + change);
    }

    private static List<String> states(TestDatabase database) {
        return Stream.of("User 1", "User 2", "User 3", "User 4")
                .map(name -> gone(database, name).strip())
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    @Proves("3.95")
    void nobody_is_restored_where_a_third_state_would_be_forgotten(Product product) {
        directory.addPeople(3);
        Map<String, String> settings = new LinkedHashMap<>(Map.of(
                "ldap-import.users.deleted-at-column", "gone",
                "ldap-import.users.deleted-value", "left",
                "ldap-import.users.live-value", "active",
                "ldap-import.changes.keep", ""));
        try (TestDatabase database = database(product, "VARCHAR(20)");
                RunningRoutes routes = routes(database, settings)) {
            routes.run();
            database.execute("UPDATE users SET gone = 'left' WHERE name = 'User 1'");
            database.execute("UPDATE users SET gone = 'blocked' WHERE name = 'User 2'");
            for (Object dryRun : List.of(true, false)) {
                ImportSummary refused = routes.outcome(Headers.RESTORE, true, Headers.DRY_RUN, dryRun);
                assertThat(refused.status()).isEqualTo(ImportSummary.REFUSED);
                assertThat(refused.reason()).contains("1 row(s) hold another value", "changes.keep");
            }
            assertThat(gone(database, "User 1")).isEqualTo("left");
            assertThat(routes.run(Headers.RESTORE, true, Headers.SCOPE_CHANGED, true)
                            .restored())
                    .isEqualTo(1);
            database.execute("UPDATE users SET gone = 'left' WHERE name <> 'User 3'");
            assertThat(routes.run(Headers.RESTORE, true).restored()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"3.19", "3.12"})
    void null_and_any_other_text_count_as_live_when_the_guards_judge(Product product) {
        directory.addPeople(12);
        try (TestDatabase database = database(product, "VARCHAR(20)");
                RunningRoutes routes = routes(
                        database,
                        Map.of(
                                "ldap-import.users.deleted-at-column", "gone",
                                "ldap-import.users.deleted-value", "deleted"))) {
            routes.run();
            database.execute("UPDATE users SET gone = 'blocked' WHERE name LIKE 'User 1%'");
            // five of the twelve; one of them is deleted already
            for (int i = 1; i <= 5; i++) {
                directory.deletePerson("user" + i);
            }
            database.execute("UPDATE users SET gone = 'deleted' WHERE name = 'User 5'");
            ImportException refused = routes.failingRun(Headers.DELETE_MISSING, true, Headers.MAX_MISSING, "3");
            assertThat(refused.getMessage()).contains("4 of the 11 live users");
            assertThat(routes.run(Headers.DELETE_MISSING, true).deletedMissing())
                    .isEqualTo(4);
            assertThat(database.value("SELECT COUNT(*) FROM users WHERE gone = 'deleted'"))
                    .isEqualTo("5");
        }
    }

    @Test
    @Proves("3.21")
    void a_truth_value_of_mariadb_that_is_a_number_after_all_is_refused() {
        directory.addPeople(2);
        try (TestDatabase database = database(Product.MARIADB, "TINYINT(1)");
                RunningRoutes routes = routes(
                        database,
                        Map.of(
                                "ldap-import.users.deleted-at-column",
                                "gone",
                                "ldap-import.users.deleted-value",
                                "1"))) {
            routes.run();
            database.execute("UPDATE users SET gone = 2 WHERE name = 'User 2'");
            assertThat(routes.failingRun().getMessage()).contains("holds 2, but tells deleted rows by TRUE");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "H2         | VARCHAR(20)                                  | -       | -      | so ldap-import.users.deleted-value has to say which text means deleted",
                "POSTGRESQL | TEXT                                         | -       | active | so ldap-import.users.deleted-value has to say",
                "MARIADB    | VARCHAR(20) NOT NULL                         | deleted | -      | takes no NULL, so a live row needs a value: set ldap-import.users.live-value",
                "H2         | TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL | -       | -      | so every row would count as deleted",
                "MARIADB    | TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL | -       | -      | so every row would count as deleted",
                "POSTGRESQL | TIMESTAMP                                    | deleted | -      | leave ldap-import.users.deleted-value and ldap-import.users.live-value empty",
                "H2         | BOOLEAN                                      | gone    | -      | give true or false",
                "H2         | BOOLEAN                                      | 1       | true   | make them differ",
                "POSTGRESQL | BOOLEAN                                      | -       | -      | so ldap-import.users.deleted-value has to say which truth value means deleted",
                "MARIADB    | TINYINT(1)                                   | -       | 1      | so ldap-import.users.deleted-value has to say which truth value means deleted",
                "H2         | SMALLINT                                     | -       | -      | so ldap-import.users.deleted-value has to say which number means deleted",
                "POSTGRESQL | CHAR(1)                                      | deleted | -      | which has room for 1 characters",
                "H2         | INT                                          | gone    | -      | give a whole number",
                "H2         | INT                                          | 01      | 1      | make them differ",
                "MARIADB    | INT                                          | 0       | 0      | make them differ",
                "POSTGRESQL | BIT(1)                                       | -       | -      | name a column for the date of a soft delete",
                "MARIADB    | YEAR                                         | -       | -      | name a column for the date of a soft delete",
                "H2         | UUID                                         | -       | -      | name a column for the date of a soft delete"
            })
    @Proves("3.21")
    void a_column_or_values_that_cannot_tell_are_refused_before_anything_is_read(
            Product product, String type, String deletedValue, String liveValue, String message) {
        directory.addPeople(1);
        Marker marker = new Marker(
                type, deletedValue == null ? "" : deletedValue, liveValue == null ? "" : liveValue, null, null);
        try (TestDatabase database = database(product, type);
                RunningRoutes routes = routes(database, marker.settings())) {
            ImportException failure = routes.failingRun();
            assertThat(failure.isConfiguration()).isTrue();
            assertThat(failure.getMessage()).contains(message);
            assertThat(database.value("SELECT COUNT(*) FROM users")).isEqualTo("0");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ldap-import.users.deleted-value, it''s",
        "ldap-import.users.deleted-value, a?",
        "ldap-import.users.live-value, a#b",
        "ldap-import.users.live-value, Deleted"
    })
    @Proves({"3.21", "5.1"})
    void a_value_that_no_statement_could_hold_is_refused_before_anything_is_connected_to(String key, String value) {
        try (TestDatabase database = database(Product.H2, "VARCHAR(20)");
                RunningRoutes routes = routes(
                        database,
                        key.endsWith("live-value")
                                ? Map.of(key, value, "ldap-import.users.deleted-value", "deleted")
                                : Map.of(key, value))) {
            directory.close();
            ImportException failure = routes.failingRun();
            assertThat(failure.getMessage()).startsWith(key + " is '");
            assertThat(failure.isConfiguration()).isTrue();
        }
    }

    @Test
    @Proves({"3.20", "5.3"})
    void a_table_that_is_made_gets_a_text_where_a_text_tells() {
        directory.addPeople(1);
        try (TestDatabase database = TestDatabase.create(Product.H2);
                RunningRoutes routes = routes(
                        database,
                        Map.of(
                                "ldap-import.users.deleted-value", "deleted",
                                "ldap-import.users.live-value", "active"))) {
            assertThat(routes.run(Headers.DRY_RUN, true).imported()).isEqualTo(1);
            routes.run();
            assertThat(database.value("SELECT \"deleted_at\" FROM \"users\"")).isEqualTo("active");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"5.14", "3.19"})
    void a_check_counts_who_is_live_and_who_is_deleted(Product product) {
        directory.addPeople(3);
        try (TestDatabase database = database(product, "CHAR(1)");
                RunningRoutes routes = routes(
                        database,
                        Map.of(
                                "ldap-import.users.deleted-at-column", "gone",
                                "ldap-import.users.deleted-value", "N",
                                "ldap-import.users.live-value", "Y"))) {
            routes.run();
            database.execute("UPDATE users SET gone = 'N' WHERE name = 'User 2'");
            database.execute("UPDATE users SET domain = 'other' WHERE name = 'User 3'");
            assertThat(routes.check("table"))
                    .last()
                    .asString()
                    .endsWith("; domain default has 1 live and 1 deleted rows");
        }
    }
}
