package io.github.ldapimport.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ldapimport.testing.Proves;
import java.sql.Types;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a column takes for a value of its type, and what only looks like one. */
class PlainTextTest {
    private static final TextRules ENUM =
            new TextRules(TextRules.listedIn("enum('10','staff')"), false, true, "", 0, "");

    private static Column column(String type) {
        return switch (type) {
            case "whole" -> new Column("c", Types.BIGINT, "BIGINT", true);
            case "decimal" -> new Column("c", Types.DECIMAL, "DECIMAL", true);
            case "double" -> new Column("c", Types.DOUBLE, "DOUBLE", true);
            case "truth" -> new Column("c", Types.BOOLEAN, "BOOLEAN", true);
            case "day" -> new Column("c", Types.DATE, "DATE", true);
            case "time" -> new Column("c", Types.TIME, "TIME", true);
            case "year" -> new Column("c", Types.DATE, "YEAR", true);
            case "json" -> new Column("c", Types.OTHER, "json", true);
            case "enum" -> new Column("c", Types.CHAR, "ENUM", true, 5, 0, false, ENUM);
            default -> new Column("c", Types.VARCHAR, "VARCHAR", true);
        };
    }

    @ParameterizedTest
    @Proves("2.80")
    @CsvSource({
        "whole, 0042, 42",
        "whole, -7, -7",
        "whole, 1.0, 1",
        "whole, TRUE, 1",
        "decimal, 1.125, 1.125",
        "decimal, .5, 0.5",
        "double, 1e300, 1.0E300",
        "day, 19660412, 1966-04-12",
        "time, 12:30, 12:30:00",
        "time, 12:30:15.9, 12:30:15",
        "year, 2026, 2026",
        "enum, 10, 10",
        "enum, staff, staff",
        "text, +41441234567, +41441234567",
        "text, 12E4, 12E4"
    })
    void what_a_text_says_is_written(String type, String text, String expected) {
        assertThat(column(type).convert(text)).hasToString(expected);
    }

    @ParameterizedTest
    @Proves("2.80")
    @CsvSource({
        "whole, 12E4",
        "whole, +41441234567",
        "whole, 1.000",
        "whole, '1,000'",
        "whole, 0x1F",
        "whole, \u0664\u0662",
        "decimal, 1e3",
        "decimal, +1.5",
        "decimal, 1.000.000",
        "truth, yes",
        "day, 19661304",
        "day, 660412",
        "day, 20260101120000123",
        "time, 1230",
        "time, 1",
        "year, 26",
        "enum, 2",
        "text, Z\uFFFDrich",
        "json, '\"Z\uFFFDrich\"'"
    })
    void what_a_text_may_not_say_is_refused_with_the_text(String type, String text) {
        assertThatThrownBy(() -> column(type).convert(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("column c ")
                .hasMessageContaining(text);
    }

    @Test
    @Proves("2.82")
    void a_uuid_that_sql_server_writes_in_capitals_is_the_same() {
        Column column = new Column("c", Types.CHAR, "uniqueidentifier", true, 36, 0, false);
        Object written = column.convert("{00112233-4455-6677-8899-aabbccddeeff}");
        assertThat(written).isEqualTo("00112233-4455-6677-8899-aabbccddeeff");
        assertThat(column.canonical(written)).isEqualTo(column.canonical("00112233-4455-6677-8899-AABBCCDDEEFF"));
        assertThat(column.hasKnownForm()).isTrue();
        assertThat(new Column("c", Types.LONGNVARCHAR, "xml", true).hasKnownForm())
                .isFalse();
    }

    @ParameterizedTest
    @Proves("2.80")
    @CsvSource({"whole, 100000", "decimal, 1000"})
    void a_number_that_a_step_computed_is_a_number(String type, double number) {
        assertThat(column(type).convert(number)).isInstanceOf(Number.class);
        assertThat(column("day").convert(LocalDate.of(1966, 4, 12))).isEqualTo(LocalDate.of(1966, 4, 12));
    }
}
