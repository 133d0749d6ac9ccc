package io.github.ldapimport.handover;

import io.github.ldapimport.dialect.KeyColumn;
import io.github.ldapimport.ldap.Entry;
import io.github.ldapimport.rows.UserRow;
import java.util.Map;

/**
 * A row that has what another row wants.
 *
 * @param label what names the row to a person, or null
 */
public record Holder(Object id, Object label, boolean isDeleted) {
    /** The row that a {@link HolderLookup} found. */
    public static Holder of(Map<String, Object> result) {
        return new Holder(
                result.get(UserRow.ID),
                result.get(UserRow.LABEL),
                ((Number) result.get(UserRow.IS_DELETED)).intValue() == 1);
    }

    /** For a message. */
    public String holding(Want want) {
        return "the row id = " + KeyColumn.shown(id)
                + (label == null || label.toString().isBlank() ? "" : " (" + Entry.shown(label) + ")")
                + " has " + want.key().described(want.values())
                + (isDeleted
                        ? " and is soft-deleted: empty the column there, if the value is this user's now; what"
                                + " release-columns names is emptied when a row is deleted"
                        : "");
    }
}
