package io.github.ldapimport.directory;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A directory entry. As a map it answers with the first value of an attribute, so that <code>${body[mail]}</code> works
 * in a route; {@link #values} has them all. Names match without regard to case (RFC 4512, 2.5). {@code dn} is the
 * entry's distinguished name.
 *
 * <p>A value is a {@link String} or, for binary attributes, a {@code byte[]}. Empty values do not count as values.
 */
public final class Entry extends AbstractMap<String, Object> {
    /** The name under which the DN can be read as if it were an attribute. */
    public static final String DN = "dn";

    private static final String BINARY_OPTION = ";binary";

    private final String dn;
    private final Map<String, List<Object>> attributes;
    private final RequestedAttributes requested;

    /**
     * @param dn RFC 4514 text
     * @param attributes values by attribute name
     * @param requested what the search asked for
     */
    public Entry(String dn, Map<String, List<Object>> attributes, RequestedAttributes requested) {
        this.dn = dn;
        this.attributes = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        this.attributes.putAll(attributes);
        this.requested = requested;
    }

    public String dn() {
        return dn;
    }

    /**
     * All values of an attribute, in the directory's order; none where the entry has no such attribute.
     *
     * @throws AttributeNotRequestedException if the search did not ask for it, so that absent and unknown are not mixed up
     */
    public List<Object> values(String attribute) {
        List<Object> values = attributes.get(attribute);
        if (values == null) {
            // RFC 4522: a server may answer userCertificate as userCertificate;binary
            values = attributes.get(attribute + BINARY_OPTION);
        }
        if (values != null) {
            return Collections.unmodifiableList(values);
        }
        if (!requested.includes(attribute)) {
            throw new AttributeNotRequestedException(attribute);
        }
        return List.of();
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
