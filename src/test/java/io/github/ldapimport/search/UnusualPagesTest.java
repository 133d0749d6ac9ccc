package io.github.ldapimport.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchEntry;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchResult;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPResult;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.plan.UserWrite;
import io.github.ldapimport.run.RunListener;
import io.github.ldapimport.testing.Interference;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDirectory;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that page in ways of their own. */
@Timeout(60)
class UnusualPagesTest {
    private static final int USERS = 35;
    private static final int CHUNK = 10;
    private static final Object[] DELETING = {Headers.CHUNK, CHUNK, Headers.DELETE_MISSING, true};

    private final TestDatabase database =
            TestDatabase.create(TestDatabase.Product.H2).createUsersTable();
    private TestDirectory directory;

    @AfterEach
    void stop() {
        directory.close();
        database.close();
    }

    private RunningRoutes routes(Interference interference) {
        directory = TestDirectory.start(null, interference).addPeople(USERS);
        return RunningRoutes.start(directory.settings(), database.settings());
    }

    private int rows() {
        return Integer.parseInt(database.value("SELECT COUNT(*) FROM users WHERE deleted_at IS NULL"));
    }

    private static LDAPResult result(int messageId, ResultCode code, String words, Control... controls) {
        return new LDAPResult(messageId, code, words, null, new String[0], controls);
    }

    private static ASN1OctetString cookie(InMemoryInterceptedSearchResult result) {
        for (Control control : result.getResult().getResponseControls()) {
            if (control instanceof SimplePagedResultsControl paged) {
                return paged.getCookie();
            }
        }
        throw new AssertionError("no cookie in " + result.getResult());
    }

    /** Is too busy for some of the requests. */
    private static final class Busy extends Interference {
        private final IntPredicate requests;
        private final ResultCode code;

        Busy(ResultCode code, IntPredicate requests) {
            this.requests = requests;
            this.code = code;
        }

