package io.github.ldapimport.step;

import io.github.ldapimport.api.CheckLine;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.RefusedException;
import io.github.ldapimport.directory.Schema;
import io.github.ldapimport.missing.MissingUsers;
import io.github.ldapimport.plan.Guards.Guard;
import io.github.ldapimport.rows.LiveUserRow;
import io.github.ldapimport.rows.TableCheck;
import io.github.ldapimport.run.ImportLog;
import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.run.Provider;
import io.github.ldapimport.run.Siblings;
import io.github.ldapimport.sql.Database;
import io.github.ldapimport.sql.DatabaseException;
import io.github.ldapimport.sql.DatabaseFailures;
import io.github.ldapimport.store.BundleTables;
import io.github.ldapimport.store.Recalled;
import io.github.ldapimport.store.RememberedScope;
import io.github.ldapimport.store.RunJournal;
import io.github.ldapimport.store.RunScope;
import io.github.ldapimport.store.ScopeMemory;
import io.github.ldapimport.store.ScopeTable;
import io.github.ldapimport.table.UsersTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.Variable;
import org.springframework.jdbc.datasource.DataSourceUtils;

/**
 * The steps that remember what a provider covers, and the guard on its changes: a slip in base or filter looks like users who
 * left, and so does a second installation that imports something else into the same domain.
 */
public final class Scopes {
    private static final int MAX_NAMES = 3;

    /** Recalls what earlier runs covered, and whose the other domains of the table are. */
    public void recall(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        RunScope scope = run.covered().get();
        Siblings siblings = run.siblings().get();
        Map<String, String> neighbours = siblings.domains();
        Recalled nothing = Recalled.nothing(neighbours, run.provider().domain());
        if (!run.table().isPresent()) {
            run.recalled().set(nothing);
            return;
        }
        Database database = run.provider().getDatabase();
        try (Connection connection = database.getConnection()) {
            Optional<List<RememberedScope>> remembered =
                    run.isDryRun() ? look(connection) : run.isLocked() ? prepare(run, connection) : Optional.empty();
            if (remembered.isEmpty()) {
                run.recalled().set(nothing);
                return;
            }
            ScopeMemory memory = new ScopeMemory(
                    scope,
                    ScopeMemory.installation(),
                    remembered.get(),
                    Set.copyOf(neighbours.keySet()),
                    run.request().scopeChanged());
            if (!run.request().scopeChanged()) {
                // their rows are this provider's, so that the provider which has the domain now cannot say whose they
                // are
                CamelContext context = run.provider().getCamelContext();
                memory.exchanged((domain, before) -> siblings.cover(context, domain, before))
                        .forEach(neighbours::remove);
            }
            memory.neighbours().forEach(neighbours::putIfAbsent);
            run.recalled().set(new Recalled(Optional.of(memory), neighbours, memory.domains()));
            tellOfOtherDomains(run, memory);
            if (!run.isDryRun()) {
                RunJournal.recordAbandonedRuns(database, connection, memory.lastRuns());
                ScopeTable.recordStart(connection, scope, ScopeMemory.installation(), run.id());
            }
        } catch (SQLException e) {
            throw explain(database, e);
        }
    }

    private static Optional<List<RememberedScope>> look(Connection connection) throws SQLException {
        return BundleTables.isReadable(connection, BundleTables.SCOPES)
                ? Optional.of(ScopeTable.read(connection))
                : Optional.empty();
    }

    /** What {@code check} has to say of a provider's scope, and of the other domains of the table. */
    public static List<CheckLine> look(Provider provider, String name, UsersTable table, Schema schema) {
        CamelContext context = provider.getCamelContext();
        Siblings siblings = Siblings.of(context, provider, table);
        Set<String> domains = new TreeSet<>(siblings.domains().keySet());
        RunScope scope = RunScope.of(name, provider.domain(), table, provider.directory(), schema);
        List<RememberedScope> remembered;
        Database database = provider.getDatabase();
        try (Connection connection = database.getConnection()) {
            remembered = look(connection).orElse(List.of());
        } catch (SQLException e) {
            throw explain(database, e);
        }
        String holder = ScopeMemory.installation();
        new ScopeMemory(scope, holder, remembered, domains, false)
                .exchanged((domain, before) -> siblings.cover(context, domain, before))
                .forEach(domains::remove);
        ScopeMemory memory = new ScopeMemory(scope, holder, remembered, domains, false);
        List<CheckLine> lines = new ArrayList<>();
        sameScope(memory).ifPresent(lines::add);
        if (!memory.columnChanges().isEmpty()) {
            lines.add(new CheckLine(
                    CheckLine.Verdict.FAIL,
                    "columns",
                    columnsChanged(memory) + ": a run is refused, unless --scope-changed allows it"));
        }
        memory.neighbours()
                .forEach((domain, who) -> lines.add(new CheckLine(
                        CheckLine.Verdict.OK,
                        "neighbour",
                        "another installation imports into this table: its domain is '" + domain + "', imported by "
                                + who + ", and its rows stay as they are")));
        OtherDomains.look(provider, name, table, memory).ifPresent(lines::add);
        return lines;
    }

