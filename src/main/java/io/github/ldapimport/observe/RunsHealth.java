package io.github.ldapimport.observe;

import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.api.RunObserver;
import io.github.ldapimport.run.Provider;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.sql.DatabaseException;
import io.github.ldapimport.store.RunHistory;
import io.github.ldapimport.store.RunRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * How a provider's last run ended, on whatever node it was, and how long ago one completed. Down after a run that did not
 * complete, and when none has completed for too long. Runs for one user, or for those of a filter, do not count.
 */
public final class RunsHealth extends AbstractHealthCheck implements RunObserver {
    private static final int RUNS = 500;

    private final String name;
    private final Provider provider;
    private final Optional<Duration> maxAge;
    private final Instant since = Instant.now();
    private volatile ImportSummary last;

    /** @param maxAge how long ago the last completed run may have ended; empty: any time */
    public RunsHealth(String name, Provider provider, Optional<Duration> maxAge) {
        super("ldap-import", "ldap-import-runs-" + name);
        this.name = name;
        this.provider = provider;
        this.maxAge = maxAge;
    }

    /** A run that failed before it had the lock left no trace but here. */
    @Override
    public void ended(ImportSummary summary, boolean forEverybody) {
        if (forEverybody && !summary.dryRun() && summary.provider().equals(name)) {
            last = summary;
        }
    }

    /** A process is not sick because a run failed. */
    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        List<RunRecord> ended;
        try {
            ended = RunHistory.of(provider.getDatabase(), name, RUNS).stream()
                    .filter(RunRecord::isFullRun)
                    .toList();
        } catch (DatabaseException | ConfigurationException e) {
            builder.message(e.getMessage()).down();
            return;
        }
        Optional<RunRecord> completed = ended.stream()
                .filter(run -> ImportSummary.COMPLETED.equals(run.status()))
                .findFirst();
        Instant lastCompleted =
                completed.map(run -> Instant.parse(run.endedAt())).orElse(since);
        if (!ended.isEmpty()) {
            builder.detail("last.run", ended.get(0).runId());
            builder.detail("last.status", ended.get(0).status());
            builder.detail("last.ended", ended.get(0).endedAt());
        }
        completed.ifPresent(run -> builder.detail("last.completed", run.endedAt()));
        boolean tooLongAgo =
                maxAge.isPresent() && lastCompleted.plus(maxAge.get()).isBefore(Instant.now());
        if (tooLongAgo) {
            builder.message("No run of " + name + " has completed since " + lastCompleted)
                    .down();
        } else if (!ImportSummary.COMPLETED.equals(lastStatus(ended))) {
            builder.message("The last run of " + name + " ended " + lastStatus(ended))
                    .down();
        } else {
            builder.up();
        }
    }

    /** How the last run ended, here or on another node; completed where there was none. */
    private String lastStatus(List<RunRecord> ended) {
        ImportSummary here = last;
        if (ended.isEmpty()) {
            return here == null ? ImportSummary.COMPLETED : here.status();
        }
        boolean hereIsLater = here != null
                && Instant.parse(here.startedAt())
                        .isAfter(Instant.parse(ended.get(0).startedAt()));
        return hereIsLater ? here.status() : ended.get(0).status();
    }
}
