package io.github.ldapimport.testing;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import io.github.ldapimport.app.LibraryLogs;
import io.github.ldapimport.cli.LdapImport;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.LoggerFactory;

/** The program in this process, with this folder's routes and settings: what it prints, and what it logs. */
public final class ProgramHere {
    private static final String ENCODING = "sun.stdout.encoding";

    private ProgramHere() {}

    /** What a run of the program left. */
    public record Ended(int status, String out, String err) {
        public String all() {
            return out + err;
        }
    }

    /** Runs a command line with settings as {@code -D}. The log of this process is afterwards as before. */
    public static Ended run(Map<String, String> settings, String... words) {
        List<String> arguments = new ArrayList<>(List.of(words));
        settings.forEach((key, value) -> arguments.add("-D" + key + "=" + value));
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ByteArrayOutputStream logged = new ByteArrayOutputStream();
        Charset charset = Charset.defaultCharset();
        try {
            System.setProperty(ENCODING, charset.name());
            System.setOut(new PrintStream(printed, true, charset));
            System.setErr(new PrintStream(logged, true, charset));
            int status = LdapImport.run(arguments.toArray(String[]::new));
            return new Ended(status, printed.toString(charset), logged.toString(charset));
        } finally {
            System.setOut(out);
            System.setErr(err);
            System.clearProperty(ENCODING);
            restoreLog();
        }
    }

    /** Sets the log of this process up as for other tests. */
    public static void restoreLog() {
        try {
            LoggerContext logback = (LoggerContext) LoggerFactory.getILoggerFactory();
            logback.getCopyOfListenerList().stream()
                    .filter(LibraryLogs.class::isInstance)
                    .forEach(logback::removeListener);
            logback.reset();
            JoranConfigurator configurator = new JoranConfigurator();
            configurator.setContext(logback);
            configurator.doConfigure(ProgramHere.class.getResource("/logback-test.xml"));
        } catch (JoranException e) {
            throw new IllegalStateException(e);
        }
    }
}
