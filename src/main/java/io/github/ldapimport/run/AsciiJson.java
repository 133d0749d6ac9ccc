package io.github.ldapimport.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * JSON (RFC 8259) in ASCII alone: the same in whatever charset somebody prints it or an endpoint writes it. A class of its own,
 * because making the mapper is a twentieth of the program's start, and most runs write no JSON.
 */
public final class AsciiJson {
    private static final ObjectMapper MAPPER =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private AsciiJson() {}

    public static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "Cannot be written as JSON: " + value.getClass().getName(), e);
        }
    }
}