    private static Optional<CheckLine> sameScope(ScopeMemory memory) {
        List<String> changes = memory.changes();
        return memory.accepted()
                .map(before -> changes.isEmpty()
                        ? new CheckLine(
                                CheckLine.Verdict.OK, "scope", "base, filters and domain are as in " + run(before))
                        : new CheckLine(
                                CheckLine.Verdict.WARN,
                                "scope",
                                "what the provider covers has changed since " + run(before) + ": "
                                        + String.join("; ", changes)
                                        + memory.takesTurns().map(Scopes::turns).orElse("")
                                        + ". The first run with delete-missing deletes nobody for that, unless"
                                        + " --scope-changed allows it"));
    }

    private static Optional<List<RememberedScope>> prepare(ImportRun run, Connection connection) throws SQLException {
        try {
            BundleTables.create(connection, BundleTables.SCOPES);
            BundleTables.requireWritable(connection, BundleTables.SCOPES);
        } catch (SQLException e) {
            if (DatabaseFailures.isLost(e)) {
                throw e;
            }
            ImportLog.note(
                    run,
                    "Without the table " + BundleTables.SCOPES + " (" + DatabaseFailures.words(e)
                            + "), nothing tells when what the provider covers has changed: let an administrator make it,"
                            + " ldap-import check has the statement");
            return Optional.empty();
        }
        return Optional.of(ScopeTable.read(connection));
    }

    private static void tellOfOtherDomains(ImportRun run, ScopeMemory memory) {
        memory.perhapsFormer()
                .forEach(other -> ImportLog.note(
                        run,
                        "The domain '" + other.scope().domain() + "' of the table "
                                + other.scope().table()
                                + " has the same users and is imported by " + other.words()
                                + ", so its rows stay as they are; if it is this provider's under its former name, run"
                                + " once with --scope-changed (" + Headers.SCOPE_CHANGED + ")"));
        memory.former().stream()
                .filter(other -> !memory.domains().contains(other.scope().domain()))
                .forEach(other -> tellOfRowsLeft(run, other));
    }

    private static void tellOfRowsLeft(ImportRun run, RememberedScope other) {
        TableCheck.DomainCounts rows = new TableCheck(
                        run.table(), run.provider().getDatabase())
                .counts(other.scope().domain());
        if (!rows.isEmpty()) {
            ImportLog.note(
                    run,
                    "Rows of the domain '" + rows.domain() + "', which was this provider's (run " + other.lastRun()
                            + "), are not looked at for missing users: the " + rows + "; --scope-changed ("
                            + Headers.SCOPE_CHANGED + ") takes them in");
        }
    }

    /**
     * Refuses to delete missing users where they may be missing only because something else is looked at.
     *
     * @throws RefusedException with what has changed, since when, and who would go
     */
    public void requireSameScope(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Variable(Headers.MISSING_VARIABLE) MissingUsers missing) {
        Optional<ScopeMemory> recalled = run.recalled().get().memory();
        run.guards().pass(Guard.SAME_SCOPE);
        if (recalled.isEmpty() || recalled.get().changes().isEmpty()) {
            return;
        }
        ScopeMemory memory = recalled.get();
        String changed = "What provider " + run.providerName() + " covers has changed since "
                + memory.accepted().map(Scopes::run).orElseThrow() + ": " + String.join("; ", memory.changes());
        if (missing.count() == 0 || run.request().scopeChanged()) {
            ImportLog.note(
                    run,
                    changed
                            + (missing.count() == 0
                                    ? "; no user is missing because of it, so that is how it is from now on"
                                    : ": allowed by --scope-changed"));
            return;
        }
        ImportLog.wouldBeDeleted(run, missing.rows());
        if (run.isDryRun()) {
            run.listener().missing(missing.rows());
        }
        throw new RefusedException(changed + ". " + missing.count() + " of the "
                + run.limits().liveBefore()
                + " live users of domain " + run.provider().domain() + " would be soft-deleted as missing, such as "
                + names(missing) + ": nobody was deleted"
                + memory.takesTurns().map(Scopes::turns).orElse("")
                + ". " + (run.isDryRun() ? "This dry run lists" : "The log and a dry run list")
                + " all of them; if the change is meant, allow it for one run with --scope-changed ("
                + Headers.SCOPE_CHANGED + ")");
    }

