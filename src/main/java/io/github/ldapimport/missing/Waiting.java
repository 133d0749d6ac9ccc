package io.github.ldapimport.missing;

import io.github.ldapimport.rows.LiveUserRow;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Which missing users were noticed by earlier runs, and who of them has waited for the grace period. Immutable.
 *
 * @param grace how long rows of missing users wait; null where they do not
 * @param clock what has counted, this run included
 * @param marks who was noticed, by GUID
 */
public record Waiting(Duration grace, GraceClock clock, Map<String, Mark> marks) {
    /**
     * That a user is missing.
     *
     * @param since when it was noticed
     * @param runId by which run
     * @param from what the clock had counted then
     */
    public record Mark(Instant since, String runId, Duration from) {}

    public Waiting {
        marks = Map.copyOf(marks);
    }

    /** No row waits. */
    public static Waiting none() {
        return new Waiting(null, null, Map.of());
    }

    /** Whether there is a grace period. */
    public boolean isOn() {
        return grace != null;
    }

    /** When and by which run a row's user was noticed; empty for one whom no earlier run found missing. */
    public Optional<Mark> mark(LiveUserRow row) {
        return isOn() ? Optional.ofNullable(marks.get(row.guid())) : Optional.empty();
    }

    /** Whether a row is to be deleted now. */
    public boolean isDue(LiveUserRow row) {
        return !isOn() || mark(row).filter(mark -> remaining(mark).isZero()).isPresent();
    }

    /** What is left to wait. */
    public Duration remaining(Mark mark) {
        Duration left = grace.minus(clock.counted().minus(mark.from()));
        return left.isNegative() ? Duration.ZERO : left;
    }
}
