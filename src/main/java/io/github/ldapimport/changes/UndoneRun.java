package io.github.ldapimport.changes;

import io.github.ldapimport.api.RefusedException;
import io.github.ldapimport.mapping.MappedUser;
import io.github.ldapimport.match.PageTable;
import io.github.ldapimport.plan.UserChange;
import io.github.ldapimport.rows.UserRow;
import io.github.ldapimport.table.SoftDeletePolicy.Mark;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The run that another one sets back, and how far that one is. Not for two threads at once, but for its count. */
public final class UndoneRun {
    private final String runId;
    private final Set<String> columns = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    private final Map<String, UserChange> foreseen = new HashMap<>();
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

    /** Notes on a dry run what a row would be: an earlier change of the same run may be set back after this one. */
    public void foresee(String guid, UserChange change) {
        foreseen.put(guid, change);
    }

    /** A row as it would be by now on a dry run, else as it is. */
    public UserRow foreseen(PageTable page, KeptChange kept, UserRow row) {
        UserChange change = foreseen.get(kept.guid());
        if (change == null) {
            return row;
        }
        List<Object> values = new ArrayList<>(row.values());
        for (int i = 0; i < page.columns().size(); i++) {
            if (change.values().containsKey(page.columns().get(i))) {
                values.set(i, change.values().get(page.columns().get(i)));
            }
        }
        boolean deleted = change.mark() == Mark.NONE ? row.deleted() : change.mark() == Mark.DELETE;
        return new UserRow(row.id(), change.guid(), change.domainSetBack(), row.hasPassword(), deleted, values);
    }

    /** Notes whose change is whose. */
    public void put(MappedUser user, KeptChange change) {
        changes.put(user, change);
    }

    /** The change of a user who is tried again. */
    public KeptChange of(MappedUser user) {
        return changes.get(user);
    }

    /** Forgets the changes of users who are done with; answers with the GUIDs of the others. */
    public Set<String> keepOnly(Predicate<MappedUser> waiting) {
        changes.keySet().removeIf(user -> !waiting.test(user));
        return changes.values().stream().map(KeptChange::guid).collect(Collectors.toCollection(HashSet::new));
    }
}
