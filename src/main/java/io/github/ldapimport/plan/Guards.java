package io.github.ldapimport.plan;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * Which guards have run, of those that routes must not lose. What a guard protects requires it, so that a step that is missing in
 * somebody's own copy of a route ends the run with the step's name. For several threads at once.
 */
public final class Guards {
    private static final String IMPORT = "ldap-import.camel.yaml";
    private static final String PREFLIGHT = "ldap-import-preflight.camel.yaml";
    private static final String REQUIRE = "ldap-import-require.camel.yaml";
    private static final String SEARCH = "ldap-import-search.camel.yaml";
    private static final String DELETE = "ldap-import-delete.camel.yaml";
    private static final String PREVIEW = "ldap-import-preview.camel.yaml";
    private static final String PAGE = "ldap-import-page.camel.yaml";
    private static final String MISSING = "ldap-import-missing.camel.yaml";
    private static final String GRACE = "ldap-import-grace.camel.yaml";
    private static final String MEMBERS = "ldap-import-members.camel.yaml";
    private static final String ACCOUNTS = "ldap-import-accounts.camel.yaml";
    private static final String CONFIRM = "ldap-import-confirm.camel.yaml";
    private static final String DELETING = MISSING + " or " + ACCOUNTS;
    private static final String WRITING = PAGE + ", " + DELETING;
    private static final String UNDO = "ldap-import-undo.camel.yaml";
    private static final String NEIGHBOUR = "ldap-import-neighbour.camel.yaml";

    /** A step of the routes that something else relies on. */
    public enum Guard {
        SETTINGS_READ("checkSettings", PREFLIGHT + " or " + PREVIEW),
        ENDPOINT_CHECKED("checkEndpoint", PREFLIGHT),
        TABLE_CHECKED("checkDirectoryAndTable", PREFLIGHT),
        SCOPE_RECALLED("recall", PREFLIGHT),
        NAMING_CONTEXT("requireNamingContext", REQUIRE),
        DISABLED_SEARCHED("direct:ldap-import-search-disabled", REQUIRE),
        SEARCHED("searching", SEARCH),
        FIRST_SEARCH_CLOSED("close", "ldap-import-first.camel.yaml"),
        OWN_DOMAIN("requireOwnDomain", PREFLIGHT),
        PLAN_FOUND("ldap-import-kept-plan look", PREFLIGHT),
        PLAN_USED("ldap-import-kept-plan use", REQUIRE),
        LOCK("acquireLock", PREFLIGHT + " or " + UNDO),
        ONE_SPELLING("requireOneSpelling", PREFLIGHT),
        WORKERS_SEE_LOCK("ldap-import-handed-pages requireLock", PREFLIGHT),
        KNOWN_ROWS("direct:ldap-import-known", REQUIRE),
        GUIDS_OR_FIT("direct:ldap-import-first", REQUIRE),
        OTHER_DOMAINS("direct:ldap-import-other-domains", REQUIRE),
        SAME_COLUMNS("requireSameColumns", PREFLIGHT),
        SAME_SCOPE("requireSameScope", MISSING),
        SOFT_DELETE_COLUMN("requireSoftDeleteColumn", ACCOUNTS),
        ROWS_COUNTED("count", "ldap-import-count.camel.yaml"),
        MIN_USERS("requireMinUsers", REQUIRE),
        SINGLE_USER("requireSingleUser", SEARCH),
        SHARED_GUIDS("direct:ldap-import-shared-guids", REQUIRE),
        DIRECTORY_CHECKED("checkDirectory", PREVIEW),
        WHOLE_SEARCH("requireWholeSearch", DELETE),
        COUNTED_USERS("requireCountedUsers", DELETE),
        CHANGED_IN_ALL("requireFewChangedInAll", DELETE),
        RESTORABLE("requireRestorable", DELETE),
        UNDO_BEGUN("ldap-import-undo begin", UNDO),
        SAME_TABLE("requireSameTable", UNDO),
        FEW_UNDONE("requireFewUndone", UNDO),
        SET_BACK_UNCHANGED("ldap-import-undo requireUnchanged", PAGE),
        ALL_USERS_COUNTED("requireAllUsersCounted", IMPORT + " or " + UNDO),
        LOCK_AT_END("ldap-import-runs requireLock", IMPORT + " or " + UNDO),

        COMPARED("compare", PAGE),
        RELINK("recordLookup", PAGE),
        FEW_CHANGED("requireFewChanged", PAGE),
        ABSENCE_CONFIRMED("direct:ldap-import-confirm-emptied", PAGE),
        ABSENCE_REQUIRED("requireAbsent", CONFIRM),
        UNIQUE_VALUES_FORESEEN("direct:ldap-import-page-foresee", PAGE),
        PAGE_OF_PLAN("ldap-import-kept-plan restrict", PAGE),
        UNDER_WAY("requireUnderWay", WRITING),
        WRITTEN("requireWritten", WRITING),

