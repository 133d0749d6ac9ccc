package io.github.ldapimport.plan;

import static io.github.ldapimport.testing.FixedTable.ADA;
import static io.github.ldapimport.testing.FixedTable.BOB;
import static io.github.ldapimport.testing.FixedTable.EVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ldapimport.dialect.Column;
import io.github.ldapimport.ldap.Guid;
import io.github.ldapimport.plan.Guards.Guard;
import io.github.ldapimport.sql.SqlBatch;
import io.github.ldapimport.table.SoftDeletePolicy.Mark;
import io.github.ldapimport.table.StoredGuids;
import io.github.ldapimport.testing.FixedTable;
import java.sql.Types;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Rows of disabled users that are deleted, and of enabled ones that are restored, at the end of a run. */
class AccountRowsTest {
    private final FixedTable table = new FixedTable();

    private static AccountChange change(Mark mark, String guid, String name, Map<String, Object> whenRestored) {
        return new AccountChange(mark, guid, "cn=" + name, name, name, true, false, whenRestored);
    }

    private AccountRows rows(Mark mark, AccountChange... changes) {
        AccountRows rows = new AccountRows(table.table(), "default", mark, List.of(changes));
        rows.look(table);
        rows.allFound();
        return rows;
    }

    private AccountRows deleting(String... guids) {
        return rows(
                Mark.DELETE,
                Stream.of(guids)
                        .map(guid -> change(Mark.DELETE, guid, guid.equals(ADA) ? "Ada" : "Bob", Map.of()))
                        .toArray(AccountChange[]::new));
    }

    private static AccountRows pass(AccountRows rows, Guard... guards) {
        Stream.of(guards).forEach(rows.guards()::pass);
        return rows;
    }

    private static AccountWrite write(AccountRows rows) {
        return pass(rows, Guard.NOT_INTERRUPTED, Guard.LOCK_HELD, Guard.ENABLED_ASKED, Guard.ENABLED_LOOKED_FOR)
                .write();
    }

    private static SqlBatch batch(AccountWrite write) {
        write.guards().pass(Guard.UNDER_WAY);
        write.guards().pass(Guard.UNCHANGED);
        return write.batches().get(0);
    }

    @Nested
    class A_row {
        @Test
        void that_is_as_it_was_seen_is_deleted() {
            table.add(7, ADA, "default", false, "ada@example.com", "Ada");
            AccountRows rows = deleting(ADA);
            assertThat(rows.rows()).singleElement().satisfies(row -> {
                assertThat(row.id()).isEqualTo(7L);
                assertThat(row.failure()).isNull();
            });
            SqlBatch batch = batch(write(rows));
            assertThat(batch.sql())
                    .isEqualTo("UPDATE \"users\" SET \"deleted_at\" = CURRENT_TIMESTAMP,"
                            + " \"updated_at\" = CURRENT_TIMESTAMP WHERE \"deleted_at\" IS NULL AND \"id\" = ?");
            assertThat(batch.parameters()).containsExactly(List.of(7L));
            assertThat(batch.update()).isTrue();
        }

        @Test
        void that_is_deleted_already_needs_nothing() {
            table.add(7, ADA, "default", true, "ada@example.com", "Ada");
            assertThat(deleting(ADA).rows()).isEmpty();
        }

        @Test
        void that_is_live_already_needs_no_restoring() {
            table.add(7, ADA, "default", false, "ada@example.com", "Ada");
            assertThat(rows(Mark.RESTORE, change(Mark.RESTORE, ADA, "Ada", Map.of()))
                            .rows())
                    .isEmpty();
        }

        @Test
        void that_is_gone_is_told_as_changed_meanwhile() {
            AccountRow row = deleting(ADA).rows().get(0);
            assertThat(row.id()).isNull();
            assertThat(row.failure()).contains("changed or removed");
        }

        @Test
        void that_is_of_another_domain_by_now_is_left_alone() {
            table.add(7, ADA, "sales", false, "ada@example.com", "Ada");
            AccountRows rows = deleting(ADA);
            assertThat(rows.rows()).singleElement().satisfies(row -> assertThat(row.failure())
                    .isNotNull());
            assertThat(write(rows).rows()).isEmpty();
        }

