package io.github.ldapimport.rows;

import static io.github.ldapimport.settings.Setting.USERS_DOMAIN_COLUMN;
import static io.github.ldapimport.settings.Setting.USERS_GUID_COLUMN;
import static io.github.ldapimport.settings.Setting.USERS_ID_COLUMN;

import io.github.ldapimport.mapping.ColumnSource;
import io.github.ldapimport.sql.SqlStatement;
import io.github.ldapimport.table.UsersTable;
import java.util.List;
import java.util.Map;

/**
 * The rows of a domain that have a GUID, live or not, in the order of their keys, some thousand at a time. Not for two threads at once.
 */
public final class KeyedRows {
    private static final int AT_ONCE = 5_000;
    private static final String STATE = "row_state";

    /** By the numbers that the statement gives them. */
    private static final List<KeyedRow.State> STATES =
            List.of(KeyedRow.State.LIVE, KeyedRow.State.OTHER, KeyedRow.State.DELETED);

    private static final String VALUE = "row_value";

    private final UsersTable table;
    private final String domain;
    private final String valueColumn;
    private Object lastId;
    private boolean further;

    /** @param valueColumn a column whose value is read with each row */
    public KeyedRows(UsersTable table, String domain, String valueColumn) {
        this.table = table;
        this.domain = domain;
        this.valueColumn = valueColumn;
        this.further = table.isPresent();
    }

    /** Whether there may be rows that {@link #next} did not select yet. */
    public boolean hasFurther() {
        return further;
    }

    /** The statement that selects the next rows. */
    public SqlStatement next() {
        RowConditions conditions = new RowConditions(table);
        String id = table.quoted(USERS_ID_COLUMN);
        List<ColumnSource> pairs = table.settings().syncAttributes();
        String label = pairs.isEmpty() ? "NULL" : table.quoted(pairs.get(0).column());
        return new SqlStatement(
                "SELECT " + id + " AS " + LiveUserRow.ID + ", " + table.quoted(USERS_GUID_COLUMN) + " AS "
                        + LiveUserRow.GUID + ", " + table.quoted(USERS_DOMAIN_COLUMN) + " AS " + LiveUserRow.DOMAIN
                        + ", " + label + " AS " + LiveUserRow.LABEL + ", " + table.quoted(valueColumn) + " AS " + VALUE
                        + ", " + state() + " AS " + STATE + " FROM " + table.quotedName() + " WHERE "
                        + conditions.ofDomain() + " AND " + conditions.hasGuid()
                        + (lastId == null ? "" : " AND " + id + " > ?") + " ORDER BY " + id + " "
                        + table.dialect().limitClause(AT_ONCE),
                lastId == null ? List.of(domain) : List.of(domain, lastId));
    }

    private String state() {
        return table.softDeletes()
                ? "CASE WHEN " + table.marker().isDeleted() + " THEN 2 WHEN "
                        + table.marker().isLive() + " THEN 0 ELSE 1 END"
                : "0";
    }

    /** The rows that {@link #next} found; none of a domain that only the database takes for equal. */
    public List<KeyedRow> found(List<Map<String, Object>> results) {
        further = results.size() == AT_ONCE;
        lastId = further ? results.get(results.size() - 1).get(LiveUserRow.ID) : null;
        return results.stream()
                .filter(this::isOfDomain)
                .map(this::row)
                .filter(row -> !row.guid().isEmpty())
                .toList();
    }

    private boolean isOfDomain(Map<String, Object> result) {
        Object found = table.column(USERS_DOMAIN_COLUMN).canonical(result.get(LiveUserRow.DOMAIN));
        return found != null && found.toString().equals(domain);
    }

    private KeyedRow row(Map<String, Object> result) {
        LiveUserRow row = LiveUserRow.of(result, table.guidColumn());
        KeyedRow.State state = STATES.get(((Number) result.get(STATE)).intValue());
        return new KeyedRow(row.id(), row.guid(), state, row.label(), result.get(VALUE));
    }
}
