package io.github.ldapimport.step;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.connection.DirectoryException;
import io.github.ldapimport.directory.Directory;
import io.github.ldapimport.ldap.RequestedAttributes;
import io.github.ldapimport.ldap.SearchRequest;
import io.github.ldapimport.match.PageMatches;
import io.github.ldapimport.match.RowMatch;
import io.github.ldapimport.missing.MissingUsers;
import io.github.ldapimport.missing.NeighbourQuestion;
import io.github.ldapimport.plan.Guards.Guard;
import io.github.ldapimport.rows.LiveUserRow;
import io.github.ldapimport.rows.RowCounts;
import io.github.ldapimport.run.ImportLog;
import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.run.Provider;
import io.github.ldapimport.search.GuidLookup;
import io.github.ldapimport.search.PagedSearch;
import io.github.ldapimport.search.Searcher;
import io.github.ldapimport.sql.RouteStatements;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Body;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Variable;

/**
 * The steps of the routes that ask the directories of other providers of the table, so that a user who moves from one to another
 * keeps the row.
 */
public final class Neighbours implements CamelContextAware {
    private static final int MAX_WITNESSES = 3;

    private CamelContext context;

    @Override
    public void setCamelContext(CamelContext camelContext) {
        context = camelContext;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    /** The questions about a page's users whose rows other providers import; a worker's page has none, its run's process asks. */
    public List<NeighbourQuestion> ofPage(@Variable(Headers.RUN_VARIABLE) ImportRun run, @Body PageMatches matches) {
        Map<String, List<RowMatch>> byProvider = new LinkedHashMap<>();
        for (RowMatch user : matches.ofNeighbours()) {
            if (run.lease().isOfAnotherNode()) {
                matches.refuseToAsk(user);
            } else if (provider(user.neighbour()) == null) {
                // another installation, whose directory is not known here
                matches.staysOfBoth(user);
            } else {
                byProvider
                        .computeIfAbsent(user.neighbour(), any -> new ArrayList<>())
                        .add(user);
            }
        }
        List<NeighbourQuestion> questions = new ArrayList<>();
        byProvider.forEach((name, users) -> {
            Provider provider = provider(name);
            GuidLookup.pieces(users).forEach(piece -> questions.add(NeighbourQuestion.ofUsers(name, provider, piece)));
        });
        return questions;
    }

    /** The questions about missing users, whom another provider of the table may have. */
    public List<NeighbourQuestion> ofMissing(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Variable(Headers.MISSING_VARIABLE) MissingUsers missing) {
        List<NeighbourQuestion> questions = new ArrayList<>();
        List<LiveUserRow> rows = List.copyOf(missing.rows());
        for (String name : run.siblings().get().settings().keySet()) {
            Provider provider = provider(name);
            GuidLookup.pieces(rows).forEach(piece -> questions.add(NeighbourQuestion.ofRows(name, provider, piece)));
        }
        missing.guards().pass(Guard.OTHER_PROVIDERS);
        missing.guards().expect(Guard.OTHER_PROVIDERS_LEFT, questions.size());
        return questions;
    }

    private Provider provider(String name) {
        return context.getRegistry().lookupByNameAndType(Provider.BEAN_PREFIX + name, Provider.class);
    }

    /** Counts that provider's live rows. */
    public void countRows(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.QUESTION_VARIABLE) NeighbourQuestion question,
            Exchange exchange) {
        String domain = domainOf(run, question);
        List<Map<String, Object>> results = new RouteStatements(exchange).rows(RowCounts.select(run.table(), domain));
        question.rowsOfProvider(RowCounts.of(run.table(), List.of(domain), results)
                .getOrDefault(domain, RowCounts.NONE)
                .live());
    }

    private static String domainOf(ImportRun run, NeighbourQuestion question) {
        return run.siblings().get().domain(question.providerName());
    }

