package io.github.ldapimport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ldapimport.testing.OddText;
import io.github.ldapimport.testing.ProgramHere;
import io.github.ldapimport.testing.ProgramHere.Ended;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line of {@code ldap-import history}. */
class HistoryCommandTest {
    private final TestDirectory directory = TestDirectory.start();
    private final TestDatabase database = TestDatabase.create(Product.H2);
    private final Map<String, String> settings = new HashMap<>();

    @BeforeEach
    void start() {
        database.createUsersTable();
        settings.putAll(directory.settings());
        settings.putAll(database.settings());
        settings.remove("ldap-import.database.password");
        settings.put("ldap-import.users.password-cost", "4");
    }

    @AfterEach
    void stop() {
        database.close();
        directory.close();
    }

    private Ended run(String... words) {
        return ProgramHere.run(settings, words);
    }

    private String lastRun() {
        return database.column("SELECT run_id FROM ldap_import_runs ORDER BY started_at DESC")
                .get(0);
    }

    @Test
    @Proves({"12.5", "12.6", "12.7", "12.8", "12.9"})
    void runs_a_run_and_a_user_are_shown_as_text_and_as_JSON() throws Exception {
        directory.addPerson("ada", "Ada " + OddText.HARMFUL.get(0), "mail: ada@example.com");
        directory.addPerson("kim", "Kim", "mail: kim@example.com");
        run("import", "-n");
        String first = lastRun();
        directory.modify("dn: uid=ada," + TestDirectory.PEOPLE
                + "\nchangetype: modify\nreplace: mail\nmail: countess@example.com");
        run("import", "-n");
        String second = lastRun();

        Ended runs = run("history");
        assertThat(runs.status()).as(runs.all()).isZero();
        assertThat(runs.out().lines()).hasSize(3);
        assertThat(runs.out().lines().skip(1).toList().get(0))
                .startsWith(second)
                .matches(".* completed +changed 1");
        Ended limited = run("history", "--limit=1", "--provider=ldap");
        assertThat(limited.out().lines()).hasSize(3).endsWith("1 more: --limit=2");

        Ended one = run("history", "--run=" + second);
        assertThat(one.out())
                .contains(
                        "Run " + second + " of provider ldap began ",
                        "email: 'ada@example.com' -> 'countess@example.com'")
                .doesNotContain("Kim");
        OddText.assertHarmless(one.out());
        assertThat(run("history", "--run=" + first, "--limit=1").out())
                .endsWith("1 more: --limit=2" + System.lineSeparator());

        Ended life = run("history", "countess@example.com");
        assertThat(life.out().lines().filter(line -> line.contains("(run "))).hasSize(2);
        assertThat(life.out()).doesNotContain("$2").doesNotContain("password");
        assertThat(run("history", "kim@example.com", "--column=email", "--run=" + first)
                        .out())
                .contains("email: 'kim@example.com'")
                .doesNotContain("name:");
        assertThat(run("history", "kim", "--column=emial").out())
                .contains("None of the kept changes is one of column emial; there are changes of email, name.");

        assertThat(run("history", "kim", "--since=2999-01-01T00:00").out())
                .contains("None of the kept changes is one since 2999-01-01T00:00.");
        assertThat(run("history", "--run=" + second, "--since=1d").out()).contains("countess@example.com");

        JsonNode changes = json(run("history", "--run", first, "--output=json", "--limit=1"));
        assertThat(changes.path("changes")).hasSize(1);
        assertThat(changes.path("more").asInt()).isEqualTo(1);
        assertThat(changes.at("/run/summary/imported").asInt()).isEqualTo(2);
        JsonNode user = json(run("history", "ada@example.com", "--output=json"));
        assertThat(user.path("users")).hasSize(1);
        assertThat(user.path("changes").findValuesAsText("kind")).containsExactly("changed", "imported");
        assertThat(user.at("/changes/0/columns/email/1").asText()).isEqualTo("countess@example.com");
        assertThat(json(run("history", "--output=json")).path("runs").findValuesAsText("runId"))
                .contains(second, first);
    }

    private static JsonNode json(Ended ended) throws Exception {
        assertThat(ended.status()).as(ended.all()).isZero();
        assertThat(ended.out()).matches("[ -~]*\\R");
        return new ObjectMapper().readTree(ended.out());
    }

    @Test
    @Proves("12.7")
    void several_users_that_fit_are_listed_with_the_command_for_each() {
        directory.addPerson("ada", "Ada Lovelace").addPerson("kim", "ada lovelace");
        run("import", "-n");
        Ended ended = run("history", "ADA LOVELACE");
        assertThat(ended.status()).isZero();
        assertThat(ended.out()).startsWith("'ADA LOVELACE' fits 2 users.");
        assertThat(ended.out().lines().skip(1))
                .allMatch(line -> line.matches("  ldap-import history [0-9a-f-]{36}    # .*uid=(ada|kim),.*"));
    }

    @Test
    @Proves({"12.6", "12.8"})
    void what_is_not_there_is_told_with_the_reason() {
        Ended none = run("history");
        assertThat(none.status()).isZero();
        assertThat(none.out()).contains("the table ldap_import_runs in ", "is not there");
        directory.addPerson("ada", "Ada");
        settings.put("ldap-import.changes.keep", "");
        run("import", "-n");
        String run = lastRun();
        assertThat(run("history", "--since=2999-01-01").out()).contains("No run began since 2999-01-01.");
        assertThat(run("history", "--run=" + run).out()).contains("ldap-import.changes.keep is empty");
        assertThat(run("history", "ADA").out()).contains("No change of this row is kept.", "changes.keep is empty");

        Ended unknownRun = run("history", "--run=20200101-000000-00000000", "--output=json");
        assertThat(unknownRun.status()).isEqualTo(LdapImport.FAILED);
        assertThat(unknownRun.err()).contains("There is no run '20200101-000000-00000000'", "the nearest are " + run);
        assertThat(unknownRun.out()).startsWith("{\"error\":\"There is no run");
        Ended unknownUser = run("history", "mallory\u001b[2J");
        assertThat(unknownUser.status()).isEqualTo(LdapImport.FAILED);
        assertThat(unknownUser.err()).contains("No row and no kept change has 'mallory\\u001b[2J'");
        assertThat(run("history", run).err()).contains("--run=" + run + " shows");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "--limit=0; --limit is 0: give a whole number",
                "--limit=-3; --limit is -3",
                "--limit=many; many",
                "--since=yesterday; --since is 'yesterday': give a date such as",
                "--since=2026-13-01; --since is '2026-13-01'",
                "--since=; --since is ''",
                "--column=email; --column goes with USER or --run",
                "--run=; --run is empty",
                "--provider=nothing; There is no provider 'nothing'",
                "--output=xml; xml"
            })
    @Proves("12.8")
    void a_wrong_word_is_told_and_nothing_is_read(String word, String message) {
        Ended ended = run("history", word);
        assertThat(ended.status()).as(ended.all()).isEqualTo(LdapImport.WRONG_USAGE);
        assertThat(ended.err()).contains(message);
        assertThat(ended.out()).isEmpty();
    }
}
