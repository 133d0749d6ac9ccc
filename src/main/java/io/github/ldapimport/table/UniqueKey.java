package io.github.ldapimport.table;

import io.github.ldapimport.dialect.Column;
import io.github.ldapimport.dialect.Dialect;
import io.github.ldapimport.dialect.FoundTable;
import io.github.ldapimport.dialect.TextFolding;
import io.github.ldapimport.ldap.Entry;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the database lets one row have only: a column, several together, or lower(column), perhaps among some rows only.
 *
 * @param columns as the table has them
 * @param function lower or upper, which is applied to the only column, or an empty text
 * @param condition of the rows among which it is unique, as the database writes it; empty for all rows
 * @param foldings by column, which texts are one to the database; none of a column about which it was not asked
 */
public record UniqueKey(List<Column> columns, String function, String condition, Map<String, TextFolding> foldings) {
    // PostgreSQL's words for an index on lower(email): lower((email)::text), or lower(email) where that is a text
    private static final Pattern FUNCTION =
            Pattern.compile("(lower|upper)\\(\\(?(\"[^\"]+\"|\\w+)\\)?(?:::(?:text|character varying))?\\)");

    public UniqueKey(List<Column> columns, String function, String condition) {
        this(columns, function, condition, Map.of());
    }

    /** An index as the driver tells it, a part a row. */
    private static final class Index {
        private final List<String> parts = new ArrayList<>();
        private String condition = "";
    }

    /**
     * The keys of a table that this knows how to look up. Others, such as those on an expression of another kind, show when the
     * database refuses a row.
     */
    static List<UniqueKey> of(Connection connection, FoundTable table, Map<String, Column> columns)
            throws SQLException {
        if (table.isView()) {
            return List.of();
        }
        Map<String, Index> indexes = new LinkedHashMap<>();
        // not counted exactly, which Oracle would do by an analysis of the table
        try (ResultSet rows =
                connection.getMetaData().getIndexInfo(table.catalog(), table.schema(), table.table(), true, true)) {
            while (rows.next()) {
                if (rows.getShort("TYPE") != DatabaseMetaData.tableIndexStatistic && !rows.getBoolean("NON_UNIQUE")) {
                    Index index = indexes.computeIfAbsent(rows.getString("INDEX_NAME"), any -> new Index());
                    String condition = rows.getString("FILTER_CONDITION");
                    index.condition = condition == null ? "" : condition;
                    index.parts.add(rows.getString("COLUMN_NAME"));
                }
            }
        }
        List<UniqueKey> keys = new ArrayList<>();
        indexes.values().forEach(index -> {
            UniqueKey key = of(index, columns);
            if (key != null) {
                keys.add(key);
            }
        });
        return List.copyOf(keys);
    }

    private static UniqueKey of(Index index, Map<String, Column> columns) {
        List<Column> its = new ArrayList<>();
        for (String part : index.parts) {
            Column column = part == null ? null : columns.get(unquoted(part));
            if (column == null) {
                Matcher function = part == null ? null : FUNCTION.matcher(part);
                column = function != null && index.parts.size() == 1 && function.matches()
                        ? columns.get(unquoted(function.group(2)))
                        : null;
                return column == null || !column.isText()
                        ? null
                        : new UniqueKey(List.of(column), function.group(1), index.condition);
            }
            // what can be unique can be compared, whatever its type
            its.add(column);
        }
        return new UniqueKey(List.copyOf(its), "", index.condition);
    }

    private static String unquoted(String name) {
        return name.length() > 2 && name.startsWith("\"") && name.endsWith("\"")
                ? name.substring(1, name.length() - 1)
                : name;
    }

    /** The same key, with the database's word on which texts are one to each column; without where it says nothing. */
    UniqueKey asked(Connection connection, FoundTable table, Dialect dialect) {
        Map<String, TextFolding> answers = new HashMap<>();
        for (Column column : columns) {
            if (column.isText() && !column.texts().isClosed()) {
                try {
                    answers.put(
                            column.name(),
                            TextFolding.ask(
                                    connection,
                                    dialect.quoteName(table.name()),
                                    dialect.quote(column.name()),
                                    function));
                } catch (SQLException e) {
                    // what is usual for the product is taken for true then
                    answers.remove(column.name());
                }
            }
        }
        return new UniqueKey(columns, function, condition, Map.copyOf(answers));
    }

    /** The value of a column of the key, in a form that is equal for values which are one to the database, as far as that is known. */
    public Object folded(Column column, Object value, Dialect dialect) {
        TextFolding folding = foldings.get(column.name());
        return folding == null
                ? dialect.folded(column, column.canonical(applied(value)))
                : folding.fold(column.canonical(value));
    }

    /** What the key makes of a value of its only column. */
    public Object applied(Object value) {
        if (value instanceof String text && !function.isEmpty()) {
            return function.equals("lower") ? text.toLowerCase(Locale.ROOT) : text.toUpperCase(Locale.ROOT);
        }
        return value;
    }

    public boolean has(String column) {
        return columns.stream().anyMatch(its -> its.name().equalsIgnoreCase(column));
    }

    /** Whether a row that is found to hold a value keeps others from having it, whatever else is in the rows. */
    public boolean isForAllRows() {
        return condition.isEmpty();
    }

    /** For a message: the columns with some values. */
    public String described(List<Object> values) {
        StringJoiner described = new StringJoiner(", ");
        for (int i = 0; i < columns.size(); i++) {
            described.add(columns.get(i).name() + " = " + Entry.shown(values.get(i)));
        }
        return described.toString();
    }
}
