package io.github.ldapimport.plan;

import io.github.ldapimport.mapping.MappedUser;
import io.github.ldapimport.match.RowMatch;
import io.github.ldapimport.table.UsersTable;
import java.util.List;

/** A user's change, and what has become of it so far. Not for two threads at once, but for the hash of its password. */
public final class UserWrite {
    private final UserChange change;
    private String passwordHash;
    private String failure;
    private boolean refused;
    private boolean outrun;
    private boolean written;
    private String left;

    /**
     * @param failure why the user cannot have a row, or null
     * @param retriable whether another try of a user who failed may go well
     */
    UserWrite(UserChange change, String failure, boolean retriable) {
        this.change = change;
        this.failure = failure;
        this.refused = retriable;
    }

    /** A row that is set back to what it was before a run. */
    public static UserWrite ofSetBack(UserChange change) {
        return new UserWrite(change, null, false);
    }

    /** A row of which another change waits, which was made after this one and so is set back before it. */
    public static UserWrite deferred(MappedUser user) {
        UserWrite write = new UserWrite(UserChange.failed(RowMatch.unknown(user)), null, false);
        write.outrun("another change of its row waits to be set back before this one");
        return write;
    }

    public UserChange change() {
        return change;
    }

    /** The user as the entry says. */
    public MappedUser row() {
        return change.row();
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

    /** Whether the row is as it should be, was written, or failed. */
    public boolean isSettled() {
        return written || failure != null || left != null || change.action() == UserChange.Action.KEEP;
    }

    /** What is to become of the soft-delete date at the end of the run, as it is kept until then. */
    public AccountChange accountChange() {
        return new AccountChange(
                change.later(),
                row().guid(),
                row().dn(),
                row().name(),
                row().accountName(),
                change.action() == UserChange.Action.KEEP,
                failure != null,
                change.valuesWhenRestored());
    }

    boolean needsPassword() {
        return failure == null && left == null && change.needsPassword();
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

    /** Why the row stays as it is, though the entry differs from it; null where it does not. */
    public String left() {
        return left;
    }

    /** Leaves the row as it is, and keeps the reason. */
    public void leave(String why) {
        left = why;
    }

    /** Notes that the run stopped before this user's row was written. */
    public void giveUp() {
        fail("not written: the run stopped before");
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

    /** Those of some users who have not failed, and whose rows are not left as they are. */
    static List<UserWrite> pending(List<UserWrite> users) {
        return users.stream()
                .filter(user -> user.failure == null && user.left == null)
                .toList();
    }

    /** What the columns' types say against a row that the database has refused; it may have named no column itself. */
    String describeMisfit(UsersTable table) {
        StringBuilder words = new StringBuilder();
        change.values().forEach((name, value) -> {
            table.column(name)
                    .refusalReason(value)
                    .ifPresent(why ->
                            words.append("; column ").append(name).append(' ').append(why));
        });
        return words.toString();
    }

    /** The DN alone: values belong in no log. */
    @Override
    public String toString() {
        return change.toString();
    }
}
