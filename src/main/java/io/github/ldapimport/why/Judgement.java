package io.github.ldapimport.why;

import io.github.ldapimport.ldap.AccountState;
import io.github.ldapimport.plan.UserChange.Action;
import io.github.ldapimport.table.SoftDeletePolicy.Mark;
import io.github.ldapimport.why.Facts.Part;
import io.github.ldapimport.why.Facts.Row;
import io.github.ldapimport.why.Facts.Run;
import io.github.ldapimport.why.Facts.Trial;
import io.github.ldapimport.why.Facts.Way;
import io.github.ldapimport.why.WhyAnswer.EntryShown;
import io.github.ldapimport.why.WhyAnswer.RowShown;
import io.github.ldapimport.why.WhyAnswer.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Says of the facts where a user's way ends, and what to do: a function of the facts alone. */
final class Judgement {
    private final Facts facts;
    private final List<Step> steps = new ArrayList<>();
    private Outcome outcome;
    private String reason;
    private String remedy;

    private Judgement(Facts facts) {
        this.facts = facts;
    }

    static WhyAnswer of(Facts facts) {
        Judgement judgement = new Judgement(facts);
        judgement.judge();
        return judgement.answer();
    }

    private WhyAnswer answer() {
        return new WhyAnswer(
                facts.question().provider(),
                outcome.toString(),
                outcome != Outcome.SEVERAL && facts.rows().stream().anyMatch(Row::isLive),
                reason,
                remedy,
                List.copyOf(steps),
                facts.entries(),
                facts.rows().stream()
                        .map(row -> new RowShown(
                                row.id(), row.guid(), row.domain(), row.deleted(), row.deletedAt(), row.updatedAt()))
                        .toList(),
                facts.columns());
    }

    private void end(Outcome end, String why, String whatToDo) {
        outcome = end;
        reason = why;
        remedy = whatToDo;
    }

    private void pass(String step, String text) {
        steps.add(new Step(step, true, text));
    }

    private void stop(String step, String text) {
        steps.add(new Step(step, false, text));
    }

    private void judge() {
        if (facts.entries().isEmpty()) {
            withoutEntry();
        } else if (facts.entries().size() > 1) {
            severalEntries();
        } else {
            EntryShown entry = facts.entries().get(0);
            pass("entry", entry.dn() + (entry.guid() == null ? "" : ", GUID " + entry.guid()));
            if (isUser(facts.way())) {
                tried(facts.way());
            }
        }
        if (outcome != Outcome.SEVERAL) {
            facts.rows().forEach(row -> steps.add(new Step("row", !row.deleted(), RowWords.shown(row))));
        }
        if (!facts.namesakes().isEmpty()) {
            stop("row", "no row has the entry's GUID; of the same name: " + RowWords.shown(facts.namesakes()));
        }
        if (!facts.table().isPresent()) {
            pass("row", "the table is not there yet; the first run makes it");
        }
        lastRun();
    }

    // the entry

    private void withoutEntry() {
        stop("entry", "none is shown that has the name");
        if (facts.rows().isEmpty()) {
            end(
                    Outcome.NOT_FOUND,
                    "neither an entry nor a row is named '" + facts.question().name() + "': " + notFound(),
                    "check the spelling; look for the entry with another client as the same account: what the account may not"
                            + " read is not there for the import");
        } else if (facts.rows().size() > 1) {
            end(
                    Outcome.SEVERAL,
                    "no entry, and several rows, are named '" + facts.question().name() + "': " + rows(),
                    "ask again by the GUID of one of them");
        } else {
            Row row = facts.rows().get(0);
            end(
                    Outcome.NO_ENTRY,
                    "a row is there, and no entry: " + notFound() + (row.deleted() ? "" : whyNotYet()),
                    row.deleted() ? "nothing, where the person has left" : RowWords.fate(facts, row));
        }
    }

    private String notFound() {
        Facts.Looked looked = facts.looked();
        return looked.directory() + " shows no entry with that name as its DN or GUID, or in "
                + String.join(", ", looked.attributes()) + ", below "
                + facts.question().base()
                + (looked.beyond().isEmpty() ? "" : ", nor below " + String.join("; ", looked.beyond()))
                + (looked.notSearched().isEmpty()
                        ? ""
                        : " (not searched: " + String.join("; ", looked.notSearched()) + ")");
    }

