package io.github.ldapimport.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.run.Provider;
import io.github.ldapimport.store.RunRecord;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs and what they did to rows can be read back, from each database alike. */
class HistoryTest {
    private static final String OLD_GUID = "11111111-2222-4333-8444-555555555555";

    private TestDirectory directory;

    @BeforeEach
    void start() {
        directory = TestDirectory.start();
    }

    @AfterEach
    void stop() {
        directory.close();
    }

    private RunningRoutes routes(TestDatabase database) {
        return RunningRoutes.start(
                directory.settings(),
                database.settings(),
                Map.of(
                        "ldap-import.max-missing", "100%",
                        "ldap-import.directory.disabled-filter", "(employeeType=gone)",
                        "ldap-import.max-disabled", "100%"));
    }

    private static Histories histories(RunningRoutes routes) {
        return Histories.of(
                Map.of("ldap", routes.context().getRegistry().lookupByNameAndType("ldap-import-ldap", Provider.class)));
    }

    private static <T> List<T> all(Iterator<T> elements) {
        List<T> list = new ArrayList<>();
        elements.forEachRemaining(list::add);
        return list;
    }

    private static List<String> kinds(Iterator<UserLife.Step> steps) {
        return all(steps).stream().map(step -> step.change().kind()).toList();
    }

    /** A change of a run as another process would have kept it. */
    private static void keep(TestDatabase database, String run, String id, String kind, String guid, String detail) {
        database.execute(
                "INSERT INTO ldap_import_changes (provider, run_id, id, changed_at, kind, guid, detail)"
                        + " VALUES ('ldap', ?, ?, '2026-01-01T00:00:00Z', ?, ?, ?)",
                run,
                id,
                kind,
                guid,
                detail);
    }

