package io.github.ldapimport.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.testing.Http2Frames;
import io.github.ldapimport.testing.HttpRuns;
import io.github.ldapimport.testing.HttpRuns.Answer;
import io.github.ldapimport.testing.PagesAsked;
import io.github.ldapimport.testing.Ports;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDirectory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpTriggerTest {
    private static final long MAX_SECONDS = 30;

    private final PagesAsked pages = new PagesAsked();
    private final HttpRuns http = new HttpRuns(Ports.free());
    private TestDirectory directory;
    private TestDatabase database;

    @BeforeEach
    void start() {
        directory = TestDirectory.start(null, pages)
                .addPerson("johndoe", "John Doe", "description: a")
                .addPerson("janedoe", "Jane Doe");
        database = TestDatabase.create(TestDatabase.Product.H2).createUsersTable();
    }

    @AfterEach
    void stop() {
        database.close();
        directory.close();
    }

    private RunningRoutes serving() {
        return serving(Map.of());
    }

    private RunningRoutes serving(Map<String, String> settings) {
        Map<String, String> server = Map.of(
                "camel.server.enabled", "true",
                "camel.server.host", "127.0.0.1",
                "camel.server.port", String.valueOf(http.port()));
        return RunningRoutes.start(directory.settings(), database.settings(), server, http.settings(), settings);
    }

    private List<String> names() {
        return database.column("SELECT name FROM users ORDER BY name");
    }

    @Test
    @Proves("9.3")
    void a_post_starts_a_run_and_answers_with_its_summary() {
        try (RunningRoutes routes = serving()) {
            assertThat(routes.context().getRoute("ldap-import-triggers-http")).isNotNull();
            Answer answer = http.post("");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().path("status").asText()).isEqualTo("completed");
            assertThat(answer.json().path("imported").asInt()).isEqualTo(2);
            assertThat(names()).containsExactly("Jane Doe", "John Doe");
            assertThat(answer.response().headers().map().keySet())
                    .allMatch(name -> List.of("content-type", "transfer-encoding", "content-length")
                            .contains(name.toLowerCase(Locale.ROOT)));
        }
    }

    @Test
    @Proves("9.3")
    void parameters_are_options_by_the_names_of_the_command_line() {
        try (RunningRoutes routes = serving()) {
            Answer dry = http.post("?dry-run&filter=(description%3Da)&no-log&chunk=1");
            assertThat(dry.json().path("dryRun").asBoolean()).isTrue();
            assertThat(dry.json().path("found").asInt()).isEqualTo(1);
            assertThat(pages.sizes()).containsOnly(1);
            assertThat(http.post("?user=janedoe").json().path("imported").asInt())
                    .isEqualTo(1);
            assertThat(names()).containsExactly("Jane Doe");
            http.post("?dry-run=false");
            directory.deletePerson("johndoe");
            assertThat(http.post("?delete-missing=false")
                            .json()
                            .path("deletedMissing")
                            .asInt())
                    .isZero();
            assertThat(http.post("?delete-missing&max-missing=1")
                            .json()
                            .path("deletedMissing")
                            .asInt())
                    .isEqualTo(1);
            assertThat(routes.context().getStatus().isStarted()).isTrue();
        }
    }

    @Test
    @Proves({"9.3", "4.9"})
    void nothing_else_of_a_request_reaches_the_run() {
        try (RunningRoutes routes = serving(Map.of("ldap-import.events.completed", RunningRoutes.EVENTS))) {
            Answer answer = http.post(
                    "",
                    "CamelSqlQuery",
                    "DROP TABLE users",
                    "CamelHttpUri",
                    "http://127.0.0.1:1/",
                    "CamelFileName",
                    "../x",
                    Headers.FILTER,
                    "(uid=nobody)",
                    Headers.DRY_RUN,
                    "true",
                    Headers.PROVIDER,
                    "other");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().path("imported").asInt()).isEqualTo(2);
            assertThat(answer.json().path("dryRun").asBoolean()).isFalse();
            assertThat(routes.mock(RunningRoutes.EVENTS)
                            .getExchanges()
                            .get(0)
                            .getMessage()
                            .getHeaders()
                            .keySet())
                    .noneMatch(name -> name.contains("Sql") || name.contains("Http") || name.equals("Authorization"));
        }
    }

    @Test
    @Proves("9.3")
    void options_in_a_body_start_nothing() {
        try (RunningRoutes routes = serving()) {
            for (String type : List.of("application/x-www-form-urlencoded", "application/json", "text/plain")) {
                Answer answer = http.send(http.request("POST", "", "Content-Type", type)
                        .method("POST", BodyPublishers.ofString("dry-run=true"))
                        .header("Authorization", "Bearer " + HttpRuns.TOKEN));
                assertThat(answer.status()).isEqualTo(400);
                assertThat(answer.json().path("error").asText()).contains("body");
            }
            assertThat(pages.sizes()).isEmpty();
            assertThat(routes.context().getStatus().isStarted()).isTrue();
        }
    }

    private static List<BodyPublisher> bodies() {
        return List.of(
                BodyPublishers.ofString("dry-run=true"),
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream("dry-run=true".getBytes(UTF_8))),
                BodyPublishers.fromPublisher(BodyPublishers.ofString("dry-run=true")),
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream("CamelSqlQuery=x".getBytes(UTF_8))),
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[] {0, -1})));
    }

    @ParameterizedTest
    @EnumSource
    @Proves("9.3")
    void a_body_is_refused_in_each_version_of_HTTP_whether_its_length_is_known_or_not(Version version)
            throws Exception {
        try (RunningRoutes routes = serving()) {
            for (String type :
                    List.of("application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "text/plain", "")) {
                for (BodyPublisher body : bodies()) {
                    HttpClient client = HttpClient.newBuilder().version(version).build();
                    // the first request of a connection asks for HTTP/2, the second begins with it
                    for (boolean expects : new boolean[] {false, false, true}) {
                        HttpRequest.Builder request = http.request(
                                        "POST", "", "Authorization", "Bearer " + HttpRuns.TOKEN)
                                .expectContinue(expects)
                                .method("POST", body);
                        if (!type.isEmpty()) {
                            request.header("Content-Type", type);
                        }
                        HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
                        assertThat(answer.statusCode()).as(type).isGreaterThanOrEqualTo(400);
                        assertThat(answer.body()).doesNotContain("runId");
                    }
                }
            }
            assertThat(pages.sizes()).isEmpty();
            assertThat(routes.context().getStatus().isStarted()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves("9.3")
    void a_post_without_a_body_starts_a_run_in_each_version_of_HTTP(Version version) throws Exception {
        try (RunningRoutes routes = serving()) {
            HttpClient client = HttpClient.newBuilder().version(version).build();
            for (int i = 1; i <= 2; i++) {
                HttpRequest request = http.request("POST", "", "Authorization", "Bearer " + HttpRuns.TOKEN)
                        .build();
                assertThat(client.send(request, BodyHandlers.ofString()).statusCode())
                        .isEqualTo(200);
            }
            assertThat(names()).hasSize(2);
            assertThat(routes.context().getStatus().isStarted()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "application/x-www-form-urlencoded", "text/plain"})
    @Proves("9.3")
    void frames_of_HTTP_2_without_a_length_are_a_body_and_start_nothing(String type) throws IOException {
        try (RunningRoutes routes = serving();
                Http2Frames connection = Http2Frames.connect(http.port())) {
            String answer = connection.post(
                    "/ldap-import/runs", "Bearer " + HttpRuns.TOKEN, type, "dry-run=true".getBytes(UTF_8));
            assertThat(answer).contains("The body must be empty");
            assertThat(pages.sizes()).isEmpty();
            assertThat(connection.post("/ldap-import/runs?dry-run", "Bearer " + HttpRuns.TOKEN, "", new byte[0]))
                    .contains("runId");
            assertThat(routes.context().getStatus().isStarted()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 3\r\n\r\nabc",
                "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
                "Content-Length: 0\r\nContent-Length: 3\r\n\r\nabc",
                "Expect: 100-continue\r\nContent-Length: 3\r\n\r\nabc",
                "Expect: 100-continue\r\n\r\n"
            })
    @Proves("9.3")
    void bytes_of_HTTP_1_1_that_are_or_announce_a_body_start_nothing(String headersAndBody) throws IOException {
        try (RunningRoutes routes = serving();
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), http.port())) {
            String head = "POST /ldap-import/runs HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
                    + HttpRuns.TOKEN + "\r\n";
            socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(MAX_SECONDS));
            socket.getOutputStream().write((head + headersAndBody).getBytes(UTF_8));
            String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
            assertThat(answer).contains("HTTP/1.1 400").doesNotContain("runId");
            assertThat(pages.sizes()).isEmpty();
            assertThat(routes.context().getStatus().isStarted()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?LdapImportFilter=(uid%3Dx)",
                "?CamelSqlQuery=DELETE",
                "?delete-mising",
                "?dry-run=maybe",
                "?filter=",
                "?filter",
                "?filter=(uid%3D",
                "?chunk=0",
                "?min-users=-1",
                "?max-missing=all",
                "?provider=nobody",
                "?dry-run&no-dry-run"
            })
    @Proves("9.3")
    void a_parameter_that_is_wrong_starts_nothing(String query) {
        try (RunningRoutes routes = serving()) {
            Answer answer = http.post(query);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.json().path("error").asText()).isNotEmpty();
            assertThat(pages.sizes()).isEmpty();
            assertThat(routes.context().getRoute("ldap-import").getUptimeMillis())
                    .isNotNegative();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bearer ",
                "Bearer 0123456789abcdef",
                "Bearer " + HttpRuns.TOKEN + "x",
                HttpRuns.TOKEN,
                "Basic Og=="
            })
    @Proves("9.4")
    void without_the_token_nothing_starts_and_nothing_is_told(String authorization) {
        try (RunningRoutes routes = serving()) {
            routes.run();
            int asked = pages.sizes().size();
            for (String method : List.of("POST", "GET")) {
                var request = http.request(method, "");
                if (!authorization.isEmpty()) {
                    request.header("Authorization", authorization);
                }
                Answer answer = http.send(request);
                assertThat(answer.status()).isEqualTo(401);
                assertThat(answer.json().properties()).hasSize(1);
                assertThat(answer.response().body()).doesNotContain("runId").doesNotContain(HttpRuns.TOKEN);
            }
            assertThat(pages.sizes()).hasSize(asked);
        }
    }

    @Test
    @Proves("9.4")
    void without_a_token_in_the_settings_nobody_is_let_in() {
        for (String token : List.of("", "short")) {
            try (RunningRoutes routes = serving(Map.of("ldap-import.http.token", token))) {
                Answer answer = http.send(http.request("POST", "", "Authorization", "Bearer " + token));
                assertThat(answer.status()).isEqualTo(500);
                assertThat(routes.mock("mock:none").getReceivedCounter()).isZero();
                assertThat(pages.sizes()).isEmpty();
            }
        }
    }

    @Test
    @Proves("9.3")
    void the_trigger_is_off_by_default_and_takes_no_other_method() {
        try (RunningRoutes routes = RunningRoutes.start(directory.settings(), database.settings())) {
            assertThat(routes.context().getRoute("ldap-import-triggers-http")).isNull();
            assertThat(routes.context().getRoute("ldap-import-triggers-schedule"))
                    .isNull();
        }
        try (RunningRoutes routes = serving(Map.of("ldap-import.triggers", "false"))) {
            assertThat(routes.context().getRoute("ldap-import-triggers-http")).isNull();
        }
        try (RunningRoutes routes = serving()) {
            HttpResponse<String> answer =
                    http.exchange(http.request("DELETE", "").header("Authorization", "Bearer " + HttpRuns.TOKEN));
            assertThat(answer.statusCode()).isEqualTo(405);
            assertThat(routes.events()).isEmpty();
        }
    }

    @Test
    @Proves({"9.5", "9.6"})
    void while_a_run_is_under_way_another_is_told_which_one() throws Exception {
        try (RunningRoutes routes = serving()) {
            pages.blockFrom(1);
            CompletableFuture<Answer> first = http.posting("");
            pages.awaitBlocked();
            String runId = http.get("").json().at("/running/0/runId").asText();
            assertThat(runId).matches("\\d{8}-\\d{6}-[0-9a-f]{8}");
            assertThat(http.get("").json().at("/running/0/provider").asText()).isEqualTo("ldap");
            Answer second = http.post("");
            assertThat(second.status()).isEqualTo(409);
            assertThat(second.json().path("error").asText()).contains(runId).contains("since");
            pages.release();
            Answer ended = first.get(MAX_SECONDS, TimeUnit.SECONDS);
            assertThat(ended.status()).isEqualTo(200);
            assertThat(ended.json().path("runId").asText()).isEqualTo(runId);
            assertThat(http.get("").json().path("running")).isEmpty();
            assertThat(routes.context().getStatus().isStarted()).isTrue();
        }
    }

    @Test
    @Proves({"9.5", "9.6"})
    void a_run_of_another_node_is_told_as_well() throws Exception {
        try (RunningRoutes other = RunningRoutes.start(directory.settings(), database.settings());
                RunningRoutes routes = serving()) {
            pages.blockFrom(1);
            CompletableFuture<?> first = CompletableFuture.supplyAsync(other::run);
            pages.awaitBlocked();
            Answer second = http.post("");
            assertThat(second.status()).isEqualTo(409);
            String runId = database.value("SELECT run_id FROM ldap_import_runs");
            assertThat(second.json().path("reason").asText()).contains(runId);
            JsonNode last = http.get("").json().at("/runs/0");
            assertThat(last.path("runId").asText()).isEqualTo(runId);
            assertThat(last.path("endedAt").isNull()).isTrue();
            pages.release();
            first.get(MAX_SECONDS, TimeUnit.SECONDS);
            JsonNode ended = http.get("").json().at("/runs/0");
            assertThat(ended.path("status").asText()).isEqualTo("completed");
            assertThat(ended.at("/summary/imported").asInt()).isEqualTo(2);
            assertThat(routes.context().getStatus().isStarted()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"?min-users=3, 422, refused", "?attributes=nothing, 500, failed"})
    @Proves("9.5")
    void a_run_that_does_not_complete_answers_with_its_summary(String query, int status, String outcome) {
        try (RunningRoutes routes = serving()) {
            Answer answer = http.post(query);
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.json().path("status").asText()).isEqualTo(outcome);
            assertThat(answer.json().path("reason").asText()).isNotEmpty();
            assertThat(names()).isEmpty();
            assertThat(routes.context().getStatus().isStarted()).isTrue();
        }
    }

    @Test
    @Proves("9.6")
    void a_get_answers_with_the_last_runs_the_latest_first() {
        try (RunningRoutes routes = serving()) {
            assertThat(http.get("").json().path("runs")).isEmpty();
            for (int i = 0; i < 22; i++) {
                routes.run(Headers.USER, i % 2 == 0 ? "johndoe" : "janedoe");
            }
            routes.failingRun(Headers.MIN_USERS, 3);
            JsonNode runs = http.get("?provider=ldap").json().path("runs");
            assertThat(runs).hasSize(20);
            List<String> begun = new ArrayList<>();
            List<String> outcomes = new ArrayList<>();
            runs.forEach(run -> {
                begun.add(run.path("startedAt").asText());
                outcomes.add(run.path("status").asText() + " " + run.at("/summary/found"));
            });
            assertThat(begun).isSortedAccordingTo(Comparator.comparing(Instant::parse, Comparator.reverseOrder()));
            assertThat(outcomes).contains("refused 2", "completed (some users) 1");
            assertThat(http.get("?provider=other").json().path("runs")).isEmpty();
        }
    }
}
