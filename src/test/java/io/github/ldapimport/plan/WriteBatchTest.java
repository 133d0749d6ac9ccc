package io.github.ldapimport.plan;

import static io.github.ldapimport.testing.FixedTable.ADA;
import static io.github.ldapimport.testing.FixedTable.BOB;
import static io.github.ldapimport.testing.FixedTable.EVE;
import static io.github.ldapimport.testing.FixedTable.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ldapimport.dialect.Column;
import io.github.ldapimport.mapping.MappedUser;
import io.github.ldapimport.plan.Guards.Guard;
import io.github.ldapimport.testing.FixedTable;
import java.sql.Types;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Rows that one transaction writes, and what becomes of them where the database refuses them. */
class WriteBatchTest {
    private final FixedTable rows = new FixedTable();

    private PagePlan planOf(String... names) {
        return rows.plan(IntStream.range(0, names.length)
                .mapToObj(i -> user(new UUID(1, i).toString(), names[i]))
                .toArray(MappedUser[]::new));
    }

    private static List<List<String>> names(List<WriteBatch> pieces) {
        return pieces.stream()
                .map(piece ->
                        piece.users().stream().map(user -> user.row().name()).toList())
                .toList();
    }

    @Test
    void rows_that_are_as_they_should_be_and_users_who_failed_are_not_written() {
        rows.add(7, ADA, "default", false, "ada@example.com", "Ada")
                .add(8, EVE, "sales", false, "eve@example.com", "Eve");
        PagePlan plan = rows.plan(user(ADA, "Ada"), user(BOB, "Bob"), user(EVE, "Eve"));
        assertThat(names(List.of(plan.write()))).containsExactly(List.of("Bob"));
    }

    @Nested
    class Where_the_database_refuses {
        @Test
        void several_rows_they_are_tried_in_two_halves() {
            WriteBatch batch = planOf("A", "B", "C").write();
            assertThat(batch.isDivisible()).isTrue();
            assertThat(names(batch.halves())).containsExactly(List.of("A"), List.of("B", "C"));
        }

        @Test
        void a_row_that_a_column_does_not_take_is_tried_alone_and_last() {
            rows.column(new Column("name", Types.VARCHAR, "varchar", true, 3, -1, false));
            assertThat(names(planOf("A", "Toolong", "C", "Longer").write().halves()))
                    .containsExactly(List.of("A", "C"), List.of("Toolong"), List.of("Longer"));
        }

        @Test
        void rows_none_of_which_a_column_takes_each_is_tried_alone() {
            rows.column(new Column("name", Types.VARCHAR, "varchar", true, 3, -1, false));
            assertThat(names(planOf("Toolong", "Longer").write().halves()))
                    .containsExactly(List.of("Toolong"), List.of("Longer"));
        }

        @Test
        void the_only_row_for_good_its_user_fails() {
            PagePlan plan = planOf("A");
            WriteBatch batch = plan.write();
            assertThat(batch.isDivisible()).isFalse();
            batch.refused("value too long", true);
            assertThat(plan.users().get(0).failure()).isEqualTo("value too long");
            assertThat(plan.users().get(0).isRefused()).isFalse();
        }

        @Test
        void the_only_row_and_it_may_go_well_later_its_user_is_tried_again() {
            PagePlan plan = planOf("A");
            plan.write().refused("duplicate key", false);
            assertThat(plan.users().get(0).isRefused()).isTrue();
            assertThat(plan.users().get(0).accountChange().isTriedAgain()).isTrue();
        }

        @Test
        void a_row_the_message_names_the_column_that_does_not_take_its_value() {
            rows.column(new Column("name", Types.VARCHAR, "varchar", true, 3, -1, false));
            PagePlan plan = planOf("Toolong");
            plan.write().refused("no", true);
            assertThat(plan.users().get(0).failure())
                    .isEqualTo("no; column name takes 3 characters, and 'Toolong' has 7");
        }
    }

    @Test
    void pieces_have_so_many_users_and_no_more_than_a_ring_beyond() {
        PagePlan plan = planOf("A", "B", "C", "D", "E");
        List<UserWrite> users = plan.users();
        WriteBatch batch = new WriteBatch(
                plan,
                List.of(
                        List.of(users.get(0)),
                        List.of(users.get(1), users.get(2)),
                        List.of(users.get(3)),
                        List.of(users.get(4))),
                null);
        assertThat(names(batch.pieces(2))).containsExactly(List.of("A", "B", "C"), List.of("D", "E"));
        assertThat(names(batch.pieces(4))).containsExactly(List.of("A", "B", "C", "D"), List.of("E"));
    }

    @Test
    void a_commit_settles_the_users_rows() {
        PagePlan plan = planOf("A");
        WriteBatch batch = plan.write();
        assertThat(batch.isCommitted()).isFalse();
        assertThat(plan.users().get(0).isSettled()).isFalse();
        assertThat(plan.users().get(0).isWritten()).isFalse();
        batch.settle();
        assertThat(batch.isCommitted()).isTrue();
        assertThat(plan.users().get(0).isWritten()).isTrue();
        assertThat(plan.users().get(0).isSettled()).isTrue();
    }

    @Nested
    class No_statement_is_made {
        @Test
        void without_a_guard_of_the_page() {
            for (Guard missing : List.of(Guard.FEW_CHANGED, Guard.ABSENCE_CONFIRMED, Guard.ABSENCE_REQUIRED)) {
                PagePlan plan = FixedTable.guarded(planOf("A"));
                plan.guards().expect(missing, 1);
                WriteBatch batch = plan.write();
                batch.guards().pass(Guard.UNDER_WAY);
                assertThatThrownBy(batch::batches)
                        .as(missing.name())
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("guard");
            }
        }

        @Test
        void once_the_run_is_over() {
            WriteBatch batch = FixedTable.guarded(planOf("A")).write();
            assertThatThrownBy(batch::batches)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("requireUnderWay");
        }

        @Test
        void whose_count_of_rows_is_not_to_be_checked() {
            rows.add(7, ADA, "default", false, "old@example.com", "Ada");
            WriteBatch batch = FixedTable.guarded(rows.plan(user(ADA, "Ada"), user(BOB, "Bob")))
                    .write();
            batch.guards().pass(Guard.UNDER_WAY);
            assertThat(batch.batches()).hasSize(2);
            batch.guards().pass(Guard.WRITTEN);
            assertThat(batch.guards().isPassed(Guard.WRITTEN)).isFalse();
            batch.guards().pass(Guard.WRITTEN);
            assertThat(batch.guards().isPassed(Guard.WRITTEN)).isTrue();
        }
    }

    @Test
    void users_of_a_page_that_was_not_begun_are_told_so() {
        assertThat(PagePlan.notBegun(List.of(user(ADA, "Ada"), user(BOB, "Bob"))))
                .hasSize(2)
                .allSatisfy(user -> {
                    assertThat(user.failure()).isEqualTo("not written: the run stopped before");
                    assertThat(user.change().action()).isEqualTo(UserChange.Action.FAIL);
                    assertThat(user.isSettled()).isTrue();
                    assertThat(user.isRefused()).isFalse();
                });
    }
}
