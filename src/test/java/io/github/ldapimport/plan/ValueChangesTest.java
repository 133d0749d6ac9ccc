package io.github.ldapimport.plan;

import static io.github.ldapimport.testing.FixedTable.ADA;
import static io.github.ldapimport.testing.FixedTable.BOB;
import static io.github.ldapimport.testing.FixedTable.EVE;
import static io.github.ldapimport.testing.FixedTable.user;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.mapping.MappedUser;
import io.github.ldapimport.mapping.MappedUsers;
import io.github.ldapimport.testing.FixedTable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a page does to values that are there, as the limits count it. */
class ValueChangesTest {
    private static final int EMAIL = 0;
    private static final int NAME = 1;

    private final FixedTable rows = new FixedTable();

    private ValueChanges of(MappedUser... users) {
        return rows.plan(users).valueChanges();
    }

    private static MappedUser withoutAddress(String guid, String name) {
        MappedUser user = user(guid, name);
        MappedUsers.set(user, "email", null);
        return user;
    }

    private static Uniform replacing(int texts, String by) {
        Uniform uniform = new Uniform();
        for (int i = 0; i < texts; i++) {
            uniform.add(new UserChange.Change("email", "user" + i, by));
        }
        return uniform;
    }

    @Test
    void a_row_that_stays_as_it_is_keeps_all_it_has_and_is_not_changed() {
        rows.add(7, ADA, "default", false, "ada@example.com", "Ada");
        ValueChanges changes = of(user(ADA, "Ada"));
        assertThat(changes.columns()).containsExactly("email", "name");
        assertThat(changes.kept(EMAIL)).isEqualTo(1);
        assertThat(changes.kept(NAME)).isEqualTo(1);
        assertThat(changes.changed()).isEmpty();
        assertThat(changes.uniform()).isEmpty();
        assertThat(changes.isAnyEmptied()).isFalse();
    }

    @Test
    void a_value_that_goes_is_emptied_and_the_others_of_its_row_are_kept() {
        rows.add(7, ADA, "default", false, "ada@example.com", "Ada");
        ValueChanges changes = of(withoutAddress(ADA, "Ada"));
        assertThat(changes.isAnyEmptied()).isTrue();
        assertThat(changes.emptied()).containsOnlyKeys("email");
        assertThat(changes.kept(EMAIL)).isZero();
        assertThat(changes.kept(NAME)).isEqualTo(1);
        assertThat(changes.changed()).hasSize(1);
    }

    @Test
    void the_empty_text_is_no_value_before_nor_after() {
        rows.add(7, ADA, "default", false, "", "Ada").add(8, BOB, "default", false, "bob@example.com", "Bob");
        MappedUser bob = user(BOB, "Bob");
        MappedUsers.set(bob, "email", "");
        ValueChanges changes = of(withoutAddress(ADA, "Ada"), bob);
        assertThat(changes.emptied().get("email")).extracting(UserChange::id).containsExactly(8L);
        assertThat(changes.kept(EMAIL)).isZero();
    }

    @Test
    void another_value_in_place_of_one_is_kept_and_its_row_is_changed() {
        rows.add(7, ADA, "default", false, "old@example.com", "Ada");
        ValueChanges changes = of(user(ADA, "Ada"));
        assertThat(changes.kept(EMAIL)).isEqualTo(1);
        assertThat(changes.changed()).hasSize(1);
        assertThat(changes.uniform().get("email").by()).isEqualTo("ada@example.com");
    }

    @Test
    void a_column_that_the_user_does_not_name_is_kept() {
        rows.add(7, ADA, "default", false, "ada@example.com", "Lovelace");
        MappedUser user = user(ADA, "Ada");
        user.without("email");
        ValueChanges changes = of(user);
        assertThat(changes.kept(EMAIL)).isEqualTo(1);
        assertThat(changes.isAnyEmptied()).isFalse();
    }

