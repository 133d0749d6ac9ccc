package io.github.ldapimport.run;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.ldap.Entry;
import io.github.ldapimport.plan.Uniform;
import io.github.ldapimport.plan.UserChange;
import io.github.ldapimport.plan.ValueChanges;
import io.github.ldapimport.request.Limit;
import io.github.ldapimport.rows.RowCounts;
import io.github.ldapimport.run.ImportLog.ChangedRow;
import io.github.ldapimport.tally.BoundedList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the pages of a run do to values that are there, added up before each is written, and what the limits say to it. For all
 * workers at once.
 */
public final class ValueLimits {
    /**
     * Of so many values of a column not one is kept: that is no longer a matter of shares. Judged by the default alone, so that
     * not half of a large table is emptied before half of it is too much.
     */
    static final int MIN_VALUES_IF_NONE_IS_KEPT = 1_000;

    /** How many rows of a dry run wait to be named, once a limit is exceeded: some 15 MB. */
    private static final int MAX_WAITING = 100_000;

    private static final int MAX_EXAMPLES = 3;

    private static final class OfColumn {
        private long emptied;
        private long kept;
        private long joining;
        private boolean noneWasKept;
        private String examples;
        private final Uniform uniform = new Uniform();
    }

    private final ImportRun run;
    private final Map<String, OfColumn> columns = new LinkedHashMap<>();
    private final BoundedList<ChangedRow> waiting = new BoundedList<>(MAX_WAITING);
    private long changed;
    private long joining;
    private String changedExamples;
    private boolean isPartElsewhere;

    ValueLimits(ImportRun run) {
        this.run = run;
    }

    /** Notes that a page was saved elsewhere, where no column lost a value; how many were kept there is not known here. */
    public synchronized void savedElsewhere() {
        isPartElsewhere = true;
    }

    /** Counts a page in, and says why it may not be written, where it may not; then the log names its rows. */
    public synchronized Optional<String> add(ValueChanges page) {
        joining += page.joining();
        changed += page.changed().size();
        if (changedExamples == null && !page.changed().isEmpty()) {
            changedExamples = examples(page.changed());
        }
        for (int i = 0; i < page.columns().size(); i++) {
            String name = page.columns().get(i);
            OfColumn column = columns.computeIfAbsent(name.toLowerCase(Locale.ROOT), any -> new OfColumn());
            column.kept += page.kept(i);
            column.joining += page.joining(i);
            List<UserChange> emptied = page.emptied().getOrDefault(name, List.of());
            if (!emptied.isEmpty()) {
                column.emptied += emptied.size();
                column.examples = column.examples == null ? examples(emptied) : column.examples;
            }
            column.noneWasKept |= !isPartElsewhere
                    && column.kept == 0
                    && column.emptied >= MIN_VALUES_IF_NONE_IS_KEPT
                    && !run.request().maxEmptied().isSet();
        }
        page.uniform().forEach((name, uniform) -> columns.computeIfAbsent(
                        name.toLowerCase(Locale.ROOT), any -> new OfColumn())
                .uniform
                .add(uniform));
        Optional<String> refusal = refusal();
        tellOfRefused(page, refusal.isPresent());
        return refusal;
    }

    /** On a dry run the rows of earlier pages wait here, because those pages will not be written either. */
    private void tellOfRefused(ValueChanges page, boolean isRefused) {
        if (isRefused) {
            ImportLog.wouldBeChanged(run, waiting.kept(), waiting.more());
            waiting.clear();
            ImportLog.wouldBeChanged(
                    run, page.changed().stream().map(ChangedRow::of).toList(), 0);
        } else if (run.isDryRun() && ImportLog.tellsOfRefused(run)) {
            if (!run.request().maxChanged().allowsEverything()) {
                page.changed().forEach(user -> waiting.add(ChangedRow.of(user)));
            } else if (!run.request().maxEmptied().allowsEverything()) {
                Set<UserChange> emptied = new LinkedHashSet<>();
                page.emptied().values().forEach(emptied::addAll);
                emptied.forEach(user -> waiting.add(ChangedRow.of(user)));
            }
        }
    }

    /** Why no page may be written any more, or on a dry run could be. */
    public synchronized Optional<String> refusal() {
        RowCounts before = run.limits().before();
        Limit maxEmptied = run.request().maxEmptied();
        Limit maxChanged = run.request().maxChanged();
        for (Map.Entry<String, OfColumn> each : columns.entrySet()) {
            OfColumn column = each.getValue();
            long values = before.values(each.getKey()) + column.joining;
            boolean isTooMuch = maxEmptied.isExceeded(column.emptied, values) && !maxEmptied.allowsEverything();
            if (isTooMuch || column.noneWasKept) {
                return Optional.of("The column " + each.getKey() + " would lose " + column.emptied + " of the " + values
                        + " values that rows of domain " + run.provider().domain() + " have there" + soFar()
                        + column.examples + ", more than max-emptied=" + maxEmptied + " allows"
                        + (isTooMuch ? "" : ", as none of those looked at would keep its own") + ": "
                        + notWritten() + " Check whether "
                        + run.directory().account()
                        + " may still read what the column is filled from, and users.sync-attributes; if the values are"
                        + " really gone, allow it for one run with --max-emptied=N or 100% (" + Headers.MAX_EMPTIED
                        + ")");
            }
            if (column.uniform.isTooMany() && !maxChanged.isSet()) {
                return Optional.of("The column " + each.getKey() + " has different values in rows of domain "
                        + run.provider().domain() + ", and all of them would become "
                        + Entry.shown(column.uniform.by())
                        + soFar() + changedExamples + ": " + notWritten()
                        + " Check the source of the column in users.sync-attributes: a name in quotes is a text, and"
                        + " no attribute; if it is meant, allow it for one run with --max-changed=100% ("
                        + Headers.MAX_CHANGED + ")");
            }
        }
        long rows = before.all() + joining;
        if (!maxChanged.allowsEverything() && maxChanged.isExceeded(changed, rows)) {
            return Optional.of(changed + " of the " + rows + " rows of domain "
                    + run.provider().domain() + " would get other values" + soFar() + changedExamples
                    + ", more than max-changed=" + maxChanged + " allows: " + notWritten()
                    + " Check users.sync-attributes and what is new in the directory; if it is meant, allow it for one"
                    + " run with --max-changed=N or 100% (" + Headers.MAX_CHANGED + ")");
        }
        return Optional.empty();
    }

    private String soFar() {
        return run.isDryRun() ? ", such as those of " : ", as far as the directory was read, such as those of ";
    }

    private String notWritten() {
        return run.isDryRun()
                ? "such a run would be refused." + Refused.where(run)
                : "their page and all later ones were not written." + Refused.where(run);
    }

    private static String examples(List<UserChange> users) {
        return String.join(
                ", ",
                users.stream()
                        .limit(MAX_EXAMPLES)
                        .map(user -> user.row().accountName())
                        .toList());
    }
}
