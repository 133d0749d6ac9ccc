package io.github.ldapimport.history;

import io.github.ldapimport.changes.ChangeKind;
import io.github.ldapimport.changes.RowChange;
import io.github.ldapimport.dialect.KeyColumn;
import io.github.ldapimport.group.MemberWrite;
import io.github.ldapimport.ldap.Guid;
import io.github.ldapimport.plan.AccountRow;
import io.github.ldapimport.plan.UserChange;
import io.github.ldapimport.plan.UserWrite;
import io.github.ldapimport.rows.LiveUserRow;
import io.github.ldapimport.table.SoftDeletePolicy.Mark;
import io.github.ldapimport.table.UsersTable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What is done with rows, in the form in which it is kept. */
final class RowChanges {
    /** So that the names of most fit a value that is kept whole. */
    private static final int MAX_MEMBERS_OF_A_CHANGE = 50;

    private RowChanges() {}

    /**
     * What is done with one row of a page.
     *
     * @param columns those that get other values
     */
    static RowChange of(UserWrite user, List<UserChange.Change> columns) {
        UserChange change = user.change();
        return new RowChange(
                kind(change),
                text(change.id() == null ? change.newId() : change.id()),
                Guid.canonical(change.guid() == null ? change.formerGuid() : change.guid()),
                user.row().dn(),
                user.row().name(),
                user.row().accountName(),
                change.mark(),
                columns);
    }

    /** What is done with a row of a page. */
    static ChangeKind kind(UserChange change) {
        if (change.isSetBack()) {
            return ChangeKind.UNDONE;
        } else if (change.action() == UserChange.Action.IMPORT) {
            return ChangeKind.IMPORTED;
        } else if (change.isRelinked()) {
            return ChangeKind.RELINKED;
        }
        return change.isAdoption() ? ChangeKind.ADOPTED : ChangeKind.CHANGED;
    }

    /**
     * What is done with one row of a disabled or an enabled user.
     *
     * @param columns those that get other values
     */
    static RowChange of(AccountRow row, List<UserChange.Change> columns) {
        return new RowChange(
                row.change().mark() == Mark.DELETE ? ChangeKind.DELETED : ChangeKind.RESTORED,
                text(row.id()),
                row.change().guid(),
                row.change().dn(),
                row.change().name(),
                row.change().accountName(),
                row.change().mark(),
                columns);
    }

    /**
     * The same as a plan has it: of a row to be restored the values that come back, and the date or status that it has. A page of the same
     * run may give a row to be deleted other values, so these are not part of it.
     */
    static RowChange planned(UsersTable table, AccountRow row) {
        List<UserChange.Change> columns = new ArrayList<>();
        if (row.change().mark() == Mark.RESTORE) {
            columns.addAll(row.valueChanges(table.releasedColumns()));
            columns.add(new UserChange.Change(
                    table.column(table.deletedAtColumn()).name(),
                    row.formerMark(),
                    table.isMarkerValue(table.deletedAtColumn()) ? table.markerOf(false) : null));
        }
        return of(row, columns);
    }

    /** Users who became members of a group, or are so no more, some of them a change. */
    static List<RowChange> ofMembers(ChangeKind kind, MemberWrite.Members members) {
        List<RowChange> changes = new ArrayList<>();
        for (int start = 0; start < members.users().size(); start += MAX_MEMBERS_OF_A_CHANGE) {
            List<LiveUserRow> some =
                    members.users().subList(start, Math.min(members.users().size(), start + MAX_MEMBERS_OF_A_CHANGE));
            String names = some.stream()
                    .map(user -> user.label() == null ? text(user.id()) : user.label())
                    .collect(Collectors.joining(", "));
            String keys = some.stream().map(user -> text(user.id())).collect(Collectors.joining(", "));
            changes.add(new RowChange(
                    kind,
                    text(members.id()),
                    members.guid(),
                    members.dn(),
                    members.name(),
                    null,
                    Mark.NONE,
                    List.of(memberChange(kind, "members", names), memberChange(kind, "member keys", keys))));
        }
        return changes;
    }

    private static UserChange.Change memberChange(ChangeKind kind, String what, String users) {
        return kind == ChangeKind.MEMBERS_ADDED
                ? new UserChange.Change(what, null, users)
                : new UserChange.Change(what, users, null);
    }

    /** A row's key as it is kept; null of a new row whose key the database gives. */
    static String text(Object key) {
        return key == null ? null : KeyColumn.text(key);
    }
}
