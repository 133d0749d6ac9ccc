package io.github.ldapimport.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ldapimport.changes.ChangeKind;
import io.github.ldapimport.changes.ChangeTable;
import io.github.ldapimport.changes.KeptChange;
import io.github.ldapimport.changes.KeptValue;
import io.github.ldapimport.changes.PlanTable;
import io.github.ldapimport.store.RunRecord;
import io.github.ldapimport.table.SoftDeletePolicy.Mark;
import io.github.ldapimport.text.Printable;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The history as a person reads it. What fits on some screens goes through the person's pager; a longer one is printed as it is read,
 * so that it takes no memory. Each line is printable, whatever values it holds.
 */
public final class HistoryPrinter implements AutoCloseable {
    private static final int MAX_PAGED_LINES = 5_000;
    private static final int MAX_SHOWN = 200;
    private static final int MAX_REASON = 100;
    private static final int WIDTH_OF_A_RUN = 24;
    private static final String INDENT = "    ";

    private final PrintWriter out;
    private final BiConsumer<String, PrintWriter> pager;
    private final ZoneId zone;
    private final DateTimeFormatter clock;
    private StringBuilder paged = new StringBuilder();
    private int lines;
    private String row = "";

    /** @param pager prints a text of several lines, which may be long */
    public HistoryPrinter(PrintWriter out, ZoneId zone, BiConsumer<String, PrintWriter> pager) {
        this.pager = pager;
        this.out = out;
        this.zone = zone;
        this.clock = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(zone);
    }

    /** One line, whatever text it is. */
    public void line(String text) {
        String line = Printable.of(text);
        if (paged == null) {
            out.println(line);
            return;
        }
        paged.append(line).append(System.lineSeparator());
        lines++;
        if (lines > MAX_PAGED_LINES) {
            out.print(paged);
            paged = null;
        }
    }

    /**
     * The heading of the runs.
     *
     * @param widthOfProviders how long the longest name is
     */
    public void runsHeading(int widthOfProviders) {
        String began = "BEGAN (" + zone + ")";
        row = "%-" + WIDTH_OF_A_RUN + "s  %-" + Math.max("PROVIDER".length(), widthOfProviders) + "s  %-"
                + Math.max("uuuu-MM-dd HH:mm:ss".length(), began.length()) + "s  %-11s  %-22s  %s";
        line(String.format(row, "RUN", "PROVIDER", began, "TOOK", "OUTCOME", "WHAT IT DID"));
    }

    /** One of the runs, below the heading. */
    public void run(RunRecord run) {
        RunFacts facts = RunFacts.of(run);
        String did = facts.numbers();
        String reason = facts.reason().map(text -> shortened(text, MAX_REASON)).orElse("");
        String what = did.isEmpty() ? reason : did + (reason.isEmpty() ? "" : ": " + reason);
        line(String.format(
                        row,
                        run.runId(),
                        run.provider(),
                        time(run.startedAt()),
                        facts.took().map(HistoryPrinter::took).orElse("-"),
                        facts.outcome(),
                        what.isEmpty() && facts.took().isPresent() ? "nothing" : what)
                .stripTrailing());
    }

    /** A run before what it did. */
    public void heading(RunRecord run) {
        RunFacts facts = RunFacts.of(run);
        line("Run " + run.runId() + " of provider " + run.provider() + " began " + time(run.startedAt()) + " (" + zone
                + ")"
                + facts.took().map(took -> ", took " + took(took)).orElse("") + ": " + facts.outcome());
        if (!facts.numbers().isEmpty()) {
            line("Users: " + facts.numbers());
        }
        facts.reason().ifPresent(reason -> line("Reason: " + reason));
    }

    /** The settings that were others than before. */
    public void settings(List<String> keys) {
        if (!keys.isEmpty()) {
            line("Other settings than in the run before: " + String.join(", ", keys));
        }
    }

    /** A user before what was done to the row. */
    public void heading(KnownUser user) {
        line(described(user) + "; times in " + zone);
    }

    /** A user among others. */
    public static String described(KnownUser user) {
        return who(user.account(), user.name(), user.guid())
                + (user.key() == null ? "" : ", row " + user.key())
                + ", GUID " + user.guid()
                + (user.dn() == null ? "" : ", " + user.dn());
    }

    /** Whether a change is shown to a person: its kind is one that this release knows. */
    public static boolean isShown(KeptChange change) {
        return kind(change).isPresent();
    }

