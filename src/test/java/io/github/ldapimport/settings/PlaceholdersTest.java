package io.github.ldapimport.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ldapimport.testing.Proves;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceholdersTest {
    private static final Map<String, String> OTHERS = Map.of(
            "my.city", "Bern",
            "my.empty", "",
            "my.nested", "{{my.city}}",
            "my.broken", "{{my.missing}}",
            "my.optional", "a{{?my.missing}}",
            "my.loop", "{{my.loop}}");

    /** Each of them leaves a setting without the value that it was to have. */
    private static final List<String> WITHOUT_VALUE = List.of(
            "{{my.missing}}",
            "{{env:LDAP_IMPORT_TEST_NOT_THERE}}",
            "{{sys:ldap.import.test.not.there}}",
            "{{?my.missing}}",
            "{{env:?LDAP_IMPORT_TEST_NOT_THERE}}",
            "(l={{my.missing}})",
            "(l={{?my.missing}})",
            "{{my.empty}}",
            "(l={{my.empty}})",
            "{{my.broken}}",
            "{{my.loop}}",
            "{{ my.city }}",
            "{{ENV:PATH}}",
            "{{Env:PATH}}",
            "{{ env:PATH }}",
            "{{vault:secret}}",
            "{{env.PATH}}",
            "{{my.city",
            "my.city}}",
            "a{{b",
            "{{}}");

    private static CamelContext context(Setting setting, String value) {
        CamelContext context = new DefaultCamelContext();
        Properties properties = new Properties();
        properties.putAll(OTHERS);
        properties.put("ldap-import." + setting.key(), value);
        context.getPropertiesComponent().setOverrideProperties(properties);
        return context;
    }

    private static Settings settings(Setting setting, String value) {
        return new Settings(context(setting, value), "ldap-import");
    }

    private static Object read(Settings settings, Setting setting) {
        return setting.isSecret() ? settings.secret(setting) : settings.text(setting);
    }

    @ParameterizedTest
    @EnumSource
    @Proves("5.18")
    void no_setting_takes_a_placeholder_without_a_value_for_not_set(Setting setting) {
        for (String value : WITHOUT_VALUE) {
            Settings settings = settings(setting, value);
            assertThatThrownBy(() -> read(settings, setting))
                    .as("%s=%s", setting, value)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageStartingWith("ldap-import." + setting.key() + ": ");
            assertThatThrownBy(() -> settings.isSet(setting)).isInstanceOf(ConfigurationException.class);
            if (setting.kind() == TypedText.Kind.LIST) {
                assertThatThrownBy(() -> settings.list(setting)).isInstanceOf(ConfigurationException.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{my.missing}}", "{{env:LDAP_IMPORT_TEST_NOT_THERE}}", "{{?my.missing}}", "{{my.empty}}"})
    @Proves("5.18")
    void the_placeholder_is_named_and_nothing_of_the_value(String placeholder) {
        Settings settings = settings(Setting.DIRECTORY_PASSWORD, "hunter2" + placeholder);
        String name = placeholder.substring(2, placeholder.length() - 2);
        assertThatThrownBy(() -> settings.secret(Setting.DIRECTORY_PASSWORD))
                .hasMessageContaining(name)
                .hasMessageNotContaining("hunter2")
                .hasNoCause();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hunter{{2", "hunter}}2"})
    @Proves("5.18")
    void a_password_with_half_a_placeholder_is_refused_and_not_told(String password) {
        Settings settings = settings(Setting.DIRECTORY_PASSWORD, password);
        assertThatThrownBy(() -> settings.secret(Setting.DIRECTORY_PASSWORD))
                .hasMessageContaining("\\{{")
                .hasMessageNotContaining("hunter")
                .hasNoCause();
    }

    static Stream<Arguments> resolved() {
        return Stream.of(
                Arguments.of("{{my.city}}", "Bern"),
                Arguments.of("{{my.nested}}", "Bern"),
                Arguments.of("{{?my.city}}", "Bern"),
                Arguments.of("(l={{my.city}})", "(l=Bern)"),
                Arguments.of("{{my.missing:5%}}", "5%"),
                Arguments.of("{{my.missing:{{my.city}}}}", "Bern"),
                Arguments.of("{{my.missing:}}", ""),
                Arguments.of("{{my.empty:}}", ""),
                Arguments.of("{{env:LDAP_IMPORT_TEST_NOT_THERE:x}}", "x"),
                Arguments.of("{{env:PATH}}", System.getenv("PATH")),
                Arguments.of("a\\{{b", "a{{b"),
                Arguments.of("a\\}}b", "a}}b"),
                Arguments.of("a\\{{b\\}}", "a{{b}}"),
                Arguments.of("\\{{x\\}} {{my.city}}", "{{x}} Bern"),
                Arguments.of("{x}", "{x}"),
                Arguments.of("", ""));
    }

    @ParameterizedTest
    @MethodSource("resolved")
    @Proves("5.18")
    void placeholders_with_a_value_or_a_default_and_literal_braces_are_taken(String value, String expected) {
        assertThat(Placeholders.resolve(context(Setting.DOMAIN, value).getPropertiesComponent(), "ldap-import.domain"))
                .hasValue(expected);
    }

    @Test
    @Proves("5.18")
    void what_is_not_set_has_its_default() {
        Settings settings = settings(Setting.DOMAIN, "x");
        assertThat(settings.text(Setting.MIN_USERS)).isEqualTo("0");
        assertThat(settings.isSet(Setting.MIN_USERS)).isFalse();
    }

    @Test
    @Proves("5.18")
    void a_runtime_that_passes_over_what_is_missing_is_no_way_round() {
        CamelContext context = context(Setting.MAX_MISSING, "{{my.missing}}");
        ((PropertiesComponent) context.getPropertiesComponent()).setIgnoreMissingProperty(true);
        Settings settings = new Settings(context, "ldap-import");
        assertThatThrownBy(() -> settings.text(Setting.MAX_MISSING)).hasMessageContaining("my.missing");
        assertThat(settings.text(Setting.DOMAIN)).isEqualTo("default");
    }
}