        @Override
        protected void asked(int page, InMemoryInterceptedSearchRequest request) throws LDAPException {
            if (requests.test(page)) {
                throw new LDAPException(result(request.getMessageID(), code, "words of the server"));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 51", "1, 52", "3, 51", "3, 52"})
    @Proves("1.33")
    void a_server_that_is_busy_for_a_moment_is_asked_for_the_same_page_again(int first, int code) {
        Busy busy = new Busy(ResultCode.valueOf(code), request -> request == first || request == first + 1);
        try (RunningRoutes routes = routes(busy)) {
            ImportSummary summary = routes.run(DELETING);
            assertThat(summary.found()).isEqualTo(USERS);
            assertThat(summary.imported()).isEqualTo(USERS);
            assertThat(busy.pages()).hasSize(4 + 2);
        }
    }

    @Test
    @Proves("1.33")
    void a_server_that_stays_busy_fails_the_run() {
        Busy busy = new Busy(ResultCode.BUSY, request -> request >= 3);
        try (RunningRoutes routes = routes(busy)) {
            assertThat(routes.failingRun(DELETING))
                    .hasMessageStartingWith("Cannot search after 20 users at " + directory.url() + ": ")
                    .hasMessageContaining("words of the server")
                    .hasMessageEndingWith(
                            "the server is too busy; run again at another time, and what was not read is not missing");
            assertThat(busy.pages()).hasSize(2 + 4);
        }
    }

    @Test
    @Proves("1.33")
    void a_server_that_is_busy_in_the_middle_of_a_page_is_not_asked_for_it_again() {
        Interference busy = new Interference() {
            @Override
            protected void answering(int page, InMemoryInterceptedSearchResult result) {
                if (page == 2) {
                    result.setResult(result(result.getMessageID(), ResultCode.BUSY, "words of the server"));
                }
            }
        };
        try (RunningRoutes routes = routes(busy)) {
            assertThat(routes.failingRun(DELETING)).hasMessageContaining("words of the server");
            assertThat(busy.pages()).hasSize(2);
            assertThat(rows()).isEqualTo(2 * CHUNK);
        }
    }

    @Test
    @Proves("1.33")
    void a_run_that_is_to_stop_waits_for_no_busy_server() {
        Busy busy = new Busy(ResultCode.BUSY, request -> request >= 2);
        RunListener interrupting = new RunListener() {
            private io.github.ldapimport.run.ImportRun run;

            @Override
            public void started(io.github.ldapimport.run.ImportRun started) {
                run = started;
            }

            @Override
            public void saved(List<UserWrite> users) {
                run.interrupt();
            }
        };
        try (RunningRoutes routes = routes(busy)) {
            assertThat(routes.outcome(interrupting, DELETING).status()).isEqualTo(ImportSummary.FAILED);
            assertThat(busy.pages()).hasSizeLessThanOrEqualTo(3);
        }
    }

    /** After some page, goes back to the second one. */
    private static final class Endless extends Interference {
        private final int last;
        private ASN1OctetString second;

        Endless(int last) {
            this.last = last;
        }

        @Override
        protected void answering(int page, InMemoryInterceptedSearchResult result) {
            if (page == 1) {
                second = cookie(result);
            } else if ((page - 1) % (last - 1) == 0) {
                result.setResult(result(
                        result.getMessageID(), ResultCode.SUCCESS, null, new SimplePagedResultsControl(0, second)));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 5", "3, 6", "4, 7"})
    @Proves("1.34")
    void a_server_that_gives_the_same_pages_for_ever_fails_the_run(int last, int requests) {
        Endless endless = new Endless(last);
        try (RunningRoutes routes = routes(endless)) {
            assertThat(routes.failingRun(DELETING))
                    .hasMessageContaining(
                            "the server never comes to an end, it gives the same pages again and again: set"
                                    + " ldap-import.directory.base to a DN that lies in one database of the server, or"
                                    + " ldap-import.directory.paged-results=false");
            assertThat(endless.pages()).hasSize(requests);
        }
    }

    @Test
    @Proves("1.34")
    void entries_that_come_twice_are_no_endless_search() {
        Interference twice = new Interference() {
            private ASN1OctetString third;

            @Override
            protected void answering(int page, InMemoryInterceptedSearchResult result) {
                if (page == 2) {
                    third = cookie(result);
                } else if (page == 3) {
                    result.setResult(result(
                            result.getMessageID(), ResultCode.SUCCESS, null, new SimplePagedResultsControl(0, third)));
                }
            }
        };
        try (RunningRoutes routes = routes(twice)) {
            ImportSummary summary = routes.outcome(Headers.CHUNK, CHUNK);
            assertThat(summary.status()).isEqualTo(ImportSummary.COMPLETED);
            assertThat(summary.imported()).isEqualTo(USERS);
            assertThat(summary.failed()).isEqualTo(CHUNK);
        }
    }

    @Test
    @Proves("1.34")
    void an_empty_page_in_the_middle_is_not_the_end() {
        Interference gaps = new Interference() {
            @Override
            protected void sending(int page, int number, InMemoryInterceptedSearchEntry entry) {
                if (page == 2) {
                    entry.setSearchEntry(null);
                }
            }
        };
        try (RunningRoutes routes = routes(gaps)) {
            assertThat(routes.run(Headers.CHUNK, CHUNK).found()).isEqualTo(USERS - CHUNK);
            assertThat(gaps.pages()).hasSize(4);
        }
    }

    @Test
    @Proves("1.34")
    void pages_with_nothing_in_them_for_ever_fail_the_run() {
        Interference hollow = new Interference() {
            private ASN1OctetString second;

            @Override
            protected void sending(int page, int number, InMemoryInterceptedSearchEntry entry) {
                entry.setSearchEntry(null);
            }

            @Override
            protected void answering(int page, InMemoryInterceptedSearchResult result) {
                second = page == 1 ? cookie(result) : second;
                result.setResult(result(
                        result.getMessageID(), ResultCode.SUCCESS, null, new SimplePagedResultsControl(0, second)));
            }
        };
        try (RunningRoutes routes = routes(hollow)) {
            assertThat(routes.failingRun(DELETING)).hasMessageContaining("pages without an entry one after the other");
        }
    }

    /** Answers with pages of a size of its own. */
    private static Interference pagesOf(int size) {
        return new Interference() {
            @Override
            protected void asked(int page, InMemoryInterceptedSearchRequest request) {
                SearchRequest other = request.getRequest().duplicate();
                Control[] controls = other.getControls().clone();
                for (int i = 0; i < controls.length; i++) {
                    if (controls[i] instanceof SimplePagedResultsControl paged) {
                        controls[i] = new SimplePagedResultsControl(size, paged.getCookie(), paged.isCritical());
                    }
                }
                other.setControls(controls);
                request.setRequest(other);
            }
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 10, 11, 20, 34, 35, 1000})
    @Proves("1.34")
    void pages_of_another_length_than_asked_for_are_saved_in_pages_of_the_run(int size) {
        List<Integer> saved = new CopyOnWriteArrayList<>();
        RunListener counting = new RunListener() {
            @Override
            public void saved(List<UserWrite> users) {
                saved.add(users.size());
            }
        };
        try (RunningRoutes routes = routes(pagesOf(size))) {
            assertThat(routes.outcome(counting, DELETING).imported()).isEqualTo(USERS);
        }
        assertThat(saved).allMatch(users -> users <= CHUNK);
        assertThat(rows()).isEqualTo(USERS);
    }

    @ParameterizedTest
    @CsvSource({
        "2, paged results cookie is invalid",
        "53, paged results cookie is invalid or old",
        "53, Invalid cookie for this PagedSearch request.",
        "1, The cookie is of another server"
    })
    @Proves("1.33")
    void a_server_that_does_not_know_the_cookie_may_be_another_one(int code, String words) {
        Interference forgetful = new Interference() {
            @Override
            protected void asked(int page, InMemoryInterceptedSearchRequest request) throws LDAPException {
                if (page == 3) {
                    throw new LDAPException(result(request.getMessageID(), ResultCode.valueOf(code), words));
                }
            }
        };
        try (RunningRoutes routes = routes(forgetful)) {
            assertThat(routes.failingRun(DELETING))
                    .hasMessageStartingWith("Cannot search after 20 users at " + directory.url() + ": ")
                    .hasMessageContaining(words)
                    .hasMessageContaining("behind a load balancer each page may reach another server; set"
                            + " ldap-import.directory.url to a single server, and run again");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no name at all",
                "uid=a/b,ou=people,dc=example,dc=com",
                "uid=\"quoted\",ou=people,dc=example,dc=com",
                "uid=quote\",ou=people,dc=example,dc=com",
                "uid=blank\\ ,ou=people,dc=example,dc=com",
                "uid=blank ,ou=people,dc=example,dc=com",
                "uid=\\23hash,ou=people,dc=example,dc=com",
                "uid=#,ou=people,dc=example,dc=com",
                "uid=\\ff\\fe,ou=people,dc=example,dc=com",
                "uid=back\\\\slash\\,comma,ou=people,dc=example,dc=com",
                "uid=ldap://host/,ou=people,dc=example,dc=com",
                "uid=%2F%,ou=people,dc=example,dc=com",
                "uid=x,ou=elsewhere,o=another tree"
            })
    @Proves("1.35")
    void a_user_whose_dn_the_client_cannot_read_is_a_user_all_the_same(String dn) {
        Interference odd = new Interference() {
            @Override
            protected void sending(int page, int number, InMemoryInterceptedSearchEntry entry) {
                if ("user7".equals(entry.getSearchEntry().getAttributeValue("uid"))) {
                    entry.setSearchEntry(
                            new SearchResultEntry(dn, entry.getSearchEntry().getAttributes()));
                }
            }
        };
        try (RunningRoutes routes = routes(odd)) {
            assertThat(routes.run(DELETING).imported()).isEqualTo(USERS);
            assertThat(routes.run(DELETING).unchanged()).isEqualTo(USERS);
        }
        assertThat(rows()).isEqualTo(USERS);
    }
}
