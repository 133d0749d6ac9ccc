package io.github.ldapimport.step;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportException;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.run.ImportLog;
import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.run.RunListener;
import io.github.ldapimport.testing.PageWire;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** How many rows a run may delete, restore, empty and change. Users of type {@code gone} are disabled. */
class LimitsTest {
    private static final String SECRET = "a secret of all the nodes";
    private static final String LONG_AGO = "2020-01-01 00:00:00";

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private Level level;
    private TestDirectory directory;
    private TestDatabase database;

    @BeforeEach
    void start() {
        directory = TestDirectory.start();
        database = TestDatabase.create(Product.H2).createUsersTable();
        log.start();
        logger().addAppender(log);
        level = logger().getLevel();
        logger().setLevel(Level.INFO);
    }

    @AfterEach
    void stop() {
        logger().setLevel(level);
        logger().detachAppender(log);
        database.close();
        directory.close();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(ImportLog.LOGGER);
    }

    private RunningRoutes routes(Map<String, String> settings) {
        return RunningRoutes.start(
                directory.settings(),
                database.settings(),
                RunningRoutes.withEvents(),
                Map.of("ldap-import.directory.disabled-filter", "(employeeType=gone)"),
                settings);
    }

    private void addPeople(int count) {
        for (int i = 1; i <= count; i++) {
            directory.addPerson("user" + i, "User " + i, "mail: user" + i + "@example.com");
        }
    }

    private void change(int user, String change) {
        directory.modify("dn: uid=user" + user + "," + TestDirectory.PEOPLE + "\nchangetype: modify\n" + change);
    }

    private void disable(int from, int to) {
        for (int i = from; i <= to; i++) {
            change(i, "add: employeeType\nemployeeType: gone");
        }
    }

    private long count(String condition) {
        return Long.parseLong(database.value("SELECT COUNT(*) FROM users WHERE " + condition));
    }

    private long lines(String part) {
        return log.list.stream()
                .filter(line -> line.getFormattedMessage().contains(part))
                .count();
    }

