package io.github.ldapimport.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ModifyRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldif.LDIFException;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.plan.UserWrite;
import io.github.ldapimport.run.RunListener;
import io.github.ldapimport.testing.Covers;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.Slapd;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is soft-deleted and who is not, against a real OpenLDAP server that gives part of its answer. */
@Timeout(180)
class SlapdMissingIT {
    private static final int USERS = 5_000;
    private static final String READER = "cn=reader," + TestDirectory.BASE;
    // lets the administrator write what the server keeps for itself
    private static final Control RELAX = new Control("1.3.6.1.4.1.4203.666.5.12", true);

    private static Slapd slapd;
    private static TestDatabase database;

    private final List<Entry> removed = new ArrayList<>();

    @BeforeAll
    static void import_everybody() {
        Slapd.requireInstalled();
        slapd = Slapd.start("missing", USERS, "");
        database = TestDatabase.create(TestDatabase.Product.H2).createUsersTable();
        try (RunningRoutes routes = RunningRoutes.start(slapd.settings(), database.settings())) {
            assertThat(routes.run().imported()).isEqualTo(USERS);
        }
    }

    @AfterAll
    static void stop() {
        if (slapd != null) {
            slapd.close();
            database.close();
        }
    }

    @BeforeEach
    void everybody_is_there() {
        database.execute("UPDATE users SET deleted_at = NULL");
    }

    @AfterEach
    void bring_everybody_back() {
        removed.forEach(SlapdMissingIT::add);
    }

    private static String dn(int user) {
        return "uid=user" + String.format("%06d", user) + "," + TestDirectory.PEOPLE;
    }

