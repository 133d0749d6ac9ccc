package io.github.ldapimport.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ldapimport.ldap.SearchRequest;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Settings;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.TestAuthority;
import io.github.ldapimport.testing.TestDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Properties;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

public class DirectoryTest {
    private static final String PREFIX = "ldap-import";

    @TempDir
    private Path folder;

    /** Settings that are right, but for those given: keys after {@code directory.} and values in turn. */
    public static Directory directory(String prefix, String... settings) {
        Properties properties = new Properties();
        properties.put(prefix + ".directory.base", TestDirectory.BASE);
        for (int i = 0; i < settings.length; i += 2) {
            properties.put(prefix + ".directory." + settings[i], settings[i + 1]);
        }
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getPropertiesComponent().setOverrideProperties(properties);
            return new Directory(new Settings(context, prefix));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String refusal(String... settings) {
        try {
            directory(PREFIX, settings);
        } catch (ConfigurationException e) {
            assertThat(e.getMessage()).doesNotContain("\n");
            return e.getMessage();
        }
        throw new AssertionError("These settings are taken");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ldap://localhost",
                "ldap://localhost/",
                "ldap://localhost:389",
                "ldaps://ldap.example.com:636",
                "ldap://192.0.2.1:389",
                "ldap://[::1]:389",
                "ldap://my_directory:389",
                "ldap://one.example.com   ldaps://two.example.com:637/"
            })
    @Proves("5.1")
    void addresses_are_of_ldap_or_ldaps_with_blanks_between(String url) {
        assertThat(directory(PREFIX, "url", url).urls()).isEqualTo(url.replaceAll(" +", " "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " | ",
            value = {
                "localhost:389                     | localhost:389",
                "localhost                         | localhost",
                "http://localhost                  | http://localhost",
                "ldap://                           | ldap://",
                "ldap:localhost                    | ldap:localhost",
                "ldap://localhost:port             | ldap://localhost:***",
                "ldap://localhost:99999            | ldap://localhost:99999",
                "ldap://localhost:0                | ldap://localhost:0",
                "ldap://localhost/dc=example       | ldap://localhost/dc=example",
                "ldap://localhost?dc=example       | ldap://localhost?***",
                "ldap://localhost#top              | ldap://localhost#top",
                "ldap://admin@localhost            | ldap://admin@localhost",
                "ldap://local%zzhost               | ldap://local%zzhost",
                "ldap://one.example.com two        | two",
                "ldap://one.example.com, ldap://two | ldap://one.example.com,"
            })
    @Proves("5.1")
    void an_address_that_is_wrong_is_named_with_its_key(String url, String wrong) {
        assertThat(refusal("url", url))
                .isEqualTo("ldap-import.directory.url is '" + wrong
                        + "': give ldap://host:port or ldaps://host:port, blanks between several");
    }

    @Test
    @Proves("5.1")
    void an_empty_address_is_named_with_its_key() {
        assertThat(refusal("url", " "))
                .isEqualTo("ldap-import.directory.url is empty: give the directory's address, such as"
                        + " ldap://host:389");
    }

    @Test
    @Proves("5.1")
    void an_empty_base_is_named_with_its_key() {
        assertThat(refusal("base", ""))
                .isEqualTo("ldap-import.directory.base is empty: give the DN below which the users are,"
                        + " such as ou=people,dc=example,dc=com");
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.com", "dc=example,com", "=example", "dc=example,,dc=com"})
    @Proves("5.1")
    void a_base_that_is_no_name_is_named_with_its_key(String base) {
        assertThat(refusal("base", base))
                .startsWith("ldap-import.directory.base is '" + base + "': no distinguished name (");
    }

    @Test
    @Proves("5.1")
    void an_unknown_kind_of_directory_is_named_with_its_key() {
        assertThat(refusal("type", "edirectory"))
                .isEqualTo("ldap-import.directory.type is 'edirectory': give one of 389ds,"
                        + " active-directory, freeipa, openldap, other");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    @Proves("1.14")
    void a_name_without_a_password_is_refused(String password) {
        assertThat(refusal("username", TestDirectory.ADMIN, "password", password))
                .isEqualTo("ldap-import.directory.password is empty, but ldap-import.directory.username is set:"
                        + " give the password, or leave both empty");
    }

    @Test
    @Proves("1.14")
    void neither_name_nor_password_is_anonymous() {
        assertThat(directory(PREFIX).account()).isEqualTo("anonymous");
    }

    @Test
    @Proves("5.1")
    void start_tls_on_an_ldaps_address_is_refused() {
        assertThat(refusal("url", "ldap://one.example.com ldaps://two.example.com", "start-tls", "true"))
                .isEqualTo("ldap-import.directory.start-tls is true and ldap-import.directory.url has an ldaps:"
                        + " address: use one of the two");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "TRUE", "", "1"})
    @Proves("5.1")
    void start_tls_is_true_or_false(String flag) {
        assertThat(refusal("start-tls", flag))
                .isEqualTo("ldap-import.directory.start-tls is '" + flag + "': give true or false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "100001", "many", "", "10.5", "99999999999"})
    @Proves("5.1")
    void a_page_size_out_of_range_is_named_with_its_key(String size) {
        assertThat(refusal("page-size", size))
                .isEqualTo("ldap-import.directory.page-size is '" + size + "': give a whole number from 1 to 100000");
    }

    @ParameterizedTest
    @CsvSource({
        "connect-timeout, 0",
        "connect-timeout, soon",
        "connect-timeout, -1s",
        "connect-timeout, 30d",
        "connect-timeout, ''",
        "read-timeout, 0",
        "read-timeout, soon",
        "read-timeout, -1s",
        "read-timeout, 30d",
        "read-timeout, ''"
    })
    @Proves("5.1")
    void a_time_out_that_is_no_time_span_is_named_with_its_key(String key, String value) {
        assertThat(refusal(key, value))
                .isEqualTo("ldap-import.directory." + key + " is '" + value
                        + "': give a time span such as 500ms, 5s or 2m");
    }

    @ParameterizedTest
    @ValueSource(strings = {"filter", "user-filter"})
    @Proves("1.5")
    void a_malformed_filter_is_named_with_its_key(String key) {
        assertThat(refusal(key, "(cn=Ada"))
                .isEqualTo("Bad search filter: (cn=Ada (ldap-import.directory." + key
                        + "): ')' is missing, at character 8");
    }

    @Test
    @Proves("5.1")
    void a_trust_store_that_is_not_there_is_named_with_its_key() {
        String file = folder.resolve("none.p12").toString();
        assertThat(refusal("url", "ldaps://localhost", "trust-store", file))
                .startsWith("Cannot read the trust store " + file + " (")
                .contains("NoSuchFile")
                .endsWith("): check ldap-import.directory.trust-store and"
                        + " ldap-import.directory.trust-store-password; PKCS12, JKS and PEM files are read");
    }

    @Test
    @Proves("5.1")
    void a_trust_store_that_is_a_folder_is_named_with_its_key() {
        assertThat(refusal("url", "ldaps://localhost", "trust-store", folder.toString()))
                .startsWith("Cannot read the trust store " + folder + " (")
                .contains("ldap-import.directory.trust-store and ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no trust store at all", "-----BEGIN CERTIFICATE-----\nbm90IG9uZQ==\n"})
    @Proves("5.1")
    void a_trust_store_in_no_known_format_is_named_with_its_key(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("trust"), content);
        assertThat(refusal("url", "ldaps://localhost", "trust-store", file.toString()))
                .startsWith("Cannot read the trust store " + file + " (")
                .contains("ldap-import.directory.trust-store and ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PKCS12", "JKS"})
    @Proves("5.1")
    void a_trust_store_without_a_certificate_is_named_with_its_key(String type)
            throws IOException, GeneralSecurityException {
        Path file = emptyStore(type);
        assertThat(refusal(
                        "url", "ldaps://localhost", "trust-store", file.toString(), "trust-store-password", "changeit"))
                .isEqualTo("ldap-import.directory.trust-store: " + file
                        + " holds no certificate: put the authority's certificate into it");
    }

    @Test
    @Proves("5.1")
    void a_wrong_password_of_the_trust_store_is_named_with_its_key() throws IOException, GeneralSecurityException {
        assertThat(refusal(
                        "url",
                        "ldaps://localhost",
                        "trust-store",
                        emptyStore("PKCS12").toString(),
                        "trust-store-password",
                        "wrong"))
                .startsWith("Cannot read the trust store ")
                .contains("ldap-import.directory.trust-store-password");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no key store at all",
                "-----BEGIN PRIVATE KEY-----\nc2VjcmV0LXRleHQ=\n-----END PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\nsecret-text\n-----END PRIVATE KEY-----\n",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nc2VjcmV0LXRleHQ=\n-----END ENCRYPTED PRIVATE KEY-----\n"
            })
    @Proves({"5.1", "4.4"})
    void a_key_store_without_a_key_and_its_certificate_is_named_with_its_key_and_not_quoted(String content)
            throws IOException {
        Path file = Files.writeString(folder.resolve("keys"), content);
        assertThat(refusal("url", "ldaps://localhost", "key-store", file.toString()))
                .contains(file.toString(), "ldap-import.directory.key-store")
                .doesNotContain("secret-text", "c2VjcmV0");
    }

    @Test
    @Proves("1.12")
    void a_key_store_for_a_connection_that_is_not_encrypted_is_a_slip() {
        String file = TestAuthority.create(folder, "own").keysFor("localhost").toString();
        assertThat(refusal("key-store", file, "key-store-password", TestAuthority.PASSWORD))
                .startsWith(
                        "ldap-import.directory.key-store is set, but ldap-import.directory.url has an ldap: address");
    }

    @Test
    @Proves("1.12")
    void the_check_of_host_names_cannot_be_switched_off() {
        String property = "com.sun.jndi.ldap.object.disableEndpointIdentification";
        System.setProperty(property, "true");
        try {
            assertThat(refusal("url", "ldaps://localhost"))
                    .startsWith("The system property " + property + " is true: ")
                    .endsWith("remove it");
        } finally {
            System.clearProperty(property);
        }
    }

    @Test
    @Proves("1.14")
    void a_password_without_a_name_is_a_slip() {
        assertThat(refusal("password", "secret"))
                .isEqualTo(
                        "ldap-import.directory.username is empty, but ldap-import.directory.password is set: give the"
                                + " name, or leave both empty");
    }

    @Test
    @Proves("5.6")
    void a_password_and_a_file_with_one_contradict_each_other() throws IOException {
        Path file = Files.writeString(folder.resolve("password"), "secret\n");
        assertThat(refusal("username", "cn=a", "password", "other", "password-file", file.toString()))
                .isEqualTo(
                        "ldap-import.directory.password and ldap-import.directory.password-file are both set: keep one"
                                + " of them");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "secret\nof two lines\n"})
    @Proves({"5.6", "4.4"})
    void a_file_that_does_not_hold_a_password_alone_is_named_with_its_key(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("password"), content);
        assertThat(refusal("username", "cn=a", "password-file", file.toString()))
                .isEqualTo("ldap-import.directory.password-file is '" + file
                        + "': that file must hold the password in its only line");
    }

    @Test
    @Proves("5.6")
    void a_file_with_a_password_that_cannot_be_read_is_named_with_its_key() {
        String file = folder.resolve("none").toString();
        assertThat(refusal("username", "cn=a", "password-file", file))
                .isEqualTo("ldap-import.directory.password-file is '" + file
                        + "': that file cannot be read (NoSuchFileException)");
    }

    private Path emptyStore(String type) throws IOException, GeneralSecurityException {
        Path file = folder.resolve("empty");
        KeyStore store = KeyStore.getInstance(type);
        store.load(null, null);
        try (var out = Files.newOutputStream(file)) {
            store.store(out, "changeit".toCharArray());
        }
        return file;
    }

    @Test
    @Proves("5.1")
    void the_key_is_that_of_the_provider_at_hand() {
        assertThatThrownBy(() -> directory("ldap-import.partners", "page-size", "0"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("ldap-import.partners.directory.page-size is '0'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"openldap", "other"})
    @Proves("1.3")
    void the_kind_says_who_is_a_user_and_which_attribute_is_the_guid(String type) {
        Directory directory = directory(PREFIX, "type", type);

        assertThat(directory.users()).hasToString("(objectClass=inetOrgPerson)");
        assertThat(directory.kind().guidAttribute()).isEqualTo("entryUUID");
        assertThat(directory.requestedAttributes(List.of("mail")).names())
                .containsExactlyInAnyOrder("entryUUID", "objectClass", "cn", "uid", "mail");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "freeipa | ipaUniqueID | uid | (objectClass=inetOrgPerson)",
                "389ds | nsUniqueId | uid | (objectClass=inetOrgPerson)",
                "active-directory | objectGUID | sAMAccountName"
                        + " | (&(objectClass=user)(objectClass=person)(!(objectClass=computer)))"
            })
    @Proves("1.3")
    void each_product_has_a_guid_and_a_login_of_its_own(String type, String guid, String login, String users) {
        Directory directory = directory(PREFIX, "type", type);

        assertThat(directory.users()).hasToString(users);
        assertThat(directory.kind().guidAttribute()).isEqualTo(guid);
        assertThat(directory.requestedAttributes(List.of("mail")).names())
                .containsExactlyInAnyOrder(guid, "objectClass", "cn", login, "mail");
    }

    @Test
    @Proves("3.8")
    void the_second_look_is_for_guids_below_the_base_under_the_providers_filters_only() {
        Directory directory = directory(PREFIX, "filter", "(l=Berlin)");

        SearchRequest request = directory.guidQueries().lookup(List.of("a(1)", "b"), () -> false);

        assertThat(request.base()).hasToString(TestDirectory.BASE);
        assertThat(request.filter())
                .hasToString("(&(&(objectClass=inetOrgPerson)(l=Berlin))(|(entryUUID=a\\281\\29)(entryUUID=b)))");
        assertThat(request.attributes().names()).containsExactly("entryUUID");
        assertThat(request.pageSize()).isGreaterThan(2);
    }

    @Test
    @Proves("3.8")
    void the_second_look_in_active_directory_is_by_bytes_and_leaves_out_what_cannot_be_a_guid_there() {
        Directory directory = directory(PREFIX, "type", "active-directory", "user-filter", "(cn=*)");

        SearchRequest request = directory
                .guidQueries()
                .lookup(List.of("00112233-4455-6677-8899-aabbccddeeff", "employee-7"), () -> false);

        assertThat(request.filter())
                .hasToString(
                        "(&(cn=*)(objectGUID=" + "\\33\\22\\11\\00\\55\\44\\77\\66\\88\\99\\aa\\bb\\cc\\dd\\ee\\ff))");
    }

    @Test
    @Proves("1.6")
    void a_name_in_active_directory_is_resolved_by_the_server_or_an_address() {
        assertThat(directory(PREFIX, "type", "active-directory").kind().resolveFilter("a*"))
                .hasToString("(|(anr=a\\2a)(mail=a\\2a)(userPrincipalName=a\\2a))");
    }

    @ParameterizedTest
    @CsvSource({
        "ldap://dc1.example.com,       true",
        "ldaps://dc1.example.com:636,  true",
        "ldap://dc1.example.com:13268, true",
        "ldap://dc1.example.com:3268,  false",
        "ldaps://dc1.example.com:3269/, false"
    })
    @Proves({"1.20", "1.23"})
    void a_domain_controller_answers_for_its_domain_and_a_global_catalogue_for_the_forest(
            String url, boolean forOneDomain) {
        assertThat(directory(PREFIX, "type", "active-directory", "url", url).answersForOneDomain())
                .isEqualTo(forOneDomain);
        assertThat(directory(PREFIX, "type", "openldap", "url", url).answersForOneDomain())
                .isFalse();
    }

    @Test
    @Proves("1.23")
    void addresses_of_a_global_catalogue_and_of_a_domain_are_not_mixed() {
        assertThat(refusal("type", "active-directory", "url", "ldap://one.example.com:3268 ldap://two.example.com"))
                .startsWith(
                        "ldap-import.directory.url is 'ldap://one.example.com:3268 ldap://two.example.com': a global"
                                + " catalogue (port 3268 or 3269) finds users of the whole forest");
    }

    @Test
    @Proves("1.3")
    void settings_override_each_part_of_a_kind() {
        Directory directory = directory(
                PREFIX,
                "user-filter",
                "(objectClass=person)",
                "guid-attribute",
                "employeeNumber",
                "account-attribute",
                "mail",
                "resolve-attributes",
                "employeeNumber, mail",
                "binary-attributes",
                "x-photo");

        assertThat(directory.users()).hasToString("(objectClass=person)");
        assertThat(directory.kind().resolveFilter("a*")).hasToString("(|(employeeNumber=a\\2a)(mail=a\\2a))");
        assertThat(directory.kind().binaryAttributes()).contains("x-photo", "jpegPhoto");
        assertThat(directory.requestedAttributes(List.of()).names())
                .containsExactlyInAnyOrder("employeeNumber", "objectClass", "cn", "mail");
    }
}
