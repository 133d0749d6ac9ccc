package io.github.ldapimport.cli;

import static io.github.ldapimport.testing.TerminalSession.CTRL_C;
import static io.github.ldapimport.testing.TerminalSession.CTRL_D;
import static io.github.ldapimport.testing.TerminalSession.ENTER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.ldapimport.testing.Launcher;
import io.github.ldapimport.testing.PagesAsked;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.TerminalSession;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The packaged program at a terminal. */
class InteractiveIT {
    private static final String LIST =
            "Would you like to display the user(s) to be imported / synchronized? (yes/no) [no]: ";
    private static final String IMPORT = "Would you like these users to be imported / synchronized? (yes/no) [no]: ";
    private static final String SUCCESS = "Successfully imported / synchronized ";
    private static final String LOG_LINE =
            "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d INFO  \\[[-0-9a-f]+] \\p{Upper}[^=]*";
    private static final String FULL_BAR = " [" + "=".repeat(40) + "] 100%";

    @TempDir
    private Path folder;

    private final PagesAsked pages = new PagesAsked();
    private TestDirectory directory;
    private Launcher launcher;

    @BeforeEach
    void start_a_directory_with_three_users() {
        directory = TestDirectory.start(null, pages)
                .addPerson("johndoe", "John Doe", "mail: john@example.com")
                .addPerson("adoe", "Ärmel Doe")
                .addPerson("janedoe", "Jane Doe", "mail: jane@example.com");
        launcher = Launcher.in(folder).withSettings(directory.settings());
    }

    @AfterEach
    void stop_the_directory() {
        directory.close();
    }

    @Test
    @Proves("4.1")
    void users_are_counted_listed_by_name_and_imported_with_a_bar() {
        try (TerminalSession terminal = TerminalSession.start(launcher)) {
            terminal.await("Found 3 user(s).")
                    .await(LIST)
                    .type("Yes" + ENTER)
                    .await(IMPORT)
                    .type("y" + ENTER);
            assertThat(terminal.awaitEnd()).isZero();
            List<String> screen = terminal.screen();
            assertThat(screen)
                    .startsWith(
                            "Found 3 user(s).",
                            LIST + "Yes",
                            "+-----------+--------------+------------------+",
                            "| Name      | Account Name | Email            |",
                            "+-----------+--------------+------------------+",
                            "| Ärmel Doe | adoe         |                  |",
                            "| Jane Doe  | janedoe      | jane@example.com |",
                            "| John Doe  | johndoe      | john@example.com |",
                            "+-----------+--------------+------------------+",
                            IMPORT + "y");
            assertLogBarAndOutcome(screen.subList(10, screen.size()), 3);
        }
        assertThat(names()).hasSize(3);
    }

    /** The log lines whole and the bar once, below them or between them; then the outcome. */
    private static void assertLogBarAndOutcome(List<String> lines, int users) {
        int bar = lines.indexOf(users + "/" + users + FULL_BAR);
        assertThat(bar).as(String.join("\n", lines)).isGreaterThan(0);
        assertThat(lines.subList(0, bar)).hasSize(users + 2).allMatch(line -> line.matches(LOG_LINE));
        assertThat(lines.get(bar + 1)).isEqualTo(SUCCESS + users + " user(s).");
        assertThat(lines.get(bar + 2)).matches("Found " + users + ": " + users + " imported, .* in \\d+ ms\\.");
        assertThat(lines.subList(bar + 3, lines.size())).containsExactly("");
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                arguments("Enter", ENTER, ENTER),
                arguments("n", "NO" + ENTER, "n" + ENTER),
                arguments("end of input", CTRL_D, CTRL_D));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    @Proves("4.1")
    void enter_no_and_the_end_of_input_list_and_write_nothing(String name, String first, String second) {
        try (TerminalSession terminal = TerminalSession.start(launcher)) {
            terminal.await(LIST).type(first).await(IMPORT).type(second);
            assertThat(terminal.awaitEnd()).isZero();
            assertThat(terminal.screen()).hasSize(5).last().isEqualTo("");
            assertThat(terminal.screen()).contains("Nothing was imported.");
        }
        assertNothingWritten();
    }

