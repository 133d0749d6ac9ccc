package io.github.ldapimport.cli;

import io.github.ldapimport.app.CamelProgram;
import io.github.ldapimport.app.Logging;
import io.github.ldapimport.app.Terminal;
import io.github.ldapimport.history.RefusedRun;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ldap-import approve}. */
@Command(
        name = "approve",
        description = "Lets the next run do exactly what a refused run wanted to, beside its limits, once.",
        mixinStandardHelpOptions = true,
        versionProvider = LdapImport.Version.class,
        sortOptions = false)
final class ApproveCommand implements Callable<Integer> {
    @Parameters(
            arity = "1",
            paramLabel = "RUN",
            description = "The refused run, as its message or ldap-import history shows it.")
    private String run;

    @Option(
            names = {"-n", "--no-interaction"},
            description = "Ask nothing.")
    private boolean noInteraction;

    @Mixin
    private CommonOptions common;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        boolean interactive = !noInteraction && Terminal.isStandardInput();
        Logging.configure(interactive);
        try (CamelProgram program = CamelProgram.start(common.settings(), Logging.opening(false))) {
            RefusedRun refused = RefusedRun.of(program.runs(), program.context(), run);
            refused.rows(row -> out.println("  " + row));
            out.println("Run " + run + " of provider " + refused.provider() + " was refused: it wanted to "
                    + refused.words() + ".");
            out.flush();
            if (interactive
                    && !new ConfirmPrompt(out).yes("Would you like the next run to do that, for these rows alone?")) {
                out.println("Nothing was approved.");
                return LdapImport.DONE;
            }
            refused.approve(System.getProperty("user.name"));
            out.println("Approved: the next run of " + refused.provider() + " within " + refused.valid()
                    + " may do that once. Rows whose users are back by then stay as they are.");
            return LdapImport.DONE;
        }
    }
}
