package io.github.ldapimport.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchEntry;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSimpleBindRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportException;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.testing.Interference;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDirectory;
import io.github.ldapimport.testing.ValueRanges;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Windows does and no other server: played here by one in the process. */
@Timeout(60)
class ActiveDirectoryTest {
    private static final String DIRECTORY = "ldap-import.directory.";
    private static final String DOMAIN_SCOPE = "1.2.840.113556.1.4.1339";

    private final TestDatabase database =
            TestDatabase.create(TestDatabase.Product.H2).createUsersTable();
    private TestDirectory directory;

    @AfterEach
    void stop() {
        directory.close();
        database.close();
    }

    private TestDirectory directory(InMemoryOperationInterceptor interceptor) {
        directory = TestDirectory.start(null, interceptor);
        return directory;
    }

    /** Of the type active-directory, with people as a server in the process has them. */
    private RunningRoutes routes(String... settings) {
        Map<String, String> own = new LinkedHashMap<>();
        own.put(DIRECTORY + "type", "active-directory");
        own.put(DIRECTORY + "user-filter", "(objectClass=person)");
        own.put(DIRECTORY + "guid-attribute", "entryUUID");
        own.put(DIRECTORY + "account-attribute", "uid");
        for (int i = 0; i < settings.length; i += 2) {
            own.put(settings[i], settings[i + 1]);
        }
        return RunningRoutes.start(directory.settings(), database.settings(), own);
    }

    // ------------------------------------------------------------------ pages

    @Test
    @Proves("1.1")
    void a_server_that_gives_shorter_pages_than_were_asked_for_is_read_to_the_end() {
        Interference capping = new Interference() {
            @Override
            protected void asked(int page, InMemoryInterceptedSearchRequest request) throws LDAPException {
                SearchRequest capped = request.getRequest().duplicate();
                capped.replaceControl(new SimplePagedResultsControl(10, cookie(capped), true));
                request.setRequest(capped);
            }
        };
        directory(capping).addPeople(35);
        try (RunningRoutes routes = routes()) {
            assertThat(routes.run(Headers.CHUNK, 1000).imported()).isEqualTo(35);
            assertThat(routes.run(Headers.FILTER, "(uid=user1)", Headers.DELETE_MISSING, true)
                            .deletedMissing())
                    .isZero();
        }
        // four for the users; one for the filter's; the second look's 34 and those known to be there
        assertThat(capping.pages()).hasSizeGreaterThanOrEqualTo(9);
    }

    private static ASN1OctetString cookie(SearchRequest request) throws LDAPException {
        Control paging = request.getControl(SimplePagedResultsControl.PAGED_RESULTS_OID);
        return new SimplePagedResultsControl(paging.getOID(), true, paging.getValue()).getCookie();
    }

    /** Says of the server what it says of a domain controller. */
    private static Interference knowingDomainScope() {
        return new Interference() {
            @Override
            protected void sendingOther(InMemoryInterceptedSearchEntry entry) {
                if (entry.getSearchEntry().getDN().isEmpty()) {
                    Entry root = entry.getSearchEntry().duplicate();
                    root.addAttribute("supportedControl", DOMAIN_SCOPE);
                    entry.setSearchEntry(root);
                }
            }
        };
    }

    @ParameterizedTest
    @CsvSource({"active-directory, true, true", "active-directory, false, false", "openldap, true, false"})
    @Proves("1.20")
    void only_active_directory_that_knows_how_is_asked_to_leave_its_referrals_out(
            String type, boolean knows, boolean asked) {
        Interference seen = knows ? knowingDomainScope() : new Interference();
        directory(seen).addPeople(12);
        try (RunningRoutes routes = routes(DIRECTORY + "type", type)) {
            assertThat(routes.run(Headers.CHUNK, 5).imported()).isEqualTo(12);
        }
        assertThat(seen.pages()).hasSize(3).allMatch(page -> page.hasControl(DOMAIN_SCOPE) == asked);
    }

    // ------------------------------------------------------------------ values in parts

