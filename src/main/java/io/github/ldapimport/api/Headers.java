package io.github.ldapimport.api;

import io.github.ldapimport.missing.KnownRows;
import io.github.ldapimport.missing.MissingUsers;
import io.github.ldapimport.missing.NeighbourQuestion;
import io.github.ldapimport.missing.OtherDomainRows;
import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.run.RunListener;
import io.github.ldapimport.worker.ReceivedPage;
import java.util.List;
import java.util.Set;

/** The names that the routes, their callers and the listeners of events share. */
public final class Headers {
    public static final String PROVIDER = "LdapImportProvider";
    public static final String USER = "LdapImportUser";
    public static final String FILTER = "LdapImportFilter";
    public static final String ATTRIBUTES = "LdapImportAttributes";
    public static final String CHUNK = "LdapImportChunk";
    public static final String DELETE = "LdapImportDelete";
    public static final String RESTORE = "LdapImportRestore";
    public static final String DELETE_MISSING = "LdapImportDeleteMissing";
    public static final String MAX_MISSING = "LdapImportMaxMissing";
    public static final String MAX_DISABLED = "LdapImportMaxDisabled";
    public static final String MAX_RESTORED = "LdapImportMaxRestored";
    public static final String MAX_EMPTIED = "LdapImportMaxEmptied";
    public static final String MAX_CHANGED = "LdapImportMaxChanged";
    public static final String MAX_UNDONE = "LdapImportMaxUndone";
    public static final String MAX_REMOVED = "LdapImportMaxRemoved";
    public static final String SCOPE_CHANGED = "LdapImportScopeChanged";
    public static final String RELINK = "LdapImportRelink";
    public static final String MIN_USERS = "LdapImportMinUsers";
    public static final String DRY_RUN = "LdapImportDryRun";
    public static final String LOG = "LdapImportLog";

    /** Whether a dry run is kept as a plan. */
    public static final String KEEP = "LdapImportKeep";

    /** The dry run whose plan a run carries out. */
    public static final String PLAN = "LdapImportPlan";

    /** The run that direct:ldap-import-undo sets back; an import does not take it. */
    public static final String UNDO = "LdapImportUndo";

    /** Set on events, not read from requests. */
    public static final String EVENT = "LdapImportEvent";

    /** Set on events: the same for an event that is sent again. */
    public static final String EVENT_ID = "LdapImportEventId";

    public static final String RUN_ID = "LdapImportRunId";

    /** The exchange variable that holds the {@link ImportRun}. */
    public static final String RUN_VARIABLE = "ldapImportRun";

    /** The exchange variable that holds a page's rows, as they were mapped. */
    public static final String PAGE_VARIABLE = "ldapImportPage";

    /** The exchange variable that holds the URI to deliver an event to. */
    public static final String ENDPOINT_VARIABLE = "ldapImportEndpoint";

    /** The exchange variable that holds the URI of the dead letter endpoint. */
    public static final String DEAD_LETTER_VARIABLE = "ldapImportDeadLetter";

    /** The exchange variable that holds a page's plan. */
    public static final String PLAN_VARIABLE = "ldapImportPlan";

    /** The exchange variable that holds the rows being written, a {@link io.github.ldapimport.plan.WriteBatch}. */
    public static final String WRITE_VARIABLE = "ldapImportWrite";

    /** The exchange variable that holds whose rows a page's users have, a {@link io.github.ldapimport.match.PageMatches}. */
    public static final String MATCHES_VARIABLE = "ldapImportMatches";

    /** The exchange variable that holds the statement at hand, a {@link io.github.ldapimport.sql.SqlBatch}. */
    public static final String BATCH_VARIABLE = "ldapImportBatch";

    /** The exchange variable that holds the {@link MissingUsers}. */
    public static final String MISSING_VARIABLE = "ldapImportMissing";

    /** The exchange variable that holds the rows that are being looked up again. */
    public static final String LOOKED_UP_VARIABLE = "ldapImportLookedUp";

    /** The exchange variable that holds the memberships of a run, a {@code io.github.ldapimport.group.Memberships}. */
    public static final String MEMBERS_VARIABLE = "ldapImportMembers";

