package io.github.ldapimport.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Hashes of rows that a database quotes where it refuses to change them. */
class StoredHashesTest {
    private static final String HASH = "$2y$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy";

    private final TestDirectory directory = TestDirectory.start().addPerson("ada", "Ada");
    private TestDatabase database;

    @BeforeEach
    void start() {
        database = TestDatabase.create(Product.POSTGRESQL).createUsersTable();
        database.execute(
                "INSERT INTO users (id, guid, domain, name, email, password) VALUES (3, ?, 'default', 'x', 'y', ?)",
                directory.guid("ada"),
                HASH);
    }

    @AfterEach
    void stop() {
        database.close();
        directory.close();
    }

    private String toldOfAFailure(String url) {
        Map<String, String> settings =
                Map.of("ldap-import.database.url", url, "ldap-import.events.completed", RunningRoutes.EVENTS);
        try (RunningRoutes routes = RunningRoutes.start(directory.settings(), database.settings(), settings)) {
            ImportSummary summary = routes.run();
            assertThat(summary.failed()).isEqualTo(1);
            return summary.toString()
                    + database.value("SELECT summary FROM ldap_import_runs")
                    + routes.mock(RunningRoutes.EVENTS)
                            .getExchanges()
                            .get(0)
                            .getMessage()
                            .getBody(String.class);
        }
    }

    @Test
    @Proves({"4.4", "4.95"})
    void a_trigger_that_quotes_rows_tells_no_hash() {
        database.execute(
                "CREATE FUNCTION refuse() RETURNS trigger AS 'BEGIN RAISE EXCEPTION ''row % may not change to %'',"
                        + " old, new; END' LANGUAGE plpgsql");
        database.execute("CREATE TRIGGER refuse BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION refuse()");
        assertThat(toldOfAFailure(database.url()))
                .contains("may not change to")
                .doesNotContain("$2y$", HASH.substring(10));
    }

    @Test
    @Proves({"4.4", "4.95"})
    void a_constraint_tells_no_row_whatever_the_address_says() {
        database.execute("ALTER TABLE users ADD CONSTRAINT odd CHECK (name <> 'Ada')");
        assertThat(toldOfAFailure(database.url() + "?logServerErrorDetail=true"))
                .contains("violates check constraint")
                .doesNotContain("Failing row", "$2y$", HASH.substring(10));
    }
}