    /** Removes users from the directory until the test has ended, or they are added. */
    private void remove(int first, int last) {
        try (LDAPConnection admin = slapd.admin()) {
            for (int user : IntStream.rangeClosed(first, last).toArray()) {
                // what the server keeps of an entry, but for what it derives from others
                SearchResultEntry entry = admin.getEntry(dn(user), "*", "entryUUID");
                removed.add(entry.duplicate());
                admin.delete(dn(user));
            }
        } catch (LDAPException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same entry as before, GUID and all. */
    private static void add(Entry entry) {
        try (LDAPConnection admin = slapd.admin()) {
            admin.add(new com.unboundid.ldap.sdk.AddRequest(entry, new Control[] {RELAX}));
        } catch (LDAPException e) {
            throw new IllegalStateException(entry.toLDIFString(), e);
        }
    }

    private static void modify(int user, String... lines) {
        List<String> ldif = new ArrayList<>(List.of("dn: " + dn(user), "changetype: modify"));
        ldif.addAll(List.of(lines));
        try (LDAPConnection admin = slapd.admin()) {
            ModifyRequest request = new ModifyRequest(ldif.toArray(String[]::new));
            request.addControl(RELAX);
            admin.modify(request);
        } catch (LDAPException | LDIFException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> guidsInDirectory() {
        try (LDAPConnection admin = slapd.admin()) {
            return admin
                    .search(TestDirectory.PEOPLE, SearchScope.ONE, "(objectClass=inetOrgPerson)", "entryUUID")
                    .getSearchEntries()
                    .stream()
                    .map(entry -> entry.getAttributeValue("entryUUID"))
                    .toList();
        } catch (LDAPException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ImportSummary run(Map<String, String> settings, RunListener listener, Object... headers) {
        try (RunningRoutes routes = RunningRoutes.start(slapd.settings(), database.settings(), settings)) {
            return routes.outcome(listener, headers);
        }
    }

    private static ImportSummary run(Object... headers) {
        return run(Map.of(), null, headers);
    }

    private static int deleted() {
        return Integer.parseInt(database.value("SELECT COUNT(*) FROM users WHERE deleted_at IS NOT NULL"));
    }

    @Test
    @Proves({"3.3", "3.4"})
    @Covers("openldap: missing")
    void who_left_is_deleted_and_who_came_back_is_restored() {
        remove(4001, 4020);
        ImportSummary without = run(Headers.DELETE_MISSING, true);
        assertThat(without.status()).as(without.toString()).isEqualTo(ImportSummary.COMPLETED);
        assertThat(without.deletedMissing()).isEqualTo(20);
        assertThat(new TreeSet<>(database.column("SELECT guid FROM users WHERE deleted_at IS NULL")))
                .isEqualTo(new TreeSet<>(guidsInDirectory()));

        removed.forEach(SlapdMissingIT::add);
        removed.clear();
        ImportSummary left = run(Headers.DELETE_MISSING, true);
        assertThat(left.restored()).isZero();
        assertThat(left.deletedMissing()).isZero();
        assertThat(deleted()).isEqualTo(20);
        ImportSummary restored = run(Headers.DELETE_MISSING, true, Headers.RESTORE, true);
        assertThat(restored.restored()).isEqualTo(20);
        assertThat(restored.changed()).isEqualTo(20);
        assertThat(deleted()).isZero();
    }

    @Test
    @Proves({"3.1", "3.2", "3.3"})
    @Covers("openldap: disabled")
    void who_is_locked_for_good_is_deleted_and_who_is_unlocked_restored() {
        // every fiftieth is locked from the start
        ImportSummary locked = run(Headers.DELETE, true);
        assertThat(locked.deleted()).isEqualTo(USERS / 50);
        assertThat(locked.deletedMissing()).isZero();

        modify(3001, "add: pwdAccountLockedTime", "pwdAccountLockedTime: 000001010000Z");
        // for a while only, after too many wrong passwords
        modify(3002, "add: pwdAccountLockedTime", "pwdAccountLockedTime: 20260101000000Z");
        modify(25, "delete: pwdAccountLockedTime");
        try {
            ImportSummary again = run(Headers.DELETE, true, Headers.RESTORE, true);
            assertThat(again.deleted()).isEqualTo(1);
            assertThat(again.restored()).isEqualTo(1);
            assertThat(database.column("SELECT email FROM users WHERE deleted_at IS NOT NULL"))
                    .hasSize(USERS / 50)
                    .contains("user003001@example.com", "user000075@example.com")
                    .doesNotContain("user003002@example.com", "user000025@example.com");
        } finally {
            modify(25, "add: pwdAccountLockedTime", "pwdAccountLockedTime: 000001010000Z");
            modify(3001, "delete: pwdAccountLockedTime");
            modify(3002, "delete: pwdAccountLockedTime");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 333, 500, 1000})
    @Proves({"1.2", "3.7"})
    void an_account_with_a_size_limit_deletes_nobody(int chunk) {
        ImportSummary summary = run(
                Map.of("ldap-import.directory.username", dn(1), "ldap-import.directory.password", "pw-user000001"),
                null,
                Headers.DELETE_MISSING,
                true,
                Headers.MAX_MISSING,
                "100%",
                Headers.CHUNK,
                chunk);
        assertThat(summary.status()).isEqualTo(ImportSummary.FAILED);
        assertThat(summary.found()).isLessThanOrEqualTo(500);
        assertThat(summary.deletedMissing()).isZero();
        assertThat(deleted()).isZero();
    }

    @Test
    @Proves({"3.7", "4.15"})
    void a_server_that_dies_in_the_middle_deletes_nobody() {
        AtomicBoolean killed = new AtomicBoolean();
        RunListener killing = new RunListener() {
            @Override
            public void saved(List<UserWrite> users) {
                if (killed.compareAndSet(false, true)) {
                    slapd.kill();
                }
            }
        };
        try {
            ImportSummary summary = run(Map.of(), killing, Headers.DELETE_MISSING, true, Headers.CHUNK, 100);
            assertThat(summary.status()).isEqualTo(ImportSummary.FAILED);
            assertThat(summary.found()).isBetween(100L, USERS - 1L);
            assertThat(deleted()).isZero();
        } finally {
            slapd.start();
        }
        ImportSummary next = run(Headers.DELETE_MISSING, true);
        assertThat(next.found()).isEqualTo(USERS);
        assertThat(next.deletedMissing()).isZero();
    }

    private static void withAccess(String rule, Runnable test) {
        slapd.restartWith(rule);
        try {
            test.run();
        } finally {
            slapd.restartWith();
        }
    }

    @Test
    @Proves("3.11")
    void users_whom_the_account_may_not_see_any_more_are_not_taken_for_leavers_where_they_are_many() {
        withAccess(
                "access to dn.subtree=\"" + TestDirectory.PEOPLE
                        + "\" filter=\"(|(uid=user000*)(uid=user001*)(uid=user002*))\" by dn.exact=\"" + READER
                        + "\" none by * break",
                () -> {
                    ImportSummary summary = run(Headers.DELETE_MISSING, true);
                    assertThat(summary.status()).isEqualTo(ImportSummary.REFUSED);
                    assertThat(summary.found()).isEqualTo(USERS - 2_999);
                    assertThat(deleted()).isZero();
                });
    }

    @Test
    @Proves("3.6")
    void where_the_account_may_see_nobody_nobody_is_deleted() {
        withAccess(
                "access to filter=\"(objectClass=inetOrgPerson)\" by dn.exact=\"" + READER + "\" none by * break",
                () -> {
                    ImportSummary summary = run(Headers.DELETE_MISSING, true, Headers.MAX_MISSING, "100%");
                    assertThat(summary.found()).isZero();
                    assertThat(deleted()).isZero();
                });
    }

    @Test
    @Proves("3.10")
    void users_whose_guid_the_account_may_not_read_are_not_taken_for_leavers() {
        withAccess(
                "access to filter=\"(uid=user00001*)\" attrs=entryUUID by dn.exact=\"" + READER + "\" none by * break",
                () -> {
                    ImportSummary summary = run(Headers.DELETE_MISSING, true);
                    assertThat(summary.status()).isEqualTo(ImportSummary.REFUSED);
                    assertThat(summary.failed()).isEqualTo(10);
                    assertThat(deleted()).isZero();
                });
    }

    @Test
    @Proves({"3.8", "3.9"})
    void an_account_that_may_not_search_by_guid_deletes_nobody() {
        remove(4101, 4103);
        withAccess("access to attrs=entryUUID by dn.exact=\"" + READER + "\" =rcxd by * break", () -> {
            ImportSummary summary = run(Headers.DELETE_MISSING, true);
            assertThat(summary.status()).isEqualTo(ImportSummary.FAILED);
            assertThat(summary.found()).isEqualTo(USERS - 3L);
            assertThat(deleted()).isZero();
        });
        assertThat(run(Headers.DELETE_MISSING, true).deletedMissing()).isEqualTo(3);
    }
}
