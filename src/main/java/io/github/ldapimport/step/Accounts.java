package io.github.ldapimport.step;

import io.github.ldapimport.api.Failure;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.RefusedException;
import io.github.ldapimport.changes.FormerStates;
import io.github.ldapimport.connection.DirectoryException;
import io.github.ldapimport.plan.AccountChange;
import io.github.ldapimport.plan.AccountRow;
import io.github.ldapimport.plan.AccountRows;
import io.github.ldapimport.plan.AccountWrite;
import io.github.ldapimport.plan.Guards.Guard;
import io.github.ldapimport.rows.RowCounts;
import io.github.ldapimport.rows.RowStatements;
import io.github.ldapimport.run.ImportLog;
import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.run.Refused;
import io.github.ldapimport.run.RunGuards;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.sql.DatabaseFailures;
import io.github.ldapimport.sql.RouteStatements;
import io.github.ldapimport.store.ScopeMemory;
import io.github.ldapimport.table.SoftDeleteColumn;
import io.github.ldapimport.table.SoftDeletePolicy.Mark;
import io.github.ldapimport.table.UsersTable;
import io.github.ldapimport.tally.AccountChanges;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Variable;

/** The steps and guards of the routes that soft-delete rows of disabled users and restore those of enabled ones. */
public final class Accounts {
    /** Of fewer rows each may be a deleted one whose user has come back. */
    private static final int MIN_ROWS_TO_DOUBT = 5;

    private static final int MAX_EXAMPLES = 3;

    /** The live rows of users whose account is disabled, as far as their values were written. */
    public AccountRows disabled(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        return begin(run, Mark.DELETE);
    }

    /** The soft-deleted rows of users whose account is enabled. */
    public AccountRows restored(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        run.guards().require(Guard.SOFT_DELETE_COLUMN);
        return begin(run, Mark.RESTORE);
    }

    private static AccountRows begin(ImportRun run, Mark mark) {
        RunGuards.requireForAccounts(run);
        run.guards().require(guard(mark));
        if (mark == Mark.DELETE) {
            RunGuards.requireForDeletion(run);
        }
        return new AccountRows(
                run.table(),
                run.provider().domain(),
                mark,
                run.limits().accounts(mark).takeAll());
    }

    /** Refuses when more rows are to be soft-deleted than the run may. */
    public void requireFewDisabled(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        requireFew(run, Mark.DELETE);
    }

    /**
     * Refuses to restore rows by a column that may hold other dates than those of soft deletes, which would be lost.
     *
     * @throws RefusedException with the column and what speaks against it
     */
    public void requireSoftDeleteColumn(@Variable(Headers.RUN_VARIABLE) ImportRun run, Exchange exchange) {
        run.guards().pass(Guard.SOFT_DELETE_COLUMN);
        judgeSoftDeleteColumn(run);
        judgeThirdStates(run, exchange);
    }

    /**
     * Refuses, before anything is deleted, where rows could not be restored afterwards: as many as that say that deleted and live
     * values have changed places, and a deletion would bring rows back.
     */
    public void requireRestorable(@Variable(Headers.RUN_VARIABLE) ImportRun run, Exchange exchange) {
        run.guards().pass(Guard.RESTORABLE);
        judgeSoftDeleteColumn(run);
        judgeThirdStates(run, exchange);
        judge(run, Mark.RESTORE);
    }

    private static void judgeSoftDeleteColumn(ImportRun run) {
        long count = run.limits().accounts(Mark.RESTORE).count();
        if (count == 0 || run.request().scopeChanged()) {
            return;
        }
        Setting setting = Setting.USERS_DELETED_AT_COLUMN;
        Optional<String> columnDoubt = softDeleteDoubt(run);
        String column = run.table().deletedAtColumn();
        RowCounts before = run.limits().before();
        String doubt = null;
        if (!run.limits().isTooMany(Mark.RESTORE) && columnDoubt.isPresent()) {
            doubt = columnDoubt.get() + ", and no run before has restored by " + column;
        } else if (!run.limits().isTooMany(Mark.RESTORE)
                && !run.request().maxRestored().isSet()
                && before.live() == 0
                && before.all() >= MIN_ROWS_TO_DOUBT
                && count * 2 > before.all()) {
            doubt = "not one of the " + before.all() + " rows of domain "
                    + run.provider().domain() + " counts as live, and the directory has the users of " + count;
        }
        if (doubt != null) {
            throw new RefusedException("The column " + column + " ("
                    + run.table().settings().key(setting)
                    + ") may be another one than that of soft deletes: " + doubt + ", such as "
                    + String.join(", ", run.limits().accounts(Mark.RESTORE).examples())
                    + ": nobody was restored, because restoring empties it. Check " + setting.key()
                    + "; if it is the right one, allow it for one run with --scope-changed (" + Headers.SCOPE_CHANGED
                    + ")");
        }
    }

