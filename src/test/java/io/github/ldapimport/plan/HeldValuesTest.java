package io.github.ldapimport.plan;

import static io.github.ldapimport.testing.FixedTable.ADA;
import static io.github.ldapimport.testing.FixedTable.BOB;
import static io.github.ldapimport.testing.FixedTable.EVE;
import static io.github.ldapimport.testing.FixedTable.user;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.dialect.Column;
import io.github.ldapimport.handover.ForeseenValues;
import io.github.ldapimport.handover.Holder;
import io.github.ldapimport.ldap.AccountState;
import io.github.ldapimport.mapping.MappedUser;
import io.github.ldapimport.mapping.MappedUsers;
import io.github.ldapimport.match.PageMatches;
import io.github.ldapimport.match.RowPolicy;
import io.github.ldapimport.plan.Guards.Guard;
import io.github.ldapimport.sql.SqlBatch;
import io.github.ldapimport.table.SoftDeletePolicy;
import io.github.ldapimport.testing.FixedTable;
import io.github.ldapimport.testing.Proves;
import java.sql.Types;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.SqlParameterValue;

/** Who gets a unique address that changes hands. */
class HeldValuesTest {
    private static final int ROWS_AT_ONCE = 1_000;

    private final FixedTable rows =
            new FixedTable().unique("email").set("sync-existing", "").set("adopt-filter", "");

    private static MappedUser with(MappedUser user, String email) {
        MappedUsers.set(user, "email", email);
        return user;
    }

    private FixedTable adaAndBob() {
        return rows.add(7, ADA, "default", false, "ada@example.com", "Ada")
                .add(8, BOB, "default", false, "bob@example.com", "Bob");
    }

    private List<WriteBatch> order(PagePlan plan, boolean lastTry) {
        return plan.write().heldValues(lastTry, rows).order();
    }

    private List<WriteBatch> order(PagePlan plan) {
        return order(plan, false);
    }

    private static List<String> names(List<WriteBatch> pieces) {
        return pieces.stream()
                .flatMap(piece -> piece.users().stream())
                .map(user -> user.row().name())
                .toList();
    }

    private static String failure(PagePlan plan, int user) {
        return plan.users().get(user).failure();
    }

    private static List<SqlBatch> batches(PagePlan plan, WriteBatch piece) {
        FixedTable.guarded(plan);
        piece.guards().pass(Guard.UNDER_WAY);
        return piece.batches();
    }

    @Test
    @Proves("2.27")
    void a_holder_who_lets_go_is_written_before_the_user_who_wants_it() {
        adaAndBob();
        PagePlan plan =
                rows.plan(with(user(ADA, "Ada"), "bob@example.com"), with(user(BOB, "Bob"), "robert@example.com"));
        List<WriteBatch> pieces = order(plan);
        assertThat(names(pieces)).containsExactly("Bob", "Ada");
        assertThat(pieces).hasSize(1);
        assertThat(pieces.get(0).isDivisible()).isTrue();
    }

    @Test
    @Proves("2.27")
    void a_swap_is_one_unit_whose_rows_let_go_first() {
        adaAndBob();
        PagePlan plan = rows.plan(with(user(ADA, "Ada"), "bob@example.com"), with(user(BOB, "Bob"), "ada@example.com"));
        List<WriteBatch> pieces = order(plan);
        assertThat(names(pieces)).containsExactly("Ada", "Bob");
        assertThat(pieces.get(0).isDivisible()).isFalse();
        List<SqlBatch> batches = batches(plan, pieces.get(0));
        assertThat(batches).hasSize(2).allMatch(SqlBatch::update);
        assertThat(batches.get(0).sql()).endsWith("SET \"email\" = ? WHERE \"id\" = ?");
        assertThat(batches.get(0).parameters()).hasSize(2).allSatisfy(row -> assertThat(row.get(0))
                .isInstanceOfSatisfying(SqlParameterValue.class, parked -> assertThat(parked.getValue())
                        .isNull()));
        assertThat(batches.get(1).parameters())
                .extracting(row -> row.get(0))
                .containsExactly("bob@example.com", "ada@example.com");
    }

