package io.github.ldapimport.model;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a run must lead to.
 *
 * @param rows all rows after it
 * @param counts fields of the summary
 * @param failed the DNs of the users who failed
 * @param restoredInVain rows whose values were written, and which the database would not restore
 * @param isOpen whether a limit on values ended the run, so that the counts depend on how far it had read
 * @param missing the rows that were deleted because nobody is in the directory any more
 */
record Expectation(
        String status,
        List<Row> rows,
        Map<String, Long> counts,
        Set<String> failed,
        List<Row> missing,
        long restoredInVain,
        boolean isOpen) {
    long count(String name) {
        return counts.getOrDefault(name, 0L);
    }
}
