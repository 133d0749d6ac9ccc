package io.github.ldapimport.event;

/** An event as it travels: JSON, and what its headers say. */
public final class EventMessage {
    private final String id;
    private final EventKind kind;
    private final String provider;
    private final String runId;
    private final String json;
    private boolean kept;
    private boolean sent;
    private boolean refused;
    private boolean undelivered;

    /** @param id the same whenever the event is sent again; ids of a run sort as its events came */
    EventMessage(String id, EventKind kind, String provider, String runId, String json) {
        this.id = id;
        this.kind = kind;
        this.provider = provider;
        this.runId = runId;
        this.json = json;
    }

    /** One that an earlier run kept. */
    static EventMessage left(String id, EventKind kind, String provider, String runId, String json) {
        EventMessage message = new EventMessage(id, kind, provider, runId, json);
        message.kept = true;
        return message;
    }

    public String id() {
        return id;
    }

    public EventKind kind() {
        return kind;
    }

    /** The name in the header. */
    public String name() {
        return kind.wireName();
    }

    public String provider() {
        return provider;
    }

    public String runId() {
        return runId;
    }

    public String json() {
        return json;
    }

    /** Whether it is in the outbox, and so is not lost with the process. */
    boolean isKept() {
        return kept;
    }

    void kept() {
        kept = true;
    }

    /** Whether it may be sent by a run that has lost its lock: what is kept is the next run's to send. */
    boolean isToldWithoutLock() {
        return kind.isAlarm() && !kept;
    }

    /** Whether it is lost unless it is kept after all. */
    boolean isToKeepAfterAll() {
        return isToldWithoutLock() && !isSent();
    }

    /** Notes that an endpoint did not take it; true for the first one. */
    boolean undelivered() {
        boolean isFirst = !undelivered;
        undelivered = true;
        return isFirst;
    }

    /** Whether every endpoint, or the dead letter endpoint in its place, has it. */
    boolean isSent() {
        return sent && !refused;
    }

    /** Notes that it went the round of its endpoints. */
    void sent() {
        sent = true;
    }

    /** Notes that neither an endpoint nor the dead letter endpoint has it. */
    void refused() {
        refused = true;
    }
}
