package io.github.ldapimport.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldif.LDIFException;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportException;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.testing.Covers;
import io.github.ldapimport.testing.Ds389;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDirectory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The import against a real 389 Directory Server, with users of its own and users as FreeIPA has them. */
@Timeout(180)
class Ds389IT {
    // more than the 2,000 that the server gives at once unless told otherwise
    private static final int USERS = 2_100;
    private static final String DIRECTORY = "ldap-import.directory.";
    private static final String SYNC_ATTRIBUTES = "ldap-import.users.sync-attributes";
    private static final String READER = "cn=reader," + TestDirectory.BASE;

    /** The two kinds of directory that the server is. */
    private enum Kind {
        DS389(TestDirectory.PEOPLE) {
            @Override
            Map<String, String> settings() {
                return server.settings();
            }
        },
        FREEIPA(Ds389.IPA_PEOPLE) {
            @Override
            Map<String, String> settings() {
                return server.settingsOfFreeIpa();
            }
        };

        private final String people;

        Kind(String people) {
            this.people = people;
        }

        abstract Map<String, String> settings();

        SearchResultEntry entry(LDAPConnection admin, String uid, String... attributes) throws LDAPException {
            return admin.searchForEntry(people, SearchScope.SUB, Filter.createEqualityFilter("uid", uid), attributes);
        }
    }

    private static Ds389 server;

    private TestDatabase database;

    @BeforeAll
    static void start() {
        Ds389.requireInstalled();
        server = Ds389.start("users", USERS);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void createTable() {
        database = TestDatabase.create(TestDatabase.Product.H2).createUsersTable();
    }

    @AfterEach
    void close() {
        database.close();
    }

    private RunningRoutes routes(String... settings) {
        return routes(Kind.DS389, settings);
    }

    private RunningRoutes routes(Kind kind, String... settings) {
        Map<String, String> own = new LinkedHashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            own.put(settings[i], settings[i + 1]);
        }
        return RunningRoutes.start(kind.settings(), database.settings(), own);
    }

    private int rows() {
        return Integer.parseInt(database.value("SELECT COUNT(*) FROM users"));
    }

    private List<String> deleted() {
        return database.column("SELECT email FROM users WHERE deleted_at IS NOT NULL ORDER BY email");
    }

    private static void modify(String dn, Modification modification) throws LDAPException {
        try (LDAPConnection admin = server.admin()) {
            admin.modify(dn, modification);
        }
    }

    private static Modification set(String attribute, String value) {
        return new Modification(ModificationType.REPLACE, attribute, value);
    }

    private static Modification remove(String attribute) {
        return new Modification(ModificationType.DELETE, attribute);
    }

    // ------------------------------------------------------------------ users

    @Test
    @Proves({"1.1", "1.3", "2.5"})
    @Covers({"389ds: GUID", "389ds: paging"})
    void more_users_than_the_server_gives_at_once_are_imported_with_the_guid_as_it_is() throws LDAPException {
        try (RunningRoutes routes = routes()) {
            ImportSummary first = routes.run();
            assertThat(first.imported()).isEqualTo(USERS);
            assertThat(first.failed()).isZero();
            assertThat(routes.run().unchanged()).isEqualTo(USERS);
        }
        assertThat(database.value("SELECT COUNT(DISTINCT guid) FROM users")).isEqualTo(String.valueOf(USERS));
        assertThat(database.value("SELECT guid FROM users LIMIT 1"))
                .matches("[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}");
        try (LDAPConnection admin = server.admin()) {
            assertThat(database.column("SELECT guid FROM users WHERE email = 'user000007@example.com'"))
                    .containsExactly(
                            Kind.DS389.entry(admin, "user000007", "nsUniqueId").getAttributeValue("nsUniqueId"));
        }
    }

