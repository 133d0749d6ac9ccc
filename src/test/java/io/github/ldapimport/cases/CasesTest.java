package io.github.ldapimport.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ldapimport.api.ImportException;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.testing.DirectoryFault;
import io.github.ldapimport.testing.FaultyDirectory;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDirectory;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.h2.tools.Csv;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs each folder of src/test/resources/cases on each database. A folder holds
 *
 * <ul>
 *   <li>case.properties: the rules it proves, settings, headers, the database products it is for (all), a {@link DirectoryFault}
 *       of the directory (none)
 *   <li>directory.ldif: the directory
 *   <li>users-before.csv: the table before the run, if any
 *   <li>users-after.csv: the table after it, ordered by the first column; an empty field is NULL, {@code *} any value,
 *       {@code now} a date of today
 *   <li>summary.json: fields of the summary
 *   <li>events.json: all events, in any order, each with the fields that matter
 * </ul>
 */
class CasesTest {
    private static final Path CASES = Path.of("src/test/resources/cases");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TestFactory
    Stream<DynamicTest> cases() throws IOException {
        try (Stream<Path> folders = Files.list(CASES)) {
            return folders.sorted().toList().stream().flatMap(folder -> Arrays.stream(TestDatabase.Product.values())
                    .map(product -> DynamicTest.dynamicTest(
                            folder.getFileName() + " on " + product, () -> check(folder, product, Map.of()))));
        }
    }

    /** The same, where each page travels as a message to a worker and back. */
    @TestFactory
    @Proves("10.2")
    Stream<DynamicTest> cases_whose_pages_are_handed_to_workers() throws IOException {
        Map<String, String> dispatching =
                Map.of("ldap-import.worker.endpoint", "seda:ldap-import-pages?concurrentConsumers=2&pollTimeout=20");
        try (Stream<Path> folders = Files.list(CASES)) {
            return folders.sorted().toList().stream()
                    .map(folder -> DynamicTest.dynamicTest(
                            folder.getFileName() + " by workers",
                            () -> check(folder, TestDatabase.Product.H2, dispatching)));
        }
    }

