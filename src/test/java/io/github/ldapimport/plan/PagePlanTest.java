package io.github.ldapimport.plan;

import static io.github.ldapimport.testing.FixedTable.ADA;
import static io.github.ldapimport.testing.FixedTable.BOB;
import static io.github.ldapimport.testing.FixedTable.EVE;
import static io.github.ldapimport.testing.FixedTable.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ldapimport.handover.ForeseenValues;
import io.github.ldapimport.ldap.AccountState;
import io.github.ldapimport.mapping.MappedUser;
import io.github.ldapimport.match.PageMatches;
import io.github.ldapimport.match.RowMatch;
import io.github.ldapimport.match.RowPolicy;
import io.github.ldapimport.rows.Relinking;
import io.github.ldapimport.table.SoftDeletePolicy;
import io.github.ldapimport.testing.FixedTable;
import io.github.ldapimport.testing.Proves;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a page's users and the table's rows make of each other, without routes, directory and database. */
class PagePlanTest {
    private final FixedTable rows = new FixedTable();

    private UserWrite only(MappedUser user) {
        return rows.plan(user).users().get(0);
    }

    private UserChange changeOf(MappedUser user) {
        UserWrite write = only(user);
        assertThat(write.failure()).isNull();
        return write.change();
    }

    @Nested
    class A_row_with_the_users_GUID {
        @Test
        @Proves("2.5")
        void is_kept_where_it_says_the_same() {
            rows.add(7, ADA, "default", false, "ada@example.com", "Ada");
            assertThat(changeOf(user(ADA, "Ada")).action()).isEqualTo(UserChange.Action.KEEP);
        }

        @Test
        @Proves("2.4")
        void gets_the_values_that_differ_and_no_others() {
            rows.add(7, ADA, "default", false, "old@example.com", "Ada");
            UserChange change = changeOf(user(ADA, "Ada"));
            assertThat(change.action()).isEqualTo(UserChange.Action.CHANGE);
            assertThat(change.id()).isEqualTo(7L);
            assertThat(change.changes())
                    .containsExactly(new UserChange.Change("email", "old@example.com", "ada@example.com"));
        }

        @Test
        @Proves("2.1")
        void is_the_users_though_it_is_deleted() {
            rows.add(7, ADA, "default", true, "ada@example.com", "Ada");
            assertThat(changeOf(user(ADA, "Ada")).id()).isEqualTo(7L);
        }

        @Test
        void of_which_there_are_two_changes_neither() {
            rows.add(7, ADA, "default", false, "ada@example.com", "Ada")
                    .add(8, ADA, "default", false, "ada@example.com", "Ada");
            assertThat(only(user(ADA, "Ada")).failure()).contains("2 rows", "id = 7, 8");
        }

        @Test
        @Proves("2.42")
        void of_no_domain_gets_the_providers() {
            rows.add(7, ADA, " ", false, "ada@example.com", "Ada");
            assertThat(changeOf(user(ADA, "Ada")).changes())
                    .extracting(UserChange.Change::column)
                    .containsExactly("domain");
        }

        @Test
        void of_another_domain_stays_as_it_is() {
            rows.add(7, ADA, "sales", false, "ada@example.com", "Ada");
            UserWrite write = only(user(ADA, "Ada"));
            assertThat(write.change().action()).isEqualTo(UserChange.Action.FAIL);
            assertThat(write.failure()).contains("is of the domain 'sales'", "--scope-changed");
        }

        @Test
        void of_any_domain_goes_over_where_a_person_has_said_so() {
            rows.policy(new RowPolicy(Map.of(), true, false, row -> false));
            rows.add(7, ADA, "sales", false, "ada@example.com", "Ada");
            assertThat(changeOf(user(ADA, "Ada")).id()).isEqualTo(7L);
        }

        @Test
        @Proves("2.23")
        void of_another_provider_goes_over_only_where_that_one_was_asked() {
            rows.policy(new RowPolicy(Map.of("sales", "sales"), true, false, row -> false));
            rows.add(7, ADA, "sales", false, "ada@example.com", "Ada");
            assertThat(only(user(ADA, "Ada")).failure()).contains("which the provider sales imports");

            PageMatches matches = rows.matches(user(ADA, "Ada"));
            RowMatch open = matches.ofNeighbours().get(0);
            matches.moved(open);
            UserWrite moved =
                    PagePlan.of(matches, SoftDeletePolicy.NONE).users().get(0);
            assertThat(moved.failure()).isNull();
            assertThat(moved.change().id()).isEqualTo(7L);
        }
    }

