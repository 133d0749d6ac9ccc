package io.github.ldapimport.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What writing a page would do to rows that are there: how many get other values, and which columns lose theirs. */
public final class ValueChanges {
    private final List<String> columns;
    private final long[] kept;
    private final long[] joining;
    private final Map<String, List<UserChange>> emptied = new LinkedHashMap<>();
    private final Map<String, Uniform> uniform = new LinkedHashMap<>();
    private final List<UserChange> changed = new ArrayList<>();
    private long joiningRows;

    ValueChanges(List<String> columns) {
        this.columns = columns;
        this.kept = new long[columns.size()];
        this.joining = new long[columns.size()];
    }

    /** @param isOfDomain whether the row was the domain's before, and so is among those that were counted */
    void add(UserChange user, boolean isOfDomain) {
        if (!isOfDomain) {
            joiningRows++;
        }
        boolean isChanged = !user.changes().isEmpty();
        if (isChanged) {
            changed.add(user);
            for (UserChange.Change change : user.changes()) {
                // GUID and domain are not among the values
                if (user.values().containsKey(change.column())) {
                    uniform.computeIfAbsent(change.column(), column -> new Uniform())
                            .add(change);
                }
            }
        }
        List<Object> values = user.existing().values();
        for (int i = 0; i < kept.length; i++) {
            if (isEmpty(values.get(i))) {
                continue;
            }
            if (!isOfDomain) {
                joining[i]++;
            }
            if (isChanged
                    && user.values().containsKey(columns.get(i))
                    && isEmpty(user.values().get(columns.get(i)))) {
                emptied.computeIfAbsent(columns.get(i), column -> new ArrayList<>())
                        .add(user);
            } else {
                kept[i]++;
            }
        }
    }

    private static boolean isEmpty(Object value) {
        return value == null || value.equals("");
    }

    /** Whether a column of any row loses its value. */
    public boolean isAnyEmptied() {
        return !emptied.isEmpty();
    }

    /** The users whose row loses a value, by column. */
    public Map<String, List<UserChange>> emptied() {
        return emptied;
    }

    /** Texts that are replaced, by column: whether all by one and the same. */
    public Map<String, Uniform> uniform() {
        return uniform;
    }

    /** The users whose row gets any other value. */
    public List<UserChange> changed() {
        return changed;
    }

    public List<String> columns() {
        return columns;
    }

    /** Rows that keep a value in a column, be it another one. */
    public long kept(int position) {
        return kept[position];
    }

    /** Rows with a value in a column that were not of the domain before. */
    public long joining(int position) {
        return joining[position];
    }

    /** Rows that were not of the domain before. */
    public long joining() {
        return joiningRows;
    }
}
