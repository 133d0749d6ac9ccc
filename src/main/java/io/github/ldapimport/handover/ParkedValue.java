package io.github.ldapimport.handover;

import io.github.ldapimport.dialect.Column;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Types;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What a unique column holds within a transaction while its value goes to another row: NULL, or where it takes none, a value
 * that hardly any row has. It is never committed.
 */
final class ParkedValue {
    private static final String DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz";
    private static final int MAX_LENGTH = 24;
    private static final int MAX_DIGITS = 18;
    private static final int BYTES = 16;

    // numbers are drawn from the upper end of what the column holds: keys are counted from below
    private static final int SHARE_OF_RANGE = 4;

    private ParkedValue() {}

    /**
     * @param nullsAreDistinct whether many rows may have NULL in a unique column of this database
     * @return empty where no value can be made up for a column of this type
     */
    static Optional<Parked> of(Column column, boolean nullsAreDistinct, RandomGenerator random) {
        if (column.nullable() && nullsAreDistinct) {
            return Optional.of(new Parked(null));
        }
        return Optional.ofNullable(value(column, random)).map(Parked::new);
    }

    /** @param value may be null */
    record Parked(Object value) {
        /** Without the value: it belongs in no log. */
        @Override
        public String toString() {
            return "a parked value";
        }
    }

    private static Object value(Column column, RandomGenerator random) {
        if (column.typeName().toLowerCase(Locale.ROOT).matches("uuid|uniqueidentifier")) {
            return new java.util.UUID(random.nextLong(), random.nextLong());
        } else if (column.isText()) {
            return text(column.size() > 0 ? Math.min(column.size(), MAX_LENGTH) : MAX_LENGTH, random);
        }
        return switch (column.jdbcType()) {
            case Types.TINYINT -> upperEnd(BigInteger.valueOf(Byte.MAX_VALUE), random);
            case Types.SMALLINT -> upperEnd(BigInteger.valueOf(Short.MAX_VALUE), random);
            case Types.INTEGER -> upperEnd(BigInteger.valueOf(Integer.MAX_VALUE), random);
            case Types.BIGINT -> upperEnd(BigInteger.valueOf(Long.MAX_VALUE), random);
            case Types.NUMERIC, Types.DECIMAL -> upperEnd(largest(column), random);
            case Types.BINARY, Types.VARBINARY -> {
                byte[] bytes = new byte[column.size() > 0 ? Math.min(column.size(), BYTES) : BYTES];
                random.nextBytes(bytes);
                yield bytes;
            }
            default -> null;
        };
    }

    /** Begins with what begins no address and no name, as long as there is room. */
    private static String text(int length, RandomGenerator random) {
        StringBuilder text = new StringBuilder(length > 2 ? "~" : "");
        while (text.length() < length) {
            text.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
        }
        return text.toString();
    }

    private static BigInteger largest(Column column) {
        int digits = column.size() > 0 ? column.size() - Math.max(0, column.scale()) : MAX_DIGITS;
        return BigInteger.TEN.pow(Math.max(0, Math.min(digits, MAX_DIGITS))).subtract(BigInteger.ONE);
    }

    private static BigDecimal upperEnd(BigInteger largest, RandomGenerator random) {
        long range = Math.max(1, largest.longValueExact() / SHARE_OF_RANGE);
        return new BigDecimal(largest.subtract(BigInteger.valueOf(random.nextLong(range))));
    }
}
