package io.github.ldapimport.group;

import io.github.ldapimport.rows.KeyedRow;
import io.github.ldapimport.rows.KeyedRow.State;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Compares the members of a group with its pairs. A pair is removed only where its user and its group were both found, and the group
 * does not have the user: what was not found says nothing.
 */
final class PairPlan {
    private final MemberUsers users;
    private final boolean removesOfDeleted;

    /** @param removesOfDeleted whether the pairs of soft-deleted users go */
    PairPlan(MemberUsers users, boolean removesOfDeleted) {
        this.users = users;
        this.removesOfDeleted = removesOfDeleted;
    }

    /**
     * A pair in the table.
     *
     * @param user whom it names; one of the constants of {@link MemberUsers} where that is no user of the provider
     * @param stored how the table names the user
     * @param isOwn whether the import made it
     */
    record Stored(int user, Object stored, boolean isOwn) {
        /** Without the value: it belongs in no log. */
        @Override
        public String toString() {
            return "the pair of user " + user;
        }
    }

    /**
     * What is to be done for a group that the directory has.
     *
     * @param members numbers of users in ascending order
     */
    GroupChange ofFound(int group, KeyedRow row, int[] members, List<Stored> pairs) {
        BitSet paired = new BitSet();
        BitSet isMember = new BitSet();
        for (int member : members) {
            isMember.set(member);
        }
        List<GroupChange.Removed> removed = new ArrayList<>(0);
        long own = 0;
        for (Stored pair : pairs) {
            own += pair.isOwn() ? 1 : 0;
            if (pair.user() >= 0) {
                paired.set(pair.user());
                if (pair.isOwn() && isToRemove(pair.user(), isMember)) {
                    removed.add(new GroupChange.Removed(pair.user(), pair.stored()));
                }
            }
        }
        IntBag added = new IntBag();
        for (int member : members) {
            boolean canBeAdded = users.row(member).state() == State.LIVE && users.canBePaired(member);
            if (canBeAdded && !paired.get(member)) {
                added.add(member);
            }
        }
        added.trim();
        return new GroupChange(group, row, added, removed, own);
    }

    private boolean isToRemove(int user, BitSet isMember) {
        return switch (users.row(user).state()) {
            case LIVE -> users.isFound(user) && !isMember.get(user);
            case DELETED -> removesOfDeleted;
            case OTHER -> false;
        };
    }

    /** What is to be done for a group that was soft-deleted, and that the directory does not have: all of the import's pairs go. */
    GroupChange ofDeleted(KeyedRow row, List<Stored> pairs) {
        List<GroupChange.Removed> removed = new ArrayList<>(0);
        long own = 0;
        for (Stored pair : pairs) {
            own += pair.isOwn() ? 1 : 0;
            if (pair.isOwn() && pair.user() >= 0) {
                removed.add(new GroupChange.Removed(pair.user(), pair.stored()));
            }
        }
        return new GroupChange(OtherMembers.NO_GROUP, row, new IntBag(), removed, own);
    }
}
