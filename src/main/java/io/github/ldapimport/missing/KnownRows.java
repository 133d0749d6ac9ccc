package io.github.ldapimport.missing;

import io.github.ldapimport.rows.LiveRows;
import io.github.ldapimport.rows.LiveUserRow;
import io.github.ldapimport.search.GuidLookup;
import io.github.ldapimport.sql.Statements;
import io.github.ldapimport.table.UsersTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Some live rows of a domain, of which the directory is to know one: the first and the last, and where it knows none of those,
 * many of the last; and where it knows none of those either, some users of its own, of whom one is to have a row. Not for two
 * threads at once.
 */
public final class KnownRows {
    /** With fewer live rows than this, they may all have left. */
    static final int MIN_ROWS_TO_JUDGE = 10;

    /** How many rows, and how many users, are compared where the first and the last rows are not known. */
    public static final int MAX_ROWS = 200;

    /** What is read next. */
    private enum Step {
        FIRST,
        LAST,
        MANY,
        NONE
    }

    private final LiveRows live;
    private final Map<Object, LiveUserRow> asked = new LinkedHashMap<>();
    private final List<LiveUserRow> toAsk = new ArrayList<>();
    private Step step = Step.FIRST;
    private boolean known;

    public KnownRows(UsersTable table, String domain) {
        this.live = new LiveRows(table, List.of(domain));
    }

    public boolean hasFurther() {
        return !known && step != Step.NONE;
    }

    /** Reads some rows, and answers with those to look up, in pieces. */
    public List<List<LiveUserRow>> next(Statements database, Predicate<LiveUserRow> canLookUp) {
        List<Map<String, Object>> results = database.rows(
                switch (step) {
                    case FIRST -> live.first(MIN_ROWS_TO_JUDGE);
                    case LAST -> live.last(MIN_ROWS_TO_JUDGE);
                    default -> live.last(MAX_ROWS);
                });
        for (LiveUserRow row : live.some(results)) {
            if (asked.putIfAbsent(row.id(), row) == null && canLookUp.test(row)) {
                toAsk.add(row);
            }
        }
        if (step == Step.FIRST) {
            step = asked.size() < MIN_ROWS_TO_JUDGE ? Step.NONE : Step.LAST;
            return List.of();
        }
        step = step == Step.LAST && results.size() == MIN_ROWS_TO_JUDGE ? Step.MANY : Step.NONE;
        List<List<LiveUserRow>> pieces = GuidLookup.pieces(toAsk);
        toAsk.clear();
        return pieces;
    }

    public void recordLookup(List<LiveUserRow> rows, Set<String> found) {
        known |= rows.stream().anyMatch(row -> row.guidVariants().stream().anyMatch(found::contains));
    }

    /** Looks for rows of users whom the directory shows. */
    public void lookForRowsOf(List<String> guids, Statements database) {
        known |= !live.some(database.rows(live.byGuid(guids))).isEmpty();
    }

    /** Whether there were enough rows, and the directory knows none of them. */
    public boolean isStrange() {
        return !known && asked.size() >= MIN_ROWS_TO_JUDGE;
    }

    /** Those that were asked for. */
    public List<LiveUserRow> asked() {
        return List.copyOf(asked.values());
    }
}
