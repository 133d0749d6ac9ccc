package io.github.ldapimport.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchEntry;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchResult;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPResult;
import com.unboundid.ldap.sdk.ReadOnlySearchRequest;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResultReference;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.plan.UserWrite;
import io.github.ldapimport.run.RunListener;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDirectory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers without paged results, which answer with all users at once. */
@Timeout(120)
class PlainSearchTest {
    private static final int STAYING = 23;
    private static final int CHUNK = 5;
    private static final Map<String, String> WITHOUT_PAGES = Map.of(
            "ldap-import.directory.paged-results", "false",
            "ldap-import.directory.read-timeout", "300ms");

    private final Server server = new Server();
    private final TestDirectory directory = TestDirectory.start(null, server);
    private final TestDatabase database =
            TestDatabase.create(TestDatabase.Product.H2).createUsersTable();

    /** How an answer ends. */
    private enum Trouble {
        SIZE_LIMIT(ResultCode.SIZE_LIMIT_EXCEEDED_INT_VALUE),
        TIME_LIMIT(ResultCode.TIME_LIMIT_EXCEEDED_INT_VALUE),
        ADMIN_LIMIT(ResultCode.ADMIN_LIMIT_EXCEEDED_INT_VALUE),
        BUSY(ResultCode.BUSY_INT_VALUE),
        NO_RIGHT(ResultCode.INSUFFICIENT_ACCESS_RIGHTS_INT_VALUE),
        NO_SUCH_OBJECT(ResultCode.NO_SUCH_OBJECT_INT_VALUE),
        ALIAS(ResultCode.ALIAS_DEREFERENCING_PROBLEM_INT_VALUE),
        LOOP(ResultCode.LOOP_DETECT_INT_VALUE),
        OTHER(ResultCode.OTHER_INT_VALUE),
        CANCELLED(ResultCode.CANCELED_INT_VALUE),
        REFERRAL(ResultCode.REFERRAL_INT_VALUE),
        PARTIAL(9),
        /** A part of the tree is elsewhere. */
        REFERENCE(0),
        /** The connection is closed in the middle. */
        CLOSED(0),
        /** The connection is closed in place of the end of the answer. */
        NO_END(0);

        private final int code;

        Trouble(int code) {
            this.code = code;
        }
    }

    /** A server that knows no paging; its searches for users can go wrong. */
    private final class Server extends InMemoryOperationInterceptor {
        private final List<ReadOnlySearchRequest> searches = new CopyOnWriteArrayList<>();
        private volatile int searchInTrouble;
        private volatile Trouble trouble;
        private final AtomicInteger entries = new AtomicInteger();

        void at(int search, Trouble what) {
            searches.clear();
            searchInTrouble = search;
            trouble = what;
        }

        private boolean is(Trouble what) {
            return what.equals(trouble) && searches.size() == searchInTrouble;
        }

        private boolean isForUsers(ReadOnlySearchRequest request) {
            return SearchScope.SUB.equals(request.getScope());
        }

        @Override
        public void processSearchRequest(InMemoryInterceptedSearchRequest request) throws LDAPException {
            if (!isForUsers(request.getRequest())) {
                return;
            }
            entries.set(0);
            searches.add(request.getRequest());
            if (request.getRequest().hasControl(SimplePagedResultsControl.PAGED_RESULTS_OID)) {
                throw new LDAPException(ResultCode.UNAVAILABLE_CRITICAL_EXTENSION);
            }
            if (is(Trouble.REFERENCE)) {
                request.sendSearchReference(new SearchResultReference(
                        new String[] {"ldap://127.0.0.1:9/ou=elsewhere," + TestDirectory.BASE}, new Control[0]));
            }
        }

        @Override
        public void processSearchEntry(InMemoryInterceptedSearchEntry entry) {
            if (isForUsers(entry.getRequest()) && entries.incrementAndGet() == 3 && is(Trouble.CLOSED)) {
                directory.server().closeAllConnections(false);
            }
        }

