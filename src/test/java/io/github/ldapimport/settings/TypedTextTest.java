package io.github.ldapimport.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ldapimport.settings.TypedText.Kind;
import io.github.ldapimport.testing.Proves;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TypedTextTest {
    /** What nobody means to type, whatever the setting. */
    private static final List<String> FAIL = List.of(
            "(l=Z\u00C3\u00BCrich)",
            "\u00E2\u0082\u00AC",
            "caf\u00C3\u00A9",
            "stra\u00C3\u0178e",
            "Z\uFFFDrich",
            "a\tb",
            "a\nb",
            "a\fb",
            "a\rb",
            "a\u0000b",
            "a\u007Fb",
            "a\u0085b",
            "a\u00A0b",
            "a\u200Bb",
            "\uFEFFab",
            "a\u00ADb",
            "a\u2028b",
            "a\u202Eb",
            "a\u2003b",
            "ab\u200E");

    static Settings settings(Setting setting, String value) {
        CamelContext context = new DefaultCamelContext();
        Properties properties = new Properties();
        properties.put(new Settings(context, "ldap-import").key(setting), value);
        context.getPropertiesComponent().setOverrideProperties(properties);
        return new Settings(context, "ldap-import");
    }

    private static Object read(Settings settings, Setting setting) {
        return setting.isSecret() ? settings.secret(setting) : settings.text(setting);
    }

    @ParameterizedTest
    @EnumSource
    @Proves("5.17")
    void no_setting_takes_a_text_that_cannot_have_been_meant(Setting setting) {
        for (String wrong : FAIL) {
            Settings settings = settings(setting, wrong);
            assertThatThrownBy(() -> read(settings, setting))
                    .as("%s=%s", setting, wrong)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageStartingWith("ldap-import." + setting.key() + ": character ")
                    .hasMessageNotContaining(wrong);
        }
    }

    /** Words of many languages, read as each of the encodings that a file of UTF-8 is read as by mistake. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Zürich", "Jiří", "Łódź", "straße", "señor", "Åse", "naïve", "Đorđe", "Ğ", "İzmir", "Ж", "Иван",
                "Αθήνα", "東京", "한국", "עברית", "محمد", "हिन्दी", "€", "–", "’", "ﬁ", "😀", "ä", "ÿ"
            })
    @Proves("5.17")
    void utf_8_read_as_something_else_is_noticed_and_right_text_is_not(String word) {
        assertThat(Mojibake.find("x" + word + "y")).isEqualTo(-1);
        String asLatin = new String(word.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        assertThat(Mojibake.find("(l=" + asLatin + ")")).as(asLatin).isBetween(3, 2 + asLatin.length());
        String asWindows = new String(word.getBytes(StandardCharsets.UTF_8), Charset.forName("windows-1252"));
        if (asWindows.indexOf('\uFFFD') < 0) {
            assertThat(Mojibake.find("(l=" + asWindows + ")")).as(asWindows).isBetween(3, 2 + asWindows.length());
        }
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(Kind.VALUE, "\"default\"", "quotes"),
                Arguments.of(Kind.VALUE, "'default'", "quotes"),
                Arguments.of(Kind.VALUE, "\u201Cdefault\u201D", "quotes"),
                Arguments.of(Kind.VALUE, "\u201Edefault\u201C", "quotes"),
                Arguments.of(Kind.FILTER, "\"(cn=x)\"", "quotes"),
                Arguments.of(Kind.SECRET, "\"secret\"", "file that holds it alone"),
                Arguments.of(Kind.VALUE, "Zu\u0308rich", "NFC"),
                Arguments.of(Kind.FILTER, "(l=Zu\u0308rich)", "hex"),
                Arguments.of(Kind.VALUE, "p\u0435ople", "cyrillic"),
                Arguments.of(Kind.FILTER, "(objectClass=inet\u041ErgPerson)", "cyrillic"),
                Arguments.of(Kind.VALUE, "M\u0391X", "greek"),
                Arguments.of(Kind.VALUE, "${LIMIT}", "{{...}}"),
                Arguments.of(Kind.FILTER, "(l=${env:CITY})", "{{...}}"),
                Arguments.of(Kind.FILTER, "(cn=\test)", "\\t"),
                Arguments.of(Kind.LIST, "a\tb, c", "\\t"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    @Proves("5.17")
    void what_only_looks_right_is_refused(Kind kind, String text, String remedy) {
        assertThatThrownBy(() -> TypedText.require("key", text, kind))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("key", remedy);
    }

    static Stream<Arguments> taken() {
        return Stream.of(
                Arguments.of(Kind.FILTER, "(&\n  (objectClass=person)\n\t(l=Zürich)\n)\n"),
                Arguments.of(Kind.EXPRESSIONS, "name=cn,\n\temail=mail\n"),
                Arguments.of(Kind.EXPRESSIONS, "name=${body[givenName]} ${body[sn]}, origin='ldap'"),
                Arguments.of(Kind.LIST, "a, 'b'"),
                Arguments.of(Kind.VALUE, "O\u2019Neill"),
                Arguments.of(Kind.VALUE, "Łódź–Αθήνα–Москва–東京"),
                Arguments.of(Kind.VALUE, "山田\u3000太郎"),
                Arguments.of(Kind.VALUE, "می\u200Cخواهم"),
                Arguments.of(Kind.VALUE, "a \"b\" c"),
                Arguments.of(Kind.VALUE, "'"),
                Arguments.of(Kind.SECRET, "a${b}c'\"\\{}|€ß"));
    }

    @ParameterizedTest
    @MethodSource("taken")
    @Proves("5.17")
    void what_languages_and_settings_need_is_taken(Kind kind, String text) {
        assertThatCode(() -> TypedText.require("key", text, kind)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"5.17", "5.23"})
    void a_secret_has_no_blanks_round_it_and_another_value_loses_them(Setting setting) {
        Settings settings = settings(setting, " abc ");
        if (setting.isSecret()) {
            assertThatThrownBy(() -> read(settings, setting))
                    .hasMessageContainingAll(setting.key(), "file that holds it alone")
                    .hasMessageNotContaining("abc");
        } else {
            assertThat(settings.text(setting)).isEqualTo("abc");
        }
    }

    @Test
    @Proves("5.17")
    void the_secrets_are_these() {
        assertThat(Stream.of(Setting.values()).filter(Setting::isSecret))
                .containsExactlyInAnyOrder(
                        Setting.DIRECTORY_PASSWORD,
                        Setting.DIRECTORY_TRUST_STORE_PASSWORD,
                        Setting.DIRECTORY_KEY_STORE_PASSWORD,
                        Setting.DATABASE_PASSWORD,
                        Setting.HTTP_TOKEN,
                        Setting.WORKER_SECRET);
    }
}
