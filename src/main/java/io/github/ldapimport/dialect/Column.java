package io.github.ldapimport.dialect;

import io.github.ldapimport.ldap.Entry;
import io.github.ldapimport.ldap.Guid;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Types;
import java.time.DateTimeException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A column as the database describes it: it says what becomes of a value that is written to it, and when two values are the
 * same to it.
 *
 * @param name in the database's own spelling
 * @param jdbcType one of {@link Types}, as the product means it ({@link Dialect#jdbcType})
 * @param typeName the database's own name of the type
 * @param nullable whether the column takes NULL, as far as the database says
 * @param size characters, bytes or digits that it takes; {@link #UNKNOWN} or less where the database does not say
 * @param scale digits after the point or of a second's fraction; {@link #UNKNOWN} where the database does not say
 * @param emptyIsNull whether the database takes the empty text for NULL, as Oracle does
 */
public record Column(
        String name, int jdbcType, String typeName, boolean nullable, int size, int scale, boolean emptyIsNull) {
    static final int UNKNOWN = -1;

    // what the drivers of SQL Server and Oracle call a time with a zone
    private static final int DATETIMEOFFSET = -155;
    private static final int TIMESTAMPTZ = -101;
    private static final int TIMESTAMPLTZ = -102;

    private static final int MAX_DIGITS = 1000;
    private static final Set<String> NETWORK_TYPES = Set.of("inet", "cidr", "macaddr", "macaddr8");

    public Column(String name, int jdbcType, String typeName, boolean nullable) {
        this(name, jdbcType, typeName, nullable, UNKNOWN, UNKNOWN, false);
    }

    /**
     * The value as this column's type takes it. The empty text is a value of columns of text alone, and NULL of all others.
     *
     * @throws IllegalArgumentException when the column cannot hold such a value; the message names the column and the value
     */
    public Object convert(Object value) {
        if (value == null || (value.equals("") && (emptyIsNull || !isText()))) {
            return null;
        }
        try {
            if (isUuid()) {
                return value instanceof UUID ? value : uuid(text(value));
            } else if (isJson()) {
                return Json.checked(PlainText.whole(text(value)));
            } else if (isTime()) {
                return TimeValues.convert(value, this);
            }
            return switch (jdbcType) {
                case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT -> wholeNumber(value);
                case Types.NUMERIC, Types.DECIMAL, Types.FLOAT, Types.REAL, Types.DOUBLE -> number(value);
                case Types.BOOLEAN, Types.BIT -> truth(value);
                case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> bytes(value);
                case Types.TIME, Types.TIME_WITH_TIMEZONE -> PlainText.timeOfDay(text(value));
                default -> otherText(text(value));
            };
        } catch (IllegalArgumentException | DateTimeException | UnsupportedOperationException e) {
            throw new IllegalArgumentException(
                    "column " + name + " (" + typeName.toLowerCase(Locale.ROOT) + ") cannot hold " + Entry.shown(value)
                            + ": " + e.getMessage(),
                    e);
        }
    }

    static String text(Object value) {
        if (value instanceof byte[]) {
            throw new IllegalArgumentException("bytes are no text, write ${body.base64('attribute')}");
        } else if (value instanceof java.util.Date date
                && !(value instanceof java.sql.Date)
                && !(value instanceof java.sql.Time)) {
            return date.toInstant().toString();
        }
        return value.toString();
    }

    private String otherText(String text) {
        if (isYear()) {
            return PlainText.year(text);
        }
        PlainText.whole(text);
        PlainText.requireListed(text, typeName);
        return isText() ? withoutExcessBlanks(text) : text;
    }

    /** Without blanks at the end for which there is no room: SQL has them cut, and the text would differ in each run. */
    private String withoutExcessBlanks(String text) {
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
    private static UUID uuid(String text) {
        String canonical = Guid.canonical(text);
        if (Guid.toBytes(canonical).isEmpty()) {
            throw new IllegalArgumentException("it is no UUID");
        }
        return UUID.fromString(canonical);
    }

    private static byte[] bytes(Object value) {
        if (value instanceof byte[] bytes) {
            return bytes;
        }
        // text that was read from bytes has lost some of them
        throw new IllegalArgumentException(
                "it is text, and bytes are wanted: name its attribute in directory.binary-attributes");
    }

    private static BigDecimal wholeNumber(Object value) {
        try {
            if (value instanceof String text) {
                PlainText.requireWholeNumber(text.strip());
            }
            return exactNumber(value).setScale(0, RoundingMode.UNNECESSARY);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("it is no whole number", e);
        }
    }

    /** The number as the column will hold it: a database would round it, and it would differ again in the next run. */
    private Number number(Object value) {
        if (value instanceof String text && !isFloating()) {
            PlainText.requireDecimal(text.strip());
        }
        BigDecimal number = exactNumber(value);
        if (isFloating() && !typeName.equalsIgnoreCase("money")) {
            // MariaDB takes a decimal of more than 65 digits for another number
            double floating = number.doubleValue();
            if (!Double.isFinite(floating)) {
                throw new IllegalArgumentException("it is too large");
            }
            return floating;
        }
        return isDecimal() && number.scale() > scale ? number.setScale(scale, RoundingMode.HALF_UP) : number;
    }

    /** Whether the column keeps so many digits after the point and no others; PostgreSQL's numeric may keep them all. */
    private boolean isDecimal() {
        return (jdbcType == Types.NUMERIC || jdbcType == Types.DECIMAL)
                && size > 0
                && scale >= 0
                && !typeName.equalsIgnoreCase("decfloat");
    }

    private boolean isFloating() {
        return jdbcType == Types.FLOAT || jdbcType == Types.REAL || jdbcType == Types.DOUBLE;
    }

    private static BigDecimal exactNumber(Object value) {
        String text = text(value).strip();
        if (text.equalsIgnoreCase("true")) {
            return BigDecimal.ONE;
        } else if (text.equalsIgnoreCase("false")) {
            return BigDecimal.ZERO;
        } else if (text.length() > MAX_DIGITS) {
            throw new IllegalArgumentException("it has too many digits");
        }
        BigDecimal number;
        try {
            number = new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("it is no number", e);
        }
        // written out, 1e999999999 would fill the memory
        if (Math.abs((long) number.scale()) > MAX_DIGITS) {
            throw new IllegalArgumentException("it has too many digits");
        }
        return number;
    }

    private static Boolean truth(Object value) {
        return switch (text(value).strip().toLowerCase(Locale.ROOT)) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw new IllegalArgumentException("it is neither TRUE nor FALSE, nor 1 nor 0");
        };
    }

    public boolean isText() {
        return switch (jdbcType) {
            case Types.VARCHAR, Types.CHAR, Types.LONGVARCHAR, Types.NVARCHAR, Types.NCHAR, Types.LONGNVARCHAR ->
                !isJson() && !typeName.equalsIgnoreCase("uniqueidentifier");
            default -> false;
        };
    }

    public boolean isTime() {
        return jdbcType == Types.TIMESTAMP || isZoned() || isDate();
    }

    /** Whether it holds a point in time, rather than what a clock shows. */
    boolean isZoned() {
        return jdbcType == Types.TIMESTAMP_WITH_TIMEZONE
                || jdbcType == DATETIMEOFFSET
                || jdbcType == TIMESTAMPTZ
                || jdbcType == TIMESTAMPLTZ;
    }

    /** A year in MariaDB is a date to its driver. */
    boolean isDate() {
        return jdbcType == Types.DATE && !isYear();
    }

    private boolean isYear() {
        return typeName.equalsIgnoreCase("year");
    }

    boolean isJson() {
        return typeName.equalsIgnoreCase("json") || typeName.equalsIgnoreCase("jsonb");
    }

    private boolean isUuid() {
        return typeName.equalsIgnoreCase("uuid");
    }

    /** Whether the database fills up what it holds with blanks. */
    public boolean isPadded() {
        return jdbcType == Types.CHAR || jdbcType == Types.NCHAR;
    }

    /** Whether a value lost something when it was converted; a row that holds what is left may be somebody else's. */
    public boolean losesPrecision(Object value, Object converted) {
        if (converted == null) {
            return false;
        } else if (isTime()) {
            return !TimeValues.instant(value).equals(TimeValues.instant(converted));
        } else if (value instanceof String text && converted instanceof String kept && isText()) {
            return !text.equals(kept);
        }
        return converted instanceof Number number
                && exactNumber(value).compareTo(new BigDecimal(number.toString())) != 0;
    }

    /** Whether a row can be looked up by a value of it, in every database. */
    public boolean isComparable() {
        return switch (jdbcType) {
            case Types.BINARY,
                    Types.VARBINARY,
                    Types.LONGVARBINARY,
                    Types.BLOB,
                    Types.OTHER,
                    Types.SQLXML,
                    Types.ARRAY -> isUuid();
            default -> !isJson();
        };
    }

    /** Why a value of the right type does not fit: it is too long, or no number of the column's range; else empty. */
    public Optional<String> misfit(Object value) {
        if (value instanceof BigDecimal number) {
            return NumberRange.of(this)
                    .filter(range -> !range.contains(number))
                    .map(range -> "takes numbers from " + range.least().toPlainString() + " to "
                            + range.greatest().toPlainString() + ", and " + number.toPlainString() + " is not one");
        } else if (value instanceof String text) {
            int length = text.codePointCount(0, text.length());
            return size > 0 && length > size
                    ? Optional.of("takes " + size + " characters, and " + Entry.shown(text) + " has " + length)
                    : Optional.empty();
        }
        return value instanceof byte[] bytes && size > 0 && bytes.length > size
                ? Optional.of("takes " + size + " bytes, and the value has " + bytes.length)
                : Optional.empty();
    }

    /** Why a database may have refused a value of the right type: it does not fit, or has a NUL character; else empty. */
    public Optional<String> refusalReason(Object value) {
        return misfit(value)
                .or(() -> value instanceof String text && text.indexOf('\0') >= 0
                        ? Optional.of("would hold a NUL character, in " + Entry.shown(text))
                        : Optional.empty());
    }

    /** A value that the database holds, in the form that {@link #convert} gives to one that is to be written. */
    public Object stored(Object value) {
        if (value == null) {
            return null;
        } else if (isTime()) {
            return TimeValues.stored(value, this);
        } else if (isJson() && value instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        // what only the driver has a class for
        boolean isOfTheDriver = jdbcType == Types.OTHER || jdbcType == Types.ARRAY || jdbcType == Types.TIME;
        return isOfTheDriver && !isUuid() ? value.toString() : value;
    }

    /**
     * Two values are the same to this column exactly when their canonical forms are equal, whether they are to be written or
     * come from the database.
     */
    public Object canonical(Object value) {
        Object stored = stored(value);
        if (stored instanceof Number number) {
            return canonicalNumber(number);
        } else if (stored instanceof byte[] bytes) {
            return ByteBuffer.wrap(bytes);
        } else if (stored instanceof Boolean truth && jdbcType != Types.BOOLEAN && jdbcType != Types.BIT) {
            return truth ? BigDecimal.ONE : BigDecimal.ZERO;
        } else if (stored instanceof String text) {
            if (isJson()) {
                return Json.canonical(text);
            } else if (NETWORK_TYPES.contains(typeName)) {
                return NetworkAddress.canonical(text);
            }
            return isPadded() ? text.stripTrailing() : text;
        }
        return isTime() ? TimeValues.canonical(stored, this) : stored;
    }

    private Object canonicalNumber(Number number) {
        if (!Double.isFinite(number.doubleValue())) {
            // NaN, and what is too large for one
            return number;
        }
        return switch (jdbcType) {
            case Types.REAL ->
                typeName.equalsIgnoreCase("float")
                        // MariaDB shows six digits of what it holds
                        ? new BigDecimal(number.toString())
                                .round(new MathContext(6))
                                .stripTrailingZeros()
                        : new BigDecimal(Float.toString(number.floatValue())).stripTrailingZeros();
            case Types.FLOAT, Types.DOUBLE ->
                BigDecimal.valueOf(number.doubleValue()).stripTrailingZeros();
            default -> new BigDecimal(number.toString()).stripTrailingZeros();
        };
    }
}
