package io.github.ldapimport.why;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ldapimport.sql.Database;
import io.github.ldapimport.store.RunHistory;
import io.github.ldapimport.store.RunRecord;

/** The last run for all users of a provider, on any node, as the table of runs has it. */
final class LastRun {
    private static final int MAX_LOOKED_THROUGH = 50;
    private static final ObjectMapper JSON = new ObjectMapper();

    private LastRun() {}

    /** Null where none is known. */
    static Facts.Run of(Database database, String provider) {
        for (RunRecord run : RunHistory.of(database, provider, MAX_LOOKED_THROUGH)) {
            // of one that is under way, nothing says yet for whom it is
            if (run.endedAt() == null || run.isFullRun()) {
                return new Facts.Run(run.runId(), run.startedAt(), run.status(), reason(run.summary()));
            }
        }
        return null;
    }

    private static String reason(String summary) {
        if (summary == null) {
            return null;
        }
        try {
            return JSON.readTree(summary).path("reason").textValue();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The summary of a run in ldap_import_runs is no JSON", e);
        }
    }
}
