package io.github.ldapimport.cli;

import io.github.ldapimport.api.AsciiJson;
import io.github.ldapimport.app.CamelProgram;
import io.github.ldapimport.app.Logging;
import io.github.ldapimport.app.Terminal;
import io.github.ldapimport.audit.FilteredSteps;
import io.github.ldapimport.audit.Histories;
import io.github.ldapimport.audit.History;
import io.github.ldapimport.audit.HistoryJson;
import io.github.ldapimport.audit.HistoryPrinter;
import io.github.ldapimport.audit.KnownUser;
import io.github.ldapimport.audit.LastRuns;
import io.github.ldapimport.audit.RunFacts;
import io.github.ldapimport.audit.UserLife;
import io.github.ldapimport.audit.UserSearch;
import io.github.ldapimport.settings.TimeSpan;
import io.github.ldapimport.store.RunRecord;
import java.io.PrintWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ldap-import history}. */
@Command(
        name = "history",
        description = "Shows what runs did: all runs, or one of them, or what was done to a user; writes nothing.",
        mixinStandardHelpOptions = true,
        versionProvider = LdapImport.Version.class,
        sortOptions = false)
final class HistoryCommand implements Callable<Integer> {
    private static final int MAX_RUNS = 50;
    private static final int MAX_CHANGES = 200;

    @Parameters(
            arity = "0..1",
            paramLabel = "USER",
            description = "What was done to one user's row: an account name, a name, a row's key, an address or a GUID")
    private String user;

    @Option(names = "--run", paramLabel = "ID", description = "What one run did, or wanted to do when it was refused.")
    private String run;

    @Option(names = "--column", paramLabel = "NAME", description = "Only changes of this column; with USER or --run.")
    private String column;

    @Option(
            names = "--since",
            paramLabel = "DATE|7d",
            description = "Nothing before that date, such as 2026-11-30, or that long ago, such as 7d or 12h.")
    private String since;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Show no more than that. Default: " + MAX_RUNS + " runs, " + MAX_CHANGES + " changes")
    private Integer limit;

    @Option(names = "--provider", paramLabel = "NAME", description = "Which provider's runs. Default: all")
    private String provider;

    @Option(
            names = "--output",
            paramLabel = "text|json",
            defaultValue = "text",
            description = "json: standard output is one object and nothing else.")
    private ImportCommand.Output output;

    @Mixin
    private CommonOptions common;

    @Spec
    private CommandSpec spec;

    private final ZoneId zone = ZoneId.systemDefault();
    private Histories histories;
    private Instant from;

    @Override
    public Integer call() {
        refuseWrongWords();
        Logging.configure(false);
        try (CamelProgram program = CamelProgram.start(common.settings(), Logging.opening(true))) {
            program.runs().refuseUnknownKeys();
            histories = Histories.of(
                    provider == null
                            ? program.runs().providers()
                            : Map.of(provider, program.runs().provider(provider)));
            if (user != null) {
                return ofUser();
            }
            return run == null ? runs() : ofRun();
        }
    }

    private void refuseWrongWords() {
        require(user == null || !user.isBlank(), "USER is empty: give a value or leave it out");
        require(run == null || !run.isBlank(), "--run is empty: give the id of a run, ldap-import history lists them");
        require(column == null || !column.isBlank(), "--column is empty: give the name of a column or leave it out");
        require(
                column == null || user != null || run != null,
                "--column goes with USER or --run: runs are listed without their columns");
        require(limit == null || limit > 0, "--limit is " + limit + ": give a whole number from 1 on");
        from = since == null ? null : instant();
    }

    private void require(boolean isRight, String message) {
        if (!isRight) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }

