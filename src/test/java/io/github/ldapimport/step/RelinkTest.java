package io.github.ldapimport.step;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchEntry;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ModifyDNRequest;
import com.unboundid.ldap.sdk.ResultCode;
import io.github.ldapimport.api.Failure;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportException;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A directory that was rebuilt, so that all GUIDs are new. */
class RelinkTest {
    private static final int PEOPLE = 12;
    private static final Map<String, String> BY_MAIL = Map.of("ldap-import.users.sync-existing", "email~=mail");

    private final TestDirectory directory = TestDirectory.start().addPeople(PEOPLE);
    private TestDatabase database;

    @AfterEach
    void stop() {
        directory.close();
        if (database != null) {
            database.close();
        }
    }

    private RunningRoutes routes(Product product, Map<String, String> settings) {
        database = TestDatabase.create(product).createUsersTable();
        return RunningRoutes.start(database.settings(), directory.settings(), settings);
    }

    private void rebuild() {
        directory.clear();
        directory.addPeople(PEOPLE);
    }

    private List<Map<String, Object>> rows() {
        return database.query("SELECT id, guid, name, email, domain, password, deleted_at FROM users ORDER BY id");
    }

    private List<String> idsAndHashes() {
        return database.column("SELECT CONCAT(id, ' ', name, ' ', password) FROM users ORDER BY id");
    }

    @ParameterizedTest
    @EnumSource
    @Proves("2.24")
    void a_run_whose_directory_knows_none_of_the_rows_is_refused_before_anything_is_written(Product product) {
        try (RunningRoutes routes = routes(product, Map.of())) {
            routes.run();
            List<Map<String, Object>> before = rows();
            rebuild();
            for (Object[] headers : new Object[][] {
                {},
                {Headers.DRY_RUN, true},
                {Headers.USER, "user3"},
                {Headers.FILTER, "(uid=user1*)"},
                {Headers.DELETE_MISSING, true, Headers.MAX_MISSING, "100%"}
            }) {
                ImportException failure = routes.failingRun(headers);
                assertThat(failure.summary().status()).isEqualTo(ImportSummary.REFUSED);
                assertThat(failure.getMessage())
                        .contains("has none of 12 live users of domain default by entryUUID", "id = 100", "--relink");
                assertThat(rows()).isEqualTo(before);
            }
        }
    }

    /** Where a collation takes another domain for this one, its rows must not stand for rows of this domain. */
    @ParameterizedTest
    @EnumSource(Product.class)
    @Proves("2.24")
    void rows_of_a_domain_in_another_spelling_do_not_keep_the_rows_from_being_judged(Product product) {
        try (RunningRoutes routes = routes(product, Map.of())) {
            routes.run();
            database.execute("UPDATE users SET id = id + 1000");
            for (int i = 1; i <= 30; i++) {
                database.execute(
                        "INSERT INTO users (id, name, domain, guid) VALUES (?, 'Own', 'Default', ?)",
                        i <= 15 ? i : 5000 + i,
                        String.format("0a1b2c3e-0000-4000-8000-%012d", i));
            }
            rebuild();
            assertThat(routes.failingRun(Headers.SCOPE_CHANGED, true).getMessage())
                    .contains("has none of 12 live users of domain default");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ldap-import.directory.guid-attribute=uid",
                "ldap-import.directory.base=ou=others,dc=example,dc=com",
                "ldap-import.directory.filter=(uid=stranger*)"
            })
    @Proves("2.24")
    void another_attribute_base_or_filter_is_refused_too(String setting) throws LDAPException {
        try (RunningRoutes routes = routes(Product.H2, Map.of())) {
            routes.run();
        }
        for (int i = 1; i <= PEOPLE; i++) {
            directory.addPerson("stranger" + i, "Stranger " + i);
        }
        directory
                .server()
                .add("ou=others,dc=example,dc=com", new Attribute("objectClass", "top", "organizationalUnit"));
        List<Map<String, Object>> before = rows();
        String[] parts = setting.split("=", 2);
        try (RunningRoutes routes =
                RunningRoutes.start(database.settings(), directory.settings(), Map.of(parts[0], parts[1]))) {
            assertThat(routes.failingRun().summary().status()).isEqualTo(ImportSummary.REFUSED);
            assertThat(rows()).isEqualTo(before);
        }
    }

