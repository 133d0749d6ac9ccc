package io.github.ldapimport.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ldapimport.testing.Launcher;
import io.github.ldapimport.testing.ServerScript;
import io.github.ldapimport.testing.Slapd;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark, with few users, so that it works when somebody wants it. */
@Timeout(300)
class BenchmarkIT {
    @TempDir
    private Path folder;

    @BeforeAll
    static void require_the_programs_that_it_starts() {
        Slapd.requireInstalled();
        ServerScript.require(Files.isExecutable(TimedProcess.TIME), TimedProcess.NOT_INSTALLED);
    }

    private Options options(String... keysAndValues) {
        Properties properties = new Properties();
        properties.setProperty("benchmark.users", "200");
        properties.setProperty("benchmark.rounds", "1");
        properties.setProperty("benchmark.folder", folder.toString());
        // starts sooner: what is measured here is thrown away
        String javaOptions = Launcher.in(folder).environment().get("LDAP_IMPORT_JAVA_OPTS");
        properties.setProperty("benchmark.java-options", javaOptions);
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.setProperty(keysAndValues[i], keysAndValues[i + 1]);
        }
        return Options.of(properties);
    }

    @Test
    void it_measures_each_thing_and_leaves_results_and_a_plot() throws Exception {
        Benchmark.run(options());
        for (Thing thing : Thing.values()) {
            boolean ofPasswords = thing.compareTo(Thing.HELP) > 0;
            assertThat(Files.readString(folder.resolve("results.csv")).contains(",\"" + thing.title() + "\",1,"))
                    .as("%s is measured", thing)
                    .isEqualTo(!ofPasswords);
        }
        assertThat(Files.readString(folder.resolve("results.md")))
                .contains(" cores, ", "- postgresql ", "| first import ", "|   200 |", "| ldap-import --help ");
        assertThat(folder.resolve("postgresql.png")).isNotEmptyFile();
    }

    @Test
    void a_wrong_result_has_no_time() {
        Options options = options("ldap-import.directory.filter", "(!(uid=user000001))");
        assertThatThrownBy(() -> Benchmark.run(options))
                .hasMessageStartingWith("The run was to end with {found=200, imported=200}, not ")
                .hasMessageContaining("imported=199");
        assertThat(folder.resolve("results.csv")).doesNotExist();
    }
}
