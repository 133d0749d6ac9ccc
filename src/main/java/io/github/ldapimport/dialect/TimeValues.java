package io.github.ldapimport.dialect;

import io.github.ldapimport.ldap.LdapTime;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/** Times in columns: a column with a zone holds the instant, others what a clock in UTC shows. */
final class TimeValues {
    private static final int NANOSECOND_DIGITS = 9;
    // the second before stands for no time at all
    private static final Instant FIRST_TIMESTAMP = Instant.ofEpochSecond(1);

    private TimeValues() {}

    /** The time as the column takes it, no finer than the column keeps it; null for never. */
    static Object convert(Object value, Column column) {
        if (value instanceof LocalDate date && column.isDate()) {
            return date;
        }
        Instant instant = instant(value);
        if (instant == null) {
            return null;
        }
        OffsetDateTime utc = instant.atOffset(ZoneOffset.UTC);
        if (column.isDate()) {
            return utc.toLocalDate();
        }
        if (isTimestampOfMariaDb(column) && instant.isBefore(FIRST_TIMESTAMP)) {
            throw new IllegalArgumentException("its times begin in 1970, those of a DATETIME earlier");
        }
        utc = utc.withNano(truncated(utc.getNano(), column.scale()));
        return column.isZoned() ? utc : utc.toLocalDateTime();
    }

    /** The point in time that a value stands for; null for never. */
    static Instant instant(Object value) {
        if (value instanceof Instant instant) {
            return instant;
        } else if (value instanceof OffsetDateTime time) {
            return time.toInstant();
        } else if (value instanceof ZonedDateTime time) {
            return time.toInstant();
        } else if (value instanceof LocalDateTime time) {
            return time.toInstant(ZoneOffset.UTC);
        } else if (value instanceof LocalDate date) {
            return date.atStartOfDay().toInstant(ZoneOffset.UTC);
        }
        return LdapTime.parse(Column.text(value));
    }

    private static int truncated(int nanoseconds, int digits) {
        int unit = 1;
        for (int i = digits; i >= 0 && i < NANOSECOND_DIGITS; i++) {
            unit *= 10;
        }
        return nanoseconds - nanoseconds % unit;
    }

    /** The time as the driver answers with it, in the form that {@link #convert} gives. */
    static Object stored(Object value, Column column) {
        if (value instanceof java.sql.Date date) {
            return column.isDate() ? date.toLocalDate() : date.toLocalDate().atStartOfDay();
        } else if (value instanceof Timestamp timestamp) {
            if (column.isZoned()) {
                return timestamp.toInstant().atOffset(ZoneOffset.UTC);
            }
            LocalDateTime time = isOfH2(column)
                    ? LocalDateTime.ofInstant(timestamp.toInstant(), ZoneId.systemDefault())
                    : timestamp.toLocalDateTime();
            return column.isDate() ? time.toLocalDate() : time;
        }
        return value;
    }

    /**
     * Drivers answer with a {@link Timestamp}, which cannot say what a clock shows in the hour that this machine's time zone
     * leaves out in spring: so both sides go through one.
     */
    static Object canonical(Object stored, Column column) {
        if (stored instanceof OffsetDateTime time) {
            // MariaDB's driver speaks of an instant by the clock of this machine, which shows an hour twice in autumn
            return isTimestampOfMariaDb(column)
                    ? Timestamp.from(time.toInstant()).toLocalDateTime()
                    : time.toInstant();
        }
        if (stored instanceof LocalDateTime time) {
            return isOfH2(column)
                    ? time.atZone(ZoneId.systemDefault()).toLocalDateTime()
                    : Timestamp.valueOf(time).toLocalDateTime();
        }
        return stored;
    }

    private static boolean isTimestampOfMariaDb(Column column) {
        return column.isZoned() && column.typeName().equals("TIMESTAMP");
    }

    /** H2 makes timestamps by the calendar of java.time, others by that of java.util: they differ before 1900. */
    private static boolean isOfH2(Column column) {
        return column.typeName().equals("TIMESTAMP");
    }
}
