package io.github.ldapimport.mapping;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import io.github.ldapimport.testing.Proves;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ColumnPurposesTest {
    private static final List<Setting> OWN = List.of(
            Setting.USERS_ID_COLUMN,
            Setting.USERS_GUID_COLUMN,
            Setting.USERS_DOMAIN_COLUMN,
            Setting.USERS_PASSWORD_COLUMN,
            Setting.USERS_CREATED_AT_COLUMN,
            Setting.USERS_UPDATED_AT_COLUMN,
            Setting.USERS_DELETED_AT_COLUMN);

    /** As two names of one column may differ. */
    private static final List<List<String>> SAME = List.of(
            List.of("one", "one"),
            List.of("one", "ONE"),
            List.of("Über", "über"),
            List.of("délai", "delai"),
            List.of("ｏｎｅ", "one"),
            List.of("straße", "STRASSE"),
            List.of("İx", "ix"));

    private static TableSettings table(String prefix, Map<String, String> settings) {
        return new TableSettings(settings(prefix, settings), new DefaultCamelContext());
    }

    private static Settings settings(String prefix, Map<String, String> settings) {
        CamelContext context = new DefaultCamelContext();
        Properties properties = new Properties();
        settings.forEach((key, value) -> properties.put(prefix + ".users." + key, value));
        context.getPropertiesComponent().setOverrideProperties(properties);
        return new Settings(context, prefix);
    }

    private static String key(Setting setting) {
        return setting.key().replaceFirst("^users\\.", "");
    }

    static Stream<Arguments> pairs() {
        return OWN.stream().flatMap(one -> OWN.stream()
                .filter(other -> OWN.indexOf(one) < OWN.indexOf(other))
                .map(other -> Arguments.of(one, other)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    @Proves("5.19")
    void no_two_settings_name_one_column(Setting one, Setting other) {
        for (List<String> same : SAME) {
            assertThatThrownBy(() -> table("ldap-import", Map.of(key(one), same.get(0), key(other), same.get(1))))
                    .as("%s", same)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContainingAll("ldap-import." + one.key(), "ldap-import." + other.key(), "of its own");
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    @Proves("5.19")
    void no_setting_names_the_default_of_another(Setting one, Setting other) {
        assertThatThrownBy(() -> table("ldap-import", Map.of(key(one), other.defaultValue())))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("ldap-import." + one.key(), "ldap-import." + other.key());
    }

    static Stream<Setting> own() {
        return OWN.stream();
    }

    @ParameterizedTest
    @MethodSource("own")
    @Proves("5.19")
    void what_comes_from_the_directory_goes_into_no_column_of_the_imports_own(Setting own) {
        for (List<String> same : SAME) {
            assertThatThrownBy(() -> table(
                            "ldap-import",
                            Map.of(key(own), same.get(0), "sync-attributes", "name=cn, " + same.get(1) + "=mail")))
                    .as("%s", same)
                    .hasMessageContainingAll("sync-attributes", same.get(1), "ldap-import." + own.key());
            assertThatThrownBy(() -> table(
                            "ldap-import", Map.of(key(own), same.get(0), "release-columns", "email, " + same.get(1))))
                    .as("%s", same)
                    .hasMessageContainingAll("release-columns", same.get(1));
        }
    }

    @Test
    @Proves("5.19")
    void a_column_is_named_once_in_a_list() {
        for (List<String> same : SAME) {
            String pairs = same.get(0) + "=cn, " + same.get(1) + "=mail";
            assertThatThrownBy(() -> table("ldap-import", Map.of("id-column", "key", "sync-attributes", pairs)))
                    .hasMessageContainingAll("sync-attributes", same.get(1), "given twice");
            assertThatThrownBy(() -> table("ldap-import", Map.of("id-column", "key", "sync-existing", pairs)))
                    .hasMessageContainingAll("sync-existing", same.get(1), "given twice");
            assertThatThrownBy(() -> table(
                            "ldap-import",
                            Map.of("id-column", "key", "release-columns", same.get(0) + ", " + same.get(1))))
                    .hasMessageContainingAll("release-columns", same.get(1), "given twice");
        }
    }

    @ParameterizedTest
    @MethodSource("own")
    @Proves("5.19")
    void rows_are_taken_over_by_columns_that_can_be_compared(Setting own) {
        Map<String, String> settings = Map.of(key(own), "one", "sync-existing", "one='x', other=mail");
        boolean mayBeCompared = own == Setting.USERS_ID_COLUMN || own == Setting.USERS_DOMAIN_COLUMN;
        if (mayBeCompared) {
            assertThatCode(() -> table("ldap-import", settings)).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(() -> table("ldap-import", settings))
                    .hasMessageContainingAll("sync-existing", "ldap-import." + own.key());
        }
    }

    @Test
    @Proves("5.19")
    void live_rows_alone_are_taken_over_by_a_value_that_tells_them() {
        assertThatCode(() -> table(
                        "ldap-import",
                        Map.of(
                                "deleted-at-column",
                                "status",
                                "deleted-value",
                                "gone",
                                "live-value",
                                "active",
                                "sync-existing",
                                "email=mail, status='active'")))
                .doesNotThrowAnyException();
    }

    @Test
    @Proves("5.19")
    void columns_that_are_left_out_are_the_same_as_none() {
        assertThatCode(() -> table(
                        "ldap-import",
                        Map.of(
                                "created-at-column",
                                "",
                                "updated-at-column",
                                "",
                                "password-column",
                                "",
                                "deleted-at-column",
                                "")))
                .doesNotThrowAnyException();
    }

    static Stream<Arguments> disagreements() {
        return Stream.of(
                Arguments.of(Map.of(), Map.of("updated-at-column", "deleted_at", "deleted-at-column", "")),
                Arguments.of(Map.of(), Map.of("deleted-at-column", "Created_At", "created-at-column", "")),
                Arguments.of(Map.of(), Map.of("deleted-at-column", "", "sync-attributes", "deleted_at=mail")),
                Arguments.of(Map.of(), Map.of("domain-column", "realm", "sync-attributes", "domain=o")),
                Arguments.of(Map.of(), Map.of("deleted-at-column", "gone", "release-columns", "DELETED_AT")),
                Arguments.of(Map.of("deleted-value", "1"), Map.of("deleted-value", "0")),
                Arguments.of(Map.of("deleted-value", "true"), Map.of()));
    }

    @ParameterizedTest
    @MethodSource("disagreements")
    @Proves("5.20")
    void providers_of_one_table_use_a_column_for_one_thing(Map<String, String> one, Map<String, String> other) {
        for (List<Map<String, String>> order : List.of(List.of(one, other), List.of(other, one))) {
            assertThatThrownBy(() -> ColumnPurposes.requireAgreement(
                            "ldap",
                            table("ldap-import", order.get(0)),
                            Map.of("partners", settings("ldap-import.partners", order.get(1))),
                            new DefaultCamelContext()))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContainingAll("ldap (ldap-import.users.", "partners (ldap-import.partners.users.");
        }
    }

    @Test
    @Proves("5.20")
    void providers_that_agree_may_map_different_columns() {
        Map<String, String> partners = new LinkedHashMap<>();
        partners.put("sync-attributes", "company=o, NAME=cn");
        partners.put("release-columns", "email");
        partners.put("deleted-at-column", "DELETED_AT");
        partners.put("updated-at-column", "");
        assertThatCode(() -> ColumnPurposes.requireAgreement(
                        "ldap",
                        table("ldap-import", Map.of()),
                        Map.of("partners", settings("ldap-import.partners", partners)),
                        new DefaultCamelContext()))
                .doesNotThrowAnyException();
    }
}
