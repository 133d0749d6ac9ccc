package io.github.ldapimport.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;

/** The program. Its exit status: 0 done; 1 the run failed, was refused, or some users failed; 2 wrong usage or settings. */
@Command(
        name = "ldap-import",
        description = "Keeps a SQL table of users in step with an LDAP directory.",
        mixinStandardHelpOptions = true,
        versionProvider = LdapImport.Version.class,
        subcommands = {ImportCommand.class, CheckCommand.class, ServeCommand.class},
        footer = {
            "",
            "Without a command, it imports: ldap-import jdoe is no user but a provider, ldap-import ldap jdoe is one user.",
            "Settings: ./application.properties, else the one beside the program; LDAP_IMPORT_* variables; -D."
        })
public final class LdapImport {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int WRONG_USAGE = 2;

    private static final Set<String> COMMANDS = Set.of("import", "check", "serve", "-h", "--help", "-V", "--version");

    private LdapImport() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Runs a command line in this JVM and answers with the exit status. */
    public static int run(String... args) {
        List<String> words = new ArrayList<>(Arrays.asList(args));
        if (words.isEmpty() || !COMMANDS.contains(words.get(0))) {
            words.add(0, "import");
        }
        return new CommandLine(new LdapImport())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(LdapImport::wrongUsage)
                .setExecutionExceptionHandler((failure, command, parsed) -> Outcome.failed(
                        failure, command.getOut(), command.getErr(), wantsJson(words.toArray(String[]::new))))
                .execute(words.toArray(String[]::new));
    }

    private static int wrongUsage(ParameterException failure, String[] args) {
        PrintWriter err = failure.getCommandLine().getErr();
        String command = failure.getCommandLine().getCommandSpec().qualifiedName();
        return Outcome.wrong(
                failure.getMessage().replaceAll("\\s+", " ") + ": see " + command + " --help",
                failure.getCommandLine().getOut(),
                err,
                wantsJson(args));
    }

    /** Read from the words themselves: it counts for a command line that could not be parsed, too. */
    private static boolean wantsJson(String[] args) {
        List<String> words = List.of(args);
        int option = words.indexOf("--output");
        return words.stream().anyMatch("--output=json"::equalsIgnoreCase)
                || (option >= 0
                        && option + 1 < words.size()
                        && words.get(option + 1).equalsIgnoreCase("json"));
    }

    /** The version that the jar was built as. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = LdapImport.class.getPackage().getImplementationVersion();
            return new String[] {"ldap-import " + (version == null ? "(not packaged)" : version)};
        }
    }
}
