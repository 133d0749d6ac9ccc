package io.github.ldapimport.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchResult;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportException;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.plan.UserWrite;
import io.github.ldapimport.run.RunListener;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDirectory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
    private TestDirectory directory;
    private TestDatabase database;

    @BeforeEach
    void start() {
        directory = TestDirectory.start();
        database = TestDatabase.create(TestDatabase.Product.H2).createUsersTable();
    }

    @AfterEach
    void stop() {
        database.close();
        directory.close();
    }

    private RunningRoutes routes() {
        return RunningRoutes.start(directory.settings(), database.settings());
    }

    @Test
    @Proves("4.8")
    void a_message_starts_a_run_and_gets_its_summary_as_json() throws Exception {
        directory.addPeople(2);
        try (RunningRoutes routes = routes()) {
            Exchange answer = routes.send();
            assertThat(answer.getMessage().getHeaders().keySet()).noneMatch(name -> name.startsWith("Camel"));
            assertThat(answer.getVariables()).isEmpty();
            JsonNode json = new ObjectMapper().readTree(answer.getMessage().getBody(String.class));
            assertThat(json.path("status").asText()).isEqualTo("completed");
            assertThat(json.path("found").asInt()).isEqualTo(2);
            assertThat(json.path("imported").asInt()).isEqualTo(2);
            assertThat(json.path("synchronized").asInt()).isZero();
            assertThat(json.properties().stream().map(Map.Entry::getKey))
                    .contains(
                            "runId",
                            "provider",
                            "domain",
                            "dryRun",
                            "reason",
                            "changed",
                            "unchanged",
                            "failed",
                            "deleted",
                            "restored",
                            "deletedMissing",
                            "startedAt",
                            "durationMillis",
                            "failures");
        }
    }

    @Test
    @Proves("4.8")
    void a_run_that_fails_stops_the_callers_route_with_the_summary() throws Exception {
        try (RunningRoutes routes = routes()) {
            routes.context().addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:caller")
                            .setHeader(Headers.PROVIDER, constant("nobody"))
                            .to("direct:ldap-import")
                            .to("mock:after");
                }
            });
            Exchange answer = routes.context().createProducerTemplate().request("direct:caller", exchange -> {});
            ImportSummary summary = answer.getException(ImportException.class).summary();
            assertThat(summary.status()).isEqualTo(ImportSummary.FAILED);
            assertThat(summary.reason()).contains("nobody").contains("use ldap");
            assertThat(routes.mock("mock:after").getReceivedCounter()).isZero();
        }
    }

    @Test
    @Proves("4.9")
    void a_strangers_headers_reach_no_component() {
        directory.addPeople(1);
        List<String> seen = new CopyOnWriteArrayList<>();
        try (RunningRoutes routes = RunningRoutes.start(
                directory.settings(),
                database.settings(),
                Map.of("ldap-import.users.sync-attributes", "name=#bean:headersInside"))) {
            routes.context().getRegistry().bind("headersInside", new HeadersInside(seen));
            for (String name : List.of("CamelSqlQuery", "camelsqlquery", "CAMELSQLQUERY")) {
                ImportSummary summary = routes.run(
                        name, "DROP TABLE users", "CamelSqlRetrieveGeneratedKeys", "true", "CamelSqlDataSource", "x");
                assertThat(summary.found()).isEqualTo(1);
            }
            assertThat(seen).isEmpty();
            assertThat(database.value("SELECT COUNT(*) FROM users")).isEqualTo("1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct:ldap-import", "direct:ldap-import-preview"})
    @Proves({"7.13", "4.9"})
    void what_a_stranger_puts_into_a_message_steers_no_component(String door) {
        directory.addPeople(3);
        database.execute("INSERT INTO users (id, name) VALUES (1, 'of somebody else')");
        Map<String, String> steering = new LinkedHashMap<>();
        for (String name : List.of(
                "CamelSqlQuery",
                "CamelSqlParameters",
                "CamelSqlDataSource",
                "CamelSqlUpdateCount",
                "CamelSqlGeneratedColumns",
                "CamelSqlRetrieveGeneratedKeys",
                "CamelFileName",
                "CamelOverruleFileName",
                "CamelHttpUri",
                "CamelJmsDestinationName",
                "CamelToEndpoint",
                "CamelSplitIndex",
                "ldapImportRun",
                "ldapImportPlan",
                "ldapImportMissing",
                "ldapImportLeft",
                "ldapImportEvents",
                "ldapImportEvent",
                "ldapImportBatch",
                "ldapImportRepeated")) {
            steering.put(name, name.endsWith("Keys") ? "true" : "DELETE FROM users");
        }
        try (RunningRoutes routes =
                RunningRoutes.start(directory.settings(), database.settings(), RunningRoutes.withEvents())) {
            Exchange answer = routes.context().createProducerTemplate().request(door, exchange -> {
                steering.forEach((name, value) -> {
                    if (name.startsWith("Camel")) {
                        exchange.getMessage().setHeader(name, value);
                    }
                    exchange.setVariable(name, value);
                    exchange.setProperty(name, value);
                });
                exchange.getMessage().setBody("DELETE FROM users");
            });
            assertThat(answer.getException()).isNull();
            boolean isImport = door.equals("direct:ldap-import");
            assertThat(database.value("SELECT COUNT(*) FROM users")).isEqualTo(isImport ? "4" : "1");
            assertThat(routes.events()).hasSize(isImport ? 11 : 0);
            assertThat(routes.mock(RunningRoutes.EVENTS).getExchanges()).allSatisfy(event -> {
                assertThat(event.getVariables()).isEmpty();
                assertThat(event.getMessage().getHeaders().values()).doesNotContain("DELETE FROM users");
            });
        }
    }

    /** A handler that sees the message a run works with. */
    public static final class HeadersInside {
        private final List<String> seen;

        HeadersInside(List<String> seen) {
            this.seen = seen;
        }

        public String name(Exchange exchange) {
            exchange.getMessage().getHeaders().keySet().stream()
                    .filter(header -> header.toLowerCase(Locale.ROOT).startsWith("camel"))
                    .forEach(seen::add);
            return "somebody";
        }
    }

    @Test
    @Proves("4.9")
    void an_unknown_header_of_ours_is_refused() {
        directory.addPeople(1);
        try (RunningRoutes routes = routes()) {
            ImportException failure = routes.failingRun("LdapImportDeleteMising", true);
            assertThat(failure.isConfiguration()).isTrue();
            assertThat(failure.getMessage()).contains("LdapImportDeleteMising").contains(Headers.DRY_RUN);
            assertThat(routes.failingRun(Headers.USER, " ").getMessage()).contains("LdapImportUser is empty");
            assertThat(routes.failingRun(Headers.DRY_RUN, "maybe").getMessage()).contains("true or false");
            assertThat(database.value("SELECT COUNT(*) FROM users")).isEqualTo("0");
        }
    }

    @Test
    @Proves("4.9")
    void an_option_that_is_there_without_a_value_is_refused() {
        directory.addPeople(2);
        try (RunningRoutes routes = routes()) {
            for (String option : Headers.OF_A_REQUEST) {
                for (Object value : new Object[] {
                    null, "", " \t", List.of(), Map.of("a", 1), List.of("x"), new byte[3], new Object()
                }) {
                    ImportException refused = routes.context()
                            .createProducerTemplate()
                            .request("direct:ldap-import", exchange -> exchange.getMessage()
                                    .setHeader(option, value))
                            .getException(ImportException.class);
                    assertThat(refused).as("%s: %s", option, value).isNotNull();
                    assertThat(refused.getMessage()).containsAnyOf(option + " is ", "There is no provider '");
                    assertThat(refused.summary().found()).isZero();
                }
            }
        }
    }

    @Test
    @Proves({"4.11", "1.1"})
    void the_next_page_is_read_while_one_is_saved_and_no_more_than_the_workers_hold() throws Exception {
        directory.close();
        AtomicInteger searches = new AtomicInteger();
        CountDownLatch thirdPage = new CountDownLatch(1);
        directory = TestDirectory.start(null, new InMemoryOperationInterceptor() {
            @Override
            public void processSearchResult(InMemoryInterceptedSearchResult result) {
                if (result.getRequest().getFilter().toString().contains("inetOrgPerson")
                        && searches.incrementAndGet() == 3) {
                    thirdPage.countDown();
                }
            }
        });
        directory.addPeople(50);
        AtomicInteger ahead = new AtomicInteger();
        AtomicInteger saved = new AtomicInteger();
        RunListener listener = new RunListener() {
            @Override
            public void saved(List<UserWrite> users) {
                // the first page is not done before the third was read
                if (saved.getAndIncrement() == 0) {
                    try {
                        assertThat(thirdPage.await(20, TimeUnit.SECONDS)).isTrue();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }
                ahead.accumulateAndGet(searches.get() - saved.get(), Math::max);
            }
        };
        try (RunningRoutes routes = routes()) {
            Exchange answer = routes.send(listener, Headers.CHUNK, 5);
            assertThat(answer.getException()).isNull();
            assertThat(answer.getMessage().getBody(ImportSummary.class).imported())
                    .isEqualTo(50);
            assertThat(ahead.get()).isLessThanOrEqualTo(3);
            assertThat(searches.get()).isEqualTo(10);
        }
    }

    @Test
    @Proves("4.8")
    void two_runs_one_after_another_do_not_mix_their_counts() {
        directory.addPeople(6);
        try (RunningRoutes routes = routes()) {
            assertThat(routes.run(Headers.FILTER, "(|(uid=user1)(uid=user2))").imported())
                    .isEqualTo(2);
            assertThat(routes.run(Headers.FILTER, "(uid=user3)").imported()).isEqualTo(1);
        }
    }

    @Test
    @Proves("4.8")
    void a_context_that_is_stopped_leaves_no_connection_open() {
        directory.addPeople(3);
        try (RunningRoutes routes = routes()) {
            routes.run();
            assertThat(sessions()).isGreaterThan(1);
        }
        // the test's own
        assertThat(sessions()).isEqualTo(1);
    }

    private int sessions() {
        return Integer.parseInt(database.value("SELECT COUNT(*) FROM INFORMATION_SCHEMA.SESSIONS"));
    }
}
