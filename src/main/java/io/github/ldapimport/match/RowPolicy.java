package io.github.ldapimport.match;

import java.util.Map;
import java.util.function.Predicate;

/**
 * Which rows the users of a run may have.
 *
 * @param neighbours the domains that other providers import into this table, each with its provider's name
 * @param anyDomain whether users may have their rows of a domain that no provider is known to import
 * @param relink whether rows of this domain are found by sync-existing whose GUID the directory does not have
 * @param claimed whether an earlier user of a dry run would have taken the row of that key over
 */
public record RowPolicy(Map<String, String> neighbours, boolean anyDomain, boolean relink, Predicate<Object> claimed) {
    /** Without the rows that it knows of. */
    @Override
    public String toString() {
        return "anyDomain=" + anyDomain + ", relink=" + relink;
    }
}
