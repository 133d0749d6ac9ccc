package io.github.ldapimport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ldapimport.testing.Await;
import io.github.ldapimport.testing.HttpRuns;
import io.github.ldapimport.testing.HttpRuns.Answer;
import io.github.ldapimport.testing.Launcher;
import io.github.ldapimport.testing.Launcher.Ended;
import io.github.ldapimport.testing.Launcher.Started;
import io.github.ldapimport.testing.PagesAsked;
import io.github.ldapimport.testing.Ports;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDirectory;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program that stays up. */
@Timeout(120)
class ServeIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long MAX_SECONDS = 60;

    @TempDir
    private Path folder;

    private final PagesAsked pages = new PagesAsked();
    private final HttpRuns http = new HttpRuns(Ports.free());
    private final int healthPort = Ports.free();
    private final HttpClient client = HttpClient.newHttpClient();
    private TestDirectory directory;
    private Launcher launcher;

    @BeforeEach
    void start_a_directory() {
        directory = TestDirectory.start(null, pages).addPeople(20);
        launcher = Launcher.in(folder).withSettings(directory.settings());
    }

    @AfterEach
    void stop_the_directory() {
        pages.release();
        directory.close();
    }

    private String health(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + healthPort + "/observe/" + path))
                .build();
        AtomicReference<String> got = new AtomicReference<>();
        Await.until(
                () -> {
                    try {
                        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
                        got.set(answer.statusCode() + " " + answer.body());
                        return true;
                    } catch (ConnectException e) {
                        // not up yet
                        return false;
                    }
                },
                () -> "nobody listens at " + healthPort);
        return got.get();
    }

    private Map<String, String> health() {
        return Map.of("ldap-import.health.enabled", "true", "ldap-import.health.port", String.valueOf(healthPort));
    }

    private static void terminate(Started started) {
        started.process().toHandle().destroy();
    }

    private static boolean answers(InetAddress address, int port) {
        try (Socket socket = new Socket(address, port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    @Proves({"9.3", "9.8", "9.9", "9.10", "9.12"})
    void it_serves_until_stopped_and_a_run_under_way_ends_in_order() throws Exception {
        launcher.withSettings(
                directory.settings(),
                http.settings(),
                health(),
                Map.of("ldap-import.log.format", "json", "ldap-import.directory.page-size", "5"));
        Started started = launcher.start("serve");
        assertThat(health("health/live")).startsWith("200 ").contains("UP");
        assertThat(http.post("").json().path("imported").asInt()).isEqualTo(20);
        assertThat(health("health")).contains("ldap-import-directory-ldap", "ldap-import-runs-ldap");
        assertThat(health("metrics"))
                .contains("ldap_import_users_total{outcome=\"imported\",provider=\"ldap\"} 20.0")
                .contains("ldap_import_runs_seconds_count{provider=\"ldap\",status=\"completed\"} 1");
        for (InetAddress address : NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress())
                .toList()) {
            assertThat(answers(address, http.port()))
                    .as("for this machine only")
                    .isFalse();
            assertThat(answers(address, healthPort)).as("for this machine only").isFalse();
        }

        int asked = pages.sizes().size();
        pages.blockFrom(asked + 2);
        CompletableFuture<Answer> last = http.posting("");
        pages.awaitBlocked();
        terminate(started);
        Await.until(() -> Files.readString(started.err()).contains("Stopping"), () -> Files.readString(started.err()));
        pages.release();
        Answer answer = last.get(MAX_SECONDS, TimeUnit.SECONDS);
        assertThat(answer.json().path("reason").asText()).isEqualTo("interrupted");
        assertThat(answer.status()).isEqualTo(500);
        Ended ended = started.await();
        assertThat(ended.status()).isZero();
        assertThat(ended.out()).isEmpty();
        List<String> lines = ended.err().lines().toList();
        assertThat(lines).isNotEmpty();
        for (String line : lines) {
            JsonNode json = JSON.readTree(line);
            assertThat(json.path("level").asText()).as(line).isIn("INFO", "WARN", "ERROR");
            assertThat(json.path("formattedMessage").asText()).as(line).isNotEmpty();
        }
        try (TestDatabase database = TestDatabase.inFolder(folder)) {
            assertThat(database.column("SELECT status FROM ldap_import_runs ORDER BY started_at"))
                    .containsExactly("completed", "failed");
        }
    }

    @Test
    @Proves({"9.1", "9.7", "9.8"})
    void the_schedule_runs_in_it_and_commands_that_end_leave_triggers_alone() throws Exception {
        Path inbox = Files.createDirectories(folder.resolve("inbox"));
        Files.createDirectories(folder.resolve("routes"));
        Files.writeString(folder.resolve("routes/my-trigger.camel.yaml"), """
                - route:
                    id: my-trigger
                    from:
                      uri: file:inbox
                      parameters:
                        moveFailed: failed
                      steps:
                        - to:
                            uri: direct:ldap-import
                """);
        Files.writeString(inbox.resolve("now"), "");
        launcher.withSettings(
                directory.settings(),
                http.settings(),
                health(),
                Map.of("ldap-import.schedule.cron", "* * * * * ?", "ldap-import.health.max-age", "1h"));
        Ended imported = launcher.run("import", "ldap", "user1");
        assertThat(imported.out()).contains("Successfully imported");
        assertThat(launcher.run("check").status()).isZero();
        assertThat(inbox.resolve("now")).exists();
        try (TestDatabase database = TestDatabase.inFolder(folder)) {
            assertThat(database.value("SELECT COUNT(*) FROM users")).isEqualTo("1");
            assertThat(database.value("SELECT COUNT(*) FROM ldap_import_runs")).isEqualTo("1");
        }

        Started started = launcher.start("serve");
        Await.until(
                () -> health("metrics").contains("outcome=\"imported\",provider=\"ldap\"} 19.0")
                        && !Files.exists(inbox.resolve("now")),
                () -> Files.readString(started.err()));
        assertThat(health("health/ready")).startsWith("200 ");
        terminate(started);
        Ended ended = started.await();
        assertThat(ended.status()).isZero();
        try (TestDatabase database = TestDatabase.inFolder(folder)) {
            assertThat(database.value("SELECT COUNT(*) FROM users")).isEqualTo("20");
        }
    }

    @Test
    @Proves("9.11")
    void what_would_not_serve_is_refused_before_it_does() throws IOException {
        Ended idle = launcher.run("serve");
        assertThat(idle.status()).isEqualTo(2);
        assertThat(idle.messages()).hasSize(1);
        assertThat(idle.messages().get(0))
                .startsWith("ldap-import: Nothing would ever start a run: set ldap-import.schedule.cron");

        Ended open =
                launcher.run("serve", "-D", "ldap-import.http.enabled=true", "-D", "ldap-import.http.token=secret");
        assertThat(open.status()).isEqualTo(2);
        assertThat(open.err()).contains("ldap-import.http.token").doesNotContain("'secret'");

        Ended cron = launcher.run("serve", "-D", "ldap-import.schedule.cron=0 * * * *");
        assertThat(cron.status()).isEqualTo(2);
        assertThat(cron.messages()).hasSize(1);
        assertThat(cron.messages().get(0)).contains("ldap-import.schedule.cron is '0 * * * *'");

        try (ServerSocket taken = new ServerSocket(healthPort, 1, InetAddress.getLoopbackAddress())) {
            Ended port = launcher.run(
                    "serve",
                    "-D",
                    "ldap-import.schedule.cron=0 0 * * * ?",
                    "-D",
                    "ldap-import.health.enabled=true",
                    "-D",
                    "ldap-import.health.port=" + taken.getLocalPort());
            assertThat(port.status()).isEqualTo(2);
            assertThat(port.messages()).hasSize(1);
            assertThat(port.messages().get(0)).contains("127.0.0.1:" + healthPort, "ldap-import.health.port");
        }

        Ended options = launcher.run(
                "serve", "-D", "ldap-import.schedule.cron=0 0 * * * ?", "-D", "ldap-import.schedule.options=delte");
        assertThat(options.status()).isEqualTo(2);
        assertThat(options.messages()).hasSize(1);
        assertThat(options.messages().get(0))
                .contains("ldap-import.schedule.options")
                .contains("delte");
        assertThat(pages.sizes()).isEmpty();
    }
}
