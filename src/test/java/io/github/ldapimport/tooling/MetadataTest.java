package io.github.ldapimport.tooling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.testing.Proves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;

/**
 * The settings as editors read them. application.properties and {@link Setting} are the source: with
 * {@code -Dldapimport.metadata.write} both files are written anew.
 */
class MetadataTest {
    private static final Path FOLDER = Path.of("src/main/resources/META-INF");
    private static final ObjectMapper JSON = new ObjectMapper();

    private static void isCurrent(String file, Supplier<String> metadata) throws IOException {
        Path path = FOLDER.resolve(file);
        if (System.getProperty("ldapimport.metadata.write") != null) {
            Files.createDirectories(FOLDER);
            Files.writeString(path, metadata.get());
        }
        assertThat(JSON.readTree(path.toFile()))
                .as("write it anew with mvn test -Dtest=MetadataTest -Dldapimport.metadata.write")
                .isEqualTo(JSON.readTree(metadata.get()));
    }

    @Test
    @Proves("8.11")
    void every_setting_is_in_the_metadata_of_Spring_Boot_with_its_comment_and_its_default() throws IOException {
        isCurrent("spring-configuration-metadata.json", SettingsMetadata::ofSpringBoot);
    }

    @Test
    @Proves("8.11")
    void every_setting_is_in_metadata_like_those_of_Camel_Main() throws IOException {
        isCurrent("ldap-import-configuration-metadata.json", SettingsMetadata::ofCamel);
    }

    @Test
    void the_latter_has_no_key_that_those_of_Camel_Main_do_not_have() throws IOException {
        JsonNode camel;
        try (var resource = Main.class.getResourceAsStream("/META-INF/camel-main-configuration-metadata.json")) {
            camel = JSON.readTree(resource);
        }
        JsonNode own = JSON.readTree(SettingsMetadata.ofCamel());
        for (String part : new String[] {"/groups", "/properties"}) {
            TreeSet<String> known = new TreeSet<>();
            camel.at(part).forEach(each -> each.fieldNames().forEachRemaining(known::add));
            assertThat(known).isNotEmpty();
            own.at(part)
                    .forEach(each -> assertThat(each.fieldNames()).toIterable().isSubsetOf(known));
        }
    }

    @Test
    @Proves("8.11")
    void every_setting_has_a_comment() {
        assertThat(SettingsMetadata.comments().values())
                .hasSize(Setting.values().length)
                .doesNotContain("");
    }

    @Test
    void the_comment_of_a_setting_names_all_of_its_choices() {
        Map<String, String> comments = SettingsMetadata.comments();
        Stream.of(Setting.values())
                .filter(setting -> !setting.choices().isEmpty())
                .forEach(setting -> {
                    assertThat(setting.choices()).contains(setting.defaultValue());
                    assertThat(comments.get(Setting.BUNDLE_PREFIX + "." + setting.key()))
                            .contains(setting.choices());
                });
    }
}
