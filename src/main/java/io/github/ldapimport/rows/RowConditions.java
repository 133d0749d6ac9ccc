package io.github.ldapimport.rows;

import static io.github.ldapimport.settings.Setting.*;

import io.github.ldapimport.ldap.GuidForms;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.table.UsersTable;
import java.util.List;
import java.util.StringJoiner;

/** What the statements for a users table have in common: conditions and assignments, with the table's own names, quoted. */
public final class RowConditions {
    private final UsersTable table;

    public RowConditions(UsersTable table) {
        this.table = table;
    }

    /** Holds where the column has no value; a column of characters has none in the empty text either. */
    public String isEmpty(Setting column) {
        return table.column(column).isText()
                ? "(" + table.quoted(column) + " IS NULL OR " + table.quoted(column) + " = '')"
                : "(" + table.quoted(column) + " IS NULL)";
    }

    /** Holds where the row has no GUID, or a placeholder for none; it may hold for others, too, that only look like one. */
    public String isUnclaimed() {
        String guid = table.quoted(USERS_GUID_COLUMN);
        if (table.guidColumn().isBytes()) {
            return isEmpty(USERS_GUID_COLUMN);
        }
        String compared = table.guidColumn().isText() ? "LOWER(LTRIM(RTRIM(" + guid + ")))" : guid;
        List<String> placeholders =
                table.guidColumn().isText() ? GuidForms.placeholders() : GuidForms.placeholdersOfUuids();
        return "(" + isEmpty(USERS_GUID_COLUMN) + " OR " + compared + " IN ('" + String.join("', '", placeholders)
                + "'))";
    }

    /** The same of any column of the table; the values of an enumeration are never the empty text. */
    public String isEmpty(String column) {
        return table.column(column).isText() && !table.column(column).texts().isEnum()
                ? "(" + table.quoted(column) + " IS NULL OR " + table.quoted(column) + " = '')"
                : table.quoted(column) + " IS NULL";
    }

    /** Holds for the live rows of a domain that have a GUID; the domain is bound. */
    String live() {
        return ofDomain() + (table.softDeletes() ? " AND " + table.marker().isLive() : "") + " AND " + hasGuid();
    }

    /** Holds for the rows of a domain, which is bound. */
    String ofDomain() {
        return table.quoted(USERS_DOMAIN_COLUMN) + " = ?";
    }

    /** Holds for rows that have a GUID. */
    String hasGuid() {
        String guid = table.quoted(USERS_GUID_COLUMN);
        // not compared with '', which Oracle takes for NULL
        return table.guidColumn().isText()
                ? table.unpaddedGuid() + " LIKE '_%'"
                : table.guidColumn().isBytes() ? table.dialect().byteLength(guid) + " = 16" : guid + " IS NOT NULL";
    }

    /** Assigns the time of the change. */
    public String updatedNow() {
        return table.quoted(USERS_UPDATED_AT_COLUMN) + " = "
                + table.dialect().now(table.column(USERS_UPDATED_AT_COLUMN));
    }

    /** Assigns what a soft-deleted row has: the mark, the time, and nothing in the columns that another user may want. */
    public String softDeleted() {
        StringJoiner assignments = new StringJoiner(", ");
        assignments.add(table.marker().delete());
        if (table.has(USERS_UPDATED_AT_COLUMN)) {
            assignments.add(updatedNow());
        }
        table.settings().releaseColumns().forEach(column -> assignments.add(table.quoted(column) + " = NULL"));
        return assignments.toString();
    }
}
