package io.github.ldapimport.table;

import io.github.ldapimport.dialect.Column;
import io.github.ldapimport.dialect.Dialect;
import io.github.ldapimport.dialect.FoundTable;
import io.github.ldapimport.dialect.TextRules;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The columns of a table as the database describes them. */
public final class FoundColumns {
    private FoundColumns() {}

    /**
     * All columns, by their names without regard to case; of two that differ in case only, the first.
     *
     * @throws SQLException when the account may not read the table
     */
    public static Map<String, Column> of(Connection connection, Dialect dialect, FoundTable found) throws SQLException {
        Map<String, Column> columns = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        Map<String, TextRules> texts = dialect.texts(connection, found);
        try (java.sql.Statement statement = connection.createStatement();
                ResultSet none =
                        statement.executeQuery("SELECT * FROM " + dialect.quoteName(found.name()) + " WHERE 1 = 0")) {
            ResultSetMetaData metaData = none.getMetaData();
            for (int i = 1; i <= metaData.getColumnCount(); i++) {
                columns.putIfAbsent(metaData.getColumnName(i), column(metaData, i, dialect, texts));
            }
        }
        return columns;
    }

    /** The columns in which a new row must be given a value: they take no NULL, and the database has no default for them. */
    public static Set<String> required(Connection connection, FoundTable found, Dialect dialect) throws SQLException {
        return RequiredColumns.notFilled(connection, found, dialect);
    }

    /** @param position of the column, from 1 */
    static Column column(ResultSetMetaData metaData, int position, Dialect dialect, Map<String, TextRules> texts)
            throws SQLException {
        String name = metaData.getColumnName(position);
        TextRules rules = texts.getOrDefault(name, TextRules.NONE);
        String typeName = metaData.getColumnTypeName(position);
        return new Column(
                name,
                dialect.jdbcType(metaData.getColumnType(position), typeName),
                rules.typeName().isEmpty() ? typeName : rules.typeName(),
                metaData.isNullable(position) != ResultSetMetaData.columnNoNulls,
                metaData.getPrecision(position),
                metaData.getScale(position),
                dialect.emptyTextIsNull(),
                rules);
    }
}
