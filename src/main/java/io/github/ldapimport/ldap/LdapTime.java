package io.github.ldapimport.ldap;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.regex.Pattern;

/** Points in time as directories write them: in four forms, none of which can be taken for another. */
public final class LdapTime {
    private static final long NANOSECONDS = 1_000_000_000L;
    private static final long TICKS_IN_A_SECOND = 10_000_000L;
    private static final Instant FILE_TIME_BEGIN = Instant.parse("1601-01-01T00:00:00Z");
    private static final String NEVER = Long.toString(Long.MAX_VALUE);
    // 1917 and later: a shorter number such as 20260101120000123 may be a time that lacks its zone
    private static final int MIN_FILE_TIME_DIGITS = 18;
    private static final Pattern DATE = Pattern.compile("[0-9]{8}");
    // a file time of the years 2203 to 2267, or one of our days with a fraction of a second
    private static final Pattern TIME_WITHOUT_ZONE = Pattern.compile("(19|20)[0-9]{16}");
    private static final int DATE_AND_HOUR = 10;
    private static final int SECONDS_END = 14;

    private static final DateTimeFormatter ISO = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .optionalStart()
            .appendLiteral('T')
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalStart()
            .appendOffset("+HH:mm", "Z")
            .optionalEnd()
            .optionalEnd()
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    private LdapTime() {}

    /**
     * Reads
     *
     * <ul>
     *   <li>GeneralizedTime (RFC 4517, 3.3.13): {@code 20260101120000Z}, also with a fraction, an offset, or without seconds
     *   <li>a day, as in schacDateOfBirth (SCHAC 1.5): {@code 19660412}, at midnight in UTC
     *   <li>the 100 nanoseconds since 1601 of Windows ([MS-DTYP] 2.3.3): {@code 134117424000000000}; 0 and the largest number
     *       mean never ([MS-ADA1] 2.1 accountExpires)
     *   <li>ISO 8601: {@code 2026-01-01T12:00:00+01:00}; a blank may stand for the T; without an offset it is UTC, without a
     *       time midnight
     * </ul>
     *
     * @return null for never
     * @throws IllegalArgumentException saying what is wrong with the text
     */
    public static Instant parse(String text) {
        String time = text.strip();
        try {
            if (DATE.matcher(time).matches()) {
                return LocalDate.parse(time, DateTimeFormatter.BASIC_ISO_DATE)
                        .atStartOfDay()
                        .toInstant(ZoneOffset.UTC);
            } else if (isNumber(time)) {
                return fileTime(time);
            } else if (time.indexOf('-') == 4) {
                return iso(time);
            }
            return new GeneralizedTime(time).read();
        } catch (DateTimeException | IndexOutOfBoundsException | NumberFormatException e) {
            throw new IllegalArgumentException("it is no time such as 20260101120000Z or 2026-01-01T12:00:00Z", e);
        }
    }

    /**
     * Reads the 100 nanoseconds since 1601 of Windows alone.
     *
     * @return null for never
     * @throws IllegalArgumentException when it is no such number
     */
    public static Instant parseFileTime(String text) {
        String time = text.strip();
        if (!isNumber(time)) {
            throw new IllegalArgumentException("it is no Windows file time");
        }
        return fileTime(time);
    }

    private static boolean isNumber(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isDigit(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static Instant fileTime(String text) {
        if (text.equals("0") || text.equals(NEVER)) {
            return null;
        }
        if (text.length() < MIN_FILE_TIME_DIGITS || isTimeWithoutZone(text)) {
            throw new IllegalArgumentException(
                    "it is no Windows file time of these days, and a time such as 20260101120000Z needs its zone");
        }
        long ticks = Long.parseLong(text);
        return FILE_TIME_BEGIN.plusSeconds(ticks / TICKS_IN_A_SECOND).plusNanos(ticks % TICKS_IN_A_SECOND * 100);
    }

    private static boolean isTimeWithoutZone(String text) {
        if (!TIME_WITHOUT_ZONE.matcher(text).matches()) {
            return false;
        }
        try {
            new GeneralizedTime(text.substring(0, SECONDS_END) + "Z").read();
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static Instant iso(String text) {
        String time = text;
        if (text.length() > DATE_AND_HOUR && text.charAt(DATE_AND_HOUR) == ' ') {
            // 2026-01-01 12:00:00 +01:00
            time = text.substring(0, DATE_AND_HOUR)
                    + "T"
                    + text.substring(DATE_AND_HOUR + 1).replace(" ", "");
        }
        TemporalAccessor parsed = ISO.parseBest(time, Instant::from, LocalDateTime::from, LocalDate::from);
        if (parsed instanceof LocalDateTime local) {
            return local.toInstant(ZoneOffset.UTC);
        }
        return parsed instanceof LocalDate date ? date.atStartOfDay().toInstant(ZoneOffset.UTC) : (Instant) parsed;
    }

    /** A time that is being read from left to right. */
    private static final class GeneralizedTime {
        private final String text;
        private int position;

        GeneralizedTime(String text) {
            this.text = text;
        }

        Instant read() {
            int year = digits(4);
            LocalDate date = LocalDate.of(year, digits(2), digits(2));
            LocalDateTime time = date.atTime(digits(2), 0);
            long unit = 3600;
            if (isDigit(text.charAt(position))) {
                time = time.withMinute(digits(2));
                unit = 60;
                if (isDigit(text.charAt(position))) {
                    int second = digits(2);
                    // a leap second
                    time = second == 60 ? time.plusMinutes(1) : time.withSecond(second);
                    unit = 1;
                }
            }
            if (text.charAt(position) == '.' || text.charAt(position) == ',') {
                time = time.plusNanos(fraction(unit));
            }
            Instant instant = time.toInstant(zone());
            if (position != text.length()) {
                throw new DateTimeException(text);
            }
            return instant;
        }

        private int digits(int count) {
            int number = 0;
            for (int i = 0; i < count; i++) {
                char c = text.charAt(position++);
                if (!isDigit(c)) {
                    throw new DateTimeException(text);
                }
                number = number * 10 + c - '0';
            }
            return number;
        }

        /** Nanoseconds of a fraction of so many seconds. */
        private long fraction(long unit) {
            position++;
            int start = position;
            long nanoseconds = 0;
            long place = unit * NANOSECONDS;
            while (isDigit(text.charAt(position))) {
                place /= 10;
                nanoseconds += place * (text.charAt(position++) - '0');
            }
            if (position == start) {
                throw new DateTimeException(text);
            }
            return nanoseconds;
        }

        private ZoneOffset zone() {
            char sign = text.charAt(position++);
            if (sign == 'Z') {
                return ZoneOffset.UTC;
            } else if (sign != '+' && sign != '-') {
                throw new DateTimeException(text);
            }
            int hours = digits(2);
            int minutes = position < text.length() ? digits(2) : 0;
            return sign == '+'
                    ? ZoneOffset.ofHoursMinutes(hours, minutes)
                    : ZoneOffset.ofHoursMinutes(-hours, -minutes);
        }
    }
}
