package io.github.ldapimport.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The Kamelet. */
class KameletTest {
    private TestDirectory directory;
    private TestDatabase database;
    private RunningRoutes routes;

    @BeforeEach
    void start() {
        directory = TestDirectory.start()
                .addPerson("ada", "Ada", "mail: ada@example.com")
                .addPerson("alan", "Alan");
        database = TestDatabase.create(Product.H2).createUsersTable();
        routes = RunningRoutes.start(directory.settings(), database.settings());
    }

    @AfterEach
    void stop() {
        routes.close();
        database.close();
        directory.close();
    }

    private Exchange send(String properties, Map<String, Object> headers) {
        return routes.context()
                .createProducerTemplate()
                .request("kamelet:ldap-import-action" + properties, exchange -> exchange.getMessage()
                        .setHeaders(new HashMap<>(headers)));
    }

    private List<String> names() {
        return database.column("SELECT name FROM users WHERE deleted_at IS NULL ORDER BY name");
    }

    @Test
    @Proves("8.9")
    void a_property_that_is_left_out_is_as_the_settings_say() throws IOException {
        Exchange answer = send("", Map.of());
        assertThat(answer.getException()).isNull();
        assertThat(new ObjectMapper()
                        .readTree(answer.getMessage().getBody(String.class))
                        .at("/imported")
                        .asInt())
                .isEqualTo(2);
        assertThat(answer.getMessage().getHeaders().keySet()).noneMatch(name -> name.startsWith("LdapImport"));
    }

    @Test
    @Proves("8.9")
    void properties_are_the_options_of_a_run() {
        assertThat(send("?filter=RAW{(&(cn=A*)(mail=*))}&dryRun=false&minUsers=1&log=false", Map.of())
                        .getException())
                .isNull();
        assertThat(names()).containsExactly("Ada");
        send("?user=alan&chunk=1&attributes=cn", Map.of());
        assertThat(names()).containsExactly("Ada", "Alan");
        directory.deletePerson("alan");
        send("?deleteMissing=true&dryRun=true", Map.of());
        assertThat(names()).containsExactly("Ada", "Alan");
        send("?deleteMissing=true&maxMissing=1", Map.of());
        assertThat(names()).containsExactly("Ada");
        assertThat(send("?provider=nobody", Map.of()).getException()).hasMessageContaining("no provider 'nobody'");
    }

    @Test
    @Proves("8.9")
    void an_empty_property_is_refused_for_it_would_mean_everybody() {
        assertThat(send("?user=", Map.of()).getException())
                .hasMessage("The header LdapImportUser is empty: give a value or leave it out");
        assertThat(names()).isEmpty();
    }

    @Test
    @Proves({"4.9", "8.9"})
    void headers_of_the_message_do_nothing() {
        send("", Map.of());
        directory.deletePerson("alan");
        Exchange answer = send(
                "",
                Map.of(
                        "LdapImportDeleteMissing",
                        "true",
                        "LdapImportNonsense",
                        "x",
                        "CamelSqlQuery",
                        "DELETE FROM users"));
        assertThat(answer.getException()).isNull();
        assertThat(names()).containsExactly("Ada", "Alan");
    }

    @Test
    void the_definition_is_complete_and_has_a_property_for_each_header_of_a_request() throws IOException {
        Map<?, ?> kamelet = (Map<?, ?>) new Load(LoadSettings.builder().build())
                .loadFromString(Files.readString(Path.of("kamelets/ldap-import-action.kamelet.yaml")));
        Map<?, ?> metadata = (Map<?, ?>) kamelet.get("metadata");
        assertThat(metadata.get("name")).isEqualTo("ldap-import-action");
        assertThat(((Map<?, ?>) metadata.get("annotations")).keySet().stream().map(String::valueOf))
                .contains(
                        "camel.apache.org/kamelet.support.level",
                        "camel.apache.org/catalog.version",
                        "camel.apache.org/kamelet.icon",
                        "camel.apache.org/provider",
                        "camel.apache.org/kamelet.group");
        assertThat(((Map<?, ?>) metadata.get("labels")).get("camel.apache.org/kamelet.type"))
                .isEqualTo("action");
        Map<?, ?> definition = (Map<?, ?>) ((Map<?, ?>) kamelet.get("spec")).get("definition");
        assertThat(definition.get("title")).isEqualTo("LDAP Import Action");
        assertThat(String.valueOf(definition.get("description"))).isNotBlank();
        // an import sets nothing back
        Set<String> headers = new HashSet<>(Headers.OF_A_REQUEST);
        headers.remove(Headers.MAX_UNDONE);
        Map<?, ?> properties = (Map<?, ?>) definition.get("properties");
        assertThat(properties.keySet().stream()
                        .map(name -> "LdapImport"
                                + Character.toUpperCase(String.valueOf(name).charAt(0))
                                + String.valueOf(name).substring(1)))
                .containsExactlyInAnyOrderElementsOf(headers);
        properties.forEach((name, property) -> assertThat(
                        ((Map<?, ?>) property).keySet().stream().map(String::valueOf))
                .as("%s", name)
                .contains("title", "description", "type"));
    }
}