    @Test
    @Proves("2.27")
    void a_swap_is_refused_as_a_whole_so_that_another_try_may_go_well() {
        adaAndBob();
        PagePlan plan = rows.plan(with(user(ADA, "Ada"), "bob@example.com"), with(user(BOB, "Bob"), "ada@example.com"));
        order(plan).get(0).refused("the database says no", true);
        assertThat(plan.users()).allSatisfy(user -> {
            assertThat(user.failure()).startsWith("the database says no; the row id = ");
            assertThat(user.isRefused()).isTrue();
        });
    }

    @Test
    void only_what_changes_hands_is_parked() {
        adaAndBob();
        PagePlan plan = rows.plan(
                with(user(ADA, "Ada"), "bob@example.com"), with(user(BOB, "Bob"), "ada@example.com"), user(EVE, "Eve"));
        List<SqlBatch> batches = batches(plan, order(plan).get(0));
        assertThat(batches).extracting(batch -> batch.parameters().size()).containsExactly(2, 2, 1);
        assertThat(batches.get(2).sql()).startsWith("INSERT");
    }

    @Test
    @Proves("2.27")
    void a_new_row_comes_after_the_row_that_lets_go_of_its_address() {
        rows.add(8, BOB, "default", false, "eve@example.com", "Bob");
        PagePlan plan = rows.plan(user(EVE, "Eve"), user(BOB, "Bob"));
        List<WriteBatch> pieces = order(plan);
        assertThat(names(pieces)).containsExactly("Bob", "Eve");
        assertThat(batches(plan, pieces.get(0)).get(0).sql()).startsWith("UPDATE");
    }

    @Nested
    class A_user_is_refused {
        @Test
        @Proves("2.27")
        void where_a_row_outside_the_page_keeps_the_address() {
            rows.add(7, ADA, "default", false, "ada@example.com", "Ada")
                    .add(9, EVE, "default", false, "eve@example.com", "Eve");
            PagePlan plan = rows.plan(with(user(ADA, "Ada"), "eve@example.com"), user(BOB, "Bob"));
            assertThat(names(order(plan))).containsExactly("Bob");
            assertThat(failure(plan, 0))
                    .startsWith("a unique value is taken; the row id = 9 ('Eve') has email = 'eve@example.com'"
                            + " (a live row, of domain default): ")
                    .contains("--relink");
            assertThat(plan.users().get(0).isRefused()).isTrue();
            assertThat(plan.users().get(0).isOutrun()).isFalse();
        }

        @Test
        void where_a_user_of_the_page_keeps_the_address() {
            adaAndBob();
            PagePlan plan =
                    rows.plan(with(user(ADA, "Ada"), "bob@example.com"), with(user(BOB, "Robert"), "bob@example.com"));
            assertThat(names(order(plan))).containsExactly("Robert");
            assertThat(failure(plan, 0)).endsWith(": " + Holder.BETWEEN_USERS);
        }

        @Test
        void where_it_wants_what_a_refused_user_then_keeps() {
            adaAndBob().add(9, EVE, "sales", false, "eve@example.com", "Eve");
            PagePlan plan =
                    rows.plan(with(user(ADA, "Ada"), "bob@example.com"), with(user(BOB, "Bob"), "eve@example.com"));
            assertThat(order(plan)).isEmpty();
            assertThat(failure(plan, 0)).contains("the row id = 8");
            assertThat(failure(plan, 1)).contains("the row id = 9", "another domain's");
        }

