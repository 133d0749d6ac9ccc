package io.github.ldapimport.worker;

import io.github.ldapimport.event.EndpointCheck;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import io.github.ldapimport.text.Masked;
import io.github.ldapimport.text.Secret;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContext;

/** Where pages go, and what they are signed with, as the settings say. */
public final class PagesEndpoint {
    /** The components that never leave the process: nobody else can put a page there. */
    private static final Set<String> OF_THIS_PROCESS = Set.of("direct", "seda");

    private static final int MIN_SECRET_LENGTH = 16;

    private PagesEndpoint() {}

    /** The endpoint, unless pages stay in this process by the default. */
    static Optional<String> of(CamelContext context) {
        String uri = settings(context).text(Setting.WORKER_ENDPOINT);
        return uri.equals(Setting.WORKER_ENDPOINT.defaultValue()) ? Optional.empty() : Optional.of(uri);
    }

    /**
     * Refuses an endpoint that cannot be made, and one that others can write to where there is no secret; connects to nothing.
     *
     * @throws ConfigurationException naming the setting
     */
    public static void check(CamelContext context) {
        checkSecret(context);
        Optional<String> uri = of(context);
        if (uri.isEmpty()) {
            return;
        }
        EndpointCheck check = new EndpointCheck(context);
        check.requireUsable(settings(context), Setting.WORKER_ENDPOINT, uri.get());
        check.requireConsumer(settings(context), Setting.WORKER_ENDPOINT, uri.get());
    }

    /**
     * Refuses a queue without a secret; needs no component yet.
     *
     * @throws ConfigurationException naming the setting
     */
    public static void checkSecret(CamelContext context) {
        Settings settings = settings(context);
        settings.flag(Setting.WORKER_ENABLED);
        String uri = settings.requiredText(
                Setting.WORKER_ENDPOINT,
                "give an endpoint such as jms:queue:ldap-import-pages, or " + Setting.WORKER_ENDPOINT.defaultValue());
        Secret secret = secret(context);
        if (secret.isEmpty() && !OF_THIS_PROCESS.contains(scheme(uri))) {
            throw new ConfigurationException(settings.key(Setting.WORKER_SECRET)
                    + " is empty: an account that can write to " + Masked.endpoint(uri)
                    + " could have users written; give every node the same text of at least " + MIN_SECRET_LENGTH
                    + " characters, or a file that holds it ("
                    + settings.key(Setting.WORKER_SECRET_FILE) + ")");
        } else if (!secret.isEmpty() && secret.length() < MIN_SECRET_LENGTH) {
            throw new ConfigurationException(
                    settings.key(Setting.WORKER_SECRET) + " is shorter than " + MIN_SECRET_LENGTH
                            + " characters: give one that nobody can guess, such as what openssl rand -hex 32 prints");
        }
    }

    /** What to sign with; empty where nothing is signed. */
    static Secret secret(CamelContext context) {
        return settings(context).secret(Setting.WORKER_SECRET, Setting.WORKER_SECRET_FILE);
    }

    private static String scheme(String uri) {
        return uri.replaceFirst(":.*", "");
    }

    private static Settings settings(CamelContext context) {
        return new Settings(context, Setting.BUNDLE_PREFIX);
    }
}
