package io.github.ldapimport.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDirectory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is soft-deleted as missing, and who is not. */
class MissingTest {
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

    private RunningRoutes routes(Map<String, String> settings) {
        return RunningRoutes.start(directory.settings(), database.settings(), RunningRoutes.withEvents(), settings);
    }

    private List<String> deleted() {
        return database.column("SELECT name FROM users WHERE deleted_at IS NOT NULL ORDER BY name");
    }

    @Test
    @Proves({"3.4", "3.14", "6.1"})
    void a_user_who_left_is_soft_deleted_and_told_of_once() {
        directory.addPeople(12);
        try (RunningRoutes routes = routes(Map.of())) {
            routes.run();
            directory.deletePerson("user7");
            String id = database.value("SELECT id FROM users WHERE name = 'User 7'");
            String guid = database.value("SELECT guid FROM users WHERE name = 'User 7'");
            routes.mock(RunningRoutes.EVENTS).reset();

            ImportSummary summary = routes.run(Headers.DELETE_MISSING, true);

            assertThat(summary.deletedMissing()).isEqualTo(1);
            assertThat(deleted()).containsExactly("User 7");
            List<JsonNode> events = routes.events().stream()
                    .filter(event -> event.path("event").asText().equals("DeletedMissing"))
                    .toList();
            assertThat(events).hasSize(1);
            assertThat(events.get(0).path("ids").toString()).isEqualTo("[" + id + "]");
            assertThat(events.get(0).path("guids").toString()).isEqualTo("[\"" + guid + "\"]");
            assertThat(routes.run(Headers.DELETE_MISSING, true).deletedMissing())
                    .isZero();
            assertThat(database.value("SELECT COUNT(*) FROM ldap_import_outbox"))
                    .isEqualTo("0");
        }
    }

    @Test
    @Proves("3.8")
    void a_filter_of_the_run_deletes_nobody() {
        directory.addPeople(12);
        try (RunningRoutes routes = routes(Map.of())) {
            routes.run();
            ImportSummary summary = routes.run(Headers.DELETE_MISSING, true, Headers.FILTER, "(uid=user1)");
            assertThat(summary.found()).isEqualTo(1);
            assertThat(summary.deletedMissing()).isZero();
            assertThat(deleted()).isEmpty();
        }
    }
}
