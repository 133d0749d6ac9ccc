package io.github.ldapimport.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.testing.Proves;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterTest {
    private static final String ORIGIN = "--filter";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(cn=Ada)",
                "(cn=*)",
                "(cn=A*d*a)",
                "(cn=*da)",
                "(cn=)",
                "(employeeNumber>=7)",
                "(employeeNumber<=7)",
                "(cn~=Ada)",
                "(&(cn=Ada)(sn=Lovelace))",
                "(|(cn=Ada)(!(sn=Lovelace)))",
                "(&(|(a=1)(b=2))(!(&(c=3)(d=4))))",
                "(&(cn=Ada))",
                "(userCertificate;binary=*)",
                "(2.5.4.3=Ada)",
                "(cn=Ada Lovelace)",
                "(cn= Ada )",
                "(cn=Łukasz 李 Groß)",
                "(cn=a=b)",
                "(cn=\\2a\\28\\29\\5C\\00)"
            })
    @Proves("1.4")
    void a_filter_in_the_standard_form_stays_as_it_is(String filter) {
        assertThat(Filter.parse(filter, ORIGIN)).hasToString(filter);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(cn=Doe\\, John)", "(cn=Doe, John)"})
    @Proves("1.4")
    void a_comma_may_be_written_with_a_backslash_and_without(String filter) {
        assertThat(Filter.parse(filter, ORIGIN)).hasToString("(cn=Doe, John)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " | ",
            value = {
                "(cn=a\\*b)       | (cn=a\\2ab)",
                "(cn=a\\(b\\))    | (cn=a\\28b\\29)",
                "(cn=a\\\\b)      | (cn=a\\5cb)",
                "(cn=a\\zb)       | (cn=azb)",
                "(cn=a\\\"b\\#\\+) | (cn=a\"b#+)",
                "(cn=a\\2)        | (cn=a2)",
                "(cn>=a\\*)       | (cn>=a\\2a)"
            })
    @Proves("1.4")
    void a_backslash_before_anything_but_two_hex_digits_means_that_character(String written, String standard) {
        assertThat(Filter.parse(written, ORIGIN)).hasToString(standard);
    }

    @Test
    @Proves("1.4")
    void a_raw_nul_is_escaped() {
        assertThat(Filter.parse("(cn=a\0b)", ORIGIN)).hasToString("(cn=a\\00b)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " | ",
            value = {
                "cn=Ada                    | (cn=Ada)",
                "&(cn=Ada)(sn=Lovelace)    | (&(cn=Ada)(sn=Lovelace))",
                "!(cn=Ada)                 | (!(cn=Ada))",
                "cn=Doe\\, John            | (cn=Doe, John)"
            })
    @Proves("1.4")
    void missing_outer_parentheses_are_added(String written, String standard) {
        assertThat(Filter.parse(written, ORIGIN)).hasToString(standard);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "  (&(cn=Ada)(!(sn=Lovelace)))  ",
                "( & (cn=Ada) ( ! (sn=Lovelace) ) )",
                "(&\n  (cn=Ada)\n\t(!(sn=Lovelace))\r\n)",
                " & (cn=Ada) (!(sn=Lovelace)) "
            })
    @Proves("1.4")
    void blanks_between_the_parts_go(String written) {
        assertThat(Filter.parse(written, ORIGIN)).hasToString("(&(cn=Ada)(!(sn=Lovelace)))");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(cn:caseExactMatch:=Ada)",
                "(cn:2.5.13.5:=Ada)",
                "(cn:=Ada)",
                "(cn:dn:=Ada)",
                "(ou:dn:2.4.6.8.10:=Ada)",
                "(:1.2.3:=Ada)",
                "(:dn:2.4.6.8.10:=Ada)",
                "(userAccountControl:1.2.840.113556.1.4.803:=2)"
            })
    @Proves("1.4")
    void extensible_matches_are_filters(String filter) {
        assertThat(Filter.parse(filter, ORIGIN)).hasToString(filter);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " | ",
            quoteCharacter = '"',
            value = {
                // what was written | what is wrong | where
                "(cn=Ada             | ')' is missing                          | 8",
                "cn=Ada)             | nothing may follow the filter's last ')' | 8",
                "(cn=Ada))           | nothing may follow the filter's last ')' | 9",
                "(cn=Ada)(sn=x)      | nothing may follow the filter's last ')' | 9",
                "(&(cn=Ada)(sn=x)    | ')' is missing                          | 17",
                "(&(cn=Ada) sn=x)    | ')' is missing                          | 12",
                "(&)                 | '(' is missing                          | 3",
                "(|)                 | '(' is missing                          | 3",
                "(!)                 | '(' is missing                          | 3",
                "(!cn=Ada)           | '(' is missing                          | 3",
                "(!(cn=Ada)(sn=x))   | ')' is missing                          | 11",
                "()                  | an attribute's name is expected         | 2",
                "(=Ada)              | an attribute's name is expected         | 2",
                "=Ada                | an attribute's name is expected         | 1",
                "((cn=Ada))          | an attribute's name is expected         | 2",
                "(cn)                | '=' is expected after 'cn'              | 4",
                "cn                  | '=' is expected after 'cn'              | 3",
                "(cn = Ada)          | '=' is expected after 'cn'              | 4",
                "(cn>Ada)            | '=' is expected after 'cn'              | 4",
                "(c,n=Ada)           | '=' is expected after 'c'               | 3",
                "(cn=A(da)           | '(' in a value is written \\28          | 6",
                "(cn>=A*)            | '*' in this value is written \\2a       | 7",
                "(cn:=A*)            | '*' in this value is written \\2a       | 7",
                "(cn=Ada\\           | a value cannot end with '\\'            | 8",
                "(cn:a:b:=Ada)       | '=' is expected after 'cn'              | 4",
                "(cn::=Ada)          | '=' is expected after 'cn'              | 4",
                "(cn:x=Ada)          | '=' is expected after 'cn'              | 4",
                "(:=Ada)             | an attribute's name is expected         | 2",
                "(:dn:=Ada)          | an attribute's name is expected         | 2"
            })
    @Proves("1.5")
    void a_malformed_filter_is_refused_with_its_place(String written, String wrong, int place) {
        assertThatThrownBy(() -> Filter.parse(written, ORIGIN))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Bad search filter: " + written + " (--filter): " + wrong + ", at character " + place);
    }

    @Test
    @Proves("1.5")
    void an_empty_filter_is_malformed() {
        assertThatThrownBy(() -> Filter.parse(" ", ORIGIN))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("an attribute's name is expected, at character 1");
    }

    @Test
    @Proves("1.5")
    void the_place_does_not_count_blanks_before_the_filter() {
        assertThatThrownBy(() -> Filter.parse("   (cn)", ORIGIN))
                .hasMessage("Bad search filter: (cn) (--filter): '=' is expected after 'cn', at character 4");
    }

    @Test
    @Proves("1.5")
    void a_filter_is_nested_100_levels_deep_at_most() {
        String hundred = "(!".repeat(99) + "(cn=Ada)" + ")".repeat(99);
        assertThat(Filter.parse(hundred, ORIGIN)).hasToString(hundred);
        assertThatThrownBy(() -> Filter.parse("(!" + hundred + ")", ORIGIN))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("more than 100 levels, at character 201");
    }

    @Test
    @Proves("1.5")
    void a_filter_that_is_wide_is_not_deep() {
        String wide = "(|" + "(cn=Ada)".repeat(1000) + ")";
        assertThat(Filter.parse(wide, ORIGIN)).hasToString(wide);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " | ",
            value = {
                "*                 | \\2a",
                "Doe (John)        | Doe \\28John\\29",
                "a\\b              | a\\5cb",
                "a\\2ab            | a\\5c2ab",
                "*)(uid=*          | \\2a\\29\\28uid=\\2a",
                "Doe, John         | Doe, John",
                "Łukasz 李         | Łukasz 李",
                "&|!=<>~:          | &|!=<>~:"
            })
    @Proves("1.6")
    void what_was_typed_stands_for_itself(String typed, String escaped) {
        assertThat(Filter.equality("cn", typed)).hasToString("(cn=" + escaped + ")");
    }

    @Test
    @Proves("1.6")
    void a_typed_nul_stands_for_itself() {
        assertThat(Filter.equality("cn", "a\0b")).hasToString("(cn=a\\00b)");
    }

    @Test
    @Proves("1.4")
    void filters_are_combined_and_know_their_attributes() {
        Filter one = Filter.parse("(&(cn=Ada)(!(userCertificate;binary=*))(:dn:1.2.3:=x))", ORIGIN);
        Filter other = Filter.equality("mail", "a@example.com");
        Filter both = Filter.and(List.of(one, Filter.or(List.of(other, other)), Filter.or(List.of(other))));

        assertThat(both)
                .hasToString("(&(&(cn=Ada)(!(userCertificate;binary=*))(:dn:1.2.3:=x))"
                        + "(|(mail=a@example.com)(mail=a@example.com))(mail=a@example.com))");
        assertThat(both.attributes()).containsExactlyInAnyOrder("cn", "userCertificate", "mail");
    }
}
