package io.github.ldapimport.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportException;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.plan.UserChange;
import io.github.ldapimport.plan.UserWrite;
import io.github.ldapimport.run.RunListener;
import io.github.ldapimport.testing.Covers;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsersTableTest {
    private TestDirectory directory;

    @BeforeEach
    void start() {
        directory = TestDirectory.start().addPerson("ada", "Ada Lovelace", "mail: ada@example.com");
    }

    @AfterEach
    void stop() {
        directory.close();
    }

    private RunningRoutes routes(TestDatabase database, Map<String, String> settings) {
        return RunningRoutes.start(directory.settings(), database.settings(), settings);
    }

    @Test
    @Proves("5.3")
    void an_embedded_database_gets_its_table_by_itself() {
        try (TestDatabase database = TestDatabase.create(Product.H2);
                RunningRoutes routes = routes(database, Map.of())) {
            assertThat(routes.run().imported()).isEqualTo(1);
            assertThat(routes.run().unchanged()).isEqualTo(1);
            assertThat(database.query("SELECT * FROM \"users\"").get(0))
                    .containsEntry("name", "Ada Lovelace")
                    .containsEntry("email", "ada@example.com")
                    .containsEntry("domain", "default")
                    .containsEntry("deleted_at", null)
                    .containsKeys("id", "guid", "password", "created_at", "updated_at");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    @Proves({"5.3", "5.2"})
    void another_database_gets_it_on_request_only_and_is_told_the_statement(Product product) {
        try (TestDatabase database = TestDatabase.create(product)) {
            String statement;
            try (RunningRoutes routes = routes(database, Map.of())) {
                ImportException failure = routes.failingRun();
                assertThat(failure.isConfiguration()).isTrue();
                assertThat(failure.getMessage())
                        .contains("no table users (ldap-import.users.table)")
                        .contains("ldap-import.users.create-table=always");
                statement = failure.getMessage().replaceFirst(".*(CREATE TABLE .*); or set.*", "$1");
            }
            database.execute(statement);
            try (RunningRoutes routes = routes(database, Map.of())) {
                assertThat(routes.run().imported()).isEqualTo(1);
            }
            try (RunningRoutes routes = routes(
                    database,
                    Map.of("ldap-import.users.table", "people", "ldap-import.users.create-table", "always"))) {
                assertThat(routes.run().imported()).isEqualTo(1);
                assertThat(database.value("SELECT name FROM people")).isEqualTo("Ada Lovelace");
            }
        }
    }

    @Test
    @Proves({"5.3", "4.2"})
    void a_dry_run_makes_no_table() {
        try (TestDatabase database = TestDatabase.create(Product.H2);
                RunningRoutes routes = routes(database, Map.of())) {
            assertThat(routes.run(Headers.DRY_RUN, true).imported()).isEqualTo(1);
            assertThat(database.value("SELECT COUNT(*) FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_NAME = 'users'"))
                    .isEqualTo("0");
        }
    }

    @Test
    @Proves({"5.3", "4.2"})
    void a_dry_run_makes_no_database_file(@TempDir Path folder) {
        Map<String, String> settings = Map.of("ldap-import.database.url", "jdbc:h2:file:" + folder.resolve("users"));
        try (RunningRoutes routes = RunningRoutes.start(directory.settings(), settings)) {
            assertThat(routes.run(Headers.DRY_RUN, true).imported()).isEqualTo(1);
            assertThat(folder).isEmptyDirectory();
            assertThat(routes.run().imported()).isEqualTo(1);
            assertThat(routes.run(Headers.DRY_RUN, true).unchanged()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"file/data/users", "nowhere/users"})
    @Proves({"5.3", "5.5"})
    void a_database_file_that_cannot_be_made_is_told_without_making_it(String path, @TempDir Path folder)
            throws IOException {
        Files.createFile(folder.resolve("file"));
        Files.createSymbolicLink(folder.resolve("nowhere"), folder.resolve("not-mounted"));
        String url = "jdbc:h2:file:" + folder.resolve(path);
        try (RunningRoutes routes = RunningRoutes.start(
                directory.settings(), Map.of("ldap-import.database.url", url + ";DB_CLOSE_DELAY=0"))) {
            String told = folder.resolve(path.replaceFirst("/.*", "")) + " is no folder";
            assertThat(routes.failingRun(Headers.DRY_RUN, true).getMessage())
                    .contains(told)
                    .contains("ldap-import.database.url");
            assertThat(routes.check("table")).singleElement().asString().contains(told);
            assertThat(routes.failingRun().getMessage())
                    .contains("Cannot open the database " + url)
                    .contains("may write there");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:h2:mem:%s/users", "jdbc:h2:nio:%s/users"})
    @Proves("5.5")
    void a_database_that_is_no_plain_file_is_left_to_h2(String url, @TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        try (RunningRoutes routes =
                RunningRoutes.start(directory.settings(), Map.of("ldap-import.database.url", url.formatted(file)))) {
            assertThat(routes.run(Headers.DRY_RUN, true).imported()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves("5.2")
    void a_missing_column_is_told_with_the_statement_that_adds_it(Product product) {
        try (TestDatabase database = TestDatabase.create(product).createUsersTable();
                RunningRoutes routes = routes(
                        database, Map.of("ldap-import.users.sync-attributes", "name=cn, phone=telephoneNumber"))) {
            ImportException failure = routes.failingRun();
            assertThat(failure.isConfiguration()).isTrue();
            assertThat(failure.getMessage())
                    .contains("no column phone (ldap-import.users.sync-attributes)")
                    .contains("ALTER TABLE ");
            assertThat(database.value("SELECT COUNT(*) FROM users")).isEqualTo("0");

            String statement = failure.getMessage().replaceFirst(".*(ALTER TABLE .*)", "$1");
            database.execute(statement);
            assertThat(routes.failingRun("LdapImportFilter", "(cn=").isConfiguration())
                    .isTrue();
        }
        try (TestDatabase database = TestDatabase.create(product).createUsersTable();
                RunningRoutes routes = routes(database, Map.of("ldap-import.users.updated-at-column", "changed_at"))) {
            assertThat(routes.failingRun().getMessage())
                    .contains("no column changed_at (ldap-import.users.updated-at-column)");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ldap-import.users.table              | users; DROP TABLE users",
                "ldap-import.users.table              | a\"b",
                "ldap-import.users.table              | a`b",
                "ldap-import.users.table              | .users",
                "ldap-import.users.guid-column        | guid#",
                "ldap-import.users.guid-column        | gu:id",
                "ldap-import.users.password-column    | pass?word",
                "ldap-import.users.sync-attributes    | na\"me=cn",
                "ldap-import.users.sync-attributes    | =cn",
                "ldap-import.users.sync-attributes    | name",
                "ldap-import.users.sync-attributes    | name=cn, NAME=sn",
                "ldap-import.users.sync-attributes    | name=cn, guid=uid",
                "ldap-import.users.sync-attributes    | name=#bean:nobody",
                "ldap-import.users.sync-attributes    | name=${body[",
                "ldap-import.users.sync-attributes    | name~=cn",
                "ldap-import.users.sync-existing      | email",
                "ldap-import.users.sync-existing      | e'mail=mail",
                "ldap-import.users.create-table       | yes",
                "ldap-import.users.password-cost      | 3",
                "ldap-import.users.id-column          | ''",
                "ldap-import.domain                   | ''"
            })
    @Proves({"5.1", "5.4"})
    void impossible_names_and_values_are_named_with_their_key(String key, String value) {
        try (TestDatabase database = TestDatabase.create(Product.H2).createUsersTable();
                RunningRoutes routes = routes(database, Map.of(key, value))) {
            // nobody answers: it is found before anything is connected to
            directory.close();
            ImportException failure = routes.failingRun();
            assertThat(failure.isConfiguration()).isTrue();
            assertThat(failure.getMessage()).startsWith(key);
        }
    }

    @Test
    @Proves("5.1")
    void a_setting_that_nothing_reads_is_refused() {
        try (TestDatabase database = TestDatabase.create(Product.H2).createUsersTable();
                RunningRoutes routes = routes(database, Map.of("ldap-import.users.tabel", "people"))) {
            assertThat(routes.failingRun().getMessage()).startsWith("ldap-import.users.tabel is no setting");
        }
    }

    @Test
    @Proves("5.25")
    void settings_with_a_former_name_are_refused_with_the_present_one() {
        Map<String, String> former = Map.of("ldap-import.workers", "1", "ldap-import.pages.secret", "open sesame");
        try (TestDatabase database = TestDatabase.create(Product.H2).createUsersTable();
                RunningRoutes routes = routes(database, former)) {
            assertThat(routes.failingRun().getMessage())
                    .contains("write ldap-import.worker.secret in place of ldap-import.pages.secret,"
                            + " ldap-import.parallel-pages in place of ldap-import.workers")
                    .doesNotContain("open sesame");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves("5.4")
    @Covers({"h2: update", "postgresql: update", "mariadb: update"})
    void names_are_found_whatever_their_case_and_quoted(Product product) {
        try (TestDatabase database = TestDatabase.create(product)) {
            String quote = product == Product.MARIADB ? "`" : "\"";
            database.execute(("CREATE TABLE 'Order' ('Id' "
                            + (product == Product.MARIADB
                                    ? "BIGINT AUTO_INCREMENT"
                                    : "BIGINT GENERATED BY DEFAULT AS IDENTITY")
                            + " PRIMARY KEY, 'Guid' VARCHAR(64), 'Domain' VARCHAR(20), 'select' VARCHAR(100), 'E Mail' VARCHAR(100))")
                    .replace("'", quote));
            Map<String, String> settings = Map.of(
                    "ldap-import.users.table", "order",
                    "ldap-import.users.sync-attributes", "select=cn, e mail=mail",
                    "ldap-import.users.password-column", "",
                    "ldap-import.users.created-at-column", "",
                    "ldap-import.users.updated-at-column", "");
            try (RunningRoutes routes = routes(database, settings)) {
                assertThat(routes.run().imported()).isEqualTo(1);
                directory.modify("""
                        dn: uid=ada,ou=people,dc=example,dc=com
                        changetype: modify
                        replace: mail
                        mail: new@example.com""");
                assertThat(routes.run().changed()).isEqualTo(1);
                assertThat(database.value("SELECT 'E Mail' FROM 'Order'".replace("'", quote)))
                        .isEqualTo("new@example.com");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves("5.4")
    void a_table_may_be_in_another_schema(Product product) {
        try (TestDatabase database = TestDatabase.create(product)) {
            String schema = "app_" + ProcessHandle.current().pid();
            database.execute("CREATE SCHEMA " + schema);
            database.execute("CREATE TABLE " + schema + ".people (id "
                    + (product == Product.MARIADB ? "BIGINT AUTO_INCREMENT" : "BIGINT GENERATED BY DEFAULT AS IDENTITY")
                    + " PRIMARY KEY, guid VARCHAR(64) UNIQUE, domain VARCHAR(20), name VARCHAR(100))");
            Map<String, String> settings = Map.of(
                    "ldap-import.users.table", schema + ".people",
                    "ldap-import.users.sync-attributes", "name=cn",
                    "ldap-import.users.password-column", "",
                    "ldap-import.users.created-at-column", "",
                    "ldap-import.users.updated-at-column", "");
            try (RunningRoutes routes = routes(database, settings)) {
                assertThat(routes.run().imported()).isEqualTo(1);
                assertThat(routes.run().unchanged()).isEqualTo(1);
                assertThat(database.value("SELECT name FROM " + schema + ".people"))
                        .isEqualTo("Ada Lovelace");
            } finally {
                database.execute("DROP SCHEMA " + schema + (product == Product.MARIADB ? "" : " CASCADE"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"2.5", "2.7"})
    void columns_of_other_types_are_compared_by_value_and_refuse_what_they_cannot_hold(Product product) {
        directory.addPerson("grace", "Grace Hopper", "employeeNumber: twelve");
        directory.modify("""
                dn: uid=ada,ou=people,dc=example,dc=com
                changetype: modify
                add: employeeNumber
                employeeNumber: 0042
                -
                add: employeeType
                employeeType: TRUE
                -
                add: jpegPhoto
                jpegPhoto:: /9j/4AAQ""");
        try (TestDatabase database = TestDatabase.create(product).createUsersTable()) {
            database.execute("ALTER TABLE users ADD number INT");
            database.execute("ALTER TABLE users ADD active BOOLEAN");
            database.execute("ALTER TABLE users ADD code CHAR(10)");
            database.execute("ALTER TABLE users ADD photo "
                    + (product == Product.POSTGRESQL
                            ? "BYTEA"
                            : product == Product.MARIADB ? "BLOB" : "VARBINARY(100)"));
            Map<String, String> settings = Map.of(
                    "ldap-import.users.sync-attributes",
                    "name=cn, number=employeeNumber, active=employeeType, code=uid, photo=jpegPhoto");
            try (RunningRoutes routes = routes(database, settings)) {
                ImportSummary first = routes.run();
                assertThat(first.imported()).isEqualTo(1);
                assertThat(first.failures()).hasSize(1);
                assertThat(first.failures().get(0).message())
                        .containsIgnoringCase("number")
                        .contains("'twelve'");
                assertThat(database.value("SELECT number FROM users")).isEqualTo("42");
                assertThat(routes.run().unchanged()).isEqualTo(1);
            }
        }
    }

    @ParameterizedTest
    // behind a pooler, PostgreSQL's driver may be told to send everything as texts
    @CsvSource({"H2, ''", "MARIADB, ''", "POSTGRESQL, ''", "POSTGRESQL, preferQueryMode=simple"})
    @Proves({"2.5", "2.7"})
    void a_text_arrives_as_it_is_whatever_it_holds_and_a_refused_one_costs_nobody_else(Product product, String option) {
        List<String> names =
                List.of("{a,b}", "NULL", "a\\", "\"a\"", "'; --", "a\tb", "a ?", "$1 {{x}}", "\uD83D\uDE00");
        for (int i = 0; i < names.size(); i++) {
            directory.addPerson("p" + i, names.get(i), "mail: p" + i + "@example.com");
        }
        directory
                .addPerson("nobody", "No Mail", "title: engineer")
                .addPerson("long", "x".repeat(101), "mail: x@example.com");
        try (TestDatabase database = TestDatabase.create(product).createUsersTable();
                RunningRoutes routes = routes(
                        database,
                        option.isEmpty()
                                ? Map.of()
                                : Map.of(
                                        "ldap-import.database.url",
                                        database.url() + (database.url().contains("?") ? "&" : "?") + option))) {
            ImportSummary summary = routes.run();
            assertThat(summary.failed()).isEqualTo(1);
            assertThat(summary.imported()).isEqualTo(names.size() + 2);
            for (int i = 0; i < names.size(); i++) {
                assertThat(database.value("SELECT name FROM users WHERE email = 'p" + i + "@example.com'"))
                        .isEqualTo(names.get(i));
            }
            assertThat(database.value("SELECT name FROM users WHERE email IS NULL"))
                    .isEqualTo("No Mail");
            assertThat(routes.run().unchanged()).isEqualTo(names.size() + 2);
        }
    }

    @Test
    @Proves("2.7")
    void a_nul_character_in_postgresql_text_costs_that_user_only() {
        // base64 of "A", NUL, "B"
        directory.addPerson("nul", "Nul", "description:: QQBC").addPerson("ok", "Okay", "description: fine");
        try (TestDatabase database = TestDatabase.create(Product.POSTGRESQL).createUsersTable()) {
            Map<String, String> settings = Map.of("ldap-import.users.sync-attributes", "name=cn, email=description");
            try (RunningRoutes routes = routes(database, settings)) {
                ImportSummary summary = routes.run();
                assertThat(summary.imported()).isEqualTo(2);
                assertThat(summary.failures()).singleElement().satisfies(failure -> {
                    assertThat(failure.name()).isEqualTo("Nul");
                    assertThat(failure.message()).contains("has a NUL character");
                });
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"2.7", "4.4"})
    void the_message_is_the_databases_own_without_statement_or_hash(Product product) {
        directory.addPerson("long", "x".repeat(101));
        try (TestDatabase database = TestDatabase.create(product).createUsersTable()) {
            database.execute("ALTER TABLE users ADD CONSTRAINT no_ada CHECK (name <> 'Ada Lovelace')");
            try (RunningRoutes routes = routes(database, Map.of())) {
                ImportSummary summary = routes.run();
                assertThat(summary.failed()).isEqualTo(2);
                for (var failure : summary.failures()) {
                    assertThat(failure.message())
                            .containsIgnoringCase(failure.name().startsWith("x") ? "too long" : "no_ada")
                            .doesNotContain("$2y$")
                            .doesNotContain("INSERT")
                            .doesNotContain("\n");
                }
            }
        }
    }

    @Test
    @Proves("2.2")
    void a_collation_that_ignores_case_and_accents_takes_over_nobody_by_it() {
        directory.addPerson("jose", "José", "mail: jose@example.com");
        try (TestDatabase database = TestDatabase.create(Product.MARIADB)) {
            // without a unique address, so that the database itself would not object
            database.execute("CREATE TABLE users (id BIGINT AUTO_INCREMENT PRIMARY KEY, guid VARCHAR(64) UNIQUE,"
                    + " domain VARCHAR(100), name VARCHAR(100), email VARCHAR(100), password VARCHAR(255),"
                    + " created_at DATETIME, updated_at DATETIME)");
            database.execute("INSERT INTO users (name, email) VALUES ('Jose', 'x@example.com')");
            assumeThat(database.value("SELECT COUNT(*) FROM users WHERE name = 'José'"))
                    .isEqualTo("1");
            try (RunningRoutes routes = routes(database, Map.of("ldap-import.users.sync-existing", "name=cn"))) {
                assertThat(routes.run().imported()).isEqualTo(2);
                assertThat(database.value("SELECT guid FROM users WHERE email = 'x@example.com'"))
                        .isNull();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves("2.11")
    void a_row_that_somebody_removed_meanwhile_is_looked_up_again(Product product) {
        directory.addPerson("grace", "Grace Hopper");
        try (TestDatabase database = TestDatabase.create(product).createUsersTable();
                RunningRoutes routes = routes(
                        database,
                        Map.of("ldap-import.events.synchronizing", "direct:meanwhile?failIfNoConsumers=false"))) {
            routes.run();
            database.execute("UPDATE users SET name = 'old'");
            // between lookup and write
            addRoute(routes, () -> database.execute("DELETE FROM users WHERE guid = ?", directory.guid("ada")));
            ImportSummary summary = routes.run();
            assertThat(summary.changed()).isEqualTo(1);
            assertThat(summary.imported()).isEqualTo(1);
            assertThat(database.column("SELECT name FROM users ORDER BY name"))
                    .containsExactly("Ada Lovelace", "Grace Hopper");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"2.11", "2.3"})
    void a_row_that_was_taken_over_meanwhile_is_not_taken_from_its_user(Product product) {
        try (TestDatabase database = TestDatabase.create(product).createUsersTable();
                RunningRoutes routes = routes(
                        database,
                        Map.of(
                                "ldap-import.users.sync-existing", "email=mail",
                                "ldap-import.events.synchronizing", "direct:meanwhile?failIfNoConsumers=false"))) {
            database.execute("INSERT INTO users (id, name, email) VALUES (1, 'Ada', 'ada@example.com')");
            addRoute(routes, () -> database.execute("UPDATE users SET guid = 'somebody' WHERE id = 1"));
            ImportSummary summary = routes.run();
            assertThat(summary.changed()).isZero();
            assertThat(summary.failed()).isEqualTo(1);
            assertThat(database.value("SELECT guid FROM users WHERE id = 1")).isEqualTo("somebody");
        }
    }

    @Test
    @Proves("2.13")
    void a_database_that_is_lost_fails_the_run_and_keeps_what_was_written() {
        directory.addPeople(30);
        try (TestDatabase database = TestDatabase.create(Product.POSTGRESQL).createUsersTable();
                RunningRoutes routes = routes(
                        database,
                        Map.of(
                                "ldap-import.events.importing",
                                "direct:meanwhile",
                                "ldap-import.parallel-pages",
                                "1"))) {
            AtomicInteger announced = new AtomicInteger();
            addRoute(routes, () -> {
                if (announced.incrementAndGet() == 15) {
                    database.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                            + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
                }
            });
            ImportException failure = routes.failingRun(Headers.CHUNK, 10);
            assertThat(failure.isConfiguration()).isFalse();
            assertThat(failure.getMessage()).contains("rows already written stay");
            assertThat(failure.summary().imported()).isEqualTo(10);
            // the page at hand: read, and told as not written
            assertThat(failure.summary().failed()).isEqualTo(10);
            assertThat(database.value("SELECT COUNT(*) FROM users")).isEqualTo("10");
            assertThat(routes.run().imported()).isEqualTo(21);
        }
    }

    @Test
    @Proves({"2.13", "2.10"})
    void a_database_lost_while_rows_are_written_leaves_nobody_uncounted() {
        directory.addPeople(9);
        try (TestDatabase database = TestDatabase.create(Product.POSTGRESQL).createUsersTable();
                RunningRoutes routes = routes(database, Map.of("ldap-import.parallel-pages", "1"))) {
            // the fifth user's row ends the connection that writes it
            database.execute("CREATE FUNCTION break_off() RETURNS trigger AS $$ BEGIN IF NEW.name = 'User 5' THEN"
                    + " PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN NEW; END $$ LANGUAGE plpgsql");
            database.execute(
                    "CREATE TRIGGER break_off BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION break_off()");
            ImportSummary summary = routes.failingRun().summary();
            assertThat(summary.reason()).contains(" stopped the run, rows already written stay: ");
            assertThat(summary.imported()).isZero();
            assertThat(summary.failed()).isEqualTo(10);
            assertThat(database.value("SELECT COUNT(*) FROM users")).isEqualTo("0");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves("2.6")
    void a_password_that_somebody_sets_meanwhile_stays(Product product) {
        try (TestDatabase database = TestDatabase.create(product).createUsersTable();
                RunningRoutes routes = routes(
                        database,
                        Map.of("ldap-import.events.synchronizing", "direct:meanwhile?failIfNoConsumers=false"))) {
            routes.run();
            database.execute("UPDATE users SET password = NULL, name = 'old'");
            addRoute(routes, () -> database.execute("UPDATE users SET password = 'chosen'"));
            ImportSummary summary = routes.run();
            assertThat(summary.changed()).isEqualTo(1);
            assertThat(database.value("SELECT password FROM users")).isEqualTo("chosen");
            assertThat(database.value("SELECT name FROM users")).isEqualTo("Ada Lovelace");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"2.5", "2.7"})
    void fixed_width_keys_and_numbers_of_any_kind_change_nothing_on_a_rerun(Product product) {
        directory.addPerson("huge", "Huge", "employeeNumber: 1e999999999");
        directory.modify("""
                dn: uid=ada,ou=people,dc=example,dc=com
                changetype: modify
                add: employeeNumber
                employeeNumber: 1.25""");
        try (TestDatabase database = TestDatabase.create(product)) {
            database.execute(
                    "CREATE TABLE users (id "
                            + (product == Product.MARIADB
                                    ? "BIGINT AUTO_INCREMENT"
                                    : "BIGINT GENERATED BY DEFAULT AS IDENTITY")
                            + " PRIMARY KEY, guid CHAR(64) UNIQUE, domain CHAR(20), name VARCHAR(100), score DOUBLE PRECISION)");
            Map<String, String> settings = Map.of(
                    "ldap-import.users.sync-attributes", "name=cn, score=employeeNumber",
                    "ldap-import.users.password-column", "",
                    "ldap-import.users.created-at-column", "",
                    "ldap-import.users.updated-at-column", "");
            try (RunningRoutes routes = routes(database, settings)) {
                ImportSummary first = routes.run();
                assertThat(first.imported()).isEqualTo(1);
                assertThat(first.failures()).singleElement().satisfies(failure -> assertThat(failure.message())
                        .contains("1e999999999"));
                assertThat(routes.run().unchanged()).isEqualTo(1);
            }
        }
    }

    @Test
    @Proves("2.7")
    void a_nul_character_or_a_guid_of_the_wrong_form_costs_that_user_only() {
        directory.addPerson("nul", "Nul", "description:: QQBC", "employeeNumber: 00000000-0000-4000-8000-000000000001");
        directory.addPerson("odd", "Odd", "employeeNumber: no-uuid");
        directory.addPerson("ok", "Okay", "employeeNumber: 00000000-0000-4000-8000-000000000002");
        try (TestDatabase database = TestDatabase.create(Product.POSTGRESQL)) {
            database.execute("CREATE TABLE users (id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,"
                    + " guid UUID UNIQUE, domain VARCHAR(20), name VARCHAR(100), note VARCHAR(100))");
            Map<String, String> settings = Map.of(
                    "ldap-import.directory.guid-attribute", "employeeNumber",
                    "ldap-import.directory.filter", "(employeeNumber=*)",
                    "ldap-import.users.sync-attributes", "name=cn",
                    "ldap-import.users.sync-existing", "note=description",
                    "ldap-import.users.password-column", "",
                    "ldap-import.users.created-at-column", "",
                    "ldap-import.users.updated-at-column", "");
            try (RunningRoutes routes = routes(database, settings)) {
                ImportSummary summary = routes.run();
                assertThat(summary.status()).isEqualTo(ImportSummary.COMPLETED);
                assertThat(summary.imported()).isEqualTo(1);
                assertThat(summary.failed()).isEqualTo(2);
            }
        }
    }

    private static void addRoute(RunningRoutes routes, Runnable action) {
        try {
            routes.context().addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:meanwhile").process(exchange -> action.run());
                }
            });
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @Proves("2.6")
    void every_new_row_has_a_hash_of_its_own() {
        directory.addPeople(20);
        try (TestDatabase database = TestDatabase.create(Product.H2).createUsersTable();
                RunningRoutes routes = routes(database, Map.of("ldap-import.users.password-cost", "5"))) {
            routes.run();
            List<String> hashes = database.column("SELECT password FROM users");
            assertThat(hashes).hasSize(21).allMatch(hash -> hash.matches("\\$2y\\$05\\$[./A-Za-z0-9]{53}"));
            assertThat(new HashSet<>(hashes)).hasSize(21);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves("4.2")
    void a_dry_run_foresees_what_a_column_without_null_refuses(Product product) {
        directory.addPerson("nameless", "Nameless");
        try (TestDatabase database = TestDatabase.create(product).createUsersTable();
                RunningRoutes routes =
                        routes(database, Map.of("ldap-import.users.sync-attributes", "email=mail, name=mail"))) {
            ImportSummary planned = routes.run(Headers.DRY_RUN, true);
            assertThat(planned.imported()).isEqualTo(1);
            assertThat(planned.failures()).singleElement().satisfies(failure -> assertThat(failure.message())
                    .containsIgnoringCase("column name takes no NULL"));
            ImportSummary done = routes.run();
            assertThat(done.imported()).isEqualTo(1);
            assertThat(done.failed()).isEqualTo(1);
        }
    }

    @Test
    @Proves("4.2")
    void a_dry_run_tells_each_change_with_its_old_and_new_value() {
        try (TestDatabase database = TestDatabase.create(Product.H2).createUsersTable();
                RunningRoutes routes = routes(database, Map.of())) {
            routes.run();
            database.execute("UPDATE users SET email = 'old@example.com'");
            List<UserChange> planned = new CopyOnWriteArrayList<>();
            routes.send(
                    new RunListener() {
                        @Override
                        public void saved(List<UserWrite> users) {
                            users.forEach(user -> planned.add(user.change()));
                        }
                    },
                    Headers.DRY_RUN,
                    true);
            assertThat(planned).singleElement().satisfies(user -> {
                assertThat(user.action()).isEqualTo(UserChange.Action.CHANGE);
                assertThat(user.changes())
                        .containsExactly(new UserChange.Change("email", "old@example.com", "ada@example.com"));
            });
            assertThat(database.value("SELECT email FROM users")).isEqualTo("old@example.com");
        }
    }

    @Test
    @Proves("5.2")
    void attributes_that_do_not_exist_are_named_all_at_once() {
        try (TestDirectory directory = TestDirectory.start().addPeople(1);
                TestDatabase database = TestDatabase.create(Product.H2).createUsersTable();
                RunningRoutes routes = RunningRoutes.start(
                        directory.settings(),
                        database.settings(),
                        Map.of("ldap-import.users.sync-attributes", "name=cnn, email=mial"))) {
            assertThat(routes.failingRun())
                    .hasMessageStartingWith("Unknown attribute 'cnn' in ldap-import.users.sync-attributes, 'mial' in"
                            + " ldap-import.users.sync-attributes: ");
        }
    }
}