        @Test
        void that_holds_the_GUID_as_programs_of_Windows_write_it_is_found() {
            table.stored(new StoredGuids(true, true, true, true))
                    .add(7, ADA.toUpperCase(Locale.ROOT), "default", false, "ada@example.com", "Ada");
            AccountRows rows = rows(Mark.DELETE, change(Mark.DELETE, ADA.toUpperCase(Locale.ROOT), "Ada", Map.of()));
            assertThat(rows.rows()).extracting(AccountRow::id).containsExactly(7L);
        }

        @Test
        void that_shares_its_GUID_with_another_is_one_only() {
            table.add(7, ADA, "default", false, "ada@example.com", "Ada")
                    .add(8, ADA, "default", false, "ada@example.com", "Ada");
            assertThat(deleting(ADA).rows()).hasSize(1);
        }

        @Test
        void that_was_left_keeps_the_reason_and_is_not_written() {
            table.add(7, ADA, "default", false, "ada@example.com", "Ada")
                    .add(8, BOB, "default", false, "bob@example.com", "Bob");
            AccountChange ada = change(Mark.DELETE, ADA, "Ada", Map.of());
            AccountRows rows = new AccountRows(
                    table.table(), "default", Mark.DELETE, List.of(ada, change(Mark.DELETE, BOB, "Bob", Map.of())));
            rows.leave(ada, "the limit says no");
            assertThat(rows.changes()).hasSize(1);
            assertThat(rows.count()).isEqualTo(2);
            rows.look(table);
            rows.allFound();
            assertThat(write(rows).rows()).extracting(AccountRow::id).containsExactly(8L);
            assertThat(rows.rows()).extracting(AccountRow::failure).contains("the limit says no");
        }
    }

    @Test
    void rows_come_in_the_order_in_which_their_users_were_seen() {
        table.add(7, ADA, "default", false, "ada@example.com", "Ada")
                .add(8, BOB, "default", false, "bob@example.com", "Bob");
        assertThat(deleting(BOB, EVE, ADA).rows()).extracting(AccountRow::id).containsExactly(8L, null, 7L);
    }

    @Test
    void nothing_to_change_asks_nothing() {
        deleting();
        assertThat(table.asked()).isEmpty();
    }

    @Nested
    class Without_a_guard {
        @Test
        void nothing_is_written() {
            for (Guard missing : List.of(Guard.NOT_INTERRUPTED, Guard.LOCK_HELD, Guard.FOUND)) {
                AccountRows rows = pass(deleting(ADA), Guard.NOT_INTERRUPTED, Guard.LOCK_HELD);
                rows.guards().expect(missing, 1);
                assertThatThrownBy(rows::write).as(missing.name()).isInstanceOf(IllegalStateException.class);
            }
        }

        @Test
        void no_row_is_restored() {
            for (Guard missing : List.of(Guard.ENABLED_ASKED, Guard.ENABLED_LOOKED_FOR)) {
                AccountRows rows = pass(
                        rows(Mark.RESTORE, change(Mark.RESTORE, ADA, "Ada", Map.of())),
                        Guard.NOT_INTERRUPTED,
                        Guard.LOCK_HELD,
                        Guard.ENABLED_ASKED,
                        Guard.ENABLED_LOOKED_FOR);
                rows.guards().expect(missing, 1);
                assertThatThrownBy(rows::write).as(missing.name()).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(rows::requireGuarded).isInstanceOf(IllegalStateException.class);
            }
            assertThatCode(deleting(ADA)::requireGuarded).doesNotThrowAnyException();
        }

        @Test
        void no_statement_is_made() {
            table.add(7, ADA, "default", false, "ada@example.com", "Ada");
            AccountWrite write = write(deleting(ADA));
            write.guards().pass(Guard.UNDER_WAY);
            assertThatThrownBy(write::batches).hasMessageContaining("requireUnchanged");
            AccountWrite other = write(deleting(ADA));
            other.guards().pass(Guard.UNCHANGED);
            assertThatThrownBy(other::batches).hasMessageContaining("requireUnderWay");
        }
    }

    @Nested
    class Rows_that_are_locked {
        private AccountWrite adaAndBob() {
            table.add(7, ADA, "default", false, "ada@example.com", "Ada")
                    .add(8, BOB, "default", false, "bob@example.com", "Bob");
            return write(deleting(ADA, BOB));
        }

