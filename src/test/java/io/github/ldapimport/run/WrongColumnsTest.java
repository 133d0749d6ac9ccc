package io.github.ldapimport.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.api.Headers;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A slip in the name of a column that tells rows apart doubles, deletes and restores nobody. */
class WrongColumnsTest {
    private static final String GUID = "ldap-import.users.guid-column";
    private static final String DELETED = "ldap-import.users.deleted-at-column";
    private static final int PEOPLE = 12;

    private TestDirectory directory;
    private TestDatabase database;

    @BeforeEach
    void start() {
        directory = TestDirectory.start().addPeople(PEOPLE);
        database = TestDatabase.create(Product.H2).createUsersTable();
        database.execute("ALTER TABLE users ADD nick VARCHAR(64)");
        database.execute("ALTER TABLE users ADD code INTEGER");
        database.execute("ALTER TABLE users ADD hired_at TIMESTAMP");
    }

    @AfterEach
    void stop() {
        database.close();
        directory.close();
    }

    private ImportSummary outcome(Map<String, String> settings, Object... headers) {
        try (RunningRoutes routes = RunningRoutes.start(directory.settings(), database.settings(), settings)) {
            return routes.outcome(headers);
        }
    }

    private List<Map<String, Object>> rows() {
        return database.query("SELECT * FROM users ORDER BY id");
    }

    private void forgetColumns() {
        database.execute("UPDATE ldap_import_scopes SET scope = REGEXP_REPLACE(scope, ',\"columns\":\\{[^}]*\\}', '')");
    }

    @ParameterizedTest
    @CsvSource({"guid-column,guid,nick", "domain-column,domain,nick", "deleted-at-column,deleted_at,hired_at"})
    @Proves("3.80")
    void a_column_that_has_changed_refuses_every_run_before_it_writes(String setting, String was, String is) {
        database.execute("UPDATE users SET hired_at = CURRENT_TIMESTAMP");
        String first = outcome(Map.of()).runId();
        database.execute("UPDATE users SET hired_at = CURRENT_TIMESTAMP WHERE id < 104");
        List<Map<String, Object>> before = rows();
        Map<String, String> slip = Map.of("ldap-import.users." + setting, is.toUpperCase(java.util.Locale.ROOT));

        for (Object[] headers : new Object[][] {
            {},
            {Headers.DRY_RUN, true},
            {Headers.RESTORE, true},
            {Headers.DELETE, true},
            {Headers.DELETE_MISSING, true},
            {Headers.USER, "user3"}
        }) {
            ImportSummary refused = outcome(slip, headers);
            assertThat(refused.status()).isEqualTo(ImportSummary.REFUSED);
            assertThat(refused.reason())
                    .startsWith("The columns of the table ")
                    .containsIgnoringCase("have changed since run " + first)
                    .containsIgnoringCase(
                            ": users." + setting + " was " + was + " and is " + is + ": nothing was written")
                    .contains("--scope-changed", Headers.SCOPE_CHANGED);
            assertThat(rows()).isEqualTo(before);
        }
        try (RunningRoutes routes = RunningRoutes.start(directory.settings(), database.settings(), slip)) {
            assertThat(routes.check("columns")).singleElement().asString().startsWith("FAIL: ");
        }
        assertThat(outcome(Map.of()).unchanged()).isEqualTo(PEOPLE);
    }

    @Test
    @Proves("3.80")
    void a_column_that_was_renamed_is_allowed_once_and_stays_so() {
        outcome(Map.of());
        database.execute("ALTER TABLE users ALTER COLUMN guid RENAME TO external_id");
        Map<String, String> renamed = Map.of(GUID, "external_id");
        assertThat(outcome(renamed).status()).isEqualTo(ImportSummary.REFUSED);
        assertThat(outcome(renamed, Headers.SCOPE_CHANGED, true).unchanged()).isEqualTo(PEOPLE);
        assertThat(outcome(renamed).unchanged()).isEqualTo(PEOPLE);
        assertThat(outcome(renamed, Headers.DELETE_MISSING, true).status()).isEqualTo(ImportSummary.COMPLETED);
    }

