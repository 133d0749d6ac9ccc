package io.github.ldapimport.run;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which runs, and pages of other nodes' runs, are at work in this process. What they are made of, such as routes and settings, can be
 * exchanged while none is.
 */
final class RunGate {
    private final Set<ImportRun> current = ConcurrentHashMap.newKeySet();
    private boolean isHeld;
    private int pagesOfOthers;

    /** The runs that have begun and not ended. */
    Collection<ImportRun> current() {
        return List.copyOf(current);
    }

    /**
     * Lets no run begin until {@link #resume}.
     *
     * @return false where one is under way: then nothing is held
     */
    synchronized boolean hold() {
        isHeld = current.isEmpty() && pagesOfOthers == 0;
        return isHeld;
    }

    /** Lets runs begin again, those first that came meanwhile. */
    synchronized void resume() {
        isHeld = false;
        notifyAll();
    }

    /** Lets a run begin, once nothing is exchanged any more. */
    synchronized void begin(ImportRun run) {
        await();
        current.add(run);
    }

    void end(ImportRun run) {
        current.remove(run);
    }

    /** Takes a page of another node's run in hand, once nothing is exchanged any more. */
    synchronized void enter() {
        await();
        pagesOfOthers++;
    }

    /** The page that was taken in hand is done with. */
    synchronized void exit() {
        pagesOfOthers--;
    }

    private void await() {
        while (isHeld) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("The program stops", e);
            }
        }
    }
}