    private static List<JsonNode> events(RunningRoutes routes, String kind) {
        return routes.events().stream()
                .filter(event -> event.path("event").asText().equals(kind))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "12, 6, , false",
        "12, 7, , true",
        "12, 12, , true",
        "9, 9, , false",
        "9, 1, 0, true",
        "3, 2, 1, true",
        "3, 1, 1, false",
        "12, 12, 100%, false",
        "12, 2, 10%, true",
        "12, 1, 10%, false"
    })
    @Proves({"3.33", "3.38"})
    void up_to_max_disabled_rows_of_disabled_users_are_deleted_and_beyond_it_none(
            int users, int disabled, String limit, boolean isRefused) {
        addPeople(users);
        try (RunningRoutes routes = routes(limit == null ? Map.of() : Map.of("ldap-import.max-disabled", limit))) {
            routes.run();
            disable(1, disabled);
            ImportSummary summary = routes.outcome(Headers.DELETE, true, Headers.CHUNK, 4);
            assertThat(summary.status()).isEqualTo(isRefused ? ImportSummary.REFUSED : ImportSummary.COMPLETED);
            assertThat(summary.deleted()).isEqualTo(isRefused ? 0 : disabled);
            assertThat(count("deleted_at IS NOT NULL")).isEqualTo(isRefused ? 0 : disabled);
            assertThat(lines("would be soft-deleted, because the account is disabled."))
                    .isEqualTo(isRefused ? disabled : 0);
            assertThat(events(routes, "Refused")).hasSize(isRefused ? 1 : 0);
        }
    }

    @Test
    @Proves({"3.33", "3.34"})
    void a_slip_in_the_filter_deletes_no_one_saves_what_changed_and_is_allowed_by_the_option_it_names() {
        addPeople(12);
        try (RunningRoutes routes = routes(Map.of("ldap-import.delete-missing", "true"))) {
            routes.run();
            disable(1, 10);
            directory.deletePerson("user12");
            change(11, "replace: mail\nmail: new@example.com");
            ImportException refused = routes.failingRun(Headers.DELETE, true);
            assertThat(refused.getMessage())
                    .startsWith("10 of the 12 live users of domain default show as disabled in " + directory.url())
                    .contains("User 1 (user1)", "max-disabled=50%", "--max-disabled=10 (LdapImportMaxDisabled)");
            assertThat(refused.summary().changed()).isEqualTo(1);
            assertThat(count("email = 'new@example.com'")).isEqualTo(1);
            assertThat(count("deleted_at IS NOT NULL")).isZero();

            ImportSummary allowed = routes.run(Headers.DELETE, true, Headers.MAX_DISABLED, 10);
            assertThat(allowed.deleted()).isEqualTo(10);
            assertThat(allowed.deletedMissing()).isEqualTo(1);
        }
    }

    /** In pages of 3 the search does not end whole; in pages of 100 it has, and the rows are all that is left to do. */
    @ParameterizedTest
    @ValueSource(ints = {3, 100})
    @Proves("3.34")
    void a_run_that_is_asked_to_stop_deletes_and_restores_no_one(int pageSize) {
        addPeople(12);
        try (RunningRoutes routes = routes(Map.of())) {
            routes.run();
            disable(1, 2);
            database.execute("UPDATE users SET deleted_at = '" + LONG_AGO + "' WHERE name = 'User 3'");
            for (String option : List.of(Headers.DELETE, Headers.RESTORE)) {
                ImportSummary interrupted = routes.outcome(
                        new RunListener() {
                            private ImportRun run;

                            @Override
                            public void started(ImportRun its) {
                                run = its;
                            }

                            @Override
                            public void saved(List<io.github.ldapimport.plan.UserWrite> users) {
                                run.interrupt();
                            }
                        },
                        option,
                        true,
                        Headers.CHUNK,
                        pageSize);
                assertThat(interrupted.status()).isEqualTo(ImportSummary.FAILED);
                assertThat(interrupted.reason()).isEqualTo("interrupted");
                assertThat(interrupted.deleted() + interrupted.restored()).isZero();
            }
            assertThat(count("deleted_at IS NOT NULL")).isEqualTo(1);
        }
    }

    @Test
    @Proves({"3.35", "3.38"})
    void values_that_changed_places_restore_no_one() {
        addPeople(20);
        database.execute("ALTER TABLE users ADD state VARCHAR(10)");
        Map<String, String> right = Map.of(
                "ldap-import.users.deleted-at-column", "state",
                "ldap-import.users.deleted-value", "gone",
                "ldap-import.users.live-value", "active");
        try (RunningRoutes routes = routes(right)) {
            routes.run();
        }
        // else the values are known to have changed
        database.execute("DELETE FROM ldap_import_scopes");
        Map<String, String> swapped = new HashMap<>(right);
        swapped.put("ldap-import.users.deleted-value", "active");
        swapped.put("ldap-import.users.live-value", "gone");
        try (RunningRoutes routes = routes(swapped)) {
            ImportException refused = routes.failingRun(Headers.RESTORE, true);
            assertThat(refused.getMessage())
                    .startsWith("20 of the 20 rows of domain default are soft-deleted")
                    .contains("users.deleted-value", "--max-restored=20 (LdapImportMaxRestored)");
            assertThat(count("state = 'active'")).isEqualTo(20);
            assertThat(lines("would be restored.")).isEqualTo(20);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"3.36", "3.40"})
    void a_right_that_was_withdrawn_empties_no_page_and_each_row_is_in_the_log(Product product) {
        database.close();
        database = TestDatabase.create(product).createUsersTable();
        addPeople(12);
        try (RunningRoutes routes = routes(Map.of())) {
            routes.run();
            for (int i = 1; i <= 7; i++) {
                change(i, "delete: mail");
            }
            ImportException refused = routes.failingRun();
            assertThat(refused.getMessage())
                    .startsWith("The column email would lose 7 of the 12 values that rows of domain default have there")
                    .contains("max-emptied=50%", "--max-emptied", "LdapImportMaxEmptied");
            assertThat(refused.summary().failed()).isZero();
            assertThat(count("email IS NULL")).isZero();
            assertThat(lines("would be changed (EMAIL emptied)") + lines("would be changed (email emptied)"))
                    .isEqualTo(7);
            assertThat(events(routes, "ImportFailed")).isEmpty();
            assertThat(routes.run(Headers.MAX_EMPTIED, 7).changed()).isEqualTo(7);
            assertThat(count("email IS NULL")).isEqualTo(7);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 1000})
    @Proves({"3.36", "3.38"})
    void half_of_the_values_may_go_whatever_the_pages_and_one_more_may_not(int chunk) {
        addPeople(20);
        try (RunningRoutes routes = routes(Map.of("ldap-import.parallel-pages", "1"))) {
            routes.run();
            for (int i = 1; i <= 10; i++) {
                change(i, "delete: mail");
            }
            assertThat(routes.run(Headers.CHUNK, chunk).changed()).isEqualTo(10);
            change(11, "delete: mail");
            assertThat(routes.run(Headers.CHUNK, chunk).changed()).isEqualTo(1);
            for (int i = 12; i <= 20; i++) {
                change(i, "delete: mail");
            }
            // nine values are left, too few for the default to say anything
            assertThat(routes.outcome(Headers.CHUNK, chunk, Headers.MAX_EMPTIED, "50%")
                            .status())
                    .isEqualTo(ImportSummary.REFUSED);
            assertThat(count("email IS NOT NULL")).isGreaterThanOrEqualTo(4);
        }
    }

    @Test
    @Proves("3.36")
    void a_column_that_few_rows_fill_is_not_emptied_whole() {
        addPeople(60);
        database.execute("ALTER TABLE users ADD pager VARCHAR(20)");
        for (int i = 1; i <= 12; i++) {
            change(i, "add: pager\npager: " + i);
        }
        try (RunningRoutes routes =
                routes(Map.of("ldap-import.users.sync-attributes", "name=cn, email=mail, pager=pager"))) {
            routes.run();
            for (int i = 1; i <= 12; i++) {
                change(i, "delete: pager");
            }
            assertThat(routes.failingRun().getMessage()).startsWith("The column pager would lose 12 of the 12 values");
            assertThat(count("pager IS NOT NULL")).isEqualTo(12);
        }
    }

    @Test
    @Proves("3.36")
    void of_a_large_table_not_half_is_emptied_before_it_is_too_much() {
        directory.addPeople(2600);
        try (RunningRoutes routes = routes(Map.of(
                "ldap-import.users.sync-attributes", "name=cn, email=uid",
                "ldap-import.users.password-column", "",
                "ldap-import.parallel-pages", "1"))) {
            routes.run();
        }
        try (RunningRoutes routes = routes(Map.of(
                "ldap-import.users.sync-attributes", "name=cn, email=pager",
                "ldap-import.users.password-column", "",
                "ldap-import.parallel-pages", "1"))) {
            assertThat(routes.failingRun().getMessage())
                    .contains("The column email would lose 1000 of the 2600 values", "none of those looked at");
            assertThat(count("email IS NULL")).isZero();
        }
    }

    @Test
    @Proves({"3.36", "3.39"})
    void rows_that_are_taken_over_keep_their_values_too() {
        addPeople(12);
        database.execute("ALTER TABLE users ADD pager VARCHAR(20)");
        for (int i = 1; i <= 12; i++) {
            database.execute("INSERT INTO users (name, email, pager) VALUES ('Local', 'user" + i + "@example.com', '"
                    + i + "')");
        }
        try (RunningRoutes routes = routes(Map.of(
                "ldap-import.users.sync-attributes", "name=cn, email=mail, pager=pager",
                "ldap-import.users.sync-existing", "email=mail"))) {
            assertThat(routes.failingRun().getMessage()).startsWith("The column pager would lose 12 of the 12 values");
            assertThat(count("pager IS NOT NULL AND guid IS NULL")).isEqualTo(12);
        }
    }

    @Test
    @Proves({"3.37", "3.40"})
    void an_email_that_becomes_the_same_for_all_is_refused_where_max_changed_says_so() {
        addPeople(12);
        try (RunningRoutes routes = routes(Map.of())) {
            routes.run();
        }
        try (RunningRoutes routes = routes(Map.of(
                "ldap-import.users.sync-attributes", "name='Everybody', email=mail", "ldap-import.max-changed", "5"))) {
            assertThat(routes.failingRun().getMessage())
                    .startsWith("12 of the 12 rows of domain default would get other values")
                    .contains("max-changed=5", "LdapImportMaxChanged");
            assertThat(count("name = 'Everybody'")).isZero();
            assertThat(routes.run(Headers.MAX_CHANGED, "100%").changed()).isEqualTo(12);
        }
    }

    @Test
    @Proves({"3.16", "3.41"})
    void a_dry_run_is_refused_as_the_run_would_be_and_plans_every_page() {
        addPeople(12);
        try (RunningRoutes routes = routes(Map.of())) {
            routes.run();
            for (int i = 1; i <= 9; i++) {
                change(i, "delete: mail");
            }
            ImportException refused = routes.failingRun(Headers.DRY_RUN, true, Headers.CHUNK, 2);
            assertThat(refused.getMessage()).startsWith("The column email would lose 9 of the 12 values");
            assertThat(refused.summary().changed()).isEqualTo(9);
            assertThat(count("email IS NULL")).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 1000})
    @Proves({"3.40", "3.41"})
    void a_dry_run_that_is_refused_names_each_row_that_the_limit_is_about_whatever_the_pages(int chunk) {
        addPeople(12);
        try (RunningRoutes routes = routes(Map.of("ldap-import.parallel-pages", "1"))) {
            routes.run();
            for (int i = 1; i <= 9; i++) {
                change(i, "delete: mail");
            }
            routes.failingRun(Headers.DRY_RUN, true, Headers.CHUNK, chunk);
            assertNamed(9, "User user%d would be changed (");
            log.list.clear();
            routes.failingRun(Headers.DRY_RUN, true, Headers.CHUNK, chunk, Headers.MAX_CHANGED, 8);
            assertNamed(9, "User user%d would be changed (");
            log.list.clear();
            routes.run(Headers.DRY_RUN, true, Headers.CHUNK, chunk, Headers.MAX_EMPTIED, "100%");
            assertThat(lines("would be")).isZero();

            routes.run(Headers.MAX_EMPTIED, "100%");
            disable(1, 9);
            routes.failingRun(Headers.DRY_RUN, true, Headers.CHUNK, chunk, Headers.DELETE, true);
            assertNamed(9, "User user%d (uid=user%1$d," + TestDirectory.PEOPLE + ") would be soft-deleted");
            log.list.clear();
            routes.run(Headers.DELETE, true, Headers.MAX_DISABLED, 9);
            for (int i = 1; i <= 9; i++) {
                change(i, "delete: employeeType");
            }
            routes.failingRun(Headers.DRY_RUN, true, Headers.CHUNK, chunk, Headers.RESTORE, true);
            assertNamed(9, "User user%d (uid=user%1$d," + TestDirectory.PEOPLE + ") would be restored.");
        }
    }

    private void assertNamed(int users, String line) {
        for (int i = 1; i <= users; i++) {
            assertThat(lines(line.formatted(i))).as("user " + i).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"3.42", "2.35"})
    void a_disabled_user_lets_go_of_the_address_for_the_successor_in_the_same_run(Product product) {
        database.close();
        database = TestDatabase.create(product).createUsersTable();
        addPeople(12);
        try (RunningRoutes routes = routes(Map.of("ldap-import.users.release-columns", "email"))) {
            routes.run();
            disable(1, 1);
            directory.addPerson("heir", "Heir", "mail: user1@example.com");
            ImportSummary summary = routes.run(Headers.DELETE, true, Headers.RESTORE, true);
            assertThat(summary.failures()).isEmpty();
            assertThat(summary.imported()).isEqualTo(1);
            assertThat(summary.deleted()).isEqualTo(1);
            assertThat(database.value("SELECT name FROM users WHERE email = 'user1@example.com'"))
                    .isEqualTo("Heir");
            assertThat(events(routes, "Deleted")).singleElement().satisfies(event -> assertThat(event.path("user")
                                    .path("row")
                                    .path("email")
                                    .isNull()
                            || event.path("user").path("row").path("EMAIL").isNull())
                    .isTrue());

            // while the row stays deleted, the address does not come back
            assertThat(routes.run(Headers.DELETE, true).unchanged()).isEqualTo(13);
            assertThat(routes.run().unchanged()).isEqualTo(13);

            directory.deletePerson("heir");
            change(1, "delete: employeeType");
            assertThat(routes.run(Headers.RESTORE, true, Headers.DELETE_MISSING, true)
                            .restored())
                    .isEqualTo(1);
            assertThat(database.value("SELECT name FROM users WHERE email = 'user1@example.com'"))
                    .isEqualTo("User 1");
        }
    }

    @Test
    @Proves({"3.42", "2.36"})
    void a_new_row_of_a_disabled_user_is_inserted_without_what_a_deleted_row_gives_up() {
        addPeople(3);
        disable(1, 1);
        try (RunningRoutes routes = routes(Map.of("ldap-import.users.release-columns", "email"))) {
            assertThat(routes.run(Headers.DELETE, true).deleted()).isEqualTo(1);
            assertThat(count("email IS NULL AND deleted_at IS NOT NULL")).isEqualTo(1);
            assertThat(routes.run(Headers.DELETE, true).unchanged()).isEqualTo(3);
        }
    }

    @Test
    @Proves({"2.37", "3.34", "3.82"})
    void a_row_that_cannot_come_back_fails_by_name_and_costs_no_other() {
        addPeople(12);
        try (RunningRoutes routes = routes(Map.of("ldap-import.users.release-columns", "email"))) {
            routes.run();
            disable(1, 3);
            routes.run(Headers.DELETE, true);
            change(1, "delete: employeeType");
            change(2, "delete: employeeType");
            database.execute("INSERT INTO users (name, email) VALUES ('Local', 'user1@example.com')");
            ImportSummary summary = routes.run(Headers.RESTORE, true);
            assertThat(summary.restored()).isEqualTo(1);
            assertThat(summary.failures())
                    .singleElement()
                    .satisfies(failure -> assertThat(failure.name()).isEqualTo("User 1"))
                    .satisfies(failure -> assertThat(failure.message())
                            .startsWith("not restored: a unique value is taken; the row id = ")
                            .contains(" ('Local') has EMAIL = 'user1@example.com' (a live row, of no domain)"));
            assertThat(summary.changed() + summary.unchanged() + summary.failed())
                    .isEqualTo(12);
            assertThat(events(routes, "ImportFailed")).hasSize(1);
        }
    }

    @Test
    @Proves({"3.39", "10.12"})
    void a_worker_leaves_a_page_that_empties_values_to_the_run_and_candidates_come_back_with_the_answer() {
        addPeople(12);
        Map<String, String> signed = Map.of("ldap-import.worker.secret", SECRET);
        Map<String, String> ofRun = new HashMap<>(signed);
        ofRun.put("ldap-import.worker.endpoint", PageWire.URI);
        ofRun.put("ldap-import.worker.enabled", "false");
        ofRun.put("ldap-import.parallel-pages", "1");
        ofRun.put("ldap-import.directory.page-size", "4");
        Map<String, String> ofWorker = new HashMap<>(signed);
        ofWorker.put("ldap-import.worker.endpoint", PageWire.WORKER_URI);
        try (RunningRoutes run = routes(ofRun);
                RunningRoutes worker = routes(ofWorker)) {
            PageWire wire = new PageWire(run, page -> PageWire.ask(worker.context(), page));
            assertThat(run.run().imported()).isEqualTo(12);
            disable(1, 2);
            change(3, "replace: mail\nmail: new@example.com");
            ImportSummary deleting = run.run(Headers.DELETE, true);
            assertThat(deleting.deleted()).isEqualTo(2);
            assertThat(deleting.changed()).isEqualTo(3);
            assertThat(wire.pages()).hasSize(6);

            for (int i = 1; i <= 7; i++) {
                change(i, "delete: mail");
            }
            assertThat(run.failingRun().getMessage()).startsWith("The column email would lose ");
            assertThat(count("email IS NULL")).isLessThanOrEqualTo(6);
            assertThat(run.run(Headers.MAX_EMPTIED, "100%").failures()).isEmpty();
            assertThat(count("email IS NULL")).isEqualTo(7);
            int handedOut = wire.pages().size();
            run.run(Headers.MAX_CHANGED, "10%");
            assertThat(wire.pages()).hasSize(handedOut);
        }
    }
}
