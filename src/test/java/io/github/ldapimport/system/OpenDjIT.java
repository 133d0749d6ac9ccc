package io.github.ldapimport.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.DeleteRequest;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportException;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.testing.Covers;
import io.github.ldapimport.testing.OpenDj;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestAuthority;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDirectory;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kind "other" against a real server of another make, OpenDJ. */
@Timeout(300)
class OpenDjIT {
    private static final int USERS = 2_500;
    private static final String PEOPLE = "ou=People," + TestDirectory.BASE;
    private static final String READER = "uid=user.0," + PEOPLE;

    @TempDir
    private static Path folder;

    private static TestAuthority authority;
    private static OpenDj openDj;

    private TestDatabase database;

    @BeforeAll
    static void start() throws LDAPException {
        authority = TestAuthority.create(folder, "authority");
        openDj = OpenDj.start(USERS, authority);
        try (LDAPConnection admin = openDj.admin()) {
            admin.modify(READER, new Modification(ModificationType.REPLACE, "userPassword", "reader"));
        }
    }

    @AfterAll
    static void stop() {
        if (openDj != null) {
            openDj.close();
        }
    }

    @BeforeEach
    void createTable() {
        database = TestDatabase.create(TestDatabase.Product.H2).createUsersTable();
    }

    @AfterEach
    void close() {
        database.close();
    }

    private RunningRoutes routes(String... settings) {
        Map<String, String> own = new LinkedHashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            own.put("ldap-import." + settings[i], settings[i + 1]);
        }
        return RunningRoutes.start(openDj.settings(), database.settings(), own);
    }

    @Test
    @Proves({"1.1", "1.3", "2.5"})
    @Covers({"other: GUID", "other: paging"})
    void everybody_is_imported_page_by_page_and_known_again() throws LDAPException {
        try (RunningRoutes routes = routes();
                LDAPConnection admin = openDj.admin()) {
            assertThat(routes.run(Headers.CHUNK, 300).imported()).isEqualTo(USERS);
            String guid = database.value("SELECT guid FROM users WHERE email = 'user.7@maildomain.net'");
            assertThat(guid)
                    .isEqualTo(UUID.fromString(admin.getEntry("uid=user.7," + PEOPLE, "entryUUID")
                                    .getAttributeValue("entryUUID"))
                            .toString());
            assertThat(routes.run().unchanged()).isEqualTo(USERS);
        }
    }

    @Test
    @Proves({"1.2", "3.7"})
    @Covers({"other: paging", "other: missing"})
    void an_account_that_the_server_stops_at_a_thousand_makes_nobody_missing() {
        try (RunningRoutes all = routes()) {
            all.run();
        }
        try (RunningRoutes limited =
                routes("directory.username", READER, "directory.password", "reader", "directory.page-size", "5000")) {
            ImportException failure = limited.failingRun(Headers.DELETE_MISSING, true);
            assertThat(failure.summary().status()).isEqualTo(ImportSummary.FAILED);
            assertThat(failure).hasMessageContaining("raise the server's limit for " + READER);
            assertThat(database.value("SELECT COUNT(*) FROM users WHERE deleted_at IS NOT NULL"))
                    .isEqualTo("0");
        }
    }

    @Test
    @Proves({"3.4", "3.8"})
    @Covers("other: missing")
    void leavers_go_and_who_is_left_out_by_a_filter_stays() throws LDAPException {
        try (RunningRoutes routes = routes();
                LDAPConnection admin = openDj.admin()) {
            routes.run();
            Entry leaver = admin.getEntry("uid=user.11," + PEOPLE).duplicate();
            // the server takes no hash back
            leaver.removeAttribute("userPassword");
            admin.delete(new DeleteRequest(leaver.getDN()));
            try {
                ImportSummary summary = routes.run(Headers.DELETE_MISSING, true, Headers.FILTER, "(uid=user.1*)");
                assertThat(summary.deletedMissing()).isEqualTo(1);
                assertThat(database.column("SELECT email FROM users WHERE deleted_at IS NOT NULL"))
                        .containsExactly("user.11@maildomain.net");
            } finally {
                admin.add(leaver);
            }
        }
    }

    @Test
    @Proves({"3.1", "3.2", "3.3"})
    @Covers("other: disabled")
    void a_filter_says_who_is_disabled() throws LDAPException {
        try (RunningRoutes routes = routes("directory.disabled-filter", "(ds-pwp-account-disabled=TRUE)");
                LDAPConnection admin = openDj.admin()) {
            String user = "uid=user.12," + PEOPLE;
            routes.run(Headers.FILTER, "(uid=user.1*)");
            admin.modify(user, new Modification(ModificationType.REPLACE, "ds-pwp-account-disabled", "true"));
            assertThat(routes.run(Headers.FILTER, "(uid=user.1*)", Headers.DELETE, true)
                            .deleted())
                    .isEqualTo(1);
            admin.modify(user, new Modification(ModificationType.DELETE, "ds-pwp-account-disabled"));
            assertThat(routes.run(Headers.FILTER, "(uid=user.1*)", Headers.RESTORE, true)
                            .restored())
                    .isEqualTo(1);
        }
    }

    @Test
    @Proves("1.6")
    @Covers("other: one user")
    void one_user_is_found_by_name() {
        try (RunningRoutes routes = routes()) {
            for (String name : new String[] {"user.21", "user.21@maildomain.net"}) {
                ImportSummary summary = routes.run(Headers.USER, name);
                assertThat(summary.found()).isEqualTo(1);
            }
            assertThat(database.column("SELECT email FROM users")).containsExactly("user.21@maildomain.net");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Proves("1.12")
    @Covers("other: TLS")
    void its_certificate_is_trusted_where_its_authority_is(boolean startTls) {
        String[] way = {
            "directory.url", startTls ? openDj.url() : openDj.tlsUrl(), "directory.start-tls", String.valueOf(startTls)
        };
        try (RunningRoutes stranger = routes(way)) {
            assertThat(stranger.failingRun()).hasMessageStartingWith("Cannot trust ");
        }
        try (RunningRoutes routes = routes(way[0], way[1], way[2], way[3], "directory.trust-store", authority.pem())) {
            assertThat(routes.run(Headers.FILTER, "(uid=user.1)").imported()).isEqualTo(1);
        }
    }

    @Test
    @Proves("5.13")
    void a_check_says_what_the_server_is() {
        try (RunningRoutes routes = routes()) {
            assertThat(routes.check("server"))
                    .singleElement()
                    .asString()
                    .startsWith("OK: Open Identity Platform Community OpenDJ Server");
        }
    }
}
