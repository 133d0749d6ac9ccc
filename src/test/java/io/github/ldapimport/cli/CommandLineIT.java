package io.github.ldapimport.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ldapimport.testing.Launcher;
import io.github.ldapimport.testing.Launcher.Ended;
import io.github.ldapimport.testing.Launcher.Started;
import io.github.ldapimport.testing.PagesAsked;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDirectory;
import io.github.ldapimport.testing.WarmProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged program without a terminal: what it prints, what it writes, and its exit status. */
class CommandLineIT {
    private static final String SUCCESS = "Successfully imported / synchronized ";

    @TempDir
    private static Path folder;

    // for command lines of which only the words count; how a process starts and ends is shown by the others
    private static WarmProgram warm;

    private final PagesAsked pages = new PagesAsked();
    private TestDirectory directory;
    private Launcher launcher;

    @BeforeAll
    static void start_a_program_for_many_command_lines() {
        warm = WarmProgram.in(folder);
    }

    @AfterAll
    static void stop_the_program() {
        warm.close();
    }

    @BeforeEach
    void start_a_directory_with_two_users() {
        warm.clear();
        directory = TestDirectory.start(null, pages)
                .addPerson("johndoe", "John Doe", "mail: john@example.com", "description: a")
                .addPerson("janedoe", "Jane Doe", "mail: jane@example.com");
        launcher = Launcher.in(folder).withSettings(directory.settings());
    }

    @AfterEach
    void stop_the_directory() {
        directory.close();
    }

    @Test
    @Proves({"4.3", "4.5", "5.3"})
    void the_first_run_imports_everybody_and_the_next_one_what_changed() {
        Ended first = launcher.run();
        assertThat(first.out())
                .matches("Found 2 user\\(s\\)\\.\\R" + SUCCESS + "2 user\\(s\\)\\.\\R"
                        + "Found 2: 2 imported, 0 changed, 0 unchanged, 0 failed, in \\d+ ms\\.\\R");
        assertThat(first.log()).contains("Imported user johndoe", "Imported user janedoe");
        assertThat(first.messages()).isEmpty();
        assertThat(first.status()).isZero();
        assertThat(names()).containsExactly("Jane Doe", "John Doe");

        directory.modify("dn: uid=johndoe," + TestDirectory.PEOPLE
                + "\nchangetype: modify\nreplace: mail\nmail: johnny@example.com");
        Ended second = launcher.run("import", "ldap");
        assertThat(second.out())
                .matches("Found 2 user\\(s\\)\\.\\R" + SUCCESS + "2 user\\(s\\)\\.\\R"
                        + "Found 2: 0 imported, 1 changed, 1 unchanged, 0 failed, in \\d+ ms\\.\\R");
        assertThat(second.err())
                .contains("Synchronized user johndoe")
                .doesNotContain("janedoe")
                .doesNotContain("Imported user");
        assertThat(second.status()).isZero();
        assertThat(rows("SELECT email FROM users ORDER BY email"))
                .containsExactly("jane@example.com", "johnny@example.com");
    }

    @Test
    @Proves({"1.6", "1.7", "4.5"})
    void one_user_is_imported_by_name_and_a_name_that_fits_several_is_refused() {
        directory.addPerson("doe", "J. Doe", "givenName: John Doe");

        Ended nobody = warm.run("ldap", "nobody");
        assertThat(nobody.out().lines())
                .hasSize(2)
                .startsWith("There were no users found to import.")
                .last()
                .asString()
                .startsWith("Nobody is named 'nobody'");
        assertThat(nobody.status()).isZero();

        Ended empty = warm.run("ldap", "");
        assertThat(empty.messages())
                .containsExactly(
                        "ldap-import: USER is empty: give a value or leave it out: see ldap-import import --help");
        assertThat(empty.status()).isEqualTo(2);

        Ended several = warm.run("ldap", "John Doe");
        assertThat(several.out()).isEmpty();
        assertThat(several.messages())
                .singleElement()
                .asString()
                .startsWith("ldap-import: refused: 'John Doe' fits 2 users, none was imported; name one of them: ")
                .contains("johndoe (uid=johndoe," + TestDirectory.PEOPLE + ")")
                .contains("doe (uid=doe," + TestDirectory.PEOPLE + ")");
        assertThat(several.status()).isEqualTo(1);
        assertThat(names()).isEmpty();

        Ended one = warm.run("ldap", "johndoe");
        assertThat(one.out().lines()).startsWith("Found user 'John Doe'.", SUCCESS + "1 user(s).");
        assertThat(one.status()).isZero();
        assertThat(names()).containsExactly("John Doe");
    }

    @Test
    @Proves({"11.8", "11.9"})
    void why_says_where_a_user_stands_and_its_exit_status_whether_the_user_is_in_the_table() throws IOException {
        Ended before = launcher.run("why", "johndoe");
        assertThat(before.status()).isEqualTo(1);
        assertThat(before.out())
                .contains("Provider ldap", "ok    entry: uid=johndoe,", "  new: ", "to do: run the import")
                .contains("John Doe");
        assertThat(before.err()).isEmpty();

        warm.run("import", "-n");
        Ended after = warm.run("why", "johndoe", "ldap");
        assertThat(after.status()).isZero();
        assertThat(after.out()).contains("up-to-date: the row id = ", "mail = 'john@example.com'");

        Ended json = warm.run("why", "John Doe", "--output=json");
        assertThat(json.status()).isZero();
        JsonNode answer = new ObjectMapper().readTree(json.out());
        assertThat(answer.path("inTable").asBoolean()).isTrue();
        assertThat(answer.path("user").asText()).isEqualTo("John Doe");
        assertThat(answer.path("providers").path(0).path("outcome").asText()).isEqualTo("up-to-date");
        assertThat(json.out().lines()).hasSize(1);
        assertThat(json.out()).matches("\\p{ASCII}*");

        Ended odd = warm.run("why", "\u001b[31mred\u202e*)(uid=*");
        assertThat(odd.status()).isEqualTo(1);
        assertThat(odd.out())
                .contains("not-found", "\\u001b[31mred\\u202e*)(uid=*")
                .doesNotContain("\u001b", "\u202e");
    }

