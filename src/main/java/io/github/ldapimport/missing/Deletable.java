package io.github.ldapimport.missing;

import io.github.ldapimport.changes.Approval;
import io.github.ldapimport.changes.ChangeKind;
import io.github.ldapimport.changes.RowChange;
import io.github.ldapimport.dialect.KeyColumn;
import io.github.ldapimport.table.SoftDeletePolicy.Mark;
import java.util.List;

/** Missing users as what a person may approve of. */
public final class Deletable {
    private Deletable() {}

    /** How many of them were not approved one by one. */
    public static long unapproved(MissingUsers missing, Approval approval) {
        return missing.rows().stream()
                .filter(row -> !approval.allows(ChangeKind.DELETED_MISSING, row.guid()))
                .count();
    }

    /** Their rows, each with what was to be done with it. */
    public static List<RowChange> wanted(MissingUsers missing) {
        return missing.rows().stream()
                .map(row -> new RowChange(
                        ChangeKind.DELETED_MISSING,
                        KeyColumn.text(row.id()),
                        row.guid(),
                        null,
                        row.label(),
                        row.accountName(),
                        Mark.DELETE,
                        List.of()))
                .toList();
    }
}
