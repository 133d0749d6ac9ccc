package io.github.ldapimport.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.ldapimport.testing.Await;
import io.github.ldapimport.testing.Launcher;
import io.github.ldapimport.testing.Ports;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.TestDirectory;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The unpacked release as docs/deploy/Containerfile lays it out and runs it: the program in a folder of root's, an account
 * without a name, and a machine that can be written to in two places only.
 */
class ReadOnlyIT {
    private static final Path SCRIPT = Path.of("src/test/release/read_only.sh").toAbsolutePath();
    private static final int ACCOUNT = 10001;
    private static final long MAX_SECONDS = 90;

    private final TestDirectory directory = TestDirectory.start().addPeople(20);
    private final int healthPort = Ports.free();
    private final List<Process> started = new ArrayList<>();
    private Path folder;
    private Path program;
    private Path work;

    @BeforeEach
    void unpack() throws IOException, InterruptedException {
        folder = Files.createTempDirectory(Path.of("/var/tmp"), "ldap-import");
        work = folder.resolve("work");
        assumeTrue(
                run(List.of("unshare", "--mount", "setpriv", "--reuid=" + ACCOUNT, "true")) == 0,
                "skipped: needs root, unshare and setpriv");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path archive;
        try (Stream<Path> files = Files.list(Launcher.packaged("").getParent())) {
            archive = files.filter(file -> file.toString().endsWith(".tar.gz"))
                    .findFirst()
                    .orElseThrow();
        }
        assertThat(run(List.of("tar", "-xzf", archive.toString(), "-C", folder.toString())))
                .isZero();
        program = folder.resolve(archive.getFileName().toString().replace(".tar.gz", "/bin/ldap-import"));
        Files.createDirectory(work);
        Files.setAttribute(Files.createDirectory(work.resolve("data")), "unix:uid", ACCOUNT);
        Properties settings = new Properties();
        settings.putAll(directory.settings());
        settings.putAll(Map.of("ldap-import.users.password-cost", "4", "ldap-import.schedule.cron", "0 0 0 1 1 ?"));
        try (OutputStream file = Files.newOutputStream(work.resolve("application.properties"))) {
            settings.store(file, null);
        }
    }

    @AfterEach
    void remove() throws IOException, InterruptedException {
        // what is in the namespace ends with it
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
        directory.close();
        run(List.of("rm", "-rf", folder.toString()));
    }

    @Test
    @Proves({"12.91", "12.92"})
    void a_release_imports_and_serves_without_rights_where_only_its_data_can_be_written() throws Exception {
        // as the image does when it is built
        assertThat(run(List.of(program.toString(), "--make-archive"))).isZero();

        assertThat(run(confined("import", "-n"))).as(output()).isZero();
        assertThat(output()).contains("20 imported");
        assertThat(run(confined("import", "-n"))).as(output()).isZero();
        assertThat(output()).contains("20 unchanged");
        try (Stream<Path> files = Files.list(work)) {
            assertThat(files).containsExactlyInAnyOrder(work.resolve("application.properties"), work.resolve("data"));
        }

        List<String> health = List.of(program.toString(), "--health");
        assertThat(run(health)).as("health of a program that is not there").isEqualTo(1);
        Path log = folder.resolve("log");
        start(confined("serve"), log);
        Await.until(() -> run(health) == 0, () -> "not healthy: " + Files.readString(log));
        assertThat(run(List.of(program.toString(), "--health", "ready")))
                .as(output())
                .isZero();
        assertThat(run(List.of(program.toString(), "--health", "wealthy"))).isEqualTo(2);
    }

    private List<String> confined(String... arguments) {
        List<String> command = new ArrayList<>(List.of("sh", SCRIPT.toString(), work.toString(), program.toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    private String output() {
        try {
            return Files.readString(folder.resolve("output"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private int run(List<String> command) throws IOException, InterruptedException {
        Process process;
        try {
            process = start(command, folder.resolve("output"));
        } catch (IOException e) {
            // not installed
            return -1;
        }
        assertThat(process.waitFor(MAX_SECONDS, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private Process start(List<String> command, Path output) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("LDAP_IMPORT_"));
        // as the image sets them
        builder.environment()
                .putAll(Map.of(
                        "LDAP_IMPORT_TRUSTED_FOLDERS",
                        work.toString(),
                        "LDAP_IMPORT_HEALTH_ENABLED",
                        "true",
                        "LDAP_IMPORT_HEALTH_HOST",
                        "0.0.0.0",
                        "LDAP_IMPORT_HEALTH_PORT",
                        String.valueOf(healthPort)));
        Process process = builder.start();
        started.add(process);
        return process;
    }
}
