package io.github.ldapimport.request;

/**
 * Whom a run is for. This is the one place that says which run may conclude from its search that somebody is gone, and which says
 * anything of the provider as a whole.
 */
public enum Scope {
    /** All users of the provider. */
    FULL,

    /** Those of the provider's users that a filter of the caller's matches. */
    FILTERED,

    /** One user, by name. */
    SINGLE_USER;

    static Scope of(ImportRequest request) {
        if (request.user().isPresent()) {
            return SINGLE_USER;
        }
        return request.filter().isPresent() ? FILTERED : FULL;
    }

    /**
     * Whether users without an entry may be looked for. With a filter they may: each row whose user was not found is looked up by
     * its GUID, whatever the filter says. A run for one user knows nothing of all the others.
     */
    public boolean mayFindMissing() {
        return this != SINGLE_USER;
    }

    /**
     * Whether the search shows each user of the provider. Only then does one that it lacks, and a second look finds, prove that
     * entries were lost; and only then does the run count as one of the provider: for what it covers, for health and for metrics.
     */
    public boolean showsEverybody() {
        return this == FULL;
    }

    /** Whether a number of users says anything, such as the least that there must be. */
    public boolean hasNumbers() {
        return this != SINGLE_USER;
    }

    /** Whether pages may go to workers on other nodes; for one user it is not worth it. */
    public boolean mayDispatch() {
        return this != SINGLE_USER;
    }
}
