package io.github.ldapimport.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.joran.spi.ConsoleTarget;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import io.github.ldapimport.text.LineLog;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The program's log, which goes to standard error; the bundle inside another runtime logs as that runtime says. A
 * configuration of the user's own ({@code logback.configurationFile}) counts in its place. In Java, because reading one in
 * XML is a twentieth of the program's start.
 */
public final class Logging {
    private static final String STANDARD_ERROR = "standard error";
    private static final String CONFIGURATION = "logback.configurationFile";
    // back to the start of the line, and clear it: the progress bar is drawn anew below the log line
    private static final String CLEAR_LINE = "\r\u001B[K";
    // %nopex: no stack traces
    private static final String LINE = "%nopex%d{yyyy-MM-dd HH:mm:ss} %-5level %msg";

    private Logging() {}

    /**
     * Changes to the format that a setting names.
     *
     * @throws ConfigurationException when there is no such format
     */
    public static void format(Settings settings) {
        if (isJson(settings) && !isUsersOwn()) {
            JsonEncoder encoder = new JsonLineEncoder();
            encoder.setWithFormattedMessage(true);
            encoder.setWithMessage(false);
            encoder.setWithArguments(false);
            encoder.setWithContext(false);
            encoder.setWithSequenceNumber(false);
            encoder.setWithNanoseconds(false);
            encoder.setWithMarkers(false);
            write(encoder, beforeLine());
        }
    }

    /** What goes before each line as the log is configured now. */
    private static String beforeLine() {
        LoggerContext logback = (LoggerContext) LoggerFactory.getILoggerFactory();
        return logback.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(STANDARD_ERROR) instanceof TogetherAppender log
                ? log.before()
                : "";
    }

    /** @throws ConfigurationException when there is no such format */
    static boolean isJson(Settings settings) {
        String format = settings.text(Setting.LOG_FORMAT);
        return switch (format) {
            case "text" -> false;
            case "json" -> true;
            default -> throw settings.wrong(Setting.LOG_FORMAT, format, "give text or json");
        };
    }

    /**
     * Must be called before anything logs.
     *
     * @throws ConfigurationException when the user's own configuration is not there
     */
    public static void configure(boolean besideProgressBar) {
        JavaLogs.takeOver();
        if (isUsersOwn()) {
            requireUsersOwn();
            LibraryLogs.keepAtInfo((LoggerContext) LoggerFactory.getILoggerFactory());
        } else {
            LineEncoder encoder = new LineEncoder();
            encoder.setPattern(LINE);
            write(encoder, besideProgressBar && Terminal.isStandardError() ? CLEAR_LINE : "");
        }
    }

    /** Says which files a run was started with, unless it is to have no log. */
    public static CamelProgram.Opening opening(boolean isSilent) {
        return (settings, sources) -> {
            if (!isSilent) {
                LineLog.named("ldap-import").info("Importing with {}", sources);
            }
        };
    }

    private static boolean isUsersOwn() {
        return System.getProperty(CONFIGURATION) != null;
    }

    /** Without it, logback would write all it knows to standard output. */
    private static void requireUsersOwn() {
        String file = System.getProperty(CONFIGURATION);
        // an address is for logback to open
        if (!file.contains(":") && !Files.isReadable(Path.of(file)) && Logging.class.getResource("/" + file) == null) {
            throw new ConfigurationException("The log's configuration " + file + " (" + CONFIGURATION
                    + ") is not there, or may not be read: correct LDAP_IMPORT_JAVA_OPTS");
        }
    }

    private static void write(EncoderBase<ILoggingEvent> encoder, String before) {
        LoggerContext logback = (LoggerContext) LoggerFactory.getILoggerFactory();
        logback.reset();
        encoder.setContext(logback);
        encoder.start();
        OutputStreamAppender<ILoggingEvent> standardError =
                new TogetherAppender(ConsoleTarget.SystemErr.getStream(), before);
        standardError.setName(STANDARD_ERROR);
        standardError.setContext(logback);
        standardError.setEncoder(encoder);
        standardError.start();
        ch.qos.logback.classic.Logger all = logback.getLogger(Logger.ROOT_LOGGER_NAME);
        all.addAppender(standardError);
        all.setLevel(Level.WARN);
        logback.getLogger("ldap-import").setLevel(Level.INFO);
        // what these warn of is told by the run's own outcome
        logback.getLogger("com.zaxxer.hikari").setLevel(Level.OFF);
        logback.getLogger("org.apache.camel.processor.errorhandler").setLevel(Level.WARN);
        LibraryLogs.silence(logback);
    }
}
