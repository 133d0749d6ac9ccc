package io.github.ldapimport.changes;

import io.github.ldapimport.api.RefusedException;
import io.github.ldapimport.mapping.MappedUser;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** The run that another one sets back, and how far that one is. Not for two threads at once, but for its count. */
public final class UndoneRun {
    private final String runId;
    private final Set<String> columns = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    private RefusedException refusal;
    private final AtomicLong read = new AtomicLong();
    private final IdentityHashMap<MappedUser, KeptChange> changes = new IdentityHashMap<>();

    public UndoneRun(String runId) {
        this.runId = runId;
    }

    public String runId() {
        return runId;
    }

    /** How many of its changes were read so far. */
    public long read() {
        return read.get();
    }

    /** The columns of the rows that are set back. */
    public Set<String> columns() {
        return columns;
    }

    /** Notes why it may not be set back. */
    public void refuse(RefusedException why) {
        refusal = why;
    }

    /** Why it may not be set back, for a dry run, which is judged at its end. */
    public Optional<RefusedException> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** Counts changes that were read. */
    public void add(int count) {
        read.addAndGet(count);
    }

    /** Notes whose change is whose. */
    public void put(MappedUser user, KeptChange change) {
        changes.put(user, change);
    }

    /** The change of a user who is tried again. */
    public KeptChange of(MappedUser user) {
        return changes.get(user);
    }

    /** Forgets the changes of users who are done with. */
    public void keepOnly(Predicate<MappedUser> waiting) {
        changes.keySet().removeIf(user -> !waiting.test(user));
    }
}
