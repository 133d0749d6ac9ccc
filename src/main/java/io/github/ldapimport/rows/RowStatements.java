package io.github.ldapimport.rows;

import static io.github.ldapimport.settings.Setting.*;

import io.github.ldapimport.dialect.Column;
import io.github.ldapimport.dialect.Dialect;
import io.github.ldapimport.mapping.ColumnSource;
import io.github.ldapimport.sql.SqlStatement;
import io.github.ldapimport.table.UniqueKey;
import io.github.ldapimport.table.UsersTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.BiFunction;

/**
 * The statements that count, read, lock and soft-delete rows of a domain, whoever their users are. They are plain SQL-92 but for what
 * {@link Dialect} knows; identifiers are quoted, and values bound.
 */
public final class RowStatements {
    /** The label of a number of rows. */
    public static final String COUNT = "row_count";

    /** The label of the key of a row that holds a unique value. */
    static final String HOLDER = "row_holder";

    private final UsersTable table;
    private final RowConditions conditions;

    public RowStatements(UsersTable table) {
        this.table = table;
        this.conditions = new RowConditions(table);
    }

    /**
     * Counts the rows of a domain, those that are live and have a GUID, and the values of columns, once for each spelling of
     * the domain that the database takes for equal.
     */
    public SqlStatement count(String domain, List<String> columnNames) {
        String column = table.quoted(USERS_DOMAIN_COLUMN);
        StringJoiner counts = new StringJoiner(", ");
        counts.add("MIN(" + column + ") AS " + LiveUserRow.DOMAIN).add("COUNT(*) AS " + RowCounts.ALL);
        counts.add(sum(
                        table.softDeletes()
                                ? table.marker().isLive() + " AND " + conditions.hasGuid()
                                : conditions.hasGuid(),
                        "1",
                        "0")
                + " AS " + RowCounts.LIVE);
        for (int i = 0; i < columnNames.size(); i++) {
            counts.add(sum(conditions.isEmpty(columnNames.get(i)), "0", "1") + " AS " + RowCounts.column(i));
        }
        return new SqlStatement(
                "SELECT " + counts + " FROM " + table.quotedName() + " WHERE " + column + " = ? GROUP BY "
                        + table.dialect().binaryComparable(column),
                List.of(domain));
    }

    private static String sum(String condition, String then, String otherwise) {
        return "SUM(CASE WHEN " + condition + " THEN " + then + " ELSE " + otherwise + " END)";
    }

    /** Counts the rows of the table that are neither deleted nor plainly live; only where there may be such. */
    public SqlStatement countOtherStates() {
        return new SqlStatement(
                "SELECT COUNT(*) AS " + RowCounts.ALL + " FROM " + table.quotedName() + " WHERE "
                        + table.marker().isOther().orElseThrow(),
                List.of());
    }

    /** The next such rows in the order of their keys. */
    public SqlStatement selectLive(String domain, Object afterId, int rows) {
        String id = table.quoted(USERS_ID_COLUMN);
        return new SqlStatement(
                "SELECT " + liveColumns() + " FROM " + table.quotedName() + " WHERE " + conditions.live()
                        + (afterId == null ? "" : " AND " + id + " > ?") + " ORDER BY " + id + " "
                        + table.dialect().limitClause(rows),
                afterId == null ? List.of(domain) : List.of(domain, afterId));
    }

    /** Some of the first or of the last such rows in the order of their keys. */
    SqlStatement selectSomeLive(String domain, boolean first, int rows) {
        return new SqlStatement(
                "SELECT " + liveColumns() + " FROM " + table.quotedName() + " WHERE " + conditions.live()
                        + andExactDomain()
                        + " ORDER BY " + table.quoted(USERS_ID_COLUMN) + (first ? " " : " DESC ")
                        + table.dialect().limitClause(rows),
                exactly(domain));
    }

    /** Rows of another domain, which a collation takes for this one, must not use up a limit on the number of rows. */
    private String andExactDomain() {
        return isDomainExact()
                ? " AND " + table.dialect().binaryComparable(table.quoted(USERS_DOMAIN_COLUMN)) + " = "
                        + table.dialect().binaryComparable("?")
                : "";
    }

    private List<Object> exactly(Object domain) {
        return isDomainExact() ? List.of(domain, domain) : List.of(domain);
    }

    /** A padded value is compared as the column does. */
    private boolean isDomainExact() {
        return !table.column(USERS_DOMAIN_COLUMN).isPadded();
    }

