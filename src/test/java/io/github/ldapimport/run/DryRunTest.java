package io.github.ldapimport.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.api.Failure;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A dry run says what the run will do: each test makes both, and compares them. */
class DryRunTest {
    private static final String EXISTING = "ldap-import.users.sync-existing";
    private static final String TAKEN = "a unique value is taken";
    private static final String RELEASE = "ldap-import.users.release-columns";

    private final TestDirectory directory = TestDirectory.start();
    private final Map<String, String> more = new HashMap<>(Map.of("ldap-import.parallel-pages", "1"));
    private TestDatabase database;

    @AfterEach
    void stop() {
        if (database != null) {
            database.close();
        }
        directory.close();
    }

    private void createTable(Product product) {
        database = TestDatabase.create(product).createUsersTable();
    }

    private void person(String uid, String mail) {
        directory.addPerson(uid, uid, "mail: " + mail);
    }

    private void mail(String uid, String mail) {
        directory.modify(
                "dn: uid=" + uid + "," + TestDirectory.PEOPLE + "\nchangetype: modify\nreplace: mail\nmail: " + mail);
    }

    private ImportSummary run(Object... headers) {
        try (RunningRoutes routes = RunningRoutes.start(directory.settings(), database.settings(), more)) {
            return routes.outcome(headers);
        }
    }

    /** What the dry run says, once the run has proved it. */
    private ImportSummary foretold(Object... headers) {
        Object[] dryRun = Arrays.copyOf(headers, headers.length + 2);
        dryRun[headers.length] = Headers.DRY_RUN;
        dryRun[headers.length + 1] = true;
        List<Map<String, Object>> before = rows();
        ImportSummary foretold = run(dryRun);
        assertThat(rows()).as("rows after the dry run").isEqualTo(before);
        ImportSummary summary = run(headers);
        assertThat(foretold.status()).isEqualTo(summary.status());
        assertThat(foretold.counts())
                .as("dry run %s, run %s", foretold, summary)
                .isEqualTo(summary.counts());
        assertThat(advice(foretold)).as("dry run %s, run %s", foretold, summary).isEqualTo(advice(summary));
        return foretold;
    }

    /** What to do, by user, where another has a unique value; a dry run cannot name a row that is not there yet. */
    private static Map<String, String> advice(ImportSummary summary) {
        Map<String, String> advice = failed(summary);
        advice.replaceAll((name, message) ->
                message.startsWith(TAKEN) ? message.substring(message.lastIndexOf(": ") + 1) : "another failure");
        return advice;
    }

    private List<Map<String, Object>> rows() {
        return database.query("SELECT * FROM users ORDER BY id");
    }

