package io.github.ldapimport.group;

import io.github.ldapimport.api.Failure;
import io.github.ldapimport.plan.Guards;
import io.github.ldapimport.plan.Guards.Guard;
import io.github.ldapimport.rows.KeyedRow;
import io.github.ldapimport.rows.LiveUserRow;
import io.github.ldapimport.sql.SqlBatch;
import io.github.ldapimport.sql.SqlStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Pairs that are added and removed in one transaction. */
public final class MemberWrite {
    /** How many pairs a transaction writes. */
    static final int MAX_PAIRS = 5_000;

    private final Memberships memberships;
    private final List<Part> parts;
    private final Guards guards = new Guards();
    private boolean committed;

    /**
     * Some pairs of one group.
     *
     * @param added users who get a pair
     */
    record Part(GroupChange change, List<Integer> added, List<GroupChange.Removed> removed) {
        int pairs() {
            return added.size() + removed.size();
        }

        /** The group as messages name it. */
        @Override
        public String toString() {
            return change.toString();
        }
    }

    /**
     * Users who became members of a group, or are so no more.
     *
     * @param id key of the group's row
     * @param guid of the group, in its stored form
     * @param dn null of a group that the directory does not have
     * @param name what a person knows the group by
     * @param users at most {@value #MAX_PAIRS}; of a larger group there are several of these
     */
    public record Members(Object id, String guid, String dn, String name, List<LiveUserRow> users) {
        public Members {
            users = List.copyOf(users);
        }

        /** The group as messages name it. */
        @Override
        public String toString() {
            return name;
        }
    }

    private MemberWrite(Memberships memberships, List<Part> parts) {
        this.memberships = memberships;
        this.parts = parts;
    }

    /** All that is to be done, in transactions. */
    static List<MemberWrite> all(Memberships memberships) {
        List<MemberWrite> writes = new ArrayList<>();
        List<Part> parts = new ArrayList<>();
        int pairs = 0;
        for (GroupChange change : memberships.changes()) {
            for (Part part : parts(change)) {
                if (pairs + part.pairs() > MAX_PAIRS && !parts.isEmpty()) {
                    writes.add(new MemberWrite(memberships, List.copyOf(parts)));
                    parts.clear();
                    pairs = 0;
                }
                parts.add(part);
                pairs += part.pairs();
            }
        }
        if (!parts.isEmpty()) {
            writes.add(new MemberWrite(memberships, List.copyOf(parts)));
        }
        return writes;
    }

    private static List<Part> parts(GroupChange change) {
        List<Part> parts = new ArrayList<>(1);
        for (int start = 0; start < change.removed().size(); start += MAX_PAIRS) {
            int end = Math.min(change.removed().size(), start + MAX_PAIRS);
            parts.add(new Part(change, List.of(), change.removed().subList(start, end)));
        }
        for (int start = 0; start < change.added().size(); start += MAX_PAIRS) {
            List<Integer> added = new ArrayList<>();
            for (int i = start; i < Math.min(change.added().size(), start + MAX_PAIRS); i++) {
                added.add(change.added().get(i));
            }
            parts.add(new Part(change, added, List.of()));
        }
        return parts;
    }

    Memberships memberships() {
        return memberships;
    }

    List<Part> parts() {
        return parts;
    }

    Guards guards() {
        return guards;
    }

    /** The statements that remove pairs. */
    public List<SqlStatement> deletes() {
        guards.require(Guard.MEMBERS_UNDER_WAY);
        memberships.guards().require(Guard.FEW_REMOVED, Guard.MEMBERS_ABSENT);
        List<SqlStatement> deletes = new ArrayList<>();
        PairTable table = memberships.pairs();
        for (Part part : parts) {
            if (!part.removed().isEmpty()) {
                deletes.addAll(table.delete(
                        group(part),
                        part.removed().stream().map(GroupChange.Removed::stored).toList()));
            }
        }
        return deletes;
    }

    private Object group(Part part) {
        return memberships.pairs().groupValue(part.change().row().value());
    }

    /** The statement that adds pairs; none where there are none to add. */
    public List<SqlBatch> inserts() {
        guards.require(Guard.MEMBERS_UNDER_WAY);
        List<PairTable.Pair> pairs = new ArrayList<>();
        for (Part part : parts) {
            for (int user : part.added()) {
                pairs.add(new PairTable.Pair(
                        memberships
                                .pairs()
                                .userValue(memberships.users().row(user).value()),
                        group(part)));
            }
        }
        Optional<SqlBatch> insert = memberships.pairs().insert(pairs);
        return insert.map(List::of).orElse(List.of());
    }

    long addedPairs() {
        return parts.stream().mapToLong(part -> part.added().size()).sum();
    }

    long removedPairs() {
        return parts.stream().mapToLong(part -> part.removed().size()).sum();
    }

    /**
     * What is told of the only pair, which the database refuses.
     *
     * @param words the database's
     */
    Failure failure(String words) {
        Part part = parts.get(0);
        boolean isAdded = !part.added().isEmpty();
        int user = isAdded ? part.added().get(0) : part.removed().get(0).user();
        String group = part.change().row().shown();
        return new Failure(
                memberships.shown(user),
                memberships.group(part.change()).map(FoundGroup::dn).orElse(group),
                memberships.users().row(user).guid(),
                (isAdded ? "could not be added to group " : "could not be removed from group ") + group + ": " + words);
    }

    /** Who becomes a member of what. */
    public List<Members> added() {
        return parts.stream()
                .filter(part -> !part.added().isEmpty())
                .map(part -> members(part, part.added()))
                .toList();
    }

    /** Who is no member of what any more. */
    public List<Members> removed() {
        return parts.stream()
                .filter(part -> !part.removed().isEmpty())
                .map(part -> members(
                        part,
                        part.removed().stream().map(GroupChange.Removed::user).toList()))
                .toList();
    }

    private Members members(Part part, List<Integer> users) {
        KeyedRow group = part.change().row();
        return new Members(
                group.id(),
                group.guid(),
                memberships.group(part.change()).map(FoundGroup::dn).orElse(null),
                group.shown(),
                users.stream()
                        .map(user -> memberships.users().row(user))
                        .map(row -> new LiveUserRow(row.id(), row.guid(), row.guid(), row.label(), null))
                        .toList());
    }

    /** Whether it can be written in smaller pieces. */
    public boolean isDivisible() {
        return parts.size() > 1 || parts.get(0).pairs() > 1;
    }

    /** The same pairs in two pieces, so that one that the database refuses costs no other. */
    public List<MemberWrite> halves() {
        if (parts.size() > 1) {
            int middle = parts.size() / 2;
            return List.of(
                    new MemberWrite(memberships, parts.subList(0, middle)),
                    new MemberWrite(memberships, parts.subList(middle, parts.size())));
        }
        Part part = parts.get(0);
        int addedHalf = (part.added().size() + 1) / 2;
        int removedHalf = part.removed().size() / 2;
        return List.of(
                new MemberWrite(
                        memberships,
                        List.of(new Part(
                                part.change(),
                                part.added().subList(0, addedHalf),
                                part.removed().subList(0, removedHalf)))),
                new MemberWrite(
                        memberships,
                        List.of(new Part(
                                part.change(),
                                part.added().subList(addedHalf, part.added().size()),
                                part.removed()
                                        .subList(removedHalf, part.removed().size())))));
    }

    public boolean isCommitted() {
        return committed;
    }

    void commit() {
        committed = true;
    }

    /** Without what is in it: values belong in no log. */
    @Override
    public String toString() {
        return "memberships of " + parts.size() + " groups";
    }
}
