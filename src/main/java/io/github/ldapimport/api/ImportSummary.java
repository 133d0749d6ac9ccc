package io.github.ldapimport.api;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * What a run did. As text it is JSON.
 *
 * @param status {@code completed}, {@code failed} or {@code refused}
 * @param reason why it did not complete, else null
 * @param found entries that the directory gave
 * @param imported new rows
 * @param synchronizedUsers existing rows: changed and unchanged ones
 * @param skipped entries that the route ldap-import-user left out
 * @param adopted rows without a GUID that were taken over; among the changed ones
 * @param undeliveredEvents events that at least one endpoint did not take
 * @param startedAt ISO 8601, UTC
 * @param durationMillis without the time in which the run did nothing but send events
 * @param failures the first {@value #MAX_FAILURES}
 */
@JsonPropertyOrder({"runId", "provider", "domain", "dryRun", "status", "outcome", "reason"})
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
        long adopted,
        long undeliveredEvents,
        String startedAt,
        long durationMillis,
        List<Failure> failures) {
    public static final String COMPLETED = "completed";
    public static final String FAILED = "failed";
    public static final String REFUSED = "refused";

    /** The {@link #outcome} of a run that completed, but for some users. */
    public static final String USERS_FAILED = "users-failed";

    /** How many failures a summary lists. */
    public static final int MAX_FAILURES = 100;

    public ImportSummary(
            String runId,
            String provider,
            String domain,
            boolean dryRun,
            String status,
            String reason,
            Counts counts,
            String startedAt,
            long durationMillis,
            List<Failure> failures) {
        this(
                runId,
                provider,
                domain,
                dryRun,
                status,
                reason,
                counts.found(),
                counts.imported(),
                counts.synchronizedUsers(),
                counts.changed(),
                counts.unchanged(),
                counts.skipped(),
                counts.failed(),
                counts.deleted(),
                counts.restored(),
                counts.deletedMissing(),
                counts.adopted(),
                0,
                startedAt,
                durationMillis,
                failures);
    }

    /** The same with another number of undelivered events. */
    public ImportSummary withUndeliveredEvents(long number) {
        return new ImportSummary(
                runId,
                provider,
                domain,
                dryRun,
                status,
                reason,
                found,
                imported,
                synchronizedUsers,
                changed,
                unchanged,
                skipped,
                failed,
                deleted,
                restored,
                deletedMissing,
                adopted,
                number,
                startedAt,
                durationMillis,
                failures);
    }

    /** The status, which for a run that completed also says whether users failed: then it is {@value #USERS_FAILED}. */
    @JsonProperty(access = JsonProperty.Access.READ_ONLY)
    public String outcome() {
        return status.equals(COMPLETED) && failed > 0 ? USERS_FAILED : status;
    }

    /** Its numbers as one value. */
    @JsonIgnore
    public Counts counts() {
        return new Counts(
                found, imported, changed, unchanged, skipped, failed, deleted, restored, deletedMissing, adopted);
    }

    /** The same as a mapper writes; written by hand, since every run keeps it, and few load a mapper for anything else. */
    @Override
    public String toString() {
        return AsciiJson.write(this::writeTo);
    }

    private void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("runId", runId);
        json.writeStringField("provider", provider);
        json.writeStringField("domain", domain);
        json.writeBooleanField("dryRun", dryRun);
        json.writeStringField("status", status);
        json.writeStringField("outcome", outcome());
        json.writeStringField("reason", reason);
        for (Map.Entry<String, Long> number : counts().fields().entrySet()) {
            json.writeNumberField(number.getKey(), number.getValue());
        }
        json.writeNumberField("undeliveredEvents", undeliveredEvents);
        json.writeStringField("startedAt", startedAt);
        json.writeNumberField("durationMillis", durationMillis);
        json.writeArrayFieldStart("failures");
        for (Failure failure : failures) {
            json.writeStartObject();
            json.writeStringField("name", failure.name());
            json.writeStringField("dn", failure.dn());
            json.writeStringField("guid", failure.guid());
            json.writeStringField("message", failure.message());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
