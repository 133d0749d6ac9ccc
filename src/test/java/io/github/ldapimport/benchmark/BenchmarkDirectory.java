package io.github.ldapimport.benchmark;

import io.github.ldapimport.testing.Ports;
import io.github.ldapimport.testing.TestDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** slapd with made-up users; its data stays below target/ for the next benchmark. */
final class BenchmarkDirectory implements AutoCloseable {
    private static final String READER = "cn=reader," + TestDirectory.BASE;
    private static final String PASSWORD = "reader";
    // what the program asks for by default: docs/attributes.md
    private static final String FILTER = "(objectClass=inetOrgPerson)";
    private static final List<String> ATTRIBUTES = List.of("entryUUID", "objectClass", "cn", "uid", "mail");
    private static final int PAGE_SIZE = 1000;

    private final int users;
    private final Path folder;
    private final int port = Ports.twoFree();
    private final Thread stop = new Thread(this::stop);

    private BenchmarkDirectory(int users) {
        this.users = users;
        this.folder = Path.of("target", "slapd-benchmark-" + users).toAbsolutePath();
    }

    /** Makes its users where an earlier benchmark did not. */
    static BenchmarkDirectory start(int users) {
        BenchmarkDirectory directory = new BenchmarkDirectory(users);
        Runtime.getRuntime().addShutdownHook(directory.stop);
        directory.script("start", String.valueOf(users), String.valueOf(directory.port), directory.folder.toString());
        return directory;
    }

    /** The settings that lead to it. */
    Map<String, String> settings() {
        return Map.of(
                "ldap-import.directory.url",
                url(),
                "ldap-import.directory.base",
                TestDirectory.BASE,
                "ldap-import.directory.username",
                READER,
                "ldap-import.directory.password",
                PASSWORD,
                "ldap-import.directory.page-size",
                String.valueOf(PAGE_SIZE));
    }

    private String url() {
        return "ldap://127.0.0.1:" + port;
    }

    /** The whole search of an import, by OpenLDAP's own program: the same filter, attributes and pages. */
    Cost search(TimedProcess processes) {
        Stream<String> options = Stream.of(
                "ldapsearch", "-x", "-LLL", "-H", url(), "-D", READER, "-w", PASSWORD, "-b", TestDirectory.BASE);
        Stream<String> pages = Stream.of("-E", "pr=" + PAGE_SIZE + "/noprompt", FILTER);
        TimedProcess.Ended ended = processes.run(Stream.of(options, pages, ATTRIBUTES.stream())
                .flatMap(each -> each)
                .toList());
        try (Stream<String> lines = Files.lines(ended.out())) {
            long found = lines.filter(line -> line.startsWith("dn:")).count();
            if (found != users) {
                throw new IllegalStateException("ldapsearch found " + found + " of " + users + " users");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ended.cost();
    }

    private void script(String... arguments) {
        try {
            Process process = new ProcessBuilder(
                            Stream.concat(Stream.of("bash", "src/test/directories/slapd.sh"), Stream.of(arguments))
                                    .toList())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("slapd.sh " + String.join(" ", arguments) + ": " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void stop() {
        script("stop", folder.toString());
    }

    @Override
    public void close() {
        stop();
        Runtime.getRuntime().removeShutdownHook(stop);
    }
}
