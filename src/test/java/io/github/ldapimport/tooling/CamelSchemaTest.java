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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```yaml\n(.*?)^```$");
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

    /** A file of routes, or what stands for one on a page of the documentation. */
    record Routes(String name, String yaml) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Routes> routes() throws IOException {
        List<Routes> found = new ArrayList<>();
        for (Path folder : List.of(Path.of("routes"), Path.of("src/examples"))) {
            for (Path file : files(folder, ".camel.yaml")) {
                found.add(new Routes(file.toString(), Files.readString(file)));
            }
        }
        List<Path> pages = new ArrayList<>(files(Path.of("docs"), ".md"));
        pages.add(Path.of("README.md"));
        for (Path page : pages) {
            Matcher block = BLOCK.matcher(Files.readString(page));
            for (int number = 1; block.find(); number++) {
                found.add(new Routes(page + ", block " + number, block.group(1)));
            }
        }
        return found;
    }

    private static List<Path> files(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    @Proves("8.10")
    void routes_are_as_camels_schema_wants_them(Routes routes) throws IOException {
        // where a placeholder stands for a number, the schema wants the number
        String resolved = routes.yaml().replaceAll("\"\\{\\{[^:}]+:(\\d+)}}\"", "$1");
        assertThat(SCHEMA.validate(YAML.readTree(resolved))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("routes")
    @Proves("8.10")
    void endpoints_and_their_options_are_in_camels_catalogue(Routes routes) throws IOException {
        List<String> wrong = new ArrayList<>();
        look(YAML.readTree(routes.yaml()), wrong);
        assertThat(wrong).isEmpty();
    }

    @Test
    void recipes_are_looked_at() throws IOException {
        assertThat(routes()).extracting(Routes::name).contains("docs/recipes.md, block 1");
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
