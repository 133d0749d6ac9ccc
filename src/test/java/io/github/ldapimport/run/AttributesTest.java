package io.github.ldapimport.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ldapimport.api.Failure;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Runs the examples in docs/attributes.md as they stand there, on each database, and then once more, which changes nothing. Each
 * has an entry and a column of its own; those that have no attribute in common are run together.
 */
class AttributesTest {
    private static final Path PAGE = Path.of("docs/attributes.md");
    private static final Pattern LINE =
            Pattern.compile("    (sync-attributes|setting|entry|column|holds|fails) +(\\S.*)");
    private static final Pattern FENCED = Pattern.compile("(?ms)^```(\\w+)\n(.*?)^```$");
    private static final DateTimeFormatter SECONDS = new DateTimeFormatterBuilder()
            .appendPattern("yyyy-MM-dd HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .toFormatter();
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * An indented block of the page.
     *
     * @param lines the values of its lines by the words before them
     */
    private record Example(int number, Map<String, List<String>> lines) {
        String pair() {
            return one("sync-attributes");
        }

        String column() {
            return pair().substring(0, pair().indexOf('='));
        }

        String dn() {
            return entry().stream()
                    .filter(line -> line.startsWith("dn: "))
                    .map(line -> line.substring("dn: ".length()))
                    .findFirst()
                    .orElse("cn=example" + number + "," + TestDirectory.PEOPLE);
        }

        List<String> entry() {
            return lines.getOrDefault("entry", List.of());
        }

        /** The names of the attributes that the entry has, in lower case. */
        Set<String> attributes() {
            return entry().stream()
                    .map(line -> line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT))
                    .collect(Collectors.toSet());
        }

        boolean fails() {
            return lines.containsKey("fails");
        }

        String one(String word) {
            assertThat(lines.getOrDefault(word, List.of()))
                    .as("%s in %s", word, lines)
                    .hasSize(1);
            return lines.get(word).get(0);
        }

        /** Of {@code A; B on MARIADB} the part for a product. */
        String one(String word, Product product) {
            String[] parts = one(word).split("; ");
            for (String part : parts) {
                if (part.endsWith(" on " + product)) {
                    return part.substring(0, part.lastIndexOf(" on "));
                }
            }
            return parts[0];
        }
    }

    @TempDir
    private Path folder;

    private static String page() throws IOException {
        return Files.readString(PAGE);
    }

    private static List<Example> examples() throws IOException {
        List<Example> examples = new ArrayList<>();
        for (String block : FENCED.matcher(page()).replaceAll("").split("\n\\s*\n")) {
            if (block.startsWith("    ")) {
                Map<String, List<String>> lines = new LinkedHashMap<>();
                for (String line : block.split("\n")) {
                    Matcher matcher = LINE.matcher(line);
                    assertThat(matcher.matches())
                            .as("a line of an example: %s", line)
                            .isTrue();
                    lines.computeIfAbsent(matcher.group(1), word -> new ArrayList<>())
                            .add(matcher.group(2));
                }
                examples.add(new Example(examples.size() + 1, lines));
            }
        }
        return examples;
    }

    private static List<List<Example>> groups() throws IOException {
        List<List<Example>> groups = new ArrayList<>();
        for (Example example : examples()) {
            List<Example> group = groups.stream()
                    .filter(others -> others.stream()
                            .allMatch(other -> Collections.disjoint(other.attributes(), example.attributes())))
                    .findFirst()
                    .orElseGet(() -> {
                        groups.add(new ArrayList<>());
                        return groups.get(groups.size() - 1);
                    });
            group.add(example);
        }
        return groups;
    }

    @Test
    @Proves("2.16")
    void every_block_of_the_page_is_an_example_with_a_column_of_its_own() throws IOException {
        Set<String> columns = new LinkedHashSet<>();
        for (Example example : examples()) {
            assertThat(columns.add(example.column().toLowerCase(Locale.ROOT)))
                    .as("one example fills %s", example.column())
                    .isTrue();
            assertThat(example.lines().containsKey("holds"))
                    .as("%s says what becomes of it", example.pair())
                    .isNotEqualTo(example.fails());
            assertThat(example.entry()).isNotEmpty();
        }
        assertThat(columns).hasSizeGreaterThan(20);
        assertThat(FENCED.matcher(page()).results().map(block -> block.group(1)))
                .containsExactly("java", "yaml");
    }

    @TestFactory
    @Proves({"2.4", "2.5", "2.7", "2.12", "2.16", "2.17", "2.18", "2.19"})
    Stream<DynamicNode> the_examples_of_the_page_are_true() throws Exception {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        List<DynamicNode> products = new ArrayList<>();
        for (Product product : Product.values()) {
            List<DynamicTest> tests = new ArrayList<>();
            try (URLClassLoader handlers = new URLClassLoader(new java.net.URL[] {compiledHandlers()}, before)) {
                Thread.currentThread().setContextClassLoader(handlers);
                for (List<Example> group : groups()) {
                    run(product, group, tests);
                }
            } finally {
                Thread.currentThread().setContextClassLoader(before);
            }
            products.add(DynamicContainer.dynamicContainer("on " + product, tests));
        }
        return products.stream();
    }