        @Test
        void are_as_they_were() {
            AccountWrite write = adaAndBob();
            write.lock(table);
            assertThatCode(write::requireUnchanged).doesNotThrowAnyException();
            assertThat(write.guards().isPassed(Guard.UNCHANGED)).isTrue();
            assertThat(table.asked().get(1).sql())
                    .contains("\"deleted_at\" IS NULL")
                    .endsWith("FOR UPDATE");
        }

        @Test
        void are_one_too_few() {
            AccountWrite write = adaAndBob();
            table.clear().add(7, ADA, "default", false, "ada@example.com", "Ada");
            write.lock(table);
            assertThatThrownBy(write::requireUnchanged).hasMessageContaining("changed or removed");
        }

        @Test
        void have_another_GUID_or_domain_by_now() {
            AccountWrite write = adaAndBob();
            table.clear()
                    .add(7, ADA, "default", false, "ada@example.com", "Ada")
                    .add(8, EVE, "default", false, "bob@example.com", "Bob");
            write.lock(table);
            assertThatThrownBy(write::requireUnchanged).isInstanceOf(IllegalStateException.class);
            table.clear()
                    .add(7, ADA, "default", false, "ada@example.com", "Ada")
                    .add(8, BOB, "sales", false, "bob@example.com", "Bob");
            write.lock(table);
            assertThatThrownBy(write::requireUnchanged).isInstanceOf(IllegalStateException.class);
        }

        @Test
        void to_be_restored_are_deleted() {
            table.add(7, ADA, "default", true, "ada@example.com", "Ada");
            write(rows(Mark.RESTORE, change(Mark.RESTORE, ADA, "Ada", Map.of())))
                    .lock(table);
            assertThat(table.asked().get(1).sql()).contains("\"deleted_at\" IS NOT NULL");
        }
    }

    @Test
    void a_refused_transaction_is_tried_in_halves_without_losing_a_row() {
        table.add(7, ADA, "default", false, "ada@example.com", "Ada")
                .add(8, BOB, "default", false, "bob@example.com", "Bob")
                .add(9, EVE, "default", false, "eve@example.com", "Eve");
        List<AccountWrite> halves = write(deleting(ADA, BOB, EVE)).halves();
        assertThat(halves.get(0).rows()).extracting(AccountRow::id).containsExactly(7L);
        assertThat(halves.get(1).rows()).extracting(AccountRow::id).containsExactly(8L, 9L);
        halves.get(1).settle();
        assertThat(halves.get(1).isCommitted()).isTrue();
        assertThat(halves.get(0).isCommitted()).isFalse();
        assertThat(halves.get(0).rows()).noneMatch(AccountRow::isWritten);
        assertThat(halves.get(1).rows()).allMatch(AccountRow::isWritten);
    }

    @Nested
    class Released_columns {
        private final List<String> released = List.of("email");

        AccountRow only(Mark mark, boolean deleted, Map<String, Object> whenRestored) {
            table.set("release-columns", "email")
                    .add(7, ADA, "default", deleted, deleted ? null : "ada@example.com", "Ada");
            return rows(mark, change(mark, ADA, "Ada", whenRestored)).rows().get(0);
        }

        @Test
        void are_emptied_with_the_row() {
            AccountRow row = only(Mark.DELETE, false, Map.of());
            assertThat(row.values(released)).containsEntry("email", null).containsEntry("name", "Ada");
            assertThat(row.changed(released)).containsExactly("email");
            assertThat(batch(write(deleting(ADA))).sql()).contains(", \"email\" = NULL WHERE");
        }

        @Test
        void that_are_empty_do_not_change() {
            table.set("release-columns", "email").add(7, ADA, "default", false, null, "Ada");
            assertThat(deleting(ADA).rows().get(0).changed(released)).isEmpty();
        }

        @Test
        void come_back_with_a_restored_row() {
            AccountRow row = only(Mark.RESTORE, true, Map.of("email", "new@example.com"));
            assertThat(row.values(released)).containsEntry("email", "new@example.com");
            assertThat(row.changed(released)).containsExactly("email");
        }

