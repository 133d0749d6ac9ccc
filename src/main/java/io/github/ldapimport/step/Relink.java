package io.github.ldapimport.step;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.RefusedException;
import io.github.ldapimport.directory.Directory;
import io.github.ldapimport.match.PageMatches;
import io.github.ldapimport.rows.Relinking;
import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.search.GuidLookup;
import io.github.ldapimport.search.PagedSearch;
import io.github.ldapimport.search.Searcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.naming.ldap.LdapName;
import org.apache.camel.Body;
import org.apache.camel.Variable;
import org.springframework.ldap.support.LdapUtils;

/** The steps by which a run gives rows another GUID, whose own the directory does not have. */
public final class Relink {
    /**
     * Refuses where it cannot be known that a GUID is nowhere in the directory: a person who has left the base may still be there,
     * and whoever has the address now would get the row.
     *
     * @throws RefusedException naming the naming context, and what to do
     */
    public void requireNamingContext(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        Directory directory = run.directory();
        String context = run.covered().get().context();
        if (context.isEmpty()) {
            throw new RefusedException("Cannot relink: " + directory.urls() + " does not tell "
                    + directory.account() + " which naming context holds " + directory.base()
                    + " (namingContexts of the root DSE), so nobody can say that a GUID is nowhere in it: nothing was"
                    + " written; let the account read the root DSE");
        }
        LdapName below = LdapUtils.newLdapName(context);
        if (!directory.probe().shows(below)) {
            throw new RefusedException("Cannot relink: " + directory.account() + " may not read " + context + " at "
                    + directory.urls() + ", the naming context that holds " + directory.base()
                    + ": people who have left the base would look as if they were nowhere, and others would get their"
                    + " rows. Nothing was written; sign in for this run as an account that may read all of it, "
                    + directory.kind().guidAttribute() + " above all");
        }
        run.namingContext().set(below);
    }

    /** The message that makes camel-spring-ldap look for the rows' GUIDs, among all entries of the naming context. */
    public Map<String, Object> look(@Variable(Headers.RUN_VARIABLE) ImportRun run, @Body Relinking.Question question) {
        Directory directory = run.directory();
        List<String> guids = new ArrayList<>(question.controlGuids());
        guids.addAll(directory.possible(question.guidVariants()));
        return Searcher.ofLook(directory)
                .message(directory
                        .guidQueries()
                        .lookupOfAnyEntry(run.namingContext().get(), guids, run::isToStop));
    }

    /**
     * Lets rows be taken over whose GUIDs were not found.
     *
     * @throws io.github.ldapimport.connection.DirectoryException when the look did not end whole, or does not even find users whom
     *     the search has just shown
     */
    public void recordLookup(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.MATCHES_VARIABLE) PageMatches matches,
            @Variable(Headers.LOOKED_UP_VARIABLE) Relinking.Question question,
            @Body PagedSearch search) {
        matches.relinkable(question, GuidLookup.found(run.directory(), search, question.controlGuids()));
    }
}
