package io.github.ldapimport.dialect;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;

/** Standard SQL, as H2 has it; any product without a class of its own is taken for one that keeps to it. */
final class StandardDialect extends Dialect {
    static final String IDENTITIES_ALWAYS_GENERATED = "SELECT COLUMN_NAME FROM INFORMATION_SCHEMA.COLUMNS"
            + " WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? AND IDENTITY_GENERATION = 'ALWAYS'";

    private final boolean isH2;

    StandardDialect(String quote, boolean foldsToUpperCase, boolean isH2) {
        super(quote, foldsToUpperCase);
        this.isH2 = isH2;
    }

    @Override
    public Map<String, TextRules> texts(Connection connection, FoundTable table) throws SQLException {
        return isH2
                ? TextRules.read(
                        connection,
                        table,
                        "SELECT c.COLUMN_NAME, v.VALUE_NAME FROM INFORMATION_SCHEMA.COLUMNS c"
                                + " JOIN INFORMATION_SCHEMA.ENUM_VALUES v ON v.OBJECT_SCHEMA = c.TABLE_SCHEMA"
                                + " AND v.OBJECT_NAME = c.TABLE_NAME AND v.OBJECT_TYPE = 'TABLE'"
                                + " AND v.ENUM_IDENTIFIER = c.DTD_IDENTIFIER"
                                + " WHERE c.TABLE_SCHEMA = ? AND c.TABLE_NAME = ? ORDER BY c.COLUMN_NAME, v.VALUE_ORDINAL",
                        TextRules.NONE)
                : Map.of();
    }

    /** H2 keeps a CLOB of more than 256 characters apart from its row, at some cost. */
    @Override
    public String rowTextColumnType() {
        return isH2 ? "VARCHAR" : longTextColumnType();
    }

    @Override
    public Optional<String> alwaysGenerated() {
        return isH2 ? Optional.of(IDENTITIES_ALWAYS_GENERATED) : Optional.empty();
    }

    @Override
    public String binaryComparable(String expression) {
        return "CAST(CAST(" + expression + " AS VARCHAR) AS VARBINARY)";
    }

    /** H2 refuses NULL before a trigger could fill it. */
    @Override
    public Optional<String> countTriggers() {
        return Optional.empty();
    }

    @Override
    public String changeColumn(String table, String column, String type) {
        return "ALTER TABLE " + table + " ALTER COLUMN " + column + " SET DATA TYPE " + type;
    }

    @Override
    public Object parameter(Column column, Object value) {
        // a text would become a JSON string
        return value instanceof String text && column.isJson()
                ? text.getBytes(StandardCharsets.UTF_8)
                : super.parameter(column, value);
    }
}
