package io.github.ldapimport.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A summary as text. */
class ImportSummaryTest {
    private static final Counts COUNTS = Counts.of(Map.of(
                    Count.FOUND, 1L,
                    Count.IMPORTED, 2L,
                    Count.CHANGED, 3L,
                    Count.UNCHANGED, 4L,
                    Count.SKIPPED, 5L,
                    Count.FAILED, 6L,
                    Count.DELETED, 7L,
                    Count.RESTORED, 8L,
                    Count.DELETED_MISSING, 9L,
                    Count.ADOPTED, 10L))
            .plus(Count.MEMBERS_ADDED, 11)
            .plus(Count.MEMBERS_REMOVED, 12);

    @Test
    void counts_are_told_in_one_order_by_log_and_metrics() {
        assertEquals(
                "found 1, imported 2, changed 3 (10 adopted), unchanged 4, skipped 5, failed 6, deleted 7, restored 8,"
                        + " deleted as missing 9, added as members 11, removed as members 12",
                COUNTS.words());
        assertEquals(
                "{imported=2, changed=3, unchanged=4, skipped=5, failed=6, deleted=7, restored=8, deleted_missing=9,"
                        + " members_added=11, members_removed=12}",
                COUNTS.outcomes().toString());
    }

    @Test
    void a_summary_is_written_as_any_mapper_would_write_it() {
        ImportSummary summary = new ImportSummary(
                        "run",
                        "ldap",
                        "default",
                        true,
                        ImportSummary.FAILED,
                        null,
                        COUNTS,
                        "2026-01-02T03:04:05.006Z",
                        11,
                        List.of(
                                new Failure(
                                        "Grace Wei\u00df \u6f22 \ud83d\ude00",
                                        "cn=\"g\\,w\"",
                                        null,
                                        "no\tgood\r\n\u2028\u0001"),
                                new Failure("x", "y", "z", "")))
                .withUndeliveredEvents(13);

        assertEquals(AsciiJson.write(summary), summary.toString());
        assertEquals(
                "{\"runId\":\"run\",\"provider\":\"ldap\",\"domain\":\"default\",\"dryRun\":true,\"status\":\"failed\","
                        + "\"outcome\":\"failed\",\"reason\":null,\"found\":1,\"imported\":2,\"synchronized\":7,\"changed\":3,"
                        + "\"unchanged\":4,\"skipped\":5,\"failed\":6,\"deleted\":7,\"restored\":8,\"deletedMissing\":9,"
                        + "\"adopted\":10,\"membersAdded\":11,\"membersRemoved\":12,\"undeliveredEvents\":13,\"startedAt\":\"2026-01-02T03:04:05.006Z\","
                        + "\"durationMillis\":11,\"failures\":[{\"name\":\"Grace Wei\\u00DF \\u6F22 \\uD83D\\uDE00\","
                        + "\"dn\":\"cn=\\\"g\\\\,w\\\"\",\"guid\":null,\"message\":\"no\\tgood\\r\\n\\u2028\\u0001\"},"
                        + "{\"name\":\"x\",\"dn\":\"y\",\"guid\":\"z\",\"message\":\"\"}]}",
                summary.toString());
        assertEquals(COUNTS, summary.counts());
    }
}
