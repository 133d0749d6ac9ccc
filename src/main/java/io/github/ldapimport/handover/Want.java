package io.github.ldapimport.handover;

import io.github.ldapimport.table.UniqueKey;
import java.util.List;

/**
 * A value of a key that a user's row does not have yet.
 *
 * @param values one for each of the key's columns
 */
public record Want(int number, int user, UniqueKey key, List<Object> values) {
    /** Without the values: they belong in no log. */
    @Override
    public String toString() {
        return "want " + number + " of the user " + user;
    }
}
