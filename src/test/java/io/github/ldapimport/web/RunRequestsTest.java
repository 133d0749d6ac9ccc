package io.github.ldapimport.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ldapimport.testing.HttpRuns;
import io.github.ldapimport.testing.HttpRuns.Answer;
import io.github.ldapimport.testing.Ports;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One run, and what it did, over HTTP. */
class RunRequestsTest {
    private final HttpRuns http = new HttpRuns(Ports.free());
    private TestDirectory directory;
    private TestDatabase database;
    private RunningRoutes routes;

    @BeforeEach
    void start() {
        directory = TestDirectory.start();
        for (int i = 0; i < 5; i++) {
            directory.addPerson("user" + i, "\u674e " + i);
        }
        database = TestDatabase.create(TestDatabase.Product.H2).createUsersTable();
        routes = RunningRoutes.start(
                directory.settings(),
                database.settings(),
                Map.of(
                        "camel.server.enabled", "true",
                        "camel.server.host", "127.0.0.1",
                        "camel.server.port", String.valueOf(http.port())),
                http.settings());
    }

    @AfterEach
    void stop() {
        routes.close();
        database.close();
        directory.close();
    }

    @Test
    @Proves("12.10")
    void a_run_is_answered_with_its_record_and_its_changes_in_parts() {
        String run = routes.run().runId();
        Answer record = http.get("/" + run);
        assertThat(record.status()).isEqualTo(200);
        assertThat(record.json().path("runId").asText()).isEqualTo(run);
        assertThat(record.json().at("/summary/imported").asInt()).isEqualTo(5);

        List<String> names = new ArrayList<>();
        String query = "?limit=2";
        for (int part = 0; part < 3; part++) {
            JsonNode changes = http.get("/" + run + "/changes" + query).json();
            changes.path("changes")
                    .forEach(change -> names.add(change.path("name").asText()));
            query = "?after=" + changes.path("next").asText() + "&limit=2";
            assertThat(changes.path("next").isNull()).isEqualTo(part == 2);
        }
        assertThat(names).containsExactlyInAnyOrder("\u674e 0", "\u674e 1", "\u674e 2", "\u674e 3", "\u674e 4");
        Answer whole = http.get("/" + run + "/changes");
        assertThat(whole.json().path("changes")).hasSize(5);
        assertThat(whole.response().body()).matches("[ -~]*\\n").doesNotContain("password", "$2");
    }

    @Test
    @Proves("12.10")
    void a_run_that_is_not_there_or_no_id_is_not_found() {
        routes.run();
        for (String path : List.of(
                "/20200101-000000-00000000",
                "/20200101-000000-00000000/changes",
                "/x",
                "/%27%20OR%201=1",
                "/..%2f..%2fx/changes",
                "/20200101-000000-0000000G")) {
            Answer answer = http.get(path);
            assertThat(answer.status()).as(path).isEqualTo(404);
            assertThat(answer.json().path("error").asText()).as(path).isNotEmpty();
        }
    }

    @Test
    @Proves("12.10")
    void a_run_of_no_known_provider_is_not_found() {
        String run = routes.run().runId();
        database.execute("UPDATE ldap_import_runs SET provider = 'former'");
        database.execute("UPDATE ldap_import_changes SET provider = 'former'");
        assertThat(http.get("/" + run).status()).isEqualTo(404);
        assertThat(http.get("/" + run + "/changes").status()).isEqualTo(404);
    }

    @Test
    @Proves("12.10")
    void wrong_parameters_are_refused_and_headers_are_left_alone() {
        String run = routes.run().runId();
        for (String query : List.of("?limit=0", "?limit=1001", "?limit=x", "?limit", "?after=", "?after=%27", "?x=1")) {
            assertThat(http.get("/" + run + "/changes" + query).status())
                    .as(query)
                    .isEqualTo(400);
        }
        assertThat(http.get("/" + run + "?provider=ldap").status()).isEqualTo(400);
        Answer other = http.send(http.request("GET", "/" + run, "run", "20200101-000000-00000000")
                .header("Authorization", "Bearer " + HttpRuns.TOKEN));
        assertThat(other.json().path("runId").asText()).isEqualTo(run);
    }

    @Test
    @Proves({"9.4", "12.10"})
    void without_the_token_no_run_is_told() {
        String run = routes.run().runId();
        for (String path : List.of("/" + run, "/" + run + "/changes")) {
            Answer answer = http.send(http.request("GET", path, "Authorization", "Bearer wrong"));
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.response().body()).doesNotContain(run);
        }
    }
}
