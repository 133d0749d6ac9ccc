package io.github.ldapimport.ldap;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Names of attributes with options (RFC 4512, 2.5): {@code cn;lang-de}. */
public final class AttributeDescription {
    /** How a value travels, not whose it is (RFC 4522): a server may add it or leave it out. */
    private static final String BINARY = "binary";

    /** Which part of the values an answer of Active Directory has. */
    private static final String RANGE = "range=";

    private AttributeDescription() {}

    /** The name without options. */
    public static String type(String description) {
        int semicolon = description.indexOf(';');
        return semicolon < 0 ? description : description.substring(0, semicolon);
    }

    /** The options that tell values apart, in one order and in lower case; {@code ;binary} and ranges tell nothing. */
    static Set<String> options(String description) {
        int semicolon = description.indexOf(';');
        if (semicolon < 0) {
            return Set.of();
        }
        Set<String> options = new TreeSet<>();
        for (String option : description.substring(semicolon + 1).split(";")) {
            String lower = option.strip().toLowerCase(Locale.ROOT);
            if (!lower.isEmpty() && !lower.equals(BINARY) && !lower.startsWith(RANGE)) {
                options.add(lower);
            }
        }
        return options;
    }

    /** One way to write a description, given the name that stands for its type. */
    public static String of(String type, String description) {
        Set<String> options = options(description);
        return options.isEmpty() ? type : type + ";" + String.join(";", options);
    }

    /** Whether values under one description belong to the other as well, which has fewer options (RFC 4512, 2.5.2). */
    static boolean isTagged(String description, String wanted) {
        int length = wanted.indexOf(';') < 0 ? wanted.length() : wanted.indexOf(';');
        return description.length() > length
                && description.charAt(length) == ';'
                && description.regionMatches(true, 0, wanted, 0, length)
                && options(description).containsAll(options(wanted));
    }
}