    private Instant instant() {
        OptionalLong span = TimeSpan.milliseconds(since);
        if (span.isPresent()) {
            Instant start = Instant.now().minusMillis(span.getAsLong());
            return start.isBefore(Instant.EPOCH) ? Instant.EPOCH : start;
        }
        try {
            // the time of a date alone is its first; years of more digits are none
            return LocalDateTime.parse(since.matches("\\d{4}-\\d\\d-\\d\\d") ? since + "T00:00" : since)
                    .atZone(zone)
                    .toInstant();
        } catch (DateTimeException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--since is '" + since
                            + "': give a date such as 2026-11-30 or 2026-11-30T08:00, or a time span such as 7d or 12h",
                    e);
        }
    }

    /** The runs of all providers, the last ones first. */
    private int runs() {
        int most = limit == null ? MAX_RUNS : limit;
        LastRuns runs = new LastRuns(histories.all(), from, most);
        if (isJson()) {
            return array("\"runs\":[", runs, HistoryJson::of, most, () -> Math.max(0, runs.count() - most));
        }
        try (HistoryPrinter printer = new HistoryPrinter(out(), zone, Terminal::page)) {
            if (!runs.hasNext()) {
                histories.whyNoRuns(since).forEach(printer::line);
                return LdapImport.DONE;
            }
            printer.runsHeading(histories.all().stream()
                    .mapToInt(history -> history.providerName().length())
                    .max()
                    .orElse(0));
            for (int i = 0; i < most && runs.hasNext(); i++) {
                printer.run(runs.next());
            }
            printer.further(runs.count() - most, most);
        }
        return LdapImport.DONE;
    }

    /** What one run did. */
    private int ofRun() {
        Optional<History> found = histories.ofRun(run);
        if (found.isEmpty()) {
            return notFound(histories.noSuchRun(run));
        }
        History history = found.get();
        Optional<RunRecord> record = history.run(run);
        FilteredSteps steps = wanted(Histories.stepsOfRun(history, run), new FilteredSteps.Filter(column, from, null));
        Supplier<Long> further = column == null && from == null
                ? () -> Math.max(0, history.countChangesOfRun(run) - most())
                : steps::countRest;
        if (isJson()) {
            String head =
                    record.map(each -> "\"run\":" + HistoryJson.of(each) + ",").orElse("");
            return array(head + "\"changes\":[", steps, HistoryCommand::json, most(), further);
        }
        try (HistoryPrinter printer = new HistoryPrinter(out(), zone, Terminal::page)) {
            record.ifPresentOrElse(
                    printer::heading,
                    () -> printer.line("Run " + run + " of provider " + history.providerName()
                            + ", which ldap_import_runs does not have any more"));
            record.map(history::otherSettings).ifPresent(printer::settings);
            boolean isEmpty = !steps.hasNext();
            for (int i = 0; i < most() && steps.hasNext(); i++) {
                printer.ofRun(steps.next().change(), column);
            }
            if (isEmpty) {
                printer.line(whyNoChanges(history, record, steps));
            }
            printer.further(further.get(), most());
        }
        return LdapImport.DONE;
    }

    private String whyNoChanges(History history, Optional<RunRecord> record, FilteredSteps steps) {
        if (column != null || from != null) {
            return "None of its changes is one" + asked() + steps.otherColumns() + ".";
        } else if (record.map(RunFacts::of).filter(RunFacts::hasWritten).isEmpty()) {
            return "It changed no row.";
        }
        return history.whyNoChanges()
                .orElse("Its changes are not kept: they were not at the time, or are older than " + history.keptFor()
                        + ".");
    }

    private String asked() {
        return (column == null ? "" : " of column " + column)
                + (since == null ? "" : " since " + since)
                + (run == null || user == null ? "" : " by run " + run);
    }

    /** What was done to a user's row. */
    private int ofUser() {
        UserSearch search = histories.search(user);
        if (search.users().isEmpty()) {
            return notFound(histories.noSuchUser(user));
        }
        String users = "\"users\":" + AsciiJson.write(search.users()) + ",\"changes\":[";
        if (search.users().size() > 1) {
            return isJson() ? array(users, Collections.emptyIterator(), String::valueOf, 0, () -> 0L) : list(search);
        }
        KnownUser one = search.users().iterator().next();
        FilteredSteps.Filter filter = new FilteredSteps.Filter(column, from, run);
        FilteredSteps steps = wanted(new UserLife(histories.all(), one.guid()), filter);
        if (isJson()) {
            return array(users, steps, HistoryCommand::json, most(), steps::countRest);
        }
        try (HistoryPrinter printer = new HistoryPrinter(out(), zone, Terminal::page)) {
            printer.heading(one);
            for (History history : histories.all()) {
                history.missing(one.guid())
                        .ifPresent(
                                words -> printer.line("Missing for provider " + history.providerName() + " " + words));
            }
            boolean isEmpty = !steps.hasNext();
            for (int i = 0; i < most() && steps.hasNext(); i++) {
                printer.ofUser(steps.next(), column);
            }
            if (isEmpty && filter.isSelective()) {
                printer.line("None of the kept changes is one" + asked() + steps.otherColumns() + ".");
            } else if (isEmpty) {
                printer.line("No change of this row is kept.");
                histories.whyNoChanges().forEach(printer::line);
            }
            printer.further(steps.countRest(), most());
        }
        return LdapImport.DONE;
    }

    private int list(UserSearch search) {
        try (HistoryPrinter printer = new HistoryPrinter(out(), zone, Terminal::page)) {
            printer.line("'" + user + "' fits " + (search.hasFurther() ? "more than " : "")
                    + search.users().size() + " users. To see one of them:");
            for (KnownUser each : search.users()) {
                printer.line(
                        "  ldap-import history " + quoted(each.guid()) + "    # " + HistoryPrinter.described(each));
            }
        }
        return LdapImport.DONE;
    }

    /** A GUID as a word for a shell: some directories have others than UUIDs. */
    private static String quoted(String guid) {
        return guid.matches("[A-Za-z0-9-]+") ? guid : "'" + guid.replace("'", "'\\''") + "'";
    }

    private FilteredSteps wanted(Iterator<UserLife.Step> all, FilteredSteps.Filter filter) {
        return new FilteredSteps(all, filter, isJson() ? any -> true : HistoryPrinter::isShown);
    }

    private int most() {
        return limit == null ? MAX_CHANGES : limit;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private boolean isJson() {
        return output == ImportCommand.Output.JSON;
    }

    private static String json(UserLife.Step step) {
        return HistoryJson.of(step.provider(), step.change());
    }

    /** Prints an object with an array piece by piece, and then how many elements it leaves out. */
    private <T> int array(
            String head, Iterator<T> elements, Function<T, String> json, int most, Supplier<Long> further) {
        PrintWriter out = out();
        out.print("{" + head);
        for (int i = 0; i < most && elements.hasNext(); i++) {
            out.print((i == 0 ? "" : ",") + json.apply(elements.next()));
        }
        out.println("],\"more\":" + further.get() + "}");
        out.flush();
        return LdapImport.DONE;
    }

    private int notFound(String message) {
        if (isJson()) {
            out().println(AsciiJson.write(Map.of("error", message)));
            out().flush();
        }
        PrintWriter err = spec.commandLine().getErr();
        err.println("ldap-import: failed: " + message);
        err.flush();
        return LdapImport.FAILED;
    }
}
