package io.github.ldapimport.dialect;

/**
 * A condition with all that it binds.
 *
 * @param sql with one {@code ?}
 * @param parameter what is bound there
 */
public record Condition(String sql, Object parameter) {
    /** Without the value: it belongs in no log. */
    @Override
    public String toString() {
        return sql;
    }
}
