package io.github.ldapimport.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchEntry;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchResult;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPResult;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResultReference;
import com.unboundid.ldif.LDIFException;
import io.github.ldapimport.api.Failure;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportException;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.ldap.AttributeNotRequestedException;
import io.github.ldapimport.ldap.Entry;
import io.github.ldapimport.ldap.RequestedAttributes;
import io.github.ldapimport.request.Preview;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.testing.Interference;
import io.github.ldapimport.testing.Ports;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SearchTest {
    private static final String DIRECTORY = "ldap-import.directory.";
    private static final String SYNC_ATTRIBUTES = "ldap-import.users.sync-attributes";

    private final TestDatabase database =
            TestDatabase.create(TestDatabase.Product.H2).createUsersTable();
    private TestDirectory directory;

    @AfterEach
    void stop() {
        if (directory != null) {
            directory.close();
        }
        database.close();
    }

    private TestDirectory directory(Interference interference) {
        directory = TestDirectory.start(null, interference);
        return directory;
    }

    private TestDirectory directory() {
        return directory(null);
    }

    private RunningRoutes routes(String... settings) {
        Map<String, String> own = new LinkedHashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            own.put(settings[i], settings[i + 1]);
        }
        return RunningRoutes.start(directory.settings(), database.settings(), own);
    }

    private ImportSummary run(Object... headers) {
        try (RunningRoutes routes = routes()) {
            return routes.run(headers);
        }
    }

    private ImportException failingRun(Object... headers) {
        try (RunningRoutes routes = routes()) {
            return routes.failingRun(headers);
        }
    }

    private List<String> names() {
        return database.column("SELECT name FROM users ORDER BY id");
    }

    // ------------------------------------------------------------------ pages

    @ParameterizedTest
    @CsvSource({"1, 25", "10, 3", "24, 2", "25, 1", "100, 1"})
    @Proves("1.1")
    void every_page_is_read_through_one_connection(int chunk, int pages) {
        Interference seen = new Interference();
        directory(seen).addPeople(25);

        ImportSummary summary = run(Headers.CHUNK, chunk);

        assertThat(summary.found()).isEqualTo(25);
        assertThat(summary.imported()).isEqualTo(25);
        assertThat(names()).hasSize(25);
        assertThat(seen.pages()).hasSize(pages);
        assertThat(new HashSet<>(seen.connections())).hasSize(1);
    }

    @Test
    @Proves("1.1")
    void the_page_size_of_the_settings_counts_where_the_run_names_none() {
        Interference seen = new Interference();
        directory(seen).addPeople(25);

        try (RunningRoutes routes = routes(DIRECTORY + "page-size", "5")) {
            assertThat(routes.run().imported()).isEqualTo(25);
        }

        assertThat(seen.pages()).hasSize(5);
    }

    @Test
    @Proves("1.1")
    void a_directory_without_users_is_a_whole_search() {
        directory();
        assertThat(run().found()).isZero();
    }

    // ------------------------------------------------------------------ searches that do not end whole

    private enum Fault {
        SIZE_LIMIT(ResultCode.SIZE_LIMIT_EXCEEDED_INT_VALUE, "size.prtotal=unlimited"),
        TIME_LIMIT(ResultCode.TIME_LIMIT_EXCEEDED_INT_VALUE, "raise the server's limit for " + TestDirectory.ADMIN),
        ADMIN_LIMIT(ResultCode.ADMIN_LIMIT_EXCEEDED_INT_VALUE, "raise the server's limit for " + TestDirectory.ADMIN),
        BUSY(ResultCode.BUSY_INT_VALUE, "the server is too busy; run again"),
        UNAVAILABLE(ResultCode.UNAVAILABLE_INT_VALUE, "the server is too busy; run again"),
        UNWILLING(ResultCode.UNWILLING_TO_PERFORM_INT_VALUE, "must allow this account paged results"),
        NO_PAGING(ResultCode.UNAVAILABLE_CRITICAL_EXTENSION_INT_VALUE, "must allow this account paged results"),
        NO_RIGHT(ResultCode.INSUFFICIENT_ACCESS_RIGHTS_INT_VALUE, "the right to read the users"),
        REFERRAL(ResultCode.REFERRAL_INT_VALUE, "or ldap-import.directory.referrals=leave-out where the users there"),
        PARTIAL(9, "is held by another server"),
        BROKEN(ResultCode.OTHER_INT_VALUE, "see the server's log"),
        PROTOCOL(ResultCode.PROTOCOL_ERROR_INT_VALUE, "does not understand the request; see its log");

        private final int code;
        private final String remedy;

        Fault(int code, String remedy) {
            this.code = code;
            this.remedy = remedy;
        }

        private LDAPResult result(int messageId) {
            return new LDAPResult(
                    messageId,
                    ResultCode.valueOf(code),
                    "words of the server",
                    null,
                    this == REFERRAL ? new String[] {"ldap://127.0.0.1:9/" + TestDirectory.BASE} : new String[0],
                    new Control[0]);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves("1.2")
    void a_page_that_ends_in_an_error_fails_the_run_and_what_was_read_is_saved(Fault fault) {
        directory(new Interference() {
                    @Override
                    protected void answering(int page, InMemoryInterceptedSearchResult result) {
                        if (page == 2) {
                            result.setResult(fault.result(result.getMessageID()));
                        }
                    }
                })
                .addPeople(35);

        ImportException failure = failingRun(Headers.CHUNK, 10);

        assertThat(failure.summary().status()).isEqualTo(ImportSummary.FAILED);
        assertThat(failure.summary().reason())
                .startsWith("Cannot search after 20 users at " + directory.url() + ": ")
                .contains(fault.remedy);
        assertThat(failure.summary().found()).isEqualTo(20);
        assertThat(failure.summary().imported()).isEqualTo(20);
        assertThat(names()).hasSize(20);
    }

    @ParameterizedTest
    // a busy server is asked again
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"BUSY", "UNAVAILABLE"})
    @Proves("1.2")
    void a_page_that_is_refused_fails_the_run_and_what_was_read_is_saved(Fault fault) {
        directory(new Interference() {
                    @Override
                    protected void asked(int page, InMemoryInterceptedSearchRequest request) throws LDAPException {
                        if (page == 3) {
                            throw new LDAPException(fault.result(request.getMessageID()));
                        }
                    }
                })
                .addPeople(35);

        ImportException failure = failingRun(Headers.CHUNK, 10);

        assertThat(failure.summary().status()).isEqualTo(ImportSummary.FAILED);
        assertThat(failure.summary().reason())
                .startsWith("Cannot search after 20 users at ")
                .contains("words of the server")
                .contains(fault.remedy);
        assertThat(names()).hasSize(20);
    }

    @Test
    @Proves("1.2")
    void a_reference_to_another_server_fails_the_run_and_what_was_read_is_saved() {
        directory(new Interference() {
                    @Override
                    protected void asked(int page, InMemoryInterceptedSearchRequest request) throws LDAPException {
                        if (page == 2) {
                            request.sendSearchReference(new SearchResultReference(
                                    new String[] {"ldap://127.0.0.1:9/ou=elsewhere," + TestDirectory.BASE},
                                    new Control[0]));
                        }
                    }
                })
                .addPeople(35);

        ImportException failure = failingRun(Headers.CHUNK, 10);

        assertThat(failure.summary().status()).isEqualTo(ImportSummary.FAILED);
        assertThat(failure.summary().reason())
                .contains("a part of " + TestDirectory.BASE + " is held by another server; set"
                        + " ldap-import.directory.base to a DN that this server holds whole");
        assertThat(failure.summary().found()).isEqualTo(20);
        assertThat(names()).hasSize(20);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    @Proves("1.2")
    void an_answer_without_the_paging_control_fails_the_run_and_what_was_read_is_saved(int bad) {
        directory(new Interference() {
                    @Override
                    protected void answering(int page, InMemoryInterceptedSearchResult result) {
                        if (page == bad) {
                            result.setResult(new LDAPResult(result.getMessageID(), ResultCode.SUCCESS));
                        }
                    }
                })
                .addPeople(35);

        ImportException failure = failingRun(Headers.CHUNK, 10);

        assertThat(failure.summary().status()).isEqualTo(ImportSummary.FAILED);
        assertThat(failure.summary().reason())
                .isEqualTo("Cannot search " + directory.url() + ": the answer has no paged results control (RFC 2696),"
                        + " so nobody knows whether it is all; where the server does not support paging, set"
                        + " ldap-import.directory.paged-results=false");
        assertThat(names()).hasSize(10 * bad);
    }

    @Test
    @Proves("1.2")
    void a_connection_that_is_lost_in_a_page_fails_the_run_and_what_was_read_is_saved() {
        directory(new Interference() {
                    @Override
                    protected void sending(int page, int number, InMemoryInterceptedSearchEntry entry) {
                        if (page == 2 && number == 6) {
                            directory.server().closeAllConnections(false);
                        }
                    }
                })
                .addPeople(35);

        ImportException failure = failingRun(Headers.CHUNK, 10);

        assertThat(failure.summary().status()).isEqualTo(ImportSummary.FAILED);
        assertThat(failure.summary().reason())
                .startsWith("Cannot search after ")
                .contains("check ldap-import.directory.url, the network, and that the server runs");
        assertThat(failure.summary().found()).isBetween(10L, 15L);
        assertThat(names()).hasSize((int) failure.summary().found());
    }

    @Test
    @Proves("1.2")
    void a_connection_that_is_lost_between_pages_fails_the_run_and_what_was_read_is_saved() {
        directory(new Interference() {
                    @Override
                    protected void asked(int page, InMemoryInterceptedSearchRequest request) {
                        if (page == 2) {
                            directory.server().closeAllConnections(false);
                        }
                    }
                })
                .addPeople(35);

        ImportException failure = failingRun(Headers.CHUNK, 10);

        assertThat(failure.summary().reason())
                .startsWith("Cannot search after 10 users at " + directory.url())
                .contains("check ldap-import.directory.url");
        assertThat(names()).hasSize(10);
    }

    @Test
    @Proves("1.2")
    void a_preview_of_a_search_that_did_not_end_whole_fails() {
        directory(new Interference() {
                    @Override
                    protected void answering(int page, InMemoryInterceptedSearchResult result) {
                        result.setResult(Fault.SIZE_LIMIT.result(result.getMessageID()));
                    }
                })
                .addPeople(5);

        try (RunningRoutes routes = routes()) {
            Exchange answer = routes.context()
                    .createProducerTemplate()
                    .request("direct:ldap-import-preview", exchange -> exchange.getMessage()
                            .setBody(null));
            assertThat(answer.getException()).hasMessageContaining("Cannot search after 5 users");
        }
    }

    // ------------------------------------------------------------------ who is a user

    @Test
    @Proves("1.3")
    void the_settings_say_who_is_a_user_and_which_attribute_is_the_guid() {
        directory()
                .addPerson("ada", "Ada", "employeeNumber: 17")
                .addPerson("bob", "Bob")
                .addPerson("cyd", "Cyd", "employeeNumber: 18", "title: Guest");

        try (RunningRoutes routes = routes(
                DIRECTORY + "guid-attribute",
                "employeeNumber",
                DIRECTORY + "user-filter",
                "(&(employeeNumber=*)(!(title=Guest)))")) {
            routes.run();
        }

        assertThat(database.query("SELECT guid, name FROM users")).containsExactly(Map.of("guid", "17", "name", "Ada"));
    }

    @Test
    @Proves("1.3")
    void entries_that_are_no_users_are_not_found() {
        directory().addPerson("ada", "Ada");
        assertThat(run().found()).isEqualTo(1);
        assertThat(database.column("SELECT guid FROM users")).containsExactly(directory.guid("ada"));
    }

    @Test
    @Proves("1.4")
    void the_filters_of_kind_provider_and_run_must_all_match() {
        directory()
                .addPerson("ada", "Ada", "title: Analyst", "l: London")
                .addPerson("bob", "Bob", "title: Analyst", "l: Leeds")
                .addPerson("cyd", "Cyd", "title: Clerk", "l: London");

        try (RunningRoutes routes = routes(DIRECTORY + "filter", "title=Analyst")) {
            routes.run(Headers.FILTER, "|(l=London)(ou=people)");
        }

        assertThat(names()).containsExactly("Ada");
    }

    @Test
    @Proves({"1.4", "1.6"})
    void a_single_user_must_match_the_filters_too() {
        directory().addPerson("ada", "Ada", "title: Analyst").addPerson("bob", "Bob", "title: Clerk");

        try (RunningRoutes routes = routes(DIRECTORY + "filter", "(title=Analyst)")) {
            assertThat(routes.run(Headers.USER, "bob").found()).isZero();
            assertThat(routes.run(Headers.USER, "ada", Headers.FILTER, "(title=Clerk)")
                            .found())
                    .isZero();
            assertThat(routes.run(Headers.USER, "ada").found()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"(cn=Doe\\, John)", "(cn=Doe, John)", "cn=Doe\\2c John", "(cn=doe, j*n)"})
    @Proves("1.4")
    void a_comma_in_a_filter_is_a_comma_in_the_directory(String filter) {
        directory().addPerson("jdoe", "Doe, John").addPerson("doe", "Doe").addPerson("john", "John");
        run(Headers.FILTER, filter);
        assertThat(names()).containsExactly("Doe, John");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " | ",
            value = {
                "(cn=\\2a)      | *",
                "(cn=a\\(b\\))  | a(b)",
                "(cn=a\\5cb)    | a\\b",
                "(cn=\\e6\\9d\\8e) | 李",
                "(cn=李)        | 李",
                "(cn:caseExactMatch:=*x) | "
            })
    @Proves("1.4")
    void escapes_in_a_filter_reach_the_directory(String filter, String name) {
        directory()
                .addPerson("u1", "*")
                .addPerson("u2", "a(b)")
                .addPerson("u3", "a\\b")
                .addPerson("u4", "李")
                .addPerson("u5", "a");
        if (name == null) {
            // a star in an extensible match is no wildcard
            assertThat(failingRun(Headers.FILTER, filter)).hasMessageContaining("written \\2a");
        } else {
            run(Headers.FILTER, filter);
            assertThat(names()).containsExactly(name);
        }
    }

    @Test
    @Proves("1.5")
    void a_malformed_filter_is_refused_before_anything_is_connected_to() {
        Interference seen = new Interference();
        directory(seen).addPeople(1);

        ImportException failure = failingRun(Headers.FILTER, "(&(cn=Ada)(sn=)");

        assertThat(failure.isConfiguration()).isTrue();
        assertThat(failure)
                .hasMessage("Bad search filter: (&(cn=Ada)(sn=) (--filter): ')' is missing, at character 16");
        assertThat(seen.binds()).isZero();
    }

    // ------------------------------------------------------------------ a single user

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Ada Lovelace",
                "Byron",
                "ada",
                "Ada the Name",
                "ada@example.com",
                "Augusta",
                "Ada L.",
                "ADA",
                "ada lovelace",
                " ada "
            })
    @Proves("1.6")
    void a_single_user_is_found_by_each_attribute(String typed) throws LDAPException, LDIFException {
        directory()
                .addPerson("bob", "Bob", "mail: bob@example.com", "givenName: Robert", "title: ada")
                .server()
                .add(
                        "dn: uid=ada," + TestDirectory.PEOPLE,
                        "objectClass: inetOrgPerson",
                        "objectClass: extensibleObject",
                        "uid: ada",
                        "cn: Ada Lovelace",
                        "sn: Byron",
                        "name: Ada the Name",
                        "mail: ada@example.com",
                        "givenName: Augusta",
                        "displayName: Ada L.");

        ImportSummary summary = run(Headers.USER, typed);

        assertThat(summary.found()).isEqualTo(1);
        assertThat(database.column("SELECT guid FROM users")).containsExactly(directory.guid("ada"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a*b", "a(b", "a)b", "a\\b", "a\\2ab", "*)(uid=*", "(a)", "\\", "a\\", "a|b&c!", "a,b+c\"<>#;="})
    @Proves("1.6")
    void what_was_typed_stands_for_itself(String typed) {
        directory()
                .addPerson("target", typed)
                .addPerson("decoy1", "axb")
                .addPerson("decoy2", "a*bx")
                .addPerson("decoy3", "ab");

        ImportSummary summary = run(Headers.USER, typed);

        assertThat(summary.found()).isEqualTo(1);
        assertThat(names()).containsExactly(typed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "a*", "(cn=*)", "*)(objectClass=*"})
    @Proves({"1.6", "1.7"})
    void wildcards_and_filters_that_were_typed_find_nobody_and_that_is_no_error(String typed) {
        directory().addPerson("ab", "ab").addPerson("a", "a");

        ImportSummary summary = run(Headers.USER, typed);

        assertThat(summary.status()).isEqualTo(ImportSummary.COMPLETED);
        assertThat(summary.found()).isZero();
        assertThat(names()).isEmpty();
    }

    @Test
    @Proves("1.7")
    void a_name_that_fits_several_users_imports_none_and_lists_them() {
        directory()
                .addPerson("ada", "Ada", "givenName: Kim")
                .addPerson("kim", "Bob")
                .addPerson("cyd", "Cyd");

        ImportException failure = failingRun(Headers.USER, "kim");

        assertThat(failure.summary().status()).isEqualTo(ImportSummary.REFUSED);
        assertThat(failure.summary().reason())
                .isEqualTo("'kim' fits 2 users, none was imported; name one of them:"
                        + " ada (uid=ada,ou=people,dc=example,dc=com), kim (uid=kim,ou=people,dc=example,dc=com)");
        assertThat(names()).isEmpty();
    }

    @Test
    @Proves("1.7")
    void a_name_that_fits_many_users_lists_ten() {
        directory();
        for (int i = 1; i <= 12; i++) {
            directory.addPerson("kim" + i, "Kim");
        }

        ImportException failure = failingRun(Headers.USER, "Kim");

        assertThat(failure.summary().reason())
                .startsWith("'Kim' fits 12 users, none was imported")
                .endsWith(", ...")
                .satisfies(reason -> assertThat(reason.split("uid=")).hasSize(11));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    @Proves("1.7")
    void a_name_that_fits_users_of_several_pages_imports_none(int chunk) {
        directory().addPerson("kim1", "Kim").addPerson("kim2", "Kim").addPerson("kim3", "Kim");

        ImportException failure = failingRun(Headers.USER, "Kim", Headers.CHUNK, chunk);

        assertThat(failure.summary().status()).isEqualTo(ImportSummary.REFUSED);
        assertThat(failure.summary().reason()).contains("'Kim' fits more than ").endsWith("...");
        assertThat(names()).isEmpty();
    }

    // ------------------------------------------------------------------ attributes

    @Test
    @Proves({"1.8", "1.3"})
    void what_the_settings_name_is_requested_and_nothing_else() {
        Interference seen = new Interference();
        directory(seen).addPeople(1);
        database.execute("ALTER TABLE users ADD COLUMN phone VARCHAR(100)");

        try (RunningRoutes routes = routes(
                SYNC_ATTRIBUTES,
                "name=${body[givenName]} ${body[sn]}, email=MAIL, phone=telephoneNumber",
                "ldap-import.users.sync-existing",
                "email~=displayName",
                DIRECTORY + "attributes",
                "title, l")) {
            routes.run();
        }

        assertThat(seen.pages().get(0).getAttributeList())
                .containsExactlyInAnyOrder(
                        "entryUUID",
                        "objectClass",
                        "cn",
                        "uid",
                        "givenName",
                        "sn",
                        "MAIL",
                        "telephoneNumber",
                        "displayName",
                        "title",
                        "l");
    }

    @Test
    @Proves("1.8")
    void columns_whose_attribute_is_not_requested_are_left_as_they_are() {
        Interference seen = new Interference();
        directory(seen)
                .addPerson("ada", "Ada", "mail: ada@example.com", "telephoneNumber: 1")
                .addPerson("bob", "Bob", "mail: bob@example.com", "telephoneNumber: 2");
        database.execute("ALTER TABLE users ADD COLUMN phone VARCHAR(100)");

        try (RunningRoutes routes = routes(SYNC_ATTRIBUTES, "name=cn, email=mail, phone=telephoneNumber")) {
            routes.run(Headers.USER, "ada");
            directory.modify(
                    "dn: uid=ada," + TestDirectory.PEOPLE + "\nchangetype: modify\nreplace: cn\ncn: Ada L.\n-\n"
                            + "delete: mail\n-\nreplace: telephoneNumber\ntelephoneNumber: 3");
            ImportSummary summary = routes.run(Headers.ATTRIBUTES, "cn, TELEPHONENUMBER");
            assertThat(summary.changed()).isEqualTo(1);
            assertThat(summary.imported()).isEqualTo(1);
        }

        assertThat(seen.pages().get(1).getAttributeList())
                .containsExactlyInAnyOrder("entryUUID", "objectClass", "cn", "uid", "TELEPHONENUMBER");
        assertThat(database.column("SELECT name || '/' || email || '/' || phone FROM users WHERE email IS NOT NULL"))
                .containsExactly("Ada L./ada@example.com/3");
        assertThat(database.column("SELECT name || '/' || phone FROM users WHERE email IS NULL"))
                .containsExactly("Bob/2");
    }

    @Test
    @Proves({"1.8", "1.9"})
    void the_star_requests_all_attributes() {
        directory().addPerson("ada", "Ada", "title: Analyst");
        try (RunningRoutes routes =
                routes(SYNC_ATTRIBUTES, "name=cn, email=#bean:title", DIRECTORY + "attributes", "*")) {
            routes.context().getRegistry().bind("title", new Title());
            routes.run();
        }
        assertThat(database.column("SELECT email FROM users")).containsExactly("Analyst");
    }

    /** Reads an attribute that no setting names. */
    public static final class Title {
        public String of(Entry entry) {
            return entry.text("title");
        }
    }

    @Test
    @Proves("1.9")
    void an_attribute_that_was_not_requested_is_an_error_and_not_an_empty_value() {
        directory().addPerson("ada", "Ada", "title: Analyst");

        try (RunningRoutes routes = routes(SYNC_ATTRIBUTES, "name=cn, email=#bean:title")) {
            routes.context().getRegistry().bind("title", new Title());
            ImportSummary summary = routes.run();
            assertThat(summary.failures())
                    .extracting(Failure::message)
                    .containsExactly("column email: the attribute title was not requested from the directory:"
                            + " add it to ldap-import.directory.attributes");
        }

        assertThat(names()).isEmpty();
    }

    @Test
    @Proves({"1.9", "1.10"})
    void an_entry_tells_what_is_absent_from_what_is_unknown() {
        Entry entry = new Entry(
                "uid=ada",
                Map.of(
                        "MAIL",
                        List.of("a@example.com", "b@example.com"),
                        "userCertificate;binary",
                        List.of(new byte[1])),
                new RequestedAttributes(List.of("mail", "telephoneNumber", "userCertificate")));

        assertThat(entry.get("Mail")).isEqualTo("a@example.com");
        assertThat(entry.values("mail")).containsExactly("a@example.com", "b@example.com");
        assertThat(entry.get("DN")).isEqualTo("uid=ada");
        assertThat(entry.values("TELEPHONEnumber")).isEmpty();
        assertThat(entry.get("telephoneNumber")).isNull();
        assertThat(entry.values("usercertificate")).hasSize(1);
        assertThat(entry.text("userCertificate")).isNull();
        assertThatThrownBy(() -> entry.get("title"))
                .isInstanceOf(AttributeNotRequestedException.class)
                .hasMessageContaining("title");
        assertThatThrownBy(() -> entry.values("title")).isInstanceOf(AttributeNotRequestedException.class);
        assertThatThrownBy(() -> entry.containsKey("title")).isInstanceOf(AttributeNotRequestedException.class);
    }

    // ------------------------------------------------------------------ odd entries

    @Test
    @Proves("1.10")
    void names_of_attributes_match_whatever_their_case() {
        directory().addPerson("ada", "Ada", "MAIL: ada@example.com", "TelephoneNumber: 7");
        try (RunningRoutes routes = routes(SYNC_ATTRIBUTES, "name=CN, email=${body[mAiL]}/${body[telephonenumber]}")) {
            routes.run();
        }
        assertThat(database.column("SELECT email FROM users")).containsExactly("ada@example.com/7");
    }

    @Test
    @Proves("1.10")
    void several_values_and_no_value_are_taken_as_they_are() {
        directory()
                .addPerson("ada", "Ada", "mail: a@example.com", "mail: b@example.com", "mail: c@example.com")
                .addPerson("bob", "Bob");
        database.execute("ALTER TABLE users ADD COLUMN addresses VARCHAR(200)");

        try (RunningRoutes routes =
                routes(SYNC_ATTRIBUTES, "name=cn, email=mail, addresses=${body.values('mail').size}")) {
            assertThat(routes.run().failed()).isZero();
        }

        assertThat(database.column("SELECT email FROM users WHERE addresses = '3'"))
                .hasSize(1)
                .isSubsetOf("a@example.com", "b@example.com", "c@example.com");
        assertThat(database.column("SELECT email FROM users WHERE addresses = '0'"))
                .containsOnlyNulls()
                .hasSize(1);
    }

    @Test
    @Proves("1.10")
    void an_empty_value_counts_as_none() {
        directory(new Interference() {
                    @Override
                    protected void sending(int page, int number, InMemoryInterceptedSearchEntry entry) {
                        com.unboundid.ldap.sdk.Entry odd =
                                entry.getSearchEntry().duplicate();
                        odd.setAttribute(number == 1 ? new Attribute("mail", "") : new Attribute("mail"));
                        entry.setSearchEntry(odd);
                    }
                })
                .addPeople(2);

        assertThat(run().imported()).isEqualTo(2);

        assertThat(database.column("SELECT email FROM users"))
                .containsOnlyNulls()
                .hasSize(2);
    }

    @Test
    @Proves("1.10")
    void bytes_arrive_in_a_binary_column_unchanged() {
        byte[] photo = new byte[256];
        for (int i = 0; i < photo.length; i++) {
            photo[i] = (byte) i;
        }
        String base64 = Base64.getEncoder().encodeToString(photo);
        // JNDI knows of the first by itself, of the second by the kind, of the third by the setting
        directory(new Interference() {
                    @Override
                    protected void sending(int page, int number, InMemoryInterceptedSearchEntry entry) {
                        com.unboundid.ldap.sdk.Entry odd =
                                entry.getSearchEntry().duplicate();
                        odd.setAttribute(new Attribute("telexNumber", photo));
                        entry.setSearchEntry(odd);
                    }
                })
                .addPerson("ada", "Ada", "jpegPhoto:: " + base64, "userPKCS12:: " + base64);
        for (String column : List.of("known", "of_kind", "of_setting")) {
            database.execute("ALTER TABLE users ADD COLUMN " + column + " VARBINARY(1000)");
        }

        try (RunningRoutes routes = routes(
                SYNC_ATTRIBUTES,
                "name=cn, known=jpegPhoto, of_kind=userPKCS12, of_setting=telexNumber",
                DIRECTORY + "binary-attributes",
                "telexNumber")) {
            assertThat(routes.run().imported()).isEqualTo(1);
            assertThat(routes.run().unchanged()).isEqualTo(1);
        }

        Map<String, Object> ada =
                database.query("SELECT known, of_kind, of_setting FROM users").get(0);
        assertThat(ada.values()).hasSize(3).allSatisfy(value -> assertThat(value)
                .isEqualTo(photo));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Łukasz Dvořák",
                "李 伟",
                "Дмитрий Νίκος",
                "عمر",
                "a\u0301 combining",
                "😀 beyond the plane",
                "O'Brien; DROP TABLE users --",
                "two\nlines\tand ${body} {{x}}"
            })
    @Proves("1.10")
    void values_in_any_script_arrive_unchanged(String name) throws LDAPException {
        directory()
                .server()
                .add(new com.unboundid.ldap.sdk.Entry(
                        "uid=ada," + TestDirectory.PEOPLE,
                        new Attribute("objectClass", "inetOrgPerson"),
                        new Attribute("uid", "ada"),
                        new Attribute("cn", name),
                        new Attribute("sn", name)));
        run();
        assertThat(names()).containsExactly(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Doe, John",
                "John \"Johnny\" Doe",
                "#1",
                " leading and trailing ",
                "a+b=c <d> ; \\ e",
                "slash/es \\\\ and /",
                "李",
                "'single', 'quoted'",
                "\""
            })
    @Proves("1.10")
    void distinguished_names_with_special_characters_are_taken_as_they_are(String name) throws LDAPException {
        database.execute("ALTER TABLE users ADD COLUMN dn VARCHAR(300)");
        String dn = new RDN("cn", name) + "," + TestDirectory.PEOPLE;
        directory()
                .server()
                .add(new com.unboundid.ldap.sdk.Entry(
                        dn,
                        new Attribute("objectClass", "inetOrgPerson"),
                        new Attribute("cn", name),
                        new Attribute("sn", "Doe")));

        try (RunningRoutes routes = routes(SYNC_ATTRIBUTES, "name=cn, dn=dn")) {
            assertThat(routes.run().imported()).isEqualTo(1);
        }

        assertThat(database.query("SELECT name, dn FROM users")).containsExactly(Map.of("name", name, "dn", dn));
    }

    @Test
    @Proves("1.10")
    void a_name_made_of_several_attributes_is_taken_as_it_is() throws LDAPException, LDIFException {
        database.execute("ALTER TABLE users ADD COLUMN dn VARCHAR(300)");
        String dn = "uid=ada+employeeNumber=17," + TestDirectory.PEOPLE;
        directory()
                .server()
                .add("dn: " + dn, "objectClass: inetOrgPerson", "uid: ada", "employeeNumber: 17", "cn: Ada", "sn: A");

        try (RunningRoutes routes = routes(SYNC_ATTRIBUTES, "name=cn, dn=DN")) {
            routes.run();
        }

        assertThat(database.column("SELECT dn FROM users")).containsExactly(dn);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Doe\\, Sons", "A/B \\\"C\\\"", "\\#1", "李"})
    @Proves("1.10")
    void a_base_may_have_special_characters(String unit) throws LDAPException, LDIFException {
        String base = "ou=" + unit + "," + TestDirectory.BASE;
        directory()
                .addPerson("bob", "Bob")
                .server()
                .add(new com.unboundid.ldap.sdk.Entry(base, new Attribute("objectClass", "organizationalUnit")));
        directory.server().add("dn: uid=ada," + base, "objectClass: inetOrgPerson", "uid: ada", "cn: Ada", "sn: A");

        try (RunningRoutes routes = routes(DIRECTORY + "base", base)) {
            routes.run();
        }

        assertThat(names()).containsExactly("Ada");
    }

    // ------------------------------------------------------------------ addresses and time-outs

    @Test
    @Proves("1.11")
    void the_next_address_is_tried_when_one_does_not_listen() {
        directory().addPeople(3);
        try (RunningRoutes routes =
                routes(DIRECTORY + "url", "ldap://localhost:" + Ports.free() + " " + directory.url())) {
            assertThat(routes.run().imported()).isEqualTo(3);
        }
    }

    @Test
    @Proves("1.11")
    void the_next_address_is_tried_when_one_never_answers() throws IOException {
        directory().addPeople(3);
        try (ServerSocket silent = new ServerSocket(0);
                RunningRoutes routes = routes(
                        DIRECTORY + "url",
                        "ldap://localhost:" + silent.getLocalPort() + " " + directory.url(),
                        DIRECTORY + "connect-timeout",
                        "300ms")) {
            assertThat(routes.run().imported()).isEqualTo(3);
        }
    }

    @Test
    @Proves("1.11")
    void the_next_address_is_tried_when_a_host_has_no_address() {
        directory().addPeople(3);
        try (RunningRoutes routes = routes(DIRECTORY + "url", "ldap://no-such-host.invalid " + directory.url())) {
            assertThat(routes.run().imported()).isEqualTo(3);
        }
    }

    @Test
    @Proves("1.11")
    void where_no_address_answers_all_of_them_are_named() {
        directory();
        String urls = "ldap://localhost:" + Ports.free() + " ldap://localhost:" + Ports.free();
        try (RunningRoutes routes = routes(DIRECTORY + "url", urls)) {
            ImportException failure = routes.failingRun();
            assertThat(failure.isConfiguration()).isFalse();
            assertThat(failure)
                    .hasMessageContaining(" at " + urls + ": ")
                    .hasMessageContaining("refused")
                    .hasMessageContaining("check ldap-import.directory.url, the network, and that the server runs");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ldap", "ldaps"})
    @Proves("1.13")
    void a_server_that_never_answers_ends_the_run_after_the_time_out(String scheme) throws IOException {
        directory();
        try (ServerSocket silent = new ServerSocket(0);
                RunningRoutes routes = routes(
                        DIRECTORY + "url",
                        scheme + "://localhost:" + silent.getLocalPort(),
                        DIRECTORY + "connect-timeout",
                        "200ms",
                        DIRECTORY + "read-timeout",
                        "300ms")) {
            assertThat(routes.failingRun())
                    .hasMessageStartingWith("Cannot look at ")
                    .hasMessageContaining("timed out")
                    .hasMessageContaining("check ldap-import.directory.url, the network, and that the server runs");
        }
    }

    @Test
    @Proves("1.13")
    void a_host_that_takes_no_connection_ends_the_run_after_the_time_out() throws IOException {
        directory();
        List<Socket> waiting = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
            fill(full, waiting);
            try (RunningRoutes routes = routes(
                    DIRECTORY + "url",
                    "ldap://localhost:" + full.getLocalPort(),
                    DIRECTORY + "connect-timeout",
                    "300ms")) {
                assertThat(routes.failingRun())
                        .hasMessageContaining("timed out")
                        .hasMessageContaining("check ldap-import.directory.url");
            }
        } finally {
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }

    /** Connects until nobody else is let in. */
    private static void fill(ServerSocket server, List<Socket> waiting) throws IOException {
        for (int i = 0; i < 100; i++) {
            Socket socket = new Socket();
            waiting.add(socket);
            try {
                socket.connect(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), 200);
            } catch (SocketTimeoutException e) {
                return;
            }
        }
        throw new IllegalStateException("The queue of connections is never full");
    }

    @Test
    @Proves({"1.13", "1.2"})
    void a_page_that_never_comes_ends_the_run_after_the_time_out_and_what_was_read_is_saved() {
        CountDownLatch over = new CountDownLatch(1);
        directory(new Interference() {
                    @Override
                    protected void asked(int page, InMemoryInterceptedSearchRequest request) {
                        if (page == 2) {
                            await(over);
                        }
                    }
                })
                .addPeople(25);

        try (RunningRoutes routes = routes(DIRECTORY + "read-timeout", "300ms")) {
            ImportException failure = routes.failingRun(Headers.CHUNK, 10);
            assertThat(failure)
                    .hasMessageStartingWith("Cannot search after 10 users at ")
                    .hasMessageContaining("timed out")
                    .hasMessageEndingWith("check ldap-import.directory.url, the network, and that the server runs,"
                            + " or raise ldap-import.directory.connect-timeout or ldap-import.directory.read-timeout");
        } finally {
            over.countDown();
        }

        assertThat(names()).hasSize(10);
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("Nobody opened the latch");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // ------------------------------------------------------------------ signing in

    @Test
    @Proves("5.1")
    void a_wrong_password_names_the_account_and_the_settings() {
        directory();
        try (RunningRoutes routes = routes(DIRECTORY + "password", "not the password")) {
            ImportException failure = routes.failingRun();
            assertThat(failure.isConfiguration()).isTrue();
            assertThat(failure)
                    .hasMessageStartingWith(
                            "Cannot sign in to " + directory.url() + " as " + TestDirectory.ADMIN + ": ")
                    .hasMessageContaining("check ldap-import.directory.username and ldap-import.directory.password");
            assertThat(failure.getMessage()).doesNotContain("not the password");
        }
    }

    @Test
    @Proves("1.14")
    void a_name_without_a_password_is_refused_before_anything_is_connected_to() {
        Interference seen = new Interference();
        directory(seen);
        try (RunningRoutes routes = routes(DIRECTORY + "password", "")) {
            ImportException failure = routes.failingRun();
            assertThat(failure.getCause()).isInstanceOf(ConfigurationException.class);
            assertThat(failure).hasMessageContaining("ldap-import.directory.password is empty");
        }
        assertThat(seen.binds()).isZero();
    }

    @Test
    @Proves("5.2")
    void a_base_that_does_not_exist_is_named() {
        directory();
        try (RunningRoutes routes = routes(DIRECTORY + "base", "ou=nowhere," + TestDirectory.BASE)) {
            ImportException failure = routes.failingRun();
            assertThat(failure.isConfiguration()).isTrue();
            assertThat(failure)
                    .hasMessageStartingWith("Cannot find the base 'ou=nowhere," + TestDirectory.BASE + "'")
                    .hasMessageContaining("check ldap-import.directory.base");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ldap-import.users.sync-attributes, 'name=cn, email=nickName'",
        "ldap-import.users.sync-existing, email=nickName",
        "ldap-import.directory.attributes, nickName",
        "ldap-import.directory.filter, (nickName=*)",
        "ldap-import.directory.guid-attribute, nickName"
    })
    @Proves("5.2")
    void an_attribute_that_does_not_exist_is_named_with_its_setting(String key, String value) {
        Interference seen = new Interference();
        directory(seen);
        try (RunningRoutes routes = routes(key, value)) {
            ImportException failure = routes.failingRun();
            assertThat(failure.isConfiguration()).isTrue();
            assertThat(failure).hasMessageStartingWith("Unknown attribute 'nickName' in " + key + ": ");
        }
        assertThat(seen.pages()).isEmpty();
    }

    @Test
    @Proves("5.2")
    void an_attribute_that_does_not_exist_is_named_with_its_option() {
        directory();
        assertThat(failingRun(Headers.ATTRIBUTES, "cn, nickName"))
                .hasMessageStartingWith("Unknown attribute 'nickName' in --attributes: ");
        assertThat(failingRun(Headers.FILTER, "(nickName=x)"))
                .hasMessageStartingWith("Unknown attribute 'nickName' in --filter: ");
    }

    @Test
    @Proves("1.7")
    void a_preview_of_a_name_that_fits_several_users_fails_too() {
        directory().addPerson("kim1", "Kim").addPerson("kim2", "Kim");
        try (RunningRoutes routes = routes()) {
            Exchange answer = routes.context()
                    .createProducerTemplate()
                    .request("direct:ldap-import-preview", exchange -> exchange.getMessage()
                            .setHeader(Headers.USER, "Kim"));
            assertThat(answer.getException()).hasMessageContaining("'Kim' fits 2 users");

            answer = routes.context()
                    .createProducerTemplate()
                    .request("direct:ldap-import-preview", exchange -> exchange.getMessage()
                            .setHeader(Headers.USER, "kim1"));
            assertThat(answer.getMessage().getBody(Preview.class).found()).isEqualTo(1);
        }
    }
}
