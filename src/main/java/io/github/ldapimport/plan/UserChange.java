package io.github.ldapimport.plan;

import io.github.ldapimport.mapping.MappedUser;
import io.github.ldapimport.rows.UserRow;
import io.github.ldapimport.table.SoftDeletePolicy;
import io.github.ldapimport.table.UsersTable;
import java.util.List;
import java.util.Map;

/** What a run does with one user's row, and what became of it. */
public final class UserChange {
    /** What is to be done. */
    public enum Action {
        /** A new row. */
        IMPORT,
        /** A row that is written because something changed. */
        CHANGE,
        /** A row that is as it should be, and is not written. */
        KEEP
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

    private final MappedUser row;
    private Action action;
    private UserRow existing;
    private Object newId;
    private String neighbour;
    private boolean relinked;
    private SoftDeletePolicy.Mark mark = SoftDeletePolicy.Mark.NONE;
    private SoftDeletePolicy.Mark later = SoftDeletePolicy.Mark.NONE;
    private Map<String, Object> valuesWhenRestored = Map.of();
    private List<Change> changes = List.of();
    private Map<String, Object> values = Map.of();
    private String passwordHash;
    private String failure;
    private boolean refused;
    private boolean outrun;
    private boolean written;

    UserChange(MappedUser row) {
        this.row = row;
    }

    public MappedUser row() {
        return row;
    }

    /** Null until {@link PagePlan#compare} has decided. */
    public Action action() {
        return action;
    }

    /** What becomes of the row's soft-delete date as it is written: a new row may be deleted at once. */
    public SoftDeletePolicy.Mark mark() {
        return mark;
    }

    /** What is to become of the date of a row that is there, once it is known of how many. */
    public SoftDeletePolicy.Mark later() {
        return later;
    }

    /** Notes that the date is to change at the end of the run, and the columns that come back with a restored row. */
    void decideLater(SoftDeletePolicy.Mark itsMark, Map<String, Object> itsValues) {
        later = itsMark;
        valuesWhenRestored = itsValues;
    }

    boolean bringsBackValues() {
        return !valuesWhenRestored.isEmpty();
    }

    /** That change, as it is kept until the end of the run. */
    public AccountChange accountChange() {
        return new AccountChange(
                later,
                row.guid(),
                row.dn(),
                row.name(),
                row.accountName(),
                action == Action.KEEP,
                refused,
                valuesWhenRestored);
    }

    /** The key of the row, or null for a new one. */
    public Object id() {
        return existing == null ? null : existing.id();
    }

    /** The key that a new row gets, or null where the database gives it. */
    public Object newId() {
        return newId;
    }

    void setNewId(Object key) {
        newId = key;
    }

    /** The columns that change, GUID and domain among them; for a new row all columns that are written. */
    public List<Change> changes() {
        return changes;
    }

    /** Why the row could not be written, or null. */
    public String failure() {
        return failure;
    }

    /** Whether the database refused the row; another try may go well, once other rows are written. */
    public boolean isRefused() {
        return refused;
    }

    /** Whether another user, who came first, wants the same unique value: once that one is served, it may be free again. */
    public boolean isOutrun() {
        return outrun;
    }

    public boolean isWritten() {
        return written;
    }

    /** Whether the row is one without a GUID that sync-existing found for the user. */
    public boolean isAdoption() {
        return action == Action.CHANGE && existing.isUnclaimed();
    }

    /** Whether the row is one that several users may want: without a GUID, or with one that the directory does not have. */
    boolean takesRowOver() {
        return isAdoption() || relinked;
    }

    UserRow existing() {
        return existing;
    }

    void setExisting(UserRow found) {
        existing = found;
    }

    /** Whether a row was found, be it one that another provider imports. */
    boolean hasRow() {
        return existing != null;
    }

    /** The provider that imports the row's domain, where it is not known yet whose the user is; else null. */
    public String neighbour() {
        return neighbour;
    }

    /** Notes whose row it is, or with null that it is this provider's from now on. */
    void setNeighbour(String provider) {
        neighbour = provider;
    }

    /** Whether the row had another GUID, which the directory does not have, and was found by sync-existing. */
    public boolean isRelinked() {
        return relinked;
    }

    void setRelinked() {
        relinked = true;
    }

    /** The GUID that the row has in the table, or null. */
    public String formerGuid() {
        return existing == null ? null : existing.guid();
    }

    void decide(Action decided, SoftDeletePolicy.Mark itsMark, List<Change> itsChanges, Map<String, Object> converted) {
        action = decided;
        mark = itsMark;
        changes = itsChanges;
        values = converted;
    }

    /** The value for a column, as the column's type takes it. */
    Object value(String column) {
        return values.get(column);
    }

    boolean needsPassword() {
        return failure == null && action != Action.KEEP && (existing == null || !existing.hasPassword());
    }

    String passwordHash() {
        return passwordHash;
    }

    void setPasswordHash(String hash) {
        passwordHash = hash;
    }

    void written() {
        written = true;
    }

    /** Whether it is known what to do. */
    public boolean isDecided() {
        return action != null || failure != null;
    }

    /** Whether the row is as it should be, was written, or failed. */
    public boolean isSettled() {
        return written || failure != null || action == Action.KEEP;
    }

    /** Notes that the database was lost before this user's turn came. */
    public void giveUp() {
        fail("not written: the run stopped before");
    }

    /** The columns and values that were decided on, as the columns take them. */
    public Map<String, Object> values() {
        return values;
    }

    /** Notes why this user's row is not written. */
    void fail(String message) {
        failure = message;
    }

    /** Notes that the database refused the row. */
    void refuse(String message) {
        failure = message;
        refused = true;
    }

    /** Notes that the row cannot be written before that of another user who wants the same value. */
    void outrun(String message) {
        refuse(message);
        outrun = true;
    }

    /** Those of some users who have not failed. */
    static List<UserChange> pending(List<UserChange> users) {
        return users.stream().filter(user -> user.failure == null).toList();
    }

    /** What the columns' types say against a row that the database has refused; it may have named no column itself. */
    String describeMisfit(UsersTable table) {
        StringBuilder words = new StringBuilder();
        values.forEach((name, value) -> {
            table.column(name)
                    .refusalReason(value)
                    .ifPresent(why ->
                            words.append("; column ").append(name).append(' ').append(why));
        });
        return words.toString();
    }
}
