package io.github.ldapimport.missing;

import java.time.Duration;
import java.time.Instant;

/**
 * The time that grace periods are measured in. It goes on only while runs that look for missing users complete: of the time
 * between two such runs a day counts at most, or twice what counted between the two before, so that an outage, a machine that was
 * switched off, or a clock that was set uses no grace period up, and a weekly schedule still counts in full after some weeks.
 *
 * @param at when the last of those runs was
 * @param counted all that has counted so far
 * @param pace what counted of late between two runs
 */
public record GraceClock(Instant at, Duration counted, Duration pace) {
    static final Duration ALWAYS_COUNTED = Duration.ofDays(1);

    /** What it shows when another run completes. */
    public GraceClock next(Instant now) {
        Duration most = longer(ALWAYS_COUNTED, pace.multipliedBy(2));
        Duration passed = Duration.between(at, now);
        Duration counts = passed.isNegative() ? Duration.ZERO : passed.compareTo(most) < 0 ? passed : most;
        // a run by hand between two of a schedule is not yet another schedule
        return new GraceClock(now, counted.plus(counts), longer(counts, pace.dividedBy(2)));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }
}
