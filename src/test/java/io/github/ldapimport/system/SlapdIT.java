package io.github.ldapimport.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportException;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.plan.UserWrite;
import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.run.RunListener;
import io.github.ldapimport.testing.Covers;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.Slapd;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDirectory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
import org.junit.jupiter.params.provider.ValueSource;

/** The import against a real OpenLDAP server, which forgives less than the one in the process. */
@Timeout(180)
class SlapdIT {
    private static final int USERS = 5_000;
    private static final String DIRECTORY = "ldap-import.directory.";
    private static final String SYNC_ATTRIBUTES = "ldap-import.users.sync-attributes";

    private static Slapd slapd;

    private TestDatabase database;

    @BeforeAll
    static void start() {
        Slapd.requireInstalled();
        slapd = Slapd.start("users", USERS, "");
    }

    @AfterAll
    static void stop() {
        if (slapd != null) {
            slapd.close();
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
        return routes(slapd, settings);
    }

    private RunningRoutes routes(Slapd server, String... settings) {
        Map<String, String> own = new LinkedHashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            own.put(settings[i], settings[i + 1]);
        }
        return RunningRoutes.start(server.settings(), database.settings(), own);
    }

    private List<String> names() {
        return database.column("SELECT name FROM users");
    }

    private int rows() {
        return Integer.parseInt(database.value("SELECT COUNT(*) FROM users"));
    }

    @Test
    @Proves({"1.1", "2.5"})
    @Covers({"openldap: GUID", "openldap: paging"})
    void five_thousand_users_are_imported_and_a_second_run_writes_nothing() {
        try (TestDatabase postgres =
                        TestDatabase.create(TestDatabase.Product.POSTGRESQL).createUsersTable();
                RunningRoutes routes = RunningRoutes.start(slapd.settings(), postgres.settings())) {
            ImportSummary first = routes.run();
            assertThat(first.found()).isEqualTo(USERS);
            assertThat(first.imported()).isEqualTo(USERS);
            assertThat(first.failed()).isZero();
            assertThat(postgres.value("SELECT COUNT(DISTINCT guid) FROM users")).isEqualTo("5000");

            postgres.execute("UPDATE users SET updated_at = '2020-01-01 00:00:00'");
            ImportSummary second = routes.run(Headers.CHUNK, 333);
            assertThat(second.found()).isEqualTo(USERS);
            assertThat(second.unchanged()).isEqualTo(USERS);
            assertThat(postgres.value("SELECT COUNT(*) FROM users WHERE updated_at = '2020-01-01 00:00:00'"))
                    .isEqualTo("5000");
        }
    }

    @ParameterizedTest
    @CsvSource({"ldaps, client.pem", "ldaps, client.p12", "ldap, client.pem", "ldap, client.p12"})
    @Proves("1.15")
    @Covers("openldap: TLS")
    void without_a_name_the_certificate_signs_in(String way, String keyStore) {
        try (RunningRoutes routes = routes(
                DIRECTORY + "url",
                way.equals("ldaps") ? slapd.tlsUrl() : slapd.url(),
                DIRECTORY + "start-tls",
                String.valueOf(way.equals("ldap")),
                DIRECTORY + "username",
                "",
                DIRECTORY + "password",
                "",
                DIRECTORY + "trust-store",
                slapd.authority(),
                DIRECTORY + "key-store",
                slapd.tlsFile(keyStore),
                DIRECTORY + "key-store-password",
                keyStore.endsWith("p12") ? "changeit" : "")) {
            // nobody but a known account sees anybody
            assertThat(routes.run().imported()).isEqualTo(USERS);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 5, 12, 13})
    @Proves("1.1")
    void the_last_page_may_be_full_or_not(int chunk) {
        String twelve = IntStream.rangeClosed(1, 12)
                .mapToObj(number -> String.format("(uid=user%06d)", number))
                .collect(Collectors.joining("", "(|", ")"));
        try (RunningRoutes routes = routes()) {
            assertThat(routes.run(Headers.CHUNK, chunk, Headers.FILTER, twelve).found())
                    .isEqualTo(12);
        }
        assertThat(rows()).isEqualTo(12);
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

        try (RunningRoutes routes = routes(SYNC_ATTRIBUTES, "name=cn, dn=dn, email=mail")) {
            routes.run(Headers.FILTER, "(uid=" + login + ")");
        }

        assertThat(names()).containsExactly(name);
        // the server writes cn=Doe\2C John, and the parts of a multi-valued RDN in an order of its own
        assertThat(new LdapName(database.value("SELECT dn FROM users")))
                .isEqualTo(new LdapName(rdn + "," + TestDirectory.PEOPLE));
    }

