package io.github.ldapimport.api;

/** A bean of this type in the registry, whatever its name, hears of each run that ends: to measure, to watch. */
public interface RunObserver {
    /**
     * A run of a provider that exists ended, completed or not. Called in the run's thread, so it must not wait for anything.
     *
     * @param forEverybody false for a run that was asked for one user, or for those of a filter
     */
    void ended(ImportSummary summary, boolean forEverybody);
}
