package io.github.ldapimport.event;

import io.github.ldapimport.api.Failure;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.group.MemberWrite;
import io.github.ldapimport.missing.MissingUsers;
import io.github.ldapimport.plan.AccountChange;
import io.github.ldapimport.plan.AccountRow;
import io.github.ldapimport.plan.AccountRows;
import io.github.ldapimport.plan.AccountWrite;
import io.github.ldapimport.plan.Guards.Guard;
import io.github.ldapimport.plan.PagePlan;
import io.github.ldapimport.plan.UserChange;
import io.github.ldapimport.plan.UserWrite;
import io.github.ldapimport.plan.WriteBatch;
import io.github.ldapimport.rows.LiveUserRow;
import io.github.ldapimport.run.ImportLog;
import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.run.Provider;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.table.SoftDeletePolicy;
import io.github.ldapimport.tally.PageResult;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Variable;

/**
 * Makes the events of a run. An event without an endpoint is not even made, and a dry run has none: each method answers
 * with an empty list then.
 */
public final class Events implements CamelContextAware {
    private CamelContext context;
    private Endpoints endpoints;

    @Override
    public void setCamelContext(CamelContext camelContext) {
        context = camelContext;
        endpoints = new Endpoints(camelContext);
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    /** Takes the settings as they are now. */
    public void readSettingsAgain() {
        endpoints.readSettingsAgain();
    }

    private boolean isWanted(ImportRun run, EventKind kind) {
        return !run.isDryRun() && !run.events().isMuted() && !endpoints.of(kind).isEmpty();
    }

    public List<EventBatch> started(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        List<EventMessage> events = new ArrayList<>();
        add(events, run, EventKind.STARTED, null, null);
        return batches(events);
    }

    /** Completed, Refused or Failed, for a run that ended so. */
    public List<EventBatch> ended(@Variable(Headers.RUN_VARIABLE) ImportRun run, @Body ImportSummary summary) {
        List<EventMessage> events = new ArrayList<>();
        switch (summary.status()) {
            case ImportSummary.COMPLETED -> add(events, run, EventKind.COMPLETED, null, summary);
            case ImportSummary.REFUSED -> add(events, run, EventKind.REFUSED, null, summary);
            default -> failed(events, run, summary);
        }
        return batches(events);
    }

    private void failed(List<EventMessage> events, ImportRun run, ImportSummary summary) {
        try {
            add(events, run, EventKind.FAILED, null, summary);
        } catch (ConfigurationException e) {
            // the run may have failed because of that very setting
            ImportLog.note(run, "The event Failed is not sent: " + e.getMessage());
        }
    }

    /** Importing and Synchronizing, before the rows of a page are written. */
    public List<EventBatch> beforeSaving(@Variable(Headers.RUN_VARIABLE) ImportRun run, @Body PagePlan plan) {
        List<EventMessage> events = new ArrayList<>();
        for (UserWrite user : plan.users()) {
            if (user.failure() == null && user.left() == null) {
                switch (user.change().action()) {
                    case IMPORT -> add(events, run, EventKind.IMPORTING, user.change());
                    case CHANGE -> add(events, run, EventKind.SYNCHRONIZING, user.change());
                    case KEEP, FAIL -> {}
                }
            }
        }
        return batches(events);
    }

    /** Imported, Synchronized, Saved, and Deleted of new rows, for rows whose transaction is about to be committed. */
    public EventBatch afterWriting(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Variable(Headers.WRITE_VARIABLE) WriteBatch write) {
        write.guards().require(Guard.WRITTEN);
        List<EventMessage> events = new ArrayList<>();
        for (UserWrite written : write.users()) {
            UserChange user = written.change();
            add(events, run, user.id() == null ? EventKind.IMPORTED : EventKind.SYNCHRONIZED, user);
            add(events, run, EventKind.SAVED, user);
            if (user.mark() == SoftDeletePolicy.Mark.DELETE) {
                add(events, run, EventKind.DELETED, user);
            } else if (user.mark() == SoftDeletePolicy.Mark.RESTORE) {
                add(events, run, EventKind.RESTORED, user);
            }
        }
        return new EventBatch(events);
    }

    /** Synchronizing, before rows whose only change it is are soft-deleted or restored. */
    public List<EventBatch> beforeChangingAccounts(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Variable(Headers.ACCOUNTS_VARIABLE) AccountRows accounts) {
        List<EventMessage> events = new ArrayList<>();
        for (AccountRow row : accounts.rows()) {
            if (row.failure() == null && row.change().isOtherwiseSame()) {
                add(events, run, EventKind.SYNCHRONIZING, row);
            }
        }
        return batches(events);
    }

    /** Deleted and Restored, and Synchronized and Saved where the page had nothing to write, before the commit. */
    public EventBatch accountsChanged(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.ACCOUNT_WRITE_VARIABLE) AccountWrite write) {
        write.guards().require(Guard.WRITTEN);
        List<EventMessage> events = new ArrayList<>();
        for (AccountRow row : write.rows()) {
            if (row.change().isOtherwiseSame()) {
                add(events, run, EventKind.SYNCHRONIZED, row);
                add(events, run, EventKind.SAVED, row);
            }
            boolean isDeleted = row.change().mark() == SoftDeletePolicy.Mark.DELETE;
            add(events, run, isDeleted ? EventKind.DELETED : EventKind.RESTORED, row);
        }
        return new EventBatch(events);
    }

    private void add(List<EventMessage> events, ImportRun run, EventKind kind, AccountRow row) {
        if (isWanted(run, kind)) {
            List<String> released = run.table().releasedColumns();
            List<String> changed = new ArrayList<>(row.changed(released));
            changed.add(run.table().deletedAtColumn());
            AccountChange change = row.change();
            Event.User about = new Event.User(
                    row.id(),
                    change.guid(),
                    change.dn(),
                    change.name(),
                    change.accountName(),
                    printable(row.values(released)),
                    changed,
                    null);
            add(events, run, kind, about, null);
        }
    }

