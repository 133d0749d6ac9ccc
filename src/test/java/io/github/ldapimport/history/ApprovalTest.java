package io.github.ldapimport.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.run.Runs;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A person lets a refused run's rows through: exactly these, once. */
class ApprovalTest {
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

    private RunningRoutes routes(String... further) {
        Map<String, String> settings = new HashMap<>();
        settings.put("ldap-import.directory.disabled-filter", "(employeeType=gone)");
        settings.put("ldap-import.max-missing", "2");
        settings.put("ldap-import.max-disabled", "2");
        for (int i = 0; i < further.length; i += 2) {
            settings.put(further[i], further[i + 1]);
        }
        return RunningRoutes.start(directory.settings(), database.settings(), settings);
    }

    private static RefusedRun refused(RunningRoutes routes, String runId) {
        Runs runs = routes.context().getRegistry().lookupByNameAndType("ldap-import-runs", Runs.class);
        return RefusedRun.of(runs, routes.context(), runId);
    }

    private static List<String> rows(RefusedRun run) {
        List<String> rows = new ArrayList<>();
        run.rows(rows::add);
        return rows;
    }

    private String live() {
        return database.value("SELECT COUNT(*) FROM users WHERE deleted_at IS NULL");
    }

    private void leave(int from, int to) {
        for (int i = from; i <= to; i++) {
            directory.deletePerson("user" + i);
        }
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    @Proves("12.24")
    void exactly_the_rows_of_a_refused_run_are_let_through_once_beside_the_limit(Product product) {
        database = TestDatabase.create(product).createUsersTable();
        try (RunningRoutes routes = routes()) {
            routes.run();
            leave(1, 4);
            ImportSummary first =
                    routes.failingRun(Headers.DELETE_MISSING, true).summary();
            assertThat(first.reason()).contains("ldap-import approve " + first.runId());
            assertThat(rows(refused(routes, first.runId()))).hasSize(4).anyMatch(row -> row.contains("User 3"));
            assertThat(refused(routes, first.runId()).words()).isEqualTo("soft-delete 4 row(s) of missing users");
            refused(routes, first.runId()).approve("ada");

            // one came back, three others left: the three count for the limit of two
            directory.addPerson("user1", "User 1", "mail: user1@example.com", "entryUUID: " + guidOf(1));
            leave(5, 7);
            ImportSummary second =
                    routes.failingRun(Headers.DELETE_MISSING, true).summary();
            assertThat(second.status()).isEqualTo(ImportSummary.REFUSED);
            assertThat(live()).isEqualTo("12");

            directory.addPerson("user7", "User 7", "mail: user7@example.com", "entryUUID: " + guidOf(7));
            ImportSummary third = routes.run(Headers.DELETE_MISSING, true);
            assertThat(third.deletedMissing()).isEqualTo(5);
            assertThat(live()).isEqualTo("7");

            leave(8, 10);
            assertThat(routes.failingRun(Headers.DELETE_MISSING, true).summary().status())
                    .isEqualTo(ImportSummary.REFUSED);
            assertThatThrownBy(() -> refused(routes, first.runId())).hasMessageContaining("for once");
        }
    }

    private String guidOf(int user) {
        return database.value("SELECT guid FROM users WHERE name = 'User " + user + "'");
    }

    @ParameterizedTest
    @EnumSource(value = Product.class, names = "H2")
    @Proves("12.24")
    void disabled_users_are_let_through_in_the_same_way(Product product) {
        database = TestDatabase.create(product).createUsersTable();
        try (RunningRoutes routes = routes()) {
            routes.run();
            for (int i = 1; i <= 4; i++) {
                directory.modify("dn: uid=user" + i
                        + ",ou=people,dc=example,dc=com\nchangetype: modify\nadd: employeeType\nemployeeType: gone");
            }
            ImportSummary first = routes.failingRun(Headers.DELETE, true).summary();
            assertThat(refused(routes, first.runId()).words()).isEqualTo("soft-delete 4 row(s) of disabled users");
            refused(routes, first.runId()).approve("ada");

            assertThat(routes.run(Headers.DELETE, true).deleted()).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @EnumSource(value = Product.class, names = "H2")
    @Proves("12.25")
    void an_approval_is_void_when_it_is_old_or_settings_have_changed(Product product) {
        database = TestDatabase.create(product).createUsersTable();
        String runId;
        try (RunningRoutes routes = routes()) {
            routes.run();
            leave(1, 4);
            runId = routes.failingRun(Headers.DELETE_MISSING, true).summary().runId();
            refused(routes, runId).approve("ada");
        }
        try (RunningRoutes routes = routes("ldap-import.directory.filter", "(uid=*)")) {
            assertThat(routes.failingRun(Headers.DELETE_MISSING, true).summary().status())
                    .isEqualTo(ImportSummary.REFUSED);
            assertThatThrownBy(() -> refused(routes, runId))
                    .hasMessageContaining("settings were changed")
                    .hasMessageContaining("ldap-import.directory.filter");
        }
        try (RunningRoutes routes = routes()) {
            database.execute(
                    "UPDATE ldap_import_changes SET changed_at = '2020-01-01T00:00:00Z' WHERE kind = 'approved'");
            assertThat(routes.failingRun(Headers.DELETE_MISSING, true).summary().status())
                    .isEqualTo(ImportSummary.REFUSED);
            refused(routes, runId).approve("ada");
            assertThat(routes.run(Headers.DELETE_MISSING, true).deletedMissing())
                    .isEqualTo(4);
            assertThatThrownBy(() -> refused(routes, "20200101-000000-00000000"))
                    .hasMessageContaining("no run");
        }
    }

    @ParameterizedTest
    @EnumSource(value = Product.class, names = "H2")
    @Proves("12.24")
    void the_last_approval_counts_alone_and_a_damaged_one_stops_no_run(Product product) {
        database = TestDatabase.create(product).createUsersTable();
        try (RunningRoutes routes = routes()) {
            routes.run();
            leave(1, 4);
            String first =
                    routes.failingRun(Headers.DELETE_MISSING, true).summary().runId();
            refused(routes, first).approve("ada");
            leave(5, 5);
            String second = routes.failingRun(Headers.DELETE_MISSING, true, Headers.MAX_MISSING, 0)
                    .summary()
                    .runId();
            refused(routes, second).approve("ada");
            assertThat(routes.run(Headers.DELETE_MISSING, true).deletedMissing())
                    .isEqualTo(5);
            database.execute("UPDATE users SET deleted_at = NULL");

            assertThat(routes.failingRun(Headers.DELETE_MISSING, true).summary().status())
                    .isEqualTo(ImportSummary.REFUSED);

            database.execute("INSERT INTO ldap_import_changes (provider, run_id, id, changed_at, kind, guid, detail)"
                    + " VALUES ('ldap', 'approvals', 'x', '2999', 'approved', 'x', 'no json')");
            assertThat(routes.run().status()).isEqualTo(ImportSummary.COMPLETED);
        }
    }

    @ParameterizedTest
    @EnumSource(value = Product.class, names = "H2")
    @Proves("12.24")
    void an_approval_is_used_though_the_database_refuses_one_of_its_rows(Product product) {
        database = TestDatabase.create(product).createUsersTable();
        try (RunningRoutes routes = routes()) {
            routes.run();
            database.execute("ALTER TABLE users ADD CHECK (name <> 'User 2' OR deleted_at IS NULL)");
            for (int i = 1; i <= 4; i++) {
                directory.modify("dn: uid=user" + i
                        + ",ou=people,dc=example,dc=com\nchangetype: modify\nadd: employeeType\nemployeeType: gone");
            }
            String refused = routes.failingRun(Headers.DELETE, true).summary().runId();
            refused(routes, refused).approve("ada");

            assertThat(routes.run(Headers.DELETE, true).deleted()).isEqualTo(3);

            assertThatThrownBy(() -> refused(routes, refused)).hasMessageContaining("for once");
            database.execute("UPDATE users SET deleted_at = NULL");
            assertThat(routes.failingRun(Headers.DELETE, true).summary().status())
                    .isEqualTo(ImportSummary.REFUSED);
        }
    }
}
