package io.github.ldapimport.table;

import static io.github.ldapimport.settings.Setting.*;

import io.github.ldapimport.directory.Guid;
import io.github.ldapimport.directory.GuidForms;
import io.github.ldapimport.settings.Setting;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.BiFunction;

/**
 * Writes the statements for a users table, all of them: identifiers are the table's own, quoted, and values are bound. It
 * is plain SQL-92 but for what {@link Dialect} knows.
 */
final class StatementBuilder {
    private final UsersTable table;

    StatementBuilder(UsersTable table) {
        this.table = table;
    }

    /** Finds rows by GUID as the import writes it, in as many statements as the database's limits ask for. */
    List<Statement> selectByGuid(Collection<String> guids, Collection<String> columnNames) {
        if (!table.isPresent()) {
            return List.of();
        }
        GuidColumn guid = table.guidColumn();
        List<Object> values = new ArrayList<>(guids.size());
        for (String value : guids) {
            values.add(guid.value(value));
        }
        String elements = table.dialect().elementsOf(table.column(USERS_GUID_COLUMN));
        String compared = table.quoted(USERS_GUID_COLUMN);
        if (elements == null) {
            return select(compared + " IN (%s)", List.of(), "?", values, 1, columnNames);
        }
        return List.of(new Statement(
                "SELECT " + selected(columnNames) + " FROM " + table.quotedName() + " WHERE "
                        + table.dialect().isOneOfArray(compared, elements),
                List.of(Dialect.array(elements, values))));
    }

    /**
     * Finds rows by what other programs may have written for a GUID; it may find others, too.
     *
     * @param without the GUIDs that were not found as they are
     * @param all those that are looked for by their digits alone, which no index helps
     */
    List<Statement> selectByOtherForms(
            Collection<String> without, Collection<String> all, Collection<String> columnNames) {
        List<Statement> found = new ArrayList<>();
        List<String> swapped = new ArrayList<>(without.size());
        for (String guid : without) {
            if (Guid.isStoredUuid(guid)) {
                swapped.add(Guid.swapped(guid));
            }
        }
        if (!swapped.isEmpty()) {
            found.addAll(selectByGuid(swapped, columnNames));
        }
        StoredGuids stored = table.storedGuids();
        OddGuids odd = new OddGuids(table, stored.isWide());
        if (!all.isEmpty()) {
            List<Object> digits = new ArrayList<>();
            for (String guid : all) {
                for (String reading : Guid.readings(guid)) {
                    digits.add(reading.replace("-", ""));
                }
            }
            found.addAll(select(odd.digits() + " IN (%s)", odd.decorations(), "?", digits, 1, columnNames));
        }
        if (stored.others() && !without.isEmpty()) {
            List<Object> texts = new ArrayList<>();
            for (String guid : without) {
                texts.add(guid);
                if (Guid.isStoredUuid(guid)) {
                    texts.addAll(GuidForms.base64(guid));
                }
            }
            found.addAll(select(odd.withoutBlanks() + " IN (%s)", odd.blanks(), "?", texts, 1, columnNames));
        }
        return found;
    }

