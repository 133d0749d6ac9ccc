package io.github.ldapimport.dialect;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Standard SQL, as H2 has it; any product without a class of its own is taken for one that keeps to it. */
final class StandardDialect extends Dialect {
    StandardDialect(String quote, boolean foldsToUpperCase) {
        super(quote, foldsToUpperCase);
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
