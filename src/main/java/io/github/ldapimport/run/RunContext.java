package io.github.ldapimport.run;

import io.github.ldapimport.request.ImportRequest;
import io.github.ldapimport.request.Scope;

/**
 * What a run was asked for and by whose settings it works: all that is fixed before the first connection.
 *
 * @param provider the directory and the table
 * @param request what the caller asked for
 */
public record RunContext(Provider provider, ImportRequest request) {
    /** Whom the run is for. */
    public Scope scope() {
        return request.scope();
    }

    /**
     * Whether pages may go to workers on other nodes. Those of a dry run, of a single user and of a run that relinks do not: the
     * first wants to show each user, the second is not worth it, and the third asks the directory. Nor do pages where each changed
     * row counts ({@code max-changed}), or rows of other domains may be taken over ({@code scope-changed}), nor those of a run that carries a plan out.
     */
    boolean mayDispatch() {
        return scope().mayDispatch()
                && !request.dryRun()
                && request.plan().isEmpty()
                && !request.relink()
                && !request.scopeChanged()
                && request.maxChanged().allowsEverything();
    }
}
