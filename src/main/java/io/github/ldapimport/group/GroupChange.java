package io.github.ldapimport.group;

import io.github.ldapimport.rows.KeyedRow;
import java.util.List;

/**
 * What is to be done with the pairs of one group.
 *
 * @param group number of the group that was read; {@link OtherMembers#NO_GROUP} of one that the directory does not have
 * @param row the group's row
 * @param added users who get a pair
 * @param removed pairs that the import made, and that are to go
 * @param own how many pairs of the group the import made
 */
record GroupChange(int group, KeyedRow row, IntBag added, List<Removed> removed, long own) {
    /**
     * A pair to remove.
     *
     * @param user whom it names
     * @param stored how the table names the user
     */
    record Removed(int user, Object stored) {
        /** Without the value: it belongs in no log. */
        @Override
        public String toString() {
            return "the pair of user " + user;
        }
    }

    boolean isAny() {
        return added.size() > 0 || !removed.isEmpty();
    }

    /** The same with other removals. */
    GroupChange withRemovals(List<Removed> others) {
        return new GroupChange(group, row, added, others, own);
    }

    /** The group as messages name it. */
    @Override
    public String toString() {
        return row.shown();
    }
}
