package io.github.ldapimport.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersionDetector;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDirectory;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The jar in hosts of each version of Camel and Spring Boot that docs/runtimes.md names; the profile hosts builds and starts them. */
class HostsIT {
    private static final Path HOSTS = Path.of("target/hosts").toAbsolutePath();
    private static final Path FILES = Path.of("src/test/resources/hosts").toAbsolutePath();
    private static final long MAX_SECONDS = 120;

    @TempDir
    private Path folder;

    private TestDirectory directory;

    /**
     * A program that has the jar on its class path.
     *
     * @param arguments of java, which start it
     */
    record Host(String name, List<String> arguments) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Host> hosts() {
        return List.of(
                camelMain("4.17.0"),
                camelMain("4.18.0"),
                camelMain("4.22.0"),
                springBoot("3.5.7", "4.17.0"),
                springBoot("4.0.7", "4.22.0"));
    }

    static List<String> classPaths() {
        return List.of("4.17.0", "4.18.0", "4.22.0");
    }

    private static Path classPath(String camel) {
        return HOSTS.resolve("camel-main/target").resolve(camel);
    }

    private static Host camelMain(String camel) {
        return new Host(
                "Camel Main " + camel,
                List.of("-cp", classPath(camel) + File.separator + "*", "org.apache.camel.main.Main"));
    }

    private static Host springBoot(String boot, String camel) {
        return new Host(
                "Spring Boot " + boot + " with Camel " + camel,
                List.of(
                        "-Dcamel.main.run-controller=true",
                        // as an application without a database of its own
                        "-Dspring.autoconfigure.exclude=org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration,"
                                + "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
                        "-jar",
                        HOSTS.resolve("spring-boot/target/" + boot + ".jar").toString()));
    }

    @BeforeEach
    void start() throws IOException {
        directory = TestDirectory.start()
                .addPerson("ada", "Ada", "mail: ada@example.com")
                .addPerson("alan", "Alan")
                .addPerson("guest", "Guest");
        for (String name : List.of("commands", "answers", "events")) {
            Files.createDirectory(folder.resolve(name));
        }
    }

    @AfterEach
    void stop() {
        directory.close();
    }

    private Process start(Host host, String... settings) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dcamel.main.routes-include-pattern=classpath:camel/ldap-import*.camel.yaml,file:" + FILES
                        + "/*.camel.yaml",
                "-Dcamel.main.routes-exclude-pattern=**/*camel/ldap-import-user.camel.yaml",
                "-Dldap-import.directory.url=" + directory.url(),
                "-Dldap-import.directory.base=" + TestDirectory.PEOPLE,
                "-Dldap-import.directory.username=" + TestDirectory.ADMIN,
                "-Dldap-import.database.url=jdbc:h2:file:./data/users",
                "-Dldap-import.users.sync-attributes=name=cn, email=mail",
                "-Dldap-import.users.password-cost=4",
                "-Dldap-import.max-missing=1",
                "-Dldap-import.events.imported=direct:told"));
        for (String setting : settings) {
            command.add("-D" + setting);
        }
        command.addAll(host.arguments());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(folder.resolve("out").toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("LDAP_IMPORT_") || name.startsWith("SPRING_"));
        builder.environment().put("LDAP_IMPORT_DIRECTORY_PASSWORD", TestDirectory.PASSWORD);
        return builder.start();
    }

    /** Has the host import, and waits for what it answers. */
    private String ask(Process process, String name, String command) throws Exception {
        Path answer = folder.resolve("answers").resolve(name);
        try (WatchService watch = folder.getFileSystem().newWatchService()) {
            answer.getParent().register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            Path question = Files.writeString(folder.resolve(name + ".new"), command);
            Files.move(question, folder.resolve("commands").resolve(name), StandardCopyOption.ATOMIC_MOVE);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MAX_SECONDS);
            while (!Files.exists(answer) && process.isAlive() && System.nanoTime() < end) {
                WatchKey key = watch.poll(1, TimeUnit.SECONDS);
                if (key != null) {
                    key.pollEvents();
                    key.reset();
                }
            }
        }
        assertThat(answer).as(() -> output()).exists();
        return Files.readString(answer);
    }

    private JsonNode imported(Process process, String name, String command) throws Exception {
        return new ObjectMapper().readTree(ask(process, name, command));
    }

    private String output() {
        try {
            return Files.readString(folder.resolve("out"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void end(Process process) throws InterruptedException {
        process.destroy();
        process.waitFor();
    }

    @ParameterizedTest
    @MethodSource("hosts")
    @Proves("8.1")
    void a_host_imports_deletes_missing_users_tells_events_and_has_its_own_copy_of_a_route(Host host) throws Exception {
        Process process = start(host);
        try {
            JsonNode first = imported(process, "first", "import");
            assertThat(first.path("status").asText()).isEqualTo("completed");
            assertThat(first.path("imported").asInt()).isEqualTo(2);
            // the copy of ldap-import-user leaves out guests
            assertThat(first.path("skipped").asInt()).isEqualTo(1);

            JsonNode second = imported(process, "second", "import");
            assertThat(second.path("unchanged").asInt()).isEqualTo(2);

            directory.deletePerson("alan");
            JsonNode third = imported(process, "third", "delete-missing");
            assertThat(third.path("deletedMissing").asInt()).isEqualTo(1);
        } finally {
            end(process);
        }
        try (TestDatabase database = TestDatabase.inFolder(folder)) {
            // ... and puts a word before each name
            assertThat(database.column("SELECT name FROM users WHERE deleted_at IS NULL"))
                    .containsExactly("User Ada");
            assertThat(database.column("SELECT name FROM users WHERE deleted_at IS NOT NULL"))
                    .containsExactly("User Alan");
        }
        try (Stream<Path> events = Files.list(folder.resolve("events"))) {
            assertThat(events).hasSize(2);
        }
    }

    @ParameterizedTest
    @MethodSource("hosts")
    @Proves({"5.1", "8.1"})
    void a_setting_with_a_slip_is_refused_by_name_in_each_host(Host host) throws Exception {
        Process process = start(host, "ldap-import.delete-mising=true");
        try {
            assertThat(ask(process, "first", "import")).contains("ldap-import.delete-mising");
        } finally {
            end(process);
        }
        try (TestDatabase database = TestDatabase.inFolder(folder)) {
            assertThat(
                            database.column(
                                    "SELECT table_name FROM information_schema.tables WHERE table_name = 'users' AND table_schema = 'PUBLIC'"))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("classPaths")
    @Proves("8.10")
    void routes_are_as_the_schema_of_each_version_wants_them(String camel) throws Exception {
        try (JarFile dsl = new JarFile(classPath(camel)
                        .resolve("camel-yaml-dsl-" + camel + ".jar")
                        .toFile());
                InputStream file = dsl.getInputStream(dsl.getEntry("schema/camelYamlDsl.json"));
                Stream<Path> routes = Files.list(Path.of("routes"))) {
            JsonNode schema = new ObjectMapper().readTree(file);
            var validator = JsonSchemaFactory.getInstance(SpecVersionDetector.detect(schema))
                    .getSchema(schema);
            List<String> wrong = new ArrayList<>();
            for (Path route : routes.sorted().toList()) {
                String resolved = Files.readString(route).replaceAll("\"\\{\\{[^:}]+:(\\d+)}}\"", "$1");
                validator
                        .validate(new YAMLMapper().readTree(resolved))
                        .forEach(message -> wrong.add(route + ": " + message.getMessage()));
            }
            assertThat(wrong).isEmpty();
        }
    }
}
