package io.github.ldapimport.plan;

import io.github.ldapimport.handover.ForeseenValues;
import io.github.ldapimport.rows.ExistingKeys;
import io.github.ldapimport.rows.Relinking;
import io.github.ldapimport.rows.UserQueries;
import io.github.ldapimport.rows.UserRow;
import io.github.ldapimport.sql.Lookup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which rows are nobody's yet and fit a user who has none, by sync-existing; in a run that relinks, also rows whose GUID the
 * directory does not have. Not for two threads at once.
 */
final class AdoptableRows {
    private final PageTable page;
    private final List<UserChange> users;
    private final UserQueries queries;
    private final RowMatcher matcher;
    private final ExistingKeys existingKeys;
    private final Map<List<Object>, List<UserRow>> adoptableRows = new HashMap<>();
    private Relinking relinking;
    private ForeseenValues foreseen;

    AdoptableRows(PageTable page, List<UserChange> users, UserQueries queries, RowMatcher matcher) {
        this.page = page;
        this.users = users;
        this.queries = queries;
        this.matcher = matcher;
        this.existingKeys = new ExistingKeys(page.table());
    }

    /** Lets rows of this domain be found whose GUID the directory does not have. */
    void relink() {
        relinking = new Relinking();
    }

    /** Leaves out, on a dry run, rows that users before would have taken over. */
    void foresee(ForeseenValues before) {
        foreseen = before;
    }

    /** What finds rows without a GUID for users who have no row yet; nothing without sync-existing. */
    List<Lookup<List<Object>>> select() {
        Set<List<Object>> keys = new HashSet<>();
        for (UserChange user : pendingUsers()) {
            if (user.existing() == null) {
                try {
                    for (List<Object> key : user.row().existingKeys()) {
                        if (!existingKeys.ofUser(key).contains(null)) {
                            keys.add(key);
                        }
                    }
                } catch (IllegalArgumentException e) {
                    user.fail(e.getMessage());
                }
            }
        }
        return keys.isEmpty()
                ? List.of()
                : queries.selectByExisting(keys, page.domain(), page.columns(), relinking != null);
    }

    /** Takes the rows that one of those lookups found; a user whose value the database cannot compare fails. */
    void found(Lookup<List<Object>> lookup) {
        for (UserChange user : lookup.refused().isEmpty() ? List.<UserChange>of() : pendingUsers()) {
            for (List<Object> key : user.existing() == null ? user.row().existingKeys() : List.<List<Object>>of()) {
                String words = lookup.refused().get(key);
                if (words != null) {
                    user.fail("sync-existing cannot look for " + existingKeys.described(key) + ": " + words
                            + ": correct the value in the directory, or give the column an encoding that has its"
                            + " letters");
                }
            }
        }
        for (Map<String, Object> result : lookup.rows()) {
            UserRow row = page.row(result);
            if (row.domain() != null && !page.isOfDomain(row)) {
                // the database's collation takes another domain for this one
                continue;
            }
            boolean isUnclaimed = row.isUnclaimed();
            if (row.deleted() && isUnclaimed) {
                // it was ended on purpose: who has its address now is another
                continue;
            }
            List<Object> key = existingKeys.ofRow(existingKeys.columns().stream()
                    .map(column -> page.value(row, column))
                    .toList());
            if (isUnclaimed) {
                addUnclaimed(key, row);
            } else if (relinking != null && row.domain() != null && !matcher.isTaken(row)) {
                relinking.add(key, row);
            }
        }
    }

    private void addUnclaimed(List<Object> key, UserRow row) {
        if (foreseen != null && foreseen.isClaimed(page.key(row))) {
            return;
        }
        List<UserRow> fitting = adoptableRows.computeIfAbsent(key, any -> new ArrayList<>(1));
        // two statements may find it, where the database takes their values for equal
        if (fitting.stream().noneMatch(other -> page.key(other).equals(page.key(row)))) {
            fitting.add(row);
        }
    }

    /** The GUIDs of rows that could get another one, and of users whom the directory must find; they are to be asked for. */
    List<Relinking.Question> questions() {
        List<String> controlGuids = pendingUsers().stream()
                .map(user -> user.row().guid())
                .limit(Relinking.MAX_WITNESSES)
                .toList();
        return relinking == null ? List.of() : relinking.questions(controlGuids);
    }

    /** Lets rows be taken over that the directory has no entry for. */
    void gone(Relinking.Question question, Set<String> found) {
        relinking.gone(question, found, this::addUnclaimed);
    }

    /** Gives rows to the users who have none and whom one fits. */
    void adopt() {
        Map<Object, UserChange> taken = new HashMap<>();
        for (UserChange user : pendingUsers()) {
            if (user.existing() != null) {
                continue;
            }
            List<UserRow> rows = adoptable(user);
            List<UserRow> protectedRows =
                    rows.stream().filter(row -> !admits(row)).toList();
            if (!protectedRows.isEmpty()) {
                user.fail("sync-existing matches a row (" + PageTable.ids(protectedRows) + ") that "
                        + page.table().settings().adoptFilter().key()
                        + " protects: it stays as it is; if it is this user's, set the GUID "
                        + user.row().guid()
                        + " in it");
            } else if (rows.size() > 1) {
                user.fail("sync-existing matches " + rows.size() + " rows (" + PageTable.ids(rows)
                        + "): nobody knows which is this user's; make them differ, or set the GUID "
                        + user.row().guid() + " in the right one");
            } else if (rows.size() == 1) {
                UserChange other = taken.putIfAbsent(page.key(rows.get(0)), user);
                if (other == null) {
                    user.setExisting(rows.get(0));
                    if (!rows.get(0).isUnclaimed()) {
                        user.setRelinked();
                    }
                } else {
                    user.fail("sync-existing matches the row of " + other.row().dn() + " (" + PageTable.ids(rows)
                            + ") too, who came first");
                }
            }
        }
    }

    /** The rows that fit a user in one way or another. */
    private List<UserRow> adoptable(UserChange user) {
        Map<Object, UserRow> rows = new LinkedHashMap<>();
        for (List<Object> key : user.row().existingKeys()) {
            adoptableRows
                    .getOrDefault(existingKeys.ofUser(key), List.of())
                    .forEach(row -> rows.putIfAbsent(page.key(row), row));
        }
        return List.copyOf(rows.values());
    }

    private boolean admits(UserRow row) {
        return page.table().settings().adoptFilter().admits(column -> page.value(row, column), page.table()::column);
    }

    private List<UserChange> pendingUsers() {
        return UserChange.pending(users);
    }
}
