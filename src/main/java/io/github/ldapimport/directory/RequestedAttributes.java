package io.github.ldapimport.directory;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The attributes that a search asks for, compared without regard to case. {@code *} stands for all user attributes (RFC
 * 4511, 4.5.1.8).
 */
public final class RequestedAttributes {
    private static final String ALL = "*";

    /** No attributes (RFC 4511, 4.5.1.8). */
    public static final RequestedAttributes NONE = new RequestedAttributes(List.of("1.1"));

    private final Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    public RequestedAttributes(Collection<String> names) {
        this.names.addAll(names);
        this.names.remove(Entry.DN);
    }

    /** Who asks for an attribute gets it with any options, too (RFC 4512, 2.5.2). */
    public boolean includes(String attribute) {
        return names.contains(attribute) || names.contains(attribute.replaceFirst(";.*", "")) || names.contains(ALL);
    }

    public Set<String> names() {
        return Set.copyOf(names);
    }

    String[] toArray() {
        return names.toArray(String[]::new);
    }
}
