package io.github.ldapimport.history;

import io.github.ldapimport.api.AsciiJson;
import io.github.ldapimport.api.Count;
import io.github.ldapimport.api.Counts;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.RefusedException;
import io.github.ldapimport.changes.ChangeBatch;
import io.github.ldapimport.changes.ChangeKind;
import io.github.ldapimport.changes.ChangePolicy;
import io.github.ldapimport.changes.ChangeTable;
import io.github.ldapimport.changes.RowChange;
import io.github.ldapimport.group.MemberWrite;
import io.github.ldapimport.missing.MissingUsers;
import io.github.ldapimport.plan.AccountRow;
import io.github.ldapimport.plan.AccountRows;
import io.github.ldapimport.plan.AccountWrite;
import io.github.ldapimport.plan.Guards;
import io.github.ldapimport.plan.Guards.Guard;
import io.github.ldapimport.plan.PagePlan;
import io.github.ldapimport.plan.UserChange;
import io.github.ldapimport.plan.UserWrite;
import io.github.ldapimport.plan.WriteBatch;
import io.github.ldapimport.rows.LiveUserRow;
import io.github.ldapimport.run.ImportLog;
import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.sql.DatabaseException;
import io.github.ldapimport.sql.DatabaseFailures;
import io.github.ldapimport.sql.RouteStatements;
import io.github.ldapimport.sql.SqlBatch;
import io.github.ldapimport.sql.SqlStatement;
import io.github.ldapimport.store.BundleTables;
import io.github.ldapimport.table.SoftDeletePolicy.Mark;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Header;
import org.apache.camel.Variable;
import org.apache.camel.component.sql.SqlConstants;

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
            requireColumns(run, policy);
            noteSettings(connection, run);
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

    /** A slip in the name of a column would keep the values that are to be left out. */
    static void requireColumns(ImportRun run, ChangePolicy policy) {
        policy.without()
                .filter(name -> !run.table().hasColumn(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new ConfigurationException(run.table().settings().key(Setting.CHANGES_WITHOUT) + " names "
                            + name + ", which the table "
                            + run.table().settings().table()
                            + " has not: correct the name, or leave it out");
                });
    }

    /** Before the first row is written: an undo must know which table that was. */
    private static void noteSettings(Connection connection, ImportRun run) throws SQLException {
        String digests = AsciiJson.write(
                SettingsDigest.ofRows(run.provider(), run.provider().getCamelContext()));
        SqlStatement insert = ChangeTable.noteSettings(run.providerName(), run.id(), digests);
        execute(connection, insert);
    }

    /** Executes a statement that writes to the table of changes, and answers with how many rows it changed. */
    static int execute(Connection connection, SqlStatement statement) throws SQLException {
        try (PreparedStatement prepared = connection.prepareStatement(statement.sql())) {
            for (int i = 0; i < statement.parameters().size(); i++) {
                prepared.setObject(i + 1, statement.parameters().get(i));
            }
            return prepared.executeUpdate();
        }
    }

    /** The same for a page of another node's run, which has made the table. */
    public static void prepareElsewhere(ImportRun run) {
        ChangePolicy policy = run.provider().changes();
        if (policy.isOn() && BundleTables.isReadable(run.provider().getDatabase(), BundleTables.CHANGES)) {
            run.changes().keep(policy);
        }
    }

    /** What a transaction has done to the rows of a page. */
    public ChangeBatch written(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.WRITE_VARIABLE) WriteBatch write,
            @Variable(Headers.PLAN_VARIABLE) PagePlan plan,
            Exchange exchange) {
        write.guards().require(Guard.WRITTEN);
        requireOfPlan(run, plan.guards(), Guard.PAGE_OF_PLAN);
        if (!run.changes().policy().isOn()) {
            return ChangeBatch.none();
        }
        Marks marks = Marks.of(
                run.table(),
                write.users().stream()
                        .map(UserWrite::change)
                        .filter(change -> change.isSetBack() && change.mark() != Mark.NONE)
                        .map(UserChange::id)
                        .toList(),
                new RouteStatements(exchange));
        List<RowChange> changes = new ArrayList<>(write.users().size());
        for (UserWrite user : write.users()) {
            UserChange change = user.change();
            if (!change.changes().isEmpty() || RowChanges.kind(change) != ChangeKind.CHANGED) {
                changes.add(RowChanges.of(user, marks.after(change)));
            }
        }
        return batch(run, changes);
    }

    /** A run that carries a plan out makes no change that was not compared with it. */
    private static void requireOfPlan(ImportRun run, Guards guards, Guard guard) {
        if (run.request().plan().isPresent()) {
            run.guards().require(Guard.PLAN_USED);
            guards.require(guard);
        }
    }

    /** What a transaction has done to rows of disabled users, or of enabled ones. */
    public ChangeBatch accountsWritten(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.ACCOUNT_WRITE_VARIABLE) AccountWrite write,
            @Variable(Headers.ACCOUNTS_VARIABLE) AccountRows accounts,
            Exchange exchange) {
        write.guards().require(Guard.WRITTEN);
        requireOfPlan(run, accounts.guards(), Guard.ACCOUNTS_OF_PLAN);
        if (!run.changes().policy().isOn()) {
            return ChangeBatch.none();
        }
        List<String> released = run.table().releasedColumns();
        List<Object> keys = write.rows().stream().map(AccountRow::id).toList();
        Marks marks = Marks.of(run.table(), keys, new RouteStatements(exchange));
        List<RowChange> changes = new ArrayList<>(write.rows().size());
        Map<String, Object> deleted = new HashMap<>();
        for (AccountRow row : write.rows()) {
            if (row.change().mark() == Mark.DELETE) {
                deleted.put(row.change().guid(), row.formerMark());
            }
            changes.add(RowChanges.of(row, marks.after(row.id(), row.valueChanges(released), row.formerMark())));
        }
        return batch(run, changes).and(formerStates(run, deleted, exchange));
    }

    /** What a transaction has done to the rows of missing users. */
    public ChangeBatch missingDeleted(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.MISSING_VARIABLE) MissingUsers missing,
            Exchange exchange) {
        missing.guards().require(Guard.ALL_DELETED);
        requireOfPlan(run, missing.guards(), Guard.MISSING_OF_PLAN);
        if (!run.changes().policy().isOn()) {
            return ChangeBatch.none();
        }
        List<Object> keys = missing.rows().stream().map(LiveUserRow::id).toList();
        Marks marks = Marks.of(run.table(), keys, new RouteStatements(exchange));
        List<RowChange> changes = new ArrayList<>(missing.count());
        Map<String, Object> deleted = new HashMap<>();
        for (LiveUserRow row : missing.rows()) {
            deleted.put(row.guid(), missing.formerMark(row));
            List<UserChange.Change> emptied = new ArrayList<>();
            missing.released(row).forEach((column, value) -> emptied.add(new UserChange.Change(column, value, null)));
            changes.add(new RowChange(
                    ChangeKind.DELETED_MISSING,
                    RowChanges.text(row.id()),
                    row.guid(),
                    null,
                    row.label(),
                    row.accountName(),
                    Mark.DELETE,
                    marks.after(row.id(), emptied, missing.formerMark(row))));
        }
        return batch(run, changes).and(formerStates(run, deleted, exchange));
    }

    /** Which missing users a transaction marks: their rows wait, and are as they were. */
    public ChangeBatch missingNoticed(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Variable(Headers.MISSING_VARIABLE) MissingUsers missing) {
        missing.guards().require(Guard.MARKS_UNDER_WAY);
        return batch(
                run,
                missing.noticed().stream()
                        .map(row -> new RowChange(
                                ChangeKind.MISSING_NOTICED,
                                RowChanges.text(row.id()),
                                row.guid(),
                                null,
                                row.label(),
                                row.accountName(),
                                Mark.NONE,
                                List.of()))
                        .toList());
    }

    /** What a transaction has done to memberships: a change has some users of one group. */
    public ChangeBatch membersWritten(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Variable(Headers.MEMBER_WRITE_VARIABLE) MemberWrite write) {
        if (!run.changes().policy().isOn()) {
            return ChangeBatch.none();
        }
        List<RowChange> changes = new ArrayList<>();
        write.removed().forEach(members -> changes.addAll(RowChanges.ofMembers(ChangeKind.MEMBERS_REMOVED, members)));
        write.added().forEach(members -> changes.addAll(RowChanges.ofMembers(ChangeKind.MEMBERS_ADDED, members)));
        return batch(run, changes);
    }

    /** Rolls the transaction back where an approval that it uses is no longer there: it was withdrawn meanwhile. */
    public void requireKept(
            @Variable(Headers.BATCH_VARIABLE) SqlBatch batch,
            @Header(SqlConstants.SQL_UPDATE_COUNT) Integer updateCount) {
        batch.requireWritten(updateCount);
    }

    /** What a limit has refused, so that exactly that can be approved: all of it or nothing. */
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

    /**
     * The statements that remove the settings of a run which has changed nothing, and changes that are older than they are kept, in small
     * pieces, by runs for all users.
     */
    public Iterator<SqlStatement> outdated(@Variable(Headers.RUN_VARIABLE) ImportRun run, Exchange exchange) {
        if (!isKept(run)) {
            return Collections.emptyIterator();
        }
        Counts counts = run.counters().counts();
        boolean isAnyChanged = counts.sum(Count.IMPORTED, Count.CHANGED, Count.DELETED_MISSING) > 0
                || run.changes().isAnyKept();
        List<SqlStatement> settings =
                isAnyChanged ? List.of() : List.of(ChangeTable.forgetSettings(run.providerName(), run.id()));
        return new OldChanges(
                settings,
                run.table().dialect(),
                run.providerName(),
                Instant.now().minus(run.changes().policy().keep().orElseThrow()),
                run.scope().showsEverybody() ? OldChanges.MAX_PIECES : 0,
                new RouteStatements(exchange));
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

    /** Restoring must not make rows live that were not. */
    private static List<SqlBatch> formerStates(ImportRun run, Map<String, Object> marks, Exchange exchange) {
        return run.changes().formerStates(run.table(), run.id(), marks, new RouteStatements(exchange));
    }

    private static ChangeBatch batch(ImportRun run, List<RowChange> changes) {
        return run.changes().batch(run.table().dialect(), run.providerName(), run.id(), changes);
    }
}
