package io.github.ldapimport.event;

import io.github.ldapimport.table.Batch;
import io.github.ldapimport.table.OwnTables;
import io.github.ldapimport.table.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Events that are kept, sent and forgotten together. */
public final class EventBatch {
    private static final int MOST_AT_ONCE = 1_000;

    private final List<EventMessage> messages;

    EventBatch(List<EventMessage> messages) {
        this.messages = List.copyOf(messages);
    }

    public List<EventMessage> messages() {
        return messages;
    }

    /** The statement that keeps them in the outbox. */
    public Batch keep() {
        return new Batch(
                "INSERT INTO " + OwnTables.OUTBOX + " (id, provider, run_id, event, body) VALUES (?, ?, ?, ?, ?)",
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
    public List<Statement> forget() {
        List<Object> ids = new ArrayList<>();
        for (EventMessage message : messages) {
            if (message.isKept() && message.isSent()) {
                ids.add(message.id());
            }
        }
        List<Statement> statements = new ArrayList<>();
        for (int start = 0; start < ids.size(); start += MOST_AT_ONCE) {
            List<Object> some = List.copyOf(ids.subList(start, Math.min(ids.size(), start + MOST_AT_ONCE)));
            statements.add(new Statement(
                    "DELETE FROM " + OwnTables.OUTBOX + " WHERE id IN ("
                            + String.join(", ", Collections.nCopies(some.size(), "?")) + ")",
                    some));
        }
        return statements;
    }
}
