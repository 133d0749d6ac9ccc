package io.github.ldapimport.step;

import io.github.ldapimport.api.Count;
import io.github.ldapimport.api.Counts;
import io.github.ldapimport.api.Failure;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.WorkerException;
import io.github.ldapimport.mapping.MappedUser;
import io.github.ldapimport.match.PageMatches;
import io.github.ldapimport.match.RowMatching;
import io.github.ldapimport.match.RowPolicy;
import io.github.ldapimport.plan.AccountChange;
import io.github.ldapimport.plan.AccountWrite;
import io.github.ldapimport.plan.Guards;
import io.github.ldapimport.plan.Guards.Guard;
import io.github.ldapimport.plan.HeldValues;
import io.github.ldapimport.plan.PagePlan;
import io.github.ldapimport.plan.Passwords;
import io.github.ldapimport.plan.UserWrite;
import io.github.ldapimport.plan.WriteBatch;
import io.github.ldapimport.run.ImportLog;
import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.run.RunGuards;
import io.github.ldapimport.sql.DatabaseException;
import io.github.ldapimport.sql.DatabaseFailures;
import io.github.ldapimport.sql.RouteStatements;
import io.github.ldapimport.sql.SqlBatch;
import io.github.ldapimport.table.SoftDeletePolicy;
import io.github.ldapimport.tally.MappedPage;
import io.github.ldapimport.tally.PageResult;
import io.github.ldapimport.tally.RetryQueue;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Header;
import org.apache.camel.Variable;
import org.apache.camel.component.sql.SqlConstants;

/** The steps of the routes that save a page. What a page is compared with and how stands in {@link PagePlan}. */
public final class Pages {
    private final Passwords passwords = new Passwords();

    public static Failure failed(ImportRun run, String accountName, Failure failure) {
        ImportLog.failed(run, accountName, failure.message());
        return failure;
    }

    /** Looks up whose rows are in the table. */
    public PageMatches match(@Variable(Headers.RUN_VARIABLE) ImportRun run, @Body MappedPage page, Exchange exchange) {
        RunGuards.requireForWriting(run);
        RowPolicy policy = new RowPolicy(
                run.recalled().get().neighbours(),
                run.request().scopeChanged(),
                run.request().relink(),
                run.isDryRun() ? run.limits().foreseen()::isClaimed : row -> false);
        return RowMatching.of(run.table(), run.provider().domain(), policy, page.rows(), new RouteStatements(exchange));
    }

    /** Decides what is to be done with each user's row. */
    public PagePlan compare(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Variable(Headers.MATCHES_VARIABLE) PageMatches matches) {
        return PagePlan.of(matches, run.request().softDeletes());
    }

    /** Gives a password that nobody knows to each row that has none. */
    public void hashPasswords(@Variable(Headers.RUN_VARIABLE) ImportRun run, @Body PagePlan plan)
            throws InterruptedException {
        passwords.set(plan.withoutPassword(), run.provider().table());
    }

