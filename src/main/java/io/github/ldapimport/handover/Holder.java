package io.github.ldapimport.handover;

import io.github.ldapimport.dialect.KeyColumn;
import io.github.ldapimport.ldap.Entry;
import io.github.ldapimport.rows.UserRow;
import java.util.Map;

/**
 * A row that has what another row wants.
 *
 * @param label what names the row to a person, or null
 * @param domain whose row it is, or null for none
 * @param hasGuid whether it is a directory user's, rather than a local one
 */
public record Holder(Object id, Object label, boolean isDeleted, String domain, boolean hasGuid) {
    /**
     * What to do where a live row of the same domain has the value. A dry run, which has no row to look at yet, and each try of a run
     * say it in the same words: who is still in the directory is known only when the whole search is over.
     */
    public static final String BETWEEN_USERS =
            "change it in one of the two entries; if the other user is no longer in the directory, a row of the same person"
                    + " under a former GUID goes to this user by --relink (docs/rebuilt.md), and --delete-missing with"
                    + " users.release-columns frees the values of one who has left";

    /** The row that a lookup of {@link UniqueStatements} found. */
    public static Holder of(Map<String, Object> result) {
        Object domain = result.get(UserRow.DOMAIN);
        return new Holder(
                result.get(UserRow.ID),
                result.get(UserRow.LABEL),
                isTrue(result.get(UserRow.IS_DELETED)),
                domain == null || domain.toString().isBlank()
                        ? null
                        : domain.toString().strip(),
                isTrue(result.get(UserRow.HAS_GUID)));
    }

    private static boolean isTrue(Object flag) {
        return ((Number) flag).intValue() == 1;
    }

    /** For a message: which row has what, and whose it is. */
    public String holding(Want want) {
        return "the row id = " + KeyColumn.shown(id)
                + (label == null || label.toString().isBlank() ? "" : " (" + Entry.shown(label) + ")")
                + " has " + want.key().described(want.values())
                + (isDeleted ? " and is soft-deleted (" : " (a live row, ")
                + (domain == null ? "of no domain)" : "of domain " + domain + ")");
    }

    /**
     * For a message: what to do where a user of a domain wants what this row keeps.
     *
     * @param wanted the user's domain
     */
    public String remedy(String wanted) {
        if (!hasGuid) {
            return isDeleted
                    ? "it is no directory user's row: empty the column there, or give it another value"
                    : "it is no directory user's row: if it is this person's, adopt it by users.sync-existing"
                            + " (docs/adoption.md); else change the value on one side";
        } else if (!wanted.equals(domain)) {
            return "that row is another domain's: change the value on one side";
        }
        return isDeleted
                ? "if it is this person's under a former GUID, give it to this user by --relink with --restore"
                        + " (docs/rebuilt.md); else empty the column there, or give it another value; columns of"
                        + " users.release-columns are emptied when a row is deleted"
                : BETWEEN_USERS;
    }

    /** Without the values: they belong in no log. */
    @Override
    public String toString() {
        return "the row " + KeyColumn.shown(id);
    }
}
