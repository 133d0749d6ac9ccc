package io.github.ldapimport.dialect;

import io.github.ldapimport.sql.SqlBatch;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import org.springframework.jdbc.core.SqlParameterValue;
import org.springframework.jdbc.support.SqlArrayValue;

final class PostgreSqlDialect extends Dialect {
    private static final String CITEXT = "citext";
    private static final Set<String> TEXT_TYPES = Set.of("varchar", "text", "bpchar", "name", CITEXT);

    /** What its driver would send as a truth value, a text of any length or a floating number. */
    private static final Set<String> TYPES_OF_ITS_OWN = Set.of("bit", "char");

    private static final String TEXT_ELEMENTS = "text";
    // compared with texts, a padded column would lose its index
    private static final Map<String, String> ARRAY_ELEMENT_TYPES =
            Map.of("varchar", TEXT_ELEMENTS, "text", TEXT_ELEMENTS, "uuid", "uuid");

    private static final String ADVISORY_KEY = "CAST(CAST('x' || CAST(? AS VARCHAR) AS BIT(64)) AS BIGINT)";

    private final boolean foldsToLowerCase;

    PostgreSqlDialect(String quote, boolean foldsToUpperCase) {
        super(quote, foldsToUpperCase);
        this.foldsToLowerCase = !foldsToUpperCase;
    }

    @Override
    public String folded(String identifier) {
        return foldsToLowerCase ? identifier.toLowerCase(Locale.ROOT) : super.folded(identifier);
    }

