package io.github.ldapimport.plan;

import static io.github.ldapimport.testing.FixedTable.ADA;
import static io.github.ldapimport.testing.FixedTable.BOB;
import static io.github.ldapimport.testing.FixedTable.EVE;
import static io.github.ldapimport.testing.FixedTable.user;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.SqlParameterValue;

/** The statements that write a page. */
class PageBatchesTest {
    private static final SoftDeletePolicy DELETING = new SoftDeletePolicy(true, false);

    private final FixedTable rows = new FixedTable();

    private List<SqlBatch> batches(MappedUser... users) {
        return batches(rows.plan(DELETING, users));
    }

    private static List<SqlBatch> batches(PagePlan plan) {
        plan.users()
                .forEach(user -> user.setPasswordHash("hash of " + user.row().name()));
        WriteBatch batch = FixedTable.guarded(plan).write();
        batch.guards().pass(Guard.UNDER_WAY);
        return batch.batches();
    }

    private SqlBatch only(MappedUser user) {
        List<SqlBatch> batches = batches(user);
        assertThat(batches).hasSize(1);
        return batches.get(0);
    }

    @Nested
    class A_row_that_changes {
        @Test
        @Proves("2.4")
        void is_written_only_while_it_still_has_the_users_GUID() {
            rows.add(7, ADA, "default", false, "old@example.com", "Ada");
            SqlBatch batch = only(user(ADA, "Ada"));
            assertThat(batch.sql())
                    .isEqualTo("UPDATE \"users\" SET \"email\" = ?, \"name\" = ?, \"guid\" = ?, \"domain\" = ?,"
                            + " \"updated_at\" = CURRENT_TIMESTAMP WHERE \"id\" = ? AND \"guid\" IN (?, ?)");
            assertThat(batch.parameters())
                    .containsExactly(List.of("ada@example.com", "Ada", ADA, "default", 7L, ADA, ADA));
            assertThat(batch.update()).isTrue();
        }

        @Test
        @Proves("2.2")
        void is_adopted_only_while_no_other_user_has_it() {
            rows.add(7, null, "default", false, "ada@example.com", "Lovelace");
            SqlBatch batch = only(user(ADA, "Ada"));
            assertThat(batch.sql())
                    .endsWith(" WHERE \"id\" = ? AND ((\"guid\" IS NULL OR \"guid\" = '') OR \"guid\" = ?)");
            assertThat(batch.parameters()).containsExactly(List.of("ada@example.com", "Ada", ADA, "default", 7L, ADA));
        }

        @Test
        void is_known_by_the_form_of_the_GUID_that_it_has() {
            rows.add(7, BOB, "default", false, "ada@example.com", "Ada");
            rows.policy(new RowPolicy(Map.of(), false, true, row -> false));
            PageMatches matches = rows.matches(user(ADA, "Ada"));
            matches.relinkQuestions().forEach(question -> matches.relinkable(question, Set.of()));
            SqlBatch batch =
                    batches(PagePlan.of(matches, SoftDeletePolicy.NONE)).get(0);
            assertThat(batch.parameters())
                    .containsExactly(List.of("ada@example.com", "Ada", ADA, "default", 7L, BOB, ADA));
        }

        @Test
        void gets_a_password_only_while_it_has_none() {
            rows.add(7, ADA, "default", false, "ada@example.com", "Ada").with("password", null);
            SqlBatch batch = only(user(ADA, "Ada"));
            assertThat(batch.sql())
                    .contains("\"domain\" = ?, \"password\" = ?, \"updated_at\"")
                    .endsWith(" AND \"guid\" IN (?, ?) AND (\"password\" IS NULL OR \"password\" = '')");
            assertThat(batch.parameters())
                    .containsExactly(List.of("ada@example.com", "Ada", ADA, "default", "hash of Ada", 7L, ADA, ADA));
        }

        @Test
        void has_no_time_of_change_where_the_table_has_no_column_for_it() {
            rows.set("updated-at-column", "").add(7, ADA, "default", false, "old@example.com", "Ada");
            assertThat(only(user(ADA, "Ada")).sql()).doesNotContain("updated_at");
        }
    }

    @Nested
    class A_new_row {
        @Test
        void has_the_users_values_GUID_domain_and_password_and_is_live() {
            SqlBatch batch = only(user(ADA, "Ada"));
            assertThat(batch.sql())
                    .isEqualTo("INSERT INTO \"users\" (\"email\", \"name\", \"guid\", \"domain\", \"password\","
                            + " \"created_at\", \"updated_at\", \"deleted_at\") VALUES (?, ?, ?, ?, ?,"
                            + " CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, NULL)");
            assertThat(batch.parameters())
                    .containsExactly(List.of("ada@example.com", "Ada", ADA, "default", "hash of Ada"));
            assertThat(batch.update()).isFalse();
        }

