package io.github.ldapimport.missing;

import io.github.ldapimport.rows.LiveRows;
import io.github.ldapimport.rows.LiveUserRow;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.sql.SqlStatement;
import io.github.ldapimport.sql.Statements;
import io.github.ldapimport.table.UsersTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Rows that cannot be soft-deleted, because a row that was deleted before holds the same unique values: the column that tells deleted
 * rows is part of the key.
 */
public final class Collisions {
    private static final int MAX_NAMES = 3;

    private final UsersTable table;
    private final List<LiveUserRow> rows;
    private final Map<LiveUserRow, String> holders;

    private Collisions(UsersTable table, List<LiveUserRow> rows, Map<LiveUserRow, String> holders) {
        this.table = table;
        this.rows = rows;
        this.holders = holders;
    }

    /** Looks for the rows in the way of some; none where no key has the column. */
    static Collisions of(UsersTable table, LiveRows live, List<LiveUserRow> rows, Statements database) {
        Map<LiveUserRow, String> holders = new LinkedHashMap<>();
        for (SqlStatement statement : live.selectCollisions(rows)) {
            holders.putAll(live.collisions(database.rows(statement), rows));
        }
        return new Collisions(table, rows, holders);
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
