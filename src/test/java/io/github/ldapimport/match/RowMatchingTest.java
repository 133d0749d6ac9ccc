package io.github.ldapimport.match;

import static io.github.ldapimport.testing.FixedTable.ADA;
import static io.github.ldapimport.testing.FixedTable.BOB;
import static io.github.ldapimport.testing.FixedTable.EVE;
import static io.github.ldapimport.testing.FixedTable.user;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.dialect.Column;
import io.github.ldapimport.ldap.Guid;
import io.github.ldapimport.mapping.MappedUser;
import io.github.ldapimport.mapping.MappedUsers;
import io.github.ldapimport.rows.Relinking;
import io.github.ldapimport.table.StoredGuids;
import io.github.ldapimport.testing.FixedTable;
import io.github.ldapimport.testing.Proves;
import java.sql.Types;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Whose a row is. */
class RowMatchingTest {
    private static final StoredGuids DIGITS = new StoredGuids(true, true, false, true);
    private static final StoredGuids OTHERS = new StoredGuids(true, false, true, true);

    private final FixedTable rows = new FixedTable();

    private List<RowMatch> decided(MappedUser... users) {
        return rows.matches(users).decided();
    }

    private RowMatch only(MappedUser user) {
        return decided(user).get(0);
    }

    private static Object id(RowMatch match) {
        assertThat(match.failure()).isNull();
        return match.row() == null ? null : match.row().id();
    }

    @Nested
    class A_GUID_in_another_form {
        @Test
        void in_capitals_and_braces_is_the_users() {
            rows.stored(DIGITS)
                    .add(7, "{" + ADA.toUpperCase(Locale.ROOT) + "}", "default", false, "x@example.com", "Ada");
            assertThat(id(only(user(ADA, "Ada")))).isEqualTo(7L);
        }

        @Test
        void with_the_bytes_of_Windows_is_the_users() {
            rows.add(7, Guid.swapped(ADA), "default", false, "x@example.com", "Ada");
            assertThat(id(only(user(ADA, "Ada")))).isEqualTo(7L);
        }

        @Test
        void with_blanks_round_it_is_the_users() {
            rows.stored(OTHERS).add(7, " " + ADA + " ", "default", false, "x@example.com", "Ada");
            assertThat(id(only(user(ADA, "Ada")))).isEqualTo(7L);
        }

        @Test
        void is_a_second_row_where_there_is_one_as_it_stands() {
            rows.stored(DIGITS)
                    .add(7, ADA, "default", false, "x@example.com", "Ada")
                    .add(8, ADA.toUpperCase(Locale.ROOT), "default", false, "y@example.com", "Ada");
            assertThat(only(user(ADA, "Ada")).failure()).contains("2 rows", "id = 8, 7");
        }

        @Test
        void is_a_second_row_where_there_is_another_form() {
            rows.stored(DIGITS)
                    .add(7, "{" + ADA + "}", "default", false, "x@example.com", "Ada")
                    .add(8, ADA.toUpperCase(Locale.ROOT), "default", false, "y@example.com", "Ada");
            assertThat(only(user(ADA, "Ada")).failure()).contains("2 rows", "7", "8");
        }

        @Test
        void of_another_domain_stays_as_it_is() {
            rows.stored(DIGITS).add(7, "{" + ADA + "}", "sales", false, "x@example.com", "Ada");
            assertThat(only(user(ADA, "Ada")).failure()).contains("is of the domain 'sales'");
        }

        @Test
        void that_may_be_either_of_two_users_is_neithers() {
            rows.stored(DIGITS).add(7, ADA.toUpperCase(Locale.ROOT), "default", false, "x@example.com", "Ada");
            List<RowMatch> matches = decided(user(ADA, "Ada"), user(Guid.swapped(ADA), "Bob"));
            assertThat(matches).allSatisfy(match -> assertThat(match.failure()).contains("may be that of", "id = 7"));
            assertThat(matches.get(0).failure()).contains("cn=Bob");
            assertThat(matches.get(1).failure()).contains("cn=Ada");
        }

        @Test
        void that_is_the_GUID_of_another_user_as_it_stands_is_that_users() {
            rows.add(7, Guid.swapped(ADA), "default", false, "x@example.com", "Bob");
            List<RowMatch> matches = decided(user(ADA, "Ada"), user(Guid.swapped(ADA), "Bob"));
            assertThat(id(matches.get(0))).isNull();
            assertThat(id(matches.get(1))).isEqualTo(7L);
        }

