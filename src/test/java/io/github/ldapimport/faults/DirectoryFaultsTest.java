package io.github.ldapimport.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchEntry;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchResult;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPResult;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResultReference;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.testing.Interference;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDirectory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** A directory that gives part of an answer, in every page of a run's search and of its second look at who is missing. */
@Timeout(180)
class DirectoryFaultsTest {
    private static final int CHUNK = 5;
    private static final int STAYING = 23;
    private static final List<String> LEAVERS = List.of("leaver1", "leaver2", "leaver3");

    private final Troublesome trouble = new Troublesome();
    private final TestDirectory directory = TestDirectory.start(null, trouble);
    private final TestDatabase database =
            TestDatabase.create(TestDatabase.Product.H2).createUsersTable();
    private RunningRoutes routes;

    /** How a page goes wrong. */
    private enum Trouble {
        REFUSED(ResultCode.INSUFFICIENT_ACCESS_RIGHTS_INT_VALUE),
        SIZE_LIMIT(ResultCode.SIZE_LIMIT_EXCEEDED_INT_VALUE),
        TIME_LIMIT(ResultCode.TIME_LIMIT_EXCEEDED_INT_VALUE),
        ADMIN_LIMIT(ResultCode.ADMIN_LIMIT_EXCEEDED_INT_VALUE),
        UNWILLING(ResultCode.UNWILLING_TO_PERFORM_INT_VALUE),
        NO_SUCH_OBJECT(ResultCode.NO_SUCH_OBJECT_INT_VALUE),
        REFERRAL(ResultCode.REFERRAL_INT_VALUE),
        /** A part of the tree is elsewhere. */
        REFERENCE(0),
        NO_PAGING(0),
        CUT_OFF(0),
        CUT_OFF_AFTER_TWO(0),
        LATE(0),
        /** Success, nobody, and no further page: what nobody can tell from a directory that has no more to give. */
        EMPTY(0);

        private final int code;

        Trouble(int code) {
            this.code = code;
        }
    }

    private final class Troublesome extends Interference {
        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile Trouble trouble;
        private volatile int page;
        private volatile int before;
        private volatile Predicate<InMemoryInterceptedSearchEntry> hidden = entry -> false;
        private final AtomicInteger lookedAgain = new AtomicInteger();

        /** The page of that number goes wrong from now on, counted from now. */
        void at(int number, Trouble what) {
            trouble = what;
            page = number;
            before = pages().size();
            lookedAgain.set(0);
        }

        int pagesSince() {
            return pages().size() - before;
        }

        private boolean is(int number, Trouble what) {
            return trouble == what && isNow(number);
        }

        private boolean isNow(int number) {
            return trouble != null && number - before == page;
        }

        @Override
        protected void asked(int number, InMemoryInterceptedSearchRequest request) throws LDAPException {
            if (isSecondLook(request.getRequest().getFilter().toString())) {
                lookedAgain.incrementAndGet();
            }
            if (is(number, Trouble.REFERENCE)) {
                request.sendSearchReference(new SearchResultReference(
                        new String[] {"ldap://127.0.0.1:9/ou=elsewhere," + TestDirectory.BASE}, new Control[0]));
            } else if (is(number, Trouble.CUT_OFF)) {
                directory.server().closeAllConnections(false);
            } else if (is(number, Trouble.LATE)) {
                await(ended);
            }
        }

        @Override
        protected void sending(int asked, int number, InMemoryInterceptedSearchEntry entry) {
            if (is(asked, Trouble.EMPTY) || hidden.test(entry)) {
                entry.setSearchEntry(null);
            } else if (number == 3 && is(asked, Trouble.CUT_OFF_AFTER_TWO)) {
                directory.server().closeAllConnections(false);
            }
        }

