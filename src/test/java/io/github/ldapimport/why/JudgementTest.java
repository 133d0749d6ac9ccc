package io.github.ldapimport.why;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.ldap.AccountState;
import io.github.ldapimport.plan.UserChange.Action;
import io.github.ldapimport.table.SoftDeletePolicy.Mark;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.why.Facts.Part;
import io.github.ldapimport.why.Facts.Row;
import io.github.ldapimport.why.Facts.Run;
import io.github.ldapimport.why.Facts.Trial;
import io.github.ldapimport.why.WhyAnswer.EntryShown;
import io.github.ldapimport.why.WhyAnswer.Step;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What follows from the facts, without a directory, a database or Camel. */
class JudgementTest {
    private static final EntryShown ADA = new EntryShown("uid=ada,ou=people", "1a");
    private static final Row LIVE = row(false, true, true, true);

    private List<EntryShown> entries = List.of(ADA);
    private boolean isBelowBase = true;
    private List<Part> parts = List.of(new Part("(uid=*)", "filter", true, List.of("uid = 'ada'")));
    private String noGuid;
    private AccountState account = AccountState.ENABLED;
    private Trial trial = trial(Action.KEEP, Mark.NONE);
    private List<Row> rows = List.of(LIVE);
    private Run lastRun;
    private boolean deleteMissing;
    private String noSoftDeletes;

    private static Row row(boolean deleted, boolean isOfDomain, boolean hasGuid, boolean isPossible) {
        return new Row(
                "7",
                hasGuid ? "1a" : null,
                isOfDomain ? "default" : "partners",
                isOfDomain,
                hasGuid,
                isPossible,
                deleted,
                deleted ? "2026-01-02" : null,
                null,
                null,
                "2026-02-03");
    }

    private static Trial trial(Action action, Mark mark) {
        return new Trial(null, false, true, null, action, false, mark, List.of("email"));
    }

    private WhyAnswer answer() {
        return Judgement.of(new Facts(
                new Facts.Question("ldap", "ada", "default", "ou=people", "entryUUID"),
                new Facts.Looked("ldap://host", List.of("uid"), List.of(), List.of()),
                entries,
                false,
                new Facts.Way(isBelowBase, parts, noGuid, account, List.of(), trial),
                rows,
                false,
                List.of(),
                new Facts.Table(true, noSoftDeletes, false, false, deleteMissing, "50%"),
                lastRun,
                List.of()));
    }

    private void is(Outcome outcome, boolean inTable) {
        WhyAnswer answer = answer();
        assertThat(answer.outcome()).isEqualTo(outcome.toString());
        assertThat(answer.inTable()).isEqualTo(inTable);
    }

    @Test
    @Proves("11.1")
    void the_way_ends_at_the_first_station_that_stops_it() {
        is(Outcome.UP_TO_DATE, true);
        trial = new Trial(null, false, true, "taken", null, false, Mark.NONE, List.of());
        is(Outcome.NOT_WRITABLE, true);
        trial = new Trial("too many", false, true, "taken", null, false, Mark.NONE, List.of());
        is(Outcome.REFUSED, true);
        trial = new Trial("too many", false, false, "no value", null, false, Mark.NONE, List.of());
        is(Outcome.NOT_MAPPED, true);
        trial = new Trial("too many", true, false, null, null, false, Mark.NONE, List.of());
        is(Outcome.LEFT_OUT, true);
        noGuid = "it shows none";
        is(Outcome.NO_GUID, true);
        parts = List.of(new Part("(l=Oslo)", "ldap-import.directory.filter", false, List.of("l = 'Rome'")));
        is(Outcome.FILTERED, true);
        isBelowBase = false;
        is(Outcome.OUTSIDE_BASE, true);
        entries = List.of();
        is(Outcome.NO_ENTRY, true);
        rows = List.of();
        is(Outcome.NOT_FOUND, false);
    }

    @Test
    @Proves("11.1")
    void of_several_entries_or_rows_none_is_chosen() {
        entries = List.of(ADA, new EntryShown("uid=ada2,ou=people", "2b"));
        is(Outcome.SEVERAL, false);
        entries = List.of();
        rows = List.of(LIVE, LIVE);
        is(Outcome.SEVERAL, false);
    }

