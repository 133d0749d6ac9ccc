package io.github.ldapimport.rows;

import io.github.ldapimport.dialect.GuidColumn;
import io.github.ldapimport.dialect.KeyColumn;
import io.github.ldapimport.ldap.Guid;
import io.github.ldapimport.ldap.GuidForms;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A row as the lookup found it.
 *
 * @param id the row's key
 * @param guid as stored, or null
 * @param domain or null
 * @param hasPassword whether the password column holds anything; its content is never read
 * @param deleted whether it is soft-deleted
 * @param values in the order of the columns looked up
 */
public record UserRow(
        Object id, String guid, String domain, boolean hasPassword, boolean deleted, List<Object> values) {
    public static final String ID = "row_id";
    static final String GUID = "row_guid";
    public static final String DOMAIN = "row_domain";
    static final String HAS_PASSWORD = "row_has_password";

    public static final String IS_DELETED = "row_is_deleted";

    /** The number of the wanted value that the row holds, and what names the row to a person. */
    public static final String WANT = "row_want";

    public static final String LABEL = "row_label";

    public static final String HAS_GUID = "row_has_guid";

    /** Whether it has no GUID: nothing, blanks, or a placeholder that stands for none. */
    public boolean isUnclaimed() {
        return guid == null || Guid.isPlaceholder(Guid.canonical(GuidForms.strip(guid)));
    }

    /** The label of the column looked up at a place. */
    public static String column(int position) {
        return "row_c" + position;
    }

    /** @param labels those of the columns looked up */
    public static UserRow of(Map<String, Object> result, List<String> labels, GuidColumn guidColumn) {
        Object[] values = new Object[labels.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = result.get(labels.get(i));
        }
        Object domain = result.get(DOMAIN);
        return new UserRow(
                result.get(ID),
                guidColumn.text(result.get(GUID)),
                domain == null ? null : domain.toString(),
                ((Number) result.get(HAS_PASSWORD)).intValue() != 0,
                ((Number) result.get(IS_DELETED)).intValue() != 0,
                Arrays.asList(values));
    }

    /** Without the values: they belong in no log. */
    @Override
    public String toString() {
        return "the row " + KeyColumn.shown(id);
    }
}
