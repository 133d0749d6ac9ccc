package io.github.ldapimport.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ldapimport.testing.Await;
import io.github.ldapimport.testing.Broker;
import io.github.ldapimport.testing.Launcher;
import io.github.ldapimport.testing.Launcher.Ended;
import io.github.ldapimport.testing.Launcher.Started;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program on several nodes, with a broker's jars in lib, as docs/nodes.md describes. */
@Timeout(240)
class WorkersIT {
    private static final int USERS = 60;
    private static final Set<String> JARS_OF_BROKER = Set.of(
            "/activemq/",
            "/camel-jms/",
            "/commons-beanutils/",
            "/commons-collections/",
            "/jakarta/jms/",
            "/jakarta/json/",
            "/jctools/",
            "/johnzon/",
            "/netty/",
            "/spring-jms/",
            "/spring-messaging/");

    @TempDir
    private Path folder;

    private TestDirectory directory;
    private TestDatabase database;
    private Broker broker;
    private Launcher launcher;

    @BeforeEach
    void start() throws IOException {
        directory = TestDirectory.start().addPeople(USERS);
        database = TestDatabase.create(Product.POSTGRESQL).createUsersTable();
        broker = Broker.start();
        // not in the folder of the test, which would be emptied through its links
        Path home = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "ldap-import-with-broker");
        withJarsOfTests(home);
        broker.makeKnown(home.resolve("routes"));
        launcher = Launcher.in(Files.createDirectory(folder.resolve("here")))
                .startedAs(home.resolve("bin/ldap-import"))
                .withEnvironment("LDAP_IMPORT_WORKER_SECRET", "a secret of all the nodes")
                .withSettings(
                        directory.settings(),
                        database.settings(),
                        Map.of(
                                "ldap-import.worker.endpoint", Broker.pages(60_000),
                                "ldap-import.directory.page-size", "10",
                                "ldap-import.database.lock-timeout", "60s"));
    }

    @AfterEach
    void stop() {
        broker.close();
        database.close();
        directory.close();
    }

    /** The packaged program, and in its lib what tests have beside it: the jars of a broker among them. */
    private static void withJarsOfTests(Path home) throws IOException {
        for (String part : Set.of("bin", "routes", "lib")) {
            Files.createDirectories(home.resolve(part));
            try (Stream<Path> files = Files.list(Launcher.packaged(part))) {
                for (Path file : files.toList()) {
                    Path copy = home.resolve(part).resolve(file.getFileName());
                    if (part.equals("lib")) {
                        Files.createSymbolicLink(copy, file);
                    } else {
                        Files.copy(file, copy);
                    }
                }
            }
        }
        String paths = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        for (String path : paths.split(File.pathSeparator)) {
            Path jar = Path.of(path);
            Path copy = home.resolve("lib").resolve(jar.getFileName());
            if (JARS_OF_BROKER.stream().anyMatch(jar.toString()::contains) && !Files.exists(copy)) {
                Files.createSymbolicLink(copy, jar);
            }
        }
    }

    private static void awaitServing(Started worker) {
        Await.until(
                () -> {
                    assertThat(worker.process().isAlive())
                            .as(Files.readString(worker.err()))
                            .isTrue();
                    return Files.readString(worker.err()).contains("pages of other nodes from");
                },
                () -> Files.readString(worker.err()));
    }

    @Test
    @Proves({"10.1", "10.3", "10.7"})
    void a_worker_that_is_killed_in_the_middle_of_a_page_costs_nobody_a_row() throws Exception {
        database.execute(
                "INSERT INTO users (id, guid, domain, name) VALUES (1, '00000000-dead-4000-8000-000000000001', 'default', 'Gone')");
        Started killed = launcher.start("serve");
        awaitServing(killed);
        Started coordinator;
        Started other = null;
        try (Connection holder =
                DriverManager.getConnection(database.url(), database.username(), database.password())) {
            holder.setAutoCommit(false);
            try (Statement statement = holder.createStatement()) {
                // a row of the fourth page: whoever inserts it, too, waits
                statement.execute("INSERT INTO users (guid, domain, name) VALUES ('" + directory.guid("user35")
                        + "', 'default', 'held')");
            }
            coordinator = launcher.start("-n", "--delete-missing", "--output=json");
            Await.until(
                    () -> {
                        assertThat(coordinator.process().isAlive())
                                .as(Files.readString(coordinator.err()))
                                .isTrue();
                        return !database.value("SELECT COUNT(*) FROM pg_stat_activity"
                                        + " WHERE datname = current_database() AND wait_event_type = 'Lock'")
                                .equals("0");
                    },
                    () -> "the worker waits for the row");
            killed.process().destroyForcibly().waitFor();
            other = launcher.start("serve");
            awaitServing(other);
            holder.rollback();
        }
        Ended ended = coordinator.await();
        other.process().destroyForcibly().waitFor();

        assertThat(ended.status()).as(ended.toString()).isZero();
        JsonNode summary = ended.json();
        assertThat(summary.path("found").asInt()).isEqualTo(USERS);
        assertThat(summary.path("imported").asInt()
                        + summary.path("synchronized").asInt())
                .isEqualTo(USERS);
        assertThat(summary.path("deletedMissing").asInt()).isEqualTo(1);
        assertThat(database.column("SELECT guid FROM users WHERE deleted_at IS NULL").stream()
                        .collect(Collectors.toSet()))
                .hasSize(USERS);
        assertThat(database.value("SELECT COUNT(*) FROM users")).isEqualTo(String.valueOf(USERS + 1));
        // the users whose pages the second worker saved are in its log, under the run's id
        assertThat(Files.readString(other.err()))
                .contains("Imported user user35", summary.path("runId").asText());
    }
}
