package io.github.ldapimport.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.testing.Launcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/versions.md and the jars that the program really has. */
class VersionsIT {
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| [^|]+ \\| ([a-zA-Z0-9.*, -]+) \\| ([^| ]+) \\| (\\d{4}-\\d\\d-\\d\\d|—) \\|$");

    /** The jars of one line of the page, as names that they match. */
    private static List<Pattern> files(String names, String version) {
        return Stream.of(names.split(", "))
                .map(name ->
                        Pattern.compile(name.replace("*", "[a-zA-Z0-9-]*") + "-" + Pattern.quote(version) + "\\.jar"))
                .toList();
    }

    @Test
    void the_page_of_versions_has_each_jar_of_the_program_in_one_line_and_no_other() throws IOException {
        List<Pattern> lines = new ArrayList<>();
        Matcher row = ROW.matcher(Files.readString(Path.of("docs/versions.md")));
        while (row.find()) {
            lines.addAll(files(row.group(1), row.group(2)));
        }
        Set<String> jars = new TreeSet<>();
        try (Stream<Path> files = Files.list(Launcher.packaged("lib"))) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".jar") && !name.startsWith("ldap-import-"))
                    .forEach(jars::add);
        }
        assertThat(jars).hasSizeGreaterThan(100);
        assertThat(jars).allSatisfy(jar -> assertThat(
                        lines.stream().filter(line -> line.matcher(jar).matches()))
                .as("lines of docs/versions.md for %s", jar)
                .hasSize(1));
        assertThat(lines).allSatisfy(line -> assertThat(jars)
                .as("jars for a line of docs/versions.md")
                .anyMatch(jar -> line.matcher(jar).matches()));
    }
}
