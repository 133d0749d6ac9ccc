package io.github.ldapimport.history;

import io.github.ldapimport.dialect.Column;
import io.github.ldapimport.plan.UserChange;
import io.github.ldapimport.rows.UserQueries;
import io.github.ldapimport.rows.UserRow;
import io.github.ldapimport.sql.Statements;
import io.github.ldapimport.table.UsersTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the soft-delete column of rows holds after they were written, read within their transaction: the database says the time. */
final class Marks {
    private final UsersTable table;
    private final Map<Object, Object> byKey = new HashMap<>();

    private Marks(UsersTable table) {
        this.table = table;
    }

    /** Of the rows with some keys. */
    static Marks of(UsersTable table, List<Object> keys, Statements database) {
        Marks marks = new Marks(table);
        if (!keys.isEmpty()) {
            Column column = table.column(table.deletedAtColumn());
            for (Map<String, Object> row :
                    database.rows(new UserQueries(table).selectByKey(keys, List.of(column.name())))) {
                marks.byKey.put(table.canonicalId(row.get(UserRow.ID)), column.stored(row.get(UserRow.column(0))));
            }
        }
        return marks;
    }

    /** The changes of a row, and that of the column. */
    List<UserChange.Change> after(Object key, List<UserChange.Change> changes, Object before) {
        List<UserChange.Change> all = new ArrayList<>(changes);
        all.add(new UserChange.Change(
                table.column(table.deletedAtColumn()).name(), before, byKey.get(table.canonicalId(key))));
        return all;
    }

    /** The changes of a row that was set back; that of the column may be among them. */
    List<UserChange.Change> after(UserChange change) {
        if (change.id() == null || !byKey.containsKey(table.canonicalId(change.id()))) {
            return change.changes();
        }
        String column = table.column(table.deletedAtColumn()).name();
        List<UserChange.Change> others = change.changes().stream()
                .filter(each -> !each.column().equalsIgnoreCase(column))
                .toList();
        return after(change.id(), others, change.formerMark());
    }
}
