package io.github.ldapimport.changes;

import io.github.ldapimport.api.AsciiJson;
import io.github.ldapimport.dialect.Column;
import io.github.ldapimport.dialect.Dialect;
import io.github.ldapimport.sql.SqlBatch;
import io.github.ldapimport.sql.SqlStatement;
import io.github.ldapimport.sql.Statements;
import io.github.ldapimport.store.BundleTables;
import io.github.ldapimport.table.UsersTable;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Which rows were neither live nor deleted when an import soft-deleted them, such as {@code suspended} beside {@code active} and
 * {@code left}: restoring sets them back to that, and never makes them live. It is in the table of changes, in rows that are no run's and
 * are kept for good.
 */
public final class FormerStates {
    /** In place of a run's id; it sorts behind all of them, so that no run removes these rows with its old changes. */
    private static final String STATES = "states";

    /** Before the name of a users table, in place of a provider: no provider's name has a colon. */
    private static final String TABLE = "table:";

    private static final String STATE = "state";
    private static final int MAX_TABLE = 150;
    private static final List<String> COLUMNS =
            List.of("provider", "run_id", "id", "changed_at", "kind", "guid", "detail");

    private FormerStates() {}

    /**
     * The statements that note the state of rows which a transaction soft-deletes, before its end: of those in a third state, and of
     * others that once were in one.
     *
     * @param ids tells the rows of a run apart
     * @param marks what the soft-delete column held, by GUID in its stored form
     */
    static List<SqlBatch> note(
            UsersTable table, String runId, Supplier<String> ids, Map<String, Object> marks, Statements database) {
        if (!table.hasThirdStates() || marks.isEmpty()) {
            return List.of();
        }
        Set<String> known =
                new HashSet<>(of(table, List.copyOf(marks.keySet()), database).keySet());
        String now = ChangeTable.text(Instant.now());
        List<List<Object>> rows = new ArrayList<>();
        marks.forEach((guid, mark) -> {
            boolean isThird = table.isThirdState(mark);
            if (isThird || known.contains(guid)) {
                rows.add(List.of(
                        tableName(table),
                        STATES,
                        runId + "-" + ids.get(),
                        now,
                        STATE,
                        ChangeTable.inAscii(guid),
                        AsciiJson.write(isThird ? Map.of(STATE, String.valueOf(mark)) : Map.of())));
            }
        });
        if (rows.isEmpty()) {
            return List.of();
        }
        Dialect dialect = table.dialect();
        List<Column> columns = COLUMNS.stream()
                .map(name -> new Column(dialect.folded(name), Types.VARCHAR, "varchar", false))
                .toList();
        return List.of(dialect.insert(BundleTables.CHANGES, columns, rows, "", ""));
    }

    /** The state that some rows had when they were soft-deleted, by GUID; an empty text of those that were live the last time. */
    public static Map<String, String> of(UsersTable table, List<String> guids, Statements database) {
        Map<String, String> states = new HashMap<>();
        for (int start = 0; start < guids.size(); start += ChangeTable.AT_ONCE) {
            List<String> some = guids.subList(start, Math.min(guids.size(), start + ChangeTable.AT_ONCE));
            Map<String, String> byStored = new HashMap<>();
            some.forEach(guid -> byStored.put(ChangeTable.inAscii(guid), guid));
            List<Object> parameters = new ArrayList<>(List.of(tableName(table), STATES));
            parameters.addAll(byStored.keySet());
            // the last one counts
            for (Map<String, Object> row : database.rows(new SqlStatement(
                    "SELECT guid AS change_guid, detail AS change_detail FROM " + BundleTables.CHANGES
                            + " WHERE provider = ? AND run_id = ? AND guid IN ("
                            + String.join(", ", Collections.nCopies(byStored.size(), "?"))
                            + ") ORDER BY changed_at, id",
                    parameters))) {
                states.put(
                        byStored.get(row.get("change_guid").toString()),
                        ChangeTable.settings(row).getOrDefault(STATE, ""));
            }
        }
        return states;
    }

    private static String tableName(UsersTable table) {
        String name = ChangeTable.inAscii(table.quotedName());
        return TABLE + name.substring(Math.max(0, name.length() - MAX_TABLE));
    }
}