    @Test
    @Proves({"1.1", "1.3", "2.5"})
    @Covers({"freeipa: GUID", "freeipa: paging"})
    void users_of_freeipa_are_imported_with_its_own_guid() throws LDAPException {
        try (RunningRoutes routes = routes(Kind.FREEIPA)) {
            assertThat(routes.run(Headers.CHUNK, 25).imported()).isEqualTo(Ds389.IPA_USERS);
            assertThat(routes.run().unchanged()).isEqualTo(Ds389.IPA_USERS);
        }
        try (LDAPConnection admin = server.admin()) {
            assertThat(database.column("SELECT guid FROM users WHERE email = 'user000007@example.com'"))
                    .containsExactly(Kind.FREEIPA
                            .entry(admin, "user000007", "ipaUniqueID")
                            .getAttributeValue("ipaUniqueID"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " | ",
            value = {
                "user000007 | Doe, John  | cn=Doe\\, John",
                "user000008 | #1 \"Quoted\" <Tag>; a+b=c \\ (star*)"
                        + " | cn=\\#1 \\\"Quoted\\\" \\<Tag\\>\\; a\\+b\\=c \\\\ (star*)",
                "user000009 | Ivan Müller | uid=user000009+employeeNumber=100009"
            })
    @Proves("1.10")
    void odd_users_arrive_with_their_names_and_dns(String login, String name, String rdn) throws InvalidNameException {
        database.execute("ALTER TABLE users ADD COLUMN dn VARCHAR(300)");
        try (RunningRoutes routes = routes(SYNC_ATTRIBUTES, "name=cn, dn=dn")) {
            routes.run(Headers.FILTER, "(uid=" + login + ")");
        }
        assertThat(database.column("SELECT name FROM users")).containsExactly(name);
        assertThat(new LdapName(database.value("SELECT dn FROM users")))
                .isEqualTo(new LdapName(rdn + "," + TestDirectory.PEOPLE));
    }

    // ------------------------------------------------------------------ who is disabled, and who is gone

    @ParameterizedTest
    @EnumSource
    @Proves({"3.1", "3.2", "3.3"})
    @Covers({"389ds: disabled", "freeipa: disabled"})
    void a_locked_account_is_deleted_and_one_that_is_unlocked_restored(Kind kind) throws LDAPException {
        String dn = "uid=user000025," + kind.people;
        String filter = "(|(uid=user000025)(uid=user000026))";
        try (RunningRoutes routes = routes(kind)) {
            assertThat(routes.run(Headers.FILTER, filter, Headers.DELETE, true).imported())
                    .isEqualTo(2);
            assertThat(deleted()).containsExactly("user000025@example.com");

            modify(dn, set("nsAccountLock", "FALSE"));
            assertThat(routes.run(Headers.FILTER, filter, Headers.DELETE, true, Headers.RESTORE, true)
                            .restored())
                    .isEqualTo(1);
            modify(dn, remove("nsAccountLock"));
            assertThat(routes.run(Headers.FILTER, filter, Headers.DELETE, true, Headers.RESTORE, true)
                            .unchanged())
                    .isEqualTo(2);
            assertThat(deleted()).isEmpty();
        } finally {
            modify(dn, set("nsAccountLock", "true"));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"3.4", "3.8", "3.9"})
    @Covers({"389ds: missing", "freeipa: missing"})
    void a_user_who_left_is_missing_and_the_second_look_finds_whom_the_filter_hides(Kind kind)
            throws LDAPException, LDIFException {
        String leaver = "uid=leaver," + kind.people;
        try (LDAPConnection admin = server.admin();
                RunningRoutes routes = routes(kind)) {
            admin.add(
                    "dn: " + leaver,
                    "objectClass: inetOrgPerson",
                    kind == Kind.FREEIPA ? "objectClass: ipaObject" : "objectClass: top",
                    kind == Kind.FREEIPA ? "ipaUniqueID: 5f1c0d9e-30a6-11f1-9d3c-0800200c9a66" : "description: leaves",
                    "uid: leaver",
                    "cn: Leaver",
                    "sn: Leaver",
                    "mail: leaver@example.com");
            assertThat(routes.run(Headers.FILTER, "(|(uid=leaver)(uid=user00001*))")
                            .imported())
                    .isEqualTo(11);
            admin.delete(leaver);

            ImportSummary left = routes.run(Headers.FILTER, "(uid=user000011)", Headers.DELETE_MISSING, true);
            assertThat(left.found()).isEqualTo(1);
            assertThat(left.deletedMissing()).isEqualTo(1);
            assertThat(deleted()).containsExactly("leaver@example.com");
        }
    }

    // ------------------------------------------------------------------ one user

    @ParameterizedTest
    @EnumSource
    @Proves({"1.6", "1.7"})
    @Covers({"389ds: one user", "freeipa: one user"})
    void a_single_user_is_found_and_a_name_that_fits_several_imports_none(Kind kind) {
        try (RunningRoutes routes = routes(kind)) {
            assertThat(routes.run(Headers.USER, "#1 \"Quoted\" <Tag>; a+b=c \\ (star*)")
                            .found())
                    .isEqualTo(1);
            assertThat(routes.run(Headers.USER, "USER000008@example.com").found())
                    .isEqualTo(1);
            assertThat(routes.run(Headers.USER, "user0*").found()).isZero();
            assertThat(routes.failingRun(Headers.USER, "Nowak", Headers.CHUNK, 1)
                            .summary()
                            .status())
                    .isEqualTo(ImportSummary.REFUSED);
        }
        assertThat(rows()).isEqualTo(1);
    }

    // ------------------------------------------------------------------ limits

    @Test
    @Proves("1.2")
    @Covers("389ds: paging")
    void a_limit_on_what_is_looked_through_fails_the_run_and_what_was_read_is_saved() throws LDAPException {
        modify(READER, set("nsLookThroughLimit", "700"));
        try (RunningRoutes routes = routes()) {
            ImportException failure = routes.failingRun(Headers.CHUNK, 200, Headers.DELETE_MISSING, true);
            assertThat(failure.summary().status()).isEqualTo(ImportSummary.FAILED);
            assertThat(failure.summary().reason())
                    .startsWith("Cannot search after ")
                    .contains("error code 11")
                    .contains("raise the server's limit for " + READER + " (389 Directory Server: ")
                    .contains("nsPagedLookThroughLimit");
            assertThat(failure.summary().found()).isBetween(1L, 700L);
            assertThat(rows()).isEqualTo((int) failure.summary().found());
        } finally {
            modify(READER, remove("nsLookThroughLimit"));
        }
    }

    @Test
    @Proves({"1.1", "1.2"})
    @Covers("389ds: paging")
    void a_size_limit_holds_for_each_page_and_smaller_pages_bring_everybody() throws LDAPException {
        modify(READER, set("nsSizeLimit", "300"));
        try (RunningRoutes routes = routes()) {
            assertThat(routes.run(Headers.CHUNK, 299, Headers.DRY_RUN, true).found())
                    .isEqualTo(USERS);

            ImportException failure = routes.failingRun(Headers.CHUNK, 300);
            assertThat(failure.summary().reason())
                    .startsWith("Cannot search after 300 users at ")
                    .contains("error code 4")
                    .contains("raise the server's limit for " + READER + " (389 Directory Server: nsSizeLimit")
                    .contains("ldap-import.directory.page-size");
            assertThat(rows()).isEqualTo(300);
        } finally {
            modify(READER, remove("nsSizeLimit"));
        }
    }

    // ------------------------------------------------------------------ signing in

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Proves("1.12")
    @Covers("389ds: TLS")
    void tls_with_the_servers_authority_as_trust_store_succeeds_and_without_is_refused(boolean startTls) {
        String url = startTls ? server.url() : server.tlsUrl();
        String[] tls = {DIRECTORY + "url", url, DIRECTORY + "start-tls", String.valueOf(startTls)};
        try (RunningRoutes routes =
                routes(tls[0], tls[1], tls[2], tls[3], DIRECTORY + "trust-store", server.authority())) {
            assertThat(routes.run(Headers.FILTER, "(uid=user0000*)", Headers.CHUNK, 10)
                            .imported())
                    .isEqualTo(99);
        }
        try (RunningRoutes routes = routes(tls)) {
            assertThat(routes.failingRun())
                    .hasMessageStartingWith("Cannot trust " + url + ": ")
                    .hasMessageContaining("set ldap-import.directory.trust-store");
        }
    }

    @Test
    @Proves("1.24")
    void an_account_that_is_not_let_in_hears_why() {
        try (RunningRoutes routes = routes(DIRECTORY + "password", "wrong")) {
            assertThat(routes.failingRun())
                    .hasMessageStartingWith("Cannot sign in to " + server.url() + " as " + READER + ": ")
                    .hasMessageEndingWith("check ldap-import.directory.username and ldap-import.directory.password");
        }
        try (RunningRoutes routes = routes(
                DIRECTORY + "username",
                "uid=user000075," + TestDirectory.PEOPLE,
                DIRECTORY + "password",
                "pw-user000075")) {
            assertThat(routes.failingRun())
                    .hasMessageContaining("Account inactivated")
                    .hasMessageEndingWith("the server does not let the account in, see that it is active and check"
                            + " ldap-import.directory.username");
        }
    }

    @Test
    @Proves("3.6")
    @Covers("389ds: missing")
    void an_account_to_which_the_server_shows_an_empty_tree_deletes_nobody() {
        try (RunningRoutes routes = routes()) {
            assertThat(routes.run(Headers.FILTER, "(uid=user00001*)").imported())
                    .isEqualTo(10);
        }
        // there is no error for who may see nothing, not even for the base
        try (RunningRoutes routes = routes(DIRECTORY + "username", "", DIRECTORY + "password", "")) {
            ImportSummary summary = routes.outcome(Headers.DELETE_MISSING, true);
            assertThat(summary.status()).isEqualTo(ImportSummary.REFUSED);
            assertThat(summary.reason()).contains(" has none of 10 live users of domain default");
            assertThat(summary.deletedMissing()).isZero();
        }
        assertThat(deleted()).isEmpty();
    }

    private static void withdraw(String attributes, String dn) throws LDAPException {
        modify(
                dn,
                new Modification(
                        ModificationType.REPLACE,
                        "aci",
                        "(targetattr = \"" + attributes
                                + "\")(version 3.0; acl \"withdrawn\"; deny (read, search, compare)"
                                + " userdn = \"ldap:///" + READER + "\";)"));
    }

    @Test
    @Proves({"3.45", "3.46", "3.47", "3.48"})
    void what_the_account_may_not_see_any_more_deletes_restores_and_empties_nothing() throws LDAPException {
        database.execute("ALTER TABLE users ADD phone VARCHAR(100)");
        String filter = "(uid=user00001*)";
        String dn = "uid=user000011," + TestDirectory.PEOPLE;
        try (RunningRoutes routes =
                routes(DIRECTORY + "filter", filter, SYNC_ATTRIBUTES, "email=mail, name=cn, phone=telephoneNumber")) {
            modify(dn, new Modification(ModificationType.REPLACE, "nsAccountLock", "true"));
            assertThat(routes.run().imported()).isEqualTo(10);
            assertThat(routes.run(Headers.DELETE, true).deleted()).isEqualTo(1);
            withdraw("nsAccountLock", dn);
            ImportSummary restored = routes.run(Headers.RESTORE, true);
            assertThat(restored.failures().get(0).message()).contains("not restored", "nsAccountLock");
            assertThat(deleted()).hasSize(1);
            modify(dn, new Modification(ModificationType.REPLACE, "aci"));
            modify(dn, new Modification(ModificationType.REPLACE, "nsAccountLock"));
            assertThat(routes.run(Headers.RESTORE, true).restored()).isEqualTo(1);

            String phone = database.value("SELECT phone FROM users WHERE email = 'user000011@example.com'");
            assertThat(phone).isNotEmpty();
            withdraw("telephoneNumber", dn);
            ImportSummary emptied = routes.run();
            assertThat(emptied.failures().get(0).message()).contains("column phone", "telephoneNumber");
            assertThat(database.value("SELECT phone FROM users WHERE email = 'user000011@example.com'"))
                    .isEqualTo(phone);

            withdraw("objectClass", dn);
            ImportSummary missing = routes.outcome(Headers.DELETE_MISSING, true);
            assertThat(missing.status()).isEqualTo(ImportSummary.REFUSED);
            assertThat(missing.reason()).contains("1 of the 1 missing users", dn, "objectClass");
            assertThat(deleted()).isEmpty();
        } finally {
            modify(dn, new Modification(ModificationType.REPLACE, "aci"));
            modify(dn, new Modification(ModificationType.REPLACE, "nsAccountLock"));
        }
    }

    @Test
    @Proves("5.13")
    void a_check_says_what_the_server_is() {
        try (RunningRoutes routes = routes()) {
            assertThat(routes.check("server")).singleElement().asString().startsWith("OK: 389 Project 389-Directory/");
        }
    }
}