    @Test
    @Proves("11.8")
    void why_refuses_a_wrong_command_line_or_setting_with_status_2() {
        assertThat(warm.run("why").messages().toString()).contains("USER");
        for (String[] wrong : new String[][] {
            {"why"},
            {"why", " "},
            {"why", "johndoe", ""},
            {"why", "johndoe", "nowhere"},
            {"why", "johndoe", "ldap", "more"},
            {"why", "johndoe", "--outpt=json"},
            {"why", "johndoe", "--output=xml"},
            {"why", "johndoe", "-Dldap-import.directory.password=wrong"},
            {"why", "johndoe", "-Dldap-import.directory.base=ou=nowhere,dc=example,dc=com"},
            {"why", "johndoe", "-Dldap-import.users.create-table=never"}
        }) {
            Ended ended = warm.run(wrong);
            assertThat(ended.status()).as("%s: %s", List.of(wrong), ended.err()).isEqualTo(2);
            assertThat(ended.out()).isEmpty();
            assertThat(ended.messages()).singleElement().asString().startsWith("ldap-import: ");
        }
        Ended down = warm.run("why", "johndoe", "-Dldap-import.directory.url=ldap://localhost:1");
        assertThat(down.status()).isEqualTo(1);
        assertThat(down.messages()).singleElement().asString().startsWith("ldap-import: failed: Cannot ");
        // the word is a command, and comes first
        assertThat(warm.run("import", "why").status()).isEqualTo(2);
    }

    @Test
    @Proves({"12.5", "12.6", "12.7"})
    void history_shows_the_runs_what_one_did_and_what_was_done_to_a_user() {
        warm.run("import", "-n", "--no-log");
        Ended runs = warm.run("history");
        assertThat(runs.status()).isZero();
        assertThat(runs.out().lines()).hasSize(2).last().asString().endsWith("imported 2");
        String run = runs.out().lines().skip(1).findFirst().orElseThrow().split(" ")[0];

        assertThat(warm.run("history", "--run=" + run).out())
                .contains("imported  janedoe (Jane Doe)", "name: 'John Doe'");
        assertThat(warm.run("history", "JANE@example.com").out())
                .contains("janedoe (Jane Doe)", "(run " + run + " of ldap)")
                .doesNotContain("John");
        Ended unknown = warm.run("history", "--run=20200101-000000-00000000");
        assertThat(unknown.status()).isEqualTo(1);
        assertThat(unknown.messages()).singleElement().asString().contains("the nearest are " + run);
        assertThat(names()).hasSize(2);
    }

    @Test
    @Proves({"6.9", "5.5"})
    void check_and_serve_name_an_endpoint_that_no_route_answers_to() {
        for (String command : List.of("check", "serve", "import")) {
            Ended ended = warm.run(
                    command, "-Dldap-import.events.failed=direct:my-typo", "-Dldap-import.schedule.cron=0 0 0 1 1 ?");
            assertThat(ended.messages().toString())
                    .contains("ldap-import.events.failed is 'direct:my-typo': no route begins there");
            assertThat(ended.status()).isEqualTo(2);
        }
        assertThat(warm.run("check", "-Dldap-import.events.failed=seda:unread").status())
                .isZero();
    }

    @Test
    @Proves({"6.11", "4.5"})
    void undelivered_events_are_told_at_the_end_and_do_not_change_the_exit_status() throws IOException {
        // no folder, so that nothing can be put there
        Files.writeString(launcher.folder().resolve("blocked"), "");
        String[] toNowhere = {
            "-Dldap-import.events.imported=file:blocked",
            "-Dldap-import.events.failed=file:blocked",
            "-Dldap-import.events.retries=0"
        };
        Ended ended = warm.run(toNowhere);
        assertThat(ended.out()).endsWith("2 event(s) were not delivered, see the log." + System.lineSeparator());
        assertThat(ended.log()).last().asString().startsWith("2 event(s) were not delivered");
        assertThat(ended.status()).isZero();

        directory.close();
        Ended failed = warm.run(toNowhere);
        assertThat(failed.messages())
                .hasSize(2)
                .first()
                .isEqualTo("ldap-import: 1 event(s) were not delivered, see the log.");
        assertThat(failed.messages()).last().asString().startsWith("ldap-import: failed: ");
        assertThat(failed.status()).isEqualTo(1);
    }

    @Test
    @Proves("4.2")
    void a_dry_run_prints_what_is_new_and_what_would_change_and_writes_nothing() {
        Ended fresh = warm.run("--dry-run");
        assertThat(fresh.out().lines())
                .contains(
                        "new      johndoe: email: john@example.com, name: John Doe",
                        "new      janedoe: email: jane@example.com, name: Jane Doe",
                        "Found 2 user(s).",
                        "Dry run, nothing was written: would import / synchronize 2 user(s).")
                .hasSize(5);
        assertThat(names()).isEmpty();

        warm.run("ldap", "johndoe");
        List<Map<String, Object>> before = table();
        directory.modify(
                "dn: uid=johndoe," + TestDirectory.PEOPLE
                        + "\nchangetype: modify\nreplace: mail\nmail: johnny@example.com",
                "dn: uid=janedoe," + TestDirectory.PEOPLE + "\nchangetype: modify\ndelete: mail");
        Ended changed = warm.run("--dry-run");
        assertThat(changed.out().lines())
                .contains(
                        "changed  johndoe: email: john@example.com -> johnny@example.com",
                        "new      janedoe: email: NULL, name: Jane Doe",
                        "Dry run, nothing was written: would import / synchronize 2 user(s).")
                .anyMatch(line ->
                        line.startsWith("Found 2: 1 to be imported, 1 to be changed, 0 unchanged, 0 failed, in "))
                .hasSize(5);
        assertThat(changed.log()).noneMatch(line -> line.startsWith("Imported") || line.startsWith("Synchronized"));
        assertThat(changed.status()).isZero();
        assertThat(table()).isEqualTo(before);
    }

