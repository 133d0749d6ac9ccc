package io.github.ldapimport.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A dry run that is kept as a plan, and carried out as such. */
class KeptPlanTest {
    private static final Object[] ALL = {Headers.DELETE, true, Headers.RESTORE, true, Headers.DELETE_MISSING, true};

    private TestDirectory directory;
    private TestDatabase database;

    @BeforeEach
    void start() {
        directory = TestDirectory.start().addPeople(12);
    }

    @AfterEach
    void stop() {
        database.close();
        directory.close();
    }

    private RunningRoutes routes(Map<String, String> further) {
        Map<String, String> settings = new HashMap<>(further);
        settings.put("ldap-import.directory.disabled-filter", "(employeeType=gone)");
        settings.putIfAbsent("ldap-import.users.sync-attributes", "email=mail, name=cn");
        return RunningRoutes.start(directory.settings(), database.settings(), settings);
    }

    private RunningRoutes routes() {
        return routes(Map.of());
    }

    private static Object[] with(Object[] options, Object... further) {
        return Stream.concat(Stream.of(options), Stream.of(further)).toArray();
    }

    private static ImportSummary plan(RunningRoutes routes, Object... options) {
        ImportSummary dry = routes.outcome(with(options, Headers.DRY_RUN, true, Headers.KEEP, true));
        assertThat(dry.status()).as(dry.toString()).isEqualTo(ImportSummary.COMPLETED);
        return dry;
    }

    private static ImportSummary carryOut(RunningRoutes routes, ImportSummary plan, Object... options) {
        return routes.outcome(with(options, Headers.PLAN, plan.runId()));
    }

    private void change(int user, String change) {
        directory.modify("dn: uid=user" + user + "," + TestDirectory.PEOPLE + "\nchangetype: modify\n" + change);
    }

    private void rename(int user, String name) {
        change(user, "replace: cn\ncn: " + name);
    }

    private String name(int user) {
        return database.value("SELECT name FROM users WHERE email = 'user" + user + "@example.com'");
    }

    private boolean isLive(int user) {
        return database.value("SELECT COUNT(*) FROM users WHERE deleted_at IS NULL AND email = 'user" + user
                        + "@example.com'")
                .equals("1");
    }

    private static List<Long> numbers(ImportSummary summary) {
        return List.of(
                summary.imported(),
                summary.changed(),
                summary.skipped(),
                summary.deleted(),
                summary.restored(),
                summary.deletedMissing());
    }

