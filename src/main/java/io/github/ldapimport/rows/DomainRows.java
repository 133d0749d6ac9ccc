package io.github.ldapimport.rows;

import static io.github.ldapimport.settings.Setting.USERS_DOMAIN_COLUMN;

import io.github.ldapimport.sql.SqlStatement;
import io.github.ldapimport.table.UsersTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The domains that the rows of a table are of, and some rows of each, live or soft-deleted, that have a GUID. Domains are the same
 * where the domain column holds the same text: one that differs in case, accents or blanks is another, whatever the collation.
 */
public final class DomainRows {
    private final UsersTable table;
    private final RowStatements statements;
    // as the column holds it, which may be filled up with blanks
    private final Map<String, Object> stored = new LinkedHashMap<>();

    public DomainRows(UsersTable table) {
        this.table = table;
        this.statements = new RowStatements(table);
    }

    /** The statement that counts the rows with a GUID of each domain; none for a table that is not there yet. */
    public List<SqlStatement> count() {
        return table.isPresent() ? List.of(statements.countByDomain()) : List.of();
    }

    /** What that statement found, largest first; rows of no domain are not among them. */
    public Map<String, Long> counted(List<Map<String, Object>> results) {
        Map<String, Long> counts = new LinkedHashMap<>();
        results.stream()
                .sorted((one, other) -> Long.compare(rows(other), rows(one)))
                .forEach(result -> {
                    String domain = domain(result);
                    if (!domain.isBlank()) {
                        stored.put(domain, result.get(LiveUserRow.DOMAIN));
                        counts.merge(domain, rows(result), Long::sum);
                    }
                });
        return counts;
    }

    private static long rows(Map<String, Object> result) {
        return ((Number) result.get(RowCounts.ALL)).longValue();
    }

    private String domain(Map<String, Object> result) {
        Object domain = table.column(USERS_DOMAIN_COLUMN).canonical(result.get(LiveUserRow.DOMAIN));
        return domain == null ? "" : domain.toString();
    }

    /** The statements that read the first and the last rows of such a domain. */
    public List<SqlStatement> some(String domain, int first, int last) {
        Object value = stored.get(domain);
        return List.of(statements.selectOfDomain(value, true, first), statements.selectOfDomain(value, false, last));
    }

    /** The statements that read the rows of users, of whatever domain. */
    public List<SqlStatement> ofUsers(List<String> guids) {
        return statements.selectAnyByGuid(guids);
    }

    /** The rows that one of those found, by their domain. */
    public Map<String, List<LiveUserRow>> rows(List<Map<String, Object>> results) {
        Map<String, List<LiveUserRow>> rows = new LinkedHashMap<>();
        for (Map<String, Object> result : results) {
            LiveUserRow row = LiveUserRow.of(result, table.guidColumn());
            if (!row.guid().isEmpty()) {
                rows.computeIfAbsent(domain(result), any -> new ArrayList<>()).add(row);
            }
        }
        return rows;
    }
}
