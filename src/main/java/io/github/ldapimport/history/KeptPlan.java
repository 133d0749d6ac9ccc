package io.github.ldapimport.history;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.RefusedException;
import io.github.ldapimport.changes.ChangeBatch;
import io.github.ldapimport.changes.ChangePolicy;
import io.github.ldapimport.changes.ChangeTable;
import io.github.ldapimport.changes.KeptChange;
import io.github.ldapimport.changes.PlanTable;
import io.github.ldapimport.changes.PlannedChanges;
import io.github.ldapimport.changes.RowChange;
import io.github.ldapimport.missing.Deletable;
import io.github.ldapimport.missing.MissingUsers;
import io.github.ldapimport.plan.AccountRow;
import io.github.ldapimport.plan.AccountRows;
import io.github.ldapimport.plan.Guards.Guard;
import io.github.ldapimport.plan.PagePlan;
import io.github.ldapimport.plan.UserChange;
import io.github.ldapimport.plan.UserWrite;
import io.github.ldapimport.rows.LiveUserRow;
import io.github.ldapimport.run.ImportLog;
import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import io.github.ldapimport.sql.DatabaseException;
import io.github.ldapimport.sql.DatabaseFailures;
import io.github.ldapimport.sql.RouteStatements;
import io.github.ldapimport.sql.SqlStatement;
import io.github.ldapimport.sql.Statements;
import io.github.ldapimport.store.BundleTables;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;

/** The steps that keep a dry run as a plan, and those that let a run carry a plan out: it makes no change that differs from it. */
public final class KeptPlan {
    /**
     * Makes sure that a dry run can be kept, or that there is the plan which a run is to carry out.
     *
     * @throws ConfigurationException where nothing can be kept, or there is no such plan
     * @throws RefusedException where the plan is old or used, or settings or options were others
     */
    public void look(@Variable(Headers.RUN_VARIABLE) ImportRun run, Exchange exchange) {
        run.guards().pass(Guard.PLAN_FOUND);
        if (run.request().keep()) {
            prepare(run);
        }
        run.request().plan().ifPresent(plan -> require(run, plan, exchange));
    }

    private static void prepare(ImportRun run) {
        ChangePolicy policy = policy(run);
        if (!run.table().isPresent()) {
            throw new ConfigurationException("A dry run can be kept as a plan once there is the table "
                    + run.table().settings().table() + ": make it, or leave --keep (" + Headers.KEEP + ") out");
        }
        Changes.requireColumns(run, policy);
        try (Connection connection = run.provider().getDatabase().getConnection()) {
            BundleTables.create(connection, BundleTables.CHANGES);
            BundleTables.requireWritable(connection, BundleTables.CHANGES);
        } catch (SQLException e) {
            throw failed(run, "keep the dry run as a plan", e);
        }
        run.changes().keepPlan(policy);
    }

    private static ChangePolicy policy(ImportRun run) {
        ChangePolicy policy = run.provider().changes();
        if (!policy.isOn()) {
            throw new ConfigurationException("A plan is kept among the changes, and "
                    + run.table().settings().key(Setting.CHANGES_KEEP)
                    + " is empty, so none is kept: set it, such as to 90d, or leave --keep and --plan out");
        }
        return policy;
    }

    private static DatabaseException failed(ImportRun run, String what, SQLException e) {
        return DatabaseFailures.explain(
                "Cannot " + what + " in " + run.provider().getDatabase().url(),
                run.provider().getDatabase(),
                e,
                "let the account read and write the table " + BundleTables.CHANGES
                        + ", ldap-import check has the statement that makes it");
    }

    private static void require(ImportRun run, String plan, Exchange exchange) {
        policy(run);
        Statements database = new RouteStatements(exchange);
        List<KeptChange> found = KeptRuns.isId(plan)
                        && run.table().isPresent()
                        && BundleTables.isReadable(run.provider().getDatabase(), BundleTables.CHANGES)
                ? ChangeTable.found(database.rows(PlanTable.plan(run.providerName(), plan)))
                : List.of();
        if (found.isEmpty()) {
            throw new ConfigurationException("There is no plan " + plan + " of provider " + run.providerName()
                    + ": a dry run with --keep (" + Headers.KEEP + ") that completes makes one, and tells its id");
        }
        KeptChange kept = found.get(0);
        if (!kept.kind().equals(PlanTable.PLAN)) {
            throw new RefusedException("The plan " + plan + " was carried out by run " + kept.guid()
                    + ", and a plan is for once: nothing was changed. Make a new one with --dry-run --keep");
        }
        String first = ChangeTable.text(Instant.now().minus(Approvals.valid(run.provider(), exchange.getContext())));
        String last = ChangeTable.text(Instant.now().plus(Approvals.MAX_CLOCK_DIFFERENCE));
        if (kept.changedAt().compareTo(first) < 0 || kept.changedAt().compareTo(last) > 0) {
            throw new RefusedException("The plan " + plan + " is of " + kept.changedAt() + ", and one is valid for "
                    + new Settings(exchange.getContext(), run.provider().getSettings()).text(Setting.APPROVAL_VALID)
                    + " (approval.valid): nothing was changed. Make a new one with --dry-run --keep");
        }
        List<String> different = SettingsDigest.differences(kept.texts(), digests(run, exchange.getContext()));
        if (!different.isEmpty()) {
            throw new RefusedException(
                    "The plan " + plan + " was made with other values of "
                            + String.join(", ", different)
                            + ": nothing was changed. Give the options of the dry run, or make a new plan with --dry-run --keep");
        }
        ImportLog.note(
                run,
                "Carries out the plan " + plan + " of " + kept.changedAt()
                        + ": changes that are not in it are not made");
    }

