package io.github.ldapimport.run;

import static io.github.ldapimport.plan.Guards.Guard.ALL_ENTRIES_SEEN;
import static io.github.ldapimport.plan.Guards.Guard.ALL_USERS_COUNTED;
import static io.github.ldapimport.plan.Guards.Guard.CHANGED_IN_ALL;
import static io.github.ldapimport.plan.Guards.Guard.COUNTED_USERS;
import static io.github.ldapimport.plan.Guards.Guard.FEW_UNDONE;
import static io.github.ldapimport.plan.Guards.Guard.GUIDS_OR_FIT;
import static io.github.ldapimport.plan.Guards.Guard.KNOWN_ROWS;
import static io.github.ldapimport.plan.Guards.Guard.LOCK;
import static io.github.ldapimport.plan.Guards.Guard.LOCK_AT_END;
import static io.github.ldapimport.plan.Guards.Guard.MEMBERS_COMPARED;
import static io.github.ldapimport.plan.Guards.Guard.MEMBERS_PREPARED;
import static io.github.ldapimport.plan.Guards.Guard.MIN_USERS;
import static io.github.ldapimport.plan.Guards.Guard.ONE_SPELLING;
import static io.github.ldapimport.plan.Guards.Guard.OTHER_DOMAINS;
import static io.github.ldapimport.plan.Guards.Guard.OWN_DOMAIN;
import static io.github.ldapimport.plan.Guards.Guard.RESTORABLE;
import static io.github.ldapimport.plan.Guards.Guard.ROWS_COUNTED;
import static io.github.ldapimport.plan.Guards.Guard.SAME_COLUMNS;
import static io.github.ldapimport.plan.Guards.Guard.SAME_TABLE;
import static io.github.ldapimport.plan.Guards.Guard.SHARED_GUIDS;
import static io.github.ldapimport.plan.Guards.Guard.SINGLE_USER;
import static io.github.ldapimport.plan.Guards.Guard.WHOLE_SEARCH;

import io.github.ldapimport.plan.Guards;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;

/** Which guards of a run must have run before it writes, before it deletes or restores, and before it has completed. */
public final class RunGuards {
    private RunGuards() {}

    /** Asked before the search for the run's users: what would double or take over rows has been looked at. */
    public static void requireForSearch(ImportRun run) {
        Guards guards = run.guards();
        guards.require(SAME_COLUMNS);
        if (run.isToLookAtUnclaimed()) {
            guards.require(GUIDS_OR_FIT);
        }
        if (run.isToRequireKnown()) {
            guards.require(KNOWN_ROWS);
        }
        if (run.isToLookAtOtherDomains()) {
            guards.require(OTHER_DOMAINS);
        }
    }

    /**
     * Asked before a page is planned; a worker's page was guarded by the run's own process.
     *
     * @throws IllegalStateException naming the step that has not run
     */
    public static void requireForWriting(ImportRun run) {
        Guards guards = run.guards();
        if (run.lease().isOfAnotherNode()) {
            return;
        }
        guards.require(OWN_DOMAIN, ONE_SPELLING, ROWS_COUNTED);
        if (!run.isDryRun()) {
            guards.require(LOCK);
        }
        if (run.minUsers() > 0) {
            guards.require(MIN_USERS);
        }
        if (run.isSingleUser()) {
            guards.require(SINGLE_USER);
        }
        if (run.isToFindSharedGuids()) {
            guards.require(SHARED_GUIDS);
        }
    }

    /** Asked before rows are set back to what they were before a run. */
    public static void requireForUndo(ImportRun run) {
        run.guards().require(ROWS_COUNTED, SAME_TABLE, FEW_UNDONE);
        if (!run.isDryRun()) {
            run.guards().require(LOCK);
        }
    }

    /** Asked before rows are deleted or restored. */
    public static void requireForAccounts(ImportRun run) {
        run.guards().require(WHOLE_SEARCH, COUNTED_USERS, CHANGED_IN_ALL);
    }

    /** Asked before any row is deleted. */
    public static void requireForDeletion(ImportRun run) {
        if (run.isToRestore()) {
            run.guards().require(RESTORABLE);
        }
    }

    /** Asked before missing users are looked for. */
    public static void requireForMissing(ImportRun run) {
        requireForAccounts(run);
        requireForDeletion(run);
        run.guards().require(OWN_DOMAIN, ALL_ENTRIES_SEEN);
    }

    /** The memberships of a provider that has some are not passed over in silence. */
    private static void requireForMembers(ImportRun run) {
        Settings settings =
                new Settings(run.provider().getCamelContext(), run.provider().getSettings());
        if (settings.text(Setting.MEMBERS_TABLE).isEmpty()) {
            return;
        }
        run.guards().require(MEMBERS_PREPARED);
        if (run.scope().showsEverybody() && run.request().plan().isEmpty()) {
            run.guards().require(MEMBERS_COMPARED);
        }
    }

    /** Fails a run that has lost one of them on the way. */
    static void requireForEnd(ImportRun run) {
        if (!run.hasFailed()) {
            try {
                if (!run.isUndo()) {
                    requireForAccounts(run);
                    requireForMembers(run);
                }
                run.guards().require(ALL_USERS_COUNTED, LOCK_AT_END);
            } catch (IllegalStateException e) {
                run.fail(e);
            }
        }
    }
}
