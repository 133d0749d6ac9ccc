package io.github.ldapimport.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportException;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.AdviceWith;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A run is set back, row by row, as far as the rows are still as it left them. */
class UndoTest {
    private static final Map<String, String> SETTINGS = Map.of(
            "ldap-import.users.sync-existing", "email=mail",
            "ldap-import.users.release-columns", "email",
            "ldap-import.directory.disabled-filter", "(employeeType=gone)",
            "ldap-import.max-missing", "100%",
            "ldap-import.max-disabled", "100%",
            "ldap-import.max-undone", "1000");

    private TestDirectory directory;
    private TestDatabase database;

    @BeforeEach
    void start() {
        directory = TestDirectory.start();
    }

    @AfterEach
    void stop() {
        database.close();
        directory.close();
    }

    private RunningRoutes routes(Product product) {
        database = TestDatabase.create(product).createUsersTable();
        return RunningRoutes.start(directory.settings(), database.settings(), SETTINGS);
    }

    /** What the table has, but for keys, times and hashes. */
    private List<String> rows() {
        return database.column("SELECT CONCAT(name, ' ', COALESCE(email, '-'), ' ', COALESCE(guid, '-'), ' ',"
                + " COALESCE(domain, '-'), CASE WHEN deleted_at IS NULL THEN '' ELSE ' deleted' END)"
                + " FROM users ORDER BY id");
    }

