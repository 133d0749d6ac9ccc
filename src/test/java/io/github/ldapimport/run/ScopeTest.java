package io.github.ldapimport.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.rows.LiveUserRow;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A change of what a provider covers deletes nobody until it was allowed. */
class ScopeTest {
    private static final String FILTER = "ldap-import.directory.filter";
    private static final String DOMAIN = "ldap-import.domain";
    private static final String WITHOUT_TWO = "(!(|(uid=user3)(uid=user4)))";

    private TestDirectory directory;
    private TestDatabase database;

    @BeforeEach
    void start() {
        directory = TestDirectory.start().addPeople(12);
        database = TestDatabase.create(Product.H2).createUsersTable();
    }

    @AfterEach
    void stop() {
        database.close();
        directory.close();
    }

    private RunningRoutes routes(Map<String, String> settings) {
        return RunningRoutes.start(directory.settings(), database.settings(), settings);
    }

    private ImportSummary outcome(Map<String, String> settings, Object... headers) {
        try (RunningRoutes routes = routes(settings)) {
            return routes.outcome(headers);
        }
    }

    private ImportSummary deleteMissing(Map<String, String> settings) {
        return outcome(settings, Headers.DELETE_MISSING, true);
    }

    private List<String> deleted() {
        return database.column("SELECT name FROM users WHERE deleted_at IS NOT NULL ORDER BY name");
    }

