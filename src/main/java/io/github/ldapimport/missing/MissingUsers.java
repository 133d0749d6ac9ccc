package io.github.ldapimport.missing;

import io.github.ldapimport.plan.Guards;
import io.github.ldapimport.plan.Guards.Guard;
import io.github.ldapimport.rows.LiveRows;
import io.github.ldapimport.rows.LiveUserRow;
import io.github.ldapimport.search.GuidLookup;
import io.github.ldapimport.search.SeenUsers;
import io.github.ldapimport.sql.SqlStatement;
import io.github.ldapimport.sql.Statements;
import io.github.ldapimport.table.UsersTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Who is missing, as far as it is known: first the live rows whose GUID the run has not seen, then those of them whom a second
 * look does not find either. Not for two threads at once.
 */
public final class MissingUsers {
    /** GUIDs that one search of the second look asks for. */
    static final int LOOKED_UP_AT_ONCE = GuidLookup.MAX_ROWS;

    private static final int MAX_OVERLOOKED_DNS = 3;

    private final UsersTable table;
    private final LiveRows live;
    private final SeenUsers seen;
    private final Predicate<LiveUserRow> canLookUp;
    private final List<LiveUserRow> unseen = new ArrayList<>();
    private final List<LiveUserRow> missing = new ArrayList<>();
    private final UnknownRows unknown = new UnknownRows();
    private final Map<Object, List<Object>> released = new HashMap<>();
    private Collisions collisions;
    private int locked;
    private int deleted;
    private long overlooked;
    private final List<String> overlookedDns = new ArrayList<>();
    private PresentEntries present;
    private final Guards guards = new Guards();
    private Waiting waiting = Waiting.none();
    private final Set<String> foundAgain = new HashSet<>();
    private List<LiveUserRow> noticed = List.of();
    private List<LiveUserRow> deferred = List.of();

    /** @param canLookUp whether the directory can be asked for a row's GUID; a row for which it cannot is never missing */
    public MissingUsers(UsersTable table, List<String> domains, SeenUsers seen, Predicate<LiveUserRow> canLookUp) {
        this.table = table;
        this.live = new LiveRows(table, domains);
        this.seen = seen;
        this.canLookUp = canLookUp;
    }

    /** Whether there are live rows that were not compared with what was seen. */
    public boolean hasFurtherRows() {
        return live.hasFurther();
    }

    /** Reads the next ones, and keeps those that were not seen. */
    public void compareNext(Statements database) {
        for (LiveUserRow row : live.found(database.rows(live.next()))) {
            boolean isSeen =
                    seen.contains(row.guid()) || row.guidVariants().stream().anyMatch(seen::contains);
            if (!isSeen && canLookUp.test(row)) {
                unseen.add(row);
            } else if (!isSeen) {
                unknown.add(row);
            }
        }
    }

    /** The rows to look up again, in pieces; a small rest waits for more rows where there are some. */
    public List<List<LiveUserRow>> toLookUp() {
        List<List<LiveUserRow>> pieces = new ArrayList<>();
        int start = 0;
        while (unseen.size() - start >= LOOKED_UP_AT_ONCE || (start < unseen.size() && !live.hasFurther())) {
            int end = Math.min(unseen.size(), start + LOOKED_UP_AT_ONCE);
            pieces.add(List.copyOf(unseen.subList(start, end)));
            start = end;
        }
        unseen.subList(0, start).clear();
        return pieces;
    }

    /** Takes those whom the second look did not find for missing. */
    public void recordRecheck(List<LiveUserRow> rows, Set<String> foundGuids) {
        for (LiveUserRow row : rows) {
            if (row.guidVariants().stream().noneMatch(foundGuids::contains)) {
                missing.add(row);
            } else if (waiting.mark(row).isPresent()) {
                foundAgain.add(row.guid());
            }
        }
    }

    /** The GUIDs of rows whose users were noticed as missing, and are found now. */
    public Set<String> foundAgain() {
        return foundAgain;
    }

    /** Keeps the count of entries that only the second look has shown, and the DNs of a few. */
    public void overlooked(String dn) {
        overlooked++;
        if (overlookedDns.size() < MAX_OVERLOOKED_DNS) {
            overlookedDns.add(dn);
        }
    }

    public long overlookedCount() {
        return overlooked;
    }

    public List<String> overlookedDns() {
        return overlookedDns;
    }

    /** The rows whose GUID the directory cannot have given; they are never missing. */
    public UnknownRows unknown() {
        return unknown;
    }

    /** Takes rows for present, because another provider of the table finds their users. */
    public void leave(Set<LiveUserRow> rows) {
        missing.removeAll(rows);
    }

    /** Begins to ask whether their entries are known to be no users. */
    public void toConfirm() {
        present = new PresentEntries();
    }

