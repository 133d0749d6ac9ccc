package io.github.ldapimport.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import io.github.ldapimport.api.ImportException;
import io.github.ldapimport.testing.Interference;
import io.github.ldapimport.testing.Ports;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestAuthority;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TlsTest {
    private static final String URL = "ldap-import.directory.url";
    private static final String START_TLS = "ldap-import.directory.start-tls";
    private static final String TRUST_STORE = "ldap-import.directory.trust-store";
    private static final String TRUST_STORE_PASSWORD = "ldap-import.directory.trust-store-password";

    @TempDir
    private static Path folder;

    private static TestAuthority authority;
    private static TestAuthority anotherAuthority;
    private static SSLContext localhost;
    private static TestDirectory directory;
    private static TestDirectory elsewhere;

    private final TestDatabase database =
            TestDatabase.create(TestDatabase.Product.H2).createUsersTable();

    private enum Way {
        LDAPS,
        START_TLS
    }

    @BeforeAll
    static void start() {
        authority = TestAuthority.create(folder, "authority");
        anotherAuthority = TestAuthority.create(folder, "another");
        localhost = authority.serverFor("localhost");
        directory = TestDirectory.start(localhost, null).addPeople(25);
        elsewhere = TestDirectory.start(authority.serverFor("elsewhere.example.com"), null)
                .addPeople(1);
    }

    @AfterAll
    static void stop() {
        directory.close();
        elsewhere.close();
    }

    @AfterEach
    void close() {
        database.close();
    }

    private RunningRoutes routes(TestDirectory server, Way way, String... settings) {
        Map<String, String> own = new LinkedHashMap<>();
        own.put(URL, way == Way.LDAPS ? "ldaps://localhost:" + server.tlsPort() : server.url());
        own.put(START_TLS, String.valueOf(way == Way.START_TLS));
        for (int i = 0; i < settings.length; i += 2) {
            own.put(settings[i], settings[i + 1]);
        }
        return RunningRoutes.start(server.settings(), database.settings(), own);
    }

    private static void requireDistrust(RunningRoutes routes, String url) {
        ImportException failure = routes.failingRun();
        assertThat(failure.isConfiguration()).isTrue();
        assertThat(failure)
                .hasMessageStartingWith("Cannot trust " + url + ": ")
                .hasMessageEndingWith(": set ldap-import.directory.trust-store to the authority that signed its"
                        + " certificate, and use a host name that the certificate has");
        assertThat(failure.getMessage()).doesNotContain("\n");
    }

    @ParameterizedTest
    @EnumSource
    @Proves("1.12")
    void a_pkcs12_trust_store_lets_the_server_in(Way way) {
        try (RunningRoutes routes =
                routes(directory, way, TRUST_STORE, authority.pkcs12(), TRUST_STORE_PASSWORD, TestAuthority.PASSWORD)) {
            assertThat(routes.run("LdapImportChunk", 10).imported()).isEqualTo(25);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves("1.12")
    void a_pem_trust_store_lets_the_server_in(Way way) {
        try (RunningRoutes routes = routes(directory, way, TRUST_STORE, authority.pem())) {
            assertThat(routes.run("LdapImportChunk", 10).imported()).isEqualTo(25);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves("1.12")
    void a_pem_file_may_hold_several_authorities_and_text(Way way) throws IOException {
        Path both = Files.writeString(
                folder.resolve("both-" + way + ".pem"),
                "# the old one\n" + Files.readString(Path.of(anotherAuthority.pem())) + "\n# the new one\n"
                        + Files.readString(Path.of(authority.pem())));
        try (RunningRoutes routes = routes(directory, way, TRUST_STORE, both.toString())) {
            assertThat(routes.run().imported()).isEqualTo(25);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves("1.12")
    void without_a_trust_store_an_unknown_authority_is_refused(Way way) {
        try (RunningRoutes routes = routes(directory, way)) {
            requireDistrust(routes, routes.context().resolvePropertyPlaceholders("{{" + URL + "}}"));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves("1.12")
    void a_trust_store_with_another_authority_refuses_the_server(Way way) {
        try (RunningRoutes routes = routes(directory, way, TRUST_STORE, anotherAuthority.pem())) {
            requireDistrust(routes, routes.context().resolvePropertyPlaceholders("{{" + URL + "}}"));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves("1.12")
    void a_certificate_for_another_host_name_is_refused(Way way) {
        try (RunningRoutes routes = routes(elsewhere, way, TRUST_STORE, authority.pem())) {
            requireDistrust(routes, routes.context().resolvePropertyPlaceholders("{{" + URL + "}}"));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves("1.12")
    void two_providers_trust_a_trust_store_each(Way way) {
        // a trust store that were the whole program's would let the second in, or keep the first out
        try (RunningRoutes trusting = routes(directory, way, TRUST_STORE, authority.pem());
                RunningRoutes distrusting = routes(directory, way, TRUST_STORE, anotherAuthority.pem())) {
            assertThat(trusting.run().imported()).isEqualTo(25);
            assertThat(distrusting.failingRun()).hasMessageStartingWith("Cannot trust ");
            assertThat(trusting.run().unchanged()).isEqualTo(25);
        }
    }

    @Test
    @Proves("1.12")
    void a_trust_store_with_a_wrong_password_is_named_with_its_keys() {
        try (RunningRoutes routes =
                routes(directory, Way.LDAPS, TRUST_STORE, authority.pkcs12(), TRUST_STORE_PASSWORD, "wrong")) {
            assertThat(routes.failingRun())
                    .hasMessageStartingWith("Cannot read the trust store " + authority.pkcs12() + " (")
                    .hasMessageContaining("password was incorrect")
                    .hasMessageContaining("check " + TRUST_STORE + " and " + TRUST_STORE_PASSWORD);
        }
    }

    @Test
    @Proves("1.12")
    void a_server_without_start_tls_gets_no_password() {
        try (TestDirectory plain = TestDirectory.start().addPeople(1);
                RunningRoutes routes = routes(plain, Way.START_TLS, TRUST_STORE, authority.pem())) {
            ImportException failure = routes.failingRun();
            assertThat(failure).hasMessageStartingWith("Cannot look at dc=example,dc=com at " + plain.url() + ": ");
            assertThat(database.column("SELECT id FROM users")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves("1.12")
    void who_does_not_sign_in_is_encrypted_too(Way way) {
        String username = "ldap-import.directory.username";
        String password = "ldap-import.directory.password";
        try (RunningRoutes routes =
                routes(directory, way, username, "", password, "", TRUST_STORE, anotherAuthority.pem())) {
            assertThat(routes.failingRun()).hasMessageStartingWith("Cannot trust ");
        }
        try (RunningRoutes routes = routes(directory, way, username, "", password, "", TRUST_STORE, authority.pem())) {
            assertThat(routes.run().found()).isEqualTo(25);
        }
    }

    @Test
    @Proves({"1.11", "1.12"})
    void the_next_address_is_tried_over_tls_when_one_does_not_listen() throws IOException {
        int closed = Ports.free();
        for (Way way : Way.values()) {
            String scheme = way == Way.LDAPS ? "ldaps" : "ldap";
            int port = way == Way.LDAPS ? directory.tlsPort() : directory.port();
            try (RunningRoutes routes = routes(
                    directory,
                    way,
                    URL,
                    scheme + "://localhost:" + closed + " " + scheme + "://localhost:" + port,
                    TRUST_STORE,
                    authority.pem())) {
                assertThat(routes.run().found()).isEqualTo(25);
            }
        }
    }

    /** The answer to StartTLS (RFC 4511, 4.14.2): message 1, an extended response, success. */
    private static final byte[] START_TLS_GRANTED = HexFormat.of().parseHex("300c02010178070a010004000400");

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Proves("1.13")
    void a_server_that_falls_silent_during_start_tls_ends_the_run_after_the_time_out(boolean grants) throws Exception {
        try (ServerSocket silent = new ServerSocket(0)) {
            Thread server = new Thread(() -> serve(silent, grants), "silent server");
            server.setDaemon(true);
            server.start();
            try (RunningRoutes routes = routes(
                    directory,
                    Way.START_TLS,
                    URL,
                    "ldap://localhost:" + silent.getLocalPort(),
                    TRUST_STORE,
                    authority.pem(),
                    "ldap-import.directory.connect-timeout",
                    "300ms",
                    "ldap-import.directory.read-timeout",
                    "300ms")) {
                assertThat(routes.failingRun())
                        .hasMessageStartingWith("Cannot look at ")
                        .hasMessageContaining("timed out")
                        .hasMessageContaining("check ldap-import.directory.url, the network, and that the server runs");
            }
        }
    }

    @Test
    @Proves("1.13")
    void pages_over_start_tls_may_take_longer_than_connecting() {
        Interference slow = new Interference() {
            @Override
            protected void asked(int page, InMemoryInterceptedSearchRequest request) {
                if (page == 2) {
                    nobodyOpens(Duration.ofSeconds(2));
                }
            }
        };
        try (TestDirectory server = TestDirectory.start(localhost, slow).addPeople(3);
                RunningRoutes routes = routes(
                        server,
                        Way.START_TLS,
                        TRUST_STORE,
                        authority.pem(),
                        "ldap-import.directory.connect-timeout",
                        "1s")) {
            assertThat(routes.run("LdapImportChunk", 2).found()).isEqualTo(3);
        }
    }

    private static void nobodyOpens(Duration duration) {
        try {
            assertThat(new CountDownLatch(1).await(duration.toMillis(), TimeUnit.MILLISECONDS))
                    .isFalse();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void serve(ServerSocket server, boolean grants) {
        try (Socket client = server.accept();
                InputStream in = client.getInputStream()) {
            byte[] buffer = new byte[1024];
            boolean granted = false;
            while (in.read(buffer) != -1) {
                if (grants && !granted) {
                    client.getOutputStream().write(START_TLS_GRANTED);
                    granted = true;
                }
            }
        } catch (IOException e) {
            // the client has gone
        }
    }

    @Test
    @Proves("1.12")
    void an_ldaps_address_of_a_port_that_speaks_no_tls_is_named() {
        String url = "ldaps://localhost:" + directory.port();
        try (RunningRoutes routes = routes(directory, Way.LDAPS, URL, url, TRUST_STORE, authority.pem())) {
            assertThat(routes.failingRun())
                    .hasMessageContaining(" at " + url + ": ")
                    .hasMessageContaining("does not speak TLS from the first byte, check " + URL);
        }
    }

    @Test
    @Proves("1.2")
    void an_ldap_address_of_a_port_that_wants_tls_is_named() {
        String url = "ldap://localhost:" + directory.tlsPort();
        try (RunningRoutes routes = routes(directory, Way.LDAPS, URL, url)) {
            assertThat(routes.failingRun())
                    .hasMessageContaining(" at " + url + ": ")
                    .hasMessageContaining("check " + URL);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ldap://localhost:PORT", "ldaps://localhost:PORT ldap://localhost:PORT"})
    @Proves({"1.12", "5.1"})
    void a_trust_store_for_a_connection_that_is_not_encrypted_is_refused(String url) {
        try (RunningRoutes routes =
                routes(directory, Way.LDAPS, URL, url.replace("PORT", "389"), TRUST_STORE, authority.pem())) {
            assertThat(routes.failingRun())
                    .hasMessage(TRUST_STORE + " is set, but " + URL + " has an ldap: address, which is not encrypted:"
                            + " use ldaps:, or set " + START_TLS + "=true");
        }
    }
}
