package io.github.ldapimport.cli;

import io.github.ldapimport.api.CheckLine;
import io.github.ldapimport.app.CamelProgram;
import io.github.ldapimport.app.Logging;
import io.github.ldapimport.app.Triggers;
import io.github.ldapimport.check.Check;
import io.github.ldapimport.run.Provider;
import io.github.ldapimport.settings.ConfigurationException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ldap-import check}. */
@Command(
        name = "check",
        description = "Looks whether the directory and the table are as the settings say; writes nothing.",
        mixinStandardHelpOptions = true,
        versionProvider = LdapImport.Version.class)
final class CheckCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "PROVIDER", description = "Which directory. Default: all")
    private String provider;

    @Mixin
    private CommonOptions common;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Logging.configure(false);
        try (CamelProgram program = CamelProgram.start(common.settings(), Logging.opening(true))) {
            program.runs().refuseUnknownKeys();
            program.checkEndpoints();
            Map<String, Provider> providers = provider == null
                    ? program.runs().providers()
                    : Map.of(provider, program.runs().provider(provider));
            // nothing has been connected to
            out.println("With the " + program.sources());
            out.flush();
            boolean sound = true;
            for (Map.Entry<String, Provider> each : providers.entrySet()) {
                out.println("Provider " + each.getKey());
                for (CheckLine line : Check.of(each.getValue(), each.getKey())) {
                    print(line, out);
                    sound &= line.verdict() != CheckLine.Verdict.FAIL;
                }
            }
            Triggers triggers = new Triggers(program.context());
            sound &= isSound("schedule", triggers::schedule, out);
            sound &= isSound("http", triggers::http, out);
            sound &= isSound("health", triggers::health, out);
            return sound ? LdapImport.DONE : LdapImport.WRONG_USAGE;
        }
    }

    /** Prints what {@code serve} would do, where it is switched on. */
    private static boolean isSound(String subject, Supplier<Optional<String>> trigger, PrintWriter out) {
        try {
            trigger.get().ifPresent(text -> print(new CheckLine(CheckLine.Verdict.OK, subject, text), out));
            return true;
        } catch (ConfigurationException e) {
            print(new CheckLine(CheckLine.Verdict.FAIL, subject, e.getMessage()), out);
            return false;
        }
    }

    private static void print(CheckLine line, PrintWriter out) {
        out.println("  " + line.verdict().text() + "  " + line.subject() + ": " + line.text());
        out.flush();
    }
}
