package io.github.ldapimport.dialect;

import io.github.ldapimport.ldap.Entry;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Types;
import java.time.DateTimeException;
import java.util.Locale;
import java.util.Optional;
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
 * @param texts what it takes for a text
 */
public record Column(
        String name,
        int jdbcType,
        String typeName,
        boolean nullable,
        int size,
        int scale,
        boolean emptyIsNull,
        TextRules texts) {
    static final int UNKNOWN = -1;

    // what the drivers of SQL Server and Oracle call a time with a zone
    private static final int DATETIMEOFFSET = -155;
    private static final int TIMESTAMPTZ = -101;
    private static final int TIMESTAMPLTZ = -102;

    private static final int DIGITS_OF_MONEY = 2;

    public Column(String name, int jdbcType, String typeName, boolean nullable) {
        this(name, jdbcType, typeName, nullable, UNKNOWN, UNKNOWN, false);
    }

    public Column(
            String name, int jdbcType, String typeName, boolean nullable, int size, int scale, boolean emptyIsNull) {
        this(name, jdbcType, typeName, nullable, size, scale, emptyIsNull, TextRules.NONE);
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
                return value instanceof UUID ? value : PlainText.uuid(text(value));
            } else if (isJson()) {
                return Json.checked(PlainText.whole(text(value)), typeName.equalsIgnoreCase("jsonb"));
            } else if (isTime()) {
                return TimeValues.convert(value, this);
            }
            return switch (jdbcType) {
                case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT -> wholeNumber(value);
                case Types.NUMERIC, Types.DECIMAL, Types.FLOAT, Types.REAL, Types.DOUBLE -> number(value);
                case Types.BIT -> isBitString() ? wholeNumber(value) : PlainText.truth(text(value));
                case Types.BOOLEAN -> PlainText.truth(text(value));
                case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> bytes(value);
                case Types.TIME -> PlainText.timeOfDay(text(value), false);
                case Types.TIME_WITH_TIMEZONE -> PlainText.timeOfDay(text(value), true);
                default -> otherText(text(value));
            };
        } catch (IllegalArgumentException | DateTimeException | UnsupportedOperationException e) {
            throw new IllegalArgumentException(
                    "column " + name + " (" + typeShown() + ") cannot hold " + Entry.shown(value) + ": "
                            + e.getMessage(),
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
        String checked = NativeText.checked(texts.spelled(PlainText.whole(text)), this);
        return isText() && !texts.isClosed() ? PlainText.withoutExcessBlanks(checked, size) : checked;
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
            return PlainText.exactNumber(text(value)).setScale(0, RoundingMode.UNNECESSARY);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("it is no whole number", e);
        }
    }

    /** The number as the column will hold it: a database would round it, and it would differ again in the next run. */
    private Number number(Object value) {
        if (value instanceof String text && !isFloating()) {
            PlainText.requireDecimal(text.strip());
        }
        BigDecimal number = PlainText.exactNumber(text(value));
        if (isMoney()) {
            return number.setScale(DIGITS_OF_MONEY, RoundingMode.HALF_UP);
        } else if (isFloating()) {
            // MariaDB takes a decimal of more than 65 digits for another number
            double floating = number.doubleValue();
            if (!Double.isFinite(floating) || (jdbcType == Types.REAL && !Float.isFinite((float) floating))) {
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

    /** PostgreSQL's, which its driver takes for a floating number. */
    boolean isMoney() {
        return isFloating() && typeName.equalsIgnoreCase("money");
    }

    /** MariaDB's, which are a number there. */
    private boolean isBitString() {
        return jdbcType == Types.BIT && size > 1;
    }

    /**
     * Whether it is known here which values are one to the column. What the database holds of others, such as an interval or a range,
     * may be spelled otherwise than it was written, and would differ in each run.
     */
    public boolean hasKnownForm() {
        return switch (jdbcType) {
            case Types.REAL, Types.FLOAT, Types.DOUBLE -> typeName.indexOf('(') < 0;
            case Types.TINYINT,
                    Types.SMALLINT,
                    Types.INTEGER,
                    Types.BIGINT,
                    Types.NUMERIC,
                    Types.DECIMAL,
                    Types.BOOLEAN,
                    Types.BIT,
                    Types.BINARY,
                    Types.VARBINARY,
                    Types.LONGVARBINARY,
                    Types.BLOB,
                    Types.CLOB,
                    Types.NCLOB,
                    Types.TIME -> true;
            default ->
                NativeText.isOf(this)
                        || (isText() && !typeName.equals("xml"))
                        || (isTime() || isYear() || isUuid() || isJson() || texts.isClosed());
        };
    }

    /** The type in words, for a message. */
    public String typeShown() {
        return texts.isClosed() ? texts.shown() : typeName.toLowerCase(Locale.ROOT);
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
                && PlainText.exactNumber(text(value)).compareTo(new BigDecimal(number.toString())) != 0;
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
            return size > 0 && length > size && hasLength()
                    ? Optional.of("takes " + size + " characters, and " + Entry.shown(text) + " has " + length)
                    : Optional.empty();
        }
        return value instanceof byte[] bytes && size > 0 && bytes.length > size
                ? Optional.of("takes " + size + " bytes, and the value has " + bytes.length)
                : Optional.empty();
    }

    /** Whether its size is a number of characters; that of an interval is one of digits. */
    private boolean hasLength() {
        return isText() || jdbcType == Types.CLOB || jdbcType == Types.NCLOB;
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
        if (isYear()) {
            return value instanceof java.sql.Date date ? PlainText.year(date.toLocalDate()) : value.toString();
        } else if (isBitString() && value instanceof byte[] bytes) {
            return new BigDecimal(new BigInteger(1, bytes));
        } else if (jdbcType == Types.OTHER && value instanceof Boolean bit) {
            return bit ? "1" : "0";
        }
        // what only the driver has a class for
        boolean isOfTheDriver = jdbcType == Types.OTHER || jdbcType == Types.ARRAY || jdbcType == Types.TIME;
        // PostgreSQL's citext is a text to this program, but not to its driver
        return (isOfTheDriver && !isUuid()) || (isText() && !(value instanceof String)) ? value.toString() : value;
    }

    /**
     * Two values are the same to this column exactly when their canonical forms are equal, whether they are to be written or
     * come from the database.
     */
    public Object canonical(Object value) {
        Object stored = stored(value);
        if (stored instanceof Number number) {
            return NumberRange.canonical(number, this);
        } else if (stored instanceof byte[] bytes) {
            return ByteBuffer.wrap(typeName.equalsIgnoreCase("binary") ? NativeText.withoutFilling(bytes) : bytes);
        } else if (stored instanceof Boolean truth && jdbcType != Types.BOOLEAN && jdbcType != Types.BIT) {
            return truth ? BigDecimal.ONE : BigDecimal.ZERO;
        } else if (stored instanceof String text) {
            if (isJson()) {
                return Json.canonical(text);
            } else if (NativeText.isOf(this)) {
                return NativeText.canonical(text, this);
            }
            return isPadded() ? text.stripTrailing() : text;
        }
        return isTime() ? TimeValues.canonical(stored, this) : stored;
    }
}