    private static String[] descriptions(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "description: value " + i)
                .toArray(String[]::new);
    }

    private RunningRoutes routesForDescriptions() {
        database.execute("ALTER TABLE users ADD COLUMN texts VARCHAR(1000)");
        return routes("ldap-import.users.sync-attributes", "name=cn, texts=${body.joined('description', ', ')}");
    }

    @ParameterizedTest
    @CsvSource({"3, 0", "4, 1", "6, 1", "7, 2", "20, 6"})
    @Proves("1.22")
    void values_that_come_in_parts_are_read_to_the_last(int values, int furtherReads) {
        ValueRanges ranges = new ValueRanges(3, ValueRanges.Answer.RIGHT);
        directory(ranges)
                .addPeople(7)
                .addPerson("ada", "Ada", descriptions(values))
                .addPerson("grace", "Grace");
        try (RunningRoutes routes = routesForDescriptions()) {
            // the page goes on after it
            assertThat(routes.run(Headers.CHUNK, 4).imported()).isEqualTo(9);
        }
        assertThat(database.column("SELECT texts FROM users WHERE name = 'Ada'"))
                .containsExactly(IntStream.range(0, values)
                        .mapToObj(i -> "value " + i)
                        .sorted()
                        .collect(Collectors.joining(", ")));
        assertThat(ranges.furtherReads()).isEqualTo(furtherReads);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RIGHT")
    @Proves({"1.22", "1.2"})
    void values_of_which_the_rest_cannot_be_read_fail_the_run_and_nobody_is_saved_with_a_part(
            ValueRanges.Answer answer) {
        directory(new ValueRanges(3, answer)).addPeople(7).addPerson("zoe", "Zoe", descriptions(8));
        try (RunningRoutes routes = routesForDescriptions()) {
            ImportException failure = routes.failingRun(Headers.CHUNK, 4, Headers.DELETE_MISSING, true);
            assertThat(failure.summary().status()).isEqualTo(ImportSummary.FAILED);
            assertThat(failure.summary().reason())
                    .startsWith("Cannot read all values of description of uid=zoe," + TestDirectory.PEOPLE + " at "
                            + directory.url() + ": ");
        }
        assertThat(database.column("SELECT name FROM users")).hasSize(7).doesNotContain("Zoe");
    }

    @Test
    @Proves({"1.22", "1.2"})
    void bytes_that_come_in_parts_fail_the_run_and_are_not_written_as_text() {
        directory(new ValueRanges(3, ValueRanges.Answer.RIGHT)).addPeople(7).addPerson("zoe", "Zoe", descriptions(8));
        try (RunningRoutes routes =
                routes(DIRECTORY + "binary-attributes", "Description", DIRECTORY + "attributes", "description")) {
            assertThat(routes.failingRun())
                    .hasMessageStartingWith("Cannot read all values of description of uid=zoe,")
                    .hasMessageContaining("the values are bytes, which cannot be read in parts");
        }
        assertThat(database.column("SELECT name FROM users")).hasSize(7).doesNotContain("Zoe");
    }

    // ------------------------------------------------------------------ signing in

    @ParameterizedTest
    @CsvSource(
            delimiterString = " | ",
            value = {
                "525 | there is no user of that name; check",
                "52e | the name or the password is wrong; check",
                "52f | a restriction of the account forbids it",
                "530 | the account may not sign in at this hour",
                "531 | the account may not sign in at this computer",
                "532 | the account's password has expired",
                "533 | the account is disabled: enable it; check",
                "701 | the account has expired: extend it; check",
                "773 | the account must change its password",
                "775 | the account is locked after too many wrong passwords",
                "999 | v4563]: check"
            })
    @Proves("1.24")
    void the_reason_why_active_directory_lets_somebody_not_in_is_told_in_words(String code, String words) {
        directory(new InMemoryOperationInterceptor() {
            @Override
            public void processSimpleBindRequest(InMemoryInterceptedSimpleBindRequest request) throws LDAPException {
                throw new LDAPException(
                        ResultCode.INVALID_CREDENTIALS,
                        "80090308: LdapErr: DSID-0C09050F, comment: AcceptSecurityContext error, data " + code
                                + ", v4563");
            }
        });
        try (RunningRoutes routes = routes()) {
            assertThat(routes.failingRun())
                    .hasMessageStartingWith(
                            "Cannot sign in to " + directory.url() + " as " + TestDirectory.ADMIN + ": ")
                    .hasMessageContaining(words)
                    .hasMessageEndingWith("check ldap-import.directory.username and ldap-import.directory.password")
                    .hasMessageNotContaining(TestDirectory.PASSWORD);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Proves("1.2")
    void a_limit_is_told_with_the_place_where_the_kind_of_directory_keeps_it(boolean is389) {
        AtomicInteger pages = new AtomicInteger();
        directory(new Interference() {
                    @Override
                    protected void asked(int page, InMemoryInterceptedSearchRequest request) throws LDAPException {
                        if (pages.incrementAndGet() == 2) {
                            throw new LDAPException(ResultCode.ADMIN_LIMIT_EXCEEDED, "words of the server");
                        }
                    }
                })
                .addPeople(8);
        try (RunningRoutes routes = routes(DIRECTORY + "type", is389 ? "389ds" : "active-directory")) {
            assertThat(routes.failingRun(Headers.CHUNK, 5).summary().reason())
                    .contains(is389 ? "(389 Directory Server: nsSizeLimit" : "(Active Directory: the LDAP policies");
        }
    }
}
