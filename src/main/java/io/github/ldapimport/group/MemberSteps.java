package io.github.ldapimport.group;

import io.github.ldapimport.api.Failure;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.RefusedException;
import io.github.ldapimport.connection.DirectoryException;
import io.github.ldapimport.directory.Directory;
import io.github.ldapimport.ldap.Entry;
import io.github.ldapimport.ldap.Filter;
import io.github.ldapimport.ldap.RequestedAttributes;
import io.github.ldapimport.ldap.SearchRequest;
import io.github.ldapimport.plan.Guards.Guard;
import io.github.ldapimport.run.ImportLog;
import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.search.GuidLookup;
import io.github.ldapimport.search.PagedSearch;
import io.github.ldapimport.search.Searcher;
import io.github.ldapimport.sql.DatabaseException;
import io.github.ldapimport.sql.DatabaseFailures;
import io.github.ldapimport.sql.RouteStatements;
import io.github.ldapimport.sql.Statements;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Variable;

/** The steps of the routes that keep memberships, and their guards. */
public final class MemberSteps {
    /** How many groups are in memory with their members as the directory spells them. */
    private static final int MAX_GROUPS_OF_A_PAGE = 20;

    /**
     * Reads the settings of the memberships and looks at their tables; nothing where the provider has none.
     *
     * @throws io.github.ldapimport.settings.ConfigurationException naming the setting that is wrong
     */
    public Memberships prepare(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        run.guards().pass(Guard.MEMBERS_PREPARED);
        return MemberTables.prepare(run);
    }

