package io.github.ldapimport.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Asks the database of a run. A statement takes part in the current transaction, if there is one. */
@FunctionalInterface
public interface Statements {
    /**
     * Executes a statement that reads.
     *
     * @return its rows, each by the labels of its columns
     * @throws RuntimeException what the database or the driver said; {@link DatabaseFailures} tells the kinds apart
     */
    List<Map<String, Object>> rows(SqlStatement statement);

    /** The rows of several statements. */
    default List<Map<String, Object>> rows(List<SqlStatement> statements) {
        if (statements.size() == 1) {
            return rows(statements.get(0));
        }
        List<Map<String, Object>> all = new ArrayList<>();
        statements.forEach(statement -> all.addAll(rows(statement)));
        return all;
    }

    /**
     * Looks rows up by values, in halves where the database refuses the statement, down to the one value that it cannot compare: a
     * letter that its encoding lacks, a NUL character, or what an enum does not have.
     *
     * @throws RuntimeException where the database is lost, locked or read-only
     */
    default <T> void look(Lookup<T> lookup) {
        List<Map<String, Object>> found;
        try {
            found = rows(lookup.statement());
        } catch (RuntimeException e) {
            if (DatabaseFailures.isLocked(e) || DatabaseFailures.isReadOnly(e) || DatabaseFailures.isLost(e)) {
                throw e;
            } else if (lookup.isDivisible()) {
                lookup.halves().forEach(this::look);
            } else {
                lookup.refuse(DatabaseFailures.words(e));
            }
            return;
        }
        lookup.found(found);
    }
}
