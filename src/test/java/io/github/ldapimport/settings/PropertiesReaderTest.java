package io.github.ldapimport.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ldapimport.testing.Proves;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PropertiesReaderTest {
    private static final String FILTER = "ldap-import.directory.filter";
    private static final String BASE = "ldap-import.directory.base";
    private static final String DOMAIN = "ldap-import.domain";
    private static final String PASSWORD = "ldap-import.directory.password";

    private static Properties byJava(String text) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(text));
        return properties;
    }

    /** Lines of what people and programs put into such files, in any order: most are refused, the others must mean the same. */
    @Test
    @Proves("5.16")
    void what_is_accepted_means_what_it_means_to_java() throws IOException {
        List<String> pieces = List.of(
                "ldap-import.domain",
                "my.key",
                "=",
                " = ",
                ":",
                " ",
                "\n",
                "\r\n",
                "\\\n   ",
                "\\\\",
                "\\",
                "\\:",
                "\\=",
                "\\#",
                "\\ ",
                "\\t",
                "\\u00fc",
                "\\u12",
                "#",
                " # ",
                "!",
                "value",
                "(cn=x)",
                "ü",
                ",",
                "\t",
                "{{my.key}}");
        Random random = new Random(7);
        int accepted = 0;
        for (int run = 0; run < 200_000; run++) {
            StringBuilder text = new StringBuilder();
            for (int piece = random.nextInt(9); piece >= 0; piece--) {
                text.append(pieces.get(random.nextInt(pieces.size())));
            }
            Map<String, String> read;
            try {
                read = PropertiesReader.read(text.toString(), "f");
            } catch (ConfigurationException e) {
                assertThat(e.getMessage()).as(text.toString()).startsWith("f, line ");
                continue;
            }
            accepted++;
            assertThat(read).as(text.toString()).isEqualTo(byJava(text.toString()));
        }
        assertThat(accepted).isGreaterThan(20_000);
    }

    /** Whatever a program stores in its way is read as it was, so tools that write the file go on working. */
    @Test
    @Proves("5.16")
    void what_java_stores_is_read_as_it_was() throws IOException {
        List<String> pieces =
                List.of("a", "=", ":", "#", "!", "\\", " ", "ü", "Ж", "(", ")", "{", "}", "5%", "\\28", "#bean:x");
        Random random = new Random(11);
        for (int run = 0; run < 20_000; run++) {
            StringBuilder value = new StringBuilder();
            for (int piece = random.nextInt(8); piece >= 0; piece--) {
                value.append(pieces.get(random.nextInt(pieces.size())));
            }
            if (value.charAt(0) == '=' || value.charAt(0) == ':') {
                value.insert(0, 'x');
            }
            Properties properties = new Properties();
            properties.put(FILTER, value.toString());
            StringWriter stored = new StringWriter();
            properties.store(stored, "by a program");
            assertThat(PropertiesReader.read(stored.toString(), "f")).containsEntry(FILTER, value.toString());
        }
    }

    @Test
    @Proves("5.16")
    void the_settings_as_they_come_are_read() throws IOException {
        String text = java.nio.file.Files.readString(java.nio.file.Path.of("application.properties"));
        assertThat(PropertiesReader.read(text, "f")).isEqualTo(byJava(text));
    }

    static Stream<Arguments> lost() {
        return Stream.of(
                // each a file, the line, and what the message names
                Arguments.of(FILTER + "=(cn=\\28x\\29)", 1, FILTER, "write it twice, \\\\2"),
                Arguments.of(FILTER + "=(cn=Doe\\2c John)", 1, FILTER, "write it twice"),
                Arguments.of(FILTER + "=(cn=Doe\\, John)", 1, FILTER, "write it twice, \\\\,"),
                Arguments.of("\n" + FILTER + "=(cn=a\\*b)", 2, FILTER, "write it twice"),
                Arguments.of("ldap-import.directory.username=CORP\\jdoe", 1, "username", "write it twice, \\\\j"),
                Arguments.of("ldap-import.directory.username=CORP\\tom", 1, "username", "control character"),
                Arguments.of("ldap-import.directory.username=CORP\\nina", 1, "username", "control character"),
                Arguments.of("ldap-import.directory.username=CORP\\rita", 1, "username", "control character"),
                Arguments.of("ldap-import.directory.username=CORP\\fred", 1, "username", "control character"),
                Arguments.of("ldap-import.directory.username=CORP\\uwe", 1, "username", "write it twice, \\\\u"),
                Arguments.of("ldap-import.directory.username=CORP\\ubaba", 1, "username", "write it twice, \\\\u"),
                Arguments.of(
                        "ldap-import.database.url=jdbc:h2:file:C:\\data\\users", 1, "database.url", "write it twice"),
                Arguments.of(BASE + "=ou=a\\ ,dc=x", 1, BASE, "write it twice"),
                Arguments.of(BASE + "=ou=\\#1,dc=x", 1, BASE, "write it twice"),
                Arguments.of(BASE + "=ou=a\\=b,dc=x", 1, BASE, "write it twice"),
                Arguments.of("my.pattern=\\d+", 1, "my.pattern", "write it twice"),
                // values that end elsewhere
                Arguments.of(FILTER + "=(cn=x)\\\nldap-import.max-missing=5%", 1, "", "setting below"),
                Arguments.of(FILTER + "=(cn=x)\\\ncamel.main.name=x", 1, "", "setting below"),
                Arguments.of(FILTER + "=(cn=x)\\\n# a comment\n", 1, "", "comment below"),
                Arguments.of(FILTER + "=(cn=x)\\\n\n", 1, "", "no text follows"),
                Arguments.of(FILTER + "=(cn=x)\\", 1, "", "no text follows"),
                Arguments.of(FILTER + "=(|(l=a)\\ \n(l=b))", 1, FILTER, "write it twice"),
                Arguments.of(FILTER + "=\n(cn=x)", 2, FILTER, "end that line with a backslash"),
                Arguments.of(FILTER + "=(|(l=a)\n  (l=b))", 2, "", "end that line with a backslash"),
                Arguments.of(BASE + "=\n  ou=people,dc=x", 2, BASE, "end that line with a backslash"),
                Arguments.of(BASE + "=\nou=people,dc=x", 2, BASE, "end that line with a backslash"),
                Arguments.of(DOMAIN + "=\n  staff.example.com", 2, DOMAIN, "end that line with a backslash"),
                // keys
                Arguments.of(DOMAIN + "=a\n" + FILTER + "=\n\n" + DOMAIN + "=b", 4, DOMAIN, "another value in line 1"),
                Arguments.of(FILTER + "\n", 1, FILTER, "no '='"),
                Arguments.of(DOMAIN + "==x", 1, DOMAIN, "'='"),
                Arguments.of(DOMAIN + " := x", 1, DOMAIN, "'='"),
                Arguments.of("= x", 1, "", "no setting"),
                // comments
                Arguments.of(DOMAIN + "=default # ours", 1, DOMAIN, "comment"),
                Arguments.of(DOMAIN + "=default #ours", 1, DOMAIN, "comment"),
                Arguments.of(FILTER + "= # everybody", 1, FILTER, "comment"),
                // secrets
                Arguments.of(PASSWORD + "=secret ", 1, PASSWORD, "blank"),
                Arguments.of("ldap-import.http.token=0123456789abcdef\t \n", 1, "http.token", "blank"));
    }

    @ParameterizedTest
    @MethodSource("lost")
    @Proves("5.16")
    void what_the_format_would_change_is_refused_with_its_line(String text, int line, String key, String remedy) {
        assertThatThrownBy(() -> PropertiesReader.read(text, "application.properties"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("application.properties, line " + line)
                .hasMessageContainingAll(key, remedy);
    }

    @Test
    @Proves({"5.16", "5.23"})
    void nothing_of_a_password_is_told() {
        assertThatThrownBy(() -> PropertiesReader.read(PASSWORD + "=hunter\\2 x", "f"))
                .hasMessage("f, line 1: " + PASSWORD + " has a backslash that would be lost: write it twice");
    }

    static Stream<Arguments> kept() {
        return Stream.of(
                Arguments.of(FILTER + "=(cn=\\\\28x\\\\29)", FILTER, "(cn=\\28x\\29)"),
                Arguments.of(FILTER + "=(|(l=Bern)(l=Zürich))", FILTER, "(|(l=Bern)(l=Zürich))"),
                Arguments.of(FILTER + "=(|(l=Bern)\\\n    (l=Z\\u00FCrich))", FILTER, "(|(l=Bern)(l=Zürich))"),
                Arguments.of(FILTER + " : (cn=x)", FILTER, "(cn=x)"),
                Arguments.of(DOMAIN + "=Team \\#1", DOMAIN, "Team #1"),
                Arguments.of(DOMAIN + "=#1", DOMAIN, "#1"),
                Arguments.of(DOMAIN + "=a\n" + DOMAIN + "=a", DOMAIN, "a"),
                Arguments.of("ldap-import.database.url=jdbc\\:h2\\:./x", "ldap-import.database.url", "jdbc:h2:./x"),
                Arguments.of(
                        "ldap-import.users.sync-attributes=photo=#bean:a, x= #bean:b",
                        "ldap-import.users.sync-attributes",
                        "photo=#bean:a, x= #bean:b"),
                Arguments.of(PASSWORD + "=\\#a", PASSWORD, "#a"),
                Arguments.of("my.text=a\\tb", "my.text", "a\tb"));
    }

    @ParameterizedTest
    @MethodSource("kept")
    @Proves("5.16")
    void what_is_meant_is_read(String text, String key, String value) {
        assertThat(PropertiesReader.read(text, "f")).containsEntry(key, value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ldapimport.domain", "ldap_import.domain", "LDAP_IMPORT_DOMAIN", "Ldap-Import.domain",
                        "ldap.import.domain",
                "ldap-imort.directory.filter", "directory.filter", "max-missing", "users.table", "my.users.table"
            })
    @Proves("5.24")
    void a_key_that_only_looks_like_a_setting_is_refused(String key) {
        assertThatThrownBy(() -> SettingsFile.requireNoSlip(key, "application.properties"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("application.properties", key, "ldap-import.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"my.city", "camel.main.name", "city", "logging.level", "domain"})
    @Proves("5.24")
    void keys_of_ones_own_are_taken(String key) {
        SettingsFile.requireNoSlip(key, "application.properties");
        assertThat(PropertiesReader.read(key + "=x", "f")).containsEntry(key, "x");
    }
}
