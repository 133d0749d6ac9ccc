package io.github.ldapimport.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportException;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.testing.Interference;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How many users the directory must find before anything is written; a test's directory has six. */
class MinUsersTest {
    /** Fails at a page, the first being 1. */
    private static final class FailingAt extends Interference {
        private int failing;

        @Override
        protected void asked(int page, InMemoryInterceptedSearchRequest request) throws LDAPException {
            if (page == failing) {
                throw new LDAPException(ResultCode.OTHER, "closed for today");
            }
        }
    }

    private final FailingAt pages = new FailingAt();
    private TestDirectory directory;
    private TestDatabase database;

    @BeforeEach
    void start() {
        directory = TestDirectory.start(null, pages).addPeople(6);
        database = TestDatabase.create(Product.H2).createUsersTable();
    }

    @AfterEach
    void stop() {
        database.close();
        directory.close();
    }

    private RunningRoutes routes(Map<String, String> settings) {
        return RunningRoutes.start(directory.settings(), database.settings(), RunningRoutes.withEvents(), settings);
    }

    private long rows() {
        return Long.parseLong(database.value("SELECT COUNT(*) FROM users"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 6, 7})
    @Proves("3.13")
    void fewer_users_than_that_are_refused_and_as_many_are_not_whatever_the_pages(int chunk) {
        try (RunningRoutes routes = routes(Map.of())) {
            ImportException refused = routes.failingRun(Headers.MIN_USERS, 7, Headers.CHUNK, chunk);
            assertThat(refused.summary().status()).isEqualTo(ImportSummary.REFUSED);
            assertThat(refused.summary().found()).isEqualTo(6);
            assertThat(refused.getMessage())
                    .startsWith("The directory finds 6 users, fewer than min-users=7: nothing was written.")
                    .contains(TestDirectory.ADMIN, "--min-users", Headers.MIN_USERS)
                    .doesNotContain("\n");
            assertThat(rows()).isZero();
            assertThat(routes.events())
                    .extracting(event -> event.path("event").asText())
                    .containsExactly("Started", "Refused");

            assertThat(routes.run(Headers.MIN_USERS, 6, Headers.CHUNK, chunk).imported())
                    .isEqualTo(6);
            assertThat(routes.run(Headers.MIN_USERS, 5, Headers.CHUNK, chunk).unchanged())
                    .isEqualTo(6);
        }
    }

    @Test
    @Proves("3.13")
    void no_more_pages_are_counted_than_it_takes() {
        try (RunningRoutes routes = routes(Map.of())) {
            routes.run(Headers.MIN_USERS, 4, Headers.CHUNK, 2);
            assertThat(pages.pages()).hasSize(2 + 3);
        }
    }

    @Test
    @Proves("3.13")
    void the_setting_counts_unless_the_run_says_otherwise_and_the_filter_of_the_run_is_heeded() {
        try (RunningRoutes routes = routes(Map.of("ldap-import.min-users", "3"))) {
            assertThat(routes.run(Headers.MIN_USERS, 0, Headers.FILTER, "(uid=user1)")
                            .imported())
                    .isEqualTo(1);
            assertThat(routes.failingRun(Headers.FILTER, "(|(uid=user1)(uid=user2))")
                            .getMessage())
                    .startsWith("The directory finds 2 users, fewer than min-users=3: ");
            assertThat(rows()).isEqualTo(1);
            assertThat(routes.run(Headers.FILTER, "(!(uid=user6))").imported()).isEqualTo(4);
        }
    }

    @Test
    @Proves("3.13")
    void a_directory_that_finds_nobody_is_refused_too() {
        try (RunningRoutes routes =
                routes(Map.of("ldap-import.min-users", "1", "ldap-import.directory.filter", "(uid=nobody)"))) {
            ImportException refused = routes.failingRun(Headers.DELETE_MISSING, true);
            assertThat(refused.summary().status()).isEqualTo(ImportSummary.REFUSED);
            assertThat(refused.getMessage()).startsWith("The directory finds 0 users, fewer than min-users=1: ");
        }
    }

    @Test
    @Proves({"1.2", "3.13"})
    void a_search_that_breaks_while_counting_fails_the_run_before_anything_is_written() {
        pages.failing = 3;
        try (RunningRoutes routes = routes(Map.of())) {
            ImportException failure = routes.failingRun(Headers.MIN_USERS, 6, Headers.CHUNK, 2);
            assertThat(failure.summary().status()).isEqualTo(ImportSummary.FAILED);
            assertThat(failure.getMessage()).contains("closed for today");
            assertThat(rows()).isZero();
            assertThat(pages.pages()).hasSize(3);
        }
    }

    @Test
    @Proves({"3.13", "3.16"})
    void a_dry_run_is_refused_all_the_same() {
        try (RunningRoutes routes = routes(Map.of())) {
            assertThat(routes.failingRun(Headers.MIN_USERS, 7, Headers.DRY_RUN, true)
                            .summary()
                            .status())
                    .isEqualTo(ImportSummary.REFUSED);
        }
    }

    @Test
    @Proves({"4.9", "5.1"})
    void an_option_that_is_wrong_is_named_before_anything_is_connected_to() {
        try (RunningRoutes routes = routes(Map.of())) {
            directory.close();
            List.of(
                            List.of(Headers.MIN_USERS, "-1", "--min-users"),
                            List.of(Headers.MIN_USERS, "many", "--min-users"),
                            List.of(Headers.MIN_USERS, "1.5", "--min-users"),
                            List.of(Headers.MAX_MISSING, "many", "--max-missing"),
                            List.of(Headers.MAX_MISSING, "101%", "--max-missing"),
                            List.of(Headers.DELETE, "yes", Headers.DELETE),
                            List.of(Headers.RESTORE, "1", Headers.RESTORE),
                            List.of(Headers.DELETE_MISSING, "on", Headers.DELETE_MISSING))
                    .forEach(wrong -> {
                        ImportException failure = routes.failingRun(wrong.get(0), wrong.get(1));
                        assertThat(failure.isConfiguration()).isTrue();
                        assertThat(failure.getMessage())
                                .contains(wrong.get(2))
                                .contains(" is '" + wrong.get(1) + "': give ");
                    });
            assertThat(routes.failingRun(Headers.MIN_USERS, " ").getMessage())
                    .startsWith("The header LdapImportMinUsers is empty");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "min-users, ''",
        "min-users, -1",
        "max-missing, 100.1%",
        "delete, yes",
        "restore, ''",
        "delete-missing, on"
    })
    @Proves("5.1")
    void a_setting_that_is_wrong_is_named_even_where_the_run_says_otherwise(String key, String value) {
        try (RunningRoutes routes = routes(Map.of("ldap-import." + key, value))) {
            directory.close();
            ImportException failure = routes.failingRun(Headers.MAX_MISSING, 1, Headers.MIN_USERS, 0);
            assertThat(failure.isConfiguration()).isTrue();
            assertThat(failure.getMessage()).startsWith("ldap-import." + key + " is '" + value + "': ");
        }
    }
}
