package io.github.ldapimport.why;

import io.github.ldapimport.why.Facts.Row;
import java.util.List;
import java.util.stream.Collectors;

/** Rows in words: which they are, and what becomes of one whose user a run does not find. */
final class RowWords {
    private RowWords() {}

    /** What a run with --delete-missing does with a row whose user it does not find. */
    static String fate(Facts facts, Row row) {
        String which = "a run with --delete-missing ";
        String leaves = which + "leaves the row id = " + row.id() + " as it is: ";
        if (facts.table().noSoftDeletes() != null) {
            return leaves + facts.table().noSoftDeletes();
        } else if (!row.isOfDomain()) {
            return leaves + "it is of the domain '" + row.domain() + "', not of '"
                    + facts.question().domain() + "'";
        } else if (!row.hasGuid()) {
            return leaves
                    + "it has no GUID, so that it is no row of the directory's; users.sync-existing has a run adopt it"
                    + " (docs/adoption.md)";
        } else if (row.domain() == null) {
            return leaves + "it has no domain";
        } else if (!row.isPossible()) {
            return leaves + "the directory cannot have given its GUID " + row.guid();
        }
        return which + "soft-deletes the row id = " + row.id() + (row.waits() == null ? "" : " " + row.waits())
                + ", if no limit refuses it (max-missing="
                + facts.table().maxMissing() + "); delete-missing is "
                + (facts.table().deleteMissing() ? "on" : "off") + " in the settings";
    }

    static String shown(List<Row> rows) {
        return rows.stream().map(RowWords::shown).collect(Collectors.joining("; "));
    }

    static String shown(Row row) {
        return "id = " + row.id() + ", " + (row.guid() == null ? "no GUID" : "GUID " + row.guid()) + ", "
                + (row.domain() == null ? "no domain" : "domain '" + row.domain() + "'") + ", "
                + (row.deleted() ? deleted(row) : "live");
    }

    static String deleted(Row row) {
        return "soft-deleted" + (row.deletedAt() == null ? "" : " (" + row.deletedAt() + ")")
                + (row.deletedBy() == null ? "" : " by run " + row.deletedBy());
    }
}
