package io.github.ldapimport.rows;

import static io.github.ldapimport.settings.Setting.USERS_DOMAIN_COLUMN;
import static io.github.ldapimport.settings.Setting.USERS_ID_COLUMN;

import io.github.ldapimport.dialect.KeyColumn;
import io.github.ldapimport.sql.SqlStatement;
import io.github.ldapimport.table.UsersTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The rows of a domain, or of several, that could be soft-deleted as missing: live, with a GUID. Read domain by domain in the
 * order of their keys, some thousand at a time. Rows whose domain only the database takes for equal, because its collation ignores case or blanks,
 * are another domain's. Not for two threads at once.
 */
public final class LiveRows {
    private static final int AT_ONCE = 1_000;

    private final UsersTable table;
    private final RowStatements statements;
    private final List<String> domains;
    private int at;
    private Object lastId;
    private boolean further;

    public LiveRows(UsersTable table, List<String> domains) {
        this.table = table;
        this.statements = new RowStatements(table);
        this.domains = List.copyOf(domains);
        this.further = table.softDeletes() && table.isPresent();
    }

    /** Whether there may be rows that {@link #next} did not select yet. */
    public boolean hasFurther() {
        return further;
    }

    /** The statement that selects the next rows. */
    public SqlStatement next() {
        return statements.selectLive(domains.get(at), lastId, AT_ONCE);
    }

    /** The statement that selects some of the last rows. */
    public SqlStatement last(int rows) {
        return statements.selectSomeLive(domains.get(at), false, rows);
    }

    /** The statement that selects some of the first rows. */
    public SqlStatement first(int rows) {
        return statements.selectSomeLive(domains.get(at), true, rows);
    }

    /** The statement that selects those of some hundred users by GUID; none where the column can hold none of them. */
    public List<SqlStatement> byGuid(List<String> guids) {
        return statements.selectLiveByGuid(domains.get(at), guids);
    }

    /** The rows which one of those three found. */
    public List<LiveUserRow> some(List<Map<String, Object>> results) {
        return ofDomains(results, domains);
    }

    /** The rows which {@link #next} found. */
    public List<LiveUserRow> found(List<Map<String, Object>> results) {
        String domain = domains.get(at);
        boolean isLast = results.size() < AT_ONCE;
        lastId = isLast ? null : results.get(results.size() - 1).get(LiveUserRow.ID);
        at += isLast ? 1 : 0;
        further = at < domains.size();
        return ofDomains(results, List.of(domain));
    }

    /** The statements that lock rows until they are deleted. */
    public List<SqlStatement> lock(List<LiveUserRow> rows) {
        return domains.stream()
                .flatMap(domain -> statements.selectLiveForUpdate(domain, rows).stream())
                .toList();
    }

    /** Rows by their keys, to find them by. */
    public Map<Object, LiveUserRow> byKey(List<LiveUserRow> rows) {
        return rows.stream().collect(Collectors.toMap(row -> key(row.id()), Function.identity()));
    }

    /** How many of those one of these statements found unchanged. */
    public int locked(List<Map<String, Object>> results, Map<Object, LiveUserRow> byKey) {
        int locked = 0;
        for (LiveUserRow row : ofDomains(results, domains)) {
            LiveUserRow before = byKey.get(key(row.id()));
            if (before != null && before.guid().equals(row.guid())) {
                locked++;
            }
        }
        return locked;
    }

    /** What rows have in the columns that a deletion empties, and last in that of soft deletes, by their keys, as they were locked. */
    public Map<Object, List<Object>> released(List<Map<String, Object>> results) {
        List<String> names = new ArrayList<>(table.releasedColumns());
        names.add(table.deletedAtColumn());
        Map<Object, List<Object>> released = new HashMap<>();
        for (Map<String, Object> result : results) {
            List<Object> values = new ArrayList<>(names.size());
            for (int i = 0; i < names.size(); i++) {
                values.add(table.column(names.get(i)).stored(result.get(UserRow.column(i))));
            }
            released.put(key(result.get(LiveUserRow.ID)), values);
        }
        return released;
    }

    private Object key(Object id) {
        return table.column(USERS_ID_COLUMN).canonical(id);
    }

    /** The statements that find what keeps rows from being soft-deleted. */
    public List<SqlStatement> selectCollisions(List<LiveUserRow> rows) {
        return statements.selectCollisions(rows);
    }

    /** The key of the row in the way of each of some rows, which one of those statements found. */
    public Map<LiveUserRow, String> collisions(List<Map<String, Object>> results, List<LiveUserRow> rows) {
        Map<Object, LiveUserRow> byKey = byKey(rows);
        Map<LiveUserRow, String> collisions = new LinkedHashMap<>();
        for (Map<String, Object> result : results) {
            collisions.put(
                    byKey.get(key(result.get(LiveUserRow.ID))), KeyColumn.shown(result.get(RowStatements.HOLDER)));
        }
        return collisions;
    }

    /** The statements that soft-delete rows. */
    public List<SqlStatement> softDelete(List<LiveUserRow> rows) {
        return statements.softDelete(rows);
    }

    private List<LiveUserRow> ofDomains(List<Map<String, Object>> results, List<String> which) {
        return results.stream()
                .filter(result -> isOfDomain(result, which))
                .map(result -> LiveUserRow.of(result, table.guidColumn()))
                .filter(row -> !row.guid().isEmpty())
                .toList();
    }

    private boolean isOfDomain(Map<String, Object> result, List<String> which) {
        Object domain = table.column(USERS_DOMAIN_COLUMN).canonical(result.get(LiveUserRow.DOMAIN));
        return domain != null && which.contains(domain.toString());
    }
}
