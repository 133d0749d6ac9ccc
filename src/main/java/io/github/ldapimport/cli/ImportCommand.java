package io.github.ldapimport.cli;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportException;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.app.CamelProgram;
import io.github.ldapimport.app.Logging;
import io.github.ldapimport.app.Terminal;
import io.github.ldapimport.plan.UserChange;
import io.github.ldapimport.rows.LiveUserRow;
import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.run.Preview;
import io.github.ldapimport.run.Provider;
import io.github.ldapimport.run.RunListener;
import io.github.ldapimport.run.Runs;
import io.github.ldapimport.settings.Lists;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
import picocli.CommandLine.Parameters;
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

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "PROVIDER",
            description = "Which directory; several with commas between, or all. Default: ldap")
    private String providers;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "USER",
            description = "Import this one user, named by login, name or address.")
    private String user;

    @Option(
            names = {"-f", "--filter"},
            paramLabel = "F",
            description = "An LDAP filter, in addition to the provider's.")
    private String filter;

    @Option(
            names = {"-a", "--attributes"},
            paramLabel = "A,B",
            description = "Request these attributes only; columns that need others are left as they are.")
    private String attributes;

    @Option(
            names = {"-d", "--delete"},
            negatable = true,
            description = "Soft-delete the rows of users whose account is disabled.")
    private Boolean delete;

    @Option(
            names = {"-r", "--restore"},
            negatable = true,
            description = "Restore the soft-deleted rows of users whose account is enabled.")
    private Boolean restore;

    @Option(
            names = "--delete-missing",
            negatable = true,
            description = "Soft-delete the rows of users whom the directory does not have. Not for a single user.")
    private Boolean deleteMissing;

    @Option(
            names = "--max-missing",
            paramLabel = "N|N%",
            description = "Refuse to soft-delete more missing users than this number, or share of the live rows.")
    private String maxMissing;

    @Option(
            names = "--max-disabled",
            paramLabel = "N|N%",
            description =
                    "Refuse to soft-delete more rows of disabled accounts than this number, or share of the live rows.")
    private String maxDisabled;

    @Option(
            names = "--max-restored",
            paramLabel = "N|N%",
            description = "Refuse to restore more rows than this number, or share of the domain's rows.")
    private String maxRestored;

    @Option(
            names = "--max-emptied",
            paramLabel = "N|N%",
            description = "Refuse to empty more values of a column than this number, or share of those it holds.")
    private String maxEmptied;

    @Option(
            names = "--max-changed",
            paramLabel = "N|N%",
            description = "Refuse to give more rows other values than this number, or share of the domain's rows.")
    private String maxChanged;

    @Option(
            names = "--scope-changed",
            description =
                    "Delete missing users though base, filters, GUIDs, domain or table are not those of the last run,"
                            + " and take over rows of a domain that no provider imports.")
    private boolean scopeChanged;

    @Option(
            names = "--relink",
            description =
                    "Find rows whose GUID the directory does not have by sync-existing, and give them the new one.")
    private boolean relink;

    @Option(
            names = "--min-users",
            paramLabel = "N",
            description = "Refuse to write anything when the directory finds fewer users.")
    private String minUsers;

    @Option(names = "--chunk", paramLabel = "N", description = "Users in a page, in place of the setting.")
    private String chunk;

    @Option(names = "--dry-run", description = "Show what would be done; write nothing, send no events.")
    private boolean dryRun;

    @Option(names = "--no-log", description = "No log lines of the import.")
    private boolean noLog;

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
        refuseEmpty();
        boolean json = output == Output.JSON;
        PrintWriter out = spec.commandLine().getOut();
        boolean interactive = !noInteraction && !json && Terminal.isStandardInput();
        Logging.configure(interactive);
        try (CamelProgram program = CamelProgram.start(common.settings())) {
            List<String> names = names(program.runs());
            ShutdownSignals interrupts = ShutdownSignals.install(program.runs());
            int status = LdapImport.DONE;
            for (String name : names) {
                if (names.size() > 1 && !json) {
                    out.println("Provider " + name);
                    out.flush();
                }
                status = Math.max(status, importFrom(name, program, interactive, out));
                if (interrupts.wasInterrupted()) {
                    break;
                }
            }
            interrupts.done();
            return status;
        }
    }

    /**
     * The providers that were named; whether a single one exists is for its run to tell.
     *
     * @throws io.github.ldapimport.settings.ConfigurationException when one of several does not exist, before any is imported
     */
    private List<String> names(Runs runs) {
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

    /** One provider's run; what went wrong is printed, so that the next one has its turn. */
    private int importFrom(String provider, CamelProgram program, boolean interactive, PrintWriter out) {
        boolean json = output == Output.JSON;
        try {
            ImportSummary summary =
                    interactive ? ask(provider, program, out) : runImport(provider, program, new Reporter(out, json));
            int status = summary == null ? LdapImport.DONE : ResultPrinter.of(summary, out, json);
            if (!json && user != null && summary != null && summary.found() == 0) {
                out.println(nobodyIsNamed());
                out.flush();
            }
            return status;
        } catch (Exception e) {
            return ResultPrinter.failed(e, out, spec.commandLine().getErr(), json);
        }
    }

    /** An empty shell variable must not widen the import to everybody. */
    private void refuseEmpty() {
        Map<String, String> given = new LinkedHashMap<>();
        given.put("PROVIDER", providers);
        given.put("USER", user);
        given.put("--filter", filter);
        given.put("--attributes", attributes);
        given.put("--max-missing", maxMissing);
        given.put("--max-disabled", maxDisabled);
        given.put("--max-restored", maxRestored);
        given.put("--max-emptied", maxEmptied);
        given.put("--max-changed", maxChanged);
        given.put("--min-users", minUsers);
        given.put("--chunk", chunk);
        given.forEach((name, value) -> {
            if (value != null && value.replace(',', ' ').isBlank()) {
                throw new ParameterException(spec.commandLine(), name + " is empty: give a value or leave it out");
            }
        });
    }

    private String nobodyIsNamed() {
        return "Nobody is named '" + user + "', or a filter (--filter, ldap-import.directory.filter) leaves them out.";
    }

    private ImportSummary ask(String provider, CamelProgram program, PrintWriter out) throws Exception {
        Preview preview = send(provider, program, "direct:ldap-import-preview", RunOutcome.TOLD, Preview.class);
        ConfirmPrompt questions = new ConfirmPrompt(out);
        if (preview.found() == 0) {
            out.println(ResultPrinter.NOBODY_FOUND);
            if (user != null) {
                out.println(nobodyIsNamed());
            }
            return null;
        }
        out.println(
                preview.found() == 1
                        ? "Found user '" + preview.users().get(0).name() + "'."
                        : "Found " + preview.found() + " user(s).");
        if (questions.yes("Would you like to display the user(s) to be imported / synchronized?")) {
            Terminal.page(UserList.table(preview), out);
        }
        if (!questions.yes("Would you like these users to be imported / synchronized?")) {
            out.println("Nothing was imported.");
            return null;
        }
        if (dryRun) {
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
        try (ProducerTemplate template = program.context().createProducerTemplate()) {
            Exchange answer = template.request(endpoint, exchange -> {
                headers(provider).forEach(exchange.getMessage()::setHeader);
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

    private Map<String, Object> headers(String provider) {
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put(Headers.PROVIDER, provider);
        headers.put(Headers.USER, user);
        headers.put(Headers.FILTER, filter);
        headers.put(Headers.ATTRIBUTES, attributes);
        headers.put(Headers.DELETE, delete);
        headers.put(Headers.RESTORE, restore);
        headers.put(Headers.DELETE_MISSING, deleteMissing);
        headers.put(Headers.MAX_MISSING, maxMissing);
        headers.put(Headers.MAX_DISABLED, maxDisabled);
        headers.put(Headers.MAX_RESTORED, maxRestored);
        headers.put(Headers.MAX_EMPTIED, maxEmptied);
        headers.put(Headers.MAX_CHANGED, maxChanged);
        headers.put(Headers.SCOPE_CHANGED, scopeChanged);
        headers.put(Headers.RELINK, relink);
        headers.put(Headers.MIN_USERS, minUsers);
        headers.put(Headers.CHUNK, chunk);
        headers.put(Headers.DRY_RUN, dryRun);
        headers.put(Headers.LOG, !noLog);
        headers.values().removeIf(Objects::isNull);
        return headers;
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

        Reporter(PrintWriter out, boolean silent) {
            this.out = out;
            this.silent = silent;
        }

        @Override
        public void started(ImportRun run) {
            dryRun = run.isDryRun();
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
        public synchronized void saved(List<UserChange> users) {
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
        public void saved(List<UserChange> users) {
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