    /** ImportFailed, for users whose row could not be deleted or restored. */
    public List<EventBatch> accountsFailed(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Body List<Failure> failures) {
        return failed(run, failures);
    }

    /** ImportFailed, for the users of a page who failed for good. */
    public List<EventBatch> failed(@Variable(Headers.RUN_VARIABLE) ImportRun run, @Body PageResult tally) {
        return failed(run, tally.failures());
    }

    /** ImportFailed, for refused rows that did not come to their second try. */
    public List<EventBatch> givenUp(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        return failed(run, run.counters().givenUp());
    }

    private List<EventBatch> failed(ImportRun run, List<Failure> failures) {
        List<EventMessage> events = new ArrayList<>();
        for (Failure failure : failures) {
            Event.User user = new Event.User(
                    null, failure.guid(), failure.dn(), failure.name(), null, null, null, failure.message());
            add(events, run, EventKind.IMPORT_FAILED, user, null);
        }
        return batches(events);
    }

    /** DeletedMissing, for rows whose transaction is about to be committed: these and no others. */
    public EventBatch deletedMissing(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Variable(Headers.MISSING_VARIABLE) MissingUsers missing) {
        missing.guards().require(Guard.ALL_DELETED);
        if (!isWanted(run, EventKind.DELETED_MISSING)) {
            return new EventBatch(List.of());
        }
        return new EventBatch(List.of(message(run, EventKind.DELETED_MISSING, null, null, missing.rows(), null)));
    }

    /** MissingNoticed, for users whom no run has found missing before, and whose rows wait for the grace period. */
    public EventBatch missingNoticed(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Variable(Headers.MISSING_VARIABLE) MissingUsers missing) {
        missing.guards().require(Guard.GRACE_KEPT);
        if (missing.noticed().isEmpty() || !isWanted(run, EventKind.MISSING_NOTICED)) {
            return new EventBatch(List.of());
        }
        return new EventBatch(List.of(message(run, EventKind.MISSING_NOTICED, null, null, missing.noticed(), null)));
    }

    /** MembersAdded and MembersRemoved, one for each group, for pairs whose transaction is about to be committed. */
    public EventBatch membersChanged(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Variable(Headers.MEMBER_WRITE_VARIABLE) MemberWrite write) {
        List<EventMessage> events = new ArrayList<>();
        addMembers(events, run, EventKind.MEMBERS_REMOVED, write.removed());
        addMembers(events, run, EventKind.MEMBERS_ADDED, write.added());
        return new EventBatch(events);
    }

    private void addMembers(
            List<EventMessage> events, ImportRun run, EventKind kind, List<MemberWrite.Members> changed) {
        if (isWanted(run, kind)) {
            for (MemberWrite.Members members : changed) {
                Event.Group group = new Event.Group(members.id(), members.guid(), members.dn(), members.name());
                events.add(message(run, kind, null, group, members.users(), null));
            }
        }
    }

    private static List<EventBatch> batches(List<EventMessage> events) {
        return events.isEmpty() ? List.of() : List.of(new EventBatch(events));
    }

    private void add(List<EventMessage> events, ImportRun run, EventKind kind, UserChange user) {
        if (isWanted(run, kind)) {
            List<String> changed = null;
            if (user.id() != null) {
                changed = new ArrayList<>();
                for (UserChange.Change change : user.changes()) {
                    changed.add(change.column());
                }
            }
            Event.User about = new Event.User(
                    user.id() == null ? user.newId() : user.id(),
                    user.row().guid(),
                    user.row().dn(),
                    user.row().name(),
                    user.row().accountName(),
                    printable(user.values()),
                    changed,
                    null);
            add(events, run, kind, about, null);
        }
    }

    private void add(List<EventMessage> events, ImportRun run, EventKind kind, Event.User user, ImportSummary summary) {
        if (isWanted(run, kind)) {
            events.add(message(run, kind, user, null, null, summary));
        }
    }

    private static EventMessage message(
            ImportRun run,
            EventKind kind,
            Event.User user,
            Event.Group group,
            List<LiveUserRow> rows,
            ImportSummary summary) {
        String id = run.events().nextId();
        Event event = new Event(
                kind,
                id,
                run.id(),
                run.providerName(),
                run.findProvider().map(Provider::domain).orElse(null),
                run.findProvider().map(its -> its.table().table()).orElse(null),
                Instant.now().truncatedTo(ChronoUnit.MILLIS).toString(),
                user,
                group,
                each(rows, LiveUserRow::id),
                each(rows, LiveUserRow::guid),
                each(rows, LiveUserRow::label),
                group != null
                                || run.findProvider()
                                        .flatMap(its -> its.table().accountColumn())
                                        .isEmpty()
                        ? null
                        : each(rows, LiveUserRow::accountName),
                summary);
        return new EventMessage(id, kind, run.providerName(), run.id(), event.json());
    }

    /** Something of each row; null where the event is about none. */
    private static <T> List<T> each(List<LiveUserRow> rows, Function<LiveUserRow, T> what) {
        return rows == null ? null : rows.stream().map(what).collect(Collectors.toList());
    }

    /** Values that JSON has a form for; a bean may have made others. */
    private static Map<String, Object> printable(Map<String, Object> values) {
        Map<String, Object> printable = new LinkedHashMap<>();
        values.forEach((column, value) -> {
            boolean known = value == null
                    || value instanceof String
                    || value instanceof Number
                    || value instanceof Boolean
                    || value instanceof byte[];
            printable.put(column, known ? value : value.toString());
        });
        return printable;
    }
}
