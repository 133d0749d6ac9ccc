package io.github.ldapimport.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The units of docs/deploy, as systemd judges them. */
class UnitsTest {
    private static final Path UNITS = Path.of("docs/deploy");

    @TempDir
    private Path folder;

    /** Without what is installed on the machine of a user only. */
    @BeforeEach
    void copy() throws IOException {
        try (Stream<Path> files = Files.list(UNITS)) {
            for (Path file : files.filter(file -> file.toString().matches(".*\\.(service|timer)"))
                    .toList()) {
                Files.writeString(
                        folder.resolve(file.getFileName()),
                        Files.readString(file)
                                .replace("/opt/ldap-import/bin/ldap-import", "/bin/true")
                                .replaceAll("(?m)^Documentation=.*$", ""));
            }
        }
    }

    private String analyzed(String... arguments) throws IOException, InterruptedException {
        List<String> command = Stream.concat(Stream.of("systemd-analyze", "--no-pager"), Stream.of(arguments))
                .toList();
        Path output = folder.resolve("output");
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "skipped: systemd-analyze is not installed");
            throw e;
        }
        assertThat(process.waitFor()).as(() -> read(output)).isZero();
        return Files.readString(output);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ldap-import.service", "ldap-import-run.timer"})
    void systemd_knows_all_that_a_unit_says(String unit) throws Exception {
        assertThat(analyzed("verify", folder.resolve(unit).toString())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ldap-import.service", "ldap-import-run.service"})
    void a_unit_exposes_little(String unit) throws Exception {
        // 1.3 of 10, in tenths
        assertThat(analyzed(
                        "security",
                        "--offline=true",
                        "--threshold=15",
                        folder.resolve(unit).toString()))
                .contains("Overall exposure level");
    }

    /** From the first line on that takes a right away. */
    private static List<String> confinement(String unit) throws IOException {
        return Files.readAllLines(UNITS.resolve(unit)).stream()
                .dropWhile(line -> !line.startsWith("NoNewPrivileges="))
                .takeWhile(line -> !line.startsWith("["))
                .filter(line -> !line.isBlank())
                .toList();
    }

    @Test
    void a_run_of_the_timer_is_confined_as_the_service_is() throws IOException {
        assertThat(confinement("ldap-import-run.service"))
                .hasSizeGreaterThan(20)
                .isEqualTo(confinement("ldap-import.service"));
    }
}
