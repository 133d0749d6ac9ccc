package io.github.ldapimport.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.LDAPException;
import io.github.ldapimport.testing.Proves;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntryMatcherTest {
    /** An entry with attributes written as {@code name=value}, which was asked for all attributes. */
    private static Entry entry(String... attributes) {
        Map<String, List<Object>> values = new TreeMap<>();
        for (String attribute : attributes) {
            int equals = attribute.indexOf('=');
            values.computeIfAbsent(attribute.substring(0, equals), name -> new ArrayList<>())
                    .add(attribute.substring(equals + 1));
        }
        return new Entry("cn=Jane,dc=example", values, new RequestedAttributes(List.of("*")));
    }

    private static EntryMatcher matcher(String filter) {
        return new EntryMatcher(Filter.parse(filter, "disabled-filter"));
    }

    private static Entry jane() {
        return entry(
                "cn=Jane Doe",
                "cn=Jane (Berlin)",
                "l=Köln",
                "userAccountControl=514",
                "shadowExpire=-1",
                "nsAccountLock=TRUE",
                "description=a*b\\c");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(cn=Jane Doe)",
                "(CN=jane doe)",
                "(cn~=JANE DOE)",
                "(cn=Jane \\28Berlin\\29)",
                "(l=k\\c3\\b6LN)",
                "(l=KÖLN)",
                "(nsaccountlock=true)",
                "(nsAccountLock=*)",
                "(cn=J*)",
                "(cn=*doe)",
                "(cn=*NE D*)",
                "(cn=J*e*Do*)",
                "(description=a\\2ab\\5cc)",
                "(description=a\\2a*)",
                "(shadowExpire>=-1)",
                "(shadowExpire<=0)",
                "(userAccountControl>=514)",
                "(userAccountControl<=514)",
                "(userAccountControl>=60)",
                "(userAccountControl:1.2.840.113556.1.4.803:=2)",
                "(userAccountControl:1.2.840.113556.1.4.803:=514)",
                "(userAccountControl:1.2.840.113556.1.4.804:=3)",
                "(userAccountControl:1.2.840.113556.1.4.803:=0)",
                "(!(mail=*))",
                "(!(mail=jane@example.com))",
                "(&(cn=jane*)(!(nsAccountLock=FALSE)))",
                "(|(cn=john*)(l=k*)(mail=*))",
                "(&(|(cn=x)(!(cn=x)))(&(l=*)(!(|(l=a)(l=b)))))"
            })
    @Proves("3.2")
    void what_an_entry_matches_in_a_directory_it_matches_here(String filter) {
        assertThat(matcher(filter).test(jane())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(cn=Jane)",
                "(cn=Doe*)",
                "(cn=*Jane)",
                "(cn=Jane*Jane)",
                "(cn=Jane DoeJane*)",
                "(cn=)",
                "(l=Koln)",
                "(mail=*)",
                "(mail=a)",
                "(mail>=0)",
                "(mail<=0)",
                "(mail:1.2.840.113556.1.4.803:=0)",
                "(description=axb\\5cc)",
                "(cn>=1)",
                "(cn<=1)",
                "(cn:1.2.840.113556.1.4.804:=1)",
                "(shadowExpire>=0)",
                "(userAccountControl>=515)",
                "(userAccountControl<=60)",
                "(userAccountControl:1.2.840.113556.1.4.803:=3)",
                "(userAccountControl:1.2.840.113556.1.4.804:=5)",
                "(userAccountControl:1.2.840.113556.1.4.804:=0)",
                "(!(cn=jane doe))",
                "(&(cn=jane*)(nsAccountLock=FALSE))",
                "(|(cn=john*)(l=b*)(mail=*))",
                "(!(|(cn=x)(cn=*)))"
            })
    @Proves("3.2")
    void what_an_entry_does_not_match_in_a_directory_it_does_not_match_here(String filter) {
        assertThat(matcher(filter).test(jane())).isFalse();
    }

    @Test
    @Proves("3.2")
    void numbers_may_be_larger_than_any_integer_type() {
        Entry entry = entry("accountExpires=9223372036854775808");
        assertThat(matcher("(accountExpires>=9223372036854775807)").test(entry)).isTrue();
        assertThat(matcher("(accountExpires<=9223372036854775807)").test(entry)).isFalse();
        assertThat(matcher("(accountExpires:1.2.840.113556.1.4.803:=9223372036854775808)")
                        .test(entry))
                .isTrue();
    }

    @Test
    @Proves("3.2")
    void bytes_match_nothing_but_presence() {
        Entry entry = new Entry(
                "cn=x", Map.of("photo", List.of(new byte[] {'a'})), new RequestedAttributes(List.of("photo")));
        assertThat(matcher("(photo=*)").test(entry)).isTrue();
        assertThat(matcher("(photo=a)").test(entry)).isFalse();
    }

    @Test
    @Proves("1.9")
    void an_attribute_that_was_not_requested_is_no_absent_one() {
        Entry entry = new Entry("cn=x", Map.of(), new RequestedAttributes(List.of("cn")));
        assertThatThrownBy(() -> matcher("(!(locked=TRUE))").test(entry))
                .isInstanceOf(AttributeNotRequestedException.class);
    }

    @Test
    @Proves("3.2")
    void an_attribute_with_an_option_is_asked_for_without_it() {
        Map<String, List<Object>> values = Map.of("description;x-state", List.of("gone"));
        RequestedAttributes requested = new RequestedAttributes(
                Filter.parse("(description;x-state=gone)", "disabled-filter").attributes());
        EntryMatcher matcher = matcher("(description;x-state=gone)");
        assertThat(matcher.test(new Entry("cn=x", values, requested))).isTrue();
        assertThat(matcher.test(new Entry("cn=x", Map.of(), requested))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "(cn:caseExactMatch:=Jane) | the matching rule caseExactMatch is unknown",
                "(userAccountControl:1.2.840.113556.1.4.1941:=1) | the matching rule 1.2.840.113556.1.4.1941 is unknown",
                "(cn:=Jane) | cn:= is no match that can be made here",
                "(cn:dn:=Jane) | cn:dn:= is no match that can be made here",
                "(:1.2.840.113556.1.4.803:=2) | :1.2.840.113556.1.4.803:= is no match that can be made here",
                "(ou:dn:caseExactMatch:=x) | ou:dn:caseExactMatch:= is no match that can be made here",
                "(pwdAccountLockedTime>=20260101000000Z) | '20260101000000Z' is no number",
                "(userAccountControl<=) | '' is no number",
                "(userAccountControl:1.2.840.113556.1.4.803:=two) | 'two' is no number"
            })
    @Proves("5.1")
    void a_match_that_cannot_be_made_is_refused_with_the_reason(String filter, String reason) {
        assertThatThrownBy(() -> matcher(filter))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(reason);
    }

    @Test
    @Proves("3.2")
    void any_filter_of_equality_presence_and_substrings_means_what_it_means_to_a_directory() throws LDAPException {
        Random random = new Random(20_260_401);
        int matching = 0;
        for (int i = 0; i < 5000; i++) {
            String filter = randomFilter(random, 4);
            List<String> attributes = new ArrayList<>();
            com.unboundid.ldap.sdk.Entry theirs = new com.unboundid.ldap.sdk.Entry("cn=x");
            for (String name : List.of("a", "b", "c")) {
                for (int values = random.nextInt(3); values > 0; values--) {
                    String value = randomValue(random, 1 + random.nextInt(3));
                    attributes.add(name + "=" + value);
                    theirs.addAttribute(name, value);
                }
            }
            boolean expected = com.unboundid.ldap.sdk.Filter.create(filter).matchesEntry(theirs);
            assertThat(matcher(filter).test(entry(attributes.toArray(String[]::new))))
                    .as("%s on %s", filter, attributes)
                    .isEqualTo(expected);
            matching += expected ? 1 : 0;
        }
        assertThat(matching).isBetween(1000, 4000);
    }

    private static String randomFilter(Random random, int depth) {
        int kind = random.nextInt(depth == 0 ? 3 : 6);
        String attribute = List.of("a", "B", "c", "d").get(random.nextInt(4));
        return switch (kind) {
            case 0 -> "(" + attribute + "=*)";
            case 1 -> "(" + attribute + "=" + escaped(randomValue(random, 1 + random.nextInt(2))) + ")";
            case 2 ->
                "(" + attribute + "=" + (random.nextBoolean() ? escaped(randomValue(random, 1)) : "") + "*"
                        + escaped(randomValue(random, 1)) + (random.nextBoolean() ? "*" : "") + ")";
            case 3 -> "(!" + randomFilter(random, depth - 1) + ")";
            default -> {
                StringBuilder several = new StringBuilder(kind == 4 ? "(&" : "(|");
                for (int parts = 1 + random.nextInt(3); parts > 0; parts--) {
                    several.append(randomFilter(random, depth - 1));
                }
                yield several.append(')').toString();
            }
        };
    }

    private static String randomValue(Random random, int length) {
        StringBuilder value = new StringBuilder();
        for (int i = 0; i < length; i++) {
            value.append("xXy(*\\)ö".charAt(random.nextInt(8)));
        }
        return value.toString();
    }

    private static String escaped(String value) {
        return Filter.escape(value);
    }
}
