package io.github.ldapimport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSimpleBindRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import io.github.ldapimport.testing.ProgramHere;
import io.github.ldapimport.testing.ProgramHere.Ended;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Passwords that stand where none belongs, by a slip of the person who typed them, and those that another side repeats. */
class TypedSecretsTest {
    private static final String SECRET = "Tr0ub4dor";

    private TestDirectory directory = TestDirectory.start();
    private final TestDatabase database = TestDatabase.create(Product.H2).createUsersTable();

    @AfterEach
    void stop() {
        database.close();
        directory.close();
    }

    private Map<String, String> settings(Map<String, String> further) {
        Map<String, String> settings = new HashMap<>(directory.settings());
        settings.putAll(database.settings());
        settings.putAll(further);
        settings.values().removeIf(String::isEmpty);
        return settings;
    }

    private static void assertUntold(Ended ended) {
        assertThat(ended.status()).as(ended.all()).isEqualTo(LdapImport.WRONG_USAGE);
        assertThat(ended.all()).isNotEmpty().doesNotContain(SECRET, "Tr0ub");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://app:Tr0ub4dor@localhost/db",
                "jdbc:postgresql://localhost:1/db?password=abc Tr0ub4dor def",
                "jdbc:postgresql://localhost:1/db?password=abc;Tr0ub4dor",
                "jdbc:postgresql://localhost:1/db?pasword=Tr0ub4dor",
                "jdbc:postgresql://localhost:1/db?pa%73sword=Tr0ub4dor",
                "jdbc:postgresql:///app?service=Tr0ub4dor%1b[31m%0a2026 forged",
                "jdbc:h2:mem:x;PASWORD=Tr0ub4dor",
                "jdbc:mariadb://localhost:1/db?pw=Tr0ub4dor",
                "jdbc:mariadb:address=(host=localhost)(port=Tr0ub4dor)/db",
                "jdbc:nosuch:thing?key=Tr0ub4dor"
            })
    @Proves({"4.94", "4.95"})
    void check_tells_no_value_of_an_address_of_a_database_that_may_be_one(String url) {
        assertUntold(ProgramHere.run(
                settings(Map.of("ldap-import.database.url", url, "ldap-import.database.password", "x")), "check"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ldap://localhost/????bindname=cn=x,X-BINDPW=Tr0ub4dor",
                "ldap://cn=reader:Tr0ub4dor@localhost",
                "ldap://cn=reader:Tr0ub4dor"
            })
    @Proves("4.95")
    void nor_of_an_address_of_a_directory(String url) {
        assertUntold(ProgramHere.run(settings(Map.of("ldap-import.directory.url", url)), "check"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "check -Dldap-import.directory.password.Tr0ub4dor=x | ldap-import.directory.password...",
                "check -Dldap-import.directory.password-Tr0ub4dor | ldap-import.directory.password...",
                "check -Dldap-import.http.tokenTr0ub4dor | ldap-import.http.token...",
                "check -Dldapimport.http.tokenTr0ub4dor=x | ldapimport.http.token...",
                "check -D ldap-import.directory.password Tr0ub4dor | ldap-import.directory.password has no value",
                "import -n -D ldap-import.directory.password Tr0ub4dor | ldap-import.directory.password has no value",
                "check -pTr0ub4dor | '-p...'",
                "check --password:Tr0ub4dor | '--password...'",
                "check --passwordTr0ub4dor | '--password...'",
                "check --password=Tr0ub4dor | '--password...'",
                "check --password Tr0ub4dor | '--password'",
                "check ldap Tr0ub4dor | 1 word too many",
                "import ldap ada Tr0ub4dor | 1 word too many",
                "serve Tr0ub4dor | 1 word too many"
            })
    @Proves("4.95")
    void what_was_typed_for_a_secret_in_a_wrong_way_is_named_without_it(String line, String told) {
        Ended ended = ProgramHere.run(settings(Map.of()), line.split(" "));
        assertUntold(ended);
        assertThat(ended.err()).contains(told);
    }

    @Test
    @Proves("4.95")
    void a_command_or_a_user_with_a_slip_is_named() {
        assertThat(ProgramHere.run(settings(Map.of()), "chekc").err()).contains("chekc");
        assertThat(ProgramHere.run(settings(Map.of()), "import", "ldap", "adda", "-n")
                        .all())
                .contains("adda");
        assertThat(ProgramHere.run(settings(Map.of()), "check", "-Dldap-import.users.password-csot=4")
                        .err())
                .contains("ldap-import.users.password... is no setting");
        assertThat(ProgramHere.run(settings(Map.of()), "check", "-Dldap-import.directry.password-file=4")
                        .err())
                .contains("ldap-import.directry.password-file is no setting");
        assertThat(ProgramHere.run(settings(Map.of()), "import", "--delet-missing")
                        .err())
                .contains("Unknown option: '--delet-missing'");
    }

    @Test
    @Proves("4.95")
    void a_directory_that_repeats_the_password_it_was_sent_does_not_tell_it() {
        directory.close();
        directory = TestDirectory.start(null, new InMemoryOperationInterceptor() {
            @Override
            public void processSimpleBindRequest(InMemoryInterceptedSimpleBindRequest request) throws LDAPException {
                throw new LDAPException(
                        ResultCode.INVALID_CREDENTIALS,
                        "no match for " + request.getRequest().getPassword().stringValue());
            }
        });
        Map<String, String> settings = settings(Map.of(
                "ldap-import.directory.username", "uid=reader,ou=people", "ldap-import.directory.password", SECRET));
        Ended ended = ProgramHere.run(settings, "check");
        assertUntold(ended);
        assertThat(ended.all()).contains("no match for ***");
        assertUntold(ProgramHere.run(settings, "import", "-n", "--output=json"));
    }
}
