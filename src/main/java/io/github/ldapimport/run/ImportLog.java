package io.github.ldapimport.run;

import io.github.ldapimport.table.LiveRow;
import io.github.ldapimport.table.SoftDeletes;
import io.github.ldapimport.table.UserPlan;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log lines of a run, all to one logger, each with the run's id. Names and messages, never values or secrets. */
public final class ImportLog {
    /** The logger to set a level for. */
    public static final String LOGGER = "ldap-import";

    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);

    private ImportLog() {}

    static void started(ImportRun run) {
        if (run.request().log()) {
            LOG.info("[{}] Import of {} started{}", run.id(), run.providerName(), run.isDryRun() ? " (dry run)" : "");
        }
    }

    static void saved(ImportRun run, List<UserPlan> users) {
        if (!run.request().log() || run.isDryRun()) {
            return;
        }
        for (UserPlan user : users) {
            if (user.isWritten() && user.mark() == SoftDeletes.Mark.DELETE) {
                LOG.info(
                        "[{}] Soft-deleted user {}, whose account is disabled",
                        run.id(),
                        oneLine(user.row().accountName()));
            } else if (user.isWritten() && user.mark() == SoftDeletes.Mark.RESTORE) {
                LOG.info("[{}] Restored user {}", run.id(), oneLine(user.row().accountName()));
            }
            if (user.isWritten() && user.action() == UserPlan.Action.IMPORT) {
                LOG.info("[{}] Imported user {}", run.id(), oneLine(user.row().accountName()));
            } else if (user.isWritten()
                    && LOG.isInfoEnabled()
                    && (!user.changes().isEmpty() || user.mark() == SoftDeletes.Mark.NONE)) {
                List<String> columns =
                        user.changes().stream().map(UserPlan.Change::column).toList();
                LOG.info(
                        "[{}] Synchronized user {} ({})",
                        run.id(),
                        oneLine(user.row().accountName()),
                        columns.isEmpty() ? "password" : String.join(", ", columns));
            }
        }
    }

    static void deletedMissing(ImportRun run, List<LiveRow> rows) {
        if (run.request().log() && !run.isDryRun()) {
            for (LiveRow row : rows) {
                LOG.info(
                        "[{}] User with [id = {}] has been soft-deleted due to being missing from LDAP import.",
                        run.id(),
                        row.id());
            }
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
        LOG.warn("[{}] {}", run.id(), oneLine(text));
    }

    static void leftOut(ImportRun run, List<String> dns) {
        if (run.request().log() && !run.isDryRun()) {
            dns.forEach(dn -> LOG.info("[{}] Left out {}", run.id(), oneLine(dn)));
        }
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
        return text.replaceAll("\\p{Cntrl}", " ");
    }
}
