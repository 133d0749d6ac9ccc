package io.github.ldapimport.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ldapimport.plan.Guards.Guard;
import org.junit.jupiter.api.Test;

/** Whether a guard counts as passed. */
class GuardsTest {
    private final Guards guards = new Guards();

    @Test
    void a_guard_that_has_not_run_is_named_with_its_route() {
        guards.pass(Guard.LOCK_HELD);
        assertThatThrownBy(() -> guards.require(Guard.LOCK_HELD, Guard.BELOW_LIMIT))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("requireBelowLimit", "ldap-import-missing.camel.yaml");
    }

    @Test
    void a_guard_that_has_run_once_is_passed() {
        guards.pass(Guard.LOCK_HELD);
        assertThatCode(() -> guards.require(Guard.LOCK_HELD)).doesNotThrowAnyException();
        assertThat(guards.isPassed(Guard.UNCHANGED)).isFalse();
    }

    @Test
    void a_guard_of_each_statement_runs_as_often_as_there_are_statements() {
        guards.expect(Guard.WRITTEN, 2);
        assertThat(guards.isPassed(Guard.WRITTEN)).isFalse();
        guards.pass(Guard.WRITTEN);
        assertThat(guards.isPassed(Guard.WRITTEN)).isFalse();
        guards.pass(Guard.WRITTEN);
        assertThat(guards.isPassed(Guard.WRITTEN)).isTrue();
    }

    @Test
    void a_guard_of_nothing_is_passed() {
        guards.expect(Guard.WRITTEN, 0);
        assertThat(guards.isPassed(Guard.WRITTEN)).isTrue();
    }

    @Test
    void what_is_expected_anew_was_not_passed_before() {
        guards.pass(Guard.WRITTEN);
        guards.expect(Guard.WRITTEN, 1);
        assertThat(guards.isPassed(Guard.WRITTEN)).isFalse();
    }

    @Test
    void a_step_is_a_guard_in_its_own_route_only() {
        String missing = "ldap-import-missing.camel.yaml";
        assertThat(Guards.isGuard(missing, "requireBelowLimit")).isTrue();
        assertThat(Guards.isGuard(missing, "ldap-import-missing requireBelowLimit"))
                .isTrue();
        assertThat(Guards.isGuard(missing, "notRequireBelowLimit")).isFalse();
        assertThat(Guards.isGuard(missing, "log")).isFalse();
        assertThat(Guards.isGuard("ldap-import-page.camel.yaml", "requireBelowLimit"))
                .isFalse();
    }
}
