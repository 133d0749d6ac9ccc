package io.github.ldapimport.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.plan.UserWrite;
import io.github.ldapimport.run.RunListener;
import io.github.ldapimport.testing.Ds389;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.Samba;
import io.github.ldapimport.testing.Slapd;
import io.github.ldapimport.testing.TestDatabase;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real servers that close a connection which is silent for a while, and a database that takes longer than that for a page. */
@Timeout(240)
class IdleConnectionIT {
    // more than the import is silent, and little
    private static final int IDLE_SECONDS = 8;
    private static final int USERS = 300;
    private static final int CHUNK = 20;

    private final TestDatabase database =
            TestDatabase.create(TestDatabase.Product.H2).createUsersTable();

    @AfterEach
    void close() {
        database.close();
    }

    /** Holds the pages that were read until the server has closed a connection that was silent all the while. */
    private static final class Slow implements RunListener {
        private final CountDownLatch idleConnectionClosed = new CountDownLatch(1);
        private final LDAPConnection idle;

        Slow(Map<String, String> settings) throws LDAPException {
            LDAPConnectionOptions options = new LDAPConnectionOptions();
            options.setDisconnectHandler(
                    (connection, host, port, type, message, cause) -> idleConnectionClosed.countDown());
            URI url = URI.create(settings.get("ldap-import.directory.url"));
            idle = new LDAPConnection(options, url.getHost(), url.getPort() < 0 ? 389 : url.getPort());
            idle.bind(settings.get("ldap-import.directory.username"), settings.get("ldap-import.directory.password"));
        }

        @Override
        public void saved(List<UserWrite> users) {
            try {
                assertThat(idleConnectionClosed.await(120, TimeUnit.SECONDS))
                        .as("the server closed a silent connection")
                        .isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void every_page_arrives_through(Map<String, String> settings, int users) throws LDAPException {
        Slow slow = new Slow(settings);
        try (RunningRoutes routes = RunningRoutes.start(settings, database.settings())) {
            ImportSummary summary = routes.outcome(slow, Headers.CHUNK, CHUNK, Headers.DELETE_MISSING, true);
            assertThat(summary.status()).as(summary.toString()).isEqualTo(ImportSummary.COMPLETED);
            assertThat(summary.found()).isEqualTo(users);
        } finally {
            slow.idle.close();
        }
    }

    @Test
    @Proves("1.32")
    void openldap_keeps_a_connection_whose_pages_take_longer_than_its_idle_time_out() throws LDAPException {
        Slapd.requireInstalled();
        try (Slapd slapd = Slapd.start("idle", USERS, "")) {
            slapd.restartWith("idletimeout " + IDLE_SECONDS);
            every_page_arrives_through(slapd.settings(), USERS);
        }
    }

    @Test
    @Proves("1.32")
    void server_389_keeps_a_connection_whose_pages_take_longer_than_its_idle_time_out() throws LDAPException {
        Ds389.requireInstalled();
        try (Ds389 server = Ds389.start("idle", USERS)) {
            try (LDAPConnection admin = server.admin()) {
                admin.modify(
                        "cn=config",
                        new Modification(
                                ModificationType.REPLACE, "nsslapd-idletimeout", String.valueOf(IDLE_SECONDS)));
            }
            every_page_arrives_through(server.settings(), USERS);
        }
    }

    @Test
    @Proves("1.32")
    void samba_keeps_a_connection_whose_pages_take_longer_than_its_idle_time_out() throws LDAPException {
        Samba.requireInstalled();
        try (Samba samba = Samba.start("idle", USERS)) {
            try (LDAPConnection admin = samba.admin()) {
                admin.modify(
                        "CN=Default Query Policy,CN=Query-Policies,CN=Directory Service,CN=Windows NT,CN=Services,"
                                + "CN=Configuration," + Samba.BASE,
                        new Modification(
                                ModificationType.REPLACE, "lDAPAdminLimits", "MaxConnIdleTime=" + IDLE_SECONDS));
            }
            samba.restart();
            every_page_arrives_through(samba.settings(), USERS);
        }
    }
}
