package io.github.ldapimport.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.Providers;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of another domain are taken over only where a person has said so, or the provider that has the domain lets them go. */
class OtherDomainsTest {
    private static final String DOMAIN = "ldap-import.domain";
    private static final int PEOPLE = 12;

    @TempDir
    private Path folder;

    private final TestDirectory directory = TestDirectory.start().addPeople(PEOPLE);
    private TestDatabase database = TestDatabase.create(Product.H2).createUsersTable();

    @AfterEach
    void stop() {
        database.close();
        directory.close();
    }

    private void use(Product product) {
        database.close();
        database = TestDatabase.create(product).createUsersTable();
    }

    private RunningRoutes routes(String domain) {
        return RunningRoutes.start(directory.settings(), database.settings(), Map.of(DOMAIN, domain));
    }

    private ImportSummary outcome(String domain, Object... headers) {
        try (RunningRoutes routes = routes(domain)) {
            return routes.outcome(headers);
        }
    }

    private List<Map<String, Object>> rows() {
        return database.query("SELECT id, guid, name, email, domain, password, deleted_at FROM users ORDER BY id");
    }

    /** What is left of an import by another program, or by a host whose tables of the import are elsewhere. */
    private void forgetRuns() {
        database.execute("DELETE FROM ldap_import_scopes");
        database.execute("DELETE FROM ldap_import_runs");
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"2.40", "3.16"})
    void a_slip_in_the_domain_takes_no_row_whatever_the_options_and_whatever_is_remembered(Product product) {
        use(product);
        outcome("default");
        database.execute("UPDATE users SET deleted_at = CURRENT_TIMESTAMP WHERE name = 'User 3'");
        for (boolean isRemembered : new boolean[] {true, false}) {
            if (!isRemembered) {
                forgetRuns();
            }
            List<Map<String, Object>> before = rows();
            for (Object[] headers : new Object[][] {
                {},
                {Headers.DRY_RUN, true},
                {Headers.RESTORE, true, Headers.DELETE, true},
                {Headers.DELETE_MISSING, true, Headers.MAX_MISSING, "100%"},
                {Headers.USER, "user3"},
                {Headers.FILTER, "(uid=user1*)"}
            }) {
                ImportSummary summary = outcome("defalt", headers);
                assertThat(summary.status()).isEqualTo(ImportSummary.REFUSED);
                assertThat(summary.reason())
                        .contains(
                                "whose domain is 'defalt'",
                                "'default' with 12 rows, of which 12 or more are theirs",
                                ", such as id = 1",
                                "nothing was written",
                                "set ldap-import.domain to it",
                                "--scope-changed");
                assertThat(summary.reason().contains("the domain was default and is defalt"))
                        .isEqualTo(isRemembered);
                assertThat(rows()).isEqualTo(before);
            }
        }
        try (RunningRoutes routes = routes("defalt")) {
            assertThat(routes.check("domain"))
                    .singleElement()
                    .asString()
                    .startsWith("FAIL: ")
                    .contains("'default' with 12 rows");
        }
        assertThat(outcome("default").unchanged()).isEqualTo(PEOPLE);
    }

    @ParameterizedTest
    @EnumSource
    @Proves("2.40")
    void what_the_database_takes_for_the_same_domain_is_another_one(Product product) {
        use(product);
        outcome("default");
        List<Map<String, Object>> before = rows();
        for (String other : List.of("Default", "DEFAULT", "d\u00e9fault", "de fault")) {
            ImportSummary summary = outcome(other);
            assertThat(summary.status()).as(other).isEqualTo(ImportSummary.REFUSED);
            assertThat(summary.reason()).contains("'default' (another spelling) with 12 rows");
            assertThat(rows()).isEqualTo(before);
        }
        database.execute("UPDATE users SET domain = 'default ' WHERE name <> 'User 1'");
        List<Map<String, Object>> padded = rows();
        ImportSummary summary = outcome("default");
        assertThat(summary.status()).isEqualTo(ImportSummary.REFUSED);
        assertThat(summary.reason()).contains("'default ' (another spelling) with 11 rows, of which 11");
        assertThat(rows()).isEqualTo(padded);
    }

    @ParameterizedTest
    @EnumSource
    @Proves("2.40")
    void a_person_may_let_the_rows_go_over_and_keys_and_hashes_stay(Product product) {
        use(product);
        outcome("old");
        forgetRuns();
        List<String> before = database.column("SELECT CONCAT(id, ' ', guid, ' ', password) FROM users ORDER BY id");
        ImportSummary dry = outcome("new", Headers.SCOPE_CHANGED, true, Headers.DRY_RUN, true);
        assertThat(dry.changed()).isEqualTo(PEOPLE);
        ImportSummary summary = outcome("new", Headers.SCOPE_CHANGED, true, Headers.CHUNK, 5);
        assertThat(summary.changed()).isEqualTo(PEOPLE);
        assertThat(summary.failures()).isEmpty();
        assertThat(database.column("SELECT CONCAT(id, ' ', guid, ' ', password) FROM users ORDER BY id"))
                .isEqualTo(before);
        assertThat(outcome("new").unchanged()).isEqualTo(PEOPLE);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 12})
    @Proves("2.40")
    void one_row_is_enough_and_rows_of_strangers_are_none(int theirs) {
        outcome("default");
        for (int i = 0; i < 30; i++) {
            database.execute(
                    "INSERT INTO users (name, domain, guid) VALUES ('Stranger', 'local', ?)",
                    String.format("0a1b2c3e-0000-4000-8000-%012d", i));
        }
        assertThat(outcome("default").unchanged()).isEqualTo(PEOPLE);
        database.execute("UPDATE users SET domain = 'local' WHERE domain = 'default' AND id < " + (100 + theirs));
        ImportSummary summary = outcome("default", Headers.FILTER, "(uid=user12)");
        assertThat(summary.status()).isEqualTo(ImportSummary.REFUSED);
        assertThat(summary.reason())
                .contains("'local' with " + (30 + theirs) + " rows, of which " + theirs + " or more are theirs");
    }

    @Test
    @Proves("2.41")
    void a_row_that_the_look_before_did_not_come_to_stays_and_its_user_fails() {
        outcome("default");
        // 21 rows before it and 200 behind it, and the directory shows 200 users before its own
        for (int i = 0; i < 500; i++) {
            database.execute(
                    "INSERT INTO users (id, name, domain, guid) VALUES (?, 'Stranger', 'local', ?)",
                    String.valueOf(i < 250 ? 1000 + i : 2000 + i),
                    String.format("0a1b2c3e-0000-4000-8000-%012d", i));
        }
        for (int i = PEOPLE + 1; i <= 220; i++) {
            directory.addPerson("user" + i, "User " + i);
        }
        outcome("default");
        database.execute("UPDATE users SET id = 1500, domain = 'local' WHERE name = 'User 99'");

        ImportSummary summary = outcome("default", Headers.RESTORE, true);

        assertThat(summary.failures()).singleElement().satisfies(failure -> assertThat(failure.message())
                .contains("(id = 1500) is of the domain 'local'", "it stays as it is", "--scope-changed"));
        assertThat(database.value("SELECT domain FROM users WHERE id = 1500")).isEqualTo("local");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NULL", "''", "'  '"})
    @Proves("2.42")
    void rows_of_no_domain_are_found_by_guid_as_ever(String none) {
        outcome("default");
        database.execute("UPDATE users SET domain = " + none + " WHERE id < 106");
        ImportSummary summary = outcome("default");
        assertThat(summary.changed()).isEqualTo(6);
        assertThat(database.value("SELECT COUNT(*) FROM users WHERE domain = 'default'"))
                .isEqualTo("12");
    }

    private Map<String, String> two(String people, String staff) {
        Map<String, String> settings = new HashMap<>(Providers.settings("staff", directory.settings()));
        settings.putAll(Map.of(
                DOMAIN,
                people,
                "ldap-import.staff.domain",
                staff,
                "ldap-import.directory.filter",
                "(uid=user1*)",
                "ldap-import.staff.directory.filter",
                "(!(uid=user1*))"));
        return settings;
    }

    private RunningRoutes twoProviders(Map<String, String> settings) {
        return RunningRoutes.start(folder, database.settings(), directory.settings(), settings);
    }

    @ParameterizedTest
    @ValueSource(strings = {"domains", "filters", "one of both"})
    @Proves({"2.43", "2.40"})
    void two_providers_whose_domains_or_filters_changed_places_take_no_row_of_each_other(String what)
            throws IOException {
        Providers.add(folder, "staff");
        try (RunningRoutes routes = twoProviders(two("default", "staff"))) {
            assertThat(routes.run().imported()).isEqualTo(4);
            assertThat(routes.run(Headers.PROVIDER, "staff").imported()).isEqualTo(8);
            assertThat(routes.run().unchanged()).isEqualTo(4);
        }
        Map<String, String> slip = two("staff", what.equals("one of both") ? "staff" : "default");
        if (what.equals("filters")) {
            slip = two("default", "staff");
            slip.put("ldap-import.directory.filter", "(!(uid=user1*))");
            slip.put("ldap-import.staff.directory.filter", "(uid=user1*)");
        }
        List<Map<String, Object>> before = rows();
        try (RunningRoutes routes = twoProviders(slip)) {
            assertThat(routes.outcome().status()).isEqualTo(ImportSummary.REFUSED);
            if (!what.equals("one of both")) {
                assertThat(routes.outcome(Headers.PROVIDER, "staff").status()).isEqualTo(ImportSummary.REFUSED);
                assertThat(routes.outcome().status()).isEqualTo(ImportSummary.REFUSED);
            }
            assertThat(routes.check("domain"))
                    .anySatisfy(line -> assertThat(line).startsWith("FAIL: Users of provider ldap"));
            assertThat(rows()).isEqualTo(before);
        }
    }

    @Test
    @Proves("2.40")
    void the_domain_of_a_provider_that_is_no_longer_there_is_nobody_s() throws IOException {
        Providers.add(folder, "staff");
        try (RunningRoutes routes = twoProviders(two("default", "staff"))) {
            routes.run();
            routes.run(Headers.PROVIDER, "staff");
        }
        List<Map<String, Object>> before = rows();
        // its filter is gone with it
        ImportSummary refused = outcome("default");
        assertThat(refused.status()).isEqualTo(ImportSummary.REFUSED);
        assertThat(refused.reason()).contains("'staff' with 8 rows, of which 8 or more are theirs");
        assertThat(rows()).isEqualTo(before);
        assertThat(outcome("default", Headers.SCOPE_CHANGED, true).changed()).isEqualTo(8);
    }

    @Test
    @Proves("3.60")
    void check_tells_of_other_installations_of_the_table() {
        outcome("theirs");
        database.execute("UPDATE ldap_import_scopes SET holder = 'elsewhere in /opt/other'");
        try (RunningRoutes routes = routes("ours")) {
            assertThat(routes.check("neighbour"))
                    .singleElement()
                    .asString()
                    .startsWith("OK: another installation imports into this table: its domain is 'theirs'")
                    .contains("elsewhere in /opt/other");
            assertThat(routes.check("domain")).isEmpty();
        }
    }
}
