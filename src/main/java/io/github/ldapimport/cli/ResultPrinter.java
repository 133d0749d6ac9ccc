package io.github.ldapimport.cli;

import io.github.ldapimport.api.Count;
import io.github.ldapimport.api.Counts;
import io.github.ldapimport.api.ImportException;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.run.Provider;
import io.github.ldapimport.settings.ConfigurationException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What the program prints at its end, and its exit status. */
final class ResultPrinter {
    static final String NOBODY_FOUND = "There were no users found to import.";

    /** Counts that are told also where they are 0. */
    private static final Set<Count> ALWAYS_TOLD = EnumSet.of(Count.IMPORTED, Count.CHANGED, Count.UNCHANGED);

    /** Counts that stand in another place of the line, or in another line. */
    private static final Set<Count> TOLD_ELSEWHERE = EnumSet.of(Count.FOUND, Count.FAILED, Count.DELETED_MISSING);

    private ResultPrinter() {}

    /** A run that ended with a summary; where users failed, the last line of standard error says so. */
    static int of(ImportSummary summary, PrintWriter out, PrintWriter err, boolean json) {
        if (json) {
            out.println(summary);
        } else {
            print(summary, out);
            if (summary.undeliveredEvents() > 0) {
                out.println(undelivered(summary));
            }
        }
        out.flush();
        if (summary.failed() == 0) {
            return LdapImport.DONE;
        }
        err.println("ldap-import: " + summary.outcome() + ": " + summary.failed() + " of " + summary.found()
                + " user(s) " + (summary.dryRun() ? "would fail" : "failed") + ", the run itself completed");
        err.flush();
        return LdapImport.FAILED;
    }

    /** A run that set another one back. */
    static int undone(ImportSummary summary, String runId, PrintWriter out, PrintWriter err, boolean json) {
        if (json) {
            out.println(summary);
        } else {
            out.println((summary.dryRun() ? "Dry run, nothing was written: would set back " : "Set back ")
                    + summary.changed() + " row(s) to what they were before run " + runId + "; " + summary.unchanged()
                    + " were so already, " + summary.skipped() + " changed since and left, " + summary.failed()
                    + " failed.");
            if (!summary.dryRun() && summary.changed() > 0) {
                out.println(
                        "This run is " + summary.runId() + ": ldap-import undo " + summary.runId() + " takes it back.");
            }
            summary.failures().forEach(failure -> out.println("  " + failure.name() + ": " + failure.message()));
        }
        out.flush();
        if (summary.failed() == 0) {
            return LdapImport.DONE;
        }
        err.println("ldap-import: " + summary.outcome() + ": " + summary.failed() + " of " + summary.found()
                + " row(s) " + (summary.dryRun() ? "would not be set back" : "were not set back"));
        err.flush();
        return LdapImport.FAILED;
    }

    /** The last line after several providers: how each one's run ended. */
    static void all(Map<String, String> outcomes, PrintWriter err) {
        err.println("ldap-import: "
                + outcomes.entrySet().stream()
                        .map(each -> each.getKey() + " " + each.getValue())
                        .collect(Collectors.joining(", ")));
        err.flush();
    }

    /** How the run of that exception ended. */
    static String outcome(Exception failure) {
        return failure instanceof ImportException run ? run.summary().outcome() : ImportSummary.FAILED;
    }

