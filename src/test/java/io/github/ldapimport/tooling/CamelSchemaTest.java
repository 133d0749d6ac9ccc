package io.github.ldapimport.tooling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersionDetector;
import io.github.ldapimport.testing.Proves;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.catalog.CamelCatalog;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.catalog.EndpointValidationResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Camel's own schema of YAML routes and its catalogue of components say of the routes, as editors and tools read them. */
class CamelSchemaTest {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final JsonSchema SCHEMA = schema();
    private static final CamelCatalog CATALOG = new DefaultCamelCatalog();

    private static JsonSchema schema() {
        try (InputStream file = CamelSchemaTest.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
            JsonNode schema = new ObjectMapper().readTree(file);
            return JsonSchemaFactory.getInstance(SpecVersionDetector.detect(schema))
                    .getSchema(schema);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static List<Path> files() throws IOException {
        try (Stream<Path> routes = Files.walk(Path.of("routes"));
                Stream<Path> examples = Files.walk(Path.of("src/examples"))) {
            return Stream.concat(routes, examples)
                    .filter(file -> file.toString().endsWith(".camel.yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    @Proves("8.10")
    void routes_are_as_camels_schema_wants_them(Path file) throws IOException {
        // where a placeholder stands for a number, the schema wants the number
        String resolved = Files.readString(file).replaceAll("\"\\{\\{[^:}]+:(\\d+)}}\"", "$1");
        assertThat(SCHEMA.validate(YAML.readTree(resolved))).as("%s", file).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("files")
    @Proves("8.10")
    void endpoints_and_their_options_are_in_camels_catalogue(Path file) throws IOException {
        List<String> wrong = new ArrayList<>();
        look(YAML.readTree(file.toFile()), wrong);
        assertThat(wrong).as("%s", file).isEmpty();
    }

    @Test
    void what_is_not_as_camel_wants_it_is_found() throws IOException {
        JsonNode slip = YAML.readTree("""
                - route:
                    id: x
                    frm:
                      uri: direct:x
                """);
        assertThat(SCHEMA.validate(slip)).isNotEmpty();
        List<String> wrong = new ArrayList<>();
        look(YAML.readTree("""
                to:
                  uri: sql:from-header
                  parameters:
                    btach: true
                """), wrong);
        assertThat(wrong).hasSize(1);
    }

    /** Looks at every endpoint below a node. One that only a run knows, such as that of an event, is nobody's to check. */
    private static void look(JsonNode node, List<String> wrong) {
        JsonNode uri = node.get("uri");
        if (uri != null && uri.asText().matches("[a-z][a-z-]*:.*")) {
            String parameters = node.has("parameters")
                    ? node.get("parameters").properties().stream()
                            .map(Map.Entry::getKey)
                            .map(name -> name + "="
                                    + node.get("parameters").get(name).asText())
                            .collect(Collectors.joining("&", "?", ""))
                    : "";
            EndpointValidationResult result = CATALOG.validateEndpointProperties(uri.asText() + parameters);
            if (!result.isSuccess()) {
                wrong.add(uri.asText() + parameters + ": " + result.summaryErrorMessage(false));
            }
        }
        node.forEach(each -> look(each, wrong));
    }
}
