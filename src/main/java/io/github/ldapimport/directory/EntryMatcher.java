package io.github.ldapimport.directory;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Evaluates a filter on an entry at hand, as a directory would (RFC 4511, 4.5.1.7), for what can be told without its schema:
 * values match without regard to case, an attribute that is absent matches nothing.
 */
final class EntryMatcher implements Predicate<Entry> {
    /** All bits of the value are set ([MS-ADTS] 3.1.1.3.4.4.1). */
    static final String BITS_ALL = "1.2.840.113556.1.4.803";

    /** Any bit of the value is set ([MS-ADTS] 3.1.1.3.4.4.2). */
    static final String BITS_ANY = "1.2.840.113556.1.4.804";

    private final String filter;
    private final Predicate<Entry> root;
    private int position;

    /** @throws IllegalArgumentException for a matching rule other than the two on bits, or an order of other than numbers */
    EntryMatcher(Filter filter) {
        this.filter = filter.toString();
        this.root = next();
    }

    @Override
    public boolean test(Entry entry) {
        return root.test(entry);
    }

    /** The text is what {@link Filter} made, so its form is not checked again. */
    private Predicate<Entry> next() {
        position++;
        char first = filter.charAt(position);
        Predicate<Entry> matcher;
        switch (first) {
            case '&', '|' -> {
                position++;
                matcher = next();
                while (filter.charAt(position) == '(') {
                    matcher = first == '&' ? matcher.and(next()) : matcher.or(next());
                }
            }
            case '!' -> {
                position++;
                matcher = next().negate();
            }
            default -> {
                int end = filter.indexOf(')', position);
                matcher = item(filter.substring(position, end));
                position = end;
            }
        }
        position++;
        return matcher;
    }

    private static Predicate<Entry> item(String item) {
        int equals = item.indexOf('=');
        String left = item.substring(0, equals);
        String value = item.substring(equals + 1);
        if (left.endsWith(":")) {
            return bits(left, value);
        }
        char operator = left.charAt(left.length() - 1);
        if (operator == '>' || operator == '<') {
            BigInteger bound = number(value);
            return onAny(left.substring(0, left.length() - 1), text -> {
                int order = new BigInteger(text.strip()).compareTo(bound);
                return operator == '>' ? order >= 0 : order <= 0;
            });
        }
        String attribute = operator == '~' ? left.substring(0, left.length() - 1) : left;
        if (value.equals("*")) {
            return entry -> !entry.values(attribute).isEmpty();
        }
        StringBuilder pattern = new StringBuilder();
        for (String part : value.split("\\*", -1)) {
            pattern.append(pattern.isEmpty() ? "" : ".*").append(Pattern.quote(unescaped(part)));
        }
        Pattern whole =
                Pattern.compile(pattern.toString(), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
        return onAny(attribute, text -> whole.matcher(text).matches());
    }

    private static Predicate<Entry> bits(String left, String value) {
        List<String> parts = List.of(left.split(":"));
        if (parts.size() != 2 || parts.get(0).isEmpty() || parts.get(1).equalsIgnoreCase("dn")) {
            throw new IllegalArgumentException(left + "= is no match that can be made here");
        }
        boolean all = parts.get(1).equals(BITS_ALL);
        if (!all && !parts.get(1).equals(BITS_ANY)) {
            throw new IllegalArgumentException("the matching rule " + parts.get(1) + " is unknown");
        }
        BigInteger mask = number(value);
        return onAny(parts.get(0), text -> {
            BigInteger common = new BigInteger(text.strip()).and(mask);
            return all ? common.equals(mask) : common.signum() != 0;
        });
    }

    private static BigInteger number(String value) {
        String text = unescaped(value).strip();
        try {
            return new BigInteger(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is no number", e);
        }
    }

    private static Predicate<Entry> onAny(String attribute, Predicate<String> matcher) {
        return entry -> entry.values(attribute).stream().anyMatch(value -> {
            try {
                return value instanceof String text && matcher.test(text);
            } catch (NumberFormatException e) {
                // no number is neither more nor less, and has no bits
                return false;
            }
        });
    }

    private static String unescaped(String value) {
        if (value.indexOf('\\') < 0) {
            return value;
        }
        byte[] in = value.getBytes(StandardCharsets.UTF_8);
        byte[] out = new byte[in.length];
        int length = 0;
        for (int i = 0; i < in.length; i++) {
            if (in[i] == '\\') {
                out[length++] = (byte) Integer.parseInt(value(in, i).toLowerCase(Locale.ROOT), 16);
                i += 2;
            } else {
                out[length++] = in[i];
            }
        }
        return new String(out, 0, length, StandardCharsets.UTF_8);
    }

    private static String value(byte[] bytes, int backslash) {
        return new String(bytes, backslash + 1, 2, StandardCharsets.US_ASCII);
    }
}
