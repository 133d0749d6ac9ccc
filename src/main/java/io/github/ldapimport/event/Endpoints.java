package io.github.ldapimport.event;

import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.util.URISupport;

/** Where events go, as the settings say: endpoint URIs for each kind, and one for what they would not take. */
final class Endpoints {
    private final CamelContext context;
    private final Map<EventKind, List<String>> byKind = new EnumMap<>(EventKind.class);

    Endpoints(CamelContext context) {
        this.context = context;
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
        return URISupport.sanitizeUri(new Settings(context, Setting.BUNDLE_PREFIX).text(Setting.EVENTS_DEAD_LETTER));
    }

    /**
     * Refuses endpoints whose component is not there.
     *
     * @throws io.github.ldapimport.settings.ConfigurationException naming the setting
     */
    void check() {
        Settings settings = new Settings(context, Setting.BUNDLE_PREFIX);
        refuseUnknownComponent(settings, Setting.EVENTS_DEAD_LETTER, settings.text(Setting.EVENTS_DEAD_LETTER));
        for (EventKind kind : EventKind.values()) {
            of(kind).forEach(endpoint -> refuseUnknownComponent(settings, kind.endpoints(), endpoint));
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
}
