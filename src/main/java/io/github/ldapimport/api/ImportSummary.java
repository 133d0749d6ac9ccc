package io.github.ldapimport.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializable;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * What a run did. As text it is JSON.
 *
 * @param status {@code completed}, {@code failed} or {@code refused}
 * @param reason why it did not complete, else null
 * @param counts its numbers as one value; each also has a method of its own here, and a key of its own in JSON
 * @param undeliveredEvents events that at least one endpoint did not take
 * @param startedAt ISO 8601, UTC
 * @param durationMillis without the time in which the run did nothing but send events
 * @param failures the first {@value #MAX_FAILURES}
 */
public record ImportSummary(
        String runId,
        String provider,
        String domain,
        boolean dryRun,
        String status,
        String reason,
        Counts counts,
        long undeliveredEvents,
        String startedAt,
        long durationMillis,
        List<Failure> failures)
        implements JsonSerializable {
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
        this(runId, provider, domain, dryRun, status, reason, counts, 0, startedAt, durationMillis, failures);
    }

    /** The same with another number of undelivered events. */
    public ImportSummary withUndeliveredEvents(long number) {
        return new ImportSummary(
                runId, provider, domain, dryRun, status, reason, counts, number, startedAt, durationMillis, failures);
    }

    /** The status, which for a run that completed also says whether users failed: then it is {@value #USERS_FAILED}. */
    public String outcome() {
        return status.equals(COMPLETED) && failed() > 0 ? USERS_FAILED : status;
    }

    /** @see Count#FOUND */
    public long found() {
        return counts.get(Count.FOUND);
    }

    /** @see Count#IMPORTED */
    public long imported() {
        return counts.get(Count.IMPORTED);
    }

    /** Existing rows: changed and unchanged ones; {@code synchronized} in JSON. */
    public long synchronizedUsers() {
        return counts.synchronizedUsers();
    }

    /** @see Count#CHANGED */
    public long changed() {
        return counts.get(Count.CHANGED);
    }

    /** @see Count#UNCHANGED */
    public long unchanged() {
        return counts.get(Count.UNCHANGED);
    }

    /** @see Count#SKIPPED */
    public long skipped() {
        return counts.get(Count.SKIPPED);
    }

    /** @see Count#FAILED */
    public long failed() {
        return counts.get(Count.FAILED);
    }

    /** @see Count#DELETED */
    public long deleted() {
        return counts.get(Count.DELETED);
    }

    /** @see Count#RESTORED */
    public long restored() {
        return counts.get(Count.RESTORED);
    }

    /** @see Count#DELETED_MISSING */
    public long deletedMissing() {
        return counts.get(Count.DELETED_MISSING);
    }

    /** @see Count#MEMBERS_ADDED */
    public long membersAdded() {
        return counts.get(Count.MEMBERS_ADDED);
    }

    /** @see Count#MEMBERS_REMOVED */
    public long membersRemoved() {
        return counts.get(Count.MEMBERS_REMOVED);
    }

    /** @see Count#ADOPTED */
    public long adopted() {
        return counts.get(Count.ADOPTED);
    }

    /** What a mapper writes; written by hand, since every run keeps it, and few load a mapper for anything else. */
    @Override
    public String toString() {
        return AsciiJson.write(this::writeTo);
    }

    @Override
    public void serialize(JsonGenerator json, SerializerProvider serializers) throws IOException {
        writeTo(json);
    }

    @Override
    public void serializeWithType(JsonGenerator json, SerializerProvider serializers, TypeSerializer types)
            throws IOException {
        writeTo(json);
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
        for (Map.Entry<String, Long> number : counts.fields().entrySet()) {
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
