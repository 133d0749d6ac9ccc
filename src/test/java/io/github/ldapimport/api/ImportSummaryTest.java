package io.github.ldapimport.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A summary as text. */
class ImportSummaryTest {
    @Test
    void a_summary_is_written_as_any_mapper_would_write_it() {
        ImportSummary summary = new ImportSummary(
                        "run",
                        "ldap",
                        "default",
                        true,
                        ImportSummary.FAILED,
                        null,
                        new Counts(1, 2, 4, 5, 6, 7, 8, 9, 10, 12),
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
        assertEquals(new Counts(1, 2, 4, 5, 6, 7, 8, 9, 10, 12), summary.counts());
    }
}
