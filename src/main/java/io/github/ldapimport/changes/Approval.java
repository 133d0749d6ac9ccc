package io.github.ldapimport.changes;

import java.util.Map;
import java.util.Set;

/**
 * What a person has approved of a run that was refused: exactly its rows, once. They do not count for the limit that refused them; each is
 * looked at again as ever, and one whose user has come back is none of them.
 */
public final class Approval {
    /** Nothing was approved. */
    public static final Approval NONE = new Approval("", "", Map.of());

    private final String runId;
    private final String by;
    private final Map<ChangeKind, Set<String>> guids;

    /**
     * @param runId the run that was refused
     * @param by process and host of the person
     * @param guids of the rows, by what was to be done with them
     */
    public Approval(String runId, String by, Map<ChangeKind, Set<String>> guids) {
        this.runId = runId;
        this.by = by;
        this.guids = Map.copyOf(guids);
    }

    public String runId() {
        return runId;
    }

    /** Process and host of the person who approved. */
    public String by() {
        return by;
    }

    /** Whether a row may be changed in a way whatever the limit says. */
    public boolean allows(ChangeKind kind, String guid) {
        return guids.getOrDefault(kind, Set.of()).contains(guid);
    }

    /** The run alone. */
    @Override
    public String toString() {
        return "approval of run " + runId;
    }
}
