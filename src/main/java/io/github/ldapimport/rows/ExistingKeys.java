package io.github.ldapimport.rows;

import io.github.ldapimport.dialect.Column;
import io.github.ldapimport.ldap.Entry;
import io.github.ldapimport.mapping.ColumnSource;
import io.github.ldapimport.table.UsersTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * The values of sync-existing, of users and of rows, in a form that is equal for equal ones. They are compared here again, because
 * a database's collation may take more for equal than a person would.
 */
public final class ExistingKeys {
    private final UsersTable table;
    private final List<ColumnSource> pairs;

    public ExistingKeys(UsersTable table) {
        this.table = table;
        this.pairs = table.settings().syncExisting();
    }

    public List<String> columns() {
        return pairs.stream().map(ColumnSource::column).toList();
    }

    /**
     * The values of one way to know a user's row; one that is null knows no row.
     *
     * @throws IllegalArgumentException when a value cannot be looked for
     */
    public List<Object> ofUser(List<Object> values) {
        List<Object> key = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            Column column = table.column(pairs.get(i).column());
            Object value = column.convert(values.get(i));
            if (value instanceof String text && text.indexOf('\0') >= 0) {
                // PostgreSQL would refuse the whole lookup
                throw new IllegalArgumentException("the value for column " + column.name() + " holds a NUL character");
            } else if (column.losesPrecision(values.get(i), value)) {
                throw new IllegalArgumentException("the value " + values.get(i) + " does not fit column "
                        + column.name() + " whole, so nobody can be known by it");
            }
            key.add(comparable(pairs.get(i), value));
        }
        return key;
    }

    /** The values that a row has, in the order of the pairs. */
    public List<Object> ofRow(List<Object> values) {
        List<Object> key = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            key.add(comparable(pairs.get(i), values.get(i)));
        }
        return key;
    }

    /** The values in the order of the pairs, for a message: {@code email = 'a@example.com'}. */
    public String described(List<Object> values) {
        StringJoiner described = new StringJoiner(", ");
        for (int i = 0; i < pairs.size(); i++) {
            described.add(pairs.get(i).column() + " = "
                    + (values.get(i) == null
                            ? "NULL"
                            : Entry.shown(values.get(i).toString())));
        }
        return described.toString();
    }

    private Object comparable(ColumnSource pair, Object value) {
        Object comparable = table.column(pair.column()).canonical(value);
        return pair.ignoresCase() && comparable instanceof String text ? text.toLowerCase(Locale.ROOT) : comparable;
    }
}
