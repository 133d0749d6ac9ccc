package io.github.ldapimport.event;

import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import io.github.ldapimport.text.Masked;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;

/** Where events go, as the settings say: endpoint URIs for each kind, and one for what they would not take. */
final class Endpoints {
    private final CamelContext context;
    private final EndpointCheck check;
    private final Map<EventKind, List<String>> byKind = new EnumMap<>(EventKind.class);

    Endpoints(CamelContext context) {
        this.context = context;
        this.check = new EndpointCheck(context);
    }

    /** The endpoints of a kind; none where nobody wants to hear of it. */
    synchronized List<String> of(EventKind kind) {
        List<String> endpoints = byKind.get(kind);
        if (endpoints == null) {
            endpoints = new Settings(context, Setting.BUNDLE_PREFIX).list(kind.endpoints());
            byKind.put(kind, endpoints);
        }
        return endpoints;
    }

    /** Takes the settings as they are now. */
    synchronized void readSettingsAgain() {
        byKind.clear();
    }

    /** Where an event goes that an endpoint would not take, fit for a log. */
    String deadLetter() {
        return Masked.endpoint(new Settings(context, Setting.BUNDLE_PREFIX).text(Setting.EVENTS_DEAD_LETTER));
    }

    /** Where to send, so that an endpoint without a consumer does not hold up the run. */
    String withoutWaiting(String endpoint) {
        return check.withoutWaiting(endpoint);
    }

    /**
     * Refuses endpoints that Camel cannot send to.
     *
     * @throws io.github.ldapimport.settings.ConfigurationException naming the setting
     */
    void requireUsable() {
        Settings settings = new Settings(context, Setting.BUNDLE_PREFIX);
        String deadLetter = settings.text(Setting.EVENTS_DEAD_LETTER);
        if (isEvaluated(deadLetter)) {
            check.requireComponent(settings, Setting.EVENTS_DEAD_LETTER, deadLetter);
        } else {
            check.requireUsable(settings, Setting.EVENTS_DEAD_LETTER, deadLetter);
        }
        for (EventKind kind : EventKind.values()) {
            of(kind).forEach(endpoint -> check.requireUsable(settings, kind.endpoints(), endpoint));
        }
    }

    /**
     * Refuses endpoints of this process that no route answers to.
     *
     * @throws io.github.ldapimport.settings.ConfigurationException naming the setting
     */
    void requireConsumers() {
        Settings settings = new Settings(context, Setting.BUNDLE_PREFIX);
        String deadLetter = settings.text(Setting.EVENTS_DEAD_LETTER);
        if (!isEvaluated(deadLetter)) {
            check.requireConsumer(settings, Setting.EVENTS_DEAD_LETTER, deadLetter);
        }
        for (EventKind kind : EventKind.values()) {
            of(kind).forEach(endpoint -> check.requireConsumer(settings, kind.endpoints(), endpoint));
        }
    }

    /** The dead letter endpoint may have functions in it, which are evaluated for each event. */
    private static boolean isEvaluated(String deadLetter) {
        return deadLetter.contains("${");
    }
}
