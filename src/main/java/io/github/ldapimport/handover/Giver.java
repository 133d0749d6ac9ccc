package io.github.ldapimport.handover;

import io.github.ldapimport.dialect.KeyColumn;
import io.github.ldapimport.table.UniqueKey;
import java.util.List;
import java.util.Set;

/**
 * A row of a ring that gives unique values up.
 *
 * @param id the row's key
 * @param written the columns that the row's update sets, by names without regard to case
 * @param keys in which the row will have other values
 */
public record Giver(Object id, Set<String> written, List<UniqueKey> keys) {
    /** Without the values: they belong in no log. */
    @Override
    public String toString() {
        return "the row " + KeyColumn.shown(id);
    }
}