    private void severalEntries() {
        String dns = facts.entries().stream().map(EntryShown::dn).collect(Collectors.joining("; "));
        String text =
                (facts.moreEntries() ? "more than " : "") + facts.entries().size() + " entries are named '"
                        + facts.question().name() + "'";
        stop("entry", text);
        end(Outcome.SEVERAL, text + ": " + dns, "ask again by the DN or the GUID of one of them");
    }

    /** Whether the provider finds the entry, and can know it again. */
    private boolean isUser(Way way) {
        String base = facts.question().base();
        if (!way.isBelowBase()) {
            stop("base", "the entry is not below " + base);
            end(
                    Outcome.OUTSIDE_BASE,
                    "the entry " + dn() + " is outside the base " + base,
                    "move the entry, or set directory.base to a DN above it, or import it by a provider of its own"
                            + afterwards());
            return false;
        }
        pass("base", "below " + base);
        List<Part> against =
                way.parts().stream().filter(part -> !part.matches()).toList();
        if (!against.isEmpty()) {
            against.forEach(part -> stop("filters", words(part)));
            end(
                    Outcome.FILTERED,
                    against.stream().map(Judgement::words).collect(Collectors.joining("; ")),
                    "change the entry's values, or "
                            + against.stream().map(Part::origin).distinct().collect(Collectors.joining(" and "))
                            + "; where the entry has the value, let the account read the attribute" + afterwards());
            return false;
        }
        pass("filters", "it matches " + way.parts().stream().map(Part::text).collect(Collectors.joining(" and ")));
        if (way.noGuid() != null) {
            stop("guid", way.noGuid());
            end(
                    Outcome.NO_GUID,
                    way.noGuid(),
                    "let the account read " + facts.question().guidAttribute()
                            + ", or give the entry a value of its own in it");
            return false;
        }
        return true;
    }

    private String dn() {
        return facts.entries().get(0).dn();
    }

    private static String words(Part part) {
        return part.text() + " of " + part.origin() + " does not match: the entry has "
                + (part.values().isEmpty() ? "none of its values to show" : String.join("; ", part.values()));
    }

    /** What becomes of a row whose entry is no user of the provider's. */
    private String afterwards() {
        return facts.rows().stream()
                .filter(row -> !row.deleted())
                .map(row -> "; " + RowWords.fate(facts, row))
                .collect(Collectors.joining());
    }

    private String rows() {
        return RowWords.shown(facts.rows()) + (facts.moreRows() ? "; and more" : "");
    }

    // what a dry run says

    private void tried(Way way) {
        Trial trial = way.trial();
        if (trial.isLeftOut()) {
            stop("map", "a step of the route ldap-import-user leaves the entry out");
            end(
                    Outcome.LEFT_OUT,
                    "a step of the route ldap-import-user leaves the entry " + dn() + " out",
                    "look at the steps of routes/ldap-import-user.camel.yaml; a row that is there stays as it is");
        } else if (!trial.isMapped() && trial.failure() != null) {
            stop("map", trial.failure());
            end(
                    Outcome.NOT_MAPPED,
                    trial.failure(),
                    "correct the entry, users.sync-attributes, or the step of ldap-import-user");
        } else if (trial.refusal() != null) {
            stop("run", trial.refusal());
            end(Outcome.REFUSED, "a run is refused: " + trial.refusal(), "do as the reason says, for all users");
        } else if (trial.failure() != null) {
            pass("map", "the entry becomes a row");
            stop("foresee", trial.failure());
            end(Outcome.NOT_WRITABLE, trial.failure(), "do as the reason says");
        } else if (trial.action() == null) {
            stop("run", "the dry run did not find the entry that was just found");
            end(
                    Outcome.REFUSED,
                    "the dry run did not find the entry " + dn() + ", which was found just before",
                    "ask again; let the account search by " + facts.question().guidAttribute());
        } else {
            pass("map", "the entry becomes a row");
            pass("foresee", foreseen(trial));
            account(way);
            stands(way, trial);
        }
    }

