package io.github.ldapimport.history;

import io.github.ldapimport.api.AsciiJson;
import io.github.ldapimport.api.Counts;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.RefusedException;
import io.github.ldapimport.changes.ChangeBatch;
import io.github.ldapimport.changes.ChangeKind;
import io.github.ldapimport.changes.ChangePolicy;
import io.github.ldapimport.changes.RowChange;
import io.github.ldapimport.dialect.KeyColumn;
import io.github.ldapimport.ldap.Guid;
import io.github.ldapimport.missing.MissingUsers;
import io.github.ldapimport.plan.AccountRow;
import io.github.ldapimport.plan.AccountWrite;
import io.github.ldapimport.plan.Guards.Guard;
import io.github.ldapimport.plan.UserChange;
import io.github.ldapimport.plan.UserWrite;
import io.github.ldapimport.plan.WriteBatch;
import io.github.ldapimport.rows.LiveUserRow;
import io.github.ldapimport.run.ImportLog;
import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.sql.DatabaseException;
import io.github.ldapimport.sql.DatabaseFailures;
import io.github.ldapimport.sql.RouteStatements;
import io.github.ldapimport.sql.SqlStatement;
import io.github.ldapimport.store.BundleTables;
import io.github.ldapimport.table.SoftDeletePolicy.Mark;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Variable;

/** The steps that keep what a run does to rows, in the transaction of the rows, so that it can be shown and undone. */
public final class Changes {
    /** Makes the table of changes where it is not there; without it a run goes on, and says what it goes without. */
    public void prepare(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        ChangePolicy policy = run.provider().changes();
        if (!policy.isOn() || run.isDryRun() || !run.isLocked()) {
            return;
        }
        try (Connection connection = run.provider().getDatabase().getConnection()) {
            BundleTables.create(connection, BundleTables.CHANGES);
            BundleTables.requireWritable(connection, BundleTables.CHANGES);
            run.changes().keep(policy);
        } catch (SQLException e) {
            if (DatabaseFailures.isLost(e)) {
                throw new DatabaseException(
                        "Cannot keep in " + run.provider().getDatabase().url() + " what the run changes: "
                                + DatabaseFailures.words(e) + ": run again when the database is back",
                        e);
            }
            ImportLog.note(
                    run,
                    "Without the table " + BundleTables.CHANGES + " (" + DatabaseFailures.words(e)
                            + "), what the run changes is not kept, and cannot be undone: let an administrator make it,"
                            + " ldap-import check has the statement; or set changes.keep to nothing");
        }
    }

    /** The same for a page of another node's run, which has made the table. */
    public static void prepareElsewhere(ImportRun run) {
        ChangePolicy policy = run.provider().changes();
        if (policy.isOn()) {
            try (Connection connection = run.provider().getDatabase().getConnection()) {
                if (BundleTables.isReadable(connection, BundleTables.CHANGES)) {
                    run.changes().keep(policy);
                }
            } catch (SQLException e) {
                throw new DatabaseException(
                        "Cannot ask " + run.provider().getDatabase().url() + " for the table " + BundleTables.CHANGES
                                + ": " + DatabaseFailures.words(e) + ": run again when the database is back",
                        e);
            }
        }
    }

    /** What a transaction has done to the rows of a page. */
    public ChangeBatch written(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Variable(Headers.WRITE_VARIABLE) WriteBatch write) {
        write.guards().require(Guard.WRITTEN);
        if (!run.changes().policy().isOn()) {
            return ChangeBatch.none();
        }
        List<RowChange> changes = new ArrayList<>(write.users().size());
        for (UserWrite user : write.users()) {
            UserChange change = user.change();
            ChangeKind kind = kind(change);
            if (!change.changes().isEmpty() || kind != ChangeKind.CHANGED) {
                changes.add(new RowChange(
                        kind,
                        shown(change.id() == null ? change.newId() : change.id()),
                        Guid.canonical(change.guid() == null ? change.formerGuid() : change.guid()),
                        user.row().dn(),
                        user.row().name(),
                        user.row().accountName(),
                        change.mark(),
                        change.changes()));
            }
        }
        return batch(run, changes);
    }

    private static ChangeKind kind(UserChange change) {
        if (change.isSetBack()) {
            return ChangeKind.UNDONE;
        } else if (change.action() == UserChange.Action.IMPORT) {
            return ChangeKind.IMPORTED;
        } else if (change.isRelinked()) {
            return ChangeKind.RELINKED;
        }
        return change.isAdoption() ? ChangeKind.ADOPTED : ChangeKind.CHANGED;
    }

