package io.github.ldapimport.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/**
 * JSON (RFC 8259) in printable ASCII alone: the same in whatever charset it is printed or an endpoint writes it, and harmless to a
 * terminal.
 */
public final class AsciiJson {
    private static final JsonFactory FACTORY =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private AsciiJson() {}

    /** Any value, as Jackson sees it. */
    public static String write(Object value) {
        try {
            return printable(Mapper.OF_ANYTHING.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "Cannot be written as JSON: " + value.getClass().getName(), e);
        }
    }

    /** What is written step by step, which needs no mapper. */
    public static String write(Content content) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            content.writeTo(json);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot be written as JSON", e);
        }
        return printable(text.toString());
    }

    /** The one control character that the library takes for printable ASCII; it can stand in a string alone. */
    private static String printable(String json) {
        return json.replace("\u007f", "\\u007f");
    }

    /** What is written. */
    @FunctionalInterface
    public interface Content {
        void writeTo(JsonGenerator json) throws IOException;
    }

    /** A class of its own: making the mapper is a twentieth of the program's start, and most runs need none. */
    private static final class Mapper {
        static final ObjectMapper OF_ANYTHING =
                JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    }
}
