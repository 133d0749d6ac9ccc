package io.github.ldapimport.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The users that a check tries, as a dry run does. */
class CheckTest {
    private TestDirectory directory;
    private TestDatabase database;

    @BeforeEach
    void start() {
        directory = TestDirectory.start();
        database = TestDatabase.create(Product.H2).createUsersTable();
    }

    @AfterEach
    void stop() {
        database.close();
        directory.close();
    }

    private void addPeople(int from, int to) {
        for (int i = from; i <= to; i++) {
            directory.addPerson("user" + i, "User " + i, "mail: user" + i + "@example.com");
        }
    }

    private List<String> check(Map<String, String> settings) {
        return check(Path.of("routes"), settings);
    }

    /** What is said of users, where nothing is written. */
    private List<String> check(Path routes, Map<String, String> settings) {
        List<Map<String, Object>> before = rows();
        List<String> tables = tables();
        try (RunningRoutes running = RunningRoutes.start(
                routes, directory.settings(), database.settings(), RunningRoutes.withEvents(), settings)) {
            List<String> lines = running.check("users");
            assertThat(running.events()).isEmpty();
            assertThat(rows()).isEqualTo(before);
            assertThat(tables()).isEqualTo(tables);
            return lines;
        }
    }

    private List<Map<String, Object>> rows() {
        return database.query("SELECT * FROM users ORDER BY id");
    }

