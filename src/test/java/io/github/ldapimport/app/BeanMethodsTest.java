package io.github.ldapimport.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.testing.TestDirectory;
import org.apache.camel.component.bean.BeanComponent;
import org.junit.jupiter.api.Test;

class BeanMethodsTest {
    /** Camel alone keeps nothing of what it finds before its routes are made, and looks through each bean for each step. */
    @Test
    void what_is_found_out_about_beans_is_kept_from_the_first_step_on() {
        try (TestDirectory directory = TestDirectory.start();
                CamelProgram program = CamelProgram.start(directory.settings(), (settings, sources) -> {})) {
            BeanComponent beans = program.context().getComponent("bean", BeanComponent.class);
            assertThat(beans.getCurrentBeanCacheSize()).isGreaterThan(10);
        }
    }
}
