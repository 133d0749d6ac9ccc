package io.github.ldapimport.directory;

import io.github.ldapimport.ldap.AttributeDescription;
import io.github.ldapimport.ldap.DirectoryType;
import io.github.ldapimport.ldap.Entry;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * When it may be believed that an entry does not have something. OpenLDAP and 389 Directory Server evaluate what an account may
 * not search as Undefined, in a negation, too (RFC 4511, 4.5.1.7). Active Directory takes it for absent ([MS-ADTS] 3.1.1.4.3),
 * and of an unknown server nobody knows: there an entry has to show what every entry has.
 */
public final class Denials {
    /** What each user of Active Directory has. */
    private static final Set<String> OF_EACH_USER = names(
            "objectClass",
            "objectCategory",
            "userAccountControl",
            "accountExpires",
            "sAMAccountName",
            "sAMAccountType",
            "objectSid",
            "primaryGroupID",
            "name",
            "cn");

    /** What each entry has. */
    private static final Set<String> OF_EACH_ENTRY = names("objectClass");

    private final Set<String> always;
    private final Schema schema;

    Denials(DirectoryType kind, Schema schema) {
        this.schema = schema;
        if (kind.isActiveDirectory()) {
            always = OF_EACH_USER;
        } else {
            always = kind.tellsHiddenFromAbsent() ? Set.of() : OF_EACH_ENTRY;
        }
    }

    private static Set<String> names(String... names) {
        Set<String> all = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        all.addAll(List.of(names));
        return all;
    }

    /** Those of some attributes that the entry must have and does not show, so that a negation of them means nothing. */
    public List<String> hidden(Entry entry, Collection<String> attributes) {
        return attributes.stream()
                .filter(this::isAlwaysThere)
                .filter(attribute -> !entry.shows(attribute))
                .sorted()
                .toList();
    }

    /** The GUIDs of those of some entries that hide none of some attributes. */
    public Set<String> shown(Directory directory, Collection<Entry> entries, Collection<String> attributes) {
        // a directory may take GUIDs for equal that differ in case
        Set<String> guids = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        entries.stream()
                .filter(entry -> hidden(entry, attributes).isEmpty())
                .forEach(entry -> guids.addAll(directory.guids(entry)));
        return guids;
    }

    /** Whether an entry that does not show the attribute hides it. */
    public boolean isAlwaysThere(String attribute) {
        return always.contains(schema.canonical(AttributeDescription.type(attribute))) || always.contains(attribute);
    }
}
