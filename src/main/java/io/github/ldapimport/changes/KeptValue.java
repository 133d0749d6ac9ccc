package io.github.ldapimport.changes;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.ldapimport.dialect.Column;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Objects;

/**
 * A column's value as a kept change has it, in JSON (RFC 8259): null, a truth value, a number, or a text; times in ISO 8601. Bytes, and
 * texts of more than {@value #MAX_CHARACTERS} characters, are kept as their length and SHA-256 digest, and so can be recognized, but not
 * written back.
 */
public final class KeptValue {
    static final int MAX_CHARACTERS = 4_000;

    /** Where a row has very many long texts. */
    static final int MAX_CHARACTERS_OF_MANY = 100;

    private static final String BYTES = "bytes";
    private static final String CHARACTERS = "characters";
    private static final String DIGEST = "sha256";
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.nnnnnnnnn");

    private KeptValue() {}

    /**
     * @param value as a column takes it, see {@link Column#convert}
     * @param most how many characters of a text are kept; a longer one is kept as its digest
     */
    static void write(JsonGenerator json, Object value, int most) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (value instanceof Number number && isDecimal(number)) {
            json.writeNumber(new BigDecimal(number.toString()));
        } else if (value instanceof byte[] bytes) {
            writeDigest(json, BYTES, bytes.length, bytes);
        } else {
            String text = text(value);
            if (text.length() > most) {
                writeDigest(json, CHARACTERS, text.length(), text.getBytes(StandardCharsets.UTF_8));
            } else {
                json.writeString(text);
            }
        }
    }

    /** Floating numbers have values that JSON has no number for. */
    private static boolean isDecimal(Number number) {
        return !(number instanceof Double || number instanceof Float) || Double.isFinite(number.doubleValue());
    }

    private static String text(Object value) {
        if (value instanceof LocalDateTime time) {
            return CLOCK.format(time);
        }
        return value instanceof OffsetDateTime time ? time.toInstant().toString() : value.toString();
    }

    private static void writeDigest(JsonGenerator json, String unit, int length, byte[] bytes) throws IOException {
        json.writeStartObject();
        json.writeNumberField(unit, length);
        json.writeStringField(DIGEST, digest(bytes));
        json.writeEndObject();
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** Whether the whole value is kept, so that it can be written back. */
    public static boolean isWhole(JsonNode kept) {
        return !kept.isObject();
    }

    /**
     * The value as a column takes it.
     *
     * @throws IllegalArgumentException when the column cannot hold it, or it is not kept whole
     */
    public static Object value(JsonNode kept, Column column) {
        if (!isWhole(kept)) {
            throw new IllegalArgumentException("column " + column.name()
                    + " had a value of which only length and digest are kept, so it cannot be written back");
        } else if (kept.isNull()) {
            return null;
        } else if (kept.isBoolean()) {
            return column.convert(kept.booleanValue());
        }
        return column.convert(kept.isNumber() ? kept.decimalValue() : kept.textValue());
    }

    /** Whether a column holds the kept value. */
    public static boolean isHeld(JsonNode kept, Object held, Column column) {
        Object stored = column.stored(held);
        if (kept.isObject()) {
            boolean isBytes = kept.has(BYTES);
            byte[] bytes = stored instanceof byte[] found
                    ? found
                    : stored == null ? null : text(stored).getBytes(StandardCharsets.UTF_8);
            return bytes != null
                    && isBytes == stored instanceof byte[]
                    && kept.path(DIGEST).asText().equals(digest(bytes));
        }
        try {
            return Objects.equals(column.canonical(value(kept, column)), column.canonical(held));
        } catch (IllegalArgumentException e) {
            // the column has another type by now, and cannot hold what the run left there
            return false;
        }
    }

    /** The value for a person: of what is not kept whole, its length. */
    public static String shown(JsonNode kept) {
        if (kept.has(BYTES)) {
            return kept.get(BYTES).asInt() + " bytes";
        } else if (kept.has(CHARACTERS)) {
            return "a text of " + kept.get(CHARACTERS).asInt() + " characters";
        }
        return kept.isNull() ? "NULL" : kept.isTextual() ? "'" + kept.textValue() + "'" : kept.asText();
    }
}
