package io.github.ldapimport.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import io.github.ldapimport.ldap.DirectoryType;
import io.github.ldapimport.ldap.Filter;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.testing.Proves;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterRulesTest {
    private static final Schema SCHEMA = Schema.of(
            List.of(
                    "( 2.5.4.0 NAME 'objectClass' SYNTAX 1.3.6.1.4.1.1466.115.121.1.38 )",
                    "( 2.5.4.3 NAME 'cn' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )",
                    "( 2.5.4.31 NAME ( 'member' 'mitglied' ) SYNTAX 1.3.6.1.4.1.1466.115.121.1.12 )",
                    "( 0.9.2342.19200300.100.1.10 NAME 'manager' SUP member )",
                    "( 2.5.4.50 NAME 'uniqueMember' SYNTAX 1.3.6.1.4.1.1466.115.121.1.34 )",
                    "( 1.1 NAME 'binaryLink' SYNTAX '1.2.840.113556.1.4.903' )",
                    "( 1.2.840.113556.1.4.782 NAME 'objectCategory' SYNTAX '1.3.6.1.4.1.1466.115.121.1.12' )",
                    "( 1.2 NAME 'locked' SYNTAX 1.3.6.1.4.1.1466.115.121.1.7 )",
                    "( 1.3 NAME 'uidNumber' SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 )",
                    "( 1.4 NAME 'pwdLastSet' SYNTAX '1.2.840.113556.1.4.906' )",
                    "( 1.5 NAME 'whenCreated' SYNTAX 1.3.6.1.4.1.1466.115.121.1.24 )"),
            List.of());
    private static final DirectoryType OPENLDAP =
            DirectoryType.named("openldap").orElseThrow();
    private static final DirectoryType ACTIVE_DIRECTORY =
            DirectoryType.named("active-directory").orElseThrow();

    private static String resolved(String filter) {
        return resolved(SCHEMA, OPENLDAP, filter);
    }

    private static String resolved(Schema schema, DirectoryType kind, String filter) {
        return new FilterRules(schema, kind)
                .resolved(Filter.parse(filter, "--filter"))
                .toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " | ",
            quoteCharacter = '~',
            value = {
                "(manager=cn=Doe\\, John,ou=people)     | (manager=cn=Doe\\5c, John,ou=people)",
                "(mitglied=cn=Doe\\, John,ou=people)    | (mitglied=cn=Doe\\5c, John,ou=people)",
                "(2.5.4.31=cn=Doe\\, John,ou=people)    | (2.5.4.31=cn=Doe\\5c, John,ou=people)",
                "(member;x-a=cn=a\\+b)                  | (member;x-a=cn=a\\5c+b)",
                "(member=cn=\\\"a\\\"\\<b\\>\\;\\=c)    | (member=cn=\\5c\"a\\5c\"\\5c<b\\5c>\\5c;\\5c=c)",
                "(member=cn=\\#1 \\ )                   | (member=cn=\\5c#1 \\5c )",
                "(member=cn=a\\\\b\\, c)                | (member=cn=a\\5c\\5cb\\5c, c)",
                "(member=cn=a \\(b\\) \\*,o=x)          | (member=cn=a \\28b\\29 \\2a,o=x)",
                "(member=cn=Doe\\5c, John,ou=people)    | (member=cn=Doe\\5c, John,ou=people)",
                "(member=cn=Doe\\5c2C John,ou=people)   | (member=cn=Doe\\5c2C John,ou=people)",
                "(member=cn=Doe\\2cou=people)           | (member=cn=Doe\\2cou=people)",
                "(member=cn=Z\\c3\\bcrich)              | (member=cn=Z\\c3\\bcrich)",
                "(member:1.2.840.113556.1.4.1941:=cn=a\\, b) | (member:1.2.840.113556.1.4.1941:=cn=a\\5c, b)",
                "(:distinguishedNameMatch:=cn=a\\, b)   | (:distinguishedNameMatch:=cn=a\\5c, b)",
                "(member:dn:=cn=a\\, b)                 | (member:dn:=cn=a\\5c, b)",
                "(member~=cn=a\\, b)                    | (member~=cn=a\\5c, b)",
                "(uniqueMember=cn=a\\, b#'0101'B)       | (uniqueMember=cn=a\\5c, b#'0101'B)",
                "(uniqueMember=#'01'B)                  | (uniqueMember=#'01'B)",
                "(binaryLink=B:4:ffff:cn=a\\, b)        | (binaryLink=B:4:ffff:cn=a\\5c, b)",
                "(member=)                              | (member=)",
                "(member=*)                             | (member=*)",
                "(member=my_type=a, 2.5.4.3 = b)        | (member=my_type=a, 2.5.4.3 = b)",
                "(cn=Doe\\, John)                       | (cn=Doe, John)",
                "(cn=a\\\\b)                            | (cn=a\\5cb)",
                "(&(cn=a\\, b)(!(manager=cn=a\\, b)))   | (&(cn=a, b)(!(manager=cn=a\\5c, b)))"
            })
    @Proves({"1.4", "1.27"})
    void a_backslash_is_that_of_a_dn_where_the_value_is_a_dn(String written, String sent) {
        assertThat(resolved(written)).isEqualTo(sent);
        // what was sent means the same when it is written
        assertThat(resolved(sent)).isEqualTo(sent);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " | ",
            quoteCharacter = '~',
            value = {
                "(manager=cn=Doe, John,ou=people)    | write \\5c, for a comma that belongs to a name",
                "(manager=cn=Doe\\2C John,ou=people) | write (manager=cn=Doe\\5c2C John,ou=people)",
                "(manager=cn=a\\2Bb\\2c c,ou=people) | write (manager=cn=a\\5c2Bb\\5c2c c,ou=people)",
                "(manager=John)                      | 'John' is none",
                "(manager=ou=people,)                | 'ou=people,' is none",
                "(manager=cn=a,,o=b)                 | is none",
                "(manager:1.2.840.113556.1.4.1941:=cn=Doe, John) | is none",
                "(member~=John)                      | is none",
                "(objectCategory=person)             | is none",
                "(member=<SID=S-1-5-32-544>)         | is none",
                "(member=cn=a\\\\bc)                 | two backslashes may stand for one or for both"
            })
    @Proves("1.28")
    void a_value_that_is_no_dn_is_refused_with_what_to_write(String filter, String words) {
        assertThatThrownBy(() -> resolved(filter))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("Bad search filter: " + filter + " (--filter): the value of ")
                .hasMessageContaining(words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(objectCategory=person)",
                "(objectCategory=CN=Person,CN=Schema)",
                "(member=<SID=S-1-5-32-544>)",
                "(member=<GUID=00112233-4455-6677-8899-aabbccddeeff>)",
                "(pwdLastSet=0)",
                "(uidNumber:1.2.840.113556.1.4.803:=2)",
                "(whenCreated>=20260101000000.0Z)"
            })
    @Proves("1.28")
    void what_active_directory_takes_is_taken(String filter) {
        assertThat(resolved(SCHEMA, ACTIVE_DIRECTORY, filter)).isEqualTo(filter);
    }

    @Test
    @Proves("1.27")
    void any_dn_as_a_directory_writes_it_reaches_the_server_as_that_dn() throws LDAPException {
        Random random = new Random(20_261_129);
        for (int i = 0; i < 5_000; i++) {
            StringBuilder name = new StringBuilder();
            for (int length = 1 + random.nextInt(6); length > 0; length--) {
                name.append("ab,+\"<>;=# ü()*".charAt(random.nextInt(15)));
            }
            DN dn = new DN(new RDN("cn", name.toString()), new RDN("ou", "x y"));
            // parentheses and stars are a filter's own
            String written =
                    dn.toString().replace("*", "\\2a").replace("(", "\\28").replace(")", "\\29");
            String sent = resolved("(manager=" + written + ")");
            String decoded = com.unboundid.ldap.sdk.Filter.create(sent).getAssertionValue();
            assertThat(new DN(decoded)).as("%s as %s", written, sent).isEqualTo(dn);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "member",
                "memberOf",
                "manager",
                "owner",
                "secretary",
                "seeAlso",
                "uniqueMember",
                "roleOccupant",
                "distinguishedName",
                "directReports",
                "managedBy",
                "entryDN",
                "creatorsName",
                "2.5.4.31"
            })
    @Proves("1.27")
    void where_the_schema_cannot_be_read_well_known_attributes_hold_dns(String attribute) {
        assertThat(resolved(Schema.STANDARD, OPENLDAP, "(" + attribute + "=cn=Doe\\, John,o=x)"))
                .isEqualTo("(" + attribute + "=cn=Doe\\5c, John,o=x)");
    }

    @Test
    @Proves("1.27")
    void where_nothing_says_whether_a_value_is_a_dn_the_filter_is_refused() {
        assertThat(resolved(
                        Schema.STANDARD,
                        OPENLDAP,
                        "(|(cn=Doe\\, John)(x-boss=cn=Doe\\5c, John)(x-boss=\\28a\\z)(x=*))"))
                .isEqualTo("(|(cn=Doe, John)(x-boss=cn=Doe\\5c, John)(x-boss=\\28az)(x=*))");
        assertThatThrownBy(() -> resolved(Schema.STANDARD, OPENLDAP, "(x-boss=cn=Doe\\, John)"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(
                        "Bad search filter: (x-boss=cn=Doe\\, John) (--filter): the schema does not tell"
                                + " whether the value of x-boss is a DN: write \\5c, for a comma that a DN escapes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " | ",
            quoteCharacter = '~',
            value = {
                "(locked=maybe)             | the value of locked is TRUE or FALSE, and 'maybe' is neither",
                "(locked=1)                 | the value of locked is TRUE or FALSE",
                "(uidNumber=abc)            | the value of uidNumber is a whole number, and 'abc' is none",
                "(uidNumber>=1.5)           | is a whole number",
                "(pwdLastSet<=)             | is a whole number",
                "(uidNumber:1.2.840.113556.1.4.803:=two) | is a whole number",
                "(whenCreated>=2026-01-01)  | the value of whenCreated is a time, and '2026-01-01' is none",
                "(whenCreated=now)          | is a time"
            })
    @Proves("1.29")
    void a_value_that_the_attribute_cannot_have_is_refused(String filter, String words) {
        assertThatThrownBy(() -> resolved(filter))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " | ",
            quoteCharacter = '~',
            value = {
                "(locked=true)          | (locked=TRUE)",
                "(locked=FALSE)         | (locked=FALSE)",
                "(locked=*)             | (locked=*)",
                "(uidNumber=-7)         | (uidNumber=-7)",
                "(uidNumber=7*)         | (uidNumber=7*)",
                "(whenCreated<=20260131235959Z) | (whenCreated<=20260131235959Z)",
                "(objectClass=whatever) | (objectClass=whatever)"
            })
    @Proves("1.29")
    void a_value_that_it_can_have_is_sent(String filter, String sent) {
        assertThat(resolved(filter)).isEqualTo(sent);
    }
}