    /**
     * The message that makes camel-spring-ldap show some users of the other provider: a look that does not find them finds nobody.
     *
     * @throws io.github.ldapimport.settings.ConfigurationException when that provider's settings are wrong
     */
    public Map<String, Object> some(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.QUESTION_VARIABLE) NeighbourQuestion question) {
        Directory directory = question.provider().directory();
        Searcher.offer(directory, context.getRegistry(), question.directoryBean());
        return new Searcher(directory)
                .message(new SearchRequest(
                        directory.base(),
                        directory.users(),
                        new RequestedAttributes(List.of(directory.kind().guidAttribute())),
                        MAX_WITNESSES,
                        run::isToStop));
    }

    /** @throws DirectoryException when there is nobody, though there are rows of users */
    public void shown(@Variable(Headers.QUESTION_VARIABLE) NeighbourQuestion question, @Body PagedSearch search) {
        Directory directory = question.provider().directory();
        question.controlGuids(GuidLookup.some(directory, search, MAX_WITNESSES));
        if (question.controlGuids().isEmpty() && question.rowsOfProvider() > 0) {
            throw new DirectoryException("Cannot look up users at " + directory.urls() + ": below " + directory.base()
                    + " it shows no user with a GUID: check the base, the filter and what " + directory.account()
                    + " may read");
        }
    }

    /** The message that makes it look for the users in question, and for those it has shown. */
    public Map<String, Object> look(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.QUESTION_VARIABLE) NeighbourQuestion question) {
        Directory directory = question.provider().directory();
        List<String> guids = new ArrayList<>(question.controlGuids());
        guids.addAll(directory.possible(question.guids()));
        return new Searcher(directory).message(directory.guidQueries().lookup(guids, run::isToStop));
    }

    /** @throws DirectoryException when the look did not end whole, or finds nobody at all */
    public void looked(@Variable(Headers.QUESTION_VARIABLE) NeighbourQuestion question, @Body PagedSearch search) {
        question.found(GuidLookup.found(question.provider().directory(), search, question.controlGuids()));
    }

    /** The message that makes it look for the same users among all entries, its provider's users or not. */
    public Map<String, Object> lookForAny(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.QUESTION_VARIABLE) NeighbourQuestion question) {
        Directory directory = question.provider().directory();
        List<String> guids = new ArrayList<>(question.controlGuids());
        guids.addAll(directory.possible(question.guids()));
        return new Searcher(directory).message(directory.guidQueries().lookupOfAnyEntry(guids, run::isToStop));
    }

    /** @throws DirectoryException when the look did not end whole, or finds nobody at all */
    public void lookedForAny(
            @Variable(Headers.QUESTION_VARIABLE) NeighbourQuestion question, @Body PagedSearch search) {
        question.there(GuidLookup.found(question.provider().directory(), search, question.controlGuids()));
    }

    /** The message that makes it look for those of them which are known to be no users of its provider. */
    public Map<String, Object> lookForOthers(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.QUESTION_VARIABLE) NeighbourQuestion question) {
        Directory directory = question.provider().directory();
        return new Searcher(directory)
                .message(directory
                        .guidQueries()
                        .lookupOfOthers(
                                directory.users(),
                                question.notFound(),
                                directory.users().attributes(),
                                run::isToStop));
    }

    /** @throws DirectoryException when the look did not end whole */
    public void lookedForOthers(
            @Variable(Headers.QUESTION_VARIABLE) NeighbourQuestion question, @Body PagedSearch search) {
        Directory directory = question.provider().directory();
        question.noUsers(directory
                .denials()
                .shown(
                        directory,
                        GuidLookup.entries(directory, search),
                        directory.users().attributes()));
    }

    /** Notes why the other directory could not be asked. */
    public void notAsked(@Variable(Headers.QUESTION_VARIABLE) NeighbourQuestion question, Exchange exchange) {
        question.fail(exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Throwable.class));
    }

    /** Whether both providers know a user by the same GUID; else nothing can be known of whom the other has. */
    public boolean canAsk(@Variable(Headers.RUN_VARIABLE) ImportRun run, @Body NeighbourQuestion question) {
        boolean canAsk;
        try {
            canAsk = question.provider().directory().sharesGuidsWith(run.directory());
        } catch (RuntimeException e) {
            // settings that are wrong are told by the next step
            canAsk = true;
        }
        question.canAsk(canAsk);
        return canAsk;
    }

    /** Gives a page's users the rows which the other provider has no more use for, and leaves it the others. */
    public void decide(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.MATCHES_VARIABLE) PageMatches matches,
            @Variable(Headers.QUESTION_VARIABLE) NeighbourQuestion question) {
        if (question.failure() == null) {
            question.requireAsked();
        }
        for (RowMatch user : question.users()) {
            if (question.failure() != null) {
                matches.stays(
                        user,
                        "that one cannot be asked whether it still has the user (" + words(question.failure()) + ")");
            } else if (!question.isToLook()) {
                matches.stays(
                        user,
                        "that one knows users by another attribute than "
                                + run.directory().kind().guidAttribute()
                                + ", so it cannot be asked whether it still has this one; "
                                + PageMatches.ONE_OF_THE_TWO);
            } else if (question.has(List.of(user.user().guid()))) {
                matches.staysOfBoth(user);
            } else {
                matches.moved(user);
            }
        }
    }

    /**
     * Takes missing users for present whom the other provider has: its next run takes their rows over.
     *
     * @throws DirectoryException when it could not be asked
     */
    public void leave(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.MISSING_VARIABLE) MissingUsers missing,
            @Variable(Headers.QUESTION_VARIABLE) NeighbourQuestion question) {
        if (question.failure() != null) {
            throw new DirectoryException(
                    missing.count() + " users are missing, and the provider " + question.providerName()
                            + " of the same table cannot be asked whether they have moved there ("
                            + words(question.failure())
                            + "): nobody was deleted; run again when it can, or take that provider"
                            + " out of ldap-import-providers.camel.yaml",
                    question.failure());
        }
        question.guards().require(Guard.NEIGHBOUR_ROWS_COUNTED);
        question.requireAsked();
        missing.guards().pass(Guard.OTHER_PROVIDERS_LEFT);
        Set<LiveUserRow> there = new HashSet<>();
        for (LiveUserRow row : question.rows()) {
            if (question.has(row.guidVariants())) {
                there.add(row);
                ImportLog.left(run, row, question.providerName());
            }
        }
        missing.leave(there);
    }

    private static String words(Throwable failure) {
        String words = failure.toString();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DirectoryException
                    || cause instanceof io.github.ldapimport.settings.ConfigurationException) {
                return cause.getMessage();
            }
        }
        return words;
    }
}
