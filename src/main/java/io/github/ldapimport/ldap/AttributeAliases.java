package io.github.ldapimport.ldap;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The further names and the OIDs of attributes (RFC 4512, 2.5), each with the one name under which an entry keeps the values. */
public final class AttributeAliases {
    static final AttributeAliases NONE = new AttributeAliases(Map.of());

    private final Map<String, String> names = new TreeMap<>(AttributeNames.ORDER);

    /** @param names the name that stands for the attribute, by each of the others */
    public AttributeAliases(Map<String, String> names) {
        this.names.putAll(names);
    }

    /** The name under which an entry keeps the attribute's values; options stay, in one order. */
    String canonical(String description) {
        if (description.indexOf(';') < 0) {
            // as nearly every name is
            return names.isEmpty() ? description : names.getOrDefault(description, description);
        }
        String type = AttributeDescription.type(description);
        return AttributeDescription.of(names.getOrDefault(type, type), description);
    }

    /** As a map that travels, without attributes that are not among those. */
    public Map<String, String> of(Collection<String> descriptions) {
        Set<String> types = descriptions.stream()
                .map(AttributeDescription::type)
                .collect(Collectors.toCollection(() -> new TreeSet<>(AttributeNames.ORDER)));
        Map<String, String> some = new TreeMap<>();
        names.forEach((alias, name) -> {
            if (types.contains(name)) {
                some.put(alias, name);
            }
        });
        return some;
    }
}
