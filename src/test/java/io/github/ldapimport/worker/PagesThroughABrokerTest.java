package io.github.ldapimport.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.testing.Broker;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.Providers;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages through a real broker, in the way that docs/nodes.md describes. */
class PagesThroughABrokerTest {
    private static final int PATIENT = 30_000;

    @TempDir
    private Path folder;

    private TestDirectory directory;
    private TestDatabase database;
    private Broker broker;

    @BeforeEach
    void start() throws IOException {
        directory = TestDirectory.start().addPeople(40);
        database = TestDatabase.create(Product.H2).createUsersTable();
        broker = Broker.start();
        broker.makeKnown(Providers.add(folder));
    }

    @AfterEach
    void stop() {
        broker.close();
        database.close();
        directory.close();
    }

    @SafeVarargs
    private RunningRoutes node(int timeoutMillis, boolean worker, Map<String, String>... further) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "ldap-import.worker.endpoint", Broker.pages(timeoutMillis),
                "ldap-import.worker.secret", "a secret of all the nodes",
                "ldap-import.worker.enabled", String.valueOf(worker),
                "ldap-import.directory.page-size", "5",
                "ldap-import.events.importing", "direct:importing?failIfNoConsumers=false"));
        for (Map<String, String> some : further) {
            settings.putAll(some);
        }
        return RunningRoutes.start(folder, directory.settings(), database.settings(), settings);
    }

    private void leaver() {
        database.execute(
                "INSERT INTO users (id, guid, domain, name) VALUES (1, '00000000-dead-4000-8000-000000000001', 'default', 'Gone')");
    }

    private long deleted() {
        return Long.parseLong(database.value("SELECT COUNT(*) FROM users WHERE deleted_at IS NOT NULL"));
    }

    /** What a node does with each event Importing. */
    private static void onImporting(RunningRoutes node, Runnable action) throws Exception {
        node.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:importing").process(exchange -> action.run());
            }
        });
    }

    @Test
    @Proves({"10.1", "10.2"})
    void several_workers_share_the_pages_of_a_run() throws Exception {
        AtomicBoolean one = new AtomicBoolean();
        AtomicBoolean other = new AtomicBoolean();
        try (RunningRoutes first = node(PATIENT, true);
                RunningRoutes second = node(PATIENT, true);
                RunningRoutes coordinator = node(PATIENT, false)) {
            onImporting(first, () -> one.set(true));
            onImporting(second, () -> other.set(true));
            leaver();

            ImportSummary summary = coordinator.run(Headers.DELETE_MISSING, true);

            assertThat(summary.imported()).isEqualTo(40);
            assertThat(summary.deletedMissing()).isEqualTo(1);
            assertThat(List.of(one.get(), other.get())).containsOnly(true);
            assertThat(broker.waiting()).isZero();
        }
    }

    @Test
    @Proves("10.3")
    void without_a_worker_the_run_fails_after_its_time_and_a_worker_who_comes_later_changes_nothing() {
        leaver();
        try (RunningRoutes coordinator = node(1_000, false)) {
            ImportSummary summary = coordinator.outcome(Headers.DELETE_MISSING, true);

            assertThat(summary.status()).isEqualTo(ImportSummary.FAILED);
            assertThat(summary.reason())
                    .contains("no worker answered within 1000 ms", "ldap-import serve", "requestTimeout");
            assertThat(summary.imported()).isZero();
            assertThat(deleted()).isZero();
        }
        try (RunningRoutes late = node(1_000, true)) {
            assertThat(late.context().getRoute("ldap-import-worker")).isNotNull();
            assertThat(late.run(Headers.DRY_RUN, true).imported()).isEqualTo(40);
            assertThat(database.value("SELECT COUNT(*) FROM users")).isEqualTo("1");
        }
    }

    @Test
    @Proves({"10.3", "10.4"})
    void an_answer_that_comes_late_is_not_counted_and_the_next_run_makes_it_whole() throws Exception {
        leaver();
        AtomicBoolean slow = new AtomicBoolean(true);
        try (RunningRoutes worker = node(1_000, true);
                RunningRoutes coordinator = node(1_000, false, Map.of("ldap-import.parallel-pages", "1"))) {
            Object run = new Object();
            onImporting(worker, () -> {
                synchronized (run) {
                    try {
                        while (slow.get()) {
                            run.wait();
                        }
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }
            });

            ImportSummary summary = coordinator.outcome(Headers.DELETE_MISSING, true);
            synchronized (run) {
                slow.set(false);
                run.notifyAll();
            }

            assertThat(summary.status()).isEqualTo(ImportSummary.FAILED);
            assertThat(summary.imported()).isZero();
            ImportSummary next = coordinator.run(Headers.DELETE_MISSING, true);
            assertThat(next.imported()).isEqualTo(40);
            assertThat(next.deletedMissing()).isEqualTo(1);
        }
    }

    @Test
    @Proves({"10.3", "10.8"})
    void a_broker_that_goes_in_the_middle_of_a_run_fails_it_and_nobody_is_missing() throws Exception {
        leaver();
        AtomicBoolean gone = new AtomicBoolean();
        try (RunningRoutes worker = node(3_000, true);
                RunningRoutes coordinator = node(3_000, false, Map.of("ldap-import.parallel-pages", "1"))) {
            onImporting(worker, () -> {
                // of the second page
                if (!database.value("SELECT COUNT(*) FROM users").equals("1") && gone.compareAndSet(false, true)) {
                    broker.close();
                }
            });

            ImportSummary summary = coordinator.outcome(Headers.DELETE_MISSING, true);

            assertThat(gone).isTrue();
            assertThat(summary.status()).isEqualTo(ImportSummary.FAILED);
            assertThat(summary.reason()).contains("Cannot have a page of 5 users saved at jms:queue");
            assertThat(summary.imported()).isEqualTo(5);
            assertThat(deleted()).isZero();
        }
    }
}
