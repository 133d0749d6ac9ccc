package io.github.ldapimport.audit;

import io.github.ldapimport.store.RunRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** The runs of several providers as one sequence, the last ones first. */
public final class LastRuns implements Iterator<RunRecord> {
    private static final Comparator<RunRecord> LAST_FIRST = Comparator.comparing(
                    (RunRecord run) -> Instant.parse(run.startedAt()))
            .reversed();

    private final List<History> histories;
    private final Instant since;
    private final List<Source> sources = new ArrayList<>();

    private static final class Source {
        private final Iterator<RunRecord> runs;
        private RunRecord next;

        Source(Iterator<RunRecord> runs) {
            this.runs = runs;
            advance();
        }

        void advance() {
            next = runs.hasNext() ? runs.next() : null;
        }
    }

    /**
     * @param since those that began before are left out; null for all
     * @param wanted how many will be read at most
     */
    public LastRuns(List<History> histories, Instant since, int wanted) {
        this.histories = List.copyOf(histories);
        this.since = since;
        histories.forEach(history -> sources.add(new Source(history.runs(since, wanted))));
    }

    /** How many there are in all. */
    public long count() {
        return histories.stream().mapToLong(history -> history.countRuns(since)).sum();
    }

    @Override
    public boolean hasNext() {
        return sources.stream().anyMatch(source -> source.next != null);
    }

    @Override
    public RunRecord next() {
        Source first = sources.stream()
                .filter(source -> source.next != null)
                .min(Comparator.comparing(source -> source.next, LAST_FIRST))
                .orElseThrow(() -> new NoSuchElementException("There is no earlier run"));
        RunRecord run = first.next;
        first.advance();
        return run;
    }
}
