package io.github.ldapimport;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.settings.Setting;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What holds for all of routes/, the settings, the rules and the tests. */
class ConventionsTest {
    private static final Path ROUTES = Path.of("routes");
    private static final Set<String> STARTED_FROM_OUTSIDE =
            Set.of("ldap-import-triggers", "ldap-import-triggers-requests", "ldap-import-worker");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(?!bean:)([^:}]+)(?::([^}]*))?}}");

    private static List<Path> files(Path folder, String ending) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Map<String, Object>> definitions(Path file) {
        @SuppressWarnings("unchecked")
        List<Map<String, Object>> definitions =
                (List<Map<String, Object>>) new Load(LoadSettings.builder().build()).loadFromString(text(file));
        return definitions;
    }

    @Test
    void every_route_has_an_id_of_its_files_name_a_description_and_the_same_direct_name() {
        for (Path file : files(ROUTES, ".camel.yaml")) {
            String name = file.getFileName().toString().replace(".camel.yaml", "");
            assertThat(name).startsWith("ldap-import");
            assertThat(text(file)).as("%s opens with what it is", file).startsWith("# ");
            for (Map<String, Object> definition : definitions(file)) {
                if (definition.get("route") instanceof Map<?, ?> route) {
                    String id = String.valueOf(route.get("id"));
                    assertThat(id).as("the id says the file %s", file).startsWith(name);
                    assertThat(route.get("description"))
                            .as("description of %s", id)
                            .isNotNull();
                    if (STARTED_FROM_OUTSIDE.contains(name)) {
                        assertThat(route.get("precondition"))
                                .as("%s is switched by a setting", id)
                                .isNotNull();
                    } else {
                        assertThat(((Map<?, ?>) route.get("from")).get("uri")).isEqualTo("direct:" + id);
                    }
                } else {
                    assertThat(definition.keySet()).containsExactly("beans");
                }
            }
        }
    }

    @Test
    void every_bean_begins_with_the_bundles_name() {
        for (Path file : files(ROUTES, ".camel.yaml")) {
            for (Map<String, Object> definition : definitions(file)) {
                if (definition.get("beans") instanceof List<?> beans) {
                    for (Object bean : beans) {
                        assertThat(String.valueOf(((Map<?, ?>) bean).get("name")))
                                .startsWith("ldap-import-");
                    }
                }
            }
        }
    }

    @Test
    void application_properties_lists_every_setting_with_its_default_and_no_other() throws IOException {
        Properties listed = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of("application.properties"))) {
            listed.load(reader);
        }
        Map<String, String> expected = new TreeMap<>();
        for (Setting setting : Setting.values()) {
            expected.put(Setting.BUNDLE_PREFIX + "." + setting.key(), setting.defaultValue());
        }
        Map<String, String> actual = new TreeMap<>();
        listed.stringPropertyNames().forEach(name -> actual.put(name, listed.getProperty(name)));
        assertThat(actual).isEqualTo(expected);
    }

    @Test
    void every_placeholder_in_the_routes_is_a_setting_with_the_same_default() {
        for (Path file : files(ROUTES, ".camel.yaml")) {
            Matcher placeholder = PLACEHOLDER.matcher(text(file));
            while (placeholder.find()) {
                String key = placeholder.group(1);
                Setting setting = Stream.of(Setting.values())
                        .filter(each -> key.equals(Setting.BUNDLE_PREFIX + "." + each.key()))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError(key + " in " + file + " is no setting"));
                assertThat(placeholder.group(2)).as(key).isEqualTo(setting.defaultValue());
            }
        }
    }

    @Test
    void every_setting_is_read_by_something() {
        String sources = files(Path.of("src/main/java"), ".java").stream()
                .filter(file -> !file.endsWith("Setting.java"))
                .map(ConventionsTest::text)
                .collect(Collectors.joining());
        String routes =
                files(ROUTES, ".camel.yaml").stream().map(ConventionsTest::text).collect(Collectors.joining());
        for (Setting setting : Setting.values()) {
            boolean read = Pattern.compile("\\b" + setting.name() + "\\b")
                            .matcher(sources)
                            .find()
                    || routes.contains("{{" + Setting.BUNDLE_PREFIX + "." + setting.key() + ":");
            assertThat(read).as("%s is read", setting.key()).isTrue();
        }
    }

    @Test
    void examples_name_the_version_of_this_project() {
        Matcher own = Pattern.compile("<artifactId>ldap-import</artifactId>\\s*<version>([^<]+)<")
                .matcher(text(Path.of("pom.xml")));
        assertThat(own.find()).isTrue();
        Pattern named = Pattern.compile("<ldap-import\\.version>([^<]+)<|ldapimport:ldap-import:([^,\\s\"']+)");
        Set<String> versions = new TreeSet<>();
        int found = 0;
        for (Path folder : List.of(Path.of("src/examples"), Path.of("kamelets"), Path.of("docs"))) {
            for (Path file : files(folder, "")) {
                if (Files.isRegularFile(file) && !file.toString().endsWith(".png")) {
                    Matcher version = named.matcher(text(file));
                    while (version.find()) {
                        versions.add(version.group(1) == null ? version.group(2) : version.group(1));
                        found++;
                    }
                }
            }
        }
        assertThat(found).isGreaterThanOrEqualTo(4);
        assertThat(versions).containsExactly(own.group(1));
    }

    @Test
    void every_rule_is_proven_and_every_test_names_rules_that_exist() {
        Set<String> rules = new TreeSet<>();
        Matcher rule = Pattern.compile("(?m)^- \\*\\*(\\d+\\.\\d+)\\*\\*").matcher(text(Path.of("docs/behaviour.md")));
        while (rule.find()) {
            assertThat(rules.add(rule.group(1)))
                    .as("%s is one rule's number", rule.group(1))
                    .isTrue();
        }
        Set<String> proven = new TreeSet<>();
        List<String> claims = new ArrayList<>();
        for (Path file : files(Path.of("src/test/java"), ".java")) {
            Matcher claim = Pattern.compile("@Proves\\(([^)]*)\\)").matcher(text(file));
            while (claim.find()) {
                claims.add(claim.group(1));
            }
        }
        for (Path file : files(Path.of("src/test/resources/cases"), "case.properties")) {
            Matcher claim = Pattern.compile("(?m)^\\s*proves\\s*=(.*)$").matcher(text(file));
            assertThat(claim.find()).as("%s names the rules it proves", file).isTrue();
            claims.add(claim.group(1));
        }
        for (String claim : claims) {
            Matcher number = Pattern.compile("\\d+\\.\\d+").matcher(claim);
            while (number.find()) {
                proven.add(number.group());
            }
        }
        assertThat(proven).isEqualTo(rules);
    }

    @Test
    void every_cell_of_the_compatibility_table_has_a_test_and_every_test_of_one_its_cell() {
        Set<String> cells = new TreeSet<>();
        List<String> columns = List.of();
        for (String line : text(Path.of("docs/compatibility.md")).lines().toList()) {
            List<String> row = Stream.of(line.replaceAll("^\\||\\|$", "").split("\\|"))
                    .map(String::strip)
                    .toList();
            if (!line.startsWith("|")) {
                columns = List.of();
            } else if (columns.isEmpty()) {
                columns = row;
            } else if (!row.get(0).startsWith("---")) {
                for (int i = 1; i < row.size(); i++) {
                    if (!row.get(i).equals("—")) {
                        cells.add(row.get(0) + ": " + columns.get(i));
                    }
                }
            }
        }
        Set<String> covered = new TreeSet<>();
        for (Path file : files(Path.of("src/test/java"), ".java")) {
            Matcher claim = Pattern.compile("@Covers\\(([^)]*)\\)").matcher(text(file));
            while (claim.find()) {
                Matcher cell = Pattern.compile("\"([^\"]+)\"").matcher(claim.group(1));
                while (cell.find()) {
                    covered.add(cell.group(1));
                }
            }
        }
        assertThat(covered).isEqualTo(cells);
    }
}
