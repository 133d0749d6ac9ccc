package io.github.ldapimport.why;

import io.github.ldapimport.directory.Directory;
import io.github.ldapimport.ldap.Entry;
import io.github.ldapimport.ldap.Filter;
import io.github.ldapimport.ldap.Guid;
import io.github.ldapimport.ldap.RequestedAttributes;
import io.github.ldapimport.ldap.SearchRequest;
import io.github.ldapimport.search.PagedSearch;
import io.github.ldapimport.search.Searcher;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/** Looks for the entries of a name, and asks the directory whether a filter matches one of them. Each question connects. */
final class EntryLookup {
    private static final List<String> NAMES = List.of("cn", "sn", "uid", "mail", "givenName", "displayName");
    private static final List<String> NAMES_OF_ACTIVE_DIRECTORY = List.of("cn", "displayName", "sAMAccountName");

    private final Directory directory;
    private final Collection<String> attributes;

    /** @param attributes to read of the entries */
    EntryLookup(Directory directory, Collection<String> attributes) {
        this.directory = directory;
        this.attributes = attributes;
    }

    /**
     * Some of the entries found.
     *
     * @param hasMore whether there are others
     */
    record Found(List<Entry> entries, boolean hasMore) {
        static final Found NONE = new Found(List.of(), false);

        boolean isEmpty() {
            return entries.isEmpty();
        }

        /** The DNs alone. */
        @Override
        public String toString() {
            return entries.toString();
        }
    }

    /** The attributes in which names are looked for: those of a run, and what else an entry may be known by. */
    List<String> namingAttributes() {
        Set<String> known = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        List<String> names = new ArrayList<>();
        List<String> all = new ArrayList<>(directory.kind().resolveAttributes());
        all.add(directory.kind().accountAttribute());
        all.addAll(directory.kind().isActiveDirectory() ? NAMES_OF_ACTIVE_DIRECTORY : NAMES);
        for (String name : all) {
            if (known.add(name)) {
                names.add(name);
            }
        }
        return names;
    }

    /** Matches the entries of a name: one of the naming attributes, or the GUID. */
    Filter named(String name) {
        List<Filter> any = new ArrayList<>();
        namingAttributes().forEach(attribute -> any.add(Filter.equality(attribute, name)));
        List<String> guids = guids(name);
        if (!guids.isEmpty()) {
            any.add(directory.guidQueries().anyOf(guids));
        }
        return Filter.or(any);
    }

    /** The GUIDs of this directory that a name may be. */
    List<String> guids(String name) {
        return directory.possible(Guid.guidVariants(name));
    }

    /** The entry whose DN is the name; none where it is no DN, or the account sees no such entry. */
    Optional<Entry> atDn(String name) {
        LdapName dn;
        try {
            dn = new LdapName(name);
        } catch (InvalidNameException e) {
            return Optional.empty();
        }
        return dn.isEmpty() || !directory.probe().has(dn)
                ? Optional.empty()
                : ofEntry(dn, Filter.presence("objectClass"));
    }

    /** The entries below a DN that a filter matches. */
    Found below(LdapName base, Filter filter) {
        return read(new SearchRequest(base, filter, requested(), WhyAnswer.MAX_LISTED + 1, () -> false));
    }

    /** Whether the directory says that a filter matches an entry. */
    boolean matches(LdapName dn, Filter filter) {
        return !read(SearchRequest.ofEntry(dn, filter, RequestedAttributes.NONE))
                .isEmpty();
    }

    private Optional<Entry> ofEntry(LdapName dn, Filter filter) {
        return read(SearchRequest.ofEntry(dn, filter, requested())).entries().stream()
                .findFirst();
    }

    private RequestedAttributes requested() {
        List<String> shown = attributes.stream()
                .filter(attribute -> !SecretNames.isSecret(attribute))
                .toList();
        return directory.requestedAttributes(shown);
    }

    private Found read(SearchRequest request) {
        List<Entry> entries = new ArrayList<>();
        try (PagedSearch search = Searcher.ofLook(directory).apply(directory.template(), request)) {
            while (search.hasNext() && entries.size() <= WhyAnswer.MAX_LISTED) {
                entries.addAll(search.next().entries());
            }
            search.failure().ifPresent(failure -> {
                throw failure;
            });
        }
        boolean hasMore = entries.size() > WhyAnswer.MAX_LISTED;
        return new Found(hasMore ? entries.subList(0, WhyAnswer.MAX_LISTED) : entries, hasMore);
    }
}
