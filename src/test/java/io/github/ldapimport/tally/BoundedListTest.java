package io.github.ldapimport.tally;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BoundedListTest {
    private final BoundedList<Integer> list = new BoundedList<>(3);

    @Test
    void the_first_values_are_kept_and_the_others_are_counted() {
        for (int i = 1; i <= 5; i++) {
            list.add(i);
        }
        assertThat(list.kept()).containsExactly(1, 2, 3);
        assertThat(list.more()).isEqualTo(2);
    }

    @Test
    void it_begins_anew() {
        for (int i = 1; i <= 5; i++) {
            list.add(i);
        }
        list.clear();
        list.add(6);
        assertThat(list.kept()).containsExactly(6);
        assertThat(list.more()).isZero();
    }
}
