package io.github.ldapimport.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.DeleteRequest;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.controls.ManageDsaITRequestControl;
import com.unboundid.ldif.LDIFException;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.plan.UserWrite;
import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.run.RunListener;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.Slapd;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDirectory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real OpenLDAP server whose tree refers elsewhere, and which is read without pages. */
@Timeout(180)
class SlapdNetworkIT {
    // more than JNDI may keep in memory of an answer
    private static final int USERS = 10_500;
    private static final String DIRECTORY = "ldap-import.directory.";
    private static final String ELSEWHERE = "ou=elsewhere," + TestDirectory.BASE;

    private static Slapd slapd;

    private TestDatabase database;

    @BeforeAll
    static void start() {
        Slapd.requireInstalled();
        slapd = Slapd.start("network", USERS, "--referral");
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
        Map<String, String> own = new LinkedHashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            own.put(DIRECTORY + settings[i], settings[i + 1]);
        }
        return RunningRoutes.start(slapd.settings(), database.settings(), own);
    }

    private RunningRoutes withoutPages(String... settings) {
        String[] all = Arrays.copyOf(settings, settings.length + 6);
        // the reader's limit holds for a search without pages
        System.arraycopy(
                new String[] {
                    "paged-results", "false", "username", TestDirectory.ADMIN, "password", TestDirectory.PASSWORD
                },
                0,
                all,
                settings.length,
                6);
        return routes(all);
    }

    private int rows() {
        return Integer.parseInt(database.value("SELECT COUNT(*) FROM users WHERE deleted_at IS NULL"));
    }

    private static void add(String... ldif) {
        try (LDAPConnection admin = slapd.admin()) {
            for (String entry : ldif) {
                admin.add(entry.split("\n"));
            }
        } catch (LDAPException | LDIFException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void remove(String... dns) {
        try (LDAPConnection admin = slapd.admin()) {
            for (String dn : dns) {
                admin.delete(new DeleteRequest(dn, new Control[] {new ManageDsaITRequestControl(true)}));
            }
        } catch (LDAPException e) {
            throw new IllegalStateException(e);
        }
    }

    // ------------------------------------------------------------------ referrals

    @Test
    @Proves("1.30")
    void users_that_another_server_holds_are_left_out_where_the_setting_says_so_and_the_search_is_whole() {
        try (RunningRoutes routes = routes("referrals", "leave-out")) {
            assertThat(routes.run(Headers.DELETE_MISSING, true, Headers.MIN_USERS, USERS)
                            .imported())
                    .isEqualTo(USERS);
            database.execute("INSERT INTO users (name, guid, domain) VALUES ('Leaver',"
                    + " '11111111-2222-3333-4444-555555555555', 'default')");
            assertThat(routes.run(Headers.DELETE_MISSING, true).deletedMissing())
                    .isEqualTo(1);
        }
        assertThat(rows()).isEqualTo(USERS);
    }

    @Test
    @Proves("1.30")
    void a_referral_that_is_not_left_out_names_the_setting() {
        try (RunningRoutes routes = routes()) {
            assertThat(routes.failingRun(Headers.DELETE_MISSING, true))
                    .hasMessageContaining("a part of " + TestDirectory.BASE + " is held by another server")
                    .hasMessageEndingWith("or ldap-import.directory.referrals=leave-out where the users there do not"
                            + " belong to this provider");
        }
    }

    @Test
    @Proves("1.30")
    void an_entry_that_refers_to_others_is_no_user_whatever_the_filter() {
        add("dn: uid=moved," + TestDirectory.PEOPLE
                + "\nobjectClass: referral\nobjectClass: extensibleObject\nuid: moved\ncn: Moved\n"
                + "mail: moved@example.com\nref: ldap://127.0.0.1:9/uid=moved,ou=people,dc=example,dc=org");
        try (RunningRoutes routes = routes("referrals", "leave-out", "user-filter", "(mail=*)")) {
            ImportSummary summary = routes.run(Headers.FILTER, "(|(uid=moved)(uid=user00001*))");
            assertThat(summary.found()).isEqualTo(10);
            assertThat(summary.imported()).isEqualTo(10);
        } finally {
            remove("uid=moved," + TestDirectory.PEOPLE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"refuse", "leave-out"})
    @Proves("1.30")
    void a_base_that_is_itself_elsewhere_is_refused(String referrals) {
        try (RunningRoutes routes = routes("referrals", referrals, "base", ELSEWHERE)) {
            assertThat(routes.failingRun(Headers.DELETE_MISSING, true))
                    .hasMessageStartingWith("Cannot look at " + ELSEWHERE)
                    .hasMessageEndingWith("set ldap-import.directory.base to a DN that this server holds whole");
        }
    }

    // ------------------------------------------------------------------ aliases

    @Test
    @Proves("1.36")
    void an_alias_stands_for_the_user_it_names_once_in_both_looks() {
        String outside = "ou=outside," + TestDirectory.BASE;
        add(
                "dn: " + outside + "\nobjectClass: organizationalUnit\nou: outside",
                "dn: uid=guest," + outside
                        + "\nobjectClass: inetOrgPerson\nuid: guest\ncn: Guest\nsn: Guest\nmail: guest@example.com",
                alias("guest1", "uid=guest," + outside),
                alias("guest2", "uid=guest," + outside),
                alias("inside", "uid=user000002," + TestDirectory.PEOPLE),
                alias("dangling", "uid=nobody," + outside),
                alias("loop1", "cn=loop2," + TestDirectory.PEOPLE),
                alias("loop2", "cn=loop1," + TestDirectory.PEOPLE));
        try (RunningRoutes routes = routes("base", TestDirectory.PEOPLE)) {
            ImportSummary summary = routes.run(Headers.DELETE_MISSING, true);
            assertThat(summary.imported()).isEqualTo(USERS + 1);
            assertThat(database.value("SELECT COUNT(*) FROM users WHERE name = 'Guest'"))
                    .isEqualTo("1");

            // not in the first look, and in the second one
            summary = routes.run(Headers.DELETE_MISSING, true, Headers.FILTER, "(!(uid=guest))");
            assertThat(summary.deletedMissing()).isZero();
            remove("cn=guest1," + TestDirectory.PEOPLE, "cn=guest2," + TestDirectory.PEOPLE);
            assertThat(routes.run(Headers.DELETE_MISSING, true).deletedMissing())
                    .isEqualTo(1);
        } finally {
            remove(
                    "cn=inside," + TestDirectory.PEOPLE,
                    "cn=dangling," + TestDirectory.PEOPLE,
                    "cn=loop1," + TestDirectory.PEOPLE,
                    "cn=loop2," + TestDirectory.PEOPLE,
                    "uid=guest," + outside,
                    outside);
        }
    }

    private static String alias(String name, String target) {
        return "dn: cn=" + name + "," + TestDirectory.PEOPLE
                + "\nobjectClass: alias\nobjectClass: extensibleObject\ncn: " + name + "\naliasedObjectName: " + target;
    }

    // ------------------------------------------------------------------ without pages

    @ParameterizedTest
    @ValueSource(ints = {777, 10_500, 20_000})
    @Proves("1.31")
    void all_users_come_in_one_answer_and_who_left_is_found_out(int chunk) {
        try (RunningRoutes routes = withoutPages("base", TestDirectory.PEOPLE)) {
            assertThat(routes.run(Headers.CHUNK, chunk, Headers.DELETE_MISSING, true)
                            .imported())
                    .isEqualTo(USERS);
            database.execute("INSERT INTO users (name, guid, domain) VALUES ('Leaver',"
                    + " '11111111-2222-3333-4444-555555555555', 'default')");
            ImportSummary summary = routes.run(Headers.CHUNK, chunk, Headers.DELETE_MISSING, true);
            assertThat(summary.unchanged()).isEqualTo(USERS);
            assertThat(summary.deletedMissing()).isEqualTo(1);
        }
    }

    @Test
    @Proves({"1.30", "1.31"})
    void an_answer_without_pages_fails_at_a_referral_and_at_a_limit() {
        try (RunningRoutes routes = withoutPages()) {
            assertThat(routes.failingRun()).hasMessageContaining("is held by another server");
        }
        try (RunningRoutes routes = withoutPages("referrals", "leave-out")) {
            assertThat(routes.run().found()).isEqualTo(USERS);
        }
        try (RunningRoutes routes = routes("paged-results", "false", "base", TestDirectory.PEOPLE)) {
            assertThat(routes.failingRun(Headers.DELETE_MISSING, true))
                    .hasMessageContaining("Sizelimit Exceeded")
                    .hasMessageContaining("raise the server's limit for cn=reader");
        }
    }

    @Test
    @Proves("1.31")
    void an_answer_that_is_given_up_leaves_no_thread_behind() throws InterruptedException {
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
        try (RunningRoutes routes = withoutPages("base", TestDirectory.PEOPLE)) {
            assertThat(routes.outcome(interrupting, Headers.CHUNK, 10).status()).isEqualTo(ImportSummary.FAILED);
            for (Thread thread : directoryThreads()) {
                thread.join(60_000);
            }
            assertThat(directoryThreads()).isEmpty();
        }
    }

    private static List<Thread> directoryThreads() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().startsWith("ldap-import-drain")
                        || Arrays.stream(thread.getValue())
                                .anyMatch(frame -> frame.getClassName().startsWith("com.sun.jndi.ldap.")))
                .map(Map.Entry::getKey)
                .toList();
    }

    @Test
    @Proves("5.13")
    void a_check_says_when_paging_would_be_better() {
        try (RunningRoutes routes = withoutPages("base", TestDirectory.PEOPLE)) {
            assertThat(routes.check("server"))
                    .contains(
                            "WARN: it offers paged results (RFC 2696), and ldap-import.directory.paged-results=false"
                                    + " does without: a server that cuts a long answer off without a word would not be noticed");
        }
    }
}
