package io.github.ldapimport.plan;

import io.github.ldapimport.dialect.Column;
import io.github.ldapimport.handover.UniqueStatements;
import io.github.ldapimport.handover.Want;
import io.github.ldapimport.ldap.Entry;
import io.github.ldapimport.ldap.Guid;
import io.github.ldapimport.plan.Guards.Guard;
import io.github.ldapimport.rows.LiveRows;
import io.github.ldapimport.rows.LiveUserRow;
import io.github.ldapimport.rows.RowStatements;
import io.github.ldapimport.rows.UserQueries;
import io.github.ldapimport.rows.UserRow;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.sql.Lookup;
import io.github.ldapimport.sql.SqlBatch;
import io.github.ldapimport.sql.SqlStatement;
import io.github.ldapimport.sql.Statements;
import io.github.ldapimport.table.SoftDeletePolicy;
import io.github.ldapimport.table.UniqueKey;
import io.github.ldapimport.table.UsersTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The rows of disabled users that are to be soft-deleted, or of enabled ones that are to be restored. They were seen page by
 * page, and are looked up once more before they are changed. Not for two threads at once.
 */
public final class AccountRows {
    private final UsersTable table;
    private final UserQueries queries;
    private final RowStatements locks;
    private final WriteStatements statements;
    private final String domain;
    private final SoftDeletePolicy.Mark mark;
    private final List<AccountChange> changes;
    private final List<String> columnsToRead;
    private final List<String> readColumns;
    private final List<String> labels;
    private final Map<String, AccountChange> byGuid = new HashMap<>();
    private final List<AccountRow> rows = new ArrayList<>();
    private final Guards guards = new Guards();

    public AccountRows(UsersTable table, String domain, SoftDeletePolicy.Mark mark, List<AccountChange> changes) {
        this.table = table;
        this.queries = new UserQueries(table);
        this.locks = new RowStatements(table);
        this.statements = new WriteStatements(table);
        this.domain = domain;
        this.mark = mark;
        this.changes = new ArrayList<>(changes);
        Set<String> columns = new LinkedHashSet<>(table.settings().syncColumns());
        columns.addAll(table.settings().releaseColumns());
        this.columnsToRead = List.copyOf(columns);
        this.readColumns = new ArrayList<>(columnsToRead);
        readColumns.add(table.deletedAtColumn());
        this.labels =
                IntStream.range(0, readColumns.size()).mapToObj(UserRow::column).toList();
    }

    public SoftDeletePolicy.Mark mark() {
        return mark;
    }

    public List<AccountChange> changes() {
        return changes;
    }

    /** Which guards of these rows have run. */
    public Guards guards() {
        return guards;
    }

    /** @throws IllegalStateException naming a step without which somebody may be let in again */
    public void requireGuarded() {
        if (mark == SoftDeletePolicy.Mark.RESTORE) {
            guards.require(Guard.ENABLED_ASKED, Guard.ENABLED_LOOKED_FOR);
        }
    }

    /** Their GUIDs, in the stored form. */
    public List<String> guids() {
        return changes.stream().map(AccountChange::guid).toList();
    }

    /** How many there are to change, or to tell of. */
    public int count() {
        return changes.size() + rows.size();
    }

    /** Leaves a row as it is, and keeps the reason for its user's message. */
    public void leave(AccountChange change, String why) {
        changes.remove(change);
        AccountRow row = new AccountRow(change, null, Map.of(), null);
        row.fail(why);
        rows.add(row);
    }

    /** Looks the rows up by GUID, whatever their state; one that is already as it should be needs nothing. */
    public void look(Statements database) {
        guards.pass(Guard.LOOKED_UP);
        if (changes.isEmpty()) {
            return;
        }
        for (AccountChange change : changes) {
            for (String guid : table.guidColumn().guidVariants(change.guid())) {
                byGuid.put(guid, change);
            }
        }
        List<String> guids = changes.stream().map(AccountChange::guid).toList();
        queries.selectByGuid(guids, readColumns).forEach(statement -> found(database.rows(statement)));
    }

    private void found(List<Map<String, Object>> results) {
        for (Map<String, Object> result : results) {
            UserRow existing = UserRow.of(result, labels, table.guidColumn());
            String guid = Guid.canonical(existing.guid());
            AccountChange change = byGuid.remove(guid);
            if (change == null) {
                continue;
            }
            table.guidColumn().guidVariants(change.guid()).forEach(byGuid::remove);
            Object itsDomain = table.column(Setting.USERS_DOMAIN_COLUMN).canonical(existing.domain());
            if (existing.deleted() == (mark == SoftDeletePolicy.Mark.DELETE)) {
                continue;
            } else if (!domain.equals(itsDomain)) {
                byGuid.put(guid, change);
                continue;
            }
            Map<String, Object> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            for (int i = 0; i < columnsToRead.size(); i++) {
                Column column = table.column(columnsToRead.get(i));
                values.put(column.name(), column.stored(existing.values().get(i)));
            }
            rows.add(new AccountRow(
                    change,
                    new LiveUserRow(existing.id(), guid, existing.guid(), change.accountName(), change.accountName()),
                    values,
                    table.column(table.deletedAtColumn())
                            .stored(existing.values().get(columnsToRead.size()))));
        }
    }

