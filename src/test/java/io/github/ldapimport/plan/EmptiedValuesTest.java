package io.github.ldapimport.plan;

import static io.github.ldapimport.testing.FixedTable.ADA;
import static io.github.ldapimport.testing.FixedTable.BOB;
import static io.github.ldapimport.testing.FixedTable.EVE;
import static io.github.ldapimport.testing.FixedTable.user;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.dialect.Column;
import io.github.ldapimport.mapping.MappedUser;
import io.github.ldapimport.mapping.MappedUsers;
import io.github.ldapimport.testing.FixedTable;
import io.github.ldapimport.testing.Proves;
import java.sql.Types;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Of which rows a page asks the directory whether an attribute is there, before they lose what it gave. */
class EmptiedValuesTest {
    private static final int MAX_USERS = 100;

    private final FixedTable rows = new FixedTable().add(7, ADA, "default", false, "ada@example.com", "Ada");
    private PagePlan plan;

    private List<EmptiedValues> of(List<String> ofHandlers, MappedUser... users) {
        plan = rows.plan(users);
        return EmptiedValues.of(plan, rows.table().settings(), ofHandlers);
    }

    private EmptiedValues only(MappedUser... users) {
        return of(List.of(), users).get(0);
    }

    private static MappedUser withoutAddress(String guid, String name) {
        MappedUser user = user(guid, name);
        MappedUsers.set(user, "email", null);
        return user;
    }

    private String failure() {
        return plan.users().get(0).failure();
    }

    @Test
    @Proves("3.48")
    void a_user_fails_whose_attribute_is_not_known_to_be_absent() {
        EmptiedValues emptied = only(withoutAddress(ADA, "Ada"));
        assertThat(emptied.guids()).containsExactly(ADA);
        assertThat(emptied.attributes()).containsExactly("mail");
        emptied.failOthers("%s of %s would %s");
        assertThat(failure()).isEqualTo("email of mail would be emptied");
    }

    @Test
    @Proves("3.48")
    void a_user_whose_attribute_is_known_to_be_absent_loses_the_value() {
        EmptiedValues emptied = only(withoutAddress(ADA, "Ada"));
        EmptiedValues.Absence absence = emptied.absences().get(0);
        assertThat(absence.attribute()).isEqualTo("mail");
        assertThat(absence.guids()).containsExactly(ADA);
        emptied.absent(ADA.toUpperCase(Locale.ROOT), "MAIL");
        emptied.failOthers("%s of %s would %s");
        assertThat(failure()).isNull();
        assertThat(emptied.absences()).isEmpty();
    }

    @Test
    void another_users_absence_and_another_attributes_confirm_nothing() {
        EmptiedValues emptied = only(withoutAddress(ADA, "Ada"));
        emptied.absent(BOB, "mail");
        emptied.absent(ADA, "cn");
        emptied.shown(BOB, attribute -> true);
        emptied.shown(ADA, "cn"::equals);
        emptied.failOthers("%s of %s would %s");
        assertThat(failure()).isNotNull();
    }

    @Test
    void an_attribute_that_the_entry_shows_is_empty_for_a_reason_of_its_own() {
        EmptiedValues emptied = only(withoutAddress(ADA, "Ada"));
        emptied.shown(ADA, "mail"::equals);
        emptied.failOthers("%s of %s would %s");
        assertThat(failure()).isNull();
    }

    @Test
    void what_gets_another_value_from_an_attribute_is_not_asked_for() {
        rows.clear().add(7, ADA, "default", false, "old@example.com", "Ada");
        assertThat(of(List.of("mail"), user(ADA, "Ada"))).isEmpty();
    }

    @Test
    void what_was_empty_before_is_not_asked_for() {
        rows.clear().add(7, ADA, "default", false, "", "Lovelace");
        assertThat(of(List.of(), withoutAddress(ADA, "Ada"))).isEmpty();
    }

    @Test
    void the_empty_text_is_no_value_either() {
        MappedUser user = user(ADA, "Ada");
        MappedUsers.set(user, "email", "");
        assertThat(of(List.of(), user)).hasSize(1);
    }

    @Test
    void users_who_failed_have_a_new_row_or_keep_theirs_are_not_asked_for() {
        rows.add(8, EVE, "sales", false, "eve@example.com", "Eve");
        assertThat(of(List.of(), user(ADA, "Ada"), withoutAddress(BOB, "Bob"), withoutAddress(EVE, "Eve")))
                .isEmpty();
    }

