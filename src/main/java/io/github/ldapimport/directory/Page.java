package io.github.ldapimport.directory;

import java.util.List;

/** The entries that one request of a paged search (RFC 2696) brought. */
public record Page(List<Entry> entries) {
    public Page {
        entries = List.copyOf(entries);
    }
}
