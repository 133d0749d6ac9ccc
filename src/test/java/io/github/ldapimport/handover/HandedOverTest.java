package io.github.ldapimport.handover;

import static io.github.ldapimport.testing.FixedTable.ADA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.ldapimport.dialect.Column;
import io.github.ldapimport.handover.WriteOrder.Claim;
import io.github.ldapimport.sql.Lookup;
import io.github.ldapimport.sql.SqlBatch;
import io.github.ldapimport.table.UniqueKey;
import io.github.ldapimport.testing.FixedTable;
import io.github.ldapimport.testing.Proves;
import java.nio.ByteBuffer;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.SqlParameterValue;

/** A unique value that goes from one row to another. */
class HandedOverTest {
    private static final int WANTS_AT_ONCE = 200;
    private static final Column EMAIL = new Column("email", Types.VARCHAR, "varchar", true);
    private static final Column LOGIN = new Column("login", Types.VARCHAR, "varchar", false, 20, -1, false);
    private static final UniqueKey BY_EMAIL = new UniqueKey(List.of(EMAIL), "", "");

    @Nested
    class A_row_that_holds_it {
        private final Want want = new Want(0, 0, BY_EMAIL, List.of("ada@example.com"));

        private static Holder holder(Object label, int isDeleted, Object domain, int hasGuid) {
            Map<String, Object> result = new HashMap<>();
            result.put("row_id", 7L);
            result.put("row_label", label);
            result.put("row_is_deleted", isDeleted);
            result.put("row_domain", domain);
            result.put("row_has_guid", hasGuid);
            return Holder.of(result);
        }

        @Test
        void is_named_with_its_state_and_domain() {
            assertThat(holder("Ada", 0, "default   ", 1).holding(want))
                    .isEqualTo("the row id = 7 ('Ada') has email = 'ada@example.com' (a live row, of domain default)");
            assertThat(holder(" ", 1, " ", 0).holding(want))
                    .isEqualTo("the row id = 7 has email = 'ada@example.com' and is soft-deleted (of no domain)");
            assertThat(holder(null, 0, null, 0).holding(want)).contains("id = 7 has", "of no domain");
        }

        @Test
        void of_no_directory_user_is_to_be_adopted_where_it_is_live() {
            assertThat(holder(null, 0, null, 0).remedy("default")).contains("sync-existing");
            assertThat(holder(null, 1, null, 0).remedy("default"))
                    .contains("empty the column there")
                    .doesNotContain("relink");
        }

        @Test
        void of_another_domain_is_that_ones() {
            assertThat(holder(null, 0, "sales", 1).remedy("default")).contains("another domain's");
            assertThat(holder(null, 0, null, 1).remedy("default")).contains("another domain's");
        }

        @Test
        void of_a_former_GUID_is_to_be_relinked() {
            assertThat(holder(null, 0, "default", 1).remedy("default"))
                    .isEqualTo(Holder.BETWEEN_USERS)
                    .contains("--relink", "--delete-missing");
            assertThat(holder(null, 1, "default", 1).remedy("default")).contains("--relink with --restore");
        }
    }

    @Nested
    class Foreseen {
        private final ForeseenValues foreseen = new ForeseenValues();
        private final UniqueKey byLogin = new UniqueKey(List.of(LOGIN), "", "");
        private final UniqueKey byBoth = new UniqueKey(List.of(EMAIL, LOGIN), "", "");

        @Test
        void a_value_is_taken_of_its_own_key_only() {
            foreseen.take(BY_EMAIL, List.of("ada"));
            assertThat(foreseen.isTaken(BY_EMAIL, List.of("ada"))).isTrue();
            assertThat(foreseen.isTaken(BY_EMAIL, List.of("bob"))).isFalse();
            assertThat(foreseen.isTaken(byLogin, List.of("ada"))).isFalse();
            assertThat(foreseen.isTaken(new UniqueKey(List.of(EMAIL), "lower", ""), List.of("ada")))
                    .isFalse();
            assertThat(foreseen.isTaken(new UniqueKey(List.of(EMAIL), "", "live"), List.of("ada")))
                    .isFalse();
        }

