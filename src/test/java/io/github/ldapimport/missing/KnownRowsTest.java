package io.github.ldapimport.missing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.ldap.Guid;
import io.github.ldapimport.rows.LiveUserRow;
import io.github.ldapimport.sql.SqlStatement;
import io.github.ldapimport.sql.Statements;
import io.github.ldapimport.testing.FixedTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Whether the directory is the one whose users the table has. */
class KnownRowsTest {
    private static final int FEW = 10;
    private static final Pattern LIMIT = Pattern.compile("ORDER BY \"id\" (DESC )?FETCH FIRST (\\d+) ROWS");

    private final KnownRows known = new KnownRows(new FixedTable().table(), "default");
    private final List<List<Long>> looks = new ArrayList<>();

    /** Rows with keys from 1 on. */
    private static final class Rows implements Statements {
        private final List<Map<String, Object>> rows = new ArrayList<>();

        Rows(int count) {
            for (long id = 1; id <= count; id++) {
                Map<String, Object> row = new HashMap<>();
                row.put("row_id", id);
                row.put("row_guid", guid(id));
                row.put("row_domain", "default");
                rows.add(row);
            }
        }

        @Override
        public List<Map<String, Object>> rows(SqlStatement statement) {
            Matcher limit = LIMIT.matcher(statement.sql());
            if (!limit.find()) {
                return rows.stream()
                        .filter(row -> statement.parameters().contains(row.get("row_guid")))
                        .toList();
            }
            List<Map<String, Object>> ordered = new ArrayList<>(rows);
            if (limit.group(1) != null) {
                Collections.reverse(ordered);
            }
            return ordered.subList(0, Math.min(ordered.size(), Integer.parseInt(limit.group(2))));
        }
    }

    private static String guid(long id) {
        return new UUID(1, id).toString();
    }

    private void askForAll(Rows rows, Set<String> directory) {
        while (known.hasFurther()) {
            for (List<LiveUserRow> piece : known.next(rows, row -> true)) {
                looks.add(piece.stream().map(row -> (Long) row.id()).toList());
                known.recordLookup(piece, directory);
            }
        }
    }

    @Nested
    class A_directory_is_strange {
        @Test
        void that_knows_none_of_many_rows() {
            askForAll(new Rows(1_000), Set.of());
            assertThat(known.isStrange()).isTrue();
            assertThat(known.asked()).hasSize(FEW + KnownRows.MAX_ROWS);
            // each row once, and never more at once than one look takes
            assertThat(looks).extracting(List::size).containsExactly(2 * FEW, 100, KnownRows.MAX_ROWS - 100 - FEW);
        }

        @Test
        void that_knows_none_of_as_many_rows_as_must_be_judged() {
            askForAll(new Rows(KnownRows.MIN_ROWS_TO_JUDGE), Set.of());
            assertThat(known.isStrange()).isTrue();
        }
    }

    @Nested
    class A_directory_is_not_strange {
        @Test
        void with_fewer_rows_than_can_be_judged() {
            askForAll(new Rows(KnownRows.MIN_ROWS_TO_JUDGE - 1), Set.of());
            assertThat(known.isStrange()).isFalse();
            assertThat(looks).isEmpty();
        }

        @Test
        void that_knows_one_of_the_first_rows_and_is_asked_no_further() {
            askForAll(new Rows(1_000), Set.of(guid(3)));
            assertThat(known.isStrange()).isFalse();
            assertThat(looks).hasSize(1);
        }

        @Test
        void that_knows_one_of_the_last_rows_only() {
            askForAll(new Rows(1_000), Set.of(guid(1_000 - KnownRows.MAX_ROWS + 1)));
            assertThat(known.isStrange()).isFalse();
        }

        @Test
        void that_knows_none_of_those_but_shows_a_user_who_has_a_row() {
            Rows rows = new Rows(1_000);
            askForAll(rows, Set.of());
            known.lookForRowsOf(List.of(new UUID(2, 2).toString()), rows);
            assertThat(known.isStrange()).isTrue();
            known.lookForRowsOf(List.of(new UUID(2, 2).toString(), guid(500)), rows);
            assertThat(known.isStrange()).isFalse();
        }
    }

    @Test
    void rows_for_which_the_directory_cannot_be_asked_count_and_are_not_asked_for() {
        Rows rows = new Rows(20);
        known.next(rows, row -> false);
        assertThat(known.next(rows, row -> false)).isEmpty();
        assertThat(known.asked()).hasSize(20);
        assertThat(known.isStrange()).isTrue();
    }

    @Test
    void a_user_whose_row_has_the_other_form_of_the_GUID_is_known() {
        Rows rows = new Rows(20);
        askForAll(rows, Set.of(Guid.swapped(guid(1))));
        assertThat(known.isStrange()).isFalse();
    }
}
