package io.github.ldapimport.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ldapimport.testing.Proves;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StrictTextTest {
    private static final String TEXT = "# one\r\n# two\nldap-import.directory.filter=(l=Zürich)\n";

    @TempDir
    private Path folder;

    static Stream<Arguments> encodings() {
        return Stream.of(
                Arguments.of("ISO-8859-1", "", ", line 3 is not UTF-8"),
                Arguments.of("windows-1252", "", ", line 3 is not UTF-8"),
                Arguments.of("UTF-16LE", "\uFEFF", " is saved as UTF-16"),
                Arguments.of("UTF-16BE", "\uFEFF", " is saved as UTF-16"),
                Arguments.of("UTF-16LE", "", ", line 1 holds a NUL"),
                Arguments.of("UTF-16BE", "", ", line 1 holds a NUL"),
                Arguments.of("IBM850", "", ", line 3 is not UTF-8"));
    }

    @ParameterizedTest
    @MethodSource("encodings")
    @Proves("5.15")
    void another_encoding_is_refused_with_the_line(String encoding, String before, String message) throws IOException {
        Path file = Files.write(
                folder.resolve("application.properties"), (before + TEXT).getBytes(Charset.forName(encoding)));
        assertThatThrownBy(() -> SettingsFile.load(file))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(file + message)
                .hasMessageContaining("save it as UTF-8");
    }

    @Test
    @Proves("5.15")
    void text_in_ascii_saved_as_utf_16_without_a_mark_is_refused() {
        byte[] bytes = "ldap-import.domain=x".getBytes(StandardCharsets.UTF_16LE);
        assertThatThrownBy(() -> StrictText.decode(bytes, "f")).hasMessageStartingWith("f, line 1 holds a NUL");
    }

    @Test
    @Proves("5.15")
    void utf_8_is_read_with_a_byte_order_mark_and_without() throws IOException {
        for (String before : new String[] {"", "\uFEFF"}) {
            Path file = Files.writeString(
                    folder.resolve("application.properties"), before + "ldap-import.directory.filter=(l=Zürich)");
            assertThat(SettingsFile.load(file)).containsEntry("ldap-import.directory.filter", "(l=Zürich)");
        }
    }

    @Test
    @Proves("5.15")
    void a_byte_order_mark_further_on_is_refused() {
        byte[] bytes = "a=1\n\uFEFFb=2".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> StrictText.decode(bytes, "f"))
                .hasMessageStartingWith("f, line 2 holds a byte order mark");
    }

    static Stream<Arguments> secrets() {
        return Stream.of(
                Arguments.of("geheim\n", "geheim"),
                Arguments.of("geheim\r\n", "geheim"),
                Arguments.of("\uFEFFgeheim", "geheim"),
                Arguments.of(" ge heim ", " ge heim "),
                Arguments.of("\"Ã¼\u00A0{{x}}\\\"\n", "\"Ã¼\u00A0{{x}}\\\""),
                Arguments.of("pässwörd", "pässwörd"));
    }

    @ParameterizedTest
    @MethodSource("secrets")
    @Proves({"5.6", "5.23"})
    void what_stands_in_a_password_file_counts_as_it_stands(String text, String secret) throws IOException {
        Path file = Files.writeString(folder.resolve("password"), text);
        assertThat(SecretFile.read(file.toString(), "key").value()).isEqualTo(secret);
    }

    @Test
    @Proves({"5.6", "5.23"})
    void a_password_file_in_another_encoding_is_refused_and_nothing_of_it_told() throws IOException {
        Path file = folder.resolve("password");
        for (Charset charset : new Charset[] {StandardCharsets.ISO_8859_1, StandardCharsets.UTF_16}) {
            Files.write(file, "hünter2".getBytes(charset));
            assertThatThrownBy(() -> SecretFile.read(file.toString(), "the.key"))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContainingAll("the.key", file.toString(), "save it as UTF-8")
                    .hasMessageNotContaining("nter");
        }
    }
}
