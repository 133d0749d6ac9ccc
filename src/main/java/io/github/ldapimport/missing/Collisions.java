package io.github.ldapimport.missing;

import io.github.ldapimport.rows.LiveRows;
import io.github.ldapimport.rows.LiveUserRow;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.sql.SqlStatement;
import io.github.ldapimport.table.UsersTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Rows that cannot be soft-deleted, because a row that was deleted before holds the same unique values: the column that tells deleted
 * rows is part of the key. Not for two threads at once.
 */
public final class Collisions {
    private static final int MAX_NAMES = 3;

    private final UsersTable table;
    private final LiveRows live;
    private final List<LiveUserRow> rows;
    private final Map<LiveUserRow, String> holders = new LinkedHashMap<>();

    Collisions(UsersTable table, LiveRows live, List<LiveUserRow> rows) {
        this.table = table;
        this.live = live;
        this.rows = rows;
    }

    /** The statements that find the rows in the way; none where no key has the column. */
    public List<SqlStatement> select() {
        return live.selectCollisions(rows);
    }

    /** Takes the rows that one of those statements found. */
    public void found(List<Map<String, Object>> results) {
        holders.putAll(live.collisions(results, rows));
    }

    public boolean isEmpty() {
        return holders.isEmpty();
    }

    /** Which rows are in the way of which, and what to do. */
    public String message() {
        return holders.size() + " of the " + rows.size()
                + " rows of missing users cannot be soft-deleted, because a row that was deleted before has the same unique values,"
                + " " + table.deletedAtColumn() + " among them: "
                + holders.entrySet().stream()
                        .limit(MAX_NAMES)
                        .map(each -> each.getKey().shown() + " has those of id = " + each.getValue())
                        .collect(Collectors.joining(", "))
                + "; no row was deleted. Change the values of the rows that were deleted before, or remove those rows; or name another"
                + " column of the key in " + table.settings().key(Setting.USERS_RELEASE_COLUMNS)
                + ", if it takes NULL";
    }
}
