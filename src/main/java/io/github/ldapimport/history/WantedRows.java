package io.github.ldapimport.history;

import io.github.ldapimport.changes.ChangeKind;
import io.github.ldapimport.changes.ChangeTable;
import io.github.ldapimport.changes.KeptChange;
import io.github.ldapimport.dialect.Dialect;
import io.github.ldapimport.sql.Statements;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/** What a refused run wanted to do, row by row, read in pieces. */
final class WantedRows implements Iterator<WantedRows.Wanted> {
    /**
     * A row and what was to be done with it.
     *
     * @param kind empty for one that only a later release knows
     */
    record Wanted(Optional<ChangeKind> kind, KeptChange change) {}

    private final Dialect dialect;
    private final String provider;
    private final String runId;
    private final Statements database;
    private final Deque<KeptChange> read = new ArrayDeque<>();
    private String lastId;
    private boolean isAtEnd;

    private WantedRows(Dialect dialect, String provider, String runId, Statements database) {
        this.dialect = dialect;
        this.provider = provider;
        this.runId = runId;
        this.database = database;
    }

    static Iterator<Wanted> of(Dialect dialect, String provider, String runId, Statements database) {
        return new WantedRows(dialect, provider, runId, database);
    }

    @Override
    public boolean hasNext() {
        while (read.isEmpty() && !isAtEnd) {
            List<KeptChange> some =
                    ChangeTable.found(database.rows(ChangeTable.ofRun(dialect, provider, runId, lastId)));
            isAtEnd = some.size() < ChangeTable.AT_ONCE;
            if (!some.isEmpty()) {
                lastId = some.get(some.size() - 1).id();
            }
            some.stream()
                    .filter(change -> change.kind().startsWith(ChangeTable.WANTED))
                    .forEach(read::add);
        }
        return !read.isEmpty();
    }

    @Override
    public Wanted next() {
        if (!hasNext()) {
            throw new NoSuchElementException("all were read");
        }
        KeptChange change = read.remove();
        return new Wanted(ChangeKind.named(change.kind().substring(ChangeTable.WANTED.length())), change);
    }
}