        @Test
        void values_of_several_columns_are_told_apart() {
            foreseen.take(byBoth, List.of("ab", "c"));
            assertThat(foreseen.isTaken(byBoth, List.of("a", "bc"))).isFalse();
            assertThat(foreseen.isTaken(byBoth, List.of("ab", "c"))).isTrue();
        }

        @Test
        void a_row_lets_go_of_one_key_only() {
            foreseen.release(BY_EMAIL, 7L);
            assertThat(foreseen.isReleased(BY_EMAIL, 7L)).isTrue();
            assertThat(foreseen.isReleased(BY_EMAIL, 8L)).isFalse();
            assertThat(foreseen.isReleased(byLogin, 7L)).isFalse();
        }

        @Test
        void keys_of_bytes_are_told_apart_by_what_they_hold() {
            foreseen.claim(ByteBuffer.wrap(new byte[] {1, 2}));
            assertThat(foreseen.isClaimed(ByteBuffer.wrap(new byte[] {1, 2}))).isTrue();
            assertThat(foreseen.isClaimed(ByteBuffer.wrap(new byte[] {1, 3}))).isFalse();
            ByteBuffer key = ByteBuffer.wrap(new byte[] {1, 2});
            foreseen.isClaimed(key);
            assertThat(key.remaining()).isEqualTo(2);
        }

        @Test
        void a_row_that_is_deleted_lets_go_of_what_is_released_alone() {
            FixedTable table = new FixedTable()
                    .set("release-columns", "email")
                    .unique("email")
                    .unique("name");
            UniqueKey byName = table.table().uniqueKeys(List.of("name")).get(0);
            foreseen.releaseAll(table.table(), 7L);
            Object id = table.table().canonicalId(7L);
            assertThat(foreseen.isReleased(BY_EMAIL, id)).isTrue();
            assertThat(foreseen.isReleased(byName, id)).isFalse();
        }
    }

    @Nested
    class A_lookup {
        private final FixedTable table = new FixedTable()
                .add(7, ADA, "default", false, "ada@example.com", "Ada")
                .add(8, null, "default", true, "bob@example.com", "Bob");

        private List<Want> wants(UniqueKey key, int count) {
            List<Want> wants = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                wants.add(new Want(i, i, key, List.of("user" + i + "@example.com")));
            }
            return wants;
        }

        @Test
        void asks_for_so_many_values_at_once() {
            UniqueStatements statements = new UniqueStatements(table.table());
            assertThat(statements.selectHolders(wants(BY_EMAIL, WANTS_AT_ONCE))).hasSize(1);
            List<Lookup<Want>> two = statements.selectHolders(wants(BY_EMAIL, WANTS_AT_ONCE + 1));
            assertThat(two)
                    .extracting(lookup -> lookup.statement().parameters().size())
                    .containsExactly(WANTS_AT_ONCE, 1);
        }

        @Test
        void names_the_row_that_holds_each() {
            Lookup<Want> lookup = new UniqueStatements(table.table())
                    .selectHolders(List.of(
                            new Want(0, 0, BY_EMAIL, List.of("bob@example.com")),
                            new Want(1, 1, BY_EMAIL, List.of("ada@example.com"))))
                    .get(0);
            table.look(lookup);
            assertThat(lookup.rows())
                    .extracting(row -> row.get("row_want"), row -> row.get("row_id"))
                    .containsExactly(tuple(0, 8L), tuple(1, 7L));
            assertThat(Holder.of(lookup.rows().get(0)).isDeleted()).isTrue();
            assertThat(Holder.of(lookup.rows().get(1)).hasGuid()).isTrue();
        }

        @Test
        void compares_as_the_key_does() {
            UniqueStatements statements = new UniqueStatements(table.table());
            assertThat(statements
                            .selectHolders(wants(new UniqueKey(List.of(EMAIL), "lower", ""), 1))
                            .get(0)
                            .statement()
                            .sql())
                    .endsWith(" WHERE lower(\"email\") = lower(?)");
            assertThat(statements
                            .selectHolders(wants(new UniqueKey(List.of(EMAIL), "", "deleted_at IS NULL"), 1))
                            .get(0)
                            .statement()
                            .sql())
                    .endsWith(" WHERE \"email\" = ? AND (deleted_at IS NULL)");
        }

