package io.github.ldapimport.match;

import io.github.ldapimport.dialect.KeyColumn;
import io.github.ldapimport.rows.UserRow;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.table.UniqueKey;
import io.github.ldapimport.table.UsersTable;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** The columns of the table that a page's users are compared in, and the rows that are found, read by them. */
public final class PageTable {
    private final UsersTable table;
    private final String domain;
    private final List<UniqueKey> uniqueKeys;
    private final List<String> columns;
    private final List<String> labels;

    /** @param columns that the users' rows name; those of sync-existing and of unique keys come to them */
    public PageTable(UsersTable table, String domain, Set<String> columns) {
        this.table = table;
        this.domain = domain;
        Set<String> all = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        all.addAll(columns);
        table.settings().syncExisting().forEach(pair -> all.add(pair.column()));
        if (!table.settings().syncExisting().isEmpty()) {
            all.addAll(table.settings().adoptFilter().columns());
        }
        Set<String> written = new TreeSet<>(all);
        table.settings().insertAttributes().forEach(pair -> written.add(pair.column()));
        this.uniqueKeys = table.uniqueKeys(written);
        uniqueKeys.forEach(key -> key.columns().forEach(column -> all.add(column.name())));
        this.columns = List.copyOf(all);
        this.labels = IntStream.range(0, this.columns.size())
                .mapToObj(UserRow::column)
                .toList();
    }

    public UsersTable table() {
        return table;
    }

    /** The domain of the rows that are written. */
    public String domain() {
        return domain;
    }

    /** The unique keys that a change of the page may touch. */
    public List<UniqueKey> uniqueKeys() {
        return uniqueKeys;
    }

    /** The columns that are read of each row. */
    public List<String> columns() {
        return columns;
    }

    /** A row that one of the lookups found. */
    public UserRow row(Map<String, Object> result) {
        return UserRow.of(result, labels, table.guidColumn());
    }

    /** What a row has in one of the columns. */
    public Object value(UserRow row, String column) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).equalsIgnoreCase(column)) {
                return row.values().get(i);
            }
        }
        throw new IllegalArgumentException(column);
    }

    /** A row's key in a form that is equal for equal ones. */
    Object key(UserRow row) {
        return key(row.id());
    }

    /** The same of a row's id. */
    public Object key(Object id) {
        return table.canonicalId(id);
    }

    /** Whether a row is of the domain that is written, as the column compares. */
    public boolean isOfDomain(UserRow row) {
        return isSame(Setting.USERS_DOMAIN_COLUMN, domain, row.domain());
    }

    /** Whether a text is what the row has in one of the bundle's columns, as the column compares. */
    public boolean isSame(Setting column, String one, String other) {
        return one.equals(other) || one.equals(table.column(column).canonical(other));
    }

    /** For a message: the keys of some rows. */
    static String ids(Collection<UserRow> rows) {
        return "id = "
                + String.join(
                        ", ",
                        rows.stream().map(row -> KeyColumn.shown(row.id())).toList());
    }
}
