package io.github.ldapimport.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ModifyDNRequest;
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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Users who move from one provider's base to another's, in one table. */
class MoversTest {
    private static final String STAFF = "ou=staff," + TestDirectory.BASE;
    private static final int PEOPLE = 12;

    @TempDir
    private Path folder;

    private TestDirectory directory;
    private TestDatabase database;

    @BeforeEach
    void start() throws LDAPException {
        directory = TestDirectory.start().addPeople(PEOPLE);
        directory.server().add(STAFF, new com.unboundid.ldap.sdk.Attribute("objectClass", "top", "organizationalUnit"));
        directory.addPerson("boss", "Boss", "mail: boss@example.com");
        move("boss");
    }

    @AfterEach
    void stop() {
        directory.close();
        if (database != null) {
            database.close();
        }
    }

    private void move(String uid) throws LDAPException {
        directory
                .server()
                .modifyDN(new ModifyDNRequest("uid=" + uid + "," + TestDirectory.PEOPLE, "uid=" + uid, true, STAFF));
    }

    private RunningRoutes routes(Product product) throws IOException {
        return routes(product, "ldap-import.min-users", "0");
    }

    /** On a new table, with another setting. */
    private RunningRoutes routes(Product product, String key, String value) throws IOException {
        database = TestDatabase.create(product).createUsersTable();
        Providers.add(folder, "staff");
        return restart(key, value);
    }

    /** On the table that is there. */
    private RunningRoutes restart(String key, String value) {
        return RunningRoutes.start(
                folder,
                database.settings(),
                directory.settings(),
                Providers.settings("staff", directory.settings()),
                Map.of(
                        "ldap-import.directory.base",
                        TestDirectory.PEOPLE,
                        "ldap-import.staff.directory.base",
                        STAFF,
                        "ldap-import.staff.domain",
                        "staff"),
                Map.of(key, value));
    }

    private static void both(RunningRoutes routes) {
        routes.run();
        routes.run(Headers.PROVIDER, "staff");
    }

    private Map<String, Object> row(String name) {
        List<Map<String, Object>> rows =
                database.query("SELECT id, guid, domain, password, deleted_at FROM users WHERE name = '" + name + "'");
        assertThat(rows).hasSize(1);
        return rows.get(0);
    }

