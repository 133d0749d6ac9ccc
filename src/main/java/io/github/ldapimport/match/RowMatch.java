package io.github.ldapimport.match;

import io.github.ldapimport.mapping.MappedUser;
import io.github.ldapimport.rows.UserRow;

/**
 * The row that a user has in the table, as far as it is known. Immutable: what is found out makes another one.
 *
 * <p>No record, because a record's hash would be that of all its values.
 */
public final class RowMatch {
    private final MappedUser user;
    private final UserRow row;
    private final String neighbour;
    private final boolean relinked;
    private final String failure;
    private final boolean retriable;

    private RowMatch(
            MappedUser user, UserRow row, String neighbour, boolean relinked, String failure, boolean retriable) {
        this.user = user;
        this.row = row;
        this.neighbour = neighbour;
        this.relinked = relinked;
        this.failure = failure;
        this.retriable = retriable;
    }

    /** Of a user of whom nothing is known yet. */
    public static RowMatch unknown(MappedUser user) {
        return new RowMatch(user, null, null, false, null, false);
    }

    /**
     * With the row that has the user's GUID.
     *
     * @param provider that imports the row's domain, where it is not known yet whose the user is; else null
     */
    public RowMatch found(UserRow found, String provider) {
        return new RowMatch(user, found, provider, false, failure, false);
    }

    /** With a row that had another GUID, or none. */
    RowMatch adopting(UserRow found) {
        return new RowMatch(user, found, null, !found.isUnclaimed(), failure, false);
    }

    /** With a row that is this provider's from now on. */
    RowMatch moved() {
        return new RowMatch(user, row, null, relinked, failure, false);
    }

    RowMatch failed(String why) {
        return new RowMatch(user, row, neighbour, relinked, why, false);
    }

    /** Where another try may go well. */
    RowMatch refused(String why) {
        return new RowMatch(user, row, neighbour, relinked, why, true);
    }

    public MappedUser user() {
        return user;
    }

    /** Null where there is none. */
    public UserRow row() {
        return row;
    }

    /** The provider that imports the row's domain, where it is not known yet whose the user is; else null. */
    public String neighbour() {
        return neighbour;
    }

    /** Whether the row had another GUID, which the directory does not have, and was found by sync-existing. */
    public boolean isRelinked() {
        return relinked;
    }

    /** Why the user's row is not to be written, or null. */
    public String failure() {
        return failure;
    }

    /** Whether another try of a user who failed may go well. */
    public boolean isRetriable() {
        return retriable;
    }

    boolean isPending() {
        return failure == null;
    }

    /** The DN alone: values belong in no log. */
    @Override
    public String toString() {
        return user.toString();
    }
}
