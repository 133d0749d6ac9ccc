package io.github.ldapimport.api;

import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.text.Line;
import io.github.ldapimport.text.Retold;

/** A run failed or was refused. It carries the summary, and its message is the summary's reason. */
public final class ImportException extends RuntimeException {
    private final transient ImportSummary summary;
    private final boolean runUnderWay;
    private final boolean configuration;

    /** @param cause told in other words where it is no text for a log, such as a driver's that quotes a value */
    public ImportException(ImportSummary summary, Throwable cause) {
        super(Line.of(summary.reason()), Retold.of(cause));
        this.summary = summary;
        this.runUnderWay = cause instanceof RunInProgressException;
        this.configuration = cause instanceof ConfigurationException;
    }

    public ImportSummary summary() {
        return summary;
    }

    /** Whether another run of the provider was under way, so that this one did not begin. */
    public boolean isRunUnderWay() {
        return runUnderWay;
    }

    /** Whether a person has to change a setting or an option; else trying again may help. */
    public boolean isConfiguration() {
        return configuration;
    }
}
