package io.github.ldapimport.ldap;

import java.util.function.BooleanSupplier;
import javax.naming.ldap.LdapName;

/**
 * A search below a base.
 *
 * @param pageSize the most entries a page may bring
 * @param stop asked before each page; true ends the search as interrupted
 */
public record SearchRequest(
        LdapName base, Filter filter, RequestedAttributes attributes, int pageSize, BooleanSupplier stop) {
    public SearchRequest withFilter(Filter other) {
        return new SearchRequest(base, other, attributes, pageSize, stop);
    }
}
