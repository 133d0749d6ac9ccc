package io.github.ldapimport.run;

import io.github.ldapimport.table.LiveRow;
import io.github.ldapimport.table.SoftDeletes;
import io.github.ldapimport.table.UserPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/** The log lines of a run, all to one logger, each with the run's id. Names and messages, never values or secrets. */
public final class ImportLog {
    /** The logger to set a level for. */
    public static final String LOGGER = "ldap-import";

    /** Marks a line that others follow at once: a log may write them down together, with the first that is not marked. */
    public static final Marker MORE = MarkerFactory.getMarker("more");

    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);
    private static final String LINE = "[{}] {}";
    private static final Pattern CONTROLS = Pattern.compile("\\p{Cntrl}");

    private ImportLog() {}

    static void started(ImportRun run) {
        if (run.request().log()) {
            LOG.info("[{}] Import of {} started{}", run.id(), run.providerName(), run.isDryRun() ? " (dry run)" : "");
        }
    }

    static void saved(ImportRun run, List<UserPlan> users) {
        List<String> lines = new ArrayList<>();
        for (UserPlan user : users) {
            if (user.isWritten() && LOG.isInfoEnabled()) {
                addLines(user, lines);
            }
        }
        tell(run, lines);
    }

    private static void addLines(UserPlan user, List<String> lines) {
        String account = oneLine(user.row().accountName());
        switch (user.mark()) {
            case DELETE -> lines.add("Soft-deleted user " + account + ", whose account is disabled");
            case RESTORE -> lines.add("Restored user " + account);
            case NONE -> {}
        }
        if (user.action() == UserPlan.Action.IMPORT) {
            lines.add("Imported user " + account);
        } else if (!user.changes().isEmpty() || user.mark() == SoftDeletes.Mark.NONE) {
            List<String> columns =
                    user.changes().stream().map(UserPlan.Change::column).toList();
            lines.add("Synchronized user " + account + " ("
                    + (columns.isEmpty() ? "password" : String.join(", ", columns)) + ")");
        }
    }

    static void deletedMissing(ImportRun run, List<LiveRow> rows) {
        tell(
                run,
                rows.stream()
                        .map(row -> "User with [id = " + row.id()
                                + "] has been soft-deleted due to being missing from LDAP import.")
                        .toList());
    }

    /** What became of users: nothing on a dry run. */
    private static void tell(ImportRun run, List<String> lines) {
        if (!run.request().log() || run.isDryRun()) {
            return;
        }
        int last = lines.size() - 1;
        for (int i = 0; i < last; i++) {
            LOG.info(MORE, LINE, run.id(), lines.get(i));
        }
        if (last >= 0) {
            LOG.info(LINE, run.id(), lines.get(last));
        }
    }

    static void nobodySaved(ImportRun run) {
        if (run.request().log()) {
            LOG.warn(
                    "[{}] Nobody was {}, so nobody is looked for as missing",
                    run.id(),
                    run.search().found() == 0 ? "found (check the base and the filter)" : "saved");
        }
    }

    /** What a person should know before the run, though it does not stop it. */
    static void note(ImportRun run, String text) {
        LOG.warn(LINE, run.id(), oneLine(text));
    }

    static void leftOut(ImportRun run, List<String> dns) {
        tell(run, dns.stream().map(dn -> "Left out " + oneLine(dn)).toList());
    }

    static void failed(ImportRun run, String accountName, String message) {
        if (run.request().log()) {
            LOG.warn("[{}] Unable to import user {}. {}", run.id(), oneLine(accountName), oneLine(message));
        }
    }

    static void ended(ImportSummary summary, ImportRun run) {
        if (summary.status().equals(ImportSummary.COMPLETED)) {
            if (run.request().log()) {
                LOG.info(
                        "[{}] Import of {} completed: found {}, imported {}, changed {}, unchanged {}, skipped {}, failed {},"
                                + " deleted {}, restored {}, deleted as missing {}, {} ms",
                        summary.runId(),
                        summary.provider(),
                        summary.found(),
                        summary.imported(),
                        summary.changed(),
                        summary.unchanged(),
                        summary.skipped(),
                        summary.failed(),
                        summary.deleted(),
                        summary.restored(),
                        summary.deletedMissing(),
                        summary.durationMillis());
            }
        } else if (!run.listener().tellsOutcome()) {
            // an error of the run itself: --no-log does not silence it
            LOG.error(
                    "[{}] Import of {} {}: {} (found {}, imported {}, changed {}, unchanged {}, failed {})",
                    summary.runId(),
                    oneLine(summary.provider()),
                    summary.status(),
                    summary.reason(),
                    summary.found(),
                    summary.imported(),
                    summary.changed(),
                    summary.unchanged(),
                    summary.failed());
        }
    }

    /** A directory's values may hold line breaks; a log line is one line. */
    private static String oneLine(String text) {
        return CONTROLS.matcher(text).replaceAll(" ");
    }
}
