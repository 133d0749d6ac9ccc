package io.github.ldapimport.run;

import io.github.ldapimport.directory.Filter;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Lists;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a caller asked for.
 *
 * @param user the one user to import, as a person names them
 * @param filter AND-ed with the provider's
 * @param attributes to request; empty means those that the settings name
 * @param chunk page size in place of the setting
 * @param dryRun plan everything, write nothing, send no events
 * @param log write a log line for each user
 */
public record ImportRequest(
        Optional<String> user,
        Optional<Filter> filter,
        List<String> attributes,
        Optional<Integer> chunk,
        boolean dryRun,
        boolean log) {
    /**
     * Reads the headers of a message.
     *
     * @throws ConfigurationException naming the header that is wrong; one of ours that is unknown is a slip, too
     */
    static ImportRequest of(Map<String, Object> headers) {
        Map<String, String> ours = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, value) -> {
            if (name.regionMatches(true, 0, Headers.PREFIX, 0, Headers.PREFIX.length())) {
                boolean known = Headers.OF_A_REQUEST.stream().anyMatch(name::equalsIgnoreCase);
                boolean ofAnEvent = Headers.OF_AN_EVENT.stream().anyMatch(name::equalsIgnoreCase);
                if (!known && !ofAnEvent) {
                    throw new ConfigurationException("The header " + name + " is unknown: use "
                            + String.join(
                                    ", ", Headers.OF_A_REQUEST.stream().sorted().toList()));
                }
                if (value != null && value.toString().isBlank()) {
                    // an expression that came to nothing must not widen the import to everybody
                    throw new ConfigurationException("The header " + name + " is empty: give a value or leave it out");
                }
                if (value != null) {
                    ours.put(name, value.toString().strip());
                }
            }
        });
        if (ours.containsKey(Headers.ATTRIBUTES)
                && Lists.commaSeparated(ours.get(Headers.ATTRIBUTES)).isEmpty()) {
            throw new ConfigurationException("The option --attributes (" + Headers.ATTRIBUTES
                    + ") names no attribute: give some or leave it out");
        }
        return new ImportRequest(
                Optional.ofNullable(ours.get(Headers.USER)),
                Optional.ofNullable(ours.get(Headers.FILTER)).map(text -> Filter.parse(text, "--filter")),
                Lists.commaSeparated(ours.getOrDefault(Headers.ATTRIBUTES, "")),
                Optional.ofNullable(ours.get(Headers.CHUNK)).map(ImportRequest::chunk),
                flag(ours, Headers.DRY_RUN, false),
                flag(ours, Headers.LOG, true));
    }

    private static int chunk(String text) {
        try {
            int chunk = Integer.parseInt(text);
            if (chunk >= 1 && chunk <= 100_000) {
                return chunk;
            }
        } catch (NumberFormatException e) {
            // told below, with the range
        }
        throw new ConfigurationException(
                "The option --chunk (" + Headers.CHUNK + ") is '" + text + "': give a whole number from 1 to 100000");
    }

    private static boolean flag(Map<String, String> headers, String name, boolean otherwise) {
        String text = headers.get(name);
        if (text == null) {
            return otherwise;
        }
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new ConfigurationException("The header " + name + " is '" + text + "': give true or false");
        };
    }
}
