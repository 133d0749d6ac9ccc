package io.github.ldapimport.match;

import io.github.ldapimport.rows.UserQueries;
import io.github.ldapimport.rows.UserRow;
import io.github.ldapimport.sql.SqlStatement;
import io.github.ldapimport.sql.Statements;
import io.github.ldapimport.table.StoredGuids;
import io.github.ldapimport.table.UsersTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rows of a page's users that hold their GUIDs in other forms than the stored one. */
final class OtherForms {
    private final UsersTable table;

    OtherForms(UsersTable table) {
        this.table = table;
    }

    /**
     * Looks for them: of users who have no row yet; where the table is known to hold other forms, of all, so that two rows of one
     * user are noticed.
     *
     * @param taken keys of rows that have a user's GUID as it stands; they are that user's
     * @return the further rows of those users who have any
     */
    Map<RowMatch, List<UserRow>> look(
            PageTable page, List<RowMatch> users, Set<Object> taken, UserQueries queries, Statements database) {
        StoredGuids stored = table.storedGuids();
        List<RowMatch> pending = users.stream().filter(RowMatch::isPending).toList();
        if (!stored.any() || pending.isEmpty()) {
            return Map.of();
        }
        List<String> without = pending.stream()
                .filter(user -> user.row() == null)
                .map(user -> user.user().guid())
                .toList();
        List<String> all = pending.stream().map(user -> user.user().guid()).toList();
        List<SqlStatement> statements =
                queries.selectByOtherForms(without, stored.digits() ? all : List.of(), page.columns());
        return ofUsers(
                pending,
                byVariant(
                        page, database.rows(statements).stream().map(page::row).toList(), taken));
    }

    /** The rows by each GUID that they may mean, each row once. */
    private Map<String, Map<Object, UserRow>> byVariant(PageTable page, List<UserRow> rows, Set<Object> taken) {
        Map<String, Map<Object, UserRow>> byVariant = new HashMap<>();
        for (UserRow row : rows) {
            Object key = page.key(row);
            if (!taken.contains(key)) {
                for (String variant : table.guidColumn().guidVariants(row.guid())) {
                    byVariant
                            .computeIfAbsent(variant, any -> new LinkedHashMap<>(2))
                            .put(key, row);
                }
            }
        }
        return byVariant;
    }

    private static Map<RowMatch, List<UserRow>> ofUsers(
            List<RowMatch> users, Map<String, Map<Object, UserRow>> byVariant) {
        Map<RowMatch, List<UserRow>> rows = new LinkedHashMap<>();
        for (RowMatch user : byVariant.isEmpty() ? List.<RowMatch>of() : users) {
            Map<Object, UserRow> found = byVariant.get(user.user().guid());
            if (found != null) {
                rows.put(user, new ArrayList<>(found.values()));
            }
        }
        return rows;
    }
}
