package io.github.ldapimport.plan;

import io.github.ldapimport.dialect.Column;
import io.github.ldapimport.ldap.Guid;
import io.github.ldapimport.mapping.MappedUser;
import io.github.ldapimport.plan.Guards.Guard;
import io.github.ldapimport.rows.Relinking;
import io.github.ldapimport.rows.UserQueries;
import io.github.ldapimport.rows.UserRow;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.sql.SqlBatch;
import io.github.ldapimport.sql.SqlStatement;
import io.github.ldapimport.table.SoftDeletePolicy;
import io.github.ldapimport.table.UniqueKey;
import io.github.ldapimport.table.UsersTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * What is to be done with the users of a page. It is used in this order: {@link #selectByGuid}, {@link #found}, {@link
 * #selectByOtherForms}, {@link #foundByOtherForms}, {@link #ofNeighbours}, {@link #selectByExisting}, {@link #foundExisting},
 * {@link #compare}, then {@link #write}. Not for two threads at once.
 */
public final class PagePlan {
    private final UsersTable table;
    private final UserQueries queries;
    private final WriteStatements statements;
    private final ExistingKeys existingKeys;
    private final String domain;
    private final Map<String, String> neighbours;
    private final SoftDeletePolicy softDeletes;
    private final List<UserChange> users = new ArrayList<>();
    private final List<UniqueKey> uniqueKeys;
    private final List<String> columnsToRead;
    private final List<String> labels;
    private final Map<List<Object>, List<UserRow>> adoptableRows = new HashMap<>();
    private boolean withheld;
    private final OtherForms otherForms;
    private final Map<Object, UserChange> ofGuid = new HashMap<>();
    private boolean otherFormsAsked;
    private boolean otherFormsTaken;
    private Relinking relinking;
    private boolean takesAnyDomain;
    private final Guards guards = new Guards();

    /**
     * @param domain of the rows to be written
     * @param neighbours the domains that other providers import into this table, each with its provider's name
     * @param rows in the directory's order; two with one GUID fail both
     */
    public PagePlan(
            UsersTable table,
            String domain,
            Map<String, String> neighbours,
            SoftDeletePolicy softDeletes,
            List<MappedUser> rows) {
        this.table = table;
        this.queries = new UserQueries(table);
        this.statements = new WriteStatements(table);
        this.existingKeys = new ExistingKeys(table);
        this.otherForms = new OtherForms(table, queries);
        this.domain = domain;
        this.neighbours = neighbours;
        this.softDeletes = table.softDeletes() ? softDeletes : SoftDeletePolicy.NONE;
        Map<String, UserChange> first = new HashMap<>();
        Set<String> columns = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (MappedUser row : rows) {
            UserChange user = new UserChange(row);
            users.add(user);
            UserChange earlier = first.putIfAbsent(row.guid(), user);
            if (earlier != null) {
                // nobody knows whose the row is
                user.fail(isOf(row.guid(), earlier.row().dn()));
                earlier.fail(isOf(row.guid(), row.dn()));
                continue;
            }
            try {
                for (String column : row.columns()) {
                    if (!columns.contains(column)) {
                        requireWritable(column);
                        columns.add(column);
                    }
                }
                table.guidColumn().value(row.guid());
            } catch (IllegalArgumentException e) {
                user.fail(e.getMessage());
            }
        }
        table.settings().syncExisting().forEach(pair -> columns.add(pair.column()));
        if (!table.settings().syncExisting().isEmpty()) {
            columns.addAll(table.settings().adoptFilter().columns());
        }
        this.uniqueKeys = table.uniqueKeys(columns);
        uniqueKeys.forEach(key -> key.columns().forEach(column -> columns.add(column.name())));
        this.columnsToRead = List.copyOf(columns);
        this.labels = IntStream.range(0, columnsToRead.size())
                .mapToObj(UserRow::column)
                .toList();
    }

    private static String isOf(String guid, String dn) {
        return "The GUID " + guid + " belongs to " + dn + " too: a GUID must be one entry's only";
    }

    /** Lets rows of this domain be found by sync-existing whose GUID the directory does not have. */
    public PagePlan relinking() {
        relinking = new Relinking();
        return this;
    }

    /** Lets users have their rows of a domain that no provider is known to import. */
    public PagePlan takingAnyDomain() {
        takesAnyDomain = true;
        return this;
    }

    /** A route may set any column of the table but those that the import itself answers for. */
    private void requireWritable(String column) {
        table.column(column);
        if (table.settings().isOwnColumn(column)) {
            throw new IllegalArgumentException(
                    "The route ldap-import-user set the column " + column + ", which the import writes itself");
        }
    }

    public List<UserChange> users() {
        return users;
    }

    /** Which guards of the page have run. */
    public Guards guards() {
        return guards;
    }

    /** @throws IllegalStateException naming a step without which the rows may lose what they have */
    public void requireGuarded() {
        guards.require(Guard.FEW_CHANGED, Guard.ABSENCE_CONFIRMED, Guard.ABSENCE_REQUIRED);
    }

    /** Says how many answers a question has; each of them must have come before the rows are compared. */
    private <T> List<T> asked(Guard guard, List<T> questions) {
        guards.expect(guard, questions.size());
        return questions;
    }

    private List<UserChange> pendingUsers() {
        return users.stream().filter(user -> user.failure() == null).toList();
    }

    /** The statements that find the users' rows by GUID, whatever the rows' state. */
    public List<SqlStatement> selectByGuid() {
        List<String> guids =
                pendingUsers().stream().map(user -> user.row().guid()).toList();
        return asked(Guard.ROWS_BY_GUID, guids.isEmpty() ? List.of() : queries.selectByGuid(guids, columnsToRead));
    }

    /** Takes the rows that one of those statements found. */
    public void found(List<Map<String, Object>> results) {
        guards.pass(Guard.ROWS_BY_GUID);
        Map<String, List<UserRow>> byGuid = new HashMap<>();
        for (Map<String, Object> result : results) {
            UserRow row = UserRow.of(result, labels, table.guidColumn());
            byGuid.computeIfAbsent(Guid.canonical(row.guid()), guid -> new ArrayList<>(1))
                    .add(row);
        }
        for (UserChange user : pendingUsers()) {
            List<UserRow> rows = byGuid.getOrDefault(user.row().guid(), List.of());
            rows.forEach(row -> ofGuid.put(key(row), user));
            if (rows.size() > 1) {
                failForTwo(user, rows);
            } else if (rows.size() == 1) {
                take(user, rows.get(0));
            }
        }
    }

    private static void failForTwo(UserChange user, Collection<UserRow> rows) {
        user.fail("The table has " + rows.size() + " rows with the GUID "
                + user.row().guid() + " (" + ids(rows) + "): remove the GUID from all but one");
    }

    /**
     * The statements that find rows with a user's GUID in a form of another program: for users who have none yet, or for all
     * where the table is known to hold such forms.
     */
    public List<SqlStatement> selectByOtherForms() {
        otherFormsAsked = true;
        List<UserChange> pendingUsers = pendingUsers();
        return asked(
                Guard.ROWS_BY_OTHER_FORMS,
                pendingUsers.isEmpty() ? List.of() : otherForms.select(pendingUsers, columnsToRead));
    }

    /** Takes the rows that one of those statements found. */
    public void foundByOtherForms(List<Map<String, Object>> results) {
        guards.pass(Guard.ROWS_BY_OTHER_FORMS);
        otherForms.found(results.stream()
                .map(result -> UserRow.of(result, labels, table.guidColumn()))
                .toList());
    }

    /** Once all of them are known. */
    private void takeOtherForms() {
        if (otherFormsTaken) {
            return;
        }
        otherFormsTaken = true;
        Map<Object, UserChange> takenBy = new HashMap<>();
        otherForms.rows(pendingUsers(), ofGuid).forEach((user, rows) -> {
            UserChange other = takenBy.putIfAbsent(key(rows.get(0)), user);
            if (other != null) {
                String both = "The GUID in the row (" + ids(List.of(rows.get(0))) + ") may be that of %s, too, in"
                        + " another form: write it there as one of the two GUIDs";
                user.fail(String.format(both, other.row().dn()));
                other.fail(String.format(both, user.row().dn()));
            } else if (rows.size() > 1 || user.hasRow()) {
                List<UserRow> all = new ArrayList<>(rows);
                if (user.hasRow()) {
                    all.add(user.existing());
                }
                failForTwo(user, all);
            } else {
                take(user, rows.get(0));
            }
        });
    }

    /**
     * Two directories that both have a user would otherwise write the row in turn, each as its own; and a slip in the domain
     * would take the rows of the right one.
     */
    private void take(UserChange user, UserRow row) {
        user.setExisting(row);
        Object its = domain.equals(row.domain())
                ? domain
                : table.column(Setting.USERS_DOMAIN_COLUMN).canonical(row.domain());
        if (its == null || its.toString().isBlank() || domain.equals(its)) {
            return;
        }
        user.setNeighbour(neighbours.get(its.toString()));
        if (user.neighbour() == null && !takesAnyDomain) {
            user.fail("The row with the GUID " + user.row().guid() + " (" + ids(List.of(row)) + ") is of the domain '"
                    + its + "', and this provider's is '" + domain + "': it stays as it is; set the domain right, or"
                    + " let the row go over for one run with --scope-changed");
        }
    }

    /** The users whose row is of a domain that another provider imports; it is to be asked whether it still has them. */
    public List<UserChange> ofNeighbours() {
        takeOtherForms();
        return users.stream()
                .filter(user -> user.failure() == null && user.neighbour() != null)
                .toList();
    }

    /** Lets a user have the row, whose provider has the user no more. */
    public void moved(UserChange user) {
        user.setNeighbour(null);
    }

    /**
     * Leaves the row to the provider that imports its domain.
     *
     * @param why that has to be, and what to do
     */
    public void stays(UserChange user, String why) {
        user.fail("The row with the GUID " + user.row().guid() + " (" + ids(List.of(user.existing()))
                + ") is of the domain '" + user.existing().domain() + "', which the provider " + user.neighbour()
                + " imports: it stays as it is; " + why);
    }

    /** The same, where the run's own process can ask that provider and this one is not to. */
    public void refuseToAsk(UserChange user) {
        stays(user, "only the node that runs the import asks the other directory");
        user.refuse(user.failure());
    }

    /** Nobody has asked: the routes have no such step. */
    private void leaveRowsOfNeighbours() {
        ofNeighbours().forEach(user -> stays(user, "let only one of the two providers find this user (base, filter)"));
    }

    /**
     * The statements that find rows without a GUID for users who have no row yet; none without sync-existing.
     *
     * @throws IllegalStateException when the routes did not look for other forms of GUIDs: users would get second rows
     */
    public List<SqlStatement> selectByExisting() {
        if (!otherFormsAsked) {
            throw new IllegalStateException("Rows were not looked for by other forms of their GUIDs: put the step"
                    + " selectByOtherForms back into ldap-import-page.camel.yaml");
        }
        leaveRowsOfNeighbours();
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
        return asked(
                Guard.ROWS_BY_EXISTING,
                keys.isEmpty() ? List.of() : queries.selectByExisting(keys, domain, columnsToRead, relinking != null));
    }

    /** Takes the rows that one of those statements found. */
    public void foundExisting(List<Map<String, Object>> results) {
        guards.pass(Guard.ROWS_BY_EXISTING);
        for (Map<String, Object> result : results) {
            UserRow row = UserRow.of(result, labels, table.guidColumn());
            if (row.domain() != null && !isSame(Setting.USERS_DOMAIN_COLUMN, domain, row.domain())) {
                // the database's collation takes another domain for this one
                continue;
            }
            boolean isUnclaimed = row.isUnclaimed();
            if (row.deleted() && isUnclaimed) {
                // it was ended on purpose: who has its address now is another
                continue;
            }
            List<Object> key = existingKeys.ofRow(existingKeys.columns().stream()
                    .map(column -> row.values().get(position(column)))
                    .toList());
            if (isUnclaimed) {
                addUnclaimed(key, row);
            } else if (relinking != null && row.domain() != null && !ofGuid.containsKey(key(row))) {
                relinking.add(key, row);
            }
        }
    }

    private void addUnclaimed(List<Object> key, UserRow row) {
        List<UserRow> fitting = adoptableRows.computeIfAbsent(key, any -> new ArrayList<>(1));
        // two statements may find it, where the database takes their values for equal
        if (fitting.stream().noneMatch(other -> key(other).equals(key(row)))) {
            fitting.add(row);
        }
    }

    /** The GUIDs of rows that could get another one, and of users whom the directory must find; they are to be asked for. */
    public List<Relinking.Question> relinkQuestions() {
        List<String> controlGuids = pendingUsers().stream()
                .map(user -> user.row().guid())
                .limit(Relinking.MAX_WITNESSES)
                .toList();
        return asked(Guard.RELINK, relinking == null ? List.of() : relinking.questions(controlGuids));
    }

    /** Lets rows be taken over that the directory has no entry for. */
    public void relinkable(Relinking.Question question, Set<String> found) {
        guards.pass(Guard.RELINK);
        relinking.gone(question, found, this::addUnclaimed);
    }

    private int position(String column) {
        for (int i = 0; i < columnsToRead.size(); i++) {
            if (columnsToRead.get(i).equalsIgnoreCase(column)) {
                return i;
            }
        }
        throw new IllegalArgumentException(column);
    }

    private void adopt() {
        Map<Object, UserChange> taken = new HashMap<>();
        for (UserChange user : pendingUsers()) {
            if (user.existing() != null) {
                continue;
            }
            List<UserRow> rows = adoptable(user);
            List<UserRow> protectedRows =
                    rows.stream().filter(row -> !admits(row)).toList();
            if (!protectedRows.isEmpty()) {
                user.fail("sync-existing matches a row (" + ids(protectedRows) + ") that "
                        + table.settings().adoptFilter().key()
                        + " protects: it stays as it is; if it is this user's, set the GUID "
                        + user.row().guid()
                        + " in it");
            } else if (rows.size() > 1) {
                user.fail("sync-existing matches " + rows.size() + " rows (" + ids(rows)
                        + "): nobody knows which is this user's; make them differ, or set the GUID "
                        + user.row().guid() + " in the right one");
            } else if (rows.size() == 1) {
                UserChange other = taken.putIfAbsent(key(rows.get(0)), user);
                if (other == null) {
                    user.setExisting(rows.get(0));
                    if (!rows.get(0).isUnclaimed()) {
                        user.setRelinked();
                    }
                } else {
                    user.fail("sync-existing matches the row of " + other.row().dn() + " (" + ids(rows)
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
                    .forEach(row -> rows.putIfAbsent(key(row), row));
        }
        return List.copyOf(rows.values());
    }

    private boolean admits(UserRow row) {
        return table.settings().adoptFilter().admits(column -> row.values().get(position(column)), table::column);
    }

    private Object key(UserRow row) {
        return key(row.id());
    }

    private static String ids(Collection<UserRow> rows) {
        return "id = "
                + String.join(
                        ", ", rows.stream().map(row -> String.valueOf(row.id())).toList());
    }

    /**
     * Decides for each user what to do with the row.
     *
     * @throws IllegalStateException when the routes did not look for all rows: users would get second ones
     */
    public void compare() {
        guards.require(Guard.ROWS_BY_GUID, Guard.ROWS_BY_OTHER_FORMS, Guard.ROWS_BY_EXISTING, Guard.RELINK);
        compareWithWhatWasFound();
    }

    /** The same for users whose rows nobody looked for, as if all were new; nothing of it is to be written. */
    public void compareAsNew() {
        compareWithWhatWasFound();
    }

    private void compareWithWhatWasFound() {
        leaveRowsOfNeighbours();
        adopt();
        for (UserChange user : pendingUsers()) {
            try {
                compare(user);
            } catch (IllegalArgumentException e) {
                user.fail(e.getMessage());
            }
        }
    }

    private void compare(UserChange user) {
        MappedUser row = user.row();
        UserRow existing = user.existing();
        List<UserChange.Change> changes = new ArrayList<>();
        Map<String, Object> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        Map<String, Object> whenRestored = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        SoftDeletePolicy.Mark mark = softDeletes.mark(row.accountState(), existing != null && existing.deleted());
        // what a deleted row gives up it has not; a row that is about to be deleted keeps it until then
        boolean isWithout = mark == SoftDeletePolicy.Mark.DELETE || (existing != null && existing.deleted());
        Map<String, Object> mapped = existing == null ? row.valuesOfNewRow() : row.values();
        for (Map.Entry<String, Object> cell : mapped.entrySet()) {
            String name = cell.getKey();
            Column column = table.column(name);
            Object value = column.convert(cell.getValue());
            Object current = existing == null ? null : existing.values().get(position(name));
            for (Object alternative : row.alternatives(name)) {
                Object converted = column.convert(alternative);
                if (current != null && isSame(column, converted, current)) {
                    value = converted;
                    break;
                }
            }
            if (isWithout && existing != null && table.settings().isReleased(name)) {
                if (mark == SoftDeletePolicy.Mark.RESTORE && !isSame(column, value, current)) {
                    whenRestored.put(name, value);
                }
                continue;
            } else if (isWithout && table.settings().isReleased(name)) {
                value = null;
            }
            values.put(name, value);
            if (existing == null || !isSame(column, value, current)) {
                changes.add(new UserChange.Change(name, column.stored(current), value));
            }
        }
        if (existing == null) {
            user.decide(UserChange.Action.IMPORT, mark, changes, values);
            return;
        }
        if (!isSame(Setting.USERS_GUID_COLUMN, row.guid(), existing.guid())) {
            changes.add(new UserChange.Change(
                    table.column(Setting.USERS_GUID_COLUMN).name(), existing.guid(), row.guid()));
        }
        if (!isSame(Setting.USERS_DOMAIN_COLUMN, domain, existing.domain())) {
            changes.add(new UserChange.Change(
                    table.column(Setting.USERS_DOMAIN_COLUMN).name(), existing.domain(), domain));
        }
        boolean asItShouldBe = changes.isEmpty() && existing.hasPassword();
        user.decide(
                asItShouldBe ? UserChange.Action.KEEP : UserChange.Action.CHANGE,
                SoftDeletePolicy.Mark.NONE,
                changes,
                values);
        if (mark != SoftDeletePolicy.Mark.NONE) {
            user.decideLater(mark, whenRestored);
        }
    }

    UsersTable table() {
        return table;
    }

    /** What writing the page would do to values that are there. */
    public ValueChanges valueChanges() {
        ValueChanges counts = new ValueChanges(columnsToRead);
        for (UserChange user : users) {
            // one that a dry run foresees to be refused counts as in a run, which does not know it yet
            if (user.action() != null && user.existing() != null) {
                counts.add(
                        user,
                        isSame(
                                Setting.USERS_DOMAIN_COLUMN,
                                domain,
                                user.existing().domain()));
            }
        }
        return counts;
    }

    private static boolean isSame(Column column, Object one, Object other) {
        // nearly always they are equal as they are
        return Objects.equals(one, other) || Objects.equals(column.canonical(one), column.canonical(other));
    }

    /**
     * Says on a dry run which rows the database would refuse because a column takes no NULL. What a unique column would
     * refuse shows only when rows are written.
     */
    public void predictConstraintErrors() {
        for (UserChange user : pendingUsers()) {
            if (user.action() == UserChange.Action.KEEP) {
                continue;
            }
            if (user.action() == UserChange.Action.IMPORT) {
                table.requiredColumns()
                        .lacking(user.values().keySet())
                        .ifPresent(name -> user.fail(
                                "column " + name + " takes no NULL and has no default, and nothing gives it a value"));
            }
            for (String name : user.failure() == null ? user.values().keySet() : Set.<String>of()) {
                Column column = table.column(name);
                if (!column.nullable() && user.value(name) == null) {
                    user.fail("column " + column.name() + " takes no NULL, and the entry has no value for it");
                    break;
                }
            }
        }
    }

    private boolean isSame(Setting column, String one, String other) {
        return one.equals(other) || one.equals(table.column(column).canonical(other));
    }

    /** Notes that a limit keeps the whole page from being written. */
    public void withhold() {
        withheld = true;
    }

    public boolean isWithheld() {
        return withheld;
    }

    /** Whether a row is to be restored with columns that only this process can keep until then. */
    public boolean bringsBackValues() {
        return users.stream().anyMatch(UserChange::bringsBackValues);
    }

    /** The users whose row is to get a password that nobody knows. */
    public List<UserChange> withoutPassword() {
        if (table.settings().column(Setting.USERS_PASSWORD_COLUMN).isEmpty()) {
            return List.of();
        }
        return users.stream().filter(UserChange::needsPassword).toList();
    }

    /** The users whose rows are to be written, as one piece. */
    public WriteBatch write() {
        return new WriteBatch(
                this,
                pendingUsers().stream()
                        .filter(user -> user.action() != UserChange.Action.KEEP)
                        .toList());
    }

    /** Whether the rows may want values that others have. */
    boolean hasUniqueValues() {
        return !uniqueKeys.isEmpty();
    }

    List<UniqueKey> uniqueKeys() {
        return uniqueKeys;
    }

    /** Whether a user's row will have other values in a key than now. */
    boolean changes(UserChange user, UniqueKey key) {
        return user.existing() == null || user.changes().stream().anyMatch(change -> key.has(change.column()));
    }

    /** What a user's row will have in a key and does not have yet; empty where that is nothing, or NULL in part. */
    List<Object> wanted(UserChange user, UniqueKey key) {
        if (!changes(user, key)) {
            return List.of();
        }
        List<Object> wanted = new ArrayList<>(key.columns().size());
        for (Column column : key.columns()) {
            Object value = willHave(user, column.name());
            if (value == null) {
                return List.of();
            }
            wanted.add(value);
        }
        return wanted;
    }

    private Object willHave(UserChange user, String column) {
        if (column.equalsIgnoreCase(table.settings().column(Setting.USERS_DOMAIN_COLUMN))) {
            return domain;
        } else if (user.values().containsKey(column) || user.existing() == null) {
            // what a column's default gives to a new row is not known
            return user.value(column);
        }
        return user.existing().values().get(position(column));
    }

    /** The values of a key in a form that is equal for values which are equal to the table. */
    List<Object> canonical(UniqueKey key, List<Object> values) {
        List<Object> comparable = new ArrayList<>(values.size());
        for (int i = 0; i < values.size(); i++) {
            comparable.add(key.columns().get(i).canonical(key.applied(values.get(i))));
        }
        return comparable;
    }

    /** A row's key in a form that is equal for equal ones. */
    Object key(Object id) {
        return table.column(Setting.USERS_ID_COLUMN).canonical(id);
    }

    List<HolderLookup> selectHolders(List<HeldValues.Want> wants) {
        return new UniqueStatements(table).selectHolders(wants);
    }

    /**
     * The statements that write rows whose unique values change hands: users of a ring first let go of what they hold; then all
     * get what they want, holders before those who want what they hold, and new rows last.
     */
    List<SqlBatch> batchesInOrder(List<List<UserChange>> units) {
        List<SqlBatch> batches = new ArrayList<>();
        List<UserChange> ring = new ArrayList<>();
        List<UserChange> users = new ArrayList<>();
        for (List<UserChange> unit : units) {
            users.addAll(unit);
            if (unit.size() > 1) {
                ring.addAll(unit);
            }
        }
        if (!ring.isEmpty()) {
            batches.addAll(new UniqueStatements(table).park(ring, this));
        }
        List<UserChange> inserted = new ArrayList<>();
        List<UserChange> alike = new ArrayList<>();
        for (UserChange user : users) {
            if (user.action() == UserChange.Action.IMPORT) {
                inserted.add(user);
                continue;
            }
            if (!alike.isEmpty() && !shape(user).equals(shape(alike.get(0)))) {
                batches.add(statements.update(alike, domain));
                alike = new ArrayList<>();
            }
            alike.add(user);
        }
        if (!alike.isEmpty()) {
            batches.add(statements.update(alike, domain));
        }
        batches.addAll(batches(inserted));
        return batches;
    }

    /** What users have in common whose rows one statement can write. */
    private static List<Object> shape(UserChange user) {
        boolean adopt =
                user.action() != UserChange.Action.IMPORT && user.existing().guid() == null;
        return List.of(List.copyOf(user.values().keySet()), adopt, user.needsPassword(), user.mark());
    }

    /**
     * The statements that write some users' rows, in as few as the rows' columns allow. Updates come first: they may free an
     * address that a new row wants.
     */
    List<SqlBatch> batches(List<UserChange> some) {
        Map<List<Object>, List<UserChange>> updates = new LinkedHashMap<>();
        Map<List<Object>, List<UserChange>> inserts = new LinkedHashMap<>();
        for (UserChange user : some) {
            (user.action() == UserChange.Action.IMPORT ? inserts : updates)
                    .computeIfAbsent(shape(user), any -> new ArrayList<>())
                    .add(user);
        }
        List<SqlBatch> batches = new ArrayList<>();
        updates.values().forEach(group -> batches.add(statements.update(group, domain)));
        inserts.values().forEach(group -> batches.add(statements.insert(group, domain)));
        return batches;
    }
}
