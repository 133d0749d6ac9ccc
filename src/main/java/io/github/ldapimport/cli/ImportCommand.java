package io.github.ldapimport.cli;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportException;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.app.CamelProgram;
import io.github.ldapimport.app.Logging;
import io.github.ldapimport.app.Terminal;
import io.github.ldapimport.plan.UserWrite;
import io.github.ldapimport.request.Preview;
import io.github.ldapimport.rows.LiveUserRow;
import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.run.Provider;
import io.github.ldapimport.run.RunListener;
import io.github.ldapimport.run.Runs;
import io.github.ldapimport.settings.Lists;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ldap-import import}. */
@Command(
        name = "import",
        description = "Imports new users of a directory, and brings those already in the table up to date.",
        mixinStandardHelpOptions = true,
        versionProvider = LdapImport.Version.class,
        sortOptions = false)
final class ImportCommand implements Callable<Integer> {
    /** How the outcome is printed. */
    enum Output {
        TEXT,
        JSON
    }

    private static final String ALL = "all";

    @Mixin
    private ImportOptions options;

    @Option(
            names = {"-n", "--no-interaction"},
            description = "Ask nothing.")
    private boolean noInteraction;

    @Option(
            names = "--output",
            paramLabel = "text|json",
            defaultValue = "text",
            description = "json: standard output is the summary and nothing else.")
    private Output output;