    @Test
    void a_step_that_set_the_column_may_have_read_any_attribute_that_was_not_shown() {
        rows.clear().add(7, ADA, "default", false, "old@example.com", "Ada");
        MappedUser user = user(ADA, "Ada").with("email", "new@example.com");
        MappedUsers.hide(user, "mail", "proxyAddresses");
        EmptiedValues emptied =
                of(List.of("mail", "proxyAddresses", "otherMailbox"), user).get(0);
        assertThat(emptied.attributes()).containsExactly("mail", "proxyAddresses");
        emptied.absent(ADA, "mail");
        emptied.failOthers("%s of %s would %s");
        assertThat(failure()).isEqualTo("email of proxyAddresses would change");
    }

    @Test
    void a_column_without_a_source_may_come_from_any_attribute_that_was_not_shown() {
        rows.column(new Column("title", Types.VARCHAR, "varchar", true)).with("title", "Countess");
        MappedUser user = user(ADA, "Ada");
        MappedUsers.set(user, "title", null);
        MappedUsers.hide(user, "title");
        assertThat(of(List.of("title", "mail"), user).get(0).attributes()).containsExactly("title");
    }

    @Test
    void an_expression_may_have_read_what_it_names_and_was_not_shown() {
        rows.set("sync-attributes", "name=${body[givenName]} ${body[sn]},email=mail");
        MappedUser user = user(ADA, "Ada Lovelace");
        MappedUsers.set(user, "email", "ada@example.com");
        MappedUsers.hide(user, "givenName", "mail");
        assertThat(only(user).attributes()).containsExactly("givenName");
    }

    @Test
    void an_expression_all_of_whose_attributes_were_shown_is_not_asked_for() {
        rows.set("sync-attributes", "name=${body[givenName]} ${body[sn]},email=mail");
        MappedUser user = user(ADA, "Ada Lovelace");
        MappedUsers.set(user, "email", "ada@example.com");
        MappedUsers.hide(user, "mail");
        assertThat(of(List.of("mail"), user)).isEmpty();
    }

    @Test
    void an_expression_that_reads_more_than_it_names_may_have_read_any() {
        rows.set("sync-attributes", "name=${exchangeProperty.title} ${body[sn]},email=mail");
        MappedUser user = user(ADA, "Ada Lovelace");
        MappedUsers.set(user, "email", "ada@example.com");
        MappedUsers.hide(user, "title");
        assertThat(of(List.of("title"), user).get(0).attributes()).containsExactly("title");
    }

    @Test
    void what_fills_a_column_and_empties_another_is_said_to_change_both() {
        rows.set("sync-attributes", "name=${body[givenName]},email=mail");
        MappedUser user = withoutAddress(ADA, "Lovelace");
        MappedUsers.hide(user, "mail", "givenName");
        EmptiedValues emptied = only(user);
        emptied.failOthers("%s of %s would %s");
        assertThat(failure()).isEqualTo("email, name of givenName, mail would change");
    }

    @Test
    void what_is_confirmed_of_one_column_leaves_the_other_in_question() {
        rows.set("sync-attributes", "name=${body[givenName]},email=mail");
        MappedUser user = withoutAddress(ADA, "Lovelace");
        MappedUsers.hide(user, "mail", "givenName");
        EmptiedValues emptied = only(user);
        emptied.absent(ADA, "givenName");
        emptied.failOthers("%s of %s would %s");
        assertThat(failure()).isEqualTo("email of mail would be emptied");
    }

    @Test
    void the_directory_is_asked_for_a_hundred_users_at_once() {
        rows.clear();
        MappedUser[] users = new MappedUser[MAX_USERS + 1];
        for (int i = 0; i < users.length; i++) {
            String guid = new UUID(1, i).toString();
            rows.add(i, guid, "default", false, "user" + i + "@example.com", "User" + i);
            users[i] = withoutAddress(guid, "User" + i);
        }
        List<EmptiedValues> pieces = of(List.of(), users);
        assertThat(pieces).hasSize(2);
        assertThat(pieces.get(0).guids()).hasSize(MAX_USERS);
        assertThat(pieces.get(0).absences().get(0).guids()).hasSize(MAX_USERS);
        assertThat(Set.copyOf(pieces.get(1).guids())).hasSize(1);
    }
}
