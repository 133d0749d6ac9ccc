package io.github.ldapimport.changes;

import io.github.ldapimport.dialect.Dialect;
import io.github.ldapimport.sql.SqlBatch;
import io.github.ldapimport.sql.Statements;
import io.github.ldapimport.table.UsersTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What a run keeps of its changes. For several threads at once. */
public final class RunChanges {
    /** Of more rows that a limit refuses none is kept: some 30 MB. */
    static final int MAX_WANTED = 100_000;

    private final String prefix;
    private final AtomicLong count = new AtomicLong();
    private final List<RowChange> wanted = new ArrayList<>();
    private volatile Approval approval = Approval.NONE;
    private volatile ChangePolicy policy = ChangePolicy.none();
    private volatile ChangePolicy planPolicy = ChangePolicy.none();

    /** @param prefix what the numbers of all of them begin with */
    public RunChanges(String prefix) {
        this.prefix = prefix;
    }

    /** Says that the table is there, and what is kept in it. */
    public void keep(ChangePolicy kept) {
        policy = kept;
    }

    /** What is kept; {@link ChangePolicy#none} as long as it is not known that the table is there. */
    public ChangePolicy policy() {
        return policy;
    }

    /** Says that what the dry run would do is kept as a plan. */
    public void keepPlan(ChangePolicy kept) {
        planPolicy = kept;
    }

    /** Whether what the run would do is kept as a plan. */
    public boolean isPlanKept() {
        return planPolicy.isOn();
    }

    /** A part of the plan. */
    public ChangeBatch plannedBatch(Dialect dialect, String provider, String runId, List<RowChange> changes) {
        return isPlanKept() && !changes.isEmpty()
                ? ChangeBatch.ofPlan(dialect, provider, runId, this::nextId, planPolicy, changes)
                : ChangeBatch.none();
    }

    /** The changes of a transaction. */
    public ChangeBatch batch(Dialect dialect, String provider, String runId, List<RowChange> changes) {
        boolean isApproved = changes.stream().anyMatch(change -> approval.allows(change.kind(), change.guid()));
        ChangeBatch batch = policy.isOn() && !changes.isEmpty()
                ? ChangeBatch.of(dialect, provider, runId, this::nextId, policy, changes)
                : ChangeBatch.none();
        return isApproved ? batch.using(provider, approval, runId) : batch;
    }

    /**
     * The statements that note the state of rows which a transaction soft-deletes.
     *
     * @param marks what the soft-delete column held, by GUID in its stored form
     */
    public List<SqlBatch> formerStates(UsersTable table, String runId, Map<String, Object> marks, Statements database) {
        return policy.isOn() ? FormerStates.note(table, runId, this::nextId, marks, database) : List.of();
    }

    /** Whether any change was put to be kept, were its transaction rolled back. */
    public boolean isAnyKept() {
        return count.get() > 0;
    }

    /** What the run was approved to do beyond its limits. */
    public Approval approval() {
        return approval;
    }

    /** Says what the run was approved to do beyond its limits. */
    public void approve(Approval approved) {
        approval = approved;
    }

    /**
     * Notes rows that a limit keeps from being changed, so that they can be approved.
     *
     * @param rows each with what was to be done with it
     */
    public synchronized void want(List<RowChange> rows) {
        if (policy.isOn()) {
            wanted.addAll(rows.subList(0, Math.min(rows.size(), MAX_WANTED + 1 - wanted.size())));
        }
    }

    /** What a limit has kept from being done; empty where it is more than can be kept whole. */
    public synchronized List<RowChange> wanted() {
        return wanted.size() > MAX_WANTED ? List.of() : List.copyOf(wanted);
    }

    /** Those rows, as they are kept. */
    public ChangeBatch wantedBatch(Dialect dialect, String provider, String runId) {
        List<RowChange> rows = wanted();
        return policy.isOn() && !rows.isEmpty()
                ? ChangeBatch.ofWanted(dialect, provider, runId, this::nextId, policy, rows)
                : ChangeBatch.none();
    }

    private String nextId() {
        return prefix + "-" + String.format("%09d", count.incrementAndGet());
    }
}
