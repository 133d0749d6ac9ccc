package io.github.ldapimport.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.testing.Covers;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDirectory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ImportTest {
    @ParameterizedTest
    @EnumSource
    @Covers({"h2: insert", "postgresql: insert", "mariadb: insert"})
    void users_are_imported_and_unchanged_ones_are_not_written_again(TestDatabase.Product product) {
        try (TestDirectory directory = TestDirectory.start().addPeople(25);
                TestDatabase database = TestDatabase.create(product).createUsersTable();
                RunningRoutes routes = RunningRoutes.start(directory.settings(), database.settings())) {
            ImportSummary first = routes.run(Headers.CHUNK, 10);
            assertThat(first.found()).isEqualTo(25);
            assertThat(first.imported()).isEqualTo(25);
            assertThat(database.value("SELECT COUNT(*) FROM users WHERE password LIKE '$2y$04$%'"))
                    .isEqualTo("25");

            database.execute("UPDATE users SET updated_at = '2020-01-01 00:00:00'");
            ImportSummary second = routes.run(Headers.CHUNK, 10);
            assertThat(second.unchanged()).isEqualTo(25);
            assertThat(database.value("SELECT COUNT(*) FROM users WHERE updated_at = '2020-01-01 00:00:00'"))
                    .isEqualTo("25");
        }
    }
}
