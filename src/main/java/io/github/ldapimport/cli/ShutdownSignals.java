package io.github.ldapimport.cli;

import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.run.Runs;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.utils.Signals;

/**
 * Lets a run end in order on SIGTERM and Ctrl-C: the pages at hand are saved, then the program ends as for any run that
 * failed. A second signal ends it at once, and so does one while no run is under way.
 */
final class ShutdownSignals {
    private static final int ENDED_BY_INTERRUPT = 130;
    private static final int ENDED_BY_TERMINATION = 143;

    private final Runs runs;
    private final AtomicBoolean interrupted = new AtomicBoolean();

    private ShutdownSignals(Runs runs) {
        this.runs = runs;
    }

    static ShutdownSignals install(Runs runs) {
        ShutdownSignals interrupts = new ShutdownSignals(runs);
        Signals.register("INT", () -> interrupts.received(ENDED_BY_INTERRUPT));
        Signals.register("TERM", () -> interrupts.received(ENDED_BY_TERMINATION));
        return interrupts;
    }

    private void received(int status) {
        if (runs.current().isEmpty() || !interrupted.compareAndSet(false, true)) {
            Runtime.getRuntime().halt(status);
        }
        System.err.println("ldap-import: stopping, the pages at hand are saved first; again to stop at once");
        runs.current().forEach(ImportRun::interrupt);
    }

    /** Whether somebody wanted the program to end. */
    boolean wasInterrupted() {
        return interrupted.get();
    }

    void done() {
        Signals.registerDefault("INT");
        Signals.registerDefault("TERM");
    }
}
