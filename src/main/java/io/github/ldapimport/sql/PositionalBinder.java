package io.github.ldapimport.sql;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.component.sql.SqlPrepareStatementStrategy;
import org.springframework.jdbc.core.SqlTypeValue;
import org.springframework.jdbc.core.StatementCreatorUtils;

/**
 * Binds the values of a {@link SqlStatement} or a {@link SqlBatch}, lists in the order of the places, for {@code sql:}. The
 * component's own way looks for named parameters in the text again for each row, and has the driver ask the server how many
 * places there are before each statement.
 */
public final class PositionalBinder implements SqlPrepareStatementStrategy {
    @Override
    public String prepareQuery(String query, boolean allowNamedParameters, Exchange exchange) {
        return query;
    }

    @Override
    public Iterator<?> createPopulateIterator(
            String query, String preparedQuery, int expectedParameters, Exchange exchange, Object values) {
        return ((List<?>) values).iterator();
    }

    /** Sets all of the values; the database says so where the statement has fewer places, or more. */
    @Override
    public void populateStatement(PreparedStatement statement, Iterator<?> values, int expectedParameters)
            throws SQLException {
        for (int place = 1; values.hasNext(); place++) {
            Object value = values.next();
            if (value instanceof String text) {
                // as below, but without a word to a log: hashes of passwords are texts
                statement.setString(place, text);
            } else {
                StatementCreatorUtils.setParameterValue(statement, place, SqlTypeValue.TYPE_UNKNOWN, value);
            }
        }
    }
}
