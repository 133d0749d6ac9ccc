package io.github.ldapimport.ldap;

import java.util.function.BooleanSupplier;
import javax.naming.ldap.LdapName;

/**
 * A search below a base.
 *
 * @param pageSize the most entries a page may bring
 * @param stop asked before each page; true ends the search as interrupted
 * @param isOfBaseAlone whether it is for the entry of the base, and for none below it
 */
public record SearchRequest(
        LdapName base,
        Filter filter,
        RequestedAttributes attributes,
        int pageSize,
        BooleanSupplier stop,
        boolean isOfBaseAlone) {
    /** For the entry of the base and all below it. */
    public SearchRequest(
            LdapName base, Filter filter, RequestedAttributes attributes, int pageSize, BooleanSupplier stop) {
        this(base, filter, attributes, pageSize, stop, false);
    }

    /** For one entry, where a filter matches it. */
    public static SearchRequest ofEntry(LdapName dn, Filter filter, RequestedAttributes attributes) {
        return new SearchRequest(dn, filter, attributes, 2, () -> false, true);
    }

    public SearchRequest withFilter(Filter other) {
        return new SearchRequest(base, other, attributes, pageSize, stop, isOfBaseAlone);
    }
}
