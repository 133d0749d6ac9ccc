package io.github.ldapimport.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What a run did. As text it is JSON.
 *
 * @param status {@code completed}, {@code failed} or {@code refused}
 * @param reason why it did not complete, else null
 * @param found entries that the directory gave
 * @param imported new rows
 * @param synchronizedUsers existing rows: changed and unchanged ones
 * @param skipped entries that the route ldap-import-user left out
 * @param startedAt ISO 8601, UTC
 * @param failures the first {@value #MOST_FAILURES}
 */
public record ImportSummary(
        String runId,
        String provider,
        String domain,
        boolean dryRun,
        String status,
        String reason,
        long found,
        long imported,
        @JsonProperty("synchronized") long synchronizedUsers,
        long changed,
        long unchanged,
        long skipped,
        long failed,
        long deleted,
        long restored,
        long deletedMissing,
        String startedAt,
        long durationMillis,
        List<Failure> failures) {
    public static final String COMPLETED = "completed";
    public static final String FAILED = "failed";
    public static final String REFUSED = "refused";

    /** How many failures a summary lists. */
    public static final int MOST_FAILURES = 100;

    @Override
    public String toString() {
        return AsciiJson.write(this);
    }
}
