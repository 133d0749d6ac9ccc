package io.github.ldapimport.app;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import io.github.ldapimport.run.ImportLog;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes lines that follow one another at once ({@link ImportLog#MORE}) together, and no line by two calls. A call of the
 * operating system for each line was a twentieth of the CPU time of a first import.
 */
final class TogetherAppender extends OutputStreamAppender<ILoggingEvent> {
    private static final int BYTES_AT_ONCE = 1 << 16;

    private final OutputStream lines;

    TogetherAppender(OutputStream log) {
        // it is emptied before a line that has no room, and a line longer than it goes through by itself
        lines = new BufferedOutputStream(log, BYTES_AT_ONCE);
        setImmediateFlush(false);
        setOutputStream(lines);
    }

    @Override
    protected void writeOut(ILoggingEvent event) throws IOException {
        super.writeOut(event);
        if (event.getMarkerList() == null || !event.getMarkerList().contains(ImportLog.MORE)) {
            streamWriteLock.lock();
            try {
                lines.flush();
            } finally {
                streamWriteLock.unlock();
            }
        }
    }
}
