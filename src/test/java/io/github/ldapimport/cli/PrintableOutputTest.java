package io.github.ldapimport.cli;

import static io.github.ldapimport.testing.OddText.assertHarmless;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.LDAPException;
import io.github.ldapimport.request.Preview;
import io.github.ldapimport.testing.OddText;
import io.github.ldapimport.testing.ProgramHere;
import io.github.ldapimport.testing.ProgramHere.Ended;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the program prints and logs of values that a directory or a person gave it. */
class PrintableOutputTest {
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
        settings.put("ldap-import.users.sync-attributes", "name=cn, email=mail");
        settings.put("ldap-import.directory.account-attribute", "description");
        settings.put("ldap-import.directory.resolve-attributes", "sn");
    }

    @AfterEach
    void stop() {
        database.close();
        directory.close();
    }

    /** A user all of whose names are the same odd text. */
    private void add(int number, String text, String mail) {
        String name = "x" + number + text + "y";
        // in a DN as the directory gives it: not all of these need to be escaped there
        String dn = "uid=x" + number + (text.matches("[\\p{L}\\p{M} ]*") ? text : "") + "," + TestDirectory.PEOPLE;
        try {
            directory
                    .server()
                    .add(
                            dn,
                            new Attribute("objectClass", "top", "person", "organizationalPerson", "inetOrgPerson"),
                            new Attribute("cn", name),
                            new Attribute("sn", "Odd"),
                            new Attribute("description", name),
                            new Attribute("mail", mail));
        } catch (LDAPException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> addAll(List<String> texts) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            add(i, texts.get(i), "user" + i + "@example.com");
            names.add("x" + i + texts.get(i) + "y");
        }
        return names;
    }

    private Ended run(String... words) {
        return ProgramHere.run(settings, words);
    }

    private static void assertTold(Ended ended) {
        assertHarmless(ended.out());
        assertHarmless(ended.err());
    }

    @Test
    @Proves("4.94")
    void log_lines_of_an_import_hold_no_such_character_and_the_rows_hold_the_values() {
        List<String> names = addAll(OddText.HARMFUL);
        Ended ended = run("import", "-n");
        assertThat(ended.status()).as(ended.all()).isZero();
        assertTold(ended);
        assertThat(ended.err())
                .contains(
                        "Imported user x0\\u001b[2J\\u001b[Hy",
                        "\\u000d\\u000a" + OddText.FORGED,
                        "\\u202e",
                        "\\u009b");
        assertThat(ended.err().lines().filter(line -> line.contains("] Imported user x")))
                .hasSize(names.size());
        assertThat(database.column("SELECT name FROM users")).containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    @Proves("4.94")
    void names_of_people_are_printed_as_they_are_in_every_mode() {
        List<String> names = addAll(OddText.ORDINARY);
        Ended preview = run("import", "-n", "--dry-run");
        assertThat(preview.out()).contains(names);
        assertThat(run("import", "-n").err()).contains(names);
    }

    @Test
    @Proves("4.94")
    void so_it_is_with_a_dry_run_that_shows_values_old_and_new_and_missing_rows() {
        addAll(OddText.HARMFUL);
        assertTold(run("import", "-n", "--dry-run"));
        run("import", "-n");
        database.execute("UPDATE users SET email = ? || email", "\u001b]0;\u0007\n" + OddText.FORGED);
        for (int i = 0; i < 3; i++) {
            directory.deletePerson("x" + i);
        }
        Ended ended = run("import", "-n", "--dry-run", "--delete-missing");
        assertThat(ended.out()).contains("missing  'x0\\u001b[2J".replace("'", ""), "changed  x5", "\\u0007");
        assertTold(ended);
    }

    @Test
    @Proves("4.94")
    void so_it_is_with_failures_of_users_and_what_a_database_says() {
        database.execute("ALTER TABLE users ALTER COLUMN name VARCHAR(30)");
        database.execute("ALTER TABLE users ADD CONSTRAINT odd CHECK (email NOT LIKE 'user%')");
        addAll(OddText.HARMFUL);
        Ended ended = run("import", "-n");
        assertThat(ended.status()).isEqualTo(LdapImport.FAILED);
        assertThat(ended.out()).contains("Unable to import " + OddText.HARMFUL.size(), "\\u001b[2J");
        assertThat(ended.err()).contains("Unable to import user x0\\u001b[2J");
        assertTold(ended);
    }

    @Test
    @Proves("4.94")
    void so_it_is_with_a_refusal_that_names_users_and_what_was_typed() {
        addAll(OddText.HARMFUL);
        Ended several = run("import", "ldap", "Odd", "-n");
        assertThat(several.err()).contains("fits " + OddText.HARMFUL.size() + " users");
        assertTold(several);
        String text = String.join("", OddText.HARMFUL);
        for (List<String> words : List.of(
                List.of("import", "ldap", "x" + text + "x", "-n"),
                List.of("import", "x" + text + "x", "-n"),
                List.of("import", "--no-such" + text + "x"),
                List.of("import", "-n", "--filter=(cn=" + text + "x"),
                List.of("check", "-Dldap-import.nosuch" + text + "=x"),
                List.of("check", "x" + text))) {
            Ended ended = run(words.toArray(String[]::new));
            assertThat(ended.status()).as("%s: %s", words, ended.all()).isNotZero();
            assertTold(ended);
        }
    }

    @Test
    @Proves("4.94")
    void json_has_the_values_as_they_are_and_is_harmless_to_a_terminal() throws Exception {
        database.execute("ALTER TABLE users ADD CONSTRAINT odd CHECK (email NOT LIKE 'user%')");
        List<String> names = addAll(OddText.HARMFUL.subList(0, 12));
        Ended ended = run("import", "-n", "--output=json");
        assertTold(ended);
        JsonNode summary = new ObjectMapper().readTree(ended.out());
        assertThat(summary.path("failures").findValuesAsText("name")).containsExactlyInAnyOrderElementsOf(names);
        assertThat(ended.out()).matches("[ -~]*\\R");
    }

    @Test
    @Proves("4.94")
    void check_tells_findings_of_such_users_in_one_line_each() {
        database.execute("ALTER TABLE users ALTER COLUMN name VARCHAR(1)");
        addAll(OddText.HARMFUL);
        Ended ended = run("check");
        assertThat(ended.out()).contains("takes 1 characters, and 'x");
        assertTold(ended);
    }

    @Test
    @Proves("4.94")
    void the_script_that_starts_it_obeys_nothing_in_a_path_of_Java() throws Exception {
        ProcessBuilder script =
                new ProcessBuilder("sh", "src/main/scripts/ldap-import", "check").redirectErrorStream(true);
        script.environment().put("JAVA_HOME", "/x\\033[31m\u001b[2J\nforged");
        Process process = script.start();
        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isEqualTo(LdapImport.WRONG_USAGE);
        assertThat(told).startsWith("ldap-import: no Java found at /x\\033[31m?[2J?forged/bin/java: install");
        assertThat(told.lines()).hasSize(1);
    }

    @Test
    @Proves("4.94")
    void the_list_of_users_before_an_import_keeps_its_lines() {
        List<Preview.User> users = OddText.HARMFUL.stream()
                .map(text -> new Preview.User("n" + text, "a" + text, "p" + text, "m" + text))
                .toList();
        StringWriter printed = new StringWriter();
        PrintWriter out = new LineWriter(new PrintWriter(printed));
        io.github.ldapimport.app.Terminal.page(UserList.table(new Preview(users.size(), users)), out);
        out.println("Found user '" + OddText.HARMFUL.get(2) + "'.");
        assertHarmless(printed.toString());
        assertThat(printed.toString().lines())
                .filteredOn(line -> !line.isEmpty())
                .noneMatch(OddText.FORGED::equals);
    }
}
