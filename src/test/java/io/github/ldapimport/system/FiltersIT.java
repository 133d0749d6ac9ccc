package io.github.ldapimport.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportException;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.Slapd;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDirectory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters and names of attributes against a real OpenLDAP server, which says nothing of those that it cannot evaluate. */
@Timeout(180)
class FiltersIT {
    private static final int USERS = 12;
    private static final String DIRECTORY = "ldap-import.directory.";
    private static final String JOHN = "cn=Doe\\2C John," + TestDirectory.PEOPLE;

    private static Slapd slapd;

    private TestDatabase database;

    @BeforeAll
    static void start() throws LDAPException {
        Slapd.requireInstalled();
        slapd = Slapd.start("filters", USERS, "");
        try (LDAPConnection admin = slapd.admin()) {
            // user000007 is cn=Doe\, John, 8 has a DN full of special characters
            for (int i = 1; i <= 6; i++) {
                admin.modify(
                        "uid=" + login(i) + "," + TestDirectory.PEOPLE,
                        new Modification(ModificationType.REPLACE, "manager", JOHN),
                        new Modification(ModificationType.REPLACE, "employeeType", "Full  Time"));
            }
        }
    }

    private static String login(int number) {
        return String.format("user%06d", number);
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
        database.execute("ALTER TABLE users ADD COLUMN last_name VARCHAR(100)");
    }

    @AfterEach
    void close() {
        database.close();
    }

