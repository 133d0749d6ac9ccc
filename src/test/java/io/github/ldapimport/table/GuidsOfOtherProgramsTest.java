package io.github.ldapimport.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.ldap.Guid;
import io.github.ldapimport.testing.GuidForm;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows whose GUIDs other programs wrote, each in a form of its own. */
class GuidsOfOtherProgramsTest {
    private static final GuidForm[] FORMS = GuidForm.values();
    private final TestDirectory directory = TestDirectory.ofEveryKind().addPeople(FORMS.length);

    @AfterEach
    void stop() {
        directory.close();
    }

    private static TestDatabase database(Product product, String type) {
        TestDatabase database = TestDatabase.create(product).createUsersTable();
        database.execute("ALTER TABLE users DROP COLUMN guid");
        database.execute("ALTER TABLE users ADD guid " + type);
        return database;
    }

    private RunningRoutes routes(TestDatabase database, Map<String, String> settings) {
        return RunningRoutes.start(directory.settings(), database.settings(), settings);
    }

    private static void insert(TestDatabase database, int number, Object guid) {
        database.execute(
                "INSERT INTO users (id, name, email, domain, password, guid) VALUES (?, ?, ?, 'default', 'hash', ?)",
                number,
                "Old " + number,
                "user" + number + "@example.com",
                guid);
    }

    private static String ids(TestDatabase database) {
        return database.column("SELECT id FROM users WHERE password = 'hash' AND deleted_at IS NULL ORDER BY id")
                .toString();
    }

