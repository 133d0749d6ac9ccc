package io.github.ldapimport.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.api.AsciiJson;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.Slapd;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDirectory;
import io.github.ldapimport.why.Outcome;
import io.github.ldapimport.why.Why;
import io.github.ldapimport.why.WhyAnswer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where a user of a real OpenLDAP server stands, as far as the account that reads is let see it. */
@Timeout(180)
class SlapdWhyIT {
    private static final int USERS = 12;
    private static final String READER = "cn=reader," + TestDirectory.BASE;
    private static final String USER = "user000003";
    private static final String DN = "uid=" + USER + "," + TestDirectory.PEOPLE;

    private static Slapd slapd;

    private TestDatabase database;

    @BeforeAll
    static void start() {
        Slapd.requireInstalled();
        slapd = Slapd.start("why", USERS, "");
    }

    @AfterAll
    static void stop() {
        if (slapd != null) {
            slapd.close();
        }
    }

    @BeforeEach
    void createTable() {
        database = TestDatabase.create(TestDatabase.Product.H2).createUsersTable();
    }

    @AfterEach
    void close() {
        slapd.setAccess();
        database.close();
    }

    private WhyAnswer why(String name, Map<String, String> settings) {
        try (RunningRoutes routes = RunningRoutes.start(slapd.settings(), database.settings(), settings)) {
            return Why.ask(routes.context(), List.of("ldap"), name).providers().get(0);
        }
    }

    private static void is(WhyAnswer answer, Outcome outcome) {
        assertThat(answer.outcome()).as("%s", AsciiJson.write(answer)).isEqualTo(outcome.toString());
    }

    @Test
    @Proves({"11.1", "11.2"})
    void the_server_itself_judges_each_part_of_a_filter() {
        is(why(USER, Map.of()), Outcome.NEW);
        WhyAnswer filtered = why(
                DN,
                Map.of("ldap-import.directory.filter", "(&(mail=*)(|(l=Atlantis)(employeeType=none))(!(cn=Nobody)))"));
        is(filtered, Outcome.FILTERED);
        assertThat(filtered.reason())
                .startsWith("(|(l=Atlantis)(employeeType=none)) of ldap-import.directory.filter does not match")
                .doesNotContain("(mail=*)", "(cn=Nobody)");
    }

    @Test
    @Proves("11.2")
    void an_entry_outside_the_base_is_found_below_the_naming_context_and_one_that_is_hidden_is_not() {
        Map<String, String> elsewhere = Map.of("ldap-import.directory.base", "ou=groups," + TestDirectory.BASE);
        WhyAnswer outside = why(USER, elsewhere);
        is(outside, Outcome.OUTSIDE_BASE);
        assertThat(outside.reason()).contains(DN);

        slapd.setAccess("to dn.exact=\"" + DN + "\" by dn.exact=\"" + READER + "\" none by * break");
        is(why(USER, Map.of()), Outcome.NOT_FOUND);
        is(why(DN, Map.of()), Outcome.NOT_FOUND);
    }

    @Test
    @Proves({"11.1", "11.2"})
    void an_attribute_that_is_hidden_from_the_account_shows_as_one_without_values() {
        slapd.setAccess("to dn.exact=\"" + DN + "\" attrs=mail by dn.exact=\"" + READER + "\" none by * break");
        WhyAnswer hidden = why(USER, Map.of("ldap-import.directory.filter", "(mail=*)"));
        is(hidden, Outcome.FILTERED);
        assertThat(hidden.reason()).contains("(mail=*)", "no mail");

        slapd.setAccess("to dn.exact=\"" + DN + "\" attrs=entryUUID by dn.exact=\"" + READER + "\" none by * break");
        WhyAnswer withoutGuid = why(USER, Map.of());
        is(withoutGuid, Outcome.NO_GUID);
        assertThat(withoutGuid.reason()).contains("entryUUID");
    }
}
