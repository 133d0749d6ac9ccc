package io.github.ldapimport.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Accounts that the settings' own filter disables: the directory says which they are. */
class DisabledAccountsTest {
    private static final String DISABLED_FILTER = "ldap-import.directory.disabled-filter";

    /** Searches with a filter on employeeType, and whether they fail. */
    private static final class Asked extends InMemoryOperationInterceptor {
        private final List<String> filters = new CopyOnWriteArrayList<>();
        private volatile boolean fails;

        @Override
        public void processSearchRequest(InMemoryInterceptedSearchRequest request) throws LDAPException {
            String filter = request.getRequest().getFilter().toString();
            // not the question whether it can be evaluated, which is for one entry
            if (request.getRequest().getSizeLimit() == 0) {
                filters.add(filter);
                if (fails && filter.contains("employeeType")) {
                    throw new LDAPException(ResultCode.BUSY, "a test made it fail");
                }
            }
        }

        long about(String attribute) {
            return filters.stream().filter(filter -> filter.contains(attribute)).count();
        }
    }

    private final Asked asked = new Asked();
    private TestDirectory directory;
    private TestDatabase database;

    @BeforeEach
    void start() {
        directory = TestDirectory.start(null, asked)
                .addPerson(
                        "ada", "Ada", "employeeType: Full  Time", "manager: cn=Boss\\, Big,ou=people,dc=example,dc=com")
                .addPerson("gus", "Gus", "employeeType: gone")
                .addPerson("kim", "Kim");
        database = TestDatabase.create(Product.H2).createUsersTable();
    }

    @AfterEach
    void stop() {
        database.close();
        directory.close();
    }

    private RunningRoutes routes(String filter) {
        return RunningRoutes.start(directory.settings(), database.settings(), Map.of(DISABLED_FILTER, filter));
    }

    private List<String> deleted() {
        return database.column("SELECT name FROM users WHERE deleted_at IS NOT NULL ORDER BY name");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " | ",
            value = {
                "(!(employeeType=full time))                                     | Gus",
                "(employeeType= FULL time )                                      | Ada",
                "(2.16.840.1.113730.3.1.4=gone)                                  | Gus",
                "(manager=CN=Boss\\2C big, OU=People, dc=example,dc=com)         | REFUSED",
                "(manager=CN=Boss\\5c2C big, OU=People, dc=example,dc=com)       | Ada",
                "(manager=cn=boss\\, big,ou=people,dc=example,dc=com)            | Ada",
                "(2.5.4.3=ada)                                                   | Ada",
                "(&(employeeType=*)(!(objectClass=organizationalPerson)))        | ",
                "(&(employeeType=*)(objectClass=organizationalPerson))           | Ada Gus"
            })
    @Proves("3.22")
    void the_directorys_matching_rules_say_who_is_disabled(String filter, String names) {
        try (RunningRoutes routes = routes(filter)) {
            ImportSummary summary = routes.outcome(Headers.DELETE, true);
            if ("REFUSED".equals(names)) {
                assertThat(summary.reason()).startsWith("Bad search filter: " + filter + " (" + DISABLED_FILTER + ")");
                assertThat(database.column("SELECT id FROM users")).isEmpty();
            } else {
                assertThat(summary.status()).isEqualTo(ImportSummary.COMPLETED);
                assertThat(deleted()).isEqualTo(names == null ? List.of() : List.of(names.split(" ")));
            }
        }
    }

    @Test
    @Proves({"3.2", "3.22"})
    void an_entry_that_shows_nothing_of_the_filter_is_not_deleted_though_the_directory_says_that_it_matches() {
        try (RunningRoutes routes = routes("(!(employeeType=gone))")) {
            assertThat(routes.run(Headers.DELETE, true).deleted()).isEqualTo(1);
            assertThat(deleted()).containsExactly("Ada");
        }
    }

    @Test
    @Proves({"3.22", "3.16"})
    void a_dry_run_and_a_run_for_one_user_ask_the_directory_too() {
        try (RunningRoutes routes = routes("(employeeType=gone)")) {
            assertThat(routes.run(Headers.DELETE, true, Headers.DRY_RUN, true).deleted())
                    .isEqualTo(1);
            assertThat(routes.run(Headers.DELETE, true, Headers.USER, "ada").deleted())
                    .isZero();
            assertThat(routes.run(Headers.DELETE, true, Headers.USER, "gus").deleted())
                    .isEqualTo(1);
            assertThat(asked.filters).anyMatch(filter -> filter.contains("gus") && filter.contains("employeeType"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Headers.DELETE, Headers.RESTORE})
    @Proves("3.22")
    void a_search_for_disabled_accounts_that_is_not_whole_fails_the_run_before_a_page_is_read(String option) {
        try (RunningRoutes routes = routes("(employeeType=gone)")) {
            routes.run();
            database.execute("UPDATE users SET deleted_at = '2020-01-01 00:00:00' WHERE name = 'Ada'");
            directory.addPerson("late", "Late");
            asked.fails = true;

            ImportSummary summary = routes.failingRun(option, true).summary();

            assertThat(summary.status()).isEqualTo(ImportSummary.FAILED);
            assertThat(summary.reason()).contains("a test made it fail");
            assertThat(deleted()).containsExactly("Ada");
            assertThat(database.column("SELECT name FROM users")).doesNotContain("Late");
        }
    }

    @Test
    @Proves("3.22")
    void without_the_step_that_asks_the_run_deletes_nobody_and_says_what_to_do(@TempDir Path folder)
            throws IOException {
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.toList()) {
                String text = Files.readString(file);
                Files.writeString(
                        folder.resolve(file.getFileName()),
                        file.endsWith("ldap-import-require.camel.yaml")
                                ? text.replace("uri: direct:ldap-import-search-disabled", "uri: mock:nothing")
                                : text);
            }
        }
        try (RunningRoutes routes = RunningRoutes.start(
                folder, directory.settings(), database.settings(), Map.of(DISABLED_FILTER, "(employeeType=gone)"))) {
            ImportSummary summary = routes.outcome(Headers.DELETE, true);
            assertThat(deleted()).isEmpty();
            assertThat(summary.failures())
                    .hasSize(3)
                    .allSatisfy(
                            failure -> assertThat(failure.message())
                                    .contains(
                                            "put the step direct:ldap-import-search-disabled back into ldap-import-require.camel.yaml"));
        }
    }

    @Test
    @Proves("3.22")
    void the_directory_is_asked_by_runs_that_need_to_know_alone() {
        try (RunningRoutes routes = routes("(employeeType=gone)")) {
            routes.run();
            assertThat(asked.about("employeeType")).isZero();
            routes.run(Headers.DELETE, true);
            assertThat(asked.about("employeeType")).isEqualTo(1);
        }
        int before = asked.filters.size();
        try (RunningRoutes routes = RunningRoutes.start(directory.settings(), database.settings())) {
            routes.run();
            int plain = asked.filters.size() - before;
            routes.run(Headers.DELETE, true, Headers.RESTORE, true);
            assertThat(asked.filters.size() - before - plain).isEqualTo(plain);
        }
    }

    @Test
    @Proves("5.13")
    void a_check_says_how_many_users_the_filter_matches() {
        try (RunningRoutes routes = routes("(!(employeeType=gone))")) {
            assertThat(routes.check("accounts"))
                    .containsExactly("OK: 2 users match (!(employeeType=gone)) and so count as disabled");
        }
    }
}
