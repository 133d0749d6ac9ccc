package io.github.ldapimport.world;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldif.LDIFException;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Synchronizations that went wrong in other programs, as their users have reported it: see src/test/resources/world/README.md. */
class ReportedSyncsTest {
    private TestDirectory directory = TestDirectory.start();
    private final TestDatabase database = TestDatabase.create(Product.H2).createUsersTable();

    @AfterEach
    void stop() {
        database.close();
        directory.close();
    }

    private ImportSummary run(Map<String, String> settings, Object... headers) {
        Map<String, String> all = new HashMap<>(directory.settings());
        all.putAll(settings);
        try (RunningRoutes routes = RunningRoutes.start(all, database.settings(), Map.of())) {
            return routes.outcome(headers);
        }
    }

    private List<Map<String, Object>> rows() {
        return database.query("SELECT * FROM users ORDER BY id");
    }

    @Test
    @Proves({"2.1", "3.1"})
    void people_who_move_to_another_unit_are_not_missing() throws LDAPException, LDIFException {
        directory.addPeople(12);
        run(Map.of());
        List<Map<String, Object>> before = rows();
        directory.server().add("dn: ou=moved," + TestDirectory.PEOPLE, "objectClass: organizationalUnit", "ou: moved");
        for (int i = 1; i <= 6; i++) {
            directory
                    .server()
                    .modifyDN(
                            "uid=user" + i + "," + TestDirectory.PEOPLE,
                            "uid=user" + i,
                            true,
                            "ou=moved," + TestDirectory.PEOPLE);
        }
        ImportSummary summary = run(Map.of(), Headers.DELETE_MISSING, true);
        assertThat(summary.unchanged()).as(summary.toString()).isEqualTo(12);
        assertThat(summary.deletedMissing()).isZero();
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    @Proves("3.7")
    void a_changed_password_of_the_reader_deletes_no_row_before_and_after_it_is_set_right() {
        directory.addPeople(3);
        run(Map.of());
        List<Map<String, Object>> before = rows();
        ImportSummary failed = run(
                Map.of("ldap-import.directory.password", "a former one"),
                Headers.DELETE_MISSING,
                true,
                Headers.MAX_MISSING,
                "100%");
        assertThat(failed.status()).as(failed.toString()).isEqualTo(ImportSummary.FAILED);
        assertThat(rows()).isEqualTo(before);
        assertThat(run(Map.of(), Headers.DELETE_MISSING, true).unchanged()).isEqualTo(3);
        assertThat(rows()).isEqualTo(before);
    }

    /** As in shadowExpire: days since 1970, where -1 stands for never, or 1969-12-31 to a program that does not know. */
    @ParameterizedTest
    @CsvSource({"DATE,-1", "DATE,19000", "TIMESTAMP,-1", "TIMESTAMP,19000"})
    @Proves("2.80")
    void days_of_shadow_accounts_are_no_dates_by_themselves(String type, String days) {
        database.execute("ALTER TABLE users ADD expires " + type);
        directory.addPerson("ada", "Ada", "employeeNumber: " + days);
        ImportSummary summary =
                run(Map.of("ldap-import.users.sync-attributes", "name=cn, email=mail, expires=employeeNumber"));
        assertThat(summary.failed()).as(summary.toString()).isEqualTo(1);
        assertThat(summary.failures().get(0).message()).contains("EXPIRES", days);
        assertThat(rows()).isEmpty();
    }

    @Test
    @Proves("2.1")
    void a_binary_GUID_with_line_breaks_among_its_bytes_is_one_GUID() {
        directory.close();
        directory = TestDirectory.ofEveryKind();
        directory.addPerson(
                "ada", "Ada", "objectClass: user", "sAMAccountName: ada", "objectGUID:: L3NG4Ts5BES8CnENCiDVAA==");
        directory.addPerson(
                "bob", "Bob", "objectClass: user", "sAMAccountName: bob", "objectGUID:: CgoKCgoKCgoKCgoKCgoKCg==");
        Map<String, String> settings = Map.of("ldap-import.directory.type", "active-directory");
        assertThat(run(settings).imported()).isEqualTo(2);
        assertThat(database.column("SELECT guid FROM users ORDER BY guid"))
                .containsExactly("0a0a0a0a-0a0a-0a0a-0a0a-0a0a0a0a0a0a", "e146732f-393b-4404-bc0a-710d0a20d500");
        ImportSummary again = run(settings, Headers.DELETE_MISSING, true);
        assertThat(again.unchanged()).as(again.toString()).isEqualTo(2);
        assertThat(again.deletedMissing()).isZero();
    }
}
