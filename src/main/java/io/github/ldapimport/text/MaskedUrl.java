package io.github.ldapimport.text;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of a database or a directory as a message may name it. A password with a slip in its name, or one that a character of its
 * own cuts in two, is known by no name, so of all options the names are told, and values of a few that hold no secret; a port is told
 * where it is a number.
 */
public final class MaskedUrl {
    /** Options that are told with their values, in lower case. */
    private static final Set<String> TOLD = Set.of(
            ("access_mode_data applicationname auto_server case_insensitive_identifiers characterencoding cipher connecttimeout"
                            + " currentschema database databasename database_to_lower database_to_upper db_close_delay"
                            + " db_close_on_exit encrypt file_lock host ifexists ignorecase lock_timeout logintimeout mode"
                            + " non_keywords port protocol server servertimezone service_name sid sockettimeout ssl sslmode"
                            + " targetservertype timezone trace_level_file trustservercertificate user username usessl"
                            + " write_delay")
                    .split(" "));

    private static final Pattern PLAIN_VALUE = Pattern.compile("[\\w.,:/+-]{1,64}");
    private static final Pattern PLAIN_NAME = Pattern.compile("[\\w.%-]{1,64}");
    private static final Pattern PARTS = Pattern.compile("[^\\p{L}\\p{N}_-]+");
    private static final Pattern NUMBER = Pattern.compile("\\d*");

    // a name and a colon that no number of a port follows
    private static final Pattern ACCOUNT = Pattern.compile("[^?;]*?//[^/@:?;\\[]*:(?!\\d*(?:[/,;?]|$))");
    private static final Pattern ORACLE = Pattern.compile("jdbc:oracle:\\w+:[^/@?;]*/");
    private static final Pattern HOSTS = Pattern.compile("(?:[^?;]*?//|@/{0,2})([^/]*)");
    private static final Pattern PORT = Pattern.compile("\\[[^\\]]*]|:([^,:\\[\\]]*)");
    private static final Pattern IN_BRACKETS = Pattern.compile("\\(\\s*(\\w+)\\s*=([^()]*)\\)");

    private final StringBuilder told = new StringBuilder();
    // the longest first, because one may be a part of another
    private final Set<String> secrets = new TreeSet<>(
            (one, other) -> one.length() == other.length() ? one.compareTo(other) : other.length() - one.length());

    private MaskedUrl() {}

    /** The address of a database, of any driver. */
    public static String database(String url) {
        return ofDatabase(url).told.toString();
    }

    /** The address of a directory: what follows the first question mark is told by none of its parts. */
    public static String directory(String url) {
        MaskedUrl masked = new MaskedUrl();
        String rest = masked.withoutAccount(url);
        int query = rest.indexOf('?');
        masked.hosts(query < 0 ? rest : rest.substring(0, query));
        if (query >= 0) {
            masked.told.append('?').append(masked.stars(rest.substring(query + 1)));
        }
        return masked.told.toString();
    }

    /** What a driver says, which may quote the address or values of it, without what {@link #database} does not tell. */
    public static String words(String words, String url) {
        MaskedUrl masked = ofDatabase(url);
        return Masked.without(words.replace(url, masked.told), masked.secrets);
    }

    private static MaskedUrl ofDatabase(String url) {
        MaskedUrl masked = new MaskedUrl();
        String rest = masked.withoutAccount(url);
        int options = 0;
        while (options < rest.length() && rest.charAt(options) != '?' && rest.charAt(options) != ';') {
            options++;
        }
        masked.hosts(rest.substring(0, options));
        if (options < rest.length()) {
            masked.options(rest.substring(options));
        }
        return masked;
    }

    /** Tells what comes before an account's password, if there is one, and answers with what comes after it. */
    private String withoutAccount(String url) {
        int at = url.lastIndexOf('@');
        for (Pattern pattern : new Pattern[] {ACCOUNT, ORACLE}) {
            Matcher account = pattern.matcher(url);
            if (account.lookingAt() && at >= account.end()) {
                told.append(url, 0, account.end()).append(stars(url.substring(account.end(), at)));
                return url.substring(at);
            }
        }
        return url;
    }

    private void hosts(String text) {
        String masked = text;
        Matcher hosts = HOSTS.matcher(text);
        if (hosts.lookingAt()) {
            String ports = PORT.matcher(hosts.group(1)).replaceAll(port -> {
                boolean isTold =
                        port.group(1) == null || NUMBER.matcher(port.group(1)).matches();
                return Matcher.quoteReplacement(isTold ? port.group() : ":" + stars(port.group(1)));
            });
            masked = text.substring(0, hosts.start(1)) + ports + text.substring(hosts.end(1));
        }
        told.append(IN_BRACKETS
                .matcher(masked)
                .replaceAll(option -> Matcher.quoteReplacement(
                        "(" + option.group(1) + "=" + value(option.group(1), option.group(2)) + ")")));
    }

    /** @param text from the character on that begins the options, and so says what separates them */
    private void options(String text) {
        char separator = text.charAt(0) == '?' ? '&' : ';';
        List<String> options = new ArrayList<>();
        int start = 1;
        for (int i = 1; i < text.length(); i++) {
            // SQL Server: {a;b} is one value
            int closing = text.startsWith("={", i) ? text.indexOf('}', i) : -1;
            if (closing > 0) {
                i = closing;
            } else if (text.charAt(i) == separator) {
                options.add(text.substring(start, i));
                start = i + 1;
            }
        }
        options.add(text.substring(start));
        told.append(text.charAt(0))
                .append(String.join(
                        String.valueOf(separator),
                        options.stream().map(this::option).toList()));
    }

    private String option(String option) {
        int equals = option.indexOf('=');
        // a part without a name may be the second half of a password
        if (equals < 0 || !PLAIN_NAME.matcher(option.substring(0, equals)).matches()) {
            return stars(option);
        }
        String name = option.substring(0, equals);
        return name + "=" + value(name, option.substring(equals + 1));
    }

    private String value(String name, String value) {
        String lower = name.toLowerCase(Locale.ROOT);
        Pattern plain = lower.equals("port") ? NUMBER : PLAIN_VALUE;
        return TOLD.contains(lower) && plain.matcher(value).matches() ? value : stars(value);
    }

    private String stars(String secret) {
        if (secret.isEmpty()) {
            return secret;
        }
        secrets.add(secret);
        secrets.add(decoded(secret));
        // a driver that takes one apart tells parts of it
        for (String part : PARTS.split(secret)) {
            if (part.length() >= Masked.MIN_LENGTH_ANYWHERE) {
                secrets.add(part);
            }
        }
        return Secret.STARS;
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return value;
        }
    }
}
