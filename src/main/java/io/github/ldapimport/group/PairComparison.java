package io.github.ldapimport.group;

import io.github.ldapimport.rows.KeyedRow;
import io.github.ldapimport.rows.KeyedRow.State;
import io.github.ldapimport.sql.SqlStatement;
import io.github.ldapimport.sql.Statements;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Reads the pairs of the provider's groups and compares them with the members, some thousand pairs at a time. */
final class PairComparison {
    /** How many pairs are in memory as rows of the database. */
    private static final int MAX_PAIRS_AT_ONCE = 20_000;

    private final Memberships memberships;
    private final PairTable table;
    private final PairPlan plan;
    private final GroupGraph graph;
    private final Statements database;

    PairComparison(Memberships memberships, Statements database) {
        this.memberships = memberships;
        this.table = memberships.pairs();
        this.plan = new PairPlan(memberships.users(), memberships.settings().removesOfDeleted());
        this.graph = memberships.reader().graph();
        this.database = database;
    }

    /**
     * A group to compare.
     *
     * @param row number of its row
     * @param group number of the group; {@link OtherMembers#NO_GROUP} of a soft-deleted one that the directory does not have
     */
    private record Compared(int row, int group) {}

    /**
     * What is to be done with the groups whose pairs differ from their members, and how many pairs the import made in all.
     *
     * @param isSeen whether the run has seen an entry with a GUID
     */
    void compare(Predicate<String> isSeen) {
        List<Compared> compared = compared(isSeen);
        Map<Integer, Long> counts = counts(compared);
        List<GroupChange> changes = new ArrayList<>();
        List<Compared> chunk = new ArrayList<>();
        long inChunk = 0;
        for (Compared each : compared) {
            long pairs = counts.getOrDefault(each.row(), 0L);
            if (!chunk.isEmpty() && inChunk + pairs > MAX_PAIRS_AT_ONCE) {
                compare(chunk, changes);
                chunk.clear();
                inChunk = 0;
            }
            if (pairs == 0) {
                add(changes, change(each, List.of()));
            } else {
                chunk.add(each);
                inChunk += pairs;
            }
        }
        if (!chunk.isEmpty()) {
            compare(chunk, changes);
        }
        memberships.plan(changes);
    }

    private List<Compared> compared(Predicate<String> isSeen) {
        Map<String, Integer> byGuid = memberships.reader().groupsByGuid();
        List<Compared> compared = new ArrayList<>();
        for (int i = 0; i < memberships.groupRows().size(); i++) {
            KeyedRow row = memberships.groupRows().get(i);
            Integer group = byGuid.get(row.guid());
            boolean isTold = memberships.groupRow(canonical(row)) == i;
            if (isTold && row.state() == State.LIVE && group != null && group != OtherMembers.NO_GROUP) {
                compared.add(new Compared(i, group));
            } else if (isTold && row.state() == State.DELETED && group == null && !isSeen.test(row.guid())) {
                compared.add(new Compared(i, OtherMembers.NO_GROUP));
            }
        }
        return compared;
    }

    private Object canonical(KeyedRow row) {
        return table.canonicalGroup(table.groupValue(row.value()));
    }

    private List<Object> values(List<Compared> groups) {
        List<Object> values = new ArrayList<>(groups.size());
        for (Compared each : groups) {
            values.add(table.groupValue(memberships.groupRows().get(each.row()).value()));
        }
        return values;
    }

    private Map<Integer, Long> counts(List<Compared> groups) {
        Map<Integer, Long> counts = new HashMap<>();
        if (table.isPresent() && !groups.isEmpty()) {
            for (SqlStatement count : table.count(values(groups))) {
                for (Map<String, Object> result : database.rows(count)) {
                    counts.merge(
                            memberships.groupRow(table.canonicalGroup(result.get(PairTable.GROUP))),
                            ((Number) result.get(PairTable.COUNT)).longValue(),
                            Long::sum);
                }
            }
        }
        return counts;
    }

    private void compare(List<Compared> chunk, List<GroupChange> changes) {
        Map<Integer, List<PairPlan.Stored>> pairs = new HashMap<>();
        for (SqlStatement select : table.select(values(chunk))) {
            for (Map<String, Object> result : database.rows(select)) {
                int row = memberships.groupRow(table.canonicalGroup(result.get(PairTable.GROUP)));
                Object user = result.get(PairTable.USER);
                pairs.computeIfAbsent(row, any -> new ArrayList<>())
                        .add(new PairPlan.Stored(
                                user == null
                                        ? MemberUsers.UNKNOWN
                                        : memberships.users().ofValue(table.canonicalUser(user)),
                                user,
                                ((Number) result.get(PairTable.OWN)).intValue() == 1));
            }
        }
        for (Compared each : chunk) {
            add(changes, change(each, pairs.getOrDefault(each.row(), List.of())));
        }
    }

    private GroupChange change(Compared compared, List<PairPlan.Stored> pairs) {
        KeyedRow row = memberships.groupRows().get(compared.row());
        return compared.group() == OtherMembers.NO_GROUP
                ? plan.ofDeleted(row, pairs)
                : plan.ofFound(compared.group(), row, graph.users(compared.group()), pairs);
    }

    private void add(List<GroupChange> changes, GroupChange change) {
        memberships.countOwn(change.own());
        if (change.isAny()) {
            changes.add(change);
        }
    }
}
