package io.github.ldapimport.tooling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The Kamelet keeps the rules that Camel's Kamelet catalogue checks of its own, but for two: the provider is not Apache, and the
 * dependency on the bundle is a Maven coordinate with a version.
 */
class KameletRulesTest {
    private static final Path FILE = Path.of("kamelets/ldap-import-action.kamelet.yaml");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{[?]?([\\w.-]+)(?::[^}]*)?}}");
    private static final Set<String> SMALL_WORDS =
            Set.of("a", "an", "and", "by", "for", "from", "in", "of", "or", "the", "to");

    private JsonNode kamelet;
    private JsonNode definition;

    @BeforeEach
    void read() throws IOException {
        kamelet = new ObjectMapper(new YAMLFactory()).readTree(FILE.toFile());
        definition = kamelet.at("/spec/definition");
    }

    private Iterable<Map.Entry<String, JsonNode>> properties() {
        return definition.get("properties").properties();
    }

    private static String label(JsonNode parent, String name) {
        return parent.path("camel.apache.org/" + name).asText();
    }

    @Test
    void file_name_and_title_end_with_the_type() {
        String name = kamelet.at("/metadata/name").asText();
        assertThat(FILE.getFileName()).hasToString(name + ".kamelet.yaml");
        assertThat(label(kamelet.at("/metadata/labels"), "kamelet.type")).isEqualTo("action");
        assertThat(name).endsWith("-action");
        assertThat(definition.path("title").asText()).endsWith(" Action");
    }

    @Test
    void what_a_catalogue_shows_is_there() throws IOException {
        JsonNode annotations = kamelet.at("/metadata/annotations");
        for (String name : List.of("kamelet.support.level", "provider", "kamelet.group", "kamelet.namespace")) {
            assertThat(label(annotations, name)).as(name).isNotEmpty();
        }
        assertThat(label(annotations, "kamelet.icon")).startsWith("data:image/svg+xml;base64,");
        assertThat(Files.readString(Path.of("pom.xml")))
                .contains("<camel.version>" + label(annotations, "catalog.version") + "</camel.version>");
        assertThat(definition.path("description").asText()).isNotEmpty();
        assertThat(definition.path("type").asText()).isEqualTo("object");
    }

    @Test
    void each_property_has_a_type_a_title_in_capitals_and_a_description() {
        for (Map.Entry<String, JsonNode> property : properties()) {
            String name = property.getKey();
            assertThat(property.getValue().path("type").asText())
                    .as(name)
                    .isIn("string", "integer", "number", "boolean", "object", "array");
            assertThat(property.getValue().path("description").asText())
                    .as(name)
                    .isNotEmpty();
            String title = property.getValue().path("title").asText();
            assertThat(title).as(name).doesNotMatch("(The|A|An) .*");
            assertThat(title.split(" "))
                    .as(name)
                    .allMatch(word -> word.matches("\\p{Lu}.*") || SMALL_WORDS.contains(word));
        }
        for (JsonNode required : definition.path("required")) {
            assertThat(definition.path("properties").has(required.asText())).isTrue();
        }
    }

    @Test
    void descriptors_are_those_in_use_and_secrets_are_marked() {
        for (Map.Entry<String, JsonNode> property : properties()) {
            Set<String> descriptors = new TreeSet<>();
            for (JsonNode descriptor : property.getValue().path("x-descriptors")) {
                assertThat(descriptors.add(descriptor.asText())).as("once").isTrue();
            }
            assertThat(descriptors).as(property.getKey()).noneMatch(each -> each.startsWith("urn:alm:descriptor:"));
            if (property.getValue().path("format").asText().equals("password")) {
                assertThat(descriptors).as(property.getKey()).contains("urn:camel:group:credentials");
            }
        }
    }

    @Test
    void each_property_is_used_and_each_that_is_used_is_declared() {
        Set<String> declared = new TreeSet<>();
        properties().forEach(property -> declared.add(property.getKey()));
        kamelet.at("/spec/template/beans")
                .forEach(bean -> declared.add(bean.path("name").asText()));
        Set<String> used = new TreeSet<>();
        collect(kamelet.at("/spec/template"), used);
        assertThat(used).isEqualTo(declared);
    }

    private static void collect(JsonNode node, Set<String> used) {
        if (node.isTextual()) {
            PLACEHOLDER.matcher(node.asText()).results().forEach(found -> used.add(found.group(1)));
        }
        for (Iterator<JsonNode> below = node.elements(); below.hasNext(); ) {
            collect(below.next(), used);
        }
    }

    @Test
    void dependencies_are_of_the_kinds_that_runtimes_resolve_and_the_bundle_has_the_version_of_the_build()
            throws IOException {
        Set<String> dependencies = new TreeSet<>();
        kamelet.at("/spec/dependencies").forEach(each -> dependencies.add(each.asText()));
        assertThat(dependencies).allMatch(each -> each.matches("camel:[a-z0-9-]+|mvn:[^:]+:[^:]+:[^:]+"));
        String version = Files.readString(Path.of("pom.xml")).split("<version>|</version>")[1];
        assertThat(dependencies).contains("mvn:io.github.ldapimport:ldap-import:" + version);
    }
}
