package io.github.ldapimport.dialect;

import io.github.ldapimport.sql.SqlBatch;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.SqlParameterValue;
import org.springframework.jdbc.support.SqlArrayValue;

/** What differs between databases; all of it stands here. */
public final class Dialect {
    private static final Set<String> POSTGRESQL_TEXTS = Set.of("varchar", "text", "bpchar", "name", "citext", "char");

    private static final String TEXT_ELEMENTS = "text";
    private static final Map<String, String> ARRAYS =
            Map.of("varchar", TEXT_ELEMENTS, "text", TEXT_ELEMENTS, "uuid", "uuid");

    private static final List<Instant> DST_PROBES =
            List.of(Instant.parse("2026-01-01T12:00:00Z"), Instant.parse("2026-07-01T12:00:00Z"));
    private static final String ADVISORY_KEY = "CAST(CAST('x' || CAST(? AS VARCHAR) AS BIT(64)) AS BIGINT)";
    private static final String LOCK_NAME = "CONCAT('ldap-import-', ?)";
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

    /** The products that differ; any other is taken for one that keeps to the standard, as H2 does. */
    private enum Product {
        POSTGRESQL,
        MYSQL,
        SQL_SERVER,
        ORACLE,
        STANDARD;

        static Product of(String name) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.contains("postgresql")) {
                return POSTGRESQL;
            } else if (lower.contains("mariadb") || lower.contains("mysql")) {
                return MYSQL;
            } else if (lower.contains("sql server")) {
                return SQL_SERVER;
            }
            return lower.startsWith("oracle") ? ORACLE : STANDARD;
        }
    }

    private final Product product;
    private final String quote;
    private final boolean foldsToUpperCase;

    private Dialect(Product product, String quote, boolean foldsToUpperCase) {
        this.product = product;
        this.quote = quote;
        this.foldsToUpperCase = foldsToUpperCase;
    }

    /** Of a database that is not there yet. */
    public static Dialect embedded() {
        return new Dialect(Product.STANDARD, "\"", true);
    }

    public static Dialect of(DatabaseMetaData database) throws SQLException {
        return of(
                database.getDatabaseProductName(),
                database.getIdentifierQuoteString(),
                database.storesUpperCaseIdentifiers());
    }

    /**
     * @param productName as its driver gives it
     * @param quote what stands around a quoted name; null or blank where there is nothing
     * @param foldsToUpperCase whether a name without quotes means one in capitals
     */
    public static Dialect of(String productName, String quote, boolean foldsToUpperCase) {
        return new Dialect(
                Product.of(productName), quote == null || quote.isBlank() ? "" : quote.strip(), foldsToUpperCase);
    }

    /** Quotes an identifier, which was checked before and holds no quotes. */
    public String quote(String identifier) {
        return quote + identifier + quote;
    }

    /** Quotes each part of a name that may be schema.table. */
    public String quoteName(String name) {
        StringJoiner quoted = new StringJoiner(".");
        for (String part : name.split("\\.")) {
            quoted.add(quote(part));
        }
        return quoted.toString();
    }

    /** What a name means that stands in a statement without quotes. */
    String folded(String identifier) {
        if (foldsToUpperCase) {
            return identifier.toUpperCase(Locale.ROOT);
        }
        return product == Product.POSTGRESQL ? identifier.toLowerCase(Locale.ROOT) : identifier;
    }

    /** A name, perhaps schema.table, for a table that is to be made: in Oracle, all names are in capitals but those of strangers. */
    public String newName(String name) {
        return product == Product.ORACLE ? folded(name) : name;
    }

    /** A name for a column that is to be added to a table: as others would write it without quotes. */
    public String newColumn(String column, String table) {
        String last = table.substring(table.lastIndexOf('.') + 1);
        return last.equals(folded(last)) ? folded(column) : column;
    }

    /** The schemas in which a table without one is looked for, in this order; empty where there is but one. */
    List<String> searchPath(Connection connection) throws SQLException {
        List<String> path = new ArrayList<>();
        if (product != Product.POSTGRESQL) {
            if (connection.getSchema() != null) {
                path.add(connection.getSchema());
            }
            return path;
        }
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT n FROM unnest(current_schemas(false)) WITH ORDINALITY AS s (n, i) ORDER BY i");
                ResultSet schemas = select.executeQuery()) {
            while (schemas.next()) {
                path.add(schemas.getString(1));
            }
        }
        return path;
    }

    /** The most values of one IN list: Oracle takes 1000, SQL Server 2100 parameters in a statement. */
    public int maxInListSize() {
        return 1000;
    }

    /** A text expression compared byte by byte, whatever the collation. */
    public String exactly(String expression) {
        return switch (product) {
            case MYSQL -> "CAST(CONVERT(" + expression + " USING utf8mb4) AS BINARY)";
            case POSTGRESQL -> "CAST(" + expression + " AS TEXT) COLLATE \"C\"";
            // even its binary collations take no notice of blanks at the end
            case SQL_SERVER -> "CAST(CAST(" + expression + " AS NVARCHAR(4000)) AS VARBINARY(8000))";
            // of one character set, or equal texts would differ in their bytes
            case ORACLE -> "NLSSORT(CAST(" + expression + " AS NVARCHAR2(2000)), 'NLS_SORT=BINARY')";
            case STANDARD -> "CAST(CAST(" + expression + " AS VARCHAR) AS VARBINARY)";
        };
    }

    /** A text expression that can be compared with characters which its own character set may lack. */
    public String anyText(String expression) {
        return product == Product.MYSQL ? "CONVERT(" + expression + " USING utf8mb4)" : expression;
    }

    /** Whether a text has capitals, even where its collation takes them for equal; in PostgreSQL of ASCII only, in half the time. */
    public String hasCapitals(String expression) {
        String exact = exactly(expression);
        return (product == Product.POSTGRESQL ? "LOWER(" + exact + ")" : exactly("LOWER(" + expression + ")")) + " <> "
                + exact;
    }

    /** The number of bytes in a binary value. */
    public String byteLength(String expression) {
        return switch (product) {
            case SQL_SERVER -> "DATALENGTH(" + expression + ")";
            case ORACLE -> "UTL_RAW.LENGTH(" + expression + ")";
            default -> "OCTET_LENGTH(" + expression + ")";
        };
    }

    /** A truth value. SQL Server has none, and takes a number for a BIT. */
    public String truth(boolean value) {
        if (product == Product.SQL_SERVER) {
            return value ? "1" : "0";
        }
        return value ? "TRUE" : "FALSE";
    }

    /** A text, which was checked before and holds nothing that a quotation would have to hide. */
    public String text(String value) {
        return "'" + value + "'";
    }

    /** The time, for a column. */
    public String now(Column column) {
        // a DATETIME, which CURRENT_TIMESTAMP is there, would get the zone of Greenwich
        return product == Product.SQL_SERVER && column.typeName().equalsIgnoreCase("datetimeoffset")
                ? "SYSDATETIMEOFFSET()"
                : "CURRENT_TIMESTAMP";
    }

    /** Whether a value of a fixed width, padded with blanks, equals one that is bound without them. */
    boolean comparesWithoutPadding() {
        return product != Product.ORACLE;
    }

    /** Whether a column of a type of its own takes texts, as an enum does. */
    public boolean isEnum(Column column) {
        return column.typeName().toUpperCase(Locale.ROOT).startsWith("ENUM")
                || (product == Product.POSTGRESQL
                        && column.jdbcType() == Types.OTHER
                        && !column.isJson()
                        && !column.typeName().equals("uuid"));
    }

    /** Whether a column holds truth values; PostgreSQL's bits are none. */
    public boolean isTruth(Column column) {
        return column.jdbcType() == Types.BOOLEAN
                || (column.jdbcType() == Types.BIT
                        && (product != Product.POSTGRESQL || column.typeName().equalsIgnoreCase("bool")));
    }

    /** Whether a column that is true or false to its driver may hold other numbers. */
    public boolean truthIsNumber() {
        return product == Product.MYSQL;
    }

    public String keyColumnType() {
        return switch (product) {
            case MYSQL -> "BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY";
            case SQL_SERVER -> "BIGINT IDENTITY PRIMARY KEY";
            case ORACLE -> "NUMBER(19) GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY";
            case POSTGRESQL, STANDARD -> "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY";
        };
    }

    public String textColumnType(int length) {
        return switch (product) {
            // a VARCHAR holds the characters of one code page only
            case SQL_SERVER -> "NVARCHAR(" + length + ")";
            case ORACLE -> "VARCHAR2(" + length + " CHAR)";
            default -> "VARCHAR(" + length + ")";
        };
    }

    public String timestampColumnType() {
        return switch (product) {
            // a MySQL TIMESTAMP ends in 2038 and may change by itself
            case MYSQL -> "DATETIME";
            // a TIMESTAMP is no time there but a number that changes with the row
            case SQL_SERVER -> "DATETIME2";
            default -> "TIMESTAMP";
        };
    }

    /** The column type of a text without a bound. */
    public String longTextColumnType() {
        return switch (product) {
            case MYSQL -> "LONGTEXT";
            case SQL_SERVER -> "NVARCHAR(MAX)";
            case POSTGRESQL -> "TEXT";
            case ORACLE, STANDARD -> "CLOB";
        };
    }

    /** What makes a column unique that may hold NULL in many rows, after the column's type; empty where only an index does. */
    public String uniqueColumn() {
        return product == Product.SQL_SERVER ? "" : " UNIQUE";
    }

    /** The statement that makes such a column unique in a table that is there. Both names are quoted. */
    public String uniqueIndex(String index, String table, String column) {
        return "CREATE UNIQUE INDEX " + index + " ON " + table + " (" + column + ")"
                // a unique index takes one NULL only there
                + (product == Product.SQL_SERVER ? " WHERE " + column + " IS NOT NULL" : "");
    }

    /** The statement that gives a column another type. All names are quoted. */
    public String changeColumn(String table, String column, String type) {
        return "ALTER TABLE " + table
                + switch (product) {
                    case MYSQL, ORACLE -> " MODIFY " + column + " " + type;
                    case POSTGRESQL -> " ALTER COLUMN " + column + " TYPE " + type;
                    case SQL_SERVER -> " ALTER COLUMN " + column + " " + type;
                    case STANDARD -> " ALTER COLUMN " + column + " SET DATA TYPE " + type;
                };
    }

    /**
     * A column's type as this product means it, of what its driver says.
     *
     * @param type one of {@link Types}
     */
    public int jdbcType(int type, String typeName) {
        if (product == Product.POSTGRESQL && type == Types.VARCHAR && !POSTGRESQL_TEXTS.contains(typeName)) {
            // an enum
            return Types.OTHER;
        }
        boolean isZoned = type == Types.TIMESTAMP
                && (product == Product.POSTGRESQL
                        ? typeName.equals("timestamptz")
                        : product == Product.MYSQL && typeName.equals("TIMESTAMP"));
        return isZoned ? Types.TIMESTAMP_WITH_TIMEZONE : type;
    }

    /** Whether what a column holds depends on the zone of the session that writes it. */
    public boolean dependsOnSessionTimeZone(Column column) {
        return product == Product.MYSQL && column.isZoned();
    }

    /** Whether the session of such a database has the clock of a zone, in winter and in summer. */
    public boolean sessionUsesZone(Connection connection, ZoneId zone) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT CAST(FROM_UNIXTIME(?) AS CHAR(19))")) {
            for (Instant instant : DST_PROBES) {
                select.setLong(1, instant.getEpochSecond());
                try (ResultSet clock = select.executeQuery()) {
                    String local = LocalDateTime.ofInstant(instant, zone).format(CLOCK);
                    if (!clock.next() || !local.equals(clock.getString(1))) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    /** A parameter with its type where needed, so that no driver has to ask the database what a null is, or takes JSON for text. */
    public Object parameter(Column column, Object value) {
        if (value == null) {
            return new SqlParameterValue(column.jdbcType(), null);
        } else if (value instanceof String && product == Product.POSTGRESQL && !column.isText()) {
            // the server makes of it what the column is
            return new SqlParameterValue(Types.OTHER, value);
        } else if (value instanceof String text && column.isJson() && product == Product.STANDARD) {
            // a text would become a JSON string
            return text.getBytes(StandardCharsets.UTF_8);
        }
        return value;
    }

    /**
     * Of which type the elements are when many values for a column travel as one array, which costs the server and the driver a
     * fraction of many places; null where each has its own place.
     */
    public String arrayElementType(Column column) {
        String type = column.typeName().toLowerCase(Locale.ROOT);
        // compared with texts, a padded column would lose its index
        return product != Product.POSTGRESQL ? null : ARRAYS.get(type);
    }

    /**
     * Inserts rows that all have the same columns.
     *
     * @param table quoted
     * @param bound the columns whose values are bound
     * @param rows their values in this order
     * @param names the quoted names of further columns
     * @param values what they get, as SQL
     */
    public SqlBatch insert(String table, List<Column> bound, List<List<Object>> rows, String names, String values) {
        String columns = bound.stream().map(column -> quote(column.name())).collect(Collectors.joining(", "))
                + (names.isEmpty() ? "" : ", " + names);
        String rest = values.isEmpty() ? "" : ", " + values;
        String places = String.join(", ", Collections.nCopies(bound.size(), "?"));
        if (bound.stream().anyMatch(column -> arrayElementType(column) == null)) {
            return new SqlBatch(
                    "INSERT INTO " + table + " (" + columns + ") VALUES (" + places + rest + ")", rows, false);
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
                "INSERT INTO " + table + " (" + columns + ") SELECT v.*" + rest + " FROM unnest(" + typed + ") AS v",
                List.of(arrays),
                false);
    }

    /**
     * Whether an expression equals one of the values of an array, which is bound. As a query of its own the array's length is
     * unknown to the planner: one of known length makes it read a large table as a whole.
     *
     * @param elements as {@link #arrayElementType} says
     */
    public String isOneOfArray(String expression, String elements) {
        return expression + " = ANY (ARRAY(SELECT unnest(" + placeOfArray(elements) + ")))";
    }

    /** With its type: behind a pooler, the driver may be told to send texts alone (preferQueryMode=simple). */
    private static String placeOfArray(String elements) {
        return "CAST(? AS " + elements + "[])";
    }

    /** Values as one parameter. */
    public static Object array(String elements, List<Object> values) {
        Object[] array = values.stream()
                .map(value -> value instanceof SqlParameterValue typed ? typed.getValue() : value)
                .toArray(elements.equals(TEXT_ELEMENTS) ? String[]::new : Object[]::new);
        return new SqlArrayValue(elements, array);
    }

    /** What follows ORDER BY where no more rows than these are wanted. */
    public String first(int rows) {
        if (product == Product.MYSQL) {
            return "LIMIT " + rows;
        }
        return (product == Product.SQL_SERVER ? "OFFSET 0 ROWS FETCH NEXT " : "FETCH FIRST ") + rows + " ROWS ONLY";
    }

    /** A select that locks the rows it finds until the transaction ends. */
    public String selectForUpdate(String columns, String table, String where) {
        return product == Product.SQL_SERVER
                ? "SELECT " + columns + " FROM " + table + " WITH (UPDLOCK, ROWLOCK) WHERE " + where
                : "SELECT " + columns + " FROM " + table + " WHERE " + where + " FOR UPDATE";
    }

    /**
     * A select that keeps the rows it finds from being changed until the transaction ends, and lets others do the same at once
     * where the database has locks that are shared; H2 and Oracle have none on rows.
     */
    public String selectForShare(String columns, String table, String where) {
        String select = "SELECT " + columns + " FROM " + table;
        return switch (product) {
            case POSTGRESQL -> select + " WHERE " + where + " FOR SHARE";
            // MariaDB does not know FOR SHARE
            case MYSQL -> select + " WHERE " + where + " LOCK IN SHARE MODE";
            case SQL_SERVER -> select + " WITH (REPEATABLEREAD, ROWLOCK) WHERE " + where;
            case ORACLE, STANDARD -> selectForUpdate(columns, table, where);
        };
    }

    /** A select that locks the rows it finds, but rows that somebody else has locked are left out instead of waited for. */
    public String selectUnlocked(String columns, String table, String where) {
        return product == Product.SQL_SERVER
                ? "SELECT " + columns + " FROM " + table + " WITH (UPDLOCK, ROWLOCK, READPAST) WHERE " + where
                : "SELECT " + columns + " FROM " + table + " WHERE " + where + " FOR UPDATE SKIP LOCKED";
    }

    /** Lets the server end a session that has said nothing for so long, so that what it locked is free; empty where it cannot. */
    public String endIdleSessionAfter(int seconds) {
        return switch (product) {
            case MYSQL -> "SET SESSION wait_timeout = " + seconds;
            case POSTGRESQL -> "SET idle_in_transaction_session_timeout = '" + seconds + "s'";
            default -> "";
        };
    }

    /** Whether several transactions can keep one row from being changed at the same time. */
    public boolean sharesRowLocks() {
        return product == Product.POSTGRESQL || product == Product.MYSQL || product == Product.SQL_SERVER;
    }

    /**
     * A query that takes a lock which the database keeps under a key, 16 hex digits, and answers with 1 where it could; nobody is
     * waited for. PostgreSQL's and SQL Server's end with the transaction, which a pooler leaves on one connection. Empty where
     * the database has none, or as in Oracle not without a grant.
     */
    public String takeNamedLock() {
        return switch (product) {
            case POSTGRESQL -> "SELECT CASE WHEN pg_try_advisory_xact_lock(" + ADVISORY_KEY + ") THEN 1 ELSE 0 END";
            case MYSQL -> "SELECT GET_LOCK(" + LOCK_NAME + ", 0)";
            case SQL_SERVER ->
                "SET NOCOUNT ON; DECLARE @key NVARCHAR(64) = ?, @taken INT; EXEC @taken = sp_getapplock"
                        + " @Resource = @key, @LockMode = 'Exclusive', @LockOwner = 'Transaction', @LockTimeout = 0;"
                        + " SELECT CASE WHEN @taken >= 0 THEN 1 ELSE 0 END";
            case ORACLE, STANDARD -> "";
        };
    }

    /** A query for a session that has taken that lock, which answers with 1 where it still has it. */
    public String hasNamedLock() {
        // taken once more, it would have to be released twice
        return product == Product.MYSQL ? "SELECT IS_USED_LOCK(" + LOCK_NAME + ") = CONNECTION_ID()" : takeNamedLock();
    }

    /** What releases that lock where it outlives the transaction; empty where it does not. */
    public String releaseNamedLock() {
        return product == Product.MYSQL ? "SELECT RELEASE_LOCK(" + LOCK_NAME + ")" : "";
    }

    /** A query for who has that lock, in words, as far as the account may know; empty where it may not at all. */
    public String namedLockHolder() {
        return switch (product) {
            case POSTGRESQL ->
                "SELECT CONCAT('session ', l.pid, ' of account ', a.usename, ' (', a.application_name, ')')"
                        + " FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid WHERE l.locktype = 'advisory'"
                        + " AND l.granted AND l.objsubid = 1 AND a.datname = current_database()"
                        + " AND lpad(to_hex(CAST(l.classid AS BIGINT)), 8, '0')"
                        + " || lpad(to_hex(CAST(l.objid AS BIGINT)), 8, '0') = ?";
            case MYSQL ->
                "SELECT CONCAT('session ', l.id, COALESCE(CONCAT(' of account ', p.user, ' at ', p.host), ''))"
                        + " FROM (SELECT IS_USED_LOCK(" + LOCK_NAME + ") AS id) l"
                        + " LEFT JOIN information_schema.processlist p ON p.id = l.id";
            default -> "";
        };
    }

    /** A query that gives the session a name for others to see, as long as its transaction lasts; empty where it has none. */
    public String nameSession() {
        return product == Product.POSTGRESQL ? "SELECT set_config('application_name', ?, true)" : "";
    }

    /** Whether many rows may have NULL in a unique column. */
    public boolean nullsAreDistinct() {
        // to Oracle they are in a key of one column only
        return product != Product.SQL_SERVER && product != Product.ORACLE;
    }

    /** A value to compare a column with, so that the column's own comparison counts; PostgreSQL would compare a citext as a text. */
    public Object compared(Column column, Object value) {
        return value instanceof String && product == Product.POSTGRESQL
                ? new SqlParameterValue(Types.OTHER, value)
                : parameter(column, value);
    }
}
