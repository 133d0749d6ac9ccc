package io.github.ldapimport.handover;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.dialect.Column;
import io.github.ldapimport.testing.Proves;
import java.math.BigDecimal;
import java.sql.Types;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParkedValueTest {
    private final Random random = new Random(1);

    private static Column column(int type, String name, boolean nullable, int size, int scale) {
        return new Column("c", type, name, nullable, size, scale, false);
    }

    @Test
    @Proves("2.28")
    void a_column_that_takes_null_gets_it_where_many_rows_may_have_it() {
        Column column = column(Types.VARCHAR, "varchar", true, 100, 0);
        assertThat(ParkedValue.of(column, true, random).orElseThrow().value()).isNull();
        assertThat(ParkedValue.of(column, false, random).orElseThrow().value()).isInstanceOf(String.class);
    }

    @ParameterizedTest
    @CsvSource({
        "12, varchar, 100, 0", "12, varchar, 5, 0", "12, varchar, -1, 0", "1, char, 3, 0", "4, integer, 10, 0",
        "-5, bigint, 19, 0", "5, smallint, 5, 0", "3, decimal, 7, 1", "2, numeric, 0, 0", "2, numeric, 38, 0",
        "1111, uuid, 16, 0", "-3, varbinary, 8, 0", "-2, binary, 16, 0"
    })
    @Proves("2.28")
    void a_value_that_is_made_up_fits_the_column_and_comes_once(int type, String name, int size, int scale) {
        Column column = column(type, name, false, size, scale);
        Set<Object> values = new HashSet<>();
        int most = (size > 0 && size < 4) || type == Types.SMALLINT ? 20 : 500;
        for (int i = 0; i < most; i++) {
            Object value = ParkedValue.of(column, true, random).orElseThrow().value();
            assertThat(column.refusalReason(value)).isEmpty();
            assertThat(column.losesPrecision(value, column.convert(value))).isFalse();
            if (value instanceof BigDecimal number && size > 0) {
                assertThat(number.precision() - number.scale()).isLessThanOrEqualTo(size - scale);
                assertThat(number).isPositive();
            }
            values.add(column.canonical(value));
        }
        assertThat(values.size()).isGreaterThan(most * 9 / 10);
    }

    @Test
    @Proves("2.28")
    void for_other_types_none_is_made_up() {
        assertThat(ParkedValue.of(column(Types.TIMESTAMP, "timestamp", false, 26, 6), true, random))
                .isEmpty();
        assertThat(ParkedValue.of(column(Types.BOOLEAN, "boolean", false, 1, 0), true, random))
                .isEmpty();
        assertThat(ParkedValue.of(column(Types.OTHER, "inet", false, 0, 0), true, random))
                .isEmpty();
    }
}