        @Override
        protected void answering(int number, InMemoryInterceptedSearchResult result) {
            if (is(number, Trouble.EMPTY)) {
                Control last = new SimplePagedResultsControl(0, new ASN1OctetString(), false);
                result.setResult(new LDAPResult(
                        result.getMessageID(), ResultCode.SUCCESS, null, null, new String[0], new Control[] {last}));
            } else if (is(number, Trouble.NO_PAGING)) {
                result.setResult(new LDAPResult(result.getMessageID(), ResultCode.SUCCESS));
            } else if (is(number, Trouble.CUT_OFF_AFTER_TWO)) {
                directory.server().closeAllConnections(false);
            } else if (isNow(number) && trouble.code != 0) {
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

    private static boolean isSecondLook(String filter) {
        return filter.contains("(entryUUID=") && !filter.contains("(entryUUID=*)");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @BeforeEach
    void import_everybody_and_let_some_leave() {
        directory.addPeople(STAYING);
        LEAVERS.forEach(leaver -> directory.addPerson(leaver, leaver, "mail: " + leaver + "@example.com"));
        routes = RunningRoutes.start(
                directory.settings(),
                database.settings(),
                RunningRoutes.withEvents(),
                Map.of("ldap-import.directory.read-timeout", "300ms"));
        routes.run();
        LEAVERS.forEach(directory::deletePerson);
    }

    @AfterEach
    void stop() {
        trouble.ended.countDown();
        routes.close();
        directory.close();
        database.close();
    }

    private ImportSummary run(Object... more) {
        Object[] headers = {Headers.CHUNK, CHUNK, Headers.DELETE_MISSING, true};
        Object[] all = java.util.Arrays.copyOf(headers, headers.length + more.length);
        System.arraycopy(more, 0, all, headers.length, more.length);
        return routes.outcome(all);
    }

    private List<String> deleted() {
        return database.column("SELECT name FROM users WHERE deleted_at IS NOT NULL ORDER BY name");
    }

    private void bringBack() {
        database.execute("UPDATE users SET deleted_at = NULL");
        routes.mock(RunningRoutes.EVENTS).reset();
    }

    private List<String> events() {
        return routes.events().stream()
                .map(event -> event.path("event").textValue())
                .filter(event -> event.equals("DeletedMissing"))
                .toList();
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "EMPTY")
    @Proves({"1.2", "3.7", "3.8", "3.9"})
    void a_page_that_goes_wrong_in_the_search_or_the_second_look_deletes_nobody(Trouble what) {
        trouble.at(0, null);
        assertThat(run().status()).isEqualTo(ImportSummary.COMPLETED);
        assertThat(deleted()).isEqualTo(LEAVERS);
        int pages = trouble.pagesSince();
        assertThat(trouble.lookedAgain).hasPositiveValue();

        SoftAssertions softly = new SoftAssertions();
        for (int page = 1; page <= pages; page++) {
            bringBack();
            trouble.at(page, what);
            ImportSummary summary = run();
            String place = what + " at page " + page + " of " + pages + ": " + summary;
            softly.assertThat(deleted()).as(place).isEmpty();
            softly.assertThat(summary.status()).as(place).isEqualTo(ImportSummary.FAILED);
            softly.assertThat(summary.deletedMissing()).as(place).isZero();
            softly.assertThat(summary.reason())
                    .as(place)
                    .isNotBlank()
                    .doesNotContain("\n", "Exception", TestDirectory.PASSWORD + "\"");
            softly.assertThat(events()).as(place).isEmpty();

            trouble.at(0, null);
            softly.assertThat(run().deletedMissing()).as("after " + place).isEqualTo(LEAVERS.size());
            softly.assertThat(deleted()).as("after " + place).isEqualTo(LEAVERS);
        }
        softly.assertAll();
    }

    @Test
    @Proves({"3.8", "3.9"})
    void an_answer_that_is_cut_short_without_a_word_deletes_nobody_who_is_there() {
        trouble.at(0, null);
        run();
        int pages = trouble.pagesSince();
        SoftAssertions softly = new SoftAssertions();
        for (int page = 1; page <= pages; page++) {
            bringBack();
            trouble.at(page, Trouble.EMPTY);
            ImportSummary summary = run(Headers.MAX_MISSING, "100%");
            String place = "page " + page + " of " + pages + ": " + summary;
            softly.assertThat(deleted()).as(place).isSubsetOf(LEAVERS);
            softly.assertThat(summary.deletedMissing())
                    .as(place)
                    .isEqualTo(deleted().size());

            trouble.at(0, null);
            run();
            softly.assertThat(deleted()).as("after " + place).isEqualTo(LEAVERS);
        }
        softly.assertAll();
    }
}
