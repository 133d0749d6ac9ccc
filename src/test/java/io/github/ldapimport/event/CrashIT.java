package io.github.ldapimport.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import io.github.ldapimport.testing.Interference;
import io.github.ldapimport.testing.Launcher;
import io.github.ldapimport.testing.Launcher.Ended;
import io.github.ldapimport.testing.Launcher.Started;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of events when the process dies between the writing and the telling. */
class CrashIT {
    private static final long MAX_SECONDS = 60;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    @Proves({"6.4", "4.12", "3.14"})
    void a_deletion_whose_process_was_killed_before_it_was_told_is_told_by_the_next_run(Product product)
            throws Exception {
        try (TestDirectory directory = TestDirectory.start().addPeople(12);
                TestDatabase server = product == Product.H2
                        ? null
                        : TestDatabase.create(product).createUsersTable()) {
            Map<String, String> settings = server == null ? Map.of() : server.settings();
            Map<String, String> hanging = Map.of("ldap-import.events.deleted-missing", "direct:hang");
            Launcher launcher = Launcher.in(folder).withSettings(directory.settings(), settings, hanging);
            addHangingRoute();
            assertThat(launcher.run().status()).isZero();
            directory.deletePerson("user3");
            directory.deletePerson("user7");

            Started killed = launcher.start("--delete-missing");
            await(folder.resolve("hanging"), killed);
            killed.process().destroyForcibly();
            assertThat(killed.await().status()).isNotZero();

            launcher.withSettings(
                    directory.settings(),
                    settings,
                    Map.of("ldap-import.events.deleted-missing", "file:told?fileName=${header.LdapImportEventId}"));
            Ended next = launcher.run("--delete-missing", "--output=json");
            assertThat(next.json().path("status").asText()).isEqualTo("completed");
            assertThat(next.json().path("deletedMissing").asInt()).isZero();

            List<Path> told;
            try (Stream<Path> files = Files.list(folder.resolve("told"))) {
                told = files.toList();
            }
            assertThat(told).hasSize(1);
            JsonNode event = new ObjectMapper().readTree(Files.readString(told.get(0)));
            List<String> ids = new ArrayList<>();
            event.path("ids").forEach(id -> ids.add(id.asText()));
            try (TestDatabase database = server == null ? TestDatabase.inFolder(folder) : server) {
                assertThat(ids)
                        .hasSize(2)
                        .containsExactlyInAnyOrderElementsOf(
                                database.column("SELECT id FROM users WHERE deleted_at IS NOT NULL"));
                assertThat(database.column("SELECT id FROM ldap_import_outbox")).isEmpty();
                assertThat(database.column("SELECT status FROM ldap_import_runs ORDER BY started_at"))
                        .containsExactly("completed", "died", "completed");
                assertThat(database.value("SELECT run_id FROM ldap_import_runs WHERE status = 'died'"))
                        .isEqualTo(event.path("runId").asText());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    @Proves({"6.6", "6.4"})
    void a_failure_whose_process_was_killed_before_it_was_told_is_told_by_the_next_run_once(Product product)
            throws Exception {
        AtomicReference<TestDirectory> running = new AtomicReference<>();
        // the directory is lost as soon as the run has begun
        Interference cut = new Interference() {
            @Override
            protected void asked(int number, InMemoryInterceptedSearchRequest request) {
                if (Files.exists(folder.resolve("begun")) && !Files.exists(folder.resolve("told"))) {
                    running.get().server().closeAllConnections(false);
                }
            }
        };
        try (TestDirectory directory = TestDirectory.start(null, cut).addPeople(3);
                TestDatabase server = product == Product.H2
                        ? null
                        : TestDatabase.create(product).createUsersTable()) {
            running.set(directory);
            Map<String, String> settings = server == null ? Map.of() : server.settings();
            Launcher launcher = Launcher.in(folder)
                    .withSettings(
                            directory.settings(),
                            settings,
                            Map.of(
                                    "ldap-import.events.started",
                                    "file:.?fileName=begun",
                                    "ldap-import.events.failed",
                                    "direct:hang"));
            addHangingRoute();

            Started killed = launcher.start();
            await(folder.resolve("hanging"), killed);
            killed.process().destroyForcibly();
            assertThat(killed.await().status()).isNotZero();
            JsonNode hanging = new ObjectMapper().readTree(Files.readString(folder.resolve("hanging")));

            Files.createDirectory(folder.resolve("told"));
            launcher.withSettings(
                    directory.settings(),
                    settings,
                    Map.of("ldap-import.events.failed", "file:told?fileName=${header.LdapImportEventId}"));
            assertThat(launcher.run().status()).isZero();
            assertThat(launcher.run().status()).isZero();

            List<Path> told;
            try (Stream<Path> files = Files.list(folder.resolve("told"))) {
                told = files.toList();
            }
            assertThat(told).hasSize(1);
            JsonNode event = new ObjectMapper().readTree(Files.readString(told.get(0)));
            assertThat(event).isEqualTo(hanging);
            assertThat(event.path("event").asText()).isEqualTo("Failed");
            assertThat(event.path("summary").path("status").asText()).isEqualTo("failed");
        }
    }

    /** A route that shows that it has an event, and then takes its time. */
    private void addHangingRoute() throws IOException {
        Path routes = Files.createDirectory(folder.resolve("routes"));
        try (Stream<Path> packed = Files.list(Launcher.packaged("routes"))) {
            for (Path route : packed.toList()) {
                Files.copy(route, routes.resolve(route.getFileName()));
            }
        }
        Files.writeString(routes.resolve("hang.camel.yaml"), """
                - route:
                    id: hang
                    from:
                      uri: direct:hang
                      steps:
                        - to:
                            uri: file:.?fileName=hanging
                        - delay:
                            expression:
                              constant: 600000
                """);
    }

    private static void await(Path file, Started program) throws InterruptedException {
        for (long i = 0; i < MAX_SECONDS * 10 && !Files.exists(file); i++) {
            assertThat(program.process().waitFor(100, TimeUnit.MILLISECONDS))
                    .as("the program has ended")
                    .isFalse();
        }
        assertThat(file).exists();
    }
}
