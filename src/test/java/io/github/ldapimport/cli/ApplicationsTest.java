package io.github.ldapimport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.api.Failure;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.app.CamelProgram;
import io.github.ldapimport.app.RouteFiles;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;

/**
 * Takes users through the tables of docs/applications.md: each table as its framework makes it, with the statements and settings of
 * the page as they stand there.
 */
class ApplicationsTest {
    private static final Path PAGE = Path.of("docs/applications.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```(\\w+)\n(.*?)^ *```$");
    private static final String FORMER = "ou=former," + TestDirectory.BASE;
    private static final Object[] DELETE_ONE = {Headers.DELETE_MISSING, true, Headers.MAX_MISSING, "1"};

    @TempDir
    private Path folder;

    private TestDirectory directory;
    private TestDatabase database;
    private String section;
    private String table;
    private int localRows;

    @BeforeEach
    void start() throws Exception {
        directory = TestDirectory.start()
                .addPerson("ada", "Ada Lovelace", "givenName: Ada", "mail: ada@example.com")
                .addPerson("grace", "Grace")
                .addPerson("joan", "Joan");
        directory.server().add("dn: " + FORMER, "objectClass: organizationalUnit", "ou: former");
    }

    @AfterEach
    void stop() {
        if (database != null) {
            database.close();
        }
        directory.close();
    }

    /** Makes a framework's table, and changes it as the page says. */
    private void create(String title, Product product, String usersTable, String... statements) throws IOException {
        database = TestDatabase.create(product);
        table = usersTable;
        for (String statement : statements) {
            database.execute(statement);
        }
        section = List.of(Files.readString(PAGE).split("(?m)^## ")).stream()
                .filter(each -> each.startsWith(title + "\n"))
                .findFirst()
                .orElseThrow();
        List<String> changes = blocks("sql").stream()
                .filter(block -> block.lines()
                        .findFirst()
                        .orElseThrow()
                        .toUpperCase(Locale.ROOT)
                        .contains(product.name()))
                .toList();
        assertThat(changes).as("statements for %s", product).hasSize(1);
        for (String statement : changes.get(0).replaceAll("(?m)^--.*", "").split(";")) {
            if (!statement.isBlank()) {
                database.execute(statement);
            }
        }
    }

    private List<String> blocks(String language) {
        List<String> blocks = new ArrayList<>();
        Matcher block = BLOCK.matcher(section);
        while (block.find()) {
            if (block.group(1).equals(language)) {
                // a block within a list is indented
                blocks.add(block.group(2).replaceAll("(?m)^ +(?=ldap-import)", ""));
            }
        }
        return blocks;
    }

