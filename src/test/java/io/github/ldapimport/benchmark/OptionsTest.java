package io.github.ldapimport.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ldapimport.testing.TestDatabase.Product;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class OptionsTest {
    private static Options options(String key, String value) {
        Properties properties = new Properties();
        properties.setProperty(key, value);
        return Options.of(properties);
    }

    @Test
    void lists_have_commas_and_smaller_directories_come_first() {
        assertThat(options("benchmark.users", "100_000, 1000").users()).containsExactly(1000, 100_000);
        assertThat(options("benchmark.databases", "mariadb, h2").databases())
                .containsExactly(Product.MARIADB, Product.H2);
    }

    @Test
    void settings_of_the_program_are_passed_on_and_nothing_else() {
        assertThat(options("ldap-import.parallel-pages", "2").settings())
                .isEqualTo(Map.of("ldap-import.parallel-pages", "2"));
        assertThat(options("java.version", "17").settings()).isEmpty();
    }

    @Test
    void a_slip_is_named() {
        assertThatThrownBy(() -> options("benchmark.users", "many")).hasMessageContaining("benchmark.users=many");
        assertThatThrownBy(() -> options("benchmark.rounds", "0")).hasMessageContaining("at least 1");
        assertThatThrownBy(() -> options("benchmark.databases", "oracle")).hasMessageContaining("mariadb");
        assertThatThrownBy(() -> options("benchmark.round", "3")).hasMessageContaining("benchmark.round");
    }
}
