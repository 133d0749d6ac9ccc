package io.github.ldapimport.directory;

import io.github.ldapimport.ldap.Assertion;
import io.github.ldapimport.ldap.AttributeDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javax.naming.CommunicationException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.ServiceUnavailableException;
import javax.naming.directory.DirContext;
import javax.naming.directory.SearchControls;
import javax.naming.directory.SearchResult;
import javax.naming.ldap.LdapName;

/**
 * Asks a directory whether it can evaluate what a filter asserts. An assertion that it cannot is Undefined (RFC 4511, 4.5.1.7):
 * an unknown class, a value that the attribute cannot have, an order or a wildcard without a matching rule. The directory does not
 * complain, but finds nobody by it. What gives it away is that neither the assertion nor its negation matches any entry.
 */
final class FilterProbe {
    private static final int TIME_LIMIT_MILLIS = 5_000;
    private static final String[] NO_ATTRIBUTES = {"1.1"};

    private final DirContext connection;
    private final LdapName base;

    FilterProbe(DirContext connection, LdapName base) {
        this.connection = connection;
        this.base = base;
    }

    /** Those that the directory can certainly not evaluate. */
    List<Assertion> undefined(List<Assertion> assertions) throws NamingException {
        List<Assertion> doubtful =
                assertions.stream().filter(each -> !each.isPresence()).toList();
        if (doubtful.isEmpty()) {
            return List.of();
        }
        String all = doubtful.stream().map(each -> either(each.toString())).collect(Collectors.joining("", "(&", ")"));
        // one entry and one question, as a rule
        if (finds(all, SearchControls.OBJECT_SCOPE) == Answer.FOUND) {
            return List.of();
        }
        List<Assertion> undefined = new ArrayList<>();
        for (Assertion assertion : doubtful) {
            if (isUndefined(assertion)) {
                undefined.add(assertion);
            }
        }
        return undefined;
    }

    /** Whether nothing below the base has an object class, which the schema does not have either. */
    boolean isUnused(Assertion objectClass) throws NamingException {
        return finds("(" + objectClass + ")", SearchControls.SUBTREE_SCOPE) == Answer.NOT_FOUND;
    }

    private boolean isUndefined(Assertion assertion) throws NamingException {
        String attribute = AttributeDescription.type(assertion.attribute());
        // an account may be allowed to search by the attribute at some entries only, or at none: that is no slip of the
        // filter
        return !attribute.isEmpty()
                && finds(either(assertion.toString()), SearchControls.SUBTREE_SCOPE) == Answer.NOT_FOUND
                && finds(either(attribute + "=*"), SearchControls.SUBTREE_SCOPE) == Answer.FOUND;
    }

    private static String either(String assertion) {
        return "(|(" + assertion + ")(!(" + assertion + ")))";
    }

    private enum Answer {
        FOUND,
        NOT_FOUND,
        UNKNOWN
    }

    private Answer finds(String filter, int scope) throws NamingException {
        SearchControls controls = new SearchControls(scope, 1, TIME_LIMIT_MILLIS, NO_ATTRIBUTES, false, false);
        NamingEnumeration<SearchResult> found = null;
        try {
            found = connection.search(base, filter, controls);
            return found.hasMore() ? Answer.FOUND : Answer.NOT_FOUND;
        } catch (CommunicationException | ServiceUnavailableException e) {
            throw e;
        } catch (NamingException e) {
            // a refusal in words; the search itself will hear it, too, where the question was as good as its filter
            return Answer.UNKNOWN;
        } finally {
            if (found != null) {
                found.close();
            }
        }
    }
}
