package io.github.ldapimport.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.api.Failure;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Databases that leave out a write without an error, or keep rows from the account. */
class SkippedWritesTest {
    private static final String CAUSES = "a trigger, a rule or row-level security";

    private TestDirectory directory;

    @BeforeEach
    void start() {
        directory = TestDirectory.start().addPeople(4);
    }

    @AfterEach
    void stop() {
        directory.close();
    }

    private static void skip(TestDatabase database, String event) {
        database.execute("CREATE FUNCTION skip() RETURNS trigger LANGUAGE plpgsql AS"
                + " $$ BEGIN IF NEW.name LIKE '%2' THEN RETURN NULL; END IF; RETURN NEW; END $$");
        database.execute("CREATE TRIGGER skip BEFORE " + event + " ON users FOR EACH ROW EXECUTE FUNCTION skip()");
    }

    @Test
    @Proves("2.85")
    void a_new_row_that_a_trigger_leaves_out_fails_its_user_and_names_the_causes() {
        try (TestDatabase database = TestDatabase.create(Product.POSTGRESQL).createUsersTable();
                RunningRoutes routes = RunningRoutes.start(directory.settings(), database.settings())) {
            skip(database, "INSERT");
            ImportSummary summary = routes.run();

            assertThat(database.value("SELECT COUNT(*) FROM users")).isEqualTo("3");
            assertThat(summary.imported()).isEqualTo(3);
            assertFails(summary, "User 2");
        }
    }

    private static void assertFails(ImportSummary summary, String name) {
        assertThat(summary.failures()).extracting(Failure::name).containsExactly(name);
        assertThat(summary.failures().get(0).message())
                .contains(CAUSES, "administrator of the database")
                .doesNotContain("somebody");
    }

    @Test
    @Proves("2.85")
    void a_change_that_a_trigger_leaves_out_fails_its_user_and_names_the_causes() {
        try (TestDatabase database = TestDatabase.create(Product.POSTGRESQL).createUsersTable();
                RunningRoutes routes = RunningRoutes.start(directory.settings(), database.settings())) {
            routes.run();
            database.execute("UPDATE users SET name = 'other'");
            skip(database, "UPDATE");
            ImportSummary summary = routes.run();

            assertThat(summary.synchronizedUsers()).isEqualTo(3);
            assertFails(summary, "User 2");
        }
    }

    @Test
    @Proves("2.85")
    void check_says_that_row_level_security_is_active_for_the_account_and_a_row_that_it_protects_fails() {
        try (TestDatabase database = TestDatabase.create(Product.POSTGRESQL).createUsersTable()) {
            String account = "importer" + ProcessHandle.current().pid();
            database.execute("CREATE ROLE " + account + " LOGIN");
            database.execute("GRANT ALL ON SCHEMA public TO " + account);
            database.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO " + account);
            database.execute("GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO " + account);
            Map<String, String> settings = new LinkedHashMap<>(database.settings());
            settings.put("ldap-import.database.username", account);
            try (RunningRoutes routes = RunningRoutes.start(directory.settings(), settings)) {
                assertThat(routes.check("table")).noneMatch(line -> line.contains("row-level security"));
                routes.run();
                database.execute("UPDATE users SET name = 'other'");
                database.execute("ALTER TABLE users ENABLE ROW LEVEL SECURITY");
                database.execute("CREATE POLICY see ON users FOR SELECT USING (true)");
                database.execute("CREATE POLICY write ON users FOR UPDATE USING (email <> 'user2@example.com')");
                ImportSummary summary = routes.run();

                assertThat(summary.synchronizedUsers()).isEqualTo(3);
                assertFails(summary, "User 2");
                List<String> lines = routes.check("table");
                assertThat(lines).anyMatch(line -> line.startsWith("WARN: row-level security is active"));
                assertThat(lines).noneMatch(line -> line.startsWith("FAIL"));
            } finally {
                database.execute("DROP OWNED BY " + account);
                database.execute("DROP ROLE " + account);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    @Proves("2.85")
    void check_names_the_triggers_of_the_table(Product product) {
        try (TestDatabase database = TestDatabase.create(product).createUsersTable();
                RunningRoutes routes = RunningRoutes.start(directory.settings(), database.settings())) {
            assertThat(routes.check("table")).noneMatch(line -> line.contains("trigger"));
            if (product == Product.POSTGRESQL) {
                skip(database, "UPDATE OR INSERT");
            } else {
                database.execute("CREATE TRIGGER skip BEFORE UPDATE ON users FOR EACH ROW SET NEW.name = NEW.name");
            }
            assertThat(routes.check("table")).anyMatch(line -> line.startsWith("WARN: it has triggers (skip): "));
            assertThat(routes.check("table")).noneMatch(line -> line.startsWith("FAIL"));
        }
    }

    @Test
    @Proves("2.85")
    void check_names_the_rules_of_a_table_of_postgresql() {
        try (TestDatabase database = TestDatabase.create(Product.POSTGRESQL).createUsersTable();
                RunningRoutes routes = RunningRoutes.start(directory.settings(), database.settings())) {
            database.execute("CREATE RULE keep AS ON DELETE TO users DO INSTEAD NOTHING");
            assertThat(routes.check("table")).anyMatch(line -> line.startsWith("WARN: it has rules (keep): "));
        }
    }
}
