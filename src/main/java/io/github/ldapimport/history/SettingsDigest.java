package io.github.ldapimport.history;

import io.github.ldapimport.run.Provider;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;

/** Settings, each as a digest of its value, and the route that users edit, so that two points in time or two nodes can be compared. */
public final class SettingsDigest {
    private static final String ROUTE_TO_EDIT = "ldap-import-user";
    private static final String ROUTE = "the route " + ROUTE_TO_EDIT;
    private static final int DIGITS = 16;

    private SettingsDigest() {}

    /** Those that choose a provider's users and make their rows; no secrets. */
    static Map<String, String> ofRows(Provider provider, CamelContext context) {
        return of(
                provider,
                context,
                setting -> setting.owner() == Setting.Owner.PROVIDER && !setting.isSecret(),
                SettingsDigest::sha256);
    }

    /**
     * The settings that are asked for, by key.
     *
     * @param which none of them a secret
     * @param digest of a key and its value
     */
    public static Map<String, String> of(
            Provider provider, CamelContext context, Predicate<Setting> which, UnaryOperator<String> digest) {
        Settings settings = new Settings(context, provider.getSettings());
        Map<String, String> digests = new LinkedHashMap<>();
        for (Setting setting : Setting.values()) {
            if (which.test(setting)) {
                String key = settings.key(setting);
                digests.put(key, digest.apply(key + "=" + settings.text(setting)));
            }
        }
        Route route = context.getRoute(ROUTE_TO_EDIT);
        if (route != null && route.getSourceResource() != null) {
            try (InputStream file = route.getSourceResource().getInputStream()) {
                String text = new String(file.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
                digests.put(ROUTE, digest.apply(ROUTE + "=" + text));
            } catch (IOException e) {
                // a runtime may keep routes without their files: then they cannot be compared
                digests.remove(ROUTE);
            }
        }
        return digests;
    }

    /** The keys that differ; a route that one of the two cannot show is not compared. */
    public static List<String> differences(Map<String, String> theirs, Map<String, String> ours) {
        List<String> keys = new ArrayList<>();
        ours.forEach((key, digest) -> {
            boolean shown = !key.equals(ROUTE) || theirs.containsKey(key);
            if (shown && !digest.equals(theirs.get(key))) {
                keys.add(key);
            }
        });
        return keys;
    }

    /** A digest of a text without a secret in it. */
    public static String sha256(String text) {
        try {
            return shortened(HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8))));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** As many digits as two values are told apart by. */
    public static String shortened(String digits) {
        return digits.substring(0, DIGITS);
    }
}
