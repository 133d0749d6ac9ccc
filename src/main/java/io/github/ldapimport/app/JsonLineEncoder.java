package io.github.ldapimport.app;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.github.ldapimport.text.Line;
import java.nio.charset.StandardCharsets;

/**
 * Writes each event as an object of JSON in one line, as logback does, and escapes what logback does not: characters beyond ASCII
 * that a terminal obeys. They can stand in strings alone, where the code that {@link Line} writes is JSON's own.
 */
public final class JsonLineEncoder extends JsonEncoder {
    @Override
    public byte[] encode(ILoggingEvent event) {
        String json = new String(super.encode(event), StandardCharsets.UTF_8).stripTrailing();
        return (Line.of(json) + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