    @Test
    @Proves("4.1")
    void any_other_answer_is_asked_for_again_and_one_user_is_named() {
        try (TerminalSession terminal = TerminalSession.start(launcher, "ldap", "johndoe")) {
            terminal.await("Found user 'John Doe'.").await(LIST).type("maybe" + ENTER);
            terminal.await("Please answer yes or no.").await(LIST).type("n" + ENTER);
            terminal.await(IMPORT).type("sure" + ENTER);
            terminal.await("Please answer yes or no.").await(IMPORT);
            assertThat(names()).isEmpty();
            terminal.type("YES" + ENTER);
            assertThat(terminal.awaitEnd()).isZero();
            assertThat(terminal.screen()).contains("1/1" + FULL_BAR, SUCCESS + "1 user(s).");
        }
        assertThat(names()).containsExactly("John Doe");
    }

    @Test
    @Proves("4.1")
    void ctrl_c_at_a_question_ends_without_writing() {
        try (TerminalSession terminal = TerminalSession.start(launcher)) {
            terminal.await(LIST).type("no" + ENTER).await(IMPORT).type(CTRL_C);
            assertThat(terminal.awaitEnd()).isNotZero();
        }
        assertNothingWritten();
    }

    @Test
    @Proves({"4.1", "4.6"})
    void ctrl_c_below_the_bar_ends_the_run_with_the_pages_at_hand_saved() throws InterruptedException {
        directory.addPeople(37);
        try (TerminalSession terminal = TerminalSession.start(launcher, "--chunk=5", "--no-log")) {
            terminal.await(LIST).type(ENTER).await(IMPORT);
            // the pages of the preview were answered already
            int asked = pages.answered();
            pages.blockFrom(asked + 3);
            terminal.type("yes" + ENTER);
            pages.awaitBlocked();
            terminal.await("/40 [").type(CTRL_C).await("^C");
            pages.release();
            assertThat(terminal.awaitEnd()).isEqualTo(1);
            int read = (pages.answered() - asked) * 5;
            List<String> screen = terminal.screen();
            assertThat(screen).contains("ldap-import: failed: interrupted");
            assertThat(screen.get(screen.size() - 4)).startsWith(read + "/40 [");
            assertThat(read).isBetween(15, 35);
            assertThat(names()).hasSize(read);
        }
    }

    @Test
    @Proves("4.1")
    void no_interaction_asks_nothing_at_a_terminal() {
        try (TerminalSession terminal = TerminalSession.start(launcher, "-n")) {
            assertThat(terminal.awaitEnd()).isZero();
            assertThat(terminal.raw()).doesNotContain("?", "%", "\u001B").contains(SUCCESS + "3 user(s).");
        }
        assertThat(names()).hasSize(3);
        try (TerminalSession terminal = TerminalSession.start(launcher, "ldap", "nobody")) {
            assertThat(terminal.awaitEnd()).isZero();
            assertThat(terminal.screen())
                    .startsWith("There were no users found to import.")
                    .hasSize(3)
                    .element(1)
                    .asString()
                    .startsWith("Nobody is named 'nobody'");
        }
    }

    @Test
    @Proves("4.1")
    void many_users_are_paged_and_their_log_lines_do_not_break_the_bar() {
        directory.addPeople(97);
        Launcher paging = launcher.withEnvironment("PAGER", "sed 's/^/paged /'");
        try (TerminalSession terminal = TerminalSession.start(paging, "--chunk=10")) {
            terminal.await("Found 100 user(s).").await(LIST).type("yes" + ENTER).await(IMPORT);
            List<String> table = terminal.screen().subList(2, 106);
            assertThat(table).allMatch(line -> line.startsWith("paged +-") || line.startsWith("paged | "));
            terminal.type("yes" + ENTER);
            assertThat(terminal.awaitEnd()).isZero();
            List<String> screen = terminal.screen();
            assertLogBarAndOutcome(screen.subList(107, screen.size()), 100);
        }
        assertThat(names()).hasSize(100);
    }

