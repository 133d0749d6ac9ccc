package io.github.ldapimport.plan;

import io.github.ldapimport.handover.ForeseenValues;
import io.github.ldapimport.handover.Holder;
import io.github.ldapimport.handover.Want;
import io.github.ldapimport.handover.WriteOrder;
import io.github.ldapimport.mapping.MappedUser;
import io.github.ldapimport.rows.UserRow;
import io.github.ldapimport.sql.Lookup;
import io.github.ldapimport.sql.Statements;
import io.github.ldapimport.table.UniqueKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who holds the unique values that some users' rows want, and in which order the rows can be written. Not for two threads at once.
 */
public final class HeldValues {
    /** Rows of one transaction, as of a page. */
    private static final int ROWS_AT_ONCE = 1_000;

    private final PagePlan plan;
    private final List<UserWrite> users;
    private final boolean lastTry;
    private final WantedValues values;
    private final List<Want> wants;
    private final Map<Integer, List<Holder>> holders = new HashMap<>();
    private final Map<UserWrite, Blockers> blockers = new HashMap<>();

    private HeldValues(PagePlan plan, List<UserWrite> users, boolean lastTry) {
        this.plan = plan;
        this.users = users;
        this.lastTry = lastTry;
        this.values = plan.wantedValues();
        this.wants = values.of(users);
    }

    /** Looks the rows up; a value that the database cannot compare is left for the write to refuse. */
    static HeldValues of(PagePlan plan, List<UserWrite> users, boolean lastTry, Statements database) {
        HeldValues held = new HeldValues(plan, users, lastTry);
        for (Lookup<Want> lookup : held.values.selectHolders(held.wants)) {
            database.look(lookup);
            for (Map<String, Object> result : lookup.rows()) {
                held.holders
                        .computeIfAbsent(((Number) result.get(UserRow.WANT)).intValue(), any -> new ArrayList<>(1))
                        .add(Holder.of(result));
            }
        }
        return held;
    }

    /**
     * The rows in the order in which they can be written, in pieces of a page's size. Users who want what another row keeps are
     * refused here, with that row's name, and so are those who want what an earlier one wants.
     */
    public List<WriteBatch> order() {
        List<List<UserWrite>> units = decide(null, plan.misfits(users)).units().stream()
                .map(unit -> unit.stream().map(users::get).toList())
                .toList();
        return new WriteBatch(plan, units, this).pieces(ROWS_AT_ONCE);
    }

    /**
     * Refuses, on a dry run, the same users as the database would, and notes what the others would have done to unique values.
     *
     * @param foreseen what the pages before would have done
     * @param refused users whom the database would refuse whatever others hold, each with the reason
     */
    void foresee(ForeseenValues foreseen, Map<UserWrite, String> refused) {
        decide(foreseen, refused.keySet());
        refused.forEach(UserWrite::refuse);
        Set<List<Object>> ownValues = ownValues();
        for (Want want : wants) {
            if (users.get(want.user()).failure() == null && !isOwn(want)) {
                foreseen.take(want.key(), values.folded(want.key(), want.values()));
            }
        }
        for (int user = 0; user < users.size(); user++) {
            UserChange change = users.get(user).change();
            if (users.get(user).failure() == null) {
                for (UniqueKey key : values.giver(change).keys()) {
                    if (!ownValues.contains(List.of(user, key))) {
                        foreseen.release(key, values.key(change.id()));
                    }
                }
            }
        }
    }

    private WriteOrder decide(ForeseenValues foreseen, Set<UserWrite> refused) {
        Map<Object, Integer> owners = new HashMap<>();
        for (int user = 0; user < users.size(); user++) {
            UserChange change = users.get(user).change();
            if (change.existing() != null) {
                owners.put(values.key(change.id()), user);
            }
        }
        Set<List<Object>> ownValues = ownValues();
        List<WriteOrder.Claim> claims = new ArrayList<>();
        for (Want want : wants) {
            // who cannot be written is in no one's way
            if (!isOwn(want) && !refused.contains(users.get(want.user()))) {
                List<Object> value = value(want, foreseen);
                List<Holder> its = holders(want, foreseen);
                if (its.isEmpty()) {
                    claims.add(new WriteOrder.Claim(want.user(), value, unheld(want, foreseen)));
                }
                for (Holder holder : its) {
                    Integer owner = owners.get(values.key(holder.id()));
                    boolean givesUp = owner != null
                            && !refused.contains(users.get(owner))
                            && values.changes(users.get(owner).change(), want.key())
                            && !ownValues.contains(List.of(owner, want.key()));
                    note(
                            want,
                            holder.holding(want),
                            givesUp ? "" : owner == null ? holder.remedy(values.domain()) : Holder.BETWEEN_USERS);
                    claims.add(new WriteOrder.Claim(want.user(), value, givesUp ? owner : outsider(want)));
                }
            }
        }
        WriteOrder order = WriteOrder.of(users.size(), claims);
        order.blocked().forEach(user -> users.get(user).refuse(whyBlocked(user)));
        if (!order.outrun().isEmpty()) {
            noteWinners(claims, order, foreseen);
        }
        order.outrun().forEach(user -> users.get(user)
                .outrun("what it wants to hold, another user wants, too, who came first" + holderOf(users.get(user))));
        return order;
    }

