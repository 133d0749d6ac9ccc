package io.github.ldapimport.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.ldap.Guid;
import io.github.ldapimport.request.Preview;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDirectory;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each kind of directory, from an import to leavers. */
class KindsTest {
    /**
     * What people look like in a kind of directory.
     *
     * @param guids of the first person and so on, as they are stored
     * @param guidLine an LDIF line without its value
     */
    private record Kind(
            String type, List<String> guids, String guidLine, String stateAttribute, String disabled, String enabled) {
        String lineOfGuid(int person) {
            String guid = guids.get(person);
            return guidLine
                    + (guidLine.endsWith("::")
                            ? " "
                                    + Base64.getEncoder()
                                            .encodeToString(Guid.toBytes(guid).orElseThrow())
                            : " " + guid);
        }

        String lineOfState(boolean isDisabled) {
            return stateAttribute + ": " + (isDisabled ? disabled : enabled);
        }

        @Override
        public String toString() {
            return type;
        }
    }

    private static final List<String> UUIDS = List.of(
            "00112233-4455-6677-8899-aabbccddeeff",
            "f0000000-0000-4000-8000-00000000000a",
            "03020100-0504-0706-0809-0a0b0c0d0e0f");

    static Stream<Kind> kinds() {
        return Stream.of(
                new Kind(
                        "openldap",
                        UUIDS,
                        "entryUUID:",
                        "pwdAccountLockedTime",
                        "000001010000Z",
                        // a lock that passes
                        "20260401063000Z"),
                new Kind("active-directory", UUIDS, "objectGUID::", "userAccountControl", "514", "512"),
                new Kind("freeipa", UUIDS, "ipaUniqueID:", "nsAccountLock", "TRUE", "FALSE"),
                new Kind(
                        "389ds",
                        List.of(
                                "2b0f1a01-1dd211b2-80d6a5c6-7d9f0001",
                                "2b0f1a02-1dd211b2-80d6a5c6-7d9f0001",
                                "2b0f1a03-1dd211b2-80d6a5c6-7d9f0001"),
                        "nsUniqueId:",
                        "nsAccountLock",
                        "true",
                        "false"));
    }

    private TestDirectory directory;
    private TestDatabase database;

    @BeforeEach
    void start() {
        directory = TestDirectory.ofEveryKind();
        database = TestDatabase.create(TestDatabase.Product.H2).createUsersTable();
    }

    @AfterEach
    void stop() {
        database.close();
        directory.close();
    }

    private RunningRoutes routes(String type) {
        return RunningRoutes.start(
                directory.settings(), database.settings(), Map.of("ldap-import.directory.type", type));
    }

    private void set(String uid, String attribute, String value) {
        directory.modify("dn: uid=" + uid + "," + TestDirectory.PEOPLE + "\nchangetype: modify\nreplace: " + attribute
                + "\n" + attribute + ": " + value);
    }

