package io.github.ldapimport.step;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.RefusedException;
import io.github.ldapimport.connection.DirectoryException;
import io.github.ldapimport.directory.Directory;
import io.github.ldapimport.ldap.DirectoryType;
import io.github.ldapimport.ldap.Entry;
import io.github.ldapimport.ldap.Filter;
import io.github.ldapimport.ldap.RequestedAttributes;
import io.github.ldapimport.ldap.SearchRequest;
import io.github.ldapimport.plan.Guards.Guard;
import io.github.ldapimport.request.Preview;
import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.run.RunGuards;
import io.github.ldapimport.search.Page;
import io.github.ldapimport.search.PagedSearch;
import io.github.ldapimport.search.Searcher;
import io.github.ldapimport.search.SeenGuids;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Variable;

/** The steps of the routes that search the directory for a run's users, and their guards. */
public final class Searches {
    /** How many users are named where one was meant. */
    private static final int MAX_NAMES = 10;

    /** The message that makes camel-spring-ldap search page by page. */
    public Map<String, Object> search(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        RunGuards.requireForSearch(run);
        List<String> attributes = new ArrayList<>(run.request().attributes());
        // not all that there is comes with *, such as what is operational: it must not look as if nobody had it
        if (attributes.isEmpty() || attributes.contains("*") || attributes.contains("+")) {
            attributes.addAll(run.provider().attributes());
        }
        if (run.request().softDeletes().any()) {
            attributes.addAll(run.directory().accountStateAttributes());
        }
        return search(run, run.directory().requestedAttributes(attributes));
    }

    /** The same search, for no attributes at all: to count. */
    public Map<String, Object> searchCount(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        return search(run, RequestedAttributes.NONE);
    }

    /** Refuses the run when the directory finds too few users; nothing was written yet. */
    public void requireMinUsers(@Variable(Headers.RUN_VARIABLE) ImportRun run, @Body PagedSearch counting) {
        run.guards().pass(Guard.MIN_USERS);
        int least = run.minUsers();
        try (counting) {
            while (counting.hasNext() && counting.found() < least) {
                counting.next();
            }
        }
        if (counting.found() < least) {
            run.search().set(counting);
            counting.failure().ifPresent(failure -> {
                throw failure;
            });
            throw new RefusedException("The directory finds " + counting.found() + " users, fewer than min-users="
                    + least + ": nothing was written. Check the base, the filter and what "
                    + run.directory().account() + " may read, or lower --min-users (" + Headers.MIN_USERS + ")");
        }
    }

    /** The same search, among disabled accounts alone, for their GUIDs. */
    public Map<String, Object> searchDisabled(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        return search(
                run,
                run.directory().guidAlone(),
                List.of(run.directory().disabledFilter().orElseThrow()));
    }

    /**
     * Keeps the GUIDs of the accounts that the directory says are disabled.
     *
     * @throws DirectoryException when the search did not end whole: whoever is lacking would count as enabled
     */
    public void disabled(@Variable(Headers.RUN_VARIABLE) ImportRun run, @Body PagedSearch disabled) {
        SeenGuids guids = new SeenGuids();
        try (disabled) {
            while (disabled.hasNext()) {
                for (Entry entry : disabled.next().entries()) {
                    run.directory().guids(entry).forEach(guids::add);
                }
            }
        }
        disabled.failure().ifPresent(failure -> {
            throw failure;
        });
        if (!disabled.isComplete()) {
            throw new DirectoryException("The search for disabled accounts at "
                    + run.directory().urls() + " was not read to its end: nobody is deleted or restored, run again");
        }
        run.useAccountStates(run.directory().accountStates(run.startedAt(), guids::contains));
    }

    /** The same search, for no more than what a list of the users shows. */
    public Map<String, Object> searchNames(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        List<String> attributes = new ArrayList<>(List.of(DirectoryType.EMAIL_ATTRIBUTE));
        run.directory().kind().principalNameAttribute().ifPresent(attributes::add);
        return search(run, run.directory().requestedAttributes(attributes));
    }

