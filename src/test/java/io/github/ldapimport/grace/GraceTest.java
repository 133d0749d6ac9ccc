package io.github.ldapimport.grace;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.audit.History;
import io.github.ldapimport.history.RefusedRun;
import io.github.ldapimport.rows.LiveUserRow;
import io.github.ldapimport.run.Provider;
import io.github.ldapimport.run.RunListener;
import io.github.ldapimport.run.Runs;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Missing users whose rows wait for a grace period. */
class GraceTest {
    private final Map<String, String> settings = new HashMap<>(Map.of("ldap-import.grace", "14d"));
    private TestDirectory directory;
    private TestDatabase database;

    @BeforeEach
    void start() {
        directory = TestDirectory.start().addPeople(12);
        use(Product.H2);
    }

    @AfterEach
    void stop() {
        database.close();
        directory.close();
    }

    private void use(Product product) {
        if (database != null) {
            database.close();
        }
        database = TestDatabase.create(product).createUsersTable();
    }

    private RunningRoutes routes() {
        return RunningRoutes.start(directory.settings(), database.settings(), RunningRoutes.withEvents(), settings);
    }

    private static long deleteMissing(RunningRoutes routes) {
        return routes.run(Headers.DELETE_MISSING, true).deletedMissing();
    }

    /** Lets time pass since the last complete run. */
    private void pass(String days) {
        String last = database.value("SELECT missing_since FROM ldap_import_missing WHERE guid = '*'");
        Instant earlier = Instant.parse(last).minus(Duration.parse("P" + days + "D"));
        database.execute("UPDATE ldap_import_missing SET missing_since = '" + earlier + "' WHERE guid = '*'");
    }

    private void passDaily(RunningRoutes routes, int days) {
        for (int i = 0; i < days; i++) {
            pass("1");
            assertThat(deleteMissing(routes)).as("day %s", i + 1).isZero();
        }
    }

    private String marks() {
        return database.value("SELECT COUNT(*) FROM ldap_import_missing WHERE guid <> '*'");
    }

    private String live() {
        return database.value("SELECT COUNT(*) FROM users WHERE deleted_at IS NULL");
    }

    private List<JsonNode> events(RunningRoutes routes, String kind) {
        return routes.events().stream()
                .filter(event -> event.get("event").asText().equals(kind))
                .toList();
    }