        @Test
        void come_back_by_a_statement_for_rows_alike() {
            table.set("release-columns", "email")
                    .add(7, ADA, "default", true, null, "Ada")
                    .add(8, BOB, "default", true, null, "Bob")
                    .add(9, EVE, "default", true, null, "Eve");
            AccountWrite write = write(rows(
                    Mark.RESTORE,
                    change(Mark.RESTORE, ADA, "Ada", Map.of("email", "a@example.com")),
                    change(Mark.RESTORE, BOB, "Bob", Map.of("email", "b@example.com")),
                    change(Mark.RESTORE, EVE, "Eve", Map.of())));
            write.guards().pass(Guard.UNDER_WAY);
            write.guards().pass(Guard.UNCHANGED);
            assertThat(write.batches())
                    .extracting(SqlBatch::sql)
                    .containsExactlyInAnyOrder(
                            "UPDATE \"users\" SET \"deleted_at\" = NULL, \"updated_at\" = CURRENT_TIMESTAMP,"
                                    + " \"email\" = ? WHERE \"deleted_at\" IS NOT NULL AND \"id\" = ?",
                            "UPDATE \"users\" SET \"deleted_at\" = NULL, \"updated_at\" = CURRENT_TIMESTAMP"
                                    + " WHERE \"deleted_at\" IS NOT NULL AND \"id\" = ?");
            assertThat(write.batches().stream().flatMap(batch -> batch.parameters().stream()))
                    .containsExactlyInAnyOrder(List.of("a@example.com", 7L), List.of("b@example.com", 8L), List.of(9L));
            write.guards().pass(Guard.WRITTEN);
            assertThat(write.guards().isPassed(Guard.WRITTEN)).isFalse();
            write.guards().pass(Guard.WRITTEN);
            assertThat(write.guards().isPassed(Guard.WRITTEN)).isTrue();
        }

        @Test
        void have_no_time_of_change_where_the_table_has_no_column_for_it() {
            table.set("updated-at-column", "").add(7, ADA, "default", true, null, "Ada");
            assertThat(batch(write(rows(Mark.RESTORE, change(Mark.RESTORE, ADA, "Ada", Map.of()))))
                            .sql())
                    .doesNotContain("updated_at");
        }
    }

    @Nested
    class A_refused_row {
        @Test
        void is_told_with_the_row_that_holds_its_value() {
            table.set("release-columns", "email")
                    .unique("email")
                    .add(7, ADA, "default", true, null, "Ada")
                    .add(9, EVE, "default", false, "ada@example.com", "Eve");
            AccountWrite write =
                    write(rows(Mark.RESTORE, change(Mark.RESTORE, ADA, "Ada", Map.of("email", "ada@example.com"))));
            write.refused("duplicate key", table);
            assertThat(write.rows().get(0).failure())
                    .startsWith("a unique value is taken; the row id = 9 ('Eve') has email = 'ada@example.com'")
                    .endsWith("change the value of one of the two rows; the next run tries again");
        }

        @Test
        void does_not_stand_in_its_own_way() {
            table.unique("email").add(7, ADA, "default", false, "ada@example.com", "Ada");
            AccountWrite write = write(deleting(ADA));
            write.refused("value too long", table);
            assertThat(write.rows().get(0).failure()).isEqualTo("value too long");
        }

        @Test
        void that_gives_the_value_up_wants_nothing_of_others() {
            table.set("release-columns", "email")
                    .unique("email")
                    .add(7, ADA, "default", false, "ada@example.com", "Ada")
                    .add(9, EVE, "default", false, "ada@example.com", "Eve");
            AccountWrite write = write(deleting(ADA));
            write.refused("no", table);
            assertThat(write.rows().get(0).failure()).isEqualTo("no");
        }

        @Test
        void collides_with_a_row_that_was_deleted_before() {
            table.column(new Column("status", Types.VARCHAR, "varchar", true))
                    .set("deleted-at-column", "status")
                    .set("deleted-value", "gone")
                    .set("live-value", "here")
                    .unique("email", "domain", "status")
                    .add(7, ADA, "default", false, "ada@example.com", "Ada")
                    .with("status", "here")
                    .add(9, EVE, "default", false, "ada@example.com", "Eve")
                    .with("status", "gone");
            AccountWrite write = write(deleting(ADA));
            write.refused("no", table);
            assertThat(write.rows().get(0).failure()).contains("the row id = 9", "status = 'gone'");
        }
    }

    @Test
    void a_swapped_GUID_and_the_plain_one_are_one_users() {
        table.add(7, Guid.swapped(ADA), "default", false, "ada@example.com", "Ada");
        assertThat(deleting(Guid.swapped(ADA)).rows())
                .extracting(AccountRow::id)
                .containsExactly(7L);
    }
}