    @Nested
    class A_row_without_a_GUID {
        @Test
        @Proves("2.2")
        void is_adopted_where_all_pairs_agree() {
            rows.add(7, null, "default", false, "ada@example.com", "A. Lovelace");
            UserChange change = changeOf(user(ADA, "Ada"));
            assertThat(change.isAdoption()).isTrue();
            assertThat(change.changes()).extracting(UserChange.Change::column).containsExactly("name", "guid");
        }

        @Test
        @Proves("2.2")
        void is_not_looked_for_where_a_row_has_the_GUID() {
            rows.add(6, ADA, "default", false, "ada@example.com", "Ada")
                    .add(7, null, "default", false, "ada@example.com", "Ada");
            assertThat(changeOf(user(ADA, "Ada")).id()).isEqualTo(6L);
            assertThat(rows.asked()).hasSize(1);
        }

        @Test
        void is_left_alone_where_it_was_soft_deleted() {
            rows.add(7, null, "default", true, "ada@example.com", "Ada");
            assertThat(changeOf(user(ADA, "Ada")).action()).isEqualTo(UserChange.Action.IMPORT);
        }

        @Test
        void is_left_alone_where_it_is_of_another_domain() {
            rows.add(7, null, "sales", false, "ada@example.com", "Ada");
            assertThat(changeOf(user(ADA, "Ada")).action()).isEqualTo(UserChange.Action.IMPORT);
        }

        @Test
        @Proves("2.3")
        void is_adopted_by_none_where_another_fits_as_well() {
            rows.add(7, null, "default", false, "ada@example.com", "Ada")
                    .add(8, null, "default", false, "ada@example.com", "Ada");
            assertThat(only(user(ADA, "Ada")).failure()).contains("sync-existing matches 2 rows (id = 7, 8)");
        }

        @Test
        @Proves("2.3")
        void is_adopted_by_one_user_only() {
            rows.add(7, null, "default", false, "ada@example.com", "Ada");
            List<UserWrite> users =
                    rows.plan(user(ADA, "Ada"), user(BOB, "Ada")).users();
            assertThat(users.get(0).change().isAdoption()).isTrue();
            assertThat(users.get(1).failure()).contains("the row of cn=Ada", "who came first");
        }

        @Test
        @Proves("2.32")
        void that_adopt_filter_protects_fails_the_user() {
            rows.set("adopt-filter", "name!=root");
            rows.add(7, null, "default", false, "ada@example.com", "root");
            assertThat(only(user(ADA, "Ada")).failure()).contains("id = 7", "protects");
        }

        @Test
        void that_an_earlier_user_of_a_dry_run_would_have_is_not_adopted_again() {
            ForeseenValues foreseen = new ForeseenValues();
            foreseen.claim(rows.table().canonicalId(7L));
            rows.policy(new RowPolicy(Map.of(), false, false, foreseen::isClaimed));
            rows.add(7, null, "default", false, "ada@example.com", "Ada");
            assertThat(changeOf(user(ADA, "Ada")).action()).isEqualTo(UserChange.Action.IMPORT);
        }
    }

    @Nested
    class A_row_with_another_GUID {
        @Test
        void is_left_alone() {
            rows.add(7, EVE, "default", false, "ada@example.com", "Ada");
            assertThat(changeOf(user(ADA, "Ada")).action()).isEqualTo(UserChange.Action.IMPORT);
        }

        @Test
        void is_relinked_only_where_the_directory_does_not_have_that_GUID() {
            rows.policy(new RowPolicy(Map.of(), false, true, row -> false));
            rows.add(7, EVE, "default", false, "ada@example.com", "Ada");
            assertThat(relinked(Set.of(EVE)).action()).isEqualTo(UserChange.Action.IMPORT);
            UserChange change = relinked(Set.of());
            assertThat(change.isRelinked()).isTrue();
            assertThat(change.formerGuid()).isEqualTo(EVE);
        }

