package io.github.ldapimport.text;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/**
 * The bundle's way to a log: each message is {@linkplain Line one line without secrets}, whatever its arguments hold, and so are the
 * exceptions that go with it ({@link Retold}). In another runtime the log is that runtime's, whose layout may escape nothing.
 */
public final class LineLog {
    private final Logger log;

    private LineLog(Logger log) {
        this.log = log;
    }

    /** The log of that name, which a runtime sets the level of. */
    public static LineLog named(String name) {
        return new LineLog(LoggerFactory.getLogger(name));
    }

    public static LineLog of(Class<?> type) {
        return new LineLog(LoggerFactory.getLogger(type));
    }

    public boolean isInfoEnabled() {
        return log.isInfoEnabled();
    }

    /** Logs a message with {@code {}} for each argument; the last may be an exception. So do the others. */
    public void info(String message, Object... arguments) {
        if (log.isInfoEnabled()) {
            log.info(message, told(arguments));
        }
    }

    public void info(Marker marker, String message, Object... arguments) {
        if (log.isInfoEnabled(marker)) {
            log.info(marker, message, told(arguments));
        }
    }

    public void warn(String message, Object... arguments) {
        if (log.isWarnEnabled()) {
            log.warn(message, told(arguments));
        }
    }

    public void error(String message, Object... arguments) {
        if (log.isErrorEnabled()) {
            log.error(message, told(arguments));
        }
    }

    public void debug(String message, Object... arguments) {
        if (log.isDebugEnabled()) {
            log.debug(message, told(arguments));
        }
    }

    private static Object[] told(Object[] arguments) {
        Object[] told = new Object[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            Object argument = arguments[i];
            if (argument instanceof Throwable failure) {
                told[i] = Retold.of(failure);
            } else if (argument instanceof Number) {
                told[i] = argument;
            } else {
                told[i] = Line.of(String.valueOf(argument));
            }
        }
        return told;
    }
}