    private String accepted() {
        return database.value("SELECT CAST(scope AS VARCHAR) FROM ldap_import_scopes WHERE accepted_run IS NOT NULL");
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"3.24", "3.26"})
    void a_filter_that_finds_most_users_deletes_nobody_until_the_change_was_allowed(Product product) {
        database.close();
        database = TestDatabase.create(product).createUsersTable();
        ImportSummary first = deleteMissing(Map.of());
        assertThat(first.status()).isEqualTo(ImportSummary.COMPLETED);

        ImportSummary refused = deleteMissing(Map.of(FILTER, WITHOUT_TWO));

        assertThat(refused.status()).isEqualTo(ImportSummary.REFUSED);
        assertThat(refused.reason())
                .startsWith("What provider ldap covers has changed since run " + first.runId() + " (")
                .contains(
                        "the filter was (objectClass=inetOrgPerson) and is (&(objectClass=inetOrgPerson)" + WITHOUT_TWO
                                + ")",
                        "2 of the 12 live users",
                        "User 3",
                        "--scope-changed",
                        Headers.SCOPE_CHANGED)
                .doesNotContain("base was", "domain was");
        assertThat(deleted()).isEmpty();
        // once more, after the refusal
        assertThat(deleteMissing(Map.of(FILTER, WITHOUT_TWO)).status()).isEqualTo(ImportSummary.REFUSED);

        ImportSummary allowed =
                outcome(Map.of(FILTER, WITHOUT_TWO), Headers.DELETE_MISSING, true, Headers.SCOPE_CHANGED, true);
        assertThat(allowed.deletedMissing()).isEqualTo(2);
        assertThat(deleted()).containsExactly("User 3", "User 4");
        directory.deletePerson("user5");
        assertThat(deleteMissing(Map.of(FILTER, WITHOUT_TWO)).deletedMissing()).isEqualTo(1);
    }

    @Test
    @Proves({"3.24", "3.16"})
    void everybody_who_would_go_is_shown_by_a_dry_run() {
        deleteMissing(Map.of());
        List<Object> shown = new ArrayList<>();
        RunListener listener = new RunListener() {
            @Override
            public void missing(List<LiveUserRow> rows) {
                rows.forEach(row -> shown.add(row.label()));
            }
        };
        try (RunningRoutes routes = routes(Map.of(FILTER, "(|(uid=user1*)(uid=user2)(uid=user3)(uid=user4))"))) {
            ImportSummary dryRun = routes.outcome(listener, Headers.DELETE_MISSING, true, Headers.DRY_RUN, true);
            assertThat(dryRun.status()).isEqualTo(ImportSummary.REFUSED);
            assertThat(dryRun.reason()).contains("the filter was");
            assertThat(shown).containsExactlyInAnyOrder("User 5", "User 6", "User 7", "User 8", "User 9");
            assertThat(routes.check("scope"))
                    .singleElement()
                    .asString()
                    .startsWith("WARN: what the provider covers has changed since run ")
                    .contains("the filter was");
        }
        try (RunningRoutes routes = routes(Map.of())) {
            assertThat(routes.check("scope")).singleElement().asString().startsWith("OK: ");
        }
        assertThat(deleted()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "directory.base|DC=Example, dc=COM",
                "directory.base|dc=example,dc=com",
                "directory.user-filter|(OBJECTCLASS=inetOrgPerson)",
                "directory.filter|(objectClass=inetOrgPerson)",
                "directory.guid-attribute|entryuuid",
                "parallel-pages|1"
            })
    @Proves("3.25")
    void another_spelling_is_no_change(String key, String value) {
        deleteMissing(Map.of());
        directory.deletePerson("user7");
        assertThat(deleteMissing(Map.of("ldap-import." + key, value)).deletedMissing())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "directory.base|ou=people,dc=example,dc=com|base",
                "directory.filter|(!(uid=user12))|filter",
                "directory.user-filter|(&(objectClass=inetOrgPerson)(mail=*))|filter",
                "domain|other|domain"
            })
    @Proves({"3.24", "3.27"})
    void any_change_is_told_where_somebody_is_missing(String key, String value, String part) {
        outcome(Map.of(FILTER, "(!(l=Zürich))"), Headers.DELETE_MISSING, true);
        database.execute("DELETE FROM ldap_import_scopes");
        Map<String, String> before = key.equals("directory.filter") ? Map.of(FILTER, "(!(l=Zürich))") : Map.of();
        deleteMissing(before);
        directory.deletePerson("user7");
        ImportSummary refused = deleteMissing(Map.of("ldap-import." + key, value));
        assertThat(refused.status()).isEqualTo(ImportSummary.REFUSED);
        assertThat(refused.reason()).contains("the " + part + " was ");
        assertThat(deleted()).isEmpty();
    }

    @Test
    @Proves("3.26")
    void only_a_full_run_that_looked_for_missing_users_changes_what_is_accepted() {
        // nothing is remembered: the first full run counts, whatever its options
        outcome(Map.of(), Headers.USER, "user1");
        assertThat(database.value("SELECT COUNT(*) FROM ldap_import_scopes WHERE accepted_run IS NOT NULL"))
                .isEqualTo("0");
        outcome(Map.of(FILTER, "(uid=nobody)"), Headers.DELETE_MISSING, true);
        assertThat(database.value("SELECT COUNT(*) FROM ldap_import_scopes WHERE accepted_run IS NOT NULL"))
                .isEqualTo("0");
        outcome(Map.of());
        String accepted = accepted();

        outcome(Map.of(FILTER, WITHOUT_TWO));
        outcome(Map.of(FILTER, WITHOUT_TWO), Headers.DELETE_MISSING, true, Headers.DRY_RUN, true);
        outcome(Map.of(FILTER, WITHOUT_TWO), Headers.DELETE_MISSING, true);
        outcome(Map.of(FILTER, WITHOUT_TWO), Headers.DELETE_MISSING, true, Headers.USER, "user1");
        outcome(Map.of(FILTER, "(uid=nobody)"), Headers.DELETE_MISSING, true, Headers.SCOPE_CHANGED, true);
        outcome(
                Map.of(FILTER, WITHOUT_TWO),
                Headers.DELETE_MISSING,
                true,
                Headers.SCOPE_CHANGED,
                true,
                Headers.MAX_MISSING,
                1);
        assertThat(accepted()).isEqualTo(accepted);
        assertThat(deleted()).isEmpty();

        // a change that nobody is missing for endangers nobody
        String further = "(|(uid=*)(cn=*))";
        assertThat(deleteMissing(Map.of(FILTER, further)).status()).isEqualTo(ImportSummary.COMPLETED);
        assertThat(accepted()).contains(further);
    }

    @Test
    @Proves("3.26")
    void a_run_with_a_filter_of_its_own_is_held_to_the_scope_too() {
        deleteMissing(Map.of());
        ImportSummary refused =
                outcome(Map.of(FILTER, WITHOUT_TWO), Headers.DELETE_MISSING, true, Headers.FILTER, "(uid=user1)");
        assertThat(refused.status()).isEqualTo(ImportSummary.REFUSED);
        assertThat(deleted()).isEmpty();
    }

    @Test
    @Proves("3.24")
    void two_installations_that_take_turns_on_a_domain_are_told_so() {
        deleteMissing(Map.of());
        database.execute("UPDATE ldap_import_scopes SET holder = 'elsewhere in /opt/other'");
        ImportSummary refused = deleteMissing(Map.of(FILTER, WITHOUT_TWO));
        assertThat(refused.reason()).contains("elsewhere in /opt/other", "two installations take turns");
        assertThat(deleted()).isEmpty();
    }

    @Test
    @Proves({"3.27", "3.4", "2.40"})
    void a_renamed_domain_takes_its_rows_and_its_leavers_go_when_the_change_was_allowed() {
        deleteMissing(Map.of(DOMAIN, "old"));
        directory.deletePerson("user7");
        directory.deletePerson("user8");
        Map<String, String> renamed = Map.of(DOMAIN, "new");
        ImportSummary refused = deleteMissing(renamed);
        assertThat(refused.status()).isEqualTo(ImportSummary.REFUSED);
        assertThat(refused.reason()).contains("the domain was old and is new", "'old' with 12 rows", "10 or more");
        assertThat(database.value("SELECT COUNT(*) FROM users WHERE domain = 'old'"))
                .isEqualTo("12");
        assertThat(deleted()).isEmpty();

        assertThat(outcome(renamed, Headers.DELETE_MISSING, true, Headers.SCOPE_CHANGED, true)
                        .deletedMissing())
                .isEqualTo(2);
        assertThat(deleted()).containsExactly("User 7", "User 8");
        assertThat(deleteMissing(renamed).status()).isEqualTo(ImportSummary.COMPLETED);
    }

    @Test
    @Proves({"3.27", "2.40"})
    void the_leavers_of_a_renamed_domain_whose_rows_went_over_before_are_not_deleted_by_the_way() {
        deleteMissing(Map.of(DOMAIN, "old"));
        directory.deletePerson("user7");
        Map<String, String> renamed = Map.of(DOMAIN, "new");
        assertThat(outcome(renamed, Headers.SCOPE_CHANGED, true).changed()).isEqualTo(11);
        ImportSummary refused = deleteMissing(renamed);
        assertThat(refused.status()).isEqualTo(ImportSummary.REFUSED);
        assertThat(refused.reason()).contains("the domain was old and is new", "1 of the 12 live users");
        assertThat(deleted()).isEmpty();
    }

    @Test
    @Proves({"3.28", "4.17"})
    void a_domain_of_another_installation_is_a_neighbour_whose_rows_stay() {
        deleteMissing(Map.of(DOMAIN, "theirs"));
        database.execute("UPDATE ldap_import_scopes SET holder = 'elsewhere in /opt/other'");
        directory.addPerson("ada", "Ada");

        ImportSummary summary = deleteMissing(Map.of(DOMAIN, "ours"));

        assertThat(summary.imported()).isEqualTo(1);
        assertThat(summary.failed()).isEqualTo(12);
        assertThat(summary.failures().get(0).message())
                .contains("is of the domain 'theirs', which the provider ldap of elsewhere in /opt/other (run ")
                .doesNotContain("cannot be asked");
        assertThat(database.value("SELECT COUNT(*) FROM users WHERE domain = 'theirs'"))
                .isEqualTo("12");
        assertThat(deleted()).isEmpty();

        // in truth it was this provider's own domain, before it moved to another host
        assertThat(outcome(Map.of(DOMAIN, "ours"), Headers.SCOPE_CHANGED, true).failed())
                .isZero();
        assertThat(database.value("SELECT COUNT(*) FROM users WHERE domain = 'ours'"))
                .isEqualTo("13");
    }

    @Test
    @Proves({"3.28", "4.17"})
    void a_run_by_mistake_in_the_domain_of_another_installation_makes_it_no_former_domain() {
        deleteMissing(Map.of());
        database.execute("UPDATE ldap_import_scopes SET holder = 'elsewhere in /opt/other'");
        // the domain was forgotten, once
        Map<String, String> own = Map.of(FILTER, "(|(uid=user1)(uid=user2))");
        outcome(own);

        Map<String, String> mended = new HashMap<>(own);
        mended.put(DOMAIN, "partners");
        assertThat(outcome(mended).failed()).isEqualTo(2);
        assertThat(outcome(mended, Headers.DELETE_MISSING, true).failed()).isEqualTo(2);

        assertThat(database.value("SELECT COUNT(*) FROM users WHERE domain = 'default'"))
                .isEqualTo("12");
        assertThat(deleted()).isEmpty();
    }

    @Test
    @Proves({"3.24", "4.13"})
    void a_run_without_the_table_says_so_and_goes_on() {
        deleteMissing(Map.of());
        database.execute("DROP TABLE ldap_import_scopes");
        database.execute("CREATE VIEW ldap_import_scopes AS SELECT 1 AS id");
        directory.deletePerson("user7");
        assertThat(deleteMissing(Map.of()).deletedMissing()).isEqualTo(1);
        assertThat(database.value("SELECT COUNT(*) FROM ldap_import_runs")).isEqualTo("2");
    }
}
