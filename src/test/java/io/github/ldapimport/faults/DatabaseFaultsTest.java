package io.github.ldapimport.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchEntry;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.testing.Fault;
import io.github.ldapimport.testing.FaultPlan;
import io.github.ldapimport.testing.FaultPlan.Kind;
import io.github.ldapimport.testing.FaultPlan.Operation;
import io.github.ldapimport.testing.FaultyDriver;
import io.github.ldapimport.testing.Interference;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDirectory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A run that adds, changes, deletes and restores users, with a fault at each statement and commit in turn. Whatever fails,
 * nobody who is there is deleted, nothing is half done, and the next run makes the table whole.
 */
@Timeout(300)
class DatabaseFaultsTest {
    private static final int CHUNK = 6;
    private static final int CONNECTIONS = 4;
    private static final Object[] OPTIONS = {
        Headers.CHUNK, CHUNK, Headers.DELETE, true, Headers.RESTORE, true, Headers.DELETE_MISSING, true
    };
    private static final Map<String, String> SETTINGS = Map.of(
            "ldap-import.parallel-pages", "1",
            "ldap-import.directory.disabled-filter", "(employeeType=disabled)",
            // of the form of a hash; thousands of hashes would be a fifth of the time
            "ldap-import.users.password-value", "unusable",
            "ldap-import.users.release-columns", "email");
    private static final String STATE = "SELECT COALESCE(guid, name) AS who, name, email, domain,"
            + " CASE WHEN deleted_at IS NULL THEN 'live' WHEN YEAR(deleted_at) = 2020 THEN 'since 2020' ELSE 'now' END"
            + " AS state FROM users";

    private final Pages pages = new Pages();
    private final TestDirectory directory = TestDirectory.start(null, pages);
    private final TestDatabase database =
            TestDatabase.create(TestDatabase.Product.H2).createUsersTable();
    private final FaultPlan plan = FaultyDriver.planOf(database);
    private final Map<String, String> names = new LinkedHashMap<>();
    private final Map<String, String> guidByUid = new LinkedHashMap<>();
    private RunningRoutes routes;

    private static final String LEFT_0 = "aaaaaaaa-0000-4000-8000-000000000000";
    private static final String LEFT_1 = "aaaaaaaa-0000-4000-8000-000000000001";
    private static final String LEFT_2 = "aaaaaaaa-0000-4000-8000-000000000002";
    private static final String ELSEWHERE = "aaaaaaaa-0000-4000-8000-000000000003";

    /** Who came in which page of the run's own search. */
    private static final class Pages extends Interference {
        private final List<Set<String>> users = new ArrayList<>();

        @Override
        protected synchronized void sending(int page, int number, InMemoryInterceptedSearchEntry entry) {
            String filter = entry.getRequest().getFilter().toString();
            if (!filter.contains("entryUUID=") && !filter.contains("employeeType=disabled")) {
                if (number == 1) {
                    users.add(new LinkedHashSet<>());
                }
                users.get(users.size() - 1).add(entry.getSearchEntry().getAttributeValue("entryUUID"));
            }
        }

        synchronized List<Set<String>> take() {
            List<Set<String>> taken = List.copyOf(users);
            users.clear();
            return taken;
        }
    }

    @BeforeEach
    void start() {
        names.putAll(Map.of(LEFT_0, "left0", LEFT_1, "left1", LEFT_2, "left2", ELSEWHERE, "elsewhere"));
        for (int i = 1; i <= 6; i++) {
            person("same" + i);
        }
        for (int i = 1; i <= 3; i++) {
            person("changed" + i);
            person("new" + i);
        }
        person("disabled1", "employeeType: disabled");
        person("disabled2", "employeeType: disabled");
        person("returned1");
        // the address is that of somebody who left
        directory.addPerson("heir", "heir", "mail: left1@example.com");
        guidByUid.put("heir", directory.guid("heir"));
        names.put(guidByUid.get("heir"), "heir");
        routes = RunningRoutes.start(directory.settings(), plan.settings(), RunningRoutes.withEvents(), SETTINGS);
    }

    @AfterEach
    void stop() {
        routes.close();
        database.close();
        directory.close();
    }

    private void person(String uid, String... attributes) {
        List<String> all = new ArrayList<>(List.of(attributes));
        all.add("mail: " + uid + "@example.com");
        directory.addPerson(uid, uid, all.toArray(String[]::new));
        guidByUid.put(uid, directory.guid(uid));
        names.put(guidByUid.get(uid), uid);
    }

