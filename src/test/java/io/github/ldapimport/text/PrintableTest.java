package io.github.ldapimport.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.testing.OddText;
import io.github.ldapimport.testing.Proves;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {
    @Test
    @Proves("4.94")
    void every_character_of_a_category_that_a_line_cannot_hold_is_written_by_its_code() {
        for (int i = 0; i <= Character.MAX_CODE_POINT; i++) {
            String printed = Printable.of("a" + Character.toString(i) + "b");
            if (OddText.isForbidden(i)) {
                assertThat(printed).matches("a(\\\\u[0-9a-f]{4}){1,2}b");
            } else {
                assertThat(printed).isEqualTo("a" + Character.toString(i) + "b");
            }
        }
    }

    @ParameterizedTest
    @FieldSource("io.github.ldapimport.testing.OddText#ORDINARY")
    @Proves("4.94")
    void names_in_the_scripts_of_the_world_and_emoji_stay_as_they_are(String name) {
        assertThat(Printable.of(name)).isSameAs(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ad\u200da", // in a word of a script that has no joiners
                "\u200d\u0915",
                "\u0915\u200d\u200d\u0937",
                " \u200c"
            })
    @Proves("4.94")
    void a_joiner_that_joins_nothing_does_not_hide(String text) {
        assertThat(Printable.of(text)).matches(".*\\\\u200[cd].*");
    }

    @Test
    @Proves("4.94")
    void a_heap_of_marks_is_written_by_code_from_the_ninth_on() {
        String text = "e" + "\u0301".repeat(40) + "x";
        assertThat(Printable.of(text)).isEqualTo("e" + "\u0301".repeat(8) + "\\u0301".repeat(32) + "x");
        assertThat(Printable.isPrintable("e" + "\u0301".repeat(8))).isTrue();
    }

    @Test
    @Proves("4.94")
    void one_selector_of_a_variation_stays_behind_what_it_varies() {
        assertThat(Printable.of("\u2764\ufe0f")).isEqualTo("\u2764\ufe0f");
        assertThat(Printable.of("\u2764\ufe0f\ufe0f")).isEqualTo("\u2764\ufe0f\\ufe0f");
        assertThat(Printable.of("\ufe0fx \ufe0f")).isEqualTo("\\ufe0fx \\ufe0f");
        assertThat(Printable.of("\udb40\udd00")).isEqualTo("\\udb40\\udd00");
    }

    @Test
    @Proves("4.94")
    void halves_of_surrogate_pairs_are_told_apart_from_whole_ones() {
        assertThat(Printable.of("\ud83d")).isEqualTo("\\ud83d");
        assertThat(Printable.of("\ude00\ud83d")).isEqualTo("\\ude00\\ud83d");
        assertThat(Printable.of("\ud83d\ude00")).isEqualTo("\ud83d\ude00");
        assertThat(Printable.of(null)).isNull();
    }

    @Test
    @Proves("4.94")
    void an_exception_that_quotes_such_a_value_is_told_in_other_words_and_any_other_is_the_same() {
        Exception plain = new IllegalStateException("no", new IllegalArgumentException("none"));
        assertThat(Retold.of(plain)).isSameAs(plain);

        Exception odd = new IllegalStateException("outer", new IllegalArgumentException("x\r\n2026 INFO forged"));
        odd.addSuppressed(new IllegalStateException("\u001b[2J"));
        StringWriter printed = new StringWriter();
        Retold.of(odd).printStackTrace(new PrintWriter(printed, true));
        assertThat(printed.toString())
                .contains("java.lang.IllegalStateException: outer", "x\\u000d\\u000a2026 INFO forged", "\\u001b[2J")
                .contains("PrintableTest.java")
                .doesNotContain("\u001b");
        assertThat(printed.toString().lines()).noneMatch(line -> line.startsWith("2026"));
    }
}
