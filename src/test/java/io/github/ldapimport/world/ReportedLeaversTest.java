package io.github.ldapimport.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Users who left, or seemed to, as people have reported them elsewhere (see the README of the folder world). */
class ReportedLeaversTest {
    private TestDirectory directory;
    private TestDatabase database;

    @BeforeEach
    void start() {
        directory = TestDirectory.start().addPeople(12);
        database = TestDatabase.create(Product.H2).createUsersTable();
    }

    @AfterEach
    void stop() {
        database.close();
        directory.close();
    }

    private RunningRoutes routes(Map<String, String> further) {
        return RunningRoutes.start(
                directory.settings(), database.settings(), Map.of("ldap-import.grace", "10d"), further);
    }

    private void passADay() {
        Instant last = Instant.parse(database.value("SELECT missing_since FROM ldap_import_missing WHERE guid = '*'"));
        database.execute("UPDATE ldap_import_missing SET missing_since = '" + last.minus(Duration.ofDays(1))
                + "' WHERE guid = '*'");
    }

    private long deleteMissing(RunningRoutes routes) {
        return routes.run(Headers.DELETE_MISSING, true).deletedMissing();
    }

    private String live() {
        return database.value("SELECT COUNT(*) FROM users WHERE deleted_at IS NULL");
    }

    private String waiting() {
        return database.value("SELECT COUNT(*) FROM ldap_import_missing WHERE guid <> '*'");
    }

    @Test
    @Proves({"3.88", "3.90"})
    void users_whom_one_of_several_servers_lacks_for_some_days_stay() {
        try (RunningRoutes routes = routes(Map.of())) {
            routes.run();
            String[] guids = {directory.guid("user1"), directory.guid("user2")};
            directory.deletePerson("user1");
            directory.deletePerson("user2");
            for (int i = 0; i < 4; i++) {
                assertThat(deleteMissing(routes)).isZero();
                passADay();
            }
            assertThat(waiting()).isEqualTo("2");
            for (int i = 1; i <= 2; i++) {
                directory.addPerson(
                        "user" + i, "User " + i, "mail: user" + i + "@example.com", "entryUUID: " + guids[i - 1]);
            }
            ImportSummary back = routes.run(Headers.DELETE_MISSING, true);
            assertThat(back.unchanged()).isEqualTo(12);
            assertThat(waiting()).isEqualTo("0");
            assertThat(live()).isEqualTo("12");
        }
    }

    @Test
    @Proves({"3.87", "3.6"})
    void an_empty_answer_notices_nobody() {
        try (RunningRoutes routes = routes(Map.of())) {
            routes.run();
        }
        try (RunningRoutes routes = routes(Map.of("ldap-import.directory.user-filter", "(objectClass=device)"))) {
            assertThat(routes.outcome(Headers.DELETE_MISSING, true, Headers.SCOPE_CHANGED, true)
                            .deletedMissing())
                    .isZero();
        }
        assertThat(live()).isEqualTo("12");
        assertThat(database.value(
                        "SELECT COUNT(*) FROM information_schema.tables WHERE table_name = 'LDAP_IMPORT_MISSING'"))
                .isEqualTo("0");
    }

    @Test
    @Proves("3.88")
    void a_row_that_the_application_writes_each_day_goes_when_its_time_is_up() {
        try (RunningRoutes routes = routes(Map.of())) {
            routes.run();
            directory.deletePerson("user1");
            deleteMissing(routes);
            for (int i = 0; i < 9; i++) {
                passADay();
                database.execute("UPDATE users SET updated_at = CURRENT_TIMESTAMP WHERE name = 'User 1'");
                assertThat(deleteMissing(routes)).isZero();
            }
            passADay();
            assertThat(deleteMissing(routes)).isEqualTo(1);
        }
    }

    @Test
    @Proves("3.89")
    void days_on_which_the_search_fails_do_not_count() {
        try (RunningRoutes routes = routes(Map.of())) {
            routes.run();
            directory.deletePerson("user1");
            deleteMissing(routes);
        }
        for (int i = 0; i < 12; i++) {
            passADay();
        }
        try (RunningRoutes routes = routes(Map.of("ldap-import.directory.password", "wrong"))) {
            assertThat(routes.outcome(Headers.DELETE_MISSING, true).status()).isEqualTo(ImportSummary.FAILED);
        }
        try (RunningRoutes routes = routes(Map.of())) {
            assertThat(deleteMissing(routes)).isZero();
            assertThat(live()).isEqualTo("12");
        }
    }
}