    /** The program with the page's settings; with adoption, with the second block of them, too. */
    private RunningRoutes routes(boolean isAdopting) {
        try {
            Properties settings = new Properties();
            List<String> blocks = blocks("properties");
            settings.load(new StringReader(blocks.get(0)));
            if (isAdopting) {
                settings.load(new StringReader(blocks.get(1)));
            }
            assertThat(settings.stringPropertyNames()).allMatch(key -> key.startsWith("ldap-import."));
            settings.putAll(directory.settings());
            settings.putAll(database.settings());
            settings.put("ldap-import.directory.base", TestDirectory.PEOPLE);
            // the observability services open a port where nothing says otherwise
            for (String service : List.of("management", "metrics", "opentelemetry2")) {
                settings.put("camel." + service + ".enabled", "false");
            }
            for (String yaml : blocks("yaml")) {
                Path file =
                        folder.resolve(yaml.lines().findFirst().orElseThrow().replaceFirst("^# ", ""));
                Files.createDirectories(file.getParent());
                Files.writeString(file, yaml);
            }
            Main main = new Main();
            main.configure().withRoutesIncludePattern("false");
            main.setRoutesCollector(new CamelProgram.FoundRoutes(RouteFiles.find(List.of(folder.resolve("routes")))));
            main.setPropertyPlaceholderLocations("file:application.properties");
            main.setOverrideProperties(settings);
            return RunningRoutes.start(main);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ImportSummary run(boolean isAdopting, Object... headers) {
        try (RunningRoutes routes = routes(isAdopting)) {
            return routes.outcome(headers);
        }
    }

    private void move(String uid, String from, String to) {
        try {
            directory.server().modifyDN("uid=" + uid + "," + from, "uid=" + uid, true, to);
        } catch (com.unboundid.ldap.sdk.LDAPException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whole rows; times, GUIDs, what is random and the keys of new rows are shown by their kind. */
    private List<String> rows() {
        return database.query("SELECT * FROM " + table).stream()
                .map(row -> row.entrySet().stream()
                        .map(cell -> cell.getKey() + "=" + shown(cell.getKey(), cell.getValue(), row.get("guid")))
                        .collect(Collectors.joining(", ")))
                .toList();
    }

    private String shown(String column, Object value, Object guid) {
        if (value instanceof java.util.Date || value instanceof Temporal) {
            return "time";
        } else if (column.equals("guid") && value != null) {
            return "GUID";
        } else if (column.matches("id|ldap_id") && guid != null && ((Number) value).intValue() > localRows) {
            return "new";
        } else if (String.valueOf(value).matches("\\$2y\\$10\\$.{53}")) {
            return "bcrypt";
        }
        return String.valueOf(value);
    }

    private List<String> stamps() {
        return database.query("SELECT * FROM " + table).stream()
                .map(Map::toString)
                .sorted()
                .toList();
    }

    /** Check, dry run, first run, and a second one that changes nothing. */
    private void importTwice() {
        try (RunningRoutes routes = routes(false)) {
            assertThat(routes.check("table")).noneMatch(line -> line.startsWith("FAIL"));
            ImportSummary dryRun = routes.run(Headers.DRY_RUN, true);
            assertThat(dryRun.failures()).isEmpty();
            assertThat(dryRun.imported()).isEqualTo(3);
            assertThat(stamps()).isEmpty();
            ImportSummary first = routes.run();
            assertThat(first.failures()).isEmpty();
            assertThat(first.imported()).isEqualTo(3);
            List<String> after = stamps();
            ImportSummary second = routes.run(Headers.DELETE_MISSING, true);
            assertThat(second.unchanged()).as(second.toString()).isEqualTo(3);
            assertThat(stamps()).isEqualTo(after);
        }
    }

    private static String[] laravelTables(Product product) {
        boolean isMaria = product == Product.MARIADB;
        String time = isMaria ? "timestamp" : "timestamp(0) without time zone";
        return new String[] {
            "CREATE TABLE users (id " + (isMaria ? "bigint unsigned NOT NULL AUTO_INCREMENT" : "bigserial")
                    + " PRIMARY KEY, name varchar(255) NOT NULL, email varchar(255) NOT NULL, email_verified_at " + time
                    + " NULL, password varchar(255) NOT NULL, remember_token varchar(100) NULL, created_at " + time
                    + " NULL, updated_at " + time + " NULL, deleted_at " + time
                    + " NULL, CONSTRAINT users_email_unique UNIQUE (email))"
                    + (isMaria ? " DEFAULT CHARACTER SET utf8mb4 COLLATE 'utf8mb4_unicode_ci'" : ""),
            "CREATE TABLE posts (id integer PRIMARY KEY, user_id " + (isMaria ? "bigint unsigned" : "bigint")
                    + " NOT NULL REFERENCES users (id))"
        };
    }

    private static String[] djangoTables(Product product) {
        boolean isMaria = product == Product.MARIADB;
        String time = isMaria ? "datetime(6)" : "timestamp with time zone";
        return new String[] {
            "CREATE TABLE auth_user (id "
                    + (isMaria
                            ? "integer AUTO_INCREMENT NOT NULL PRIMARY KEY"
                            : "integer NOT NULL PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY")
                    + ", password varchar(128) NOT NULL, last_login " + time + " NULL, is_superuser bool NOT NULL,"
                    + " username varchar(150) NOT NULL UNIQUE, first_name varchar(150) NOT NULL,"
                    + " last_name varchar(150) NOT NULL, email varchar(254) NOT NULL, is_staff bool NOT NULL,"
                    + " is_active bool NOT NULL, date_joined " + time + " NOT NULL)",
            "CREATE TABLE auth_user_groups (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES auth_user (id),"
                    + " group_id integer NOT NULL, UNIQUE (user_id, group_id))"
        };
    }

    private static String[] springTables(Product product) {
        String text = product == Product.H2 ? "varchar_ignorecase" : "varchar";
        return new String[] {
            "create table users(username " + text + "(50) not null primary key,password " + text
                    + "(500) not null,enabled boolean not null)",
            "create table authorities (username " + text + "(50) not null,authority " + text
                    + "(50) not null,constraint fk_authorities_users foreign key(username) references users(username))",
            "create unique index ix_auth_username on authorities (username,authority)"
        };
    }

    private static String[] railsTables(Product product) {
        boolean isMaria = product == Product.MARIADB;
        String text = isMaria ? "varchar(255)" : "character varying";
        String time = isMaria ? "datetime(6)" : "timestamp(6) without time zone";
        return new String[] {
            "CREATE TABLE users (id " + (isMaria ? "bigint NOT NULL AUTO_INCREMENT" : "bigserial")
                    + " PRIMARY KEY, email "
                    + text + " DEFAULT '' NOT NULL, encrypted_password " + text
                    + " DEFAULT '' NOT NULL, reset_password_token " + text + ", reset_password_sent_at " + time
                    + ", remember_created_at " + time + ", created_at " + time + " NOT NULL, updated_at " + time
                    + " NOT NULL)",
            "CREATE UNIQUE INDEX index_users_on_email ON users (email)",
            "CREATE UNIQUE INDEX index_users_on_reset_password_token ON users (reset_password_token)"
        };
    }

    /** What a table holds for each user of the directory, and for the local ones. */
    private record Rows(Function<Boolean, String> ada, String grace, String joan, Function<Boolean, String> adopted) {}

    private void takeThroughAnEmptyTable(Rows rows) {
        importTwice();
        assertThat(rows()).containsExactlyInAnyOrder(rows.ada().apply(false), rows.grace(), rows.joan());
        move("ada", TestDirectory.PEOPLE, FORMER);
        assertThat(run(false, DELETE_ONE).deletedMissing()).isEqualTo(1);
        assertThat(rows()).containsExactlyInAnyOrder(rows.ada().apply(true), rows.grace(), rows.joan());
        assertThat(run(false, DELETE_ONE).unchanged()).isEqualTo(2);
        move("ada", FORMER, TestDirectory.PEOPLE);
        assertThat(run(false).unchanged()).isEqualTo(3);
        assertThat(rows())
                .as("only --restore lets a user in again")
                .contains(rows.ada().apply(true));
        assertThat(run(false, Headers.RESTORE, true).restored()).isEqualTo(1);
        assertThat(rows()).containsExactlyInAnyOrder(rows.ada().apply(false), rows.grace(), rows.joan());
    }

    /** The directory has users of the local users' logins and addresses, too; alan is the same person, admin is not. */
    private void takeBesideLocalUsers(Rows rows, String... inserts) {
        for (String insert : inserts) {
            database.execute(insert);
        }
        List<String> local = rows();
        localRows = local.size();
        String admin =
                local.stream().filter(row -> row.contains("admin")).findFirst().orElseThrow();
        directory.addPerson("alan", "Alan", "givenName: Alan", "mail: alan@example.com");
        directory.addPerson("admin", "Admin", "mail: admin@example.com");
        try (RunningRoutes routes = routes(false)) {
            assertThat(routes.check("table")).noneMatch(line -> line.startsWith("FAIL"));
            for (boolean isDryRun : new boolean[] {true, false}) {
                ImportSummary summary = routes.run(Headers.DRY_RUN, isDryRun);
                assertThat(summary.imported()).as(summary.toString()).isEqualTo(3);
                assertThat(summary.failures()).extracting(Failure::name).containsExactlyInAnyOrder("Alan", "Admin");
                assertThat(summary.failures()).allSatisfy(failure -> assertThat(failure.message())
                        .contains(failure.name().toLowerCase(Locale.ROOT), "row"));
            }
            assertThat(rows()).containsAll(local).hasSize(5);
        }
        try (RunningRoutes routes = routes(true)) {
            assertThat(routes.run(Headers.DRY_RUN, true).adopted()).isEqualTo(1);
            assertThat(rows()).containsAll(local);
            ImportSummary adopting = routes.run();
            assertThat(adopting.adopted()).as(adopting.toString()).isEqualTo(1);
            assertThat(adopting.failures()).singleElement().satisfies(failure -> assertThat(failure.name())
                    .isEqualTo("Admin"));
        }
        assertThat(rows())
                .containsExactlyInAnyOrder(
                        rows.ada().apply(false),
                        rows.grace(),
                        rows.joan(),
                        rows.adopted().apply(false),
                        admin);
        assertThat(run(false, Headers.DELETE_MISSING, true).unchanged()).isEqualTo(4);
        move("alan", TestDirectory.PEOPLE, FORMER);
        assertThat(run(false, DELETE_ONE).deletedMissing()).isEqualTo(1);
        assertThat(rows()).contains(rows.adopted().apply(true), admin);
        move("alan", FORMER, TestDirectory.PEOPLE);
        assertThat(run(false, Headers.RESTORE, true).restored()).isEqualTo(1);
        assertThat(rows()).contains(rows.adopted().apply(false), admin).hasSize(5);
    }

    private static Rows laravelRows() {
        String row = "id=%s, name=%s, email=%s, email_verified_at=null, password=%s, remember_token=null,"
                + " created_at=%s, updated_at=%s, deleted_at=%s, guid=GUID, domain=default";
        return new Rows(
                gone -> row.formatted(
                        "new", "Ada Lovelace", "ada@example.com", "bcrypt", "time", "time", gone ? "time" : null),
                row.formatted("new", "Grace", "grace@users.invalid", "bcrypt", "time", "time", null),
                row.formatted("new", "Joan", "joan@users.invalid", "bcrypt", "time", "time", null),
                gone -> row.formatted("2", "Alan", "alan@example.com", "local", null, "time", gone ? "time" : null));
    }

    @ParameterizedTest
    @EnumSource(
            value = Product.class,
            names = {"MARIADB", "POSTGRESQL"})
    @Proves({"2.60", "2.67", "3.3", "7.12"})
    void laravels_empty_table(Product product) throws Exception {
        create("Laravel", product, "users", laravelTables(product));
        takeThroughAnEmptyTable(laravelRows());
    }

    @ParameterizedTest
    @EnumSource(
            value = Product.class,
            names = {"MARIADB", "POSTGRESQL"})
    @Proves({"2.29", "2.32", "7.12"})
    void laravels_table_with_local_users(Product product) throws Exception {
        create("Laravel", product, "users", laravelTables(product));
        takeBesideLocalUsers(
                laravelRows(),
                "INSERT INTO users (name, email, password) VALUES ('admin', 'admin@example.com', 'local')",
                "INSERT INTO users (name, email, password) VALUES ('Alan T.', 'alan@example.com', 'local')");
    }

    private static Rows djangoRows() {
        String row = "id=%s, password=%s, last_login=null, is_superuser=false, username=%s, first_name=%s,"
                + " last_name=%s, email=%s, is_staff=false, is_active=%s, date_joined=time, guid=GUID, domain=default";
        return new Rows(
                gone -> row.formatted("new", "!", "ada", "Ada", "Ada Lovelace", "ada@example.com", !gone),
                row.formatted("new", "!", "grace", "", "Grace", "", true),
                row.formatted("new", "!", "joan", "", "Joan", "", true),
                gone -> row.formatted("2", "local", "alan", "Alan", "Alan", "alan@example.com", !gone));
    }

    @ParameterizedTest
    @EnumSource(
            value = Product.class,
            names = {"MARIADB", "POSTGRESQL"})
    @Proves({"2.60", "2.62", "2.63", "5.16", "7.12"})
    void djangos_empty_table(Product product) throws Exception {
        create("Django", product, "auth_user", djangoTables(product));
        takeThroughAnEmptyTable(djangoRows());
        database.execute("UPDATE auth_user SET is_superuser = true, is_staff = true WHERE username = 'grace'");
        directory.modify("dn: uid=grace," + TestDirectory.PEOPLE + "\nchangetype: modify\nreplace: sn\nsn: Hopper");
        assertThat(run(false).changed()).isEqualTo(1);
        assertThat(database.query("SELECT * FROM auth_user WHERE username = 'grace'"))
                .singleElement()
                .satisfies(grace -> assertThat(grace)
                        .containsEntry("last_name", "Hopper")
                        .containsEntry("is_superuser", true)
                        .containsEntry("is_staff", true));
    }

    @ParameterizedTest
    @EnumSource(
            value = Product.class,
            names = {"MARIADB", "POSTGRESQL"})
    @Proves({"2.29", "2.32", "2.63", "7.12"})
    void djangos_table_with_local_users(Product product) throws Exception {
        create("Django", product, "auth_user", djangoTables(product));
        String insert =
                "INSERT INTO auth_user (password, is_superuser, username, first_name, last_name, email, is_staff,"
                        + " is_active, date_joined) VALUES ('local', %s, '%s', '', '', '', false, true, CURRENT_TIMESTAMP)";
        takeBesideLocalUsers(djangoRows(), insert.formatted(true, "admin"), insert.formatted(false, "alan"));
    }

    private static Rows springRows() {
        String row = "username=%s, password=%s, enabled=%s, ldap_id=%s, guid=GUID, domain=default";
        return new Rows(
                gone -> row.formatted("ada", "{bcrypt}!", !gone, "new"),
                row.formatted("grace", "{bcrypt}!", true, "new"),
                row.formatted("joan", "{bcrypt}!", true, "new"),
                gone -> row.formatted("alan", "local", !gone, 2));
    }

    private List<String> authorities() {
        return database.query("SELECT * FROM authorities").stream()
                .map(row -> String.join(
                        " ", row.values().stream().map(String::valueOf).toList()))
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"2.63", "5.16", "7.12"})
    void spring_securitys_empty_tables(Product product) throws Exception {
        create("Spring Security", product, "users", springTables(product));
        takeThroughAnEmptyTable(springRows());
        assertThat(authorities()).containsExactlyInAnyOrder("ada ROLE_USER", "grace ROLE_USER", "joan ROLE_USER");
        // another login is another key of the application's, but the same row
        directory.server().modifyDN("uid=grace," + TestDirectory.PEOPLE, "uid=hopper", true);
        assertThat(run(false, Headers.DELETE_MISSING, true).changed()).isEqualTo(1);
        assertThat(authorities()).containsExactlyInAnyOrder("ada ROLE_USER", "hopper ROLE_USER", "joan ROLE_USER");
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"2.29", "2.32", "7.12"})
    void spring_securitys_tables_with_local_users(Product product) throws Exception {
        create("Spring Security", product, "users", springTables(product));
        takeBesideLocalUsers(
                springRows(),
                "INSERT INTO users (username, password, enabled) VALUES ('admin', 'local', true)",
                "INSERT INTO users (username, password, enabled) VALUES ('alan', 'local', true)",
                "INSERT INTO authorities VALUES ('admin', 'ROLE_ADMIN'), ('alan', 'ROLE_EDITOR')");
        assertThat(authorities())
                .containsExactlyInAnyOrder(
                        "admin ROLE_ADMIN", "alan ROLE_EDITOR", "ada ROLE_USER", "grace ROLE_USER", "joan ROLE_USER");
    }

    private static Rows railsRows() {
        String row = "id=%s, email=%s, encrypted_password=%s, reset_password_token=null, reset_password_sent_at=null,"
                + " remember_created_at=null, created_at=time, updated_at=time, guid=GUID, domain=default, username=%s,"
                + " deleted_at=%s";
        return new Rows(
                gone -> row.formatted("new", "ada@example.com", "", "ada", gone ? "time" : null),
                row.formatted("new", "grace@users.invalid", "", "grace", null),
                row.formatted("new", "joan@users.invalid", "", "joan", null),
                gone -> row.formatted(2, "alan@example.com", "local", "alan", gone ? "time" : null));
    }

    @ParameterizedTest
    @EnumSource(
            value = Product.class,
            names = {"MARIADB", "POSTGRESQL"})
    @Proves({"2.60", "2.64", "5.16", "7.12"})
    void rails_empty_table(Product product) throws Exception {
        create("Rails and Devise", product, "users", railsTables(product));
        takeThroughAnEmptyTable(railsRows());
    }

    @ParameterizedTest
    @EnumSource(
            value = Product.class,
            names = {"MARIADB", "POSTGRESQL"})
    @Proves({"2.29", "2.32", "7.12"})
    void rails_table_with_local_users(Product product) throws Exception {
        create("Rails and Devise", product, "users", railsTables(product));
        String insert = "INSERT INTO users (email, encrypted_password, created_at, updated_at)"
                + " VALUES ('%s', 'local', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP)";
        takeBesideLocalUsers(railsRows(), insert.formatted("admin@example.com"), insert.formatted("alan@example.com"));
    }

    /** The steps of docs/adoption.md, and the way back. */
    @ParameterizedTest
    @EnumSource
    @Proves({"7.12", "2.34"})
    void adoption_step_by_step_and_back_again(Product product) throws Exception {
        database = TestDatabase.create(product).createUsersTable();
        table = "users";
        database.execute("ALTER TABLE users ADD is_admin BOOLEAN DEFAULT FALSE NOT NULL");
        String insert = "INSERT INTO users (id, name, email, password, is_admin) VALUES (%s, '%s', '%s', 'local', %s)";
        database.execute(insert.formatted(1, "Root", "joan@example.com", true));
        database.execute(insert.formatted(2, "Miss Lovelace", "ADA@example.com", false));
        database.execute(insert.formatted(3, "Guest", "guest@example.com", false));
        directory.modify(
                "dn: uid=joan," + TestDirectory.PEOPLE + "\nchangetype: modify\nadd: mail\nmail: joan@example.com");
        section = Files.readString(Path.of("docs/adoption.md"))
                .split("(?m)^## Step by step")[1]
                .split("(?m)^## ")[0];
        List<String> statements = blocks("sql");
        List<String> before = stamps();
        for (int i = 0; i < 2; i++) {
            database.execute(statements.get(0).replace(";", ""));
            try (RunningRoutes routes = routes(false)) {
                assertThat(routes.check("table")).noneMatch(line -> line.startsWith("FAIL"));
                ImportSummary dryRun = routes.run(Headers.DRY_RUN, true);
                assertThat(dryRun.adopted()).as(dryRun.toString()).isEqualTo(1);
                assertThat(dryRun.failed()).isEqualTo(1);
                assertThat(stamps()).isEqualTo(before);
                ImportSummary adopting = routes.run();
                assertThat(adopting.adopted()).isEqualTo(1);
                assertThat(adopting.imported()).isEqualTo(1);
                assertThat(adopting.failures()).singleElement().satisfies(failure -> assertThat(failure.message())
                        .contains("id = 1"));
            }
            try (RunningRoutes routes = RunningRoutes.start(directory.settings(), database.settings())) {
                assertThat(routes.run().unchanged()).isEqualTo(2);
            }
            for (String statement : statements.get(1).split(";")) {
                if (!statement.isBlank()) {
                    database.execute(statement);
                }
            }
            assertThat(stamps()).isEqualTo(before);
            database.execute("DROP TABLE users_before");
        }
    }

    /** What the page says of dates in MariaDB, whose session otherwise has the server's zone. */
    @Test
    @Proves("7.12")
    void the_urls_parameter_puts_a_session_of_mariadb_into_utc() throws Exception {
        database = TestDatabase.create(Product.MARIADB);
        Matcher url = Pattern.compile("(?m)^    ldap-import.database.url=\\S+?(\\?\\S+)$")
                .matcher(Files.readString(PAGE));
        assertThat(url.find()).isTrue();
        try (Connection connection = DriverManager.getConnection(database.url() + url.group(1), "root", "");
                ResultSet zone = connection.createStatement().executeQuery("SELECT @@session.time_zone")) {
            assertThat(zone.next()).isTrue();
            assertThat(zone.getString(1)).isEqualTo("+00:00");
        }
    }

    /** What the page says of texts in the password columns. */
    @ParameterizedTest
    @ValueSource(strings = {"", "!", "{bcrypt}!", "ada"})
    @Proves("7.12")
    void no_password_fits_what_spring_security_gets(String password) {
        assertThat(PasswordEncoderFactories.createDelegatingPasswordEncoder().matches(password, "{bcrypt}!"))
                .isFalse();
    }
}
