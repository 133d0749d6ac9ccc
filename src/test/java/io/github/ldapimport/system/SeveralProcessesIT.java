package io.github.ldapimport.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.AddRequest;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import io.github.ldapimport.testing.Await;
import io.github.ldapimport.testing.Launcher;
import io.github.ldapimport.testing.Launcher.Ended;
import io.github.ldapimport.testing.Launcher.Started;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.Slapd;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program, several times at once and dying at the worst of times, with a real directory and database. */
@Timeout(300)
class SeveralProcessesIT {
    private static final String[] DELETE_MISSING = {"--delete-missing", "--output=json"};
    private static final int USERS = 1_000;
    private static final int ROUNDS = 5;
    private static final Control RELAX = new Control("1.3.6.1.4.1.4203.666.5.12", true);

    private static Slapd slapd;

    @TempDir
    private Path folder;

    private TestDatabase database;
    private Launcher launcher;
    private final List<Entry> removed = new ArrayList<>();

    @BeforeAll
    static void start() {
        Slapd.requireInstalled();
        slapd = Slapd.start("processes", USERS, "");
    }

    @AfterAll
    static void stop() {
        if (slapd != null) {
            slapd.close();
        }
    }

    @BeforeEach
    void create_table() {
        database = TestDatabase.create(TestDatabase.Product.POSTGRESQL).createUsersTable();
        launcher = Launcher.in(folder)
                .withSettings(
                        slapd.settings(),
                        database.settings(),
                        Map.of("ldap-import.events.deleted-missing", "file:" + folder + "/told"));
    }

    @AfterEach
    void bring_everybody_back() {
        new ArrayList<>(removed).forEach(this::add);
        database.close();
    }

    private static String dn(int user) {
        return "uid=user" + String.format("%06d", user) + "," + TestDirectory.PEOPLE;
    }

    private Entry remove(int user) {
        try (LDAPConnection admin = slapd.admin()) {
            Entry entry = admin.getEntry(dn(user), "*", "entryUUID").duplicate();
            admin.delete(dn(user));
            removed.add(entry);
            return entry;
        } catch (LDAPException e) {
            throw new IllegalStateException(e);
        }
    }

