package io.github.ldapimport.connection;

import io.github.ldapimport.ldap.Filter;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.DirContext;
import javax.naming.directory.SearchControls;
import javax.naming.directory.SearchResult;
import javax.naming.ldap.LdapName;

/**
 * The ports on which a domain controller answers for its whole forest, with some of the attributes only ([MS-ADTS]
 * 3.1.1.3.1.1). Asked for one of the others, it answers that nobody has it.
 */
public final class GlobalCatalog {
    private static final Set<String> PORTS = Set.of("3268", "3269");
    private static final String SCHEMA = "schemaNamingContext";
    private static final String NAME = "lDAPDisplayName";

    private GlobalCatalog() {}

    /** Whether an address is one of its ports. */
    public static boolean isAt(String url) {
        return PORTS.contains(url.replaceFirst("/$", "").replaceFirst(".*:", ""));
    }

    /** Those of the attributes that it does not hold, as far as the schema says that it does; options do not count. */
    public static Set<String> lacks(DirContext connection, Collection<String> attributes) throws NamingException {
        Set<String> lacking = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (String attribute : attributes) {
            lacking.add(attribute.replaceFirst(";.*", ""));
        }
        Filter held = Filter.and(List.of(
                Filter.equality("objectClass", "attributeSchema"),
                Filter.equality("isMemberOfPartialAttributeSet", "TRUE"),
                Filter.or(lacking.stream()
                        .map(attribute -> Filter.equality(NAME, attribute))
                        .toList())));
        Attribute schema = connection.getAttributes("", new String[] {SCHEMA}).get(SCHEMA);
        if (schema != null) {
            NamingEnumeration<SearchResult> results = connection.search(
                    new LdapName(String.valueOf(schema.get())),
                    held.toString(),
                    new SearchControls(SearchControls.ONELEVEL_SCOPE, 0, 0, new String[] {NAME}, false, false));
            while (results.hasMore()) {
                lacking.remove(
                        String.valueOf(results.next().getAttributes().get(NAME).get()));
            }
        }
        return lacking;
    }
}
