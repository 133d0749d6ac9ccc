package io.github.ldapimport.step;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.directory.Directory;
import io.github.ldapimport.ldap.Entry;
import io.github.ldapimport.missing.MissingUsers;
import io.github.ldapimport.missing.PresentEntries;
import io.github.ldapimport.plan.Guards.Guard;
import io.github.ldapimport.rows.LiveUserRow;
import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.run.Refused;
import io.github.ldapimport.search.GuidLookup;
import io.github.ldapimport.search.PagedSearch;
import io.github.ldapimport.search.Searcher;
import io.github.ldapimport.sql.RouteStatements;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;

/**
 * The steps and the guard of route ldap-import-confirm-missing: an entry that is there and does not match the filter for users may
 * be one whose attributes are hidden from the account.
 */
public final class ConfirmMissing {
    /** The rows of the missing users, in pieces. */
    public List<List<LiveUserRow>> pieces(@Variable(Headers.MISSING_VARIABLE) MissingUsers missing) {
        List<List<LiveUserRow>> pieces = GuidLookup.pieces(List.copyOf(missing.rows()));
        missing.toConfirm();
        missing.guards().expect(Guard.MISSING_LOOKED_FOR, pieces.size());
        missing.guards().pass(Guard.MISSING_TOLD_FROM_OTHERS);
        return pieces;
    }

    /** The message that makes camel-spring-ldap look for those rows' GUIDs among all entries, users or not. */
    public Map<String, Object> look(@Variable(Headers.RUN_VARIABLE) ImportRun run, @Body List<LiveUserRow> rows) {
        Directory directory = run.directory();
        List<String> guids = new ArrayList<>(run.seen().controlGuids());
        rows.forEach(row -> guids.addAll(directory.possible(row.guidVariants())));
        return new Searcher(directory)
                .message(directory
                        .guidQueries()
                        .lookupOfAnyEntry(guids, directory.users().attributes(), run::isToStop));
    }

    /**
     * Keeps those that are there.
     *
     * @throws io.github.ldapimport.connection.DirectoryException when the look did not end whole, or does not even find users whom
     *     the first look found
     */
    public void looked(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.MISSING_VARIABLE) MissingUsers missing,
            @Body PagedSearch search) {
        Directory directory = run.directory();
        PresentEntries present = missing.present();
        missing.guards().pass(Guard.MISSING_LOOKED_FOR);
        missing.guards().require(Guard.MISSING_TOLD_FROM_OTHERS);
        present.begin();
        Set<String> found = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (Entry entry : GuidLookup.entries(directory, search)) {
            List<String> guids = directory.guids(entry);
            found.addAll(guids);
            if (guids.stream().noneMatch(run.seen()::contains)) {
                guids.forEach(guid -> present.add(guid, entry.dn()));
            }
        }
        GuidLookup.requireWitnesses(directory, found, run.seen().controlGuids());
        if (missing.isAnyPresent()) {
            missing.guards().expect(Guard.MISSING_TOLD_FROM_OTHERS, 1);
        }
    }

    /** The message that makes it look for those of them which are known to be no users of the provider. */
    public Map<String, Object> lookForOthers(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Variable(Headers.MISSING_VARIABLE) MissingUsers missing) {
        Directory directory = run.directory();
        Collection<String> shown = directory.users().attributes();
        return new Searcher(directory)
                .message(directory
                        .guidQueries()
                        .lookupOfOthers(directory.users(), missing.present().guids(), shown, run::isToStop));
    }

    /** @throws io.github.ldapimport.connection.DirectoryException when the look did not end whole */
    public void lookedForOthers(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.MISSING_VARIABLE) MissingUsers missing,
            @Variable(Headers.LOOKED_UP_VARIABLE) List<LiveUserRow> rows,
            @Body PagedSearch search) {
        Directory directory = run.directory();
        missing.guards().pass(Guard.MISSING_TOLD_FROM_OTHERS);
        Set<String> noUsers = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (Entry entry : GuidLookup.entries(directory, search)) {
            List<String> hidden =
                    directory.denials().hidden(entry, directory.users().attributes());
            if (hidden.isEmpty()) {
                noUsers.addAll(directory.guids(entry));
            } else {
                missing.present().hides(hidden);
            }
        }
        missing.present().others(rows, noUsers);
    }

    /**
     * Refuses where entries of missing users are there, and nothing says whether they still are users.
     *
     * @throws IllegalStateException when the routes did not ask
     */
    public void requireNoneHidden(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Variable(Headers.MISSING_VARIABLE) MissingUsers missing) {
        PresentEntries present = missing.present();
        missing.guards().require(Guard.MISSING_TOLD_FROM_OTHERS);
        missing.guards().pass(Guard.NONE_HIDDEN);
        if (present.count() > 0) {
            Directory directory = run.directory();
            Set<String> attributes =
                    present.attributes().isEmpty() ? directory.users().attributes() : present.attributes();
            throw MissingSteps.refused(
                    run,
                    missing,
                    present.count() + " of the " + missing.count() + " missing users of domain "
                            + run.provider().domain() + " have an entry at " + directory.urls() + ", such as "
                            + String.join("; ", present.examples()) + ", which does not show whether it matches "
                            + directory.users() + " or not: nobody was deleted." + Refused.where(run) + " Let "
                            + directory.account() + " search and read " + String.join(", ", attributes)
                            + " there; an entry that has no such attribute may hide it, too. A user who came back during the run"
                            + " is found by the next run");
        }
    }

    /** Looks for rows deleted before that hold the unique values of these. */
    public void lookForCollisions(@Variable(Headers.MISSING_VARIABLE) MissingUsers missing, Exchange exchange) {
        missing.lookForCollisions(new RouteStatements(exchange));
    }

    /** Refuses where a row cannot be deleted, because one deleted before holds the same unique values. */
    public void requireFreeValues(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Variable(Headers.MISSING_VARIABLE) MissingUsers missing) {
        missing.guards().pass(Guard.VALUES_FREE);
        if (!missing.collisions().isEmpty()) {
            throw MissingSteps.refused(run, missing, missing.collisions().message());
        }
    }
}