    private List<String> deleted() {
        return database.column("SELECT name FROM users WHERE deleted_at IS NOT NULL ORDER BY name");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    @Proves({"1.3", "3.1", "3.2", "3.3", "3.4", "3.8"})
    void users_are_imported_disabled_enabled_and_gone_in_each_kind_of_directory(Kind kind) {
        List<String> people = List.of("ada", "grace", "linus");
        for (int i = 0; i < people.size(); i++) {
            directory.addPerson(
                    people.get(i),
                    people.get(i),
                    "objectClass: user",
                    "sAMAccountName: " + people.get(i),
                    kind.lineOfGuid(i),
                    kind.lineOfState(false));
        }
        try (RunningRoutes routes = routes(kind.type())) {
            assertThat(routes.run(Headers.DELETE, true).imported()).isEqualTo(3);
            assertThat(database.column("SELECT guid FROM users ORDER BY name")).isEqualTo(kind.guids());
            assertThat(deleted()).isEmpty();

            set("grace", kind.stateAttribute(), kind.disabled());
            assertThat(routes.run().deleted()).isZero();
            ImportSummary disabled = routes.run(Headers.DELETE, true, Headers.RESTORE, true);
            assertThat(disabled.deleted()).isEqualTo(1);
            assertThat(disabled.unchanged()).isEqualTo(2);
            assertThat(deleted()).containsExactly("grace");

            set("grace", kind.stateAttribute(), kind.enabled());
            assertThat(routes.run(Headers.DELETE, true).restored()).isZero();
            ImportSummary enabled = routes.run(Headers.DELETE, true, Headers.RESTORE, true);
            assertThat(enabled.restored()).isEqualTo(1);
            assertThat(enabled.unchanged()).isEqualTo(2);
            assertThat(deleted()).isEmpty();

            // the filter finds grace alone: whether the others have left, the second look tells
            directory.deletePerson("ada");
            ImportSummary left = routes.run(Headers.DELETE_MISSING, true, Headers.FILTER, "(cn=grace)");
            assertThat(left.found()).isEqualTo(1);
            assertThat(left.deletedMissing()).isEqualTo(1);
            assertThat(deleted()).containsExactly("ada");
        }
    }

    @Test
    @Proves({"1.3", "3.2"})
    void in_active_directory_computers_are_no_users_and_an_account_that_shows_no_state_is_left_as_it_is() {
        for (String name : List.of("known", "secret", "workstation")) {
            directory.addPerson(
                    name,
                    name,
                    "objectClass: user",
                    "sAMAccountName: " + name,
                    new Kind("active-directory", List.of(UUID.randomUUID().toString()), "objectGUID::", "", "", "")
                            .lineOfGuid(0),
                    name.equals("workstation") ? "objectClass: computer" : "mail: " + name + "@example.com",
                    name.equals("secret") ? "sn: secret" : "userAccountControl: 512");
        }
        try (RunningRoutes routes = routes("active-directory")) {
            assertThat(routes.run().imported()).isEqualTo(2);
            assertThat(database.column("SELECT name FROM users ORDER BY name")).containsExactly("known", "secret");

            database.execute("UPDATE users SET deleted_at = '2020-01-01 00:00:00'");
            assertThat(routes.run(Headers.DELETE, true, Headers.RESTORE, true).restored())
                    .isEqualTo(1);
            assertThat(deleted()).containsExactly("secret");

            database.execute("UPDATE users SET deleted_at = NULL");
            set("known", "userAccountControl", "514");
            assertThat(routes.run(Headers.DELETE, true).deleted()).isEqualTo(1);
            assertThat(deleted()).containsExactly("known");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    @Proves("4.1")
    void the_list_before_an_import_has_the_upn_in_active_directory(Kind kind) {
        directory.addPerson(
                "ada",
                "Ada",
                "objectClass: user",
                "sAMAccountName: ada",
                "userPrincipalName: ada@corp.example.com",
                kind.lineOfGuid(0));
        try (RunningRoutes routes = routes(kind.type())) {
            Preview preview = routes.context()
                    .createProducerTemplate()
                    .requestBody("direct:ldap-import-preview", null, Preview.class);
            String upn = kind.type().equals("active-directory") ? "ada@corp.example.com" : null;
            assertThat(preview.users()).containsExactly(new Preview.User("Ada", "ada", upn, null));
        }
    }

    @Test
    @Proves("1.3")
    void bytes_that_are_no_guid_let_the_user_fail() {
        directory.addPerson("odd", "odd", "objectClass: user", "objectGUID:: AAEC", "userAccountControl: 512");
        try (RunningRoutes routes = routes("active-directory")) {
            ImportSummary summary = routes.run();
            assertThat(summary.failed()).isEqualTo(1);
            assertThat(summary.failures().get(0).message())
                    .startsWith("The entry's objectGUID is a binary value of 3 bytes, which is no GUID");
        }
    }
}
