package io.github.ldapimport.rows;

import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.sql.SqlStatement;
import io.github.ldapimport.table.UsersTable;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How many rows of a domain there are: what the limits are shares of.
 *
 * @param all rows of the domain
 * @param live those that are not soft-deleted and have a GUID
 * @param values those that have a value in a column, by the column's name in lower case
 */
public record RowCounts(long all, long live, Map<String, Long> values) {
    public static final RowCounts NONE = new RowCounts(0, 0, Map.of());

    static final String ALL = "row_all";
    static final String LIVE = "row_live";

    static String column(int position) {
        return "row_v" + position;
    }

    /** The statement that counts them; none for a table that is not there yet. */
    public static List<SqlStatement> select(UsersTable table, String domain) {
        return table.isPresent()
                ? List.of(
                        new RowStatements(table).count(domain, table.settings().syncColumns()))
                : List.of();
    }

    /**
     * What one of those statements found of some domains, by the domain. It may have found others that the database takes for
     * equal, because its collation ignores case or blanks.
     */
    public static Map<String, RowCounts> of(UsersTable table, List<String> domains, List<Map<String, Object>> results) {
        Map<String, RowCounts> counts = new HashMap<>();
        for (Map<String, Object> result : results) {
            Object domain = table.column(Setting.USERS_DOMAIN_COLUMN).canonical(result.get(LiveUserRow.DOMAIN));
            if (domain instanceof String text && domains.contains(text)) {
                Map<String, Long> values = new HashMap<>();
                List<String> columns = table.settings().syncColumns();
                for (int i = 0; i < columns.size(); i++) {
                    values.put(columns.get(i).toLowerCase(Locale.ROOT), number(result, column(i)));
                }
                counts.put(text, new RowCounts(number(result, ALL), number(result, LIVE), values));
            }
        }
        return counts;
    }

    /** What {@link RowStatements#countOtherStates} found. */
    public static long others(List<Map<String, Object>> results) {
        return number(results.get(0), ALL);
    }

    private static long number(Map<String, Object> result, String label) {
        return ((Number) result.get(label)).longValue();
    }

    /** Rows with a value in a column; of a column that only the route ldap-import-user sets, all rows. */
    public long values(String column) {
        return values.getOrDefault(column.toLowerCase(Locale.ROOT), all);
    }
}
