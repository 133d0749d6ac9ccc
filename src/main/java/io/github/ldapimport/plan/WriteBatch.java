package io.github.ldapimport.plan;

import io.github.ldapimport.plan.Guards.Guard;
import io.github.ldapimport.sql.SqlBatch;
import io.github.ldapimport.sql.Statements;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Rows that one transaction writes: those of a page, and where the database refuses them, of half a page, down to one. */
public final class WriteBatch {
    /** Users who pass unique values round in a ring are written together or not at all. */
    private final List<List<UserWrite>> units;

    private final PagePlan plan;
    private final List<UserWrite> users;
    private final HeldValues held;
    private final Guards guards = new Guards();
    private boolean committed;

    /** As they come; nothing is known yet of values that change hands. */
    WriteBatch(PagePlan plan, List<UserWrite> users) {
        this(plan, users.stream().map(List::of).toList(), null);
    }

    /**
     * @param units in the order in which they can be written
     * @param held who holds what they want, or null where that was not looked up
     */
    WriteBatch(PagePlan plan, List<List<UserWrite>> units, HeldValues held) {
        this.plan = plan;
        this.units = units;
        this.users = units.stream().flatMap(List::stream).toList();
        this.held = held;
    }

    public List<UserWrite> users() {
        return users;
    }

    /** Which guards of the transaction have run. */
    public Guards guards() {
        return guards;
    }

    /** The statements. */
    public List<SqlBatch> batches() {
        plan.requireGuarded();
        guards.require(Guard.UNDER_WAY);
        if (users.stream().anyMatch(user -> user.change().isSetBack())) {
            guards.require(Guard.SET_BACK_UNCHANGED);
        }
        List<SqlBatch> batches =
                held == null ? plan.batches().of(users) : plan.batches().inOrder(units);
        guards.expect(Guard.WRITTEN, batches.size());
        return batches;
    }

    /** Whether it is not known yet who holds the unique values that these rows want; only where the table has any. */
    public boolean isToBeOrdered() {
        return held == null && plan.wantedValues().areUnique();
    }

    /** Looks for those who hold the values. */
    public HeldValues heldValues(boolean lastTry, Statements database) {
        return HeldValues.of(plan, users, lastTry, database);
    }

    /** Whether it can be written in smaller pieces. */
    public boolean isDivisible() {
        return units.size() > 1;
    }

    /**
     * The same rows in smaller pieces: those that their columns do not seem to take each by itself, behind the others. Where there are
     * none, two halves: so one bad row among a thousand costs some twenty transactions, not a thousand.
     */
    public List<WriteBatch> halves() {
        Set<UserWrite> misfits = plan.misfits(users);
        List<List<UserWrite>> others = units.stream()
                .filter(unit -> unit.stream().noneMatch(misfits::contains))
                .toList();
        if (others.size() < units.size()) {
            List<WriteBatch> pieces = new ArrayList<>();
            pieces.add(new WriteBatch(plan, others, held));
            units.stream()
                    .filter(unit -> unit.stream().anyMatch(misfits::contains))
                    .forEach(unit -> pieces.add(new WriteBatch(plan, List.of(unit), held)));
            pieces.removeIf(piece -> piece.users.isEmpty());
            return pieces;
        }
        int middle = units.size() / 2;
        return List.of(
                new WriteBatch(plan, units.subList(0, middle), held),
                new WriteBatch(plan, units.subList(middle, units.size()), held));
    }

    /** The same rows in pieces of so many users or little more. */
    List<WriteBatch> pieces(int size) {
        List<WriteBatch> pieces = new ArrayList<>();
        int start = 0;
        int count = 0;
        for (int end = 0; end < units.size(); end++) {
            count += units.get(end).size();
            if (count >= size || end == units.size() - 1) {
                pieces.add(new WriteBatch(plan, units.subList(start, end + 1), held));
                start = end + 1;
                count = 0;
            }
        }
        return pieces;
    }

    public boolean isCommitted() {
        return committed;
    }

    /** Notes that the transaction was committed. */
    public void settle() {
        committed = true;
        users.forEach(UserWrite::written);
    }

    /**
     * Notes that the only row, or those of a ring, were refused.
     *
     * @param words the database's; not its exception, because of an object whose methods take one Camel keeps a thousand
     * @param isFinal whether another try would go no better
     */
    public void refused(String words, boolean isFinal) {
        for (UserWrite user : users) {
            String why = words + user.describeMisfit(plan.table()) + (held == null ? "" : held.holderOf(user));
            if (isFinal && users.size() == 1) {
                user.fail(why);
            } else {
                user.refuse(why);
            }
        }
    }
}
