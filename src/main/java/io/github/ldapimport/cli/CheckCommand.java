package io.github.ldapimport.cli;

import io.github.ldapimport.event.Delivery;
import io.github.ldapimport.run.Check;
import io.github.ldapimport.run.PagesEndpoint;
import io.github.ldapimport.run.Provider;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
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
        try (Program program = Program.start(common.settings())) {
            program.runs().refuseUnknownKeys();
            program.context()
                    .getRegistry()
                    .lookupByNameAndType("ldap-import-delivery", Delivery.class)
                    .checkEndpoints();
            PagesEndpoint.check(program.context());
            Map<String, Provider> providers = provider == null
                    ? program.runs().providers()
                    : Map.of(provider, program.runs().provider(provider));
            out.println("With the " + program.sources());
            out.flush();
            boolean sound = true;
            for (Map.Entry<String, Provider> each : providers.entrySet()) {
                out.println("Provider " + each.getKey());
                for (Check.Line line : Check.of(each.getValue(), each.getKey())) {
                    out.println("  " + line.verdict().text() + "  " + line.subject() + ": " + line.text());
                    out.flush();
                    sound &= line.verdict() != Check.Verdict.WRONG;
                }
            }
            return sound ? LdapImport.DONE : LdapImport.WRONG_USAGE;
        }
    }
}
