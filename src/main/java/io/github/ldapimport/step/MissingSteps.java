package io.github.ldapimport.step;

import io.github.ldapimport.api.Count;
import io.github.ldapimport.api.Counts;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.RefusedException;
import io.github.ldapimport.connection.DirectoryException;
import io.github.ldapimport.directory.Directory;
import io.github.ldapimport.ldap.Entry;
import io.github.ldapimport.missing.Deletable;
import io.github.ldapimport.missing.MissingUsers;
import io.github.ldapimport.missing.UnknownRows;
import io.github.ldapimport.plan.Guards.Guard;
import io.github.ldapimport.request.Limit;
import io.github.ldapimport.rows.LiveUserRow;
import io.github.ldapimport.run.ImportLog;
import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.run.Refused;
import io.github.ldapimport.run.RunGuards;
import io.github.ldapimport.search.PagedSearch;
import io.github.ldapimport.search.Searcher;
import io.github.ldapimport.sql.RouteStatements;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.camel.Variable;
import org.apache.camel.component.sql.SqlConstants;

/** The steps and guards of the routes that soft-delete users whom the directory does not have. */
public final class MissingSteps {
    /** With fewer live rows than this, nobody can tell a leaver wave from a mistake: the guards on numbers let them go. */
    static final int MIN_ROWS_TO_JUDGE = 10;

    private static final int MAX_NAMES = 3;

    /** Says that nobody is looked for, because nothing says that anybody is there. */
    public void nobodySaved(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        ImportLog.nobodySaved(run);
    }

    /**
     * Fails unless every entry of every page was noted as seen.
     *
     * @throws IllegalStateException when the numbers differ
     */
    public void requireAllEntriesSeen(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        run.guards().pass(Guard.ALL_ENTRIES_SEEN);
        if (run.seen().entries() != run.search().get().found()) {
            throw new IllegalStateException("Of " + run.search().get().found() + " users found only "
                    + run.seen().entries()
                    + " were seen by the routes, so nobody is deleted as missing: put the step see back before"
                    + " the pages are saved in ldap-import-search.camel.yaml");
        }
    }

    public MissingUsers begin(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        RunGuards.requireForMissing(run);
        return new MissingUsers(run.table(), run.recalled().get().domains(), run.seen(), row -> !run.directory()
                .possible(row.guidVariants())
                .isEmpty());
    }