    /**
     * Finds rows that nobody has taken yet, of this domain or none, by the values of sync-existing.
     *
     * @param relinks whether rows of this domain that have a GUID are found, too
     */
    List<Statement> selectByExisting(
            Collection<List<Object>> keys, String domain, Collection<String> columnNames, boolean relinks) {
        List<ColumnSource> pairs = table.settings().syncExisting();
        StringJoiner match = new StringJoiner(" AND ", "(", ")");
        for (ColumnSource pair : pairs) {
            // where the database's locale is C, only ASCII has lower case: other letters of the row are taken as they
            // are
            match.add(
                    pair.ignoresCase()
                            ? "LOWER(" + table.quoted(pair.column()) + ") IN (LOWER(?), ?, ?)"
                            : table.quoted(pair.column()) + " = ?");
        }
        List<Object> values = new ArrayList<>();
        for (List<Object> key : keys) {
            for (int i = 0; i < pairs.size(); i++) {
                Object value = table.column(pairs.get(i).column()).convert(key.get(i));
                if (pairs.get(i).ignoresCase()) {
                    values.add(value);
                    values.add(value.toString().toLowerCase(Locale.ROOT));
                    values.add(lowerCaseInAscii(value.toString().toUpperCase(Locale.ROOT)));
                } else {
                    values.add(value);
                }
            }
        }
        int valuesPerTerm =
                pairs.stream().mapToInt(pair -> pair.ignoresCase() ? 3 : 1).sum();
        String domainColumn = table.quoted(USERS_DOMAIN_COLUMN);
        String unclaimed = relinks
                ? "((" + isEmpty(USERS_GUID_COLUMN) + " AND " + domainColumn + " IS NULL) OR " + domainColumn
                        + " = ?) AND (%s)"
                : isEmpty(USERS_GUID_COLUMN) + " AND (" + domainColumn + " IS NULL OR " + domainColumn
                        + " = ?) AND (%s)";
        return select(unclaimed, List.of(domain), match.toString(), values, valuesPerTerm, columnNames);
    }

