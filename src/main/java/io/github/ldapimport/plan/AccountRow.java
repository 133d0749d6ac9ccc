package io.github.ldapimport.plan;

import io.github.ldapimport.rows.LiveUserRow;
import io.github.ldapimport.table.SoftDeletePolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A row whose soft-delete date is to change, as it was found at the end of the run, and what became of it. */
public final class AccountRow {
    private final AccountChange change;
    private final LiveUserRow found;
    private final Map<String, Object> values;
    private final Object formerMark;
    private Object stateWhenRestored;
    private boolean written;
    private String failure;

    /**
     * @param values of the columns that the import writes, as the columns take them
     * @param formerMark what the soft-delete column holds
     */
    AccountRow(AccountChange change, LiveUserRow found, Map<String, Object> values, Object formerMark) {
        this.change = change;
        this.found = found;
        this.values = values;
        this.formerMark = formerMark;
    }

    public AccountChange change() {
        return change;
    }

    /** The row's key; null where there is no such row any more. */
    public Object id() {
        return found == null ? null : found.id();
    }

    /** What the soft-delete column held before. */
    public Object formerMark() {
        return formerMark;
    }

    /** What the soft-delete column is to hold in place of what makes a row live; null where it was live. */
    Object stateWhenRestored() {
        return stateWhenRestored;
    }

    /** Says in which state the row was when it was soft-deleted. */
    void restoreTo(Object state) {
        stateWhenRestored = state;
    }

    LiveUserRow found() {
        return found;
    }

    /** What the table holds once the change is made. */
    public Map<String, Object> values(List<String> released) {
        Map<String, Object> after = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        after.putAll(values);
        after.putAll(change.valuesWhenRestored());
        if (change.mark() == SoftDeletePolicy.Mark.DELETE) {
            released.forEach(column -> after.replace(column, null));
        }
        return after;
    }

    /** The columns of the import that change with the date. */
    public List<String> changed(List<String> released) {
        if (change.mark() == SoftDeletePolicy.Mark.RESTORE) {
            return List.copyOf(change.valuesWhenRestored().keySet());
        }
        List<String> emptied = new ArrayList<>();
        released.stream().filter(column -> values.get(column) != null).forEach(emptied::add);
        return emptied;
    }

    /** The same with the values that they have and get. */
    public List<UserChange.Change> valueChanges(List<String> released) {
        Map<String, Object> after = values(released);
        return changed(released).stream()
                .map(column -> new UserChange.Change(column, values.get(column), after.get(column)))
                .toList();
    }

    public boolean isWritten() {
        return written;
    }

    void written() {
        written = true;
    }

    /** Why the change could not be made, or null. */
    public String failure() {
        return failure;
    }

    void fail(String words) {
        failure = words;
    }
}
