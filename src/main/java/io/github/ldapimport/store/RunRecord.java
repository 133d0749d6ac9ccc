package io.github.ldapimport.store;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.github.ldapimport.api.ImportSummary;

/**
 * A run as {@code ldap_import_runs} has it.
 *
 * @param holder process and host that began it
 * @param startedAt ISO 8601, UTC
 * @param endedAt null while it is under way, or where its process died and no run of the provider began since
 * @param status {@code completed}, {@code failed}, {@code refused} or {@code died}, with {@value #OF_SOME} where it was not for
 *     everybody; null like endedAt
 * @param summary the {@link ImportSummary} as JSON; null like endedAt
 */
public record RunRecord(
        String runId,
        String provider,
        String holder,
        String startedAt,
        String endedAt,
        String status,
        @JsonRawValue String summary) {
    /** What is added to the status of a run for one user, or for those of a filter. */
    static final String OF_SOME = " (some users)";

    /** Whether it has ended, and was for all users of its provider. */
    public boolean isFullRun() {
        return endedAt != null && status != null && !status.endsWith(OF_SOME);
    }
}
