package io.github.ldapimport.tally;

import io.github.ldapimport.rows.RowCounts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rows of the table before anything was written, by their domain: what the limits are shares of. For several threads at once. */
public final class RowsBefore {
    private final Map<String, RowCounts> byDomain = new HashMap<>();
    private long unknownLive;

    /** Notes what was counted of some domains. */
    public synchronized void counted(Map<String, RowCounts> counts) {
        byDomain.putAll(counts);
    }

    public synchronized RowCounts of(String domain) {
        return byDomain.getOrDefault(domain, RowCounts.NONE);
    }

    /** Takes rows out of the live ones whose GUIDs are none of this directory: nothing says whether their users are there. */
    public synchronized void leaveOutOfLive(long rows) {
        unknownLive = rows;
    }

    /** Rows of the domains that were live, with a GUID that may be one of this directory. */
    public synchronized long live(List<String> domains) {
        long live = domains.stream().mapToLong(domain -> of(domain).live()).sum();
        return Math.max(0, live - unknownLive);
    }
}
