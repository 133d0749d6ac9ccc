package io.github.ldapimport.sql;

import java.util.List;
import org.apache.camel.util.ObjectHelper;

/**
 * Rows that one statement writes, for {@code sql:} as a batch.
 *
 * @param sql the statement, {@code ?} for each parameter
 * @param parameters a list for each time that it is executed
 * @param rows how many rows they write in all
 * @param update whether these rows were looked up before, so that a driver has to say that it wrote each
 */
public record SqlBatch(String sql, List<List<Object>> parameters, int rows, boolean update) {
    /** Why a row that was looked up is not found any more. */
    public static final String NOT_FOUND =
            "the row was changed or removed by another program since it was looked up, or"
                    + " row-level security hides it from the account; the next run looks again";

    private static final String NOT_WRITTEN =
            "the database reports no error, but did not write the row: another program"
                    + " changed or removed it since it was looked up, or a trigger, a rule or row-level security of the table"
                    + " keeps the account from writing it; the next run tries again: if it fails, too, let an administrator of"
                    + " the database look for one of these";

    public SqlBatch {
        parameters = Values.of(parameters);
    }

    /** A row for each list of parameters. */
    public SqlBatch(String sql, List<List<Object>> parameters, boolean update) {
        this(sql, parameters, parameters.size(), update);
    }

    /** Camel asks for it each time that an expression looks into the batch: that of thousands of values would cost too much. */
    @Override
    public int hashCode() {
        return sql.hashCode();
    }

    /**
     * Refuses to go on where rows are no longer as they were looked up, or new ones were left out without an error.
     *
     * @param updateCount rows changed, as the driver says; where it does not say (a negative number), rows that were looked up are
     *     refused, and new ones pass: a driver that sends them together does not count them
     */
    public void requireWritten(Integer updateCount) {
        boolean isUnknown = updateCount == null || updateCount < 0;
        if (isUnknown ? update : !ObjectHelper.equal(updateCount, rows)) {
            throw new IllegalStateException(NOT_WRITTEN);
        }
    }

    /** Without the values: among them are hashes of passwords. */
    @Override
    public String toString() {
        return sql + " with the values of " + rows + " rows";
    }
}
