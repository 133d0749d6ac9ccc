package io.github.ldapimport.plan;

import io.github.ldapimport.mapping.MappedUser;
import io.github.ldapimport.match.RowMatch;
import io.github.ldapimport.rows.UserRow;
import io.github.ldapimport.table.SoftDeletePolicy;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * What a run is to do with one user's row: a value, made of the mapped user and the stored row alone. What becomes of it stands in a
 * {@link UserWrite}.
 *
 * <p>No record, because a record's hash would be that of all its values.
 */
public final class UserChange {
    /** What is to be done. */
    public enum Action {
        /** A new row. */
        IMPORT,
        /** A row that is written because something changed. */
        CHANGE,
        /** A row that is as it should be, and is not written. */
        KEEP,
        /** Nothing: the user cannot have a row. */
        FAIL
    }

    /**
     * A column that gets another value.
     *
     * @param from what the table holds
     * @param to what it will hold
     */
    public record Change(String column, Object from, Object to) {
        /** Without the values: they belong in no log. */
        @Override
        public String toString() {
            return column;
        }
    }

    /**
     * Whose a row is to be: as it was before the run that is undone.
     *
     * @param guid null for none
     * @param domain null for none
     */
    public record Owner(String guid, String domain) {}

    private final RowMatch match;
    private final Action action;
    private final Object newId;
    private final SoftDeletePolicy.Mark mark;
    private final SoftDeletePolicy.Mark later;
    private final Map<String, Object> valuesWhenRestored;
    private final List<Change> changes;
    private final Map<String, Object> values;
    private final Owner owner;
    private final Object formerMark;

    private UserChange(
            RowMatch match,
            Action action,
            Object newId,
            SoftDeletePolicy.Mark mark,
            SoftDeletePolicy.Mark later,
            Map<String, Object> valuesWhenRestored,
            List<Change> changes,
            Map<String, Object> values,
            Owner owner,
            Object formerMark) {
        this.match = match;
        this.action = action;
        this.newId = newId;
        this.mark = mark;
        this.later = later;
        this.valuesWhenRestored = valuesWhenRestored;
        this.changes = List.copyOf(changes);
        this.values = Collections.unmodifiableMap(values);
        this.owner = owner;
        this.formerMark = formerMark;
    }

    static UserChange failed(RowMatch match) {
        SoftDeletePolicy.Mark none = SoftDeletePolicy.Mark.NONE;
        return new UserChange(match, Action.FAIL, null, none, none, Map.of(), List.of(), Map.of(), null, null);
    }

    /**
     * A new row.
     *
     * @param newId its key, or null where the database gives it
     * @param mark a new row may be soft-deleted at once
     */
    static UserChange imported(
            RowMatch match,
            Object newId,
            SoftDeletePolicy.Mark mark,
            List<Change> changes,
            Map<String, Object> values) {
        return new UserChange(
                match, Action.IMPORT, newId, mark, SoftDeletePolicy.Mark.NONE, Map.of(), changes, values, null, null);
    }

    /**
     * A row that is there.
     *
     * @param later what is to become of its soft-delete date at the end of the run
     * @param valuesWhenRestored columns that come back with a row that is restored then
     */
    static UserChange ofRow(
            RowMatch match,
            Action action,
            SoftDeletePolicy.Mark later,
            Map<String, Object> valuesWhenRestored,
            List<Change> changes,
            Map<String, Object> values) {
        return new UserChange(
                match,
                action,
                null,
                SoftDeletePolicy.Mark.NONE,
                later,
                valuesWhenRestored,
                changes,
                values,
                null,
                null);
    }

    /**
     * A row that is set back to what it was before a run.
     *
     * @param action whether it differs from that
     * @param mark what becomes of its soft-delete date, at once
     * @param owner whose it is to be
     * @param formerMark what its soft-delete column holds; null where the table has none
     */
    public static UserChange setBack(
            RowMatch match,
            Action action,
            SoftDeletePolicy.Mark mark,
            Owner owner,
            List<Change> changes,
            Map<String, Object> values,
            Object formerMark) {
        SoftDeletePolicy.Mark none = SoftDeletePolicy.Mark.NONE;
        return new UserChange(match, action, null, mark, none, Map.of(), changes, values, owner, formerMark);
    }

    public MappedUser row() {
        return match.user();
    }

    public Action action() {
        return action;
    }

    /** What becomes of the row's soft-delete date as it is written: of a new row, or of one that is set back. */
    public SoftDeletePolicy.Mark mark() {
        return mark;
    }

    /** What is to become of the date of a row that is there, once it is known of how many. */
    public SoftDeletePolicy.Mark later() {
        return later;
    }

    /** The columns that come back with a restored row. */
    Map<String, Object> valuesWhenRestored() {
        return valuesWhenRestored;
    }

    /** The key of the row, or null for a new one. */
    public Object id() {
        return existing() == null ? null : existing().id();
    }

    /** The key that a new row gets, or null where the database gives it. */
    public Object newId() {
        return newId;
    }

    /** The columns that change, GUID and domain among them; for a new row all columns that are written. */
    public List<Change> changes() {
        return changes;
    }

    /** The columns and values that were decided on, as the columns take them. */
    public Map<String, Object> values() {
        return values;
    }

    /** The value for a column, as the column's type takes it. */
    Object value(String column) {
        return values.get(column);
    }

    /** Whether the row is one without a GUID that sync-existing found for the user. */
    public boolean isAdoption() {
        return action == Action.CHANGE && owner == null && existing().isUnclaimed();
    }

    /** Whether the row had another GUID, which the directory does not have, and was found by sync-existing. */
    public boolean isRelinked() {
        return match.isRelinked();
    }

    /** Whether the row is one that several users may want: without a GUID, or with one that the directory does not have. */
    boolean takesRowOver() {
        return isAdoption() || isRelinked();
    }

    /** What the soft-delete column of a row that is set back holds. */
    public Object formerMark() {
        return formerMark;
    }

    /** Whether the row is set back to what it was before a run. */
    public boolean isSetBack() {
        return owner != null;
    }

    /** The GUID that the row gets; null only of a row that is set back. */
    public String guid() {
        return owner == null ? row().guid() : owner.guid();
    }

    /** The domain that a row gets which is set back; null for none. */
    public String domainSetBack() {
        return owner.domain();
    }

    /** The domain that the row gets, which is that of the page but of a row that is set back. */
    String domain(String ofPage) {
        return owner == null ? ofPage : owner.domain();
    }

    /** The GUID that the row has in the table, or null. */
    public String formerGuid() {
        return existing() == null ? null : existing().guid();
    }

    /** The stored row, or null for a new one. */
    public UserRow existing() {
        return match.row();
    }

    /** Whether the row is to get a password that is known to no one. */
    boolean needsPassword() {
        return action == Action.IMPORT
                || (action == Action.CHANGE && owner == null && !existing().hasPassword());
    }

    /** The DN alone: values belong in no log. */
    @Override
    public String toString() {
        return match.toString();
    }
}
