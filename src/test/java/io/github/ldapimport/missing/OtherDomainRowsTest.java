package io.github.ldapimport.missing;

import static io.github.ldapimport.testing.FixedTable.ADA;
import static io.github.ldapimport.testing.FixedTable.BOB;
import static io.github.ldapimport.testing.FixedTable.EVE;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.rows.LiveUserRow;
import io.github.ldapimport.sql.SqlStatement;
import io.github.ldapimport.sql.Statements;
import io.github.ldapimport.testing.FixedTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Whether rows of a domain that no provider imports are rows of this provider's users. */
class OtherDomainRowsTest {
    private static final int MAX_DOMAINS = 20;

    private final Rows rows = new Rows();
    private final OtherDomainRows others = new OtherDomainRows(new FixedTable().table(), Set.of("default", "crm"));

    /** Rows by domain, counted in the order in which they were added. */
    private static final class Rows implements Statements {
        private final List<Map<String, Object>> all = new ArrayList<>();
        private final List<SqlStatement> asked = new ArrayList<>();
        private boolean areFew;

        Rows add(long id, String guid, String domain) {
            Map<String, Object> row = new HashMap<>();
            row.put("row_id", id);
            row.put("row_guid", guid);
            row.put("row_domain", domain);
            all.add(row);
            return this;
        }

        @Override
        public List<Map<String, Object>> rows(SqlStatement statement) {
            asked.add(statement);
            if (statement.sql().contains("COUNT(*)")) {
                Map<Object, Integer> counts = new LinkedHashMap<>();
                all.forEach(row -> counts.merge(row.get("row_domain"), 1, Integer::sum));
                return counts.entrySet().stream()
                        .map(each -> Map.of("row_domain", each.getKey(), "row_all", (Object) each.getValue()))
                        .toList();
            }
            return all.stream()
                    .filter(row -> statement.parameters().contains(row.get("row_guid"))
                            || statement.parameters().contains(row.get("row_domain")))
                    .filter(row -> areFew || !statement.sql().contains(" DESC "))
                    .toList();
        }
    }

    private static List<Object> ids(List<List<LiveUserRow>> pieces) {
        return pieces.stream().flatMap(List::stream).map(LiveUserRow::id).toList();
    }

    @Test
    void domains_of_known_providers_are_not_looked_at() {
        rows.add(1, ADA, "default").add(2, BOB, "crm");
        others.count(rows);
        assertThat(others.isToLook()).isFalse();
    }

    @Test
    void a_row_of_another_domain_whose_user_the_directory_has_is_this_providers() {
        rows.add(1, ADA, "defualt").add(2, BOB, "defualt").add(3, EVE, "default");
        others.count(rows);
        assertThat(others.isToLook()).isTrue();
        List<List<LiveUserRow>> pieces = others.some(rows);
        assertThat(ids(pieces)).containsExactly(1L, 2L);
        others.recordLookup(pieces.get(0), Set.of(ADA));
        assertThat(others.domainsOfUsers()).containsExactly("defualt");
        assertThat(others.ofUsers("defualt")).extracting(LiveUserRow::id).containsExactly(1L);
        assertThat(others.rows("defualt")).isEqualTo(2);
    }

    @Test
    void where_the_directory_has_none_of_them_the_domain_is_anothers() {
        rows.add(1, ADA, "sales");
        others.count(rows);
        others.recordLookup(others.some(rows).get(0), Set.of(BOB));
        assertThat(others.domainsOfUsers()).isEmpty();
    }

    @Test
    void rows_of_users_whom_the_directory_shows_are_found_in_such_domains_alone() {
        rows.add(1, ADA, "sales").add(2, BOB, "default");
        others.count(rows);
        others.lookForRowsOf(List.of(ADA, BOB), rows);
        assertThat(others.domainsOfUsers()).containsExactly("sales");
    }

    @Test
    void a_row_that_is_both_first_and_last_is_looked_up_once() {
        rows.areFew = true;
        rows.add(1, ADA, "sales");
        others.count(rows);
        assertThat(ids(others.some(rows))).containsExactly(1L);
        assertThat(rows.asked.get(1).sql()).contains("FETCH FIRST 20 ROWS");
        assertThat(rows.asked.get(2).sql()).contains("DESC FETCH FIRST " + OtherDomainRows.MAX_ROWS + " ROWS");
    }

    @Test
    void of_many_domains_those_with_most_rows_are_looked_at() {
        long id = 0;
        for (int domain = 0; domain <= MAX_DOMAINS; domain++) {
            for (int i = 0; i <= domain; i++) {
                rows.add(++id, new UUID(domain, i).toString(), "domain" + domain);
            }
        }
        others.count(rows);
        others.some(rows);
        assertThat(rows.asked.stream().flatMap(statement -> statement.parameters().stream()))
                .doesNotContain("domain0")
                .contains("domain1", "domain" + MAX_DOMAINS);
    }
}
