package io.github.ldapimport.cli;

import io.github.ldapimport.api.AsciiJson;
import io.github.ldapimport.app.CamelProgram;
import io.github.ldapimport.app.Logging;
import io.github.ldapimport.why.Why;
import io.github.ldapimport.why.WhyAnswers;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ldap-import why}. */
@Command(
        name = "why",
        description = "Says where one user stands, from the directory to the table, and what to do; writes nothing.",
        mixinStandardHelpOptions = true,
        versionProvider = LdapImport.Version.class,
        sortOptions = false)
final class WhyCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "USER",
            description = "The user: a login, a name, an address, a DN or a GUID.")
    private String user;

    @Parameters(index = "1", arity = "0..1", paramLabel = "PROVIDER", description = "Which directory. Default: all")
    private String provider;

    @Option(
            names = "--output",
            paramLabel = "text|json",
            defaultValue = "text",
            description = "json: standard output is one JSON object and nothing else.")
    private ImportCommand.Output output;

    @Mixin
    private CommonOptions common;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        requireText("USER", user);
        if (provider != null) {
            requireText("PROVIDER", provider);
        }
        PrintWriter out = spec.commandLine().getOut();
        Logging.configure(false);
        try (CamelProgram program = CamelProgram.start(common.settings(), Logging.opening(true))) {
            program.runs().refuseUnknownKeys();
            List<String> names =
                    provider == null ? List.copyOf(program.runs().providers().keySet()) : List.of(provider);
            names.forEach(program.runs()::provider);
            return print(Why.ask(program.context(), names, user.strip()), out);
        }
    }

    private void requireText(String parameter, String value) {
        if (value.isBlank()) {
            throw new ParameterException(spec.commandLine(), parameter + " is empty: give a value or leave it out");
        }
    }

    private int print(WhyAnswers answers, PrintWriter out) {
        if (output == ImportCommand.Output.JSON) {
            out.println(AsciiJson.write(answers));
        } else {
            answers.providers().forEach(answer -> WhyPrinter.print(answer, out));
        }
        out.flush();
        return answers.inTable() ? LdapImport.DONE : LdapImport.FAILED;
    }
}
