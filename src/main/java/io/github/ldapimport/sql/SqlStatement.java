package io.github.ldapimport.sql;

import java.util.List;

/**
 * A statement with bound parameters, for {@code sql:}.
 *
 * @param sql the text, {@code ?} for each parameter
 * @param parameters the values in order
 */
public record SqlStatement(String sql, List<Object> parameters) {
    public SqlStatement {
        parameters = Values.of(parameters);
    }

    /** Camel asks for it each time that an expression looks into the statement: that of thousands of values would cost too much. */
    @Override
    public int hashCode() {
        return sql.hashCode();
    }

    /** Without the values: among them are hashes of passwords. */
    @Override
    public String toString() {
        return sql + " with " + parameters.size() + " values";
    }
}
