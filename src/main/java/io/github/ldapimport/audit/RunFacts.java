package io.github.ldapimport.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.ldapimport.api.Count;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.store.RunRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a person wants to know of a run: how it ended, how long it took, and what it did. */
public final class RunFacts {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RUNNING = "running";

    private final RunRecord run;
    private final JsonNode summary;

    private RunFacts(RunRecord run, JsonNode summary) {
        this.run = run;
        this.summary = summary;
    }

    /** Of a run that may have no summary, or one that something else has written to. */
    public static RunFacts of(RunRecord run) {
        try {
            return new RunFacts(run, run.summary() == null ? MissingNode.getInstance() : JSON.readTree(run.summary()));
        } catch (JsonProcessingException e) {
            // then its numbers are not known; how it ended stands in another column
            return new RunFacts(run, MissingNode.getInstance());
        }
    }

    /**
     * {@code completed}, {@code users failed}, {@code failed}, {@code refused} or {@code died}; {@code running} also of a run whose
     * process died, until the next one of the provider begins.
     */
    public String outcome() {
        if (run.endedAt() == null || run.status() == null) {
            return RUNNING;
        }
        boolean hasFailedUsers = run.status().startsWith(ImportSummary.COMPLETED) && number(Count.FAILED) > 0;
        return hasFailedUsers ? run.status().replace(ImportSummary.COMPLETED, "users failed") : run.status();
    }

    /** From its beginning to its end; empty of one that has none. */
    public Optional<Duration> took() {
        return run.endedAt() == null
                ? Optional.empty()
                : Optional.of(Duration.between(Instant.parse(run.startedAt()), Instant.parse(run.endedAt())));
    }

    /** The numbers that are not 0, such as {@code imported 3, changed 2}; empty where there are none. */
    public String numbers() {
        return Count.withParts().stream()
                .filter(count -> !count.isRead() && number(count) != 0)
                // what was written comes first
                .sorted(Comparator.comparing(count -> !count.isWritten()))
                .map(count -> count.words() + " " + number(count))
                .collect(Collectors.joining(", "));
    }

    /** Whether it wrote rows, as far as its summary says. */
    public boolean hasWritten() {
        return number(Count.IMPORTED) + number(Count.CHANGED) + number(Count.DELETED_MISSING) > 0;
    }

    private long number(Count count) {
        return summary.path(count.key()).asLong();
    }

    /** Why it did not complete; empty where it did, or nothing says why. */
    public Optional<String> reason() {
        return Optional.ofNullable(summary.path("reason").textValue()).filter(text -> !text.isBlank());
    }
}