    /** Reads the rows of the users and of the groups, and so what pairs name them by. */
    public void readRows(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.MEMBERS_VARIABLE) Memberships memberships,
            Exchange exchange) {
        run.guards().require(Guard.WHOLE_SEARCH, Guard.COUNTED_USERS, Guard.ALL_USERS_COUNTED);
        if (run.hasFailed()) {
            // what was refused or failed says nothing of groups; the next run compares them
            memberships.leave();
            return;
        }
        memberships.guards().pass(Guard.MEMBERS_ROWS_READ);
        run.guards().pass(Guard.MEMBERS_COMPARED);
        Statements database = new RouteStatements(exchange);
        MemberTables.read(run, memberships, database);
        if (memberships.users().size() == 0) {
            memberships.leave();
            ImportLog.note(
                    run,
                    "The provider " + memberships.settings().of()
                            + " has no rows yet, so no memberships were compared: import its users first");
        }
    }

    /** The message that makes camel-spring-ldap search for the users, with what members are known by. */
    public Map<String, Object> searchUsers(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.MEMBERS_VARIABLE) Memberships memberships) {
        return searchUsers(run, memberships, memberships.reader().attributesOfUsers());
    }

    /** The same, with the groups that they say they are in. */
    public Map<String, Object> searchMemberOf(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.MEMBERS_VARIABLE) Memberships memberships) {
        return searchUsers(run, memberships, List.of(MemberSettings.Source.OF_USERS));
    }

    private static Map<String, Object> searchUsers(ImportRun run, Memberships memberships, List<String> attributes) {
        Directory directory = memberships.ofUsers().directory();
        return search(run, directory, directory.users(), attributes, directory.pageSize());
    }

    private static Map<String, Object> search(
            ImportRun run, Directory directory, Filter filter, List<String> attributes, int pageSize) {
        RequestedAttributes requested = directory.requestedAttributes(attributes);
        return new Searcher(directory)
                .message(new SearchRequest(directory.base(), filter, requested, pageSize, run::isToStop));
    }

    /** @throws DirectoryException when the search did not end whole: a user who is lacking would be no member */
    public void readUsers(@Variable(Headers.MEMBERS_VARIABLE) Memberships memberships, @Body PagedSearch search) {
        read(search, memberships.ofUsers().directory(), memberships.reader()::user);
        memberships.guards().pass(Guard.MEMBERS_USERS_READ);
    }

    /** @throws DirectoryException when the search did not end whole */
    public void readMemberOf(@Variable(Headers.MEMBERS_VARIABLE) Memberships memberships, @Body PagedSearch search) {
        read(search, memberships.ofUsers().directory(), memberships.reader()::memberOf);
        memberships.reader().memberOfEnds();
    }

    /** The message that makes it search for the groups and their members. */
    public Map<String, Object> searchGroups(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.MEMBERS_VARIABLE) Memberships memberships) {
        memberships.guards().require(Guard.MEMBERS_USERS_READ);
        Directory directory = run.directory();
        return search(
                run,
                directory,
                directory.users(),
                memberships.reader().attributesOfGroups(),
                Math.min(MAX_GROUPS_OF_A_PAGE, directory.pageSize()));
    }

    /** @throws DirectoryException when the search did not end whole */
    public void readGroups(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.MEMBERS_VARIABLE) Memberships memberships,
            @Body PagedSearch search) {
        read(search, run.directory(), memberships.reader()::group);
        memberships.reader().groupsEnd();
        memberships.guards().pass(Guard.MEMBERS_GROUPS_READ);
    }

    /**
     * Refuses an attribute that no group shows where others are shown: nothing would be left of the memberships.
     *
     * @throws io.github.ldapimport.settings.ConfigurationException naming the attributes that groups have
     */
    public void requireSource(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.MEMBERS_VARIABLE) Memberships memberships) {
        memberships.guards().pass(Guard.MEMBERS_SOURCE);
        if (memberships.reader().showsNoneOfNamedSource()) {
            MemberTables.requireNamedSource(run.directory(), memberships.settings());
        }
    }

    /** The message that makes it search for whatever has members and may be in a group. */
    public Map<String, Object> searchFurtherGroups(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.MEMBERS_VARIABLE) Memberships memberships) {
        Directory directory = run.directory();
        List<Filter> any = memberships.settings().source().attributes().stream()
                .filter(directory::mayHave)
                .map(Filter::presence)
                .toList();
        return search(run, directory, Filter.or(any), memberships.reader().attributesOfGroups(), MAX_GROUPS_OF_A_PAGE);
    }

    /** @throws DirectoryException when the search did not end whole */
    public void readFurtherGroups(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.MEMBERS_VARIABLE) Memberships memberships,
            @Body PagedSearch search) {
        read(search, run.directory(), memberships.reader()::furtherGroup);
        memberships.reader().furtherGroupsEnd();
    }

    private static void read(PagedSearch search, Directory directory, Consumer<Entry> reader) {
        try (search) {
            while (search.hasNext()) {
                search.next().entries().forEach(reader);
            }
        }
        search.failure().ifPresent(failure -> {
            throw failure;
        });
        if (!search.isComplete()) {
            throw new DirectoryException("The members of groups were not read to their end at " + directory.urls()
                    + ": no membership was changed; run again");
        }
    }

    /** Compares the members with the pairs in the table. */
    public void compare(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.MEMBERS_VARIABLE) Memberships memberships,
            Exchange exchange) {
        memberships
                .guards()
                .require(
                        Guard.MEMBERS_ROWS_READ,
                        Guard.MEMBERS_USERS_READ,
                        Guard.MEMBERS_GROUPS_READ,
                        Guard.MEMBERS_SOURCE);
        new PairComparison(memberships, new RouteStatements(exchange)).compare(run.seen()::contains);
        MemberLog.others(run, memberships);
    }

    /** The entries that show no members, or no groups, and would lose memberships by it, in pieces to ask for. */
    public List<Memberships.Absence> absences(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.MEMBERS_VARIABLE) Memberships memberships) {
        List<Memberships.Absence> absences = HiddenMembers.absences(memberships);
        memberships.guards().pass(Guard.MEMBERS_ABSENCES);
        return absences;
    }

    /** The message that makes it look for those of whom it knows that they have no such attribute. */
    public Map<String, Object> lookForAbsence(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.MEMBERS_VARIABLE) Memberships memberships,
            @Body Memberships.Absence absence) {
        Directory directory = directory(run, memberships, absence);
        return Searcher.ofLook(directory)
                .message(directory
                        .guidQueries()
                        .lookupOfOthers(Filter.presence(absence.attribute()), absence.guids(), List.of(), () -> false));
    }

    private static Directory directory(ImportRun run, Memberships memberships, Memberships.Absence absence) {
        return absence.ofUsers() ? memberships.ofUsers().directory() : run.directory();
    }

    /** @throws DirectoryException when the look did not end whole */
    public void lookedForAbsence(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.MEMBERS_VARIABLE) Memberships memberships,
            @Variable(Headers.LOOKED_UP_VARIABLE) Memberships.Absence absence,
            @Body PagedSearch search) {
        Directory directory = directory(run, memberships, absence);
        GuidLookup.entries(directory, search)
                .forEach(entry ->
                        directory.guids(entry).forEach(guid -> memberships.confirm(absence.attribute(), guid)));
    }

    /**
     * Says why an attribute cannot be asked for; nothing is confirmed then.
     *
     * @throws Exception what was caught, where the server has not refused the request but was not reached
     */
    public void notAsked(@Variable(Headers.RUN_VARIABLE) ImportRun run, Exchange exchange) throws Exception {
        Exception failure = exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Exception.class);
        if (!(failure instanceof DirectoryException refused) || refused.isUnreachable()) {
            throw failure;
        }
        ImportLog.note(run, "Absent members cannot be confirmed: " + refused.getMessage());
    }

    /** Finds groups in groups that were not read, of whose members nothing is known. */
    public void lookForGroups(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.MEMBERS_VARIABLE) Memberships memberships) {
        memberships.guards().pass(Guard.MEMBERS_UNREAD_GROUPS);
        HiddenMembers.lookForGroups(run.directory(), memberships);
    }

    /** Leaves the members of a group alone that may be there without being shown. */
    public void requireAbsent(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.MEMBERS_VARIABLE) Memberships memberships) {
        memberships.guards().require(Guard.MEMBERS_ABSENCES, Guard.MEMBERS_UNREAD_GROUPS);
        memberships.guards().pass(Guard.MEMBERS_ABSENT);
        HiddenMembers.keep(run, memberships);
    }

    /** @throws RefusedException when more memberships would be removed than may be */
    public void requireFewRemoved(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.MEMBERS_VARIABLE) Memberships memberships) {
        memberships.guards().require(Guard.MEMBERS_ABSENT);
        memberships.guards().pass(Guard.FEW_REMOVED);
        RemovalLimit.refusal(run.request().maxRemoved(), memberships.own(), memberships.changes())
                .ifPresent(refusal -> {
                    MemberLog.show(run, memberships);
                    throw new RefusedException(refusal);
                });
    }

    /** What is to be written, in transactions. */
    public List<MemberWrite> writes(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.MEMBERS_VARIABLE) Memberships memberships) {
        memberships.guards().require(Guard.FEW_REMOVED);
        if (!memberships.changes().isEmpty()) {
            run.lease().requireHeld();
        }
        return MemberWrite.all(memberships);
    }

    /** Lets nothing be written for a run that has lost its lock. */
    public void requireUnderWay(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Variable(Headers.MEMBER_WRITE_VARIABLE) MemberWrite write) {
        run.lease().keepUnderWay();
        write.guards().pass(Guard.MEMBERS_UNDER_WAY);
    }

    /** Counts and logs what was committed. */
    public void committed(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Variable(Headers.MEMBER_WRITE_VARIABLE) MemberWrite write) {
        write.commit();
        MemberLog.written(run, write);
        run.counters().membersChanged(write.addedPairs(), write.removedPairs());
    }

    /**
     * Throws a failed write on where it is not for the pairs to answer for: the database is lost, read-only or locked, or the run
     * has ended.
     */
    public void requireDatabase(Exchange exchange) throws Exception {
        Exception caught = exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Exception.class);
        if (caught instanceof DatabaseException
                || caught instanceof IllegalStateException
                || DatabaseFailures.isLocked(caught)
                || DatabaseFailures.isReadOnly(caught)
                || DatabaseFailures.isLost(caught)) {
            throw caught;
        }
    }

    /** Counts and tells a pair that the database refuses; the others are written. */
    public void refused(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.MEMBER_WRITE_VARIABLE) MemberWrite write,
            Exchange exchange) {
        Exception caught = exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Exception.class);
        Failure failure = write.failure(DatabaseFailures.words(caught));
        ImportLog.failed(run, failure.name(), failure.message());
        run.counters().membersFailed(failure);
    }

    /** Counts and shows what a dry run would do. */
    public void preview(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.MEMBERS_VARIABLE) Memberships memberships) {
        memberships.guards().require(Guard.FEW_REMOVED);
        MemberLog.show(run, memberships);
        long added = 0;
        long removed = 0;
        for (GroupChange change : memberships.changes()) {
            added += change.added().size();
            removed += change.removed().size();
        }
        run.counters().membersChanged(added, removed);
    }
}