    private static String run(RememberedScope before) {
        return "run " + before.acceptedRun() + " (" + before.acceptedAt() + ", " + before.holder() + ")";
    }

    private static String turns(RememberedScope other) {
        return ". Something else is imported into the same domain by " + other.words()
                + ": where two installations take turns, each takes the other's users for missing, so give them domains"
                + " of their own";
    }

    private static String names(MissingUsers missing) {
        return String.join(
                ", ",
                missing.rows().stream().limit(MAX_NAMES).map(LiveUserRow::shown).toList());
    }

    /**
     * Refuses a run whose table has other columns for what tells rows apart: each user would get a second row, or rows would look
     * deleted that are not.
     *
     * @throws RefusedException with each column as it was and as it is, and since when
     */
    public void requireSameColumns(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        Optional<ScopeMemory> recalled = run.recalled().get().memory();
        run.guards().pass(Guard.SAME_COLUMNS);
        if (recalled.isEmpty() || recalled.get().columnChanges().isEmpty()) {
            return;
        }
        ScopeMemory memory = recalled.get();
        String changed = columnsChanged(memory);
        if (!run.request().scopeChanged()) {
            throw new RefusedException(
                    changed + ": nothing was written. Set them back; if the change is meant, allow it for"
                            + " one run with --scope-changed (" + Headers.SCOPE_CHANGED + ")");
        }
        ImportLog.note(run, changed + ": allowed by --scope-changed");
    }

    private static String columnsChanged(ScopeMemory memory) {
        return "The columns of the table " + memory.scope().table() + " have changed since "
                + memory.accepted().map(Scopes::run).orElseThrow() + ": " + String.join("; ", memory.columnChanges());
    }

    /**
     * Refuses where the domain is that of another installation with the same users, but for its spelling: each of the users would
     * fail by name.
     */
    public void requireOneSpelling(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        run.guards().pass(Guard.ONE_SPELLING);
        Optional<ScopeMemory> memory = run.recalled().get().memory();
        if (memory.isEmpty() || run.request().scopeChanged()) {
            return;
        }
        String domain = run.provider().domain();
        memory.get().perhapsFormer().stream()
                .filter(other -> OtherDomains.isAlike(domain, other.scope().domain()))
                .findFirst()
                .ifPresent(other -> {
                    throw new RefusedException("The domain '" + domain + "' is another spelling of '"
                            + other.scope().domain() + "', in which " + other.words()
                            + " imports the same users into this table: nothing was written. Set "
                            + run.table().settings().domainKey() + " to '"
                            + other.scope().domain() + "'; if the rows are to go over to '" + domain
                            + "', allow it for one run with --scope-changed (" + Headers.SCOPE_CHANGED + ")");
                });
    }

    /** Keeps what a run that has completed says of its scope, which may be the accepted one now, within the transaction at hand. */
    public void remember(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        ScopeMemory memory = run.recalled().get().memory().orElseThrow();
        boolean isDoubtful =
                Accounts.softDeleteDoubt(run).isPresent() && !run.request().scopeChanged();
        Connection connection = DataSourceUtils.getConnection(run.dataSource());
        try {
            if (!run.isScopeToAccept()) {
                Optional<RememberedScope> withColumns = memory.withColumns(isDoubtful);
                if (withColumns.isPresent()) {
                    ScopeTable.rememberColumns(connection, withColumns.get());
                }
                return;
            }
            ScopeTable.accept(connection, memory.toRemember(isDoubtful), memory.ofThisDomain(), run.id());
            if (memory.domains().size() > 1) {
                ScopeTable.forget(connection, memory.former());
            }
            ScopeTable.forget(connection, memory.outdated());
        } catch (SQLException e) {
            throw explain(run.provider().getDatabase(), e);
        } finally {
            DataSourceUtils.releaseConnection(connection, run.dataSource());
        }
    }

    /** Lets nothing be written for a run that has lost its lock, nor the next begin before this is written. */
    public void requireUnderWay(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        run.lease().keepUnderWay();
    }

    private static DatabaseException explain(Database database, SQLException failure) {
        return DatabaseFailures.explain(
                "Cannot remember in " + database.url() + " what the provider covers",
                database,
                failure,
                "let the account read and write the table " + BundleTables.SCOPES);
    }
}