    /** Lets nothing be written for a run that has lost its lock or has ended, here or on its own node, nor the next begin before. */
    public void requireUnderWay(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.WRITE_VARIABLE) WriteBatch write,
            @Variable(Headers.ACCOUNT_WRITE_VARIABLE) AccountWrite accountWrite) {
        run.lease().keepUnderWay();
        pass(Guard.UNDER_WAY, write, accountWrite);
    }

    /** Of the rows of a page, or those of accounts. */
    private static void pass(Guard guard, WriteBatch write, AccountWrite accountWrite) {
        if (write != null) {
            write.guards().pass(guard);
        }
        if (accountWrite != null) {
            accountWrite.guards().pass(guard);
        }
    }

    /** Fails when a row was not written, because it is no longer as it was looked up. */
    public void requireWritten(
            @Variable(Headers.BATCH_VARIABLE) SqlBatch batch,
            @Variable(Headers.WRITE_VARIABLE) WriteBatch write,
            @Variable(Headers.ACCOUNT_WRITE_VARIABLE) AccountWrite accountWrite,
            @Header(SqlConstants.SQL_UPDATE_COUNT) Integer updateCount) {
        batch.requireWritten(updateCount);
        pass(Guard.WRITTEN, write, accountWrite);
    }

    /** Whether rows that were refused may be written in another order, or once others have let go of a unique value. */
    public boolean isToBeOrdered(@Variable(Headers.WRITE_VARIABLE) WriteBatch write, Exchange exchange) {
        Exception caught = exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Exception.class);
        return write.isDivisible()
                && write.isToBeOrdered()
                && !DatabaseFailures.isLocked(caught)
                // no order helps a value that its column does not take
                && !DatabaseFailures.isOfOneRow(caught);
    }

    /** Looks for the rows that hold the unique values which these rows want. */
    public HeldValues heldValues(
            @Variable(Headers.PAGE_VARIABLE) MappedPage page, @Body WriteBatch write, Exchange exchange) {
        return write.heldValues(page.lastTry(), new RouteStatements(exchange));
    }

    /** Says on a dry run who would be refused, because others hold their unique values. */
    public void foresee(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.PLAN_VARIABLE) PagePlan plan,
            @Body HeldValues held) {
        plan.foresee(held, run.limits().foreseen());
    }

    /** Notes that the transaction was committed. */
    public void committed(@Variable(Headers.WRITE_VARIABLE) WriteBatch write) {
        write.settle();
    }

    public void refused(@Variable(Headers.WRITE_VARIABLE) WriteBatch write, Exchange exchange) {
        Exception caught = exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Exception.class);
        write.refused(DatabaseFailures.words(caught), DatabaseFailures.isOfOneRow(caught));
    }

    /**
     * Throws a failed write on where it is not for the rows to answer for: the database is lost, read-only or locked, or the
     * run has ended.
     */
    public void requireDatabase(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.WRITE_VARIABLE) WriteBatch write,
            Exchange exchange)
            throws Exception {
        requireRowsAtFault(
                run, write.users().size(), exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Exception.class));
    }

    /** @param rows that were to be written together */
    static void requireRowsAtFault(ImportRun run, int rows, Exception caught) throws Exception {
        // the halves around one locked row say nothing of the others
        boolean lockedTooOften =
                DatabaseFailures.isLocked(caught) && rows == 1 && run.limits().tooManyLockTimeouts();
        if (lockedTooOften
                || caught instanceof WorkerException
                // the run has lost its lock
                || caught instanceof DatabaseException
                || DatabaseFailures.isReadOnly(caught)
                || DatabaseFailures.isLost(caught)) {
            throw caught;
        }
    }

    /** Counts, logs and tells what became of the page. */
    public PageResult tally(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.PAGE_VARIABLE) MappedPage page,
            @Variable(Headers.PLAN_VARIABLE) PagePlan plan) {
        boolean isWithheld = plan != null && plan.isWithheld();
        if (!isWithheld && !run.hasFailed()) {
            requireGuarded(run, plan);
        }
        List<UserWrite> users = plan == null ? PagePlan.notBegun(page.rows()) : plan.users();
        Map<Count, Long> counts = new EnumMap<>(Count.class);
        List<Failure> failures = new ArrayList<>(page.failures());
        Map<MappedUser, String> again = new LinkedHashMap<>();
        List<AccountChange> accountChanges = new ArrayList<>();
        List<UserWrite> settled = new ArrayList<>(users.size());
        List<String> skipped = new ArrayList<>(page.skipped());
        for (UserWrite user : users) {
            if (isWithheld && user.failure() == null) {
                // a limit refused the run: nothing is wrong with this user
                continue;
            }
            if (!run.isDryRun() && !user.isSettled()) {
                user.giveUp();
            }
            if (user.failure() != null) {
                // of a last try, only those who waited for another user have a further one
                boolean mayGoBetter = page.lastTry() ? user.isOutrun() : user.isRefused();
                if (mayGoBetter && (page.lastTry() || run.retries().tryReserve())) {
                    again.put(user.row(), user.failure());
                    if (user.change().later() != SoftDeletePolicy.Mark.NONE) {
                        accountChanges.add(user.accountChange());
                    }
                } else {
                    if (user.change().later() == SoftDeletePolicy.Mark.DELETE) {
                        // it counts for the limit as in a dry run, which does not know yet that no try helps
                        accountChanges.add(user.accountChange());
                    }
                    settled.add(user);
                    MappedUser row = user.row();
                    String why = user.failure() + (mayGoBetter ? RetryQueue.noRoomReason() : "");
                    failures.add(failed(run, row.accountName(), new Failure(row.name(), row.dn(), row.guid(), why)));
                }
                continue;
            }
            if (user.left() != null) {
                skipped.add(user.row().accountName() + " (" + user.row().dn() + "), who stays as is: " + user.left());
                continue;
            }
            settled.add(user);
            if (user.change().later() != SoftDeletePolicy.Mark.NONE) {
                accountChanges.add(user.accountChange());
            }
            becameOf(user).forEach(count -> counts.merge(count, 1L, Long::sum));
        }
        if (page.lastTry()) {
            run.retries().markRetried(page.rows());
        }
        ImportLog.saved(run, users);
        ImportLog.leftOut(run, skipped);
        run.listener().leftOut(skipped);
        run.listener().saved(settled);
        counts.put(Count.SKIPPED, (long) skipped.size());
        return new PageResult(Counts.of(counts), failures, accountChanges, again);
    }

    /** As what a user counts whose row is as it should be. */
    private static List<Count> becameOf(UserWrite user) {
        List<Count> counts = new ArrayList<>(3);
        counts.add(
                switch (user.change().action()) {
                    case IMPORT -> Count.IMPORTED;
                    case CHANGE -> Count.CHANGED;
                    case KEEP -> Count.UNCHANGED;
                    case FAIL -> throw new IllegalStateException(user + " has neither a change nor a failure");
                });
        if (user.change().isAdoption()) {
            counts.add(Count.ADOPTED);
        }
        switch (user.change().mark()) {
            case DELETE -> counts.add(Count.DELETED);
            case RESTORE -> counts.add(Count.RESTORED);
            case NONE -> {}
        }
        return counts;
    }

    private static void requireGuarded(ImportRun run, PagePlan plan) {
        if (plan == null) {
            new Guards().require(Guard.COMPARED);
        }
        // a dry run writes nothing that would ask
        plan.requireGuarded();
        if (run.isDryRun()) {
            plan.guards().require(Guard.UNIQUE_VALUES_FORESEEN);
        }
    }

    /** Stops the threads that hash. */
    public void close() {
        passwords.close();
    }
}
