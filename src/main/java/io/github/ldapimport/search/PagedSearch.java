package io.github.ldapimport.search;

import io.github.ldapimport.connection.DirectoryException;
import io.github.ldapimport.connection.KeepAlive;
import io.github.ldapimport.directory.Directory;
import io.github.ldapimport.directory.DirectoryFailures;
import io.github.ldapimport.directory.DomainScope;
import io.github.ldapimport.ldap.Entry;
import io.github.ldapimport.ldap.SearchRequest;
import java.io.Closeable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.naming.NamingException;
import javax.naming.ServiceUnavailableException;
import javax.naming.directory.SearchControls;
import javax.naming.ldap.BasicControl;
import javax.naming.ldap.Control;
import javax.naming.ldap.LdapContext;
import org.springframework.ldap.core.LdapTemplate;
import org.springframework.ldap.core.support.SingleContextSource;
import org.springframework.ldap.support.LdapUtils;

/**
 * The pages of a search, each read when it is asked for, all through one connection: a cookie is worth nothing on
 * another (RFC 2696, 2). The connection is kept in use while a page is saved.
 *
 * <p>A page that cannot be read ends the iteration instead of breaking it, so that pages still being saved end in peace.
 * Whoever consumes this must ask {@link #isComplete} afterwards: only a search that ended whole says who is not there.
 *
 * <p>Not for two threads at once; one after the other is fine.
 */
public final class PagedSearch implements Iterator<Page>, Closeable {
    /** Asks for an entry that refers to others as it stands, rather than for what it refers to (RFC 3296, 3). */
    private static final String MANAGE_DSA_IT = "2.16.840.1.113730.3.4.2";

    private static final String OBJECT_CLASS = "objectClass";

    /** How long to wait before a busy server is asked again, each time. */
    private static final long[] RETRY_DELAYS_MILLIS = {250, 1_000, 3_000};

    private static final long MAX_NAP_MILLIS = 100;

    private final Directory directory;
    private final SearchRequest request;
    private final SingleContextSource connection;
    private final LdapContext context;
    private final SearchResults results;
    private final Progress progress = new Progress();
    private final ReentrantLock inUse = new ReentrantLock();
    private final KeepAlive keepAlive;

    private Page peeked;
    private boolean ended;
    private boolean whole;
    private boolean closed;
    private RuntimeException failure;
    private long found;

    private PagedSearch(Directory directory, SearchRequest request, SingleContextSource connection, long silenceMillis)
            throws NamingException {
        this.directory = directory;
        this.request = request;
        this.connection = connection;
        this.context = (LdapContext) connection.getReadOnlyContext();
        this.results =
                new SearchResults(context, request, searchControls(), furtherControls(), directory.searchesInPages());
        this.keepAlive = new KeepAlive(context, inUse, silenceMillis);
    }

    private SearchControls searchControls() {
        SearchControls controls = new SearchControls();
        controls.setSearchScope(request.isOfBaseAlone() ? SearchControls.OBJECT_SCOPE : SearchControls.SUBTREE_SCOPE);
        TreeSet<String> attributes = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        attributes.addAll(List.of(request.attributes().toArray()));
        if (directory.leavesReferralsOut()) {
            // it tells them from users
            attributes.add(OBJECT_CLASS);
        }
        controls.setReturningAttributes(attributes.toArray(String[]::new));
        // plain results: an object for each entry is work for nothing
        controls.setReturningObjFlag(false);
        return controls;
    }

    private List<Control> furtherControls() throws NamingException {
        List<Control> controls = new ArrayList<>();
        if (directory.answersForOneDomain()) {
            controls.addAll(List.of(DomainScope.controls(context)));
        }
        if (directory.leavesReferralsOut()) {
            // not critical: where it is ignored, a referral fails the search as any does
            controls.add(new BasicControl(MANAGE_DSA_IT, Control.NONCRITICAL, null));
        }
        return controls;
    }

    /**
     * Connects, signs in, and is ready for the first page.
     *
     * @throws DirectoryException when the directory cannot be reached
     * @throws io.github.ldapimport.settings.ConfigurationException when it refuses the account or the certificate
     */
    static PagedSearch open(Directory directory, LdapTemplate template, SearchRequest request) {
        return open(directory, template, request, KeepAlive.MAX_SILENCE_MILLIS);
    }

    /** @param silenceMillis how long the connection may be silent between two pages */
    static PagedSearch open(Directory directory, LdapTemplate template, SearchRequest request, long silenceMillis) {
        SingleContextSource connection = null;
        try {
            connection = new SingleContextSource(template.getContextSource().getReadOnlyContext());
            return new PagedSearch(directory, request, connection, silenceMillis);
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
        inUse.lock();
        try {
            return read();
        } finally {
            inUse.unlock();
        }
    }

    private Page read() {
        EntryReader reader = new EntryReader(directory, request.attributes(), Math.min(request.pageSize(), 1000));
        List<Entry> entries = reader.entries();
        boolean more;
        try {
            more = read(reader);
            reader.complete(context);
        } catch (SearchResults.NoPagingException e) {
            found += entries.size();
            return end(new Page(entries), DirectoryFailures.noPaging(directory));
        } catch (NamingException e) {
            return broken(entries, LdapUtils.convertLdapException(e));
        } catch (RuntimeException e) {
            return broken(entries, e);
        } catch (Error e) {
            // Camel would wait for ever for a worker that died of it
            return end(new Page(List.of()), new DirectoryException("Cannot read a page: " + e, e));
        }
        found += entries.size();
        String endless = progress.note(entries);
        if (!more) {
            whole = true;
            return end(new Page(entries), null);
        }
        if (!endless.isEmpty()) {
            return end(new Page(entries), DirectoryFailures.endless(directory, found, endless));
        }
        if (!results.isInAnswer()) {
            keepAlive.used();
        }
        return new Page(entries);
    }

    /** What came before the failure is saved all the same; the search is not whole. */
    private Page broken(List<Entry> entries, RuntimeException cause) {
        found += entries.size();
        return end(new Page(entries), DirectoryFailures.explain("search after " + found + " users", directory, cause));
    }

    /** Reads a piece; a server that is too busy for it is asked again a few times, with the same cookie. */
    private boolean read(EntryReader reader) throws NamingException {
        for (int retry = 0; ; retry++) {
            try {
                return results.read(reader::read);
            } catch (ServiceUnavailableException e) {
                if (retry == RETRY_DELAYS_MILLIS.length
                        || !results.canAskAgain()
                        || !waited(RETRY_DELAYS_MILLIS[retry])) {
                    throw e;
                }
            }
        }
    }

    /** Waits, unless the run is to stop. */
    private boolean waited(long millis) {
        try {
            for (long left = millis; left > 0 && !request.stop().getAsBoolean(); left -= MAX_NAP_MILLIS) {
                TimeUnit.MILLISECONDS.sleep(Math.min(left, MAX_NAP_MILLIS));
            }
            return !request.stop().getAsBoolean();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
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

    /** Entries read so far. */
    public long found() {
        return found;
    }

    /** Whether every page was read and the directory said that there are no more. */
    public boolean isComplete() {
        return whole;
    }

    /** Why the search is not whole. */
    public Optional<RuntimeException> failure() {
        return Optional.ofNullable(failure);
    }

    /** Closes the connection; done by itself when the last page was read. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        keepAlive.close();
        if (!results.isInAnswer()) {
            connection.destroy();
            return;
        }
        Thread drain = new Thread(
                () -> {
                    results.drain();
                    connection.destroy();
                },
                "ldap-import-drain");
        drain.setDaemon(true);
        drain.start();
    }
}
