package io.github.ldapimport.plan;

import io.github.ldapimport.dialect.KeyColumn;
import io.github.ldapimport.handover.ForeseenValues;
import io.github.ldapimport.mapping.MappedUser;
import io.github.ldapimport.plan.Guards.Guard;
import io.github.ldapimport.rows.Relinking;
import io.github.ldapimport.rows.UserQueries;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.sql.Lookup;
import io.github.ldapimport.sql.SqlStatement;
import io.github.ldapimport.table.SoftDeletePolicy;
import io.github.ldapimport.table.UsersTable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is to be done with the users of a page. It is used in this order: {@link #selectByGuid}, {@link #found}, {@link
 * #selectByOtherForms}, {@link #foundByOtherForms}, {@link #ofNeighbours}, {@link #selectByExisting}, {@link #foundExisting},
 * {@link #compare}, then {@link #write}. Not for two threads at once.
 */
public final class PagePlan {
    private final UsersTable table;
    private final List<UserChange> users;
    private final RowMatcher matcher;
    private final AdoptableRows adoptable;
    private final RowComparison comparison;
    private final WantedValues wantedValues;
    private final PageBatches batches;
    private final Guards guards = new Guards();
    private boolean withheld;

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
        this.users = rows.stream().map(UserChange::new).toList();
        PageTable page = new PageTable(table, domain, columns());
        UserQueries queries = new UserQueries(table);
        this.matcher = new RowMatcher(page, users, neighbours, queries);
        this.adoptable = new AdoptableRows(page, users, queries, matcher);
        this.comparison = new RowComparison(page, softDeletes);
        this.wantedValues = new WantedValues(page);
        this.batches = new PageBatches(page, wantedValues);
    }

    /** The columns that the users' rows name; who cannot have a row fails. */
    private Set<String> columns() {
        Map<String, UserChange> first = new HashMap<>();
        Set<String> columns = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (UserChange user : users) {
            MappedUser row = user.row();
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
        return columns;
    }

    private static String isOf(String guid, String dn) {
        return "The GUID " + guid + " belongs to " + dn + " too: a GUID must be one entry's only";
    }

    /** Lets rows of this domain be found by sync-existing whose GUID the directory does not have. */
    public PagePlan relinking() {
        adoptable.relink();
        return this;
    }

    /** Lets users have their rows of a domain that no provider is known to import. */
    public PagePlan takingAnyDomain() {
        matcher.takeAnyDomain();
        return this;
    }

    /** Leaves out, on a dry run, rows that users before would have taken over. */
    public PagePlan foreseeing(ForeseenValues foreseen) {
        adoptable.foresee(foreseen);
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

    /** The statements that find the users' rows by GUID, whatever the rows' state. */
    public List<SqlStatement> selectByGuid() {
        return asked(Guard.ROWS_BY_GUID, matcher.selectByGuid());
    }

    /** Takes the rows that one of those statements found. */
    public void found(List<Map<String, Object>> results) {
        guards.pass(Guard.ROWS_BY_GUID);
        matcher.found(results);
    }

    /** The statements that find rows with a user's GUID in a form of another program. */
    public List<SqlStatement> selectByOtherForms() {
        return asked(Guard.ROWS_BY_OTHER_FORMS, matcher.selectByOtherForms());
    }

    /** Takes the rows that one of those statements found. */
    public void foundByOtherForms(List<Map<String, Object>> results) {
        guards.pass(Guard.ROWS_BY_OTHER_FORMS);
        matcher.foundByOtherForms(results);
    }

    /** The users whose row is of a domain that another provider imports; it is to be asked whether it still has them. */
    public List<UserChange> ofNeighbours() {
        return matcher.ofNeighbours();
    }

    /** Lets a user have the row, whose provider has the user no more. */
    public void moved(UserChange user) {
        matcher.moved(user);
    }

    /**
     * Leaves the row to the provider that imports its domain.
     *
     * @param why that has to be, and what to do
     */
    public void stays(UserChange user, String why) {
        matcher.stays(user, why);
    }

    /** The same, where the run's own process can ask that provider and this one is not to. */
    public void refuseToAsk(UserChange user) {
        matcher.refuseToAsk(user);
    }

    /**
     * What finds rows without a GUID for users who have no row yet; nothing without sync-existing.
     *
     * @throws IllegalStateException when the routes did not look for other forms of GUIDs: users would get second rows
     */
    public List<Lookup<List<Object>>> selectByExisting() {
        matcher.requireOtherForms();
        matcher.leaveRowsOfNeighbours();
        return asked(Guard.ROWS_BY_EXISTING, adoptable.select());
    }

    /** Takes what one of those lookups found. */
    public void foundExisting(Lookup<List<Object>> lookup) {
        guards.pass(Guard.ROWS_BY_EXISTING);
        adoptable.found(lookup);
    }

    /** The GUIDs of rows that could get another one, and of users whom the directory must find; they are to be asked for. */
    public List<Relinking.Question> relinkQuestions() {
        return asked(Guard.RELINK, adoptable.questions());
    }

    /** Lets rows be taken over that the directory has no entry for. */
    public void relinkable(Relinking.Question question, Set<String> found) {
        guards.pass(Guard.RELINK);
        adoptable.gone(question, found);
    }

    /**
     * Decides for each user what to do with the row.
     *
     * @throws IllegalStateException when the routes did not look for all rows: users would get second ones
     */
    public void compare() {
        guards.require(Guard.ROWS_BY_GUID, Guard.ROWS_BY_OTHER_FORMS, Guard.ROWS_BY_EXISTING, Guard.RELINK);
        matcher.leaveRowsOfNeighbours();
        adoptable.adopt();
        UserChange.pending(users).forEach(comparison::compare);
    }

    /** What writing the page would do to values that are there. */
    public ValueChanges valueChanges() {
        return comparison.valueChanges(users);
    }

    /** Those of some users whose rows a column will refuse, as far as its definition tells. */
    Set<UserChange> misfits(List<UserChange> some) {
        return comparison.predictConstraintErrors(some).keySet();
    }

    /**
     * Says on a dry run which rows would be refused: a column takes no such value, others hold their unique values, or have the row
     * by then.
     *
     * @param held who holds the values
     * @param foreseen what the pages before would have done, to which this one is added
     */
    public void foresee(HeldValues held, ForeseenValues foreseen) {
        guards.pass(Guard.UNIQUE_VALUES_FORESEEN);
        Map<UserChange, String> refused = comparison.predictConstraintErrors(users);
        synchronized (foreseen) {
            for (UserChange user : UserChange.pending(users)) {
                if (user.takesRowOver() && foreseen.isClaimed(table.canonicalId(user.id()))) {
                    refused.put(
                            user,
                            "another user of this run gets the row (id = " + KeyColumn.shown(user.id())
                                    + ") that sync-existing found");
                }
            }
            held.foresee(foreseen, refused);
            for (UserChange user : UserChange.pending(users)) {
                if (user.takesRowOver()) {
                    foreseen.claim(table.canonicalId(user.id()));
                }
                if (user.later() == SoftDeletePolicy.Mark.DELETE) {
                    foreseen.releaseOnDeletion(table, user.id());
                }
            }
        }
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
                UserChange.pending(users).stream()
                        .filter(user -> user.action() != UserChange.Action.KEEP)
                        .toList());
    }

    UsersTable table() {
        return table;
    }

    WantedValues wantedValues() {
        return wantedValues;
    }

    PageBatches batches() {
        return batches;
    }
}
