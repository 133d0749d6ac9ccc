package io.github.ldapimport.changes;

import io.github.ldapimport.dialect.Dialect;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** What a run keeps of its changes. For several threads at once. */
public final class RunChanges {
    private final String prefix;
    private final AtomicLong count = new AtomicLong();
    private volatile ChangePolicy policy = ChangePolicy.none();

    /** @param prefix what the numbers of all of them begin with */
    public RunChanges(String prefix) {
        this.prefix = prefix;
    }

    /** Says that the table is there, and what is kept in it. */
    public void keep(ChangePolicy kept) {
        policy = kept;
    }

    /** What is kept; {@link ChangePolicy#none} as long as it is not known that the table is there. */
    public ChangePolicy policy() {
        return policy;
    }

    /** The changes of a transaction. */
    public ChangeBatch batch(Dialect dialect, String provider, String runId, List<RowChange> changes) {
        return policy.isOn() && !changes.isEmpty()
                ? ChangeBatch.of(dialect, provider, runId, this::nextId, policy, changes)
                : ChangeBatch.none();
    }

    private String nextId() {
        return prefix + "-" + String.format("%09d", count.incrementAndGet());
    }
}