    private List<String> tables() {
        return database.column("SELECT table_name FROM information_schema.tables ORDER BY 1");
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"5.14", "5.5"})
    void users_who_would_fail_are_named_with_the_column_and_what_to_do(Product product) {
        database.close();
        database = TestDatabase.create(product).createUsersTable();
        addPeople(1, 3);
        directory.addPerson("none", "None");
        database.execute("ALTER TABLE users ADD admin BOOLEAN");
        assertThat(check(Map.of("ldap-import.users.sync-attributes", "name=cn, email=mail, admin=mail")))
                .hasSize(3)
                .allMatch(line -> line.startsWith("FAIL: User "))
                .anySatisfy(line -> assertThat(line)
                        .contains(
                                "User 1 (uid=user1," + TestDirectory.PEOPLE + ") would fail, one of 3 among 4: column ",
                                "cannot hold 'user1@example.com'",
                                "users.sync-attributes",
                                "directory.filter"));
    }

    @Test
    @Proves("5.14")
    void a_column_without_a_value_that_takes_no_null_is_named() {
        addPeople(1, 2);
        directory.addPerson("none", "None");
        database.execute("ALTER TABLE users ALTER COLUMN email SET NOT NULL");
        assertThat(check(Map.of()))
                .singleElement()
                .asString()
                .startsWith("FAIL: None (uid=none,")
                .containsIgnoringCase("email");
    }

    @Test
    @Proves("5.14")
    void a_unique_value_that_another_row_holds_is_named_with_that_row() {
        addPeople(1, 2);
        database.execute("ALTER TABLE users ADD CONSTRAINT one_address UNIQUE (email)");
        database.execute("INSERT INTO users (name, email) VALUES ('Local', 'user2@example.com')");
        assertThat(check(Map.of()))
                .singleElement()
                .asString()
                .startsWith("FAIL: User 2 (")
                .contains("'Local'", "user2@example.com");
    }

    @Test
    @Proves({"5.14", "7.1"})
    void steps_of_the_users_own_route_are_tried(@TempDir Path folder) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        Path route = folder.resolve("ldap-import-user.camel.yaml");
        addPeople(1, 3);
        database.execute("ALTER TABLE users ALTER COLUMN email SET NOT NULL");
        directory.addPerson("none", "None");
        String own = Files.readString(route) + """
                        - filter:
                            expression:
                              simple:
                                expression: ${body.get('email')} == null
                            steps:
                              - transform:
                                  expression:
                                    simple:
                                      expression: ${body.with('email', 'none')}
                """;
        Files.writeString(route, own);
        assertThat(check(folder, Map.of()))
                .singleElement()
                .asString()
                .startsWith("OK: of 4, 4 from all over the directory were tried: 4 new, ");

        Files.writeString(route, own + """
                        - throwException:
                            exceptionType: java.lang.IllegalStateException
                            message: no department for ${body.name}
                """);
        assertThat(check(folder, Map.of()))
                .hasSize(4)
                .anyMatch(line -> line.startsWith("FAIL: User 3 (") && line.contains("no department for User 3"));
    }

    @Test
    @Proves("5.14")
    void users_of_all_pages_are_tried_and_not_those_of_the_first_alone() {
        addPeople(1, 60);
        for (int i = 61; i <= 90; i++) {
            directory.addPerson("user" + i, "User " + i);
        }
        database.execute("ALTER TABLE users ALTER COLUMN email SET NOT NULL");
        List<String> lines = check(Map.of("ldap-import.directory.page-size", "7"));
        assertThat(lines)
                .hasSizeBetween(1, 5)
                .allMatch(line -> line.startsWith("FAIL: User ") && line.contains("among 10:"));
    }

    @Test
    @Proves("5.14")
    void a_run_that_would_be_refused_is_told_with_the_reason() {
        addPeople(1, 12);
        try (RunningRoutes routes = RunningRoutes.start(directory.settings(), database.settings())) {
            routes.run();
        }
        database.execute("UPDATE users SET guid = NULL");
        assertThat(check(Map.of()))
                .singleElement()
                .asString()
                .startsWith(
                        "FAIL: a dry run for some of them is refused: Not one of the 12 rows of domain default has a GUID");
    }

    @Test
    @Proves("5.14")
    void limits_on_how_many_users_there_are_do_not_fail_the_few_that_are_tried() {
        addPeople(1, 12);
        assertThat(check(Map.of(
                        "ldap-import.min-users", "12",
                        "ldap-import.delete", "true",
                        "ldap-import.restore", "true",
                        "ldap-import.delete-missing", "true",
                        "ldap-import.max-missing", "0")))
                .singleElement()
                .asString()
                .startsWith("OK: of 12, 10 from all over the directory were tried: 10 new, ");
    }

    private List<String> checked(String subject, Map<String, String> settings) {
        try (RunningRoutes running = RunningRoutes.start(directory.settings(), database.settings(), settings)) {
            return running.check(subject);
        }
    }

    @Test
    @Proves("12.33")
    void a_slip_in_the_columns_that_are_left_out_of_the_changes_is_told() {
        addPeople(1, 2);
        assertThat(checked("changes", Map.of("ldap-import.changes.without", "email, Name")))
                .isEmpty();
        assertThat(checked("changes", Map.of("ldap-import.changes.without", "email, nmae, created_at")))
                .satisfiesExactly(
                        slip -> assertThat(slip)
                                .startsWith("FAIL: ldap-import.changes.without names nmae, which the table"),
                        other -> assertThat(other)
                                .startsWith("FAIL: ldap-import.changes.without names created_at, which sync"));
    }

    @Test
    @Proves("4.97")
    void own_tables_that_the_account_may_not_write_are_named() {
        addPeople(1, 2);
        Map<String, String> grace = Map.of("ldap-import.grace", "14d");
        try (RunningRoutes routes = RunningRoutes.start(directory.settings(), database.settings(), grace)) {
            routes.run("LdapImportDeleteMissing", true);
        }
        assertThat(checked("own tables", grace)).isEmpty();
        database.execute("CREATE USER reader PASSWORD 'reader'");
        database.execute("GRANT ALL ON users TO reader");
        for (String table : List.of("lock", "runs", "outbox", "scopes")) {
            database.execute("GRANT ALL ON ldap_import_" + table + " TO reader");
        }
        for (String table : List.of("changes", "missing")) {
            database.execute("GRANT SELECT ON ldap_import_" + table + " TO reader");
        }
        Map<String, String> reader = new HashMap<>(grace);
        reader.put("ldap-import.database.username", "reader");
        reader.put("ldap-import.database.password", "reader");
        assertThat(checked("own tables", reader))
                .satisfiesExactly(
                        changes -> assertThat(changes)
                                .startsWith("WARN: the account may not write ldap_import_changes (")
                                .contains("cannot be undone: grant it"),
                        missing -> assertThat(missing)
                                .startsWith("WARN: the account may not write ldap_import_missing (")
                                .contains("no row of a missing user is deleted"));
        reader.put("ldap-import.changes.keep", "");
        assertThat(checked("own tables", reader)).hasSize(1);
    }
}