    private static List<String> guids(TestDatabase database) {
        return database.column("SELECT guid FROM users ORDER BY id").stream()
                .map(String::strip)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "H2, VARCHAR(100)",
        "H2, CHAR(100)",
        "POSTGRESQL, VARCHAR(100)",
        "POSTGRESQL, TEXT",
        "POSTGRESQL, CHAR(100)",
        "MARIADB, VARCHAR(100)",
        "MARIADB, VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
        "MARIADB, CHAR(100)"
    })
    @Proves({"2.1", "2.21", "3.30"})
    void whatever_form_a_rows_guid_has_its_user_gets_no_second_row_and_is_not_missing(Product product, String type) {
        try (TestDatabase database = database(product, type);
                RunningRoutes routes = routes(database, Map.of())) {
            for (int i = 1; i <= FORMS.length; i++) {
                insert(database, i, FORMS[i - 1].write(directory.guid("user" + i)));
            }
            String before = ids(database);
            // whom the run leaves out is asked for in every form
            ImportSummary narrow =
                    routes.run(Headers.DRY_RUN, true, Headers.DELETE_MISSING, true, Headers.FILTER, "(uid=user1)");
            assertThat(narrow.deletedMissing()).isZero();

            ImportSummary summary = routes.run(Headers.DELETE_MISSING, true, Headers.CHUNK, 7);
            assertThat(summary.failures()).isEmpty();
            assertThat(summary.imported()).isZero();
            assertThat(summary.changed()).isEqualTo(FORMS.length);
            assertThat(summary.deletedMissing()).isZero();
            assertThat(ids(database)).isEqualTo(before);
            for (int i = 1; i <= FORMS.length; i++) {
                assertThat(guids(database).get(i - 1)).isEqualTo(directory.guid("user" + i));
            }
            assertThat(routes.run(Headers.DELETE_MISSING, true).unchanged()).isEqualTo(FORMS.length);
        }
    }

    /** The user's GUID in the order of Windows. MariaDB takes a few of them for no UUID: such a user gets another GUID. */
    private String swapped(TestDatabase database, Product product, String uid) {
        String guid = Guid.swapped(directory.guid(uid));
        while (product == Product.MARIADB && database.value("SELECT CAST('" + guid + "' AS UUID)") == null) {
            directory.deletePerson(uid);
            directory.addPerson(uid, "Anew", "mail: " + uid + "@example.com");
            guid = Guid.swapped(directory.guid(uid));
        }
        return guid;
    }

    @ParameterizedTest
    @CsvSource({
        "H2, UUID",
        "POSTGRESQL, uuid",
        "MARIADB, UUID",
        "H2, VARCHAR(36)",
        "POSTGRESQL, VARCHAR(36)",
        "MARIADB, CHAR(36)"
    })
    @Proves({"2.21", "5.9", "3.30"})
    void a_uuid_in_the_order_of_windows_is_found_though_it_looks_like_any_other(Product product, String type) {
        try (TestDatabase database = database(product, type);
                RunningRoutes routes = routes(database, Map.of())) {
            for (int i = 1; i <= 12; i++) {
                String guid = swapped(database, product, "user" + i);
                insert(database, i, type.equalsIgnoreCase("uuid") ? java.util.UUID.fromString(guid) : guid);
            }
            ImportSummary summary = routes.run(Headers.DELETE_MISSING, true, Headers.FILTER, "(!(uid=user9))");
            assertThat(summary.failures()).isEmpty();
            assertThat(summary.changed()).isEqualTo(11);
            assertThat(summary.deletedMissing()).isZero();
            assertThat(guids(database).subList(0, 8))
                    .containsExactlyElementsOf(List.of(1, 2, 3, 4, 5, 6, 7, 8).stream()
                            .map(i -> directory.guid("user" + i))
                            .toList());
            routes.run();
            assertThat(database.column("SELECT id FROM users WHERE id <= 12 AND password = 'hash'"))
                    .hasSize(12);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"2.21", "2.3"})
    void two_rows_of_one_user_are_told_where_one_is_in_another_form(Product product) {
        try (TestDatabase database = database(product, "VARCHAR(100)");
                RunningRoutes routes = routes(database, Map.of())) {
            insert(database, 1, directory.guid("user1"));
            insert(database, 2, "{" + directory.guid("user1") + "}");
            ImportSummary summary = routes.run(Headers.FILTER, "(uid=user1)");
            assertThat(summary.failures()).singleElement().satisfies(failure -> assertThat(failure.message())
                    .contains("2 rows with the GUID", "id = "));
            assertThat(guids(database)).containsExactly(directory.guid("user1"), "{" + directory.guid("user1") + "}");
        }
    }

    @Test
    @Proves("2.21")
    void an_nsuniqueid_is_found_in_capitals_and_without_dashes() {
        directory.addPerson("a", "A", "nsUniqueId: 4aa11c01-1dd211b2-80e5b7d6-4f2bd1f0");
        directory.addPerson("b", "B", "nsUniqueId: 4aa11c02-1dd211b2-80e5b7d6-4f2bd1f0");
        try (TestDatabase database = database(Product.H2, "VARCHAR(64)");
                RunningRoutes routes = routes(
                        database,
                        Map.of(
                                "ldap-import.directory.type", "389ds",
                                "ldap-import.directory.filter", "(nsUniqueId=*)"))) {
            insert(database, 1, "4AA11C01-1DD211B2-80E5B7D6-4F2BD1F0");
            insert(database, 2, "4aa11c021dd211b280e5b7d64f2bd1f0");
            ImportSummary summary = routes.run(Headers.DELETE_MISSING, true);
            assertThat(summary.changed()).isEqualTo(2);
            assertThat(guids(database))
                    .containsExactly("4aa11c01-1dd211b2-80e5b7d6-4f2bd1f0", "4aa11c02-1dd211b2-80e5b7d6-4f2bd1f0");
        }
    }

    private static final List<String> NONE_OF_ENTRY_UUID = List.of(
            "597ae2f6-16a6-1027-98f4-d28b5365",
            "597ae2f6-16a6-1027-98f4-d28b5365dc14-2",
            "597ae2f6-16a6-1027-98f4-d28b5365dc14@example.com",
            "4aa11c01-1dd211b2-80e5b7d6-4f2bd1f0",
            "E-17",
            "administrator-accountA",
            "S-1-5-21-1004336348-1177238915-682003330-512",
            "autogenerate",
            "none",
            "00000000-0000-0000-0000-000000000000",
            "ffffffff-ffff-ffff-ffff-ffffffffffff");

    @ParameterizedTest
    @EnumSource
    @Proves({"3.9", "3.30", "3.12"})
    void a_row_whose_guid_the_directory_cannot_have_given_is_never_missing_and_counts_for_no_guard(Product product) {
        try (TestDatabase database = database(product, "VARCHAR(100)");
                RunningRoutes routes = routes(database, Map.of())) {
            routes.run(Headers.FILTER, "(|(uid=user1)(uid=user2))");
            for (int i = 0; i < NONE_OF_ENTRY_UUID.size(); i++) {
                database.execute(
                        "INSERT INTO users (id, name, domain, guid) VALUES (?, 'Odd', 'default', ?)",
                        i + 1,
                        NONE_OF_ENTRY_UUID.get(i));
            }
            directory.deletePerson("user2");
            ImportSummary summary = routes.run(Headers.FILTER, "(uid=user1)", Headers.DELETE_MISSING, true);
            assertThat(summary.deletedMissing()).isEqualTo(1);
            assertThat(database.column("SELECT id FROM users WHERE deleted_at IS NULL AND name = 'Odd'"))
                    .hasSameSizeAs(NONE_OF_ENTRY_UUID);
            assertThat(routes.check("table"))
                    .anyMatch(line ->
                            line.contains("11 live rows of domain default hold as GUID what no entryUUID can be"));
        }
    }
}
