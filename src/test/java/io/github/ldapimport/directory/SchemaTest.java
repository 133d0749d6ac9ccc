package io.github.ldapimport.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ldapimport.ldap.AttributeNotRequestedException;
import io.github.ldapimport.ldap.Entry;
import io.github.ldapimport.ldap.RequestedAttributes;
import io.github.ldapimport.testing.Proves;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaTest {
    /** Definitions as OpenLDAP, 389 Directory Server and Active Directory write them. */
    private static final Schema SCHEMA = Schema.of(
            List.of(
                    "( 2.5.4.41 NAME 'name' DESC 'RFC4519: common supertype of NAME ( ''x'' )' EQUALITY caseIgnoreMatch"
                            + " SUBSTR caseIgnoreSubstringsMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15{32768} )",
                    "( 2.5.4.3 NAME ( 'cn' 'commonName' ) DESC 'RFC4519: common name(s)' SUP name )",
                    "(2.5.4.4 NAME ('sn' 'surname') SUP name X-ORIGIN ( 'RFC 4519' 'user defined' ))",
                    "( 0.9.2342.19200300.100.1.3\n NAME ( 'mail' 'rfc822Mailbox' )"
                            + " SYNTAX '1.3.6.1.4.1.1466.115.121.1.26' SINGLE-VALUE )",
                    "( nsAltName-oid NAME 'nsAltName' SUP mail )",
                    "( 2.5.4.49 NAME 'distinguishedName' SYNTAX 1.3.6.1.4.1.1466.115.121.1.12 )",
                    "( 2.5.4.31 NAME 'member' SUP distinguishedName )",
                    "( 1.2.3 SUP distinguishedName )",
                    "( 1.2.4 NAME 'ring' SUP ring )",
                    "( 2.5.18.1 NAME 'createTimestamp' SYNTAX 1.3.6.1.4.1.1466.115.121.1.24 USAGE directoryOperation )"),
            List.of(
                    "( 2.5.6.6 NAME 'person' DESC 'of MAY name' SUP top STRUCTURAL MUST ( sn $ cn ) MAY ( mail $ member ) )",
                    "( 1.5.6 NAME ( 'one' 'other' ) MAY nsAltName )"));

    private static Entry entry(List<String> requested, String... attributes) {
        Map<String, List<Object>> values = new java.util.TreeMap<>();
        for (String attribute : attributes) {
            values.computeIfAbsent(attribute.substring(0, attribute.indexOf('=')), name -> new ArrayList<>())
                    .add(attribute.substring(attribute.indexOf('=') + 1));
        }
        return new Entry("cn=x", values, SCHEMA.request(requested));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cn",
                "CN",
                "commonName",
                "2.5.4.3",
                "surname",
                "rfc822mailbox",
                "1.2.3",
                "nsAltName-oid",
                "cn;lang-de"
            })
    @Proves("1.25")
    void every_name_and_every_oid_is_known(String name) {
        assertThat(SCHEMA.knows(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "comonName", "2.5.4.33", "RFC4519:", "RFC 4519", "user defined"})
    @Proves("5.2")
    void no_other_name_is_known(String name) {
        assertThat(SCHEMA.knows(name)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "cn, 1.3.6.1.4.1.1466.115.121.1.15",
        "rfc822Mailbox, 1.3.6.1.4.1.1466.115.121.1.26",
        "nsAltName, 1.3.6.1.4.1.1466.115.121.1.26",
        "member;x-a, 1.3.6.1.4.1.1466.115.121.1.12",
        "1.2.3, 1.3.6.1.4.1.1466.115.121.1.12",
        "ring, ",
        "unknown, "
    })
    @Proves("1.27")
    void an_attribute_has_the_syntax_of_its_supertype(String attribute, String syntax) {
        assertThat(SCHEMA.syntax(attribute).orElse(null)).isEqualTo(syntax);
    }

    @Test
    @Proves("1.26")
    void an_attribute_that_no_class_has_is_general_where_others_are_kinds_of_it() {
        assertThat(SCHEMA.subtypes("name")).containsExactly("cn", "sn");
        assertThat(SCHEMA.isAbstract("name")).isTrue();
        assertThat(SCHEMA.isAbstract("distinguishedName")).isTrue();
        // somebody may have it
        assertThat(SCHEMA.isAbstract("mail")).isFalse();
        // nobody is a kind of it
        assertThat(SCHEMA.isAbstract("ring")).isFalse();
        assertThat(SCHEMA.isAbstract("createTimestamp")).isFalse();
        assertThat(SCHEMA.knowsObjectClass("OTHER")).isTrue();
        assertThat(SCHEMA.knowsObjectClass("1.5.6")).isTrue();
        assertThat(SCHEMA.knowsObjectClass("name")).isFalse();
    }

    @Test
    @Proves("1.25")
    void what_was_called_by_any_name_is_asked_for_once_by_the_name_that_comes_back() {
        assertThat(SCHEMA.request(List.of("commonName", "CN", "2.5.4.3", "sn", "surname;lang-de"))
                        .names())
                .containsExactlyInAnyOrder("cn", "sn", "sn;lang-de");
    }

    @Test
    @Proves("1.25")
    void any_name_finds_what_came_under_any_name() {
        Random random = new Random(20_261_129);
        List<List<String>> kinds = List.of(
                List.of("cn", "commonName", "2.5.4.3"),
                List.of("sn", "surname", "2.5.4.4"),
                List.of("mail", "rfc822Mailbox", "0.9.2342.19200300.100.1.3"));
        for (int i = 0; i < 2_000; i++) {
            List<String> kind = kinds.get(random.nextInt(3));
            String options = List.of("", "", ";lang-de", ";x-b;x-a", ";binary").get(random.nextInt(5));
            String asked = name(random, kind) + options;
            String came = name(random, kind)
                    + options.replace(";x-b;x-a", random.nextBoolean() ? ";X-A;x-b" : options)
                            .replace(";binary", random.nextBoolean() ? "" : options);
            String read = name(random, kind) + options;
            Entry entry = entry(List.of(asked), came + "=value");
            assertThat(entry.values(read)).as("%s, %s, %s", asked, came, read).containsExactly("value");
            assertThat(entry.text(name(random, kind))).isEqualTo("value");
        }
    }

    private static String name(Random random, List<String> kind) {
        String name = kind.get(random.nextInt(kind.size()));
        return random.nextBoolean() ? name : name.toUpperCase(java.util.Locale.ROOT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // what came | what is read | the values
                "cn=a, cn;lang-de=b               | cn            | a",
                "cn;lang-de=b                     | cn            | b",
                "cn;lang-de=b, cn;x-a;lang-de=c   | cn;lang-de    | b",
                "cn;x-a;lang-de=c                 | cn;lang-de    | c",
                "cn;x-a;lang-de=c                 | cn;lang-de;x-a | c",
                "cn=a                             | cn;lang-de    | ",
                "cn;lang-fr=a                     | cn;lang-de    | ",
                "cn;lang-fr=f, cn;lang-de=d       | commonName    | d f",
                "sn=s                             | cn            | "
            })
    @Proves("1.26")
    void values_with_options_are_the_values_where_there_are_none_without(String came, String read, String values) {
        Entry entry = entry(List.of("cn", "sn", "cn;lang-de"), came.strip().split(", *"));
        assertThat(entry.values(read)).isEqualTo(values == null ? List.of() : List.of((Object[]) values.split(" ")));
    }

    @Test
    @Proves("1.9")
    void what_was_not_requested_is_no_absent_attribute_by_whatever_name() {
        Entry entry = entry(List.of("cn"));
        assertThat(entry.values("commonName")).isEmpty();
        assertThatThrownBy(() -> entry.values("rfc822Mailbox")).isInstanceOf(AttributeNotRequestedException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "commonName, cn",
        "2.5.4.4, sn",
        "countryName, c",
        "localityName, l",
        "stateOrProvinceName, st",
        "organizationName, o",
        "organizationalUnitName, ou",
        "domainComponent, dc",
        "userid, uid",
        "rfc822Mailbox, mail",
        "0.9.2342.19200300.100.1.3, mail",
        "fax, facsimileTelephoneNumber",
        "surname, sn",
        "GN, givenName",
        "mobileTelephoneNumber, mobile",
        "emailAddress, email"
    })
    @Proves("1.25")
    void where_the_schema_cannot_be_read_the_names_of_the_standards_count(String read, String came) {
        Schema none = Schema.of(List.of(), List.of());
        assertThat(none.isReadable()).isFalse();
        assertThat(none.knows("whatever")).isTrue();
        RequestedAttributes requested = none.request(List.of(read));
        // nobody knows which of them the server knows
        assertThat(requested.names()).containsExactly(read);
        assertThat(new Entry("cn=x", Map.of(came, List.of("value")), requested).values(read))
                .containsExactly("value");
        assertThat(new Entry("cn=x", Map.of(read, List.of("value")), requested).values(read))
                .containsExactly("value");
    }
}
