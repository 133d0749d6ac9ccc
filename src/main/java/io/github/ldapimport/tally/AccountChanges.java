package io.github.ldapimport.tally;

import io.github.ldapimport.plan.AccountChange;
import io.github.ldapimport.table.SoftDeletePolicy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Rows whose soft-delete date is to change in one way, as page after page shows them. They are kept until they are taken; the
 * run does not let more gather than its limit allows. For several threads at once.
 */
public final class AccountChanges {
    private static final int MAX_EXAMPLES = 3;

    private List<AccountChange> kept = new ArrayList<>();
    private final Set<String> markRetried = new HashSet<>();
    private final List<String> examples = new ArrayList<>();
    private long count;

    /**
     * Counts one. A row of a disabled user that is to be tried again counts at once, because what is deleted is decided before
     * that; a row to be restored counts once its values are written.
     */
    public synchronized void add(AccountChange change) {
        if (change.isTriedAgain()) {
            if (change.mark() == SoftDeletePolicy.Mark.DELETE && markRetried.add(change.guid())) {
                count(change);
            }
            return;
        }
        if (!markRetried.remove(change.guid())) {
            count(change);
        }
        kept.add(change);
    }

    private void count(AccountChange change) {
        count++;
        if (examples.size() < MAX_EXAMPLES) {
            examples.add(change.name() + " (" + change.accountName() + ")");
        }
    }

    /** All so far, those that were taken, too. */
    public synchronized long count() {
        return count;
    }

    /** A few of them, for a person. */
    public synchronized List<String> examples() {
        return List.copyOf(examples);
    }

    /** Those that were not taken yet; they are no longer kept then. */
    public synchronized List<AccountChange> takeAll() {
        List<AccountChange> taken = kept;
        kept = new ArrayList<>();
        return taken;
    }
}