        @Test
        void where_an_earlier_user_wants_the_same() {
            PagePlan plan = rows.plan(user(ADA, "Ada"), with(user(BOB, "Bob"), "ada@example.com"));
            assertThat(names(order(plan))).containsExactly("Ada");
            assertThat(failure(plan, 1))
                    .contains("another user wants, too, who came first")
                    .endsWith("; Ada (cn=Ada) gets email = 'ada@example.com': " + Holder.BETWEEN_USERS);
            assertThat(plan.users().get(1).isOutrun()).isTrue();
            assertThat(plan.users().get(0).failure()).isNull();
        }

        @Test
        void but_not_because_of_a_user_who_is_refused_for_another_reason() {
            rows.unique("name").add(9, EVE, "default", false, "eve@example.com", "Ada");
            PagePlan plan = rows.plan(
                    user(ADA, "Ada"),
                    with(user(BOB, "Bob"), "ada@example.com"),
                    with(user(new UUID(1, 1).toString(), "Zoe"), "ada@example.com"));
            assertThat(names(order(plan))).containsExactly("Bob");
            assertThat(failure(plan, 0)).contains("name = 'Ada'").doesNotContain("email");
            assertThat(failure(plan, 2)).contains("; Bob (cn=Bob) gets email");
        }

        @Test
        void with_all_rows_in_its_way_and_each_remedy_once() {
            rows.unique("name")
                    .add(8, BOB, "default", false, "ada@example.com", "Bob")
                    .add(9, EVE, "default", false, "eve@example.com", "Ada");
            PagePlan plan = rows.plan(user(ADA, "Ada"));
            assertThat(order(plan)).isEmpty();
            assertThat(failure(plan, 0))
                    .contains("the row id = 8", "the row id = 9")
                    .containsOnlyOnce("--relink");
        }
    }

    @Nested
    class What_is_unique_among_some_rows_only {
        private PagePlan plan() {
            rows.add(9, EVE, "default", false, "eve@example.com", "Eve");
            return rows.plan(with(user(ADA, "Ada"), "eve@example.com"));
        }

        @Test
        void waits_for_a_later_try() {
            rows.uniqueAmong("deleted_at IS NULL", "name");
            rows.add(9, EVE, "default", false, "eve@example.com", "Ada");
            PagePlan plan = rows.plan(user(ADA, "Ada"));
            assertThat(order(plan, false)).isEmpty();
            assertThat(plan.users().get(0).isRefused()).isTrue();
        }

        @Test
        void is_left_to_the_database_on_the_last_try() {
            rows.uniqueAmong("deleted_at IS NULL", "name");
            rows.add(9, EVE, "default", false, "eve@example.com", "Ada");
            PagePlan plan = rows.plan(user(ADA, "Ada"));
            assertThat(names(order(plan, true))).containsExactly("Ada");
            assertThat(plan.users().get(0).failure()).isNull();
        }

        @Test
        void is_refused_on_the_last_try_where_it_is_unique_among_all() {
            assertThat(order(plan(), true)).isEmpty();
        }
    }

    @Test
    void an_address_that_the_row_holds_in_another_spelling_is_its_own() {
        rows.clear();
        FixedTable folding = new FixedTable()
                .column(new Column("email", Types.VARCHAR, "varchar_ignorecase", true))
                .unique("email")
                .set("sync-existing", "")
                .add(7, ADA, "default", false, "ADA@example.com", "Ada")
                .add(8, BOB, "default", false, "bob@example.com", "Bob");
        PagePlan plan = folding.plan(user(ADA, "Ada"), with(user(BOB, "Bob"), "ada@example.com"));
        assertThat(names(plan.write().heldValues(false, folding).order())).containsExactly("Ada");
        assertThat(failure(plan, 1)).startsWith("a unique value is taken; the row id = 7");
        assertThat(plan.users().get(1).isOutrun()).isFalse();
    }

    @Test
    void nothing_is_looked_for_where_no_unique_value_changes() {
        adaAndBob();
        PagePlan plan = rows.plan(with(user(ADA, "Lovelace"), "ada@example.com"));
        assertThat(names(order(plan))).containsExactly("Lovelace");
        assertThat(rows.asked()).noneMatch(statement -> statement.sql().contains("row_want"));
    }

