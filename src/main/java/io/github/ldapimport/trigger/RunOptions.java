package io.github.ldapimport.trigger;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.settings.ConfigurationException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Options by the names that they have on the command line, as the headers of {@code direct:ldap-import}. */
public final class RunOptions {
    private static final String PREFIX = "--";
    private static final String NEGATION = "no-";

    private static final Map<String, String> FLAGS = Map.of(
            "delete", Headers.DELETE,
            "restore", Headers.RESTORE,
            "delete-missing", Headers.DELETE_MISSING,
            "dry-run", Headers.DRY_RUN,
            "log", Headers.LOG,
            "scope-changed", Headers.SCOPE_CHANGED,
            "relink", Headers.RELINK,
            "keep", Headers.KEEP);

    private static final Map<String, String> VALUES = Map.of(
            "filter", Headers.FILTER,
            "attributes", Headers.ATTRIBUTES,
            "max-missing", Headers.MAX_MISSING,
            "max-disabled", Headers.MAX_DISABLED,
            "max-restored", Headers.MAX_RESTORED,
            "max-emptied", Headers.MAX_EMPTIED,
            "max-changed", Headers.MAX_CHANGED,
            "max-removed", Headers.MAX_REMOVED,
            "min-users", Headers.MIN_USERS,
            "chunk", Headers.CHUNK);

    private final Map<String, Object> headers = new LinkedHashMap<>();
    private final Map<String, String> further;

    /** @param further options that are not for every trigger, with their headers */
    public RunOptions(Map<String, String> further) {
        this.further = further;
    }

    /**
     * Adds an option.
     *
     * @param name such as {@code delete-missing}, {@code no-delete} or {@code --chunk}
     * @param value null where there is none: a flag is true then
     * @throws ConfigurationException when there is no such option, it is given twice, or its value is of the wrong kind; the
     *     run itself checks what stands in it
     */
    public void add(String name, String value) {
        String bare = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
        boolean negated = bare.startsWith(NEGATION);
        String flag = FLAGS.get(negated ? bare.substring(NEGATION.length()) : bare);
        if (flag != null) {
            put(name, flag, !negated ^ !isTrue(name, value));
            return;
        }
        String header = VALUES.getOrDefault(bare, further.get(bare));
        if (header == null) {
            Map<String, String> known = new TreeMap<>(FLAGS);
            known.putAll(VALUES);
            known.putAll(further);
            throw new ConfigurationException(
                    "There is no option " + name + ": use " + String.join(", ", known.keySet()));
        }
        if (value == null || value.isBlank()) {
            throw new ConfigurationException("The option " + name + " is empty: give a value or leave it out");
        }
        put(name, header, value.strip());
    }

    private static boolean isTrue(String name, String value) {
        return switch (value == null ? "true" : value.strip()) {
            case "true", "" -> true;
            case "false" -> false;
            default ->
                throw new ConfigurationException("The option " + name + " is '" + value + "': give true or false");
        };
    }

    private void put(String name, String header, Object value) {
        if (headers.put(header, value) != null) {
            throw new ConfigurationException("The option " + name + " is given twice");
        }
    }

    /** The headers, by name. */
    public Map<String, Object> headers() {
        return headers;
    }
}
