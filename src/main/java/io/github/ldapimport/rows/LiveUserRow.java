package io.github.ldapimport.rows;

import io.github.ldapimport.dialect.GuidColumn;
import io.github.ldapimport.dialect.KeyColumn;
import io.github.ldapimport.ldap.Guid;
import java.util.List;
import java.util.Map;

/**
 * A row that is not soft-deleted and has a GUID.
 *
 * @param id the row's key
 * @param guid in its stored form
 * @param stored the GUID as the column holds it
 * @param label what a person knows the row by: the first column of sync-attributes, may be null
 * @param accountName what the column of the account attribute holds; null where there is none
 */
public record LiveUserRow(Object id, String guid, String stored, String label, String accountName) {
    static final String ID = "row_id";
    static final String GUID = "row_guid";
    static final String DOMAIN = "row_domain";
    static final String LABEL = "row_label";
    static final String ACCOUNT = "row_account";

    static LiveUserRow of(Map<String, Object> result, GuidColumn guidColumn) {
        String stored = guidColumn.text(result.get(GUID));
        return new LiveUserRow(
                result.get(ID), Guid.canonical(stored), stored, text(result.get(LABEL)), text(result.get(ACCOUNT)));
    }

    private static String text(Object value) {
        return value == null ? null : value.toString();
    }

    /** The row's key and label, as messages name it. */
    public String shown() {
        return "id = " + KeyColumn.shown(id) + (label == null ? "" : " (" + label + ")");
    }

    /** The GUID, and any other that the column may hold in this form; a user with any of them is the row's. */
    public List<String> guidVariants() {
        return Guid.guidVariants(stored);
    }

    /** The row as messages name it. */
    @Override
    public String toString() {
        return shown();
    }
}
