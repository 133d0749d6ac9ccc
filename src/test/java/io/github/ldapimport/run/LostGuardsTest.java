package io.github.ldapimport.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.testing.GroupsFixture;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.Providers;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import io.github.ldapimport.testing.WithdrawnRights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A step that is lost in somebody's own copy of a route, one at a time: no run completes as if the guard had said yes. */
class LostGuardsTest {
    private static final String SYNC = "ldap-import.users.sync-attributes";
    private static final int PEOPLE = 14;

    /** Steps without which nothing wrong is done, each with the reason. */
    private static final Map<String, String> HARMLESS = Map.of(
            "ldap-import-missing.camel.yaml ldap-import-missing recordRecheck",
            "nobody is missing whom no second look has missed",
            "ldap-import-preflight.camel.yaml ldap-import-handed-pages requireLock",
            "asked for by the page that is handed out",
            "ldap-import-scope.camel.yaml ldap-import-scope requireUnderWay",
            "writes no row",
            "ldap-import-changes.camel.yaml ldap-import-changes requireKept",
            "only an approval that a person replaces while the run uses it would go unnoticed",
            "ldap-import-missing.camel.yaml ldap-import-missing requireLock (2)",
            "requireUnderWay holds until the commit",
            "ldap-import-accounts.camel.yaml ldap-import-accounts requireLock (2)",
            "the same",
            "ldap-import-other-domains.camel.yaml ldap-import-other-domains recordLookup",
            "rows of other domains stay as they are",
            "ldap-import-worker.camel.yaml ldap-import-page-worker open",
            "a worker has no run and no page without it",
            "ldap-import-first.camel.yaml ldap-import-first close",
            "requireGuidsOrFit misses it where users were read",
            "ldap-import-known.camel.yaml ldap-import-known recordLookup",
            "the directory knows the rows then only if rows of its users are found");

    /** Steps of guards that no comment marks. */
    private static final Set<String> FURTHER = Set.of(
            "ldap-import-confirm.camel.yaml look",
            "ldap-import-confirm.camel.yaml lookForOthers",
            "ldap-import-confirm.camel.yaml lookedForOthers",
            "ldap-import-confirm.camel.yaml lookForAbsence",
            "ldap-import-confirm.camel.yaml lookedForAbsence",
            "ldap-import-count.camel.yaml count",
            "ldap-import-page.camel.yaml match",
            "ldap-import-page.camel.yaml compare",
            "ldap-import-page.camel.yaml requireWritten",
            "ldap-import-accounts.camel.yaml requireWritten",
            "ldap-import-accounts.camel.yaml look",
            "ldap-import-accounts.camel.yaml lock",
            "ldap-import-missing.camel.yaml lock",
            "ldap-import-missing.camel.yaml deleted",
            "ldap-import-missing.camel.yaml requireLock",
            "ldap-import-accounts.camel.yaml requireLock");

    private final WithdrawnRights rights = new WithdrawnRights();
    private TestDirectory directory;
    private TestDatabase database;
    private boolean sharesGuids;
    private boolean waits;

    @TempDir
    private Path folder;

    /**
     * A step of a file.
     *
     * @param place the number of its first line, from 0
     */
    record Step(String file, String name, int place) {
        @Override
        public String toString() {
            return file + " " + name + ", line " + (place + 1);
        }

        String key() {
            return file + " " + name;
        }

        /** The same without the bean. */
        String shortKey() {
            return file + " " + name.replaceFirst("^\\S+ (?=\\w)", "").replaceFirst(" \\(\\d+\\)$", "");
        }

        boolean is(String text) {
            return key().contains(text);
        }
    }

    static List<Step> steps() throws IOException {
        List<Step> steps = new ArrayList<>();
        Map<String, Integer> names = new HashMap<>();
        try (Stream<Path> files = Files.list(Path.of("routes"))
                // no import by HTTP runs here
                .filter(file -> !file.getFileName().toString().startsWith("ldap-import-triggers"))
                .sorted()) {
            for (Path file : files.toList()) {
                List<String> lines = Files.readAllLines(file);
                boolean isGuard = false;
                for (int i = 0; i < lines.size(); i++) {
                    String line = lines.get(i).strip();
                    if (line.startsWith("#")) {
                        isGuard |= line.matches("(?i)#.*\\bguard:.*");
                        continue;
                    }
                    if (line.equals("- bean:") || line.equals("- to:")) {
                        String name = Stream.of(lines.get(i + 1), line.equals("- bean:") ? lines.get(i + 2) : "")
                                .map(each -> each.replaceFirst(".*(ref|method|uri): ", ""))
                                .collect(Collectors.joining(" "))
                                .strip();
                        String fileName = file.getFileName().toString();
                        int times = names.merge(fileName + " " + name, 1, Integer::sum);
                        Step step = new Step(fileName, times == 1 ? name : name + " (" + times + ")", i);
                        if (isGuard || FURTHER.contains(step.shortKey())) {
                            steps.add(step);
                        }
                    }
                    isGuard = false;
                }
            }
        }
        return steps;
    }

