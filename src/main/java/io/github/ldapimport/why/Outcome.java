package io.github.ldapimport.why;

import java.util.Locale;

/** At which station a user's way from the directory into the table ends, or where the row stands. */
public enum Outcome {
    /** Neither an entry nor a row has the name. */
    NOT_FOUND,
    /** Several entries, or several rows without an entry, have the name. */
    SEVERAL,
    /** There is a row, and no entry. */
    NO_ENTRY,
    /** The entry is not below the base. */
    OUTSIDE_BASE,
    /** A part of a filter does not match the entry. */
    FILTERED,
    /** The entry has no GUID, or a placeholder. */
    NO_GUID,
    /** A step of ldap-import-user leaves the entry out. */
    LEFT_OUT,
    /** The whole run is refused before it writes anything. */
    REFUSED,
    /** The entry cannot be mapped. */
    NOT_MAPPED,
    /** The row cannot be written, such as for a unique value that another row holds. */
    NOT_WRITABLE,
    /** The next run makes the row. */
    NEW,
    /** The row is soft-deleted. */
    DELETED,
    /** The row is live, and the account is disabled. */
    DISABLED,
    /** The next run changes the row. */
    CHANGES,
    /** The row is as the entry says. */
    UP_TO_DATE,
    /** The provider could not be asked. */
    FAILED;

    /** As JSON has it: {@code not-found}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