    /**
     * What a run did to a row.
     *
     * @param column the only one to show; null for all
     */
    public void ofRun(KeptChange change, String column) {
        line(kind(change).orElseThrow() + "  " + who(change.account(), change.name(), change.guid())
                + (change.key() == null ? "" : ", row " + change.key()) + marked(change));
        columns(change, column);
    }

    /** What was done to a user's row. */
    public void ofUser(UserLife.Step step, String column) {
        KeptChange change = step.change();
        line(time(change.changedAt()) + "  " + kind(change).orElseThrow() + marked(change) + "  (run " + change.runId()
                + " of " + step.provider() + ")");
        columns(change, column);
    }

    /** How many there are beyond those that were shown, as the last line; nothing where there are none. */
    public void further(long further, int shown) {
        if (further > 0) {
            line(further + " more: --limit=" + (shown + further));
        }
    }

    private void columns(KeptChange change, String column) {
        boolean isNew = change.kind().endsWith(ChangeKind.IMPORTED.text());
        boolean isOfMembers = change.is(ChangeKind.MEMBERS_ADDED) || change.is(ChangeKind.MEMBERS_REMOVED);
        for (Map.Entry<String, KeptChange.Values> each : change.columns().entrySet()) {
            if (column == null || column.equalsIgnoreCase(each.getKey())) {
                String to = shown(each.getValue().to());
                if (isOfMembers) {
                    line(INDENT + each.getKey() + ": "
                            + (each.getValue().to().isNull()
                                    ? shown(each.getValue().from())
                                    : to));
                    continue;
                }
                line(INDENT + each.getKey() + ": "
                        + (isNew && each.getValue().from().isNull()
                                ? to
                                : shown(each.getValue().from()) + " -> " + to));
            }
        }
    }

    private static String shown(JsonNode value) {
        return shortened(KeptValue.shown(value), MAX_SHOWN);
    }

    /** What a kind means to a person; empty for one that only another release knows. */
    private static Optional<String> kind(KeptChange change) {
        String kind = change.kind();
        if (kind.startsWith(ChangeTable.WANTED)) {
            return ChangeKind.named(kind.substring(ChangeTable.WANTED.length()))
                    .map(known -> "would have been " + words(known));
        }
        if (kind.startsWith(PlanTable.PLANNED)) {
            return ChangeKind.named(kind.substring(PlanTable.PLANNED.length())).map(known -> "to be " + words(known));
        }
        return ChangeKind.named(kind).map(HistoryPrinter::words);
    }

    private static String words(ChangeKind kind) {
        return switch (kind) {
            case DELETED_MISSING -> "deleted as missing";
            case MISSING_NOTICED -> "noticed as missing";
            case MEMBERS_ADDED -> "members added";
            case MEMBERS_REMOVED -> "members removed";
            default -> kind.text();
        };
    }

    /** What became of the soft-delete date, where the kind does not say so. */
    private static String marked(KeptChange change) {
        boolean isSaid = change.kind().contains("deleted") || change.kind().contains("restored");
        return switch (isSaid ? Mark.NONE : change.mark()) {
            case DELETE -> ", soft-deleted";
            case RESTORE -> ", restored";
            case NONE -> "";
        };
    }

    private static String who(String account, String name, String guid) {
        if (account == null) {
            return name == null ? guid : name;
        }
        return name == null || name.equals(account) ? account : account + " (" + name + ")";
    }

    private String time(String utc) {
        return clock.format(Instant.parse(utc));
    }

    /** A time that was spent, in two units at most. */
    static String took(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < Duration.ofMinutes(1).toSeconds()) {
            return String.format(Locale.ROOT, "%d.%d s", seconds, duration.toMillisPart() / 100);
        } else if (duration.toHours() == 0) {
            return duration.toMinutes() + " min " + duration.toSecondsPart() + " s";
        }
        return duration.toHours() + " h " + duration.toMinutesPart() + " min";
    }

    private static String shortened(String text, int length) {
        return text.codePointCount(0, text.length()) <= length
                ? text
                : text.substring(0, text.offsetByCodePoints(0, length)) + "...";
    }

    /** Prints what waits for the pager. */
    @Override
    public void close() {
        if (paged != null) {
            pager.accept(paged.toString(), out);
            paged = null;
        }
        out.flush();
    }
}
