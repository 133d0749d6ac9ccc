package io.github.ldapimport.ldap;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The attributes that a search asks for, compared without regard to case and to which of its names an attribute was called by.
 * {@code *} stands for all user attributes (RFC 4511, 4.5.1.8).
 */
public final class RequestedAttributes {
    private static final String ALL = "*";

    /** No attributes (RFC 4511, 4.5.1.8). */
    public static final RequestedAttributes NONE = new RequestedAttributes(List.of("1.1"));

    private final AttributeAliases aliases;
    private final Set<String> canonical = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    // by the name in the answer
    private final Map<String, String> answered = new ConcurrentHashMap<>();
    private final Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    public RequestedAttributes(Collection<String> names) {
        this(names, AttributeAliases.NONE);
    }

    /** @param aliases the further names of the attributes */
    public RequestedAttributes(Collection<String> names, AttributeAliases aliases) {
        this.aliases = aliases;
        TreeMap<String, String> written = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        // an attribute that two settings call by two names is asked for once
        names.forEach(name -> written.putIfAbsent(aliases.canonical(name), name));
        written.remove(Entry.DN);
        canonical.addAll(written.keySet());
        this.names.addAll(written.values());
    }

    /** Who asks for an attribute gets it with any options, too (RFC 4512, 2.5.2). */
    public boolean includes(String attribute) {
        String name = canonical(attribute);
        return canonical.contains(name)
                || canonical.contains(AttributeDescription.type(name))
                || canonical.contains(ALL);
    }

    /** The name under which entries keep an attribute, whichever of its names it is called by. */
    public String canonical(String attribute) {
        return aliases.canonical(attribute);
    }

    /** The same for a name in an answer, which every entry repeats. */
    public String answered(String attribute) {
        String name = answered.get(attribute);
        if (name == null) {
            name = canonical(attribute);
            answered.put(attribute, name);
        }
        return name;
    }

    /** The further names of the attributes. */
    public AttributeAliases aliases() {
        return aliases;
    }

    public Set<String> names() {
        return Set.copyOf(names);
    }

    public String[] toArray() {
        return names.toArray(String[]::new);
    }
}
