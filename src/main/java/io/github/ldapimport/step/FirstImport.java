package io.github.ldapimport.step;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.RefusedException;
import io.github.ldapimport.directory.Directory;
import io.github.ldapimport.ldap.Entry;
import io.github.ldapimport.ldap.SearchRequest;
import io.github.ldapimport.plan.Guards.Guard;
import io.github.ldapimport.rows.UnclaimedRows;
import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.search.PagedSearch;
import io.github.ldapimport.search.Searcher;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.sql.RouteStatements;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;

/**
 * The steps of route ldap-import-first, and its guards: with a slip in the GUID column or in sync-existing a first import would give
 * each user a second row.
 */
public final class FirstImport {
    public UnclaimedRows begin(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        return new UnclaimedRows(run.table(), run.provider().domain());
    }

    /** Looks for rows that have a GUID: as a rule there are some, and nothing else is asked. */
    public void lookForGuids(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.UNCLAIMED_VARIABLE) UnclaimedRows rows,
            Exchange exchange) {
        rows.lookForGuids(
                new RouteStatements(exchange),
                row -> !run.directory().possible(row.guidVariants()).isEmpty());
    }

    /** Counts the rows that could be adopted. */
    public void lookForAdoptable(@Variable(Headers.UNCLAIMED_VARIABLE) UnclaimedRows rows, Exchange exchange) {
        rows.lookForAdoptable(new RouteStatements(exchange));
    }

    /** The message that makes camel-spring-ldap read the users page by page, whatever the run's own filter says. */
    public Map<String, Object> users(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        Directory directory = run.directory();
        return new Searcher(directory)
                .message(new SearchRequest(
                        directory.base(),
                        directory.users(),
                        directory.requestedAttributes(run.provider().attributes()),
                        directory.pageSize(),
                        run::isToStop));
    }

    /**
     * Looks for rows of the next users; the search is read until one fits.
     *
     * @throws io.github.ldapimport.connection.DirectoryException when the search ends too early
     */
    public void compareNext(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.UNCLAIMED_VARIABLE) UnclaimedRows rows,
            Exchange exchange) {
        rows.forgetUsers();
        for (Entry entry : run.search().get().next().entries()) {
            exchange.getMessage().setBody(entry);
            try {
                rows.add(entry.dn(), run.provider().mapping().existingKeys(exchange, entry));
            } catch (IllegalArgumentException e) {
                // an expression may want what only the steps of ldap-import-user give it
                rows.cannotTell();
            }
        }
        rows.look(new RouteStatements(exchange));
    }

    /** Whether further users are to be compared. */
    public boolean hasFurther(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Variable(Headers.UNCLAIMED_VARIABLE) UnclaimedRows rows) {
        return !rows.hasFit() && run.search().get().hasNext();
    }

    /** @throws io.github.ldapimport.connection.DirectoryException when the users were not all read, and none fits */
    public void close(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Variable(Headers.UNCLAIMED_VARIABLE) UnclaimedRows rows) {
        PagedSearch search = run.search().get();
        search.close();
        if (!rows.hasFit()) {
            search.failure().ifPresent(failure -> {
                throw failure;
            });
        }
        run.search().clear();
        run.guards().pass(Guard.FIRST_SEARCH_CLOSED);
    }

    /** Refuses where each user would get a second row. */
    public void requireGuidsOrFit(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Variable(Headers.UNCLAIMED_VARIABLE) UnclaimedRows rows) {
        if (run.search().find().isPresent()) {
            run.guards().require(Guard.FIRST_SEARCH_CLOSED);
        }
        run.guards().pass(Guard.GUIDS_OR_FIT);
        if (rows.hasGuids()) {
            return;
        }
        boolean adopts = !run.table().settings().syncExisting().isEmpty();
        long all = run.limits().before().all();
        if (!adopts && all >= UnclaimedRows.MIN_TO_JUDGE) {
            throw new RefusedException("Not one of the " + all + " rows of domain "
                    + run.provider().domain() + " has a GUID in the column " + column(run, Setting.USERS_GUID_COLUMN)
                    + rows.others() + ": nothing was written, because each user would get a second row. Check "
                    + Setting.USERS_GUID_COLUMN.key() + " and " + column(run, Setting.USERS_DOMAIN_COLUMN)
                    + "; where the rows are known by other columns, set " + key(run, Setting.USERS_SYNC_EXISTING)
                    + "; if they are no rows of these users, allow it for one run with --scope-changed ("
                    + Headers.SCOPE_CHANGED + ")");
        }
        if (rows.isMisfit()) {
            throw new RefusedException("Not one of the " + rows.adoptable() + " rows without a GUID ("
                    + column(run, Setting.USERS_GUID_COLUMN) + ") fits one of the " + rows.users() + " users by "
                    + key(run, Setting.USERS_SYNC_EXISTING) + ": rows such as " + rows.rowExamples()
                    + "; users such as " + rows.userExamples()
                    + ": nothing was written, because each user would get a second row. Correct the pairs"
                    + "; if the rows are no rows of these users, leave the setting empty, or allow it for one run with"
                    + " --scope-changed (" + Headers.SCOPE_CHANGED + ")");
        }
    }

    private static String column(ImportRun run, Setting setting) {
        return run.table().column(setting).name() + " (" + key(run, setting) + ")";
    }

    private static String key(ImportRun run, Setting setting) {
        return run.table().settings().key(setting);
    }
}
