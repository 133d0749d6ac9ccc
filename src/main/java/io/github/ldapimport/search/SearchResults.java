package io.github.ldapimport.search;

import io.github.ldapimport.connection.Connections;
import io.github.ldapimport.ldap.SearchRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.SearchControls;
import javax.naming.directory.SearchResult;
import javax.naming.ldap.Control;
import javax.naming.ldap.LdapContext;

/**
 * The results of a search in pieces of one size, in whatever pieces the directory answers: page by page, in pages longer than
 * was asked for, or in one answer. What is not wanted yet stays at the server: no more than {@link Connections#MAX_QUEUED} results wait in
 * memory.
 */
final class SearchResults {
    private final LdapContext connection;
    private final SearchRequest request;
    private final SearchControls controls;
    private final List<Control> further;
    private final Optional<PagedResults> paging;
    private NamingEnumeration<SearchResult> answer;
    private long passed;

    /** What is done with each result. */
    interface Handler {
        void read(SearchResult result) throws NamingException;
    }

    /**
     * @param further controls to send with each request
     * @param paged whether to ask for pages
     */
    SearchResults(
            LdapContext connection,
            SearchRequest request,
            SearchControls controls,
            List<Control> further,
            boolean paged) {
        this.connection = connection;
        this.request = request;
        this.controls = controls;
        this.further = further;
        this.paging = paged ? Optional.of(new PagedResults(request.pageSize())) : Optional.empty();
    }

    /**
     * Passes on the next results, as many as make a page, or fewer where the directory's page is shorter.
     *
     * @return whether there are more; false only when the directory said that there are none
     * @throws NamingException when the directory cannot be read, or ended the answer with anything but success
     * @throws NoPagingException when the answer does not say whether it is all
     */
    boolean read(Handler handler) throws NamingException {
        boolean more;
        try {
            if (answer == null) {
                ask();
            }
            more = answer.hasMore();
        } catch (NamingException | RuntimeException e) {
            giveUp();
            throw e;
        }
        for (int count = 0; more && count < request.pageSize(); count++) {
            SearchResult result;
            try {
                result = answer.next();
                passed++;
            } catch (NamingException | RuntimeException e) {
                giveUp();
                throw e;
            }
            handler.read(result);
            try {
                more = answer.hasMore();
            } catch (NamingException | RuntimeException e) {
                giveUp();
                throw e;
            }
        }
        return more || hasFurtherPage();
    }

    private void ask() throws NamingException {
        passed = 0;
        List<Control> all = new ArrayList<>(further);
        paging.ifPresent(pages -> all.add(pages.request()));
        connection.setRequestControls(all.toArray(Control[]::new));
        answer = connection.search(request.base(), request.filter().toString(), controls);
    }

    /** At the end of an answer. */
    private boolean hasFurtherPage() throws NamingException {
        giveUp();
        if (paging.isEmpty()) {
            return false;
        }
        paging.get().answer(connection.getResponseControls());
        if (!paging.get().wasAnswered()) {
            throw new NoPagingException();
        }
        return !paging.get().isLastPage();
    }

    private void giveUp() {
        NamingEnumeration<SearchResult> given = answer;
        answer = null;
        try {
            if (given != null) {
                given.close();
            }
        } catch (NamingException e) {
            // what ended it is told by the caller
        }
    }

    /** Whether the answer at hand was not read to its end, so that nothing else can be asked meanwhile. */
    boolean isInAnswer() {
        return answer != null;
    }

    /** Whether the last request brought no result at all, so that the same can be asked again without a loss. */
    boolean canAskAgain() {
        return answer == null && passed == 0;
    }

    /**
     * Reads what is left of the answer at hand, to no purpose: JNDI's thread would else wait for ever for room in its queue. Not
     * for a thread that has anything else to do.
     */
    void drain() {
        try {
            while (answer != null && answer.hasMore()) {
                answer.next();
            }
        } catch (NamingException | RuntimeException e) {
            // it is not read any more, whatever ends it
        }
        giveUp();
    }

    /** An answer without the control that says whether it is all. */
    static final class NoPagingException extends NamingException {
        private static final long serialVersionUID = 1L;
    }
}
