package io.github.ldapimport.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportException;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventsTest {
    private TestDirectory directory;
    private TestDatabase database;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() {
        directory = TestDirectory.start().addPerson("ada", "Ada Lovelace", "mail: ada@example.com");
        database = TestDatabase.create(TestDatabase.Product.H2).createUsersTable();
    }

    @AfterEach
    void stop() {
        database.close();
        directory.close();
    }

    private RunningRoutes routes(Map<String, String> settings) {
        return RunningRoutes.start(directory.settings(), database.settings(), settings);
    }

    @Test
    @Proves({"6.1", "4.9"})
    void an_event_carries_its_own_headers_and_none_of_the_callers() {
        try (RunningRoutes routes = routes(RunningRoutes.withEvents())) {
            ImportSummary summary = routes.run("Authorization", "Bearer secret", "CamelHttpUri", "http://elsewhere");

            List<Exchange> events = routes.mock(RunningRoutes.EVENTS).getExchanges();
            assertThat(events).hasSize(5);
            for (Exchange event : events) {
                assertThat(event.getMessage().getHeaders().keySet())
                        .containsExactlyInAnyOrder(
                                Headers.EVENT, Headers.EVENT_ID, Headers.PROVIDER, Headers.RUN_ID, "Content-Type");
                assertThat(event.getMessage().getHeader(Headers.RUN_ID)).isEqualTo(summary.runId());
                assertThat(event.getPattern()).isEqualTo(org.apache.camel.ExchangePattern.InOnly);
            }
            assertThat(events.stream()
                            .map(event -> event.getMessage().getHeader(Headers.EVENT, String.class))
                            .toList())
                    .containsExactly("Started", "Importing", "Imported", "Saved", "Completed");
        }
    }

    @Test
    @Proves({"6.1", "4.4"})
    void an_event_holds_the_row_but_no_password() throws IOException {
        try (RunningRoutes routes = routes(Map.of("ldap-import.events.imported", "file:" + folder))) {
            routes.run();
            List<Path> files = files();
            assertThat(files).hasSize(1);
            String text = Files.readString(files.get(0));
            assertThat(text).doesNotContain("$2y$").doesNotContain("password");
            JsonNode user = new ObjectMapper().readTree(text).path("user");
            assertThat(user.path("row").path("email").asText()).isEqualTo("ada@example.com");
            assertThat(user.path("guid").asText()).isEqualTo(directory.guid("ada"));
        }
    }

    @Test
    @Proves("6.2")
    void an_event_without_an_endpoint_is_not_made() {
        try (RunningRoutes routes = routes(Map.of("ldap-import.events.completed", RunningRoutes.EVENTS))) {
            routes.run();
            assertThat(routes.events()).hasSize(1);
            assertThat(routes.context().getInflightRepository().size()).isZero();
        }
    }

    @Test
    @Proves("6.3")
    void an_endpoint_that_fails_is_tried_again() throws InterruptedException {
        try (RunningRoutes routes = routes(Map.of("ldap-import.events.imported", "mock:shaky"))) {
            MockEndpoint shaky = routes.mock("mock:shaky");
            shaky.whenExchangeReceived(1, exchange -> {
                throw new IOException("not now");
            });
            shaky.expectedMessageCount(2);
            assertThat(routes.run().imported()).isEqualTo(1);
            shaky.assertIsSatisfied();
        }
    }

    @Test
    @Proves("6.3")
    void an_endpoint_that_stays_down_leaves_the_event_in_the_dead_letters_and_holds_up_nobody() throws Exception {
        directory.addPerson("grace", "Grace Hopper");
        try (RunningRoutes routes = routes(Map.of(
                "ldap-import.events.imported", "mock:down, mock:up,mock:broken",
                "ldap-import.events.completed", "mock:up",
                "ldap-import.events.dead-letter", "file:" + folder))) {
            MockEndpoint down = routes.mock("mock:down");
            down.whenAnyExchangeReceived(exchange -> {
                throw new IOException("never");
            });
            routes.mock("mock:broken").whenAnyExchangeReceived(exchange -> {
                throw new StackOverflowError();
            });
            // four tries for the first event; the second is not tried, because the endpoint stayed down
            down.expectedMessageCount(4);
            routes.mock("mock:up").expectedMessageCount(3);

            ImportSummary summary = routes.run();

            assertThat(summary.imported()).isEqualTo(2);
            down.assertIsSatisfied();
            routes.mock("mock:up").assertIsSatisfied();
            List<Path> letters = files();
            assertThat(letters).hasSize(4);
            for (Path letter : letters) {
                assertThat(new ObjectMapper()
                                .readTree(Files.readString(letter))
                                .path("event")
                                .asText())
                        .isEqualTo("Imported");
                assertThat(letter.getFileName().toString()).matches(summary.runId() + "-[0-9]+-Imported-.*");
            }
        }
    }

    @Test
    @Proves("5.1")
    void an_endpoint_of_no_component_is_named_with_its_key_before_anything_is_written() {
        for (String endpoint : List.of("nope:x", "nonsense", "mock:a,nope:x")) {
            try (RunningRoutes routes = routes(Map.of("ldap-import.events.saved", endpoint))) {
                ImportException failure = routes.failingRun();
                assertThat(failure.isConfiguration()).isTrue();
                assertThat(failure.getMessage()).startsWith("ldap-import.events.saved is '");
            }
        }
        assertThat(database.value("SELECT COUNT(*) FROM users")).isEqualTo("0");
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
