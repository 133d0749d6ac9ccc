package io.github.ldapimport.event;

import io.github.ldapimport.run.Failure;
import io.github.ldapimport.run.Headers;
import io.github.ldapimport.run.ImportLog;
import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.run.ImportSummary;
import io.github.ldapimport.run.Tally;
import io.github.ldapimport.settings.Lists;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import io.github.ldapimport.table.PagePlan;
import io.github.ldapimport.table.UserPlan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Variable;
import org.apache.camel.util.URISupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the events of a run. An event without an endpoint is not even made, and a dry run has none: each method answers
 * with an empty list then.
 */
public final class Events implements CamelContextAware {
    private static final Logger LOG = LoggerFactory.getLogger(ImportLog.LOGGER);

    private final Map<EventKind, List<String>> endpoints = new EnumMap<>(EventKind.class);
    private CamelContext context;

    @Override
    public void setCamelContext(CamelContext camelContext) {
        context = camelContext;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    /**
     * Refuses endpoints whose component is not there.
     *
     * @throws ConfigurationException naming the setting
     */
    public void checkEndpoints() {
        Settings settings = new Settings(context, Setting.BUNDLE_PREFIX);
        refuseUnknownComponent(settings, Setting.EVENTS_DEAD_LETTER, settings.text(Setting.EVENTS_DEAD_LETTER));
        for (EventKind kind : EventKind.values()) {
            endpoints(kind).forEach(endpoint -> refuseUnknownComponent(settings, kind.endpoints(), endpoint));
        }
    }

    private void refuseUnknownComponent(Settings settings, Setting setting, String endpoint) {
        String scheme = endpoint.replaceFirst(":.*", "");
        if (!endpoint.contains(":") || context.getComponent(scheme, true, false) == null) {
            throw settings.wrong(
                    setting,
                    URISupport.sanitizeUri(endpoint),
                    "there is no Camel component '" + scheme + "', correct it or put the component's jar into lib");
        }
    }

    /** Where an event goes: endpoint URIs. */
    public List<String> endpoints(Event event) {
        return endpoints(event.kind());
    }

    private synchronized List<String> endpoints(EventKind kind) {
        return endpoints.computeIfAbsent(
                kind, any -> Lists.commaSeparated(new Settings(context, Setting.BUNDLE_PREFIX).text(kind.endpoints())));
    }

    /** Whether an endpoint has stayed down for an earlier event of the run. */
    public boolean isDown(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Variable(Headers.ENDPOINT_VARIABLE) String endpoint) {
        return run.endpointsDown().contains(endpoint);
    }

    /** Notes that an endpoint would not take an event; each is told once in a run. */
    public void notDelivered(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.ENDPOINT_VARIABLE) String endpoint,
            Exchange exchange) {
        if (run.endpointsDown().add(endpoint)) {
            Throwable cause = exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Throwable.class);
            LOG.error(
                    "[{}] The endpoint {} takes no events: {}: they are kept in {}",
                    run.id(),
                    URISupport.sanitizeUri(endpoint),
                    cause == null ? "unknown" : cause.toString().replaceAll("\\p{Cntrl}", " "),
                    URISupport.sanitizeUri(
                            new Settings(context, Setting.BUNDLE_PREFIX).text(Setting.EVENTS_DEAD_LETTER)));
        }
    }

    private boolean isWanted(ImportRun run, EventKind kind) {
        return !run.isDryRun() && !endpoints(kind).isEmpty();
    }

    public List<Event> started(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        return isWanted(run, EventKind.STARTED) ? List.of(event(run, EventKind.STARTED, null, null)) : List.of();
    }

    public List<Event> completed(@Variable(Headers.RUN_VARIABLE) ImportRun run, @Body ImportSummary summary) {
        boolean completed = summary.status().equals(ImportSummary.COMPLETED);
        return completed && isWanted(run, EventKind.COMPLETED)
                ? List.of(event(run, EventKind.COMPLETED, null, summary))
                : List.of();
    }

    /** Importing and Synchronizing, before the rows of a page are written. */
    public List<Event> beforeSaving(@Variable(Headers.RUN_VARIABLE) ImportRun run, @Body PagePlan plan) {
        List<Event> events = new ArrayList<>();
        for (UserPlan user : plan.users()) {
            if (user.failure() == null) {
                switch (user.action()) {
                    case IMPORT -> add(events, run, EventKind.IMPORTING, user);
                    case CHANGE -> add(events, run, EventKind.SYNCHRONIZING, user);
                    case KEEP -> {}
                }
            }
        }
        return events;
    }

    /** Imported, Synchronized and Saved, for rows that were written, and ImportFailed. */
    public List<Event> afterSaving(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.PLAN_VARIABLE) PagePlan plan,
            @Body Tally tally) {
        List<Event> events = new ArrayList<>();
        for (UserPlan user : plan.users()) {
            if (user.isWritten()) {
                add(events, run, user.id() == null ? EventKind.IMPORTED : EventKind.SYNCHRONIZED, user);
                add(events, run, EventKind.SAVED, user);
            }
        }
        if (isWanted(run, EventKind.IMPORT_FAILED)) {
            for (Failure failure : tally.failures()) {
                events.add(event(
                        run,
                        EventKind.IMPORT_FAILED,
                        new Event.User(
                                null,
                                failure.guid(),
                                failure.dn(),
                                failure.name(),
                                null,
                                null,
                                null,
                                failure.message()),
                        null));
            }
        }
        return events;
    }

    private void add(List<Event> events, ImportRun run, EventKind kind, UserPlan user) {
        if (isWanted(run, kind)) {
            List<String> changed = user.id() == null
                    ? null
                    : user.changes().stream().map(UserPlan.Change::column).toList();
            events.add(event(
                    run,
                    kind,
                    new Event.User(
                            user.id(),
                            user.row().guid(),
                            user.row().dn(),
                            user.row().name(),
                            user.row().accountName(),
                            printable(user.values()),
                            changed,
                            null),
                    null));
        }
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

    private static Event event(ImportRun run, EventKind kind, Event.User user, ImportSummary summary) {
        return new Event(
                kind,
                run.id(),
                run.providerName(),
                run.provider().domain(),
                run.provider().table().table(),
                Instant.now().toString(),
                user,
                summary);
    }
}
