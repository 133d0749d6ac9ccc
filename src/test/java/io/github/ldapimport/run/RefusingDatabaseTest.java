package io.github.ldapimport.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.api.Failure;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportException;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Databases that take no writes, or not now. */
class RefusingDatabaseTest {
    private static final Duration BOUND = Duration.ofSeconds(30);

    private TestDirectory directory;

    @BeforeEach
    void start() {
        directory = TestDirectory.start().addPeople(12);
    }

    @AfterEach
    void stop() {
        directory.close();
    }

    private static void assertReadOnly(ImportException failure) {
        assertThat(failure.summary().status()).isEqualTo(ImportSummary.FAILED);
        assertThat(failure.getMessage()).contains(" takes no writes: ").doesNotContain("\n");
        assertThat(failure.summary().imported()).isZero();
    }

    @Test
    @Proves("4.14")
    void a_read_only_h2_file_ends_the_run_in_one_line(@TempDir Path folder) {
        try (TestDatabase database = TestDatabase.inFolder(folder)) {
            database.createUsersTable();
        }
        String url = "jdbc:h2:file:" + folder.resolve("data/users") + ";ACCESS_MODE_DATA=r";
        try (RunningRoutes routes =
                RunningRoutes.start(directory.settings(), Map.of("ldap-import.database.url", url))) {
            assertReadOnly(routes.failingRun());
            assertThat(routes.run(Headers.DRY_RUN, true).imported()).isEqualTo(12);
        }
    }

    @Test
    @Proves("4.14")
    void a_read_only_postgresql_ends_the_run_in_one_line() {
        try (TestDatabase database = TestDatabase.create(Product.POSTGRESQL).createUsersTable()) {
            String name = database.value("SELECT current_database()");
            database.execute("ALTER DATABASE " + name + " SET default_transaction_read_only = on");
            try (RunningRoutes routes = RunningRoutes.start(directory.settings(), database.settings())) {
                assertReadOnly(routes.failingRun());
                assertThat(routes.run(Headers.DRY_RUN, true).imported()).isEqualTo(12);
                assertThat(database.value("SELECT COUNT(*) FROM users")).isEqualTo("0");
            }
        }
    }

