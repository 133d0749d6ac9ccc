package io.github.ldapimport.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.testing.TestDatabase.Product;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultsTest {
    private static final double CPU = 0.5;
    private static final double PEAK = 64;

    private final Results results = new Results();

    private void add(int users, Thing thing, double... seconds) {
        for (double each : seconds) {
            results.add(Product.H2, users, thing, new Cost(each, CPU, PEAK));
        }
    }

    @Test
    void one_slow_round_does_not_count() {
        add(1000, Thing.FIRST, 90, 3, 2);
        assertThat(results.median(Product.H2, 1000, Thing.FIRST)).isEqualTo(new Cost(3, CPU, PEAK));
    }

    @Test
    void of_an_even_number_of_rounds_the_middle_counts() {
        add(1000, Thing.FIRST, 4, 1, 3, 90);
        assertThat(results.median(Product.H2, 1000, Thing.FIRST).wall()).isEqualTo(3.5);
    }

    @Test
    void an_import_is_compared_to_the_floor_and_a_further_user_to_fewer_users() {
        add(1000, Thing.FLOOR, 1);
        add(1000, Thing.FIRST, 2);
        add(2000, Thing.FLOOR, 1);
        add(2000, Thing.FIRST, 2.5);
        List<String> lines = results.tables().lines().toList();
        assertThat(lines.get(3)).matches("\\| first import +\\| 1,000 \\|    2.00 .*\\| +2.0 \\| +2000 \\| +\\|");
        assertThat(lines.get(5)).matches("\\| first import +\\| 2,000 \\|    2.50 .*\\| +2.5 \\| +1250 \\| +500 \\|");
    }
}
