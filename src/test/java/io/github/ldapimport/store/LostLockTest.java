package io.github.ldapimport.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.testing.Await;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs whose lock is lost while they are at work: an administrator ended its session, or the machine was frozen. */
class LostLockTest {
    private static final int MAX_SECONDS = 30;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private TestDirectory directory;

    @BeforeEach
    void start() {
        directory = TestDirectory.start().addPeople(12);
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
        directory.close();
    }

    private RunningRoutes routes(TestDatabase database) {
        return RunningRoutes.start(
                directory.settings(),
                database.settings(),
                RunningRoutes.withEvents(),
                Map.of("ldap-import.parallel-pages", "1", "ldap-import.database.lock-timeout", "1s"));
    }

    private static List<Map<String, Object>> rows(TestDatabase database) {
        return database.query("SELECT guid, name, email, deleted_at, updated_at FROM users ORDER BY guid");
    }

    private static List<String> eventsOf(RunningRoutes routes, String runId) {
        return routes.events().stream()
                .filter(event -> event.path("runId").asText().equals(runId))
                .map(JsonNode::toString)
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"4.22", "4.12", "4.5", "6.7"})
    void nothing_is_written_or_told_after_the_lock_is_lost_and_a_next_run_has_come_and_gone(Product product)
            throws Exception {
        try (TestDatabase database = TestDatabase.create(product).createUsersTable();
                RunningRoutes routes = routes(database);
                RunningRoutes others = routes(database)) {
            routes.run();
            database.execute("UPDATE users SET name = 'old', deleted_at = '2020-01-01 00:00:00'");
            routes.mock(RunningRoutes.EVENTS).reset();
            try (HeldRun held = new HeldRun(threads, routes, Headers.CHUNK, 4, Headers.RESTORE, true)) {
                database.endIdleTransactions();
                directory.deletePerson("user7");
                ImportSummary next =
                        others.run(Headers.DELETE_MISSING, true, Headers.RESTORE, true, Headers.MAX_RESTORED, "100%");
                assertThat(next.status()).isEqualTo(ImportSummary.COMPLETED);
                List<Map<String, Object>> rows = rows(database);
                List<JsonNode> events = routes.events();

                ImportSummary summary = held.end();

                assertThat(summary.status()).isEqualTo(ImportSummary.FAILED);
                assertThat(summary.reason()).startsWith("The lock that keeps a second run away was lost: ");
                assertThat(rows(database)).isEqualTo(rows);
                // that the run failed is all that it still tells
                List<JsonNode> told = routes.events();
                assertThat(told.subList(0, events.size())).isEqualTo(events);
                assertThat(told.subList(events.size(), told.size()))
                        .singleElement()
                        .satisfies(event ->
                                assertThat(event.path("event").asText()).isEqualTo("Failed"));
                assertThat(database.value("SELECT COUNT(*) FROM ldap_import_outbox"))
                        .isEqualTo("0");
            }
            assertThat(routes.run(Headers.DELETE_MISSING, true, Headers.RESTORE, true, Headers.MAX_RESTORED, "100%")
                            .unchanged())
                    .isEqualTo(11);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves("4.22")
    void a_lock_that_is_lost_at_the_end_leaves_no_completed_run_and_its_events_to_the_next(Product product)
            throws Exception {
        try (TestDatabase database = TestDatabase.create(product).createUsersTable();
                RunningRoutes routes = routes(database)) {
            try (HeldRun held = new HeldRun(threads, routes)) {
                database.endIdleTransactions();
                ImportSummary summary = held.end();
                assertThat(summary.status()).isEqualTo(ImportSummary.FAILED);
                assertThat(summary.reason()).startsWith("The lock that keeps a second run away was lost: ");
                assertThat(summary.imported()).isEqualTo(12);
                assertThat(eventsOf(routes, summary.runId()).toString()).doesNotContain("Completed");
            }
            assertThat(routes.run().unchanged()).isEqualTo(12);
        }
    }

    /** Somebody else's session that has touched the rows of a run and not come to an end. */
    private static Connection holding(TestDatabase database) throws SQLException {
        Connection other = DriverManager.getConnection(database.url(), database.username(), database.password());
        other.setAutoCommit(false);
        try (Statement statement = other.createStatement()) {
            statement.execute("UPDATE users SET password = password WHERE name = 'old'");
        }
        return other;
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    @Proves({"4.22", "10.4"})
    void a_transaction_that_was_open_when_the_lock_was_lost_is_undone_and_no_run_begins_before(Product product)
            throws Exception {
        try (TestDatabase database = TestDatabase.create(product).createUsersTable();
                RunningRoutes routes = RunningRoutes.start(
                        directory.settings(),
                        database.settings(),
                        Map.of("ldap-import.parallel-pages", "1", "ldap-import.database.lock-timeout", "20s"));
                RunningRoutes others = routes(database)) {
            routes.run();
            database.execute("UPDATE users SET name = 'old'");
            try (Connection other = holding(database)) {
                Future<ImportSummary> first = threads.submit(() -> routes.outcome());
                awaitSomebodyWaits(database);
                endHolder(database, sessionOf(database, other));
                assertThat(others.failingRun().summary().reason())
                        .startsWith("Cannot begin a run in ")
                        .contains("still writes for the run ");
                other.rollback();
                ImportSummary summary = first.get(MAX_SECONDS, TimeUnit.SECONDS);
                assertThat(summary.status()).isEqualTo(ImportSummary.FAILED);
                assertThat(summary.reason()).startsWith("The lock that keeps a second run away was lost: ");
            }
            assertThat(database.value("SELECT COUNT(*) FROM users WHERE name = 'old'"))
                    .isEqualTo("12");
            assertThat(others.run().changed()).isEqualTo(12);
        }
    }

    private static String sessionOf(TestDatabase database, Connection connection) throws SQLException {
        if (database.product() == Product.POSTGRESQL) {
            return "";
        }
        try (Statement statement = connection.createStatement();
                ResultSet id = statement.executeQuery("SELECT CONNECTION_ID()")) {
            id.next();
            return id.getString(1);
        }
    }

    private static void awaitSomebodyWaits(TestDatabase database) {
        String waiting = database.product() == Product.POSTGRESQL
                ? "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
                // innodb_trx is not read anew as long as it is read more often than ten times a second
                : "SELECT COUNT(*) FROM information_schema.processlist WHERE db = DATABASE() AND state = 'Updating'"
                        + " AND time_ms > 1000";
        Await.until(() -> !database.value(waiting).equals("0"), () -> "the run waits for a row");
    }

    /**
     * Ends the session that holds the lock.
     *
     * @param other another session whose transaction is open, in MariaDB
     */
    private static void endHolder(TestDatabase database, String other) {
        if (database.product() == Product.POSTGRESQL) {
            assertThat(
                            database.column(
                                    "SELECT pg_terminate_backend(l.pid) FROM pg_locks l WHERE l.locktype = 'advisory'"
                                            + " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"))
                    .hasSize(1);
        } else {
            List<String> idle = database.column("SELECT t.trx_mysql_thread_id FROM information_schema.innodb_trx t"
                    + " JOIN information_schema.processlist p ON p.id = t.trx_mysql_thread_id"
                    + " WHERE p.db = DATABASE() AND p.command = 'Sleep' AND p.id <> " + other);
            assertThat(idle).hasSize(1);
            database.execute("KILL " + idle.get(0));
        }
    }
}
