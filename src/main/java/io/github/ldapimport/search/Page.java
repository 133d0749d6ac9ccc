package io.github.ldapimport.search;

import io.github.ldapimport.ldap.Entry;
import java.util.List;

/**
 * The entries that one request of a paged search (RFC 2696) brought. No record, because Camel uses bodies as keys, and a
 * record's hash would be that of all entries.
 */
public final class Page {
    private final List<Entry> entries;

    public Page(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    public List<Entry> entries() {
        return entries;
    }
}
