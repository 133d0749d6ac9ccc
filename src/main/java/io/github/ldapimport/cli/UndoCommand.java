package io.github.ldapimport.cli;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportException;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.app.CamelProgram;
import io.github.ldapimport.app.Logging;
import io.github.ldapimport.app.Terminal;
import io.github.ldapimport.history.KeptRuns;
import io.github.ldapimport.plan.UserWrite;
import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.run.RunListener;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ldap-import undo}. */
@Command(
        name = "undo",
        description = "Sets rows back to what they were before a run, as far as they are still as it left them.",
        mixinStandardHelpOptions = true,
        versionProvider = LdapImport.Version.class,
        sortOptions = false)
final class UndoCommand implements Callable<Integer> {
    @Parameters(arity = "1", paramLabel = "RUN", description = "The run, as ldap-import history shows it.")
    private String run;

    @Option(names = "--dry-run", description = "Show what would be done; write nothing, send no events.")
    private boolean dryRun;

    @Option(
            names = "--max-undone",
            paramLabel = "N|N%",
            description = "Refuse to set back more rows than this number, or share of the domain's rows.")
    private String maxUndone;

    @Option(
            names = {"-n", "--no-interaction"},
            description = "Ask nothing.")
    private boolean noInteraction;

    @Option(
            names = "--output",
            paramLabel = "text|json",
            defaultValue = "text",
            description = "json: standard output is the summary and nothing else.")
    private ImportCommand.Output output;

    @Mixin
    private CommonOptions common;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        boolean json = output == ImportCommand.Output.JSON;
        boolean interactive = !noInteraction && !json && Terminal.isStandardInput();
        Logging.configure(interactive);
        try (CamelProgram program = CamelProgram.start(common.settings(), Logging.opening(false))) {
            String provider = KeptRuns.requireProviderOf(program.runs(), run);
            if (interactive && !dryRun) {
                ImportSummary preview = send(program, provider, true, new Shown(out, json));
                ResultPrinter.undone(preview, run, out, err, false);
                if (preview.changed() == 0
                        || !new ConfirmPrompt(out).yes("Would you like these rows to be set back?")) {
                    out.println("Nothing was set back.");
                    return LdapImport.DONE;
                }
            }
            return ResultPrinter.undone(
                    send(program, provider, dryRun, new Shown(out, json || interactive)), run, out, err, json);
        } catch (ImportException e) {
            return ResultPrinter.failed(e, out, err, json);
        }
    }

    private ImportSummary send(CamelProgram program, String provider, boolean dry, RunListener listener)
            throws Exception {
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put(Headers.UNDO, run);
        headers.put(Headers.PROVIDER, provider);
        headers.put(Headers.DRY_RUN, dry);
        if (maxUndone != null) {
            headers.put(Headers.MAX_UNDONE, maxUndone);
        }
        return ImportCommand.send(program, "direct:ldap-import-undo", headers, listener, ImportSummary.class);
    }

    /** Prints what a dry run would do, row by row, and always which rows stay as they are. */
    private static final class Shown implements RunListener {
        private final PrintWriter out;
        private final boolean silent;
        private boolean dryRun;

        Shown(PrintWriter out, boolean silent) {
            this.out = out;
            this.silent = silent;
        }

        @Override
        public void started(ImportRun run) {
            dryRun = run.isDryRun();
        }

        @Override
        public boolean tellsOutcome() {
            return true;
        }

        @Override
        public boolean showsPlan() {
            return dryRun && !silent;
        }

        @Override
        public synchronized void leftOut(List<String> rows) {
            if (!silent) {
                rows.forEach(row -> out.println("left     " + row));
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
}