    private void back(int user, String guid) {
        directory.addPerson("user" + user, "User " + user, "mail: user" + user + "@example.com", "entryUUID: " + guid);
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    @Proves({"3.87", "3.88"})
    void a_row_waits_until_complete_runs_have_found_its_user_missing_for_the_whole_period(Product product) {
        use(product);
        try (RunningRoutes routes = routes()) {
            routes.run();
            directory.deletePerson("user1");
            assertThat(deleteMissing(routes)).isZero();
            assertThat(events(routes, "MissingNoticed")).singleElement().satisfies(event -> {
                assertThat(event.get("names").get(0).asText()).isEqualTo("User 1");
                assertThat(event.get("ids")).hasSize(1);
            });
            assertThat(marks()).isEqualTo("1");
            passDaily(routes, 13);
            assertThat(live()).isEqualTo("12");
            pass("1");
            assertThat(deleteMissing(routes)).isEqualTo(1);
            assertThat(live()).isEqualTo("11");
            assertThat(events(routes, "MissingNoticed")).hasSize(1);
            assertThat(events(routes, "DeletedMissing")).hasSize(1);
            assertThat(marks()).isEqualTo("0");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "30, 12", // thirty days without a complete run count as one
        "-400, 13" // a clock that was set back counts nothing
    })
    @Proves("3.89")
    void neither_an_outage_nor_a_clock_that_was_set_uses_the_period_up(String days, int daysLeft) {
        try (RunningRoutes routes = routes()) {
            routes.run();
            directory.deletePerson("user1");
            deleteMissing(routes);
            pass(days);
            assertThat(deleteMissing(routes)).isZero();
            passDaily(routes, daysLeft);
            pass("1");
            assertThat(deleteMissing(routes)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Proves("3.90")
    void a_user_who_was_back_waits_anew_whatever_run_saw_it(boolean deletesMissing) {
        try (RunningRoutes routes = routes()) {
            routes.run();
            String guid = directory.guid("user1");
            directory.deletePerson("user1");
            deleteMissing(routes);
            passDaily(routes, 13);
            back(1, guid);
            if (deletesMissing) {
                deleteMissing(routes);
            } else {
                routes.run(Headers.USER, "user1");
            }
            assertThat(marks()).isEqualTo("0");
            directory.deletePerson("user1");
            pass("1");
            assertThat(deleteMissing(routes)).isZero();
            assertThat(events(routes, "MissingNoticed")).hasSize(2);
        }
    }

    @Test
    @Proves("3.90")
    void a_row_that_was_restored_by_hand_waits_anew() {
        try (RunningRoutes routes = routes()) {
            routes.run();
            directory.deletePerson("user1");
            deleteMissing(routes);
            passDaily(routes, 13);
            pass("1");
            assertThat(deleteMissing(routes)).isEqualTo(1);
            database.execute("UPDATE users SET deleted_at = NULL");
            pass("1");
            assertThat(deleteMissing(routes)).isZero();
            assertThat(live()).isEqualTo("12");
        }
    }

    @Test
    @Proves("3.90")
    void a_user_who_was_back_while_there_was_no_grace_period_waits_anew() {
        String guid;
        try (RunningRoutes routes = routes()) {
            routes.run();
            guid = directory.guid("user1");
            directory.deletePerson("user1");
            deleteMissing(routes);
            passDaily(routes, 13);
        }
        back(1, guid);
        settings.remove("ldap-import.grace");
        try (RunningRoutes routes = routes()) {
            routes.run();
        }
        directory.deletePerson("user1");
        settings.put("ldap-import.grace", "14d");
        try (RunningRoutes routes = routes()) {
            assertThat(deleteMissing(routes)).isZero();
            assertThat(marks()).isEqualTo("1");
        }
    }

    @Test
    @Proves("3.90")
    void a_row_that_an_undo_restored_waits_anew() {
        try (RunningRoutes routes = routes()) {
            ImportSummary first = routes.run();
            directory.deletePerson("user1");
            deleteMissing(routes);
            passDaily(routes, 13);
            String undone = undo(routes, first.runId());
            undo(routes, undone);
            assertThat(live()).isEqualTo("12");
            assertThat(deleteMissing(routes)).isZero();
            assertThat(marks()).isEqualTo("1");
        }
    }

    /** Sets a run back, and answers with the id of the run that does. */
    private static String undo(RunningRoutes routes, String runId) {
        return routes.context()
                .createProducerTemplate()
                .request("direct:ldap-import-undo", exchange -> {
                    exchange.getMessage().setHeader(Headers.UNDO, runId);
                    exchange.getMessage().setHeader(Headers.MAX_UNDONE, "100%");
                })
                .getMessage()
                .getBody(ImportSummary.class)
                .runId();
    }

    @Test
    @Proves("3.90")
    void a_user_whom_only_the_second_look_of_a_refused_run_finds_waits_anew() {
        try (RunningRoutes routes = routes()) {
            routes.run();
            String guid = directory.guid("user1");
            directory.deletePerson("user1");
            deleteMissing(routes);
            passDaily(routes, 13);
            back(1, guid);
            directory.deletePerson("user2");
            directory.deletePerson("user3");
            ImportSummary refused = routes.failingRun(
                            Headers.DELETE_MISSING, true, Headers.FILTER, "(uid=user5)", Headers.MAX_MISSING, "1")
                    .summary();
            assertThat(refused.status()).isEqualTo(ImportSummary.REFUSED);
            assertThat(marks()).isEqualTo("0");
        }
    }

    @Test
    @Proves("3.87")
    void an_account_that_may_not_read_the_marks_needs_them_only_for_a_grace_period() {
        settings.remove("ldap-import.grace");
        database.execute("CREATE TABLE ldap_import_missing (id VARCHAR(64))");
        try (RunningRoutes routes = routes()) {
            routes.run();
            directory.deletePerson("user1");
            assertThat(deleteMissing(routes)).isEqualTo(1);
        }
    }

    @Test
    @Proves("3.91")
    void limits_judge_whom_no_run_has_noticed_and_what_was_judged_may_go_together() {
        settings.put("ldap-import.max-missing", "2");
        try (RunningRoutes routes = routes()) {
            routes.run();
            for (int i = 1; i <= 4; i++) {
                directory.deletePerson("user" + i);
                if (i % 2 == 0) {
                    assertThat(deleteMissing(routes)).isZero();
                }
            }
            for (int i = 5; i <= 7; i++) {
                directory.deletePerson("user" + i);
            }
            ImportSummary refused =
                    routes.failingRun(Headers.DELETE_MISSING, true).summary();
            assertThat(refused.status()).isEqualTo(ImportSummary.REFUSED);
            assertThat(refused.reason()).contains("7 of the 12", "3 of them were not noticed before");
            assertThat(marks()).isEqualTo("4");
            Runs runs = routes.context().getRegistry().lookupByNameAndType("ldap-import-runs", Runs.class);
            RefusedRun.of(runs, routes.context(), refused.runId()).approve("ada");
            assertThat(deleteMissing(routes)).isZero();
            assertThat(marks()).isEqualTo("7");
            passDaily(routes, 13);
            pass("1");
            assertThat(deleteMissing(routes)).isEqualTo(7);
        }
    }

    @Test
    @Proves("3.87")
    void a_dry_run_marks_nobody_and_tells_who_waits_and_for_how_long() {
        List<String> told = new ArrayList<>();
        RunListener listener = new RunListener() {
            @Override
            public synchronized void waiting(LiveUserRow row, Instant since, Duration left) {
                told.add(row.label()
                        + (since == null ? " new " : " noticed ")
                        + left.plusMinutes(1).toDays());
            }
        };
        try (RunningRoutes routes = routes()) {
            routes.run();
            directory.deletePerson("user1");
            routes.outcome(listener, Headers.DELETE_MISSING, true, Headers.DRY_RUN, true);
            assertThat(told).containsExactly("User 1 new 14");
            assertThat(database.value(
                            "SELECT COUNT(*) FROM information_schema.tables WHERE table_name = 'LDAP_IMPORT_MISSING'"))
                    .isEqualTo("0");
            deleteMissing(routes);
            pass("1");
            told.clear();
            ImportSummary summary = routes.outcome(listener, Headers.DELETE_MISSING, true, Headers.DRY_RUN, true);
            assertThat(summary.deletedMissing()).isZero();
            assertThat(told).containsExactly("User 1 noticed 13");
            assertThat(events(routes, "MissingNoticed")).hasSize(1);
        }
    }

    @Test
    @Proves("3.93")
    void the_history_of_a_user_tells_since_when_it_is_missing() {
        try (RunningRoutes routes = routes()) {
            routes.run();
            String guid = directory.guid("user1");
            History history = History.of(
                    "ldap", routes.context().getRegistry().lookupByNameAndType("ldap-import-ldap", Provider.class));
            directory.deletePerson("user1");
            assertThat(history.missing(guid)).isEmpty();
            ImportSummary noticed = routes.run(Headers.DELETE_MISSING, true);
            assertThat(history.missing(guid).orElseThrow()).contains("noticed by run " + noticed.runId(), "14 d left");
            assertThat(history.missing(directory.guid("user2"))).isEmpty();
        }
    }

    @Test
    @Proves("3.87")
    void without_a_grace_period_rows_go_at_once_and_marks_are_forgotten() {
        try (RunningRoutes routes = routes()) {
            routes.run();
            directory.deletePerson("user1");
            deleteMissing(routes);
        }
        settings.remove("ldap-import.grace");
        try (RunningRoutes routes = routes()) {
            assertThat(deleteMissing(routes)).isEqualTo(1);
            assertThat(marks()).isEqualTo("0");
        }
    }

    @Test
    @Proves("3.92")
    void nobody_is_deleted_where_the_marks_cannot_be_read() {
        try (RunningRoutes routes = routes()) {
            routes.run();
            directory.deletePerson("user1");
            deleteMissing(routes);
            database.execute("UPDATE ldap_import_missing SET counted = 'long ago' WHERE guid <> '*'");
            ImportSummary failed =
                    routes.failingRun(Headers.DELETE_MISSING, true).summary();
            assertThat(failed.reason()).contains("ldap_import_missing", "no row is deleted");
            database.execute("DROP TABLE ldap_import_missing");
            database.execute("CREATE VIEW ldap_import_missing AS SELECT 1 AS id");
            ImportSummary without =
                    routes.failingRun(Headers.DELETE_MISSING, true).summary();
            assertThat(without.status()).isEqualTo(ImportSummary.FAILED);
            assertThat(live()).isEqualTo("12");
        }
    }

    @Test
    @Proves("3.98")
    void whom_a_run_noticed_is_among_its_changes_and_is_not_set_back() {
        try (RunningRoutes routes = routes()) {
            routes.run();
            directory.deletePerson("user1");
            directory.deletePerson("user2");
            String run = routes.run(Headers.DELETE_MISSING, true).runId();
            String noticed = "SELECT COUNT(*) FROM ldap_import_changes WHERE kind = 'missing-noticed' AND run_id = '";
            assertThat(database.value(noticed + run + "'")).isEqualTo("2");
            pass("1");
            String later = routes.run(Headers.DELETE_MISSING, true).runId();
            assertThat(database.value(noticed + later + "'")).isEqualTo("0");

            directory.deletePerson("user3");
            change("user4");
            String both = routes.run(Headers.DELETE_MISSING, true).runId();
            assertThat(database.value(noticed + both + "'")).isEqualTo("1");
            Exchange undo = routes.context()
                    .createProducerTemplate()
                    .request("direct:ldap-import-undo", exchange -> exchange.getMessage()
                            .setHeader(Headers.UNDO, both));
            assertThat(undo.getMessage().getBody(ImportSummary.class).found()).isEqualTo(1);
            assertThat(marks()).isEqualTo("0");
            assertThat(live()).isEqualTo("12");
        }
    }

    private void change(String user) {
        directory.modify("dn: uid=" + user + "," + TestDirectory.PEOPLE
                + "\nchangetype: modify\nreplace: mail\nmail: other@example.com");
    }
}
