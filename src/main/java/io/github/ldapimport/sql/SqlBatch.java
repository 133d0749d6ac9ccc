package io.github.ldapimport.sql;

import java.util.List;
import org.apache.camel.util.ObjectHelper;

/**
 * Rows that one statement writes, for {@code sql:} as a batch.
 *
 * @param sql the statement, {@code ?} for each parameter
 * @param parameters a list for each row
 * @param update whether each of them must change exactly one row, because that row was looked up before
 */
public record SqlBatch(String sql, List<List<Object>> parameters, boolean update) {
    public SqlBatch {
        parameters = Values.of(parameters);
    }

    /** Camel asks for it each time that an expression looks into the batch: that of thousands of values would cost too much. */
    @Override
    public int hashCode() {
        return sql.hashCode();
    }

    /**
     * Refuses to go on where rows are no longer as they were looked up.
     *
     * @param updateCount rows changed, as the driver says; where it does not say (a negative number), the rows are refused, too
     */
    public void requireWritten(Integer updateCount) {
        if (update && !ObjectHelper.equal(updateCount, parameters.size())) {
            throw new IllegalStateException(
                    "the row was changed or removed by somebody else meanwhile; the next run looks again");
        }
    }

    /** Without the values: among them are hashes of passwords. */
    @Override
    public String toString() {
        return sql + " with the values of " + parameters.size() + " rows";
    }
}
