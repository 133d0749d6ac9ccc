package io.github.ldapimport.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportException;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.plan.UserWrite;
import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.run.RunListener;
import io.github.ldapimport.testing.Interference;
import io.github.ldapimport.testing.Ports;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A run that failed is told, whatever it failed of, and nothing is told twice. */
class FailedTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Cut cut = new Cut();
    private TestDirectory directory;

    @TempDir
    private Path folder;

    /** A directory that is cut off when a page is asked for, while a test wants it to be. */
    private final class Cut extends Interference {
        private volatile BooleanSupplier now = () -> false;

        @Override
        protected void asked(int number, InMemoryInterceptedSearchRequest request) {
            if (now.getAsBoolean()) {
                directory.server().closeAllConnections(false);
            }
        }
    }

    @BeforeEach
    void start() {
        directory = TestDirectory.start(null, cut).addPeople(12);
    }

    @AfterEach
    void stop() {
        directory.close();
    }

    @SafeVarargs
    private RunningRoutes routes(Map<String, String>... settings) {
        Map<String, String> all = new HashMap<>(directory.settings());
        all.putAll(RunningRoutes.withEvents());
        all.put("ldap-import.events.dead-letter", "file:" + folder.resolve("dead-letters"));
        all.put("ldap-import.events.retries", "1");
        all.put("ldap-import.parallel-pages", "1");
        for (Map<String, String> some : settings) {
            all.putAll(some);
        }
        return RunningRoutes.start(all);
    }

    private static Map<String, String> directoryDown() {
        return Map.of("ldap-import.directory.url", "ldap://localhost:" + Ports.free());
    }

    private static Map<String, String> databaseDown(Product product) {
        int port = Ports.free();
        return Map.of(
                "ldap-import.database.url",
                switch (product) {
                    case H2 -> "jdbc:h2:tcp://localhost:" + port + "/users";
                    case POSTGRESQL -> "jdbc:postgresql://localhost:" + port + "/users";
                    case MARIADB -> "jdbc:mariadb://localhost:" + port + "/users";
                });
    }

    /** A dead letter endpoint that nothing can be put to: its folder is a file. */
    private Map<String, String> brokenDeadLetters() {
        try {
            Path file = folder.resolve("file");
            Files.writeString(file, "");
            return Map.of("ldap-import.events.dead-letter", "file:" + file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> names(RunningRoutes routes) {
        return routes.events().stream()
                .map(event -> event.path("event").asText())
                .toList();
    }

    private static List<String> outbox(TestDatabase database) {
        return database.column("SELECT event FROM ldap_import_outbox ORDER BY id");
    }

    /** What Failed has to be, and that it is the only event of its name. */
    private static void assertFailed(RunningRoutes routes, ImportSummary summary) throws IOException {
        List<Exchange> failed = routes.mock(RunningRoutes.EVENTS).getExchanges().stream()
                .filter(event -> "Failed".equals(event.getMessage().getHeader(Headers.EVENT)))
                .toList();
        assertThat(failed).hasSize(1);
        Exchange exchange = failed.get(0);
        JsonNode event = JSON.readTree(exchange.getMessage().getBody(String.class));
        assertThat(event.path("event").asText()).isEqualTo("Failed");
        assertThat(event.path("runId").asText()).isEqualTo(summary.runId());
        assertThat(event.path("summary")).isEqualTo(JSON.readTree(summary.toString()));
        assertThat(summary.status()).isEqualTo(ImportSummary.FAILED);
        assertThat(exchange.getMessage().getHeaders())
                .containsOnlyKeys(Headers.EVENT, Headers.EVENT_ID, Headers.PROVIDER, Headers.RUN_ID, "Content-Type")
                .containsEntry(Headers.EVENT_ID, event.path("eventId").asText())
                .containsEntry(Headers.PROVIDER, summary.provider())
                .containsEntry(Headers.RUN_ID, summary.runId());
    }

    @Test
    @Proves("6.6")
    void a_directory_that_is_down_is_told_once() throws IOException {
        try (TestDatabase database = TestDatabase.create(Product.H2).createUsersTable();
                RunningRoutes routes = routes(database.settings(), directoryDown())) {
            ImportException failure = routes.failingRun("Authorization", "Bearer secret");
            assertThat(names(routes)).containsExactly("Failed");
            assertFailed(routes, failure.summary());
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves("6.6")
    void a_database_that_is_down_is_told_at_once(Product product) throws IOException {
        try (RunningRoutes routes = routes(databaseDown(product))) {
            ImportException failure = routes.failingRun();
            assertThat(names(routes)).containsExactly("Failed");
            assertFailed(routes, failure.summary());
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves("6.6")
    void a_directory_that_is_lost_between_two_pages_is_told_after_the_rows_that_were_saved(Product product)
            throws IOException {
        try (TestDatabase database = TestDatabase.create(product).createUsersTable();
                RunningRoutes routes = routes(database.settings())) {
            cut.now = () -> !database.column("SELECT id FROM users").isEmpty();
            ImportException failure = routes.failingRun(Headers.CHUNK, 5);
            assertThat(failure.summary().imported()).isEqualTo(5);
            assertThat(names(routes))
                    .startsWith("Started")
                    .endsWith("Failed")
                    .contains("Imported")
                    .doesNotContain("Completed", "Refused");
            assertFailed(routes, failure.summary());
            assertThat(outbox(database)).isEmpty();
        }
    }

    @Test
    @Proves("6.6")
    void a_wrong_setting_an_unknown_provider_and_an_interruption_are_told_too() throws IOException {
        try (TestDatabase database = TestDatabase.create(Product.H2).createUsersTable()) {
            for (Map<String, String> wrong : List.of(
                    Map.of("ldap-import.max-missing", "many"),
                    Map.of("ldap-import.users.guid-column", "nothing"),
                    Map.of("ldap-import.directory.filter", "(cn="))) {
                try (RunningRoutes routes = routes(database.settings(), wrong)) {
                    ImportException failure = routes.failingRun();
                    assertThat(failure.isConfiguration()).isTrue();
                    assertThat(names(routes)).containsExactly("Failed");
                    assertFailed(routes, failure.summary());
                }
            }
            try (RunningRoutes routes = routes(database.settings())) {
                assertFailed(
                        routes, routes.failingRun(Headers.PROVIDER, "nobody").summary());
                routes.mock(RunningRoutes.EVENTS).reset();
                RunListener impatient = new RunListener() {
                    @Override
                    public void started(ImportRun run) {
                        run.interrupt();
                    }
                };
                ImportSummary interrupted = routes.outcome(impatient);
                assertThat(interrupted.reason()).isEqualTo("interrupted");
                assertFailed(routes, interrupted);
            }
        }
    }

    @Test
    @Proves({"6.6", "4.2"})
    void a_dry_run_tells_nothing_however_it_fails() {
        try (TestDatabase database = TestDatabase.create(Product.H2).createUsersTable();
                RunningRoutes routes = routes(database.settings());
                RunningRoutes down = routes(database.settings(), directoryDown());
                RunningRoutes wrong = routes(database.settings(), Map.of("ldap-import.max-missing", "many"))) {
            for (RunningRoutes each : List.of(down, wrong)) {
                each.failingRun(Headers.DRY_RUN, true);
                each.failingRun(Headers.DRY_RUN, "True");
                each.failingRun(Headers.DRY_RUN, "yes");
                assertThat(names(each)).isEmpty();
            }
            routes.failingRun(Headers.DRY_RUN, true, Headers.CHUNK, "many");
            routes.failingRun(Headers.DRY_RUN, true, Headers.MIN_USERS, 100);
            assertThat(names(routes)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    @Proves({"6.6", "4.12"})
    void a_run_that_another_one_kept_from_beginning_is_refused_and_has_not_failed(Product product) {
        try (TestDatabase database = TestDatabase.create(product).createUsersTable();
                RunningRoutes routes = routes(database.settings());
                RunningRoutes others = routes(database.settings())) {
            RunListener meanwhile = new RunListener() {
                @Override
                public void started(ImportRun run) {
                    assertThat(others.failingRun().summary().status()).isEqualTo(ImportSummary.REFUSED);
                }
            };
            assertThat(routes.outcome(meanwhile).status()).isEqualTo(ImportSummary.COMPLETED);
            assertThat(names(others)).containsExactly("Refused");
            assertThat(names(routes)).doesNotContain("Failed", "Refused");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    @Proves("6.8")
    void what_nothing_took_is_told_by_the_next_run_once_and_with_the_same_id(Product product) throws IOException {
        try (TestDatabase database = TestDatabase.create(product).createUsersTable()) {
            try (RunningRoutes routes = routes(database.settings())) {
                routes.run();
            }
            ImportSummary beforeTheLock;
            ImportSummary withTheLock;
            try (RunningRoutes down = routes(database.settings(), directoryDown(), brokenDeadLetters());
                    RunningRoutes cutOff = routes(database.settings(), brokenDeadLetters())) {
                failing(down);
                failing(cutOff);
                beforeTheLock = down.failingRun().summary();
                assertThat(beforeTheLock.undeliveredEvents()).isEqualTo(1);
                withTheLock = cutOff.outcome(new RunListener() {
                    @Override
                    public void started(ImportRun run) {
                        cut.now = () -> true;
                    }
                });
                cut.now = () -> false;
                assertThat(withTheLock.status()).isEqualTo(ImportSummary.FAILED);
                assertThat(outbox(database)).contains("Failed");
                assertThat(database.column("SELECT run_id FROM ldap_import_outbox WHERE event = 'Failed'"))
                        .containsExactlyInAnyOrder(beforeTheLock.runId(), withTheLock.runId());
            }
            List<String> ids = database.column("SELECT id FROM ldap_import_outbox WHERE event = 'Failed' ORDER BY id");
            try (RunningRoutes next = routes(database.settings())) {
                next.run();
                next.run();
                assertThat(next.events().stream()
                                .filter(event -> event.path("event").asText().equals("Failed"))
                                .map(event -> event.path("eventId").asText()))
                        .containsExactlyElementsOf(ids);
                assertThat(outbox(database)).isEmpty();
            }
        }
    }

    private static void failing(RunningRoutes routes) {
        MockEndpoint endpoint = routes.mock(RunningRoutes.EVENTS);
        endpoint.whenAnyExchangeReceived(exchange -> exchange.setException(new IOException("never")));
    }

    @Test
    @Proves({"6.8", "6.11"})
    void where_all_of_it_is_down_the_run_ends_with_its_own_reason() {
        try (RunningRoutes routes = routes(databaseDown(Product.POSTGRESQL), brokenDeadLetters())) {
            failing(routes);
            ImportSummary summary = routes.failingRun().summary();
            assertThat(summary.status()).isEqualTo(ImportSummary.FAILED);
            assertThat(summary.reason()).contains("jdbc:postgresql:");
            assertThat(summary.undeliveredEvents()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    @Proves({"6.7", "4.22"})
    void a_run_that_lost_its_lock_tells_that_it_failed_and_nothing_else(Product product) throws IOException {
        try (TestDatabase database = TestDatabase.create(product).createUsersTable();
                RunningRoutes routes = routes(database.settings())) {
            RunListener cruel = new RunListener() {
                private boolean done;

                @Override
                public void saved(List<UserWrite> users) {
                    if (!done) {
                        done = true;
                        database.endIdleTransactions();
                        routes.mock(RunningRoutes.EVENTS).reset();
                    }
                }
            };
            ImportSummary summary = routes.outcome(cruel, Headers.CHUNK, 4);
            assertThat(summary.status()).isEqualTo(ImportSummary.FAILED);
            assertThat(summary.reason()).startsWith("The lock that keeps a second run away was lost: ");
            assertThat(names(routes)).containsExactly("Failed");
            assertFailed(routes, summary);
            assertThat(outbox(database)).doesNotContain("Failed");
            // what was kept while the lock was held is told by the next run
            routes.run();
            assertThat(names(routes)).contains("Imported", "Completed");
            assertFailed(routes, summary);
        }
    }
}
