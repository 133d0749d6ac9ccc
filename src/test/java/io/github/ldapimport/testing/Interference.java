package io.github.ldapimport.testing;

import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchEntry;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchResult;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSimpleBindRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ReadOnlySearchRequest;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sees the binds and the paged searches of a {@link TestDirectory}; a subclass makes them fail. */
public class Interference extends InMemoryOperationInterceptor {
    private volatile boolean beforeFirstLook = true;
    private final List<ReadOnlySearchRequest> pages = new ArrayList<>();
    private final List<Long> connections = new ArrayList<>();
    private int binds;

    // several searches may be under way at a time
    private final Map<List<Long>, Integer> pageByRequest = new HashMap<>();
    private final Map<List<Long>, Integer> entriesByRequest = new HashMap<>();

    /** A page is asked for; the first is 1. */
    protected void asked(int page, InMemoryInterceptedSearchRequest request) throws LDAPException {}

    /** An entry is about to be sent; the first of a page is 1. */
    protected void sending(int page, int number, InMemoryInterceptedSearchEntry entry) {}

    /** An entry that was not asked for by a paged search is about to be sent. */
    protected void sendingOther(InMemoryInterceptedSearchEntry entry) {}

    /** All entries of a page were sent, and the result is about to be. */
    protected void answering(int page, InMemoryInterceptedSearchResult result) throws LDAPException {}

    /** The requests for a page so far. */
    public final synchronized List<ReadOnlySearchRequest> pages() {
        return List.copyOf(pages);
    }

    /** The connections that each page was asked for through. */
    public final synchronized List<Long> connections() {
        return List.copyOf(connections);
    }

    /** Counts from 1 again. */
    protected final synchronized void forget() {
        pages.clear();
        connections.clear();
    }

    /** How often somebody signed in. */
    public final synchronized int binds() {
        return binds;
    }

    @Override
    public final synchronized void processSimpleBindRequest(InMemoryInterceptedSimpleBindRequest request) {
        binds++;
    }

    @Override
    public final void processSearchRequest(InMemoryInterceptedSearchRequest request) throws LDAPException {
        ReadOnlySearchRequest asked = request.getRequest();
        if (asked.getScope().equals(SearchScope.BASE)
                && !asked.getBaseDN().isEmpty()
                && asked.getAttributeList().equals(List.of(SearchRequest.NO_ATTRIBUTES))) {
            // the look at the base, with which each run begins
            beforeFirstLook = true;
        } else if (asked.getScope().equals(SearchScope.SUB)
                && asked.getAttributeList().size() > 1) {
            beforeFirstLook = false;
        }
        if (isPaged(request.getRequest())) {
            int page;
            synchronized (this) {
                pages.add(request.getRequest());
                connections.add(request.getConnectionID());
                page = pages.size();
                List<Long> id = id(request.getConnectionID(), request.getMessageID());
                pageByRequest.put(id, page);
                entriesByRequest.put(id, 0);
            }
            asked(page, request);
        }
    }

    @Override
    public final void processSearchEntry(InMemoryInterceptedSearchEntry entry) {
        if (isPaged(entry.getRequest())) {
            List<Long> id = id(entry.getConnectionID(), entry.getMessageID());
            int number;
            synchronized (this) {
                number = entriesByRequest.merge(id, 1, Integer::sum);
            }
            sending(page(id), number, entry);
        } else {
            sendingOther(entry);
        }
    }

    @Override
    public final void processSearchResult(InMemoryInterceptedSearchResult result) {
        if (isPaged(result.getRequest())) {
            try {
                answering(page(id(result.getConnectionID(), result.getMessageID())), result);
            } catch (LDAPException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** What tells a request from all others: the connection's number and the message's. */
    protected static List<Long> id(long connection, int message) {
        return List.of(connection, (long) message);
    }

    private synchronized int page(List<Long> request) {
        return pageByRequest.getOrDefault(request, pages.size());
    }

    /** Whether it counts: the looks before a run's search, which ask for nothing but GUIDs, do not. */
    private boolean isPaged(ReadOnlySearchRequest request) {
        return request.hasControl(SimplePagedResultsControl.PAGED_RESULTS_OID)
                && !(beforeFirstLook && isOfGuidsAlone(request));
    }

    private static boolean isOfGuidsAlone(ReadOnlySearchRequest request) {
        return request.getAttributeList().size() == 1
                && !request.getAttributeList().get(0).equals(SearchRequest.NO_ATTRIBUTES);
    }
}