    @Test
    void a_ring_lets_go_of_no_other_unique_value() {
        adaAndBob().unique("name");
        PagePlan plan = rows.plan(with(user(ADA, "Ada"), "bob@example.com"), with(user(BOB, "Bob"), "ada@example.com"));
        assertThat(batches(plan, order(plan).get(0)).get(0).sql()).contains(" SET \"email\" = ? WHERE");
    }

    @Test
    void a_value_that_the_database_cannot_compare_is_left_for_the_write_to_refuse() {
        rows.refuse("ada@example.com");
        PagePlan plan = rows.plan(user(ADA, "Ada"), user(BOB, "Bob"));
        assertThat(names(order(plan))).containsExactly("Ada", "Bob");
    }

    @Test
    void values_are_compared_as_the_keys_function_does() {
        FixedTable folding = new FixedTable()
                .uniqueInLowerCase("email")
                .set("sync-existing", "")
                .add(9, EVE, "default", false, "ADA@EXAMPLE.COM", "Eve");
        PagePlan plan = folding.plan(
                user(ADA, "Ada"),
                with(user(BOB, "Bob"), "Bob@example.com"),
                with(user(UUID.randomUUID().toString(), "Zoe"), "bob@EXAMPLE.com"));
        assertThat(names(plan.write().heldValues(false, folding).order())).containsExactly("Bob");
        assertThat(failure(plan, 0)).contains("the row id = 9");
        assertThat(plan.users().get(2).isOutrun()).isTrue();
    }

    @Nested
    class Of_a_key_of_several_columns {
        @Test
        void nothing_is_wanted_where_one_of_them_is_null() {
            FixedTable table = new FixedTable()
                    .unique("name", "email")
                    .set("sync-existing", "")
                    .add(9, EVE, "default", false, null, "Ada");
            MappedUser user = user(ADA, "Ada");
            MappedUsers.set(user, "email", null);
            PagePlan plan = table.plan(user);
            assertThat(names(plan.write().heldValues(false, table).order())).containsExactly("Ada");
            assertThat(table.asked()).noneMatch(statement -> statement.sql().contains("row_want"));
        }

        @Test
        void what_stays_counts_with_what_changes() {
            FixedTable table = new FixedTable()
                    .unique("name", "email")
                    .set("sync-existing", "")
                    .add(7, ADA, "default", false, "ada@example.com", "Ada")
                    .add(9, EVE, "default", false, "eve@example.com", "Ada");
            MappedUser user = with(user(ADA, "Ada"), "eve@example.com");
            user.without("name");
            PagePlan plan = table.plan(user);
            assertThat(plan.write().heldValues(false, table).order()).isEmpty();
            assertThat(failure(plan, 0)).contains("name = 'Ada', email = 'eve@example.com'");
        }

        @Test
        void the_domain_is_the_one_that_is_written() {
            FixedTable table = new FixedTable()
                    .unique("domain", "email")
                    .set("sync-existing", "")
                    .add(8, BOB, "sales", false, "ada@example.com", "Bob")
                    .add(9, EVE, "default", false, "bob@example.com", "Eve");
            PagePlan plan = table.plan(user(ADA, "Ada"), user(UUID.randomUUID().toString(), "Bob"));
            assertThat(names(plan.write().heldValues(false, table).order())).containsExactly("Ada");
            assertThat(failure(plan, 1)).contains("the row id = 9");
        }

