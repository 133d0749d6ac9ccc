package io.github.ldapimport.changes;

import io.github.ldapimport.plan.UserChange;
import io.github.ldapimport.table.SoftDeletePolicy.Mark;
import java.util.List;

/**
 * What a run is about to do to one row.
 *
 * @param key the row's key as a text; null of a new row whose key the database gives
 * @param guid the row's GUID after the change, in its stored form; that before it where the row has none any more
 * @param dn null of a user whom the directory does not have
 * @param name the person's name, or what the row's first column holds; may be null
 * @param account the login; may be null
 * @param mark what becomes of the row's soft-delete date
 * @param columns those that get other values
 */
public record RowChange(
        ChangeKind kind,
        String key,
        String guid,
        String dn,
        String name,
        String account,
        Mark mark,
        List<UserChange.Change> columns) {
    /** Without the values: they belong in no log. */
    @Override
    public String toString() {
        return kind.text() + " " + guid;
    }
}