    @Test
    @Proves("2.34")
    void rows_that_are_adopted_are_shown_by_key_before_and_counted_and_logged_after() {
        warm.run("ldap", "johndoe");
        String id;
        try (TestDatabase database = TestDatabase.inFolder(folder)) {
            database.execute("UPDATE users SET guid = NULL");
            id = database.value("SELECT id FROM users");
        }
        launcher.withSettings(directory.settings(), Map.of("ldap-import.users.sync-existing", "email=mail"));
        Ended planned = warm.run("--dry-run");
        assertThat(planned.out().lines())
                .contains("adopt    johndoe: row id = " + id + ", guid: NULL -> " + directory.guid("johndoe"))
                .anyMatch(line -> line.startsWith(
                        "Found 2: 1 to be imported, 1 to be changed, 1 of them adopted, 0 unchanged, "));
        Ended done = warm.run();
        assertThat(done.out())
                .contains("Found 2: 1 imported, 1 changed, 1 of them adopted, 0 unchanged, 0 failed, in ");
        assertThat(done.log())
                .contains("Adopted user johndoe (row id = " + id + ")", "Synchronized user johndoe (guid)");
    }

    @Test
    @Proves({"1.4", "1.8", "4.3"})
    void options_narrow_the_search_its_attributes_its_pages_and_the_log() {
        directory.addPerson("jackdoe", "Jack Doe", "mail: jack@example.com");
        Ended filtered = warm.run("--filter", "(|(uid=j*a*e*)(uid=jack*))", "--chunk=1", "--no-log");
        assertThat(filtered.out().lines()).startsWith("Found 2 user(s).", SUCCESS + "2 user(s).");
        assertThat(filtered.err()).isEmpty();
        assertThat(names()).containsExactly("Jack Doe", "Jane Doe");
        assertThat(pages.sizes()).containsOnly(1).hasSizeGreaterThanOrEqualTo(2);

        directory.modify("dn: uid=janedoe," + TestDirectory.PEOPLE
                + "\nchangetype: modify\nreplace: mail\nmail: jj@example.com\n-\nreplace: cn\ncn: Janet Doe");
        Ended narrowed = warm.run("-f", "uid=janedoe", "-a", "cn");
        assertThat(narrowed.log()).contains("Synchronized user janedoe (name)");
        assertThat(rows("SELECT CONCAT(name, ' ', email) FROM users WHERE name LIKE 'Jan%'"))
                .containsExactly("Janet Doe jane@example.com");
    }

    @Test
    @Proves({"4.5", "4.7"})
    void json_is_all_of_standard_output_whatever_the_outcome() {
        Ended done = launcher.run("--output=json", "--dry-run");
        assertSummary(done, "completed", 0);
        assertThat(done.json().path("found").intValue()).isEqualTo(2);
        assertThat(done.json().path("dryRun").booleanValue()).isTrue();

        directory.addPerson("doe", "John Doe");
        Ended refused = launcher.run("--output", "json", "ldap", "John Doe");
        assertSummary(refused, "refused", 1);

        Ended failed = launcher.run("--output=JSON", "-Dldap-import.directory.url=ldap://localhost:1");
        assertSummary(failed, "failed", 1);
        assertThat(failed.json().path("reason").textValue()).contains("ldap://localhost:1");

        Ended usage = launcher.run("--bogus", "--output=json");
        assertSummary(usage, "failed", 2);
        assertThat(usage.json().path("reason").textValue()).contains("'--bogus'");

        Ended setting = launcher.run("--output=json", "-Dldap-import.domian=x");
        assertSummary(setting, "failed", 2);
        assertThat(setting.json().path("reason").textValue()).contains("ldap-import.domian");

        Ended start = launcher.run("--output=json", "-Dldap-import.parallel-pages=many");
        assertSummary(start, "failed", 2);
        assertThat(start.json().path("reason").textValue()).contains("ldap-import.parallel-pages");
        assertThat(names()).isEmpty();
    }

    private static void assertSummary(Ended ended, String status, int exitStatus) {
        assertThat(ended.json().path("status").textValue()).as(ended.err()).isEqualTo(status);
        assertThat(ended.status()).isEqualTo(exitStatus);
        assertThat(ended.json().path("reason").isNull()).isEqualTo(status.equals("completed"));
        if (status.equals("completed")) {
            long found = ended.json().path("found").longValue();
            assertThat(ended.messages()).isSubsetOf("Found " + found + " user(s).");
        } else {
            assertThat(ended.messages())
                    .singleElement()
                    .asString()
                    .startsWith("ldap-import: ")
                    .endsWith(ended.json().path("reason").textValue());
        }
    }