    private static void check(Path folder, TestDatabase.Product product, Map<String, String> further) throws Exception {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(folder.resolve("case.properties"))) {
            properties.load(reader);
        }
        String only = properties.getProperty("products", product.name());
        assumeTrue(only.contains(product.name()), "the case is for " + only);
        Map<String, String> settings = new LinkedHashMap<>(further);
        List<Object> headers = new ArrayList<>();
        for (String name : properties.stringPropertyNames()) {
            if (name.startsWith("ldap-import.")) {
                settings.put(name, properties.getProperty(name));
            } else if (name.startsWith("LdapImport")) {
                headers.addAll(List.of(name, properties.getProperty(name)));
            }
        }
        FaultyDirectory faults = new FaultyDirectory();
        try (TestDirectory directory = faults.start();
                TestDatabase database = TestDatabase.create(product).createUsersTable();
                RunningRoutes routes = RunningRoutes.start(
                        directory.settings(), database.settings(), RunningRoutes.withEvents(), settings)) {
            directory.load(folder.resolve("directory.ldif"));
            if (Files.exists(folder.resolve("users-before.csv"))) {
                read(folder.resolve("users-before.csv")).forEach(row -> insert(database, row));
            }
            if (properties.containsKey("fault")) {
                faults.set(DirectoryFault.parse(properties.getProperty("fault")));
            }
            Exchange answer = routes.send(headers.toArray());
            ImportSummary summary = answer.getException() == null
                    ? answer.getMessage().getBody(ImportSummary.class)
                    : answer.getException(ImportException.class).summary();
            if (Files.exists(folder.resolve("summary.json"))) {
                JsonNode expected = JSON.readTree(Files.readString(folder.resolve("summary.json")));
                assertThat(matches(expected, JSON.readTree(summary.toString())))
                        .as("%s is in %s", expected, summary)
                        .isTrue();
            }
            checkRows(folder.resolve("users-after.csv"), database, summary);
            if (Files.exists(folder.resolve("events.json"))) {
                checkEvents(folder.resolve("events.json"), routes.events());
            }
        }
    }

    private static void checkRows(Path expectedFile, TestDatabase database, ImportSummary summary) throws Exception {
        List<Map<String, String>> expected = read(expectedFile);
        List<String> columns = List.copyOf(expected.get(0).keySet());
        List<Map<String, Object>> actual =
                database.query("SELECT " + String.join(", ", columns) + " FROM users ORDER BY " + columns.get(0));
        assertThat(actual).as("rows after %s", summary).hasSameSizeAs(expected);
        String today = LocalDate.now(ZoneId.systemDefault()).toString();
        for (int i = 0; i < expected.size(); i++) {
            for (String column : columns) {
                Object value = actual.get(i).get(column);
                String text = value == null ? null : value.toString();
                String wanted = expected.get(i).get(column);
                String place = column + " of row " + (i + 1) + " after " + summary;
                if ("*".equals(wanted)) {
                    assertThat(text).as(place).isNotNull();
                } else if ("now".equals(wanted)) {
                    assertThat(text).as(place).startsWith(today);
                } else if (wanted != null && isDate(value)) {
                    assertThat(text.replace('T', ' ')).as(place).startsWith(wanted);
                } else {
                    assertThat(text).as(place).isEqualTo(wanted);
                }
            }
        }
    }

    private static boolean isDate(Object value) {
        return value instanceof java.util.Date || value instanceof LocalDateTime;
    }

    private static void checkEvents(Path expectedFile, List<JsonNode> events) throws IOException {
        List<JsonNode> left = new ArrayList<>(events);
        for (JsonNode expected : JSON.readTree(Files.readString(expectedFile))) {
            JsonNode found = left.stream()
                    .filter(event -> matches(expected, event))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("No event " + expected + " in " + events));
            left.remove(found);
        }
        assertThat(left).as("events that nobody expects").isEmpty();
    }

    /** Whether all fields of an object are in another with the same values. */
    private static boolean matches(JsonNode expected, JsonNode actual) {
        if (!expected.isObject()) {
            return expected.equals(actual) || (expected.isArray() && matchesEach(expected, actual));
        }
        for (Map.Entry<String, JsonNode> field : expected.properties()) {
            if (actual == null || !matches(field.getValue(), actual.path(field.getKey()))) {
                return false;
            }
        }
        return true;
    }

    private static boolean matchesEach(JsonNode expected, JsonNode actual) {
        if (!actual.isArray() || actual.size() != expected.size()) {
            return false;
        }
        for (int i = 0; i < expected.size(); i++) {
            if (!matches(expected.get(i), actual.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static void insert(TestDatabase database, Map<String, String> row) {
        Map<String, String> present = new LinkedHashMap<>(row);
        present.values().removeIf(Objects::isNull);
        String marks = String.join(", ", Collections.nCopies(present.size(), "?"));
        List<Object> values = new ArrayList<>();
        present.forEach((column, value) -> values.add(
                column.endsWith("_at")
                        ? Timestamp.valueOf(value)
                        : column.equals("id") ? (Object) Long.valueOf(value) : value));
        database.execute(
                "INSERT INTO users (" + String.join(", ", present.keySet()) + ") VALUES (" + marks + ")",
                values.toArray());
    }

    private static List<Map<String, String>> read(Path csv) throws IOException, SQLException {
        Csv format = new Csv();
        format.setPreserveWhitespace(false);
        try (Reader reader = Files.newBufferedReader(csv);
                ResultSet results = format.read(reader, null)) {
            List<Map<String, String>> rows = new ArrayList<>();
            while (results.next()) {
                Map<String, String> row = new LinkedHashMap<>();
                for (int i = 1; i <= results.getMetaData().getColumnCount(); i++) {
                    String value = results.getString(i);
                    row.put(
                            results.getMetaData().getColumnName(i).toLowerCase(Locale.ROOT),
                            value == null || value.isEmpty() ? null : value);
                }
                rows.add(row);
            }
            return rows;
        }
    }
}
