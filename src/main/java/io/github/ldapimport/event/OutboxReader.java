package io.github.ldapimport.event;

import io.github.ldapimport.sql.SqlStatement;
import io.github.ldapimport.store.BundleTables;
import io.github.ldapimport.table.UsersTable;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The events that runs of a provider kept and did not come to send, because their process died or nothing took them. Read in
 * order, a hundred at a time. Whoever reads them must hold the provider's lock: only then no run is about to send them.
 */
public final class OutboxReader {
    /** How many are read at once; one of them may name half of the users. */
    private static final int AT_ONCE = 100;

    private final UsersTable table;
    private final String provider;
    private final Predicate<EventKind> hasEndpoint;
    private String lastId;
    private boolean further = true;

    /** @param hasEndpoint whether this process can send an event of a kind; others wait for a run that can */
    OutboxReader(UsersTable table, String provider, Predicate<EventKind> hasEndpoint) {
        this.table = table;
        this.provider = provider;
        this.hasEndpoint = hasEndpoint;
    }

    public boolean hasFurther() {
        return further;
    }

    /** The statement that selects the next ones. */
    public SqlStatement next() {
        return new SqlStatement(
                "SELECT id AS event_id, run_id AS event_run, event AS event_kind, body AS event_body FROM "
                        + BundleTables.OUTBOX + " WHERE provider = ?" + (lastId == null ? "" : " AND id > ?")
                        + " ORDER BY id " + table.dialect().limitClause(AT_ONCE),
                lastId == null ? List.of(provider) : List.of(provider, lastId));
    }

    /**
     * Those of what that statement found that can be sent. An event that only another release knows is left to that release, and
     * one without an endpoint here (an import by hand, from another shell) to a run whose settings have one.
     */
    EventBatch found(List<Map<String, Object>> results) {
        further = results.size() == AT_ONCE;
        if (further) {
            lastId = results.get(results.size() - 1).get("event_id").toString();
        }
        return new EventBatch(results.stream()
                .flatMap(result -> EventKind.named(result.get("event_kind").toString()).filter(hasEndpoint).stream()
                        .map(kind -> EventMessage.left(
                                result.get("event_id").toString(),
                                kind,
                                provider,
                                result.get("event_run").toString(),
                                result.get("event_body").toString())))
                .toList());
    }
}