    private static Map<String, String> digests(ImportRun run, CamelContext context) {
        Map<String, String> digests = new LinkedHashMap<>(SettingsDigest.ofRows(run.provider(), context));
        run.request().choices().forEach((name, value) -> digests.put(name, SettingsDigest.sha256(value)));
        return digests;
    }

    /**
     * Notes that the plan is carried out, before the first change.
     *
     * @throws RefusedException where another run was first
     */
    public void use(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        run.guards().pass(Guard.PLAN_USED);
        run.request().plan().ifPresent(plan -> {
            run.guards().require(Guard.PLAN_FOUND);
            try (Connection connection = run.provider().getDatabase().getConnection()) {
                if (Changes.execute(connection, PlanTable.use(run.providerName(), plan, run.id())) != 1) {
                    throw new RefusedException("The plan " + plan
                            + " was carried out by another run meanwhile, and a plan is for once: nothing was changed");
                }
            } catch (SQLException e) {
                throw failed(run, "note that the plan " + plan + " is carried out", e);
            }
        });
    }

    /** What a dry run would do to the rows of a page. */
    public ChangeBatch page(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Variable(Headers.PLAN_VARIABLE) PagePlan plan) {
        return kept(
                run,
                toWrite(plan).stream()
                        .map(user -> RowChanges.of(user, user.change().changes()))
                        .toList());
    }

    private static List<UserWrite> toWrite(PagePlan plan) {
        return plan.users().stream()
                .filter(user -> user.failure() == null)
                .filter(user -> user.change().action() == UserChange.Action.IMPORT
                        || user.change().action() == UserChange.Action.CHANGE)
                .toList();
    }

