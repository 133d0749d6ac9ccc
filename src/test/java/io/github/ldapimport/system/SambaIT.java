package io.github.ldapimport.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportException;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.testing.Covers;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.Samba;
import io.github.ldapimport.testing.TestDatabase;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The import against a real domain controller of Active Directory. */
@Timeout(180)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SambaIT {
    private static final int USERS = 600;

    /** Administrator, Guest, krbtgt and dns-dc1 are below the root of the domain, not among the people. */
    private static final int USERS_OF_THE_DOMAIN = USERS + 4;

    private static final String DIRECTORY = "ldap-import.directory.";
    private static final String SYNC_ATTRIBUTES = "ldap-import.users.sync-attributes";
    private static final String GROUPS = "OU=Teams," + Samba.BASE;

    private static Samba samba;

    private TestDatabase database;

    @BeforeAll
    static void start() {
        Samba.requireInstalled();
        samba = Samba.start("users", USERS);
    }

    @AfterAll
    static void stop() {
        if (samba != null) {
            samba.close();
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
        Map<String, String> own = new LinkedHashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            own.put(settings[i], settings[i + 1]);
        }
        return RunningRoutes.start(samba.settings(), database.settings(), own);
    }

    private List<String> emails(String condition) {
        return database.column("SELECT email FROM users WHERE " + condition + " ORDER BY email");
    }

    private static String login(int user) {
        return String.format("user%06d", user);
    }

    private static String address(int user) {
        return login(user) + "@example.com";
    }

    private static String accounts(int... users) {
        StringBuilder filter = new StringBuilder("(|");
        for (int user : users) {
            filter.append("(sAMAccountName=").append(login(user)).append(')');
        }
        return filter.append(')').toString();
    }

    private static SearchResultEntry entry(LDAPConnection admin, int user, String... attributes) throws LDAPException {
        return admin.searchForEntry(
                Samba.PEOPLE, SearchScope.SUB, Filter.createEqualityFilter("sAMAccountName", login(user)), attributes);
    }

    private static void set(int user, String attribute, String value) throws LDAPException {
        try (LDAPConnection admin = samba.admin()) {
            admin.modify(
                    entry(admin, user, "1.1").getDN(), new Modification(ModificationType.REPLACE, attribute, value));
        }
    }

    /** A time as Active Directory counts it. */
    private static String fileTime(Instant time) {
        return String.valueOf((time.getEpochSecond() + 11_644_473_600L) * 10_000_000L);
    }

    // ------------------------------------------------------------------ users

    @Test
    @Proves({"1.1", "1.3", "2.5"})
    @Covers({"active-directory: GUID", "active-directory: paging"})
    void every_user_is_imported_with_the_guid_as_windows_writes_it_and_a_second_run_writes_nothing()
            throws LDAPException {
        try (RunningRoutes routes = routes()) {
            ImportSummary first = routes.run(Headers.CHUNK, 250);
            assertThat(first.found()).isEqualTo(USERS);
            assertThat(first.imported()).isEqualTo(USERS);
            assertThat(first.failed()).isZero();
            assertThat(routes.run().unchanged()).isEqualTo(USERS);
        }
        assertThat(database.value("SELECT COUNT(DISTINCT guid) FROM users")).isEqualTo(String.valueOf(USERS));
        try (LDAPConnection admin = samba.admin()) {
            for (int user : List.of(1, 7, 8, 99)) {
                byte[] guid = entry(admin, user, "objectGUID").getAttributeValueBytes("objectGUID");
                String hex = HexFormat.of().formatHex(guid);
                // the first three groups come lowest byte first
                String text =
                        hex.replaceFirst("(..)(..)(..)(..)(..)(..)(..)(..)(....)(.{12})", "$4$3$2$1-$6$5-$8$7-$9-$10");
                assertThat(database.column("SELECT guid FROM users WHERE email = '" + address(user) + "'"))
                        .containsExactly(text);
            }
        }
    }

    @Test
    @Proves("1.21")
    void a_security_identifier_is_the_text_by_which_the_server_finds_the_user() throws LDAPException {
        database.execute("ALTER TABLE users ADD COLUMN sid VARCHAR(100)");
        try (RunningRoutes routes = routes(SYNC_ATTRIBUTES, "name=cn, sid=${body.sid('objectSid')}")) {
            routes.run(Headers.FILTER, accounts(1));
        }
        String sid = database.value("SELECT sid FROM users");
        assertThat(sid).startsWith("S-1-5-21-1111111111-2222222222-3333333333-");
        try (LDAPConnection admin = samba.admin()) {
            assertThat(admin.searchForEntry(Samba.BASE, SearchScope.SUB, "(objectSid=" + sid + ")", "sAMAccountName")
                            .getAttributeValue("sAMAccountName"))
                    .isEqualTo(login(1));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " | ",
            value = {
                "7 | Doe, John | CN=Doe\\, John",
                "8 | #1 \"Quoted\" <Tag>; a+b=c \\ (star*)"
                        + " | CN=\\#1 \\\"Quoted\\\" \\<Tag\\>\\; a\\+b\\=c \\\\ (star*)"
            })
    @Proves("1.10")
    void odd_users_arrive_with_their_names_and_dns(int user, String name, String rdn) throws InvalidNameException {
        database.execute("ALTER TABLE users ADD COLUMN dn VARCHAR(300)");
        try (RunningRoutes routes = routes(SYNC_ATTRIBUTES, "name=cn, dn=dn")) {
            routes.run(Headers.FILTER, accounts(user));
        }
        assertThat(database.column("SELECT name FROM users")).containsExactly(name);
        assertThat(new LdapName(database.value("SELECT dn FROM users")))
                .isEqualTo(new LdapName(rdn + "," + Samba.PEOPLE));
    }

    @Test
    @Proves("1.10")
    void bytes_and_several_values_arrive() {
        database.execute("ALTER TABLE users ADD COLUMN photo VARBINARY(10000)");
        database.execute("ALTER TABLE users ADD COLUMN addresses INTEGER");
        // 3: three addresses; 11: a photo
        try (RunningRoutes routes = routes(
                SYNC_ATTRIBUTES,
                "name=cn, email=mail, photo=thumbnailPhoto, addresses=${body.values('proxyAddresses').size}")) {
            assertThat(routes.run(Headers.FILTER, accounts(3, 11)).imported()).isEqualTo(2);
            assertThat(routes.run(Headers.FILTER, accounts(3, 11)).unchanged()).isEqualTo(2);
        }
        assertThat(database.column("SELECT addresses FROM users ORDER BY email"))
                .containsExactly("3", "0");
        byte[] photo = (byte[]) database.query("SELECT photo FROM users WHERE photo IS NOT NULL")
                .get(0)
                .get("photo");
        assertThat(photo).startsWith(0xff, 0xd8, 0xff, 0xe0).endsWith(0xff, 0xd9);
    }

    @Test
    @Proves("1.22")
    void values_that_the_server_gives_in_parts_are_read_to_the_last() {
        database.execute("ALTER TABLE users ADD COLUMN members INTEGER");
        // asked for a part, the server answers as it would where it has too many
        try (RunningRoutes routes = routes(
                DIRECTORY + "base",
                GROUPS,
                DIRECTORY + "user-filter",
                "(cn=everyone)",
                DIRECTORY + "attributes",
                "member;range=0-99",
                SYNC_ATTRIBUTES,
                "name=cn, members=${body.values('member').size}")) {
            assertThat(routes.run().imported()).isEqualTo(1);
        }
        assertThat(database.column("SELECT members FROM users")).containsExactly(String.valueOf(USERS));
    }

    // ------------------------------------------------------------------ who is disabled, and who is gone

    @Test
    @Proves({"3.1", "3.2", "3.3"})
    @Covers("active-directory: disabled")
    void a_disabled_account_is_deleted_and_one_that_is_enabled_again_restored() throws LDAPException {
        String filter = accounts(29, 30, 31);
        try (RunningRoutes routes = routes()) {
            ImportSummary first = routes.run(Headers.FILTER, filter, Headers.DELETE, true);
            assertThat(first.imported()).isEqualTo(3);
            assertThat(emails("deleted_at IS NOT NULL")).containsExactly(address(30));

            set(30, "userAccountControl", "512");
            set(31, "userAccountControl", "514");
            ImportSummary second = routes.run(Headers.FILTER, filter, Headers.DELETE, true, Headers.RESTORE, true);
            assertThat(second.restored()).isEqualTo(1);
            assertThat(second.deleted()).isEqualTo(1);
            assertThat(emails("deleted_at IS NOT NULL")).containsExactly(address(31));
        } finally {
            set(30, "userAccountControl", "514");
            set(31, "userAccountControl", "512");
        }
    }

    @Test
    @Proves("3.18")
    @Covers("active-directory: disabled")
    void an_account_that_has_expired_counts_as_disabled_where_the_setting_says_so() throws LDAPException {
        String filter = accounts(41, 42, 43);
        set(41, "accountExpires", fileTime(Instant.now().minusSeconds(3600)));
        set(42, "accountExpires", fileTime(Instant.now().plusSeconds(3600)));
        try {
            try (RunningRoutes routes = routes()) {
                assertThat(routes.run(Headers.FILTER, filter, Headers.DELETE, true)
                                .deleted())
                        .isZero();
            }
            try (RunningRoutes routes = routes(DIRECTORY + "expired-is-disabled", "true")) {
                assertThat(routes.run(Headers.FILTER, filter, Headers.DELETE, true)
                                .deleted())
                        .isEqualTo(1);
                assertThat(emails("deleted_at IS NOT NULL")).containsExactly(address(41));

                set(41, "accountExpires", "0");
                assertThat(routes.run(Headers.FILTER, filter, Headers.DELETE, true, Headers.RESTORE, true)
                                .restored())
                        .isEqualTo(1);
            }
        } finally {
            set(41, "accountExpires", "9223372036854775807");
            set(42, "accountExpires", "9223372036854775807");
        }
    }

    @Test
    @Proves({"3.4", "3.8", "3.9"})
    @Covers("active-directory: missing")
    void a_user_who_left_is_missing_and_the_second_look_finds_by_bytes_whom_the_filter_hides() throws LDAPException {
        String leaver = "CN=Leaver," + Samba.PEOPLE;
        try (LDAPConnection admin = samba.admin();
                RunningRoutes routes = routes()) {
            admin.add(
                    "dn: " + leaver,
                    "objectClass: user",
                    "sAMAccountName: leaver",
                    "userAccountControl: 514",
                    "mail: leaver@example.com");
            String filter = "(|(sAMAccountName=leaver)(sAMAccountName=user00001*))";
            assertThat(routes.run(Headers.FILTER, filter).imported()).isEqualTo(11);

            admin.delete(leaver);
            ImportSummary left =
                    routes.run(Headers.FILTER, "(sAMAccountName=" + login(11) + ")", Headers.DELETE_MISSING, true);
            assertThat(left.found()).isEqualTo(1);
            assertThat(left.deletedMissing()).isEqualTo(1);
            assertThat(emails("deleted_at IS NOT NULL")).containsExactly("leaver@example.com");
        } catch (com.unboundid.ldif.LDIFException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @Proves({"1.4", "3.8"})
    @Covers("active-directory: missing")
    void a_member_of_a_group_in_a_group_is_found_in_both_looks_and_who_leaves_the_group_is_missing()
            throws LDAPException {
        String group = "CN=dept-05," + GROUPS;
        try (LDAPConnection admin = samba.admin();
                RunningRoutes routes = routes(
                        DIRECTORY + "filter",
                        "(&(memberOf:1.2.840.113556.1.4.1941:=CN=all-staff," + GROUPS + ")(memberOf=" + group + "))")) {
            String member = entry(admin, 25, "1.1").getDN();
            int members = USERS / 20;
            assertThat(routes.run().imported()).isEqualTo(members);

            admin.modify(group, new Modification(ModificationType.DELETE, "member", member));
            try {
                ImportSummary left = routes.run(Headers.DELETE_MISSING, true);
                assertThat(left.unchanged()).isEqualTo(members - 1);
                assertThat(left.deletedMissing()).isEqualTo(1);
                assertThat(emails("deleted_at IS NOT NULL")).containsExactly(address(25));
            } finally {
                admin.modify(group, new Modification(ModificationType.ADD, "member", member));
            }
        }
    }

    // ------------------------------------------------------------------ one user

    @ParameterizedTest
    @ValueSource(strings = {"user000008", "#1 \"Quoted\" <Tag>; a+b=c \\ (star*)", "user000008@example.com"})
    @Proves("1.6")
    @Covers("active-directory: one user")
    void a_single_user_is_found_by_ambiguous_name_resolution(String typed) {
        try (RunningRoutes routes = routes()) {
            assertThat(routes.run(Headers.USER, typed).found()).isEqualTo(1);
        }
        assertThat(emails("TRUE")).containsExactly(address(8));
    }

    @Test
    @Proves("1.7")
    @Covers("active-directory: one user")
    void a_name_that_fits_several_users_imports_none() {
        try (RunningRoutes routes = routes()) {
            ImportException failure = routes.failingRun(Headers.USER, "Smith", Headers.CHUNK, 1);
            assertThat(failure.summary().status()).isEqualTo(ImportSummary.REFUSED);
            assertThat(failure).hasMessageContaining("none was imported");
        }
    }

    // ------------------------------------------------------------------ the domain and the forest

    @Test
    @Proves("1.20")
    @Covers({"active-directory: paging", "active-directory: missing"})
    void from_the_root_of_the_domain_every_user_is_found_in_both_looks_whatever_it_refers_to() {
        try (RunningRoutes routes = routes(DIRECTORY + "base", Samba.BASE, SYNC_ATTRIBUTES, "name=cn")) {
            ImportSummary summary = routes.run(Headers.CHUNK, 350);
            assertThat(summary.imported()).isEqualTo(USERS_OF_THE_DOMAIN);
            ImportSummary hidden = routes.run(
                    Headers.FILTER, "(sAMAccountName=Guest)", Headers.DELETE_MISSING, true, Headers.MAX_MISSING, "1");
            assertThat(hidden.deletedMissing()).isZero();
        }
    }

    @Test
    @Proves("1.23")
    void the_global_catalogue_finds_every_user_and_is_not_asked_for_what_it_does_not_hold() {
        String[] catalogue = {DIRECTORY + "url", samba.globalCatalogueUrl(), DIRECTORY + "base", Samba.BASE};
        try (RunningRoutes routes = routes(
                catalogue[0], catalogue[1], catalogue[2], catalogue[3], SYNC_ATTRIBUTES, "name=cn, email=mail")) {
            assertThat(routes.run(Headers.DELETE, true, Headers.DRY_RUN, true).found())
                    .isEqualTo(USERS_OF_THE_DOMAIN);
        }
        database.execute("DELETE FROM users");
        try (RunningRoutes routes = routes(
                catalogue[0], catalogue[1], catalogue[2], catalogue[3], SYNC_ATTRIBUTES, "name=title, email=mail")) {
            assertThat(routes.failingRun())
                    .hasMessageStartingWith("'title' in " + SYNC_ATTRIBUTES + " is not in the global catalogue at ")
                    .hasMessageContaining("on port 389 or 636 in ldap-import.directory.url");
        }
        assertThat(emails("TRUE")).isEmpty();
    }

    // ------------------------------------------------------------------ signing in

    @ParameterizedTest
    @ValueSource(strings = {"user000002@example.test", "EXAMPLE\\user000002", "DN"})
    @Proves("1.24")
    void an_account_may_be_named_in_each_way_of_windows(String form) throws LDAPException {
        String username = form;
        if (form.equals("DN")) {
            try (LDAPConnection admin = samba.admin()) {
                username = entry(admin, 2, "1.1").getDN();
            }
        }
        try (RunningRoutes routes = routes(DIRECTORY + "username", username)) {
            assertThat(routes.run(Headers.FILTER, accounts(1)).found()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Proves("1.12")
    @Covers("active-directory: TLS")
    void tls_with_the_servers_authority_as_trust_store_succeeds_and_without_is_refused(boolean startTls) {
        String url = startTls ? samba.url() : samba.tlsUrl();
        String[] tls = {DIRECTORY + "url", url, DIRECTORY + "start-tls", String.valueOf(startTls)};
        try (RunningRoutes routes =
                routes(tls[0], tls[1], tls[2], tls[3], DIRECTORY + "trust-store", samba.authority())) {
            assertThat(routes.run(Headers.FILTER, "(sAMAccountName=user0000*)", Headers.CHUNK, 10)
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
    // the others would have to sign in with TLS
    @Order(Integer.MAX_VALUE)
    @Proves({"1.24", "1.12"})
    @Covers("active-directory: TLS")
    void a_server_that_wants_tls_is_understood() {
        samba.restartWithStrongAuth();
        try (RunningRoutes routes = routes()) {
            assertThat(routes.failingRun())
                    .hasMessageContaining("the server wants an encrypted connection")
                    .hasMessageContaining("ldap-import.directory.start-tls=true")
                    .hasMessageEndingWith("an ldaps: address in ldap-import.directory.url");
        }
        try (RunningRoutes routes =
                routes(DIRECTORY + "start-tls", "true", DIRECTORY + "trust-store", samba.authority())) {
            assertThat(routes.run(Headers.FILTER, accounts(1)).found()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " | ",
            value = {
                "3  | wrong         | -              | - | the name or the password is wrong",
                "10 | Passw0rd.user | -              | - | the account is disabled: enable it",
                "4  | Passw0rd.user | accountExpires | 1 | the account has expired: extend it",
                "5  | Passw0rd.user | pwdLastSet     | 0 | must change its password"
            })
    @Proves("1.24")
    void an_account_that_is_not_let_in_hears_why(int user, String password, String attribute, String value, String why)
            throws LDAPException {
        if (!attribute.equals("-")) {
            set(user, attribute, value);
        }
        String username = login(user) + "@example.test";
        try (RunningRoutes routes = routes(DIRECTORY + "username", username, DIRECTORY + "password", password)) {
            assertThat(routes.failingRun())
                    .hasMessageStartingWith("Cannot sign in to " + samba.url() + " as " + username + ": ")
                    .hasMessageContaining(why)
                    .hasMessageEndingWith("check ldap-import.directory.username and ldap-import.directory.password");
        }
    }

    @Test
    @Proves("1.24")
    void nobody_is_told_to_sign_in() {
        try (RunningRoutes routes = routes(DIRECTORY + "username", "", DIRECTORY + "password", "")) {
            assertThat(routes.failingRun())
                    .hasMessageContaining("set ldap-import.directory.username and ldap-import.directory.password");
        }
    }

    @Test
    @Proves("5.2")
    void a_base_that_does_not_exist_is_named() {
        try (RunningRoutes routes = routes(DIRECTORY + "base", "OU=Nowhere," + Samba.BASE)) {
            assertThat(routes.failingRun())
                    .hasMessageStartingWith("Cannot find the base 'OU=Nowhere," + Samba.BASE + "'")
                    .hasMessageContaining("check ldap-import.directory.base");
        }
    }

    /** Takes the right to read an attribute of a user from all who signed in; gives the former rights. */
    private static byte[] withdraw(int user, String attribute) throws LDAPException {
        try (LDAPConnection admin = samba.admin()) {
            byte[] schemaId = admin.searchForEntry(
                            "CN=Schema,CN=Configuration," + Samba.BASE,
                            SearchScope.ONE,
                            Filter.createEqualityFilter("lDAPDisplayName", attribute),
                            "schemaIDGUID")
                    .getAttributeValueBytes("schemaIDGUID");
            byte[] descriptor =
                    entry(admin, user, "nTSecurityDescriptor").getAttributeValueBytes("nTSecurityDescriptor");
            ByteBuffer old = ByteBuffer.wrap(descriptor).order(ByteOrder.LITTLE_ENDIAN);
            // [MS-DTYP] 2.4.6, 2.4.5 and 2.4.4: the list of rights comes last here, so that it may grow
            int list = old.getInt(16);
            int size = Short.toUnsignedInt(old.getShort(list + 2));
            ByteBuffer changed =
                    ByteBuffer.allocate(descriptor.length + size + 40).order(ByteOrder.LITTLE_ENDIAN);
            changed.put(descriptor).put(descriptor, list, 8);
            changed.put((byte) 6)
                    .put((byte) 0)
                    .putShort((short) 40)
                    .putInt(0x10)
                    .putInt(1)
                    .put(schemaId);
            // S-1-5-11
            changed.put(new byte[] {1, 1, 0, 0, 0, 0, 0, 5, 11, 0, 0, 0});
            changed.put(descriptor, list + 8, size - 8);
            changed.putInt(16, descriptor.length);
            changed.putShort(descriptor.length + 2, (short) (size + 40));
            changed.putShort(descriptor.length + 4, (short) (old.getShort(list + 4) + 1));
            restore(user, changed.array());
            return descriptor;
        }
    }

    private static void restore(int user, byte[] descriptor) throws LDAPException {
        try (LDAPConnection admin = samba.admin()) {
            admin.modify(
                    entry(admin, user, "1.1").getDN(),
                    new Modification(ModificationType.REPLACE, "nTSecurityDescriptor", descriptor));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"objectClass", "userAccountControl"})
    @Proves("3.46")
    void a_user_who_hides_what_each_user_has_is_not_taken_for_a_leaver_and_a_disabled_one_is(String attribute)
            throws LDAPException {
        try (RunningRoutes routes =
                routes(DIRECTORY + "filter", "(&" + accounts(31, 32, 33, 34, 35) + "(userAccountControl=512))")) {
            assertThat(routes.run().imported()).isEqualTo(5);
            set(32, "userAccountControl", "514");
            byte[] rights = withdraw(33, attribute);
            try {
                ImportSummary hidden = routes.outcome(Headers.DELETE_MISSING, true);
                assertThat(hidden.status()).as(hidden.toString()).isEqualTo(ImportSummary.REFUSED);
                assertThat(hidden.reason()).contains("1 of the 2 missing users", attribute);
                assertThat(emails("deleted_at IS NOT NULL")).isEmpty();
            } finally {
                restore(33, rights);
            }
            assertThat(routes.run(Headers.DELETE_MISSING, true).deletedMissing())
                    .isEqualTo(1);
            assertThat(emails("deleted_at IS NOT NULL")).containsExactly(address(32));
        } finally {
            set(32, "userAccountControl", "512");
        }
    }

    @Test
    @Proves("5.13")
    void a_check_says_what_the_server_is_and_which_type_fits_it() {
        try (RunningRoutes routes = routes(DIRECTORY + "type", "openldap")) {
            assertThat(routes.check("server"))
                    .hasSize(2)
                    .first()
                    .asString()
                    .isEqualTo("WARN: directory.type is openldap, but active-directory is what fits it");
        }
    }
}