    private static void print(ImportSummary summary, PrintWriter out) {
        if (summary.found() == 0) {
            out.println(NOBODY_FOUND);
            return;
        }
        long done = summary.imported() + summary.synchronizedUsers();
        if (summary.dryRun()) {
            out.println("Dry run, nothing was written: would import / synchronize " + done + " user(s).");
        } else if (done > 0) {
            out.println("Successfully imported / synchronized " + done + " user(s).");
        } else {
            out.println("Nobody was imported.");
        }
        if (summary.deletedMissing() > 0) {
            out.println((summary.dryRun() ? "Would soft-delete " : "Soft-deleted ") + summary.deletedMissing()
                    + " missing user(s).");
        }
        out.println(counts(summary));
        if (summary.skipped() > 0) {
            out.println(summary.skipped() + " user(s) were left out, by the route ldap-import-user or a plan.");
        }
        if (!summary.dryRun()
                && done > 0
                && summary.failed() == 0
                && Arrays.stream(Count.values())
                        .filter(Count::isWritten)
                        .allMatch(count -> summary.counts().get(count) == 0)) {
            out.println("Nothing was written: the rows are as the directory says.");
        }
        if (summary.failed() > 0) {
            out.println("Unable to import " + summary.failed() + " user(s):");
            summary.failures()
                    .forEach(failure ->
                            out.println("  " + failure.name() + " (" + failure.dn() + "): " + failure.message()));
            if (summary.failed() > summary.failures().size()) {
                out.println(
                        "  ... and " + (summary.failed() - summary.failures().size()) + " more, see the log");
            }
        }
    }

    private static String undelivered(ImportSummary summary) {
        return summary.undeliveredEvents() + " event(s) were not delivered, see the log.";
    }

    private static String counts(ImportSummary summary) {
        return "Found " + summary.found() + ": "
                + Count.withParts().stream()
                        .filter(count -> !TOLD_ELSEWHERE.contains(count))
                        .filter(count ->
                                ALWAYS_TOLD.contains(count) || summary.counts().get(count) > 0)
                        .map(count ->
                                summary.counts().get(count) + does(count, summary.dryRun()) + count.words() + ", ")
                        .collect(Collectors.joining())
                + summary.failed() + " failed, in " + summary.durationMillis() + " ms.";
    }

    private static String does(Count count, boolean isDryRun) {
        if (count.isPart()) {
            return " of them ";
        }
        return count.isWritten() && isDryRun ? " to be " : " ";
    }

    /** A run that did not complete, or something that went wrong around it. */
    static int failed(Exception failure, PrintWriter out, PrintWriter err, boolean json) {
        if (failure instanceof ImportException run) {
            ImportSummary summary = run.summary();
            if (json) {
                out.println(summary);
                out.flush();
            }
            if (summary.found() > 0 && summary.imported() + summary.changed() + summary.failed() > 0 && !json) {
                err.println("ldap-import: until then: " + counts(summary));
            }
            if (summary.undeliveredEvents() > 0) {
                err.println("ldap-import: " + undelivered(summary));
            }
            // the last line, by which refused and failed runs are told apart
            err.println("ldap-import: " + summary.status() + ": " + summary.reason());
            err.flush();
            return run.isConfiguration() ? LdapImport.WRONG_USAGE : LdapImport.FAILED;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConfigurationException) {
                return wrong(cause.getMessage(), out, err, json);
            }
        }
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        String said = innermost.getMessage() == null ? innermost.toString() : innermost.getMessage();
        String words = said.replaceAll("\\s+", " ");
        return print(words, "failed: ", out, err, json, LdapImport.FAILED);
    }

    /** A mistake in the words of the command line or in the settings, found before a run began. */
    static int wrong(String message, PrintWriter out, PrintWriter err, boolean json) {
        return print(message, "", out, err, json, LdapImport.WRONG_USAGE);
    }

    private static int print(
            String message, String outcome, PrintWriter out, PrintWriter err, boolean json, int status) {
        if (json) {
            out.println(new ImportSummary(
                    null,
                    Provider.DEFAULT_NAME,
                    null,
                    false,
                    ImportSummary.FAILED,
                    message,
                    Counts.NONE,
                    Instant.now().truncatedTo(ChronoUnit.MILLIS).toString(),
                    0,
                    List.of()));
            out.flush();
        }
        err.println("ldap-import: " + outcome + message);
        err.flush();
        return status;
    }
}
