package io.github.ldapimport.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One run at a time of a domain of a users table, wherever the import's own tables are. */
class DomainLockTest {
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

    /** An account with a schema of its own, for tables of the import, that may write the users table of another. */
    private static Map<String, String> account(TestDatabase database, String name) {
        Map<String, String> settings = new LinkedHashMap<>(database.settings());
        String own = name + System.nanoTime();
        switch (database.product()) {
            case POSTGRESQL -> {
                database.execute("CREATE USER " + own + " PASSWORD 'app'");
                database.execute("CREATE SCHEMA " + own + " AUTHORIZATION " + own);
                database.execute("GRANT SELECT, INSERT, UPDATE ON users TO " + own);
                settings.put("ldap-import.users.table", "public.users");
            }
            case MARIADB -> {
                String users = database.value("SELECT DATABASE()");
                database.execute("CREATE DATABASE " + own);
                settings.put("ldap-import.users.table", users + ".users");
                // the server of the tests knows no accounts; what counts is where the tables of the import go
                settings.put("ldap-import.database.url", database.url().replace("/" + users, "/" + own));
                return settings;
            }
            case H2 -> {
                database.execute("CREATE SCHEMA " + own);
                settings.put("ldap-import.database.url", database.url() + ";SCHEMA=" + own.toUpperCase(Locale.ROOT));
                settings.put("ldap-import.users.table", "PUBLIC.USERS");
                return settings;
            }
        }
        settings.put("ldap-import.database.username", own);
        settings.put("ldap-import.database.password", "app");
        return settings;
    }

    private RunningRoutes routes(Map<String, String> account, String domain) {
        return RunningRoutes.start(
                directory.settings(), account, Map.of("ldap-import.parallel-pages", "1", "ldap-import.domain", domain));
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"4.23", "5.8"})
    void two_accounts_with_tables_of_their_own_do_not_import_a_domain_at_once(Product product) throws Exception {
        try (TestDatabase database = TestDatabase.create(product).createUsersTable()) {
            Map<String, String> one = account(database, "one");
            try (RunningRoutes first = routes(one, "default");
                    RunningRoutes second = routes(account(database, "other"), "default");
                    RunningRoutes beside = routes(account(database, "third"), "another")) {
                try (HeldRun held = new HeldRun(threads, first, Headers.CHUNK, 5)) {
                    ImportSummary refused = second.failingRun().summary();
                    assertThat(refused.status()).isEqualTo(ImportSummary.REFUSED);
                    assertThat(refused.reason())
                            .startsWith("The domain 'default' of the table ")
                            .containsIgnoringCase("users")
                            .doesNotContain("\n");
                    if (product == Product.POSTGRESQL) {
                        assertThat(refused.reason())
                                .contains(
                                        "of account " + one.get("ldap-import.database.username"),
                                        "ldap-import 2",
                                        "process " + ProcessHandle.current().pid());
                    }
                    assertThat(database.value("SELECT COUNT(*) FROM users")).isEqualTo("5");
                    // another domain of the same table may be imported at once
                    assertThat(beside.outcome(Headers.FILTER, "(uid=nobody)", Headers.SCOPE_CHANGED, true)
                                    .status())
                            .isEqualTo(ImportSummary.COMPLETED);
                    assertThat(held.end().imported()).isEqualTo(12);
                }
                assertThat(second.run().unchanged()).isEqualTo(12);
                assertThat(first.run().unchanged()).isEqualTo(12);
            }
        }
    }

    @Test
    @Proves({"4.13", "4.23"})
    void an_account_that_may_make_no_tables_has_the_lock_where_the_database_keeps_it() throws Exception {
        try (TestDatabase database = TestDatabase.create(Product.POSTGRESQL).createUsersTable()) {
            database.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
            Map<String, String> without = account(database, "without");
            database.execute("DROP SCHEMA " + without.get("ldap-import.database.username"));
            try (RunningRoutes first = routes(without, "default");
                    RunningRoutes second = routes(account(database, "with"), "default");
                    HeldRun held = new HeldRun(threads, first, Headers.CHUNK, 5)) {
                assertThat(second.failingRun().summary().reason())
                        .contains("is being imported by another installation");
                database.endIdleTransactions();
                assertThat(second.run().unchanged()).isEqualTo(5);
                ImportSummary summary = held.end();
                assertThat(summary.status()).isEqualTo(ImportSummary.FAILED);
                assertThat(summary.reason()).startsWith("The lock that keeps a second run away was lost: ");
                assertThat(summary.imported()).isEqualTo(5);
            }
        }
    }
}