    private RunningRoutes routes(String... settings) {
        Map<String, String> own = new LinkedHashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            own.put(settings[i], settings[i + 1]);
        }
        return RunningRoutes.start(slapd.settings(), database.settings(), own);
    }

    private long count(String condition) {
        return Long.parseLong(database.value("SELECT COUNT(*) FROM users WHERE " + condition));
    }

    @Test
    @Proves("1.25")
    void columns_whose_attribute_the_server_calls_by_another_name_are_filled() {
        try (RunningRoutes routes = routes(
                "ldap-import.users.sync-attributes", "name=commonName, email=rfc822Mailbox, last_name=2.5.4.4")) {
            routes.run();
            assertThat(count("name IS NOT NULL AND last_name IS NOT NULL")).isEqualTo(USERS);
            long addresses = count("email IS NOT NULL");
            assertThat(addresses).isGreaterThan(6);
            assertThat(routes.run(Headers.ATTRIBUTES, "cn,surname,mail").unchanged())
                    .isEqualTo(USERS);
            assertThat(count("email IS NOT NULL")).isEqualTo(addresses);
        }
        try (RunningRoutes routes = routes("ldap-import.users.sync-attributes", "name=cn, email=mail, last_name=sn")) {
            assertThat(routes.run().unchanged()).isEqualTo(USERS);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " | ",
            quoteCharacter = '~',
            value = {
                "(manager=cn=Doe\\, John,ou=people,dc=example,dc=com)               | 6",
                "(manager=CN=doe\\, john, OU=People, DC=example, DC=com)            | 6",
                "(manager=cn=Doe\\5c, John,ou=people,dc=example,dc=com)             | 6",
                "(manager=cn=Doe\\5c2C John,ou=people,dc=example,dc=com)            | 6",
                "(0.9.2342.19200300.100.1.10=cn=Doe\\, John,ou=people,dc=example,dc=com) | 6",
                "(!(manager=cn=Doe\\, John,ou=people,dc=example,dc=com))            | 6",
                "(cn=Doe\\, John)                                                   | 1",
                "(entryDN=cn=Doe\\, John,ou=people,dc=example,dc=com)               | 1",
                "(commonName=doe\\2c  john)                                         | 1",
                "(ou:dn:=people)                                                    | 12",
                "(|(uid=user000001)(telephoneNumber=+0 000))                        | 1",
                "(createTimestamp>=20200101000000Z)                                 | 12"
            })
    @Proves({"1.4", "1.27"})
    void a_filter_finds_whom_it_says(String filter, int users) {
        try (RunningRoutes routes = routes()) {
            assertThat(routes.run(Headers.FILTER, filter).found()).isEqualTo(users);
        }
        try (RunningRoutes routes = routes(DIRECTORY + "filter", filter)) {
            assertThat(routes.run().found()).isEqualTo(users);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(manager=cn=Doe, John,ou=people,dc=example,dc=com)",
                "(manager=cn=Doe\\2C John,ou=people,dc=example,dc=com)",
                "(manager=John)",
                "(manager=*John*)",
                "(|(uid=user000001)(manager=John))",
                "(objectClass=inetOrgPersn)",
                "(!(objectClass=inetOrgPersn))",
                "(employeeNumber>=5)",
                "(uidNumber=seven)",
                "(uidNumber=007)",
                "(createTimestamp>=20240101)",
                "(createTimestamp>=2024-01-01)",
                "(hasSubordinates=maybe)",
                "(cn:noSuchMatch:=x)",
                "(cn:1.2.840.113556.1.4.803:=2)",
                "(cn;undeclared-option=x)",
                "(cn=)"
            })
    @Proves({"1.28", "1.29"})
    void a_filter_that_the_server_would_find_nobody_by_without_a_word_is_refused(String filter) {
        try (RunningRoutes routes = routes()) {
            assertRefused(routes.failingRun(Headers.FILTER, filter), filter, "--filter");
        }
        for (String setting : List.of("filter", "user-filter", "disabled-filter")) {
            try (RunningRoutes routes = routes(DIRECTORY + setting, filter)) {
                assertRefused(routes.failingRun(), filter, DIRECTORY + setting);
                assertThat(routes.check("directory")).singleElement().satisfies(line -> assertThat(line)
                        .startsWith("FAIL: Bad search filter: "));
            }
        }
        assertThat(count("1 = 1")).isZero();
    }

    private static void assertRefused(ImportException failure, String filter, String origin) {
        assertThat(failure.isConfiguration()).isTrue();
        assertThat(failure).hasMessageStartingWith("Bad search filter: " + filter + " (" + origin + "): ");
    }

    @Test
    @Proves("1.29")
    void
            an_account_that_may_search_by_an_attribute_below_the_base_only_or_nowhere_is_not_told_that_its_filter_is_wrong() {
        try (Slapd restricted = Slapd.start("restricted", 5, "")) {
            restricted.restartWith(
                    "access to dn.base=\"" + TestDirectory.BASE + "\" attrs=entry by * read",
                    "access to dn.base=\"" + TestDirectory.BASE + "\" by * none",
                    "access to attrs=employeeType by * none");
            try (RunningRoutes routes = RunningRoutes.start(
                    restricted.settings(),
                    database.settings(),
                    Map.of(DIRECTORY + "filter", "(&(uid=user*)(!(title=none)))"))) {
                assertThat(routes.run().found()).isEqualTo(5);
                assertThat(routes.run(Headers.FILTER, "(employeeType=x)").found())
                        .isZero();
                assertThat(routes.failingRun(Headers.FILTER, "(uidNumber=x)").isConfiguration())
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " | ",
            quoteCharacter = '~',
            value = {
                "(!(employeeType=full time))                                        | 0",
                "(employeeType=full time)                                           | 6",
                "(manager=cn=doe\\, john, ou=people, dc=example, dc=com)            | 6",
                "(manager=cn=Doe\\5c2C John,ou=people,dc=example,dc=com)            | 6",
                "(!(manager=cn=Doe\\, John, ou=people,dc=example,dc=com))           | 0",
                "(!(objectClass=organizationalPerson))                              | 0",
                "(objectClass=organizationalPerson)                                 | 12",
                "(!(commonName=*))                                                  | 0",
                "(surname=*)                                                        | 12"
            })
    @Proves({"3.2", "3.22"})
    void a_disabled_filter_disables_whom_the_server_matches(String filter, int deleted) {
        try (RunningRoutes routes = routes(
                DIRECTORY + "disabled-filter",
                filter,
                "ldap-import.max-disabled",
                "100%",
                "ldap-import.max-restored",
                "100%")) {
            ImportSummary summary = routes.run(Headers.DELETE, true);
            assertThat(summary.failures()).isEmpty();
            assertThat(summary.deleted()).isEqualTo(deleted);
            assertThat(count("deleted_at IS NOT NULL")).isEqualTo(deleted);
            // and restores nobody whom it matches
            assertThat(routes.run(Headers.RESTORE, true).restored()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"directory.filter", "directory.user-filter"})
    @Proves("1.60")
    void a_part_of_a_filter_that_is_for_another_server_is_told_and_costs_nobody(String key) {
        try (RunningRoutes routes = routes("ldap-import." + key, "(|(objectClass=inetOrgPerson)(objectClass=user))")) {
            assertThat(routes.run().imported()).isEqualTo(USERS);
            assertThat(routes.check("filter"))
                    .singleElement()
                    .asString()
                    .startsWith("WARN: ")
                    .contains("no object class 'user'", "ldap-import." + key);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(|(objectClass=inetOrgPerson)(objectClass=inetOrgPersn))",
                "(|(objectClass=inetOrgPerson)(objectClas=user))",
                "(|(l=Bern)(l0=Zürich))",
                "(!(|(objectClass=inetOrgPerson)(objectClass=user)))",
                "(&(objectClass=inetOrgPerson)(!(objectClass=user)))"
            })
    @Proves({"1.60", "1.29"})
    void a_slip_in_one_part_of_an_or_is_still_refused(String filter) {
        try (RunningRoutes routes = routes(DIRECTORY + "filter", filter)) {
            assertThat(routes.failingRun().isConfiguration()).isTrue();
        }
    }
}
