package io.github.ldapimport.testing;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real OpenDJ server, which Maven unpacks into target/opendj: it needs no installation. Its made-up users are uid=user.0
 * and so on below ou=People,dc=example,dc=com.
 */
public final class OpenDj implements AutoCloseable {
    private static final Path HOME = Path.of("target", "opendj").toAbsolutePath();
    private static final String ADMIN = "cn=Directory Manager";
    private static final String PASSWORD = "secret";
    private static final Duration MAX_WAIT = Duration.ofMinutes(2);

    private final int port = Ports.free();
    private final int tlsPort = Ports.free();
    private Process server;

    /** @param authority signs the server's certificate, for localhost */
    public static OpenDj start(int users, TestAuthority authority) {
        OpenDj openDj = new OpenDj();
        openDj.setUp(users, authority);
        openDj.start();
        return openDj;
    }

    private void setUp(int users, TestAuthority authority) {
        removeInstance();
        try {
            // Maven unpacks no permissions
            HOME.resolve("setup").toFile().setExecutable(true);
            HOME.resolve("bin/start-ds").toFile().setExecutable(true);
            Process setup = command(
                            "setup",
                            "--cli",
                            "--no-prompt",
                            "--acceptLicense",
                            "--doNotStart",
                            "--hostname",
                            "localhost",
                            "--baseDN",
                            TestDirectory.BASE,
                            "--sampleData",
                            String.valueOf(users),
                            "--ldapPort",
                            String.valueOf(port),
                            "--ldapsPort",
                            String.valueOf(tlsPort),
                            "--adminConnectorPort",
                            String.valueOf(Ports.free()),
                            "--enableStartTLS",
                            "--usePkcs12keyStore",
                            authority.keysFor("localhost").toString(),
                            "--certNickname",
                            authority.aliasFor("localhost"),
                            "--keyStorePassword",
                            TestAuthority.PASSWORD,
                            "--rootUserDN",
                            ADMIN,
                            "--rootUserPassword",
                            PASSWORD)
                    .start();
            if (!setup.waitFor(MAX_WAIT.toSeconds(), TimeUnit.SECONDS) || setup.exitValue() != 0) {
                setup.destroyForcibly();
                throw new IllegalStateException("OpenDJ's setup failed: " + said());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Path output() {
        return HOME.resolveSibling("opendj.txt");
    }

    private static String said() throws IOException {
        return Files.readString(output());
    }

    private static ProcessBuilder command(String script, String... arguments) {
        List<String> command = new ArrayList<>(List.of(HOME.resolve(script).toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output().toFile()));
        builder.environment().put("OPENDJ_JAVA_HOME", System.getProperty("java.home"));
        // starts sooner
        builder.environment().put("OPENDJ_JAVA_ARGS", "-Xmx512m -XX:TieredStopAtLevel=1");
        return builder;
    }

    private void start() {
        try {
            server = command("bin/start-ds", "--nodetach").start();
            Instant deadline = Instant.now().plus(MAX_WAIT);
            while (!answers()) {
                if (!server.isAlive() || Instant.now().isAfter(deadline)) {
                    close();
                    throw new IllegalStateException("OpenDJ does not start: " + said());
                }
                server.waitFor(200, TimeUnit.MILLISECONDS);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private boolean answers() {
        try (LDAPConnection connection = admin()) {
            return connection.getRootDSE() != null;
        } catch (LDAPException | IllegalStateException e) {
            return false;
        }
    }

    /** A connection of the administrator, who may do everything. */
    public LDAPConnection admin() {
        try {
            return new LDAPConnection("localhost", port, ADMIN, PASSWORD);
        } catch (LDAPException e) {
            throw new IllegalStateException(url(), e);
        }
    }

    public String url() {
        return "ldap://localhost:" + port;
    }

    public String tlsUrl() {
        return "ldaps://localhost:" + tlsPort;
    }

    /** The settings that lead to it, with the administrator's account. */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("ldap-import.directory.type", "other");
        settings.put("ldap-import.directory.url", url());
        settings.put("ldap-import.directory.base", TestDirectory.BASE);
        settings.put("ldap-import.directory.username", ADMIN);
        settings.put("ldap-import.directory.password", PASSWORD);
        return settings;
    }

    @Override
    public void close() {
        if (server != null) {
            List<ProcessHandle> all = server.descendants().toList();
            server.destroyForcibly();
            all.forEach(ProcessHandle::destroyForcibly);
            server.onExit().join();
        }
        removeInstance();
    }

    /** Takes away what its setup made, so that the next one begins anew. */
    private static void removeInstance() {
        try {
            for (String folder : List.of("config", "db", "logs", "locks", "changelogDb", "import-tmp", "var")) {
                Path root = HOME.resolve(folder);
                if (Files.exists(root)) {
                    try (Stream<Path> files = Files.walk(root)) {
                        files.sorted(Comparator.reverseOrder())
                                .forEach(file -> file.toFile().delete());
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
