package io.github.ldapimport.dialect;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.sql.Types;
import java.util.Locale;
import java.util.Optional;

/**
 * The numbers that a column of whole numbers or of decimals takes.
 *
 * @param least the smallest of them
 * @param greatest the largest of them
 */
record NumberRange(BigDecimal least, BigDecimal greatest) {
    /** Types of more digits hold all that the import takes. */
    private static final int MAX_DIGITS = 1_000;

    /** PostgreSQL's money counts hundredths in 64 bits. */
    private static final NumberRange MONEY =
            new NumberRange(BigDecimal.valueOf(Long.MIN_VALUE, 2), BigDecimal.valueOf(Long.MAX_VALUE, 2));

    /** Empty for columns of other types, and of those whose range the database does not tell. */
    static Optional<NumberRange> of(Column column) {
        boolean isUnsigned = column.typeName().toLowerCase(Locale.ROOT).contains("unsigned");
        return switch (column.jdbcType()) {
            case Types.TINYINT -> Optional.of(ofBits(8, isUnsigned));
            case Types.SMALLINT -> Optional.of(ofBits(16, isUnsigned));
            case Types.INTEGER ->
                column.typeName().toLowerCase(Locale.ROOT).startsWith("mediumint")
                        ? Optional.of(ofBits(24, isUnsigned))
                        : Optional.of(ofBits(32, isUnsigned));
            case Types.BIGINT -> Optional.of(ofBits(64, isUnsigned));
            case Types.BIT -> column.size() > 1 ? Optional.of(ofBits(column.size(), true)) : Optional.empty();
            case Types.DECIMAL, Types.NUMERIC ->
                ofDigits(column).map(range -> isUnsigned ? new NumberRange(BigDecimal.ZERO, range.greatest()) : range);
            case Types.DOUBLE -> column.isMoney() ? Optional.of(MONEY) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static NumberRange ofBits(int bits, boolean isUnsigned) {
        BigInteger count = BigInteger.ONE.shiftLeft(isUnsigned ? bits : bits - 1);
        return new NumberRange(
                isUnsigned ? BigDecimal.ZERO : new BigDecimal(count.negate()),
                new BigDecimal(count.subtract(BigInteger.ONE)));
    }

    private static Optional<NumberRange> ofDigits(Column column) {
        if (column.size() <= 0 || column.size() > MAX_DIGITS || column.scale() < 0 || column.scale() > column.size()) {
            return Optional.empty();
        }
        BigDecimal greatest =
                new BigDecimal(BigInteger.TEN.pow(column.size()).subtract(BigInteger.ONE), column.scale());
        return Optional.of(new NumberRange(greatest.negate(), greatest));
    }

    boolean contains(BigDecimal number) {
        return number.compareTo(least) >= 0 && number.compareTo(greatest) <= 0;
    }

    /** A number in a form that is equal for numbers which are one to the column. */
    static Object canonical(Number number, Column column) {
        if (!Double.isFinite(number.doubleValue())) {
            // NaN, and what is too large for one
            return number;
        }
        return switch (column.jdbcType()) {
            case Types.REAL ->
                column.typeName().equalsIgnoreCase("float")
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
