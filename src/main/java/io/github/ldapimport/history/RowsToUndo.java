package io.github.ldapimport.history;

import io.github.ldapimport.changes.ChangeTable;
import io.github.ldapimport.changes.KeptChange;
import io.github.ldapimport.changes.UndoneRun;
import io.github.ldapimport.dialect.KeyColumn;
import io.github.ldapimport.ldap.Guid;
import io.github.ldapimport.mapping.MappedUser;
import io.github.ldapimport.match.PageTable;
import io.github.ldapimport.rows.UserQueries;
import io.github.ldapimport.rows.UserRow;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.sql.Statements;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rows of some changes: by their keys, and of new rows whose keys the database gave, by their GUIDs. */
record RowsToUndo(Map<Object, UserRow> byKey, Map<String, List<UserRow>> byGuid) {
    /** Without the values: they belong in no log. */
    @Override
    public String toString() {
        return byKey.size() + byGuid.size() + " rows";
    }

    static RowsToUndo of(PageTable page, Iterable<KeptChange> changes, Statements database) {
        UserQueries queries = new UserQueries(page.table());
        List<Object> keys = new ArrayList<>();
        List<String> guids = new ArrayList<>();
        for (KeptChange change : changes) {
            if (change.key() == null) {
                guids.add(ChangeTable.fromAscii(change.guid()));
            } else {
                key(page, change).ifPresent(keys::add);
            }
        }
        RowsToUndo rows = new RowsToUndo(new HashMap<>(), new HashMap<>());
        for (Map<String, Object> result : database.rows(queries.selectByKey(keys, page.columns()))) {
            UserRow row = page.row(result);
            rows.byKey.put(page.key(row.id()), row);
        }
        for (Map<String, Object> result : database.rows(queries.selectByGuid(guids, page.columns()))) {
            UserRow row = page.row(result);
            rows.byGuid
                    .computeIfAbsent(Guid.canonical(row.guid()), any -> new ArrayList<>(1))
                    .add(row);
        }
        return rows;
    }

    /** Empty where the column of keys is of another type by now, and has no such key. */
    private static Optional<Object> key(PageTable page, KeptChange change) {
        try {
            return Optional.of(KeyColumn.read(page.table().column(Setting.USERS_ID_COLUMN), change.key()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    UndoPlan.Decision decide(PageTable page, KeptChange change, MappedUser user, UndoneRun undone) {
        if (change.key() != null) {
            UserRow row = key(page, change).map(key -> byKey.get(page.key(key))).orElse(null);
            return UndoPlan.decide(page, change, user, row == null ? null : undone.foreseen(page, change, row));
        }
        List<UserRow> found = byGuid.getOrDefault(Guid.canonical(user.guid()), List.of());
        return found.size() > 1
                ? new UndoPlan.Decision(null, "several rows have its GUID")
                : UndoPlan.decide(page, change, user, found.isEmpty() ? null : found.get(0));
    }
}
