package io.github.ldapimport.directory;

import java.io.Closeable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.naming.NameNotFoundException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.SearchControls;
import javax.naming.directory.SearchResult;
import javax.naming.ldap.Control;
import javax.naming.ldap.LdapContext;
import javax.naming.ldap.LdapName;
import org.springframework.ldap.core.LdapTemplate;
import org.springframework.ldap.core.NameClassPairCallbackHandler;
import org.springframework.ldap.core.support.SingleContextSource;
import org.springframework.ldap.support.LdapUtils;

/**
 * The pages of a search, each read when it is asked for, all through one connection: a cookie is worth nothing on
 * another (RFC 2696, 2).
 *
 * <p>A page that cannot be read ends the iteration instead of breaking it, so that pages still being saved end in peace.
 * Whoever consumes this must ask {@link #isWhole} afterwards: only a search that ended whole says who is not there.
 *
 * <p>Not for two threads at once; one after the other is fine.
 */
public final class PagedSearch implements Iterator<Page>, Closeable {
    private final Directory directory;
    private final SearchRequest request;
    private final SingleContextSource connection;
    private final LdapTemplate template;
    private final SearchControls controls;
    private final PagedResults paging;

    private Page peeked;
    private boolean ended;
    private boolean whole;
    private RuntimeException failure;
    private long found;

    private PagedSearch(
            Directory directory, SearchRequest request, SingleContextSource connection, Control... furtherControls) {
        this.directory = directory;
        this.request = request;
        this.connection = connection;
        this.template = new LdapTemplate(connection);
        this.template.setIgnoreSizeLimitExceededException(false);
        this.controls = new SearchControls();
        this.controls.setSearchScope(SearchControls.SUBTREE_SCOPE);
        this.controls.setReturningAttributes(request.attributes().toArray());
        // plain results: an object for each entry is work for nothing
        this.controls.setReturningObjFlag(false);
        this.paging = new PagedResults(request.pageSize(), furtherControls);
    }

    /**
     * Connects, signs in, and is ready for the first page.
     *
     * @throws DirectoryException when the directory cannot be reached
     * @throws io.github.ldapimport.settings.ConfigurationException when it refuses the account or the certificate
     */
    static PagedSearch open(Directory directory, LdapTemplate template, SearchRequest request) {
        SingleContextSource connection = null;
        try {
            connection = new SingleContextSource(template.getContextSource().getReadOnlyContext());
            return new PagedSearch(
                    directory,
                    request,
                    connection,
                    directory.answersForOneDomain()
                            ? DomainScope.controls(connection.getReadOnlyContext())
                            : new Control[0]);
        } catch (NamingException e) {
            connection.destroy();
            throw DirectoryFailures.explain("connect", directory, LdapUtils.convertLdapException(e));
        } catch (RuntimeException e) {
            throw DirectoryFailures.explain("connect", directory, e);
        }
    }

    @Override
    public boolean hasNext() {
        return !ended || peeked != null;
    }

    /** The next page; an empty one where the directory had no more to give or failed. */
    @Override
    public Page next() {
        if (peeked != null) {
            Page page = peeked;
            peeked = null;
            return page;
        }
        if (ended) {
            throw new NoSuchElementException();
        }
        if (request.stop().getAsBoolean()) {
            return end(new Page(List.of()), new DirectoryException("interrupted"));
        }
        List<Entry> entries = new ArrayList<>(Math.min(request.pageSize(), 1000));
        List<CutEntry> cut = new ArrayList<>(0);
        try {
            NameClassPairCallbackHandler handler = result -> read((SearchResult) result, entries, cut);
            template.search(request.base(), request.filter().toString(), controls, handler, paging);
            complete(cut, entries);
        } catch (RuntimeException e) {
            // what came before the failure is saved all the same; the search is not whole
            found += entries.size();
            return end(new Page(entries), DirectoryFailures.explain("search after " + found + " users", directory, e));
        } catch (Error e) {
            // Camel would wait for ever for a worker that died of it
            return end(new Page(List.of()), new DirectoryException("Cannot read a page: " + e, e));
        }
        found += entries.size();
        if (!paging.wasAnswered()) {
            return end(
                    new Page(entries),
                    new DirectoryException(
                            "Cannot search " + directory.urls() + ": the answer has no paged results"
                                    + " control (RFC 2696), so nobody knows whether it is all; the server must support paging"));
        }
        if (paging.isLastPage()) {
            whole = true;
            return end(new Page(entries), null);
        }
        return new Page(entries);
    }

