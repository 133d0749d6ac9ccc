package io.github.ldapimport.tooling;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ldapimport.settings.Setting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The settings as editors read them, made of application.properties (the comments) and {@link Setting} (keys, defaults, choices,
 * secrets): once as Spring Boot has them (its reference, appendix "Configuration Metadata"), and once as Camel has those of
 * Camel Main.
 */
final class SettingsMetadata {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Empty by default, which shows no type. */
    private static final Set<Setting> DURATIONS = Set.of(Setting.GRACE, Setting.HEALTH_MAX_AGE);

    /** The types of the beans that a setting names. */
    private static final Map<Setting, String> BEANS = new TreeMap<>(Map.of(
            Setting.DATABASE_BEAN, "javax.sql.DataSource",
            Setting.DIRECTORY_BEAN, "org.springframework.ldap.core.ContextSource"));

    /** What a value is: its names in Java and in Camel's catalogue. */
    private enum Type {
        BOOLEAN("java.lang.Boolean", "boolean"),
        INTEGER("java.lang.Integer", "integer"),
        DURATION("java.time.Duration", "duration"),
        TEXT("java.lang.String", "string");

        private final String java;
        private final String camel;

        Type(String java, String camel) {
            this.java = java;
            this.camel = camel;
        }

        static Type of(Setting setting) {
            String value = setting.defaultValue();
            if (value.matches("true|false")) {
                return BOOLEAN;
            } else if (value.matches("\\d+")) {
                return INTEGER;
            }
            return DURATIONS.contains(setting) || value.matches("\\d+(ms|s|m|h|d)") ? DURATION : TEXT;
        }

        Object read(String value) {
            return switch (this) {
                case BOOLEAN -> Boolean.valueOf(value);
                case INTEGER -> Integer.valueOf(value);
                default -> value;
            };
        }
    }

    private SettingsMetadata() {}

    private static String name(Setting setting) {
        return Setting.BUNDLE_PREFIX + "." + setting.key();
    }

    /** Each key with the comment above it; keys below one comment share it. */
    static Map<String, String> comments() {
        Map<String, String> comments = new LinkedHashMap<>();
        List<String> comment = new ArrayList<>();
        boolean ended = false;
        for (String line : lines()) {
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

    private static List<String> lines() {
        try {
            return Files.readAllLines(Path.of("application.properties"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** META-INF/spring-configuration-metadata.json. */
    static String ofSpringBoot() {
        Map<String, String> comments = comments();
        List<Map<String, Object>> properties = new ArrayList<>();
        List<Map<String, Object>> hints = new ArrayList<>();
        for (Setting setting : Setting.values()) {
            Type type = Type.of(setting);
            Map<String, Object> property = new LinkedHashMap<>();
            property.put("name", name(setting));
            property.put("type", type.java);
            property.put("description", comments.get(name(setting)));
            if (!setting.defaultValue().isEmpty()) {
                property.put("defaultValue", type.read(setting.defaultValue()));
            }
            properties.add(property);
            if (!setting.choices().isEmpty()) {
                hints.add(hint(
                        setting,
                        "values",
                        setting.choices().stream()
                                .map(value -> Map.of("value", value))
                                .toList()));
            }
        }
        BEANS.forEach((setting, type) -> hints.add(hint(
                setting,
                "providers",
                List.of(Map.of("name", "spring-bean-reference", "parameters", Map.of("target", type))))));
        new TreeMap<>(Setting.FORMER_KEYS).forEach((former, now) -> {
            Map<String, Object> property = new LinkedHashMap<>();
            property.put("name", former);
            property.put("type", Type.TEXT.java);
            property.put("deprecation", Map.of("level", "error", "replacement", now));
            properties.add(property);
        });
        return written(Map.of("properties", properties, "hints", hints));
    }

    private static Map<String, Object> hint(Setting setting, String kind, List<?> content) {
        Map<String, Object> hint = new LinkedHashMap<>();
        hint.put("name", name(setting));
        hint.put(kind, content);
        return hint;
    }

    /** META-INF/ldap-import-configuration-metadata.json, with the keys of camel-main-configuration-metadata.json. */
    static String ofCamel() {
        Map<String, String> comments = comments();
        List<Map<String, Object>> properties = Stream.of(Setting.values())
                .map(setting -> {
                    Type type = Type.of(setting);
                    Map<String, Object> property = new LinkedHashMap<>();
                    property.put("name", name(setting));
                    property.put("required", false);
                    property.put("description", comments.get(name(setting)));
                    property.put("type", setting.choices().isEmpty() ? type.camel : "enum");
                    property.put("javaType", type.java);
                    if (!setting.defaultValue().isEmpty()) {
                        property.put("defaultValue", type.read(setting.defaultValue()));
                    }
                    property.put("secret", setting.isSecret());
                    if (!setting.choices().isEmpty()) {
                        property.put("enum", setting.choices());
                    }
                    return property;
                })
                .toList();
        return written(Map.of(
                "groups",
                List.of(Map.of("name", Setting.BUNDLE_PREFIX, "description", "Settings of ldap-import")),
                "properties",
                properties));
    }

    private static String written(Map<String, ?> metadata) {
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
        printer.indentArraysWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE.withLinefeed("\n"));
        printer.indentObjectsWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE.withLinefeed("\n"));
        try {
            return JSON.writer(printer).writeValueAsString(JSON.valueToTree(new TreeMap<>(metadata))) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
