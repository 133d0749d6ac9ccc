package io.github.ldapimport.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportException;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.Providers;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several directories in one program. */
class ProvidersTest {
    @TempDir
    private Path folder;

    private RunningRoutes routes(TestDatabase database, TestDirectory directory, TestDirectory partners)
            throws IOException {
        return RunningRoutes.start(
                Providers.add(folder, "partners"),
                database.settings(),
                directory.settings(),
                Providers.settings("partners", partners.settings()),
                Map.of("ldap-import.partners.domain", "partners"));
    }

    private static String rows(TestDatabase database) {
        return String.join(
                ",",
                database.column(
                        "SELECT CONCAT(name, '=', domain, CASE WHEN deleted_at IS NULL THEN '' ELSE ' gone' END)"
                                + " FROM users ORDER BY name"));
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"3.4", "4.17"})
    void two_directories_share_a_table_each_with_its_own_domain(Product product) throws IOException {
        try (TestDirectory directory =
                        TestDirectory.start().addPerson("ada", "Ada").addPerson("alan", "Alan");
                TestDirectory partners =
                        TestDirectory.start().addPerson("grace", "Grace").addPerson("edsger", "Edsger");
                TestDatabase database = TestDatabase.create(product).createUsersTable();
                RunningRoutes routes = routes(database, directory, partners)) {
            routes.run(Headers.DELETE_MISSING, true);
            routes.run(Headers.PROVIDER, "partners", Headers.DELETE_MISSING, true);
            assertThat(rows(database)).isEqualTo("Ada=default,Alan=default,Edsger=partners,Grace=partners");

            partners.deletePerson("grace");
            routes.run(Headers.DELETE_MISSING, true);
            ImportSummary summary = routes.run(Headers.PROVIDER, "partners", Headers.DELETE_MISSING, true);
            assertThat(summary.domain()).isEqualTo("partners");
            assertThat(summary.deletedMissing()).isEqualTo(1);
            assertThat(rows(database)).isEqualTo("Ada=default,Alan=default,Edsger=partners,Grace=partners gone");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves("4.17")
    void a_user_whom_two_directories_have_stays_with_the_first_and_is_reported(Product product) throws IOException {
        String guid = "0a1b2c3d-0000-4000-8000-000000000001";
        try (TestDirectory directory = TestDirectory.start()
                        .addPerson("ada", "Ada", "employeeNumber: " + guid, "mail: ada@example.com");
                TestDirectory partners = TestDirectory.start()
                        .addPerson("al", "Ada of Partners", "employeeNumber: " + guid, "mail: al@example.com")
                        .addPerson("grace", "Grace", "employeeNumber: 0a1b2c3d-0000-4000-8000-000000000002");
                TestDatabase database = TestDatabase.create(product).createUsersTable();
                RunningRoutes routes = RunningRoutes.start(
                        Providers.add(folder, "partners"),
                        database.settings(),
                        directory.settings(),
                        Providers.settings("partners", partners.settings()),
                        Map.of(
                                "ldap-import.partners.domain", "partners",
                                "ldap-import.directory.guid-attribute", "employeeNumber",
                                "ldap-import.partners.directory.guid-attribute", "employeeNumber"))) {
            routes.run();
            ImportSummary summary =
                    routes.run(Headers.PROVIDER, "partners", Headers.RESTORE, true, Headers.DELETE_MISSING, true);
            assertThat(summary.imported()).isEqualTo(1);
            assertThat(summary.failed()).isEqualTo(1);
            assertThat(summary.failures().get(0).message())
                    .startsWith("The row with the GUID " + guid
                            + " (id = 100) is of the domain 'default', which the provider"
                            + " ldap imports: it stays as it is");
            assertThat(rows(database)).isEqualTo("Ada=default,Grace=partners");
            assertThat(routes.run(Headers.DELETE_MISSING, true).unchanged()).isEqualTo(1);
            assertThat(rows(database)).isEqualTo("Ada=default,Grace=partners");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"3.17", "4.17"})
    void a_table_is_shared_however_its_name_is_spelled(Product product) throws IOException {
        try (TestDirectory directory = TestDirectory.start().addPeople(12);
                TestDirectory partners = TestDirectory.start().addPerson("grace", "Grace");
                TestDatabase database = TestDatabase.create(product).createUsersTable()) {
            String schema = database.value(product == Product.MARIADB ? "SELECT DATABASE()" : "SELECT CURRENT_SCHEMA");
            try (RunningRoutes routes = RunningRoutes.start(
                    Providers.add(folder, "partners"),
                    database.settings(),
                    directory.settings(),
                    Providers.settings("partners", partners.settings()),
                    Map.of("ldap-import.partners.users.table", schema + ".users"))) {
                routes.run(Headers.PROVIDER, "partners");
                routes.run();
                ImportException failure = routes.failingRun(Headers.DELETE_MISSING, true);
                assertThat(failure.isConfiguration()).isTrue();
                assertThat(failure.getMessage()).contains("ldap-import.partners.domain");
                assertThat(database.value("SELECT COUNT(*) FROM users WHERE deleted_at IS NOT NULL"))
                        .isEqualTo("0");
            }
        }
    }

    @Test
    @Proves("2.4")
    void a_row_of_a_domain_that_is_not_imported_any_more_gets_the_new_one_when_that_is_allowed() throws IOException {
        try (TestDirectory directory = TestDirectory.start().addPerson("ada", "Ada");
                TestDatabase database = TestDatabase.create(Product.H2).createUsersTable();
                RunningRoutes routes = routes(database, directory, directory)) {
            routes.run();
            database.execute("UPDATE users SET domain = 'old name'");
            assertThat(routes.failingRun().summary().reason()).contains("'old name'", "--scope-changed");
            assertThat(rows(database)).isEqualTo("Ada=old name");
            assertThat(routes.run(Headers.SCOPE_CHANGED, true).changed()).isEqualTo(1);
            assertThat(rows(database)).isEqualTo("Ada=default");
        }
    }
}