        ALL_ENTRIES_SEEN("requireAllEntriesSeen", MISSING),
        SAME_USERS("requireSameUsers", MISSING),
        OTHER_PROVIDERS("direct:ldap-import-missing-neighbours", MISSING),
        OTHER_PROVIDERS_LEFT("leave", MISSING),
        USERS_HAVE_GUIDS("requireGuids", MISSING),
        COUNT_IS_RIGHT("requireCount", MISSING),
        NOT_ALL_MISSING("requireNotAllMissing", MISSING),
        ALL_RELINKED("requireAllRelinked", MISSING),
        BELOW_LIMIT("requireBelowLimit", MISSING),
        GRACE_RECALLED("recall", MISSING),
        GRACE_KEPT("defer", MISSING),
        MARKS_UNDER_WAY("ldap-import-grace requireUnderWay", GRACE),
        COLLISIONS_LOOKED_FOR("lookForCollisions", MISSING),
        VALUES_FREE("requireFreeValues", MISSING),
        NONE_HIDDEN("requireNoneHidden", CONFIRM),
        MISSING_LOOKED_FOR("looked", CONFIRM),
        MISSING_TOLD_FROM_OTHERS("lookedForOthers", CONFIRM),
        MISSING_OF_PLAN("restrictMissing", MISSING),
        ALL_DELETED("requireAllDeleted", MISSING),

        FEW_DISABLED("requireFewDisabled", ACCOUNTS),
        FEW_RESTORED("requireFewRestored", ACCOUNTS),
        ENABLED_ASKED("direct:ldap-import-confirm-enabled", ACCOUNTS),
        ENABLED_LOOKED_FOR("looked", CONFIRM),
        LOOKED_UP("look", ACCOUNTS),
        FOUND("requireFound", ACCOUNTS),
        ACCOUNTS_OF_PLAN("restrictAccounts", ACCOUNTS),

        NOT_INTERRUPTED("requireNotInterrupted", DELETING),
        LOCK_HELD("requireLock", DELETING),
        UNCHANGED("requireUnchanged", WRITING),

        MEMBERS_PREPARED("ldap-import-members prepare", PREFLIGHT),
        MEMBERS_COMPARED("direct:ldap-import-members", IMPORT),
        MEMBERS_ROWS_READ("readRows", MEMBERS),
        MEMBERS_USERS_READ("readUsers", MEMBERS),
        MEMBERS_GROUPS_READ("readGroups", MEMBERS),
        MEMBERS_SOURCE("requireSource", MEMBERS),
        MEMBERS_UNREAD_GROUPS("lookForGroups", MEMBERS),
        MEMBERS_ABSENCES("absences", MEMBERS),
        MEMBERS_ABSENT("requireAbsent", MEMBERS),
        FEW_REMOVED("requireFewRemoved", MEMBERS),
        MEMBERS_UNDER_WAY("ldap-import-members requireUnderWay", MEMBERS),

        NEIGHBOUR_CAN_ASK("direct:ldap-import-neighbour", NEIGHBOUR),
        NEIGHBOUR_ROWS_COUNTED("countRows", MISSING),
        NEIGHBOUR_SHOWN("shown", NEIGHBOUR),
        NEIGHBOUR_LOOKED("looked", NEIGHBOUR),
        NEIGHBOUR_LOOKED_FOR_ANY("lookedForAny", NEIGHBOUR),
        NEIGHBOUR_LOOKED_FOR_OTHERS("lookedForOthers", NEIGHBOUR);

        private final String step;
        private final String place;

        Guard(String step, String place) {
            this.step = step;
            this.place = place;
        }
    }

    private final Map<Guard, Integer> open = new EnumMap<>(Guard.class);

    /**
     * Whether a step is such a guard.
     *
     * @param file of the bundle that the step belongs to
     * @param step bean and method, or an address such as {@code direct:ldap-import-known}
     */
    public static boolean isGuard(String file, String step) {
        return Arrays.stream(Guard.values())
                .anyMatch(guard ->
                        guard.place.contains(file) && (step.equals(guard.step) || step.endsWith(" " + guard.step)));
    }

    /** Says how often a guard has to run before it is passed. */
    public synchronized void expect(Guard guard, int times) {
        open.put(guard, times);
    }

    /** Notes that a guard has run. */
    public synchronized void pass(Guard guard) {
        open.merge(guard, -1, Integer::sum);
    }

    /** Whether a guard has run as often as it has to. */
    public synchronized boolean isPassed(Guard guard) {
        Integer left = open.get(guard);
        return left != null && left <= 0;
    }

    /** @throws IllegalStateException naming the step that has not run */
    public synchronized void require(Guard... guards) {
        for (Guard guard : guards) {
            if (!isPassed(guard)) {
                throw new IllegalStateException("A guard did not run, so the run goes no further: put the step "
                        + guard.step + " back into " + guard.place);
            }
        }
    }
}
