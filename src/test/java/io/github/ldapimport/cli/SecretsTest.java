package io.github.ldapimport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.app.LibraryLogs;
import io.github.ldapimport.testing.Eavesdropper;
import io.github.ldapimport.testing.PageWire;
import io.github.ldapimport.testing.Ports;
import io.github.ldapimport.testing.ProgramHere;
import io.github.ldapimport.testing.ProgramHere.Ended;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every secret is another word, and every logger is at TRACE: none of the words comes out anywhere. */
class SecretsTest {
    private static final String CONFIGURATION = "logback.configurationFile";
    private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));

    private final Map<String, String> secrets = new TreeMap<>();
    private final Map<String, String> settings = new HashMap<>();
    private final TestDirectory directory = TestDirectory.start();
    private TestDatabase database;

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        if (database != null) {
            database.close();
        }
        directory.close();
    }

    private String secret(String what) {
        return secrets.computeIfAbsent(
                what, name -> name + "-" + UUID.randomUUID().toString().substring(0, 13));
    }

    private void prepare(Product product) {
        directory.addPeople(5).addPerson("reader", "Reader", "userPassword: " + secret("bind"));
        database = TestDatabase.create(product).createUsersTable();
        database.execute(
                "INSERT INTO users (id, guid, domain, name, email, password) VALUES (3, ?, 'default', 'x', 'y', ?)",
                directory.guid("user3"),
                "$2a$04$ABCDEFGHIJKLMNOPQRSTUVWXYZ");
        settings.putAll(directory.settings());
        settings.putAll(database.settings());
        settings.put("ldap-import.directory.username", "uid=reader," + TestDirectory.PEOPLE);
        settings.put("ldap-import.directory.password", secret("bind"));
        settings.put("ldap-import.users.password-cost", "4");
        settings.put("ldap-import.events.imported", "log:hook?marker=" + secret("event"));
        settings.put("ldap-import.events.dead-letter", "file:" + folder.resolve("letters"));
        settings.put("ldap-import.http.token", secret("token"));
        settings.put("ldap-import.worker.secret", secret("worker"));
        if (product == Product.POSTGRESQL) {
            // it trusts all connections of this machine
            settings.put(
                    "ldap-import.database.url",
                    database.url() + "?user=" + database.username() + "&password=" + secret("url"));
            settings.put("ldap-import.database.password", secret("database"));
        }
        settings.values().removeIf(String::isEmpty);
    }

    private Eavesdropper eavesdropper(List<String> quiet) {
        return new Eavesdropper(secrets.values(), quiet);
    }

    private void program(Eavesdropper ear, String place, Map<String, String> further, String... words) {
        Map<String, String> all = new HashMap<>(settings);
        all.putAll(further);
        Ended ended = ProgramHere.run(all, words);
        ear.hear(place + ", standard output", ended.out());
        ear.hear(place + ", standard error", ended.err());
        ear.look(folder);
    }

    @ParameterizedTest
    @EnumSource(
            value = Product.class,
            names = {"H2", "POSTGRESQL"})
    @Proves({"4.4", "4.95"})
    void the_program_tells_none_with_a_log_of_everything(Product product) throws IOException {
        prepare(product);
        secret("wrong-bind");
        secret("wrong-database");
        secret("option");
        Path configuration = Files.writeString(folder.resolve("logback.xml"), "<configuration/>");
        System.setProperty(CONFIGURATION, configuration.toString());
        try (Eavesdropper ear = eavesdropper(List.of())) {
            program(ear, "import", Map.of(), "import", "-n", "--delete-missing");
            if (product == Product.H2) {
                program(ear, "dry run", Map.of(), "import", "-n", "--dry-run");
                program(ear, "check", Map.of(), "check");
            }
            program(
                    ear,
                    "wrong password of the directory",
                    Map.of("ldap-import.directory.password", secret("wrong-bind")),
                    "import",
                    "-n",
                    "--output=json");
            program(
                    ear,
                    "wrong password of the database",
                    Map.of(
                            "ldap-import.database.url",
                            product == Product.H2
                                    ? database.url()
                                    : "jdbc:postgresql://localhost:" + Ports.free() + "/app?password=" + secret("url"),
                            "ldap-import.database.password",
                            secret("wrong-database")),
                    "import",
                    "-n");
            for (String endpoint : List.of(
                    "file:out?passwort=" + secret("option") + "&noSuchOption=1",
                    "seda:x?password=" + secret("option") + "&size=many",
                    "nope://app:" + secret("option") + "@host/x")) {
                program(
                        ear,
                        endpoint,
                        Map.of("ldap-import.events.saved", endpoint),
                        product == Product.H2 ? "import" : "check");
            }
            ear.lookAround(TEMPORARY, Path.of("data"));
            assertThat(ear.events()).isGreaterThan(10);
            assertThat(ear.overheard()).isEmpty();
        } finally {
            System.clearProperty(CONFIGURATION);
        }
        assertThat(database.value("SELECT COUNT(*) FROM users WHERE password LIKE '$2_$%'"))
                .isEqualTo("6");
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    @Proves({"4.4", "4.95"})
    void in_another_runtime_neither_the_bundle_nor_what_it_throws_tells_one(Product product) throws Exception {
        prepare(product);
        int port = Ports.free();
        // as docs/security.md says for a Camel Main
        settings.put("camel.main.autoConfigurationLogSummary", "false");
        settings.putAll(Map.of(
                "ldap-import.http.enabled", "true",
                "camel.server.enabled", "true",
                "camel.server.host", "127.0.0.1",
                "camel.server.port", String.valueOf(port)));
        try (Eavesdropper ear = eavesdropper(LibraryLogs.NAMES)) {
            try (RunningRoutes routes = RunningRoutes.start(settings)) {
                assertThat(routes.outcome().imported()).isEqualTo(5);
                ask(port, "Bearer " + secret("token"), 200);
                ask(port, "Bearer x" + secret("token"), 401);
                ask(port, secret("token"), 401);
                ear.look(folder);
            }
            settings.put("ldap-import.http.enabled", "false");
            settings.put("camel.server.enabled", "false");
            Stream.of(
                            Map.of("ldap-import.directory.password", "wrong-" + secret("bind")),
                            Map.of(
                                    "ldap-import.database.url",
                                    "jdbc:mariadb://localhost:1/app?user=a&password=" + secret("bind")),
                            Map.of("ldap-import.events.saved", "seda:x?passwort=" + secret("event") + "&size=many"),
                            Map.of(
                                    "ldap-import.worker.enabled",
                                    "false",
                                    "ldap-import.worker.endpoint",
                                    "nope://a:" + secret("worker") + "@host"))
                    .forEach(further -> fail(ear, further));
            ear.look(folder);
            ear.lookAround(TEMPORARY, Path.of("data"));
            assertThat(ear.events()).isGreaterThan(10);
            assertThat(ear.overheard()).isEmpty();
        }
    }

    private void fail(Eavesdropper ear, Map<String, String> further) {
        Map<String, String> all = new HashMap<>(settings);
        all.putAll(further);
        try (RunningRoutes routes = RunningRoutes.start(all)) {
            Exchange answer = routes.send();
            assertThat(answer.getException()).as(further.toString()).isNotNull();
            StringWriter printed = new StringWriter();
            answer.getException().printStackTrace(new PrintWriter(printed, true));
            ear.hear("what is thrown with " + further.keySet(), printed.toString());
        }
    }

    private static void ask(int port, String authorization, int status) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/ldap-import/runs?dry-run"))
                .header("Authorization", authorization)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(status);
    }

    @Test
    @Proves({"4.4", "4.95"})
    void pages_for_other_nodes_tell_none() {
        prepare(Product.H2);
        try (Eavesdropper ear = eavesdropper(LibraryLogs.NAMES);
                RunningRoutes worker =
                        RunningRoutes.start(settings, Map.of("ldap-import.worker.endpoint", PageWire.WORKER_URI));
                RunningRoutes node = RunningRoutes.start(
                        settings,
                        Map.of("ldap-import.worker.endpoint", PageWire.URI, "ldap-import.worker.enabled", "false"))) {
            PageWire wire = new PageWire(node, page -> PageWire.ask(worker.context(), page));
            assertThat(node.outcome().imported()).isEqualTo(5);
            assertThat(wire.pages()).isNotEmpty();
            wire.passBy(page -> PageWire.ask(worker.context(), page.altered("user", "xxxx")));
            assertThat(node.send().getException()).isNotNull();
            wire.pages().forEach(page -> ear.hear("a page", page.text() + page.headers()));
            ear.look(folder);
            assertThat(ear.overheard()).isEmpty();
        }
    }
}
