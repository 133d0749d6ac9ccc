package io.github.ldapimport.history;

import io.github.ldapimport.changes.ChangeTable;
import io.github.ldapimport.dialect.Dialect;
import io.github.ldapimport.sql.SqlStatement;
import io.github.ldapimport.sql.Statements;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * The statements that remove the changes of runs which began before a time, some thousand at once, each in a transaction of its own. A run
 * removes at most {@value #MAX_PIECES} pieces: what is left waits for the next one.
 */
final class OldChanges implements Iterator<SqlStatement> {
    static final int MAX_PIECES = 20;

    /** Before every id; the empty text is none to Oracle. */
    private static final String FIRST = " ";

    private static final DateTimeFormatter RUN_TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private final Deque<SqlStatement> before;
    private final int most;
    private final Dialect dialect;
    private final String provider;
    private final String firstKept;
    private final Statements database;
    private String run = FIRST;
    private String lastId = FIRST;
    private int pieces;
    private SqlStatement next;

    /**
     * @param before statements that come before them
     * @param most how many pieces at most
     */
    OldChanges(
            List<SqlStatement> before,
            Dialect dialect,
            String provider,
            Instant firstKept,
            int most,
            Statements database) {
        this.before = new ArrayDeque<>(before);
        this.most = most;
        this.dialect = dialect;
        this.provider = provider;
        this.firstKept = RUN_TIME.format(firstKept);
        this.database = database;
    }

    @Override
    public boolean hasNext() {
        if (next == null && !before.isEmpty()) {
            next = before.remove();
        }
        while (next == null && pieces < most) {
            List<Map<String, Object>> some =
                    run.equals(FIRST) ? List.of() : database.rows(ChangeTable.someOf(dialect, provider, run, lastId));
            if (some.isEmpty()) {
                Object oldest = database.rows(ChangeTable.oldestRun(provider, run))
                        .get(0)
                        .get("change_run");
                if (oldest == null || oldest.toString().compareTo(firstKept) >= 0) {
                    return false;
                }
                run = oldest.toString();
                lastId = FIRST;
            } else {
                lastId = some.get(some.size() - 1).get("change_id").toString();
                next = ChangeTable.remove(provider, run, lastId);
                pieces++;
            }
        }
        return next != null;
    }

    @Override
    public SqlStatement next() {
        if (!hasNext()) {
            throw new NoSuchElementException("no further old changes are removed by this run");
        }
        SqlStatement statement = next;
        next = null;
        return statement;
    }
}