    /** Reads the next rows, keeps those that were not seen, and answers with those to look up again, in pieces. */
    public List<List<LiveUserRow>> nextUnseen(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.MISSING_VARIABLE) MissingUsers missing,
            Exchange exchange) {
        if (run.isToStop()) {
            throw new DirectoryException("interrupted");
        }
        missing.compareNext(new RouteStatements(exchange));
        return missing.toLookUp();
    }

    /** The message that makes camel-spring-ldap look for those rows' GUIDs, and for some that are known to be there. */
    public Map<String, Object> recheck(@Variable(Headers.RUN_VARIABLE) ImportRun run, @Body List<LiveUserRow> rows) {
        Directory directory = run.directory();
        List<String> guids = new ArrayList<>(run.seen().controlGuids());
        rows.forEach(row -> guids.addAll(directory.possible(row.guidVariants())));
        return new Searcher(directory).message(directory.guidQueries().lookup(guids, run::isToStop));
    }

    /**
     * Takes the rows that the second look did not find for missing.
     *
     * @throws DirectoryException when it did not end whole, did not even find users whom the first look found, or found
     *     somebody else: its word is worth nothing then
     */
    public void recordRecheck(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.MISSING_VARIABLE) MissingUsers missing,
            @Variable(Headers.LOOKED_UP_VARIABLE) List<LiveUserRow> rows,
            @Body PagedSearch search) {
        // a directory may take GUIDs for equal that differ in case
        Set<String> asked = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        asked.addAll(run.seen().controlGuids());
        rows.forEach(row -> asked.addAll(row.guidVariants()));
        Set<String> found = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        try (search) {
            while (search.hasNext()) {
                for (Entry entry : search.next().entries()) {
                    List<String> guids = run.directory().guids(entry);
                    if (guids.stream().noneMatch(asked::contains)) {
                        throw unreliableRecheck(run, "it finds " + entry.dn() + ", whose GUID nobody asked for");
                    }
                    found.addAll(guids);
                    if (guids.stream().noneMatch(run.seen()::contains)) {
                        missing.overlooked(entry.dn());
                    }
                }
            }
        }
        search.failure().ifPresent(failure -> {
            throw failure;
        });
        if (!search.isComplete()) {
            throw unreliableRecheck(run, "the search was not read to its end");
        }
        if (run.seen().controlGuids().stream().noneMatch(found::contains)) {
            throw unreliableRecheck(run, "it does not find users whom it has just shown");
        }
        missing.recordRecheck(rows, found);
    }

    private static DirectoryException unreliableRecheck(ImportRun run, String why) {
        return new DirectoryException("Cannot look up users by "
                + run.directory().kind().guidAttribute() + " at "
                + run.directory().urls() + ": " + why
                + ": nobody is deleted as missing; let " + run.directory().account() + " search by that attribute");
    }

    /**
     * Fails where the second look has shown users whom the first search, for everybody, has not: what else it lost on the way,
     * nobody knows.
     *
     * @throws DirectoryException saying how many, and who some of them are
     */
    public void requireSameUsers(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Variable(Headers.MISSING_VARIABLE) MissingUsers missing) {
        missing.guards().pass(Guard.SAME_USERS);
        if (run.scope().showsEverybody() && missing.overlookedCount() > 0) {
            throw new DirectoryException("The search at " + run.directory().urls() + " did not show "
                    + missing.overlookedCount() + " users whom a second look by GUID finds, such as "
                    + String.join("; ", missing.overlookedDns())
                    + ": entries were lost on the way, or changed meanwhile; nobody is deleted as missing: run again, and"
                    + " if it stays so, look at the server, its replicas and what stands between");
        }
    }

    /** Says which rows were left alone because their GUIDs are none of this directory; the guards on numbers leave them out. */
    public void tellUnknown(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Variable(Headers.MISSING_VARIABLE) MissingUsers missing) {
        UnknownRows unknown = missing.unknown();
        if (unknown.count() > 0) {
            ImportLog.note(
                    run,
                    unknown.words(
                            run.provider().domain(), run.directory().kind().guidAttribute()));
            run.limits().leaveOutOfLive(unknown.count());
        }
    }

    /** Refuses where users were found whom nobody can tell from the missing ones. */
    public void requireGuids(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Variable(Headers.MISSING_VARIABLE) MissingUsers missing) {
        missing.guards().pass(Guard.USERS_HAVE_GUIDS);
        if (run.seen().withoutGuid() > 0 && missing.count() > 0) {
            throw refused(
                    run,
                    missing,
                    run.seen().withoutGuid() + " of the users found show no "
                            + run.directory().kind().guidAttribute() + ", so they may be among the " + missing.count()
                            + " that are missing" + names(missing) + ": nobody was deleted." + Refused.where(run)
                            + " Let "
                            + run.directory().account()
                            + " read that attribute, or leave those users out by ldap-import.directory.filter");
        }
    }

    /** Refuses when more rows are missing than there were: the guards on numbers would judge by a wrong one. */
    public void requireCount(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Variable(Headers.MISSING_VARIABLE) MissingUsers missing) {
        missing.guards().pass(Guard.COUNT_IS_RIGHT);
        if (missing.count() > run.limits().liveBefore()) {
            throw refused(
                    run,
                    missing,
                    numbers(run, missing) + ", which is more than there were: nobody was deleted."
                            + " Keep others from adding rows with GUIDs meanwhile, and let the domain column tell upper from lower case");
        }
    }

    /**
     * Refuses in a run that relinks, where a user who was found got a new row or failed: an old row that looks like a leaver's may be
     * that user's.
     */
    public void requireAllRelinked(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Variable(Headers.MISSING_VARIABLE) MissingUsers missing) {
        missing.guards().pass(Guard.ALL_RELINKED);
        if (run.request().relink() && missing.count() > 0 && isAnyUserWithoutOldRow(run)) {
            throw refused(
                    run,
                    missing,
                    numbers(run, missing) + ", and with --relink (" + Headers.RELINK
                            + ") some users who were found have no old row, so these rows may be theirs: nobody was deleted."
                            + " Look at the users who failed or are new, give them their rows, and delete missing users in a"
                            + " run without --relink");
        }
    }

    /** Whether users were found whose row is a new one, was refused or failed: theirs may be an old one. */
    private static boolean isAnyUserWithoutOldRow(ImportRun run) {
        Counts counts = run.counters().counts();
        return counts.sum(Count.IMPORTED, Count.FAILED) > 0 || !run.retries().isEmpty();
    }

    /** Refuses when more users are missing than the run may delete. */
    public void requireBelowLimit(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Variable(Headers.MISSING_VARIABLE) MissingUsers missing) {
        missing.guards().pass(Guard.BELOW_LIMIT);
        Limit most = run.request().maxMissing();
        if (most.isExceeded(
                Deletable.unapproved(missing, run.changes().approval()),
                run.limits().liveBefore())) {
            run.changes().want(Deletable.wanted(missing));
            throw refused(
                    run,
                    missing,
                    numbers(run, missing) + Deletable.judged(missing) + ", more than max-missing=" + most
                            + " allows: nobody was deleted." + Refused.where(run)
                            + " Check the base, the filter and what "
                            + run.directory().account()
                            + " may read; if they have really left, allow it for one run with"
                            + " --max-missing=" + missing.judged().size() + " (" + Headers.MAX_MISSING + ")"
                            + Refused.approve(run));
        }
    }

    /** Refuses when every user would go: a wrong base, filter or GUID attribute looks like this. */
    public void requireNotAllMissing(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Variable(Headers.MISSING_VARIABLE) MissingUsers missing) {
        missing.guards().pass(Guard.NOT_ALL_MISSING);
        if (run.limits().liveBefore() >= MIN_ROWS_TO_JUDGE
                && missing.count() >= run.limits().liveBefore()) {
            throw refused(
                    run,
                    missing,
                    numbers(run, missing) + ", which is everybody: nobody was deleted, whatever"
                            + " max-missing says." + Refused.where(run)
                            + " Check directory.base, directory.filter and directory.guid-attribute; if they have"
                            + " really all left, soft-delete one of them in the table by hand and run again");
        }
    }

    /** Shows all of the rows that would have gone, and not only the few that the message names. */
    static RefusedException refused(ImportRun run, MissingUsers missing, String message) {
        if (run.isDryRun()) {
            run.listener().missing(missing.rows());
        }
        ImportLog.wouldBeDeleted(run, missing.rows());
        return new RefusedException(message);
    }

    private static String numbers(ImportRun run, MissingUsers missing) {
        return missing.count() + " of the " + run.limits().liveBefore() + " live users of domain "
                + run.provider().domain() + " are missing in " + run.directory().urls() + names(missing);
    }

    private static String names(MissingUsers missing) {
        List<String> some =
                missing.rows().stream().limit(MAX_NAMES).map(LiveUserRow::shown).toList();
        return ", such as " + String.join(", ", some);
    }

    /** Fails when somebody asked the run to stop: whoever is missing is still missing next time. */
    public void requireNotInterrupted(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Variable(Headers.MISSING_VARIABLE) MissingUsers missing) {
        missing.guards().pass(Guard.NOT_INTERRUPTED);
        if (run.isToStop()) {
            throw new DirectoryException("interrupted");
        }
    }

    /** Fails when another run may have begun, because this one has lost its lock. */
    public void requireLock(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Variable(Headers.MISSING_VARIABLE) MissingUsers missing) {
        missing.guards().pass(Guard.LOCK_HELD);
        run.lease().requireHeld();
    }

    /** Lets nothing be written for a run that has lost its lock, nor the next begin before this is written. */
    public void requireUnderWay(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Variable(Headers.MISSING_VARIABLE) MissingUsers missing) {
        missing.guards().pass(Guard.UNDER_WAY);
        run.guards().require(Guard.SAME_SCOPE);
        run.lease().keepUnderWay();
    }

    /** Locks the rows of missing users. */
    public void lock(@Variable(Headers.MISSING_VARIABLE) MissingUsers missing, Exchange exchange) {
        missing.lock(new RouteStatements(exchange));
    }

    /** Fails when somebody has changed a row since it was found missing. */
    public void requireUnchanged(@Variable(Headers.MISSING_VARIABLE) MissingUsers missing) {
        missing.guards().pass(Guard.UNCHANGED);
        requireAll(missing, missing.lockedCount());
    }

    public void deleted(
            @Variable(Headers.MISSING_VARIABLE) MissingUsers missing,
            @Header(SqlConstants.SQL_UPDATE_COUNT) Integer updateCount) {
        missing.deleted(updateCount);
    }

    /** Fails unless exactly the missing users' rows were changed. */
    public void requireAllDeleted(@Variable(Headers.MISSING_VARIABLE) MissingUsers missing) {
        missing.guards().pass(Guard.ALL_DELETED);
        requireAll(missing, missing.deletedCount());
    }

    private static void requireAll(MissingUsers missing, int count) {
        if (count != missing.count()) {
            throw new IllegalStateException(
                    "Of " + missing.count() + " rows of missing users only " + count
                            + " are as they were: somebody else writes to the table; nobody was deleted, the next run looks again");
        }
    }

    /** Counts, logs and tells what was done, or on a dry run would be. */
    public void tally(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Variable(Headers.MISSING_VARIABLE) MissingUsers missing) {
        missing.requireGuarded();
        run.guards().require(Guard.SAME_SCOPE);
        run.counters().deletedMissing(missing.count());
        if (run.isDryRun()) {
            missing.rows().forEach(row -> run.limits().foreseen().releaseAll(run.table(), row.id()));
        }
        ImportLog.deletedMissing(run, missing.rows());
        run.listener().missing(missing.rows());
    }
}
