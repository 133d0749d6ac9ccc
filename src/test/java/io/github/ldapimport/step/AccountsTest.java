package io.github.ldapimport.step;

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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows of users whose account is disabled or enabled. A test's users of type {@code gone} are disabled. */
class AccountsTest {
    private static final String LONG_AGO = "2020-01-01 00:00:00";

    private TestDirectory directory;

    @BeforeEach
    void start() {
        directory = TestDirectory.start()
                .addPerson("ada", "Ada", "mail: ada@example.com")
                .addPerson("gus", "Gus", "mail: gus@example.com", "employeeType: gone");
    }

    @AfterEach
    void stop() {
        directory.close();
    }

    private RunningRoutes routes(TestDatabase database, Map<String, String> settings) {
        return RunningRoutes.start(
                directory.settings(),
                database.settings(),
                RunningRoutes.withEvents(),
                Map.of("ldap-import.directory.disabled-filter", "(employeeType=gone)"),
                settings);
    }

    private static List<String> deleted(TestDatabase database) {
        return database.column("SELECT name FROM users WHERE deleted_at IS NOT NULL ORDER BY name");
    }

    private void change(String uid, String change) {
        directory.modify("dn: uid=" + uid + "," + TestDirectory.PEOPLE + "\nchangetype: modify\n" + change);
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"3.1", "3.3"})
    void a_new_row_of_a_disabled_user_is_deleted_at_once_keeps_its_date_and_is_restored_once(Product product) {
        try (TestDatabase database = TestDatabase.create(product).createUsersTable();
                RunningRoutes routes = routes(database, Map.of())) {
            ImportSummary first = routes.run(Headers.DELETE, true, Headers.RESTORE, true);
            assertThat(first.imported()).isEqualTo(2);
            assertThat(first.deleted()).isEqualTo(1);
            assertThat(deleted(database)).containsExactly("Gus");

            database.execute("UPDATE users SET deleted_at = '" + LONG_AGO + "', updated_at = '" + LONG_AGO
                    + "' WHERE name = 'Gus'");
            ImportSummary second = routes.run(Headers.DELETE, true);
            assertThat(second.unchanged()).isEqualTo(2);
            assertThat(second.deleted()).isZero();
            change("gus", "replace: mail\nmail: gus@example.org");
            assertThat(routes.run(Headers.DELETE, true).deleted()).isZero();
            assertThat(database.value("SELECT email FROM users WHERE deleted_at = '" + LONG_AGO + "'"))
                    .isEqualTo("gus@example.org");

            change("gus", "delete: employeeType");
            assertThat(routes.run(Headers.DELETE, true).restored()).isZero();
            assertThat(deleted(database)).containsExactly("Gus");
            ImportSummary restored = routes.run(Headers.RESTORE, true);
            assertThat(restored.restored()).isEqualTo(1);
            assertThat(restored.changed()).isEqualTo(1);
            assertThat(restored.unchanged()).isEqualTo(1);
            assertThat(deleted(database)).isEmpty();
            assertThat(database.value("SELECT COUNT(*) FROM users WHERE updated_at = '" + LONG_AGO + "'"))
                    .isEqualTo("0");
            assertThat(routes.run(Headers.RESTORE, true).unchanged()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves("3.1")
    void a_disabled_user_is_deleted_together_with_what_else_changed(Product product) {
        try (TestDatabase database = TestDatabase.create(product).createUsersTable();
                RunningRoutes routes = routes(database, Map.of())) {
            routes.run();
            assertThat(deleted(database)).isEmpty();
            change("ada", "add: employeeType\nemployeeType: gone\n-\nreplace: mail\nmail: ada@example.org");
            ImportSummary summary = routes.run(Headers.DELETE, true);
            assertThat(summary.deleted()).isEqualTo(2);
            assertThat(summary.changed()).isEqualTo(2);
            assertThat(database.column("SELECT email FROM users WHERE deleted_at IS NOT NULL ORDER BY email"))
                    .containsExactly("ada@example.org", "gus@example.com");
        }
    }

    @Test
    @Proves("3.3")
    void settings_say_what_a_run_does_and_a_run_may_say_otherwise() {
        try (TestDatabase database = TestDatabase.create(Product.H2).createUsersTable();
                RunningRoutes routes = routes(
                        database,
                        Map.of(
                                "ldap-import.delete",
                                "true",
                                "ldap-import.restore",
                                "true",
                                "ldap-import.delete-missing",
                                "true"))) {
            assertThat(routes.run(Headers.DELETE, false).deleted()).isZero();
            assertThat(routes.run().deleted()).isEqualTo(1);
            change("gus", "delete: employeeType");
            assertThat(routes.run(Headers.RESTORE, false).restored()).isZero();
            assertThat(routes.run().restored()).isEqualTo(1);
            directory.deletePerson("gus");
            assertThat(routes.run(Headers.DELETE_MISSING, false).deletedMissing())
                    .isZero();
            assertThat(routes.run().deletedMissing()).isEqualTo(1);
        }
    }

    @Test
    @Proves("3.3")
    void a_disabled_user_is_not_restored_nor_is_one_who_is_not_found() {
        try (TestDatabase database = TestDatabase.create(Product.H2).createUsersTable();
                RunningRoutes routes = routes(database, Map.of())) {
            routes.run();
            database.execute("UPDATE users SET deleted_at = '" + LONG_AGO + "'");
            directory.deletePerson("ada");
            assertThat(routes.run(Headers.RESTORE, true).restored()).isZero();
            assertThat(database.column("SELECT name FROM users WHERE deleted_at = '" + LONG_AGO + "'"))
                    .hasSize(2);
        }
    }

    @Test
    @Proves({"1.8", "3.1"})
    void the_state_is_asked_for_even_when_a_run_names_its_attributes() {
        try (TestDatabase database = TestDatabase.create(Product.H2).createUsersTable();
                RunningRoutes routes = routes(database, Map.of())) {
            routes.run();
            change("ada", "replace: cn\ncn: Ada Lovelace\n-\nreplace: mail\nmail: ada@example.org");
            ImportSummary summary = routes.run(Headers.DELETE, true, Headers.ATTRIBUTES, "cn");
            assertThat(summary.failures()).isEmpty();
            assertThat(deleted(database)).containsExactly("Gus");
            assertThat(database.value("SELECT email FROM users WHERE name = 'Ada Lovelace'"))
                    .isEqualTo("ada@example.com");
        }
    }

    @Test
    @Proves({"3.16", "4.2"})
    void a_dry_run_counts_who_would_be_deleted_and_restored_and_changes_nobody() {
        try (TestDatabase database = TestDatabase.create(Product.H2).createUsersTable();
                RunningRoutes routes = routes(database, Map.of())) {
            ImportSummary fresh = routes.run(Headers.DRY_RUN, true, Headers.DELETE, true);
            assertThat(fresh.deleted()).isEqualTo(1);
            assertThat(fresh.imported()).isEqualTo(2);
            routes.run();
            database.execute("UPDATE users SET deleted_at = '" + LONG_AGO + "' WHERE name = 'Ada'");
            routes.mock(RunningRoutes.EVENTS).reset();

            ImportSummary summary = routes.run(Headers.DRY_RUN, true, Headers.DELETE, true, Headers.RESTORE, true);

            assertThat(summary.deleted()).isEqualTo(1);
            assertThat(summary.restored()).isEqualTo(1);
            assertThat(summary.changed()).isEqualTo(2);
            assertThat(deleted(database)).containsExactly("Ada");
            assertThat(routes.events()).isEmpty();
        }
    }

    @Test
    @Proves({"5.1", "5.2"})
    void an_attribute_of_the_disabled_filter_that_does_not_exist_is_named_before_anything_is_written() {
        try (TestDatabase database = TestDatabase.create(Product.H2).createUsersTable();
                RunningRoutes routes =
                        routes(database, Map.of("ldap-import.directory.disabled-filter", "(emploeeType=gone)"))) {
            ImportException failure = routes.failingRun();
            assertThat(failure.isConfiguration()).isTrue();
            assertThat(failure.getMessage())
                    .startsWith("Unknown attribute 'emploeeType' in ldap-import.directory.disabled-filter: ");
            assertThat(database.column("SELECT id FROM users")).isEmpty();
        }
    }

    @Test
    @Proves({"3.2", "5.2"})
    void a_directory_that_lacks_the_kinds_own_attribute_has_nobody_disabled() {
        try (TestDatabase database = TestDatabase.create(Product.H2).createUsersTable();
                RunningRoutes routes = RunningRoutes.start(directory.settings(), database.settings())) {
            ImportSummary summary = routes.run(Headers.DELETE, true, Headers.RESTORE, true);
            assertThat(summary.imported()).isEqualTo(2);
            assertThat(summary.deleted()).isZero();
            assertThat(deleted(database)).isEmpty();
        }
    }

    @Test
    @Proves({"3.1", "3.4"})
    void a_table_without_a_column_for_soft_deletes_deletes_and_restores_nobody() {
        for (Map<String, String> settings : List.of(
                Map.<String, String>of(),
                Map.of("ldap-import.users.deleted-at-column", ""),
                Map.of("ldap-import.users.deleted-at-column", "removed_at"))) {
            try (TestDatabase database = TestDatabase.create(Product.H2).createUsersTable()) {
                if (settings.isEmpty()) {
                    database.execute("ALTER TABLE users DROP COLUMN deleted_at");
                }
                try (RunningRoutes routes = routes(database, settings)) {
                    routes.run();
                    directory.addPerson("late", "Late").deletePerson("ada");
                    ImportSummary summary =
                            routes.run(Headers.DELETE, true, Headers.RESTORE, true, Headers.DELETE_MISSING, true);
                    assertThat(summary.status()).isEqualTo(ImportSummary.COMPLETED);
                    assertThat(summary.imported()).isEqualTo(1);
                    assertThat(summary.deleted()).isZero();
                    assertThat(summary.deletedMissing()).isZero();
                    assertThat(database.value("SELECT COUNT(*) FROM users")).isEqualTo("3");
                }
                directory.addPerson("ada", "Ada", "mail: ada@example.com").deletePerson("late");
            }
        }
    }

    @Test
    @Proves({"3.21", "5.2"})
    void a_column_for_soft_deletes_that_cannot_tell_is_named_before_anything_is_written() {
        try (TestDatabase database = TestDatabase.create(Product.H2).createUsersTable();
                RunningRoutes routes = routes(database, Map.of("ldap-import.users.deleted-at-column", "deleted"))) {
            database.execute("ALTER TABLE users ADD COLUMN deleted DOUBLE PRECISION");
            // without any of them, too: new rows have to be live
            for (String option : List.of(Headers.DELETE, Headers.RESTORE, Headers.DELETE_MISSING, Headers.LOG)) {
                ImportException failure = routes.failingRun(option, true);
                assertThat(failure.isConfiguration()).isTrue();
                assertThat(failure.getMessage())
                        .startsWith(
                                "The column DELETED (ldap-import.users.deleted-at-column) is double precision, which tells nothing ");
            }
            assertThat(database.column("SELECT id FROM users")).isEmpty();
        }
    }
}