    /**
     * Those of them that have an entry all the same.
     *
     * @throws IllegalStateException when the routes did not ask for them
     */
    public PresentEntries present() {
        if (present == null) {
            throw new IllegalStateException(
                    "The directory was not asked whether entries of missing users are hidden, so nobody"
                            + " is deleted: put the step direct:ldap-import-confirm-missing back into ldap-import-missing.camel.yaml");
        }
        return present;
    }

    /** Whether any of the rows at hand has an entry. */
    public boolean isAnyPresent() {
        return !present().guids().isEmpty();
    }

    /** Which guards of the deletion have run. */
    public Guards guards() {
        return guards;
    }

    /** @throws IllegalStateException naming a step without which somebody may be deleted who is there */
    public void requireGuarded() {
        present();
        guards.require(
                Guard.SAME_USERS,
                Guard.OTHER_PROVIDERS,
                Guard.OTHER_PROVIDERS_LEFT,
                Guard.USERS_HAVE_GUIDS,
                Guard.COUNT_IS_RIGHT,
                Guard.NOT_ALL_MISSING,
                Guard.ALL_RELINKED,
                Guard.GRACE_RECALLED,
                Guard.BELOW_LIMIT,
                Guard.GRACE_KEPT,
                Guard.VALUES_FREE,
                Guard.MISSING_LOOKED_FOR,
                Guard.NONE_HIDDEN);
    }

    /** Says who was noticed by earlier runs, and how long rows wait. */
    public void waitFor(Waiting its) {
        waiting = its;
    }

    public Waiting waiting() {
        return waiting;
    }

    /** The rows that max-missing judges: with a grace period those whose users were not noticed before, else all. */
    public List<LiveUserRow> judged() {
        return missing.stream().filter(row -> waiting.mark(row).isEmpty()).toList();
    }

    /**
     * Leaves the rows whose users have not waited long enough: from now on they are no longer among those that are deleted.
     *
     * @throws IllegalStateException when the routes did not look who was noticed before
     */
    public void defer() {
        guards.require(Guard.GRACE_RECALLED);
        deferred = missing.stream().filter(row -> !waiting.isDue(row)).toList();
        noticed = deferred.stream().filter(row -> waiting.mark(row).isEmpty()).toList();
        missing.removeIf(row -> !waiting.isDue(row));
    }

    /** The rows of missing users that a later run may delete. */
    public List<LiveUserRow> deferred() {
        return deferred;
    }

    /** Those of them whose users no run has noticed before. */
    public List<LiveUserRow> noticed() {
        return noticed;
    }

    /** The rows of the missing users. */
    public List<LiveUserRow> rows() {
        return missing;
    }

    public int count() {
        return missing.size();
    }

    /** Looks for rows that keep these from being deleted. */
    public void lookForCollisions(Statements database) {
        guards.pass(Guard.COLLISIONS_LOOKED_FOR);
        collisions = Collisions.of(table, live, missing, database);
    }

    /**
     * What keeps rows from being deleted.
     *
     * @throws IllegalStateException when the routes did not look for it
     */
    public Collisions collisions() {
        guards.require(Guard.COLLISIONS_LOOKED_FOR);
        return collisions;
    }

    /** Locks those rows, so that no other program changes them before they are deleted, and counts those that are as they were. */
    public void lock(Statements database) {
        requireGuarded();
        Map<Object, LiveUserRow> byKey = live.byKey(missing);
        locked = 0;
        released.clear();
        for (SqlStatement statement : live.lock(missing)) {
            List<Map<String, Object>> results = database.rows(statement);
            locked += live.locked(results, byKey);
            released.putAll(live.released(results));
        }
    }

    /** The columns that the deletion of a row empties, with what they held when it was locked. */
    public Map<String, Object> released(LiveUserRow row) {
        Map<String, Object> values = new LinkedHashMap<>();
        List<Object> held = released.getOrDefault(table.canonicalId(row.id()), List.of());
        for (int i = 0; i < held.size() - 1; i++) {
            if (held.get(i) != null) {
                values.put(table.releasedColumns().get(i), held.get(i));
            }
        }
        return values;
    }

    /** What the soft-delete column of a row held when it was locked. */
    public Object formerMark(LiveUserRow row) {
        List<Object> held = released.getOrDefault(table.canonicalId(row.id()), List.of());
        return held.isEmpty() ? null : held.get(held.size() - 1);
    }

    public int lockedCount() {
        return locked;
    }

    /** The statements that soft-delete them. */
    public List<SqlStatement> softDelete() {
        guards.require(Guard.NOT_INTERRUPTED, Guard.LOCK_HELD, Guard.UNDER_WAY, Guard.UNCHANGED);
        deleted = 0;
        return live.softDelete(missing);
    }

    /** Counts the rows that one of these statements changed. */
    public void deleted(int updateCount) {
        deleted += updateCount;
    }

    public int deletedCount() {
        return deleted;
    }
}
