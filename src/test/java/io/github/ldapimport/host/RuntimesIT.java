package io.github.ldapimport.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDirectory;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples, as whoever copies them builds and starts them; the build has put them below target/examples. */
class RuntimesIT {
    private static final Path EXAMPLES = Path.of("target/examples").toAbsolutePath();
    private static final long MAX_SECONDS = 60;

    @TempDir
    private Path folder;

    private TestDirectory directory;

    @BeforeEach
    void start() {
        directory = TestDirectory.start()
                .addPerson("ada", "Ada", "mail: ada@example.com")
                .addPerson("alan", "Alan");
    }

    @AfterEach
    void stop() {
        directory.close();
    }

    private Process start(List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(folder.resolve("out").toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("LDAP_IMPORT_") || name.startsWith("SPRING_"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static List<String> java(String... arguments) {
        List<String> command = new ArrayList<>(List.of(java(), "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(arguments));
        return command;
    }

    /** The first file that the application's own route puts down for the event Completed. */
    private JsonNode event(List<String> command, Map<String, String> environment) throws Exception {
        Path events = Files.createDirectories(folder.resolve("data/imports"));
        try (WatchService watch = events.getFileSystem().newWatchService()) {
            events.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            Process process = start(command, environment);
            try {
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MAX_SECONDS);
                CompletableFuture<Void> closed = process.onExit().thenRun(() -> close(watch));
                assertThat(closed).isNotCompletedExceptionally();
                for (long left = MAX_SECONDS;
                        left > 0;
                        left = TimeUnit.NANOSECONDS.toSeconds(end - System.nanoTime())) {
                    WatchKey key = watch.poll(left, TimeUnit.SECONDS);
                    // before the look, so that what comes after the look is told anew
                    if (key != null) {
                        key.pollEvents();
                        key.reset();
                    }
                    try (Stream<Path> files = Files.list(events)) {
                        Path json = files.filter(file -> file.toString().endsWith(".json"))
                                .findFirst()
                                .orElse(null);
                        if (json != null) {
                            return new ObjectMapper().readTree(json.toFile());
                        }
                    }
                }
            } catch (java.nio.file.ClosedWatchServiceException e) {
                // the application has ended, which is told below
                assertThat(process.isAlive()).isFalse();
            } finally {
                process.destroy();
                process.waitFor();
            }
        }
        throw new AssertionError("No event: " + Files.readString(folder.resolve("out")));
    }

    private static void close(WatchService watch) {
        try {
            watch.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void assertThatAllWereImported(JsonNode event) {
        assertThat(event.at("/event").asText()).isEqualTo("Completed");
        assertThat(event.at("/summary/imported").asInt()).isEqualTo(2);
        try (TestDatabase database = TestDatabase.inFolder(folder)) {
            assertThat(database.column("SELECT name FROM users ORDER BY name")).containsExactly("Ada", "Alan");
            assertThat(database.column("SELECT guid FROM users ORDER BY name"))
                    .containsExactly(directory.guid("ada"), directory.guid("alan"));
        }
    }

    /** What is different where the test runs, by environment variables. */
    private Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("LDAP_IMPORT_DIRECTORY_URL", directory.url());
        environment.put("LDAP_IMPORT_DIRECTORY_USERNAME", TestDirectory.ADMIN);
        environment.put("LDAP_IMPORT_DIRECTORY_PASSWORD", TestDirectory.PASSWORD);
        environment.put("LDAP_IMPORT_USERS_PASSWORD_COST", "4");
        return environment;
    }

    private Map<String, String> springEnvironment() {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("SPRING_LDAP_URLS", directory.url());
        environment.put("SPRING_LDAP_USERNAME", TestDirectory.ADMIN);
        environment.put("SPRING_LDAP_PASSWORD", TestDirectory.PASSWORD);
        environment.put("LDAP_IMPORT_USERS_PASSWORD_COST", "4");
        return environment;
    }

    private static String jar(String example) {
        return EXAMPLES.resolve(example + "/target/users.jar").toString();
    }

    @Test
    @Proves("8.1")
    void camel_main_imports_users_by_its_own_timer_and_gets_the_event() throws Exception {
        assertThatAllWereImported(event(java("-jar", jar("camel-main")), environment()));
    }

    @Test
    @Proves({"8.1", "8.2", "8.5"})
    void spring_boot_imports_users_into_its_own_datasource_through_its_own_context_source() throws Exception {
        assertThatAllWereImported(event(java("-jar", jar("spring-boot")), springEnvironment()));
    }

    @Test
    @Proves({"8.1", "8.2"})
    void quarkus_imports_users_into_its_own_datasource() throws Exception {
        String jar =
                EXAMPLES.resolve("quarkus/target/quarkus-app/quarkus-run.jar").toString();
        assertThatAllWereImported(event(java("-jar", jar), environment()));
    }

    @Test
    @Proves({"5.1", "8.8"})
    void a_key_with_a_slip_in_springs_environment_is_refused() throws Exception {
        Process process = start(
                java(
                        "-jar",
                        jar("spring-boot"),
                        "--ldap-import.delete-mising=true",
                        "--camel.main.duration-max-messages=1"),
                springEnvironment());
        try {
            assertThat(process.waitFor(MAX_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroy();
        }
        try (TestDatabase database = TestDatabase.inFolder(folder)) {
            assertThat(database.column("SELECT name FROM users")).isEmpty();
        }
    }

    @Test
    @Proves("8.1")
    void camel_run_imports_users_with_two_files_and_no_project() throws Exception {
        for (String file : List.of("application.properties", "users.camel.yaml")) {
            Files.copy(EXAMPLES.resolve("camel-run").resolve(file), folder.resolve(file));
        }
        assertThatAllWereImported(event(
                java(
                        "-cp",
                        EXAMPLES.resolve("camel-run/target/lib") + File.separator + "*",
                        EXAMPLES.resolve("camel-run/CamelCommand.java").toString(),
                        "run",
                        "application.properties"),
                environment()));
    }
}
