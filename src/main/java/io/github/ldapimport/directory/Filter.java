package io.github.ldapimport.directory;

import io.github.ldapimport.settings.ConfigurationException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A search filter in the string form of RFC 4515. What a person wrote is brought to that form: blanks between the parts
 * go, missing outer parentheses come, and a backslash before a character that is no pair of hex digits means that
 * character, as the C client takes it, so that {@code (cn=Doe\, John)} works.
 */
public final class Filter {
    private final String text;
    private final Set<String> attributes;

    private Filter(String text, Set<String> attributes) {
        this.text = text;
        this.attributes = attributes;
    }

    /**
     * @param origin the setting or option that the text comes from, for the message
     * @throws ConfigurationException {@code Bad search filter: …} with the place
     */
    public static Filter parse(String text, String origin) {
        String stripped = text.strip();
        return new Parser(stripped.startsWith("(") ? stripped : "(" + stripped + ")", text, origin).parse();
    }

    public static Filter equality(String attribute, String value) {
        return new Filter("(" + attribute + "=" + escape(value) + ")", Set.of(attribute));
    }

    /** Equality with a value of bytes. */
    public static Filter equality(String attribute, byte[] value) {
        StringBuilder escaped = new StringBuilder(value.length * 3);
        for (byte each : value) {
            escaped.append(String.format("\\%02x", each));
        }
        return new Filter("(" + attribute + "=" + escaped + ")", Set.of(attribute));
    }

    public static Filter and(Collection<Filter> filters) {
        return combine('&', filters);
    }

    public static Filter or(Collection<Filter> filters) {
        return combine('|', filters);
    }

    private static Filter combine(char operator, Collection<Filter> filters) {
        if (filters.size() == 1) {
            return filters.iterator().next();
        }
        Set<String> attributes = filters.stream()
                .flatMap(filter -> filter.attributes.stream())
                .collect(Collectors.toCollection(TreeSet::new));
        return new Filter(
                "(" + operator + filters.stream().map(Filter::toString).collect(Collectors.joining()) + ")",
                attributes);
    }

    /** The attributes that the filter names, as written. */
    public Set<String> attributes() {
        return attributes;
    }

    @Override
    public String toString() {
        return text;
    }

