package io.github.ldapimport.testing;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What goes wrong in a directory, as a case says it: {@code page 2: size limit}, {@code page 1: closed after 3 entries},
 * {@code second look: empty}.
 *
 * @param page of the search for users, from 1; 0 for each page of the second look, which asks for users by GUID
 * @param entries how many entries are sent before the connection is closed
 */
public record DirectoryFault(int page, Kind kind, int entries) {
    private static final Pattern TEXT =
            Pattern.compile("(page (\\d+)|second look): ([a-z ]+?)( after (\\d+) entries)?");

    /** How it goes wrong. */
    public enum Kind {
        /** The server has an error in place of the page. */
        REFUSED,
        /** The page comes, and with it an error in place of the success. */
        SIZE_LIMIT,
        /** The page comes, and with it a reference to another server. */
        REFERRAL,
        /** The connection ends within the page. */
        CLOSED,
        /** The page comes as if nobody were there, as where access was withdrawn. */
        EMPTY;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    public static DirectoryFault parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        Optional<Kind> kind = matcher.matches()
                ? Arrays.stream(Kind.values())
                        .filter(each -> each.toString().equals(matcher.group(3)))
                        .findFirst()
                : Optional.empty();
        if (kind.isEmpty()) {
            throw new IllegalArgumentException("No fault: " + text);
        }
        return new DirectoryFault(
                matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2)),
                kind.get(),
                matcher.group(5) == null ? 0 : Integer.parseInt(matcher.group(5)));
    }

    public boolean isOfSecondLook() {
        return page == 0;
    }

    @Override
    public String toString() {
        return (isOfSecondLook() ? "second look" : "page " + page) + ": " + kind
                + (kind == Kind.CLOSED ? " after " + entries + " entries" : "");
    }
}
