package io.github.ldapimport.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ldapimport.testing.Proves;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskedTest {
    private static final String WORD = "Tr0ub4dor";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://host/app?user=app&password=Tr0ub4dor",
                "jdbc:postgresql://host/app?password=Tr0ub4dor&user=app",
                "jdbc:mariadb://host/app?password=Tr0ub4dor;x=1",
                "jdbc:sqlserver://host;user=app;password=Tr0ub4dor;encrypt=true",
                "jdbc:sqlserver://host;PWD={a;Tr0ub4dor}",
                "jdbc:h2:file:./users;USER=sa;PASSWORD=Tr0ub4dor",
                "jdbc:oracle:thin:scott/Tr0ub4dor@host:1521/app",
                "jdbc:oracle:thin:scott/Tr0ub4/Tr0ub4dor@//host:1521/app",
                "ldap://cn=reader:Tr0ub4dor@host",
                "amqp://app:Tr0ub4dor@host:5672",
                "amqp://app:Tr0@ub/Tr0ub4dor@host:5672",
                "https://host/hook?access_token=Tr0ub4dor",
                "https://host/hook?client_secret=RAW(a&Tr0ub4dor)&x=1",
                "Unknown parameters=[{foo=1, trustStorePassphrase=Tr0ub4dor}]",
                "-Dldap-import.directory.password=Tr0ub4dor is read",
            })
    @Proves("4.95")
    void a_secret_in_an_address_is_stars(String address) {
        String sentence = "Cannot open " + address + " now: ask";
        assertThat(Masked.of(sentence))
                .startsWith("Cannot open ")
                .contains("***")
                .doesNotContain(WORD);
        assertThat(Masked.of(address)).contains("***").doesNotContain(WORD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "User with [id = 2] has been soft-deleted",
                "ldap-import.users.password-value=hashed",
                "ldap://host:389 as cn=reader,dc=example,dc=com",
                "the column email (ada@example.com)",
                "http://127.0.0.1:8089 user@example.com",
                "uid=token,ou=people",
                "jdbc:postgresql://host/app?user=app"
            })
    @Proves("4.95")
    void what_holds_no_secret_stays_as_it_is(String text) {
        assertThat(Masked.of(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jms:queue:x?passwort=Tr0ub4dor&noSuchOption=1",
                "sftp://app:Tr0ub4dor@host/in?noSuchOption=1",
                "sftp://app@host/in?pw=RAW(Tr0ub4dor&x)&noSuchOption=1",
                "smtp:host?key=Tr0ub%344dor&noSuchOption=1"
            })
    @Proves("4.95")
    void of_the_options_of_an_endpoint_the_names_are_told_and_no_values(String uri) {
        assertThat(Masked.endpoint(uri)).contains("noSuchOption=***").doesNotContain("Tr0ub");
        String said = Masked.words(
                "Failed to resolve endpoint: " + uri.replace(":queue", "://queue")
                        + " due to: Unknown parameters=[{passwort=" + WORD + ", noSuchOption=1}] of " + uri,
                uri + "&other=" + WORD);
        assertThat(said).contains("noSuchOption").doesNotContain(WORD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$2y$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy",
                "$2a$04$N9qo8uLOickgx2ZMRZ",
                "$2b$12$N9qo8uLOickgx2ZMRZoMye",
                "$1$N9qo8uLO$IjZAgcfl7p92ldGxad68LJ",
                "$5$rounds=5000$N9qo8uLO$IjZAgcfl7p92ldGxad68LJZdL17lhWyIjZAgcfl7p92",
                "$6$N9qo8uLO$IjZAgcfl7p92ldGxad68LJZdL17lhWy/IjZAgcfl7p92ldGxad68LJZdL17lhWy",
                "$argon2id$v=19$m=65536,t=4,p=1$N9qo8uLO$IjZAgcfl7p92",
                "$argon2i$v=19$m=65536,t=4,p=1$N9qo8uLO$IjZAgcfl7p92",
                "$scrypt$ln=16,r=8,p=1$N9qo8uLO$IjZAgcfl7p92",
                "$pbkdf2-sha256$29000$N9qo8uLO$IjZAgcfl7p92",
                "$y$j9T$N9qo8uLO$IjZAgcfl7p92ldGxad",
                "$P$BN9qo8uLOIjZAgcfl7p92ldGxad68LJ",
                "$S$DN9qo8uLOIjZAgcfl7p92ldGxad68LJZdL17lhWy",
                "$wp$2y$10$N9qo8uLOickgx2ZMRZoMye",
                "$apr1$N9qo8uLO$IjZAgcfl7p92ldGxad68LJ",
                "{SSHA}N9qo8uLOickgx2ZMRZoMyeIj==",
                "{SHA}N9qo8uLOickgx2ZMRZoMyeIj=",
                "{ssha512}N9qo8uLOickgx2ZMRZoMyeIj==",
                "{CRYPT}$6$N9qo8uLO$IjZAgcfl7p92ldGxad68LJ",
                "{bcrypt}$2a$10$N9qo8uLOickgx2ZMRZoMye",
                "{pbkdf2@SpringSecurity_v5_8}N9qo8uLOickgx2ZMRZoMye",
                "{noop}N9qo8uLO",
                "pbkdf2_sha256$600000$N9qo8uLO$IjZAgcfl7p92ldGxad68LJ=",
                "bcrypt_sha256$$2b$12$N9qo8uLOickgx2ZMRZoMye",
                "argon2$argon2id$v=19$m=102400,t=2,p=8$N9qo8uLO$IjZAgcfl7p92",
                "pbkdf2:sha256:600000$N9qo8uLO$IjZAgcfl7p92",
                "scrypt:32768:8:1$N9qo8uLO$IjZAgcfl7p92",
                "SCRAM-SHA-256$4096:N9qo8uLO==$IjZAgcfl7p92=:N9qo8uLO=",
                "AQAAAAIAAYagAAAAEN9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWyIjZAgcfl7p9/2ldGxad=="
            })
    @Proves("4.95")
    void a_stored_password_is_stars_wherever_it_stands(String hash) throws Exception {
        for (String before : List.of("", "row (3,x,", "old", "='", "\"", "a|")) {
            String masked = Masked.of(before + hash + ",y) may not change");
            assertThat(masked).startsWith(before).contains(Secret.STARS).endsWith(",y) may not change");
            assertThat(masked).doesNotContain("N9qo8uLO", "IjZAgcfl", "ldGxad");
        }
        ObjectMapper mapper = new ObjectMapper();
        String json = mapper.writeValueAsString(Map.of("a", hash, "b", "x")).replace("/", "\\/");
        assertThat(Masked.of(json)).doesNotContain("N9qo8uLO", "IjZAgcfl", "ldGxad");
        assertThat(mapper.readTree(Masked.of(json)).path("b").asText()).isEqualTo("x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "at io.example.Outer$Inner$1.run(Outer.java:12)",
                "at io.example.Step$$Lambda$14/0x0000000800c03000.apply",
                "at io.example.Outer$1$2.run(Outer.java:12)",
                "${body.name} and {{ldap-import.domain}} cost $10 and $20",
                "{user}x",
                "the sha1 of $x",
                "AQAAAA"
            })
    @Proves("4.95")
    void what_looks_like_no_stored_password_stays_as_it_is(String text) {
        assertThat(Masked.of(text)).isEqualTo(text);
    }

    @Test
    @Proves("4.95")
    void json_stays_json() throws Exception {
        ObjectMapper mapper = new ObjectMapper();
        String json = mapper.writeValueAsString(
                Map.of("a", "password=" + WORD + "\\\"\nb", "b", "//x:" + WORD + "@\"y", "c", "token=\\"));
        assertThat(Masked.of(json)).doesNotContain(WORD);
        assertThat(mapper.readTree(Masked.of(json)).size()).isEqualTo(3);
    }

    @Test
    @Proves("4.95")
    void a_secret_prints_as_stars_and_so_does_what_holds_it() {
        Secret secret = new Secret(WORD);
        assertThat(secret + " " + Map.of("password", secret)).doesNotContain(WORD);
        assertThat(secret).isEqualTo(new Secret(WORD)).isNotEqualTo(new Secret("other"));
        assertThat(secret.value()).isEqualTo(WORD);
    }
}