    @Test
    @Proves("11.3")
    void a_deleted_row_comes_back_as_account_and_settings_let_it() {
        rows = List.of(row(true, true, true, true));
        is(Outcome.DELETED, false);
        assertThat(answer().reason()).contains("2026-01-02");
        assertThat(answer().remedy()).contains("run with --restore");
        trial = trial(Action.KEEP, Mark.RESTORE);
        assertThat(answer().remedy()).contains("the next run restores the row");
        account = AccountState.DISABLED;
        trial = trial(Action.KEEP, Mark.NONE);
        assertThat(answer().remedy()).startsWith("enable the account");
        account = AccountState.UNKNOWN;
        assertThat(answer().remedy()).contains("see whether the user is disabled");
    }

    @Test
    @Proves("11.3")
    void a_live_row_of_a_disabled_account_goes_as_the_settings_say() {
        account = AccountState.DISABLED;
        is(Outcome.DISABLED, true);
        assertThat(answer().remedy()).contains("a run with --delete soft-deletes the row");
        trial = trial(Action.KEEP, Mark.DELETE);
        assertThat(answer().remedy()).contains("the next run soft-deletes the row");
        noSoftDeletes = "no column for soft deletes";
        assertThat(answer().remedy()).isEqualTo("no column for soft deletes");
    }

    @Test
    @Proves("11.4")
    void a_row_without_a_user_is_missing_only_where_a_run_may_take_it_for_missing() {
        entries = List.of();
        assertThat(answer().remedy()).contains("soft-deletes the row id = 7", "max-missing=50%", "is off");
        deleteMissing = true;
        assertThat(answer().remedy()).contains("is on");
        rows = List.of(row(false, true, true, false));
        assertThat(answer().remedy()).contains("cannot have given its GUID");
        rows = List.of(row(false, true, false, false));
        assertThat(answer().remedy()).contains("has no GUID");
        rows = List.of(row(false, false, true, true));
        assertThat(answer().remedy()).contains("of the domain 'partners'");
        is(Outcome.NO_ENTRY, false);
        noSoftDeletes = "no column for soft deletes";
        assertThat(answer().remedy()).contains("no column for soft deletes");
    }

    @Test
    @Proves("11.4")
    void the_row_of_an_entry_that_filters_leave_out_goes_likewise() {
        parts = List.of(new Part("(l=Oslo)", "ldap-import.directory.filter", false, List.of("l = 'Rome'")));
        assertThat(answer().reason()).contains("(l=Oslo)", "ldap-import.directory.filter", "l = 'Rome'");
        assertThat(answer().remedy()).contains("soft-deletes the row id = 7");
        rows = List.of(row(true, true, true, true));
        assertThat(answer().remedy()).doesNotContain("soft-deletes");
    }

    @Test
    @Proves("11.5")
    void what_is_still_to_be_written_is_told_with_the_end_of_the_last_run() {
        rows = List.of();
        trial = trial(Action.IMPORT, Mark.NONE);
        is(Outcome.NEW, false);
        assertThat(answer().remedy()).startsWith("run the import");
        lastRun = new Run("20260101-1", "2026-01-01T00:00:00Z", "refused", "70 of 100 users are missing");
        assertThat(answer().reason()).contains("20260101-1", "refused", "70 of 100 users are missing");
        assertThat(answer().remedy()).startsWith("do as the reason of the last run says");
        assertThat(answer().steps())
                .contains(new Step(
                        "last run",
                        false,
                        "20260101-1, begun 2026-01-01T00:00:00Z, refused: 70 of 100 users are missing"));
        lastRun = new Run("20260101-2", "2026-01-01T00:00:00Z", null, null);
        assertThat(answer().reason()).contains("under way since");
        lastRun = new Run("20260101-3", "2026-01-01T00:00:00Z", "completed", null);
        assertThat(answer().reason()).doesNotContain("20260101-3");

        lastRun = new Run("20260101-4", "2026-01-01T00:00:00Z", "failed", "no answer");
        entries = List.of();
        rows = List.of(LIVE);
        assertThat(answer().reason()).contains("20260101-4", "failed", "no answer");

        entries = List.of(ADA);
        trial = trial(Action.CHANGE, Mark.NONE);
        is(Outcome.CHANGES, true);
        assertThat(answer().reason()).contains("email");
    }
}