    /** The table as it was before; runs that were not told of, and events that were not sent, are forgotten. */
    private void reset() {
        plan.clear();
        database.execute("DELETE FROM users");
        for (String table : database.column("SELECT table_name FROM information_schema.tables"
                + " WHERE table_schema = 'PUBLIC' AND LOWER(table_name) LIKE 'ldap_import%'")) {
            database.execute("DROP TABLE \"" + table + "\"");
        }
        for (int i = 1; i <= 6; i++) {
            row(guidByUid.get("same" + i), "default", "same" + i, null);
        }
        for (int i = 1; i <= 3; i++) {
            row(guidByUid.get("changed" + i), "default", "changed" + i, null);
            database.execute("UPDATE users SET name = 'old' WHERE name = ?", "changed" + i);
        }
        row(guidByUid.get("disabled1"), "default", "disabled1", null);
        row(guidByUid.get("returned1"), "default", "returned1", "2020-01-01 00:00:00");
        row(LEFT_1, "default", "left1", null);
        row(LEFT_2, "default", "left2", null);
        row(LEFT_0, "default", "left0", "2020-01-01 00:00:00");
        row(null, "default", "local1", null);
        row(null, null, "local2", null);
        row(ELSEWHERE, "other", "elsewhere", null);
        pages.take();
        routes.mock(RunningRoutes.EVENTS).reset();
    }

    private void row(String guid, String domain, String name, String deletedAt) {
        database.execute(
                "INSERT INTO users (guid, domain, name, email, password, deleted_at) VALUES (?, ?, ?, ?, 'hash', ?)",
                guid,
                domain,
                name,
                name + "@example.com",
                deletedAt);
    }

    /** Each row as text, by GUID, or by name where it has none. */
    private Map<String, String> rows() {
        Map<String, String> rows = new LinkedHashMap<>();
        for (Map<String, Object> row : database.query(STATE)) {
            Map<String, Object> shown = new LinkedHashMap<>(row);
            shown.remove("who");
            assertThat(rows.put(String.valueOf(row.get("who")), shown.toString()))
                    .as("a second row of %s", row)
                    .isNull();
        }
        return rows;
    }

    private ImportSummary run() {
        return routes.outcome(OPTIONS);
    }

    /** The GUIDs that events of a kind told of. */
    private Set<String> told(String event) {
        Set<String> told = new TreeSet<>();
        for (JsonNode each : routes.events()) {
            if (each.path("event").textValue().equals(event)) {
                if (each.has("guids")) {
                    each.path("guids").forEach(guid -> told.add(guid.textValue()));
                } else {
                    told.add(each.path("user").path("guid").textValue());
                }
            }
        }
        return told;
    }

    private Set<String> guids(String... uids) {
        Set<String> guids = new TreeSet<>();
        for (String uid : uids) {
            guids.add(guidByUid.get(uid));
        }
        return guids;
    }

    @ParameterizedTest
    @EnumSource(names = {"LOST_BEFORE", "LOST_AFTER"})
    @Proves({"2.13", "2.14", "3.14", "4.15", "6.4"})
    void a_connection_lost_at_any_statement_or_commit_does_no_harm_and_the_next_run_makes_it_whole(Fault fault) {
        // a query whose answer is lost left as little behind as one that did not get there
        everywhere(fault, false, operation -> fault == Fault.LOST_BEFORE || operation.kind() != Kind.QUERY);
    }

    @ParameterizedTest
    @EnumSource(names = {"RESTARTED", "DEADLOCK", "UNIQUE", "LOCK_TIMEOUT", "DISK_FULL"})
    @Proves({"2.7", "2.14", "3.14", "4.15", "6.4"})
    void a_write_or_commit_that_fails_does_no_harm_and_the_next_run_makes_it_whole(Fault fault) {
        everywhere(fault, false, operation -> operation.kind() != Kind.QUERY);
    }

    @ParameterizedTest
    @EnumSource(names = {"LOST_BEFORE", "DEADLOCK_DETECTED", "READ_ONLY"})
    @Proves({"2.13", "2.14", "3.14", "4.14", "4.15", "6.4"})
    void writes_and_commits_that_fail_from_then_on_do_no_harm_and_the_next_run_makes_it_whole(Fault fault) {
        everywhere(fault, true, operation -> operation.kind() != Kind.QUERY);
    }

    private void everywhere(Fault fault, boolean lasts, Predicate<Operation> such) {
        reset();
        assertThat(run().toString()).contains("\"status\":\"completed\"");
        List<Operation> operations = plan.operations().stream().filter(such).toList();
        Map<String, String> whole = rows();
        assertWhole(whole);
        SoftAssertions softly = new SoftAssertions();
        boolean struck = true;
        for (int n = 1; struck; n++) {
            reset();
            Map<String, String> before = rows();
            if (lasts) {
                plan.strikeFrom(fault, n, such);
            } else {
                plan.strike(fault, n, such);
            }
            ImportSummary summary = run();
            struck = plan.isStruck();
            String place = fault + (lasts ? " from " : " at ") + n + ", "
                    + (n <= operations.size() ? operations.get(n - 1) : "later") + ": ";
            plan.clear();
            Map<String, String> after = rows();
            softly.assertThat(told("DeletedMissing"))
                    .as(place + "no more is told than was done " + summary)
                    .isSubsetOf(deletedAsMissing(after));
            assertNobodyPresentIsDeleted(softly, place + summary, after);
            assertToldInOneLine(softly, place, fault, summary);
            if (fault.losesConnection()) {
                assertNoPageIsHalfWritten(softly, place + summary, before, whole, after);
            }

            ImportSummary next = run();
            // each other connection of the pool is dead, too, and found out when it is used
            for (int i = 1; fault == Fault.RESTARTED && i < CONNECTIONS && next.reason() != null; i++) {
                next = run();
            }
            softly.assertThat(next.status()).as(place + "next " + next).isEqualTo(ImportSummary.COMPLETED);
            softly.assertThat(rows()).as(place + "next " + next).isEqualTo(whole);
            assertEverythingTold(softly, place + summary + next);
        }
        softly.assertAll();
    }

