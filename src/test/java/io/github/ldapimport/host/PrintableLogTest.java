package io.github.ldapimport.host;

import static io.github.ldapimport.testing.OddText.assertHarmless;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.run.ImportLog;
import io.github.ldapimport.testing.OddText;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What the bundle logs and throws in a runtime whose layout prints messages as they are. */
class PrintableLogTest {
    private final Logger log = (Logger) LoggerFactory.getLogger(ImportLog.LOGGER);
    private final Level before = log.getLevel();
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Broken broken = new Broken();
    private final TestDirectory directory = TestDirectory.start(null, broken);
    private final TestDatabase database = TestDatabase.create(Product.H2).createUsersTable();

    /** Refuses searches with a diagnostic message of its own, once it is told to. */
    private static final class Broken extends InMemoryOperationInterceptor {
        private volatile String message;

        @Override
        public void processSearchRequest(InMemoryInterceptedSearchRequest request) throws LDAPException {
            if (message != null) {
                throw new LDAPException(ResultCode.OTHER, message);
            }
        }
    }

    @BeforeEach
    void listen() throws LDAPException {
        lines.setContext(log.getLoggerContext());
        lines.start();
        log.addAppender(lines);
        log.setLevel(Level.DEBUG);
        log.setAdditive(false);
        for (int i = 0; i < OddText.HARMFUL.size(); i++) {
            String name = i + OddText.HARMFUL.get(i);
            directory
                    .server()
                    .add(
                            "cn=x" + i + "," + TestDirectory.PEOPLE,
                            new Attribute("objectClass", "top", "person", "organizationalPerson", "inetOrgPerson"),
                            new Attribute("cn", "x" + i, name),
                            new Attribute("sn", "Odd"),
                            new Attribute("uid", name));
        }
    }

    @AfterEach
    void stop() {
        log.detachAppender(lines);
        log.setLevel(before);
        log.setAdditive(true);
        database.close();
        directory.close();
    }

    private String logged() {
        StringBuilder all = new StringBuilder();
        lines.list.forEach(event -> {
            assertThat(event.getFormattedMessage()).doesNotContain("\n");
            all.append(event.getFormattedMessage()).append(System.lineSeparator());
        });
        return all.toString();
    }

    @Test
    @Proves("4.94")
    void lines_of_users_who_are_imported_changed_and_failed() {
        database.execute("ALTER TABLE users ADD CONSTRAINT odd CHECK (name NOT LIKE 'x1%')");
        try (Host host = Host.start(Map.of(), directory.settings(), database.settings())) {
            ImportSummary summary = host.run();
            assertThat(summary.failed()).isPositive();
            database.execute("UPDATE users SET email = 'other@example.com' WHERE name = 'x0'");
            host.run();
        }
        assertThat(logged())
                .contains(
                        "Imported user 0\\u001b[2J", "Synchronized user 0\\u001b[2J", "Unable to import user 1\\u001b");
        assertHarmless(logged());
    }

    @Test
    @Proves("4.94")
    void what_is_thrown_when_a_server_says_such_a_thing_and_what_is_logged_of_it() {
        broken.message = String.join("", OddText.HARMFUL);
        StringWriter printed = new StringWriter();
        try (Host host = Host.start(Map.of(), directory.settings(), database.settings())) {
            host.failingRun().printStackTrace(new PrintWriter(printed, true));
            try {
                host.run(Map.of("LdapImportNoSuch\n" + OddText.FORGED + "\u001b", "x\u202e\n" + OddText.FORGED));
                throw new AssertionError("The header was taken");
            } catch (CamelExecutionException e) {
                e.getCause().printStackTrace(new PrintWriter(printed, true));
            }
        }
        assertThat(printed.toString()).contains("\\u001b[2J");
        assertHarmless(printed.toString().replace("\t", "    "));
        assertHarmless(logged());
        assertThat(List.of(logged().split(System.lineSeparator()))).anyMatch(line -> line.contains("\\u202e"));
    }
}
