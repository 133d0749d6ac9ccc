package io.github.ldapimport.plan;

import io.github.ldapimport.rows.UserQueries;
import io.github.ldapimport.rows.UserRow;
import io.github.ldapimport.sql.SqlStatement;
import io.github.ldapimport.table.StoredGuids;
import io.github.ldapimport.table.UsersTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rows of a page's users that hold their GUIDs in other forms than the stored one. Not for two threads at once. */
final class OtherForms {
    private final UsersTable table;
    private final UserQueries statements;
    // rows by each GUID that they may mean, each row once
    private final Map<String, Map<Object, UserRow>> byReading = new HashMap<>();

    OtherForms(UsersTable table, UserQueries statements) {
        this.table = table;
        this.statements = statements;
    }

    /**
     * The statements that find them: of users who have no row yet; where the table is known to hold other forms, of all, so that
     * two rows of one user are noticed.
     */
    List<SqlStatement> select(List<UserChange> users, List<String> columns) {
        StoredGuids stored = table.storedGuids();
        if (!stored.any()) {
            return List.of();
        }
        List<String> without = users.stream()
                .filter(user -> !user.hasRow())
                .map(user -> user.row().guid())
                .toList();
        List<String> all = users.stream().map(user -> user.row().guid()).toList();
        return statements.selectByOtherForms(without, stored.digits() ? all : List.of(), columns);
    }

    void found(List<UserRow> rows) {
        for (UserRow row : rows) {
            for (String reading : table.guidColumn().guidVariants(row.guid())) {
                byReading
                        .computeIfAbsent(reading, any -> new LinkedHashMap<>(2))
                        .put(key(row), row);
            }
        }
    }

    /**
     * The rows of each user among them, but for those that have another user's GUID as it stands.
     *
     * @param taken rows that were found by the GUID itself, with their users
     */
    Map<UserChange, List<UserRow>> rows(List<UserChange> users, Map<Object, UserChange> taken) {
        Map<UserChange, List<UserRow>> rows = new LinkedHashMap<>();
        if (byReading.isEmpty()) {
            return rows;
        }
        for (UserChange user : users) {
            Map<Object, UserRow> its = byReading.getOrDefault(user.row().guid(), Map.of());
            List<UserRow> free = new ArrayList<>(1);
            its.forEach((key, row) -> {
                if (!taken.containsKey(key)) {
                    free.add(row);
                }
            });
            if (!free.isEmpty()) {
                rows.put(user, free);
            }
        }
        return rows;
    }

    private Object key(UserRow row) {
        return table.column(io.github.ldapimport.settings.Setting.USERS_ID_COLUMN)
                .canonical(row.id());
    }
}
