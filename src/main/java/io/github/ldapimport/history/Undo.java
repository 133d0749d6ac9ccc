package io.github.ldapimport.history;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.RefusedException;
import io.github.ldapimport.changes.ChangeKind;
import io.github.ldapimport.changes.ChangeTable;
import io.github.ldapimport.changes.KeptChange;
import io.github.ldapimport.changes.UndoneRun;
import io.github.ldapimport.mapping.MappedUser;
import io.github.ldapimport.mapping.TableSettings;
import io.github.ldapimport.match.PageTable;
import io.github.ldapimport.plan.Guards.Guard;
import io.github.ldapimport.plan.PagePlan;
import io.github.ldapimport.plan.UserWrite;
import io.github.ldapimport.plan.WriteBatch;
import io.github.ldapimport.request.Limit;
import io.github.ldapimport.run.ImportLog;
import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.run.RunGuards;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.sql.RouteStatements;
import io.github.ldapimport.sql.Statements;
import io.github.ldapimport.store.BundleTables;
import io.github.ldapimport.table.SoftDeletePolicy.Mark;
import io.github.ldapimport.table.UsersTable;
import io.github.ldapimport.tally.MappedPage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;

/** The steps and guards of the route that sets rows back to what they were before a run. */
public final class Undo {
    private static final List<String> OF_AN_UNDO =
            List.of(Headers.PROVIDER, Headers.DRY_RUN, Headers.MAX_UNDONE, Headers.LOG);

    private static final List<Setting> OF_THE_TABLE = List.of(
            Setting.DOMAIN,
            Setting.USERS_TABLE,
            Setting.USERS_ID_COLUMN,
            Setting.USERS_GUID_COLUMN,
            Setting.USERS_DOMAIN_COLUMN,
            Setting.USERS_DELETED_AT_COLUMN,
            Setting.USERS_DELETED_VALUE,
            Setting.USERS_LIVE_VALUE);

    /**
     * Takes the run that is to be set back from the request.
     *
     * @throws ConfigurationException where the header is no id of a run
     */
    public void begin(@Variable(Headers.RUN_VARIABLE) ImportRun run, Exchange exchange) {
        Object id = exchange.getMessage().removeHeader(Headers.UNDO);
        if (id == null || !KeptRuns.isId(id.toString())) {
            throw new ConfigurationException("The header " + Headers.UNDO
                    + " is no id of a run: give one as ldap-import history shows it, such as 20260131-020000-0a1b2c3d");
        }
        // one for a single user must not set everybody back
        exchange.getMessage().getHeaders().keySet().stream()
                .filter(name -> Headers.OF_A_REQUEST.stream().anyMatch(name::equalsIgnoreCase)
                        && OF_AN_UNDO.stream().noneMatch(name::equalsIgnoreCase))
                .findFirst()
                .ifPresent(name -> {
                    throw new ConfigurationException("The header " + name + " is for imports: an undo takes "
                            + String.join(", ", OF_AN_UNDO) + ", and sets back all that the run has changed");
                });
        run.undone().set(new UndoneRun(id.toString()));
    }

    /**
     * Refuses to set back a run that changed nothing, or more rows than may be.
     *
     * @throws RefusedException with the number and the way to allow it
     */
    public void requireFewUndone(@Variable(Headers.RUN_VARIABLE) ImportRun run, Exchange exchange) {
        run.guards().pass(Guard.FEW_UNDONE);
        String runId = run.undone().get().runId();
        long count = count(run, runId, new RouteStatements(exchange));
        if (count == 0) {
            throw new RefusedException("Of the run " + runId + " of provider " + run.providerName()
                    + " no change is kept, so nothing was set back: ldap-import history lists the runs; changes are kept for "
                    + run.table().settings().key(Setting.CHANGES_KEEP));
        }
        Limit most = run.request().maxUndone();
        long rows = run.limits().before().all();
        if (!most.allowsEverything() && most.isExceeded(count, rows)) {
            RefusedException refusal =
                    new RefusedException("The run " + runId + " changed " + count + " rows, and the domain "
                            + run.provider().domain() + " has " + rows + ": that is more than max-undone=" + most
                            + " allows, and nothing was set back. Look at them with ldap-import undo " + runId
                            + " --dry-run --max-undone=" + count
                            + "; if they are to be set back, allow it for one run with --max-undone=" + count + " ("
                            + Headers.MAX_UNDONE + ")");
            if (!run.isDryRun()) {
                throw refusal;
            }
            // a dry run shows each row, and is judged at its end
            run.undone().get().refuse(refusal);
        }
    }

