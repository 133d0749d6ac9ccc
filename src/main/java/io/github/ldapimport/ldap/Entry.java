package io.github.ldapimport.ldap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ldapimport.text.Printable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A directory entry. As a map it answers with the first value of an attribute, so that <code>${body[mail]}</code> works
 * in a route; {@link #values} has them all. The other methods turn values into what columns want, for expressions such as
 * <code>${body.joined('mail', ', ')}</code>; each takes the attribute first, and answers with null where the entry has no
 * such attribute. Names match without regard to case, an attribute's others and its OID as well (RFC 4512, 2.5). {@code dn} is the
 * entry's distinguished name.
 *
 * <p>A value is a {@link String} or, for binary attributes, a {@code byte[]}. Empty values do not count as values.
 */
public final class Entry extends AbstractMap<String, Object> {
    /** The name under which the DN can be read as if it were an attribute. */
    public static final String DN = "dn";

    private static final int MAX_SHOWN = 100;
    // made when it is wanted: that takes a good part of the program's start
    private static final class Json {
        private static final ObjectMapper MAPPER = new ObjectMapper();
    }

    private final String dn;
    private final Map<String, List<Object>> attributes;
    private final RequestedAttributes requested;
    // asked for at each station of an entry's way; always of the same attribute
    private List<String> guids;

    /**
     * @param dn RFC 4514 text
     * @param attributes values by attribute name
     * @param requested what the search asked for
     */
    public Entry(String dn, Map<String, List<Object>> attributes, RequestedAttributes requested) {
        this(requested, dn, new TreeMap<>(AttributeNames.ORDER));
        attributes.forEach((name, values) -> this.attributes.put(requested.canonical(name), values));
    }

    /** Of attributes by their canonical names in a map without regard to case, which nobody else holds: it is not copied. */
    public Entry(RequestedAttributes requested, String dn, SortedMap<String, List<Object>> own) {
        this.dn = dn;
        this.attributes = own;
        this.requested = requested;
    }

    public String dn() {
        return dn;
    }

    /**
     * All values of an attribute, whichever of its names it is called by, in the directory's order; none where the entry has no
     * such attribute. Where it has the attribute with options only ({@code cn;lang-de} for cn), they are the values: who asks for
     * an attribute asks for those, too (RFC 4512, 2.5.2).
     *
     * @throws AttributeNotRequestedException if the search did not ask for it, so that absent and unknown are not mixed up
     */
    public List<Object> values(String attribute) {
        List<Object> values = attributes.get(attribute);
        if (values == null) {
            String name = requested.canonical(attribute);
            values = attributes.getOrDefault(name, List.of());
            if (values.isEmpty()) {
                values = taggedValues(name);
            }
            if (values.isEmpty() && !requested.includes(attribute)) {
                throw new AttributeNotRequestedException(attribute);
            }
        }
        return Collections.unmodifiableList(values);
    }

    /** Whether it has any value of an attribute, were it one that the search did not ask for by that name. */
    public boolean shows(String attribute) {
        String name = requested.canonical(attribute);
        return attributes.containsKey(name) || !taggedValues(name).isEmpty();
    }

    /** The values that came with further options. */
    private List<Object> taggedValues(String name) {
        List<Object> tagged = List.of();
        for (Map.Entry<String, List<Object>> each : attributes.entrySet()) {
            if (AttributeDescription.isTagged(each.getKey(), name)) {
                tagged = tagged.isEmpty() ? new ArrayList<>() : tagged;
                tagged.addAll(each.getValue());
            }
        }
        return tagged;
    }

    /** The values of the attribute for GUIDs that are GUIDs, in their stored form; a placeholder is none. */
    public List<String> guids(String guidAttribute) {
        if (guids == null) {
            List<String> stored = new ArrayList<>(1);
            for (Object value : values(guidAttribute)) {
                String guid = null;
                if (value instanceof byte[] bytes && bytes.length == Guid.BYTES) {
                    guid = Guid.ofBytes(bytes);
                } else if (value instanceof String text) {
                    guid = Guid.canonical(text);
                }
                if (guid != null && !Guid.isPlaceholder(guid)) {
                    stored.add(guid);
                }
            }
            guids = List.copyOf(stored);
        }
        return guids;
    }

    /** All values of all attributes that came, by the names under which they came. */
    public Map<String, List<Object>> allValues() {
        return Collections.unmodifiableMap(attributes);
    }

    /** What the search asked for. */
    public RequestedAttributes requestedAttributes() {
        return requested;
    }

    /** The first value as text, or null; bytes are not text. */
    public String text(String attribute) {
        return get(attribute) instanceof String text ? text : null;
    }

    /** The first value in lower case, or null: what addresses are most often wanted in. */
    public String lowerCase(String attribute) {
        String text = text(attribute);
        return text == null ? null : text.toLowerCase(Locale.ROOT);
    }

    /**
     * The first value of an attribute such as objectSid as text, or null.
     *
     * @throws IllegalArgumentException when the value is no security identifier
     */
    public String sid(String attribute) {
        Object value = get(attribute);
        if (value instanceof String) {
            throw new IllegalArgumentException("The values of " + attribute
                    + " came as text, which spoils them: name it in directory.binary-attributes");
        }
        return value == null ? null : Sid.ofBytes((byte[]) value);
    }

    /**
     * The first value as a point in time, or null, also where it means never.
     *
     * @throws IllegalArgumentException when it is none of the forms that {@link LdapTime#parse} reads
     */
    public Instant time(String attribute) {
        return first(attribute, LdapTime::parse);
    }

    /**
     * The first value as {@code TRUE} or {@code FALSE} (RFC 4517, 3.3.3), in any case, or as 1 or 0; or null.
     *
     * @throws IllegalArgumentException when it is something else
     */
    public Boolean truth(String attribute) {
        return first(attribute, text -> switch (text.strip().toUpperCase(Locale.ROOT)) {
            case "TRUE", "1" -> true;
            case "FALSE", "0" -> false;
            default -> throw new IllegalArgumentException("it is neither TRUE nor FALSE");
        });
    }

    /**
     * Whether all of some bits are set in the first value, a number such as userAccountControl; or null.
     *
     * @param bits such as 2 for the second bit, 6 for the second and the third
     * @throws IllegalArgumentException when the value is no number
     */
    public Boolean bit(String attribute, long bits) {
        return first(attribute, text -> {
            try {
                return (Long.parseLong(text.strip()) & bits) == bits;
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("it is no whole number", e);
            }
        });
    }

    /**
     * The name in the first value, a DN: {@code Doe, John} of <code>cn=Doe\, John,ou=people,dc=example,dc=com</code>. Null
     * where there is no value.
     *
     * @throws IllegalArgumentException when the value is no DN
     */
    public String name(String attribute) {
        return first(attribute, DnText::firstValue);
    }

    /** The first value in Base64 (RFC 4648, 4), or null; of a text, its bytes in UTF-8. */
    public String base64(String attribute) {
        Object value = get(attribute);
        if (value == null) {
            return null;
        }
        return Base64.getEncoder()
                .encodeToString(
                        value instanceof byte[] bytes ? bytes : value.toString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The first value, the 16 bytes of a GUID as Active Directory has them or a text, in the form in which this import stores
     * GUIDs; or null.
     *
     * @throws IllegalArgumentException when there are other than 16 bytes
     */
    public String guid(String attribute) {
        Object value = get(attribute);
        try {
            return value instanceof byte[] bytes
                    ? Guid.ofBytes(bytes)
                    : value == null ? null : Guid.canonical(value.toString());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the attribute " + attribute + ": " + e.getMessage(), e);
        }
    }

    /**
     * All values, in the order of their characters and not of the directory, which has none (RFC 4512, 2.2); or null.
     *
     * @throws IllegalArgumentException when the values are bytes
     */
    public String joined(String attribute, String separator) {
        List<String> texts = texts(attribute, UnaryOperator.identity());
        return texts.isEmpty() ? null : String.join(separator, texts);
    }

    /** The names in all values, which are DNs, as {@link #name} finds one and {@link #joined} puts them together; or null. */
    public String joinedNames(String attribute, String separator) {
        List<String> names = texts(attribute, DnText::firstValue);
        return names.isEmpty() ? null : String.join(separator, names);
    }

    /** All values as an array in JSON, in the order of {@link #joined}; or null. */
    public String json(String attribute) {
        return jsonArray(texts(attribute, UnaryOperator.identity()));
    }

    /** The names in all values, which are DNs, as an array in JSON; or null. */
    public String jsonNames(String attribute) {
        return jsonArray(texts(attribute, DnText::firstValue));
    }

    private static String jsonArray(List<String> texts) {
        try {
            return texts.isEmpty() ? null : Json.MAPPER.writeValueAsString(texts);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Texts cannot be written as JSON", e);
        }
    }

    private <T> T first(String attribute, Function<String, T> form) {
        Object value = get(attribute);
        return value == null ? null : form(attribute, value, form);
    }

    private List<String> texts(String attribute, UnaryOperator<String> form) {
        List<Object> all = attribute.equalsIgnoreCase(DN) ? List.of(dn) : values(attribute);
        List<String> texts = new ArrayList<>(all.size());
        for (Object value : all) {
            texts.add(form(attribute, value, form));
        }
        Collections.sort(texts);
        return texts;
    }

    private static <T> T form(String attribute, Object value, Function<String, T> form) {
        if (!(value instanceof String text)) {
            throw new IllegalArgumentException("the attribute " + attribute
                    + " holds bytes: take it as it is for a binary column, or ${body.base64('" + attribute + "')}");
        }
        try {
            return form.apply(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the attribute " + attribute + " has the value " + shown(text) + ": " + e.getMessage(), e);
        }
    }

    /** A value as it stands in a message: not all of one that is long, on one line, and no bytes. */
    public static String shown(Object value) {
        if (value instanceof byte[] bytes) {
            return "a binary value of " + bytes.length + " bytes";
        }
        String text = String.valueOf(value);
        boolean isLong = text.codePointCount(0, text.length()) > MAX_SHOWN;
        String shown = isLong ? text.substring(0, text.offsetByCodePoints(0, MAX_SHOWN)) + "..." : text;
        return "'" + Printable.of(shown) + "'";
    }

    @Override
    public Object get(Object attribute) {
        String name = String.valueOf(attribute);
        if (name.equalsIgnoreCase(DN)) {
            return dn;
        }
        List<Object> values = values(name);
        return values.isEmpty() ? null : values.get(0);
    }

    @Override
    public boolean containsKey(Object attribute) {
        return get(attribute) != null;
    }

    @Override
    public Set<Map.Entry<String, Object>> entrySet() {
        Map<String, Object> first = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        attributes.forEach((name, values) -> first.put(name, values.get(0)));
        return first.entrySet();
    }

    /** An entry equals itself alone; a map's way to compare would read all its values. */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    /** The DN alone: attribute values belong in no log. */
    @Override
    public String toString() {
        return dn;
    }
}
