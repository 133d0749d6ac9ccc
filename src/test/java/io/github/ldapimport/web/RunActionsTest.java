package io.github.ldapimport.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.testing.HttpRuns;
import io.github.ldapimport.testing.HttpRuns.Answer;
import io.github.ldapimport.testing.Ports;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDirectory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A run is set back, or approved, over HTTP. */
class RunActionsTest {
    private final HttpRuns http = new HttpRuns(Ports.free());
    private TestDirectory directory;
    private TestDatabase database;
    private RunningRoutes routes;

    @BeforeEach
    void start() {
        directory = TestDirectory.start().addPeople(12);
        database = TestDatabase.create(TestDatabase.Product.H2).createUsersTable();
        routes = RunningRoutes.start(
                directory.settings(),
                database.settings(),
                Map.of(
                        "camel.server.enabled", "true",
                        "camel.server.host", "127.0.0.1",
                        "camel.server.port", String.valueOf(http.port()),
                        "ldap-import.max-missing", "2"),
                http.settings());
    }

    @AfterEach
    void stop() {
        routes.close();
        database.close();
        directory.close();
    }

    private String live() {
        return database.value("SELECT COUNT(*) FROM users WHERE deleted_at IS NULL");
    }

    @Test
    @Proves("12.26")
    void a_run_is_set_back_with_the_options_of_the_address() {
        String run = routes.run().runId();

        Answer refused = http.post("/" + run + "/undo");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().path("reason").asText()).contains("max-undone");
        Answer dry = http.post("/" + run + "/undo?dry-run&max-undone=100%25");
        assertThat(dry.status()).isEqualTo(200);
        assertThat(dry.json().path("dryRun").asBoolean()).isTrue();
        assertThat(live()).isEqualTo("12");

        Answer undone = http.post("/" + run + "/undo?max-undone=100%25", Headers.DRY_RUN, "true");
        assertThat(undone.json().path("deleted").asInt()).isEqualTo(12);
        assertThat(live()).isEqualTo("0");
    }

    @Test
    @Proves("12.26")
    void a_refused_run_is_approved_with_all_of_its_rows_and_the_next_run_does_it() {
        routes.run();
        for (int i = 1; i <= 4; i++) {
            directory.deletePerson("user" + i);
        }
        String run = routes.failingRun(Headers.DELETE_MISSING, true).summary().runId();

        Answer approved = http.post("/" + run + "/approve");

        assertThat(approved.status()).as(approved.response().body()).isEqualTo(200);
        assertThat(approved.json().path("approved").asText()).isEqualTo(run);
        assertThat(approved.json().path("rows")).hasSize(4);
        assertThat(http.post("?delete-missing").json().path("deletedMissing").asInt())
                .isEqualTo(4);
        Answer again = http.post("/" + run + "/approve");
        assertThat(again.status()).isEqualTo(422);
        assertThat(again.json().path("error").asText()).contains("once");
    }

    @Test
    @Proves({"9.4", "12.26"})
    void what_is_no_such_request_does_nothing() {
        String run = routes.run().runId();
        for (String action : List.of("/undo", "/approve")) {
            assertThat(http.send(http.request("POST", "/" + run + action, "Authorization", "Bearer wrong"))
                            .status())
                    .isEqualTo(401);
            assertThat(http.get("/" + run + action).status()).isEqualTo(405);
            assertThat(http.post("/20200101-000000-00000000" + action).status()).isEqualTo(404);
            assertThat(http.post("/x" + action).status()).isEqualTo(404);
            assertThat(http.post("/" + run + action + "?max-missing=100%25").status())
                    .isEqualTo(400);
        }
        assertThat(http.post("/" + run + "/undo?dry-run&dry-run=false").status())
                .isEqualTo(400);
        assertThat(http.post("/" + run + "/approve").status()).isEqualTo(422);
        assertThat(live()).isEqualTo("12");
    }
}
