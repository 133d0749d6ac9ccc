package io.github.ldapimport.plan;

import static io.github.ldapimport.testing.FixedTable.ADA;
import static io.github.ldapimport.testing.FixedTable.user;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.dialect.Column;
import io.github.ldapimport.handover.ForeseenValues;
import io.github.ldapimport.ldap.AccountState;
import io.github.ldapimport.mapping.MappedUser;
import io.github.ldapimport.mapping.MappedUsers;
import io.github.ldapimport.table.SoftDeletePolicy;
import io.github.ldapimport.table.SoftDeletePolicy.Mark;
import io.github.ldapimport.table.StoredGuids;
import io.github.ldapimport.testing.FixedTable;
import java.sql.Types;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** An entry side by side with its row. */
class RowComparisonTest {
    private static final SoftDeletePolicy BOTH = new SoftDeletePolicy(true, true);

    private final FixedTable rows = new FixedTable();

    private UserChange change(MappedUser user) {
        UserWrite write = rows.plan(BOTH, user).users().get(0);
        assertThat(write.failure()).isNull();
        return write.change();
    }

    private static MappedUser withAnyOf(Object... addresses) {
        MappedUser user = user(ADA, "Ada");
        MappedUsers.setAnyOf(user, "email", addresses);
        return user;
    }

    @Nested
    class Of_several_values_without_order {
        @Test
        void the_one_that_the_row_has_stays() {
            rows.add(7, ADA, "default", false, "b@example.com", "Ada");
            UserChange change = change(withAnyOf("a@example.com", "b@example.com", "c@example.com"));
            assertThat(change.action()).isEqualTo(UserChange.Action.KEEP);
            assertThat(change.values()).containsEntry("email", "b@example.com");
        }

        @Test
        void the_first_comes_where_the_row_has_none_of_them() {
            rows.add(7, ADA, "default", false, "old@example.com", "Ada");
            assertThat(change(withAnyOf("a@example.com", "b@example.com")).values())
                    .containsEntry("email", "a@example.com");
        }

        @Test
        void the_first_comes_where_the_row_has_nothing() {
            rows.add(7, ADA, "default", false, null, "Ada");
            assertThat(change(withAnyOf("a@example.com", "b@example.com")).values())
                    .containsEntry("email", "a@example.com");
        }
    }

    @Nested
    class A_released_column {
        private FixedTable released(boolean deleted, String email) {
            return rows.set("release-columns", "email").add(7, ADA, "default", deleted, email, "Ada");
        }

        @Test
        void of_a_deleted_row_stays_empty() {
            released(true, null);
            UserChange change = change(user(ADA, "Ada", AccountState.UNKNOWN));
            assertThat(change.action()).isEqualTo(UserChange.Action.KEEP);
            assertThat(change.values()).containsOnlyKeys("name");
            assertThat(change.later()).isEqualTo(Mark.NONE);
        }

        @Test
        void comes_back_when_the_row_is_restored_and_not_before() {
            released(true, null);
            PagePlan plan = rows.plan(BOTH, user(ADA, "Ada"));
            UserChange change = plan.changes().get(0);
            assertThat(change.later()).isEqualTo(Mark.RESTORE);
            assertThat(change.changes()).isEmpty();
            assertThat(change.valuesWhenRestored()).isEqualTo(Map.of("email", "ada@example.com"));
            assertThat(plan.bringsBackValues()).isTrue();
            assertThat(plan.users().get(0).accountChange().valuesWhenRestored())
                    .isEqualTo(Map.of("email", "ada@example.com"));
            assertThat(plan.users().get(0).accountChange().isOtherwiseSame()).isTrue();
        }

        @Test
        void that_the_deleted_row_still_has_needs_no_bringing_back() {
            released(true, "ada@example.com");
            PagePlan plan = rows.plan(BOTH, user(ADA, "Ada"));
            assertThat(plan.changes().get(0).valuesWhenRestored()).isEmpty();
            assertThat(plan.bringsBackValues()).isFalse();
        }

        @Test
        void of_a_row_that_is_about_to_be_deleted_stays_until_then() {
            released(false, "old@example.com");
            UserChange change = change(user(ADA, "Ada", AccountState.DISABLED));
            assertThat(change.later()).isEqualTo(Mark.DELETE);
            assertThat(change.changes()).isEmpty();
            assertThat(change.valuesWhenRestored()).isEmpty();
        }

        @Test
        void of_a_new_row_that_is_deleted_at_once_is_empty() {
            rows.set("release-columns", "email");
            UserChange change = change(user(ADA, "Ada", AccountState.DISABLED));
            assertThat(change.mark()).isEqualTo(Mark.DELETE);
            assertThat(change.values()).containsEntry("email", null).containsEntry("name", "Ada");
        }