    private static void begin(TestDatabase database, String run, String startedAt) {
        database.execute(
                "INSERT INTO ldap_import_runs (run_id, provider, holder, started_at) VALUES (?, 'ldap', 'x', ?)",
                run,
                startedAt);
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    @Proves({"12.5", "12.6", "12.7"})
    void what_runs_did_is_found_by_run_and_by_user(Product product) {
        directory.addPerson("ada", "Ada Lovelace", "mail: Ada@example.com");
        directory.addPerson("kim", "\u674e\u5c0f\u9f99", "mail: kim@example.com");
        try (TestDatabase database = TestDatabase.create(product).createUsersTable();
                RunningRoutes routes = routes(database)) {
            ImportSummary first = routes.run();
            directory.modify("dn: uid=ada," + TestDirectory.PEOPLE
                    + "\nchangetype: modify\nreplace: mail\nmail: countess@example.com");
            directory.deletePerson("kim");
            ImportSummary second = routes.run(Headers.DELETE_MISSING, true);
            Histories histories = histories(routes);
            History history = histories.all().get(0);

            assertThat(all(new LastRuns(histories.all(), null, 50)).stream().map(RunRecord::runId))
                    .containsExactly(second.runId(), first.runId());
            assertThat(history.countChangesOfRun(first.runId())).isEqualTo(2);
            assertThat(kinds(Histories.stepsOfRun(history, second.runId())))
                    .containsExactly("changed", "deleted-missing");

            for (String text : List.of("ada lovelace", "countess@EXAMPLE.com", "ADA@example.com", "ada")) {
                UserSearch ada = histories.search(text);
                assertThat(ada.users()).as(text).hasSize(1);
                KnownUser user = ada.users().iterator().next();
                assertThat(user.dn()).isEqualTo("uid=ada," + TestDirectory.PEOPLE);
                assertThat(kinds(new UserLife(histories.all(), user.guid()))).containsExactly("changed", "imported");
                assertThat(histories
                                .search(user.guid().toUpperCase(Locale.ROOT))
                                .users())
                        .hasSize(1);
                assertThat(histories.search(user.key()).users()).containsExactly(user);
            }
            KnownUser kim =
                    histories.search("\u674e\u5c0f\u9f99").users().iterator().next();
            assertThat(kinds(new UserLife(histories.all(), kim.guid()))).containsExactly("deleted-missing", "imported");
            assertThat(histories.search("mallory' OR '1'='1").users()).isEmpty();
            assertThat(histories.search("%").users()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    @Proves({"12.6", "12.8"})
    void more_changes_than_are_read_at_once_are_all_shown_in_their_order(Product product) {
        directory.addPerson("ada", "Ada");
        try (TestDatabase database = TestDatabase.create(product).createUsersTable();
                RunningRoutes routes = routes(database)) {
            routes.run();
            String run = "20260101-000000-00000001";
            for (int i = 0; i < 2_003; i++) {
                keep(
                        database,
                        run,
                        String.format("x-%09d", i),
                        "changed",
                        i == 7 ? "seven" : "g" + i,
                        "{\"account\":\"u" + i % 3 + "\",\"columns\":{\"c\":[" + i + ",null]}}");
            }
            for (int i = 0; i < 1_203; i++) {
                String other = String.format("20260102-000000-%08x", i);
                keep(database, other, "x-1", "changed", "seven", "{\"account\":\"u9\",\"columns\":{}}");
                begin(database, other, String.format("2026-01-02T00:%02d:%02dZ", i / 60, i % 60));
            }
            Histories histories = histories(routes);
            History history = histories.all().get(0);

            assertThat(all(Histories.stepsOfRun(history, run)).stream()
                            .map(step -> step.change().id()))
                    .hasSize(2_003)
                    .isSorted()
                    .doesNotHaveDuplicates();
            assertThat(all(history.changesOfRun(run, "x-000001999"))).hasSize(3);
            List<String> life = all(new UserLife(histories.all(), "seven")).stream()
                    .map(step -> step.change().runId())
                    .toList();
            assertThat(life).hasSize(1_204).doesNotHaveDuplicates();
            assertThat(life.get(0)).isEqualTo("20260102-000000-000004b2");
            assertThat(life.get(1_203)).isEqualTo(run);
            List<RunRecord> runs = all(new LastRuns(histories.all(), Instant.parse("2026-01-02T00:00:01Z"), 10_000));
            assertThat(runs).hasSize(1_203);
            assertThat(runs.get(1_202).runId()).isEqualTo("20260102-000000-00000001");
            assertThat(runs).extracting(RunRecord::runId).doesNotHaveDuplicates();
            assertThat(history.countRuns(Instant.parse("2026-01-02T00:00:01Z"))).isEqualTo(1_203);
            // of more users than are told apart, some are listed
            UserSearch many = histories.search("u1");
            assertThat(many.users()).hasSize(UserSearch.MAX_USERS);
            assertThat(many.hasFurther()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    @Proves("12.7")
    void a_row_that_got_another_GUID_is_one_user_by_the_old_and_the_new_one(Product product) {
        directory.addPerson("ada", "Ada Lovelace", "mail: ada@example.com");
        try (TestDatabase database = TestDatabase.create(product).createUsersTable();
                RunningRoutes routes = routes(database)) {
            routes.run();
            String guid = database.value("SELECT guid FROM users");
            keep(
                    database,
                    "20260101-000000-00000001",
                    "x-1",
                    "imported",
                    OLD_GUID,
                    "{\"name\":\"Ada Lovelace\",\"columns\":{}}");
            keep(
                    database,
                    "20260102-000000-00000001",
                    "x-1",
                    "relinked",
                    guid,
                    "{\"name\":\"Ada Lovelace\",\"columns\":{\"GUID\":[\"" + OLD_GUID + "\",\"" + guid + "\"]}}");
            Histories histories = histories(routes);
            for (String text : List.of("ada lovelace", OLD_GUID, guid)) {
                UserSearch found = histories.search(text);
                assertThat(found.users()).as(text).extracting(KnownUser::guid).containsExactly(guid);
                assertThat(kinds(new UserLife(histories.all(), guid)))
                        .containsExactly("imported", "relinked", "imported");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    @Proves("12.6")
    void an_unknown_run_is_told_with_those_next_to_it(Product product) {
        try (TestDatabase database = TestDatabase.create(product).createUsersTable();
                RunningRoutes routes = routes(database)) {
            assertThat(histories(routes).noSuchRun("20260103-000000-00000001"))
                    .contains("ldap_import_runs", "not there");
            directory.addPerson("ada", "Ada");
            routes.run();
            database.execute("DELETE FROM ldap_import_runs");
            for (int day = 1; day < 7; day++) {
                begin(database, "2026010" + day + "-000000-00000001", "2026-01-0" + day + "T00:00:00Z");
            }
            Histories histories = histories(routes);
            assertThat(histories.ofRun("20260103-000000-00000001")).isPresent();
            assertThat(histories.noSuchRun("20260103-120000-00000001"))
                    .contains("20260102-000000-00000001, 20260103-000000-00000001, 20260104-000000-00000001,"
                            + " 20260105-000000-00000001;")
                    .doesNotContain("20260101", "20260106");
        }
    }

    @Test
    @Proves({"12.5", "12.7"})
    void the_runs_of_several_providers_are_one_list_and_so_is_what_they_did_to_a_user() {
        directory.addPerson("ada", "Ada");
        try (TestDatabase database = TestDatabase.create(Product.H2).createUsersTable();
                RunningRoutes routes = routes(database)) {
            routes.run();
            database.execute("DELETE FROM ldap_import_runs");
            database.execute("DELETE FROM ldap_import_changes");
            for (int day = 1; day < 7; day++) {
                String run = "2026010" + day + "-000000-00000001";
                begin(database, run, "2026-01-0" + day + "T00:00:00Z");
                keep(database, run, "x-1", "changed", OLD_GUID, "{\"columns\":{}}");
            }
            for (String table : List.of("ldap_import_runs", "ldap_import_changes")) {
                database.execute("UPDATE " + table + " SET provider = 'other' WHERE run_id LIKE '2026010_-%'"
                        + " AND run_id NOT LIKE '20260101%' AND run_id NOT LIKE '20260104%'");
            }
            database.execute("UPDATE ldap_import_changes SET changed_at = (SELECT started_at FROM ldap_import_runs r"
                    + " WHERE r.run_id = ldap_import_changes.run_id)");
            Provider provider = routes.context().getRegistry().lookupByNameAndType("ldap-import-ldap", Provider.class);
            List<History> both =
                    Histories.of(Map.of("ldap", provider, "other", provider)).all();

            assertThat(all(new LastRuns(both, null, 50)).stream()
                            .map(run -> run.runId().substring(7, 8) + " " + run.provider()))
                    .containsExactly("6 other", "5 other", "4 ldap", "3 other", "2 other", "1 ldap");
            assertThat(all(new UserLife(both, OLD_GUID)).stream()
                            .map(step -> step.change().runId().substring(7, 8) + " " + step.provider()))
                    .containsExactly("6 other", "5 other", "4 ldap", "3 other", "2 other", "1 ldap");
            assertThat(new LastRuns(both, null, 1).count()).isEqualTo(6);
        }
    }

    @Test
    @Proves("12.5")
    void reading_takes_no_lock_and_makes_no_table_and_no_database() {
        directory.addPerson("ada", "Ada");
        try (TestDatabase database = TestDatabase.create(Product.H2).createUsersTable();
                RunningRoutes routes = routes(database)) {
            Histories histories = histories(routes);
            assertThat(all(new LastRuns(histories.all(), null, 50))).isEmpty();
            assertThat(histories.search("ada").users()).isEmpty();
            assertThat(database.column("SELECT table_name FROM information_schema.tables"
                            + " WHERE LOWER(table_name) LIKE 'ldap_import%'"))
                    .isEmpty();
            assertThat(histories.whyNoRuns(null).get(0)).contains("ldap_import_runs", "is not there");
        }
    }

    @Test
    @Proves("12.6")
    void a_run_with_other_settings_names_them_and_not_their_values() {
        directory.addPerson("ada", "Ada", "mail: ada@example.com", "title: Countess");
        try (TestDatabase database = TestDatabase.create(Product.H2).createUsersTable()) {
            String first;
            try (RunningRoutes routes = routes(database)) {
                first = routes.run().runId();
                History history = histories(routes).all().get(0);
                assertThat(history.otherSettings(history.run(first).orElseThrow()))
                        .isEmpty();
            }
            try (RunningRoutes routes = RunningRoutes.start(
                    directory.settings(),
                    database.settings(),
                    Map.of("ldap-import.users.sync-attributes", "name=title, email=mail"))) {
                History history = histories(routes).all().get(0);
                routes.run(Headers.USER, "nobody");
                RunRecord second = history.run(routes.run().runId()).orElseThrow();
                assertThat(history.otherSettings(second))
                        .contains("ldap-import.users.sync-attributes")
                        .doesNotContain("ldap-import.domain");
                assertThat(all(history.changesOfRun(first, null)).stream()
                                .map(change -> change.kind())
                                .collect(Collectors.toSet()))
                        .containsExactly("imported");
            }
        }
    }
}
