package io.github.ldapimport.api;

import io.github.ldapimport.settings.ConfigurationException;

/** A run failed or was refused. It carries the summary, and its message is the summary's reason. */
public final class ImportException extends RuntimeException {
    private final transient ImportSummary summary;

    public ImportException(ImportSummary summary, Throwable cause) {
        super(summary.reason(), cause);
        this.summary = summary;
    }

    public ImportSummary summary() {
        return summary;
    }

    /** Whether another run of the provider was under way, so that this one did not begin. */
    public boolean isRunUnderWay() {
        return getCause() instanceof RunInProgressException;
    }

    /** Whether a person has to change a setting or an option; else trying again may help. */
    public boolean isConfiguration() {
        return getCause() instanceof ConfigurationException;
    }
}
