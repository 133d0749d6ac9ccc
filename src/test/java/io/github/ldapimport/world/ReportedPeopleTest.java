package io.github.ldapimport.world;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPException;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of people in other programs, as their users have reported it: see src/test/resources/world/README.md. */
class ReportedPeopleTest {
    private final TestDirectory directory = TestDirectory.start();
    private TestDatabase database;

    @AfterEach
    void stop() {
        database.close();
        directory.close();
    }

    private ImportSummary run(Map<String, String> settings, Object... headers) {
        try (RunningRoutes routes = RunningRoutes.start(directory.settings(), database.settings(), settings)) {
            return routes.outcome(headers);
        }
    }

    /** The old row still has login and address; the others must not wait for that. */
    @ParameterizedTest
    @EnumSource(Product.class)
    @Proves({"2.31", "2.68", "3.5"})
    void an_entry_that_was_made_anew_costs_no_other_user_anything(Product product) {
        database = TestDatabase.create(product).createUsersTable();
        directory
                .addPerson("alice", "Alice", "mail: alice@example.com")
                .addPerson("bob", "Bob", "mail: bob@example.com");
        assertThat(run(Map.of()).imported()).isEqualTo(2);
        directory.deletePerson("bob");
        directory.addPerson("bob", "Bob", "mail: bob@example.com");
        directory.addPerson("charlie", "Charlie", "mail: charlie@example.com");

        for (boolean dryRun : new boolean[] {true, false}) {
            ImportSummary summary = run(Map.of(), Headers.DRY_RUN, dryRun);
            assertThat(summary.imported()).as(summary.toString()).isEqualTo(1);
            assertThat(summary.failed()).isEqualTo(1);
            assertThat(summary.failures().get(0).message()).contains("bob@example.com", "'Bob'");
        }
        ImportSummary released = run(
                Map.of("ldap-import.users.release-columns", "email"),
                Headers.DELETE_MISSING,
                true,
                Headers.MAX_MISSING,
                "1");
        assertThat(released.deletedMissing()).as(released.toString()).isEqualTo(1);
        assertThat(released.imported()).isEqualTo(1);
        assertThat(released.failed()).isZero();
    }

    /** Accounts that were deleted and made anew with the same addresses, while the others stay. */
    @ParameterizedTest
    @EnumSource(Product.class)
    @Proves({"2.25", "2.29"})
    void many_accounts_made_anew_keep_their_rows_by_relink(Product product) {
        database = TestDatabase.create(product).createUsersTable();
        directory.addPeople(60);
        run(Map.of());
        String keys = String.join(",", database.column("SELECT CONCAT(id, email) FROM users ORDER BY id"));
        for (int i = 1; i <= 50; i++) {
            directory.deletePerson("user" + i);
            directory.addPerson("user" + i, "User " + i, "mail: user" + i + "@example.com");
        }
        ImportSummary without = run(Map.of());
        assertThat(without.failed()).as(without.toString()).isEqualTo(50);
        assertThat(without.failures())
                .allSatisfy(failure -> assertThat(failure.message()).contains("--relink", "docs/rebuilt.md"));
        Map<String, String> pairs = Map.of("ldap-import.users.sync-existing", "email=mail");
        assertThat(run(pairs, Headers.RELINK, true).changed()).isEqualTo(50);
        assertThat(run(Map.of(), Headers.DELETE_MISSING, true).unchanged()).isEqualTo(60);
        assertThat(String.join(",", database.column("SELECT CONCAT(id, email) FROM users ORDER BY id")))
                .isEqualTo(keys);
    }

    /** Each run would undo what the one before did. */
    @ParameterizedTest
    @EnumSource(Product.class)
    @Proves({"3.1", "3.3"})
    void a_disabled_account_does_not_come_and_go_from_run_to_run(Product product) {
        database = TestDatabase.create(product).createUsersTable();
        directory.addPerson("alice", "Alice").addPerson("bob", "Bob", "employeeType: former");
        Map<String, String> settings = Map.of("ldap-import.directory.disabled-filter", "(employeeType=former)");
        run(Map.of());
        assertThat(run(settings, Headers.DELETE, true, Headers.RESTORE, true).deleted())
                .isEqualTo(1);
        for (int i = 0; i < 2; i++) {
            ImportSummary again = run(settings, Headers.DELETE, true, Headers.RESTORE, true);
            assertThat(again.deleted() + again.restored()).as(again.toString()).isZero();
            assertThat(again.unchanged()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    @Proves("2.1")
    void a_person_with_another_login_name_and_address_keeps_the_row(Product product) throws LDAPException {
        database = TestDatabase.create(product).createUsersTable();
        directory.addPerson("alice", "Alice", "mail: alice@example.com");
        run(Map.of());
        String id = database.value("SELECT id FROM users");
        String dn = "uid=alice," + TestDirectory.PEOPLE;
        directory.modify("dn: " + dn + "\nchangetype: modify\nreplace: mail\nmail: a.miller@example.com");
        directory.server().modifyDN(dn, "uid=a.miller", true);
        ImportSummary summary = run(Map.of(), Headers.DELETE_MISSING, true);
        assertThat(summary.changed()).as(summary.toString()).isEqualTo(1);
        assertThat(summary.deletedMissing()).isZero();
        assertThat(database.value("SELECT id FROM users WHERE email = 'a.miller@example.com' AND deleted_at IS NULL"))
                .isEqualTo(id);
    }

    @Test
    @Proves({"1.26", "2.4"})
    void a_photo_that_comes_with_the_option_binary_is_a_photo() {
        database = TestDatabase.create(Product.H2).createUsersTable();
        database.execute("ALTER TABLE users ADD photo VARBINARY(100)");
        directory.addPerson("alice", "Alice", "jpegPhoto;binary:: /9j/4AAQ");
        Map<String, String> settings = Map.of("ldap-import.users.sync-attributes", "name=cn, photo=jpegPhoto");
        assertThat(run(settings).imported()).isEqualTo(1);
        assertThat(database.value("SELECT RAWTOHEX(photo) FROM users")).isEqualToIgnoringCase("ffd8ffe00010");
        assertThat(run(settings).unchanged()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    @Proves({"2.1", "1.22"})
    void login_names_in_chinese_characters_are_names(Product product) {
        database = TestDatabase.create(product).createUsersTable();
        directory.addPerson("小池_憲明", "小池 憲明", "mail: koike@example.com");
        Map<String, String> settings = Map.of("ldap-import.users.sync-attributes", "name=uid, email=mail");
        assertThat(run(settings).imported()).isEqualTo(1);
        assertThat(database.value("SELECT name FROM users")).isEqualTo("小池_憲明");
        ImportSummary single = run(settings, Headers.USER, "小池_憲明");
        assertThat(single.unchanged()).as(single.toString()).isEqualTo(1);
    }
}
