package io.github.ldapimport.rows;

import static io.github.ldapimport.settings.Setting.*;

import io.github.ldapimport.dialect.Dialect;
import io.github.ldapimport.dialect.GuidColumn;
import io.github.ldapimport.ldap.Guid;
import io.github.ldapimport.ldap.GuidForms;
import io.github.ldapimport.mapping.ColumnSource;
import io.github.ldapimport.sql.Lookup;
import io.github.ldapimport.sql.SqlStatement;
import io.github.ldapimport.table.OddGuids;
import io.github.ldapimport.table.StoredGuids;
import io.github.ldapimport.table.UsersTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * The statements that find the rows of a page's users: by GUID, by other forms of a GUID, and by the pairs of sync-existing. They are plain
 * SQL-92 but for what {@link Dialect} knows; identifiers are quoted, and values bound.
 */
public final class UserQueries {
    private final UsersTable table;
    private final RowConditions conditions;

    public UserQueries(UsersTable table) {
        this.table = table;
        this.conditions = new RowConditions(table);
    }

    /** Finds rows by GUID as the import writes it, in as many statements as the database's limits ask for. */
    public List<SqlStatement> selectByGuid(Collection<String> guids, Collection<String> columnNames) {
        if (!table.isPresent()) {
            return List.of();
        }
        GuidColumn guid = table.guidColumn();
        List<Object> values = new ArrayList<>(guids.size());
        for (String value : guids) {
            values.add(guid.value(value));
        }
        String compared = table.quoted(USERS_GUID_COLUMN);
        return table.dialect()
                .isOneOf(table.column(USERS_GUID_COLUMN), compared, values)
                .map(condition -> List.of(new SqlStatement(
                        "SELECT " + selected(columnNames) + " FROM " + table.quotedName() + " WHERE " + condition.sql(),
                        List.of(condition.parameter()))))
                .orElseGet(() -> select(compared + " IN (%s)", List.of(), values, columnNames));
    }

    /** The same, and locks them until the transaction ends. */
    public List<SqlStatement> selectByKeyForUpdate(List<Object> keys, Collection<String> columnNames) {
        int most = table.dialect().maxInListSize();
        List<SqlStatement> statements = new ArrayList<>();
        for (int start = 0; start < keys.size(); start += most) {
            List<Object> some = keys.subList(start, Math.min(keys.size(), start + most));
            String where = table.quoted(USERS_ID_COLUMN) + " IN ("
                    + String.join(", ", Collections.nCopies(some.size(), "?")) + ")";
            statements.add(new SqlStatement(
                    table.dialect().selectForUpdate(selected(columnNames), table.quotedName(), where), some));
        }
        return statements;
    }

    /** Finds rows by their keys, in as many statements as the database's limits ask for. */
    public List<SqlStatement> selectByKey(List<Object> keys, Collection<String> columnNames) {
        return select(table.quoted(USERS_ID_COLUMN) + " IN (%s)", List.of(), keys, columnNames);
    }

