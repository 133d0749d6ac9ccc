package io.github.ldapimport.worker;

import io.github.ldapimport.history.SettingsDigest;
import io.github.ldapimport.run.Provider;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.text.Secret;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;

/**
 * What a node makes rows and events by, each setting as a digest of its value: a worker with others would write something else,
 * or somewhere else. Settings by which a node finds its way, signs in and searches may differ.
 */
final class SettingsFingerprint {
    private static final Set<Setting> FREE = EnumSet.of(
            Setting.DIRECTORY_URL,
            Setting.DIRECTORY_BASE,
            Setting.DIRECTORY_USERNAME,
            Setting.DIRECTORY_PASSWORD,
            Setting.DIRECTORY_PASSWORD_FILE,
            Setting.DIRECTORY_START_TLS,
            Setting.DIRECTORY_TRUST_STORE,
            Setting.DIRECTORY_TRUST_STORE_PASSWORD,
            Setting.DIRECTORY_KEY_STORE,
            Setting.DIRECTORY_KEY_STORE_PASSWORD,
            Setting.DIRECTORY_CONNECT_TIMEOUT,
            Setting.DIRECTORY_READ_TIMEOUT,
            Setting.DIRECTORY_FILTER,
            Setting.DIRECTORY_PAGE_SIZE,
            Setting.DIRECTORY_PAGED_RESULTS,
            Setting.DIRECTORY_REFERRALS,
            Setting.DIRECTORY_ATTRIBUTES,
            Setting.DIRECTORY_USER_FILTER,
            Setting.DIRECTORY_RESOLVE_ATTRIBUTES,
            Setting.DIRECTORY_BINARY_ATTRIBUTES,
            Setting.DELETE,
            Setting.RESTORE,
            Setting.DELETE_MISSING,
            Setting.GRACE,
            Setting.MAX_MISSING,
            Setting.MAX_DISABLED,
            Setting.MAX_RESTORED,
            Setting.MAX_EMPTIED,
            Setting.MAX_CHANGED,
            Setting.MAX_UNDONE,
            Setting.MAX_REMOVED,
            Setting.MIN_USERS,
            Setting.USERS_CREATE_TABLE,
            Setting.USERS_PASSWORD_COST);

    /** Of memberships, which no worker writes. */
    private static final String MEMBERS = "members.";

    /** Of the bundle's own settings, those that say which events are made. */
    private static final String EVENTS = "events.";

    private static final Set<Setting> HOW_EVENTS_GO =
            EnumSet.of(Setting.EVENTS_RETRIES, Setting.EVENTS_RETRY_DELAY, Setting.EVENTS_DEAD_LETTER);

    private SettingsFingerprint() {}

    static Map<String, String> of(Provider provider, CamelContext context) {
        Secret secret = PagesEndpoint.secret(context);
        return SettingsDigest.of(
                provider,
                context,
                setting -> {
                    boolean ofRows = setting.owner() == Setting.Owner.PROVIDER
                            && !FREE.contains(setting)
                            && !setting.key().startsWith(MEMBERS);
                    boolean ofEvents = setting.owner() == Setting.Owner.BUNDLE
                            && setting.key().startsWith(EVENTS)
                            && !HOW_EVENTS_GO.contains(setting);
                    return ofRows || ofEvents;
                },
                text -> digest(text, secret));
    }

    /** The keys that differ; a route that one of the two cannot show is not compared. */
    static List<String> differences(Map<String, String> theirs, Map<String, String> ours) {
        return SettingsDigest.differences(theirs, ours);
    }

    /** By the secret of the nodes, where there is one: a plain digest of a short password in an address can be guessed. */
    private static String digest(String text, Secret secret) {
        return secret.isEmpty()
                ? SettingsDigest.sha256(text)
                : SettingsDigest.shortened(Signature.of(text.getBytes(StandardCharsets.UTF_8), secret));
    }
}