    @Test
    @Proves("3.80")
    void what_an_earlier_release_remembered_has_no_columns_and_gets_them() {
        outcome(Map.of());
        forgetColumns();
        assertThat(database.value("SELECT scope FROM ldap_import_scopes")).doesNotContain("columns");
        assertThat(outcome(Map.of()).status()).isEqualTo(ImportSummary.COMPLETED);
        assertThat(database.value("SELECT scope FROM ldap_import_scopes")).contains("columns", "DELETED_AT");
        assertThat(outcome(Map.of(DELETED, "hired_at")).status()).isEqualTo(ImportSummary.REFUSED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Proves("3.81")
    void dates_of_another_column_than_the_usual_one_are_not_emptied_before_a_person_has_said_so(boolean isFirst) {
        if (!isFirst) {
            outcome(Map.of());
            forgetColumns();
        } else {
            outcome(Map.of(DELETED, ""));
            database.execute("DELETE FROM ldap_import_scopes");
        }
        database.execute("UPDATE users SET hired_at = CURRENT_TIMESTAMP WHERE id < 104");
        Map<String, String> slip = Map.of(DELETED, "hired_at");
        List<Map<String, Object>> before = rows();

        for (int i = 0; i < 2; i++) {
            ImportSummary refused = outcome(slip, Headers.RESTORE, true);
            assertThat(refused.status()).isEqualTo(ImportSummary.REFUSED);
            assertThat(refused.reason())
                    .startsWith("The column HIRED_AT (ldap-import.users.deleted-at-column) may be another one")
                    .contains("a column deleted_at, too", "nobody was restored", "--scope-changed");
            assertThat(rows()).isEqualTo(before);
            // nor is it known by a run that restored nobody
            assertThat(outcome(slip).status()).isEqualTo(ImportSummary.COMPLETED);
        }
        assertThat(outcome(slip, Headers.RESTORE, true, Headers.SCOPE_CHANGED, true)
                        .restored())
                .isEqualTo(4);
        database.execute("UPDATE users SET hired_at = CURRENT_TIMESTAMP WHERE id < 102");
        assertThat(outcome(slip, Headers.RESTORE, true).restored()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"9, true", "5, true", "4, false"})
    @Proves("3.81")
    void a_column_by_which_nobody_is_live_is_none_of_soft_deletes(int people, boolean isRefused) {
        directory.clear();
        directory.addPeople(people);
        Map<String, String> slip = Map.of(DELETED, "marked", "ldap-import.users.created-at-column", "");
        database.execute("ALTER TABLE users DROP COLUMN deleted_at");
        database.execute("ALTER TABLE users ADD marked TIMESTAMP");
        outcome(Map.of());
        database.execute("UPDATE users SET marked = CURRENT_TIMESTAMP");

        ImportSummary restoring = outcome(slip, Headers.RESTORE, true);

        assertThat(restoring.restored()).isEqualTo(isRefused ? 0 : people);
        if (isRefused) {
            assertThat(restoring.reason())
                    .contains(
                            "not one of the " + people + " rows of domain default counts as live",
                            "nobody was restored");
            assertThat(database.value("SELECT COUNT(*) FROM users WHERE marked IS NULL"))
                    .isEqualTo("0");
            assertThat(outcome(slip, Headers.RESTORE, true, Headers.MAX_RESTORED, people)
                            .restored())
                    .isEqualTo(people);
        }
    }

    /** Three of the twelve have left, and their rows are not active. */
    private Map<String, String> withFlag() {
        database.execute("ALTER TABLE users ADD is_active BOOLEAN DEFAULT TRUE NOT NULL");
        Map<String, String> flag = flag("false", "true");
        outcome(flag);
        for (int i = 1; i <= 3; i++) {
            directory.deletePerson("user" + i);
        }
        assertThat(outcome(flag, Headers.DELETE_MISSING, true).deletedMissing()).isEqualTo(3);
        return flag;
    }

    private static Map<String, String> flag(String deleted, String live) {
        return Map.of(
                DELETED, "is_active", "ldap-import.users.deleted-value", deleted, "ldap-import.users.live-value", live);
    }

    @Test
    @Proves("3.80")
    void values_that_tell_deleted_rows_and_have_changed_places_restore_and_delete_no_row() {
        withFlag();
        List<Map<String, Object>> before = rows();
        for (Object[] headers : new Object[][] {{}, {Headers.DELETE_MISSING, true}, {Headers.RESTORE, true}}) {
            ImportSummary refused = outcome(flag("true", "false"), headers);
            assertThat(refused.status()).isEqualTo(ImportSummary.REFUSED);
            assertThat(refused.reason())
                    .contains(
                            "users.deleted-value was false and is true",
                            "users.live-value was true and is false",
                            "nothing was written");
            assertThat(rows()).isEqualTo(before);
        }
    }

    @Test
    @Proves("3.83")
    void where_too_many_rows_are_to_be_restored_none_is_deleted() {
        withFlag();
        // what an earlier release remembered does not know the values
        forgetColumns();
        List<Map<String, Object>> before = rows();
        ImportSummary refused = outcome(flag("true", "false"), Headers.RESTORE, true, Headers.DELETE_MISSING, true);
        assertThat(refused.status()).isEqualTo(ImportSummary.REFUSED);
        assertThat(refused.reason()).contains("nobody was restored");
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    @Proves("3.80")
    void another_password_column_gets_no_hash_before_a_person_has_said_so() {
        outcome(Map.of());
        List<Map<String, Object>> before = rows();
        ImportSummary refused = outcome(Map.of("ldap-import.users.password-column", "nick"));
        assertThat(refused.status()).isEqualTo(ImportSummary.REFUSED);
        assertThat(refused.reason()).contains("users.password-column was PASSWORD and is NICK");
        assertThat(rows()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"last_login,true", "email_verified_at,true", "deactivated_at,false", "left_on,false"})
    @Proves("3.81")
    void dates_that_tell_something_else_by_their_name_are_not_emptied(String column, boolean isRefused) {
        database.execute("ALTER TABLE users DROP COLUMN deleted_at");
        database.execute("ALTER TABLE users ADD " + column + " TIMESTAMP");
        Map<String, String> slip = Map.of(DELETED, column);
        outcome(slip);
        database.execute("UPDATE users SET " + column + " = CURRENT_TIMESTAMP WHERE id < 104");
        List<Map<String, Object>> before = rows();
        ImportSummary summary = outcome(slip, Headers.RESTORE, true);
        if (isRefused) {
            assertThat(summary.reason())
                    .contains("by its name it tells something else than when a row was deleted", "--scope-changed");
            assertThat(rows()).isEqualTo(before);
            assertThat(outcome(slip, Headers.RESTORE, true, Headers.SCOPE_CHANGED, true)
                            .restored())
                    .isPositive();
        } else {
            assertThat(summary.restored()).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Proves("3.84")
    void a_column_whose_different_texts_would_all_become_one_keeps_them(boolean isDry) {
        outcome(Map.of("ldap-import.users.sync-attributes", "name=cn, email=mail, nick=uid"));
        List<Map<String, Object>> before = rows();
        Map<String, String> slip = Map.of("ldap-import.users.sync-attributes", "name=cn, email=mail, nick='uid'");
        ImportSummary refused = outcome(slip, Headers.DRY_RUN, isDry);
        assertThat(refused.status()).isEqualTo(ImportSummary.REFUSED);
        assertThat(refused.reason())
                .contains("The column nick has different values", "become 'uid'", "a name in quotes is a text")
                .contains("--max-changed=100%");
        assertThat(rows()).isEqualTo(before);
        assertThat(outcome(slip, Headers.MAX_CHANGED, "100%").changed()).isEqualTo(PEOPLE);
    }

    @Test
    @Proves("3.84")
    void a_constant_for_rows_that_have_one_already_is_changed_as_ever() {
        outcome(Map.of("ldap-import.users.sync-attributes", "name=cn, email=mail, nick='staff'"));
        assertThat(outcome(Map.of("ldap-import.users.sync-attributes", "name=cn, email=mail, nick='all'"))
                        .changed())
                .isEqualTo(PEOPLE);
    }

    @Test
    @Proves("2.50")
    void a_guid_column_in_which_no_row_of_the_domain_has_one_refuses_every_run_before_it_writes() {
        outcome(Map.of());
        database.execute("DELETE FROM ldap_import_scopes");
        database.execute("UPDATE users SET deleted_at = CURRENT_TIMESTAMP WHERE id < 105");
        for (int others : new int[] {0, 4}) {
            database.execute("UPDATE users SET nick = 'n' || id WHERE id < 100 + " + others);
            List<Map<String, Object>> before = rows();
            for (Object[] headers : new Object[][] {{}, {Headers.DRY_RUN, true}, {Headers.USER, "user3"}}) {
                ImportSummary refused = outcome(Map.of(GUID, "nick"), headers);
                assertThat(refused.status()).isEqualTo(ImportSummary.REFUSED);
                assertThat(refused.reason())
                        .contains(
                                "Not one of the 12 rows of domain default has a GUID in the column NICK"
                                        + " (ldap-import.users.guid-column)",
                                "nothing was written",
                                "--scope-changed",
                                Headers.SCOPE_CHANGED)
                        .contains(others == 0 ? ": nothing" : ", only values such as 'n100' (id = 100)");
                assertThat(rows()).isEqualTo(before);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"12,,,completed", "9,default,,completed", "12,default,,refused", "12,default,name=cn,completed"})
    @Proves("2.50")
    void a_first_import_beside_rows_of_no_domain_or_with_adoption_goes_on(
            int rows, String domain, String pairs, String status) {
        for (int i = 1; i <= rows; i++) {
            database.execute("INSERT INTO users (id, name, domain) VALUES (?, ?, ?)", i, "User " + i, domain);
        }
        ImportSummary summary = outcome(Map.of("ldap-import.users.sync-existing", pairs == null ? "" : pairs));
        assertThat(summary.status()).isEqualTo(status);
        assertThat(summary.adopted()).isEqualTo(pairs == null ? 0 : rows);
        assertThat(outcome(Map.of(), Headers.SCOPE_CHANGED, true).status()).isEqualTo(ImportSummary.COMPLETED);
        assertThat(outcome(Map.of()).status()).isEqualTo(ImportSummary.COMPLETED);
    }

    @ParameterizedTest
    @EnumSource
    @Proves("2.51")
    void pairs_that_fit_no_row_to_any_user_refuse_the_run_before_it_writes(Product product) {
        database.close();
        database = TestDatabase.create(product).createUsersTable();
        for (int i = 1; i <= 11; i++) {
            database.execute("INSERT INTO users (id, name, email) VALUES (?, ?, ?)", i, "USER " + i, "old" + i);
        }
        directory.modify("dn: uid=user1,ou=people,dc=example,dc=com\nchangetype: modify\nadd: title\ntitle: Dr.");
        for (String pairs : List.of("name=title", "name=cn", "name~=cn, email=mail")) {
            List<Map<String, Object>> before = database.query("SELECT * FROM users ORDER BY id");
            for (Object[] headers : new Object[][] {{}, {Headers.DRY_RUN, true}, {Headers.USER, "user3"}}) {
                ImportSummary refused = outcome(Map.of("ldap-import.users.sync-existing", pairs), headers);
                assertThat(refused.status()).isEqualTo(ImportSummary.REFUSED);
                assertThat(refused.reason())
                        .contains(
                                "Not one of the 11 rows without a GUID",
                                "one of the 12 users by ldap-import.users.sync-existing",
                                "rows such as id = 1 with name = 'USER 1'",
                                "users such as uid=user1,ou=people,dc=example,dc=com with name = ",
                                "nothing was written",
                                "--scope-changed");
                assertThat(database.query("SELECT * FROM users ORDER BY id")).isEqualTo(before);
            }
        }
        assertThat(outcome(Map.of("ldap-import.users.sync-existing", "name~=cn"))
                        .adopted())
                .isEqualTo(11);
        assertThat(outcome(Map.of("ldap-import.users.sync-existing", "name=title"))
                        .status())
                .isEqualTo(ImportSummary.COMPLETED);
    }

    @ParameterizedTest
    @CsvSource({"9,12,''", "12,9,''", "12,12,Headers"})
    @Proves("2.51")
    void with_few_rows_or_users_or_where_it_was_allowed_nothing_has_to_fit(int rows, int people, String allowed) {
        directory.clear();
        directory.addPeople(people);
        for (int i = 1; i <= rows; i++) {
            database.execute("INSERT INTO users (id, name) VALUES (?, ?)", i, "Local " + i);
        }
        assertThat(outcome(
                                Map.of("ldap-import.users.sync-existing", "name=cn"),
                                Headers.SCOPE_CHANGED,
                                !allowed.isEmpty())
                        .imported())
                .isEqualTo(people);
    }

    @ParameterizedTest
    @EnumSource
    @Proves("2.52")
    void a_row_with_a_placeholder_for_a_guid_is_adopted(Product product) {
        database.close();
        database = TestDatabase.create(product).createUsersTable();
        List<String> placeholders = List.of(
                "none",
                " NULL ",
                "",
                "00000000-0000-0000-0000-000000000000",
                "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
                "N/A",
                "autogenerate",
                "0",
                "nobody");
        for (int i = 1; i <= placeholders.size(); i++) {
            database.execute(
                    "INSERT INTO users (id, guid, name) VALUES (?, ?, ?)", i, placeholders.get(i - 1), "User " + i);
        }
        ImportSummary summary = outcome(Map.of("ldap-import.users.sync-existing", "name=cn"));
        assertThat(summary.adopted()).isEqualTo(8);
        assertThat(summary.failed()).isZero();
        assertThat(database.column("SELECT guid FROM users WHERE id <= 8"))
                .allMatch(guid -> guid.length() == 36 && !guid.startsWith("0000") && !guid.startsWith("FFFF"));
        assertThat(database.value("SELECT guid FROM users WHERE id = 9")).isEqualTo("nobody");
    }

    @Test
    @Proves("2.53")
    void another_spelling_of_the_domain_in_a_copied_folder_is_named_once_and_not_for_each_user() {
        outcome(Map.of());
        database.execute("UPDATE ldap_import_scopes SET holder = 'elsewhere in /opt/other'");
        List<Map<String, Object>> before = rows();
        ImportSummary refused = outcome(Map.of("ldap-import.domain", "Default"));
        assertThat(refused.status()).isEqualTo(ImportSummary.REFUSED);
        assertThat(refused.failed()).isZero();
        assertThat(refused.reason())
                .contains(
                        "The domain 'Default' is another spelling of 'default'",
                        "elsewhere in /opt/other",
                        "Set ldap-import.domain to 'default'");
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    @Proves("4.90")
    void what_breaks_a_run_off_is_told_in_words() {
        assertThat(RunFailure.words(new IllegalStateException("The step x is gone: put it back")))
                .isEqualTo("The step x is gone: put it back");
        assertThat(RunFailure.words(new org.apache.camel.RuntimeCamelException(
                        "wrapped", new IllegalArgumentException("the words of it"))))
                .isEqualTo("the words of it");
        assertThat(RunFailure.words(new IllegalStateException("host1"))).isEqualTo("IllegalStateException: host1");
    }
}