    /**
     * Refuses another table, or other columns for what tells rows apart: there may be rows of the same users, which that run has not
     * touched.
     *
     * @throws RefusedException naming the settings that differ
     */
    public void requireSameTable(@Variable(Headers.RUN_VARIABLE) ImportRun run, Exchange exchange) {
        run.guards().pass(Guard.SAME_TABLE);
        UndoneRun undone = run.undone().get();
        TableSettings settings = run.table().settings();
        List<Map<String, Object>> kept =
                new RouteStatements(exchange).rows(ChangeTable.settingsOf(run.providerName(), undone.runId()));
        Map<String, String> theirs = kept.isEmpty() ? Map.of() : ChangeTable.settings(kept.get(0));
        Map<String, String> ours = SettingsDigest.ofRows(run.provider(), exchange.getContext());
        List<String> different = OF_THE_TABLE.stream()
                .map(settings::key)
                .filter(key -> !Objects.equals(theirs.get(key), ours.get(key)))
                .toList();
        if (!different.isEmpty()) {
            throw new RefusedException(
                    "The run " + undone.runId() + " was made with "
                            + (kept.isEmpty()
                                    ? "settings that are not known"
                                    : "other values of " + String.join(", ", different))
                            + ", so its rows may be others: nothing was set back. Set them to what they were for the undo (-D)");
        }
    }

    private static long count(ImportRun run, String runId, Statements database) {
        if (!BundleTables.isReadable(run.provider().getDatabase(), BundleTables.CHANGES)) {
            return 0;
        }
        return database.rows(ChangeTable.countOfRun(run.providerName(), runId)).stream()
                .mapToLong(row -> ((Number) row.get("change_count")).longValue())
                .sum();
    }

    /** The changes of the run, last first, in pages: soft deletes and restorations before the values that came before them. */
    public Iterator<List<KeptChange>> pages(@Variable(Headers.RUN_VARIABLE) ImportRun run, Exchange exchange) {
        RunGuards.requireForUndo(run);
        return new UndoPages(run, new RouteStatements(exchange));
    }

    /** Rows that are compared with what the run left, and those that stay as they are because it is not what they hold. */
    public MappedPage compare(@Variable(Headers.RUN_VARIABLE) ImportRun run, Exchange exchange) {
        UndoneRun undone = run.undone().get();
        Map<MappedUser, KeptChange> changes = new LinkedHashMap<>();
        Object body = exchange.getMessage().getBody();
        boolean again = body instanceof MappedPage;
        Set<String> waiting = undone.keepOnly(run.retries()::isWaiting);
        if (again) {
            // of several changes of one row the first is tried, and the others wait for it
            waiting.clear();
        }
        if (body instanceof MappedPage page) {
            page.rows().forEach(user -> changes.put(user, undone.of(user)));
        } else {
            for (Object each : exchange.getMessage().getBody(List.class)) {
                KeptChange change = (KeptChange) each;
                MappedUser user = user(change);
                undone.put(user, change);
                changes.put(user, change);
            }
            undone.add(changes.size());
        }
        UsersTable table = run.table();
        PageTable page = new PageTable(table, run.provider().domain(), columns(table, changes.values()));
        RowsToUndo rows = RowsToUndo.of(page, changes.values(), new RouteStatements(exchange));
        Set<String> later = importedLater(run, changes.values(), new RouteStatements(exchange));
        List<UserWrite> writes = new ArrayList<>();
        List<MappedUser> users = new ArrayList<>();
        List<String> left = new ArrayList<>();
        changes.forEach((user, change) -> {
            if (waiting.contains(change.guid())) {
                writes.add(UserWrite.deferred(user));
                users.add(user);
                return;
            } else if (again) {
                waiting.add(change.guid());
            }
            UndoPlan.Decision decision = later.contains(change.guid()) && change.is(ChangeKind.IMPORTED)
                    ? new UndoPlan.Decision(null, "a later run has imported the row anew")
                    : rows.decide(page, change, user, undone);
            if (decision.left() == null) {
                decision.change().changes().forEach(each -> undone.columns().add(each.column()));
                // what a page did to a row is set back last: nothing of the row comes after it
                if (run.isDryRun() && (change.mark() != Mark.NONE || change.is(ChangeKind.UNDONE))) {
                    undone.foresee(change.guid(), decision.change());
                }
                writes.add(UserWrite.ofSetBack(decision.change()));
                users.add(user);
            } else {
                left.add(change.shown() + ", who stays as is: " + decision.left());
                run.retries().markRetried(List.of(user));
            }
        });
        exchange.setVariable(Headers.PLAN_VARIABLE, PagePlan.ofSetBack(page, writes));
        return new MappedPage(users, List.of(), left, again);
    }

