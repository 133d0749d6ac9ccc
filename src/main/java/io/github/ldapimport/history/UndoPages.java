package io.github.ldapimport.history;

import io.github.ldapimport.changes.ChangeTable;
import io.github.ldapimport.changes.KeptChange;
import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.sql.Statements;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * The changes of a run in pages, so that memory stays flat: first what was soft-deleted or restored at the end of the run, then the values
 * that were written before, each last first.
 */
final class UndoPages implements Iterator<List<KeptChange>> {
    private final ImportRun run;
    private final Statements database;
    private boolean ofValues;
    private String before;
    private List<KeptChange> next;

    UndoPages(ImportRun run, Statements database) {
        this.run = run;
        this.database = database;
    }

    @Override
    public boolean hasNext() {
        while (next == null && !run.isToStop()) {
            List<KeptChange> found = ChangeTable.found(database.rows(ChangeTable.toUndo(
                    run.table().dialect(),
                    run.providerName(),
                    run.undone().get().runId(),
                    ofValues,
                    before)));
            if (!found.isEmpty()) {
                next = withoutRepeated(found);
                before = next.get(next.size() - 1).id();
            } else if (ofValues) {
                return false;
            } else {
                ofValues = true;
                before = null;
            }
        }
        return next != null;
    }

    /** As many as have each user once: what else the run did to a row is compared when that is set back. */
    private static List<KeptChange> withoutRepeated(List<KeptChange> changes) {
        Set<String> guids = new HashSet<>();
        for (int i = 0; i < changes.size(); i++) {
            if (!guids.add(changes.get(i).guid())) {
                return changes.subList(0, i);
            }
        }
        return changes;
    }

    @Override
    public List<KeptChange> next() {
        if (!hasNext()) {
            throw new NoSuchElementException("all changes were read");
        }
        List<KeptChange> page = next;
        next = null;
        return page;
    }
}
