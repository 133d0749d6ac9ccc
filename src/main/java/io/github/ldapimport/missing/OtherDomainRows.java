package io.github.ldapimport.missing;

import io.github.ldapimport.rows.DomainRows;
import io.github.ldapimport.rows.LiveUserRow;
import io.github.ldapimport.search.GuidLookup;
import io.github.ldapimport.sql.SqlStatement;
import io.github.ldapimport.sql.Statements;
import io.github.ldapimport.table.UsersTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rows of domains that neither this provider nor any known one imports, and which of them are rows of this provider's users, as
 * far as some of both show. Not for two threads at once.
 */
public final class OtherDomainRows {
    /** How many users, and how many of the last rows of each domain, are looked at. */
    public static final int MAX_ROWS = 200;

    private static final int MAX_FIRST_ROWS = 20;

    /** With so many domains they are not slips: those with most rows are looked at. */
    private static final int MAX_DOMAINS = 20;

    private final DomainRows rows;
    private final Set<String> claimed;
    private final Map<String, Long> counts = new LinkedHashMap<>();
    // of the rows that were read, by their keys
    private final Map<Object, String> domains = new HashMap<>();
    private final Map<String, Map<Object, LiveUserRow>> taken = new LinkedHashMap<>();

    /** @param claimed the domains of this provider and of those that are known */
    public OtherDomainRows(UsersTable table, Set<String> claimed) {
        this.rows = new DomainRows(table);
        this.claimed = claimed;
    }

    /** Counts the rows of each domain. */
    public void count(Statements database) {
        rows.counted(database.rows(rows.count())).entrySet().stream()
                .filter(each -> !claimed.contains(each.getKey()))
                .limit(MAX_DOMAINS)
                .forEach(each -> counts.put(each.getKey(), each.getValue()));
    }

    /** Whether there are rows of such domains. */
    public boolean isToLook() {
        return !counts.isEmpty();
    }

    /** Looks for rows of users whom the directory shows. */
    public void lookForRowsOf(List<String> guids, Statements database) {
        rows.rows(database.rows(rows.ofUsers(guids)))
                .forEach((domain, found) -> found.forEach(row -> take(domain, row)));
    }

    /** Reads some rows of each such domain, whose GUIDs are to be looked up, in pieces. */
    public List<List<LiveUserRow>> some(Statements database) {
        List<SqlStatement> statements = new ArrayList<>();
        counts.keySet().forEach(domain -> statements.addAll(rows.some(domain, MAX_FIRST_ROWS, MAX_ROWS)));
        List<List<LiveUserRow>> pieces = new ArrayList<>();
        rows.rows(database.rows(statements)).forEach((domain, found) -> {
            if (!counts.containsKey(domain)) {
                return;
            }
            List<LiveUserRow> fresh = found.stream()
                    .filter(row -> domains.putIfAbsent(row.id(), domain) == null)
                    .toList();
            pieces.addAll(GuidLookup.pieces(fresh));
        });
        return pieces;
    }

    public void recordLookup(List<LiveUserRow> some, Set<String> there) {
        for (LiveUserRow row : some) {
            if (row.guidVariants().stream().anyMatch(there::contains)) {
                take(domains.get(row.id()), row);
            }
        }
    }

    private void take(String domain, LiveUserRow row) {
        if (counts.containsKey(domain)) {
            taken.computeIfAbsent(domain, any -> new LinkedHashMap<>()).put(row.id(), row);
        }
    }

    /** The domains of which this provider's users have rows. */
    public List<String> domainsOfUsers() {
        return List.copyOf(taken.keySet());
    }

    /** How many rows with a GUID a domain has. */
    public long rows(String domain) {
        return counts.get(domain);
    }

    /** Its rows that were seen to be users' of this provider. */
    public List<LiveUserRow> ofUsers(String domain) {
        return List.copyOf(taken.get(domain).values());
    }
}