    /** Notes who gets what a later user wants, too. */
    private void noteWinners(List<WriteOrder.Claim> claims, WriteOrder order, ForeseenValues foreseen) {
        Map<Object, Integer> first = new HashMap<>();
        claims.stream()
                .filter(claim -> !order.blocked().contains(claim.user()))
                .forEach(claim -> first.merge(claim.value(), claim.user(), Math::min));
        for (Want want : wants) {
            Integer winner = order.outrun().contains(want.user()) ? first.get(value(want, foreseen)) : null;
            if (winner != null && winner != want.user()) {
                MappedUser row = users.get(winner).row();
                note(
                        want,
                        row.name() + " (" + row.dn() + ") gets " + want.key().described(want.values()),
                        Holder.BETWEEN_USERS);
            }
        }
    }

    /** What a user wants of a key, in a form that is equal for equal ones. */
    private List<Object> value(Want want, ForeseenValues foreseen) {
        return List.of(
                want.key(),
                foreseen == null
                        ? values.canonical(want.key(), want.values())
                        : values.folded(want.key(), want.values()));
    }

    /** Users and keys of values that a row holds already under another spelling: they are not given up. */
    private Set<List<Object>> ownValues() {
        Set<List<Object>> ownValues = new HashSet<>();
        for (Want want : wants) {
            if (isOwn(want)) {
                ownValues.add(List.of(want.user(), want.key()));
            }
        }
        return ownValues;
    }

    /** The rows that hold a value, but for those that would have let go of it. */
    private List<Holder> holders(Want want, ForeseenValues foreseen) {
        List<Holder> its = holders.getOrDefault(want.number(), List.of());
        return foreseen == null
                ? its
                : its.stream()
                        .filter(holder -> !foreseen.isReleased(want.key(), values.key(holder.id())))
                        .toList();
    }

    /** Who has a value that no row holds: an earlier user of a dry run, or none. */
    private int unheld(Want want, ForeseenValues foreseen) {
        if (foreseen == null || !foreseen.isTaken(want.key(), values.folded(want.key(), want.values()))) {
            return WriteOrder.FREE;
        }
        note(want, "another user of this run gets " + want.key().described(want.values()), Holder.BETWEEN_USERS);
        return outsider(want);
    }

    private boolean isOwn(Want want) {
        Object id = users.get(want.user()).change().id();
        return id != null
                && holders.getOrDefault(want.number(), List.of()).stream()
                        .anyMatch(holder -> values.key(holder.id()).equals(values.key(id)));
    }

    /** Where a key is for some rows only, the database has the last word, once there is no later try. */
    private int outsider(Want want) {
        return want.key().isForAllRows() || !lastTry ? WriteOrder.KEPT : WriteOrder.FREE;
    }

    private void note(Want want, String holding, String remedy) {
        Blockers its = blockers.computeIfAbsent(users.get(want.user()), any -> new Blockers());
        its.holdings.add(holding);
        if (!remedy.isEmpty()) {
            its.remedies.add(remedy);
        }
    }

    private String whyBlocked(int user) {
        return "a unique value is taken" + holderOf(users.get(user));
    }

    /** For a message: which rows hold what the user's row wants; empty where none does. */
    String holderOf(UserWrite user) {
        return blockers.containsKey(user) ? blockers.get(user).toString() : "";
    }

    /** The rows in a user's way, and what to do; an old row that has login and address says so once. */
    private static final class Blockers {
        private final Set<String> holdings = new LinkedHashSet<>();
        private final Set<String> remedies = new LinkedHashSet<>();

        @Override
        public String toString() {
            return "; " + String.join("; ", holdings) + (remedies.isEmpty() ? "" : ": " + String.join("; ", remedies));
        }
    }
}
