package io.github.ldapimport.event;

import io.github.ldapimport.sql.SqlBatch;
import io.github.ldapimport.sql.SqlStatement;
import io.github.ldapimport.store.BundleTables;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Events that are kept, sent and forgotten together. */
public final class EventBatch {
    private static final int MAX_AT_ONCE = 1_000;

    private final List<EventMessage> messages;

    EventBatch(List<EventMessage> messages) {
        this.messages = List.copyOf(messages);
    }

    public List<EventMessage> messages() {
        return messages;
    }

    /** Those that a run may send though it has lost its lock. */
    EventBatch toldWithoutLock() {
        return new EventBatch(
                messages.stream().filter(EventMessage::isToldWithoutLock).toList());
    }

    /** Those that nothing took, and that the outbox does not have. */
    EventBatch toKeepAfterAll() {
        return new EventBatch(
                messages.stream().filter(EventMessage::isToKeepAfterAll).toList());
    }

    /** The statement that keeps them in the outbox. */
    public SqlBatch keep() {
        return new SqlBatch(
                "INSERT INTO " + BundleTables.OUTBOX + " (id, provider, run_id, event, body) VALUES (?, ?, ?, ?, ?)",
                messages.stream()
                        .map(message -> List.<Object>of(
                                message.id(), message.provider(), message.runId(), message.name(), message.json()))
                        .toList(),
                false);
    }

    void kept() {
        messages.forEach(EventMessage::kept);
    }

    /** The statements that remove from the outbox what was sent. */
    public List<SqlStatement> forget() {
        List<Object> ids = new ArrayList<>();
        for (EventMessage message : messages) {
            if (message.isKept() && message.isSent()) {
                ids.add(message.id());
            }
        }
        List<SqlStatement> statements = new ArrayList<>();
        for (int start = 0; start < ids.size(); start += MAX_AT_ONCE) {
            List<Object> some = List.copyOf(ids.subList(start, Math.min(ids.size(), start + MAX_AT_ONCE)));
            statements.add(new SqlStatement(
                    "DELETE FROM " + BundleTables.OUTBOX + " WHERE id IN ("
                            + String.join(", ", Collections.nCopies(some.size(), "?")) + ")",
                    some));
        }
        return statements;
    }
}