        @Test
        void of_a_live_row_is_written_as_any() {
            released(false, "old@example.com");
            assertThat(change(user(ADA, "Ada")).values()).containsEntry("email", "ada@example.com");
        }
    }

    @Test
    void the_date_stays_where_the_table_has_no_column_for_it() {
        rows.set("deleted-at-column", "").add(7, ADA, "default", false, "ada@example.com", "Ada");
        assertThat(change(user(ADA, "Ada", AccountState.DISABLED)).later()).isEqualTo(Mark.NONE);
    }

    @Test
    void a_value_that_the_column_takes_for_the_same_is_no_change() {
        rows.column(new Column("email", Types.CHAR, "char", true, 40, -1, false))
                .add(7, ADA, "default", false, "ada@example.com     ", "Ada");
        assertThat(change(user(ADA, "Ada")).action()).isEqualTo(UserChange.Action.KEEP);
    }

    @Test
    void a_GUID_in_another_form_is_written_as_the_directory_gives_it() {
        rows.stored(new StoredGuids(true, true, true, true))
                .add(7, "{" + ADA.toUpperCase(Locale.ROOT) + "}", "default", false, "ada@example.com", "Ada");
        UserChange change = change(user(ADA, "Ada"));
        assertThat(change.changes())
                .containsExactly(new UserChange.Change("guid", "{" + ADA.toUpperCase(Locale.ROOT) + "}", ADA));
        assertThat(change.isAdoption()).isFalse();
    }

    @Test
    void a_domain_that_the_column_fills_up_with_blanks_is_the_same() {
        rows.column(new Column("domain", Types.CHAR, "char", true, 20, -1, false))
                .add(7, ADA, "default             ", false, "ada@example.com", "Ada");
        assertThat(change(user(ADA, "Ada")).action()).isEqualTo(UserChange.Action.KEEP);
    }

    @Test
    void a_row_without_a_password_is_written_though_nothing_else_changes() {
        rows.add(7, ADA, "default", false, "ada@example.com", "Ada").with("password", null);
        UserChange change = change(user(ADA, "Ada"));
        assertThat(change.action()).isEqualTo(UserChange.Action.CHANGE);
        assertThat(change.changes()).isEmpty();
    }

    @Test
    void what_a_new_row_alone_gets_leaves_a_row_that_is_there_as_it_is() {
        rows.set("insert-attributes", "title=title").column(new Column("title", Types.VARCHAR, "varchar", true));
        MappedUser user = user(ADA, "Ada");
        MappedUsers.setInserted(user, "title", "Countess");
        assertThat(change(user).values()).containsEntry("title", "Countess");
        rows.add(7, ADA, "default", false, "ada@example.com", "Ada");
        assertThat(change(user).values()).doesNotContainKey("title");
    }

    @Test
    void a_value_that_a_column_cannot_hold_fails_the_user_alone() {
        rows.column(new Column("name", Types.INTEGER, "integer", true));
        MappedUser seven = user(FixedTable.BOB, "7");
        List<UserWrite> users = rows.plan(user(ADA, "Ada"), seven).users();
        assertThat(users.get(0).failure()).contains("column name (integer) cannot hold 'Ada'");
        assertThat(users.get(0).change().action()).isEqualTo(UserChange.Action.FAIL);
        assertThat(users.get(1).failure()).isNull();
    }

    @Nested
    class A_dry_run_refuses {
        private String failure(MappedUser user) {
            PagePlan plan = rows.plan(user);
            plan.foresee(plan.write().heldValues(true, rows), new ForeseenValues());
            return plan.users().get(0).failure();
        }

        private MappedUser withoutAddress() {
            MappedUser user = user(ADA, "Ada");
            MappedUsers.set(user, "email", null);
            return user;
        }

        @Test
        void a_row_that_lacks_a_value_in_a_column_that_takes_no_NULL() {
            rows.column(new Column("email", Types.VARCHAR, "varchar", false));
            assertThat(failure(withoutAddress()))
                    .isEqualTo("column email takes no NULL, and the entry has no value for it");
            assertThat(failure(user(ADA, "Ada"))).isNull();
        }

        @Test
        void a_row_whose_value_is_longer_than_its_column() {
            rows.column(new Column("name", Types.VARCHAR, "varchar", true, 2, -1, false));
            assertThat(failure(user(ADA, "Ada"))).isEqualTo("column name takes 2 characters, and 'Ada' has 3");
            assertThat(failure(user(ADA, "Al"))).isNull();
        }

        @Test
        void no_row_that_is_not_written() {
            rows.column(new Column("name", Types.VARCHAR, "varchar", true, 2, -1, false))
                    .add(7, ADA, "default", false, "ada@example.com", "Ada");
            assertThat(failure(user(ADA, "Ada"))).isNull();
        }

        @Test
        void no_empty_column_that_takes_NULL() {
            assertThat(failure(withoutAddress())).isNull();
        }
    }
}