    /** The exchange variable that holds the memberships being written, a {@code io.github.ldapimport.group.MemberWrite}. */
    public static final String MEMBER_WRITE_VARIABLE = "ldapImportMemberWrite";

    /** The exchange variable that holds the {@link KnownRows}. */
    public static final String KNOWN_VARIABLE = "ldapImportKnown";

    /** The exchange variable that holds the {@link io.github.ldapimport.rows.UnclaimedRows}. */
    public static final String UNCLAIMED_VARIABLE = "ldapImportUnclaimed";

    /** The exchange variable that holds the {@link OtherDomainRows}. */
    public static final String OTHER_ROWS_VARIABLE = "ldapImportOtherRows";

    /** The exchange variable that holds the {@link NeighbourQuestion}. */
    public static final String QUESTION_VARIABLE = "ldapImportQuestion";

    /** The exchange variable that holds the event being sent. */
    public static final String EVENT_VARIABLE = "ldapImportEvent";

    /** The exchange variable that holds the entries of a page whose GUID an earlier entry had, too. */
    public static final String REPEATED_VARIABLE = "ldapImportRepeated";

    /** The exchange variable that holds the events that an earlier run left. */
    public static final String LEFT_VARIABLE = "ldapImportLeft";

    /** The exchange variable that holds the events being kept. */
    public static final String EVENTS_VARIABLE = "ldapImportEvents";

    /** The exchange variable that holds why rows of a page that a worker had were refused, by their users' DNs. */
    public static final String REFUSED_VARIABLE = "ldapImportRefused";

    /** The exchange variable that says whether a worker left the page at hand to the run's own process. */
    public static final String DECLINED_VARIABLE = "ldapImportDeclined";

    /** The exchange variable that holds the {@link io.github.ldapimport.plan.AccountRows} to be deleted or restored. */
    public static final String ACCOUNTS_VARIABLE = "ldapImportAccounts";

    /** The exchange variable that holds those being written, an {@link io.github.ldapimport.plan.AccountWrite}. */
    public static final String ACCOUNT_WRITE_VARIABLE = "ldapImportAccountWrite";

    /** The exchange variable that holds the {@link io.github.ldapimport.plan.EmptiedValues} of some users of a page. */
    public static final String EMPTIED_VARIABLE = "ldapImportEmptied";

    /** The exchange variable that holds the {@link ReceivedPage} that a worker is at. */
    public static final String RECEIVED_VARIABLE = "ldapImportReceived";

    /** Set on pages that are handed to workers, and on their answers. */
    public static final String SIGNATURE = "LdapImportSignature";

    /** The exchange property with a {@link RunListener}, for callers in this JVM. */
    public static final String LISTENER_PROPERTY = "ldapImportListener";

    /** Those that a run may leave on its caller's exchange. */
    public static final List<String> VARIABLES_OF_A_RUN = List.of(
            RUN_VARIABLE,
            MISSING_VARIABLE,
            MEMBERS_VARIABLE,
            ACCOUNTS_VARIABLE,
            KNOWN_VARIABLE,
            OTHER_ROWS_VARIABLE,
            UNCLAIMED_VARIABLE,
            LEFT_VARIABLE,
            EVENTS_VARIABLE);

    public static final String PREFIX = "LdapImport";
    public static final Set<String> OF_A_REQUEST = Set.of(
            PROVIDER,
            USER,
            FILTER,
            ATTRIBUTES,
            CHUNK,
            DELETE,
            RESTORE,
            DELETE_MISSING,
            MAX_MISSING,
            MAX_DISABLED,
            MAX_RESTORED,
            MAX_EMPTIED,
            MAX_CHANGED,
            MAX_UNDONE,
            MAX_REMOVED,
            SCOPE_CHANGED,
            RELINK,
            MIN_USERS,
            DRY_RUN,
            LOG,
            KEEP,
            PLAN);
    public static final Set<String> OF_AN_EVENT = Set.of(EVENT, EVENT_ID, RUN_ID);

    private Headers() {}
}
