package io.github.ldapimport.ldap;

import io.github.ldapimport.settings.ConfigurationException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A search filter in the string form of RFC 4515. What a person wrote is brought to that form: blanks between the parts
 * go, missing outer parentheses come, and a backslash before a character that is no pair of hex digits means that
 * character, as the C client takes it, so that {@code (cn=Doe\, John)} works. In a value that is a DN the same backslash is the
 * DN's own: which values are, the directory's schema says ({@link #with}).
 */
public final class Filter {
    /** A piece of a filter: an assertion, or the operators and parentheses between two of them. */
    public record Part(String text, Assertion assertion) {
        static Part of(String text) {
            return new Part(text, null);
        }

        static Part of(Assertion assertion) {
            return new Part(null, assertion);
        }

        @Override
        public String toString() {
            return assertion == null ? text : assertion.toString();
        }
    }

    private final List<Part> parts;
    private final String text;
    private final Set<String> attributes;

    private Filter(List<Part> parts) {
        this.parts = List.copyOf(parts);
        this.text = parts.stream().map(Part::toString).collect(Collectors.joining());
        this.attributes = assertions().stream()
                .map(assertion -> AttributeDescription.type(assertion.attribute()))
                .filter(attribute -> !attribute.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
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
        return escaped(attribute, escape(value));
    }

    /** Equality with a value of bytes. */
    public static Filter equality(String attribute, byte[] value) {
        StringBuilder escaped = new StringBuilder(value.length * 3);
        for (byte each : value) {
            escaped.append(String.format("\\%02x", each));
        }
        return escaped(attribute, escaped.toString());
    }

    private static Filter escaped(String attribute, String value) {
        return new Filter(
                List.of(Part.of("("), Part.of(new Assertion(attribute, "=", value, value, attribute)), Part.of(")")));
    }

    public static Filter and(Collection<Filter> filters) {
        return combine("&", filters);
    }

    public static Filter or(Collection<Filter> filters) {
        return combine("|", filters);
    }

    /** Matches what is known not to match the filter: not an entry of which rights hide that (RFC 4511, 4.5.1.7). */
    public static Filter not(Filter filter) {
        List<Part> parts = new ArrayList<>();
        parts.add(Part.of("(!"));
        parts.addAll(filter.parts);
        parts.add(Part.of(")"));
        return new Filter(parts);
    }

    /** Matches entries that have the attribute. */
    public static Filter presence(String attribute) {
        return escaped(attribute, Assertion.PRESENT);
    }

    private static Filter combine(String operator, Collection<Filter> filters) {
        if (filters.size() == 1) {
            return filters.iterator().next();
        }
        List<Part> parts = new ArrayList<>();
        parts.add(Part.of("(" + operator));
        filters.forEach(filter -> parts.addAll(filter.parts));
        parts.add(Part.of(")"));
        return new Filter(parts);
    }

    /** The attributes that the filter names, as written, without options. */
    public Set<String> attributes() {
        return attributes;
    }

    /** Its pieces, in the order written; those that are no assertion hold parentheses and operators alone. */
    public List<Part> parts() {
        return parts;
    }

    /** What it asserts of attributes, in the order written. */
    public List<Assertion> assertions() {
        return parts.stream()
                .map(Part::assertion)
                .filter(assertion -> assertion != null)
                .toList();
    }

    /** The same filter with other assertions. */
    public Filter with(UnaryOperator<Assertion> change) {
        return new Filter(parts.stream()
                .map(part -> part.assertion() == null ? part : Part.of(change.apply(part.assertion())))
                .toList());
    }

    @Override
    public String toString() {
        return text;
    }

    /** Turns data into an assertion value (RFC 4515, 3): {@code * ( ) \} and NUL are escaped. */
    static String escape(String value) {
        StringBuilder escaped = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            escaped.append(escape(value.charAt(i)));
        }
        return escaped.toString();
    }

    static String escape(char c) {
        return switch (c) {
            case '*', '(', ')', '\\', '\0' -> String.format("\\%02x", (int) c);
            default -> String.valueOf(c);
        };
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
        private final List<Part> parts = new ArrayList<>();
        private final StringBuilder out = new StringBuilder();
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
            endPart();
            return new Filter(parts);
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
            position += operator.length();
            endPart();
            int value = position;
            value(operator.equals("="));
            String standard = out.toString();
            out.setLength(0);
            parts.add(Part.of(
                    new Assertion(attribute, operator, standard, input.substring(value, position), writtenAt())));
        }

        /** What is said of the filter in a message. */
        private String writtenAt() {
            return written.strip() + " (" + origin + ")";
        }

        private void endPart() {
            if (!out.isEmpty()) {
                parts.add(Part.of(out.toString()));
                out.setLength(0);
            }
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
            if (Assertion.isHexPair(input, position + 1)) {
                out.append(input, position, position + 3);
                position += 3;
            } else {
                out.append(escape(input.charAt(position + 1)));
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

        private ConfigurationException bad(String what) {
            boolean wrapped = !written.strip().startsWith("(");
            int place =
                    Math.min(wrapped ? position - 1 : position, written.strip().length()) + 1;
            return new ConfigurationException(
                    "Bad search filter: " + writtenAt() + ": " + what + ", at character " + Math.max(1, place));
        }
    }
}
