package io.github.ldapimport.app;

import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.util.IOHelper;

/**
 * Names of environment variables and of Java's system properties that nothing would read: a slip in one is a setting that has no
 * effect, such as a limit.
 */
final class Variables {
    private static final String OURS = "LDAP_IMPORT_";

    /** The launcher's own, and what a cluster makes for a service that is called ldap-import. */
    private static final Pattern NO_SETTING = Pattern.compile(
            "LDAP_IMPORT_(JAVA_OPTS|TRUSTED_FOLDERS|SERVICE_HOST|SERVICE_PORT(_.*)?|PORT(_[0-9]+_(TCP|UDP|SCTP)(_.*)?)?)");

    private static final String ADVICE =
            " names no setting: correct it or unset it (application.properties lists all settings)";

    /** The bundle's own keys by the letters and digits alone of their present and former names. */
    private static final Map<String, String> KEYS_BY_LETTERS = keysByLetters();

    private static final Set<String> OF_PROVIDERS = Stream.of(Setting.values())
            .filter(setting -> setting.owner() != Setting.Owner.BUNDLE)
            .map(setting -> "_" + IOHelper.normalizeEnvironmentVariable(setting.key()))
            .collect(Collectors.toUnmodifiableSet());

    private Variables() {}

    private static Map<String, String> keysByLetters() {
        Map<String, String> keys = new HashMap<>();
        Setting.FORMER_KEYS.forEach((former, now) -> keys.put(letters(former), now));
        for (Setting setting : Setting.values()) {
            String key = Setting.BUNDLE_PREFIX + "." + setting.key();
            keys.put(letters(key), key);
        }
        return Map.copyOf(keys);
    }

    private static String variable(String prefix, Setting setting) {
        return IOHelper.normalizeEnvironmentVariable(prefix + "." + setting.key());
    }

    private static String letters(String name) {
        return name.replaceAll("[^\\p{L}\\p{N}]", "").toLowerCase(Locale.ROOT);
    }

    /**
     * Refuses environment variables with a slip in their name; those of further providers may have any name before the setting's.
     *
     * @throws ConfigurationException naming the variable
     */
    static void requireKnown(Set<String> names) {
        for (String name : new TreeSet<>(names)) {
            String key = KEYS_BY_LETTERS.get(letters(name));
            String meant = key == null ? null : IOHelper.normalizeEnvironmentVariable(key);
            if (meant != null && !meant.equals(name)) {
                throw new ConfigurationException("The environment variable " + name
                        + " is no setting, and nothing reads it: write " + meant + ", or unset it");
            }
            if (name.startsWith(OURS)
                    && meant == null
                    && !NO_SETTING.matcher(name).matches()
                    && OF_PROVIDERS.stream().noneMatch(name.substring(OURS.length())::endsWith)) {
                throw new ConfigurationException("The environment variable " + name + ADVICE);
            }
        }
    }

    /**
     * Refuses environment variables of providers that do not exist.
     *
     * @param prefixes of all providers and databases, such as {@code ldap-import.partners}
     * @throws ConfigurationException naming the variable, and the one that was perhaps meant
     */
    static void requireRead(Set<String> names, Collection<String> prefixes) {
        Set<String> own = KEYS_BY_LETTERS.values().stream()
                .map(IOHelper::normalizeEnvironmentVariable)
                .collect(Collectors.toSet());
        Set<String> known = new HashSet<>(own);
        for (Setting setting : Setting.values()) {
            prefixes.forEach(prefix -> known.add(variable(prefix, setting)));
        }
        for (String name : new TreeSet<>(names)) {
            if (name.startsWith(OURS)
                    && !known.contains(name)
                    && !NO_SETTING.matcher(name).matches()) {
                Optional<String> meant = own.stream()
                        .filter(variable -> name.endsWith(variable.substring(OURS.length() - 1)))
                        .findFirst();
                throw new ConfigurationException("The environment variable " + name
                        + " belongs to no provider, and nothing reads it"
                        + meant.map(variable -> ": for the provider ldap, write " + variable)
                                .orElse("")
                        + "; for another one, begin with its prefix (ldap-import-providers.camel.yaml); or unset it");
            }
        }
    }

    /**
     * Refuses Java's system properties that are a setting but for its spelling, such as those of {@code LDAP_IMPORT_JAVA_OPTS};
     * all others may belong to other programs.
     *
     * @throws ConfigurationException naming the property
     */
    static void requireKnownProperties(Set<String> names) {
        for (String name : new TreeSet<>(names)) {
            String meant = KEYS_BY_LETTERS.get(letters(name));
            if (meant != null && !name.startsWith(Setting.BUNDLE_PREFIX + ".")) {
                throw new ConfigurationException("Java's system property " + name
                        + " is no setting, and nothing reads it: write " + meant + ", or remove it");
            }
        }
    }
}
