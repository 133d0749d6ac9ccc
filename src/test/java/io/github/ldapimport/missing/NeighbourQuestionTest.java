package io.github.ldapimport.missing;

import static io.github.ldapimport.testing.FixedTable.ADA;
import static io.github.ldapimport.testing.FixedTable.BOB;
import static io.github.ldapimport.testing.FixedTable.EVE;
import static io.github.ldapimport.testing.FixedTable.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ldapimport.ldap.Guid;
import io.github.ldapimport.match.RowMatch;
import io.github.ldapimport.plan.Guards.Guard;
import io.github.ldapimport.rows.LiveUserRow;
import io.github.ldapimport.run.Provider;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Whether another provider's directory has users, and when its answer counts. */
class NeighbourQuestionTest {
    private final NeighbourQuestion question = NeighbourQuestion.ofRows(
            "crm",
            new Provider(),
            List.of(new LiveUserRow(7L, ADA, ADA, "Ada", "ada"), new LiveUserRow(8L, ADA, ADA, "Ada", "ada")));

    private static Set<String> guids(String... guids) {
        Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        set.addAll(List.of(guids));
        return set;
    }

    @Test
    void rows_are_asked_for_in_every_form_of_their_GUIDs_once() {
        assertThat(question.guids()).containsExactly(ADA, Guid.swapped(ADA));
        assertThat(question.rows()).hasSize(2);
        assertThat(question.users()).isEmpty();
    }

    @Test
    void users_are_asked_for_by_the_GUID_that_the_directory_gave() {
        RowMatch ada = RowMatch.unknown(user(ADA, "Ada"));
        NeighbourQuestion ofUsers = NeighbourQuestion.ofUsers("crm", new Provider(), List.of(ada));
        assertThat(ofUsers.guids()).containsExactly(ADA);
        assertThat(ofUsers.users()).containsExactly(ada);
    }

    @Test
    void an_empty_directory_is_not_searched_nor_is_one_that_did_not_answer() {
        assertThat(question.isToLook()).isFalse();
        question.controlGuids(List.of(EVE));
        assertThat(question.isToLook()).isTrue();
        question.fail(new IllegalStateException("down"));
        assertThat(question.isToLook()).isFalse();
    }

    @Nested
    class The_other_provider_has_a_user {
        @Test
        void whom_its_search_finds_in_any_form() {
            question.found(guids(Guid.swapped(ADA)));
            assertThat(question.has(List.of(ADA, Guid.swapped(ADA)))).isTrue();
            assertThat(question.has(List.of(BOB))).isFalse();
        }

        @Test
        void whose_entry_is_there_unless_it_is_known_to_be_no_user() {
            question.found(guids(EVE));
            question.there(guids(ADA, BOB, EVE.toUpperCase(Locale.ROOT)));
            assertThat(question.notFound()).containsExactly(ADA, BOB);
            assertThat(question.isAnyHidden()).isTrue();
            question.noUsers(guids(BOB));
            assertThat(question.has(List.of(ADA))).isTrue();
            assertThat(question.has(List.of(BOB))).isFalse();
        }
    }

    @Nested
    class An_answer_counts_only {
        @Test
        void once_each_step_has_asked() {
            assertThatThrownBy(question::requireAsked).hasMessageContaining("direct:ldap-import-neighbour");
            question.canAsk(true);
            assertThatThrownBy(question::requireAsked).hasMessageContaining("shown");
            question.controlGuids(List.of(EVE));
            assertThatThrownBy(question::requireAsked).hasMessageContaining("step looked ");
            question.found(guids());
            assertThatThrownBy(question::requireAsked).hasMessageContaining("lookedForAny");
            question.there(guids(ADA, BOB));
            assertThatThrownBy(question::requireAsked).hasMessageContaining("lookedForOthers");
            question.noUsers(guids(BOB));
            assertThatCode(question::requireAsked).doesNotThrowAnyException();
        }

        @Test
        void from_a_directory_that_knows_users_by_the_same_GUIDs() {
            question.canAsk(false);
            assertThatCode(question::requireAsked).doesNotThrowAnyException();
        }

        @Test
        void from_a_directory_that_was_looked_at_for_users() {
            question.canAsk(true);
            question.controlGuids(List.of());
            assertThatCode(question::requireAsked).doesNotThrowAnyException();
        }

        @Test
        void with_the_number_of_rows_that_the_provider_has() {
            assertThat(question.rowsOfProvider()).isEqualTo(1);
            question.rowsOfProvider(0);
            assertThat(question.rowsOfProvider()).isZero();
            assertThat(question.guards().isPassed(Guard.NEIGHBOUR_ROWS_COUNTED)).isTrue();
        }
    }
}