    /** Where it is not kept which rows were in a third state when they were soft-deleted, restoring would make them live. */
    private static void judgeThirdStates(ImportRun run, Exchange exchange) {
        UsersTable table = run.table();
        if (run.limits().accounts(Mark.RESTORE).count() == 0
                || run.request().scopeChanged()
                || !table.hasThirdStates()
                || remembersStates(run)) {
            return;
        }
        long others = RowCounts.others(new RouteStatements(exchange).rows(new RowStatements(table).countOtherStates()));
        if (others > 0) {
            throw new RefusedException(others + " row(s) hold another value than "
                    + table.marker().description() + " in the column " + table.deletedAtColumn() + " ("
                    + table.settings().key(Setting.USERS_DELETED_AT_COLUMN)
                    + "), and it is not kept which rows were such when a run soft-deleted them: restored, they would be"
                    + " live. No row was restored. Set " + Setting.CHANGES_KEEP.key()
                    + "; or, if no such row may be among those to be restored, allow it for one run with --scope-changed ("
                    + Headers.SCOPE_CHANGED + ")");
        }
    }

    private static boolean remembersStates(ImportRun run) {
        // a dry run makes no table
        return (run.isDryRun() ? run.provider().changes() : run.changes().policy()).isOn();
    }

    /** What speaks against the soft-delete column, as long as no run before is known to have been allowed it. */
    static Optional<String> softDeleteDoubt(ImportRun run) {
        UsersTable table = run.table();
        if (!table.softDeletes()
                || run.recalled()
                        .get()
                        .memory()
                        .map(ScopeMemory::knowsSoftDeleteColumn)
                        .orElse(false)) {
            return Optional.empty();
        }
        String usual = Setting.USERS_DELETED_AT_COLUMN.defaultValue();
        if (table.hasColumn(usual) && !table.deletedAtColumn().equalsIgnoreCase(usual)) {
            return Optional.of("the table has a column " + usual + ", too");
        }
        boolean isDate = table.settings().deletedValue().isEmpty();
        return isDate && SoftDeleteColumn.tellsSomethingElse(table.deletedAtColumn())
                ? Optional.of("by its name it tells something else than when a row was deleted")
                : Optional.empty();
    }

    /** Refuses when more rows are to be restored than the run may. */
    public void requireFewRestored(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        requireFew(run, Mark.RESTORE);
    }

    private static Guard guard(Mark mark) {
        return mark == Mark.DELETE ? Guard.FEW_DISABLED : Guard.FEW_RESTORED;
    }

    private static void requireFew(ImportRun run, Mark mark) {
        run.guards().pass(guard(mark));
        judge(run, mark);
    }

    private static void judge(ImportRun run, Mark mark) {
        if (!run.limits().isTooMany(mark)) {
            return;
        }
        AccountChanges changes = run.limits().accounts(mark);
        String examples = ", such as " + String.join(", ", changes.examples());
        String domain = run.provider().domain();
        if (mark == Mark.DELETE) {
            throw new RefusedException(changes.count() + " of the "
                    + run.limits().before().live() + " live users of domain " + domain + " show as disabled in "
                    + run.directory().urls() + examples + ", more than max-disabled="
                    + run.request().maxDisabled() + " allows: nobody was deleted."
                    + Refused.where(run) + " Check directory.disabled-filter and what "
                    + run.directory().account()
                    + " may read; if their accounts are really disabled, allow it for one run with --max-disabled="
                    + changes.count() + " (" + Headers.MAX_DISABLED + ")" + Refused.approve(run));
        }
        throw new RefusedException(changes.count() + " of the "
                + run.limits().before().all() + " rows of domain " + domain
                + " are soft-deleted, and their users show as"
                + " enabled in " + run.directory().urls() + examples + ", more than max-restored="
                + run.request().maxRestored() + " allows: nobody was restored."
                + Refused.where(run) + " Check users.deleted-value and users.live-value, which may have changed places,"
                + " and directory.disabled-filter; if they are really to come back, allow it for one run with"
                + " --max-restored=" + changes.count() + " (" + Headers.MAX_RESTORED + ")" + Refused.approve(run));
    }

