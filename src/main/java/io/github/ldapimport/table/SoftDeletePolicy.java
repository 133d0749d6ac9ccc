package io.github.ldapimport.table;

import io.github.ldapimport.ldap.AccountState;

/**
 * What a run does to the soft-delete date of the users it finds.
 *
 * @param delete whether rows of disabled users are soft-deleted
 * @param restore whether soft-deleted rows of enabled users are restored
 */
public record SoftDeletePolicy(boolean delete, boolean restore) {
    /** What becomes of one row's date. */
    public enum Mark {
        NONE,
        DELETE,
        RESTORE
    }

    /** Leaves every date as it is. */
    public static final SoftDeletePolicy NONE = new SoftDeletePolicy(false, false);

    /** Whether the state of the users' accounts matters. */
    public boolean any() {
        return delete || restore;
    }

    /** @param deleted whether the row is soft-deleted now */
    public Mark mark(AccountState state, boolean deleted) {
        if (delete && !deleted && state == AccountState.DISABLED) {
            return Mark.DELETE;
        }
        return restore && deleted && state == AccountState.ENABLED ? Mark.RESTORE : Mark.NONE;
    }
}
