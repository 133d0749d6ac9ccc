package io.github.ldapimport.run;

import io.github.ldapimport.changes.ChangeKind;
import io.github.ldapimport.changes.RowChange;
import io.github.ldapimport.handover.ForeseenValues;
import io.github.ldapimport.plan.AccountChange;
import io.github.ldapimport.plan.Guards.Guard;
import io.github.ldapimport.rows.RowCounts;
import io.github.ldapimport.table.SoftDeletePolicy.Mark;
import io.github.ldapimport.tally.AccountChanges;
import io.github.ldapimport.tally.RowsBefore;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** How much a run may change, of how many rows, and how much that would be so far. For several threads at once. */
public final class RunLimits {
    private static final int MAX_LOCK_TIMEOUTS = 5;

    private final ImportRun run;
    private final RowsBefore before = new RowsBefore();
    private final AccountChanges toDelete = new AccountChanges();
    private final AccountChanges toRestore = new AccountChanges();
    private final Set<String> approvedToDelete = ConcurrentHashMap.newKeySet();
    private final Set<String> approvedToRestore = ConcurrentHashMap.newKeySet();
    private final AtomicInteger lockTimeouts = new AtomicInteger();
    private final ValueLimits values;
    private final ForeseenValues foreseen = new ForeseenValues();

    RunLimits(ImportRun run) {
        this.run = run;
        values = new ValueLimits(run);
    }

    /** Notes what was counted of some domains before anything is written. */
    public void counted(Map<String, RowCounts> counts) {
        before.counted(counts);
    }

    /**
     * Rows of the provider's domain before anything was written.
     *
     * @throws IllegalStateException when the routes did not count them: without the number no guard can judge
     */
    public RowCounts before() {
        run.guards().require(Guard.ROWS_COUNTED);
        return before.of(run.provider().domain());
    }

    /**
     * Rows that were live before anything was written, where missing users are looked for.
     *
     * @throws IllegalStateException when the routes did not count them
     */
    public long liveBefore() {
        run.guards().require(Guard.ROWS_COUNTED);
        return before.live(run.recalled().get().domains());
    }

    /** Takes rows out of the live ones whose GUIDs are none of this directory: nothing says whether their users are there. */
    public void leaveOutOfLive(long rows) {
        before.leaveOutOfLive(rows);
    }

    /** What a dry run would have done to unique values so far. */
    public ForeseenValues foreseen() {
        return foreseen;
    }

    /** What the run has done to values so far. */
    public ValueLimits values() {
        return values;
    }

    /** The rows whose soft-delete date is to change in that way. */
    public AccountChanges accounts(Mark mark) {
        return mark == Mark.DELETE ? toDelete : toRestore;
    }

    /** Whether more rows are to be deleted, or restored, than the run may. */
    public boolean isTooMany(Mark mark) {
        // exactly these were approved, beside what the limit allows
        long count = accounts(mark).count() - approved(mark).size();
        return mark == Mark.DELETE
                ? run.request().maxDisabled().isExceeded(count, before().live())
                : run.request().maxRestored().isExceeded(count, before().all());
    }

    /** Counts rows that somebody else held for too long; true when it was too often to be a matter of single rows. */
    public boolean tooManyLockTimeouts() {
        return lockTimeouts.incrementAndGet() > MAX_LOCK_TIMEOUTS;
    }

    /** Keeps changes until it is known how many there are; what is beyond a limit is told at once. */
    void add(List<AccountChange> changes) {
        changes.forEach(change -> {
            accounts(change.mark()).add(change);
            if (run.changes().approval().allows(kind(change.mark()), change.guid())) {
                approved(change.mark()).add(change.guid());
            }
        });
        if (!run.guards().isPassed(Guard.ROWS_COUNTED)) {
            // a worker's page is judged by the node that runs the import, which has counted the rows
            return;
        }
        for (Mark mark : List.of(Mark.DELETE, Mark.RESTORE)) {
            if (isTooMany(mark)) {
                // nothing of the kind will be done: what is told now need not be kept
                List<AccountChange> refused = accounts(mark).takeAll();
                ImportLog.wouldBe(run, refused);
                run.changes().want(refused.stream().map(RunLimits::wanted).toList());
            }
        }
    }

    private static RowChange wanted(AccountChange change) {
        return new RowChange(
                kind(change.mark()),
                null,
                change.guid(),
                change.dn(),
                change.name(),
                change.accountName(),
                change.mark(),
                List.of());
    }

    private static ChangeKind kind(Mark mark) {
        return mark == Mark.DELETE ? ChangeKind.DELETED : ChangeKind.RESTORED;
    }

    private Set<String> approved(Mark mark) {
        return mark == Mark.DELETE ? approvedToDelete : approvedToRestore;
    }
}