    /** Some live rows by GUID as the import writes it; a GUID that the column cannot hold has none. */
    List<SqlStatement> selectLiveByGuid(String domain, List<String> guids) {
        return selectByGuid(conditions.live() + " AND ", List.of(domain), guids);
    }

    private List<SqlStatement> selectByGuid(String where, List<Object> leading, List<String> guids) {
        List<Object> values = guids.stream()
                .filter(table.guidColumn()::takes)
                .map(table.guidColumn()::value)
                .toList();
        if (values.isEmpty()) {
            return List.of();
        }
        List<Object> parameters = new ArrayList<>(leading);
        parameters.addAll(values);
        return List.of(new SqlStatement(
                "SELECT " + liveColumns() + " FROM " + table.quotedName() + " WHERE " + where
                        + table.quoted(USERS_GUID_COLUMN) + " IN ("
                        + String.join(", ", Collections.nCopies(values.size(), "?")) + ")",
                parameters));
    }

    /** Counts the rows with a GUID of each domain, once for each spelling of it. */
    SqlStatement countByDomain() {
        String column = table.quoted(USERS_DOMAIN_COLUMN);
        return new SqlStatement(
                "SELECT MIN(" + column + ") AS " + LiveUserRow.DOMAIN + ", COUNT(*) AS " + RowCounts.ALL + " FROM "
                        + table.quotedName() + " WHERE " + column + " IS NOT NULL AND " + conditions.hasGuid()
                        + " GROUP BY "
                        + table.dialect().binaryComparable(column),
                List.of());
    }

    /** The first or the last rows of a domain that have a GUID, live or not, in the order of their keys. */
    public SqlStatement selectOfDomain(Object domain, boolean first, int rows) {
        return new SqlStatement(
                "SELECT " + liveColumns() + " FROM " + table.quotedName() + " WHERE " + conditions.ofDomain()
                        + andExactDomain() + " AND " + conditions.hasGuid() + " ORDER BY "
                        + table.quoted(USERS_ID_COLUMN) + (first ? " " : " DESC ")
                        + table.dialect().limitClause(rows),
                exactly(domain));
    }

    /** Counts the live rows of a domain, or of none, that have no GUID. */
    public SqlStatement countUnclaimed(String domain) {
        return new SqlStatement(
                "SELECT COUNT(*) AS " + COUNT + " FROM " + table.quotedName() + " WHERE " + unclaimed(),
                exactly(domain));
    }

    /** Some of them with the values of columns, in the order of their keys. */
    public SqlStatement selectUnclaimed(String domain, List<String> columns, int rows) {
        StringJoiner selected = new StringJoiner(", ");
        selected.add(table.quoted(USERS_ID_COLUMN) + " AS " + UserRow.ID);
        for (int i = 0; i < columns.size(); i++) {
            selected.add(table.quoted(columns.get(i)) + " AS " + UserRow.column(i));
        }
        return new SqlStatement(
                "SELECT " + selected + " FROM " + table.quotedName() + " WHERE " + unclaimed() + " ORDER BY "
                        + table.quoted(USERS_ID_COLUMN) + " " + table.dialect().limitClause(rows),
                exactly(domain));
    }

    private String unclaimed() {
        return conditions.isUnclaimed() + " AND (" + table.quoted(USERS_DOMAIN_COLUMN) + " IS NULL OR "
                + conditions.ofDomain() + andExactDomain() + ")"
                + (table.softDeletes() ? " AND " + table.marker().isLive() : "");
    }

    /** Rows by GUID as the import writes it, of whatever domain, live or not. */
    List<SqlStatement> selectAnyByGuid(List<String> guids) {
        return selectByGuid("", List.of(), guids);
    }

    /** Some rows by their keys, as far as they are live, locked until the transaction ends. */
    public List<SqlStatement> selectLiveForUpdate(String domain, List<LiveUserRow> rows) {
        return selectForUpdate(domain, conditions.live(), rows);
    }

    /** The same of rows that are deleted. */
    public List<SqlStatement> selectDeletedForUpdate(String domain, List<LiveUserRow> rows) {
        return selectForUpdate(
                domain,
                conditions.ofDomain() + " AND " + table.marker().isDeleted() + " AND " + conditions.hasGuid(),
                rows);
    }

