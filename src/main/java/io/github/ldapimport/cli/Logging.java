package io.github.ldapimport.cli;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import org.slf4j.LoggerFactory;

/** Where the program's log goes: to standard error, as ldap-import-logback.xml says. */
final class Logging {
    private static final String CONFIGURATION = "logback.configurationFile";
    private static final String OWN = "ldap-import-logback.xml";
    private static final String LINE_START = "ldapimport.line-start";
    // back to the start of the line, and clear it: the progress bar is drawn anew below the log line
    private static final String CLEAR_LINE = "\r\u001B[K";

    private Logging() {}

    /**
     * Changes to the format that a setting names.
     *
     * @throws io.github.ldapimport.settings.ConfigurationException when there is no such format
     */
    static void format(Settings settings) {
        if (isJson(settings) && OWN.equals(System.getProperty(CONFIGURATION))) {
            load("ldap-import-logback-json.xml");
        }
    }

    /** @throws io.github.ldapimport.settings.ConfigurationException when there is no such format */
    static boolean isJson(Settings settings) {
        String format = settings.text(Setting.LOG_FORMAT);
        return switch (format) {
            case "text" -> false;
            case "json" -> true;
            default -> throw settings.wrong(Setting.LOG_FORMAT, format, "give text or json");
        };
    }

    private static void load(String resource) {
        LoggerContext logback = (LoggerContext) LoggerFactory.getILoggerFactory();
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(logback);
        logback.reset();
        try {
            configurator.doConfigure(Logging.class.getClassLoader().getResource(resource));
        } catch (JoranException e) {
            throw new IllegalStateException("The log cannot be configured", e);
        }
    }

    /** Must be called before anything logs. */
    static void configure(boolean besideProgressBar) {
        if (System.getProperty(CONFIGURATION) == null) {
            System.setProperty(CONFIGURATION, OWN);
        }
        System.setProperty(LINE_START, besideProgressBar && Terminal.isStandardError() ? CLEAR_LINE : "");
    }
}
