package io.github.ldapimport.dialect;

import io.github.ldapimport.sql.DatabaseProduct;
import io.github.ldapimport.sql.SqlBatch;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.SqlParameterValue;

/**
 * The SQL of a database product, and what its types mean. Here stands what most products do; what one of them does otherwise
 * stands in its class. How a session is set up {@link DatabaseProduct} knows, what an error code means DatabaseFailures.
 */
public abstract sealed class Dialect
        permits StandardDialect, PostgreSqlDialect, MySqlDialect, SqlServerDialect, OracleDialect {
    private final String quote;
    private final boolean foldsToUpperCase;

    /**
     * @param quote what stands around a quoted name; may be empty
     * @param foldsToUpperCase whether a name without quotes means one in capitals
     */
    Dialect(String quote, boolean foldsToUpperCase) {
        this.quote = quote;
        this.foldsToUpperCase = foldsToUpperCase;
    }

    /** Of a database that is not there yet. */
    public static Dialect embedded() {
        return new StandardDialect("\"", true, true);
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
        String quotes = quote == null || quote.isBlank() ? "" : quote.strip();
        return switch (DatabaseProduct.named(productName)) {
            case POSTGRESQL -> new PostgreSqlDialect(quotes, foldsToUpperCase);
            case MYSQL -> new MySqlDialect(quotes, foldsToUpperCase);
            case SQL_SERVER -> new SqlServerDialect(quotes, foldsToUpperCase);
            case ORACLE -> new OracleDialect(quotes, foldsToUpperCase);
            case H2 -> new StandardDialect(quotes, foldsToUpperCase, true);
            case OTHER -> new StandardDialect(quotes, foldsToUpperCase, false);
        };
    }

    /** Quotes an identifier, which was checked before and holds no quotes. */
    public final String quote(String identifier) {
        return quote + identifier + quote;
    }

    /** Quotes each part of a name that may be schema.table. */
    public final String quoteName(String name) {
        StringJoiner quoted = new StringJoiner(".");
        for (String part : name.split("\\.")) {
            quoted.add(quote(part));
        }
        return quoted.toString();
    }

    /** What a name means that stands in a statement without quotes. */
    public String folded(String identifier) {
        return foldsToUpperCase ? identifier.toUpperCase(Locale.ROOT) : identifier;
    }

    /** A name, perhaps schema.table, for a table that is to be made. */
    public String newName(String name) {
        return name;
    }

    /** A name for a column that is to be added to a table: as others would write it without quotes. */
    public final String newColumn(String column, String table) {
        String last = table.substring(table.lastIndexOf('.') + 1);
        return last.equals(folded(last)) ? folded(column) : column;
    }

    /** The schemas in which a table without one is looked for, in this order; empty where there is but one. */
    List<String> searchPath(Connection connection) throws SQLException {
        return connection.getSchema() == null ? List.of() : List.of(connection.getSchema());
    }

    /** The most values of one IN list: Oracle takes 1000, SQL Server 2100 parameters in a statement. */
    public final int maxInListSize() {
        return 1000;
    }

    /** A text expression compared byte by byte, whatever the collation. */
    public abstract String binaryComparable(String expression);

    /**
     * A text that is equal for texts which a column with the product's usual collation takes for one. The collation of a column is
     * not known here: one that tells more apart has fewer that are equal.
     */
    public Object folded(Column column, Object value) {
        return TextFolding.byType(column, value);
    }

    /** A text expression that can be compared with characters which its own character set may lack. */
    public String anyText(String expression) {
        return expression;
    }

    /** Whether a text has capitals, even where its collation takes them for equal. */
    public String hasCapitals(String expression) {
        return binaryComparable("LOWER(" + expression + ")") + " <> " + binaryComparable(expression);
    }

    /** The number of bytes in a binary value. */
    public String byteLength(String expression) {
        return "OCTET_LENGTH(" + expression + ")";
    }

    /** Whether the database fills columns of that type itself and its catalogue says nothing of it. */
    public boolean isRowVersion(String typeName) {
        return false;
    }

    /** The statement that counts the triggers of a table, whose name is bound; none where the database does not say it so. */
    public Optional<String> countTriggers() {
        return Optional.of("SELECT COUNT(*) FROM information_schema.triggers WHERE event_object_table = ?");
    }

    /** Whether an empty text is NULL to the database. */
    public boolean emptyTextIsNull() {
        return false;
    }

    /** A truth value. */
    public String truth(boolean value) {
        return value ? "TRUE" : "FALSE";
    }

    /** A text, which was checked before and holds nothing that a quotation would have to hide. */
    public final String text(String value) {
        return "'" + value + "'";
    }

    /** The time, for a column. */
    public String now(Column column) {
        return "CURRENT_TIMESTAMP";
    }

    /** Whether a value of a fixed width, padded with blanks, equals one that is bound without them. */
    boolean comparesWithoutPadding() {
        return true;
    }

    /** What the catalogue says of the texts that columns take, by column; of others {@link TextRules#NONE} is true. */
    public Map<String, TextRules> texts(Connection connection, FoundTable table) throws SQLException {
        return Map.of();
    }

    /** The query for identities that take no other value, which no driver tells; schema and table are bound. */
    public Optional<String> alwaysGenerated() {
        return Optional.empty();
    }

    /** Whether a column holds truth values. */
    public boolean isTruth(Column column) {
        return column.jdbcType() == Types.BOOLEAN || column.jdbcType() == Types.BIT;
    }

    /** Whether a column that is true or false to its driver may hold other numbers. */
    public boolean truthIsNumber() {
        return false;
    }

    public String keyColumnType() {
        return "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY";
    }

    public String textColumnType(int length) {
        return "VARCHAR(" + length + ")";
    }

    public String timestampColumnType() {
        return "TIMESTAMP";
    }

    /** The column type of a text without a bound. */
    public String longTextColumnType() {
        return "CLOB";
    }

    /** The column type of a text that is kept in its row. */
    public String rowTextColumnType() {
        return longTextColumnType();
    }

    /** What makes a column unique that may hold NULL in many rows, after the column's type; empty where only an index does. */
    public String uniqueColumn() {
        return " UNIQUE";
    }

    /** The statement that makes such a column unique in a table that is there. Both names are quoted. */
    public String uniqueIndex(String index, String table, String column) {
        return "CREATE UNIQUE INDEX " + index + " ON " + table + " (" + column + ")";
    }

    /** The statement that gives a column another type. All names are quoted. */
    public abstract String changeColumn(String table, String column, String type);

    /**
     * A column's type as this product means it, of what its driver says.
     *
     * @param type one of {@link Types}
     */
    public int jdbcType(int type, String typeName) {
        return type;
    }

    /** Whether what a column holds depends on the zone of the session that writes it. */
    public boolean dependsOnSessionTimeZone(Column column) {
        return false;
    }

    /** Whether the session has the clock of a zone, in winter and in summer; true where no column depends on it. */
    public boolean sessionUsesZone(Connection connection, ZoneId zone) throws SQLException {
        return true;
    }

    /** A parameter with its type where needed, so that no driver has to ask the database what a null is, or takes JSON for text. */
    public Object parameter(Column column, Object value) {
        return value == null ? new SqlParameterValue(column.jdbcType(), null) : value;
    }

    /** A value to compare a column with, so that the column's own comparison counts. */
    public Object compared(Column column, Object value) {
        return parameter(column, value);
    }

    /**
     * Whether a column's value is one of many that travel as one array, which costs the server and the driver a fraction of many
     * places; empty where each has its own place.
     *
     * @param expression the column in the statement
     */
    public Optional<Condition> isOneOf(Column column, String expression, List<Object> values) {
        return Optional.empty();
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
        String places = String.join(", ", Collections.nCopies(bound.size(), "?"));
        return new SqlBatch(
                insertInto(table, bound, names) + " VALUES (" + places + (values.isEmpty() ? "" : ", " + values) + ")",
                rows,
                false);
    }

    final String insertInto(String table, List<Column> bound, String names) {
        String columns = bound.stream().map(column -> quote(column.name())).collect(Collectors.joining(", "));
        return "INSERT INTO " + table + " (" + columns + (names.isEmpty() ? "" : ", " + names) + ")";
    }

    /** What follows ORDER BY where no more rows than these are wanted. */
    public String limitClause(int rows) {
        return "FETCH FIRST " + rows + " ROWS ONLY";
    }

    /** A select that locks the rows it finds until the transaction ends. */
    public String selectForUpdate(String columns, String table, String where) {
        return select(columns, table) + " WHERE " + where + " FOR UPDATE";
    }

    /** A select that keeps the rows it finds from being changed, together with others where locks on rows can be shared. */
    public String selectForShare(String columns, String table, String where) {
        return selectForUpdate(columns, table, where);
    }

    /** A select that locks the rows it finds, but rows that somebody else has locked are left out instead of waited for. */
    public String selectUnlocked(String columns, String table, String where) {
        return selectForUpdate(columns, table, where) + " SKIP LOCKED";
    }

    static String select(String columns, String table) {
        return "SELECT " + columns + " FROM " + table;
    }

    /** Whether several transactions can keep one row from being changed at the same time. */
    public boolean sharesRowLocks() {
        return false;
    }

    /** Lets the server end a session that has said nothing for so long, so that what it locked is free; empty where it cannot. */
    public String endIdleSessionAfter(int seconds) {
        return "";
    }

    /**
     * A query that takes a lock which the database keeps under a key, 16 hex digits, and answers with 1 where it could; nobody is
     * waited for. PostgreSQL's and SQL Server's end with the transaction, which a pooler leaves on one connection. Empty where
     * the database has none, or as in Oracle not without a grant.
     */
    public String takeNamedLock() {
        return "";
    }

    /** A query for a session that has taken that lock, which answers with 1 where it still has it. */
    public String hasNamedLock() {
        return takeNamedLock();
    }

    /** What releases that lock where it outlives the transaction; empty where it does not. */
    public String releaseNamedLock() {
        return "";
    }

    /** A query for who has that lock, in words, as far as the account may know; empty where it may not at all. */
    public String namedLockHolder() {
        return "";
    }

    /** A query that gives the session a name for others to see, as long as its transaction lasts; empty where it has none. */
    public String nameSession() {
        return "";
    }

    /** Whether many rows may have NULL in a unique column. */
    public boolean nullsAreDistinct() {
        return true;
    }
}
