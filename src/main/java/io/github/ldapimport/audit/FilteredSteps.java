package io.github.ldapimport.audit;

import io.github.ldapimport.changes.KeptChange;
import java.time.Instant;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Those of some changes that were asked for, read as they are taken. */
public final class FilteredSteps implements Iterator<UserLife.Step> {
    private static final int MAX_NAMED = 20;

    /**
     * What is asked for.
     *
     * @param column only changes of this column, in upper or lower case; null for all
     * @param since no change before; null for all
     * @param runId only those of this run; null for all
     */
    public record Filter(String column, Instant since, String runId) {
        /** Whether it leaves anything out. */
        public boolean isSelective() {
            return column != null || since != null || runId != null;
        }

        private boolean fits(KeptChange change) {
            return (column == null || change.columns().keySet().stream().anyMatch(column::equalsIgnoreCase))
                    && (since == null || !Instant.parse(change.changedAt()).isBefore(since))
                    && (runId == null || runId.equals(change.runId()));
        }
    }

    private final Iterator<UserLife.Step> all;
    private final Filter filter;
    private final Predicate<KeptChange> isKnown;
    private final Set<String> columns = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    private UserLife.Step next;

    /** @param isKnown leaves out what cannot be shown */
    public FilteredSteps(Iterator<UserLife.Step> all, Filter filter, Predicate<KeptChange> isKnown) {
        this.all = all;
        this.filter = filter;
        this.isKnown = isKnown;
    }

    @Override
    public boolean hasNext() {
        while (next == null && all.hasNext()) {
            UserLife.Step step = all.next();
            step.change().columns().keySet().stream()
                    .filter(name -> columns.size() < MAX_NAMED)
                    .forEach(columns::add);
            next = filter.fits(step.change()) && isKnown.test(step.change()) ? step : null;
        }
        return next != null;
    }

    @Override
    public UserLife.Step next() {
        if (!hasNext()) {
            throw new NoSuchElementException("There is no further change");
        }
        UserLife.Step step = next;
        next = null;
        return step;
    }

    /** Reads those that were not taken, one piece at a time, and says how many they are. */
    public long countRest() {
        long count = 0;
        while (hasNext()) {
            next();
            count++;
        }
        return count;
    }

    /** For a column that no change has: which ones they have, as the end of a sentence; else empty. */
    public String otherColumns() {
        return filter.column() == null || columns.isEmpty() || columns.contains(filter.column())
                ? ""
                : "; there are changes of " + String.join(", ", columns);
    }
}