        @Test
        void a_mark_that_tells_deleted_rows_is_the_rows_own_or_that_of_a_new_row() {
            FixedTable table = new FixedTable()
                    .column(new Column("status", Types.VARCHAR, "varchar", true))
                    .set("deleted-at-column", "status")
                    .set("deleted-value", "gone")
                    .set("live-value", "here")
                    .unique("email", "status")
                    .set("sync-existing", "")
                    .add(7, ADA, "default", false, "old@example.com", "Ada")
                    .with("status", "gone")
                    .add(8, BOB, "default", false, "ada@example.com", "Bob")
                    .with("status", "gone")
                    .add(9, EVE, "default", false, "zoe@example.com", "Eve")
                    .with("status", "gone");
            PagePlan plan = table.plan(user(ADA, "Ada"), user(UUID.randomUUID().toString(), "Zoe"));
            assertThat(names(plan.write().heldValues(false, table).order())).containsExactly("Zoe");
            assertThat(failure(plan, 0)).contains("the row id = 8", "status = 'gone'");
            PagePlan deleted = table.plan(
                    new SoftDeletePolicy(true, false),
                    user(UUID.randomUUID().toString(), "Zoe", AccountState.DISABLED));
            assertThat(deleted.write().heldValues(false, table).order()).isEmpty();
            assertThat(failure(deleted, 0)).contains("the row id = 9");
        }
    }

    @Test
    void so_many_rows_at_once_are_written_as_a_page_has() {
        PagePlan plan = rows.plan(Stream.iterate(0, i -> i + 1)
                .limit(ROWS_AT_ONCE + 1)
                .map(i -> user(new UUID(1, i).toString(), "User" + i))
                .toArray(MappedUser[]::new));
        assertThat(order(plan)).extracting(piece -> piece.users().size()).containsExactly(ROWS_AT_ONCE, 1);
    }

    @Test
    void a_page_is_to_be_ordered_once_and_only_where_the_table_has_unique_values() {
        PagePlan plan = rows.plan(user(ADA, "Ada"));
        assertThat(plan.write().isToBeOrdered()).isTrue();
        assertThat(order(plan).get(0).isToBeOrdered()).isFalse();
        assertThat(new FixedTable().plan(user(ADA, "Ada")).write().isToBeOrdered())
                .isFalse();
    }

    @Nested
    class A_dry_run {
        private final ForeseenValues foreseen = new ForeseenValues();

        private PagePlan foresee(PagePlan plan) {
            plan.foresee(plan.write().heldValues(true, rows), foreseen);
            return plan;
        }

        @Test
        @Proves("2.27")
        void gives_what_an_earlier_page_has_let_go_of() {
            adaAndBob();
            foresee(rows.plan(with(user(ADA, "Ada"), "lovelace@example.com")));
            assertThat(failure(foresee(rows.plan(with(user(BOB, "Bob"), "ada@example.com"))), 0))
                    .isNull();
        }

        @Test
        void keeps_what_an_earlier_page_has_given() {
            foresee(rows.plan(user(ADA, "Ada")));
            PagePlan plan = foresee(rows.plan(with(user(BOB, "Bob"), "ada@example.com")));
            assertThat(failure(plan, 0))
                    .endsWith("; another user of this run gets email = 'ada@example.com': " + Holder.BETWEEN_USERS);
        }

        @Test
        void keeps_what_a_row_has_that_did_not_change() {
            adaAndBob();
            foresee(rows.plan(user(ADA, "Lovelace").with("email", "ada@example.com")));
            assertThat(failure(foresee(rows.plan(with(user(BOB, "Bob"), "ada@example.com"))), 0))
                    .contains("the row id = 7");
        }

        @Test
        void takes_nothing_from_a_user_who_is_refused() {
            rows.column(new Column("name", Types.VARCHAR, "varchar", true, 3, -1, false));
            adaAndBob();
            PagePlan refused = foresee(rows.plan(with(user(ADA, "Lovelace"), "new@example.com")));
            assertThat(failure(refused, 0)).contains("column name takes 3 characters");
            assertThat(refused.users().get(0).isRefused()).isTrue();
            assertThat(failure(foresee(rows.plan(with(user(BOB, "Bob"), "new@example.com"))), 0))
                    .isNull();
            assertThat(failure(foresee(rows.plan(with(user(BOB, "Bob"), "ada@example.com"))), 0))
                    .contains("the row id = 7");
        }

