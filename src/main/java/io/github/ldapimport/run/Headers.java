package io.github.ldapimport.run;

import java.util.Set;

/** The names that the routes, their callers and the listeners of events share. */
public final class Headers {
    public static final String PROVIDER = "LdapImportProvider";
    public static final String USER = "LdapImportUser";
    public static final String FILTER = "LdapImportFilter";
    public static final String ATTRIBUTES = "LdapImportAttributes";
    public static final String CHUNK = "LdapImportChunk";
    public static final String DRY_RUN = "LdapImportDryRun";
    public static final String LOG = "LdapImportLog";

    /** Set on events, not read from requests. */
    public static final String EVENT = "LdapImportEvent";

    public static final String RUN_ID = "LdapImportRunId";

    /** The exchange variable that holds the {@link ImportRun}. */
    public static final String RUN_VARIABLE = "ldapImportRun";

    /** The exchange variable that holds a page's rows, as they were mapped. */
    public static final String PAGE_VARIABLE = "ldapImportPage";

    /** The exchange variable that holds the URI to deliver an event to. */
    public static final String ENDPOINT_VARIABLE = "ldapImportEndpoint";

    /** The exchange variable that holds a page's plan. */
    public static final String PLAN_VARIABLE = "ldapImportPlan";

    /** The exchange variable that holds the entry being mapped. */
    public static final String ENTRY_VARIABLE = "ldapImportEntry";

    /** The exchange variable that holds the rows being written. */
    public static final String BATCH_VARIABLE = "ldapImportBatch";

    /** The exchange property with a {@link RunListener}, for callers in this JVM. */
    public static final String LISTENER_PROPERTY = "ldapImportListener";

    static final String PREFIX = "LdapImport";
    static final Set<String> OF_A_REQUEST = Set.of(PROVIDER, USER, FILTER, ATTRIBUTES, CHUNK, DRY_RUN, LOG);
    static final Set<String> OF_AN_EVENT = Set.of(EVENT, RUN_ID);

    private Headers() {}
}
