package io.github.ldapimport.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportException;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import io.github.ldapimport.testing.WithdrawnRights;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Columns with several sources, an empty text, or what the database gives. */
class ColumnSourcesTest {
    private static final String EXISTING = "ldap-import.users.sync-existing";
    private static final String SYNC = "ldap-import.users.sync-attributes";

    private final WithdrawnRights rights = new WithdrawnRights();
    private TestDirectory directory;
    private TestDatabase database;

    @BeforeEach
    void start() {
        directory = rights.start();
        directory.addPerson("ada", "Ada", "mail: ada@example.com", "telephoneNumber: 1", "l: Bern");
        directory.addPerson("bob", "Bob", "telephoneNumber: 2");
        directory.addPerson("cyd", "Cyd");
    }

    @AfterEach
    void stop() {
        if (database != null) {
            database.close();
        }
        directory.close();
    }

    private void createTable(Product product) {
        database = TestDatabase.create(product).createUsersTable();
        database.execute("ALTER TABLE users ADD contact VARCHAR(100) DEFAULT 'unknown'");
        database.execute("ALTER TABLE users ADD city VARCHAR(100) DEFAULT 'somewhere' NOT NULL");
    }

    private ImportSummary run(String sources, String... more) {
        Map<String, String> settings = new HashMap<>(Map.of(SYNC, sources));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        try (RunningRoutes routes = RunningRoutes.start(directory.settings(), database.settings(), settings)) {
            return routes.outcome();
        }
    }

    private Map<String, String> column(String name) {
        Map<String, String> values = new HashMap<>();
        database.query("SELECT name, " + name + " AS v FROM users")
                .forEach(row -> values.put(
                        String.valueOf(row.get("name")),
                        row.get("v") == null ? null : row.get("v").toString()));
        return values;
    }