    private void assertWhole(Map<String, String> rows) {
        Map<String, String> states = new LinkedHashMap<>();
        rows.forEach((who, row) -> states.put(
                names.getOrDefault(who, who), row.replaceAll(".*state=", "").replace("}", "")));
        assertThat(states.entrySet().stream()
                        .filter(state -> !state.getValue().equals("live"))
                        .map(Map.Entry::toString))
                .containsExactlyInAnyOrder(
                        "left0=since 2020", "left1=now", "left2=now", "disabled1=now", "disabled2=now");
        assertThat(states.keySet())
                .containsExactlyInAnyOrderElementsOf(new TreeSet<>(List.of(
                        ("same1 same2 same3 same4 same5 same6 changed1 changed2 changed3 new1 new2 new3 heir disabled1"
                                        + " disabled2 returned1 left0 left1 left2 local1 local2 elsewhere")
                                .split(" "))));
        assertThat(rows.get(guidByUid.get("heir"))).contains("email=left1@example.com");
        assertThat(rows.values()).noneMatch(row -> row.contains("name=old"));
    }

    private static Set<String> deletedAsMissing(Map<String, String> rows) {
        Set<String> deleted = new TreeSet<>();
        for (String guid : List.of(LEFT_1, LEFT_2)) {
            if (rows.get(guid).contains("state=now")) {
                deleted.add(guid);
            }
        }
        return deleted;
    }

    private void assertNobodyPresentIsDeleted(SoftAssertions softly, String place, Map<String, String> after) {
        after.forEach((who, row) -> {
            if (row.contains("state=now")) {
                softly.assertThat(names.getOrDefault(who, who))
                        .as(place + row)
                        .isIn("disabled1", "disabled2", "left1", "left2");
            }
        });
        // both or none, and their addresses with them
        softly.assertThat(deletedAsMissing(after)).as(place).matches(deleted -> deleted.size() != 1);
        for (String guid : List.of(LEFT_1, LEFT_2)) {
            softly.assertThat(after.get(guid).contains("email=null"))
                    .as(place + after.get(guid))
                    .isEqualTo(deletedAsMissing(after).contains(guid));
        }
    }

    private void assertToldInOneLine(SoftAssertions softly, String place, Fault fault, ImportSummary summary) {
        List<String> lines = new ArrayList<>();
        if (summary.reason() != null) {
            lines.add(summary.reason());
            softly.assertThat(summary.reason())
                    .as(place)
                    .containsAnyOf(
                            fault.message(),
                            fault.losesConnection() ? "onnection is closed" : fault.message(),
                            fault.losesConnection() ? "connection has been closed" : fault.message());
        }
        summary.failures().forEach(failure -> lines.add(failure.message()));
        for (String line : lines) {
            softly.assertThat(line).as(place).isNotBlank().doesNotContain("\n", "$2y$", "Exception", "INSERT INTO");
        }
        softly.assertThat(summary.imported() + summary.synchronizedUsers() + summary.failed())
                .as(place + summary)
                .isEqualTo(summary.found());
    }

    /** A page's rows are all written or none is; but for that of a row that its database refuses at first. */
    private void assertNoPageIsHalfWritten(
            SoftAssertions softly,
            String place,
            Map<String, String> before,
            Map<String, String> whole,
            Map<String, String> after) {
        for (Set<String> page : pages.take()) {
            if (page.contains(guidByUid.get("heir"))) {
                continue;
            }
            Set<Boolean> written = new TreeSet<>();
            for (String guid : page) {
                // these two are written at the end of the run, each by itself
                if (!guids("disabled1", "returned1").contains(guid)
                        && !whole.get(guid).equals(before.get(guid))) {
                    written.add(whole.get(guid).equals(after.get(guid)));
                }
            }
            softly.assertThat(written)
                    .as(place + "page of " + page.stream().map(names::get).toList())
                    .hasSizeLessThan(2);
        }
    }

    private void assertEverythingTold(SoftAssertions softly, String place) {
        softly.assertThat(told("Imported")).as(place).isEqualTo(guids("new1", "new2", "new3", "heir", "disabled2"));
        softly.assertThat(told("Synchronized"))
                .as(place)
                .isEqualTo(guids("changed1", "changed2", "changed3", "disabled1", "returned1"));
        softly.assertThat(told("Deleted")).as(place).isEqualTo(guids("disabled1", "disabled2"));
        softly.assertThat(told("Restored")).as(place).isEqualTo(guids("returned1"));
        softly.assertThat(told("DeletedMissing")).as(place).isEqualTo(Set.of(LEFT_1, LEFT_2));
    }
}
