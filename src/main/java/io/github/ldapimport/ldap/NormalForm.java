package io.github.ldapimport.ldap;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * Brings filters (RFC 4515) and DNs (RFC 4514) to a form by which two spellings of one can be known as such. Values of a filter
 * are taken as they are, byte by byte: only the server knows whether it takes two of them for equal.
 */
public final class NormalForm {
    private static final Pattern ITEM = Pattern.compile("\\(([^=<>~]*?)(>=|<=|~=|:=|=)([^()]*)\\)", Pattern.DOTALL);
    private static final Pattern ESCAPE = Pattern.compile("\\\\([0-9A-Fa-f]{2})");
    private static final String TO_ESCAPE = "()\\";

    private NormalForm() {}

    /**
     * Of a filter as {@link Filter} sends it: attribute names in lower case, parts of an AND or OR each once and in one order,
     * every character escaped in one way.
     */
    public static String of(Filter filter) {
        return new Reader(filter.toString()).filter();
    }

    /** Of a DN: in lower case, without blanks between its parts, as directories compare the names of containers. */
    public static String of(LdapName name) {
        StringJoiner parts = new StringJoiner(",");
        for (int i = name.size() - 1; i >= 0; i--) {
            Rdn part = name.getRdn(i);
            // Rdn sorts the attributes of a part by itself, where there are several
            parts.add(
                    part.size() == 1
                            ? part.getType() + "="
                                    + Rdn.escapeValue(
                                            part.getValue() instanceof String text
                                                    ? text.strip().replaceAll(" {2,}", " ")
                                                    : part.getValue())
                            : new TreeSet<>(List.of(part.toString().split("\\+"))).toString());
        }
        return parts.toString().toLowerCase(Locale.ROOT);
    }

    /** Reads what {@link Filter} has written: no blanks between the parts, and no parenthesis in a value. */
    private static final class Reader {
        private final String text;
        private int position;

        Reader(String text) {
            this.text = text;
        }

        String filter() {
            char operator = text.charAt(position + 1);
            if (operator == '&' || operator == '|') {
                position += 2;
                TreeSet<String> parts = new TreeSet<>();
                while (text.charAt(position) == '(') {
                    String part = filter();
                    if (part.charAt(1) == operator) {
                        parts.addAll(parts(part));
                    } else {
                        parts.add(part);
                    }
                }
                position++;
                return parts.size() == 1 ? parts.first() : "(" + operator + String.join("", parts) + ")";
            } else if (operator == '!') {
                position += 2;
                String part = filter();
                position++;
                return "(!" + part + ")";
            }
            Matcher item = ITEM.matcher(text).region(position, text.length());
            if (!item.lookingAt()) {
                throw new IllegalArgumentException(text.substring(position));
            }
            position = item.end();
            return "(" + item.group(1).toLowerCase(Locale.ROOT) + item.group(2) + value(item.group(3)) + ")";
        }

        /** The parts of an AND or OR that is in its normal form. */
        private static List<String> parts(String filter) {
            List<String> parts = new ArrayList<>();
            int depth = 0;
            int start = 0;
            for (int i = 2; i < filter.length() - 1; i++) {
                if (filter.charAt(i) == '(' && depth++ == 0) {
                    start = i;
                } else if (filter.charAt(i) == ')' && --depth == 0) {
                    parts.add(filter.substring(start, i + 1));
                }
            }
            return parts;
        }

        /** Bytes beyond ASCII, and what has a meaning in a filter, as escapes; an unescaped star stays one. */
        private static String value(String written) {
            StringBuilder value = new StringBuilder();
            int i = 0;
            while (i < written.length()) {
                Matcher escape = ESCAPE.matcher(written).region(i, written.length());
                if (escape.lookingAt()) {
                    int octet = Integer.parseInt(escape.group(1), 16);
                    value.append(isPlain(octet) && octet != '*' ? String.valueOf((char) octet) : escaped(octet));
                    i = escape.end();
                } else {
                    int character = written.codePointAt(i);
                    for (byte octet : Character.toString(character).getBytes(StandardCharsets.UTF_8)) {
                        value.append(isPlain(octet) ? String.valueOf((char) octet) : escaped(octet & 0xff));
                    }
                    i += Character.charCount(character);
                }
            }
            return value.toString();
        }

        private static boolean isPlain(int octet) {
            return octet >= ' ' && octet < 0x7f && TO_ESCAPE.indexOf(octet) < 0;
        }

        private static String escaped(int octet) {
            return String.format("\\%02x", octet);
        }
    }
}
