package io.github.ldapimport.dialect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON texts (RFC 8259) in columns; a database may write them in another way than they were written to it. */
final class Json {
    private static final String NUL = "\\u0000";

    private static final ObjectReader READER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();

    /** A value apart from how it is written; so null is one, too. */
    private record Value(Object value) {
        /** Without the value: it belongs in no log. */
        @Override
        public String toString() {
            return "a value of JSON";
        }
    }

    private Json() {}

    /**
     * The text itself.
     *
     * @param isBinary whether the database takes it apart, as PostgreSQL does for jsonb, and has no NUL character for a text in it
     * @throws IllegalArgumentException when it is no JSON, or none that the database takes
     */
    static String checked(String text, boolean isBinary) {
        try {
            JsonNode node = READER.readTree(text);
            if (isBinary
                    && text.contains(NUL)
                    && node.toString().replace("\\\\", "").contains(NUL)) {
                throw new IllegalArgumentException("it has a NUL character, which no text of this database can have");
            } else if (!node.isMissingNode()) {
                return text;
            }
        } catch (JsonProcessingException e) {
            throw notJson(e);
        }
        throw notJson(null);
    }

    private static IllegalArgumentException notJson(Exception cause) {
        return new IllegalArgumentException(
                "it is no JSON, write ${body.json('attribute')} for an array of texts", cause);
    }

    /** Equal for texts that say the same: blanks, the order of an object's members and the form of numbers do not count. */
    static Object canonical(String text) {
        try {
            return value(READER.readTree(text));
        } catch (JsonProcessingException e) {
            // not ours, and equal to no other
            return text;
        }
    }

    private static Value value(JsonNode node) {
        if (node.isObject()) {
            Map<String, Object> members = new LinkedHashMap<>();
            node.properties().forEach(member -> members.put(member.getKey(), value(member.getValue())));
            return new Value(members);
        } else if (node.isArray()) {
            List<Object> elements = new ArrayList<>(node.size());
            node.forEach(element -> elements.add(value(element)));
            return new Value(elements);
        } else if (node.isNumber()) {
            return new Value(node.decimalValue().stripTrailingZeros());
        } else if (node.isBoolean()) {
            return new Value(node.booleanValue());
        }
        return new Value(node.isNull() ? null : node.textValue());
    }
}
