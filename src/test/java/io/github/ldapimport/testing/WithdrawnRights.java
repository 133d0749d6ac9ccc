package io.github.ldapimport.testing;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchEntry;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchResultEntry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Takes the right to search and to read an attribute of some people of a {@link TestDirectory}, as OpenLDAP and 389 Directory
 * Server do: what a filter asserts of it is then Undefined, and so is its negation (RFC 4511, 4.5.1.7).
 */
public final class WithdrawnRights extends InMemoryOperationInterceptor {
    private final Map<String, String> attributes = new ConcurrentHashMap<>();
    private final AtomicLong searches = new AtomicLong();
    private volatile InMemoryDirectoryServer server;

    /** A directory of which rights may be withdrawn. */
    public TestDirectory start() {
        TestDirectory directory = TestDirectory.start(null, this);
        server = directory.server();
        return directory;
    }

    /** Withdraws the rights on an attribute of a person; the former ones come back. */
    public void withdraw(String attribute, String... uids) {
        attributes.clear();
        for (String uid : uids) {
            attributes.put(uid, attribute);
        }
    }

    /** How often anything was asked for. */
    public long searches() {
        return searches.get();
    }

    @Override
    public void processSearchRequest(InMemoryInterceptedSearchRequest request) {
        searches.incrementAndGet();
    }

    @Override
    public void processSearchEntry(InMemoryInterceptedSearchEntry found) {
        try {
            SearchResultEntry sent = found.getSearchEntry();
            Entry whole = server == null ? null : server.getEntry(sent.getDN(), "*", "+");
            String uid = whole == null ? null : whole.getAttributeValue("uid");
            String attribute = uid == null ? null : attributes.get(uid);
            if (attribute == null) {
                return;
            } else if (!Boolean.TRUE.equals(evaluate(found.getRequest().getFilter(), whole, attribute))) {
                found.setSearchEntry(null);
                return;
            }
            Entry shown = sent.duplicate();
            shown.removeAttribute(attribute);
            found.setSearchEntry(new SearchResultEntry(shown, sent.getControls()));
        } catch (LDAPException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Null stands for Undefined. */
    private static Boolean evaluate(Filter filter, Entry entry, String hidden) throws LDAPException {
        switch (filter.getFilterType()) {
            case Filter.FILTER_TYPE_AND, Filter.FILTER_TYPE_OR -> {
                boolean decides = filter.getFilterType() == Filter.FILTER_TYPE_OR;
                Boolean all = !decides;
                for (Filter part : filter.getComponents()) {
                    Boolean value = evaluate(part, entry, hidden);
                    if (value != null && value == decides) {
                        return decides;
                    } else if (value == null) {
                        all = null;
                    }
                }
                return all;
            }
            case Filter.FILTER_TYPE_NOT -> {
                Boolean value = evaluate(filter.getNOTComponent(), entry, hidden);
                return value == null ? null : !value;
            }
            default -> {
                return hidden.equalsIgnoreCase(filter.getAttributeName()) ? null : filter.matchesEntry(entry);
            }
        }
    }
}
