package io.github.ldapimport.run;

/** A bean of this type in the registry, whatever its name, hears of each run that ends: to measure, to watch. */
public interface RunObserver {
    /** A run ended, completed or not. Called in the run's thread, so it must not wait for anything. */
    void ended(ImportSummary summary);
}