        @Test
        void names_no_row_and_no_deletion_where_the_table_has_neither() {
            table.set("deleted-at-column", "").set("sync-attributes", "");
            assertThat(new UniqueStatements(table.table())
                            .selectHolders(wants(BY_EMAIL, 1))
                            .get(0)
                            .statement()
                            .sql())
                    .contains("NULL AS row_label", "0 AS row_is_deleted");
        }
    }

    @Nested
    class Rows_of_a_ring {
        private final FixedTable table = new FixedTable().column(LOGIN);
        private final UniqueKey byLogin = new UniqueKey(List.of(LOGIN), "", "");

        private List<SqlBatch> park(Giver... ring) {
            return new UniqueStatements(table.table()).park(List.of(ring));
        }

        @Test
        void park_one_column_of_each_key_that_their_update_sets_again() {
            UniqueKey byBoth = new UniqueKey(List.of(EMAIL, LOGIN), "", "");
            List<SqlBatch> batches = park(new Giver(7L, Set.of("login"), List.of(byBoth)));
            assertThat(batches).singleElement().satisfies(batch -> {
                assertThat(batch.sql()).isEqualTo("UPDATE \"users\" SET \"login\" = ? WHERE \"id\" = ?");
                assertThat(batch.update()).isTrue();
                assertThat(batch.parameters().get(0)).hasSize(2).endsWith(7L);
                assertThat(batch.parameters().get(0).get(0)).isInstanceOf(String.class);
            });
        }

        @Test
        void park_NULL_where_the_column_takes_it() {
            assertThat(park(new Giver(7L, Set.of("email"), List.of(BY_EMAIL)))
                            .get(0)
                            .parameters()
                            .get(0)
                            .get(0))
                    .isInstanceOfSatisfying(SqlParameterValue.class, value -> assertThat(value.getValue())
                            .isNull());
        }

        @Test
        void that_give_nothing_up_that_they_write_are_left_alone() {
            assertThat(park(new Giver(7L, Set.of("name"), List.of(BY_EMAIL)))).isEmpty();
        }

        @Test
        void with_the_same_columns_share_a_statement() {
            List<SqlBatch> batches = park(
                    new Giver(7L, Set.of("email"), List.of(BY_EMAIL)),
                    new Giver(8L, Set.of("email"), List.of(BY_EMAIL)),
                    new Giver(9L, Set.of("email", "login"), List.of(BY_EMAIL, byLogin)));
            assertThat(batches).extracting(batch -> batch.parameters().size()).containsExactly(2, 1);
            assertThat(batches.get(1).sql()).contains("SET \"email\" = ?, \"login\" = ? WHERE");
        }
    }

    @Nested
    class In_order {
        @Test
        @Proves("2.27")
        void who_wants_what_is_kept_is_blocked_with_all_who_wait() {
            WriteOrder order = WriteOrder.of(
                    3,
                    List.of(
                            new Claim(0, "a", 1),
                            new Claim(1, "b", WriteOrder.KEPT),
                            new Claim(2, "c", WriteOrder.FREE)));
            assertThat(order.blocked()).containsExactlyInAnyOrder(0, 1);
            assertThat(order.outrun()).isEmpty();
            assertThat(order.units()).containsExactly(List.of(2));
        }

        @Test
        @Proves("2.27")
        void who_comes_later_is_outrun_with_all_who_wait() {
            WriteOrder order = WriteOrder.of(
                    3,
                    List.of(
                            new Claim(0, "a", WriteOrder.FREE),
                            new Claim(1, "a", WriteOrder.FREE),
                            new Claim(2, "b", 1)));
            assertThat(order.units()).containsExactly(List.of(0));
            assertThat(order.outrun()).containsExactlyInAnyOrder(1, 2);
        }

        @Test
        @Proves("2.27")
        void a_ring_beside_a_chain_is_a_unit_of_its_own() {
            WriteOrder order = WriteOrder.of(
                    4,
                    List.of(
                            new Claim(0, "a", 1),
                            new Claim(1, "b", 0),
                            new Claim(2, "c", 0),
                            new Claim(3, "d", WriteOrder.FREE)));
            assertThat(order.units()).containsExactly(List.of(0, 1), List.of(2), List.of(3));
        }
    }
}