    @Test
    @Proves("2.24")
    void one_of_the_first_or_the_last_rows_is_enough_and_fewer_than_ten_rows_say_nothing() {
        try (RunningRoutes routes = routes(Product.H2, Map.of())) {
            routes.run();
            // only one in the middle is known
            database.execute("UPDATE users SET guid = CONCAT('0a1b2c3d-0000-4000-8000-000000000', id) WHERE id <> 106");
            for (int i = 0; i < 40; i++) {
                database.execute(
                        "INSERT INTO users (name, domain, guid) VALUES ('Own', 'default', ?)",
                        String.format("0a1b2c3e-0000-4000-8000-%012d", i));
            }
            routes.outcome(Headers.FILTER, "(uid=user7)");
            assertThat(routes.outcome(Headers.FILTER, "(uid=user7)").status()).isEqualTo(ImportSummary.COMPLETED);
            database.execute("DELETE FROM users WHERE id = 106");
            assertThat(routes.outcome(Headers.FILTER, "(uid=user7)").status()).isEqualTo(ImportSummary.REFUSED);
            database.execute("DELETE FROM users WHERE id > 108");
            assertThat(routes.outcome(Headers.FILTER, "(uid=user12)").status()).isEqualTo(ImportSummary.COMPLETED);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves("2.25")
    void relink_gives_the_rows_the_new_guids_and_keeps_ids_and_hashes(Product product) {
        try (RunningRoutes routes = routes(product, BY_MAIL)) {
            routes.run();
            List<String> before = idsAndHashes();
            rebuild();
            ImportSummary dry = routes.run(Headers.RELINK, true, Headers.DRY_RUN, true);
            assertThat(dry.changed()).isEqualTo(PEOPLE);
            assertThat(dry.imported()).isZero();

            ImportSummary summary = routes.run(Headers.RELINK, true, Headers.CHUNK, 5, Headers.DELETE_MISSING, true);
            assertThat(summary.failures()).isEmpty();
            assertThat(summary.changed()).isEqualTo(PEOPLE);
            assertThat(summary.imported()).isZero();
            assertThat(idsAndHashes()).isEqualTo(before);
            assertThat(database.value("SELECT guid FROM users WHERE name = 'User 3'"))
                    .isEqualTo(directory.guid("user3"));
            assertThat(routes.run().unchanged()).isEqualTo(PEOPLE);
        }
    }

    @Test
    @Proves("2.25")
    void relink_takes_no_row_whose_guid_the_directory_still_has_though_no_filter_lets_its_user_in() {
        try (RunningRoutes routes = routes(Product.H2, BY_MAIL)) {
            routes.run();
        }
        directory.modify(
                "dn: uid=user3," + TestDirectory.PEOPLE + "\nchangetype: modify\nreplace: mail\nmail: old@example.com");
        directory.addPerson("heir", "Heir", "mail: user3@example.com");
        try (RunningRoutes routes = RunningRoutes.start(
                database.settings(),
                directory.settings(),
                BY_MAIL,
                Map.of("ldap-import.directory.filter", "(!(uid=user3))"))) {
            List<Map<String, Object>> before = rows();
            ImportSummary summary = routes.run(Headers.RELINK, true);
            // the address is unique
            assertThat(summary.failed()).isEqualTo(1);
            assertThat(rows()).isEqualTo(before);
        }
    }

    private static final String ALUMNI = "ou=alumni," + TestDirectory.BASE;
    private static final String PEOPLE_ONLY = "ldap-import.directory.base";

    /** user3 has left the base, and another has the address. */
    private void leaveTheBase(TestDirectory of) throws LDAPException {
        of.server().add(ALUMNI, new Attribute("objectClass", "top", "organizationalUnit"));
        of.server().modifyDN(new ModifyDNRequest("uid=user3," + TestDirectory.PEOPLE, "uid=user3", true, ALUMNI));
        of.modify("dn: uid=user3," + ALUMNI + "\nchangetype: modify\nreplace: mail\nmail: old@example.com");
        of.addPerson("heir", "Heir", "mail: user3@example.com");
    }

    @ParameterizedTest
    @EnumSource
    @Proves("2.25")
    void relink_takes_no_row_whose_user_has_left_the_base_and_is_elsewhere_in_the_directory(Product product)
            throws LDAPException {
        Map<String, String> settings = new HashMap<>(BY_MAIL);
        settings.put(PEOPLE_ONLY, TestDirectory.PEOPLE);
        try (RunningRoutes routes = routes(product, settings)) {
            routes.run();
            leaveTheBase(directory);
            List<Map<String, Object>> before = rows();
            ImportSummary summary = routes.run(Headers.RELINK, true);
            // the address is unique
            assertThat(summary.failed()).isEqualTo(1);
            assertThat(rows()).isEqualTo(before);
        }
    }

    /** A server that hides its naming contexts, or the entry at the top of the one that holds the base. */
    private static InMemoryOperationInterceptor hiding(boolean contexts) {
        return new InMemoryOperationInterceptor() {
            @Override
            public void processSearchRequest(InMemoryInterceptedSearchRequest request) throws LDAPException {
                if (!contexts && request.getRequest().getBaseDN().equals(TestDirectory.BASE)) {
                    throw new LDAPException(ResultCode.NO_SUCH_OBJECT);
                }
            }

            @Override
            public void processSearchEntry(InMemoryInterceptedSearchEntry entry) {
                if (contexts && entry.getSearchEntry().hasAttribute("namingContexts")) {
                    Entry hidden = entry.getSearchEntry().duplicate();
                    hidden.removeAttribute("namingContexts");
                    entry.setSearchEntry(hidden);
                }
            }
        };
    }

    @ParameterizedTest
    @CsvSource({"true, does not tell", "false, may not read dc=example"})
    @Proves("2.44")
    void relink_is_refused_by_name_where_nobody_can_say_that_a_guid_is_nowhere(boolean hidesContexts, String why)
            throws LDAPException {
        try (TestDirectory hiding =
                TestDirectory.start(null, hiding(hidesContexts)).addPeople(PEOPLE)) {
            database = TestDatabase.create(Product.H2).createUsersTable();
            try (RunningRoutes routes = RunningRoutes.start(
                    database.settings(), hiding.settings(), BY_MAIL, Map.of(PEOPLE_ONLY, TestDirectory.PEOPLE))) {
                routes.run();
                leaveTheBase(hiding);
                List<Map<String, Object>> before = rows();
                for (boolean isDry : new boolean[] {true, false}) {
                    ImportException failure = routes.failingRun(Headers.RELINK, true, Headers.DRY_RUN, isDry);
                    assertThat(failure.summary().status()).isEqualTo(ImportSummary.REFUSED);
                    assertThat(failure.getMessage()).contains("Cannot relink", why);
                    assertThat(rows()).isEqualTo(before);
                }
                // only relink wants it
                assertThat(routes.outcome().unchanged()).isEqualTo(PEOPLE - 1);
            }
        }
    }

    @Test
    @Proves("2.25")
    void relink_takes_each_row_once_and_none_where_several_fit_or_of_another_domain_or_of_no_domain() {
        try (RunningRoutes routes = routes(Product.H2, Map.of("ldap-import.users.sync-existing", "name=cn"))) {
            routes.run();
            rebuild();
            String ofUser3 = database.value("SELECT id FROM users WHERE name = 'User 3'");
            database.execute("UPDATE users SET name = 'User 1' WHERE name = 'User 2'");
            database.execute("UPDATE users SET domain = 'other' WHERE name = 'User 4'");
            database.execute("UPDATE users SET domain = NULL WHERE name = 'User 5'");
            directory.addPerson("twin", "User 3", "mail: twin@example.com");
            ImportSummary summary = routes.run(Headers.RELINK, true);
            assertThat(summary.failures()).extracting(Failure::message).anySatisfy(message -> assertThat(message)
                    .contains("sync-existing matches 2 rows"));
            assertThat(database.value("SELECT domain FROM users WHERE name = 'User 4' AND id < 112"))
                    .isEqualTo("other");
            assertThat(database.value(
                            "SELECT COUNT(*) FROM users WHERE name = 'User 5' AND id < 112 AND domain IS NULL"))
                    .isEqualTo("1");
            assertThat(database.column("SELECT id FROM users WHERE name = 'User 3'"))
                    .containsExactly(ofUser3);
            assertThat(database.value("SELECT guid FROM users WHERE id = " + ofUser3))
                    .isIn(directory.guid("user3"), directory.guid("twin"));
        }
    }

    @Test
    @Proves("2.25")
    void a_soft_deleted_row_is_relinked_and_stays_deleted() {
        try (RunningRoutes routes = routes(Product.H2, BY_MAIL)) {
            routes.run();
            database.execute("UPDATE users SET deleted_at = CURRENT_TIMESTAMP WHERE id = 100");
            rebuild();
            assertThat(routes.run(Headers.RELINK, true).changed()).isEqualTo(PEOPLE);
            assertThat(rows().get(0).get("deleted_at")).isNotNull();
            assertThat(rows().get(0).get("guid")).isEqualTo(directory.guid("user1"));
        }
    }

    @Test
    @Proves("2.25")
    void limits_hold_with_relink_and_without_pairs_it_is_a_mistake() {
        try (RunningRoutes routes = routes(Product.H2, BY_MAIL)) {
            routes.run();
            rebuild();
            List<Map<String, Object>> before = rows();
            ImportException failure =
                    routes.failingRun(Headers.RELINK, true, Headers.MAX_CHANGED, 5, Headers.CHUNK, 100);
            assertThat(failure.summary().status()).isEqualTo(ImportSummary.REFUSED);
            assertThat(failure.getMessage()).contains("max-changed=5");
            assertThat(rows()).isEqualTo(before);
        }
        try (RunningRoutes routes = RunningRoutes.start(database.settings(), directory.settings())) {
            ImportException failure = routes.failingRun(Headers.RELINK, true);
            assertThat(failure.isConfiguration()).isTrue();
            assertThat(failure.getMessage()).contains("ldap-import.users.sync-existing");
        }
    }

    @Test
    @Proves("3.70")
    void a_run_that_relinks_deletes_nobody_while_a_user_has_no_old_row() {
        try (RunningRoutes routes = routes(Product.H2, BY_MAIL)) {
            routes.run();
            rebuild();
            // nothing leads from this user to the row
            directory.modify("dn: uid=user3," + TestDirectory.PEOPLE
                    + "\nchangetype: modify\nreplace: mail\nmail: moved@example.com");
            ImportException refused = routes.failingRun(Headers.RELINK, true, Headers.DELETE_MISSING, true);
            assertThat(refused.summary().status()).isEqualTo(ImportSummary.REFUSED);
            assertThat(refused.getMessage()).contains("1 of the 12 live users", "--relink");
            assertThat(database.column("SELECT id FROM users WHERE deleted_at IS NOT NULL"))
                    .isEmpty();
        }
    }

    @Test
    @Proves("3.70")
    void a_run_that_relinks_deletes_those_who_have_left_where_all_others_have_their_rows() {
        try (RunningRoutes routes = routes(Product.H2, BY_MAIL)) {
            routes.run();
            rebuild();
            directory.deletePerson("user3");
            ImportSummary summary = routes.run(Headers.RELINK, true, Headers.DELETE_MISSING, true);
            assertThat(summary.deletedMissing()).isEqualTo(1);
            assertThat(database.column("SELECT name FROM users WHERE deleted_at IS NOT NULL"))
                    .containsExactly("User 3");
        }
    }
}