    @Test
    @Proves("1.10")
    void a_user_with_two_names_and_no_given_name_has_one_of_them() {
        try (RunningRoutes routes = routes(SYNC_ATTRIBUTES, "name=cn, email=givenName")) {
            routes.run(Headers.FILTER, "(uid=user000010)");
        }
        assertThat(names()).hasSize(1).isSubsetOf("Siobhán Jensen", "Second Name");
        assertThat(database.column("SELECT email FROM users")).containsOnlyNulls();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"(cn=Doe\\, John)", "(cn=Doe, John)", "cn=#1 \\22Quoted\\22 <Tag>; a+b=c \\\\ \\(star\\*\\)"})
    @Proves("1.4")
    void special_characters_in_a_filter_reach_the_server(String filter) {
        try (RunningRoutes routes = routes()) {
            assertThat(routes.run(Headers.FILTER, filter).imported()).isEqualTo(1);
        }
    }

    @Test
    @Proves("1.10")
    void bytes_and_several_values_arrive() {
        database.execute("ALTER TABLE users ADD COLUMN photo VARBINARY(10000)");
        database.execute("ALTER TABLE users ADD COLUMN addresses INTEGER");

        try (RunningRoutes routes = routes(
                SYNC_ATTRIBUTES, "name=cn, photo=jpegPhoto, email=mail, addresses=${body.values('mail').size}")) {
            // 3: three addresses; 5: none; 11: a photo
            routes.run(Headers.FILTER, "(|(uid=user000003)(uid=user000005)(uid=user000011))");
            assertThat(routes.run(Headers.FILTER, "(|(uid=user000003)(uid=user000005)(uid=user000011))")
                            .unchanged())
                    .isEqualTo(3);
        }

        assertThat(database.column("SELECT addresses FROM users ORDER BY addresses"))
                .containsExactly("0", "1", "3");
        assertThat(database.column("SELECT email FROM users WHERE addresses = 0"))
                .containsOnlyNulls();
        byte[] photo = (byte[]) database.query("SELECT photo FROM users WHERE photo IS NOT NULL")
                .get(0)
                .get("photo");
        assertThat(photo).startsWith(0xff, 0xd8, 0xff, 0xe0).endsWith(0xff, 0xd9);
    }

    @Test
    @Proves("1.2")
    void an_account_with_a_size_limit_fails_the_run_and_what_was_read_is_saved() {
        try (RunningRoutes routes = routes(
                DIRECTORY + "username",
                "uid=user000001," + TestDirectory.PEOPLE,
                DIRECTORY + "password",
                "pw-user000001")) {
            ImportException failure = routes.failingRun(Headers.CHUNK, 200);
            assertThat(failure.summary().status()).isEqualTo(ImportSummary.FAILED);
            assertThat(failure.summary().reason())
                    .startsWith("Cannot search after 500 users at " + slapd.url() + ": ")
                    .contains("Sizelimit Exceeded")
                    .contains("raise the server's limit for uid=user000001," + TestDirectory.PEOPLE
                            + " (OpenLDAP: limits with size.prtotal=unlimited)");
            assertThat(failure.summary().found()).isEqualTo(500);
            assertThat(rows()).isEqualTo(500);
        }
    }

    @Test
    @Proves("1.2")
    void a_referral_in_the_tree_fails_the_run() {
        try (Slapd referring = Slapd.start("referral", 50, "--referral");
                RunningRoutes routes = routes(referring)) {
            ImportException failure = routes.failingRun(Headers.CHUNK, 20);
            assertThat(failure.summary().status()).isEqualTo(ImportSummary.FAILED);
            assertThat(failure.summary().reason())
                    .contains("a part of " + TestDirectory.BASE + " is held by another server; set"
                            + " ldap-import.directory.base to a DN that this server holds whole");
            assertThat(rows()).isEqualTo((int) failure.summary().found());

            try (RunningRoutes below = routes(referring, DIRECTORY + "base", TestDirectory.PEOPLE)) {
                assertThat(below.run(Headers.CHUNK, 20).found()).isEqualTo(50);
            }
        }
    }

    @Test
    @Proves("1.2")
    void a_server_that_ends_in_the_middle_fails_the_run_and_what_was_read_is_saved() {
        AtomicBoolean stopped = new AtomicBoolean();
        RunListener stopping = new RunListener() {
            @Override
            public void saved(List<UserWrite> users) {
                if (stopped.compareAndSet(false, true)) {
                    slapd.stop();
                }
            }
        };
        try (RunningRoutes routes = routes()) {
            ImportException failure = routes.send(stopping, Headers.CHUNK, 100).getException(ImportException.class);
            assertThat(failure.summary().status()).isEqualTo(ImportSummary.FAILED);
            assertThat(failure.summary().reason())
                    .startsWith("Cannot search after ")
                    .contains("check ldap-import.directory.url, the network, and that the server runs");
            assertThat(failure.summary().found()).isBetween(100L, USERS - 1L);
            assertThat(rows()).isEqualTo((int) failure.summary().found());

            slapd.start();
            assertThat(routes.run().found()).isEqualTo(USERS);
        } finally {
            slapd.start();
        }
        assertThat(rows()).isEqualTo(USERS);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Proves("1.12")
    @Covers("openldap: TLS")
    void tls_with_the_servers_authority_as_trust_store_succeeds(boolean startTls) {
        try (RunningRoutes routes = routes(
                DIRECTORY + "url",
                startTls ? slapd.url() : slapd.tlsUrl(),
                DIRECTORY + "start-tls",
                String.valueOf(startTls),
                DIRECTORY + "trust-store",
                slapd.authority())) {
            assertThat(routes.run(Headers.FILTER, "(uid=user0000*)", Headers.CHUNK, 10)
                            .imported())
                    .isEqualTo(99);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Proves("1.12")
    void tls_without_a_trust_store_is_refused(boolean startTls) {
        String url = startTls ? slapd.url() : slapd.tlsUrl();
        try (RunningRoutes routes = routes(DIRECTORY + "url", url, DIRECTORY + "start-tls", String.valueOf(startTls))) {
            assertThat(routes.failingRun())
                    .hasMessageStartingWith("Cannot trust " + url + ": ")
                    .hasMessageContaining("set ldap-import.directory.trust-store");
        }
    }

    @Test
    @Proves("5.1")
    void a_wrong_password_names_the_account_and_the_settings() {
        try (RunningRoutes routes = routes(DIRECTORY + "password", "wrong")) {
            assertThat(routes.failingRun())
                    .hasMessageStartingWith(
                            "Cannot sign in to " + slapd.url() + " as cn=reader," + TestDirectory.BASE + ": ")
                    .hasMessageEndingWith("check ldap-import.directory.username and ldap-import.directory.password");
        }
    }

    @Test
    @Proves({"5.2", "5.13"})
    void a_base_that_does_not_exist_is_named() {
        try (RunningRoutes routes = routes(DIRECTORY + "base", "ou=nowhere," + TestDirectory.BASE)) {
            assertThat(routes.failingRun())
                    .hasMessageStartingWith("Cannot find the base 'ou=nowhere," + TestDirectory.BASE + "' at "
                            + slapd.url() + ", it holds " + TestDirectory.BASE + ": ")
                    .hasMessageContaining("check ldap-import.directory.base");
        }
    }

    @Test
    @Proves("5.2")
    void an_attribute_that_does_not_exist_is_named_with_its_setting() {
        try (RunningRoutes routes = routes(SYNC_ATTRIBUTES, "name=cn, email=nickName")) {
            assertThat(routes.failingRun())
                    .hasMessageStartingWith("Unknown attribute 'nickName' in " + SYNC_ATTRIBUTES + ": ");
        }
    }

    @Test
    @Proves("5.2")
    void an_account_that_may_not_read_is_named() {
        try (RunningRoutes routes = routes(DIRECTORY + "username", "", DIRECTORY + "password", "")) {
            assertThat(routes.failingRun())
                    .hasMessageStartingWith("Cannot look at " + TestDirectory.BASE + " at " + slapd.url() + ": ")
                    .hasMessageEndingWith(": give anonymous the right to read the users");
        }
        assertThat(rows()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"user000008", "USER000008", "#1 \"Quoted\" <Tag>; a+b=c \\ (star*)", "user000008@example.com"})
    @Proves("1.6")
    @Covers("openldap: one user")
    void a_single_user_is_found_by_login_name_and_address(String typed) {
        try (RunningRoutes routes = routes()) {
            ImportSummary summary = routes.run(Headers.USER, typed);
            assertThat(summary.found()).isEqualTo(1);
            assertThat(summary.imported()).isEqualTo(1);
        }
        assertThat(database.column("SELECT email FROM users")).containsExactly("user000008@example.com");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "user*", "user999999", "*)(uid=*"})
    @Proves({"1.6", "1.7"})
    void a_name_that_fits_nobody_is_no_error(String typed) {
        try (RunningRoutes routes = routes()) {
            assertThat(routes.run(Headers.USER, typed).found()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000})
    @Proves("1.7")
    void a_name_that_fits_several_users_imports_none(int chunk) {
        try (RunningRoutes routes = routes()) {
            ImportException failure = routes.failingRun(Headers.USER, "Smith", Headers.CHUNK, chunk);
            assertThat(failure.summary().status()).isEqualTo(ImportSummary.REFUSED);
            assertThat(failure).hasMessageContaining("none was imported");
        }
        assertThat(rows()).isZero();
    }

    @Test
    @Proves("4.6")
    void an_interrupted_run_saves_the_pages_at_hand() {
        RunListener interrupting = new RunListener() {
            private ImportRun run;

            @Override
            public void started(ImportRun started) {
                run = started;
            }

            @Override
            public void saved(List<UserWrite> users) {
                run.interrupt();
            }
        };
        try (RunningRoutes routes = routes()) {
            ImportException failure =
                    routes.send(interrupting, Headers.CHUNK, 100).getException(ImportException.class);
            assertThat(failure).hasMessage("interrupted");
            assertThat(failure.summary().found()).isLessThan(USERS);
            assertThat(rows()).isEqualTo((int) failure.summary().found());
        }
    }

    @Test
    @Proves("5.13")
    void a_check_says_what_the_server_is_and_which_type_fits_it() {
        try (RunningRoutes routes = routes()) {
            assertThat(routes.check("server")).containsExactly("OK: OpenLDAP, which holds " + TestDirectory.BASE);
        }
        try (RunningRoutes routes = routes(DIRECTORY + "type", "389ds", DIRECTORY + "guid-attribute", "entryUUID")) {
            assertThat(routes.check("server"))
                    .containsExactly(
                            "WARN: directory.type is 389ds, but openldap is what fits it",
                            "OK: OpenLDAP, which holds " + TestDirectory.BASE);
        }
    }
}