    @Override
    List<String> searchPath(Connection connection) throws SQLException {
        List<String> path = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT n FROM unnest(current_schemas(false)) WITH ORDINALITY AS s (n, i) ORDER BY i");
                ResultSet schemas = select.executeQuery()) {
            while (schemas.next()) {
                path.add(schemas.getString(1));
            }
        }
        return path;
    }

    @Override
    public String binaryComparable(String expression) {
        return "CAST(" + expression + " AS TEXT) COLLATE \"C\"";
    }

    /** Of ASCII only, in half the time. */
    @Override
    public String hasCapitals(String expression) {
        String exact = binaryComparable(expression);
        return "LOWER(" + exact + ") <> " + exact;
    }

    /** A domain over an enum has the enum's texts. */
    @Override
    public Map<String, TextRules> texts(Connection connection, FoundTable table) throws SQLException {
        return TextRules.read(
                connection,
                table,
                "SELECT a.attname, e.enumlabel FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
                        + " JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_type t ON t.oid = a.atttypid"
                        + " LEFT JOIN pg_enum e ON e.enumtypid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END"
                        + " WHERE n.nspname = ? AND c.relname = ? AND a.attnum > 0 AND NOT a.attisdropped"
                        + " ORDER BY a.attname, e.enumsortorder",
                TextRules.WITHOUT_NUL);
    }

    @Override
    public Optional<String> alwaysGenerated() {
        return Optional.of(StandardDialect.IDENTITIES_ALWAYS_GENERATED);
    }

    /** Its bits are none. */
    @Override
    public boolean isTruth(Column column) {
        return column.jdbcType() == Types.BOOLEAN
                || (column.jdbcType() == Types.BIT && column.typeName().equalsIgnoreCase("bool"));
    }

    @Override
    public String longTextColumnType() {
        return "TEXT";
    }

    @Override
    public String changeColumn(String table, String column, String type) {
        return "ALTER TABLE " + table + " ALTER COLUMN " + column + " TYPE " + type;
    }

    @Override
    public int jdbcType(int type, String typeName) {
        if ((type == Types.VARCHAR && !TEXT_TYPES.contains(typeName)) || TYPES_OF_ITS_OWN.contains(typeName)) {
            // such as an enum
            return Types.OTHER;
        }
        return switch (typeName) {
            // to its driver it is no text
            case CITEXT -> Types.VARCHAR;
            case "timestamptz" -> Types.TIMESTAMP_WITH_TIMEZONE;
            case "timetz" -> Types.TIME_WITH_TIMEZONE;
            default -> type;
        };
    }

    @Override
    public Object parameter(Column column, Object value) {
        if (value == null && column.isMoney()) {
            return new SqlParameterValue(Types.OTHER, null);
        } else if (value instanceof BigDecimal number && column.typeName().equals("oid")) {
            return number.longValueExact();
        }
        // the server makes of it what the column is
        return value instanceof String && !column.isText()
                ? new SqlParameterValue(Types.OTHER, value)
                : super.parameter(column, value);
    }

    /** A citext would be compared as a text. */
    @Override
    public Object compared(Column column, Object value) {
        return value instanceof String ? new SqlParameterValue(Types.OTHER, value) : super.compared(column, value);
    }

    /**
     * As a query of its own the array's length is unknown to the planner: one of known length makes it read a large table as a
     * whole.
     */
    @Override
    public Optional<Condition> isOneOf(Column column, String expression, List<Object> values) {
        String elements = arrayElementType(column);
        return elements == null
                ? Optional.empty()
                : Optional.of(new Condition(
                        expression + " = ANY (ARRAY(SELECT unnest(" + placeOfArray(elements) + ")))",
                        array(elements, values)));
    }

    /** Sends the values of each column as one array, where all of them have such. */
    @Override
    public SqlBatch insert(String table, List<Column> bound, List<List<Object>> rows, String names, String values) {
        if (bound.stream().anyMatch(column -> arrayElementType(column) == null)) {
            return super.insert(table, bound, rows, names, values);
        }
        List<Object> arrays = new ArrayList<>(bound.size());
        StringJoiner typed = new StringJoiner(", ");
        for (int i = 0; i < bound.size(); i++) {
            int place = i;
            String elements = arrayElementType(bound.get(i));
            typed.add(placeOfArray(elements));
            arrays.add(array(elements, rows.stream().map(row -> row.get(place)).toList()));
        }
        return new SqlBatch(
                insertInto(table, bound, names) + " SELECT v.*" + (values.isEmpty() ? "" : ", " + values)
                        + " FROM unnest(" + typed + ") AS v",
                List.of(arrays),
                rows.size(),
                false);
    }

    private static String arrayElementType(Column column) {
        return ARRAY_ELEMENT_TYPES.get(column.typeName().toLowerCase(Locale.ROOT));
    }

    /** With its type: behind a pooler, the driver may be told to send texts alone (preferQueryMode=simple). */
    private static String placeOfArray(String elements) {
        return "CAST(? AS " + elements + "[])";
    }

    private static Object array(String elements, List<Object> values) {
        Object[] array = values.stream()
                .map(value -> value instanceof SqlParameterValue typed ? typed.getValue() : value)
                .toArray(elements.equals(TEXT_ELEMENTS) ? String[]::new : Object[]::new);
        return new SqlArrayValue(elements, array);
    }

    @Override
    public String selectForShare(String columns, String table, String where) {
        return select(columns, table) + " WHERE " + where + " FOR SHARE";
    }

    @Override
    public boolean sharesRowLocks() {
        return true;
    }

    @Override
    public String endIdleSessionAfter(int seconds) {
        return "SET idle_in_transaction_session_timeout = '" + seconds + "s'";
    }

    @Override
    public String takeNamedLock() {
        return "SELECT CASE WHEN pg_try_advisory_xact_lock(" + ADVISORY_KEY + ") THEN 1 ELSE 0 END";
    }

    @Override
    public String namedLockHolder() {
        return "SELECT CONCAT('session ', l.pid, ' of account ', a.usename, ' (', a.application_name, ')')"
                + " FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid WHERE l.locktype = 'advisory'"
                + " AND l.granted AND l.objsubid = 1 AND a.datname = current_database()"
                + " AND lpad(to_hex(CAST(l.classid AS BIGINT)), 8, '0')"
                + " || lpad(to_hex(CAST(l.objid AS BIGINT)), 8, '0') = ?";
    }

    @Override
    public String nameSession() {
        return "SELECT set_config('application_name', ?, true)";
    }
}
