package io.github.ldapimport.history;

import io.github.ldapimport.dialect.Column;
import io.github.ldapimport.match.PageTable;
import io.github.ldapimport.plan.UserWrite;
import io.github.ldapimport.rows.UserQueries;
import io.github.ldapimport.rows.UserRow;
import io.github.ldapimport.sql.Statements;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Rows that are locked until the transaction at hand ends, so that what was compared is what is written over. */
final class LockedRows {
    private LockedRows() {}

    /** @throws IllegalStateException where one of them is not as it was looked up */
    static void requireUnchanged(PageTable page, List<UserWrite> users, Statements database) {
        List<Object> keys = users.stream().map(user -> user.change().id()).toList();
        Map<Object, UserRow> locked = new HashMap<>();
        for (Map<String, Object> result :
                database.rows(new UserQueries(page.table()).selectByKeyForUpdate(keys, page.columns()))) {
            UserRow row = page.row(result);
            locked.put(page.key(row.id()), row);
        }
        for (UserWrite user : users) {
            UserRow before = user.change().existing();
            UserRow now = locked.get(page.key(before.id()));
            if (now == null || !isSame(page, before, now)) {
                throw new IllegalStateException(
                        "the row was changed or removed meanwhile by something other than this run; it stays as it is");
            }
        }
    }

    private static boolean isSame(PageTable page, UserRow before, UserRow now) {
        if (!Objects.equals(before.guid(), now.guid())
                || !Objects.equals(before.domain(), now.domain())
                || before.deleted() != now.deleted()) {
            return false;
        }
        for (int i = 0; i < page.columns().size(); i++) {
            Column column = page.table().column(page.columns().get(i));
            Object one = before.values().get(i);
            Object other = now.values().get(i);
            if (!Objects.equals(column.canonical(one), column.canonical(other))) {
                return false;
            }
        }
        return true;
    }
}