    private static void assertUnchanged(ImportSummary summary, int users) {
        assertThat(summary.unchanged()).as(summary.toString()).isEqualTo(users);
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    @Proves("2.60")
    void the_first_source_with_a_value_gives_it(Product product) {
        createTable(product);
        String sources = "name=cn, contact=mail|telephoneNumber|'none', city=l|''";
        assertThat(run(sources).imported()).isEqualTo(3);
        assertThat(column("contact")).isEqualTo(Map.of("Ada", "ada@example.com", "Bob", "2", "Cyd", "none"));
        assertThat(column("city")).isEqualTo(Map.of("Ada", "Bern", "Bob", "", "Cyd", ""));
        assertUnchanged(run(sources), 3);
        directory.modify("dn: uid=ada," + TestDirectory.PEOPLE + "\nchangetype: modify\ndelete: mail");
        assertThat(run(sources).changed()).isEqualTo(1);
        assertThat(column("contact")).containsEntry("Ada", "1");
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    @Proves("2.61")
    void default_leaves_new_rows_to_the_database_and_others_as_they_are(Product product) {
        createTable(product);
        String sources = "name=cn, contact=mail|DEFAULT, city=l|DEFAULT";
        assertThat(run(sources).imported()).isEqualTo(3);
        assertThat(column("contact")).isEqualTo(Map.of("Ada", "ada@example.com", "Bob", "unknown", "Cyd", "unknown"));
        assertThat(column("city")).isEqualTo(Map.of("Ada", "Bern", "Bob", "somewhere", "Cyd", "somewhere"));
        assertUnchanged(run(sources), 3);
        database.execute("UPDATE users SET city = 'Paris', contact = NULL WHERE name = 'Bob'");
        directory.modify("dn: uid=ada," + TestDirectory.PEOPLE + "\nchangetype: modify\ndelete: mail");
        assertUnchanged(run(sources), 3);
        assertThat(column("city")).containsEntry("Bob", "Paris");
        assertThat(column("contact")).containsEntry("Ada", "ada@example.com").containsEntry("Bob", null);
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    @Proves("2.62")
    void an_empty_text_is_a_value_and_no_value_is_null(Product product) {
        createTable(product);
        String sources = "name=cn, contact='', email=mail";
        assertThat(run(sources).imported()).isEqualTo(3);
        assertThat(column("contact")).isEqualTo(Map.of("Ada", "", "Bob", "", "Cyd", ""));
        assertThat(column("email")).containsEntry("Bob", null);
        assertUnchanged(run(sources), 3);
        database.execute("UPDATE users SET contact = NULL WHERE name = 'Bob'");
        assertThat(run(sources).changed()).isEqualTo(1);
        assertThat(column("contact")).containsEntry("Bob", "");
    }

    /** Who may not see the first source must not write the second one over it. */
    @Test
    @Proves({"2.60", "3.48"})
    void a_source_that_is_hidden_does_not_give_way_to_the_next_one() {
        createTable(Product.H2);
        String sources = "name=cn, contact=mail|telephoneNumber|'none'";
        run(sources);
        rights.withdraw("mail", "ada");
        ImportSummary summary = run(sources);
        assertThat(summary.failed()).as(summary.toString()).isEqualTo(1);
        assertThat(summary.failures().get(0).message()).contains("contact", "mail");
        assertThat(column("contact")).containsEntry("Ada", "ada@example.com");
    }

    @Test
    @Proves({"2.62", "3.36"})
    void values_that_would_become_empty_texts_count_as_emptied() {
        createTable(Product.H2);
        for (int i = 0; i < 12; i++) {
            directory.addPerson("p" + i, "P" + i, "l: Rome");
        }
        run("name=cn, city=l|''");
        ImportSummary summary = run("name=cn, city=''");
        assertThat(summary.status()).as(summary.toString()).isEqualTo(ImportSummary.REFUSED);
        assertThat(column("city")).containsEntry("P3", "Rome");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "email=mail|''; value of every user who has none",
                "email=mail|DEFAULT; identify no user",
                "email=''; identify no user",
                "email=mail|'none'; value of every user who has none",
                "email~=mail|'none'; value of every user who has none",
                "email=mail|otherMailbox|'none', name=cn; value of every user who has none"
            })
    @Proves("2.65")
    void what_several_users_may_share_identifies_none_of_them(String pairs, String words) {
        createTable(Product.H2);
        database.execute("INSERT INTO users (name, email) VALUES ('local', 'none')");
        ImportSummary summary = run("name=cn", EXISTING, pairs);
        assertThat(summary.reason()).contains("sync-existing", "email", words, "leave it out");
        assertThat(column("name").keySet()).containsExactly("local");
    }

    /** Bob and Cyd have no address, and would all be known by what stands around it. */
    @ParameterizedTest
    @ValueSource(strings = {"${body[mail]}@local", "mail|${body[mail]}@local", "${body[mail]}${body[l]}@local"})
    @Proves("2.65")
    void the_text_around_a_missing_attribute_identifies_nobody(String source) {
        createTable(Product.H2);
        database.execute("INSERT INTO users (name, email, password) VALUES ('local', '@local', 'hash')");
        ImportSummary summary = run("name=cn", EXISTING, "email=" + source);
        assertThat(summary.adopted()).as(summary.toString()).isZero();
        assertThat(summary.imported()).isEqualTo(3);
        assertThat(database.value("SELECT guid FROM users WHERE name = 'local'"))
                .isNull();
    }

    @Test
    @Proves("2.65")
    void an_expression_whose_attribute_the_entry_has_identifies_its_user() {
        createTable(Product.H2);
        database.execute("INSERT INTO users (name, email, password) VALUES ('local', 'ada@local', 'hash')");
        assertThat(run("name=cn", EXISTING, "email=${body[uid]}@local").adopted())
                .isEqualTo(1);
        assertThat(column("password")).containsEntry("Ada", "hash");
    }

    private static final String INSERT = "ldap-import.users.insert-attributes";

    @ParameterizedTest
    @EnumSource(Product.class)
    @Proves("2.63")
    void insert_attributes_are_for_new_rows_and_never_looked_at_again(Product product) {
        createTable(product);
        database.execute("INSERT INTO users (name, email, city) VALUES ('local', 'ada@example.com', 'Oslo')");
        String[] more = {INSERT, "contact=telephoneNumber|'none', city='Rome'", EXISTING, "email=mail"};
        ImportSummary first = run("name=cn, email=mail", more);
        assertThat(first.imported()).as(first.toString()).isEqualTo(2);
        assertThat(first.adopted()).isEqualTo(1);
        // Ada's row was there
        assertThat(column("city")).isEqualTo(Map.of("Ada", "Oslo", "Bob", "Rome", "Cyd", "Rome"));
        assertThat(column("contact")).isEqualTo(Map.of("Ada", "unknown", "Bob", "2", "Cyd", "none"));
        database.execute("UPDATE users SET city = 'Paris', contact = NULL");
        directory.modify("dn: uid=bob," + TestDirectory.PEOPLE + "\nchangetype: modify\ndelete: telephoneNumber");
        assertUnchanged(run("name=cn, email=mail", more), 3);
        assertThat(column("city").values()).containsOnly("Paris");
        assertThat(column("contact").values()).containsOnlyNulls();
    }

    @Test
    @Proves("2.63")
    void what_a_new_row_cannot_have_fails_new_users_alone() {
        createTable(Product.H2);
        String[] more = {INSERT, "contact=${body[telephoneNumber].noSuchMethod}"};
        run("name=cn");
        directory.addPerson("dan", "Dan", "telephoneNumber: 4");
        ImportSummary summary = run("name=cn", more);
        assertThat(summary.failed()).as(summary.toString()).isEqualTo(1);
        assertThat(summary.failures().get(0).message()).contains("contact");
        assertThat(summary.unchanged()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                INSERT + ";name='x';sync-attributes",
                INSERT + ";NAME='x';sync-attributes",
                INSERT + ";guid='x';guid-column",
                INSERT + ";password='x';password-column",
                INSERT + ";deleted_at='x';deleted-at-column",
                INSERT + ";city='x', city='y';twice",
                INSERT + ";city='x', CITY='y';twice"
            })
    @Proves({"2.63", "5.19"})
    void a_column_has_one_purpose(String text) {
        createTable(Product.H2);
        String[] parts = text.split(";");
        ImportSummary summary = run("name=cn", parts[0], parts[1]);
        assertThat(summary.reason()).contains("insert-attributes", parts[2]);
        assertThat(column("name")).isEmpty();
    }

    private ImportSummary dryRun(String sources, Object... headers) {
        try (RunningRoutes routes =
                RunningRoutes.start(directory.settings(), database.settings(), Map.of(SYNC, sources))) {
            Object[] all = Arrays.copyOf(headers, headers.length + 2);
            all[headers.length] = Headers.DRY_RUN;
            all[headers.length + 1] = true;
            return routes.outcome(all);
        }
    }

    /** What a dry run says of columns without a value is what a run does. */
    @Test
    @Proves("2.63")
    void a_row_that_is_there_when_its_user_is_compared_again_gets_no_value_for_new_rows() {
        MappedUser row = new MappedUser("guid", "dn", "name", "login");
        row.withMapped("name", "Ada");
        row.withInserted("role", "user");
        assertThat(row.valuesOfNewRow()).containsOnlyKeys("name", "role");
        assertThat(row.values()).containsOnlyKeys("name");
        row.failInserted("city", "no city");
        assertThatThrownBy(row::valuesOfNewRow).hasMessage("no city");
        assertThat(row.with("city", "Bern").valuesOfNewRow()).containsEntry("city", "Bern");
        assertThat(row.without("role").without("city").valuesOfNewRow()).containsOnlyKeys("name");
    }

    /** The column may be written by hand alone. */
    @Test
    @Proves({"2.63", "5.11"})
    void check_wants_no_right_to_change_columns_of_new_rows() {
        database = TestDatabase.create(Product.POSTGRESQL).createUsersTable();
        database.execute("ALTER TABLE users ADD role VARCHAR(20)");
        String account = "importer" + Integer.toUnsignedString(database.url().hashCode());
        database.execute("CREATE ROLE " + account + " LOGIN PASSWORD 'secret'");
        try {
            database.execute("GRANT SELECT, INSERT ON users TO " + account);
            database.execute(
                    "GRANT UPDATE (guid, domain, name, email, password, created_at, updated_at, deleted_at) ON users TO "
                            + account);
            database.execute("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO " + account);
            Map<String, String> settings = new HashMap<>(database.settings());
            settings.put("ldap-import.database.username", account);
            settings.put("ldap-import.database.password", "secret");
            settings.put(SYNC, "name=cn");
            settings.put(INSERT, "role='user'");
            try (RunningRoutes routes = RunningRoutes.start(directory.settings(), settings)) {
                assertThat(routes.check("table")).noneMatch(line -> line.contains("UPDATE"));
            }
            settings.put(SYNC, "name=cn, role='user'");
            settings.remove(INSERT);
            try (RunningRoutes routes = RunningRoutes.start(directory.settings(), settings)) {
                assertThat(routes.check("table")).anyMatch(line -> line.contains("UPDATE"));
            }
        } finally {
            database.execute("DROP OWNED BY " + account);
            database.execute("DROP ROLE " + account);
        }
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    @Proves({"2.64", "4.1"})
    void a_dry_run_knows_the_columns_that_must_have_a_value(Product product) {
        createTable(product);
        // left out by the run, and filled by the database
        ImportSummary filled = dryRun("name=cn, city=l", Headers.ATTRIBUTES, "cn");
        assertThat(filled.imported()).as(filled.toString()).isEqualTo(3);
        database.execute("ALTER TABLE users ADD role VARCHAR(20) NOT NULL");
        ImportSummary dry = dryRun("name=cn");
        assertThat(dry.failed()).as(dry.toString()).isEqualTo(3);
        assertThat(dry.failures().get(0).message()).containsIgnoringCase("role").contains("has no default");
        ImportSummary wet = run("name=cn");
        assertThat(wet.failed()).as(wet.toString()).isEqualTo(3);
        assertThat(dryRun("name=cn, role='user'").imported()).isEqualTo(3);
        assertThat(run("name=cn, role='user'").imported()).isEqualTo(3);
        assertThat(dryRun("name=cn").unchanged()).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    @Proves("2.64")
    void a_table_with_triggers_may_fill_such_a_column_itself(Product product) {
        createTable(product);
        database.execute("ALTER TABLE users ADD role VARCHAR(20) NOT NULL");
        if (product == Product.POSTGRESQL) {
            database.execute("CREATE FUNCTION give_role() RETURNS trigger LANGUAGE plpgsql AS"
                    + " 'BEGIN NEW.role = ''user''; RETURN NEW; END'");
            database.execute("CREATE TRIGGER roles BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION give_role()");
        } else {
            database.execute("CREATE TRIGGER roles BEFORE INSERT ON users FOR EACH ROW SET NEW.role = 'user'");
        }
        assertThat(dryRun("name=cn").imported()).isEqualTo(3);
        assertThat(run("name=cn").imported()).isEqualTo(3);
        assertThat(column("role").values()).containsOnly("user");
    }

    @ParameterizedTest
    @ValueSource(strings = {"${body[mail]} ?: 'none'", "a ${bean:nosuch.call} b"})
    @Proves({"7.33", "7.34"})
    void an_expression_that_would_be_text_or_lacks_its_bean_is_refused_by_key(String source) {
        try (TestDirectory directory = TestDirectory.start().addPeople(1);
                TestDatabase database = TestDatabase.create(Product.H2).createUsersTable();
                RunningRoutes routes = RunningRoutes.start(
                        directory.settings(),
                        database.settings(),
                        Map.of("ldap-import.users.sync-attributes", "name=" + source + ", email=mail"))) {
            ImportException failure = routes.failingRun();
            assertThat(failure.isConfiguration()).isTrue();
            assertThat(failure.getMessage())
                    .startsWith("ldap-import.users.sync-attributes: column name: ")
                    .containsAnyOf("?:", "no bean named 'nosuch'");
        }
    }
}
