package io.github.ldapimport.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportException;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.run.RunListener;
import io.github.ldapimport.testing.Interference;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Consume;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.RoutePolicySupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An endpoint that can never take an event is a slip in its setting, and shows before anything is read. */
@Timeout(60)
class EndpointCheckTest {
    private static final int MAX_SECONDS = 20;

    private final Interference asked = new Interference();
    private TestDirectory directory;
    private TestDatabase database;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() {
        directory = TestDirectory.start(null, asked).addPeople(2);
        database = TestDatabase.create(Product.H2).createUsersTable();
    }

    @AfterEach
    void stop() {
        database.close();
        directory.close();
    }

    private Map<String, String> settings(String key, String endpoint) {
        Map<String, String> settings = new HashMap<>(directory.settings());
        settings.putAll(database.settings());
        settings.put("ldap-import.events.dead-letter", "file:" + folder.resolve("dead-letters"));
        settings.put("ldap-import.events.retries", "1");
        settings.put(key, endpoint);
        return settings;
    }

    private List<String> letters() throws Exception {
        if (!Files.exists(folder.resolve("dead-letters"))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder.resolve("dead-letters"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static void addRoute(CamelContext context, String from, String to) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(from).routeId("mine").to(to);
            }
        });
    }

    private void assertRefused(RunningRoutes routes, String key, String why) {
        ImportException failure = routes.failingRun();
        assertThat(failure.isConfiguration()).isTrue();
        assertThat(failure.getMessage()).startsWith(key + " is '").contains(why);
        assertThat(asked.pages()).isEmpty();
        assertThat(database.value("SELECT COUNT(*) FROM users")).isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "direct:my-typo|no route begins there",
                "direct://my-typo?timeout=100|no route begins there",
                "mock:a,direct:my-typo|no route begins there",
                "bean:nobody|nobody",
                "bean:ldap-import-runs?method=nothing|has no public method 'nothing'",
                "class:com.example.Nothing|com.example.Nothing",
                "class:java.lang.String?method=nothing|has no public method 'nothing'",
                "nope:x|there is no Camel component 'nope'",
                "file:out?noSuchOption=1|noSuchOption",
                "file:out?fileName=${exchangeId}&noSuchOption=1|noSuchOption",
                "seda:x?noSuchOption=1|noSuchOption",
                "ref:nobody|nobody",
                "jms:queue:users?connectionFactory=#nobody|nobody",
                "timer:x|Cannot produce"
            })
    @Proves({"6.9", "5.1"})
    void what_can_never_take_an_event_is_refused_by_its_setting(String endpointAndReason) {
        String endpoint = endpointAndReason.replaceFirst("\\|.*", "");
        for (String key : List.of("ldap-import.events.imported", "ldap-import.events.failed")) {
            try (RunningRoutes routes = RunningRoutes.start(settings(key, endpoint))) {
                assertRefused(routes, key, endpointAndReason.replaceFirst(".*\\|", ""));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ldap-import.events.dead-letter", "ldap-import.worker.endpoint"})
    @Proves("6.9")
    void so_are_dead_letters_and_pages_that_lead_nowhere(String key) {
        for (String endpoint : List.of("direct:my-typo", "seda:x?noSuchOption=1")) {
            try (RunningRoutes routes =
                    RunningRoutes.start(settings(key, endpoint), Map.of("ldap-import.worker.enabled", "false"))) {
                assertRefused(routes, key, endpoint.startsWith("direct") ? "no route begins there" : "noSuchOption");
            }
        }
    }

    /** Hears events without a route. */
    static final class Listener {
        private volatile String heard;

        @Consume("direct:heard")
        public void hear(String body) {
            heard = body;
        }
    }

    @Test
    @Proves("6.9")
    void what_can_take_events_is_not_refused() throws Exception {
        String endpoints = "seda:unread, direct:mine?timeout=5000, direct:heard, log:x, mock:x,"
                + " direct:nobody?failIfNoConsumers=false, bean:mine?method=toString, file:" + folder
                + "?fileName=${header.LdapImportEventId}, http://localhost:1/down?httpMethod=POST";
        try (RunningRoutes routes = RunningRoutes.start(settings("ldap-import.events.completed", endpoints))) {
            addRoute(routes.context(), "direct:mine", "mock:mine");
            routes.context().getRegistry().bind("mine", "a bean");
            Listener listener = new Listener();
            PluginHelper.getBeanPostProcessor(routes.context()).postProcessBeforeInitialization(listener, "listener");

            ImportSummary summary = routes.run();

            assertThat(summary.imported()).isEqualTo(2);
            assertThat(listener.heard).contains(summary.runId());
            assertThat(routes.mock("mock:mine").getReceivedCounter()).isEqualTo(1);
            // the web server that is down is not a slip
            assertThat(letters()).hasSize(1);
            assertThat(summary.undeliveredEvents()).isEqualTo(1);
        }
    }

    @Test
    @Proves("6.9")
    void a_route_that_is_not_started_is_named() throws Exception {
        try (RunningRoutes routes = RunningRoutes.start(settings("ldap-import.events.imported", "direct:mine"))) {
            addRoute(routes.context(), "direct:mine", "mock:mine");
            for (boolean suspended : new boolean[] {true, false}) {
                if (suspended) {
                    routes.context().getRouteController().suspendRoute("mine");
                } else {
                    routes.context().getRouteController().stopRoute("mine");
                }
                assertRefused(routes, "ldap-import.events.imported", "the route mine that begins there is not started");
                routes.context().getRouteController().startRoute("mine");
            }
            assertThat(routes.run().imported()).isEqualTo(2);
        }
    }

    @Test
    @Proves({"6.10", "6.11"})
    void a_route_that_stops_during_a_run_holds_it_up_no_longer_than_its_retries() throws Exception {
        Map<String, String> toMine = settings("ldap-import.events.imported", "direct:mine,mock:other");
        toMine.put("ldap-import.events.completed", "mock:other,direct:mine");
        try (RunningRoutes routes = RunningRoutes.start(toMine)) {
            addRoute(routes.context(), "direct:mine", "mock:mine");
            RunListener listener = new RunListener() {
                @Override
                public void started(ImportRun run) {
                    try {
                        routes.context().getRouteController().stopRoute("mine");
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                }
            };
            long before = System.nanoTime();
            ImportSummary summary = routes.outcome(listener);
            assertThat(System.nanoTime() - before).isLessThan(TimeUnit.SECONDS.toNanos(MAX_SECONDS));
            assertThat(summary.status()).isEqualTo(ImportSummary.COMPLETED);
            assertThat(summary.imported()).isEqualTo(2);
            assertThat(summary.undeliveredEvents()).isEqualTo(3);
            assertThat(routes.mock("mock:other").getReceivedCounter()).isEqualTo(3);
            assertThat(letters()).hasSize(3);
        }
    }

    @Test
    @Proves("6.10")
    void nor_does_a_dead_letter_route_that_stops() throws Exception {
        Map<String, String> toMine = settings("ldap-import.events.dead-letter", "direct:mine");
        toMine.put("ldap-import.events.imported", "http://localhost:1/down");
        try (RunningRoutes routes = RunningRoutes.start(toMine)) {
            addRoute(routes.context(), "direct:mine", "mock:mine");
            RunListener listener = new RunListener() {
                @Override
                public void started(ImportRun run) {
                    try {
                        routes.context().getRouteController().stopRoute("mine");
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                }
            };
            long before = System.nanoTime();
            ImportSummary summary = routes.outcome(listener);
            assertThat(System.nanoTime() - before).isLessThan(TimeUnit.SECONDS.toNanos(MAX_SECONDS));
            assertThat(summary.status()).isEqualTo(ImportSummary.COMPLETED);
            assertThat(summary.undeliveredEvents()).isEqualTo(2);
            assertThat(database.column("SELECT event FROM ldap_import_outbox")).containsExactly("Imported", "Imported");
        }
    }

    @Test
    @Proves("6.9")
    void a_run_that_begins_while_the_runtime_starts_waits_for_routes_that_come_after_it() throws Exception {
        Map<String, String> settings = settings("ldap-import.events.completed", "direct:late");
        settings.put("ldap-import.events.started", "direct:late");
        Properties overrides = new Properties();
        overrides.putAll(settings);
        Main main = new Main();
        main.configure().withRoutesIncludePattern("file:" + Path.of("routes").toAbsolutePath() + "/*.camel.yaml");
        main.setPropertyPlaceholderLocations("file:application.properties");
        main.setOverrideProperties(overrides);
        ExecutorService threads = Executors.newCachedThreadPool();
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Exchange> answer = new CompletableFuture<>();
        RunListener listener = new RunListener() {
            @Override
            public void started(ImportRun run) {
                begun.countDown();
            }
        };
        main.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:early")
                        .startupOrder(5000)
                        .routePolicy(new RoutePolicySupport() {
                            @Override
                            public void onStart(Route route) {
                                threads.execute(() -> answer.complete(getContext()
                                        .createProducerTemplate()
                                        .request(
                                                "direct:ldap-import",
                                                exchange ->
                                                        exchange.setProperty(Headers.LISTENER_PROPERTY, listener))));
                                awaitEither(begun, answer);
                            }
                        })
                        .to("mock:early");
                from("direct:late").startupOrder(6000).to("mock:late");
            }
        });
        try (RunningRoutes routes = RunningRoutes.start(main)) {
            Exchange exchange = answer.get(MAX_SECONDS, TimeUnit.SECONDS);
            assertThat(exchange.getException()).isNull();
            assertThat(exchange.getMessage().getBody(ImportSummary.class).undeliveredEvents())
                    .isZero();
            assertThat(routes.mock("mock:late").getReceivedCounter()).isEqualTo(2);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Whether the run has passed its checks or ended: only then the next route starts. */
    private static void awaitEither(CountDownLatch begun, CompletableFuture<Exchange> answer) {
        try {
            for (int i = 0; i < MAX_SECONDS * 10 && !answer.isDone(); i++) {
                if (begun.await(100, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
