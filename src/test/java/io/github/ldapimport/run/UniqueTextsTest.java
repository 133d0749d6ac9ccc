package io.github.ldapimport.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.api.Failure;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which texts are one to a unique column, the database says by the column's type and collation: to a dry run as to a run. */
class UniqueTextsTest {
    private static final String RING = "R1ng";

    /** Two texts each that some collations take for one and others do not. */
    private static final List<List<String>> PAIRS = List.of(
            List.of("case", "CASE"),
            List.of("cäse", "CÄSE"),
            List.of("blank", "blank "),
            List.of("accent", "áccent"),
            List.of("mark", "ma\u0301rk"),
            List.of("f\u00F3rm", "fo\u0301rm"),
            List.of("umlaut", "ümlaut"),
            List.of("umlaeut", "umläut"),
            List.of("ssharp", "ßharp"),
            List.of("oslash", "øslash"),
            List.of("oeligature", "œligature"),
            List.of("lstroke", "łstroke"),
            List.of("wide", "\uFF57ide"),
            List.of("dash", "da-sh"),
            List.of("face\uD83D\uDE00", "face\uD83C\uDF40"));

    private final TestDirectory directory = TestDirectory.start();
    private TestDatabase database;

    @AfterEach
    void stop() {
        database.close();
        directory.close();
    }

    private ImportSummary run(Object... headers) {
        Map<String, String> more = Map.of(
                "ldap-import.parallel-pages",
                "1",
                "ldap-import.users.sync-attributes",
                "name=cn, login=employeeNumber");
        try (RunningRoutes routes = RunningRoutes.start(directory.settings(), database.settings(), more)) {
            return routes.outcome(headers);
        }
    }

    private static List<String> failed(ImportSummary summary) {
        return summary.failures().stream().map(Failure::name).sorted().toList();
    }

    private static String attribute(String value) {
        return "employeeNumber:: " + Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    H2         | VARCHAR(50)
                    H2         | VARCHAR_IGNORECASE(50)
                    H2         | CHAR(50)
                    POSTGRESQL | VARCHAR(50)
                    POSTGRESQL | CITEXT
                    POSTGRESQL | LOGIN_NAME
                    POSTGRESQL | VARCHAR(50) COLLATE ANY_CASE
                    POSTGRESQL | TEXT COLLATE ANY_ACCENT
                    POSTGRESQL | TEXT COLLATE ANY_PUNCTUATION
                    MARIADB    | VARCHAR(50) COLLATE utf8mb4_general_ci
                    MARIADB    | VARCHAR(50) COLLATE utf8mb4_general_nopad_ci
                    MARIADB    | VARCHAR(50) COLLATE utf8mb4_unicode_ci
                    MARIADB    | VARCHAR(50) COLLATE utf8mb4_unicode_520_ci
                    MARIADB    | VARCHAR(50) COLLATE utf8mb4_uca1400_as_ci
                    MARIADB    | VARCHAR(50) COLLATE utf8mb4_uca1400_nopad_ai_ci
                    MARIADB    | VARCHAR(50) COLLATE utf8mb4_german2_ci
                    MARIADB    | VARCHAR(50) COLLATE utf8mb4_danish_ci
                    MARIADB    | VARCHAR(50) COLLATE utf8mb4_bin
                    MARIADB    | VARCHAR(50) COLLATE utf8mb4_nopad_bin
                    MARIADB    | VARCHAR(50) CHARACTER SET latin1 COLLATE latin1_swedish_ci
                    """)
    @Proves("2.86")
    void a_dry_run_takes_those_texts_for_one_that_the_database_does(Product product, String type) {
        create(product, type);
        for (int i = 0; i < PAIRS.size(); i++) {
            directory.addPerson(
                    "u" + i + "a", "u" + i + "a", attribute(PAIRS.get(i).get(0)));
            directory.addPerson(
                    "u" + i + "b", "u" + i + "b", attribute(PAIRS.get(i).get(1)));
        }
        ImportSummary foretold = run(Headers.CHUNK, 1, Headers.DRY_RUN, true);
        ImportSummary summary = run(Headers.CHUNK, 1);
        assertThat(failed(foretold)).as("dry run %s, run %s", foretold, summary).isEqualTo(failed(summary));
        assertThat(failed(run(Headers.CHUNK, 1, Headers.DRY_RUN, true))).isEqualTo(failed(summary));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    H2         | VARCHAR_IGNORECASE(50) | 1
                    POSTGRESQL | CITEXT | 1
                    POSTGRESQL | CITEXT NOT NULL | 10
                    POSTGRESQL | LOGIN_NAME | 1
                    POSTGRESQL | TEXT COLLATE ANY_ACCENT | 1
                    MARIADB    | VARCHAR(50) COLLATE utf8mb4_unicode_ci | 1
                    MARIADB    | VARCHAR(50) COLLATE utf8mb4_bin | 10
                    """)
    @Proves({"2.87", "2.27"})
    void texts_in_another_spelling_change_hands(Product product, String type, int chunk) {
        create(product, type);
        List<String> names = List.of("ada", "bob", "cyd");
        names.forEach(name -> directory.addPerson(name, name, attribute(RING + name)));
        directory.addPerson("dan", "dan", attribute("Dan"));
        assertThat(run().imported()).isEqualTo(4);
        // his own, in capitals
        directory.modify("dn: uid=dan," + TestDirectory.PEOPLE + "\nchangetype: modify\nreplace: employeeNumber\n"
                + attribute("DAN"));
        for (int i = 0; i < names.size(); i++) {
            directory.modify("dn: uid=" + names.get(i) + "," + TestDirectory.PEOPLE
                    + "\nchangetype: modify\nreplace: employeeNumber\n"
                    + attribute(RING.toUpperCase(Locale.ROOT) + names.get((i + 1) % names.size())));
        }
        assertThat(run(Headers.CHUNK, chunk, Headers.DRY_RUN, true).changed()).isEqualTo(4);
        ImportSummary summary = run(Headers.CHUNK, chunk);
        assertThat(summary.changed()).as(summary.toString()).isEqualTo(4);
        assertThat(run(Headers.CHUNK, chunk).unchanged()).isEqualTo(4);
        assertThat(database.column("SELECT login FROM users ORDER BY name"))
                .containsExactly("R1NGbob", "R1NGcyd", "R1NGada", "DAN");
    }

    private void create(Product product, String type) {
        database = TestDatabase.create(product).createUsersTable();
        if (product == Product.POSTGRESQL) {
            database.execute("CREATE EXTENSION citext");
            database.execute("CREATE DOMAIN login_name AS citext CHECK (value <> '')");
            collation("any_case", "und-u-ks-level2");
            collation("any_accent", "und-u-ks-level1");
            collation("any_punctuation", "und-u-ka-shifted");
        }
        database.execute("ALTER TABLE users ADD login " + type);
        database.execute("CREATE UNIQUE INDEX users_login ON users (login)");
    }

    private void collation(String name, String locale) {
        database.execute(
                "CREATE COLLATION " + name + " (provider = icu, locale = '" + locale + "', deterministic = false)");
    }
}