    /** Of the users whom the run imported, those whom a later run imported again: whose row it is nothing tells but the GUID. */
    private static Set<String> importedLater(ImportRun run, Collection<KeptChange> changes, Statements database) {
        // ids of runs from one second do not sort by time
        Map<String, String> times = new HashMap<>();
        changes.stream()
                .filter(change -> change.is(ChangeKind.IMPORTED) && change.key() == null)
                .forEach(change -> times.put(change.guid(), change.changedAt()));
        List<String> guids = List.copyOf(times.keySet());
        Set<String> later = new HashSet<>();
        int most = run.table().dialect().maxInListSize();
        for (int start = 0; start < guids.size(); start += most) {
            List<String> some = guids.subList(start, Math.min(guids.size(), start + most));
            database.rows(ChangeTable.importedBy(
                            run.providerName(), run.undone().get().runId(), some))
                    .forEach(row -> {
                        String guid = row.get("change_guid").toString();
                        if (row.get("change_at").toString().compareTo(times.get(guid)) > 0) {
                            later.add(guid);
                        }
                    });
        }
        return later;
    }

    /**
     * Locks the rows of a transaction that sets back, and refuses those that were changed since they were compared; of an import
     * none are.
     */
    public void requireUnchanged(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.PLAN_VARIABLE) PagePlan plan,
            @Variable(Headers.WRITE_VARIABLE) WriteBatch write,
            Exchange exchange) {
        if (run.isUndo()) {
            write.guards().pass(Guard.SET_BACK_UNCHANGED);
            LockedRows.requireUnchanged(plan.page(), write.users(), new RouteStatements(exchange));
        }
    }

    /** Says that the next import makes the same changes again, and which settings are not those of the run any more. */
    public void tellOfNextImport(@Variable(Headers.RUN_VARIABLE) ImportRun run, Exchange exchange) {
        UndoneRun undone = run.undone().get();
        undone.refusal().ifPresent(refusal -> {
            throw refusal;
        });
        if (undone.read() == 0) {
            return;
        }
        List<Map<String, Object>> kept =
                new RouteStatements(exchange).rows(ChangeTable.settingsOf(run.providerName(), undone.runId()));
        String columns = undone.columns().isEmpty() ? "" : " (columns " + String.join(", ", undone.columns()) + ")";
        String again = "The next import makes the same changes again" + columns
                + " as long as directory and settings are what they were: ";
        if (kept.isEmpty()) {
            ImportLog.note(run, again + "correct what made them before it runs");
            return;
        }
        List<String> different = SettingsDigest.differences(
                ChangeTable.settings(kept.get(0)), SettingsDigest.ofRows(run.provider(), exchange.getContext()));
        ImportLog.note(
                run,
                again
                        + (different.isEmpty()
                                ? "no setting of rows and users was changed since run " + undone.runId()
                                        + "; look at " + run.table().settings().key(Setting.USERS_SYNC_ATTRIBUTES)
                                        + ", the route ldap-import-user and the directory"
                                : "changed since run " + undone.runId() + ": " + String.join(", ", different)));
    }

    private static MappedUser user(KeptChange change) {
        return new MappedUser(
                ChangeTable.fromAscii(change.guid()),
                change.dn() == null ? "" : change.dn(),
                change.name() == null ? change.shown() : change.name(),
                change.shown());
    }

    private static Set<String> columns(UsersTable table, Iterable<KeptChange> changes) {
        Set<String> columns = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        columns.addAll(table.releasedColumns());
        if (table.softDeletes()) {
            columns.add(table.column(table.deletedAtColumn()).name());
        }
        for (KeptChange change : changes) {
            change.columns().keySet().stream().filter(table::hasColumn).forEach(columns::add);
        }
        columns.remove(table.column(Setting.USERS_GUID_COLUMN).name());
        columns.remove(table.column(Setting.USERS_DOMAIN_COLUMN).name());
        return columns;
    }
}