    /** Fails when the run was asked to stop: an account that is disabled is disabled next time, too. */
    public void requireNotInterrupted(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Variable(Headers.ACCOUNTS_VARIABLE) AccountRows accounts) {
        accounts.guards().pass(Guard.NOT_INTERRUPTED);
        if (run.isToStop()) {
            throw new DirectoryException("interrupted");
        }
    }

    /** Fails when another run may have begun, because this one has lost its lock. */
    public void requireLock(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Variable(Headers.ACCOUNTS_VARIABLE) AccountRows accounts) {
        accounts.guards().pass(Guard.LOCK_HELD);
        run.lease().requireHeld();
    }

    /** Looks the rows up. */
    public void look(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.ACCOUNTS_VARIABLE) AccountRows accounts,
            Exchange exchange) {
        RouteStatements database = new RouteStatements(exchange);
        accounts.look(database);
        if (accounts.mark() == Mark.RESTORE && run.table().hasThirdStates() && remembersStates(run)) {
            List<String> others = accounts.restoreTo(FormerStates.of(run.table(), accounts.guids(), database));
            if (!others.isEmpty()) {
                ImportLog.note(
                        run,
                        others.size()
                                + " user(s) were neither live nor deleted before they were soft-deleted, and are so again: "
                                + String.join(", ", others.subList(0, Math.min(others.size(), MAX_EXAMPLES))));
            }
        }
    }

    /** Fails those whose row is gone, or another's, since the page was saved. */
    public void requireFound(@Variable(Headers.ACCOUNTS_VARIABLE) AccountRows accounts) {
        accounts.allFound();
    }

    /** Locks the rows of a transaction. */
    public void lock(@Variable(Headers.ACCOUNT_WRITE_VARIABLE) AccountWrite write, Exchange exchange) {
        write.lock(new RouteStatements(exchange));
    }

    /** Fails when somebody has changed a row since it was looked up. */
    public void requireUnchanged(@Variable(Headers.ACCOUNT_WRITE_VARIABLE) AccountWrite write) {
        write.requireUnchanged();
    }

    /** Notes that the transaction was committed. */
    public void committed(@Variable(Headers.ACCOUNT_WRITE_VARIABLE) AccountWrite write) {
        write.settle();
    }

    /** Notes that the database refuses the only row, and whose row has the unique value that it wants. */
    public void refused(@Variable(Headers.ACCOUNT_WRITE_VARIABLE) AccountWrite write, Exchange exchange) {
        write.refused(
                DatabaseFailures.words(exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Exception.class)),
                new RouteStatements(exchange));
    }

    /** Throws a failed write on where it is not for the rows to answer for. */
    public void requireDatabase(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.ACCOUNT_WRITE_VARIABLE) AccountWrite write,
            Exchange exchange)
            throws Exception {
        Pages.requireRowsAtFault(
                run, write.rows().size(), exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Exception.class));
    }

    /** Counts, logs and tells what became of the rows, or on a dry run would. */
    public List<Failure> tally(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Variable(Headers.ACCOUNTS_VARIABLE) AccountRows accounts) {
        accounts.requireGuarded();
        List<AccountChange> done = new ArrayList<>(run.isDryRun() ? accounts.changes() : List.of());
        List<AccountChange> refused = new ArrayList<>();
        List<Failure> failures = new ArrayList<>();
        for (AccountRow row : accounts.rows()) {
            if (row.isWritten()) {
                done.add(row.change());
            } else if (row.failure() != null) {
                refused.add(row.change());
                failures.add(failed(run, row));
            }
        }
        run.counters().accountsChanged(accounts.mark(), done, refused, failures);
        if (!run.isDryRun()) {
            ImportLog.accountsChanged(run, accounts.mark(), done);
        } else if (accounts.mark() == Mark.DELETE) {
            run.limits().foreseen().disabledAreDeleted();
        }
        return failures;
    }

    private static Failure failed(ImportRun run, AccountRow row) {
        AccountChange change = row.change();
        String what = change.mark() == Mark.DELETE ? "not soft-deleted: " : "not restored: ";
        return Pages.failed(
                run,
                change.accountName(),
                new Failure(change.name(), change.dn(), change.guid(), what + row.failure()));
    }
}