    @Test
    @Proves({"4.1", "4.2"})
    void a_dry_run_shows_its_plan_in_place_of_a_bar() {
        try (TerminalSession terminal = TerminalSession.start(launcher, "--dry-run", "--no-log")) {
            terminal.await(LIST).type(ENTER).await(IMPORT).type("yes" + ENTER);
            assertThat(terminal.awaitEnd()).isZero();
            assertThat(terminal.screen())
                    .contains("new      johndoe: email: john@example.com, name: John Doe")
                    .contains("Dry run, nothing was written: would import / synchronize 3 user(s).")
                    .hasSize(9);
        }
        assertThat(names()).isEmpty();
    }

    @Test
    @Proves({"3.4", "3.11", "4.1", "4.2"})
    void missing_users_are_deleted_after_a_yes_only_and_a_refusal_is_told_below_the_bar() {
        directory.addPeople(9);
        launcher.run("--no-log");
        directory.deletePerson("user3");
        try (TerminalSession terminal = TerminalSession.start(launcher, "--delete-missing")) {
            terminal.await("Found 11 user(s).")
                    .await(LIST)
                    .type(ENTER)
                    .await(IMPORT)
                    .type("no" + ENTER);
            assertThat(terminal.awaitEnd()).isZero();
            assertThat(terminal.screen()).contains("Nothing was imported.");
        }
        assertThat(softDeleted()).isEmpty();

        try (TerminalSession terminal = TerminalSession.start(launcher, "--delete-missing", "--max-missing=0")) {
            terminal.await(LIST).type(ENTER).await(IMPORT).type("yes" + ENTER);
            assertThat(terminal.awaitEnd()).isEqualTo(1);
            List<String> screen = terminal.screen();
            int bar = screen.indexOf("11/11" + FULL_BAR);
            assertThat(bar).as(String.join("\n", screen)).isPositive();
            assertThat(screen.subList(bar + 1, screen.size()))
                    .hasSize(2)
                    .first()
                    .asString()
                    .startsWith("ldap-import: refused: 1 of the 12 live users");
        }
        assertThat(softDeleted()).isEmpty();

        try (TerminalSession terminal = TerminalSession.start(launcher, "--delete-missing", "--dry-run", "--no-log")) {
            terminal.await(LIST).type(ENTER).await(IMPORT).type("yes" + ENTER);
            assertThat(terminal.awaitEnd()).isZero();
            assertThat(terminal.screen())
                    .anyMatch(line -> line.startsWith("missing  User 3: id "))
                    .contains("Would soft-delete 1 missing user(s).");
        }
        assertThat(softDeleted()).isEmpty();

        try (TerminalSession terminal = TerminalSession.start(launcher, "--delete-missing")) {
            terminal.await(LIST).type(ENTER).await(IMPORT).type("yes" + ENTER);
            assertThat(terminal.awaitEnd()).isZero();
            assertThat(terminal.screen())
                    .contains("11/11" + FULL_BAR, SUCCESS + "11 user(s).", "Soft-deleted 1 missing user(s).");
            assertThat(terminal.raw()).contains("has been soft-deleted due to being missing from LDAP import.");
        }
        assertThat(softDeleted()).containsExactly("User 3");
    }

    private List<String> softDeleted() {
        try (TestDatabase database = TestDatabase.inFolder(folder)) {
            return database.column("SELECT name FROM users WHERE deleted_at IS NOT NULL ORDER BY name");
        }
    }

    @Test
    @Proves({"4.1", "4.5"})
    void a_failure_before_the_first_question_is_told_once() {
        try (TerminalSession terminal = TerminalSession.start(launcher, "-Dldap-import.directory.base=dc=nowhere")) {
            assertThat(terminal.awaitEnd()).isEqualTo(2);
            assertThat(terminal.screen())
                    .hasSize(2)
                    .first()
                    .asString()
                    .startsWith("ldap-import: failed: Cannot find the base");
        }
        assertNothingWritten();
    }

    private void assertNothingWritten() {
        assertThat(Files.exists(folder.resolve("data"))).isFalse();
    }

    private List<String> names() {
        if (!Files.exists(folder.resolve("data"))) {
            return List.of();
        }
        try (TestDatabase database = TestDatabase.inFolder(folder)) {
            return database.column("SELECT table_name FROM information_schema.tables WHERE table_schema = 'PUBLIC'")
                            .isEmpty()
                    ? List.of()
                    : database.column("SELECT name FROM users ORDER BY name");
        }
    }
}
