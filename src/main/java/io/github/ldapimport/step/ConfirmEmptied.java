package io.github.ldapimport.step;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.connection.DirectoryException;
import io.github.ldapimport.directory.Directory;
import io.github.ldapimport.ldap.Entry;
import io.github.ldapimport.ldap.Filter;
import io.github.ldapimport.plan.EmptiedValues;
import io.github.ldapimport.plan.Guards.Guard;
import io.github.ldapimport.plan.PagePlan;
import io.github.ldapimport.run.ImportLog;
import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.search.GuidLookup;
import io.github.ldapimport.search.PagedSearch;
import io.github.ldapimport.search.Searcher;
import java.util.List;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Variable;

/**
 * The steps of route ldap-import-confirm-emptied: a value that an entry does not show may be hidden, and the row loses or changes
 * what was made of it only where the directory says that the entry has none.
 */
public final class ConfirmEmptied {
    /**
     * The rows of a page that would lose or change values for what their entries do not show. A worker comes to none, because it
     * leaves such a page to the run's own process.
     */
    public List<EmptiedValues> pieces(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Variable(Headers.PLAN_VARIABLE) PagePlan plan) {
        List<EmptiedValues> pieces = unconfirmed(run, plan);
        plan.guards().pass(Guard.ABSENCE_CONFIRMED);
        plan.guards().expect(Guard.ABSENCE_REQUIRED, pieces.size());
        return pieces;
    }

    /** The rows of a page that would lose or change values for attributes that their entries do not show, in pieces. */
    static List<EmptiedValues> unconfirmed(ImportRun run, PagePlan plan) {
        return EmptiedValues.of(plan, run.table().settings(), run.provider().attributesOfHandlers());
    }

    /** The message that makes camel-spring-ldap show the attributes of those users once more. */
    public Map<String, Object> look(@Variable(Headers.RUN_VARIABLE) ImportRun run, @Body EmptiedValues emptied) {
        Directory directory = run.directory();
        return Searcher.ofLook(directory)
                .message(directory.guidQueries().lookupOfAnyEntry(emptied.guids(), emptied.attributes(), () -> false));
    }

    /** @throws DirectoryException when the look did not end whole */
    public void looked(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.EMPTIED_VARIABLE) EmptiedValues emptied,
            @Body PagedSearch search) {
        Directory directory = run.directory();
        for (Entry entry : GuidLookup.entries(directory, search)) {
            directory.guids(entry).forEach(guid -> emptied.shown(guid, entry::shows));
        }
    }

    /** The message that makes it look for those of whom it knows that they have no such attribute. */
    public Map<String, Object> lookForAbsence(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Body EmptiedValues.Absence absence) {
        Directory directory = run.directory();
        return Searcher.ofLook(directory)
                .message(directory
                        .guidQueries()
                        .lookupOfOthers(Filter.presence(absence.attribute()), absence.guids(), List.of(), () -> false));
    }

    /** @throws DirectoryException when the look did not end whole */
    public void lookedForAbsence(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.EMPTIED_VARIABLE) EmptiedValues emptied,
            @Variable(Headers.LOOKED_UP_VARIABLE) EmptiedValues.Absence absence,
            @Body PagedSearch search) {
        Directory directory = run.directory();
        List<Entry> entries = GuidLookup.entries(directory, search);
        if (!directory.denials().isAlwaysThere(absence.attribute())) {
            entries.forEach(entry -> directory.guids(entry).forEach(guid -> emptied.absent(guid, absence.attribute())));
        }
    }

    /**
     * Says why an attribute cannot be asked for, such as one that the server computes; nothing is confirmed then.
     *
     * @throws Exception what was caught, where the server has not refused the request but was not reached, or something else failed
     */
    public void notAsked(@Variable(Headers.RUN_VARIABLE) ImportRun run, Exchange exchange) throws Exception {
        Exception failure = exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Exception.class);
        if (!(failure instanceof DirectoryException refused) || refused.isUnreachable()) {
            throw failure;
        }
        ImportLog.note(run, "Absent values cannot be confirmed: " + refused.getMessage());
    }

    /** Fails the users whose entries may have what they do not show. */
    public void requireAbsent(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.PLAN_VARIABLE) PagePlan plan,
            @Variable(Headers.EMPTIED_VARIABLE) EmptiedValues emptied) {
        plan.guards().pass(Guard.ABSENCE_REQUIRED);
        Directory directory = run.directory();
        String urls = directory.urls().replace("%", "%%");
        String account = directory.account().replace("%", "%%");
        emptied.failOthers("column %1$s would %3$s: the entry shows no %2$s, and " + urls
                + " does not confirm that it has none: the row stays as it is; let " + account
                + " search and read %2$s there, or leave the column out of sync-attributes");
    }
}
