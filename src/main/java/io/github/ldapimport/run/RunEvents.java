package io.github.ldapimport.run;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What the events of a run have in common. For several threads at once. */
public final class RunEvents {
    private final String prefix;
    private final AtomicLong count = new AtomicLong();
    private final Set<String> failedEndpoints = ConcurrentHashMap.newKeySet();

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
}
