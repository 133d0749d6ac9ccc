package io.github.ldapimport.app;

import io.github.ldapimport.text.LineLog;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * What libraries write to Java's own log goes where all lines of the program go, and looks like them. Drivers of databases use it,
 * and would write to standard error by themselves, with what an address holds.
 */
final class JavaLogs extends Handler {
    private final SimpleFormatter words = new SimpleFormatter();

    private JavaLogs() {}

    /** Takes Java's log over, whatever it was set up as. Must be called before a driver is loaded. */
    static void takeOver() {
        LogManager.getLogManager().reset();
        Logger.getLogger("").addHandler(new JavaLogs());
    }

    @Override
    public void publish(LogRecord line) {
        LineLog log = LineLog.named(line.getLoggerName() == null ? "java" : line.getLoggerName());
        Object[] told = line.getThrown() == null
                ? new Object[] {words.formatMessage(line)}
                : new Object[] {words.formatMessage(line), line.getThrown()};
        int level = line.getLevel().intValue();
        if (level >= Level.SEVERE.intValue()) {
            log.error("{}", told);
        } else if (level >= Level.WARNING.intValue()) {
            log.warn("{}", told);
        } else if (level >= Level.INFO.intValue()) {
            log.info("{}", told);
        } else {
            log.debug("{}", told);
        }
    }

    @Override
    public void flush() {
        // each line is written at once
    }

    @Override
    public void close() {
        // the log is not its own
    }
}
