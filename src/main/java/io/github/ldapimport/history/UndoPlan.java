package io.github.ldapimport.history;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ldapimport.changes.ChangeKind;
import io.github.ldapimport.changes.ChangeTable;
import io.github.ldapimport.changes.KeptChange;
import io.github.ldapimport.changes.KeptValue;
import io.github.ldapimport.dialect.Column;
import io.github.ldapimport.ldap.Guid;
import io.github.ldapimport.mapping.MappedUser;
import io.github.ldapimport.match.PageTable;
import io.github.ldapimport.match.RowMatch;
import io.github.ldapimport.plan.UserChange;
import io.github.ldapimport.rows.UserRow;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.table.SoftDeletePolicy.Mark;
import io.github.ldapimport.table.UsersTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What is to be done with a row to set it back to what it was before a run: a function of the kept change and the row. A row that is no
 * longer as that run left it stays as it is.
 */
final class UndoPlan {
    /**
     * What is to be done.
     *
     * @param change null where the row stays as it is
     * @param left why it stays as it is, or null
     */
    record Decision(UserChange change, String left) {
        /** Without the values: they belong in no log. */
        @Override
        public String toString() {
            return left == null ? String.valueOf(change) : left;
        }
    }

    private final PageTable page;
    private final UsersTable table;
    private final KeptChange kept;
    private final UserRow row;
    private final Column guidColumn;
    private final Column domainColumn;

    private UndoPlan(PageTable page, KeptChange kept, UserRow row) {
        this.page = page;
        this.table = page.table();
        this.kept = kept;
        this.row = row;
        this.guidColumn = table.column(Setting.USERS_GUID_COLUMN);
        this.domainColumn = table.column(Setting.USERS_DOMAIN_COLUMN);
    }

    /**
     * Decides about one row.
     *
     * @param row as it is now; null where there is none
     */
    static Decision decide(PageTable page, KeptChange kept, MappedUser user, UserRow row) {
        if (row == null) {
            return left("its row is not there any more");
        }
        return new UndoPlan(page, kept, row).decide(user);
    }

    private static Decision left(String why) {
        return new Decision(null, why);
    }

    private Decision decide(MappedUser user) {
        for (String name : kept.columns().keySet()) {
            if (!table.hasColumn(name)) {
                return left("the table has no column " + name + " any more");
            }
        }
        RowMatch match = RowMatch.unknown(user).found(row, null);
        if (!kept.notKept().isEmpty()) {
            return left("the values of " + String.join(", ", kept.notKept()) + " are not kept (changes.without)");
        }
        if (isOfSameUser() && isBack()) {
            return new Decision(
                    UserChange.setBack(match, UserChange.Action.KEEP, Mark.NONE, ownerNow(), List.of(), Map.of(), null),
                    null);
        }
        String since = changedSince();
        if (since != null) {
            return left(since);
        }
        Mark mark = mark();
        if (mark != Mark.NONE && !table.softDeletes()) {
            return left(
                    "the table has no column for soft deletes, so a new row stays: remove it by hand if it is to go");
        }
        return setBack(match, mark);
    }

    private Decision setBack(RowMatch match, Mark mark) {
        List<UserChange.Change> changes = new ArrayList<>();
        Map<String, Object> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        UserChange.Owner owner = ownerNow();
        try {
            if (kept.is(ChangeKind.IMPORTED)) {
                for (String name : table.releasedColumns()) {
                    add(changes, values, name, null);
                }
            } else {
                for (Map.Entry<String, KeptChange.Values> each : kept.columns().entrySet()) {
                    Column column = table.column(each.getKey());
                    JsonNode former = each.getValue().from();
                    if (column.equals(guidColumn)) {
                        owner = new UserChange.Owner(former.textValue(), owner.domain());
                        changes.add(new UserChange.Change(column.name(), row.guid(), owner.guid()));
                    } else if (column.equals(domainColumn)) {
                        owner = new UserChange.Owner(owner.guid(), former.textValue());
                        changes.add(new UserChange.Change(column.name(), row.domain(), owner.domain()));
                    } else {
                        add(changes, values, column.name(), KeptValue.value(former, column));
                    }
                }
            }
        } catch (IllegalArgumentException e) {
            return left(e.getMessage());
        }
        return new Decision(
                UserChange.setBack(match, UserChange.Action.CHANGE, mark, owner, changes, values, formerMark()), null);
    }

    private void add(List<UserChange.Change> changes, Map<String, Object> values, String name, Object value) {
        Column column = table.column(name);
        Object held = column.stored(page.value(row, name));
        values.put(column.name(), value);
        changes.add(new UserChange.Change(column.name(), held, value));
    }

    private Object formerMark() {
        return table.softDeletes()
                ? table.column(table.deletedAtColumn()).stored(page.value(row, table.deletedAtColumn()))
                : null;
    }

    private UserChange.Owner ownerNow() {
        return new UserChange.Owner(row.guid(), row.domain());
    }

    /** What setting the row back does to its soft-delete date. */
    private Mark mark() {
        return switch (kept.mark()) {
            case DELETE -> kept.is(ChangeKind.IMPORTED) ? Mark.NONE : Mark.RESTORE;
            case RESTORE -> Mark.DELETE;
            case NONE -> kept.is(ChangeKind.IMPORTED) ? Mark.DELETE : Mark.NONE;
        };
    }

    /** Whether the row is already as it was before the run. */
    private boolean isBack() {
        if (kept.is(ChangeKind.IMPORTED)) {
            // the row was not there; soft-deleted is as near to that as it gets
            return row.deleted();
        }
        boolean markIsBack = kept.mark() == Mark.NONE || row.deleted() == (kept.mark() == Mark.RESTORE);
        return markIsBack
                && kept.columns().entrySet().stream()
                        .allMatch(each -> holds(each.getKey(), each.getValue().from()));
    }

    /** Why the row is not as the run left it, or null. */
    private String changedSince() {
        if (!isOfSameUser()) {
            return "it is the row of another user by now";
        }
        boolean namesDomain = false;
        for (Map.Entry<String, KeptChange.Values> each : kept.columns().entrySet()) {
            namesDomain |= table.column(each.getKey()).equals(domainColumn);
            if (!holds(each.getKey(), each.getValue().to())) {
                return "its column " + each.getKey() + " was changed since";
            }
        }
        if (!namesDomain && !page.isOfDomain(row)) {
            return "it is a row of the domain '" + row.domain() + "' by now";
        } else if (kept.mark() == Mark.DELETE && !row.deleted()) {
            return "it was restored since";
        } else if (kept.mark() == Mark.RESTORE && row.deleted()) {
            return "it was soft-deleted since";
        }
        return null;
    }

    /** Whether the row has the GUID that the run left there, were it in the form of another program. */
    private boolean isOfSameUser() {
        if (kept.columns().containsKey(guidColumn.name())) {
            // compared as every column
            return true;
        }
        return row.guid() != null
                && table.guidColumn()
                        .guidVariants(ChangeTable.fromAscii(kept.guid()))
                        .contains(Guid.canonical(row.guid()));
    }

    private boolean holds(String name, JsonNode value) {
        Column column = table.column(name);
        if (column.equals(guidColumn)) {
            return Objects.equals(value.textValue(), row.guid());
        }
        return KeptValue.isHeld(value, column.equals(domainColumn) ? row.domain() : page.value(row, name), column);
    }
}