    @Test
    @Proves("4.7")
    void names_of_any_script_are_understood_without_a_locale_and_told_in_json() {
        directory.addPerson("juergen", "Jürgen 李", "description: Jürgen");
        prepare("ALTER TABLE users ALTER COLUMN email SET NOT NULL");
        Launcher withoutLocale = launcher.withEnvironment("LANG", null);
        Ended ended = withoutLocale
                .withEnvironment("LDAP_IMPORT_JAVA_OPTS", "-XX:TieredStopAtLevel=1 -Dfile.encoding=ISO-8859-1")
                .run("--output=json", "--no-log", "ldap", "Jürgen 李");
        assertThat(ended.status()).as(ended.err()).isEqualTo(1);
        JsonNode failure = ended.json().path("failures").path(0);
        assertThat(failure.path("name").textValue()).isEqualTo("Jürgen 李");
        assertThat(failure.path("message").textValue()).startsWith("NULL not allowed");

        Ended text = withoutLocale.run("ldap", "Jürgen 李");
        assertThat(text.out()).contains("Jürgen 李 (uid=juergen,");
    }

    @Test
    @Proves({"2.7", "4.3", "4.5"})
    void users_who_fail_cost_nobody_else_but_the_exit_status() {
        prepare("ALTER TABLE users ALTER COLUMN email SET NOT NULL");
        directory.addPerson("jackdoe", "Jack Doe");
        Ended some = warm.run();
        assertThat(some.status()).isEqualTo(1);
        assertThat(some.out().lines())
                .startsWith("Found 3 user(s).", SUCCESS + "2 user(s).")
                .contains("Unable to import 1 user(s):")
                .anyMatch(line ->
                        line.startsWith("  Jack Doe (uid=jackdoe," + TestDirectory.PEOPLE + "): NULL not allowed"))
                .hasSize(5);
        assertThat(some.log())
                .contains("Imported user johndoe")
                .anyMatch(line -> line.startsWith("Unable to import user jackdoe. NULL not allowed"));
        assertThat(some.err()).contains("ERROR").doesNotContain("WARN");
        assertThat(some.messages())
                .containsExactly("ldap-import: users-failed: 1 of 3 user(s) failed, the run itself completed");
        assertThat(lastLine(some)).isEqualTo(some.messages().get(0));
        assertThat(names()).containsExactly("Jane Doe", "John Doe");

        Ended all = warm.run("ldap", "jackdoe");
        assertThat(all.status()).isEqualTo(1);
        assertThat(all.out()).contains("Found 1: 0 imported, 0 changed, 0 unchanged, 1 failed");
        assertThat(names()).hasSize(2);

        // the others are as they should be, which is not said where any user failed
        Ended again = warm.run();
        assertThat(again.status()).isEqualTo(1);
        assertThat(again.out())
                .contains("Found 3: 0 imported, 0 changed, 2 unchanged, 1 failed")
                .doesNotContain("Nothing was written");
        assertThat(warm.run("ldap", "johndoe").out())
                .contains("Nothing was written: the rows are as the directory says.");
    }

    private static String lastLine(Ended ended) {
        return ended.err().lines().reduce((earlier, later) -> later).orElse("");
    }

    @Test
    @Proves({"4.5", "4.7"})
    void the_last_line_and_the_outcome_tell_failed_users_refused_runs_and_failed_runs_apart() {
        warm.run("--no-log");
        try (TestDatabase database = TestDatabase.inFolder(folder)) {
            database.execute("ALTER TABLE users ALTER COLUMN email SET NOT NULL");
        }
        directory.addPerson("jackdoe", "Jack Doe");

        Ended users = warm.run("--output=json");
        assertThat(users.status()).isEqualTo(1);
        assertThat(users.json().path("status").textValue()).isEqualTo("completed");
        assertThat(users.json().path("outcome").textValue()).isEqualTo("users-failed");
        assertThat(users.messages()).startsWith("Found 3 user(s).");
        assertThat(lastLine(users))
                .isEqualTo("ldap-import: users-failed: 1 of 3 user(s) failed, the run itself completed");
        assertThat(lastLine(warm.run("--dry-run"))).startsWith("ldap-import: users-failed: 1 of 3 user(s) would fail");

        Ended refused = warm.run("--output=json", "--min-users=10");
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.json().path("outcome").textValue()).isEqualTo("refused");
        assertThat(lastLine(refused)).startsWith("ldap-import: refused: The directory finds ");

        Ended failed = warm.run("--output=json", "-Dldap-import.directory.url=ldap://localhost:1");
        assertThat(failed.status()).isEqualTo(1);
        assertThat(failed.json().path("outcome").textValue()).isEqualTo("failed");
        assertThat(lastLine(failed)).startsWith("ldap-import: failed: ");