    /** Renamed, disabled, enabled, missing and new users. */
    private void prepare(RunningRoutes routes) {
        change(3, "add: employeeType\nemployeeType: gone");
        routes.run(Headers.DELETE, true);
        rename(1, "One");
        rename(2, "Two");
        change(3, "delete: employeeType");
        change(4, "add: employeeType\nemployeeType: gone");
        directory.deletePerson("user5");
        directory.addPerson("user20", "User 20", "mail: user20@example.com");
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    @Proves("12.27")
    void a_plan_is_carried_out_where_rows_and_entries_are_as_the_dry_run_saw_them(Product product) {
        database = TestDatabase.create(product).createUsersTable();
        try (RunningRoutes routes = routes()) {
            prepare(routes);
            ImportSummary plan = plan(routes, ALL);
            // rows that are deleted or restored count as changed
            assertThat(numbers(plan)).containsExactly(1L, 4L, 0L, 1L, 1L, 1L);
            assertThat(name(1)).isEqualTo("User 1");

            // what came later is left alone
            rename(2, "Another");
            rename(6, "Six");
            change(7, "add: employeeType\nemployeeType: gone");
            directory.deletePerson("user8");
            directory.addPerson("user21", "User 21", "mail: user21@example.com");
            ImportSummary summary = carryOut(routes, plan, ALL);

            assertThat(summary.status()).as(summary.toString()).isEqualTo(ImportSummary.COMPLETED);
            assertThat(numbers(summary)).containsExactly(1L, 3L, 3L, 1L, 1L, 1L);
            assertThat(Stream.of(1, 2, 6, 20).map(this::name)).containsExactly("One", "User 2", "User 6", "User 20");
            assertThat(Stream.of(3, 4, 5, 7, 8).map(this::isLive)).containsExactly(true, false, false, true, true);
            assertThat(database.value("SELECT COUNT(*) FROM users WHERE email = 'user21@example.com'"))
                    .isEqualTo("0");
        }
    }

    @ParameterizedTest
    @EnumSource(value = Product.class, names = "H2")
    @Proves("12.28")
    void a_row_that_was_changed_since_stays_as_it_is(Product product) {
        database = TestDatabase.create(product).createUsersTable();
        try (RunningRoutes routes = routes()) {
            prepare(routes);
            ImportSummary plan = plan(routes, ALL);
            // by hand: a value, the date of a soft delete, and a row that is another by now
            database.execute("UPDATE users SET name = 'By hand' WHERE email = 'user1@example.com'");
            database.execute("UPDATE users SET deleted_at = '2020-01-01 00:00:00' WHERE email = 'user3@example.com'");
            database.execute("UPDATE users SET id = 999 WHERE email = 'user5@example.com'");
            ImportSummary summary = carryOut(routes, plan, ALL);

            assertThat(numbers(summary)).containsExactly(1L, 2L, 1L, 1L, 0L, 0L);
            assertThat(name(1)).isEqualTo("By hand");
            assertThat(Stream.of(3, 5).map(this::isLive)).containsExactly(false, true);
        }
    }

    @ParameterizedTest
    @EnumSource(value = Product.class, names = "H2")
    @Proves("12.29")
    void a_plan_is_for_once_for_a_time_and_for_the_same_settings_and_options(Product product) {
        database = TestDatabase.create(product).createUsersTable();
        ImportSummary old;
        ImportSummary other;
        try (RunningRoutes routes = routes()) {
            routes.run();
            rename(1, "One");
            ImportSummary plan = plan(routes);
            assertThat(carryOut(routes, plan, Headers.DELETE_MISSING, true).reason())
                    .contains("--delete-missing", "nothing was changed");
            assertThat(carryOut(routes, plan).changed()).isEqualTo(1);
            rename(1, "User 1");
            assertThat(carryOut(routes, plan).reason()).contains("for once");
            assertThat(name(1)).isEqualTo("One");

            old = plan(routes);
            database.execute("UPDATE ldap_import_changes SET changed_at = '2020-01-01T00:00:00.000Z' WHERE id = '"
                    + old.runId() + "'");
            assertThat(carryOut(routes, old).reason()).contains("approval.valid");
            other = plan(routes);
            assertThat(routes.failingRun(Headers.PLAN, "20260101-000000-00000000")
                            .getMessage())
                    .contains("There is no plan");
        }
        try (RunningRoutes routes = routes(Map.of("ldap-import.users.sync-attributes", "email=mail, name=sn"))) {
            assertThat(carryOut(routes, other).reason()).contains("ldap-import.users.sync-attributes");
        }
        assertThat(name(1)).isEqualTo("One");
    }

    @ParameterizedTest
    @EnumSource(value = Product.class, names = "H2")
    @Proves("12.30")
    void limits_judge_a_plan_as_any_run(Product product) {
        database = TestDatabase.create(product).createUsersTable();
        try (RunningRoutes routes = routes(Map.of("ldap-import.max-missing", "2"))) {
            routes.run();
            directory.deletePerson("user1");
            directory.deletePerson("user2");
            ImportSummary plan = plan(routes, Headers.DELETE_MISSING, true);
            directory.deletePerson("user3");
            assertThat(carryOut(routes, plan, Headers.DELETE_MISSING, true).status())
                    .isEqualTo(ImportSummary.REFUSED);
            assertThat(Stream.of(1, 2, 3).map(this::isLive)).containsExactly(true, true, true);

            ImportSummary refused =
                    routes.outcome(Headers.DELETE_MISSING, true, Headers.DRY_RUN, true, Headers.KEEP, true);
            assertThat(refused.status()).isEqualTo(ImportSummary.REFUSED);
            assertThat(carryOut(routes, refused, Headers.DELETE_MISSING, true, Headers.MAX_MISSING, "100%")
                            .reason())
                    .contains("There is no plan");
        }
    }

    @ParameterizedTest
    @EnumSource(value = Product.class, names = "H2")
    @Proves("12.31")
    void what_cannot_be_compared_is_not_carried_out(Product product) {
        database = TestDatabase.create(product).createUsersTable();
        try (RunningRoutes routes = routes(Map.of("ldap-import.changes.without", "email"))) {
            ImportSummary plan = plan(routes);
            assertThat(database.column("SELECT detail FROM ldap_import_changes"))
                    .noneMatch(detail -> detail.contains("user1@example.com"));
            assertThat(numbers(carryOut(routes, plan))).containsExactly(0L, 0L, 12L, 0L, 0L, 0L);
        }
        try (RunningRoutes routes = routes(Map.of("ldap-import.changes.keep", ""))) {
            assertThat(routes.failingRun(Headers.DRY_RUN, true, Headers.KEEP, true)
                            .getMessage())
                    .contains("ldap-import.changes.keep");
        }
    }

    @Test
    @Proves("12.32")
    void a_dry_run_without_keep_writes_nothing() {
        database = TestDatabase.create(Product.H2).createUsersTable();
        try (RunningRoutes routes = routes()) {
            routes.run();
            String before = database.value("SELECT COUNT(*) FROM ldap_import_changes");
            rename(1, "One");
            routes.run(Headers.DRY_RUN, true);
            assertThat(database.value("SELECT COUNT(*) FROM ldap_import_changes"))
                    .isEqualTo(before);
            assertThat(routes.failingRun(Headers.KEEP, true).getMessage()).contains("--dry-run");
            assertThat(routes.failingRun(Headers.PLAN, "20260101-000000-00000000", Headers.DRY_RUN, true)
                            .getMessage())
                    .contains("leave one of them out");
        }
    }
}