        @Override
        public void processSearchResult(InMemoryInterceptedSearchResult result) {
            if (!isForUsers(result.getRequest()) || trouble == null || searches.size() != searchInTrouble) {
                return;
            }
            if (trouble == Trouble.NO_END) {
                directory.server().closeAllConnections(false);
            } else if (trouble.code != 0) {
                String[] elsewhere = {"ldap://127.0.0.1:9/" + TestDirectory.BASE};
                result.setResult(new LDAPResult(
                        result.getMessageID(),
                        ResultCode.valueOf(trouble.code),
                        "words of the server",
                        null,
                        trouble == Trouble.REFERRAL ? elsewhere : new String[0],
                        new Control[0]));
            }
        }
    }

    @BeforeEach
    void add_people() {
        directory.addPeople(STAYING);
    }

    @AfterEach
    void stop() {
        directory.close();
        database.close();
    }

    private RunningRoutes routes() {
        return RunningRoutes.start(directory.settings(), database.settings(), WITHOUT_PAGES);
    }

    private List<String> deleted() {
        return database.column("SELECT name FROM users WHERE deleted_at IS NOT NULL ORDER BY name");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 22, 23, 24, 1000})
    @Proves("1.31")
    void all_users_come_in_one_answer_and_are_saved_in_pages(int chunk) {
        List<Integer> saved = new CopyOnWriteArrayList<>();
        RunListener counting = new RunListener() {
            @Override
            public void saved(List<UserWrite> users) {
                saved.add(users.size());
            }
        };
        try (RunningRoutes routes = routes()) {
            ImportSummary summary = routes.outcome(counting, Headers.CHUNK, chunk, Headers.DELETE_MISSING, true);
            assertThat(summary.status()).as(summary.toString()).isEqualTo(ImportSummary.COMPLETED);
            assertThat(summary.imported()).isEqualTo(STAYING);
        }
        assertThat(saved).hasSize((STAYING + chunk - 1) / chunk).allMatch(users -> users <= chunk);
        assertThat(server.searches).hasSize(1);
    }

    @Test
    @Proves("1.31")
    void a_server_that_pages_not_is_refused_with_the_setting() {
        try (RunningRoutes routes = RunningRoutes.start(directory.settings(), database.settings())) {
            assertThat(routes.failingRun())
                    .hasMessageContaining("or set ldap-import.directory.paged-results=false where it has none");
        }
    }

    @Test
    @Proves("1.31")
    void too_few_users_are_noticed_by_their_number() {
        try (RunningRoutes routes = routes()) {
            ImportSummary summary = routes.outcome(Headers.MIN_USERS, STAYING + 1);
            assertThat(summary.status()).isEqualTo(ImportSummary.REFUSED);
            assertThat(routes.run(Headers.MIN_USERS, STAYING).imported()).isEqualTo(STAYING);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"1.2", "1.31", "3.7", "3.8"})
    void an_answer_that_does_not_end_well_deletes_nobody(Trouble what) {
        List<String> leavers = List.of("leaver1", "leaver2");
        leavers.forEach(leaver -> directory.addPerson(leaver, leaver));
        try (RunningRoutes routes = routes()) {
            routes.run();
            leavers.forEach(directory::deletePerson);
            SoftAssertions softly = new SoftAssertions();
            // the search, and the second look at who is missing
            for (int search = 1; search <= 2; search++) {
                server.at(search, what);
                ImportSummary summary = routes.outcome(Headers.CHUNK, CHUNK, Headers.DELETE_MISSING, true);
                String place = what + " in search " + search + ": " + summary;
                softly.assertThat(server.searches).as(place).hasSize(search);
                softly.assertThat(deleted()).as(place).isEmpty();
                softly.assertThat(summary.status()).as(place).isEqualTo(ImportSummary.FAILED);
                softly.assertThat(summary.reason()).as(place).isNotBlank().doesNotContain("\n", "Exception");
            }
            server.at(0, null);
            softly.assertThat(routes.run(Headers.DELETE_MISSING, true).deletedMissing())
                    .isEqualTo(leavers.size());
            softly.assertThat(deleted()).isEqualTo(leavers);
            softly.assertAll();
        }
    }
}