        @Test
        void refuses_who_wants_what_a_refused_user_of_the_page_keeps() {
            rows.column(new Column("name", Types.VARCHAR, "varchar", true, 3, -1, false));
            adaAndBob();
            PagePlan plan = foresee(rows.plan(
                    with(user(ADA, "Lovelace"), "new@example.com"), with(user(BOB, "Bob"), "ada@example.com")));
            assertThat(failure(plan, 1)).contains("the row id = 7");
        }

        @Test
        void gives_a_row_without_a_user_to_one_user_only() {
            FixedTable table = new FixedTable().add(7, null, "default", false, "ada@example.com", "Ada");
            PagePlan one = table.plan(user(ADA, "Ada"));
            PagePlan other = table.plan(user(BOB, "Ada"));
            one.foresee(one.write().heldValues(true, table), foreseen);
            other.foresee(other.write().heldValues(true, table), foreseen);
            assertThat(failure(one, 0)).isNull();
            assertThat(failure(other, 0)).contains("another user of this run gets the row (id = 7)");
        }

        @Test
        void does_not_take_a_users_own_row_for_one_without_a_user() {
            rows.add(7, ADA, "default", false, "old@example.com", "Ada");
            foreseen.claim(rows.table().canonicalId(7L));
            assertThat(failure(foresee(rows.plan(user(ADA, "Ada"))), 0)).isNull();
        }

        @Test
        void gives_what_disabled_users_let_go_of_only_once_they_are_deleted() {
            rows.set("release-columns", "email");
            adaAndBob();
            PagePlan disabled = rows.plan(new SoftDeletePolicy(true, false), user(ADA, "Ada", AccountState.DISABLED));
            foresee(disabled);
            MappedUser bob = with(user(BOB, "Bob"), "ada@example.com");
            assertThat(failure(foresee(rows.plan(bob)), 0)).contains("the row id = 7");
            foreseen.disabledAreDeleted();
            assertThat(failure(foresee(rows.plan(bob)), 0)).isNull();
        }

        @Test
        void compares_as_a_column_that_ignores_case() {
            rows.column(new Column("email", Types.VARCHAR, "varchar_ignorecase", true))
                    .unique("email");
            foresee(rows.plan(with(user(ADA, "Ada"), "Ada@example.com")));
            assertThat(failure(foresee(rows.plan(with(user(BOB, "Bob"), "ADA@example.com"))), 0))
                    .contains("another user of this run gets");
            PagePlan page = foresee(
                    rows.plan(with(user(BOB, "Bob"), "Bob@example.com"), with(user(EVE, "Eve"), "bob@example.com")));
            assertThat(page.users().get(1).isOutrun()).isTrue();
        }

        @Test
        void passes_the_guard_of_a_dry_run() {
            assertThat(foresee(rows.plan(user(ADA, "Ada"))).guards().isPassed(Guard.UNIQUE_VALUES_FORESEEN))
                    .isTrue();
        }

        @Test
        void gives_a_relinked_row_to_one_user_only() {
            RowPolicy relinking = new RowPolicy(Map.of(), false, true, row -> false);
            FixedTable table =
                    new FixedTable().policy(relinking).add(7, EVE, "default", false, "ada@example.com", "Ada");
            for (String guid : List.of(ADA, BOB)) {
                PageMatches matches = table.matches(user(guid, "Ada"));
                matches.relinkQuestions().forEach(question -> matches.relinkable(question, Set.of()));
                PagePlan plan = PagePlan.of(matches, SoftDeletePolicy.NONE);
                plan.foresee(plan.write().heldValues(true, table), foreseen);
                if (guid.equals(ADA)) {
                    assertThat(failure(plan, 0)).isNull();
                } else {
                    assertThat(failure(plan, 0)).contains("another user of this run gets the row (id = 7)");
                }
            }
        }
    }
}
