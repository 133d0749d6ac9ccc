package io.github.ldapimport.tally;

import io.github.ldapimport.api.Count;
import io.github.ldapimport.api.Counts;
import io.github.ldapimport.api.Failure;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.plan.AccountChange;
import io.github.ldapimport.table.SoftDeletePolicy;
import java.util.ArrayList;
import java.util.List;

/** What became of a run's users so far, added up page by page. For several threads at once. */
public final class RunCounters {
    private final List<Failure> failures = new ArrayList<>();
    private final List<Failure> givenUp = new ArrayList<>();
    private Counts counts = Counts.NONE;

    /** Adds a page; rows that get a second try are counted then. */
    public synchronized void add(PageResult page) {
        counts = counts.plus(page.counts());
        failed(page.failures());
    }

    private void failed(List<Failure> further) {
        counts = counts.plus(Count.FAILED, further.size());
        for (Failure each : further) {
            if (failures.size() < ImportSummary.MAX_FAILURES) {
                failures.add(each);
            }
        }
    }

    /**
     * Counts what became of rows that were to be deleted or restored at the end of the run. Each user was counted with the values
     * of the row before, and counts once.
     *
     * @param refused rows that could not be written; they count as failed
     */
    public synchronized void accountsChanged(
            SoftDeletePolicy.Mark mark, List<AccountChange> done, List<AccountChange> refused, List<Failure> why) {
        long doneOtherwiseSame = otherwiseSame(done);
        long refusedOtherwiseSame = otherwiseSame(refused);
        counts = counts.plus(Count.CHANGED, doneOtherwiseSame - (refused.size() - refusedOtherwiseSame))
                .plus(Count.UNCHANGED, -doneOtherwiseSame - refusedOtherwiseSame)
                .plus(mark == SoftDeletePolicy.Mark.DELETE ? Count.DELETED : Count.RESTORED, done.size());
        failed(why);
    }

    private static long otherwiseSame(List<AccountChange> changes) {
        return changes.stream().filter(AccountChange::isOtherwiseSame).count();
    }

    /** Counts rows of missing users that were soft-deleted, or on a dry run would be. */
    public synchronized void deletedMissing(long rows) {
        counts = counts.plus(Count.DELETED_MISSING, rows);
    }

    /** Counts memberships that were added and removed, or on a dry run would be. */
    public synchronized void membersChanged(long added, long removed) {
        counts = counts.plus(Count.MEMBERS_ADDED, added).plus(Count.MEMBERS_REMOVED, removed);
    }

    /** Counts a membership that could not be written. */
    public synchronized void membersFailed(Failure membership) {
        failed(List.of(membership));
    }

    /** Counts users as failed whose row did not come to its second try. */
    public synchronized void giveUp(List<Failure> users) {
        givenUp.addAll(users);
        failed(users);
    }

    /** The users whose row did not come to its second try. */
    public synchronized List<Failure> givenUp() {
        return List.copyOf(givenUp);
    }

    /** All but the number found, which the search knows. */
    public synchronized Counts counts() {
        return counts;
    }

    /** The first of them, for a summary. */
    public synchronized List<Failure> failures() {
        return List.copyOf(failures);
    }
}
