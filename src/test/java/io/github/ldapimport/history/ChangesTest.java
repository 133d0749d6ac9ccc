package io.github.ldapimport.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportSummary;
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
import org.junit.jupiter.params.provider.EnumSource;

/** What a run does to rows is kept beside them. */
class ChangesTest {
    private static final String SYNC = "ldap-import.users.sync-attributes";

    private TestDirectory directory;

    @BeforeEach
    void start() {
        directory = TestDirectory.start();
    }

    @AfterEach
    void stop() {
        directory.close();
    }

    private static List<String> changes(TestDatabase database, ImportSummary run) {
        return database.column("SELECT CONCAT(kind, ' ', detail) FROM ldap_import_changes WHERE run_id = '"
                + run.runId() + "' AND kind <> 'settings' ORDER BY id");
    }

    private static String detail(TestDatabase database, ImportSummary run, String kind) {
        String detail = database.value("SELECT CONCAT('', detail) FROM ldap_import_changes WHERE run_id = '"
                + run.runId() + "' AND kind = '" + kind + "'");
        // H2 spells columns in capitals
        return detail.replace("\"GUID\"", "\"guid\"")
                .replace("\"DOMAIN\"", "\"domain\"")
                .replace("\"EMAIL\"", "\"email\"")
                .replace("\"DELETED_AT\"", "\"deleted_at\"");
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    @Proves("12.1")
    void every_row_that_a_run_changes_is_kept_with_its_old_and_new_values(Product product) {
        directory.addPerson("ada", "Ada", "mail: ada@example.com").addPerson("kim", "Kim", "mail: kim@example.com");
        directory.addPerson("joe", "Joe", "mail: joe@example.com");
        try (TestDatabase database = TestDatabase.create(product).createUsersTable()) {
            database.execute("INSERT INTO users (id, name, email) VALUES (7, 'Old Joe', 'joe@example.com')");
            try (RunningRoutes routes = RunningRoutes.start(
                    directory.settings(),
                    database.settings(),
                    Map.of(
                            "ldap-import.users.sync-existing", "email=mail",
                            "ldap-import.users.release-columns", "email",
                            "ldap-import.directory.disabled-filter", "(employeeType=gone)",
                            "ldap-import.max-missing", "100%",
                            "ldap-import.max-disabled", "100%",
                            "ldap-import.max-restored", "100%"))) {
                ImportSummary first = routes.run();

                assertThat(changes(database, first)).hasSize(3);
                assertThat(detail(database, first, "adopted"))
                        .contains("\"key\":\"7\"", "\"name\":[\"Old Joe\",\"Joe\"]", "\"guid\":[null,\"")
                        .contains("\"domain\":[null,\"default\"]", "\"account\":\"joe\"")
                        .doesNotContain("email");
                assertThat(changes(database, first))
                        .anyMatch(change -> change.startsWith("imported ")
                                && change.contains("\"email\":[null,\"ada@example.com\"]")
                                && change.contains("\"dn\":\"uid=ada,"));

                directory.modify(
                        "dn: uid=ada,ou=people,dc=example,dc=com\nchangetype: modify\nreplace: cn\ncn: Ada \u0141",
                        "dn: uid=kim,ou=people,dc=example,dc=com\nchangetype: modify\nadd: employeeType\nemployeeType: gone");
                directory.deletePerson("joe");
                ImportSummary second = routes.run(Headers.DELETE, true, Headers.DELETE_MISSING, true);

                assertThat(detail(database, second, "changed"))
                        .contains("\"columns\":{\"name\":[\"Ada\",\"Ada \\u0141\"]}")
                        .doesNotContain("mark");
                assertThat(detail(database, second, "deleted"))
                        .contains(
                                "\"mark\":\"DELETE\"",
                                "\"columns\":{\"email\":[\"kim@example.com\",null],",
                                "_at\":[null,\"20");
                assertThat(detail(database, second, "deleted-missing"))
                        .contains("\"key\":\"7\"", "\"mark\":\"DELETE\"")
                        .contains("\"columns\":{\"email\":[\"joe@example.com\",null],", "_at\":[null,\"20");
                assertThat(changes(database, second)).hasSize(3);

                directory.modify(
                        "dn: uid=kim,ou=people,dc=example,dc=com\nchangetype: modify\nreplace: employeeType\nemployeeType: back");
                ImportSummary third = routes.run(Headers.RESTORE, true);

                assertThat(changes(database, third)).hasSize(1);
                assertThat(detail(database, third, "restored"))
                        .contains("\"mark\":\"RESTORE\"", "\"columns\":{\"email\":[null,\"kim@example.com\"],");
                assertThat(changes(database, routes.run())).isEmpty();
            }
        }
    }

    @Test
    @Proves("12.2")
    void passwords_and_excluded_columns_are_not_kept_and_bytes_only_as_a_digest() {
        directory.addPerson(
                "ada", "Ada", "mail: ada@example.com", "employeeNumber: 4711", "jpegPhoto:: /9j/4AAQSkZJRg==");
        try (TestDatabase database = TestDatabase.create(Product.H2)) {
            database.execute("CREATE TABLE users (id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,"
                    + " guid VARCHAR(64), domain VARCHAR(100), name VARCHAR(100), password VARCHAR(255),"
                    + " salary VARCHAR(20), photo VARBINARY(100), note VARCHAR(20000))");
            try (RunningRoutes routes = RunningRoutes.start(
                    directory.settings(),
                    database.settings(),
                    Map.of(
                            SYNC,
                            "name=cn, salary=employeeNumber, photo=jpegPhoto, password='hunter2-in-clear',"
                                    + " note=${body[cn].repeat(4000)}",
                            "ldap-import.users.password-column",
                            "",
                            "ldap-import.users.created-at-column",
                            "",
                            "ldap-import.users.updated-at-column",
                            "",
                            "ldap-import.users.deleted-at-column",
                            "",
                            "ldap-import.directory.binary-attributes",
                            "jpegPhoto",
                            "ldap-import.changes.without",
                            "SALARY, password"))) {
                String detail = detail(database, routes.run(), "imported");

                assertThat(detail)
                        .contains("\"photo\":[null,{\"bytes\":10,\"sha256\":\"")
                        .contains("\"note\":[null,{\"characters\":12000,\"sha256\":\"")
                        .endsWith("\"without\":[\"password\",\"salary\"]}")
                        .doesNotContain("4711", "hunter2", "$2a$");
            }
        }
    }

    @Test
    @Proves("12.3")
    void nothing_is_kept_where_the_setting_is_empty_and_a_dry_run_keeps_nothing() {
        directory.addPerson("ada", "Ada");
        try (TestDatabase database = TestDatabase.create(Product.H2).createUsersTable();
                RunningRoutes routes = RunningRoutes.start(
                        directory.settings(), database.settings(), Map.of("ldap-import.changes.keep", ""))) {
            routes.run();

            assertThat(database.column("SELECT table_name FROM information_schema.tables"
                            + " WHERE UPPER(table_name) = 'LDAP_IMPORT_CHANGES'"))
                    .isEmpty();
        }
        try (TestDatabase database = TestDatabase.create(Product.H2).createUsersTable();
                RunningRoutes routes = RunningRoutes.start(directory.settings(), database.settings())) {
            routes.run();
            directory.addPerson("kim", "Kim");
            ImportSummary dry = routes.run(Headers.DRY_RUN, true);

            assertThat(dry.imported()).isEqualTo(1);
            assertThat(changes(database, dry)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    @Proves("12.4")
    void changes_that_are_older_than_they_are_kept_are_removed_by_a_run_for_all_users(Product product) {
        directory.addPerson("ada", "Ada");
        try (TestDatabase database = TestDatabase.create(product).createUsersTable();
                RunningRoutes routes = RunningRoutes.start(
                        directory.settings(), database.settings(), Map.of("ldap-import.changes.keep", "30d"))) {
            ImportSummary first = routes.run();
            String insert = "INSERT INTO ldap_import_changes (provider, run_id, id, changed_at, kind, guid, detail)"
                    + " VALUES (?, ?, ?, 'then', 'changed', 'x', '{}')";
            for (int i = 0; i < 2_500; i++) {
                database.execute(insert, "ldap", "20200101-000000-0000000" + i % 2, String.format("%09d", i));
            }
            database.execute(insert, "other", "20200101-000000-00000000", "1");

            routes.run(Headers.USER, "ada");
            assertThat(database.value("SELECT COUNT(*) FROM ldap_import_changes WHERE guid = 'x'"))
                    .isEqualTo("2501");
            routes.run();

            assertThat(database.column("SELECT provider FROM ldap_import_changes WHERE guid = 'x'"))
                    .containsExactly("other");
            assertThat(changes(database, first)).hasSize(1);
        }
    }
}
