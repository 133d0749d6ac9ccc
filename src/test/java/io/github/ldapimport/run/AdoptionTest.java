package io.github.ldapimport.run;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows without a GUID that become a user's: which, by what, and which never. */
class AdoptionTest {
    private static final String ADMIN = "admin@example.com";

    private final TestDirectory directory = TestDirectory.start();
    private TestDatabase database;

    @AfterEach
    void stop() {
        if (database != null) {
            database.close();
        }
        directory.close();
    }

    private void table(Product product) {
        database = TestDatabase.create(product).createUsersTable();
        database.execute("ALTER TABLE users ADD role VARCHAR(20)");
        database.execute("ALTER TABLE users ADD is_admin BOOLEAN");
        database.execute("ALTER TABLE users ADD level_no INTEGER");
    }

    private void local(int id, String email, String role, Boolean isAdmin, Integer level) {
        database.execute(
                "INSERT INTO users (id, name, email, password, role, is_admin, level_no)"
                        + " VALUES (?, 'Local', ?, 'hash', ?, ?, ?)",
                id,
                email,
                role,
                isAdmin,
                level);
    }

    private RunningRoutes routes(String existing, String filter) {
        return RunningRoutes.start(
                directory.settings(),
                database.settings(),
                RunningRoutes.withEvents(),
                Map.of("ldap-import.users.sync-existing", existing, "ldap-import.users.adopt-filter", filter));
    }