    /**
     * Finds rows by what other programs may have written for a GUID; it may find others, too.
     *
     * @param without the GUIDs that were not found as they are
     * @param all those that are looked for by their digits alone, which no index helps
     */
    public List<SqlStatement> selectByOtherForms(
            Collection<String> without, Collection<String> all, Collection<String> columnNames) {
        List<SqlStatement> found = new ArrayList<>();
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
                for (String reading : Guid.guidVariants(guid)) {
                    digits.add(reading.replace("-", ""));
                }
            }
            found.addAll(select(odd.digits() + " IN (%s)", odd.decorations(), digits, columnNames));
        }
        if (stored.others() && !without.isEmpty()) {
            List<Object> texts = new ArrayList<>();
            for (String guid : without) {
                texts.add(guid);
                if (Guid.isStoredUuid(guid)) {
                    texts.addAll(GuidForms.base64(guid));
                }
            }
            found.addAll(select(odd.withoutBlanks() + " IN (%s)", odd.blanks(), texts, columnNames));
        }
        return found;
    }

    /**
     * Finds rows that nobody has taken yet, of this domain or none, by the values of sync-existing.
     *
     * @param keys values in the order of the pairs, none of them null
     * @param relinks whether rows of this domain that have a GUID are found, too
     */
    public List<Lookup<List<Object>>> selectByExisting(
            Collection<List<Object>> keys, String domain, Collection<String> columnNames, boolean relinks) {
        if (!table.isPresent()) {
            return List.of();
        }
        int perStatement = Math.max(1, table.dialect().maxInListSize() / valuesPerKey());
        List<List<Object>> all = List.copyOf(keys);
        List<Lookup<List<Object>>> lookups = new ArrayList<>();
        for (int start = 0; start < all.size(); start += perStatement) {
            lookups.add(new Lookup<>(
                    all.subList(start, Math.min(all.size(), start + perStatement)),
                    some -> byExisting(some, domain, columnNames, relinks)));
        }
        return lookups;
    }

    /** Finds rows by their keys. */
    public List<SqlStatement> selectByKey(Collection<Object> ids, Collection<String> columnNames) {
        return select(table.quoted(USERS_ID_COLUMN) + " IN (%s)", List.of(), List.copyOf(ids), columnNames);
    }

    /**
     * Finds some of the rows that have a text in one of some columns, in whatever case, in the order of their keys.
     *
     * @param compared columns of texts
     */
    public SqlStatement selectByText(
            String text, Collection<String> compared, Collection<String> columnNames, int rows) {
        StringJoiner any = new StringJoiner(" OR ");
        List<Object> parameters = new ArrayList<>();
        for (String column : compared) {
            any.add("LOWER(" + table.quoted(column) + ") IN (LOWER(?), ?, ?)");
            parameters.add(text);
            parameters.add(text.toLowerCase(Locale.ROOT));
            parameters.add(lowerCaseInAscii(text.toUpperCase(Locale.ROOT)));
        }
        return new SqlStatement(
                "SELECT " + selected(columnNames) + " FROM " + table.quotedName() + " WHERE " + any + " ORDER BY "
                        + table.quoted(USERS_ID_COLUMN) + " "
                        + table.dialect().limitClause(rows),
                parameters);
    }

    private int valuesPerKey() {
        return table.settings().syncExisting().stream()
                .mapToInt(pair -> pair.ignoresCase() ? 3 : 1)
                .sum();
    }

    private SqlStatement byExisting(
            List<List<Object>> keys, String domain, Collection<String> columnNames, boolean relinks) {
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
        List<Object> parameters = new ArrayList<>(1 + keys.size() * valuesPerKey());
        parameters.add(domain);
        for (List<Object> key : keys) {
            for (int i = 0; i < pairs.size(); i++) {
                Object value = table.column(pairs.get(i).column()).convert(key.get(i));
                parameters.add(value);
                if (pairs.get(i).ignoresCase()) {
                    parameters.add(value.toString().toLowerCase(Locale.ROOT));
                    parameters.add(lowerCaseInAscii(value.toString().toUpperCase(Locale.ROOT)));
                }
            }
        }
        String domainColumn = table.quoted(USERS_DOMAIN_COLUMN);
        String adoptableRows = relinks
                ? "((" + conditions.isUnclaimed() + " AND " + domainColumn + " IS NULL) OR " + domainColumn + " = ?)"
                : conditions.isUnclaimed() + " AND (" + domainColumn + " IS NULL OR " + domainColumn + " = ?)";
        return new SqlStatement(
                "SELECT " + selected(columnNames) + " FROM " + table.quotedName() + " WHERE " + adoptableRows + " AND ("
                        + String.join(" OR ", Collections.nCopies(keys.size(), match.toString())) + ")",
                parameters);
    }

    private static String lowerCaseInAscii(String text) {
        StringBuilder lower = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            lower.append(c >= 'A' && c <= 'Z' ? (char) (c + 'a' - 'A') : c);
        }
        return lower.toString();
    }

    private List<SqlStatement> select(
            String where, List<Object> leading, List<Object> values, Collection<String> columnNames) {
        if (!table.isPresent()) {
            return List.of();
        }
        String selected = selected(columnNames);
        int perStatement = table.dialect().maxInListSize();
        List<SqlStatement> statements = new ArrayList<>();
        for (int start = 0; start < values.size(); start += perStatement) {
            List<Object> some = values.subList(start, Math.min(values.size(), start + perStatement));
            List<Object> parameters = new ArrayList<>(leading);
            parameters.addAll(some);
            statements.add(new SqlStatement(
                    "SELECT " + selected + " FROM " + table.quotedName() + " WHERE "
                            + String.format(where, String.join(", ", Collections.nCopies(some.size(), "?"))),
                    parameters));
        }
        return statements;
    }

    private String selected(Collection<String> columnNames) {
        StringJoiner selected = new StringJoiner(", ");
        selected.add(table.quoted(USERS_ID_COLUMN) + " AS " + UserRow.ID);
        selected.add(table.quoted(USERS_GUID_COLUMN) + " AS " + UserRow.GUID);
        selected.add(table.quoted(USERS_DOMAIN_COLUMN) + " AS " + UserRow.DOMAIN);
        // the hash itself stays in the database
        selected.add((table.has(USERS_PASSWORD_COLUMN)
                        ? "CASE WHEN " + conditions.isEmpty(USERS_PASSWORD_COLUMN) + " THEN 0 ELSE 1 END"
                        : "1")
                + " AS " + UserRow.HAS_PASSWORD);
        selected.add((table.softDeletes() ? "CASE WHEN " + table.marker().isDeleted() + " THEN 1 ELSE 0 END" : "0")
                + " AS " + UserRow.IS_DELETED);
        int position = 0;
        for (String name : columnNames) {
            selected.add(table.quoted(name) + " AS " + UserRow.column(position++));
        }
        return selected.toString();
    }
}
