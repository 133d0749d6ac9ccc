package io.github.ldapimport.dialect;

import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.OffsetTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Texts of a directory that a column of another type may take for something that they do not say. */
final class PlainText {
    private static final char REPLACEMENT = '\uFFFD';
    private static final Set<String> TRUTHS = Set.of("true", "false");
    // INTEGER of RFC 4517, 3.3.16, also with zeros before it, as employee numbers have them, or as 1.0 and 1.00
    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?[0-9]+([.]0{1,2})?");
    private static final Pattern DECIMAL = Pattern.compile("-?([0-9]+([.][0-9]*)?|[.][0-9]+)");
    private static final Pattern CLOSED_LIST = Pattern.compile("(?i)(enum|set)[(]'");
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");
    private static final Pattern YEAR = Pattern.compile("[0-9]{4}");

    private PlainText() {}

    /**
     * A text of which nothing was lost on its way.
     *
     * @throws IllegalArgumentException when a letter of it was not UTF-8 (RFC 4511, 4.1.2), and has become U+FFFD
     */
    static String whole(String text) {
        int place = text.indexOf(REPLACEMENT);
        if (place >= 0) {
            throw new IllegalArgumentException("character " + text.codePointCount(0, place + 1)
                    + " is U+FFFD, which stands for one that is no UTF-8 in the directory: correct it there");
        }
        return text;
    }

    /**
     * Leaves out what Java would take for a number: {@code 12E4} is a room, {@code +41441234567} a telephone, and {@code 1.000} may
     * be a thousand.
     *
     * @throws IllegalArgumentException when it is neither a whole number nor TRUE nor FALSE
     */
    static void requireWholeNumber(String text) {
        if (!WHOLE_NUMBER.matcher(text).matches() && !isTruth(text)) {
            throw new IllegalArgumentException("it is no whole number");
        }
    }

    /** @throws IllegalArgumentException when it is neither digits with at most one point between them nor TRUE nor FALSE */
    static void requireDecimal(String text) {
        if (!DECIMAL.matcher(text).matches() && !isTruth(text)) {
            throw new IllegalArgumentException("it is no number");
        }
    }

    private static boolean isTruth(String text) {
        return TRUTHS.contains(text.toLowerCase(Locale.ROOT));
    }

    /**
     * What a clock shows, to the second, which MariaDB would read in {@code 1230} as 12 minutes and 30 seconds.
     *
     * @throws IllegalArgumentException when it is no time of a day (ISO 8601)
     */
    static String timeOfDay(String text) {
        try {
            TemporalAccessor time =
                    DateTimeFormatter.ISO_TIME.parseBest(text.strip(), OffsetTime::from, LocalTime::from);
            // drivers answer with whole seconds
            return time instanceof OffsetTime withOffset
                    ? DateTimeFormatter.ISO_OFFSET_TIME.format(withOffset.truncatedTo(ChronoUnit.SECONDS))
                    : DateTimeFormatter.ISO_LOCAL_TIME.format(
                            LocalTime.from(time).truncatedTo(ChronoUnit.SECONDS));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("it is no time of a day such as 12:30 or 12:30:15", e);
        }
    }

    /** @throws IllegalArgumentException when it has other than four digits: MariaDB would choose the century */
    static String year(String text) {
        if (!YEAR.matcher(text.strip()).matches()) {
            throw new IllegalArgumentException("it is no year of four digits");
        }
        return text.strip();
    }

    /**
     * Leaves out digits that are no text of a closed list: MariaDB and MySQL would take them for the place of one.
     *
     * @param type such as {@code enum('a','b')}; another type has no list
     * @throws IllegalArgumentException when the text is such digits
     */
    static void requireListed(String text, String type) {
        // nearly no column has a list
        if (type.endsWith("')")
                && CLOSED_LIST.matcher(type).lookingAt()
                && DIGITS.matcher(text.strip()).matches()
                && !type.contains("'" + text + "'")) {
            throw new IllegalArgumentException("it is none of the column's texts");
        }
    }
}