    private void assertMoved(Map<String, Object> before) {
        Map<String, Object> after = row("User 5");
        assertThat(after.get("id")).isEqualTo(before.get("id"));
        assertThat(after.get("guid")).isEqualTo(before.get("guid"));
        assertThat(after.get("password")).isEqualTo(before.get("password"));
        assertThat(after.get("domain")).isEqualTo("staff");
        assertThat(after.get("deleted_at")).isNull();
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"2.23", "4.17"})
    void who_moves_keeps_the_row_where_the_new_provider_runs_first(Product product) throws Exception {
        try (RunningRoutes routes = routes(product)) {
            both(routes);
            Map<String, Object> before = row("User 5");
            move("user5");
            ImportSummary dry = routes.run(Headers.PROVIDER, "staff", Headers.DRY_RUN, true);
            assertThat(dry.changed()).isEqualTo(1);
            assertThat(row("User 5")).isEqualTo(before);
            ImportSummary staff = routes.run(Headers.PROVIDER, "staff", Headers.DELETE_MISSING, true);
            assertThat(staff.failures()).isEmpty();
            assertThat(staff.changed()).isEqualTo(1);
            assertMoved(before);
            ImportSummary people = routes.run(Headers.DELETE_MISSING, true);
            assertThat(people.deletedMissing()).isZero();
            assertThat(people.failures()).isEmpty();
            assertMoved(before);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"2.23", "3.31"})
    void who_moves_keeps_the_row_where_the_old_provider_runs_first(Product product) throws Exception {
        try (RunningRoutes routes = routes(product)) {
            both(routes);
            Map<String, Object> before = row("User 5");
            move("user5");
            directory.deletePerson("user6");
            ImportSummary people = routes.run(Headers.DELETE_MISSING, true);
            assertThat(people.deletedMissing()).as("user6 has left").isEqualTo(1);
            assertThat(row("User 5")).isEqualTo(before);
            assertThat(row("User 6").get("deleted_at")).isNotNull();
            ImportSummary staff = routes.run(Headers.PROVIDER, "staff", Headers.DELETE_MISSING, true);
            assertThat(staff.failures()).isEmpty();
            assertMoved(before);
            assertThat(routes.run(Headers.PROVIDER, "staff", Headers.DELETE_MISSING, true)
                            .unchanged())
                    .isEqualTo(2);
        }
    }

    @Test
    @Proves("2.23")
    void a_row_that_was_deleted_before_goes_over_as_it_is_and_comes_back_with_restore() throws Exception {
        try (RunningRoutes routes = routes(Product.H2)) {
            both(routes);
            database.execute("UPDATE users SET deleted_at = CURRENT_TIMESTAMP WHERE name = 'User 5'");
            Map<String, Object> before = row("User 5");
            move("user5");
            routes.run(Headers.PROVIDER, "staff");
            assertThat(row("User 5").get("domain")).isEqualTo("staff");
            assertThat(row("User 5").get("deleted_at")).isNotNull();
            routes.run(Headers.PROVIDER, "staff", Headers.RESTORE, true);
            assertMoved(before);
        }
    }

    @Test
    @Proves({"2.23", "4.17"})
    void a_user_whom_the_other_provider_still_finds_stays_there() throws Exception {
        try (RunningRoutes routes = routes(Product.H2, "ldap-import.staff.directory.base", TestDirectory.BASE)) {
            routes.run();
            ImportSummary staff = routes.run(Headers.PROVIDER, "staff", Headers.DELETE_MISSING, true);
            assertThat(staff.imported()).isEqualTo(1);
            assertThat(staff.failed()).isEqualTo(PEOPLE);
            assertThat(staff.failures()).allSatisfy(failure -> assertThat(failure.message())
                    .contains("which the provider ldap imports: it stays as it is; let only one of the two"));
            assertThat(database.value("SELECT COUNT(*) FROM users WHERE domain = 'default'"))
                    .isEqualTo(String.valueOf(PEOPLE));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "url, ldap://localhost:1",
        "base, 'ou=nowhere,dc=example,dc=com'",
        "password, wrong",
        "filter, (uid=nobody)",
        "filter, (uid=nobody"
    })
    @Proves({"2.23", "3.31"})
    void where_the_other_directory_cannot_be_asked_nobody_moves_and_nobody_is_deleted(String setting, String value)
            throws Exception {
        try (RunningRoutes routes = routes(Product.H2)) {
            both(routes);
        }
        move("user5");
        Map<String, Object> before = row("User 5");
        try (RunningRoutes routes = restart("ldap-import.staff.directory." + setting, value)) {
            ImportException failure = routes.failingRun(Headers.DELETE_MISSING, true);
            assertThat(failure.summary().status()).isEqualTo(ImportSummary.FAILED);
            assertThat(failure.getMessage())
                    .contains("1 users are missing, and the provider staff of the same table cannot be asked");
        }
        try (RunningRoutes routes = restart("ldap-import.directory." + setting, value)) {
            ImportSummary staff = routes.run(Headers.PROVIDER, "staff");
            assertThat(staff.failures()).singleElement().satisfies(failure -> assertThat(failure.message())
                    .contains("cannot be asked whether it still has the user"));
        }
        assertThat(row("User 5")).isEqualTo(before);
    }

    @Test
    @Proves({"2.23", "3.31"})
    void providers_that_know_users_by_different_attributes_know_nothing_of_each_other() throws Exception {
        try (RunningRoutes routes = routes(Product.H2, "ldap-import.staff.directory.guid-attribute", "uid")) {
            both(routes);
            Map<String, Object> before = row("User 5");
            move("user5");
            ImportSummary people = routes.run(Headers.DELETE_MISSING, true);
            assertThat(people.deletedMissing()).isEqualTo(1);
            assertThat(row("User 5").get("id")).isEqualTo(before.get("id"));
        }
    }

    @Test
    @Proves("3.31")
    void a_provider_without_users_and_without_rows_keeps_nobody_from_being_missing() throws Exception {
        try (RunningRoutes routes = routes(Product.H2, "ldap-import.staff.directory.filter", "(uid=nobody)")) {
            routes.run();
            directory.deletePerson("user6");
            assertThat(routes.run(Headers.DELETE_MISSING, true).deletedMissing())
                    .isEqualTo(1);
        }
    }
}
