package io.github.ldapimport.text;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Addresses without the secrets that may stand in them, of databases, of endpoints, and in what others say of them: passwords by
 * name ({@code ?password=}, {@code ;pwd=}), and those between a name and a host ({@code //scott:tiger@host},
 * {@code jdbc:oracle:thin:scott/tiger@host}).
 */
public final class Masked {
    // what the name of an option with a secret ends in
    private static final List<String> NAMES = List.of(
            "password",
            "passwd",
            "passwort",
            "pwd",
            "pw",
            "pass",
            "passphrase",
            "passcode",
            "secret",
            "token",
            "credential",
            "credentials",
            "secretkey",
            "accesskey",
            "apikey",
            "privatekey",
            "sharedkey",
            "sig");

    private static final String RAW = "RAW";

    // in JSON a slash may have a backslash before it
    private static final Pattern ACCOUNT = Pattern.compile("(\\\\?/\\\\?/[^/@:\\s?\"]*:)[^\\s?\"]+@");
    private static final Pattern ORACLE = Pattern.compile("(:thin:[^/@\\s\"]*/)[^\\s\"]+@");

    // a method of a bean is what a message about one is about
    private static final Pattern VALUES = Pattern.compile("[?&](?!method=)[^=&]*=(RAW\\([^)]*\\)|RAW\\{[^}]*}|[^&]*)");
    private static final Pattern PASSWORD_OF_ACCOUNT = Pattern.compile("^[^?]*?:(?://)?[^/@:?]*:([^?]+)@");
    // a shorter one is taken away where it is an option's value, not wherever its letters stand
    static final int MIN_LENGTH_ANYWHERE = 4;

    private Masked() {}

    /** A text, such as an address or what a driver says, with stars in place of each secret and stored password; null for null. */
    public static String of(String text) {
        if (text == null) {
            return null;
        }
        String masked = StoredPasswords.without(withoutOptions(text));
        int at = masked.lastIndexOf('@');
        if (at > 0 && masked.lastIndexOf('/', at) >= 0) {
            masked = ACCOUNT.matcher(masked).replaceAll("$1" + Secret.STARS + "@");
        }
        if (at > 0 && masked.contains(":thin:")) {
            masked = ORACLE.matcher(masked).replaceAll("$1" + Secret.STARS + "@");
        }
        return masked;
    }

    /** Looked for by hand: most log lines have none, and an expression that begins anywhere is slow. */
    private static String withoutOptions(String text) {
        StringBuilder masked = null;
        int copied = 0;
        for (int i = text.indexOf('='); i >= 0; i = text.indexOf('=', i + 1)) {
            if (i >= copied && isNameOfSecret(text, i)) {
                masked = masked == null ? new StringBuilder(text.length()) : masked;
                masked.append(text, copied, i + 1).append(Secret.STARS);
                copied = endOfValue(text, i + 1);
            }
        }
        return masked == null
                ? text
                : masked.append(text, copied, text.length()).toString();
    }

    private static boolean isNameOfSecret(String text, int end) {
        for (String name : NAMES) {
            if (text.regionMatches(true, end - name.length(), name, 0, name.length())) {
                return true;
            }
        }
        return false;
    }

    /** What comes after a backslash belongs to it, and nothing ends behind a quote that ends a string, so that JSON stays JSON. */
    private static int endOfValue(String text, int start) {
        int opening = text.startsWith("RAW", start) ? start + RAW.length() : start;
        if (opening < text.length() && (text.charAt(opening) == '{' || text.charAt(opening) == '(')) {
            int closing = text.indexOf(text.charAt(opening) == '{' ? '}' : ')', opening);
            int quote = text.indexOf('"', opening);
            if (closing >= 0 && (quote < 0 || closing < quote)) {
                return closing + 1;
            }
        }
        int end = start;
        while (end < text.length() && !isEnd(text.charAt(end))) {
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        return Math.min(end, text.length());
    }

    private static boolean isEnd(char c) {
        return c == '&' || c == ';' || c == '"' || Character.isWhitespace(c);
    }

    /**
     * An endpoint of Camel as a message may name it: an option that its component does not know may be a password with a slip in
     * its name, so of all options the names are told, and no values but that of {@code method}.
     */
    public static String endpoint(String uri) {
        int query = uri.indexOf('?');
        String path = query < 0 ? uri : uri.substring(0, query);
        Matcher account = PASSWORD_OF_ACCOUNT.matcher(path);
        if (account.find()) {
            path = path.substring(0, account.start(1)) + Secret.STARS + path.substring(account.end(1));
        }
        return query < 0
                ? path
                : path
                        + VALUES.matcher(uri.substring(query))
                                .replaceAll(option -> Matcher.quoteReplacement(
                                                option.group().substring(0, option.start(1) - option.start()))
                                        + Secret.STARS);
    }

    /** What Camel says of an endpoint, which quotes it, without the values of its options and its password. */
    public static String words(String words, String uri) {
        return of(without(words.replace(uri, endpoint(uri)), values(uri)));
    }

    /**
     * A text without secrets that are known.
     *
     * @param secrets the longest first, because one may be a part of another
     */
    static String without(String text, Iterable<String> secrets) {
        String masked = text;
        for (String value : secrets) {
            masked = value.length() < MIN_LENGTH_ANYWHERE
                    ? masked.replace("=" + value, "=" + Secret.STARS)
                    : masked.replace(value, Secret.STARS);
        }
        return masked;
    }

    /** What another side says, without a secret that it was sent. */
    public static String without(String text, Secret secret) {
        return secret.isEmpty() ? text : without(text, List.of(secret.value()));
    }

    /** As they stand there, and as Camel reads them; the longest first, because one may be a part of another. */
    private static Set<String> values(String uri) {
        Set<String> found = new LinkedHashSet<>();
        Matcher option = VALUES.matcher(uri);
        while (option.find()) {
            found.add(option.group(1));
        }
        Matcher account = PASSWORD_OF_ACCOUNT.matcher(uri);
        if (account.find()) {
            found.add(account.group(1));
        }
        Set<String> values = new TreeSet<>(
                (one, other) -> one.length() == other.length() ? one.compareTo(other) : other.length() - one.length());
        for (String value : found) {
            String bare = value.startsWith(RAW) && value.length() > RAW.length() + 1
                    ? value.substring(RAW.length() + 1, value.length() - 1)
                    : value;
            values.add(value);
            values.add(bare);
            values.add(decoded(bare));
        }
        values.remove("");
        return values;
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return value;
        }
    }
}
