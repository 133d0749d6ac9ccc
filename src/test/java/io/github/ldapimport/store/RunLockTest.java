package io.github.ldapimport.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.api.CheckLine;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.check.Check;
import io.github.ldapimport.run.Provider;
import io.github.ldapimport.testing.Covers;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One run at a time of a provider on a database. */
class RunLockTest {
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
                Map.of("ldap-import.parallel-pages", "1"));
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"4.12", "6.1"})
    @Covers({"h2: lock", "postgresql: lock", "mariadb: lock"})
    void a_second_run_is_refused_naming_who_is_at_work_and_since_when(Product product) throws Exception {
        try (TestDatabase database = TestDatabase.create(product).createUsersTable();
                RunningRoutes first = routes(database);
                RunningRoutes second = routes(database);
                HeldRun held = new HeldRun(threads, first, Headers.CHUNK, 5)) {
            Map<String, Object> noted =
                    database.query("SELECT * FROM ldap_import_runs").get(0);
            int told = first.events().size();
            for (RunningRoutes other : List.of(first, second)) {
                ImportSummary summary = other.failingRun().summary();
                assertThat(summary.status()).isEqualTo(ImportSummary.REFUSED);
                assertThat(summary.reason())
                        .contains(
                                "run " + noted.get("run_id"),
                                "process " + ProcessHandle.current().pid(),
                                "since " + noted.get("started_at"));
                assertThat(other.events()
                                .get(other.events().size() - 1)
                                .path("event")
                                .asText())
                        .isEqualTo("Refused");
            }
            assertThat(second.run(Headers.DRY_RUN, true).found()).isEqualTo(12);
            // nothing but its refusal was told or written
            assertThat(first.events()).hasSize(told + 1);
            assertThat(second.events()).hasSize(1);
            assertThat(database.value("SELECT COUNT(*) FROM users")).isEqualTo("5");

            assertThat(held.end().imported()).isEqualTo(12);
            assertThat(second.run().unchanged()).isEqualTo(12);
            List<Map<String, Object>> runs = database.query("SELECT * FROM ldap_import_runs ORDER BY started_at");
            assertThat(runs).hasSize(2);
            for (Map<String, Object> run : runs) {
                assertThat(run.get("status")).isEqualTo("completed");
                assertThat(run.get("ended_at")).isNotNull();
            }
            assertThat(database.column("SELECT summary FROM ldap_import_runs").toString())
                    .contains("\"imported\":12", "\"unchanged\":12");
        }
    }

    @Test
    @Proves("4.12")
    void a_second_run_waits_for_the_first_to_say_who_it_is() throws Exception {
        try (TestDatabase database = TestDatabase.create(Product.POSTGRESQL).createUsersTable();
                RunningRoutes routes = routes(database)) {
            routes.run();
            try (Connection first =
                    DriverManager.getConnection(database.url(), database.username(), database.password())) {
                first.setAutoCommit(false);
                first.createStatement().execute("SELECT name FROM ldap_import_lock FOR UPDATE");
                Future<ImportSummary> second =
                        threads.submit(() -> routes.failingRun().summary());
                Instant deadline = Instant.now().plusSeconds(MAX_SECONDS);
                while (database.value("SELECT COUNT(*) FROM pg_stat_activity WHERE state = 'idle in transaction'"
                                + " AND datname = current_database() AND query LIKE '%SKIP LOCKED%'")
                        .equals("0")) {
                    assertThat(Instant.now()).isBefore(deadline);
                }
                database.execute("INSERT INTO ldap_import_runs (run_id, provider, holder, started_at)"
                        + " VALUES ('first', 'ldap', 'process 1', '2026-01-01T00:00:00Z')");
                assertThat(second.get(MAX_SECONDS, TimeUnit.SECONDS).reason())
                        .contains("run first of process 1 since 2026");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves("4.12")
    void the_lock_is_free_after_a_run_that_failed_and_a_dead_run_is_noted_as_such(Product product) {
        try (TestDatabase database = TestDatabase.create(product).createUsersTable();
                RunningRoutes routes = routes(database)) {
            routes.failingRun(Headers.FILTER, "(uid=user1)", Headers.MIN_USERS, 5);
            database.execute("INSERT INTO ldap_import_runs (run_id, provider, holder, started_at)"
                    + " VALUES ('dead', 'ldap', 'process 1', '2026-01-01T00:00:00Z')");
            String started = Instant.now().toString();
            database.execute("UPDATE ldap_import_runs SET started_at = ? WHERE run_id = 'dead'", started);
            assertThat(routes.run().imported()).isEqualTo(12);
            assertThat(database.value("SELECT status FROM ldap_import_runs WHERE run_id = 'dead'"))
                    .isEqualTo("died");
            assertThat(database.column("SELECT status FROM ldap_import_runs"))
                    .containsExactlyInAnyOrder("refused (some users)", "died", "completed");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    @Proves("4.12")
    void a_run_that_lost_its_lock_deletes_nobody(Product product) throws Exception {
        try (TestDatabase database = TestDatabase.create(product).createUsersTable();
                RunningRoutes routes = routes(database)) {
            routes.run();
            directory.deletePerson("user7");
            try (HeldRun held = new HeldRun(threads, routes, Headers.DELETE_MISSING, true)) {
                database.endIdleTransactions();
                ImportSummary summary = held.end();
                assertThat(summary.status()).isEqualTo(ImportSummary.FAILED);
                assertThat(summary.reason()).startsWith("The lock that keeps a second run away was lost: ");
                assertThat(summary.deletedMissing()).isZero();
            }
            assertThat(database.value("SELECT COUNT(*) FROM users WHERE deleted_at IS NOT NULL"))
                    .isEqualTo("0");
            assertThat(routes.run(Headers.DELETE_MISSING, true).deletedMissing())
                    .isEqualTo(1);
        }
    }

    @Test
    @Proves({"4.13", "5.5"})
    void without_the_right_to_make_tables_a_run_goes_on_and_with_tables_an_administrator_made_it_is_locked()
            throws Exception {
        try (TestDatabase database = TestDatabase.create(Product.POSTGRESQL).createUsersTable()) {
            String user = "app" + System.nanoTime();
            database.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
            database.execute("CREATE USER " + user + " PASSWORD 'app'");
            database.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON users TO " + user);
            Map<String, String> account = Map.of(
                    "ldap-import.database.username", user,
                    "ldap-import.database.password", "app",
                    "ldap-import.parallel-pages", "1");
            try (RunningRoutes routes = RunningRoutes.start(
                    directory.settings(), database.settings(), RunningRoutes.withEvents(), account)) {
                try (HeldRun held = new HeldRun(threads, routes)) {
                    assertThat(routes.failingRun().summary().reason()).contains("of this process");
                    assertThat(held.end().imported()).isEqualTo(12);
                }
                assertThat(routes.events().stream()
                                .filter(event -> event.path("event").asText().equals("Imported")))
                        .hasSize(12);
                String note = ownTables(routes);
                assertThat(note).contains("CREATE TABLE ldap_import_lock", "CREATE TABLE ldap_import_outbox");

                for (String statement :
                        note.substring(note.indexOf("CREATE TABLE")).split("; ")) {
                    database.execute(statement);
                }
                database.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ldap_import_lock, ldap_import_runs,"
                        + " ldap_import_outbox, ldap_import_scopes, ldap_import_changes TO " + user);
                assertThat(ownTables(routes)).isEmpty();
                try (HeldRun held = new HeldRun(threads, routes)) {
                    assertThat(routes.failingRun().summary().reason())
                            .contains("process " + ProcessHandle.current().pid());
                    assertThat(held.end().unchanged()).isEqualTo(12);
                }
                assertThat(database.value("SELECT COUNT(*) FROM ldap_import_runs"))
                        .isEqualTo("1");
            }
        }
    }

    private static String ownTables(RunningRoutes routes) {
        Provider provider =
                routes.context().getRegistry().lookupByNameAndType(Provider.BEAN_PREFIX + "ldap", Provider.class);
        return Check.of(provider, "ldap").stream()
                .filter(line -> line.subject().equals("own tables"))
                .map(CheckLine::text)
                .findFirst()
                .orElse("");
    }
}