        Ended done = warm.run("ldap", "johndoe", "--output=json");
        assertThat(done.status()).isZero();
        assertThat(done.json().path("outcome").textValue()).isEqualTo("completed");
        assertThat(done.messages()).containsExactly("Found user 'John Doe'.");
    }

    @Test
    @Proves({"3.40", "3.41", "4.2"})
    void a_dry_run_that_is_refused_shows_each_row_that_the_limit_is_about() {
        directory.addPeople(10);
        warm.run("--no-log");
        for (int i = 1; i <= 8; i++) {
            directory.deletePerson("user" + i);
        }
        Ended text = warm.run("--dry-run", "--delete-missing", "--no-log");
        assertThat(text.status()).isEqualTo(1);
        assertThat(text.out().lines().filter(line -> line.startsWith("missing  User ")))
                .hasSize(8);
        assertThat(lastLine(text)).startsWith("ldap-import: refused: 8 of the 12 live users");
        Ended json = warm.run("--dry-run", "--delete-missing", "--output=json");
        assertThat(json.log().stream().filter(line -> line.contains("would be soft-deleted")))
                .hasSize(8);

        Ended changed =
                warm.run("--dry-run", "--max-changed=1", "-Dldap-import.users.sync-attributes=name=uid, email=mail");
        assertThat(changed.out().lines().filter(line -> line.startsWith("changed  ")))
                .hasSize(4);
        assertThat(lastLine(changed)).startsWith("ldap-import: refused: 4 of the 12 rows");
    }

    @Test
    @Proves({"5.14", "4.5"})
    void a_check_fails_where_users_would_fail_and_writes_nothing() {
        prepare("ALTER TABLE users ALTER COLUMN email SET NOT NULL");
        directory.addPerson("jackdoe", "Jack Doe");
        Ended check = warm.run("check");
        assertThat(wrong(check))
                .singleElement()
                .asString()
                .startsWith("  WRONG  users: Jack Doe (uid=jackdoe,")
                .containsIgnoringCase("column email takes no NULL")
                .contains("users.sync-attributes");
        assertThat(names()).isEmpty();
    }

    @Test
    @Proves("4.10")
    void a_setting_of_the_command_line_wins_over_the_environment_and_that_over_the_file() {
        launcher.withSettings(directory.settings(), Map.of("ldap-import.domain", "of the file"));
        warm.run("ldap", "johndoe");
        assertThat(rows("SELECT domain FROM users")).containsExactly("of the file");

        Launcher withEnvironment = launcher.withEnvironment("LDAP_IMPORT_DOMAIN", "of the environment");
        withEnvironment.run("--scope-changed", "ldap", "johndoe");
        assertThat(rows("SELECT domain FROM users")).containsExactly("of the environment");

        // a quote in a value is a character like others
        Ended ended = withEnvironment.run(
                "--scope-changed", "-D", "ldap-import.domain=\"of\" the = 'line", "ldap", "johndoe");
        assertThat(ended.messages()).isEmpty();
        assertThat(rows("SELECT domain FROM users")).containsExactly("\"of\" the = 'line");
    }

    @Test
    @Proves({"7.1", "7.2", "7.4", "7.5"})
    void a_file_of_the_current_directory_counts_for_its_own_part_and_may_leave_somebody_out() throws IOException {
        Path routes = Files.createDirectory(folder.resolve("routes"));
        Files.copy(
                Launcher.packaged("routes/ldap-import-user.camel.yaml"), routes.resolve("ldap-import-user.camel.yaml"));
        Path edited = routes.resolve("ldap-import-user.camel.yaml");
        String text = Files.readString(edited);
        String changed = text.replace("      steps:\n", """
                      steps:
                        - filter:
                            expression:
                              simple:
                                expression: ${body[uid]} == 'janedoe'
                            steps:
                              - stop: {}
                """);
        assertThat(changed).isNotEqualTo(text);
        Files.writeString(edited, changed);

        Ended ended = warm.run();
        assertThat(ended.out())
                .contains(SUCCESS + "1 user(s).")
                .contains("Found 2: 1 imported, 0 changed, 0 unchanged, 1 skipped, 0 failed");
        assertThat(ended.status()).isZero();
        assertThat(names()).containsExactly("John Doe");

        assertThat(warm.run("check").out().lines().findFirst().orElseThrow())
                .contains(
                        "routes of " + Launcher.packaged("routes") + ", but ldap-import-user.camel.yaml of " + routes);

        Files.writeString(edited, text.replace("uri: direct:ldap-import-user\n", "uri: direct:ldap-import-usr\n"));
        Ended slipped = warm.run();
        assertThat(slipped.messages())
                .singleElement()
                .asString()
                .startsWith("ldap-import: A route sends to direct:ldap-import-user, and no route begins there");
        assertThat(slipped.status()).isEqualTo(2);

        Files.writeString(edited, "- route:\n    id: broken\n    from:\n      uri: nosuch:thing\n");
        Ended broken = warm.run();
        assertThat(broken.messages())
                .singleElement()
                .asString()
                .startsWith("ldap-import: The routes of ")
                .contains(routes.toString(), "nosuch");
        assertThat(broken.status()).isEqualTo(2);
        assertThat(broken.out()).isEmpty();
    }

    @Test
    @Proves("4.10")
    void without_files_in_the_current_directory_those_beside_the_program_count() throws IOException {
        Files.delete(folder.resolve("application.properties"));
        Path link = Files.createSymbolicLink(folder.resolve("import-users"), Launcher.packaged("bin/ldap-import"));
        Ended ended = launcher.startedAs(link).run("check");
        assertThat(ended.out()).contains("ldap-import.directory.base is empty");
        assertThat(ended.status()).isEqualTo(2);
    }

    @Test
    @Proves("5.5")
    void a_check_says_of_everything_whether_it_is_sound() {
        Ended sound = warm.run("check");
        List<String> heading = sound.out().lines().limit(2).toList();
        assertThat(heading.get(0)).startsWith("With the settings of ").contains("application.properties, routes of ");
        assertThat(heading.get(1)).isEqualTo("Provider ldap");
        assertThat(sound.out().lines().skip(2).map(line -> line.replaceFirst(":.*", "")))
                .containsExactly(
                        "  ok     settings",
                        "  ok     server",
                        "  ok     directory",
                        "  ok     base",
                        "  note   table",
                        "  ok     table",
                        "  ok     users");
        assertThat(sound.err()).isEmpty();
        assertThat(sound.status()).isZero();
        assertThat(tables()).isEmpty();

        Ended settings = warm.run("check", "ldap", "-Dldap-import.directory.page-size=0");
        assertThat(wrong(settings)).singleElement().asString().contains("ldap-import.directory.page-size is '0'");
        Ended account = warm.run("check", "-Dldap-import.directory.password=other");
        assertThat(wrong(account)).singleElement().asString().contains("ldap-import.directory.password");
        Ended nobody = warm.run("check", "-Dldap-import.directory.filter=(uid=nobody)");
        assertThat(wrong(nobody))
                .singleElement()
                .asString()
                .startsWith("  WRONG  base: ")
                .contains("(uid=nobody)");

        prepare("ALTER TABLE users DROP COLUMN email");
        Ended table = warm.run("check", "-Dldap-import.directory.base=dc=nowhere");
        assertThat(wrong(table))
                .hasSize(2)
                .anyMatch(line -> line.contains("'dc=nowhere'"))
                .anyMatch(line -> line.contains("has no column email"));

        Ended provider = warm.run("check", "partners");
        assertThat(provider.out()).isEmpty();
        assertThat(provider.messages())
                .singleElement()
                .asString()
                .contains("There is no provider 'partners': use ldap");
        assertThat(provider.status()).isEqualTo(2);
    }

    private static List<String> wrong(Ended ended) {
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.err()).isEmpty();
        return ended.out().lines().filter(line -> line.startsWith("  WRONG  ")).toList();
    }

    @Test
    @Proves("4.5")
    void help_and_version_are_told_by_every_command() {
        Ended help = launcher.run("--help");
        assertThat(help.out()).startsWith("Usage: ldap-import ").contains("import", "check", "LDAP_IMPORT_");
        assertThat(help.status()).isZero();
        Ended importing = launcher.run("import", "--help");
        assertThat(importing.out())
                .startsWith("Usage: ldap-import import ")
                .contains(
                        "--filter",
                        "--attributes",
                        "-d, --[no-]delete",
                        "-r, --[no-]restore",
                        "--[no-]delete-missing",
                        "--max-missing=N|N%",
                        "--min-users=N",
                        "--chunk",
                        "--dry-run",
                        "--no-log",
                        "--no-interaction",
                        "--output",
                        "-D");
        for (String[] words :
                List.of(new String[] {"--version"}, new String[] {"import", "-V"}, new String[] {"check", "-V"})) {
            Ended version = launcher.run(words);
            assertThat(version.out()).matches("ldap-import \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\\R");
            assertThat(version.status()).isZero();
        }
    }

    @Test
    @Proves({"3.1", "3.3", "3.16", "4.2", "4.3"})
    void disabled_users_are_deleted_and_enabled_ones_restored_as_the_run_or_else_the_setting_says() {
        Map<String, String> gone = Map.of("ldap-import.directory.disabled-filter", "(employeeType=gone)");
        launcher.withSettings(directory.settings(), gone, Map.of("ldap-import.delete", "true"));
        directory.modify("dn: uid=janedoe," + TestDirectory.PEOPLE
                + "\nchangetype: modify\nadd: employeeType\nemployeeType: gone");
        Ended kept = warm.run("--no-delete");
        assertThat(kept.out()).contains("Found 2: 2 imported, 0 changed, 0 unchanged, 0 failed, ");
        assertThat(softDeleted()).isEmpty();

        Ended planned = warm.run("--dry-run");
        assertThat(planned.out().lines())
                .startsWith(
                        "deleted  janedoe: the account is disabled",
                        "Found 2 user(s).",
                        "Dry run, nothing was written: would import / synchronize 2 user(s).")
                .last()
                .asString()
                .startsWith("Found 2: 0 to be imported, 1 to be changed, 1 unchanged, 1 to be deleted, 0 failed, ");
        assertThat(softDeleted()).isEmpty();

        Ended deleted = warm.run();
        assertThat(deleted.out()).contains("Found 2: 0 imported, 1 changed, 1 unchanged, 1 deleted, 0 failed, ");
        assertThat(deleted.log()).contains("Soft-deleted user janedoe, whose account is disabled");
        assertThat(deleted.status()).isZero();
        assertThat(softDeleted()).containsExactly("Jane Doe");

        launcher.withSettings(directory.settings(), gone);
        directory.modify(
                "dn: uid=janedoe," + TestDirectory.PEOPLE + "\nchangetype: modify\ndelete: employeeType",
                "dn: uid=johndoe," + TestDirectory.PEOPLE
                        + "\nchangetype: modify\nadd: employeeType\nemployeeType: gone");
        Ended replanned = warm.run("-d", "-r", "--dry-run");
        assertThat(replanned.out())
                .contains("restored janedoe", "deleted  johndoe: ", "1 to be deleted, 1 to be restored, ");
        Ended both = warm.run("-d", "--restore");
        assertThat(both.out()).contains("Found 2: 0 imported, 2 changed, 0 unchanged, 1 deleted, 1 restored, 0 failed");
        assertThat(both.log()).contains("Restored user janedoe");
        assertThat(softDeleted()).containsExactly("John Doe");
    }

    @Test
    @Proves({"3.4", "3.11", "3.13", "3.15", "3.16", "4.2", "4.5", "4.7"})
    void missing_users_are_told_deleted_and_guarded() {
        directory.addPeople(10);
        warm.run();
        directory.deletePerson("user3");
        String id = rows("SELECT id FROM users WHERE name = 'User 3'").get(0);
        String guid = rows("SELECT guid FROM users WHERE name = 'User 3'").get(0);

        Ended planned = warm.run("--delete-missing", "--dry-run");
        assertThat(planned.out().lines())
                .startsWith(
                        "missing  User 3: id " + id + ", GUID " + guid,
                        "Found 11 user(s).",
                        "Dry run, nothing was written: would import / synchronize 11 user(s).",
                        "Would soft-delete 1 missing user(s).");
        assertThat(softDeleted()).isEmpty();

        Ended done = warm.run("--delete-missing");
        assertThat(done.out().lines()).contains("Soft-deleted 1 missing user(s).");
        assertThat(done.log())
                .contains("User with [id = " + id + "] has been soft-deleted due to being missing from LDAP import.");
        assertThat(done.messages()).isEmpty();
        assertThat(done.status()).isZero();
        assertThat(softDeleted()).containsExactly("User 3");

        directory.deletePerson("user4");
        directory.deletePerson("user5");
        Ended refused = warm.run("--delete-missing", "--max-missing=1");
        assertThat(refused.messages())
                .singleElement()
                .asString()
                .startsWith("ldap-import: refused: 2 of the 11 live users of domain default are missing in ")
                .contains("--max-missing=2");
        assertThat(refused.out()).isEmpty();
        assertThat(refused.status()).isEqualTo(1);

        Ended json = warm.run("--delete-missing", "--max-missing", "10%", "--output=json");
        assertSummary(json, "refused", 1);
        assertThat(json.json().path("deletedMissing").intValue()).isZero();
        assertThat(json.json().path("unchanged").intValue()).isEqualTo(9);

        Ended few = warm.run("--delete-missing", "--min-users=10");
        assertThat(few.messages())
                .singleElement()
                .asString()
                .startsWith("ldap-import: refused: The directory finds 9 users, fewer than min-users=10: ");
        assertThat(few.status()).isEqualTo(1);
        assertThat(softDeleted()).containsExactly("User 3");

        Ended allowed = warm.run("--delete-missing", "--max-missing=2", "--min-users=9", "--no-log", "--output=json");
        assertSummary(allowed, "completed", 0);
        assertThat(allowed.json().path("deletedMissing").intValue()).isEqualTo(2);
        assertThat(allowed.err()).isEmpty();
        assertThat(softDeleted()).hasSize(3);
    }

    private List<String> softDeleted() {
        return rows("SELECT name FROM users WHERE deleted_at IS NOT NULL ORDER BY name");
    }

    static Stream<Arguments> mistakes() {
        String drivers = "drivers for H2, PostgreSQL and MariaDB are in lib";
        return Stream.of(
                mistake("a bad filter", 2, "--filter=(mail=*", "--filter", "')' is missing", "at character 8"),
                mistake("an empty filter", 2, "--filter=", "--filter is empty", "leave it out", "--help"),
                mistake("a chunk of letters", 2, "--chunk=ten", "--chunk", "'ten'", "whole number from 1 to 100000"),
                mistake(
                        "a bound of letters",
                        2,
                        "--max-missing=many",
                        "--max-missing",
                        "'many'",
                        "a number of rows such as 20, or a share from 0% to 100%"),
                mistake("an empty bound", 2, "--max-missing=", "--max-missing is empty", "leave it out"),
                mistake("fewer than no users", 2, "--min-users=-1", "--min-users", "'-1'", "whole number from 0"),
                mistake("a file of options for a provider", 2, "@pom.xml", "'@", "use ldap"),
                mistake("providers that are all empty", 2, ",", "PROVIDER is empty", "leave it out"),
                mistake("an output nobody knows", 2, "--output=xml", "--output", "'xml'", "JSON", "--help"),
                mistake("an option nobody knows", 2, "--everything", "'--everything'", "--help"),
                mistake(
                        "an unknown provider",
                        2,
                        "partners",
                        "'partners'",
                        "use ldap",
                        "ldap-import-providers.camel.yaml"),
                mistake(
                        "an attribute to request that does not exist",
                        2,
                        "--attributes=mail,emial",
                        "'emial'",
                        "--attributes",
                        "correct it"),
                mistake(
                        "an attribute in a filter that does not exist",
                        2,
                        "--filter=(emial=x)",
                        "'emial'",
                        "--filter",
                        "correct it"),
                mistake(
                        "an attribute to map that does not exist",
                        2,
                        set("users.sync-attributes=name=cn, email=emial"),
                        "'emial'",
                        key("users.sync-attributes"),
                        "correct it"),
                mistake(
                        "a setting nobody knows",
                        2,
                        set("directory.page-sise=5"),
                        key("directory.page-sise"),
                        "correct the key or remove it"),
                mistake(
                        "a time span without a number",
                        2,
                        set("directory.connect-timeout=soon"),
                        key("directory.connect-timeout"),
                        "'soon'",
                        "5s"),
                mistake(
                        "a number of workers of letters",
                        2,
                        set("parallel-pages=many"),
                        key("parallel-pages"),
                        "'many'",
                        "whole number"),
                mistake(
                        "a wrong password",
                        2,
                        set("directory.password=wrong-" + TestDirectory.PASSWORD),
                        key("directory.password"),
                        "error code 49",
                        "check "),
                mistake(
                        "a base that does not exist",
                        2,
                        set("directory.base=dc=nowhere"),
                        key("directory.base"),
                        "error code 32",
                        "check "),
                mistake(
                        "a base that is no name",
                        2,
                        set("directory.base=people"),
                        key("directory.base"),
                        "'people'",
                        "Invalid name"),
                mistake(
                        "an address that is none",
                        2,
                        set("directory.url=localhost:389"),
                        key("directory.url"),
                        "'localhost:389'",
                        "ldap://host:port"),
                mistake(
                        "a port that nobody listens at",
                        1,
                        set("directory.url=ldap://localhost:1"),
                        key("directory.url"),
                        "Connection refused",
                        "check "),
                mistake(
                        "a host that does not exist",
                        1,
                        set("directory.url=ldap://nowhere.invalid"),
                        key("directory.url"),
                        "nowhere.invalid",
                        "UnknownHost",
                        "check "),
                mistake(
                        "a trust store that does not exist",
                        2,
                        set("directory.trust-store=nowhere.pem"),
                        key("directory.trust-store"),
                        "NoSuchFile",
                        "check "),
                mistake(
                        "a trust store that is none",
                        2,
                        set("directory.trust-store=application.properties"),
                        key("directory.trust-store"),
                        "Unrecognized keystore format",
                        "PEM"),
                mistake(
                        "a table that does not exist",
                        2,
                        set("users.table=people"),
                        key("users.table"),
                        "correct the name",
                        "CREATE TABLE \"people\"",
                        key("users.create-table")),
                mistake(
                        "a column that does not exist",
                        2,
                        set("users.sync-attributes=name=cn, adress=mail"),
                        key("users.sync-attributes"),
                        "no column adress",
                        "correct the name",
                        "ALTER TABLE \"USERS\" ADD \"ADRESS\""),
                mistake(
                        "a table that can not be",
                        2,
                        set("users.table=us\"ers"),
                        key("users.table"),
                        "'us\"ers'",
                        "use letters"),
                mistake(
                        "a column that can not be",
                        2,
                        set("users.sync-attributes=na;me=cn"),
                        key("users.sync-attributes"),
                        "'na;me'",
                        "use letters"),
                mistake(
                        "a database without a driver",
                        2,
                        set("database.url=jdbc:nosuch:x"),
                        key("database.url"),
                        "No suitable driver",
                        drivers),
                mistake(
                        "a database that does not run",
                        1,
                        set("database.url=jdbc:postgresql://localhost:1/x"),
                        key("database.url"),
                        "refused",
                        "check "));
    }

    private static Arguments mistake(String name, int status, String argument, String... words) {
        return arguments(name, status, argument, List.of(words));
    }

    private static String set(String setting) {
        return "-D" + key(setting);
    }

    private static String key(String setting) {
        return "ldap-import." + setting;
    }

    @Test
    @Proves("4.5")
    void a_command_that_does_not_come_first_is_told_so() {
        Ended ended = launcher.run("--dry-run", "check");
        assertThat(ended.messages()).singleElement().asString().contains("comes first: ldap-import check");
        assertThat(ended.status()).isEqualTo(2);
    }

    @Test
    @Proves("4.5")
    void a_configuration_of_the_log_that_is_not_there_is_named_and_nothing_else_is_written() {
        Ended ended = launcher.withEnvironment("LDAP_IMPORT_JAVA_OPTS", "-Dlogback.configurationFile=/nonexistent.xml")
                .run();
        assertThat(ended.messages()).singleElement().asString().contains("/nonexistent.xml", "correct");
        assertThat(ended.out()).isEmpty();
        assertThat(ended.status()).isEqualTo(2);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    @Proves({"1.5", "4.4", "4.5", "5.1", "5.2", "5.4"})
    void a_mistake_is_told_in_one_line_with_its_place_and_remedy_and_nothing_is_written(
            String mistake, int status, String argument, List<String> words) {
        prepare();
        launcher.withSettings(directory.settings(), Map.of("ldap-import.users.create-table", "never"));
        Ended ended = warm.run(argument);
        assertThat(ended.messages())
                .as(ended.err())
                .singleElement()
                .asString()
                .startsWith("ldap-import: ")
                .contains(words)
                .doesNotContain(TestDirectory.PASSWORD, "  ", "null");
        assertThat(ended.log()).isEmpty();
        assertThat(ended.out()).isEmpty();
        assertThat(ended.status()).isEqualTo(status);
        assertThat(tables()).containsExactly("USERS");
        assertThat(names()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    @Proves({"4.5", "4.6"})
    void a_signal_ends_the_run_with_the_pages_at_hand_saved(String signal) throws Exception {
        directory.addPeople(38);
        pages.blockFrom(3);
        Started started = launcher.start("--chunk=5");
        pages.awaitBlocked();
        signal(started, signal);
        pages.release();
        Ended ended = started.await();

        int read = pages.answered() * 5;
        assertThat(ended.messages().get(0)).startsWith("ldap-import: stopping, ");
        assertThat(ended.messages().get(2)).isEqualTo("ldap-import: failed: interrupted");
        assertThat(ended.messages().get(1))
                .startsWith("ldap-import: until then: Found " + read + ": " + read + " imported, ");
        assertThat(ended.messages()).hasSize(3);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.status()).isEqualTo(1);
        assertThat(read).isBetween(15, 35);
        assertThat(names()).hasSize(read);
    }

    @Test
    @Proves({"4.6", "4.7"})
    void an_interrupted_run_prints_its_summary_as_json_too() throws Exception {
        directory.addPeople(38);
        pages.blockFrom(3);
        Started started = launcher.start("--chunk=5", "--output=json");
        pages.awaitBlocked();
        signal(started, "TERM");
        pages.release();
        Ended ended = started.await();
        assertThat(ended.json().path("status").textValue()).isEqualTo("failed");
        assertThat(ended.json().path("reason").textValue()).isEqualTo("interrupted");
        assertThat(ended.json().path("imported").intValue()).isEqualTo(pages.answered() * 5);
        assertThat(ended.status()).isEqualTo(1);
    }

    private static void signal(Started started, String signal) throws Exception {
        Process kill = new ProcessBuilder(
                        "kill", "-" + signal, String.valueOf(started.process().pid()))
                .inheritIO()
                .start();
        assertThat(kill.waitFor()).isZero();
    }

    /** Makes the users table before the program can. */
    private void prepare(String... statements) {
        try (TestDatabase database = TestDatabase.inFolder(folder)) {
            database.createUsersTable();
            for (String statement : statements) {
                database.execute(statement);
            }
        }
    }

    private List<String> names() {
        return tables().isEmpty() ? List.of() : rows("SELECT name FROM users ORDER BY name");
    }

    private List<String> tables() {
        return rows("SELECT table_name FROM information_schema.tables WHERE table_schema = 'PUBLIC'");
    }

    private List<Map<String, Object>> table() {
        try (TestDatabase database = TestDatabase.inFolder(folder)) {
            return database.query("SELECT * FROM users");
        }
    }

    private List<String> rows(String sql) {
        try (TestDatabase database = TestDatabase.inFolder(folder)) {
            return database.column(sql);
        }
    }
}
