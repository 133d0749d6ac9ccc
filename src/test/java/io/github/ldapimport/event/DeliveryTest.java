package io.github.ldapimport.event;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportException;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.plan.UserWrite;
import io.github.ldapimport.run.ImportLog;
import io.github.ldapimport.run.RunListener;
import io.github.ldapimport.testing.Covers;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.Recipient;
import io.github.ldapimport.testing.Recipient.Received;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.EventNotifierSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** What was written is told at least once, whatever becomes of those who are told. */
class DeliveryTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SLOW_MILLIS = 300;

    private TestDirectory directory;
    private TestDatabase database;

    @TempDir
    private Path folder;

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

    private RunningRoutes routes(Map<String, String> settings) {
        return RunningRoutes.start(
                directory.settings(),
                database.settings(),
                Map.of("ldap-import.events.dead-letter", "file:" + deadLetters(), "ldap-import.events.retries", "2"),
                settings);
    }

    private Path deadLetters() {
        return folder.resolve("dead-letters");
    }

    /** A dead letter endpoint that nothing can be put to: its folder is a file. */
    private Map<String, String> brokenDeadLetters() {
        Path file = folder.resolve("file");
        try {
            Files.writeString(file, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of("ldap-import.events.dead-letter", "file:" + file);
    }

    private List<JsonNode> letters() throws IOException {
        if (!Files.exists(deadLetters())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(deadLetters())) {
            return files.map(DeliveryTest::read).toList();
        }
    }

    private static JsonNode read(Path file) {
        try {
            return JSON.readTree(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> outbox() {
        return database.column("SELECT event FROM ldap_import_outbox ORDER BY id");
    }

    private static List<String> names(List<JsonNode> events) {
        return events.stream().map(event -> event.path("event").asText()).toList();
    }

    private static List<String> names(Recipient recipient) {
        return names(recipient.received().stream()
                .map(received -> read(received.body()))
                .toList());
    }

    /** Does something as soon as an event is about to be tried again. */
    private static void onRetry(CamelContext context, Runnable action) {
        EventNotifierSupport notifier = new EventNotifierSupport() {
            @Override
            public boolean isEnabled(CamelEvent event) {
                return event instanceof CamelEvent.ExchangeRedeliveryEvent;
            }

            @Override
            public void notify(CamelEvent event) {
                action.run();
            }
        };
        notifier.start();
        context.getManagementStrategy().addEventNotifier(notifier);
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"6.1", "3.14"})
    void events_reach_a_folder_a_queue_and_a_web_server(Recipient.Kind kind) {
        directory.addPeople(12);
        try (Recipient recipient = Recipient.create(kind, folder);
                RunningRoutes routes = routes(Map.of(
                        "ldap-import.events.imported", recipient.uri(),
                        "ldap-import.events.deleted-missing", recipient.uri()))) {
            recipient.connect(routes.context());
            assertThat(routes.run().imported()).isEqualTo(12);
            directory.deletePerson("user3");
            directory.deletePerson("user7");
            String domain = "default";

            ImportSummary summary = routes.run(Headers.DELETE_MISSING, true, "Authorization", "Bearer secret");

            assertThat(summary.deletedMissing()).isEqualTo(2);
            List<Received> received = recipient.received();
            assertThat(received).hasSize(13);
            // a folder has no order
            assertThat(received.stream()
                            .map(each -> read(each.body()))
                            .filter(each -> each.path("event").asText().equals("Imported"))
                            .map(each ->
                                    each.path("user").path("row").path("email").asText()))
                    .hasSize(12)
                    .contains("user1@example.com");
            Received told = received.stream()
                    .filter(each -> read(each.body()).path("event").asText().equals("DeletedMissing"))
                    .findFirst()
                    .orElseThrow();
            JsonNode event = read(told.body());
            assertThat(event.path("runId").asText()).isEqualTo(summary.runId());
            assertThat(event.path("provider").asText()).isEqualTo("ldap");
            assertThat(event.path("domain").asText()).isEqualTo(domain);
            assertThat(event.path("table").asText()).isEqualTo("users");
            for (int i = 0; i < 2; i++) {
                assertThat(database.value("SELECT guid FROM users WHERE deleted_at IS NOT NULL AND id = "
                                + event.path("ids").get(i)))
                        .isEqualTo(event.path("guids").get(i).asText());
            }
            assertThat(event.path("ids")).hasSize(2);
            assertThat(event.path("guids")).hasSize(2);
            if (kind != Recipient.Kind.FOLDER) {
                assertThat(told.headers())
                        .containsEntry("ldapimportevent", "DeletedMissing")
                        .containsEntry(
                                "ldapimporteventid", event.path("eventId").asText())
                        .containsEntry("ldapimportprovider", "ldap")
                        .containsEntry("ldapimportrunid", summary.runId())
                        .containsEntry("content-type", "application/json")
                        .doesNotContainKey("authorization");
            }
            assertThat(outbox()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"6.13", "3.14"})
    void leavers_and_disabled_users_are_told_by_their_names(Product product) {
        directory.addPeople(11).addPerson("grace", "Grace Hopper", "mail: grace@example.com");
        try (TestDatabase its = TestDatabase.create(product).createUsersTable()) {
            its.execute("ALTER TABLE users ADD login VARCHAR(100)");
            Map<String, String> settings = Map.of(
                    "ldap-import.users.sync-attributes", "name=cn, email=mail",
                    "ldap-import.users.insert-attributes", "login=UID",
                    "ldap-import.users.release-columns", "email",
                    "ldap-import.directory.disabled-filter", "(employeeType=gone)");
            try (RunningRoutes routes =
                    RunningRoutes.start(directory.settings(), its.settings(), RunningRoutes.withEvents(), settings)) {
                routes.run();
                its.execute("UPDATE users SET login = NULL WHERE name = 'User 3'");
                directory.deletePerson("user3");
                directory.deletePerson("user7");
                directory.modify("dn: uid=grace," + TestDirectory.PEOPLE
                        + "\nchangetype: modify\nadd: employeeType\nemployeeType: gone");
                routes.mock(RunningRoutes.EVENTS).reset();
                routes.run(Headers.DELETE_MISSING, true, Headers.DELETE, true);

                JsonNode missing = told(routes, "DeletedMissing");
                assertThat(missing.path("ids")).hasSize(2);
                for (int i = 0; i < 2; i++) {
                    String row = " FROM users WHERE id = " + missing.path("ids").get(i);
                    assertThat(missing.path("names").get(i).asText()).isEqualTo(its.value("SELECT name" + row));
                    assertThat(missing.path("accountNames").get(i).textValue())
                            .isEqualTo(its.value("SELECT login" + row));
                }
                JsonNode deleted = told(routes, "Deleted").path("user");
                assertThat(deleted.path("name").asText()).isEqualTo("Grace Hopper");
                assertThat(deleted.path("accountName").asText()).isEqualTo("grace");

                directory.modify(
                        "dn: uid=grace," + TestDirectory.PEOPLE + "\nchangetype: modify\ndelete: employeeType");
                routes.run(Headers.RESTORE, true);
                JsonNode restored = told(routes, "Restored").path("user");
                assertThat(restored.path("name").asText()).isEqualTo("Grace Hopper");
                assertThat(restored.path("accountName").asText()).isEqualTo("grace");
            }
        }
    }

    private static JsonNode told(RunningRoutes routes, String event) {
        return routes.events().stream()
                .filter(each -> each.path("event").asText().equals(event))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @Proves("6.13")
    void where_no_column_holds_account_names_leavers_have_none() {
        directory.addPeople(12);
        try (RunningRoutes routes =
                RunningRoutes.start(directory.settings(), database.settings(), RunningRoutes.withEvents())) {
            routes.run();
            directory.deletePerson("user3");
            routes.run(Headers.DELETE_MISSING, true);
            JsonNode missing = told(routes, "DeletedMissing");
            assertThat(missing.path("names").toString()).isEqualTo("[\"User 3\"]");
            assertThat(missing.has("accountNames")).isFalse();
        }
    }

    @Test
    @Proves("6.12")
    void the_time_that_endpoints_take_is_not_the_runs_and_all_summaries_are_one() throws IOException {
        directory.addPeople(4);
        Map<String, String> settings = Map.of(
                "ldap-import.events.started", "mock:slow",
                "ldap-import.events.imported", "mock:slow",
                "ldap-import.events.completed", "mock:slow,mock:told",
                "ldap-import.parallel-pages", "2");
        try (RunningRoutes routes = routes(settings)) {
            routes.mock("mock:slow")
                    .whenAnyExchangeReceived(
                            // nobody counts it down: the endpoint takes its time
                            exchange -> new CountDownLatch(1).await(SLOW_MILLIS, TimeUnit.MILLISECONDS));
            long before = System.nanoTime();
            ImportSummary summary = routes.run(Headers.CHUNK, 2);
            long wall = (System.nanoTime() - before) / 1_000_000;
            // Started, Completed, and two pages of two at the same time at most
            assertThat(wall).isGreaterThan(4 * SLOW_MILLIS);
            assertThat(summary.durationMillis()).isPositive().isLessThan(wall - 4 * SLOW_MILLIS + SLOW_MILLIS / 2);
            JsonNode told = read(routes.mock("mock:told")
                            .getExchanges()
                            .get(0)
                            .getMessage()
                            .getBody(String.class))
                    .path("summary");
            assertThat(told).isEqualTo(JSON.readTree(summary.toString()));
            assertThat(JSON.readTree(database.value("SELECT CAST(summary AS VARCHAR(9999)) FROM ldap_import_runs")))
                    .isEqualTo(told);
        }
    }

    @Test
    @Proves({"6.11", "6.12"})
    void an_event_that_one_of_its_endpoints_would_not_take_counts_once() throws IOException {
        directory.addPeople(3);
        Map<String, String> settings = Map.of(
                "ldap-import.events.imported", "mock:down,mock:other,mock:broken",
                "ldap-import.events.completed", "mock:told,mock:down");
        try (RunningRoutes routes = routes(settings)) {
            failing(routes, "mock:down", new IOException("never"));
            failing(routes, "mock:broken", new IOException("nor here"));
            ImportSummary summary = routes.run();
            assertThat(summary.undeliveredEvents()).isEqualTo(4);
            // which cannot count itself
            assertThat(read(routes.mock("mock:told")
                                    .getExchanges()
                                    .get(0)
                                    .getMessage()
                                    .getBody(String.class))
                            .path("summary")
                            .path("undeliveredEvents")
                            .asLong())
                    .isEqualTo(3);
            assertThat(read(database.value("SELECT CAST(summary AS VARCHAR(9999)) FROM ldap_import_runs"))
                            .path("undeliveredEvents")
                            .asLong())
                    .isEqualTo(4);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves("6.3")
    void an_endpoint_that_comes_back_gets_the_event_after_all(Recipient.Kind kind) throws IOException {
        directory.addPeople(2);
        try (Recipient recipient = Recipient.create(kind, folder);
                RunningRoutes routes = routes(Map.of("ldap-import.events.imported", recipient.uri()))) {
            recipient.connect(routes.context());
            recipient.down();
            onRetry(routes.context(), recipient::up);
            assertThat(routes.run().imported()).isEqualTo(2);
            assertThat(names(recipient)).containsExactly("Imported", "Imported");
            assertThat(letters()).isEmpty();
            assertThat(outbox()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves("6.3")
    void an_endpoint_that_stays_down_keeps_the_event_from_nobody_else(Recipient.Kind kind) throws IOException {
        directory.addPeople(2);
        try (Recipient recipient = Recipient.create(kind, folder);
                RunningRoutes routes = routes(Map.of("ldap-import.events.imported", recipient.uri() + ",mock:other"))) {
            recipient.connect(routes.context());
            recipient.down();
            ImportSummary summary = routes.run();
            assertThat(summary.imported()).isEqualTo(2);
            assertThat(routes.mock("mock:other").getReceivedCounter()).isEqualTo(2);
            assertThat(names(letters())).containsExactly("Imported", "Imported");
            assertThat(recipient.received()).isEmpty();
            assertThat(outbox()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves("6.5")
    void an_event_that_not_even_the_dead_letters_take_is_sent_by_the_next_run_with_the_same_id(Recipient.Kind kind) {
        directory.addPeople(1);
        try (Recipient recipient = Recipient.create(kind, folder);
                RunningRoutes routes = routes(Map.of("ldap-import.events.imported", "mock:other," + recipient.uri()))) {
            recipient.connect(routes.context());
            recipient.down();
            List<String> ids;
            ImportSummary first;
            try (RunningRoutes broken = RunningRoutes.start(
                    directory.settings(),
                    database.settings(),
                    Map.of("ldap-import.events.imported", "mock:other," + recipient.uri()),
                    brokenDeadLetters())) {
                recipient.connect(broken.context());
                first = broken.run();
                assertThat(first.imported()).isEqualTo(1);
                assertThat(outbox()).containsExactly("Imported");
                ids = database.column("SELECT id FROM ldap_import_outbox");
                // a run that changes nothing has nothing of its own to tell, and a dry run tells nothing
                broken.run();
                broken.run(Headers.DRY_RUN, true);
                assertThat(outbox()).containsExactly("Imported");
            }
            recipient.up();
            routes.run(Headers.DRY_RUN, true);
            assertThat(recipient.received()).isEmpty();
            routes.run();
            assertThat(names(recipient)).containsExactly("Imported");
            Received event = recipient.received().get(0);
            assertThat(read(event.body()).path("eventId").asText()).isEqualTo(ids.get(0));
            assertThat(read(event.body()).path("runId").asText()).isEqualTo(first.runId());
            if (kind != Recipient.Kind.FOLDER) {
                assertThat(event.headers())
                        .containsEntry("ldapimporteventid", ids.get(0))
                        .containsEntry("ldapimportrunid", first.runId())
                        .containsEntry("ldapimportevent", "Imported");
            }
            assertThat(outbox()).isEmpty();
            routes.run();
            assertThat(recipient.received()).hasSize(1);
        }
    }

    @Test
    @Proves("6.3")
    void where_the_dead_letters_are_broken_too_an_endpoint_that_stayed_down_holds_up_nobody() {
        directory.addPeople(5);
        try (RunningRoutes routes = routes(Map.of(
                "ldap-import.events.imported", "mock:down", "ldap-import.events.dead-letter", "mock:dead-letters"))) {
            MockEndpoint down = failing(routes, "mock:down", new IOException("never"));
            MockEndpoint deadLetters = failing(routes, "mock:dead-letters", new IOException("nor here"));
            assertThat(routes.run().imported()).isEqualTo(5);
            // three tries for the first event, none for the others
            assertThat(down.getReceivedCounter()).isEqualTo(3);
            assertThat(deadLetters.getReceivedCounter()).isEqualTo(5);
            assertThat(outbox()).hasSize(5);
        }
    }

    @Test
    @Proves("6.3")
    void the_log_says_what_the_endpoint_and_the_dead_letters_said_and_not_what_camel_wrapped_it_in() {
        directory.addPeople(1);
        Logger logger = (Logger) LoggerFactory.getLogger(ImportLog.LOGGER);
        Level before = logger.getLevel();
        logger.setLevel(Level.ERROR);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        try (RunningRoutes routes = routes(Map.of(
                "ldap-import.events.imported", "mock:down", "ldap-import.events.dead-letter", "mock:dead-letters"))) {
            failing(routes, "mock:down", wrapped(routes, new IOException("the mailbox is full")));
            failing(routes, "mock:dead-letters", wrapped(routes, new IOException("no room for letters")));
            routes.run();
        } finally {
            logger.detachAppender(log);
            logger.setLevel(before);
        }
        List<String> lines = log.list.stream()
                .filter(line -> line.getLevel() == Level.ERROR)
                .map(ILoggingEvent::getFormattedMessage)
                .map(line -> line.substring(line.indexOf(']') + 2))
                .toList();
        assertThat(lines.get(0))
                .isEqualTo(
                        "The endpoint mock:down takes no events: the mailbox is full: they are kept in mock:dead-letters");
        assertThat(lines.get(1))
                .startsWith("The event Imported (")
                .endsWith(
                        ") could not be sent, nor put to the dead letters: no room for letters: the next run tries again");
        assertThat(lines).hasSize(2).noneMatch(line -> line.contains("Exception") || line.contains("xchange"));
    }

    private static Throwable wrapped(RunningRoutes routes, Throwable cause) {
        return new RuntimeCamelException(new CamelExecutionException(
                "Exception occurred during execution", new DefaultExchange(routes.context()), cause));
    }

    private static MockEndpoint failing(RunningRoutes routes, String uri, Throwable failure) {
        MockEndpoint endpoint = routes.mock(uri);
        endpoint.whenAnyExchangeReceived(exchange -> exchange.setException(failure));
        return endpoint;
    }

    @Test
    @Proves("6.3")
    void an_endpoint_that_breaks_with_an_error_of_the_machine_is_like_any_that_fails() throws Exception {
        directory.addPeople(1);
        try (RunningRoutes routes =
                routes(Map.of("ldap-import.events.imported", "direct:mine,mock:broken,mock:other"))) {
            routes.mock("mock:broken").whenAnyExchangeReceived(exchange -> {
                throw new StackOverflowError();
            });
            routes.context().addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:mine").process(exchange -> {
                        throw new NoClassDefFoundError("a jar is missing");
                    });
                }
            });
            assertThat(routes.run().imported()).isEqualTo(1);
            assertThat(routes.mock("mock:other").getReceivedCounter()).isEqualTo(1);
            assertThat(names(letters())).containsExactly("Imported", "Imported");
            assertThat(outbox()).isEmpty();
        }
    }

    @Test
    @Proves("6.3")
    void a_route_that_fails_is_tried_again_and_its_event_kept_like_any_endpoints() throws Exception {
        directory.addPeople(2);
        try (RunningRoutes routes = routes(Map.of("ldap-import.events.imported", "direct:mine,mock:other"))) {
            MockEndpoint down = failing(routes, "mock:down", new IOException("never"));
            routes.context().addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:mine").to("mock:down");
                }
            });
            assertThat(routes.run().imported()).isEqualTo(2);
            assertThat(routes.mock("mock:other").getReceivedCounter()).isEqualTo(2);
            assertThat(names(letters())).containsExactly("Imported", "Imported");
            assertThat(down.getReceivedCounter()).isEqualTo(3);
            assertThat(outbox()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"6.4", "2.15"})
    @Covers({
        "h2: batch failure",
        "postgresql: batch failure",
        "mariadb: batch failure",
        "h2: outbox",
        "postgresql: outbox",
        "mariadb: outbox"
    })
    void rows_that_a_transaction_took_back_are_not_told_and_all_others_once(Product product) {
        directory.addPeople(20).addPerson("user2b", "Somebody", "mail: user2@example.com");
        directory.addPerson("long", "n".repeat(101));
        try (TestDatabase its = TestDatabase.create(product).createUsersTable();
                RunningRoutes routes =
                        RunningRoutes.start(directory.settings(), its.settings(), RunningRoutes.withEvents())) {
            ImportSummary summary = routes.run(Headers.CHUNK, 11);
            assertThat(summary.imported()).isEqualTo(20);
            assertThat(summary.failed()).isEqualTo(2);
            List<String> written = its.column("SELECT guid FROM users");
            for (String told : List.of("Imported", "Saved")) {
                assertThat(guids(routes, told)).containsExactlyInAnyOrderElementsOf(written);
            }
            assertThat(guids(routes, "ImportFailed"))
                    .hasSize(2)
                    .contains(directory.guid("long"))
                    .doesNotContainAnyElementsOf(written);
            assertThat(its.column("SELECT event FROM ldap_import_outbox")).isEmpty();
        }
    }

    private static List<String> guids(RunningRoutes routes, String event) {
        return routes.events().stream()
                .filter(each -> each.path("event").asText().equals(event))
                .map(each -> each.path("user").path("guid").asText())
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"6.4", "3.14"})
    void a_deletion_that_was_taken_back_is_not_told(Product product) {
        directory.addPeople(12);
        try (TestDatabase its = TestDatabase.create(product).createUsersTable();
                RunningRoutes routes =
                        RunningRoutes.start(directory.settings(), its.settings(), RunningRoutes.withEvents())) {
            routes.run();
            its.execute("ALTER TABLE users ADD CONSTRAINT stays CHECK (name <> 'User 7' OR deleted_at IS NULL)");
            directory.deletePerson("user2");
            directory.deletePerson("user7");
            ImportException failure = routes.failingRun(Headers.DELETE_MISSING, true);
            assertThat(failure.summary().status()).isEqualTo(ImportSummary.FAILED);
            assertThat(failure.summary().deletedMissing()).isZero();
            assertThat(its.value("SELECT COUNT(*) FROM users WHERE deleted_at IS NOT NULL"))
                    .isEqualTo("0");
            assertThat(names(routes.events())).doesNotContain("DeletedMissing");
            assertThat(its.column("SELECT event FROM ldap_import_outbox")).isEmpty();
        }
    }

    @Test
    @Proves({"6.2", "6.5"})
    void a_run_that_has_no_endpoint_for_a_kept_event_leaves_it_to_one_that_has() {
        directory.addPeople(1);
        Map<String, String> imported = Map.of("ldap-import.events.imported", "mock:down");
        try (RunningRoutes routes =
                RunningRoutes.start(directory.settings(), database.settings(), imported, brokenDeadLetters())) {
            failing(routes, "mock:down", new IOException("never"));
            routes.run();
            assertThat(outbox()).containsExactly("Imported");
        }
        // an import by hand, from a shell without these settings
        try (RunningRoutes routes = routes(Map.of("ldap-import.events.completed", "mock:other"))) {
            routes.run();
            assertThat(outbox()).containsExactly("Imported");
            assertThat(routes.mock("mock:other").getReceivedCounter()).isEqualTo(1);
        }
        try (RunningRoutes routes = routes(Map.of("ldap-import.events.imported", "mock:up"))) {
            routes.run();
            assertThat(outbox()).isEmpty();
            assertThat(routes.mock("mock:up").getReceivedCounter()).isEqualTo(1);
        }
        assertThat(deadLetters()).doesNotExist();
    }

    @Test
    @Proves("6.4")
    void events_are_sent_even_where_the_outbox_is_lost_in_the_middle_of_a_run() {
        directory.addPeople(1).addPerson("long", "n".repeat(101));
        RunListener listener = new RunListener() {
            @Override
            public void saved(List<UserWrite> users) {
                database.execute("DROP TABLE IF EXISTS ldap_import_outbox");
            }
        };
        try (RunningRoutes routes =
                RunningRoutes.start(directory.settings(), database.settings(), RunningRoutes.withEvents())) {
            routes.send(listener);
            assertThat(names(routes.events())).contains("Imported", "ImportFailed", "Completed");
            // made anew
            routes.run();
            assertThat(outbox()).isEmpty();
        }
    }
}