    @BeforeEach
    void start() throws IOException {
        directory = rights.start().addPeople(PEOPLE);
        database = TestDatabase.create(Product.H2).createUsersTable();
        Providers.add(folder, "staff");
        directory.addPerson("staff1", "Staff", "mail: staff1@example.com");
    }

    @AfterEach
    void stop() {
        database.close();
        directory.close();
    }

    private static String without(String text, Step step) {
        List<String> lines = new ArrayList<>(text.lines().toList());
        int indent = lines.get(step.place()).indexOf('-');
        int end = step.place() + 1;
        while (end < lines.size()
                && !lines.get(end).isBlank()
                && lines.get(end).length() - lines.get(end).stripLeading().length() > indent) {
            end++;
        }
        lines.subList(step.place(), end).clear();
        return String.join("\n", lines) + "\n";
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put(SYNC, "email=mail, name=${body[employeeType]} ${body[cn]}");
        settings.put("ldap-import.users.sync-existing", "email=mail");
        settings.put("ldap-import.directory.disabled-filter", "(description=left)");
        if (sharesGuids) {
            settings.put("ldap-import.directory.guid-attribute", "uid");
        }
        if (waits) {
            settings.put("ldap-import.grace", "14d");
        }
        settings.put("ldap-import.directory.filter", "(!(title=gone))");
        // another provider of the table, who may have users that are missing
        settings.putAll(Providers.settings("staff", directory.settings()));
        settings.put("ldap-import.staff.domain", "staff");
        settings.put("ldap-import.staff.directory.filter", "(uid=staff1)");
        return settings;
    }

    private void change(int user, String change) {
        directory.modify("dn: uid=user" + user + "," + TestDirectory.PEOPLE + "\nchangetype: modify\n" + change);
    }

    /** A first run with one user disabled. */
    private static ImportSummary firstRun(RunningRoutes routes) {
        return routes.outcome(Headers.DELETE, true);
    }

    private void prepareFirstRun() {
        change(3, "add: description\ndescription: left");
        change(5, "add: employeeType\nemployeeType: staff");
        change(6, "add: employeeType\nemployeeType: staff");
    }

    /** Users who have left, whose account is disabled or enabled again, who are new, and who have another name. */
    private void prepareSecondRun() {
        change(3, "delete: description");
        change(4, "add: description\ndescription: left");
        directory.deletePerson("user1");
        change(2, "add: title\ntitle: gone");
        change(6, "delete: employeeType");
        database.execute("UPDATE users SET guid = NULL WHERE email = 'user7@example.com'");
        directory.addPerson("user99", "User 99", "mail: user99@example.com");
    }

    private static ImportSummary secondRun(RunningRoutes routes) {
        return routes.outcome(
                Headers.DELETE, true, Headers.RESTORE, true, Headers.DELETE_MISSING, true, Headers.MIN_USERS, 1);
    }

    private static boolean isNoticed(ImportSummary summary) {
        return !summary.status().equals(ImportSummary.COMPLETED) || summary.failed() > 0;
    }

    private RunningRoutes routes() {
        return RunningRoutes.start(folder, directory.settings(), database.settings(), settings());
    }

    @Test
    @Proves("7.15")
    void with_all_steps_the_run_does_all_of_it() throws IOException {
        prepareFirstRun();
        try (RunningRoutes routes = routes()) {
            assertThat(isNoticed(firstRun(routes))).isFalse();
            prepareSecondRun();
            ImportSummary summary = secondRun(routes);
            assertThat(isNoticed(summary)).as(summary.toString()).isFalse();
            assertThat(List.of(summary.deletedMissing(), summary.deleted(), summary.restored()))
                    .as(summary.toString())
                    .containsExactly(2L, 1L, 1L);
        }
        assertThat(steps().stream().map(Step::key)).hasSizeGreaterThan(50).containsAll(HARMLESS.keySet());
    }

