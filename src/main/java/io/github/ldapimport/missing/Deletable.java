package io.github.ldapimport.missing;

import io.github.ldapimport.changes.Approval;
import io.github.ldapimport.changes.ChangeKind;
import io.github.ldapimport.changes.RowChange;
import io.github.ldapimport.dialect.KeyColumn;
import io.github.ldapimport.rows.LiveUserRow;
import io.github.ldapimport.table.SoftDeletePolicy.Mark;
import java.util.List;

/** Missing users as what a person may approve of. */
public final class Deletable {
    private Deletable() {}

    /** How many of those that max-missing judges were not approved one by one. */
    public static long unapproved(MissingUsers missing, Approval approval) {
        return missing.judged().stream()
                .filter(row -> !approval.allows(ChangeKind.DELETED_MISSING, row.guid()))
                .count();
    }

    /** How many max-missing judges, where it does not judge all; follows their number. */
    public static String judged(MissingUsers missing) {
        return missing.waiting().isOn() ? "; " + missing.judged().size() + " of them were not noticed before" : "";
    }

    /** Their rows, each with what was to be done with it. */
    public static List<RowChange> wanted(MissingUsers missing) {
        return missing.judged().stream().map(Deletable::wanted).toList();
    }

    /** What is to be done with one of them. */
    public static RowChange wanted(LiveUserRow row) {
        return new RowChange(
                ChangeKind.DELETED_MISSING,
                KeyColumn.text(row.id()),
                row.guid(),
                null,
                row.label(),
                row.accountName(),
                Mark.DELETE,
                List.of());
    }
}
