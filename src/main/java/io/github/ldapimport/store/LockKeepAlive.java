package io.github.ldapimport.store;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Asks for a lock every few seconds, so that its session does not fall silent, and says when it is lost. */
final class LockKeepAlive implements AutoCloseable {
    private static final int INTERVAL_SECONDS = 15;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "ldap-import-lock");
        thread.setDaemon(true);
        return thread;
    });
    private volatile ScheduledFuture<?> looks;

    /**
     * Begins to ask.
     *
     * @param look throws when the lock is lost; nothing more is asked then
     * @param lost told what it threw
     */
    void start(Runnable look, Consumer<RuntimeException> lost) {
        looks = thread.scheduleAtFixedRate(
                () -> {
                    try {
                        look.run();
                    } catch (RuntimeException e) {
                        looks.cancel(false);
                        lost.accept(e);
                    }
                },
                INTERVAL_SECONDS,
                INTERVAL_SECONDS,
                TimeUnit.SECONDS);
    }

    /** Asks no more; a look that is under way ends by itself. */
    @Override
    public void close() {
        looks.cancel(false);
        thread.shutdown();
    }
}
