package io.github.ldapimport.search;

import io.github.ldapimport.connection.DirectoryException;
import io.github.ldapimport.directory.Directory;
import io.github.ldapimport.directory.DirectoryFailures;
import io.github.ldapimport.ldap.AttributeNames;
import io.github.ldapimport.ldap.Entry;
import io.github.ldapimport.ldap.RequestedAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.naming.NameNotFoundException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.SearchResult;
import javax.naming.ldap.LdapContext;
import javax.naming.ldap.LdapName;
import org.springframework.ldap.support.LdapUtils;

/** Makes entries of the results of a search, and reads what the directory kept back of them. */
final class EntryReader {
    private static final String OBJECT_CLASS = "objectClass";
    private static final String REFERRAL = "referral";

    private final Directory directory;
    private final RequestedAttributes requested;
    private final List<Entry> entries;
    private final List<CutEntry> cut = new ArrayList<>(0);

    EntryReader(Directory directory, RequestedAttributes requested, int expected) {
        this.directory = directory;
        this.requested = requested;
        this.entries = new ArrayList<>(expected);
    }

    /** An entry of which the directory kept values back. */
    private record CutEntry(String dn, SortedMap<String, List<Object>> attributes, List<RangeRetrieval.Part> parts) {
        /** Without the values: they belong in no log. */
        @Override
        public String toString() {
            return dn;
        }
    }

    /** The entries so far, but for those of which values are still to be read. */
    List<Entry> entries() {
        return entries;
    }

    void read(SearchResult result) throws NamingException {
        SortedMap<String, List<Object>> attributes = new TreeMap<>(AttributeNames.ORDER);
        List<RangeRetrieval.Part> parts = new ArrayList<>(0);
        NamingEnumeration<? extends Attribute> all = result.getAttributes().getAll();
        while (all.hasMore()) {
            Attribute attribute = all.next();
            List<Object> values = new ArrayList<>(attribute.size());
            for (int i = 0; i < attribute.size(); i++) {
                addUnlessEmpty(values, attribute.get(i));
            }
            String name = requested.answered(attribute.getID());
            Optional<RangeRetrieval.Part> part = RangeRetrieval.part(attribute.getID());
            if (part.isPresent() && !part.get().isLast()) {
                parts.add(part.get());
            }
            if (!values.isEmpty()) {
                // a server may answer by several names of one attribute
                attributes.merge(name, values, EntryReader::union);
            }
        }
        if (directory.leavesReferralsOut() && isReferral(attributes)) {
            return;
        }
        if (parts.isEmpty()) {
            entries.add(new Entry(requested, result.getNameInNamespace(), attributes));
        } else {
            cut.add(new CutEntry(result.getNameInNamespace(), attributes, parts));
        }
    }

    /** Whether it is an entry that stands for others (RFC 3296, 2), and may match a filter that names no object class. */
    private static boolean isReferral(SortedMap<String, List<Object>> attributes) {
        return attributes.getOrDefault(OBJECT_CLASS, List.of()).stream()
                .anyMatch(value -> value instanceof String text && text.equalsIgnoreCase(REFERRAL));
    }

    private static List<Object> union(List<Object> some, List<Object> others) {
        others.stream().filter(value -> !some.contains(value)).forEach(some::add);
        return some;
    }

    private static void addUnlessEmpty(List<Object> values, Object value) {
        if (value != null && !value.equals("") && !(value instanceof byte[] bytes && bytes.length == 0)) {
            values.add(value);
        }
    }

    /** Reads what was kept back, through the same connection: another one may lead to a server that knows other values. */
    void complete(LdapContext connection) {
        for (CutEntry entry : cut) {
            String doing = "read all values of " + entry.parts().get(0).attribute() + " of " + entry.dn();
            try {
                // the controls of a page are on the other context
                LdapContext context = connection.newInstance(null);
                try {
                    LdapName dn = new LdapName(entry.dn());
                    for (RangeRetrieval.Part part : entry.parts()) {
                        requireText(part.attribute());
                        List<Object> values = entry.attributes()
                                .computeIfAbsent(requested.canonical(part.attribute()), name -> new ArrayList<>());
                        RangeRetrieval.rest(context, dn, part).forEach(value -> addUnlessEmpty(values, value));
                    }
                } finally {
                    context.close();
                }
            } catch (NameNotFoundException | DirectoryException e) {
                throw new DirectoryException(
                        "Cannot " + doing + " at " + directory.urls() + ": " + e.getMessage()
                                + ": run again, or do without the attribute",
                        e);
            } catch (NamingException e) {
                throw DirectoryFailures.explain(doing, directory, LdapUtils.convertLdapException(e));
            }
            entries.add(new Entry(requested, entry.dn(), entry.attributes()));
        }
        cut.clear();
    }

    /** JNDI tells bytes by the attribute's name, and does not know it with a range. */
    private void requireText(String attribute) {
        if (directory.kind().binaryAttributes().stream().anyMatch(attribute::equalsIgnoreCase)) {
            throw new DirectoryException("the values are bytes, which cannot be read in parts");
        }
    }
}