    /**
     * Says which rows were in a state of their own when they were soft-deleted: they get that, and are not made live.
     *
     * @param states by GUID, an empty text for none
     * @return the names of those users
     */
    public List<String> restoreTo(Map<String, String> states) {
        Column column = table.column(table.deletedAtColumn());
        List<String> names = new ArrayList<>();
        for (AccountRow row : rows) {
            String state = states.getOrDefault(row.change().guid(), "");
            if (row.failure() == null && !state.isEmpty()) {
                row.restoreTo(column.convert(state));
                names.add(row.change().accountName() + " (" + Entry.shown(state) + ")");
            }
        }
        return names;
    }

    /** Notes that the others are gone, or another's, since their page was saved. */
    public void allFound() {
        guards.require(Guard.LOOKED_UP);
        guards.pass(Guard.FOUND);
        Set<AccountChange> others = new LinkedHashSet<>(byGuid.values());
        byGuid.clear();
        for (AccountChange change : others) {
            AccountRow row = new AccountRow(change, null, Map.of(), null);
            row.fail(SqlBatch.NOT_FOUND);
            rows.add(row);
        }
        // in the order in which they were seen: of two who want one address, the first comes first
        IdentityHashMap<AccountChange, Integer> places = new IdentityHashMap<>();
        changes.forEach(change -> places.put(change, places.size()));
        rows.sort(Comparator.comparing(row -> places.getOrDefault(row.change(), Integer.MAX_VALUE)));
    }

    /** What was found, and what became of it. */
    public List<AccountRow> rows() {
        return rows;
    }

    /** Takes rows out that stay as they are. */
    public void takeOut(Set<AccountRow> some) {
        rows.removeIf(some::contains);
    }

    /** The rows to be changed, as one piece. */
    public AccountWrite write() {
        requireGuarded();
        guards.require(Guard.NOT_INTERRUPTED, Guard.LOCK_HELD, Guard.FOUND);
        return new AccountWrite(
                this, rows.stream().filter(row -> row.failure() == null).toList());
    }

    List<SqlStatement> lock(List<AccountRow> some) {
        List<LiveUserRow> found = some.stream().map(AccountRow::found).toList();
        return mark == SoftDeletePolicy.Mark.DELETE
                ? locks.selectLiveForUpdate(domain, found)
                : locks.selectDeletedForUpdate(domain, found);
    }

    /** How many of some rows one of these statements found as they were. */
    int locked(List<Map<String, Object>> results, Map<Object, LiveUserRow> byKey) {
        return new LiveRows(table, List.of(domain)).locked(results, byKey);
    }

    /** The unique values that a row has once the change is made; of those that are NULL in part nobody is in the way. */
    List<Want> wants(AccountRow row) {
        Map<String, Object> after = row.values(table.settings().releaseColumns());
        after.put(table.column(Setting.USERS_DOMAIN_COLUMN).name(), domain);
        if (table.isMarkerValue(table.deletedAtColumn())) {
            after.put(
                    table.deletedAtColumn(),
                    row.stateWhenRestored() == null
                            ? table.markerOf(mark == SoftDeletePolicy.Mark.DELETE)
                            : row.stateWhenRestored());
        }
        List<Want> wants = new ArrayList<>();
        for (UniqueKey key : table.uniqueKeys(columnsToRead)) {
            List<Object> values = new ArrayList<>();
            key.columns().forEach(column -> values.add(after.get(column.name())));
            if (!values.contains(null)) {
                wants.add(new Want(wants.size(), 0, key, values));
            }
        }
        return wants;
    }

    List<Lookup<Want>> selectHolders(List<Want> wants) {
        return new UniqueStatements(table).selectHolders(wants);
    }

    boolean isSameKey(Object one, Object other) {
        Column id = table.column(Setting.USERS_ID_COLUMN);
        return id.canonical(one).equals(id.canonical(other));
    }

    Map<Object, LiveUserRow> byKey(List<AccountRow> some) {
        return new LiveRows(table, List.of(domain))
                .byKey(some.stream().map(AccountRow::found).toList());
    }

    List<SqlBatch> batches(List<AccountRow> some) {
        if (mark == SoftDeletePolicy.Mark.DELETE) {
            return List.of(statements.softDeleteEach(some));
        }
        Map<List<Object>, List<AccountRow>> groups = new HashMap<>();
        some.forEach(row -> groups.computeIfAbsent(
                        List.of(
                                row.stateWhenRestored() == null,
                                List.copyOf(row.change().valuesWhenRestored().keySet())),
                        alike -> new ArrayList<>())
                .add(row));
        return groups.values().stream().map(statements::restoreEach).toList();
    }
}