    private static ImportSummary undo(RunningRoutes routes, String runId, Object... headers) {
        Exchange answer = routes.context().createProducerTemplate().request("direct:ldap-import-undo", exchange -> {
            exchange.getMessage().setHeader(Headers.UNDO, runId);
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getMessage().setHeader((String) headers[i], headers[i + 1]);
            }
        });
        if (answer.getException() != null) {
            ImportException failure = answer.getException(ImportException.class);
            assertThat(failure).as("%s", answer.getException()).isNotNull();
            return failure.summary();
        }
        return answer.getMessage().getBody(ImportSummary.class);
    }

    private void modify(String uid, String... changes) {
        directory.modify("dn: uid=" + uid + ",ou=people,dc=example,dc=com\nchangetype: modify\n"
                + String.join("\n-\n", changes));
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    @Proves("12.20")
    void rows_get_their_old_values_back_and_an_undo_can_be_undone(Product product) {
        directory
                .addPerson("ada", "Ada", "mail: ada@example.com")
                .addPerson("kim", "Kim", "mail: kim@example.com")
                .addPerson("joe", "Joe", "mail: joe@example.com");
        try (RunningRoutes routes = routes(product)) {
            routes.run();
            List<String> before = rows();
            database.execute("INSERT INTO users (id, name, email) VALUES (7, 'Old Pat', 'pat@example.com')");
            List<String> beforeWithPat = rows();
            modify("ada", "replace: cn\ncn: Ada \u0141", "replace: mail\nmail: kim@example.com");
            modify("kim", "replace: mail\nmail: ada@example.com");
            directory.deletePerson("joe");
            directory.addPerson("pat", "Pat", "mail: pat@example.com").addPerson("new", "New", "mail: joe@example.com");
            ImportSummary mistake = routes.run(Headers.DELETE, true, Headers.DELETE_MISSING, true);
            List<String> after = rows();
            assertThat(mistake.imported()).isEqualTo(1);
            assertThat(mistake.adopted()).isEqualTo(1);
            assertThat(mistake.deletedMissing()).isEqualTo(1);

            ImportSummary dry = undo(routes, mistake.runId(), Headers.DRY_RUN, true);
            assertThat(dry.status()).as(dry.toString()).isEqualTo(ImportSummary.COMPLETED);
            assertThat(rows()).isEqualTo(after);

            ImportSummary undone = undo(routes, mistake.runId());

            assertThat(undone.status()).as(undone.toString()).isEqualTo(ImportSummary.COMPLETED);
            assertThat(undone.failed()).as(undone.toString()).isZero();
            assertThat(undone.changed()).isEqualTo(5);
            List<String> back = rows();
            String newOne = directory.guid("new");
            assertThat(back).filteredOn(row -> !row.contains(newOne)).isEqualTo(beforeWithPat);
            assertThat(back)
                    .filteredOn(row -> row.contains(newOne))
                    .singleElement()
                    .asString()
                    .endsWith(" deleted");
            assertThat(before).hasSize(3);

            ImportSummary again = undo(routes, undone.runId());

            assertThat(again.failed()).as(again.toString()).isZero();
            assertThat(rows()).isEqualTo(after);
        }
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    @Proves("12.21")
    void what_was_changed_since_stays_as_it_is(Product product) {
        directory.addPeople(4);
        try (RunningRoutes routes = routes(product)) {
            routes.run();
            for (int i = 1; i <= 4; i++) {
                modify("user" + i, "replace: cn\ncn: Wrong");
            }
            ImportSummary mistake = routes.run();
            database.execute("UPDATE users SET name = 'By hand' WHERE email = 'user2@example.com'");
            database.execute("DELETE FROM users WHERE email = 'user3@example.com'");
            database.execute("UPDATE users SET domain = 'other' WHERE email = 'user4@example.com'");

            ImportSummary undone = undo(routes, mistake.runId());

            assertThat(undone.status()).isEqualTo(ImportSummary.COMPLETED);
            assertThat(undone.changed()).isEqualTo(1);
            assertThat(undone.skipped()).isEqualTo(3);
            assertThat(database.column("SELECT CONCAT(name, ' ', domain) FROM users ORDER BY email"))
                    .containsExactly("User 1 default", "By hand default", "Wrong other");
            assertThat(undo(routes, mistake.runId()).changed()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(value = Product.class, names = "H2")
    @Proves("12.22")
    void more_than_max_undone_is_refused_and_so_is_what_is_no_run(Product product) {
        directory.addPeople(12);
        try (RunningRoutes routes = routes(product)) {
            ImportSummary run = routes.run();
            List<String> rows = rows();

            ImportSummary refused = undo(routes, run.runId(), Headers.MAX_UNDONE, "50%");

            assertThat(refused.status()).isEqualTo(ImportSummary.REFUSED);
            assertThat(refused.reason()).contains("changed 12 rows", "--max-undone=12");
            assertThat(undo(routes, run.runId() + "' OR '1'='1").reason()).contains("no id of a run");
            assertThat(undo(routes, "20200101-000000-00000000").status()).isEqualTo(ImportSummary.REFUSED);
            assertThat(routes.failingRun(Headers.UNDO, run.runId()).summary().reason())
                    .contains(Headers.UNDO);
            assertThat(undo(routes, run.runId(), Headers.USER, "user1").reason())
                    .contains(Headers.USER, "is for imports");
            assertThat(routes.failingRun(Headers.MAX_UNDONE, "5").summary().reason())
                    .contains(Headers.MAX_UNDONE, "leave it out");
            assertThat(rows()).isEqualTo(rows);

            assertThat(undo(routes, run.runId()).deleted()).isEqualTo(12);
            assertThat(database.value("SELECT COUNT(*) FROM users WHERE deleted_at IS NULL"))
                    .isEqualTo("0");
        }
    }

    @ParameterizedTest
    @EnumSource(value = Product.class, names = "H2")
    @Proves("12.23")
    void an_undo_asks_no_directory_and_keeps_the_settings_of_runs_as_digests(Product product) {
        directory.addPeople(3);
        try (RunningRoutes routes = routes(product)) {
            ImportSummary run = routes.run();
            String settings = database.value(
                    "SELECT CONCAT('', detail) FROM ldap_import_changes WHERE kind = 'settings' AND run_id = '"
                            + run.runId() + "'");
            assertThat(settings)
                    .contains("\"ldap-import.users.sync-attributes\":\"", "\"the route ldap-import-user\":\"")
                    .doesNotContain("password\":", "secret", "mail");
            directory.close();

            assertThat(undo(routes, run.runId()).changed()).isEqualTo(3);
        } finally {
            directory = TestDirectory.start();
        }
    }

    @ParameterizedTest
    @EnumSource(value = Product.class, names = "H2")
    @Proves("12.22")
    void a_run_of_another_table_is_not_set_back(Product product) {
        directory.addPeople(3);
        String run;
        try (RunningRoutes routes = routes(product)) {
            run = routes.run().runId();
        }
        database.execute("CREATE TABLE people AS SELECT * FROM users");
        try (RunningRoutes routes = RunningRoutes.start(
                directory.settings(), database.settings(), SETTINGS, Map.of("ldap-import.users.table", "people"))) {
            ImportSummary refused = undo(routes, run);

            assertThat(refused.status()).isEqualTo(ImportSummary.REFUSED);
            assertThat(refused.reason()).contains("ldap-import.users.table");
            assertThat(database.value("SELECT COUNT(*) FROM people WHERE deleted_at IS NULL"))
                    .isEqualTo("3");
        }
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    @Proves("12.21")
    void a_row_that_was_deleted_again_or_imported_anew_stays_as_it_is(Product product) {
        directory.addPeople(3);
        try (RunningRoutes routes = routes(product)) {
            ImportSummary first = routes.run();
            directory.deletePerson("user1");
            ImportSummary mistake = routes.run(Headers.DELETE_MISSING, true);
            database.execute("UPDATE users SET deleted_at = '2026-01-02 03:04:05' WHERE name = 'User 1'");
            database.execute("DELETE FROM users WHERE name = 'User 2'");
            routes.run();

            assertThat(undo(routes, mistake.runId()).skipped()).isEqualTo(1);
            ImportSummary undone = undo(routes, first.runId());

            assertThat(undone.deleted()).isEqualTo(1);
            assertThat(database.column("SELECT name FROM users WHERE deleted_at IS NULL"))
                    .containsExactly("User 2");
        }
    }

    @ParameterizedTest
    @EnumSource(value = Product.class, names = "H2")
    @Proves("12.21")
    void a_row_whose_values_are_not_all_kept_stays_as_it_is(Product product) {
        directory.addPeople(2);
        database = TestDatabase.create(product).createUsersTable();
        try (RunningRoutes routes = RunningRoutes.start(
                directory.settings(), database.settings(), SETTINGS, Map.of("ldap-import.changes.without", "email"))) {
            routes.run();
            directory.deletePerson("user1");
            ImportSummary mistake = routes.run(Headers.DELETE_MISSING, true);

            assertThat(undo(routes, mistake.runId()).skipped()).isEqualTo(1);
            assertThat(database.value("SELECT COUNT(*) FROM users WHERE deleted_at IS NULL"))
                    .isEqualTo("1");
        }
        try (RunningRoutes routes = RunningRoutes.start(
                directory.settings(), database.settings(), Map.of("ldap-import.changes.without", "emial"))) {
            assertThat(routes.failingRun().summary().reason()).contains("emial", "correct the name");
        }
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    @Proves("12.21")
    void a_row_that_is_changed_while_it_is_set_back_stays_as_it_is(Product product) throws Exception {
        directory.addPeople(1);
        try (RunningRoutes routes = routes(product)) {
            routes.run();
            modify("user1", "replace: cn\ncn: Wrong");
            String mistake = routes.run().runId();
            AdviceWith.adviceWith(routes.context(), "ldap-import-undo-page", advice -> advice.weaveByToUri(
                            "direct:ldap-import-page-write")
                    .before()
                    .process(exchange -> database.execute("UPDATE users SET name = 'By hand'")));

            ImportSummary undone = undo(routes, mistake);

            assertThat(undone.changed()).as(undone.toString()).isZero();
            assertThat(database.column("SELECT name FROM users")).containsExactly("By hand");
        }
    }
}
