package io.github.ldapimport.app;

import static io.github.ldapimport.testing.OddText.assertHarmless;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import io.github.ldapimport.testing.OddText;
import io.github.ldapimport.testing.ProgramHere;
import io.github.ldapimport.testing.Proves;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** The program's log, whichever library writes to it. */
class LoggingTest {
    private static final String ODD = String.join("", OddText.HARMFUL);
    private static final String ADDRESS = "amqp://app:Tr0ub4dor@host?password=Tr0ub4dor";

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream before = System.err;

    @BeforeEach
    void redirect() {
        System.setErr(new PrintStream(written, true, Charset.defaultCharset()));
    }

    @AfterEach
    void restore() {
        System.setErr(before);
        MDC.clear();
        ProgramHere.restoreLog();
    }

    private String log() {
        Logger stranger = LoggerFactory.getLogger("com.example.Driver");
        MDC.put("user", ODD);
        stranger.warn("said {} of {}", ODD, ADDRESS, new IllegalStateException(ODD, new IllegalStateException(ODD)));
        OddText.ORDINARY.forEach(stranger::warn);
        return written.toString(Charset.defaultCharset());
    }

    @Test
    @Proves({"4.94", "4.95"})
    void a_line_of_a_library_is_one_printable_line_without_a_secret() {
        Logging.configure(false);
        String lines = log();
        assertHarmless(lines);
        assertThat(lines.lines()).hasSize(1 + OddText.ORDINARY.size());
        assertThat(lines).contains("\\u001b[2J", "amqp://app:***@host").contains(OddText.ORDINARY);
        assertThat(lines).doesNotContain("Tr0ub4dor");
    }

    @Test
    @Proves({"4.94", "4.95", "9.12"})
    void a_line_of_json_is_an_object_that_harms_no_terminal() throws Exception {
        CamelContext context = new DefaultCamelContext();
        context.getPropertiesComponent().addInitialProperty("ldap-import.log.format", "json");
        Logging.configure(false);
        Logging.format(new Settings(context, Setting.BUNDLE_PREFIX));
        List<String> lines = log().lines().toList();
        assertThat(lines).hasSize(1 + OddText.ORDINARY.size());
        for (String line : lines) {
            assertHarmless(line);
            assertThat(line).doesNotContain("Tr0ub4dor");
        }
        JsonNode odd = new ObjectMapper().readTree(lines.get(0));
        assertThat(odd.path("formattedMessage").asText()).contains("said " + ODD);
        assertThat(odd.path("throwable").path("message").asText()).isEqualTo(ODD);
        assertThat(odd.path("mdc").path("user").asText()).isEqualTo(ODD);
    }

    @Test
    @Proves({"4.94", "4.95", "9.12"})
    void what_drivers_write_to_javas_own_log_is_such_a_line_as_well() throws Exception {
        java.util.logging.Logger driver = java.util.logging.Logger.getLogger("com.example.OldDriver");
        Logging.configure(false);
        driver.log(java.util.logging.Level.WARNING, "said {0} of {1}", new Object[] {ODD, ADDRESS});
        driver.fine("too much");
        String lines = written.toString(Charset.defaultCharset());
        assertHarmless(lines);
        assertThat(lines)
                .contains("WARN  said ", "\\u001b[2J", "amqp://app:***@host")
                .doesNotContain("Tr0ub4dor", "too much");
        assertThat(lines.lines()).hasSize(1);

        written.reset();
        CamelContext context = new DefaultCamelContext();
        context.getPropertiesComponent().addInitialProperty("ldap-import.log.format", "json");
        Logging.format(new Settings(context, Setting.BUNDLE_PREFIX));
        driver.log(java.util.logging.Level.SEVERE, "broken {}", new IllegalStateException(ODD));
        JsonNode line = new ObjectMapper().readTree(written.toString(Charset.defaultCharset()));
        assertThat(line.path("level").asText()).isEqualTo("ERROR");
        assertThat(line.path("formattedMessage").asText()).isEqualTo("broken {}");
    }

    @Test
    @Proves({"4.95", "9.13"})
    void a_logger_that_tells_parts_of_a_wrong_address_or_request_is_not_heard() {
        Logging.configure(false);
        for (String name : List.of("org.postgresql.Driver", "org.postgresql.util.PGPropertyUtil")) {
            java.util.logging.Logger.getLogger(name).warning("JDBC URL invalid port number: Tr0ub4dor@host");
        }
        // what a stranger's request held, at length
        LoggerFactory.getLogger("io.vertx.ext.web.RoutingContext").error("Unhandled", new IllegalStateException(ODD));
        LoggerFactory.getLogger("io.netty.channel.DefaultChannelPipeline").warn("Too many open files");
        assertThat(written.toString(Charset.defaultCharset())).isEmpty();
    }

    @Test
    @Proves("4.95")
    void libraries_stay_at_info_also_where_a_configuration_is_read_again() {
        LoggerContext logback = (LoggerContext) LoggerFactory.getILoggerFactory();
        ch.qos.logback.classic.Logger root = logback.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.TRACE);
        LibraryLogs.keepAtInfo(logback);
        assertQuiet(logback);

        logback.reset();
        root.setLevel(Level.TRACE);
        logback.getLogger("org.apache.camel.component").setLevel(Level.DEBUG);
        assertQuiet(logback);

        assertThat(logback.getLogger("ldap-import").isTraceEnabled()).isTrue();
        assertThat(logback.getLogger("com.example").isTraceEnabled()).isTrue();
    }

    private static void assertQuiet(LoggerContext logback) {
        for (String name : LibraryLogs.NAMES) {
            assertThat(logback.getLogger(name).isDebugEnabled()).as(name).isFalse();
            assertThat(logback.getLogger(name + ".component.some.Thing").isDebugEnabled())
                    .as(name)
                    .isFalse();
        }
    }
}
