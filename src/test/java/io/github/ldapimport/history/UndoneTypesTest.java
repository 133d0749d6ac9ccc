package io.github.ldapimport.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A value comes back as it was, whatever the type of its column. */
class UndoneTypesTest {
    private TestDirectory directory;

    @BeforeEach
    void start() {
        directory = TestDirectory.start().addPerson("ada", "Ada");
    }

    @AfterEach
    void stop() {
        directory.close();
    }

    /** Types with a value before and one after the run. */
    private static Map<String, String[]> types(Product product) {
        Map<String, String[]> types = new LinkedHashMap<>();
        types.put("VARCHAR(200)", new String[] {"\u0141\u00f3d\u017a \uD83D\uDE00 \\u0041 \"x\" 100% {} $1", "b"});
        types.put("CHAR(10)", new String[] {"ab", "cd"});
        types.put("INTEGER", new String[] {"-7", "8"});
        types.put("BIGINT", new String[] {"9223372036854775807", "8"});
        types.put("NUMERIC(30, 12)", new String[] {"123456789012345678.123456789012", "1"});
        types.put("DOUBLE PRECISION", new String[] {"1.0E-7", "2.5"});
        types.put("REAL", new String[] {"0.1", "2.5"});
        types.put("BOOLEAN", new String[] {"TRUE", "FALSE"});
        types.put("DATE", new String[] {"2024-02-29", "2025-01-01"});
        types.put("TIME", new String[] {"23:59:58", "00:00:00"});
        switch (product) {
            case H2 -> {
                types.put("TIMESTAMP(9)", new String[] {"2024-03-31T02:30:00.123456789Z", "2025-01-01T00:00:00Z"});
                types.put(
                        "TIMESTAMP(6) WITH TIME ZONE",
                        new String[] {"2024-03-31T02:30:00.123456Z", "2025-01-01T00:00:00Z"});
                types.put(
                        "UUID",
                        new String[] {"01890a5d-ac96-774b-bcce-b302099a8057", "01890a5d-ac96-774b-bcce-b302099a8058"});
                types.put("CLOB", new String[] {"long", "longer"});
                types.put("DECFLOAT(20)", new String[] {"1.5", "2"});
            }
            case POSTGRESQL -> {
                types.put("TIMESTAMP", new String[] {"2024-03-31T02:30:00.123456Z", "2025-01-01T00:00:00Z"});
                types.put("TIMESTAMPTZ", new String[] {"2024-03-31T02:30:00.123456Z", "2025-01-01T00:00:00Z"});
                types.put(
                        "UUID",
                        new String[] {"01890a5d-ac96-774b-bcce-b302099a8057", "01890a5d-ac96-774b-bcce-b302099a8058"});
                types.put("TEXT", new String[] {"long", "longer"});
                types.put("JSONB", new String[] {"{\"b\": [1, null], \"a\": 1.50}", "[]"});
                types.put("JSON", new String[] {"{\"b\":1}", "[]"});
                types.put("INET", new String[] {"192.0.2.1", "192.0.2.2"});
                types.put("MONEY", new String[] {"12.34", "1.00"});
                types.put("SMALLINT", new String[] {"3", "4"});
            }
            case MARIADB -> {
                types.put("DATETIME(6)", new String[] {"2024-03-31T02:30:00.123456Z", "2025-01-01T00:00:00Z"});
                types.put("TIMESTAMP(3) NULL", new String[] {"2024-03-31T02:30:00.123Z", "2025-01-01T00:00:00Z"});
                types.put(
                        "UUID",
                        new String[] {"01890a5d-ac96-774b-bcce-b302099a8057", "01890a5d-ac96-774b-bcce-b302099a8058"});
                types.put("LONGTEXT", new String[] {"long", "longer"});
                types.put("JSON", new String[] {"{\"b\": 1}", "[]"});
                types.put("YEAR", new String[] {"1999", "2024"});
                types.put("BIT(8)", new String[] {"200", "1"});
                types.put("ENUM('small', 'large')", new String[] {"small", "large"});
                types.put("TINYINT", new String[] {"-3", "4"});
            }
            default -> throw new AssertionError(product);
        }
        return types;
    }

    private static Map<String, String> settings(List<String[]> values, int which) {
        List<String> pairs = new ArrayList<>(List.of("name=cn"));
        for (int i = 0; i < values.size(); i++) {
            pairs.add("c" + i + "='" + values.get(i)[which] + "'");
        }
        return Map.of("ldap-import.users.sync-attributes", String.join(", ", pairs));
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    @Proves("12.20")
    void every_type_of_value_comes_back(Product product) {
        Map<String, String[]> types = types(product);
        try (TestDatabase database = TestDatabase.create(product).createUsersTable()) {
            int number = 0;
            for (String type : types.keySet()) {
                database.execute("ALTER TABLE users ADD c" + number++ + " " + type);
            }
            List<String[]> values = List.copyOf(types.values());
            String query = "SELECT * FROM users";
            String run;
            List<Map<String, Object>> before;
            List<Map<String, Object>> empty;
            try (RunningRoutes routes = RunningRoutes.start(directory.settings(), database.settings(), Map.of())) {
                routes.run();
                empty = database.query(query);
            }
            String first;
            try (RunningRoutes routes =
                    RunningRoutes.start(directory.settings(), database.settings(), settings(values, 0))) {
                ImportSummary summary = routes.run();
                assertThat(summary.changed()).as(summary.toString()).isEqualTo(1);
                first = summary.runId();
                before = database.query(query);
            }
            try (RunningRoutes routes =
                    RunningRoutes.start(directory.settings(), database.settings(), settings(values, 1))) {
                run = routes.run().runId();
                undo(routes, run);
                assertThat(shown(database.query(query))).isEqualTo(shown(before));
                undo(routes, first);
                assertThat(shown(database.query(query))).isEqualTo(shown(empty));
            }
        }
    }

    private static void undo(RunningRoutes routes, String run) {
        ImportSummary undone = routes.context()
                .createProducerTemplate()
                .request("direct:ldap-import-undo", exchange -> exchange.getMessage()
                        .setHeader(Headers.UNDO, run))
                .getMessage()
                .getBody(ImportSummary.class);
        assertThat(undone.changed()).as(undone.toString()).isEqualTo(1);
    }

    private static List<String> shown(List<Map<String, Object>> rows) {
        List<String> shown = new ArrayList<>();
        rows.forEach(row -> row.forEach((column, value) -> {
            if (!column.equalsIgnoreCase("updated_at")) {
                String text = value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : String.valueOf(value);
                shown.add(column + "=" + text.replaceFirst("^clob[0-9]+: ", ""));
            }
        }));
        return shown;
    }
}
