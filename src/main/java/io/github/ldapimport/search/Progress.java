package io.github.ldapimport.search;

import io.github.ldapimport.ldap.Entry;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells a search that goes on from one that never ends: a server that gives the same pages again and again, or one after the
 * other with nothing in it. Of a page it keeps one number.
 */
final class Progress {
    /** Servers give a few, where they looked through many entries in vain. */
    private static final int MAX_EMPTY_PAGES = 1_000;

    /** An entry may come a second time when it changes meanwhile, and may be a page of its own; a whole series is none. */
    private static final int MAX_REPEATED_PAGES = 3;

    private static final long MIXER = 0x9E3779B97F4A7C15L;

    private final Set<Long> seen = new HashSet<>();
    private int empty;
    private int repeated;

    /**
     * Notes a page.
     *
     * @return why the search would never end; empty where it goes on
     */
    String note(List<Entry> page) {
        if (page.isEmpty()) {
            empty++;
        } else {
            empty = 0;
            repeated = seen.add(fingerprint(page)) ? 0 : repeated + 1;
        }
        if (empty > MAX_EMPTY_PAGES) {
            return "it gave " + empty + " pages without an entry one after the other";
        }
        return repeated >= MAX_REPEATED_PAGES ? "it gives the same pages again and again" : "";
    }

    private static long fingerprint(List<Entry> page) {
        long print = page.size();
        for (Entry entry : page) {
            print = (print + entry.dn().hashCode()) * MIXER;
            print ^= print >>> 32;
        }
        return print;
    }
}