        private UserChange relinked(Set<String> there) {
            PageMatches matches = rows.matches(user(ADA, "Ada"));
            for (Relinking.Question question : matches.relinkQuestions()) {
                assertThat(question.controlGuids()).containsExactly(ADA);
                matches.relinkable(question, there);
            }
            return PagePlan.of(matches, SoftDeletePolicy.NONE).changes().get(0);
        }

        @Test
        void makes_no_plan_while_the_directory_was_not_asked() {
            rows.policy(new RowPolicy(Map.of(), false, true, row -> false));
            rows.add(7, EVE, "default", false, "ada@example.com", "Ada");
            PageMatches matches = rows.matches(user(ADA, "Ada"));
            assertThatThrownBy(() -> PagePlan.of(matches, SoftDeletePolicy.NONE))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("recordLookup");
        }

        @Test
        void of_a_user_of_the_same_page_is_not_relinked() {
            rows.policy(new RowPolicy(Map.of(), false, true, row -> false));
            rows.add(7, EVE, "default", false, "ada@example.com", "Ada");
            assertThat(rows.matches(user(EVE, "Ada"), user(ADA, "Ada")).relinkQuestions())
                    .isEmpty();
        }
    }

    @Nested
    class A_user {
        @Test
        void without_a_row_gets_a_new_one() {
            UserChange change = changeOf(user(ADA, "Ada"));
            assertThat(change.action()).isEqualTo(UserChange.Action.IMPORT);
            assertThat(change.values())
                    .containsExactlyInAnyOrderEntriesOf(Map.of("name", "Ada", "email", "ada@example.com"));
        }

        @Test
        @Proves("2.8")
        void whose_GUID_another_entry_has_fails_with_that_entry() {
            assertThat(rows.plan(user(ADA, "Ada"), user(ADA, "Bob"), user(BOB, "Eve"))
                            .users())
                    .extracting(UserWrite::failure)
                    .satisfiesExactly(
                            failure -> assertThat(failure).contains("cn=Bob"),
                            failure -> assertThat(failure).contains("cn=Ada"),
                            failure -> assertThat(failure).isNull());
        }

        @Test
        void whose_step_set_a_column_of_the_import_itself_fails() {
            assertThat(only(user(ADA, "Ada").with("guid", BOB)).failure()).contains("guid", "writes itself");
        }

        @Test
        void whose_step_set_a_column_that_is_not_there_fails() {
            assertThat(only(user(ADA, "Ada").with("no_such", "x")).failure()).contains("no_such");
        }

        @Test
        void whose_account_is_disabled_is_deleted_at_the_end_of_the_run_or_as_a_new_row_at_once() {
            rows.add(7, ADA, "default", false, "ada@example.com", "Ada");
            SoftDeletePolicy deleting = new SoftDeletePolicy(true, false);
            List<UserChange> changes = PagePlan.of(
                            rows.matches(
                                    user(ADA, "Ada", AccountState.DISABLED), user(BOB, "Bob", AccountState.DISABLED)),
                            deleting)
                    .changes();
            assertThat(changes.get(0).mark()).isEqualTo(SoftDeletePolicy.Mark.NONE);
            assertThat(changes.get(0).later()).isEqualTo(SoftDeletePolicy.Mark.DELETE);
            assertThat(changes.get(1).mark()).isEqualTo(SoftDeletePolicy.Mark.DELETE);
            assertThat(changes.get(1).later()).isEqualTo(SoftDeletePolicy.Mark.NONE);
        }
    }

    @Test
    void a_page_asks_for_all_users_at_once() {
        rows.plan(user(ADA, "Ada"));
        int ofOne = rows.asked().size();
        rows.asked().clear();
        rows.plan(user(ADA, "Ada"), user(BOB, "Bob"));
        assertThat(rows.asked()).hasSize(ofOne);
    }

    @Test
    void what_becomes_of_a_change_leaves_the_change_as_it_is() {
        rows.add(7, ADA, "default", false, "old@example.com", "Ada");
        PagePlan plan = rows.plan(user(ADA, "Ada"));
        UserChange change = plan.changes().get(0);
        plan.users().get(0).refuse("the database says no");
        assertThat(plan.changes()).containsExactly(change);
        assertThat(change.changes()).hasSize(1);
        assertThatThrownBy(() -> change.values().put("name", "Eve")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> change.changes().clear()).isInstanceOf(UnsupportedOperationException.class);
    }
}
