package io.github.ldapimport.match;

import io.github.ldapimport.rows.ExistingKeys;
import io.github.ldapimport.rows.Relinking;
import io.github.ldapimport.rows.UserQueries;
import io.github.ldapimport.rows.UserRow;
import io.github.ldapimport.sql.Lookup;
import io.github.ldapimport.sql.Statements;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which rows are no user's yet and fit a user who has none, by sync-existing; in a run that relinks, also rows whose GUID the
 * directory does not have. Not for two threads at once.
 */
final class Adoption {
    private final PageTable page;
    private final RowPolicy policy;
    private final ExistingKeys existingKeys;
    private final Map<List<Object>, List<UserRow>> adoptableRows = new HashMap<>();
    private final Relinking relinking = new Relinking();

    Adoption(PageTable page, RowPolicy policy) {
        this.page = page;
        this.policy = policy;
        this.existingKeys = new ExistingKeys(page.table());
    }

    /**
     * Looks for rows of those users who have none; nothing without sync-existing.
     *
     * @param taken keys of rows that have the GUID of one of the page's users, as it stands there
     * @return the users, of whom those have failed whose values the database cannot compare
     */
    List<RowMatch> look(List<RowMatch> matches, Set<Object> taken, UserQueries queries, Statements database) {
        Set<List<Object>> keys = new HashSet<>();
        List<RowMatch> asked = new ArrayList<>(matches.size());
        for (RowMatch match : matches) {
            asked.add(match.isPending() && match.row() == null ? addKeys(match, keys) : match);
        }
        if (keys.isEmpty()) {
            return asked;
        }
        Map<List<Object>, String> refused = new HashMap<>();
        for (Lookup<List<Object>> lookup :
                queries.selectByExisting(keys, page.domain(), page.columns(), policy.relink())) {
            database.look(lookup);
            lookup.rows().forEach(result -> add(page.row(result), taken));
            refused.putAll(lookup.refused());
        }
        if (!refused.isEmpty()) {
            asked.replaceAll(match -> match.isPending() && match.row() == null ? failIfRefused(match, refused) : match);
        }
        return asked;
    }

    private RowMatch addKeys(RowMatch match, Set<List<Object>> keys) {
        try {
            for (List<Object> key : match.user().existingKeys()) {
                if (!existingKeys.ofUser(key).contains(null)) {
                    keys.add(key);
                }
            }
            return match;
        } catch (IllegalArgumentException e) {
            return match.failed(e.getMessage());
        }
    }

    private RowMatch failIfRefused(RowMatch match, Map<List<Object>, String> refused) {
        for (List<Object> key : match.user().existingKeys()) {
            String words = refused.get(key);
            if (words != null) {
                return match.failed("sync-existing cannot look for " + existingKeys.described(key) + ": " + words
                        + ": correct the value in the directory, or give the column an encoding that has its letters");
            }
        }
        return match;
    }

    private void add(UserRow row, Set<Object> taken) {
        if (row.domain() != null && !page.isOfDomain(row)) {
            // the database's collation takes another domain for this one
            return;
        }
        boolean isUnclaimed = row.isUnclaimed();
        if (row.deleted() && isUnclaimed) {
            // it was ended on purpose: who has its address now is another
            return;
        }
        List<Object> key = existingKeys.ofRow(existingKeys.columns().stream()
                .map(column -> page.value(row, column))
                .toList());
        if (isUnclaimed) {
            addUnclaimed(key, row);
        } else if (policy.relink() && row.domain() != null && !taken.contains(page.key(row))) {
            relinking.add(key, row);
        }
    }

    private void addUnclaimed(List<Object> key, UserRow row) {
        if (policy.claimed().test(page.key(row))) {
            return;
        }
        List<UserRow> fitting = adoptableRows.computeIfAbsent(key, any -> new ArrayList<>(1));
        // two statements may find it, where the database takes their values for equal
        if (fitting.stream().noneMatch(other -> page.key(other).equals(page.key(row)))) {
            fitting.add(row);
        }
    }

    /** The GUIDs of rows that could get another one, and of users whom the directory must find; they are to be asked for. */
    List<Relinking.Question> questions(List<RowMatch> matches) {
        if (!policy.relink()) {
            return List.of();
        }
        return relinking.questions(matches.stream()
                .filter(RowMatch::isPending)
                .map(match -> match.user().guid())
                .limit(Relinking.MAX_WITNESSES)
                .toList());
    }

    /** Lets rows be taken over that the directory has no entry for. */
    void relinkable(Relinking.Question question, Set<String> found) {
        relinking.gone(question, found, this::addUnclaimed);
    }

    /** Gives rows to the users who have none and whom one fits. */
    List<RowMatch> adopt(List<RowMatch> matches) {
        if (adoptableRows.isEmpty()) {
            return matches;
        }
        Map<Object, RowMatch> taken = new HashMap<>();
        return matches.stream()
                .map(match -> match.isPending() && match.row() == null ? adopt(match, taken) : match)
                .toList();
    }

    private RowMatch adopt(RowMatch match, Map<Object, RowMatch> taken) {
        List<UserRow> rows = adoptable(match);
        List<UserRow> protectedRows = rows.stream().filter(row -> !admits(row)).toList();
        if (!protectedRows.isEmpty()) {
            return match.failed("sync-existing matches a row (" + PageTable.ids(protectedRows) + ") that "
                    + page.table().settings().adoptFilter().key()
                    + " protects: it stays as it is; if it is this user's, set the GUID "
                    + match.user().guid()
                    + " in it");
        } else if (rows.size() > 1) {
            return match.failed("sync-existing matches " + rows.size() + " rows (" + PageTable.ids(rows)
                    + "), and nothing tells which is this user's: make them differ, or set the GUID "
                    + match.user().guid() + " in the right one");
        } else if (rows.isEmpty()) {
            return match;
        }
        RowMatch other = taken.putIfAbsent(page.key(rows.get(0)), match);
        return other == null
                ? match.adopting(rows.get(0))
                : match.failed("sync-existing matches the row of "
                        + other.user().dn() + " (" + PageTable.ids(rows) + ") too, who came first");
    }

    /** The rows that fit a user in one way or another. */
    private List<UserRow> adoptable(RowMatch match) {
        Map<Object, UserRow> rows = new LinkedHashMap<>();
        for (List<Object> key : match.user().existingKeys()) {
            adoptableRows
                    .getOrDefault(existingKeys.ofUser(key), List.of())
                    .forEach(row -> rows.putIfAbsent(page.key(row), row));
        }
        return List.copyOf(rows.values());
    }

    private boolean admits(UserRow row) {
        return page.table().settings().adoptFilter().admits(column -> page.value(row, column), page.table()::column);
    }
}