        @Test
        void is_not_looked_for_in_a_table_without_GUIDs_nor_for_users_who_failed() {
            rows.stored(new StoredGuids(false, false, false, true));
            MappedUser ada = user(ADA, "Ada");
            MappedUsers.setKeys(ada, List.of());
            decided(ada);
            assertThat(rows.asked()).hasSize(1);
            rows.clear().stored(DIGITS);
            decided(user(ADA, "Ada"), user(ADA, "Bob"));
            assertThat(rows.asked()).isEmpty();
        }

        @Test
        void is_looked_for_of_users_with_a_row_only_where_the_table_holds_such_forms() {
            rows.add(7, ADA, "default", false, "x@example.com", "Ada");
            decided(user(ADA, "Ada"));
            assertThat(rows.asked()).hasSize(1);
        }
    }

    @Nested
    class A_domain {
        @Test
        void that_the_column_fills_up_with_blanks_is_the_providers() {
            rows.column(new Column("domain", Types.CHAR, "char", true, 20, -1, false))
                    .add(7, ADA, "default             ", false, "x@example.com", "Ada");
            assertThat(id(only(user(ADA, "Ada")))).isEqualTo(7L);
        }

        @Test
        void that_differs_in_case_is_another() {
            rows.add(7, ADA, "DEFAULT", false, "x@example.com", "Ada");
            assertThat(only(user(ADA, "Ada")).failure()).contains("is of the domain 'DEFAULT'");
        }

        @Test
        void of_another_provider_waits_for_that_ones_answer() {
            rows.policy(new RowPolicy(Map.of("sales", "crm"), false, false, row -> false))
                    .add(7, ADA, "sales", false, "x@example.com", "Ada")
                    .add(8, BOB, "default", false, "b@example.com", "Bob");
            PageMatches matches = rows.matches(user(ADA, "Ada"), user(BOB, "Bob"), user(EVE, "Eve"));
            assertThat(matches.ofNeighbours()).hasSize(1);
            RowMatch open = matches.ofNeighbours().get(0);
            assertThat(open.neighbour()).isEqualTo("crm");
            matches.refuseToAsk(open);
            assertThat(matches.ofNeighbours()).isEmpty();
            RowMatch refused = matches.decided().get(0);
            assertThat(refused.failure()).contains("only the node that runs the import");
            assertThat(refused.isRetriable()).isTrue();
            assertThat(matches.decided().get(1).isRetriable()).isFalse();
        }

        @Test
        void of_another_provider_that_was_not_asked_stays_as_it_is() {
            rows.policy(new RowPolicy(Map.of("sales", "crm"), false, false, row -> false))
                    .add(7, ADA, "sales", false, "x@example.com", "Ada");
            RowMatch match = only(user(ADA, "Ada"));
            assertThat(match.failure()).contains("id = 7", PageMatches.ONE_OF_THE_TWO);
            assertThat(match.isRetriable()).isFalse();
        }
    }

    @Nested
    class Adopted_rows {
        @Test
        @Proves("2.2")
        void are_found_by_one_of_several_addresses() {
            MappedUser ada = user(ADA, "Ada");
            MappedUsers.setKeys(ada, List.of(List.of("a@example.com"), List.of("b@example.com")));
            rows.add(7, null, "default", false, "b@example.com", "Ada");
            assertThat(id(only(ada))).isEqualTo(7L);
        }

        @Test
        void are_one_row_though_two_lookups_find_it() {
            MappedUser ada = user(ADA, "Ada");
            MappedUsers.setKeys(ada, List.of(List.of("a@example.com"), List.of("A@example.com")));
            rows.set("sync-existing", "email~=mail").add(7, null, "default", false, "a@example.com", "Ada");
            assertThat(id(only(ada))).isEqualTo(7L);
        }

        @Test
        void are_none_for_a_user_without_the_value() {
            MappedUser ada = user(ADA, "Ada");
            MappedUsers.setKeys(ada, List.of());
            rows.add(7, null, "default", false, "ada@example.com", "Ada");
            assertThat(id(only(ada))).isNull();
        }

        @Test
        void are_none_whose_value_only_the_database_takes_for_the_users() {
            rows.ignoringCase().add(7, null, "default", false, "ADA@example.com", "Ada");
            assertThat(id(only(user(ADA, "Ada")))).isNull();
        }

