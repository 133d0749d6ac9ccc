package io.github.ldapimport.handover;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * In which order rows can be written whose unique values change hands, and which of them cannot be written.
 *
 * @param units users that go together because they pass values round in a ring, a user alone where there is none; a unit comes
 *     after those whose values it wants
 * @param blocked users who want what a row keeps that is none of these, and users who want what these keep for that reason
 * @param outrun users who want what an earlier user wants, too, and users who want what these keep for that reason
 */
public record WriteOrder(List<List<Integer>> units, Set<Integer> blocked, Set<Integer> outrun) {
    /** In a claim: no row holds the value. */
    public static final int FREE = -1;

    /** In a claim: a row holds the value that does not give it up. */
    public static final int KEPT = -2;

    /**
     * A user wants a value of a unique key.
     *
     * @param value equal for two claims on the same value of the same key
     * @param holder the user whose row holds it and gives it up, {@link #FREE} or {@link #KEPT}
     */
    public record Claim(int user, Object value, int holder) {
        /** Without the values: they belong in no log. */
        @Override
        public String toString() {
            return "claim of the user " + user;
        }
    }

    /** @param users how many there are, numbered from 0 in the order in which they are served */
    public static WriteOrder of(int users, List<Claim> claims) {
        List<List<Integer>> holders = new ArrayList<>();
        List<List<Integer>> dependents = new ArrayList<>();
        for (int i = 0; i < users; i++) {
            holders.add(new ArrayList<>(0));
            dependents.add(new ArrayList<>(0));
        }
        Set<Integer> kept = new LinkedHashSet<>();
        for (Claim claim : claims) {
            if (claim.holder() == KEPT) {
                kept.add(claim.user());
            } else if (claim.holder() != FREE) {
                holders.get(claim.user()).add(claim.holder());
                dependents.get(claim.holder()).add(claim.user());
            }
        }
        Set<Integer> blocked = withDependents(kept, dependents);
        Map<Object, Integer> first = new HashMap<>();
        for (Claim claim : claims) {
            if (!blocked.contains(claim.user())) {
                first.merge(claim.value(), claim.user(), Math::min);
            }
        }
        Set<Integer> late = new LinkedHashSet<>();
        for (Claim claim : claims) {
            if (!blocked.contains(claim.user()) && first.get(claim.value()) != claim.user()) {
                late.add(claim.user());
            }
        }
        Set<Integer> outrun = withDependents(late, dependents);
        outrun.removeAll(blocked);
        BitSet out = new BitSet(users);
        blocked.forEach(out::set);
        outrun.forEach(out::set);
        return new WriteOrder(new Rings(users, holders, out).holdersFirst(), blocked, outrun);
    }

    /** Those users, and all who want what their rows keep if they are not written. */
    private static Set<Integer> withDependents(Set<Integer> some, List<List<Integer>> dependents) {
        Set<Integer> all = new LinkedHashSet<>(some);
        Deque<Integer> further = new ArrayDeque<>(some);
        while (!further.isEmpty()) {
            for (Integer dependent : dependents.get(further.pop())) {
                if (all.add(dependent)) {
                    further.push(dependent);
                }
            }
        }
        return all;
    }

    /** Tarjan's strongly connected components, without recursion: a chain may be as long as the table. */
    private static final class Rings {
        private static final int UNSEEN = -1;

        private final List<List<Integer>> holders;
        private final BitSet out;
        private final int[] index;
        private final int[] low;
        private final int[] nextHolder;
        private final BitSet open = new BitSet();
        private final Deque<Integer> unfinished = new ArrayDeque<>();
        private final List<List<Integer>> rings = new ArrayList<>();
        private int seen;

        Rings(int users, List<List<Integer>> holders, BitSet out) {
            this.holders = holders;
            this.out = out;
            index = new int[users];
            low = new int[users];
            nextHolder = new int[users];
            Arrays.fill(index, UNSEEN);
        }

        List<List<Integer>> holdersFirst() {
            for (int user = 0; user < index.length; user++) {
                if (index[user] == UNSEEN && !out.get(user)) {
                    visit(user);
                }
            }
            return rings;
        }

        private void visit(int first) {
            Deque<Integer> path = new ArrayDeque<>();
            enter(first, path);
            while (!path.isEmpty()) {
                int user = path.peek();
                List<Integer> its = holders.get(user);
                if (nextHolder[user] < its.size()) {
                    int holder = its.get(nextHolder[user]++);
                    if (out.get(holder)) {
                        throw new IllegalArgumentException("User " + user + " waits for " + holder + ", who is out");
                    } else if (index[holder] == UNSEEN) {
                        enter(holder, path);
                    } else if (open.get(holder)) {
                        low[user] = Math.min(low[user], index[holder]);
                    }
                } else {
                    path.pop();
                    if (!path.isEmpty()) {
                        low[path.peek()] = Math.min(low[path.peek()], low[user]);
                    }
                    if (low[user] == index[user]) {
                        rings.add(close(user));
                    }
                }
            }
        }

        private void enter(int user, Deque<Integer> path) {
            index[user] = seen;
            low[user] = seen++;
            open.set(user);
            unfinished.push(user);
            path.push(user);
        }

        private List<Integer> close(int first) {
            List<Integer> ring = new ArrayList<>(1);
            int user;
            do {
                user = unfinished.pop();
                open.clear(user);
                ring.add(user);
            } while (user != first);
            ring.sort(null);
            return ring;
        }
    }
}
