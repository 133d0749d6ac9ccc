package io.github.ldapimport.store;

import io.github.ldapimport.api.ImportSummary;

/**
 * What entitles a run to write: the lock in the database, the lock of another node's run, or, where the database keeps none, a
 * turn in this process.
 */
public interface RunLease {
    /** Whether the run is in the table of runs, and its events are kept in the outbox. */
    boolean isNoted();

    /** Whether it is that of a run on another node, of which this process has a page. */
    default boolean isOfAnotherNode() {
        return false;
    }

    /**
     * Asks whether it is still held.
     *
     * @throws RuntimeException when it is lost, saying how
     */
    void requireHeld();

    /** The same, unless it was held less than a second ago: for what would ask a thousand times a second. */
    void requireHeldOfLate();

    /**
     * Keeps the transaction at hand from writing for a run that has lost it, has ended or died: asked before the first write, and
     * holds until the transaction ends.
     *
     * @throws RuntimeException when it is lost; the transaction is to be rolled back then
     */
    void keepUnderWay();

    /** Notes how the run ended, and lets the next one begin. */
    void release(ImportSummary summary, boolean forEverybody);

    /** Leases that the database knows nothing of, and so cannot take away. */
    enum Local implements RunLease {
        /** Nothing is held: the run writes nothing, has not come to its lock, or has given it back. */
        NONE,

        /** No other run of this process may import the same, where the database keeps no lock. */
        IN_PROCESS;

        @Override
        public boolean isNoted() {
            return false;
        }

        @Override
        public void requireHeld() {}

        @Override
        public void requireHeldOfLate() {}

        @Override
        public void keepUnderWay() {}

        @Override
        public void release(ImportSummary summary, boolean forEverybody) {}
    }
}