    @Mixin
    private CommonOptions common;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        options.refuseEmpty();
        boolean json = output == Output.JSON;
        PrintWriter out = spec.commandLine().getOut();
        boolean interactive = !noInteraction && !json && Terminal.isStandardInput();
        Logging.configure(interactive);
        try (CamelProgram program = CamelProgram.start(common.settings(), Logging.opening(options.isSilent()))) {
            List<String> names = names(program.runs());
            ShutdownSignals interrupts = ShutdownSignals.install(program.runs());
            int status = LdapImport.DONE;
            Map<String, String> outcomes = new LinkedHashMap<>();
            for (String name : names) {
                if (names.size() > 1 && !json) {
                    out.println("Provider " + name);
                    out.flush();
                }
                Ended ended = importFrom(name, program, interactive, out);
                status = Math.max(status, ended.status());
                outcomes.put(name, ended.outcome());
                if (interrupts.wasInterrupted()) {
                    break;
                }
            }
            interrupts.done();
            if (status != LdapImport.DONE && names.size() > 1) {
                ResultPrinter.all(outcomes, spec.commandLine().getErr());
            }
            return status;
        }
    }

    /**
     * The providers that were named; whether a single one exists is for its run to tell.
     *
     * @throws io.github.ldapimport.settings.ConfigurationException when one of several does not exist, before any is imported
     */
    private List<String> names(Runs runs) {
        String providers = options.providers();
        if (providers == null) {
            return List.of(Provider.DEFAULT_NAME);
        }
        Set<String> known = runs.providers().keySet();
        if (LdapImport.COMMANDS.contains(providers) && !known.contains(providers)) {
            throw new ParameterException(
                    spec.commandLine(), providers + " is a command, which comes first: ldap-import " + providers);
        }
        if (providers.equals(ALL) && !known.contains(ALL)) {
            return List.copyOf(known);
        }
        List<String> names = List.copyOf(new LinkedHashSet<>(Lists.commaSeparated(providers)));
        if (names.size() > 1) {
            names.forEach(runs::provider);
        }
        return names;
    }

    /** What became of one provider's run, for the program's exit status and for the last line after several. */
    private record Ended(int status, String outcome) {}

    /** One provider's run; what went wrong is printed, so that the next one has its turn. */
    private Ended importFrom(String provider, CamelProgram program, boolean interactive, PrintWriter out) {
        boolean json = output == Output.JSON;
        try {
            Reporter reporter = new Reporter(out, json);
            ImportSummary summary = interactive ? ask(provider, program, out) : runImport(provider, program, reporter);
            if (summary == null) {
                return new Ended(LdapImport.DONE, "not imported");
            }
            PrintWriter err = spec.commandLine().getErr();
            if (!interactive && summary.found() > 0 && !(json && options.isSilent())) {
                // a person who was asked has read it before the question
                PrintWriter beside = json ? err : out;
                beside.println(found(summary.found(), reporter.first));
                beside.flush();
            }
            int status = ResultPrinter.of(summary, out, err, json);
            if (!json && options.user() != null && summary.found() == 0) {
                out.println(nobodyIsNamed());
                out.flush();
            }
            return new Ended(status, summary.outcome());
        } catch (Exception e) {
            return new Ended(ResultPrinter.failed(e, out, spec.commandLine().getErr(), json), ResultPrinter.outcome(e));
        }
    }

    /** @param first the name of the first user */
    private static String found(long users, String first) {
        return users == 1 && first != null ? "Found user '" + first + "'." : "Found " + users + " user(s).";
    }

    private String nobodyIsNamed() {
        return "Nobody is named '" + options.user()
                + "', or a filter (--filter, ldap-import.directory.filter) leaves them out.";
    }

    private ImportSummary ask(String provider, CamelProgram program, PrintWriter out) throws Exception {
        Preview preview = send(provider, program, "direct:ldap-import-preview", RunOutcome.TOLD, Preview.class);
        ConfirmPrompt questions = new ConfirmPrompt(out);
        if (preview.found() == 0) {
            out.println(ResultPrinter.NOBODY_FOUND);
            if (options.user() != null) {
                out.println(nobodyIsNamed());
            }
            return null;
        }
        out.println(found(preview.found(), preview.users().get(0).name()));
        if (questions.yes("Would you like to display the user(s) to be imported / synchronized?")) {
            Terminal.page(UserList.table(preview), out);
        }
        if (!questions.yes("Would you like these users to be imported / synchronized?")) {
            out.println("Nothing was imported.");
            return null;
        }
        if (options.isDryRun()) {
            return runImport(provider, program, new Reporter(out, false));
        }
        try (Progress progress = new Progress(preview.found())) {
            return runImport(provider, program, progress);
        }
    }

    private ImportSummary runImport(String provider, CamelProgram program, RunListener listener) throws Exception {
        return send(provider, program, "direct:ldap-import", listener, ImportSummary.class);
    }

    private <T> T send(String provider, CamelProgram program, String endpoint, RunListener listener, Class<T> type)
            throws Exception {
        return send(program, endpoint, options.headers(provider), listener, type);
    }

    /** Sends a request to a route of the program, and answers with its body, or throws what went wrong. */
    static <T> T send(
            CamelProgram program, String endpoint, Map<String, Object> headers, RunListener listener, Class<T> type)
            throws Exception {
        try (ProducerTemplate template = program.context().createProducerTemplate()) {
            Exchange answer = template.request(endpoint, exchange -> {
                headers.forEach(exchange.getMessage()::setHeader);
                exchange.setProperty(Headers.LISTENER_PROPERTY, listener);
            });
            if (answer.getException() != null) {
                throw answer.getException(ImportException.class) != null
                        ? answer.getException(ImportException.class)
                        : answer.getException();
            }
            return answer.getMessage().getBody(type);
        }
    }

    /** A caller that prints why a run did not complete. */
    private static class RunOutcome implements RunListener {
        static final RunListener TOLD = new RunOutcome();

        @Override
        public boolean tellsOutcome() {
            return true;
        }
    }

    /** Prints what a dry run would do. */
    private static final class Reporter extends RunOutcome {
        private final PrintWriter out;
        private final boolean silent;
        private boolean dryRun;
        private volatile String first;

        Reporter(PrintWriter out, boolean silent) {
            this.out = out;
            this.silent = silent;
        }

        @Override
        public void started(ImportRun run) {
            dryRun = run.isDryRun();
        }

        @Override
        public void foundFirst(String name) {
            first = name;
        }

        @Override
        public boolean showsPlan() {
            return dryRun && !silent;
        }

        @Override
        public synchronized void leftOut(List<String> dns) {
            if (dryRun && !silent) {
                dns.forEach(dn -> out.println("skipped  " + dn));
                out.flush();
            }
        }

        @Override
        public synchronized void missing(List<LiveUserRow> rows) {
            if (dryRun && !silent) {
                rows.forEach(row -> ChangePrinter.printMissing(row, out));
                out.flush();
            }
        }

        @Override
        public synchronized void waiting(LiveUserRow row, Instant since, Duration left) {
            if (dryRun && !silent) {
                ChangePrinter.printWaiting(row, since, left, out);
                out.flush();
            }
        }

        @Override
        public synchronized void saved(List<UserWrite> users) {
            if (dryRun && !silent) {
                users.forEach(user -> ChangePrinter.print(user, out));
                out.flush();
            }
        }
    }

    /** Moves the bar. */
    private static final class Progress extends RunOutcome implements AutoCloseable {
        private final AtomicLong saved = new AtomicLong();
        private final ProgressLine line;

        Progress(long total) {
            line = new ProgressLine(total);
        }

        @Override
        public void saved(List<UserWrite> users) {
            line.stepTo(saved.addAndGet(users.size()));
        }

        @Override
        public void savedElsewhere(long users) {
            line.stepTo(saved.addAndGet(users));
        }

        @Override
        public void close() {
            line.close();
        }
    }
}
