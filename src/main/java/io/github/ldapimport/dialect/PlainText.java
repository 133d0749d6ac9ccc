package io.github.ldapimport.dialect;

import io.github.ldapimport.ldap.Guid;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** Texts of a directory that a column of another type may take for something that they do not say. */
final class PlainText {
    private static final char REPLACEMENT = '\uFFFD';
    private static final Set<String> TRUTHS = Set.of("true", "false");
    // INTEGER of RFC 4517, 3.3.16, also with zeros before it, as employee numbers have them, or as 1.0 and 1.00
    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?[0-9]+([.]0{1,2})?");
    private static final Pattern DECIMAL = Pattern.compile("-?([0-9]+([.][0-9]*)?|[.][0-9]+)");
    private static final Pattern YEAR = Pattern.compile("[0-9]{4}");
    private static final int FIRST_YEAR = 1901;
    private static final int LAST_YEAR = 2155;
    private static final int MAX_DIGITS = 1000;

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
     * @param isZoned whether the column holds a zone; others would drop it
     * @throws IllegalArgumentException when it is no time of a day (ISO 8601)
     */
    static String timeOfDay(String text, boolean isZoned) {
        try {
            TemporalAccessor time =
                    DateTimeFormatter.ISO_TIME.parseBest(text.strip(), OffsetTime::from, LocalTime::from);
            if (time instanceof OffsetTime && !isZoned) {
                throw new IllegalArgumentException("it has a zone, and the column holds none");
            }
            // drivers answer with whole seconds
            return time instanceof OffsetTime withOffset
                    ? DateTimeFormatter.ISO_OFFSET_TIME.format(withOffset.truncatedTo(ChronoUnit.SECONDS))
                    : DateTimeFormatter.ISO_LOCAL_TIME.format(
                            LocalTime.from(time).truncatedTo(ChronoUnit.SECONDS));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("it is no time of a day such as 12:30 or 12:30:15", e);
        }
    }

    /** @throws IllegalArgumentException when it has other than four digits: MariaDB would choose the century; or is none of its years */
    static String year(String text) {
        String year = text.strip();
        if (!YEAR.matcher(year).matches()) {
            throw new IllegalArgumentException("it is no year of four digits");
        }
        int number = Integer.parseInt(year);
        if (number < FIRST_YEAR || number > LAST_YEAR) {
            throw new IllegalArgumentException("it is no year from " + FIRST_YEAR + " to " + LAST_YEAR);
        }
        return year;
    }

    /** The year of a day by which a driver speaks of it. */
    static String year(LocalDate day) {
        return String.format(Locale.ROOT, "%04d", day.getYear());
    }

    /** @throws IllegalArgumentException when it is no number, or one that would fill the memory */
    static BigDecimal exactNumber(String text) {
        String number = text.strip();
        if (number.equalsIgnoreCase("true")) {
            return BigDecimal.ONE;
        } else if (number.equalsIgnoreCase("false")) {
            return BigDecimal.ZERO;
        } else if (number.length() > MAX_DIGITS) {
            throw new IllegalArgumentException("it has too many digits");
        }
        BigDecimal exact;
        try {
            exact = new BigDecimal(number);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("it is no number", e);
        }
        // written out, 1e999999999 would fill the memory
        if (Math.abs((long) exact.scale()) > MAX_DIGITS) {
            throw new IllegalArgumentException("it has too many digits");
        }
        return exact;
    }

    /** Without blanks at the end for which there is no room: SQL has them cut, and the text would differ in each run. */
    static String withoutExcessBlanks(String text, int size) {
        int length = text.codePointCount(0, text.length());
        if (size <= 0 || length <= size) {
            return text;
        }
        int end = text.length();
        while (length > size && text.charAt(end - 1) == ' ') {
            end--;
            length--;
        }
        return text.substring(0, end);
    }

    /** Java's own reader takes texts that are much shorter than a UUID. */
    static UUID uuid(String text) {
        String canonical = Guid.canonical(text);
        if (Guid.toBytes(canonical).isEmpty()) {
            throw new IllegalArgumentException("it is no UUID");
        }
        return UUID.fromString(canonical);
    }

    static Boolean truth(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw new IllegalArgumentException("it is neither TRUE nor FALSE, nor 1 nor 0");
        };
    }
}
