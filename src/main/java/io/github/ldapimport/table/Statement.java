package io.github.ldapimport.table;

import java.util.List;

/**
 * A statement with bound parameters, for {@code sql:}.
 *
 * @param sql the text, {@code ?} for each parameter
 * @param parameters the values in order
 */
public record Statement(String sql, List<Object> parameters) {}
