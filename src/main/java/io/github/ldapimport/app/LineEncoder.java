package io.github.ldapimport.app;

import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.github.ldapimport.text.Line;
import java.nio.charset.Charset;

/**
 * Writes each event of the log in one line, printable and without secrets in addresses, whichever library logs it and whatever of it the pattern
 * takes up: message, thread, logger, values of a context, stack trace. A configuration of the user's own may name it as an encoder.
 */
public final class LineEncoder extends PatternLayoutEncoder {
    @Override
    public byte[] encode(ILoggingEvent event) {
        String line = Line.of(getLayout().doLayout(event).stripTrailing()) + System.lineSeparator();
        Charset charset = getCharset();
        return line.getBytes(charset == null ? Charset.defaultCharset() : charset);
    }
}
