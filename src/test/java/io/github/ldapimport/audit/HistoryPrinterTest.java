package io.github.ldapimport.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.changes.ChangeTable;
import io.github.ldapimport.changes.KeptChange;
import io.github.ldapimport.store.RunRecord;
import io.github.ldapimport.testing.OddText;
import io.github.ldapimport.testing.Proves;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a person reads runs and changes. */
class HistoryPrinterTest {
    private static final String RUN = "20260401-050000-1f8a03bc";
    private static final String GUID = "11111111-2222-4333-8444-555555555555";

    private static List<String> printed(Consumer<HistoryPrinter> prints) {
        StringWriter text = new StringWriter();
        try (HistoryPrinter printer = new HistoryPrinter(
                new PrintWriter(text), ZoneId.of("Europe/Berlin"), (lines, out) -> out.print(lines))) {
            prints.accept(printer);
        }
        return text.toString().lines().toList();
    }

    private static RunRecord run(String endedAt, String status, String summary) {
        return new RunRecord(RUN, "ldap", "process 1 on x", "2026-04-01T05:00:00Z", endedAt, status, summary);
    }

    private static KeptChange change(String kind, String detail) {
        return ChangeTable.found(List.of(Map.of(
                        "change_id", "x-1",
                        "change_run", RUN,
                        "change_at", "2026-04-01T05:00:01Z",
                        "change_kind", kind,
                        "change_guid", GUID,
                        "change_detail", detail)))
                .get(0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            nullValues = "-",
            value = {
                "2026-04-01T05:00:01.950Z; completed; {\"imported\":3,\"changed\":2,\"deleted\":1}; 1.9 s; completed; imported 3, changed 2, deleted 1",
                "2026-04-01T05:00:01Z; completed; {\"failed\":1}; 1.0 s; users failed; failed 1",
                "2026-04-01T05:00:01Z; completed (some users); {}; 1.0 s; completed (some users); nothing",
                "2026-04-01T05:02:01Z; refused; {\"reason\":\"37 of 60 are missing\"}; 2 min 1 s; refused; 37 of 60 are missing",
                "2026-04-01T06:02:01Z; failed; {\"changed\":4,\"reason\":\"gone\"}; 1 h 2 min; failed; changed 4: gone",
                "2026-04-01T05:00:01Z; died; -; 1.0 s; died; nothing",
                "2026-04-01T05:00:01Z; completed; no JSON; 1.0 s; completed; nothing",
                "-; -; -; -; running; ''"
            })
    @Proves("12.5")
    void a_run_is_one_line_with_when_it_began_how_long_it_took_how_it_ended_and_what_it_did(
            String endedAt, String status, String summary, String took, String outcome, String did) {
        List<String> lines = printed(printer -> {
            printer.runsHeading("partners".length());
            printer.run(run(endedAt, status, summary));
        });

        assertThat(lines.get(0))
                .startsWith("RUN                       PROVIDER  BEGAN (Europe/Berlin)  TOOK         OUTCOME");
        assertThat(lines.get(1))
                .isEqualTo((RUN + "  ldap      2026-04-01 07:00:00    "
                                + String.format("%-11s  %-22s  %s", took == null ? "-" : took, outcome, did))
                        .stripTrailing());
    }

    @ParameterizedTest
    @CsvSource({
        "imported, imported",
        "adopted, adopted",
        "relinked, relinked",
        "deleted, deleted",
        "restored, restored",
        "deleted-missing, deleted as missing",
        "undone, undone",
        "wanted-deleted-missing, would have been deleted as missing",
        "wanted-imported, would have been imported"
    })
    @Proves("12.6")
    void each_kind_of_change_has_a_word(String kind, String word) {
        KeptChange change = change(kind, "{\"key\":\"7\",\"account\":\"ada\",\"name\":\"Ada\",\"columns\":{}}");
        assertThat(HistoryPrinter.isShown(change)).isTrue();
        assertThat(printed(printer -> printer.ofRun(change, null))).containsExactly(word + "  ada (Ada), row 7");
    }

    @ParameterizedTest
    @CsvSource({"approved", "wanted-nothing-known", "settings"})
    @Proves("12.6")
    void a_kind_of_a_later_release_is_left_out(String kind) {
        assertThat(HistoryPrinter.isShown(change(kind, "{}"))).isFalse();
    }

    @Test
    @Proves({"12.6", "12.8"})
    void columns_are_shown_with_old_and_new_value_below_the_row() {
        String detail = "{\"name\":\"Ada\",\"mark\":\"DELETE\",\"columns\":{\"email\":[\"a\",\"b\"],\"age\":[null,7],"
                + "\"photo\":[{\"bytes\":10,\"sha256\":\"00\"},null],\"note\":[null,\"" + "x".repeat(500) + "\"]}}";

        assertThat(printed(printer -> printer.ofRun(change("changed", detail), null)))
                .containsExactly(
                        "changed  Ada, soft-deleted",
                        "    email: 'a' -> 'b'",
                        "    age: NULL -> 7",
                        "    photo: 10 bytes -> NULL",
                        "    note: NULL -> '" + "x".repeat(199) + "...");
        assertThat(printed(printer -> printer.ofRun(change("changed", detail), "EMAIL")))
                .containsExactly("changed  Ada, soft-deleted", "    email: 'a' -> 'b'");
        assertThat(printed(
                        printer -> printer.ofRun(change("imported", "{\"columns\":{\"email\":[null,\"b\"]}}"), null)))
                .containsExactly("imported  " + GUID, "    email: 'b'");
    }

    @Test
    @Proves("12.7")
    void a_users_life_names_time_run_and_provider_of_each_change() {
        KnownUser user = new KnownUser(GUID, "7", "ada", "Ada Lovelace", "uid=ada,dc=example");
        assertThat(printed(printer -> {
                    printer.heading(user);
                    printer.ofUser(new UserLife.Step("ldap", change("restored", "{\"mark\":\"RESTORE\"}")), null);
                    printer.further(3, 200);
                }))
                .containsExactly(
                        "ada (Ada Lovelace), row 7, GUID " + GUID + ", uid=ada,dc=example; times in Europe/Berlin",
                        "2026-04-01 07:00:01  restored  (run " + RUN + " of ldap)",
                        "3 more: --limit=203");
    }

    @Test
    @Proves("12.9")
    void each_line_is_printable_whatever_values_it_has() {
        for (String text : OddText.HARMFUL) {
            KnownUser user = new KnownUser("g" + text, "k" + text, "a" + text, "n" + text, "d" + text);
            List<String> lines = printed(printer -> {
                printer.heading(user);
                printer.run(run(null, null, null));
                printer.line(HistoryPrinter.described(user));
            });
            assertThat(lines).hasSize(3).noneMatch(OddText.FORGED::equals);
            lines.forEach(OddText::assertHarmless);
        }
        for (String text : OddText.ORDINARY) {
            assertThat(printed(printer -> printer.line(text))).containsExactly(text);
        }
    }

    @Test
    @Proves("12.8")
    void any_number_of_lines_is_printed_in_order() {
        assertThat(printed(printer -> IntStream.range(0, 12_000).forEach(i -> printer.line("line " + i))))
                .hasSize(12_000)
                .startsWith("line 0", "line 1")
                .endsWith("line 11999")
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0.0 s",
        "950, 0.9 s",
        "59999, 59.9 s",
        "60000, 1 min 0 s",
        "3599000, 59 min 59 s",
        "3600000, 1 h 0 min"
    })
    @Proves("12.5")
    void a_time_spent_has_two_units_at_most(long millis, String text) {
        assertThat(HistoryPrinter.took(Duration.ofMillis(millis))).isEqualTo(text);
    }
}
