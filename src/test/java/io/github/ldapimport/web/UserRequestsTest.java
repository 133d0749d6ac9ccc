package io.github.ldapimport.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.testing.HttpRuns;
import io.github.ldapimport.testing.HttpRuns.Answer;
import io.github.ldapimport.testing.Ports;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDirectory;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** GET ldap-import/users/NAME. */
class UserRequestsTest {
    private final HttpRuns http = new HttpRuns(Ports.free());
    private final TestDirectory directory = TestDirectory.start()
            .addPerson("ada", "Ada Lovelace", "mail: ada@example.com")
            .addPerson("slash", "Slash, Plus", "displayName: a/b+c", "mail: slash@example.com");
    private final TestDatabase database =
            TestDatabase.create(TestDatabase.Product.H2).createUsersTable();

    @AfterEach
    void stop() {
        database.close();
        directory.close();
    }

    private RunningRoutes serving() {
        Map<String, String> server = Map.of(
                "camel.server.enabled", "true",
                "camel.server.host", "127.0.0.1",
                "camel.server.port", String.valueOf(http.port()));
        return RunningRoutes.start(directory.settings(), database.settings(), server, http.settings());
    }

    private HttpRequest.Builder request(String method, String address) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http.port() + "/ldap-import/users/" + address))
                .method(method, BodyPublishers.noBody());
    }

    private Answer get(String address) {
        return http.send(request("GET", address).header("Authorization", "Bearer " + HttpRuns.TOKEN));
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private void is(Answer answer, int status, String outcome) {
        assertThat(answer.status()).as("%s", answer.json()).isEqualTo(status);
        assertThat(answer.json().path("providers").path(0).path("outcome").asText())
                .as("%s", answer.json())
                .isEqualTo(outcome);
    }

    @Test
    @Proves("11.10")
    void a_get_answers_where_the_user_stands_whose_name_the_address_has() {
        try (RunningRoutes routes = serving()) {
            Answer ada = get("ada?provider=ldap");
            is(ada, 200, "new");
            assertThat(ada.json().path("user").asText()).isEqualTo("ada");
            assertThat(ada.json().path("inTable").asBoolean(true)).isFalse();
            routes.run();
            Answer there = get(encoded("uid=ada," + TestDirectory.PEOPLE));
            is(there, 200, "up-to-date");
            assertThat(there.json().path("inTable").asBoolean()).isTrue();
            is(get(encoded("a/b+c")), 200, "up-to-date");
            is(get("a%2Fb+c"), 200, "up-to-date");
            is(get(encoded("Slash, Plus")), 200, "up-to-date");
            is(get(encoded("*)(uid=*")), 200, "not-found");
            is(get(encoded("\u001b[31mred\r\nX: y")), 200, "not-found");
            is(
                    http.send(request("GET", "ada")
                            .header("Authorization", "Bearer " + HttpRuns.TOKEN)
                            .header("name", "stranger")
                            .header("LdapImportUser", "stranger")
                            .header("LdapImportProvider", "stranger")
                            .header("CamelHttpUri", "/ldap-import/users/stranger")),
                    200,
                    "up-to-date");
        }
    }

    @Test
    @Proves("11.10")
    void without_the_token_nothing_is_told_and_wrong_words_are_refused() {
        try (RunningRoutes routes = serving()) {
            for (String address : new String[] {"ada", "stranger", "ada?provider=ldap"}) {
                Answer refused = http.send(request("GET", address));
                assertThat(refused.status()).isEqualTo(401);
                assertThat(refused.json().path("error").asText()).contains("Authorization");
                assertThat(http.send(request("GET", address).header("Authorization", "Bearer wrong"))
                                .status())
                        .isEqualTo(401);
            }
            assertThat(get("ada?provider=other").status()).isEqualTo(400);
            assertThat(get("ada?provider=other").json().path("error").asText()).contains("ldap");
            assertThat(get("ada?dry-run").status()).isEqualTo(400);
            assertThat(get("ada?provider=ldap&user=bob").status()).isEqualTo(400);
            assertThat(get("%20").status()).isEqualTo(400);
            assertThat(http.exchange(request("POST", "ada").header("Authorization", "Bearer " + HttpRuns.TOKEN))
                            .statusCode())
                    .isEqualTo(405);
            assertThat(database.query("SELECT * FROM users")).isEmpty();
            assertThat(routes.context().getStatus().isStarted()).isTrue();
        }
    }
}
