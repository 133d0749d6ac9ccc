package io.github.ldapimport.cli;

/** Where the program's log goes: to standard error, as ldap-import-logback.xml says. */
final class Logging {
    private static final String CONFIGURATION = "logback.configurationFile";
    private static final String LINE_START = "ldapimport.line-start";
    // back to the start of the line, and clear it: the progress bar is drawn anew below the log line
    private static final String CLEAR_LINE = "\r\u001B[K";

    private Logging() {}

    /** Must be called before anything logs. */
    static void configure(boolean besideProgressBar) {
        if (System.getProperty(CONFIGURATION) == null) {
            System.setProperty(CONFIGURATION, "ldap-import-logback.xml");
        }
        System.setProperty(LINE_START, besideProgressBar && Terminal.isStandardError() ? CLEAR_LINE : "");
    }
}