        @Test
        void of_a_disabled_user_is_deleted_at_once() {
            assertThat(only(user(ADA, "Ada", AccountState.DISABLED)).sql())
                    .endsWith(" CURRENT_TIMESTAMP, CURRENT_TIMESTAMP)");
        }

        @Test
        void has_no_columns_that_the_table_lacks() {
            rows.set("password-column", "")
                    .set("created-at-column", "")
                    .set("updated-at-column", "")
                    .set("deleted-at-column", "");
            SqlBatch batch = only(user(ADA, "Ada"));
            assertThat(batch.sql())
                    .isEqualTo("INSERT INTO \"users\" (\"email\", \"name\", \"guid\", \"domain\") VALUES (?, ?, ?, ?)");
            assertThat(batch.parameters().get(0)).hasSize(4);
        }

        @Test
        void has_a_key_where_the_import_makes_it() {
            rows.set("id-value", "uuid");
            SqlBatch batch = only(user(ADA, "Ada"));
            assertThat(batch.sql()).contains("\"password\", \"id\", \"created_at\"");
            assertThat(batch.parameters().get(0)).hasSize(6).last().isNotNull();
        }
    }

    @Test
    void changes_come_before_new_rows_because_they_may_free_an_address() {
        rows.add(7, BOB, "default", false, "old@example.com", "Bob");
        assertThat(batches(user(ADA, "Ada"), user(BOB, "Bob")))
                .extracting(batch -> batch.sql().substring(0, 6))
                .containsExactly("UPDATE", "INSERT");
    }

    @Test
    void rows_alike_are_written_by_one_statement() {
        rows.add(7, ADA, "default", false, "old@example.com", "Ada").add(8, BOB, "default", false, "x", "Bob");
        assertThat(batches(
                        user(ADA, "Ada"), user(BOB, "Bob"), user(EVE, "Eve"), user(new UUID(1, 1).toString(), "Zoe")))
                .extracting(batch -> batch.parameters().size())
                .containsExactly(2, 2);
    }

    @Test
    void rows_with_other_columns_another_mark_a_password_or_no_GUID_are_written_by_a_statement_each() {
        rows.add(1, ADA, "default", false, "old@example.com", "Ada")
                .add(2, BOB, "default", false, "old@example.com", "Bob")
                .with("password", null)
                .add(3, null, "default", false, "eve@example.com", "x")
                .add(4, new UUID(1, 4).toString(), "default", false, "old@example.com", "Dan");
        MappedUser dan = user(new UUID(1, 4).toString(), "Dan");
        dan.without("name");
        MappedUser[] users = {
            user(ADA, "Ada"),
            user(BOB, "Bob"),
            user(EVE, "Eve"),
            dan,
            user(new UUID(1, 5).toString(), "New"),
            user(new UUID(1, 6).toString(), "Off", AccountState.DISABLED)
        };
        assertThat(batches(users)).hasSize(users.length).allSatisfy(batch -> assertThat(batch.parameters())
                .hasSize(1));
        // those that are written in the order of holders, too
        rows.unique("name");
        PagePlan plan = rows.plan(DELETING, users);
        plan.users().forEach(user -> user.setPasswordHash("x"));
        WriteBatch ordered =
                FixedTable.guarded(plan).write().heldValues(false, rows).order().get(0);
        ordered.guards().pass(Guard.UNDER_WAY);
        assertThat(ordered.batches()).hasSize(users.length);
    }

    @Test
    void in_the_order_of_holders_only_neighbours_share_a_statement() {
        MappedUser[] users = new MappedUser[4];
        for (int i = 0; i < users.length; i++) {
            String guid = new UUID(1, i).toString();
            rows.add(i, guid, "default", false, "old@example.com", "Old" + i);
            users[i] = user(guid, "User" + i);
        }
        users[1].without("email");
        rows.unique("name");
        PagePlan plan = FixedTable.guarded(rows.plan(users));
        WriteBatch ordered = plan.write().heldValues(false, rows).order().get(0);
        ordered.guards().pass(Guard.UNDER_WAY);
        assertThat(ordered.batches())
                .extracting(batch -> batch.parameters().size())
                .containsExactly(1, 1, 2);
    }

    @Test
    void a_value_is_bound_where_it_is_null() {
        rows.add(7, ADA, "default", false, "ada@example.com", "Ada");
        MappedUser user = user(ADA, "Ada");
        MappedUsers.set(user, "email", null);
        assertThat(only(user).parameters().get(0).get(0))
                .isInstanceOfSatisfying(SqlParameterValue.class, value -> assertThat(value.getValue())
                        .isNull());
    }
}
