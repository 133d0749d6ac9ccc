package io.github.ldapimport.step;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.testing.Interference;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The look that confirms an absent value, when the network or the server has other plans. */
class ConfirmEmptiedTest {
    private static final int PEOPLE = 12;
    private static final Map<String, String> SETTINGS =
            Map.of("ldap-import.users.sync-attributes", "name=cn, email=mail");

    private final Looks looks = new Looks();
    private final TestDirectory directory = TestDirectory.start(null, looks).addPeople(PEOPLE);
    private final TestDatabase database = TestDatabase.create(Product.H2).createUsersTable();

    /** Makes the next so many looks by GUID end in a lost connection, or in a refusal. */
    private final class Looks extends Interference {
        private int lost;
        private boolean refuses;

        @Override
        protected synchronized void asked(int page, InMemoryInterceptedSearchRequest request) throws LDAPException {
            if (!request.getRequest().getFilter().toString().contains("entryUUID=")) {
                return;
            }
            if (refuses) {
                throw new LDAPException(ResultCode.UNWILLING_TO_PERFORM, "not by that attribute");
            }
            if (lost > 0) {
                lost--;
                directory.server().closeAllConnections(false);
            }
        }
    }

    @BeforeEach
    void importPeopleOfWhomOneLosesTheAddress() {
        assertThat(run().imported()).isEqualTo(PEOPLE);
        directory.modify("dn: uid=user7," + TestDirectory.PEOPLE + "\nchangetype: modify\ndelete: mail");
    }

    @AfterEach
    void stop() {
        database.close();
        directory.close();
    }

    private ImportSummary run() {
        try (RunningRoutes routes = RunningRoutes.start(directory.settings(), database.settings(), SETTINGS)) {
            return routes.outcome();
        }
    }

    private String withoutAddress() {
        return database.value("SELECT COUNT(*) FROM users WHERE email IS NULL");
    }

    @Test
    @Proves("3.48")
    void a_look_that_loses_its_connection_is_made_once_more() {
        looks.lost = 1;
        ImportSummary summary = run();
        assertThat(looks.lost).isZero();
        assertThat(summary.status()).as(summary.toString()).isEqualTo(ImportSummary.COMPLETED);
        assertThat(summary.changed()).isEqualTo(1);
        assertThat(withoutAddress()).isEqualTo("1");
    }

    @Test
    @Proves("3.48")
    void a_look_that_never_reaches_the_server_fails_the_run_and_blames_no_right() {
        looks.lost = Integer.MAX_VALUE;
        ImportSummary summary = run();
        assertThat(summary.status()).as(summary.toString()).isEqualTo(ImportSummary.FAILED);
        assertThat(summary.failures())
                .singleElement()
                .extracting(each -> each.message())
                .isEqualTo("not written: the run stopped before");
        assertThat(summary.reason()).contains(directory.url(), "the network");
        assertThat(withoutAddress()).isEqualTo("0");
    }

    @Test
    @Proves("3.48")
    void a_look_that_the_server_refuses_fails_the_user_alone() {
        looks.refuses = true;
        ImportSummary summary = run();
        assertThat(summary.status()).as(summary.toString()).isEqualTo(ImportSummary.COMPLETED);
        assertThat(summary.failed()).isEqualTo(1);
        assertThat(summary.failures().get(0).message()).contains("email", "mail", "does not confirm");
        assertThat(withoutAddress()).isEqualTo("0");
    }
}