    private String guidOf(int id) {
        return database.value("SELECT guid FROM users WHERE id = " + id);
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"2.32", "2.33"})
    void a_row_that_the_filter_protects_is_nobodys_and_the_user_fails_with_its_key(Product product) {
        table(product);
        local(1, ADMIN, "Admin", true, 9);
        local(2, "ada@example.com", null, false, 1);
        directory.addPerson("mallory", "Mallory", "mail: " + ADMIN).addPerson("ada", "Ada", "mail: ada@example.com");
        try (RunningRoutes routes = routes("email=mail", "role!=admin, is_admin=false, level_no!=9")) {
            ImportSummary summary = routes.run();
            assertThat(summary.adopted()).isEqualTo(1);
            assertThat(summary.changed()).isEqualTo(1);
            assertThat(summary.failures()).hasSize(1);
            assertThat(summary.failures().get(0).message())
                    .contains("id = 1")
                    .contains("ldap-import.users.adopt-filter protects");
            assertThat(database.query("SELECT name, email, guid, domain FROM users WHERE id = 1")
                            .get(0)
                            .values())
                    .containsExactly("Local", ADMIN, null, null);
            assertThat(guidOf(2)).isEqualTo(directory.guid("ada"));
            assertThat(database.value("SELECT COUNT(*) FROM users")).isEqualTo("2");
            assertThat(routes.events())
                    .filteredOn(event -> event.path("event").asText().equals("Synchronized"))
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "role=member          | member | true",
                "role=member          | Member | false",
                "role=member          |        | false",
                "role='a, b'          | a, b   | true",
                "role!=admin          | member | true",
                "role!=admin          |        | true",
                "role!=admin          | Admin  | false",
                "role!=admin          | 'admin '| false",
                "role != \"admin\"    | ADMIN  | false",
                "role!=admin          | ädmin  | false",
                "role!=admin,role!=x  | x      | false",
                "ROLE!=admin          | admin  | false",
                "level_no!=7          | x      | false",
                "level_no=7           | x      | true",
                "is_admin=true        | x      | false",
                "is_admin!=1          | x      | true",
                "id!=1                | x      | false",
            })
    @Proves("2.32")
    void all_terms_must_hold_and_a_value_is_unlike_no_spelling_of_itself(String filter, String role, boolean adopted) {
        table(Product.H2);
        local(1, "ada@example.com", role, false, 7);
        directory.addPerson("ada", "Ada", "mail: ada@example.com");
        try (RunningRoutes routes = routes("email=mail", filter)) {
            assertThat(routes.run().adopted()).isEqualTo(adopted ? 1 : 0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "role",
                "role=",
                "role=''",
                "role!=' '",
                "role==x",
                "role=~x",
                "role~=x",
                "role<x",
                "role>=x",
                "=x",
                "ro'le=x",
                "role='x",
                "rule=x",
                "password=x",
                "photo=x",
                "level_no=many",
                "level_no=1.5",
                "is_admin=maybe"
            })
    @Proves("2.32")
    void a_filter_that_cannot_be_judged_is_refused_before_anything_is_read(String filter) {
        table(Product.H2);
        database.execute("ALTER TABLE users ADD photo BLOB");
        local(1, "ada@example.com", "x", false, 7);
        directory.addPerson("ada", "Ada", "mail: ada@example.com");
        try (RunningRoutes routes = routes("email=mail", filter)) {
            ImportException failure = routes.failingRun();
            assertThat(failure.isConfiguration()).isTrue();
            assertThat(failure.getMessage()).contains("ldap-import.users.adopt-filter");
            assertThat(guidOf(1)).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves("2.33")
    void a_soft_deleted_row_is_never_adopted(Product product) {
        table(product);
        local(1, "ada@example.com", null, false, 1);
        local(2, null, null, false, 1);
        database.execute("UPDATE users SET name = 'Grace', deleted_at = CURRENT_TIMESTAMP");
        directory.addPerson("ada", "Ada", "mail: ada@example.com").addPerson("grace", "Grace");
        try (RunningRoutes routes = routes("email=mail", "")) {
            ImportSummary summary = routes.run(Headers.RESTORE, true);
            assertThat(summary.adopted()).isZero();
            // the address is unique: the message says which row has it
            assertThat(summary.failures()).hasSize(1);
            assertThat(summary.failures().get(0).message()).contains("id = 1 ('Grace') has ");
        }
        try (RunningRoutes routes = routes("name=cn", "")) {
            assertThat(routes.run(Headers.RESTORE, true).adopted()).isZero();
        }
        assertThat(database.column("SELECT guid FROM users WHERE deleted_at IS NOT NULL"))
                .containsOnlyNulls();
    }

    @Test
    @Proves("2.33")
    void a_user_whom_a_protected_and_an_open_row_fit_gets_neither() {
        table(Product.H2);
        local(1, null, "admin", true, 1);
        local(2, null, "member", false, 1);
        directory.addPerson("local", "Local");
        try (RunningRoutes routes = routes("name=cn", "role!=admin")) {
            assertThat(routes.run().failures().get(0).message()).contains("id = 1)");
            assertThat(database.column("SELECT guid FROM users")).containsOnlyNulls();
        }
    }

    @Test
    @Proves("2.2")
    void of_several_values_each_is_looked_for_and_no_order_decides() {
        table(Product.H2);
        local(1, "old@example.com", null, false, 1);
        local(2, "one@example.com", null, false, 1);
        local(3, "two@example.com", null, false, 1);
        directory
                .addPerson("ada", "Ada", "mail: ada@example.com", "mail: old@example.com")
                .addPerson("eve", "Eve", "mail: one@example.com", "mail: two@example.com");
        try (RunningRoutes routes = routes("email=mail", "")) {
            ImportSummary summary = routes.run();
            assertThat(guidOf(1)).isEqualTo(directory.guid("ada"));
            assertThat(database.value("SELECT email FROM users WHERE id = 1")).isEqualTo("old@example.com");
            assertThat(summary.failures().get(0).message()).startsWith("sync-existing matches 2 rows (id = 2, 3");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"role='local'", "role='local', name='Local'"})
    @Proves("2.20")
    void pairs_that_say_nothing_of_the_user_are_refused(String existing) {
        table(Product.H2);
        local(1, null, "local", false, 1);
        directory.addPerson("ada", "Ada");
        try (RunningRoutes routes = routes(existing, "")) {
            assertThat(routes.failingRun().getMessage())
                    .startsWith("ldap-import.users.sync-existing is ")
                    .contains("says nothing of the user");
            assertThat(guidOf(1)).isNull();
        }
    }

    @Test
    @Proves("2.34")
    void adopted_rows_are_counted_in_a_dry_run_and_shown_with_their_keys_afterwards() {
        table(Product.H2);
        local(7, "ada@example.com", null, false, 1);
        directory.addPerson("ada", "Ada", "mail: ada@example.com").addPerson("new", "New");
        try (RunningRoutes routes = routes("email=mail", "")) {
            assertThat(routes.run(Headers.DRY_RUN, true).adopted()).isEqualTo(1);
            assertThat(guidOf(7)).isNull();
            ImportSummary summary = routes.run();
            assertThat(summary.adopted()).isEqualTo(1);
            assertThat(summary.imported()).isEqualTo(1);
            assertThat(summary.synchronizedUsers()).isEqualTo(1);
            assertThat(summary.toString()).contains("\"adopted\":1");
            assertThat(routes.run().adopted()).isZero();
        }
    }

    @Test
    @Proves("2.34")
    void check_says_so_when_adoption_is_left_on() {
        table(Product.H2);
        directory.addPerson("ada", "Ada", "mail: ada@example.com");
        try (RunningRoutes routes = routes("email=mail", "")) {
            assertThat(routes.check("adoption")).isEqualTo(List.of());
            routes.run();
            assertThat(routes.check("adoption"))
                    .singleElement()
                    .asString()
                    .startsWith("WARN: ldap-import.users.sync-existing is set");
        }
        try (RunningRoutes routes = routes("", "")) {
            assertThat(routes.check("adoption")).isEqualTo(List.of());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    @Proves("2.81")
    void a_letter_that_the_database_lacks_costs_its_user_alone(Product product) {
        database = TestDatabase.createInLatin1(product).createUsersTable();
        database.execute("INSERT INTO users (id, name, email) VALUES (1, 'Local', 'ada@example.com')");
        directory.addPerson("ada", "Ada", "mail: ada@example.com").addPerson("alan", "Alan", "mail: alan@example.com");
        for (String uid : List.of("lukasz", "lech")) {
            directory.addPerson(uid, uid, "mail: " + uid.replace('l', '\u0142') + "@example.com");
        }
        try (RunningRoutes routes = routes("email=mail", "")) {
            ImportSummary summary = routes.run();

            assertThat(summary.adopted()).isEqualTo(1);
            assertThat(summary.imported()).isEqualTo(1);
            assertThat(summary.failures()).hasSize(2).allSatisfy(failure -> assertThat(failure.message())
                    .contains("\u0142"));
            assertThat(guidOf(1)).isEqualTo(directory.guid("ada"));
        }
    }

    @Test
    @Proves("2.81")
    void a_letter_that_the_database_lacks_fits_no_row_in_the_first_look() {
        database = TestDatabase.createInLatin1(Product.POSTGRESQL).createUsersTable();
        for (int i = 1; i <= 12; i++) {
            database.execute("INSERT INTO users (id, name, email) VALUES (?, 'Local', ?)", i, i + "@example.com");
            directory.addPerson("p" + i, "P" + i, "mail: " + i + "@example.com");
        }
        directory.addPerson("lukasz", "lukasz", "mail: \u0142@example.com");
        try (RunningRoutes routes = routes("email=mail", "")) {
            ImportSummary summary = routes.run();

            assertThat(summary.adopted()).isEqualTo(12);
            assertThat(summary.failed()).isEqualTo(1);
        }
    }
}
