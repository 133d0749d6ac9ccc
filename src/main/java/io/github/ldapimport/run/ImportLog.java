package io.github.ldapimport.run;

import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.dialect.KeyColumn;
import io.github.ldapimport.plan.AccountChange;
import io.github.ldapimport.plan.UserChange;
import io.github.ldapimport.plan.UserWrite;
import io.github.ldapimport.rows.LiveUserRow;
import io.github.ldapimport.table.SoftDeletePolicy;
import io.github.ldapimport.text.LineLog;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/** The log lines of a run, all to one logger, each with the run's id. Names and messages, never values or secrets. */
public final class ImportLog {
    /** The logger to set a level for. */
    public static final String LOGGER = "ldap-import";

    /**
     * Marks a line that others follow at once: a log may write them down together, with the first that is not marked. Where the
     * process is killed before that one, they are not written, though their rows are.
     */
    public static final Marker MORE = MarkerFactory.getMarker("ldap-import-more");

    private static final LineLog LOG = LineLog.named(LOGGER);
    private static final String DELETED = "[{}] Soft-deleted user {}, whose account is disabled";

    /** How many members of a group a line names. */
    private static final int MAX_NAMES_OF_A_LINE = 20;

    private ImportLog() {}

    static void started(ImportRun run) {
        if (run.request().log()) {
            LOG.info("[{}] {} started{}", run.id(), what(run), run.isDryRun() ? " (dry run)" : "");
        }
    }

    private static String what(ImportRun run) {
        String provider = run.providerName();
        return run.undone()
                .find()
                .map(undone -> "Undo of run " + undone.runId() + " of " + provider)
                .orElse("Import of " + provider);
    }

    /** Whether there are lines of what became of users. */
    private static boolean tellsOfUsers(ImportRun run) {
        return run.request().log() && !run.isDryRun() && LOG.isInfoEnabled();
    }

    private static void tell(boolean isLast, String line, Object... arguments) {
        if (isLast) {
            LOG.info(line, arguments);
        } else {
            LOG.info(MORE, line, arguments);
        }
    }

    public static void saved(ImportRun run, List<UserWrite> users) {
        if (tellsOfUsers(run)) {
            List<UserChange> written = users.stream()
                    .filter(UserWrite::isWritten)
                    .map(UserWrite::change)
                    .toList();
            for (int i = 0; i < written.size(); i++) {
                saved(run, written.get(i), i == written.size() - 1);
            }
        }
    }

    private static void saved(ImportRun run, UserChange user, boolean isLast) {
        String account = user.row().accountName();
        if (user.isRelinked()) {
            tell(
                    false,
                    "[{}] Relinked user {}: the row with [id = {}] had the GUID {}, which the directory does not have",
                    run.id(),
                    account,
                    KeyColumn.shown(user.id()),
                    user.formerGuid());
        }
        if (user.mark() == SoftDeletePolicy.Mark.DELETE) {
            tell(false, DELETED, run.id(), account);
        }
        if (user.isAdoption()) {
            tell(false, "[{}] Adopted user {} (row id = {})", run.id(), account, KeyColumn.shown(user.id()));
        }
        if (user.action() == UserChange.Action.IMPORT) {
            tell(isLast, "[{}] Imported user {}", run.id(), account);
        } else {
            List<String> columns =
                    user.changes().stream().map(UserChange.Change::column).toList();
            tell(
                    isLast,
                    "[{}] Synchronized user {} ({})",
                    run.id(),
                    account,
                    columns.isEmpty() ? "password" : String.join(", ", columns));
        }
    }

    /** Rows of users who were found, which were soft-deleted or restored at the end of the run. */
    public static void accountsChanged(ImportRun run, SoftDeletePolicy.Mark mark, List<AccountChange> changes) {
        if (tellsOfUsers(run)) {
            for (int i = 0; i < changes.size(); i++) {
                tell(
                        i == changes.size() - 1,
                        mark == SoftDeletePolicy.Mark.DELETE ? DELETED : "[{}] Restored user {}",
                        run.id(),
                        changes.get(i).accountName());
            }
        }
    }

    /** Whether there are lines of what a limit refuses: a dry run that shows each change needs none. */
    static boolean tellsOfRefused(ImportRun run) {
        return run.request().log() && !run.listener().showsPlan() && LOG.isInfoEnabled();
    }

    public static void wouldBe(ImportRun run, List<AccountChange> changes) {
        if (tellsOfRefused(run)) {
            for (int i = 0; i < changes.size(); i++) {
                AccountChange change = changes.get(i);
                tell(
                        i == changes.size() - 1,
                        change.mark() == SoftDeletePolicy.Mark.DELETE
                                ? "[{}] User {} ({}) would be soft-deleted, because the account is disabled."
                                : "[{}] User {} ({}) would be restored.",
                        run.id(),
                        change.accountName(),
                        change.dn());
            }
        }
    }

    /** A row whose change a limit on values refuses, as the log tells it: its values are not kept. */
    record ChangedRow(String accountName, String columns) {
        static ChangedRow of(UserChange user) {
            return new ChangedRow(
                    user.row().accountName(),
                    String.join(
                            ", ",
                            user.changes().stream()
                                    .map(change -> change.column() + (change.to() == null ? " emptied" : ""))
                                    .toList()));
        }
    }

    /**
     * Rows that a limit on values refuses.
     *
     * @param more how many further ones are not among them
     */
    static void wouldBeChanged(ImportRun run, List<ChangedRow> rows, long more) {
        if (tellsOfRefused(run)) {
            if (more > 0) {
                tell(
                        true,
                        "[{}] {} further users would be changed: ldap-import import --dry-run shows each of them.",
                        run.id(),
                        more);
            }
            for (int i = 0; i < rows.size(); i++) {
                tell(
                        i == rows.size() - 1,
                        "[{}] User {} would be changed ({}).",
                        run.id(),
                        rows.get(i).accountName(),
                        rows.get(i).columns());
            }
        }
    }