    private static Map<String, String> failed(ImportSummary summary) {
        Map<String, String> failed = new TreeMap<>();
        for (Failure failure : summary.failures()) {
            failed.put(failure.name(), failure.message());
        }
        return failed;
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    @Proves("2.68")
    void a_row_that_keeps_a_value_is_named(Product product) {
        createTable(product);
        database.execute("INSERT INTO users (id, name, email) VALUES (7, 'local', 'ada@example.com')");
        database.execute("INSERT INTO users (id, name, email, deleted_at) VALUES (8, 'gone', 'bob@example.com',"
                + " '2020-01-01 00:00:00')");
        person("ada", "ada@example.com");
        person("bob", "bob@example.com");
        person("cyd", "cyd@example.com");
        Map<String, String> failed = failed(foretold());
        assertThat(failed).containsOnlyKeys("ada", "bob");
        assertThat(failed.get("ada")).contains("the row id = 7 ('local') has", "ada@example.com");
        assertThat(failed.get("bob")).contains("the row id = 8 ('gone') has", "is soft-deleted");
    }

    @ParameterizedTest
    @CsvSource({"H2, 1", "H2, 10", "POSTGRESQL, 1", "POSTGRESQL, 10", "MARIADB, 1", "MARIADB, 10"})
    @Proves("2.68")
    void of_two_users_with_one_address_the_first_gets_it(Product product, int chunk) {
        createTable(product);
        person("ada", "team@example.com");
        person("bob", "team@example.com");
        person("cyd", "cyd@example.com");
        ImportSummary foretold = foretold(Headers.CHUNK, chunk);
        assertThat(foretold.imported()).isEqualTo(2);
        assertThat(failed(foretold)).containsOnlyKeys("bob");
        assertThat(failed(foretold).get("bob")).contains("another user");
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    @Proves("2.68")
    void of_addresses_that_only_the_database_takes_for_one_the_first_user_gets_it(Product product) {
        createTable(product);
        person("ada", "team@example.com");
        person("bob", "Team@Example.com");
        foretold(Headers.CHUNK, 1);
    }

    @ParameterizedTest
    @CsvSource({"H2, 1", "H2, 10", "POSTGRESQL, 1", "MARIADB, 1"})
    @Proves("2.68")
    void addresses_that_change_hands_do_so_in_a_dry_run(Product product, int chunk) {
        createTable(product);
        List<String> names = List.of("ada", "bob", "cyd", "dan");
        names.forEach(name -> person(name, name + "@example.com"));
        run();
        mail("ada", "none@example.com");
        mail("bob", "cyd@example.com");
        mail("cyd", "bob@example.com");
        mail("dan", "ada@example.com");
        person("eve", "dan@example.com");
        ImportSummary foretold = foretold(Headers.CHUNK, chunk);
        assertThat(foretold.changed()).as(foretold.toString()).isEqualTo(4);
        assertThat(foretold.imported()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"H2, 1", "H2, 10", "POSTGRESQL, 1", "MARIADB, 1"})
    @Proves("2.68")
    void who_waits_for_a_value_of_somebody_who_fails_fails_too(Product product, int chunk) {
        createTable(product);
        database.execute("INSERT INTO users (name, email) VALUES ('local', 'local@example.com')");
        person("ada", "ada@example.com");
        person("bob", "bob@example.com");
        run();
        mail("ada", "local@example.com");
        mail("bob", "ada@example.com");
        assertThat(failed(foretold(Headers.CHUNK, chunk))).containsOnlyKeys("ada", "bob");
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    @Proves({"2.68", "2.18"})
    void a_leaver_hands_over_what_soft_deletes_release(Product product) {
        createTable(product);
        more.put(RELEASE, "email");
        List.of("ada", "bob", "cyd").forEach(name -> person(name, name + "@example.com"));
        run();
        directory.deletePerson("ada");
        person("eve", "ada@example.com");
        ImportSummary foretold = foretold(Headers.DELETE_MISSING, true);
        assertThat(foretold.imported()).as(foretold.toString()).isEqualTo(1);
        assertThat(foretold.deletedMissing()).isEqualTo(1);
    }

    @Test
    @Proves("2.68")
    void a_disabled_user_hands_over_what_soft_deletes_release() {
        createTable(Product.H2);
        more.put(RELEASE, "email");
        more.put("ldap-import.directory.disabled-filter", "(employeeType=former)");
        List.of("ada", "bob", "cyd").forEach(name -> person(name, name + "@example.com"));
        run();
        directory.modify("dn: uid=ada," + TestDirectory.PEOPLE
                + "\nchangetype: modify\nadd: employeeType\nemployeeType: former");
        person("eve", "ada@example.com");
        ImportSummary foretold = foretold(Headers.DELETE, true);
        assertThat(foretold.imported()).as(foretold.toString()).isEqualTo(1);
        assertThat(foretold.deleted()).isEqualTo(1);
        foretold(Headers.DELETE, true);
    }

    @ParameterizedTest
    @CsvSource({"H2, 1", "H2, 10", "MARIADB, 1"})
    @Proves("2.68")
    void a_row_is_taken_over_by_one_user_only(Product product, int chunk) {
        createTable(product);
        more.put(EXISTING, "email=mail");
        more.put("ldap-import.users.sync-attributes", "name=cn");
        database.execute("INSERT INTO users (id, name, email) VALUES (7, 'local', 'team@example.com')");
        person("ada", "team@example.com");
        person("bob", "team@example.com");
        assertThat(foretold(Headers.CHUNK, chunk).adopted()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    @Proves("2.68")
    void a_value_that_is_too_long_fails_its_user(Product product) {
        createTable(product);
        database.execute("ALTER TABLE users ADD city VARCHAR(5)");
        more.put("ldap-import.users.sync-attributes", "name=cn, city=l");
        directory.addPerson("ada", "ada", "l: Zürich");
        directory.addPerson("bob", "bob", "l: Genève");
        directory.addPerson("cyd", "cyd", "l: Bülä\u0301");
        Map<String, String> failed = failed(foretold());
        assertThat(failed).containsOnlyKeys("ada", "bob");
        assertThat(failed.get("ada")).containsIgnoringCase("city").contains("takes 5 characters");
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    @Proves("2.68")
    void a_number_that_is_out_of_range_fails_its_user(Product product) {
        createTable(product);
        database.execute("ALTER TABLE users ADD room SMALLINT");
        database.execute("ALTER TABLE users ADD pay DECIMAL(5, 2)");
        more.put("ldap-import.users.sync-attributes", "name=cn, room=roomNumber, pay=employeeNumber");
        directory.addPerson("ada", "ada", "roomNumber: 32767", "employeeNumber: 999.99");
        directory.addPerson("bob", "bob", "roomNumber: 32768");
        directory.addPerson("cyd", "cyd", "employeeNumber: 1000");
        directory.addPerson("dan", "dan", "employeeNumber: -999.99");
        Map<String, String> failed = failed(foretold());
        assertThat(failed).containsOnlyKeys("bob", "cyd");
        assertThat(failed.get("bob")).contains("-32768 to 32767", "32768");
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    @Proves("2.68")
    void a_column_of_new_rows_may_be_unique(Product product) {
        createTable(product);
        database.execute("ALTER TABLE users ADD badge VARCHAR(20) UNIQUE");
        more.put("ldap-import.users.insert-attributes", "badge=employeeNumber");
        directory.addPerson("ada", "ada", "employeeNumber: 1");
        directory.addPerson("bob", "bob", "employeeNumber: 1");
        assertThat(failed(foretold())).containsOnlyKeys("bob");
        assertThat(failed(foretold())).containsOnlyKeys("bob");
    }

    /** Live and deleted rows may share an address, two live ones may not. */
    @ParameterizedTest
    @EnumSource(Product.class)
    @Proves({"2.68", "2.31"})
    void a_value_may_be_unique_among_live_rows(Product product) {
        createTable(product);
        database.execute("ALTER TABLE users ADD gone SMALLINT DEFAULT 0 NOT NULL");
        database.execute("ALTER TABLE users ADD login VARCHAR(50)");
        database.execute("ALTER TABLE users ADD UNIQUE (login, gone)");
        more.put("ldap-import.users.sync-attributes", "name=cn, login=mail");
        more.put("ldap-import.users.deleted-at-column", "gone");
        more.put("ldap-import.users.deleted-value", "1");
        database.execute("INSERT INTO users (name, login, gone) VALUES ('old', 'bob@example.com', 1)");
        database.execute("INSERT INTO users (name, login, gone) VALUES ('local', 'cyd@example.com', 0)");
        List.of("ada", "bob", "cyd").forEach(name -> person(name, name + "@example.com"));
        Map<String, String> failed = failed(foretold());
        assertThat(failed).containsOnlyKeys("cyd");
        assertThat(failed.get("cyd")).contains("'local'");

        mail("ada", "bob@example.com");
        mail("bob", "ada@example.com");
        assertThat(foretold(Headers.CHUNK, 1).changed()).isEqualTo(2);

        directory.deletePerson("bob");
        mail("cyd", "ada@example.com");
        ImportSummary handedOver = foretold(Headers.DELETE_MISSING, true);
        assertThat(handedOver.deletedMissing()).as(handedOver.toString()).isEqualTo(1);
        assertThat(handedOver.imported()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"VARCHAR(59)", "CHAR(32)", "INTEGER"})
    @Proves("2.69")
    void a_password_column_that_holds_no_hash_is_refused(String type) {
        createTable(Product.H2);
        database.execute("ALTER TABLE users DROP COLUMN password");
        database.execute("ALTER TABLE users ADD password " + type);
        person("ada", "ada@example.com");
        assertThat(run().reason()).containsIgnoringCase("column password").contains("60 characters");
        assertThat(rows()).isEmpty();
        more.put("ldap-import.users.password-column", "");
        assertThat(run().imported()).isEqualTo(1);
    }

    @Test
    @Proves("2.69")
    void a_domain_column_that_does_not_hold_the_domain_is_refused() {
        createTable(Product.H2);
        database.execute("ALTER TABLE users ALTER COLUMN domain VARCHAR(6)");
        person("ada", "ada@example.com");
        assertThat(run().reason()).containsIgnoringCase("column domain").contains("takes 6 characters");
        assertThat(rows()).isEmpty();
    }

    /** The limit keeps the row, and with it the address. */
    @Test
    @Proves({"2.68", "3.34"})
    void a_deletion_that_a_limit_refuses_frees_nothing() {
        createTable(Product.H2);
        more.put(RELEASE, "email");
        more.put("ldap-import.directory.disabled-filter", "(employeeType=former)");
        person("ada", "ada@example.com");
        run();
        directory.modify("dn: uid=ada," + TestDirectory.PEOPLE
                + "\nchangetype: modify\nadd: employeeType\nemployeeType: former");
        person("eve", "ada@example.com");
        assertThat(failed(foretold(Headers.DELETE, true, Headers.MAX_DISABLED, "0")))
                .containsOnlyKeys("eve");
    }

    /** Whether another try would help is known in the run alone. */
    @Test
    @Proves({"3.16", "3.33"})
    void a_disabled_user_who_cannot_be_saved_counts_for_the_limit() {
        createTable(Product.H2);
        database.execute("ALTER TABLE users ADD city VARCHAR(20) DEFAULT 'Bonn' NOT NULL");
        more.put("ldap-import.directory.disabled-filter", "(employeeType=former)");
        directory.addPerson("ada", "ada", "l: Bonn");
        more.put("ldap-import.users.sync-attributes", "name=cn, city=l");
        run();
        directory.modify("dn: uid=ada," + TestDirectory.PEOPLE + "\nchangetype: modify\ndelete: l\n-\n"
                + "add: employeeType\nemployeeType: former");
        ImportSummary foretold = foretold(Headers.DELETE, true, Headers.MAX_DISABLED, "0", Headers.MAX_EMPTIED, "100%");
        assertThat(foretold.status()).isEqualTo(ImportSummary.REFUSED);
        assertThat(foretold.reason()).contains("max-disabled");
    }

    /** Keys of bytes are told apart, too. */
    @ParameterizedTest
    @CsvSource({"H2, 1", "POSTGRESQL, 1", "MARIADB, 10"})
    @Proves("2.68")
    void rows_with_keys_of_bytes_are_taken_over_and_change_hands(Product product, int chunk) {
        createTable(product);
        String bytes = product == Product.POSTGRESQL ? "BYTEA" : "BINARY(16)";
        database.execute("ALTER TABLE users "
                + (product == Product.MARIADB ? "MODIFY id BIGINT, DROP PRIMARY KEY" : "DROP COLUMN id"));
        if (product == Product.MARIADB) {
            database.execute("ALTER TABLE users DROP COLUMN id");
        }
        database.execute("ALTER TABLE users ADD id " + bytes + " NOT NULL PRIMARY KEY");
        more.put("ldap-import.users.id-value", "uuid");
        more.put(EXISTING, "name=cn");
        for (int i = 1; i <= 3; i++) {
            byte[] key = new byte[16];
            key[15] = (byte) i;
            database.execute("INSERT INTO users (id, name) VALUES (?, ?)", key, "user" + i);
            person("user" + i, i + "@example.com");
        }
        assertThat(adopted(chunk)).isEqualTo(3);
        mail("user1", "2@example.com");
        mail("user2", "3@example.com");
        mail("user3", "1@example.com");
        assertThat(changed(chunk)).isEqualTo(3);
    }

    private long adopted(int chunk) {
        long foretold = run(Headers.CHUNK, chunk, Headers.DRY_RUN, true).adopted();
        assertThat(run(Headers.CHUNK, chunk).adopted()).isEqualTo(foretold);
        return foretold;
    }

    private long changed(int chunk) {
        long foretold = run(Headers.CHUNK, chunk, Headers.DRY_RUN, true).changed();
        assertThat(run(Headers.CHUNK, chunk).changed()).isEqualTo(foretold);
        return foretold;
    }
}