    private static String lowerCaseInAscii(String text) {
        StringBuilder lower = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            lower.append(c >= 'A' && c <= 'Z' ? (char) (c + 'a' - 'A') : c);
        }
        return lower.toString();
    }

    private String isEmpty(Setting column) {
        return table.column(column).isText()
                ? "(" + table.quoted(column) + " IS NULL OR " + table.quoted(column) + " = '')"
                : "(" + table.quoted(column) + " IS NULL)";
    }

    private List<Statement> select(
            String where,
            List<Object> leading,
            String term,
            List<Object> values,
            int valuesPerTerm,
            Collection<String> columnNames) {
        if (!table.isPresent()) {
            return List.of();
        }
        String selected = selected(columnNames);
        String separator = term.equals("?") ? ", " : " OR ";
        int perStatement = Math.max(1, table.dialect().longestList() / valuesPerTerm) * valuesPerTerm;
        List<Statement> statements = new ArrayList<>();
        for (int start = 0; start < values.size(); start += perStatement) {
            List<Object> some = values.subList(start, Math.min(values.size(), start + perStatement));
            String terms = String.join(separator, Collections.nCopies(some.size() / valuesPerTerm, term));
            List<Object> parameters = new ArrayList<>(leading);
            parameters.addAll(some);
            statements.add(new Statement(
                    "SELECT " + selected + " FROM " + table.quotedName() + " WHERE " + String.format(where, terms),
                    parameters));
        }
        return statements;
    }

    private String selected(Collection<String> columnNames) {
        StringJoiner selected = new StringJoiner(", ");
        selected.add(table.quoted(USERS_ID_COLUMN) + " AS " + ExistingRow.ID);
        selected.add(table.quoted(USERS_GUID_COLUMN) + " AS " + ExistingRow.GUID);
        selected.add(table.quoted(USERS_DOMAIN_COLUMN) + " AS " + ExistingRow.DOMAIN);
        // the hash itself stays in the database
        selected.add((table.has(USERS_PASSWORD_COLUMN)
                        ? "CASE WHEN " + isEmpty(USERS_PASSWORD_COLUMN) + " THEN 0 ELSE 1 END"
                        : "1")
                + " AS " + ExistingRow.HAS_PASSWORD);
        selected.add((table.softDeletes() ? "CASE WHEN " + table.marker().isDeleted() + " THEN 1 ELSE 0 END" : "0")
                + " AS " + ExistingRow.IS_DELETED);
        int position = 0;
        for (String name : columnNames) {
            selected.add(table.quoted(name) + " AS " + ExistingRow.column(position++));
        }
        return selected.toString();
    }

    /** Inserts rows; all name the same columns and have the same mark. */
    Batch insert(List<UserPlan> users, String domain) {
        UserPlan one = users.get(0);
        List<String> columnNames = List.copyOf(one.values().keySet());
        List<Column> bound = new ArrayList<>();
        columnNames.forEach(name -> bound.add(table.column(name)));
        bound.add(table.column(USERS_GUID_COLUMN));
        bound.add(table.column(USERS_DOMAIN_COLUMN));
        if (table.has(USERS_PASSWORD_COLUMN)) {
            bound.add(table.column(USERS_PASSWORD_COLUMN));
        }
        List<List<Object>> rows = new ArrayList<>(users.size());
        for (UserPlan user : users) {
            rows.add(parameters(columnNames, user, domain, table.has(USERS_PASSWORD_COLUMN)));
        }
        StringJoiner names = new StringJoiner(", ");
        StringJoiner values = new StringJoiner(", ");
        for (Setting timestamp : List.of(USERS_CREATED_AT_COLUMN, USERS_UPDATED_AT_COLUMN)) {
            if (table.has(timestamp)) {
                names.add(table.quoted(timestamp));
                values.add(table.dialect().now(table.column(timestamp)));
            }
        }
        if (table.softDeletes()) {
            // a live row, too: the column's default may mean anything
            names.add(table.quoted(USERS_DELETED_AT_COLUMN));
            values.add(table.marker().value(one.mark() == SoftDeletes.Mark.DELETE));
        }
        return table.dialect().insert(table.quotedName(), bound, rows, names.toString(), values.toString());
    }

    /**
     * Updates rows by their keys; all name the same columns, have the same mark, and either all have a GUID or a password or
     * none has. A row that got another GUID meanwhile is left alone, and so is a password that somebody set meanwhile.
     */
    Batch update(List<UserPlan> users, String domain) {
        UserPlan one = users.get(0);
        List<String> columnNames = List.copyOf(one.values().keySet());
        boolean takeOver = one.existing().guid() == null;
        boolean setPassword = one.needsPassword();
        StringJoiner assignments = new StringJoiner(", ");
        for (String name : columnNames) {
            assignments.add(table.quoted(name) + " = ?");
        }
        assignments.add(table.quoted(USERS_GUID_COLUMN) + " = ?").add(table.quoted(USERS_DOMAIN_COLUMN) + " = ?");
        if (setPassword) {
            assignments.add(table.quoted(USERS_PASSWORD_COLUMN) + " = ?");
        }
        if (table.has(USERS_UPDATED_AT_COLUMN)) {
            assignments.add(updatedNow());
        }
        String sql = "UPDATE " + table.quotedName() + " SET " + assignments + " WHERE " + table.quoted(USERS_ID_COLUMN)
                + " = ?"
                + (takeOver
                        ? " AND (" + isEmpty(USERS_GUID_COLUMN) + " OR " + table.quoted(USERS_GUID_COLUMN) + " = ?)"
                        : " AND " + table.quoted(USERS_GUID_COLUMN) + " IN (?, ?)")
                + (setPassword ? " AND " + isEmpty(USERS_PASSWORD_COLUMN) : "");
        List<List<Object>> rows = new ArrayList<>(users.size());
        for (UserPlan user : users) {
            List<Object> parameters = parameters(columnNames, user, domain, setPassword);
            parameters.add(user.existing().id());
            // the row is still this user's; the new form, too, so that the statement can be repeated
            GuidColumn guid = table.guidColumn();
            if (!takeOver) {
                parameters.add(guid.value(user.existing().guid()));
            }
            parameters.add(guid.value(user.row().guid()));
            rows.add(parameters);
        }
        return new Batch(sql, rows, true);
    }

    /**
     * Counts the rows of a domain, those that are live and have a GUID, and the values of columns, once for each spelling of
     * the domain that the database takes for equal.
     */
    Statement count(String domain, List<String> columnNames) {
        String column = table.quoted(USERS_DOMAIN_COLUMN);
        StringJoiner counts = new StringJoiner(", ");
        counts.add("MIN(" + column + ") AS " + LiveRow.DOMAIN).add("COUNT(*) AS " + RowCounts.ALL);
        counts.add(sum(table.softDeletes() ? table.marker().isLive() + " AND " + hasGuid() : hasGuid(), "1", "0")
                + " AS " + RowCounts.LIVE);
        for (int i = 0; i < columnNames.size(); i++) {
            counts.add(sum(isEmpty(columnNames.get(i)), "0", "1") + " AS " + RowCounts.column(i));
        }
        return new Statement(
                "SELECT " + counts + " FROM " + table.quotedName() + " WHERE " + column + " = ? GROUP BY "
                        + table.dialect().exactly(column),
                List.of(domain));
    }

    private static String sum(String condition, String then, String otherwise) {
        return "SUM(CASE WHEN " + condition + " THEN " + then + " ELSE " + otherwise + " END)";
    }

    private String isEmpty(String column) {
        return table.column(column).isText() && !table.dialect().isEnum(table.column(column))
                ? "(" + table.quoted(column) + " IS NULL OR " + table.quoted(column) + " = '')"
                : table.quoted(column) + " IS NULL";
    }

    /** The next such rows in the order of their keys. */
    Statement selectLive(String domain, Object afterId, int rows) {
        String id = table.quoted(USERS_ID_COLUMN);
        return new Statement(
                "SELECT " + liveColumns() + " FROM " + table.quotedName() + " WHERE " + live()
                        + (afterId == null ? "" : " AND " + id + " > ?") + " ORDER BY " + id + " "
                        + table.dialect().first(rows),
                afterId == null ? List.of(domain) : List.of(domain, afterId));
    }

    /** The last such rows in the order of their keys. */
    Statement selectLastLive(String domain, int rows) {
        return new Statement(
                "SELECT " + liveColumns() + " FROM " + table.quotedName() + " WHERE " + live() + " ORDER BY "
                        + table.quoted(USERS_ID_COLUMN) + " DESC "
                        + table.dialect().first(rows),
                List.of(domain));
    }

    /** Some live rows by GUID as the import writes it; a GUID that the column cannot hold has none. */
    List<Statement> selectLiveByGuid(String domain, List<String> guids) {
        List<Object> values = new ArrayList<>();
        for (String guid : guids) {
            if (table.guidColumn().takes(guid)) {
                values.add(table.guidColumn().value(guid));
            }
        }
        if (values.isEmpty()) {
            return List.of();
        }
        List<Object> parameters = new ArrayList<>(List.of(domain));
        parameters.addAll(values);
        return List.of(new Statement(
                "SELECT " + liveColumns() + " FROM " + table.quotedName() + " WHERE " + live() + " AND "
                        + table.quoted(USERS_GUID_COLUMN) + " IN ("
                        + String.join(", ", Collections.nCopies(values.size(), "?")) + ")",
                parameters));
    }

    /** Counts the rows with a GUID of each domain, once for each spelling of it. */
    Statement countByDomain() {
        String column = table.quoted(USERS_DOMAIN_COLUMN);
        return new Statement(
                "SELECT MIN(" + column + ") AS " + LiveRow.DOMAIN + ", COUNT(*) AS " + RowCounts.ALL + " FROM "
                        + table.quotedName() + " WHERE " + column + " IS NOT NULL AND " + hasGuid() + " GROUP BY "
                        + table.dialect().exactly(column),
                List.of());
    }

    /** The first or the last rows of a domain that have a GUID, live or not, in the order of their keys. */
    Statement selectOfDomain(Object domain, boolean first, int rows) {
        // a collation may take the provider's own domain for this one; a padded value is compared as the column does
        boolean isExact = !table.column(USERS_DOMAIN_COLUMN).isPadded();
        return new Statement(
                "SELECT " + liveColumns() + " FROM " + table.quotedName() + " WHERE " + ofDomain()
                        + (isExact
                                ? " AND " + table.dialect().exactly(table.quoted(USERS_DOMAIN_COLUMN)) + " = "
                                        + table.dialect().exactly("?")
                                : "")
                        + " AND " + hasGuid() + " ORDER BY " + table.quoted(USERS_ID_COLUMN) + (first ? " " : " DESC ")
                        + table.dialect().first(rows),
                isExact ? List.of(domain, domain) : List.of(domain));
    }

    /** Rows by GUID as the import writes it, of whatever domain, live or not. */
    List<Statement> selectAnyByGuid(List<String> guids) {
        List<Object> values = new ArrayList<>();
        for (String guid : guids) {
            if (table.guidColumn().takes(guid)) {
                values.add(table.guidColumn().value(guid));
            }
        }
        return values.isEmpty()
                ? List.of()
                : List.of(new Statement(
                        "SELECT " + liveColumns() + " FROM " + table.quotedName() + " WHERE "
                                + table.quoted(USERS_GUID_COLUMN) + " IN ("
                                + String.join(", ", Collections.nCopies(values.size(), "?")) + ")",
                        values));
    }

    /** Some rows by their keys, as far as they are live, locked until the transaction ends. */
    List<Statement> selectLiveForUpdate(String domain, List<LiveRow> rows) {
        return selectForUpdate(domain, live(), rows);
    }

    /** The same of rows that are deleted. */
    List<Statement> selectDeletedForUpdate(String domain, List<LiveRow> rows) {
        return selectForUpdate(domain, ofDomain() + " AND " + table.marker().isDeleted() + " AND " + hasGuid(), rows);
    }

    private List<Statement> selectForUpdate(String domain, String where, List<LiveRow> rows) {
        return inPieces(rows, (marks, ids) -> {
            List<Object> parameters = new ArrayList<>(List.of(domain));
            parameters.addAll(ids);
            return new Statement(
                    table.dialect()
                            .selectForUpdate(
                                    liveColumns(),
                                    table.quotedName(),
                                    where + " AND " + table.quoted(USERS_ID_COLUMN) + " IN (" + marks + ")"),
                    parameters);
        });
    }

    /** Soft-deletes rows by their keys, and empties the columns that another user may want. */
    List<Statement> softDelete(List<LiveRow> rows) {
        StringJoiner assignments = new StringJoiner(", ");
        assignments.add(table.marker().delete());
        if (table.has(USERS_UPDATED_AT_COLUMN)) {
            assignments.add(updatedNow());
        }
        for (String column : table.settings().releaseColumns()) {
            assignments.add(table.quoted(column) + " = NULL");
        }
        return inPieces(
                rows,
                (marks, ids) -> new Statement(
                        "UPDATE " + table.quotedName() + " SET " + assignments + " WHERE "
                                + table.marker().isLive() + " AND "
                                + table.quoted(USERS_ID_COLUMN) + " IN (" + marks + ")",
                        ids));
    }

    /** Soft-deletes rows one by one, so that each tells whether it was changed. */
    Batch softDeleteEach(List<AccountRow> rows) {
        StringJoiner assignments = new StringJoiner(", ");
        assignments.add(table.marker().delete());
        if (table.has(USERS_UPDATED_AT_COLUMN)) {
            assignments.add(updatedNow());
        }
        table.settings().releaseColumns().forEach(column -> assignments.add(table.quoted(column) + " = NULL"));
        return new Batch(
                "UPDATE " + table.quotedName() + " SET " + assignments + " WHERE "
                        + table.marker().isLive() + " AND " + table.quoted(USERS_ID_COLUMN) + " = ?",
                rows.stream().map(row -> List.of(row.id())).toList(),
                true);
    }

    /** Restores rows one by one, with the columns that come back, which are the same of all. */
    Batch restoreEach(List<AccountRow> rows) {
        List<String> columnNames =
                List.copyOf(rows.get(0).change().valuesWhenRestored().keySet());
        StringJoiner assignments = new StringJoiner(", ");
        assignments.add(table.marker().restore());
        if (table.has(USERS_UPDATED_AT_COLUMN)) {
            assignments.add(updatedNow());
        }
        columnNames.forEach(column -> assignments.add(table.quoted(column) + " = ?"));
        List<List<Object>> parameters = new ArrayList<>(rows.size());
        for (AccountRow row : rows) {
            List<Object> values = new ArrayList<>(columnNames.size() + 1);
            for (String column : columnNames) {
                values.add(table.dialect()
                        .parameter(
                                table.column(column),
                                row.change().valuesWhenRestored().get(column)));
            }
            values.add(row.id());
            parameters.add(values);
        }
        return new Batch(
                "UPDATE " + table.quotedName() + " SET " + assignments + " WHERE "
                        + table.marker().isDeleted() + " AND " + table.quoted(USERS_ID_COLUMN) + " = ?",
                parameters,
                true);
    }

    /** Statements that need the rights of a run and change no row, by the right. */
    Map<String, String> trials() {
        List<String> written = new ArrayList<>();
        table.settings().syncAttributes().forEach(pair -> written.add(table.quoted(pair.column())));
        for (Setting setting :
                List.of(USERS_GUID_COLUMN, USERS_DOMAIN_COLUMN, USERS_PASSWORD_COLUMN, USERS_UPDATED_AT_COLUMN)) {
            if (table.has(setting)) {
                written.add(table.quoted(setting));
            }
        }
        if (table.softDeletes()) {
            written.add(table.quoted(USERS_DELETED_AT_COLUMN));
        }
        String columns = String.join(", ", written);
        String none = " FROM " + table.quotedName() + " WHERE 1 = 0";
        Map<String, String> trials = new LinkedHashMap<>();
        trials.put("SELECT", "SELECT " + columns + none);
        trials.put("INSERT", "INSERT INTO " + table.quotedName() + " (" + columns + ") SELECT " + columns + none);
        StringJoiner same = new StringJoiner(", ");
        written.forEach(column -> same.add(column + " = " + column));
        trials.put("UPDATE", "UPDATE " + table.quotedName() + " SET " + same + " WHERE 1 = 0");
        return trials;
    }

    private List<Statement> inPieces(List<LiveRow> rows, BiFunction<String, List<Object>, Statement> statement) {
        int most = table.dialect().longestList();
        List<Statement> statements = new ArrayList<>();
        for (int start = 0; start < rows.size(); start += most) {
            List<Object> ids = rows.subList(start, Math.min(rows.size(), start + most)).stream()
                    .map(LiveRow::id)
                    .toList();
            statements.add(statement.apply(String.join(", ", Collections.nCopies(ids.size(), "?")), ids));
        }
        return statements;
    }

    private String live() {
        return ofDomain() + (table.softDeletes() ? " AND " + table.marker().isLive() : "") + " AND " + hasGuid();
    }

    private String ofDomain() {
        return table.quoted(USERS_DOMAIN_COLUMN) + " = ?";
    }

    private String hasGuid() {
        String guid = table.quoted(USERS_GUID_COLUMN);
        // not compared with '', which Oracle takes for NULL
        return table.guidColumn().isText()
                ? table.unpaddedGuid() + " LIKE '_%'"
                : table.guidColumn().isBytes() ? table.dialect().byteLength(guid) + " = 16" : guid + " IS NOT NULL";
    }

    private String updatedNow() {
        return table.quoted(USERS_UPDATED_AT_COLUMN) + " = "
                + table.dialect().now(table.column(USERS_UPDATED_AT_COLUMN));
    }

    private String liveColumns() {
        List<ColumnSource> pairs = table.settings().syncAttributes();
        return table.quoted(USERS_ID_COLUMN) + " AS " + LiveRow.ID + ", " + table.quoted(USERS_GUID_COLUMN) + " AS "
                + LiveRow.GUID + ", " + table.quoted(USERS_DOMAIN_COLUMN) + " AS " + LiveRow.DOMAIN + ", "
                + (pairs.isEmpty() ? "NULL" : table.quoted(pairs.get(0).column())) + " AS " + LiveRow.LABEL;
    }

    private List<Object> parameters(List<String> columnNames, UserPlan user, String domain, boolean withPassword) {
        List<Object> parameters = new ArrayList<>(columnNames.size() + 4);
        for (String name : columnNames) {
            parameters.add(table.dialect().parameter(table.column(name), user.value(name)));
        }
        parameters.add(table.guidColumn().value(user.row().guid()));
        parameters.add(domain);
        if (withPassword) {
            parameters.add(table.dialect().parameter(table.column(USERS_PASSWORD_COLUMN), user.passwordHash()));
        }
        return parameters;
    }
}
