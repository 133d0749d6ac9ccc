package io.github.ldapimport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.testing.Launcher;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.TestDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the program starts. */
class StartIT {
    private static final String OPTIONS = "LDAP_IMPORT_JAVA_OPTS";

    private final TestDirectory directory = TestDirectory.start().addPeople(20);

    @TempDir
    private Path folder;

    @Test
    @Proves("4.21")
    void nearly_all_classes_of_an_import_come_from_the_archive() throws IOException {
        Path log = folder.resolve("classes.log");
        Launcher launcher = Launcher.in(folder)
                .withSettings(directory.settings())
                .withEnvironment(OPTIONS, "-Xlog:class+load:file=" + log);
        assertThat(launcher.run("-n").status()).isZero();
        try (Stream<String> lines = Files.lines(log)) {
            List<String> loaded =
                    lines.filter(line -> line.contains(" source: ")).toList();
            assertThat(loaded).hasSizeGreaterThan(1000);
            assertThat(loaded.stream()
                            .filter(line -> !line.contains("shared objects file"))
                            // made while the program runs
                            .filter(line -> !line.contains("0x") && !line.contains("__"))
                            .toList())
                    .as("classes that the list lacks, which the build makes")
                    .hasSizeLessThan(loaded.size() / 20);
        }
    }

    @Test
    @Proves("4.21")
    void an_archive_that_does_not_fit_is_passed_over_without_a_word() throws IOException {
        Path moved = folder.resolve("elsewhere");
        Path program = Launcher.packaged("");
        try (Stream<Path> files = Files.walk(program)) {
            for (Path file : files.toList()) {
                Path copy = moved.resolve(program.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
        Launcher launcher = Launcher.in(folder).startedAs(moved.resolve("bin/ldap-import"));
        Launcher.Ended ended = launcher.withEnvironment(OPTIONS, null).run("--version");
        assertThat(ended.status()).isZero();
        assertThat(ended.err()).isEmpty();
        assertThat(ended.out()).hasLineCount(1);

        Path archive = moved.resolve("lib/ldap-import.jsa");
        Files.delete(archive);
        assertThat(launcher.withEnvironment(OPTIONS, null).run("--version").out())
                .isEqualTo(ended.out());
        assertThat(launcher.run("--make-archive").status()).isZero();
        assertThat(archive).isNotEmptyFile();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Xmx64m", "-XX:MaxHeapSize=64m", "-Xmn200m", "-XX:+UseParallelGC"})
    void the_program_starts_beside_sizes_and_a_collector_of_the_users_own(String option) {
        Launcher.Ended ended =
                Launcher.in(folder).withEnvironment(OPTIONS, option).run("--version");
        assertThat(ended.err()).isEmpty();
        assertThat(ended.status()).isZero();
    }
}