    public static void deletedMissing(ImportRun run, List<LiveUserRow> rows) {
        if (tellsOfUsers(run)) {
            for (int i = 0; i < rows.size(); i++) {
                tell(
                        i == rows.size() - 1,
                        "[{}] User with [id = {}] has been soft-deleted due to being missing from LDAP import.",
                        run.id(),
                        KeyColumn.shown(rows.get(i).id()));
            }
        }
    }

    /** Users who are missing, and whose rows wait for the grace period. */
    public static void waiting(ImportRun run, List<LiveUserRow> noticed, int before, String grace) {
        if (!run.request().log() || noticed.size() + before == 0) {
            return;
        }
        for (int i = 0; i < noticed.size(); i++) {
            tell(
                    i == noticed.size() - 1,
                    "[{}] User with [id = {}] is missing from LDAP import, and is soft-deleted when it still is after {}.",
                    run.id(),
                    KeyColumn.shown(noticed.get(i).id()),
                    grace);
        }
        LOG.info(
                "[{}] Rows of missing users that wait for {}: {} noticed now, {} before",
                run.id(),
                grace,
                noticed.size(),
                before);
    }

    /** Everybody whom a guard keeps from being deleted: the message has room for a few. */
    public static void wouldBeDeleted(ImportRun run, List<LiveUserRow> rows) {
        if (tellsOfRefused(run)) {
            for (int i = 0; i < rows.size(); i++) {
                LiveUserRow row = rows.get(i);
                tell(
                        i == rows.size() - 1,
                        "[{}] User with [id = {}]{} would be soft-deleted due to being missing from LDAP import.",
                        run.id(),
                        KeyColumn.shown(row.id()),
                        row.label() == null ? "" : " (" + row.label() + ")");
            }
        }
    }

    public static void left(ImportRun run, LiveUserRow row, String provider) {
        if (run.request().log()) {
            LOG.info(
                    "[{}] User with [id = {}] is left to the provider {}, whose directory has the user",
                    run.id(),
                    KeyColumn.shown(row.id()),
                    provider);
        }
    }

    /** Users who became members of a group, and who are so no more. */
    public static void members(ImportRun run, String group, List<String> added, List<String> removed) {
        if (tellsOfUsers(run)) {
            inLines(added, names -> LOG.info("[{}] Added to group {}: {}", run.id(), group, names));
            inLines(removed, names -> LOG.info("[{}] Removed from group {}: {}", run.id(), group, names));
        }
    }

    /** The same, where a limit refuses it. */
    public static void membersWouldBe(ImportRun run, String group, List<String> added, List<String> removed) {
        if (tellsOfRefused(run)) {
            inLines(added, names -> LOG.info("[{}] Would be added to group {}: {}", run.id(), group, names));
            inLines(removed, names -> LOG.info("[{}] Would be removed from group {}: {}", run.id(), group, names));
        }
    }

    private static void inLines(List<String> users, Consumer<String> line) {
        for (int start = 0; start < users.size(); start += MAX_NAMES_OF_A_LINE) {
            line.accept(String.join(", ", users.subList(start, Math.min(users.size(), start + MAX_NAMES_OF_A_LINE))));
        }
    }

    public static void nobodySaved(ImportRun run) {
        if (run.request().log()) {
            LOG.warn(
                    "[{}] Nobody was {}, so nobody is looked for as missing",
                    run.id(),
                    run.search().get().found() == 0 ? "found (check the base and the filter)" : "saved");
        }
    }

    /** What a person may want to know of the run. */
    public static void say(ImportRun run, String text) {
        if (run.request().log()) {
            LOG.info("[{}] {}", run.id(), text);
        }
    }

    /** What a person should know before the run, though it does not stop it. */
    public static void note(ImportRun run, String text) {
        LOG.warn("[{}] {}", run.id(), text);
    }

    public static void leftOut(ImportRun run, List<String> dns) {
        if (tellsOfUsers(run)) {
            for (int i = 0; i < dns.size(); i++) {
                tell(i == dns.size() - 1, "[{}] Left out {}", run.id(), dns.get(i));
            }
        }
    }

    public static void failed(ImportRun run, String accountName, String message) {
        if (run.request().log()) {
            LOG.error("[{}] Unable to import user {}. {}", run.id(), accountName, message);
        }
    }

    static void ended(ImportSummary summary, ImportRun run) {
        if (summary.status().equals(ImportSummary.COMPLETED)) {
            if (run.request().log()) {
                LOG.info(
                        "[{}] {} completed: {}, {} ms",
                        summary.runId(),
                        what(run),
                        summary.counts().words(),
                        summary.durationMillis());
            }
        } else if (!run.listener().tellsOutcome()) {
            // an error of the run itself: --no-log does not silence it
            LOG.error(
                    "[{}] {} {}: {} (found {}, imported {}, changed {}, unchanged {}, failed {})",
                    summary.runId(),
                    what(run),
                    summary.status(),
                    summary.reason(),
                    summary.found(),
                    summary.imported(),
                    summary.changed(),
                    summary.unchanged(),
                    summary.failed());
        }
    }

    /** Says at the end how many events did not reach an endpoint: each endpoint was told of once. */
    static void undelivered(ImportRun run) {
        if (run.events().undelivered() > 0) {
            LOG.warn(
                    "[{}] {} event(s) were not delivered: what became of them is said above, endpoint by endpoint",
                    run.id(),
                    run.events().undelivered());
        }
    }
}
