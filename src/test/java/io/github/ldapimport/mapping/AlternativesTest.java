package io.github.ldapimport.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ldapimport.testing.Proves;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlternativesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "mail; mail",
                "mail|otherMailbox|'none'; mail & otherMailbox & 'none'",
                " mail | otherMailbox ; mail & otherMailbox",
                "'a|b'; 'a|b'",
                "mail|\"a|b\"; mail & \"a|b\"",
                "mail|''; mail & ''",
                "mail|DEFAULT; mail & DEFAULT",
                "DEFAULT; DEFAULT",
                "${body[cn]}'s|'x'; ${body[cn]}'s & 'x'",
                "${body.joined('mail', '|')}|cn; ${body.joined('mail', '|')} & cn",
                "${body[cn]} a}|cn; ${body[cn]} a} & cn",
                "{x|cn; {x & cn",
                "x|2.5.4.3; x & 2.5.4.3",
                "l|${body[default]}; l & ${body[default]}"
            })
    @Proves("2.60")
    void sources_stand_between_bars_that_are_not_part_of_a_constant_or_an_expression(String text, String parts) {
        assertThat(Alternatives.split(text)).containsExactly(parts.split(" & "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "a||b; is empty",
                "|a; is empty",
                "a|; is empty",
                "DEFAULT|a; put it last",
                "a|DEFAULT|b; put it last",
                "'x'|mail; put it last",
                "''|mail; put it last",
                "'x'|DEFAULT; put it last",
                "default; write DEFAULT",
                "mail|default; write DEFAULT",
                "Default|l; write DEFAULT",
                "l|'a'b|c; is no attribute",
                "'it''s'|l; is no attribute",
                "mail|a b; is no attribute"
            })
    @Proves("2.60")
    void a_source_that_would_never_be_used_is_refused(String text, String words) {
        assertThatThrownBy(() -> ValueSource.parse(text, new DefaultCamelContext()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(words);
    }

    @Test
    @Proves("2.60")
    void options_of_attributes_are_part_of_a_source() {
        assertThat(Alternatives.split("cn;lang-de|cn")).containsExactly("cn;lang-de", "cn");
    }

    @Test
    @Proves("2.60")
    void all_attributes_of_all_sources_are_asked_for() {
        ValueSource source = ValueSource.parse("mail|${body[cn]}@x|otherMailbox|DEFAULT", new DefaultCamelContext());
        assertThat(source.attributes()).containsExactly("mail", "cn", "otherMailbox");
        assertThat(source.isAttribute()).isFalse();
    }
}
