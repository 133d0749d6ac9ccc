package io.github.ldapimport.step;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.directory.Directory;
import io.github.ldapimport.ldap.Entry;
import io.github.ldapimport.ldap.Guid;
import io.github.ldapimport.ldap.RequestedAttributes;
import io.github.ldapimport.ldap.SearchRequest;
import io.github.ldapimport.plan.Guards.Guard;
import io.github.ldapimport.run.ImportLog;
import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.search.PagedSearch;
import io.github.ldapimport.search.Searcher;
import io.github.ldapimport.search.SeenGuids;
import java.util.List;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Variable;

/** The steps of route ldap-import-shared-guids: values of the GUID attribute that several entries have are nobody's GUID. */
public final class SharedGuids {
    /** The message that makes camel-spring-ldap read that attribute of all users, whatever the run's own filter says. */
    public Map<String, Object> search(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        Directory directory = run.directory();
        return new Searcher(directory)
                .message(new SearchRequest(
                        directory.base(),
                        directory.users(),
                        new RequestedAttributes(List.of(directory.kind().guidAttribute())),
                        directory.pageSize(),
                        run::isToStop));
    }

    /**
     * Notes the values that several entries have.
     *
     * @throws io.github.ldapimport.connection.DirectoryException when not all entries were read: then it is not known
     */
    public void count(@Variable(Headers.RUN_VARIABLE) ImportRun run, @Body PagedSearch search) {
        run.guards().pass(Guard.SHARED_GUIDS);
        Directory directory = run.directory();
        SeenGuids once = new SeenGuids();
        try (search) {
            while (search.hasNext()) {
                for (Entry entry : search.next().entries()) {
                    for (String family : directory.guids(entry).stream()
                            .map(Guid::family)
                            .distinct()
                            .toList()) {
                        if (!once.add(family)) {
                            run.seen().shared(family);
                        }
                    }
                }
            }
        }
        search.failure().ifPresent(failure -> {
            throw failure;
        });
        if (run.seen().sharedCount() > 0) {
            ImportLog.note(
                    run,
                    run.seen().sharedCount() + " values of " + directory.kind().guidAttribute()
                            + " are those of several entries each: none of these users is imported, and none of their rows"
                            + " is missing");
        }
    }
}