    private void add(Entry entry) {
        try (LDAPConnection admin = slapd.admin()) {
            admin.add(new AddRequest(entry, new Control[] {RELAX}));
            removed.remove(entry);
        } catch (LDAPException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String guid(Entry entry) {
        return entry.getAttributeValue("entryUUID");
    }

    private Set<String> live() {
        return new TreeSet<>(database.column("SELECT guid FROM users WHERE deleted_at IS NULL"));
    }

    private Set<String> deleted() {
        return new TreeSet<>(database.column("SELECT guid FROM users WHERE deleted_at IS NOT NULL"));
    }

    private void awaitSomebodyWaits() {
        Await.until(
                () -> !database.value("SELECT COUNT(*) FROM pg_stat_activity"
                                + " WHERE datname = current_database() AND wait_event_type = 'Lock'")
                        .equals("0"),
                () -> "the program waits for a row");
    }

    /** A session of somebody else, who has touched a row and not come to an end. */
    private Connection holding(String guid) {
        try {
            Connection other = DriverManager.getConnection(database.url(), database.username(), database.password());
            other.setAutoCommit(false);
            try (Statement statement = other.createStatement()) {
                statement.execute("UPDATE users SET password = password WHERE guid = '" + guid + "'");
            }
            return other;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void kill(Started started) throws InterruptedException {
        started.process().destroyForcibly().waitFor();
    }

    private List<String> told() throws IOException {
        Path told = folder.resolve("told");
        if (!Files.exists(told)) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        try (Stream<Path> files = Files.list(told)) {
            for (Path file : files.toList()) {
                texts.add(Files.readString(file));
            }
        }
        return texts;
    }

    @Test
    @Proves({"4.12", "4.15"})
    void two_processes_at_once_delete_nobody_who_is_there_and_make_no_user_twice() {
        // so that nothing but the import itself keeps it from having two rows for a user
        database.execute("ALTER TABLE users DROP CONSTRAINT users_guid_key");
        database.execute("ALTER TABLE users DROP CONSTRAINT users_email_key");
        Set<String> gone = new TreeSet<>();
        Set<String> moving = new TreeSet<>();
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Started first = launcher.start(DELETE_MISSING);
            Started second = launcher.start(DELETE_MISSING);
            // the directory changes all the time
            while (first.process().isAlive() || second.process().isAlive()) {
                Entry entry = remove(500 + round);
                moving.add(guid(entry));
                add(entry);
            }
            Ended one = first.await();
            Ended other = second.await();
            String place = "round " + round + ": " + one + other;
            assertThat(List.of(one.status(), other.status())).as(place).isSubsetOf(0, 1);
            for (Ended each : List.of(one, other)) {
                if (each.status() == 1 && cameBackWhileItLooked(each)) {
                    continue;
                }
                if (each.status() == 1) {
                    refused++;
                    Started holder = each.equals(one) ? second : first;
                    assertThat(each.json().path("status").textValue()).as(place).isEqualTo("refused");
                    assertThat(each.json().path("reason").textValue())
                            .as(place)
                            .contains(String.valueOf(holder.process().pid()));
                }
            }
            assertThat(database.column("SELECT guid FROM users GROUP BY guid HAVING COUNT(*) > 1"))
                    .as(place)
                    .isEmpty();
            Set<String> deleted = deleted();
            if (one.status() == 0 || other.status() == 0) {
                assertThat(deleted).as(place).containsAll(gone);
            }
            deleted.removeAll(gone);
            assertThat(deleted).as(place).isSubsetOf(moving);
            for (int i = 0; i < 3; i++) {
                gone.add(guid(remove(600 + 3 * round + i)));
            }
        }
        assertThat(refused).as("runs that met another").isPositive();

        assertThat(launcher.run("--delete-missing", "--restore").status()).isZero();
        assertThat(deleted()).isEqualTo(gone);
        assertThat(live()).hasSize(USERS - gone.size());
    }

    /** An entry came back between two of the run's looks, which then says nothing of anybody. */
    private static boolean cameBackWhileItLooked(Ended ended) {
        String reason = ended.json().path("reason").textValue();
        return reason.contains("whom a second look by GUID finds")
                || reason.contains("A user who came back during the run is found by the next run");
    }

    @Test
    @Proves({"4.12", "4.15"})
    void a_process_that_is_killed_while_it_writes_holds_nobody_up() throws Exception {
        launcher.run();
        String leaver = guid(remove(700));
        database.execute("UPDATE users SET name = 'old' WHERE email LIKE 'user0000%'");
        String held = database.value("SELECT guid FROM users WHERE email = 'user000050@example.com'");
        try (Connection other = holding(held)) {
            Started started = launcher.start(DELETE_MISSING);
            awaitSomebodyWaits();
            kill(started);
            other.rollback();
        }
        assertThat(deleted()).isEmpty();

        Ended next = launcher.run(DELETE_MISSING);
        assertThat(next.status()).as(next.toString()).isZero();
        assertThat(deleted()).containsExactly(leaver);
        assertThat(database.value("SELECT COUNT(*) FROM users WHERE name = 'old'"))
                .isEqualTo("0");
        assertThat(live()).hasSize(USERS - 1);
    }

    @Test
    @Proves({"3.14", "4.12", "4.15", "6.4"})
    void a_process_that_is_killed_while_it_deletes_leaves_that_to_the_next_one() throws Exception {
        launcher.run();
        Set<String> leavers = new TreeSet<>(Set.of(guid(remove(701)), guid(remove(702)), guid(remove(703))));
        String held = leavers.iterator().next();
        try (Connection other = holding(held)) {
            Started started = launcher.start(DELETE_MISSING);
            awaitSomebodyWaits();
            kill(started);
            other.rollback();
        }
        // the dead one's transaction ends when its server process finds nobody to answer to
        assertThat(deleted()).isEmpty();
        assertThat(told()).isEmpty();

        Ended next = launcher.run(DELETE_MISSING);
        assertThat(next.status()).as(next.toString()).isZero();
        assertThat(deleted()).isEqualTo(leavers);
        assertThat(told()).singleElement().asString().contains(leavers);
        assertThat(live()).hasSize(USERS - 3);
    }

    @Test
    @Proves({"3.7", "4.6", "4.15"})
    void an_interrupted_process_deletes_nobody() throws Exception {
        launcher.run();
        String leaver = guid(remove(704));
        database.execute("UPDATE users SET name = 'old' WHERE email LIKE 'user0000%'");
        String held = database.value("SELECT guid FROM users WHERE email = 'user000050@example.com'");
        Ended ended;
        try (Connection other = holding(held)) {
            Started started = launcher.start("--delete-missing", "--chunk=50");
            awaitSomebodyWaits();
            assertThat(new ProcessBuilder(
                                    "kill",
                                    "-TERM",
                                    String.valueOf(started.process().pid()))
                            .start()
                            .waitFor())
                    .isZero();
            Await.until(
                    () -> Files.readString(started.err()).contains("stopping"), () -> Files.readString(started.err()));
            other.rollback();
            ended = started.await();
        }
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.messages()).contains("ldap-import: failed: interrupted");
        assertThat(deleted()).isEmpty();

        assertThat(launcher.run(DELETE_MISSING).status()).isZero();
        assertThat(deleted()).containsExactly(leaver);
    }

    private static void signal(Started started, String signal) throws Exception {
        assertThat(new ProcessBuilder(
                                "kill", signal, String.valueOf(started.process().pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    @Test
    @Proves({"4.22", "4.23"})
    void a_process_that_was_frozen_writes_and_tells_nothing_more_when_another_has_imported_meanwhile()
            throws Exception {
        launcher.run();
        String leaver = guid(remove(705));
        database.execute("UPDATE users SET name = 'old', deleted_at = '2020-01-01 00:00:00'");
        String held = database.value("SELECT guid FROM users WHERE email = 'user000050@example.com'");
        Ended ended;
        int restored;
        try (Connection other = holding(held)) {
            Started frozen = launcher.start("--delete-missing", "--restore", "--max-restored=100%", "--chunk=20");
            awaitSomebodyWaits();
            signal(frozen, "-STOP");
            // what the server does by itself after a minute
            database.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'idle in transaction'"
                    + " AND query NOT LIKE 'UPDATE users%'");
            other.rollback();
            // a transaction of the frozen one may be open still, and so may its row be locked
            database.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
                    + " AND xact_start IS NOT NULL");
            Ended next = launcher.run("--delete-missing", "--restore", "--max-restored=100%", "--output=json");
            assertThat(next.status()).as(next.toString()).isZero();
            // some of the accounts are disabled
            restored = next.json().path("restored").intValue();
            assertThat(restored).isBetween(USERS / 2, USERS - 1);
            List<Map<String, Object>> rows = database.query("SELECT * FROM users ORDER BY guid");
            List<String> told = told();

            signal(frozen, "-CONT");
            ended = frozen.await();

            assertThat(database.query("SELECT * FROM users ORDER BY guid")).isEqualTo(rows);
            assertThat(told()).isEqualTo(told);
        }
        assertThat(ended.status()).as(ended.toString()).isEqualTo(1);
        assertThat(live()).hasSize(restored).doesNotContain(leaver);
    }
}
