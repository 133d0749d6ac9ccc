package io.github.ldapimport.cli;

import io.github.ldapimport.app.Typed;
import io.github.ldapimport.settings.ConfigurationException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The program. Its exit status: 0 done; 1 the run failed, was refused, or some users failed; 2 wrong usage or settings. */
@Command(
        name = "ldap-import",
        description = "Keeps a SQL table of users in step with an LDAP directory.",
        mixinStandardHelpOptions = true,
        versionProvider = LdapImport.Version.class,
        footer = {
            "",
            "Without a command, it imports: ldap-import jdoe is no user but a provider, ldap-import ldap jdoe is one user.",
            "Settings: ./application.properties, else the one beside the program; LDAP_IMPORT_* variables; -D."
        })
public final class LdapImport {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int WRONG_USAGE = 2;

    static final List<String> COMMANDS = List.of("import", "check", "why", "history", "serve", "approve", "undo");
    private static final Set<String> ABOUT_ALL = Set.of("-h", "--help", "-V", "--version");

    private LdapImport() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Runs a command line in this JVM, whose log it takes over, and answers with the exit status. */
    public static int run(String... args) {
        List<String> words = new ArrayList<>(Arrays.asList(args));
        if (words.isEmpty() || !(COMMANDS.contains(words.get(0)) || ABOUT_ALL.contains(words.get(0)))) {
            words.add(0, "import");
        }
        CommandLine program = new CommandLine(new LdapImport());
        // what was typed is data: a name that begins with @ is no file to read options from
        program.setExpandAtFiles(false);
        PrintWriter out = new LineWriter(program.getOut());
        PrintWriter err = new LineWriter(program.getErr());
        try {
            Typed.requireReadable(words);
        } catch (ConfigurationException e) {
            return ResultPrinter.wrong(e.getMessage(), out, err, wantsJson(words));
        }
        // each is looked through by reflection, which takes time: only those of which something will be said
        COMMANDS.stream()
                .filter(command -> command.equals(words.get(0)) || ABOUT_ALL.contains(words.get(0)))
                .forEach(command -> program.addSubcommand(command(command)));
        // known to the commands, too, which are there by now
        int status = program.setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(new WrongUsage())
                .setExecutionExceptionHandler(new Failed(words))
                .execute(words.toArray(String[]::new));
        return LostOutput.report(out, err, status);
    }

    private static Object command(String name) {
        return switch (name) {
            case "import" -> new ImportCommand();
            case "check" -> new CheckCommand();
            case "history" -> new HistoryCommand();
            case "approve" -> new ApproveCommand();
            case "undo" -> new UndoCommand();
            case "why" -> new WhyCommand();
            default -> new ServeCommand();
        };
    }

    // the handlers are no lambdas: for those of old interfaces, Java's archive of classes leaves out what they need

    private static final class WrongUsage implements IParameterExceptionHandler {
        @Override
        public int handleParseException(ParameterException failure, String[] args) {
            String command = failure.getCommandLine().getCommandSpec().qualifiedName();
            return ResultPrinter.wrong(
                    UnknownWords.message(failure) + ": see " + command + " --help",
                    failure.getCommandLine().getOut(),
                    failure.getCommandLine().getErr(),
                    wantsJson(List.of(args)));
        }
    }

    private record Failed(List<String> words) implements IExecutionExceptionHandler {
        /** Without the words: a password may be among them. */
        @Override
        public String toString() {
            return "what is done with a failure";
        }

        @Override
        public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
            return ResultPrinter.failed(failure, command.getOut(), command.getErr(), wantsJson(words));
        }
    }

    /** Read from the words themselves: it counts for a command line that could not be parsed, too. */
    private static boolean wantsJson(List<String> words) {
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