    private static Map<String, Object> search(ImportRun run, RequestedAttributes attributes) {
        return search(run, attributes, List.of());
    }

    private static Map<String, Object> search(ImportRun run, RequestedAttributes attributes, List<Filter> further) {
        Directory directory = run.directory();
        List<Filter> filters = new ArrayList<>(List.of(directory.users()));
        filters.addAll(further);
        run.request().filter().ifPresent(filters::add);
        run.request().user().map(directory.kind()::resolveFilter).ifPresent(filters::add);
        return new Searcher(directory)
                .message(new SearchRequest(
                        directory.base(),
                        Filter.and(filters),
                        attributes,
                        run.request().chunk().orElse(directory.pageSize()),
                        run::isToStop));
    }

    /** Keeps hold of the search, which has the connection. */
    public PagedSearch searching(@Variable(Headers.RUN_VARIABLE) ImportRun run, PagedSearch search) {
        run.search().set(search);
        return search;
    }

    /** Refuses a name that fits several users: nobody can say which one was meant. */
    public PagedSearch requireSingleUser(@Variable(Headers.RUN_VARIABLE) ImportRun run, PagedSearch search) {
        run.guards().pass(Guard.SINGLE_USER);
        Page page = search.peek();
        // somebody else may fit, too, where the search did not end whole
        search.failure().ifPresent(failure -> {
            throw failure;
        });
        int fitting = page.entries().size();
        if (fitting > 1) {
            List<String> names = new ArrayList<>(page.entries().stream()
                    .limit(MAX_NAMES)
                    .map(entry -> run.directory().accountName(entry) + " (" + entry.dn() + ")")
                    .toList());
            if (fitting > MAX_NAMES || search.hasFurtherPages()) {
                names.add("...");
            }
            throw new RefusedException("'" + run.request().user().orElseThrow() + "' fits "
                    + (search.hasFurtherPages() ? "more than " : "") + fitting
                    + " users, none was imported; name one of them: " + String.join(", ", names));
        }
        return search;
    }

    /** Fails the run unless every page was read and saved: only then it is known who is not there. */
    public void requireWholeSearch(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        run.guards().pass(Guard.WHOLE_SEARCH);
        run.search().get().failure().ifPresent(run::fail);
        if (run.hasFailed() || !run.search().get().isComplete()) {
            throw new IllegalStateException(
                    "The pages were not all read and saved", run.failure().orElse(null));
        }
    }

    /** Fails the run where the search shows fewer users than were counted before it: the others were lost on the way. */
    public void requireCountedUsers(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        run.guards().pass(Guard.COUNTED_USERS);
        if (run.search().get().found() < run.minUsers()) {
            throw new DirectoryException("The search at " + run.directory().urls() + " shows "
                    + run.search().get().found() + " users, but " + run.minUsers()
                    + " or more were counted just before: nobody is deleted as missing; run again");
        }
    }

    /** Notes the GUIDs of a page's entries as seen, and answers with the entries whose GUID was seen before. */
    public Map<Entry, String> see(@Variable(Headers.RUN_VARIABLE) ImportRun run, @Body Page page) {
        run.events().clock().pageBegins();
        if (run.search().get().found() == 1 && page.entries().size() == 1) {
            run.listener().foundFirst(run.directory().displayName(page.entries().get(0)));
        }
        return run.seen().see(page, run.directory());
    }

    /** What a list shows of a page's users. */
    public Preview names(@Variable(Headers.RUN_VARIABLE) ImportRun run, @Body Page page) {
        Directory directory = run.directory();
        List<Preview.User> users = new ArrayList<>(page.entries().size());
        for (Entry entry : page.entries()) {
            users.add(new Preview.User(
                    directory.displayName(entry),
                    entry.text(directory.kind().accountAttribute()),
                    directory.kind().principalNameAttribute().map(entry::text).orElse(null),
                    entry.text(DirectoryType.EMAIL_ATTRIBUTE)));
        }
        return new Preview(users.size(), users);
    }
}