    @Test
    void a_row_that_joins_the_domain_is_counted_with_what_it_brings() {
        rows.add(7, ADA, " ", false, "ada@example.com", "Ada")
                .add(8, BOB, "default", false, null, "Bob")
                .add(9, EVE, null, false, null, "Eve");
        ValueChanges changes = of(user(ADA, "Ada"), user(BOB, "Bob"), user(EVE, "Eve"));
        assertThat(changes.joining()).isEqualTo(2);
        assertThat(changes.joining(EMAIL)).isEqualTo(1);
        assertThat(changes.joining(NAME)).isEqualTo(2);
        assertThat(changes.uniform()).containsOnlyKeys("email");
    }

    @Test
    void users_without_a_row_and_users_who_fail_count_for_nothing() {
        rows.add(7, EVE, "sales", false, "eve@example.com", "Eve");
        ValueChanges changes = of(user(ADA, "Ada"), user(EVE, "Adam"));
        assertThat(changes.kept(EMAIL)).isZero();
        assertThat(changes.changed()).isEmpty();
        assertThat(changes.joining()).isZero();
    }

    @Nested
    class Texts_that_become_one_and_the_same {
        @Test
        void are_noticed_from_two_on() {
            assertThat(replacing(1, "mail").isAny()).isFalse();
            assertThat(replacing(2, "mail").isAny()).isTrue();
        }

        @Test
        void are_too_many_beyond_the_limit_and_not_at_it() {
            assertThat(replacing(Uniform.MAX_REPLACED, "mail").isTooMany()).isFalse();
            assertThat(replacing(Uniform.MAX_REPLACED + 1, "mail").isTooMany()).isTrue();
        }

        @Test
        void are_counted_once_where_they_were_the_same_before() {
            Uniform uniform = new Uniform();
            for (int i = 0; i <= Uniform.MAX_REPLACED; i++) {
                uniform.add(new UserChange.Change("email", "one", "mail"));
            }
            assertThat(uniform.isAny()).isFalse();
        }

        @Test
        void are_none_once_one_becomes_another() {
            Uniform uniform = replacing(Uniform.MAX_REPLACED + 1, "mail");
            uniform.add(new UserChange.Change("email", "ada", "ada@example.com"));
            uniform.add(new UserChange.Change("email", "bob", "ada@example.com"));
            assertThat(uniform.isAny()).isFalse();
            assertThat(uniform.isTooMany()).isFalse();
        }

        @Test
        void are_counted_over_pages() {
            Uniform all = replacing(Uniform.MAX_REPLACED, "mail");
            Uniform page = new Uniform();
            page.add(new UserChange.Change("email", "another", "mail"));
            all.add(page);
            assertThat(all.isTooMany()).isTrue();
            assertThat(all.by()).isEqualTo("mail");
        }

        @Test
        void are_none_over_pages_where_one_page_has_others() {
            Uniform all = replacing(2, "mail");
            Uniform page = replacing(1, "mail");
            page.add(new UserChange.Change("email", "eve", "eve@example.com"));
            all.add(page);
            assertThat(all.isAny()).isFalse();
            Uniform mixed = replacing(1, "post");
            mixed.add(new UserChange.Change("email", "eve", "mail"));
            Uniform again = replacing(2, "mail");
            again.add(mixed);
            assertThat(again.isAny()).isFalse();
            Uniform other = replacing(2, "mail");
            other.add(replacing(2, "post"));
            assertThat(other.isAny()).isFalse();
        }

        @Test
        void are_not_those_that_are_filled_or_emptied_or_no_texts() {
            Uniform uniform = replacing(1, "mail");
            uniform.add(new UserChange.Change("email", "", "mail"));
            uniform.add(new UserChange.Change("email", null, "mail"));
            uniform.add(new UserChange.Change("email", 5, "mail"));
            uniform.add(new UserChange.Change("email", "gone", ""));
            uniform.add(new UserChange.Change("email", "gone", null));
            assertThat(uniform.isAny()).isFalse();
            assertThat(uniform.by()).isEqualTo("mail");
        }
    }
}
