package io.github.ldapimport.directory;

import java.io.IOException;
import java.util.Arrays;
import javax.naming.NamingException;
import javax.naming.directory.DirContext;
import javax.naming.ldap.Control;
import javax.naming.ldap.LdapContext;
import javax.naming.ldap.PagedResultsControl;
import javax.naming.ldap.PagedResultsResponseControl;
import org.springframework.ldap.core.DirContextProcessor;

/**
 * Asks for the next page (RFC 2696) and keeps the cookie that asks for the one after it. Unlike Spring LDAP's own
 * processor, it tells an answer without the control from the last page: the first means that nobody knows whether more
 * would come.
 */
final class PagedResults implements DirContextProcessor {
    private final int pageSize;
    private final Control[] further;
    private byte[] cookie;
    private boolean answered;

    /** @param further controls to send with each page */
    PagedResults(int pageSize, Control... further) {
        this.pageSize = pageSize;
        this.further = further;
    }

    @Override
    public void preProcess(DirContext context) throws NamingException {
        answered = false;
        try {
            Control[] controls = Arrays.copyOf(further, further.length + 1);
            controls[further.length] = new PagedResultsControl(pageSize, cookie, Control.CRITICAL);
            ((LdapContext) context).setRequestControls(controls);
        } catch (IOException e) {
            throw new IllegalStateException("The paged results control cannot be encoded", e);
        }
    }

    @Override
    public void postProcess(DirContext context) throws NamingException {
        Control[] controls = ((LdapContext) context).getResponseControls();
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