    /** What makes MariaDB refuse one user's row, with a state that its driver takes for a lost connection; and the table to use. */
    static Stream<Arguments> refusals() {
        String others = IntStream.rangeClosed(1, 12)
                .filter(i -> i != 3)
                .mapToObj(i -> "'User " + i + "'")
                .collect(Collectors.joining(", "));
        String signal = "CREATE TRIGGER refuse BEFORE INSERT ON users FOR EACH ROW IF NEW.name = 'User 3' THEN"
                + " SIGNAL SQLSTATE '%s' SET MESSAGE_TEXT = 'not this one'; END IF";
        return Stream.of(
                Arguments.of("users", signal.formatted("45000")),
                Arguments.of("users", signal.formatted("99001")),
                Arguments.of("users", "ALTER TABLE users MODIFY name ENUM(" + others + ") NOT NULL"),
                Arguments.of(
                        "some_users",
                        "CREATE VIEW some_users AS SELECT * FROM users WHERE name <> 'User 3' WITH CHECK OPTION"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    @Proves({"2.7", "2.13"})
    void a_row_that_mariadb_refuses_by_a_state_of_its_own_costs_that_user_only(String table, String statement) {
        try (TestDatabase database = TestDatabase.create(Product.MARIADB).createUsersTable()) {
            database.execute(statement);
            try (RunningRoutes routes = RunningRoutes.start(
                    directory.settings(), database.settings(), Map.of("ldap-import.users.table", table))) {
                ImportSummary summary = routes.run();

                assertThat(summary.imported()).isEqualTo(11);
                assertThat(summary.failures()).extracting(Failure::name).containsExactly("User 3");
                assertThat(routes.run().unchanged()).isEqualTo(11);
            }
        }
    }

    /** Does something while another session has executed a statement and not ended its transaction. */
    private static void during(TestDatabase database, String sql, Runnable action) throws Exception {
        try (Connection other = DriverManager.getConnection(database.url(), database.username(), database.password());
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute(sql);
            action.run();
            other.rollback();
        }
    }

    private RunningRoutes impatient(TestDatabase database) {
        return RunningRoutes.start(
                directory.settings(), database.settings(), Map.of("ldap-import.database.lock-timeout", "200ms"));
    }

    private void change(String uid) {
        directory.modify("dn: uid=" + uid + "," + TestDirectory.PEOPLE
                + "\nchangetype: modify\nreplace: cn\ncn: Another " + uid);
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"4.14", "2.7"})
    void a_row_that_somebody_holds_costs_that_user_only(Product product) throws Exception {
        try (TestDatabase database = TestDatabase.create(product).createUsersTable();
                RunningRoutes routes = impatient(database)) {
            routes.run();
            change("user3");
            change("user7");
            // by key, because MariaDB locks whatever rows it looks through
            String id = database.value("SELECT id FROM users WHERE name = 'User 7'");
            during(database, "UPDATE users SET password = 'x' WHERE id = " + id, () -> {
                long start = System.nanoTime();
                ImportSummary summary = routes.run();
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
                assertThat(summary.changed()).isEqualTo(1);
                assertThat(summary.failures()).hasSize(1);
                assertThat(summary.failures().get(0).guid()).isEqualTo(directory.guid("user7"));
            });
            assertThat(routes.run().changed()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    @Proves("4.14")
    void a_table_that_somebody_holds_ends_the_run_in_one_line(Product product) throws Exception {
        try (TestDatabase database = TestDatabase.create(product).createUsersTable();
                RunningRoutes routes = impatient(database)) {
            routes.run();
            for (int i = 1; i <= 12; i++) {
                change("user" + i);
            }
            during(database, "UPDATE users SET password = 'x'", () -> {
                long start = System.nanoTime();
                ImportException failure = routes.failingRun();
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
                assertThat(failure.getMessage())
                        .contains("somebody else holds a lock there")
                        .doesNotContain("\n");
                assertThat(failure.summary().failed()).isEqualTo(12);
            });
            assertThat(routes.run().changed()).isEqualTo(12);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"4.3", "4.4"})
    void the_text_of_a_failure_has_the_databases_detail_and_no_hash(Product product) {
        directory.addPerson("grown", "Grown", "mail: grown@example.com", "description: much too long");
        try (TestDatabase database = TestDatabase.create(product).createUsersTable();
                RunningRoutes routes = RunningRoutes.start(
                        directory.settings(),
                        database.settings(),
                        Map.of("ldap-import.users.sync-attributes", "name=cn, email=mail, short=description"))) {
            database.execute("ALTER TABLE users ADD short VARCHAR(5)");
            database.execute("ALTER TABLE users ADD CONSTRAINT other_names CHECK (name <> 'User 1')");
            database.execute("ALTER TABLE users ADD CONSTRAINT one_address UNIQUE (email)");
            database.execute("INSERT INTO users (name, email) VALUES ('Local', 'user2@example.com')");
            ImportSummary summary = routes.run();
            assertThat(summary.failures())
                    .extracting(Failure::name)
                    .containsExactlyInAnyOrder("User 1", "User 2", "Grown");
            assertThat(summary.failures()).allSatisfy(failure -> {
                assertThat(failure.message()).doesNotContain("$2", "INSERT", "\n");
                switch (failure.name()) {
                    case "User 1" -> assertThat(failure.message()).containsIgnoringCase("other_names");
                    case "User 2" -> assertThat(failure.message()).contains("user2@example.com", "'Local'");
                    default ->
                        assertThat(failure.message())
                                .containsIgnoringCase("column short")
                                .contains("much too long");
                }
            });
        }
    }

    @Test
    @Proves("2.54")
    void a_row_that_a_column_refuses_costs_two_numbers_of_a_sequence_in_a_run_and_no_others() {
        for (int i = 1; i <= 8; i++) {
            directory.addPerson("none" + i, "None " + i);
        }
        try (TestDatabase database = TestDatabase.create(Product.POSTGRESQL).createUsersTable();
                RunningRoutes routes = RunningRoutes.start(directory.settings(), database.settings())) {
            database.execute("ALTER TABLE users ALTER COLUMN email SET NOT NULL");
            ImportSummary first = routes.run();
            assertThat(first.imported()).isEqualTo(12);
            assertThat(first.failed()).isEqualTo(8);
            long before = lastNumber(database);
            ImportSummary again = routes.run();
            assertThat(again.failed()).isEqualTo(8);
            assertThat(again.failures().get(0).message()).contains("email");
            assertThat(lastNumber(database) - before).isBetween(1L, 2L * 8);

            // one who may be refused because of another is tried again at the end, as ever
            database.execute("ALTER TABLE users ALTER COLUMN email DROP NOT NULL");
            assertThat(routes.run().imported()).isEqualTo(8);
        }
    }

    private static long lastNumber(TestDatabase database) {
        return Long.parseLong(database.value("SELECT last_value FROM users_id_seq"));
    }
}