    private static String foreseen(Trial trial) {
        return switch (trial.action()) {
            case IMPORT -> "the next run makes a row";
            case CHANGE ->
                (trial.takesOver() ? "the next run takes over the row and writes " : "the next run writes ")
                        + (trial.changed().isEmpty() ? "a password" : String.join(", ", trial.changed()));
            default -> "the next run changes no value";
        };
    }

    private void account(Way way) {
        String values = way.accountValues().isEmpty() ? "" : " (" + String.join("; ", way.accountValues()) + ")";
        switch (way.account()) {
            case DISABLED -> stop("account", "disabled" + values);
            case ENABLED -> pass("account", "enabled" + values);
            case UNKNOWN -> pass("account", "the directory does not show whether it is disabled" + values);
        }
    }

    private void stands(Way way, Trial trial) {
        boolean isDisabled = way.account() == AccountState.DISABLED;
        if (trial.action() == Action.IMPORT) {
            end(
                    Outcome.NEW,
                    "nothing keeps the user out; the next run imports the entry " + dn()
                            + (trial.mark() == Mark.DELETE
                                    ? " as a soft-deleted row, because the account is disabled"
                                    : "")
                            + whyNotYet(),
                    runNow()
                            + (facts.namesakes().isEmpty()
                                    ? ""
                                    : "; a row of the same name is there: where it is this person's, let a run adopt it by"
                                            + " users.sync-existing (docs/adoption.md)"));
            return;
        }
        Row row = facts.rows().stream().findFirst().orElseThrow();
        if (row.deleted()) {
            end(
                    Outcome.DELETED,
                    "the row id = " + row.id() + " is " + RowWords.deleted(row) + whyNotYet(),
                    isDisabled
                            ? "enable the account; a run with --restore then restores the row"
                            : way.account() == AccountState.UNKNOWN
                                    ? "let the account of the import see whether the user is disabled: until then no run"
                                            + " restores the row"
                                    : trial.mark() == Mark.RESTORE
                                            ? "the next run restores the row (restore is on)"
                                            : "run with --restore: restore is off in the settings");
        } else if (isDisabled) {
            end(
                    Outcome.DISABLED,
                    "the row id = " + row.id() + " is live, and the account is disabled" + whyNotYet(),
                    facts.table().noSoftDeletes() != null
                            ? facts.table().noSoftDeletes()
                            : trial.mark() == Mark.DELETE
                                    ? "the next run soft-deletes the row (delete is on)"
                                    : "a run with --delete soft-deletes the row: delete is off in the settings");
        } else if (trial.action() == Action.CHANGE) {
            end(Outcome.CHANGES, "the row id = " + row.id() + " is live; " + foreseen(trial) + whyNotYet(), runNow());
        } else {
            end(
                    Outcome.UP_TO_DATE,
                    "the row id = " + row.id() + " is live and as the entry says"
                            + (row.updatedAt() == null ? "" : ", last changed " + row.updatedAt()),
                    null);
        }
    }

    // runs of late

    private String runNow() {
        return (facts.lastRun() == null || facts.lastRun().hasCompleted()
                        ? "run the import; "
                        : "do as the reason of the last run says, and run the import; ")
                + "import " + facts.question().provider() + " --dry-run shows what it does";
    }

    private String whyNotYet() {
        Run run = facts.lastRun();
        if (run == null || run.hasCompleted()) {
            return "";
        }
        return run.status() == null
                ? "; the run " + run.id() + " is under way since " + run.startedAt()
                : "; the last run for all users, " + run.id() + " of " + run.startedAt() + ", ended as "
                        + run.status()
                        + (run.reason() == null ? "" : ": " + run.reason());
    }

    private void lastRun() {
        Run run = facts.lastRun();
        if (run != null) {
            steps.add(new Step(
                    "last run",
                    run.status() == null || run.hasCompleted(),
                    run.id() + ", begun " + run.startedAt() + ", "
                            + (run.status() == null ? "has no end yet" : run.status())
                            + (run.reason() == null ? "" : ": " + run.reason())));
        }
    }
}
