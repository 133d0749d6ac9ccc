package io.github.ldapimport.step;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.RefusedException;
import io.github.ldapimport.directory.Directory;
import io.github.ldapimport.ldap.Entry;
import io.github.ldapimport.ldap.RequestedAttributes;
import io.github.ldapimport.ldap.SearchRequest;
import io.github.ldapimport.missing.KnownRows;
import io.github.ldapimport.plan.Guards.Guard;
import io.github.ldapimport.rows.LiveUserRow;
import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.search.GuidLookup;
import io.github.ldapimport.search.PagedSearch;
import io.github.ldapimport.search.Searcher;
import io.github.ldapimport.sql.RouteStatements;
import java.util.List;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;

/** The steps of route ldap-import-known, which sees before the first write that the rows are of this directory, and its guard. */
public final class Known {
    private static final int MAX_NAMES = 3;

    public KnownRows begin(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        return new KnownRows(run.table(), run.provider().domain());
    }

    /** Reads some rows, whose GUIDs to look up, in pieces; a GUID that is none of this directory is not known to it. */
    public List<List<LiveUserRow>> nextRows(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.KNOWN_VARIABLE) KnownRows known,
            Exchange exchange) {
        return known.next(
                new RouteStatements(exchange),
                row -> !run.directory().possible(row.guidVariants()).isEmpty());
    }

    /** The message that makes camel-spring-ldap look for those rows' GUIDs, under the provider's base and filters. */
    public Map<String, Object> look(@Variable(Headers.RUN_VARIABLE) ImportRun run, @Body List<LiveUserRow> rows) {
        Directory directory = run.directory();
        List<String> guids = rows.stream()
                .flatMap(row -> directory.possible(row.guidVariants()).stream())
                .distinct()
                .toList();
        return new Searcher(directory).message(directory.guidQueries().lookup(guids, run::isToStop));
    }

    /** @throws io.github.ldapimport.connection.DirectoryException when the look did not end whole */
    public void recordLookup(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.KNOWN_VARIABLE) KnownRows known,
            @Variable(Headers.LOOKED_UP_VARIABLE) List<LiveUserRow> rows,
            @Body PagedSearch search) {
        known.recordLookup(rows, GuidLookup.found(run.directory(), search));
    }

    /** The message that makes camel-spring-ldap show some users, whatever the run's own filter says. */
    public Map<String, Object> users(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        Directory directory = run.directory();
        return new Searcher(directory)
                .message(new SearchRequest(
                        directory.base(),
                        directory.users(),
                        new RequestedAttributes(List.of(directory.kind().guidAttribute())),
                        KnownRows.MAX_ROWS,
                        run::isToStop));
    }

    /** Looks for the rows of those users. */
    public void lookForRows(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.KNOWN_VARIABLE) KnownRows known,
            @Body PagedSearch search,
            Exchange exchange) {
        known.lookForRowsOf(
                GuidLookup.some(run.directory(), search, KnownRows.MAX_ROWS), new RouteStatements(exchange));
    }

    /** Refuses where the directory knows none of the rows: each of its users would get a second one. */
    public void requireKnown(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Variable(Headers.KNOWN_VARIABLE) KnownRows known) {
        if (!known.isStrange()) {
            run.guards().pass(Guard.KNOWN_ROWS);
            return;
        }
        List<LiveUserRow> asked = known.asked();
        Directory directory = run.directory();
        List<String> names = asked.stream()
                .limit(MAX_NAMES)
                .map(row -> row.shown() + " with " + Entry.shown(row.guid()))
                .toList();
        throw new RefusedException(directory.urls() + " has none of " + asked.size() + " live users of domain "
                + run.provider().domain() + " by " + directory.kind().guidAttribute() + ", such as "
                + String.join(", ", names) + ": nothing was written, because each user would get a second row. Check "
                + "directory.url, directory.base, directory.filter and directory.guid-attribute, and that "
                + directory.account() + " may search by that attribute; if the directory was rebuilt, so that all GUIDs"
                + " are new, --relink (" + Headers.RELINK + ") finds the rows by sync-existing for one run");
    }
}
