package io.github.ldapimport.group;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;

/** Who is in a group, directly or by way of groups in it. Groups that contain each other are fine. */
final class GroupGraph {
    private final List<FoundGroup> groups;
    private final OtherMembers others;
    private final boolean isNested;

    /**
     * @param groups all that were read
     * @param isNested whether the members of groups in a group are its members, too
     */
    GroupGraph(List<FoundGroup> groups, OtherMembers others, boolean isNested) {
        this.groups = groups;
        this.others = others;
        this.isNested = isNested;
    }

    /** A group and those in it, as far as their members are its members. */
    int[] closure(int group) {
        if (!isNested || groups.get(group).others().size() == 0) {
            return new int[] {group};
        }
        BitSet seen = new BitSet();
        IntBag closure = new IntBag();
        Deque<Integer> open = new ArrayDeque<>(List.of(group));
        seen.set(group);
        while (!open.isEmpty()) {
            int each = open.poll();
            closure.add(each);
            IntBag inside = groups.get(each).others();
            for (int i = 0; i < inside.size(); i++) {
                int nested = others.group(inside.get(i));
                if (nested != OtherMembers.NO_GROUP && !seen.get(nested)) {
                    seen.set(nested);
                    open.add(nested);
                }
            }
        }
        return closure.distinct();
    }

    /** The users in a group, each once, in ascending order of their numbers. */
    int[] users(int group) {
        int[] closure = closure(group);
        if (closure.length == 1) {
            return groups.get(group).users().distinct();
        }
        IntBag users = new IntBag();
        for (int each : closure) {
            IntBag direct = groups.get(each).users();
            for (int i = 0; i < direct.size(); i++) {
                users.add(direct.get(i));
            }
        }
        return users.distinct();
    }
}
