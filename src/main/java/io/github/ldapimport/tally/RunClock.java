package io.github.ldapimport.tally;

import java.util.function.LongSupplier;

/**
 * How long a run is at work. A slow endpoint of events is not the import's own time: while all pages at hand wait for their events
 * to be sent, or none is at hand and the run itself waits, the clock stands still. May be used by any thread.
 */
public final class RunClock {
    private static final int NANOS_IN_A_MILLISECOND = 1_000_000;

    private final LongSupplier nanos;
    private long lastNanos;
    private long workNanos;
    private int pages;
    private int senders;

    /** Begins to count. */
    public RunClock() {
        this(System::nanoTime);
    }

    RunClock(LongSupplier nanos) {
        this.nanos = nanos;
        this.lastNanos = nanos.getAsLong();
    }

    /** Notes that a page is at hand. */
    public synchronized void pageBegins() {
        advance();
        pages++;
    }

    /** Notes that a page is done with. */
    public synchronized void pageEnds() {
        advance();
        // rows that have a further try come as a page that was not read
        pages = Math.max(0, pages - 1);
    }

    /** Notes that a page, or the run itself, begins to send events. */
    public synchronized void sendingBegins() {
        advance();
        senders++;
    }

    /** Notes that it has sent them, or could not. */
    public synchronized void sendingEnds() {
        advance();
        senders--;
    }

    /** The time so far, in whole milliseconds. */
    public synchronized long millis() {
        advance();
        return workNanos / NANOS_IN_A_MILLISECOND;
    }

    private void advance() {
        long now = nanos.getAsLong();
        if (senders < Math.max(1, pages)) {
            workNanos += now - lastNanos;
        }
        lastNanos = now;
    }
}