    /** The second run, as a plan that is carried out. */
    private static ImportSummary plannedRun(RunningRoutes routes) {
        Object[] options = {
            Headers.DELETE, true, Headers.RESTORE, true, Headers.DELETE_MISSING, true, Headers.MIN_USERS, 1
        };
        ImportSummary dry = routes.outcome(with(options, Headers.DRY_RUN, true, Headers.KEEP, true));
        return routes.outcome(with(options, Headers.PLAN, dry.runId()));
    }

    private static Object[] with(Object[] options, Object... further) {
        return Stream.concat(Stream.of(options), Stream.of(further)).toArray();
    }

    @Test
    @Proves("7.15")
    void with_all_steps_the_run_carries_a_plan_out() {
        prepareFirstRun();
        try (RunningRoutes routes = routes()) {
            assertThat(isNoticed(firstRun(routes))).isFalse();
            prepareSecondRun();
            ImportSummary summary = plannedRun(routes);
            assertThat(isNoticed(summary)).as(summary.toString()).isFalse();
            assertThat(List.of(
                            summary.deletedMissing(),
                            summary.deleted(),
                            summary.restored(),
                            summary.imported(),
                            summary.skipped()))
                    .as(summary.toString())
                    .containsExactly(2L, 1L, 1L, 1L, 0L);
        }
    }

    @Test
    @Proves("7.15")
    void with_all_steps_the_run_can_be_set_back() {
        prepareFirstRun();
        try (RunningRoutes routes = routes()) {
            assertThat(isNoticed(firstRun(routes))).isFalse();
            assertThat(undoes(routes)).isTrue();
        }
    }

    private static boolean previews(RunningRoutes routes) {
        return routes.context()
                        .createProducerTemplate()
                        .request("direct:ldap-import-preview", exchange -> {})
                        .getException()
                == null;
    }

    /** Whether the first run can be set back. */
    private boolean undoes(RunningRoutes routes) {
        String run = database.value("SELECT MAX(run_id) FROM ldap_import_runs");
        Exchange answer = routes.context().createProducerTemplate().request("direct:ldap-import-undo", exchange -> {
            exchange.getMessage().setHeader(Headers.UNDO, run);
            exchange.getMessage().setHeader(Headers.MAX_UNDONE, "100%");
        });
        return answer.getException() == null
                && answer.getMessage().getBody(ImportSummary.class).failed() == 0;
    }

    /** Whether the step is missed by a run that adds a member to a group and removes one. */
    private boolean membersRun(Step step) throws IOException {
        try (GroupsFixture fixture = GroupsFixture.of(Product.H2, folder.resolve("groups"), 3)) {
            fixture.addGroup("staff", "user1", "user2").importUsers();
            if (fixture.importGroups().membersAdded() != 2) {
                throw new AssertionError("The run with all steps adds both members");
            }
            fixture.setMembers("staff", "user2", "user3");
            Path edited = fixture.routesFolder.resolve(step.file());
            Files.writeString(edited, without(Files.readString(edited), step));
            return isNoticed(fixture.restart().importGroups());
        }
    }

    @ParameterizedTest
    @MethodSource("steps")
    @Proves("7.15")
    void a_guard_that_is_lost_is_noticed(Step step) throws IOException {
        sharesGuids = step.is("shared-guids");
        waits = step.is("ldap-import-grace");
        Path edited = folder.resolve(step.file());
        Files.writeString(edited, without(Files.readString(edited), step));
        prepareFirstRun();
        boolean isNoticed;
        try (RunningRoutes routes = routes()) {
            isNoticed = isNoticed(firstRun(routes));
            if (step.is("preview")) {
                isNoticed = !previews(routes);
            } else if (step.file().equals("ldap-import-undo.camel.yaml") || step.is("ldap-import-undo ")) {
                isNoticed = !undoes(routes);
            } else if (step.is("ldap-import-kept-plan ")) {
                prepareSecondRun();
                isNoticed = isNoticed(plannedRun(routes));
            } else if (step.is("ldap-import-members")) {
                isNoticed = membersRun(step);
            } else if (step.is("requireSingleUser")) {
                isNoticed = isNoticed(routes.outcome(Headers.USER, "user9"));
            } else if (!isNoticed) {
                prepareSecondRun();
                isNoticed = isNoticed(secondRun(routes));
            }
        } catch (IllegalStateException e) {
            // Camel itself refuses a block that is empty now
            assertThat(e).hasMessageContaining(step.file());
            isNoticed = true;
        }
        assertThat(isNoticed || HARMLESS.containsKey(step.key()))
                .as(step.toString())
                .isTrue();
    }
}
