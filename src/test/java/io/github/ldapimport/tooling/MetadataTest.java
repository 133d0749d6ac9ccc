package io.github.ldapimport.tooling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.testing.Proves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The settings as IDEs read them (Spring Boot, Appendix "Configuration Metadata"). application.properties is the source: with
 * {@code -Dldapimport.metadata.write} the file is written anew.
 */
class MetadataTest {
    private static final Path FILE = Path.of("src/main/resources/META-INF/spring-configuration-metadata.json");

    /** Each key with the comment above it; keys below one comment share it. */
    private static Map<String, String> comments() throws IOException {
        Map<String, String> comments = new LinkedHashMap<>();
        List<String> comment = new ArrayList<>();
        boolean ended = false;
        for (String line : Files.readAllLines(Path.of("application.properties"))) {
            if (line.startsWith("###") || line.isBlank()) {
                comment.clear();
            } else if (line.startsWith("#")) {
                if (ended) {
                    comment.clear();
                }
                comment.add(line.substring(1).strip().replaceAll("\\s+", " "));
            } else {
                comments.put(line.substring(0, line.indexOf('=')), String.join(" ", comment));
            }
            ended = !line.startsWith("#");
        }
        return comments;
    }

    private static String type(String value) {
        if (value.matches("true|false")) {
            return "java.lang.Boolean";
        }
        if (value.matches("\\d+")) {
            return "java.lang.Integer";
        }
        return value.matches("\\d+(ms|s|m|h)") ? "java.time.Duration" : "java.lang.String";
    }

    private static Map<String, Object> values(String name, String... values) {
        return Map.of(
                "name",
                name,
                "values",
                Stream.of(values).map(value -> Map.of("value", value)).toList());
    }

    private static String metadata() throws IOException {
        Map<String, String> comments = comments();
        List<Map<String, Object>> properties = Stream.of(Setting.values())
                .map(setting -> {
                    String name = Setting.BUNDLE_PREFIX + "." + setting.key();
                    Map<String, Object> property = new LinkedHashMap<>();
                    property.put("name", name);
                    property.put("type", type(setting.defaultValue()));
                    property.put("description", comments.get(name));
                    if (!setting.defaultValue().isEmpty()) {
                        property.put("defaultValue", setting.defaultValue());
                    }
                    return property;
                })
                .collect(Collectors.toList());
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("properties", properties);
        metadata.put(
                "hints",
                List.of(
                        values(
                                "ldap-import.directory.type",
                                "openldap",
                                "active-directory",
                                "freeipa",
                                "389ds",
                                "other"),
                        values("ldap-import.users.create-table", "embedded", "always", "never")));
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
        printer.indentArraysWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE.withLinefeed("\n"));
        printer.indentObjectsWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE.withLinefeed("\n"));
        return new ObjectMapper().writer(printer).writeValueAsString(new ObjectMapper().valueToTree(metadata)) + "\n";
    }

    @Test
    @Proves("8.11")
    void every_setting_is_in_the_metadata_with_its_comment_and_its_default() throws IOException {
        if (System.getProperty("ldapimport.metadata.write") != null) {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, metadata());
        }
        assertThat(new ObjectMapper().readTree(FILE.toFile()))
                .as("write it anew with mvn test -Dtest=MetadataTest -Dldapimport.metadata.write")
                .isEqualTo(new ObjectMapper().readTree(metadata()));
    }

    @Test
    @Proves("8.11")
    void every_setting_has_a_comment() throws IOException {
        assertThat(comments().values()).hasSize(Setting.values().length).doesNotContain("");
    }
}
