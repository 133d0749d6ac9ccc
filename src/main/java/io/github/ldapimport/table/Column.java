package io.github.ldapimport.table;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.sql.Types;
import java.util.Locale;
import java.util.UUID;
import org.springframework.jdbc.core.SqlParameterValue;

/**
 * A column as the database describes it.
 *
 * @param name in the database's own spelling
 * @param jdbcType one of {@link Types}
 * @param typeName the database's own name of the type
 * @param nullable whether the column takes NULL, as far as the database says
 */
public record Column(String name, int jdbcType, String typeName, boolean nullable) {
    private static final int MOST_DIGITS = 1000;

    /**
     * The value as this column's type takes it.
     *
     * @throws IllegalArgumentException when the column cannot hold such a value; the message names the column
     */
    Object convert(Object value) {
        if (value == null || value.equals("")) {
            return null;
        }
        try {
            return switch (jdbcType) {
                case Types.CHAR,
                        Types.VARCHAR,
                        Types.LONGVARCHAR,
                        Types.NCHAR,
                        Types.NVARCHAR,
                        Types.LONGNVARCHAR,
                        Types.CLOB,
                        Types.NCLOB -> text(value);
                case Types.TINYINT,
                        Types.SMALLINT,
                        Types.INTEGER,
                        Types.BIGINT,
                        Types.NUMERIC,
                        Types.DECIMAL,
                        Types.FLOAT,
                        Types.REAL,
                        Types.DOUBLE -> number(value);
                case Types.BOOLEAN, Types.BIT -> truth(value);
                default -> isUuid() ? UUID.fromString(text(value)) : value;
            };
        } catch (IllegalArgumentException e) {
            String shown = value instanceof byte[] ? "a binary value" : "'" + value + "'";
            throw new IllegalArgumentException(
                    "column " + name + " (" + typeName.toLowerCase(Locale.ROOT) + ") cannot hold " + shown, e);
        }
    }

    private static String text(Object value) {
        if (value instanceof byte[]) {
            throw new IllegalArgumentException("bytes are no text");
        }
        return value.toString();
    }

    private static BigDecimal number(Object value) {
        String text = text(value).strip();
        BigDecimal number = text.length() > MOST_DIGITS ? null : new BigDecimal(text);
        // written out, 1e999999999 would fill the memory
        if (number == null || Math.abs((long) number.scale()) > MOST_DIGITS) {
            throw new IllegalArgumentException("too many digits");
        }
        return number;
    }

    private static Boolean truth(Object value) {
        return switch (text(value).strip().toLowerCase(Locale.ROOT)) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw new IllegalArgumentException("neither true nor false");
        };
    }

    boolean isText() {
        return jdbcType == Types.VARCHAR || jdbcType == Types.CHAR || jdbcType == Types.LONGVARCHAR;
    }

    boolean isTime() {
        return jdbcType == Types.TIMESTAMP || jdbcType == Types.TIMESTAMP_WITH_TIMEZONE || jdbcType == Types.DATE;
    }

    private boolean isUuid() {
        return typeName.equalsIgnoreCase("uuid");
    }

    /** A parameter with its type, so that no driver has to ask the database what a null is. */
    Object parameter(Object value) {
        if (value == null) {
            return new SqlParameterValue(jdbcType, null);
        }
        return value;
    }

    /** Two values are the same to this column exactly when their comparable forms are equal. */
    Object comparable(Object value) {
        if (value instanceof Number number) {
            return new BigDecimal(number.toString()).stripTrailingZeros();
        } else if (value instanceof byte[] bytes) {
            return ByteBuffer.wrap(bytes);
        } else if (value instanceof String text && jdbcType == Types.CHAR) {
            // the database pads with blanks
            return text.stripTrailing();
        } else if (value instanceof Boolean truth && jdbcType != Types.BOOLEAN && jdbcType != Types.BIT) {
            return truth ? BigDecimal.ONE : BigDecimal.ZERO;
        }
        return value;
    }
}