    /** What a transaction has done to rows of disabled users, or of enabled ones. */
    public ChangeBatch accountsWritten(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.ACCOUNT_WRITE_VARIABLE) AccountWrite write) {
        write.guards().require(Guard.WRITTEN);
        List<String> released = run.table().releasedColumns();
        List<RowChange> changes = new ArrayList<>(write.rows().size());
        for (AccountRow row : write.rows()) {
            changes.add(new RowChange(
                    row.change().mark() == Mark.DELETE ? ChangeKind.DELETED : ChangeKind.RESTORED,
                    shown(row.id()),
                    row.change().guid(),
                    row.change().dn(),
                    row.change().name(),
                    row.change().accountName(),
                    row.change().mark(),
                    row.valueChanges(released)));
        }
        return batch(run, changes);
    }

    /** What a transaction has done to the rows of missing users. */
    public ChangeBatch missingDeleted(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Variable(Headers.MISSING_VARIABLE) MissingUsers missing) {
        missing.guards().require(Guard.ALL_DELETED);
        List<RowChange> changes = new ArrayList<>(missing.count());
        for (LiveUserRow row : missing.rows()) {
            List<UserChange.Change> emptied = new ArrayList<>();
            missing.released(row).forEach((column, value) -> emptied.add(new UserChange.Change(column, value, null)));
            changes.add(new RowChange(
                    ChangeKind.DELETED_MISSING,
                    shown(row.id()),
                    row.guid(),
                    null,
                    row.label(),
                    row.accountName(),
                    Mark.DELETE,
                    emptied));
        }
        return batch(run, changes);
    }

    /** The digests of the settings that a run was made with, where it has changed anything. */
    public ChangeBatch settings(@Variable(Headers.RUN_VARIABLE) ImportRun run, Exchange exchange) {
        Counts counts = run.counters().counts();
        long changed = counts.imported() + counts.changed() + counts.deletedMissing();
        boolean isToApprove = isRefused(run) && !run.changes().wanted().isEmpty();
        if (!isToApprove && (!isKept(run) || changed == 0)) {
            return ChangeBatch.none();
        }
        run.lease().requireHeld();
        return ChangeBatch.ofSettings(
                run.table().dialect(),
                run.providerName(),
                run.id(),
                AsciiJson.write(SettingsDigest.ofRows(run.provider(), exchange.getContext())));
    }

    /** What a limit has refused, so that exactly that can be approved; the settings are kept after it, as a sign that it is whole. */
    public ChangeBatch wanted(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        if (!isRefused(run)) {
            return ChangeBatch.none();
        }
        run.lease().requireHeld();
        return run.changes().wantedBatch(run.table().dialect(), run.providerName(), run.id());
    }

    private static boolean isRefused(ImportRun run) {
        return run.changes().policy().isOn()
                && run.failure().filter(RefusedException.class::isInstance).isPresent();
    }

    /** The statements that remove changes which are older than they are kept, in small pieces, by runs for all users. */
    public Iterator<SqlStatement> old(@Variable(Headers.RUN_VARIABLE) ImportRun run, Exchange exchange) {
        return isKept(run) && run.scope().showsEverybody()
                ? new OldChanges(
                        run.table().dialect(),
                        run.providerName(),
                        Instant.now().minus(run.changes().policy().keep().orElseThrow()),
                        new RouteStatements(exchange))
                : Collections.emptyIterator();
    }

    private static boolean isKept(ImportRun run) {
        return run.changes().policy().isOn() && !run.hasFailed();
    }

    /** Tells what went wrong with that: it costs no run, and the next one tries again. */
    public void notSettled(@Variable(Headers.RUN_VARIABLE) ImportRun run, Exchange exchange) {
        ImportLog.note(
                run,
                "The end of the run could not be kept in " + BundleTables.CHANGES + ": "
                        + DatabaseFailures.words(
                                exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Exception.class))
                        + ": the next run tries again");
    }

    private static ChangeBatch batch(ImportRun run, List<RowChange> changes) {
        return run.changes().batch(run.table().dialect(), run.providerName(), run.id(), changes);
    }

    private static String shown(Object key) {
        return key == null ? null : KeyColumn.text(key);
    }
}