    /** The folder of the classes in the page's Java, compiled. */
    private java.net.URL compiledHandlers() throws IOException {
        Matcher block = FENCED.matcher(page());
        while (block.find()) {
            if (block.group(1).equals("java")) {
                Matcher name = Pattern.compile("public class (\\w+)").matcher(block.group(2));
                assertThat(name.find()).isTrue();
                Path source = Files.writeString(folder.resolve(name.group(1) + ".java"), block.group(2));
                int result = ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-cp",
                                System.getProperty("java.class.path"),
                                "-d",
                                folder.toString(),
                                source.toString());
                assertThat(result).as("the page's handler compiles").isZero();
            }
        }
        URI uri = folder.toUri();
        return uri.toURL();
    }

    private Path routes() throws IOException {
        Path routes = Files.createTempDirectory(folder, "routes");
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.toList()) {
                Files.copy(file, routes.resolve(file.getFileName()));
            }
        }
        Matcher block = FENCED.matcher(page());
        while (block.find()) {
            if (block.group(1).equals("yaml")) {
                Files.writeString(routes.resolve("of-the-page.camel.yaml"), block.group(2));
            }
        }
        return routes;
    }

    private void run(Product product, List<Example> examples, List<DynamicTest> tests) throws Exception {
        Map<String, Set<String>> values = new LinkedHashMap<>();
        try (TestDirectory directory = TestDirectory.withoutSchema();
                TestDatabase database = TestDatabase.create(product)) {
            StringBuilder columns = new StringBuilder();
            for (Example example : examples) {
                columns.append(", ").append(example.column()).append(' ').append(example.one("column", product));
                example.lines().getOrDefault("setting", List.of()).forEach(setting -> {
                    int equals = setting.indexOf('=');
                    values.computeIfAbsent(setting.substring(0, equals), key -> new LinkedHashSet<>())
                            .add(setting.substring(equals + 1));
                });
                addEntry(directory, example);
            }
            database.execute("CREATE TABLE users (id "
                    + (product == Product.MARIADB ? "BIGINT AUTO_INCREMENT" : "BIGINT GENERATED BY DEFAULT AS IDENTITY")
                    + " PRIMARY KEY, guid VARCHAR(64) UNIQUE, domain VARCHAR(100)" + columns + ")");
            Map<String, String> settings = new LinkedHashMap<>();
            values.forEach((key, all) -> settings.put(key, String.join(", ", all)));
            settings.put(
                    "ldap-import.users.sync-attributes",
                    String.join(", ", examples.stream().map(Example::pair).toList()));
            settings.put("ldap-import.users.password-column", "");
            settings.put("ldap-import.users.created-at-column", "");
            settings.put("ldap-import.users.updated-at-column", "");
            try (RunningRoutes routes =
                    RunningRoutes.start(routes(), directory.settings(), database.settings(), settings)) {
                ImportSummary first = routes.run();
                ImportSummary second = routes.run();
                long failing = examples.stream().filter(Example::fails).count();
                tests.add(DynamicTest.dynamicTest("a second import changes nothing", () -> {
                    assertThat(first.failed()).as("%s", first.failures()).isEqualTo(failing);
                    assertThat(second.unchanged()).as(second.toString()).isEqualTo(examples.size() - failing);
                }));
                JdbcTemplate sql = new JdbcTemplate(
                        new DriverManagerDataSource(database.url(), database.username(), database.password()));
                for (Example example : examples) {
                    tests.add(test(example, product, directory, sql, first));
                }
            }
        }
    }

    private static void addEntry(TestDirectory directory, Example example) throws Exception {
        StringBuilder ldif = new StringBuilder("dn: " + example.dn() + "\nobjectClass: inetOrgPerson\n");
        example.entry().stream().filter(line -> !line.startsWith("dn: ")).forEach(line -> ldif.append(line)
                .append('\n'));
        directory.server().add(ldif.toString().split("\n"));
    }

    private static DynamicTest test(
            Example example, Product product, TestDirectory directory, JdbcTemplate sql, ImportSummary summary)
            throws Exception {
        if (example.fails()) {
            List<String> messages = summary.failures().stream()
                    .filter(failure -> failure.dn().equals(example.dn()))
                    .map(Failure::message)
                    .toList();
            return DynamicTest.dynamicTest(
                    example.pair() + " fails",
                    () -> assertThat(messages).singleElement().satisfies(message -> assertThat(message)
                            .containsIgnoringCase("column " + example.column() + " ")
                            .contains(example.one("fails"))));
        }
        String guid = directory
                .server()
                .getEntry(example.dn(), "entryUUID")
                .getAttributeValue("entryUUID")
                .toLowerCase(Locale.ROOT);
        List<Map<String, Object>> rows =
                sql.queryForList("SELECT " + example.column() + " AS v FROM users WHERE guid = ?", guid);
        return DynamicTest.dynamicTest(example.pair(), () -> {
            assertThat(rows)
                    .as("rows of %s, failed: %s", example.dn(), summary.failures())
                    .hasSize(1);
            Object value = rows.get(0).get("v");
            String type = example.one("column", product);
            if (type.startsWith("JSON")) {
                byte[] text =
                        value instanceof byte[] bytes ? bytes : value.toString().getBytes(StandardCharsets.UTF_8);
                assertThat(JSON.readTree(text)).isEqualTo(JSON.readTree(example.one("holds")));
            } else {
                assertThat(shown(value, type)).isEqualTo(example.one("holds", product));
            }
        });
    }

    private static String shown(Object value, String type) {
        if (value == null) {
            return "NULL";
        } else if (value instanceof Boolean truth) {
            return truth ? "TRUE" : "FALSE";
        } else if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        } else if (value instanceof BigDecimal number) {
            return number.toPlainString();
        } else if (value instanceof OffsetDateTime time) {
            return SECONDS.format(time.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime());
        } else if (value instanceof Timestamp time) {
            boolean isZoned = type.contains("TIMESTAMP ");
            return SECONDS.format(
                    isZoned ? LocalDateTime.ofInstant(time.toInstant(), ZoneOffset.UTC) : time.toLocalDateTime());
        }
        return value.toString();
    }
}
