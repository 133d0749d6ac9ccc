package io.github.ldapimport.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.spi.PropertiesComponent;

/**
 * Values whose {@code {{...}}} Camel replaces. To Camel, a value with one that it cannot replace is as one that was not
 * set, and the default would hold; here it is refused. The messages name the placeholder, never a value.
 */
final class Placeholders {
    private static final String OPEN = PropertiesComponent.PREFIX_TOKEN;
    private static final String CLOSE = PropertiesComponent.SUFFIX_TOKEN;
    private static final String OPTIONAL = PropertiesComponent.OPTIONAL_TOKEN;
    private static final String AS_WRITTEN = "?nested=false";

    // what people take for functions of placeholders; of the others, what stands before the colon is a key
    private static final Set<String> FUNCTIONS = Set.of(
            "env",
            "sys",
            "environment",
            "getenv",
            "system",
            "service",
            "bean",
            "file",
            "secret",
            "secrets",
            "vault",
            "hashicorp",
            "hvault",
            "aws",
            "gcp",
            "azure",
            "base64",
            "configmap",
            "config-map",
            "kubernetes");

    private Placeholders() {}

    /**
     * The value of a key, everything replaced.
     *
     * @return empty where the key is not set
     * @throws ConfigurationException naming the key, and the placeholder that has no value
     */
    static Optional<String> resolve(PropertiesComponent properties, String key) {
        String written = parse(properties, key, OPEN + OPTIONAL + key + AS_WRITTEN + CLOSE);
        if (written == null) {
            return Optional.empty();
        }
        if (!written.contains(OPEN) && !written.contains(CLOSE)) {
            return Optional.of(written);
        }
        String value = parse(properties, key, OPEN + OPTIONAL + key + CLOSE);
        for (String name : names(written)) {
            // what is there still was written with backslashes, and belongs to the value
            boolean isLiteral = value != null && value.contains(OPEN + name + CLOSE);
            if (!isLiteral) {
                requireValue(properties, key, name);
            }
        }
        return Optional.ofNullable(value);
    }

    private static String parse(PropertiesComponent properties, String key, String text) {
        try {
            return properties.parseUri(text);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(key + ": " + reason(String.valueOf(e.getMessage())));
        }
    }

    /** Of Camel's words no more than a name: they quote the whole value, which may be a secret. */
    private static String reason(String said) {
        int name = said.indexOf('[');
        int end = said.indexOf(']', name + 1);
        if (said.startsWith("Missing") || name < 0 || end < 0) {
            return "a {{ or }} has no other half; one that belongs to the value itself is written \\{{ or \\}} (\\\\{{ in a"
                    + " file of properties)";
        }
        String placeholder = OPEN + said.substring(name + 1, end) + CLOSE;
        return said.startsWith("Circular")
                ? "the placeholder " + placeholder + " leads back to itself: give it a value of its own"
                : "the placeholder " + placeholder + " has no value: set it, or write a default after a colon, as in {{"
                        + said.substring(name + 1, end) + ":...}}";
    }

    /** What stands between <code>{{</code> and the next <code>}}</code>, where none is within. */
    private static List<String> names(String written) {
        List<String> names = new ArrayList<>();
        int end = written.indexOf(CLOSE);
        while (end >= 0) {
            int start = written.lastIndexOf(OPEN, end);
            String name = start < 0 ? CLOSE : written.substring(start + OPEN.length(), end);
            if (!name.contains(CLOSE)) {
                names.add(name);
            }
            end = written.indexOf(CLOSE, end + CLOSE.length());
        }
        return names;
    }

    private static void requireValue(PropertiesComponent properties, String key, String name) {
        String placeholder = key + ": the placeholder " + OPEN + name + CLOSE;
        int colon = name.indexOf(':');
        String before = colon < 0 ? name : name.substring(0, colon);
        if (!before.equals(before.strip())) {
            throw new ConfigurationException(placeholder + " has blanks round its name: remove them");
        }
        boolean isFunction = colon >= 0 && FUNCTIONS.contains(before.toLowerCase(Locale.ROOT));
        if (isFunction && !properties.hasPropertiesFunction(before)) {
            throw new ConfigurationException(placeholder + " names a function '" + before
                    + "' that is not there, so the rest would be taken for the value: write {{env:NAME}} for an environment"
                    + " variable, or add what brings the function");
        }
        String value = parse(properties, key, OPEN + name + CLOSE);
        boolean isEmptyOnPurpose = name.endsWith(":");
        // a runtime may let Camel pass over what is missing, and mark it
        boolean isMissing = value == null || value.isBlank() || value.startsWith("@@[");
        if (isMissing && !isEmptyOnPurpose) {
            throw new ConfigurationException(placeholder
                    + " has no value, or an empty one: set it, or write a default after a colon, as in {{"
                    + (name.startsWith(OPTIONAL) ? name.substring(OPTIONAL.length()) : name) + ":...}}");
        }
    }
}
