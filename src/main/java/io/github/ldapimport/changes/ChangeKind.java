package io.github.ldapimport.changes;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a run did to a row. */
public enum ChangeKind {
    /** A new row. */
    IMPORTED,
    /** Other values in a row that was the user's already. */
    CHANGED,
    /** A row without a GUID became the user's, by sync-existing. */
    ADOPTED,
    /** The user's row got another GUID, in a run with --relink. */
    RELINKED,
    /** Soft-deleted, because the account is disabled. */
    DELETED,
    /** Restored, because the account is enabled. */
    RESTORED,
    /** Soft-deleted, because the directory does not have the user. */
    DELETED_MISSING,
    /** Noticed as missing: the row waits as it is for the grace period. */
    MISSING_NOTICED,
    /** Users became members of the group whose row it is. */
    MEMBERS_ADDED,
    /** Users are no members of that group any more. */
    MEMBERS_REMOVED,
    /** Set back to what it was before an earlier run. */
    UNDONE;

    /** As the table and the program's output have it, such as {@code deleted-missing}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The kind of that text; empty for one that only a later release knows. */
    public static Optional<ChangeKind> named(String text) {
        return Arrays.stream(values()).filter(kind -> kind.text().equals(text)).findFirst();
    }
}
