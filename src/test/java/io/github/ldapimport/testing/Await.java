package io.github.ldapimport.testing;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits for what another process does, and leaves the processor to it between two looks. */
public final class Await {
    private static final long MAX_SECONDS = 90;
    private static final long NANOS_BETWEEN_LOOKS = TimeUnit.MILLISECONDS.toNanos(20);

    private Await() {}

    /**
     * Comes back as soon as the condition holds.
     *
     * @param state what is told where it does not come to hold
     */
    public static void until(Callable<Boolean> condition, Callable<String> state) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MAX_SECONDS);
        try {
            while (!condition.call()) {
                if (System.nanoTime() > end) {
                    throw new AssertionError("Not within " + MAX_SECONDS + " seconds: " + state.call());
                }
                LockSupport.parkNanos(NANOS_BETWEEN_LOOKS);
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
