package io.github.ldapimport.trigger;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.testing.Proves;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.ComponentResolver;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NeededComponentTest {
    @ParameterizedTest
    @EnumSource
    @Proves("8.12")
    void a_component_that_the_runtime_lacks_is_named_with_what_to_add(NeededComponent component) {
        CamelContext context = new DefaultCamelContext();
        assertThatCode(() -> component.require(context, "ldap-import.schedule.cron"))
                .doesNotThrowAnyException();
        context.stop();

        CamelContext without = new DefaultCamelContext();
        without.getCamelContextExtension().addContextPlugin(ComponentResolver.class, (name, its) -> null);
        assertThatThrownBy(() -> component.require(without, "ldap-import.schedule.cron"))
                .isInstanceOf(ConfigurationException.class)
                .message()
                .startsWith("ldap-import.schedule.cron needs the component ")
                .contains("org.apache.camel.springboot:camel-", "-starter", "org.apache.camel.quarkus:camel-quarkus-");
        without.stop();
    }
}
