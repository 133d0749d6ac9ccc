package io.github.ldapimport.testing;

import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchEntry;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchResult;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPResult;
import com.unboundid.ldap.sdk.ReadOnlySearchRequest;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResultReference;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Makes the searches of a {@link TestDirectory} go wrong in the way of a {@link DirectoryFault}, which may change between runs. */
public final class FaultyDirectory extends Interference {
    private static final Set<String> GUIDS = Set.of("entryuuid", "employeenumber");
    private static final Set<String> CLASSES = Set.of("objectclass");

    private TestDirectory directory;
    private DirectoryFault fault;
    private int pagesOfUsers;

    /** The requests that are hit: several are under way at a time. */
    private final Set<List<Long>> hits = new HashSet<>();

    /** A directory whose searches are all well, until a fault is set. */
    public TestDirectory start() {
        directory = TestDirectory.start(null, this);
        return directory;
    }

    /** Counts pages from 1 again. */
    public synchronized void set(DirectoryFault next) {
        fault = next;
        pagesOfUsers = 0;
        hits.clear();
        forget();
    }

    @Override
    protected synchronized void asked(int page, InMemoryInterceptedSearchRequest request) throws LDAPException {
        Filter filter = request.getRequest().getFilter();
        boolean isOfUsers = !names(GUIDS, filter);
        // looks by GUID alone confirm what entries do not show, and are no look for users
        boolean isSecondLook = !isOfUsers && names(CLASSES, filter);
        if (isOfUsers) {
            pagesOfUsers++;
        }
        boolean hit =
                fault != null && (fault.isOfSecondLook() ? isSecondLook : isOfUsers && pagesOfUsers == fault.page());
        if (hit) {
            hits.add(id(request.getConnectionID(), request.getMessageID()));
        }
        if (hit && fault.kind() == DirectoryFault.Kind.REFUSED) {
            throw new LDAPException(result(request.getMessageID(), ResultCode.UNWILLING_TO_PERFORM));
        }
        if (hit && fault.kind() == DirectoryFault.Kind.REFERRAL) {
            request.sendSearchReference(new SearchResultReference(
                    new String[] {"ldap://127.0.0.1:9/ou=elsewhere," + TestDirectory.BASE}, new Control[0]));
        }
    }

    @Override
    protected synchronized void sending(int page, int number, InMemoryInterceptedSearchEntry entry) {
        boolean hit = hits.contains(id(entry.getConnectionID(), entry.getMessageID()));
        if (hit && fault.kind() == DirectoryFault.Kind.EMPTY) {
            entry.setSearchEntry(null);
        }
        if (hit && fault.kind() == DirectoryFault.Kind.CLOSED && number == fault.entries() + 1) {
            directory.server().closeAllConnections(false);
        }
    }

    @Override
    protected synchronized void answering(int page, InMemoryInterceptedSearchResult result) {
        if (hits.contains(id(result.getConnectionID(), result.getMessageID()))
                && fault.kind() == DirectoryFault.Kind.SIZE_LIMIT) {
            result.setResult(result(result.getMessageID(), ResultCode.SIZE_LIMIT_EXCEEDED));
        }
    }

    private static LDAPResult result(int messageId, ResultCode code) {
        return new LDAPResult(messageId, code, "words of the server", null, new String[0], new Control[0]);
    }

    /** Whether a filter has a test of one of those attributes for equality. */
    private static boolean names(Set<String> attributes, Filter filter) {
        return switch (filter.getFilterType()) {
            case Filter.FILTER_TYPE_AND, Filter.FILTER_TYPE_OR ->
                java.util.Arrays.stream(filter.getComponents()).anyMatch(component -> names(attributes, component));
            case Filter.FILTER_TYPE_EQUALITY ->
                attributes.contains(filter.getAttributeName().toLowerCase(java.util.Locale.ROOT));
            default -> false;
        };
    }

    /** The pages of the second look that were asked for. */
    public boolean wasAskedTwice() {
        return pages().stream().map(ReadOnlySearchRequest::getFilter).anyMatch(filter -> names(GUIDS, filter));
    }
}
