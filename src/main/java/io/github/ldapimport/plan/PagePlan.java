package io.github.ldapimport.plan;

import io.github.ldapimport.dialect.KeyColumn;
import io.github.ldapimport.handover.ForeseenValues;
import io.github.ldapimport.mapping.MappedUser;
import io.github.ldapimport.match.PageMatches;
import io.github.ldapimport.match.PageTable;
import io.github.ldapimport.match.RowMatch;
import io.github.ldapimport.plan.Guards.Guard;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.table.SoftDeletePolicy;
import io.github.ldapimport.table.UsersTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is to be done with the users of a page: a list of changes, which is a function of the mapped users and the stored rows, and
 * what has become of each so far. Not for two threads at once.
 */
public final class PagePlan {
    private final PageTable page;
    private final UsersTable table;
    private final List<UserChange> changes;
    private final List<UserWrite> users;
    private final RowComparison comparison;
    private final WantedValues wantedValues;
    private final PageBatches batches;
    private final Guards guards = new Guards();
    private boolean withheld;

    private PagePlan(PageTable page, RowComparison comparison, List<UserWrite> users) {
        this.page = page;
        this.table = page.table();
        this.comparison = comparison;
        this.users = users;
        this.changes = users.stream().map(UserWrite::change).toList();
        this.wantedValues = new WantedValues(page);
        this.batches = new PageBatches(page, wantedValues);
    }

    /**
     * Compares what entries say with what the table has.
     *
     * @throws IllegalStateException when a question about rows to be relinked was not answered
     */
    public static PagePlan of(PageMatches matches, SoftDeletePolicy softDeletes) {
        Guards guards = new Guards();
        guards.expect(Guard.RELINK, matches.openQuestions());
        guards.require(Guard.RELINK);
        RowComparison comparison = new RowComparison(matches.page(), softDeletes);
        return new PagePlan(
                matches.page(),
                comparison,
                matches.decided().stream()
                        .map(match -> compared(match, comparison))
                        .toList());
    }

    /**
     * Rows that are set back to what they were before a run. Nothing is asked of the directory, and the limits on values are not for
     * them: each row was compared with what that run left, and they are limited by their number.
     */
    public static PagePlan ofSetBack(PageTable page, List<UserWrite> rows) {
        PagePlan plan = new PagePlan(page, new RowComparison(page, SoftDeletePolicy.NONE), rows);
        plan.guards().pass(Guard.FEW_CHANGED);
        plan.guards().pass(Guard.ABSENCE_CONFIRMED);
        plan.guards().pass(Guard.ABSENCE_REQUIRED);
        return plan;
    }

    /** The users of a page for which no plan was made. */
    public static List<UserWrite> notBegun(List<MappedUser> users) {
        return users.stream()
                .map(RowMatch::unknown)
                .map(match -> {
                    UserWrite user = new UserWrite(UserChange.failed(match), null, false);
                    user.giveUp();
                    return user;
                })
                .toList();
    }

    private static UserWrite compared(RowMatch match, RowComparison comparison) {
        if (match.failure() != null) {
            return new UserWrite(UserChange.failed(match), match.failure(), match.isRetriable());
        }
        try {
            return new UserWrite(comparison.compare(match), null, false);
        } catch (IllegalArgumentException e) {
            return new UserWrite(UserChange.failed(match), e.getMessage(), false);
        }
    }

    /** The columns in which rows were compared. */
    public PageTable page() {
        return page;
    }

    /** What is to be done, user by user; immutable. */
    public List<UserChange> changes() {
        return changes;
    }

    /** The same with what has become of it. */
    public List<UserWrite> users() {
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

    /** What writing the page would do to values that are there. */
    public ValueChanges valueChanges() {
        return comparison.valueChanges(changes);
    }

    /** Those of some users whose rows a column will refuse, as far as its definition tells. */
    Set<UserWrite> misfits(List<UserWrite> some) {
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
        Map<UserWrite, String> refused = comparison.predictConstraintErrors(users);
        synchronized (foreseen) {
            for (UserWrite user : UserWrite.pending(users)) {
                Object id = user.change().id();
                if (user.change().takesRowOver() && foreseen.isClaimed(table.canonicalId(id))) {
                    refused.put(
                            user,
                            "another user of this run gets the row (id = " + KeyColumn.shown(id)
                                    + ") that sync-existing found");
                }
            }
            held.foresee(foreseen, refused);
            for (UserWrite user : UserWrite.pending(users)) {
                UserChange change = user.change();
                if (change.takesRowOver()) {
                    foreseen.claim(table.canonicalId(change.id()));
                }
                if (change.later() == SoftDeletePolicy.Mark.DELETE) {
                    foreseen.releaseOnDeletion(table, change.id());
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
        return changes.stream().anyMatch(change -> !change.valuesWhenRestored().isEmpty());
    }

    /** The users whose row is to get a password that is known to no one. */
    public List<UserWrite> withoutPassword() {
        if (table.settings().column(Setting.USERS_PASSWORD_COLUMN).isEmpty()) {
            return List.of();
        }
        return users.stream().filter(UserWrite::needsPassword).toList();
    }

    /** The users whose rows are to be written, as one piece. */
    public WriteBatch write() {
        List<UserWrite> pending = new ArrayList<>(UserWrite.pending(users));
        pending.removeIf(user -> user.change().action() == UserChange.Action.KEEP);
        return new WriteBatch(this, pending);
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