        @Test
        void of_a_domain_that_only_the_database_takes_for_the_same_are_left() {
            rows.add(7, null, "DEFAULT", false, "ada@example.com", "Ada");
            assertThat(id(only(user(ADA, "Ada")))).isNull();
        }

        @Test
        void of_no_domain_are_adopted() {
            rows.add(7, null, null, false, "ada@example.com", "Ada");
            assertThat(id(only(user(ADA, "Ada")))).isEqualTo(7L);
        }

        @Test
        void that_a_value_which_the_database_cannot_compare_would_find_fail_its_user_alone() {
            rows.refuse("ada@example.com").add(7, null, "default", false, "bob@example.com", "Bob");
            List<RowMatch> matches = decided(user(ADA, "Ada"), user(BOB, "Bob"));
            assertThat(matches.get(0).failure())
                    .contains("sync-existing cannot look for email = 'ada@example.com'", "no such letter");
            assertThat(id(matches.get(1))).isEqualTo(7L);
        }

        @Test
        void by_a_value_with_a_NUL_character_fail_its_user_alone() {
            MappedUser ada = user(ADA, "Ada");
            MappedUsers.setKeys(ada, List.of(List.of("a\0b")));
            List<RowMatch> matches = decided(ada, user(BOB, "Bob"));
            assertThat(matches.get(0).failure()).contains("NUL character");
            assertThat(id(matches.get(1))).isNull();
        }

        @Test
        void that_an_earlier_user_has_by_GUID_are_not_taken_from_that_user() {
            rows.policy(new RowPolicy(Map.of(), false, true, row -> false))
                    .add(7, ADA, "default", false, "bob@example.com", "Ada");
            PageMatches matches = rows.matches(user(ADA, "Ada"), user(BOB, "Bob"));
            assertThat(matches.relinkQuestions()).isEmpty();
            assertThat(id(matches.decided().get(1))).isNull();
        }
    }

    @Nested
    class Relinked_rows {
        @Test
        void are_none_where_the_directory_has_the_GUID_in_either_form() {
            rows.policy(new RowPolicy(Map.of(), false, true, row -> false))
                    .add(7, EVE, "default", false, "ada@example.com", "Ada");
            PageMatches matches = rows.matches(user(ADA, "Ada"));
            Relinking.Question question = matches.relinkQuestions().get(0);
            assertThat(question.guidVariants()).containsExactly(EVE, Guid.swapped(EVE));
            assertThat(matches.openQuestions()).isEqualTo(1);
            matches.relinkable(question, Set.of(Guid.swapped(EVE)));
            assertThat(matches.openQuestions()).isZero();
            assertThat(id(matches.decided().get(0))).isNull();
        }

        @Test
        void are_asked_for_with_a_few_users_who_are_there() {
            rows.policy(new RowPolicy(Map.of(), false, true, row -> false))
                    .add(7, EVE, "default", false, "user0@example.com", "Ada");
            MappedUser[] users = new MappedUser[Relinking.MAX_WITNESSES + 1];
            for (int i = 0; i < users.length; i++) {
                users[i] = user(new UUID(1, i).toString(), "User" + i);
            }
            assertThat(rows.matches(users).relinkQuestions().get(0).controlGuids())
                    .hasSize(Relinking.MAX_WITNESSES);
        }

        @Test
        void of_no_domain_are_none() {
            rows.policy(new RowPolicy(Map.of(), false, true, row -> false))
                    .add(7, EVE, null, false, "ada@example.com", "Ada");
            assertThat(rows.matches(user(ADA, "Ada")).relinkQuestions()).isEmpty();
        }
    }

    @Test
    void columns_are_read_in_which_users_are_compared_known_protected_and_unique() {
        for (String name : List.of("login", "kind", "title", "town")) {
            rows.column(new Column(name, Types.VARCHAR, "varchar", true));
        }
        rows.set("sync-existing", "login=uid")
                .set("adopt-filter", "kind!=admin")
                .set("insert-attributes", "title=title")
                .unique("title", "town");
        MappedUser ada = user(ADA, "Ada");
        MappedUsers.setKeys(ada, List.of());
        PageTable page = rows.matches(ada).page();
        assertThat(page.columns()).containsExactly("email", "kind", "login", "name", "title", "town");
        assertThat(page.uniqueKeys()).hasSize(1);
        rows.set("sync-existing", "").set("insert-attributes", "");
        assertThat(rows.matches(ada).page().columns()).containsExactly("email", "name");
    }
}
