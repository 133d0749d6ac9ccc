package io.github.ldapimport.observe;

import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.api.RunObserver;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What runs of this process did, as meters:
 *
 * <pre>
 * ldap_import_runs_seconds            timer    provider, status (completed, failed, refused)
 * ldap_import_users_total             counter  provider, outcome (imported, changed, unchanged, skipped, failed, deleted,
 *                                              restored, deleted_missing)
 * ldap_import_last_run_seconds        gauge    provider, status: when the last such run for everybody ended, in seconds
 *                                              since 1970
 * </pre>
 *
 * Dry runs are not counted.
 */
public final class RunMetrics implements RunObserver {
    private final MeterRegistry meters;
    private final Map<String, AtomicLong> lastRuns = new ConcurrentHashMap<>();

    public RunMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public void ended(ImportSummary summary, boolean forEverybody) {
        if (summary.dryRun()) {
            return;
        }
        String provider = summary.provider();
        Timer.builder("ldap.import.runs")
                .description("Runs, and how long they took")
                .tag("provider", provider)
                .tag("status", summary.status())
                .register(meters)
                .record(Duration.ofMillis(summary.durationMillis()));
        summary.counts().outcomes().forEach((outcome, users) -> count(provider, outcome, users));
        if (!forEverybody) {
            return;
        }
        lastRuns.computeIfAbsent(provider + " " + summary.status(), key -> lastRun(provider, summary.status()))
                .set(Instant.now().getEpochSecond());
    }

    private AtomicLong lastRun(String provider, String status) {
        AtomicLong seconds = new AtomicLong();
        TimeGauge.builder("ldap.import.last.run", seconds, TimeUnit.SECONDS, AtomicLong::doubleValue)
                .description("When the last run of that status ended, since 1970-01-01")
                .tag("provider", provider)
                .tag("status", status)
                .register(meters);
        return seconds;
    }

    private void count(String provider, String outcome, long users) {
        meters.counter("ldap.import.users", "provider", provider, "outcome", outcome)
                .increment((double) users);
    }
}
