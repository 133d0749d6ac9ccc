package io.github.ldapimport.run;

import io.github.ldapimport.tally.RunClock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What the events of a run have in common. For several threads at once. */
public final class RunEvents {
    private final String prefix;
    private final AtomicLong count = new AtomicLong();
    private final AtomicLong undelivered = new AtomicLong();
    private final Set<String> failedEndpoints = ConcurrentHashMap.newKeySet();
    private final RunClock clock = new RunClock();
    private volatile boolean isMuted;

    /** @param prefix what all of their ids begin with */
    RunEvents(String prefix) {
        this.prefix = prefix;
    }

    /** An id that no other event has; those of a run sort in their order. */
    public String nextId() {
        return prefix + "-" + String.format("%09d", count.incrementAndGet());
    }

    /** Endpoints that stayed down in this run; may be added to by any thread. */
    public Set<String> failedEndpoints() {
        return failedEndpoints;
    }

    /** How long the run is at work, without what its events take. */
    public RunClock clock() {
        return clock;
    }

    /** Says whether the run sends no events, before it is known whether its request can be read. */
    void muteIf(boolean isDryRun) {
        isMuted = isDryRun;
    }

    /** Whether the run sends no events, as a dry run does. */
    public boolean isMuted() {
        return isMuted;
    }

    /** Counts events that at least one endpoint did not take. */
    public void addUndelivered(long number) {
        undelivered.addAndGet(number);
    }

    /** How many those are. */
    public long undelivered() {
        return undelivered.get();
    }
}
