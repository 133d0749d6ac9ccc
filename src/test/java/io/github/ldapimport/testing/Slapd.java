package io.github.ldapimport.testing;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A real OpenLDAP server with made-up users, from src/test/directories/slapd.sh, in a folder below target/. */
public final class Slapd implements AutoCloseable {
    public static final String NOT_INSTALLED = "slapd is not installed: apt-get install slapd ldap-utils";

    private static final Path SCRIPT = Path.of("src/test/directories/slapd.sh");

    private final int users;
    private final String generatorOptions;
    private final Path folder;
    private final int port;
    private String accessRules = "";

    private Slapd(String name, int users, String generatorOptions) {
        this.users = users;
        this.generatorOptions = generatorOptions;
        this.folder = Path.of("target", "slapd-" + name).toAbsolutePath();
        this.port = twoFreePorts();
    }

    /** Skips the test at hand where the server is not installed, and says so aloud. */
    public static void requireInstalled() {
        boolean installed = isProgram("slapd") && isProgram("ldapsearch");
        if (!installed) {
            System.err.println("SKIPPED: " + NOT_INSTALLED);
        }
        Assumptions.assumeTrue(installed, NOT_INSTALLED);
    }

    private static boolean isProgram(String name) {
        String path = System.getenv("PATH") + File.pathSeparator + "/usr/sbin" + File.pathSeparator + "/sbin";
        return Stream.of(path.split(File.pathSeparator)).anyMatch(each -> Files.isExecutable(Path.of(each, name)));
    }

    /** @param generatorOptions of gen_ldif.py, such as {@code --referral} */
    public static Slapd start(String name, int users, String generatorOptions) {
        Slapd slapd = new Slapd(name, users, generatorOptions);
        slapd.start();
        return slapd;
    }

    /** Starts it again, with the data it had; nothing to do where it runs. */
    public void start() {
        script("start", String.valueOf(users), String.valueOf(port), folder.toString());
    }

    /** Ends the server and keeps its data. */
    public void stop() {
        script("stop", folder.toString());
    }

    /** Ends it as a crash would. */
    public void kill() {
        try {
            long pid =
                    Long.parseLong(Files.readString(folder.resolve("slapd.pid")).strip());
            ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
            server.destroyForcibly();
            server.onExit().get(60, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Starts it anew with access rules (slapd.conf) before its own; none for its own alone. */
    public void restartWith(String... rules) {
        stop();
        accessRules = String.join("\n", rules);
        start();
    }

    /** A connection of the administrator, who may do everything. */
    public LDAPConnection admin() {
        try {
            return new LDAPConnection("127.0.0.1", port, TestDirectory.ADMIN, TestDirectory.PASSWORD);
        } catch (LDAPException e) {
            throw new IllegalStateException(url(), e);
        }
    }

    @Override
    public void close() {
        script("reset", folder.toString());
    }

    private void script(String... arguments) {
        List<String> command = new ArrayList<>(List.of("bash", SCRIPT.toString()));
        command.addAll(Arrays.asList(arguments));
        try {
            Files.createDirectories(folder.getParent());
            Path output = Files.createTempFile(folder.getParent(), "slapd", ".txt");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().put("GEN_OPTIONS", generatorOptions);
            builder.environment().put("ACCESS_RULES", accessRules);
            Process process = builder.start();
            boolean ended = process.waitFor(120, TimeUnit.SECONDS);
            String said = Files.readString(output);
            Files.delete(output);
            if (!ended || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException(command + ": " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The script takes a port for ldap and the one after it for ldaps. */
    private static int twoFreePorts() {
        for (int i = 0; i < 100; i++) {
            try (ServerSocket first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    ServerSocket second =
                            new ServerSocket(first.getLocalPort() + 1, 1, InetAddress.getLoopbackAddress())) {
                return second.getLocalPort() - 1;
            } catch (IOException | IllegalArgumentException e) {
                // the second is taken, or there is none
            }
        }
        throw new IllegalStateException("No two ports side by side are free");
    }

    public String url() {
        return "ldap://127.0.0.1:" + port;
    }

    public String tlsUrl() {
        return "ldaps://127.0.0.1:" + (port + 1);
    }

    /** A PEM file with the certificate of the authority to trust. */
    public String authority() {
        return tlsFile("ca.crt");
    }

    /** A file that make_tls.sh made, such as client.pem: the certificate and key of cn=reader. */
    public String tlsFile(String name) {
        return folder.resolve("tls").resolve(name).toString();
    }

    /** The settings that lead to it, with an account that may read as many pages as there are. */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("ldap-import.directory.url", url());
        settings.put("ldap-import.directory.base", TestDirectory.BASE);
        settings.put("ldap-import.directory.username", "cn=reader," + TestDirectory.BASE);
        settings.put("ldap-import.directory.password", "reader");
        return settings;
    }
}