    /** Turns data into an assertion value (RFC 4515, 3): {@code * ( ) \} and NUL are escaped. */
    static String escape(String value) {
        StringBuilder escaped = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            appendEscaped(escaped, value.charAt(i));
        }
        return escaped.toString();
    }

    private static void appendEscaped(StringBuilder out, char c) {
        switch (c) {
            case '*', '(', ')', '\\', '\0' -> out.append(String.format("\\%02x", (int) c));
            default -> out.append(c);
        }
    }

    /** A recursive descent parser for the grammar of RFC 4515, 3. */
    private static final class Parser {
        // deeper filters are no person's; the limit keeps a hostile one from overflowing the stack
        private static final int DEEPEST = 100;
        private static final List<String> OPERATORS = List.of(">=", "<=", "~=", "=");
        // extensible matches: :dn:rule:= after an attribute, both optional; without an attribute the rule is a must
        private static final Pattern AFTER_ATTRIBUTE = Pattern.compile("(:(?i:dn))?(:[A-Za-z0-9.-]+)?:=");
        private static final Pattern WITHOUT_ATTRIBUTE = Pattern.compile("(:(?i:dn))?:(?!(?i:dn):)[A-Za-z0-9.-]+:=");

        private final String input;
        private final String written;
        private final String origin;
        private final StringBuilder out = new StringBuilder();
        private final Set<String> attributes = new TreeSet<>();
        private int position;
        private int depth;

        Parser(String input, String written, String origin) {
            this.input = input;
            this.written = written;
            this.origin = origin;
        }

        Filter parse() {
            filter();
            skipBlanks();
            if (position < input.length()) {
                throw bad("nothing may follow the filter's last ')'");
            }
            return new Filter(out.toString(), attributes);
        }

        private void filter() {
            if (++depth > DEEPEST) {
                throw bad("more than " + DEEPEST + " levels");
            }
            expect('(');
            skipBlanks();
            switch (peek()) {
                case '&', '|' -> {
                    out.append(input.charAt(position++));
                    skipBlanks();
                    do {
                        filter();
                        skipBlanks();
                    } while (peek() == '(');
                }
                case '!' -> {
                    out.append(input.charAt(position++));
                    skipBlanks();
                    filter();
                    skipBlanks();
                }
                default -> item();
            }
            expect(')');
            depth--;
        }

        private void item() {
            int start = position;
            while (isAttributeCharacter(peek())) {
                position++;
            }
            String attribute = input.substring(start, position);
            String rest = input.substring(position);
            String operator =
                    OPERATORS.stream().filter(rest::startsWith).findFirst().orElse("");
            Matcher extensible = (attribute.isEmpty() ? WITHOUT_ATTRIBUTE : AFTER_ATTRIBUTE).matcher(rest);
            if (operator.isEmpty() && extensible.lookingAt()) {
                operator = extensible.group();
            }
            if (operator.isEmpty()) {
                throw bad(
                        attribute.isEmpty()
                                ? "an attribute's name is expected"
                                : "'=' is expected after '" + attribute + "'");
            }
            if (attribute.isEmpty() && !operator.startsWith(":")) {
                throw bad("an attribute's name is expected");
            }
            if (!attribute.isEmpty()) {
                attributes.add(attribute.replaceFirst(";.*", ""));
            }
            out.append(attribute).append(operator);
            position += operator.length();
            value(operator.equals("="));
        }

        private void value(boolean mayHoldStars) {
            while (peek() != ')') {
                char c = peek();
                if (c == '\0' && position >= input.length()) {
                    throw bad("')' is missing");
                } else if (c == '(') {
                    throw bad("'(' in a value is written \\28");
                } else if (c == '*' && !mayHoldStars) {
                    throw bad("'*' in this value is written \\2a");
                } else if (c == '\\') {
                    escapeSequence();
                } else {
                    // a star is the wildcard here; only a raw NUL is left to escape
                    out.append(c == '\0' ? "\\00" : String.valueOf(c));
                    position++;
                }
            }
        }

        private void escapeSequence() {
            if (position + 1 >= input.length()) {
                throw bad("a value cannot end with '\\'");
            }
            if (position + 2 < input.length()
                    && isHex(input.charAt(position + 1))
                    && isHex(input.charAt(position + 2))) {
                out.append(input, position, position + 3);
                position += 3;
            } else {
                appendEscaped(out, input.charAt(position + 1));
                position += 2;
            }
        }

        private void expect(char expected) {
            if (expected == '(') {
                skipBlanks();
            }
            if (peek() != expected || position >= input.length()) {
                throw bad("'" + expected + "' is missing");
            }
            out.append(expected);
            position++;
        }

        private void skipBlanks() {
            while (position < input.length() && Character.isWhitespace(input.charAt(position))) {
                position++;
            }
        }

        private char peek() {
            return position < input.length() ? input.charAt(position) : '\0';
        }

        private static boolean isAttributeCharacter(char c) {
            return (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '-'
                    || c == '.'
                    || c == ';'
                    || c == '_';
        }

        private static boolean isHex(char c) {
            return "0123456789abcdefABCDEF".indexOf(c) >= 0;
        }

        private ConfigurationException bad(String what) {
            boolean wrapped = !written.strip().startsWith("(");
            int place =
                    Math.min(wrapped ? position - 1 : position, written.strip().length()) + 1;
            return new ConfigurationException("Bad search filter: " + written.strip() + " (" + origin + "): " + what
                    + ", at character " + Math.max(1, place));
        }
    }
}