    private List<SqlStatement> selectForUpdate(String domain, String where, List<LiveUserRow> rows) {
        return inPieces(rows, (marks, ids) -> {
            List<Object> parameters = new ArrayList<>(List.of(domain));
            parameters.addAll(ids);
            return new SqlStatement(
                    table.dialect()
                            .selectForUpdate(
                                    liveColumns() + releasedColumns(),
                                    table.quotedName(),
                                    where + " AND " + table.quoted(USERS_ID_COLUMN) + " IN (" + marks + ")"),
                    parameters);
        });
    }

    /** Soft-deletes rows by their keys, and empties the columns that another user may want. */
    public List<SqlStatement> softDelete(List<LiveUserRow> rows) {
        String assignments = conditions.softDeleted();
        return inPieces(
                rows,
                (marks, ids) -> new SqlStatement(
                        "UPDATE " + table.quotedName() + " SET " + assignments + " WHERE "
                                + table.marker().isLive() + " AND "
                                + table.quoted(USERS_ID_COLUMN) + " IN (" + marks + ")",
                        ids));
    }

    /**
     * Finds the rows of other users, deleted before, that hold what some live rows would hold once they are deleted: where a unique
     * key has the column in it that tells deleted rows by a value.
     */
    List<SqlStatement> selectCollisions(List<LiveUserRow> rows) {
        if (!table.softDeletes() || !table.isMarkerValue(table.deletedAtColumn())) {
            return List.of();
        }
        String id = table.quoted(USERS_ID_COLUMN);
        List<SqlStatement> statements = new ArrayList<>();
        for (UniqueKey key : table.uniqueKeys(List.of(table.deletedAtColumn()))) {
            List<String> others = key.columns().stream()
                    .map(Column::name)
                    .filter(name -> !table.isMarkerValue(name))
                    .toList();
            if (!key.isForAllRows() || others.isEmpty() || others.stream().anyMatch(table.settings()::isReleased)) {
                continue;
            }
            StringJoiner same = new StringJoiner(" AND ");
            others.forEach(name -> same.add("l." + table.dialect().quote(name) + " = h."
                    + table.dialect().quote(name)));
            statements.addAll(inPieces(
                    rows,
                    (marks, ids) -> new SqlStatement(
                            "SELECT l." + id + " AS " + LiveUserRow.ID + ", h." + id + " AS " + HOLDER + " FROM "
                                    + table.quotedName() + " l JOIN (SELECT * FROM " + table.quotedName() + " WHERE "
                                    + table.marker().isDeleted() + ") h ON " + same + " WHERE l." + id + " IN ("
                                    + marks + ")",
                            ids)));
        }
        return statements;
    }

    private List<SqlStatement> inPieces(
            List<LiveUserRow> rows, BiFunction<String, List<Object>, SqlStatement> statement) {
        int most = table.dialect().maxInListSize();
        List<SqlStatement> statements = new ArrayList<>();
        for (int start = 0; start < rows.size(); start += most) {
            List<Object> ids = rows.subList(start, Math.min(rows.size(), start + most)).stream()
                    .map(LiveUserRow::id)
                    .toList();
            statements.add(statement.apply(String.join(", ", Collections.nCopies(ids.size(), "?")), ids));
        }
        return statements;
    }

    /** The columns that a deletion changes. */
    private String releasedColumns() {
        StringBuilder released = new StringBuilder();
        List<String> names = new ArrayList<>(table.settings().releaseColumns());
        names.add(table.deletedAtColumn());
        for (int i = 0; i < names.size(); i++) {
            released.append(", ")
                    .append(table.quoted(names.get(i)))
                    .append(" AS ")
                    .append(UserRow.column(i));
        }
        return released.toString();
    }

    private String liveColumns() {
        List<ColumnSource> pairs = table.settings().syncAttributes();
        return table.quoted(USERS_ID_COLUMN) + " AS " + LiveUserRow.ID + ", " + table.quoted(USERS_GUID_COLUMN) + " AS "
                + LiveUserRow.GUID + ", " + table.quoted(USERS_DOMAIN_COLUMN) + " AS " + LiveUserRow.DOMAIN + ", "
                + (pairs.isEmpty() ? "NULL" : table.quoted(pairs.get(0).column())) + " AS " + LiveUserRow.LABEL
                + table.settings()
                        .accountColumn()
                        .map(column -> ", " + table.quoted(column) + " AS " + LiveUserRow.ACCOUNT)
                        .orElse("");
    }
}