    /**
     * The first entries, which {@link #next} will give again: at least two where there are so many, because a page may be
     * as short as the directory likes (RFC 2696, 3).
     */
    public Page peek() {
        if (peeked == null) {
            List<Entry> first = new ArrayList<>(next().entries());
            while (!ended && first.size() < 2) {
                first.addAll(next().entries());
            }
            peeked = new Page(first);
        }
        return peeked;
    }

    /** Whether there are pages after what {@link #peek} showed. */
    public boolean hasFurtherPages() {
        return !ended;
    }

    private Page end(Page last, RuntimeException cause) {
        ended = true;
        failure = cause;
        close();
        return last;
    }

    /** An entry of which the directory kept values back. */
    private record CutEntry(String dn, SortedMap<String, List<Object>> attributes, List<Ranges.Part> parts) {}

    private void read(SearchResult result, List<Entry> entries, List<CutEntry> cut) throws NamingException {
        SortedMap<String, List<Object>> attributes = new TreeMap<>(AttributeNames.ORDER);
        List<Ranges.Part> parts = new ArrayList<>(0);
        NamingEnumeration<? extends Attribute> all = result.getAttributes().getAll();
        while (all.hasMore()) {
            Attribute attribute = all.next();
            List<Object> values = new ArrayList<>(attribute.size());
            for (int i = 0; i < attribute.size(); i++) {
                addUnlessEmpty(values, attribute.get(i));
            }
            String name = attribute.getID();
            Optional<Ranges.Part> part = Ranges.part(name);
            if (part.isPresent()) {
                name = part.get().attribute();
                if (!part.get().isLast()) {
                    parts.add(part.get());
                }
            }
            if (!values.isEmpty()) {
                attributes.put(name, values);
            }
        }
        if (parts.isEmpty()) {
            entries.add(new Entry(request.attributes(), result.getNameInNamespace(), attributes));
        } else {
            cut.add(new CutEntry(result.getNameInNamespace(), attributes, parts));
        }
    }

    private static void addUnlessEmpty(List<Object> values, Object value) {
        if (value != null && !value.equals("") && !(value instanceof byte[] bytes && bytes.length == 0)) {
            values.add(value);
        }
    }

    /** Reads what was kept back, through the same connection: another one may lead to a server that knows other values. */
    private void complete(List<CutEntry> cut, List<Entry> entries) {
        for (CutEntry entry : cut) {
            String doing = "read all values of " + entry.parts().get(0).attribute() + " of " + entry.dn();
            try {
                // the controls of a page are on the other context
                LdapContext context = ((LdapContext) connection.getReadOnlyContext()).newInstance(null);
                try {
                    LdapName dn = new LdapName(entry.dn());
                    for (Ranges.Part part : entry.parts()) {
                        requireText(part.attribute());
                        List<Object> values =
                                entry.attributes().computeIfAbsent(part.attribute(), name -> new ArrayList<>());
                        Ranges.rest(context, dn, part).forEach(value -> addUnlessEmpty(values, value));
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
            entries.add(new Entry(request.attributes(), entry.dn(), entry.attributes()));
        }
    }

    /** JNDI tells bytes by the attribute's name, and does not know it with a range. */
    private void requireText(String attribute) {
        if (directory.kind().binaryAttributes().stream().anyMatch(attribute::equalsIgnoreCase)) {
            throw new DirectoryException("the values are bytes, which cannot be read in parts");
        }
    }

    /** Entries read so far. */
    public long found() {
        return found;
    }

    /** Whether every page was read and the directory said that there are no more. */
    public boolean isWhole() {
        return whole;
    }

    /** Why the search is not whole. */
    public Optional<RuntimeException> failure() {
        return Optional.ofNullable(failure);
    }

    /** Closes the connection; done by itself when the last page was read. */
    @Override
    public void close() {
        connection.destroy();
    }
}
