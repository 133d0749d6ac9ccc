package io.github.ldapimport.table;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.util.ObjectHelper;

/**
 * Rows of a page that one statement writes. It goes to {@code sql:} as one batch, and where that fails row by row.
 *
 * @param sql the statement, {@code ?} for each parameter
 * @param parameters a list for each row
 * @param users whose rows they are, in the same order
 * @param update whether each statement must change exactly one row, because that row was looked up before
 */
public record Batch(String sql, List<List<Object>> parameters, List<UserPlan> users, boolean update) {
    /** The same rows as batches of one. */
    public List<Batch> singly() {
        List<Batch> singles = new ArrayList<>(users.size());
        for (int i = 0; i < users.size(); i++) {
            singles.add(new Batch(sql, List.of(parameters.get(i)), List.of(users.get(i)), update));
        }
        return singles;
    }

    /**
     * Notes that the rows were written.
     *
     * @param updateCount rows changed, as the driver says; where it does not say (a negative number), each row is looked up again
     * @throws IllegalStateException when rows that were looked up are no longer as they were
     */
    public void written(Integer updateCount) {
        if (update && !ObjectHelper.equal(updateCount, users.size())) {
            throw new IllegalStateException(
                    "the row was changed or removed by somebody else meanwhile; the next run looks again");
        }
        users.forEach(UserPlan::written);
    }

    /** Notes that the only row was refused. */
    public void refused(Exception failure) {
        users.get(0).refuse(DatabaseFailures.words(failure));
    }
}
