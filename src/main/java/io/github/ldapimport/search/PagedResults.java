package io.github.ldapimport.search;

import java.io.IOException;
import javax.naming.ldap.Control;
import javax.naming.ldap.PagedResultsControl;
import javax.naming.ldap.PagedResultsResponseControl;

/**
 * Asks for the next page (RFC 2696) and keeps the cookie that asks for the one after it. Unlike Spring LDAP's own
 * processor, it tells an answer without the control from the last page: the first means that nobody knows whether more
 * would come.
 */
final class PagedResults {
    private final int pageSize;
    private byte[] cookie;
    private boolean answered;

    PagedResults(int pageSize) {
        this.pageSize = pageSize;
    }

    /** The control that asks for the next page. */
    Control request() {
        answered = false;
        try {
            return new PagedResultsControl(pageSize, cookie, Control.CRITICAL);
        } catch (IOException e) {
            throw new IllegalStateException("The paged results control cannot be encoded", e);
        }
    }

    /** Takes the cookie from the controls of an answer. */
    void answer(Control[] controls) {
        if (controls == null) {
            return;
        }
        for (Control control : controls) {
            if (control instanceof PagedResultsResponseControl response) {
                cookie = response.getCookie();
                answered = true;
            }
        }
    }

    /** Whether the directory confirmed that it pages. */
    boolean wasAnswered() {
        return answered;
    }

    /** Whether there is no further page: the cookie is empty (RFC 2696, 3). */
    boolean isLastPage() {
        return cookie == null || cookie.length == 0;
    }
}
