package io.github.ldapimport.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An attribute type as a schema defines it (RFC 4512, 4.1.2), as far as this import needs to know.
 *
 * @param names every name, the first one first: servers answer by it, whatever was asked for; none where it has an OID only
 * @param supertype the name or OID of the type that it is a kind of, or null
 * @param syntax the OID of its own syntax, or null where it has that of its supertype
 * @param isOperational whether it belongs to the server rather than to the users
 */
record AttributeType(String oid, List<String> names, String supertype, String syntax, boolean isOperational) {
    private static final Pattern TOKEN = Pattern.compile("'([^']*)'|[()]|[^\\s()']+");
    private static final String USER_APPLICATIONS = "userApplications";

    /** What a server calls it in its answers. */
    String name() {
        return names.isEmpty() ? oid : names.get(0);
    }

    /** Reads a definition such as {@code ( 2.5.4.3 NAME ( 'cn' 'commonName' ) SUP name )}; none where it is no definition. */
    static Optional<AttributeType> parse(String definition) {
        Tokens tokens = new Tokens(definition);
        if (!tokens.next() || !tokens.text().equals("(") || !tokens.next()) {
            return Optional.empty();
        }
        String oid = tokens.text();
        List<String> names = List.of();
        String supertype = null;
        String syntax = null;
        boolean isOperational = false;
        while (tokens.next()) {
            if (tokens.isQuoted()) {
                // a description may hold any of the words below
                continue;
            }
            switch (tokens.text()) {
                case "NAME" -> names = tokens.list();
                case "SUP" -> supertype = tokens.list().get(0);
                // Active Directory writes the OID in quotes; a length may follow it in braces
                case "SYNTAX" -> syntax = tokens.list().get(0).replaceFirst("\\{.*", "");
                case "USAGE" -> isOperational = !tokens.list().get(0).equals(USER_APPLICATIONS);
                default -> {}
            }
        }
        return Optional.of(new AttributeType(oid, names, supertype, syntax, isOperational));
    }

    /** The parts of a definition, one after the other. */
    private static final class Tokens {
        private final Matcher matcher;

        Tokens(String definition) {
            matcher = TOKEN.matcher(definition);
        }

        boolean next() {
            return matcher.find();
        }

        boolean isQuoted() {
            return matcher.group(1) != null;
        }

        String text() {
            return isQuoted() ? matcher.group(1) : matcher.group();
        }

        /** The value after a keyword, or all of them where they stand in parentheses; an empty text where there is none. */
        List<String> list() {
            if (!next()) {
                return List.of("");
            } else if (isQuoted() || !text().equals("(")) {
                return List.of(text());
            }
            List<String> all = new ArrayList<>(2);
            while (next() && (isQuoted() || !text().equals(")"))) {
                if (isQuoted() || !text().equals("$")) {
                    all.add(text());
                }
            }
            return all.isEmpty() ? List.of("") : List.copyOf(all);
        }
    }
}