    /** Leaves the rows of a page as they are whose change is none of the plan. */
    public void restrict(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.PLAN_VARIABLE) PagePlan plan,
            Exchange exchange) {
        plan.guards().pass(Guard.PAGE_OF_PLAN);
        Map<UserWrite, RowChange> changes = new LinkedHashMap<>();
        toWrite(plan)
                .forEach(user ->
                        changes.put(user, RowChanges.of(user, user.change().changes())));
        refused(run, changes, exchange).forEach(UserWrite::leave);
    }

    /** What a dry run would do to rows of disabled users, or of enabled ones. */
    public ChangeBatch accounts(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.ACCOUNTS_VARIABLE) AccountRows accounts,
            Exchange exchange) {
        AccountRows found = new AccountRows(run.table(), run.provider().domain(), accounts.mark(), accounts.changes());
        found.look(new RouteStatements(exchange));
        return kept(
                run,
                found.rows().stream()
                        .map(row -> RowChanges.planned(run.table(), row))
                        .toList());
    }

    /** Takes those rows out whose change is none of the plan, and names them. */
    public void restrictAccounts(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.ACCOUNTS_VARIABLE) AccountRows accounts,
            Exchange exchange) {
        accounts.guards().pass(Guard.ACCOUNTS_OF_PLAN);
        Map<AccountRow, RowChange> changes = new LinkedHashMap<>();
        accounts.rows().stream()
                .filter(row -> row.failure() == null)
                .forEach(row -> changes.put(row, RowChanges.planned(run.table(), row)));
        Map<AccountRow, String> refused = refused(run, changes, exchange);
        accounts.takeOut(refused.keySet());
        List<String> names = new ArrayList<>();
        refused.forEach((row, why) -> names.add(stays(row.change().accountName(), why)));
        tellLeft(run, names);
    }

    /** What a dry run would do to the rows of missing users. */
    public ChangeBatch missing(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Variable(Headers.MISSING_VARIABLE) MissingUsers missing) {
        return kept(run, missing.rows().stream().map(Deletable::wanted).toList());
    }

    /** Leaves the rows of missing users whose deletion is none of the plan, and names them. */
    public void restrictMissing(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.MISSING_VARIABLE) MissingUsers missing,
            Exchange exchange) {
        missing.guards().pass(Guard.MISSING_OF_PLAN);
        Map<LiveUserRow, RowChange> changes = new LinkedHashMap<>();
        missing.rows().forEach(row -> changes.put(row, Deletable.wanted(row)));
        Map<LiveUserRow, String> refused = refused(run, changes, exchange);
        missing.leave(refused.keySet());
        List<String> names = new ArrayList<>();
        refused.forEach((row, why) -> names.add(stays(row.shown(), why)));
        tellLeft(run, names);
    }

    private static ChangeBatch kept(ImportRun run, List<RowChange> changes) {
        return run.changes().plannedBatch(run.table().dialect(), run.providerName(), run.id(), changes);
    }

    /** Of some changes those that are none of the plan, with the reasons; without a plan there are none. */
    private static <T> Map<T, String> refused(ImportRun run, Map<T, RowChange> changes, Exchange exchange) {
        Optional<String> plan = run.request().plan();
        if (plan.isEmpty() || changes.isEmpty()) {
            return Map.of();
        }
        Set<String> all = new LinkedHashSet<>();
        changes.values().forEach(change -> all.add(change.guid()));
        List<String> guids = List.copyOf(all);
        Statements database = new RouteStatements(exchange);
        List<KeptChange> planned = new ArrayList<>();
        int most = run.table().dialect().maxInListSize();
        for (int start = 0; start < guids.size(); start += most) {
            List<String> some = guids.subList(start, Math.min(guids.size(), start + most));
            planned.addAll(ChangeTable.found(database.rows(PlanTable.changes(run.providerName(), plan.get(), some))));
        }
        PlannedChanges its = new PlannedChanges(run.provider().changes(), planned);
        Map<T, String> refused = new LinkedHashMap<>();
        changes.forEach((each, change) -> its.refusal(change).ifPresent(why -> refused.put(each, why)));
        return refused;
    }

    private static String stays(String name, String why) {
        return name + ", who stays as is: " + why;
    }

    private static void tellLeft(ImportRun run, List<String> names) {
        ImportLog.leftOut(run, names);
        run.listener().leftOut(names);
    }

    /** Makes a dry run a plan that has completed, or tells what a run has not done of its plan. What goes wrong is told, too. */
    public void end(@Variable(Headers.RUN_VARIABLE) ImportRun run, Exchange exchange) {
        try {
            if (run.changes().isPlanKept()) {
                complete(run, exchange.getContext());
            } else if (run.guards().isPassed(Guard.PLAN_USED)
                    && run.request().plan().isPresent()) {
                tellNotMade(run, run.request().plan().get(), new RouteStatements(exchange));
            }
        } catch (SQLException | RuntimeException e) {
            ImportLog.note(
                    run,
                    run.changes().isPlanKept()
                            ? "The dry run could not be kept as a plan: " + DatabaseFailures.words(e)
                                    + ": make a new one"
                            : "What was not done of the plan cannot be told: " + DatabaseFailures.words(e));
        }
    }

    private static void complete(ImportRun run, CamelContext context) throws SQLException {
        if (run.hasFailed()) {
            ImportLog.note(run, "The dry run did not complete, so it is not kept as a plan");
            return;
        }
        try (Connection connection = run.provider().getDatabase().getConnection()) {
            Changes.execute(connection, PlanTable.complete(run.providerName(), run.id(), digests(run, context)));
        }
        ImportLog.note(
                run,
                "Kept as a plan: carry it out within "
                        + new Settings(context, run.provider().getSettings()).text(Setting.APPROVAL_VALID)
                        + " with --plan=" + run.id()
                        + " and the same options (without --dry-run --keep); ldap-import history --run="
                        + run.id() + " shows it");
    }

    private static void tellNotMade(ImportRun run, String plan, Statements database) {
        long notMade = 0;
        String last = null;
        List<KeptChange> some;
        do {
            SqlStatement next = PlanTable.notMade(run.table().dialect(), run.providerName(), plan, run.id(), last);
            some = ChangeTable.found(database.rows(next));
            notMade += some.size();
            for (KeptChange change : some) {
                last = change.id();
                // those of a run that ended early are told by their number
                if (!run.hasFailed()) {
                    ImportLog.leftOut(
                            run,
                            List.of(change.shown() + ", whose change in the plan was not made ("
                                    + change.kind().substring(PlanTable.PLANNED.length()) + ")"));
                }
            }
        } while (some.size() == ChangeTable.AT_ONCE);
        long all = ((Number) database.rows(PlanTable.count(run.providerName(), plan))
                        .get(0)
                        .get("change_count"))
                .longValue();
        ImportLog.note(
                run,
                "Of the " + all + " changes of the plan " + plan + ", " + (all - notMade) + " were made and " + notMade
                        + " were not" + (notMade == 0 ? "" : ": import without --plan to do what is left"));
    }
}
