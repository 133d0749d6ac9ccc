package io.github.ldapimport.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Synchronizations that people wished undone, as they have reported them elsewhere (see the README of the folder world). */
class ReportedUndosTest {
    private TestDirectory directory;
    private TestDatabase database;

    @BeforeEach
    void start() {
        directory = TestDirectory.start().addPeople(6);
        database = TestDatabase.create(Product.H2).createUsersTable();
    }

    @AfterEach
    void stop() {
        database.close();
        directory.close();
    }

    private RunningRoutes routes(String... further) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("ldap-import.max-missing", "100%");
        for (int i = 0; i < further.length; i += 2) {
            settings.put(further[i], further[i + 1]);
        }
        return RunningRoutes.start(directory.settings(), database.settings(), settings);
    }

    private ImportSummary undo(RunningRoutes routes, ImportSummary run) {
        return routes.context()
                .createProducerTemplate()
                .request("direct:ldap-import-undo", exchange -> {
                    exchange.getMessage().setHeader(Headers.UNDO, run.runId());
                    exchange.getMessage().setHeader(Headers.MAX_UNDONE, "100%");
                })
                .getMessage()
                .getBody(ImportSummary.class);
    }

    private List<String> live() {
        return database.column("SELECT name FROM users WHERE deleted_at IS NULL ORDER BY name");
    }

    @Test
    @Proves("12.20")
    void values_that_people_had_entered_come_back_after_a_mapping_overwrote_them() {
        database.execute("ALTER TABLE users ADD location VARCHAR(100)");
        try (RunningRoutes routes = routes()) {
            routes.run();
        }
        database.execute("UPDATE users SET location = CONCAT('Room ', id)");
        List<String> entered = database.column("SELECT location FROM users ORDER BY id");
        try (RunningRoutes routes =
                routes("ldap-import.users.sync-attributes", "name=cn, email=mail, location='Headquarters'")) {
            ImportSummary mistake = routes.run();
            assertThat(database.column("SELECT DISTINCT location FROM users")).containsExactly("Headquarters");

            undo(routes, mistake);

            assertThat(database.column("SELECT location FROM users ORDER BY id"))
                    .isEqualTo(entered);
        }
    }

    @Test
    @Proves("12.20")
    void users_whom_one_run_has_switched_off_come_back_and_earlier_leavers_do_not() {
        try (RunningRoutes routes = routes()) {
            routes.run();
            directory.deletePerson("user1");
            routes.run(Headers.DELETE_MISSING, true);
            for (int i = 2; i <= 5; i++) {
                directory.deletePerson("user" + i);
            }
            ImportSummary mistake = routes.run(Headers.DELETE_MISSING, true);
            assertThat(live()).containsExactly("User 6");

            undo(routes, mistake);

            assertThat(live()).containsExactly("User 2", "User 3", "User 4", "User 5", "User 6");
        }
    }

    @Test
    @Proves("12.20")
    void one_user_who_was_deleted_by_mistake_comes_back_with_key_and_values() {
        try (RunningRoutes routes = routes("ldap-import.users.release-columns", "email")) {
            routes.run();
            String before = database.value("SELECT CONCAT(id, ' ', email) FROM users WHERE name = 'User 3'");
            directory.deletePerson("user3");
            ImportSummary mistake = routes.run(Headers.DELETE_MISSING, true);

            undo(routes, mistake);

            assertThat(database.value("SELECT CONCAT(id, ' ', email) FROM users WHERE name = 'User 3'"))
                    .isEqualTo(before);
        }
    }

    @Test
    @Proves("12.20")
    void rows_that_were_given_other_guids_get_their_own_back() {
        try (RunningRoutes routes = routes("ldap-import.users.sync-existing", "email=mail")) {
            routes.run();
            List<String> before = database.column("SELECT guid FROM users ORDER BY id");
            for (int i = 1; i <= 6; i++) {
                directory.deletePerson("user" + i);
            }
            directory.addPeople(6);
            ImportSummary relinked = routes.run(Headers.RELINK, true);
            assertThat(relinked.changed()).as(relinked.toString()).isEqualTo(6);
            assertThat(database.column("SELECT guid FROM users ORDER BY id")).doesNotContainAnyElementsOf(before);

            undo(routes, relinked);

            assertThat(database.column("SELECT guid FROM users ORDER BY id")).isEqualTo(before);
        }
    }
}
