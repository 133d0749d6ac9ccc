package io.github.ldapimport.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs commands as whole processes in a folder, under GNU time. */
final class TimedProcess {
    static final Path TIME = Path.of("/usr/bin/time");

    private static final double KB_IN_MB = 1024;

    private final Path folder;

    TimedProcess(Path folder) {
        this.folder = folder;
    }

    /**
     * What a process took.
     *
     * @param out the file with its standard output, until the next one is run
     */
    record Ended(Cost cost, Path out) {}

    /** Runs it to its end; one that fails has no cost. */
    Ended run(List<String> command) {
        Path times = folder.resolve("times.txt");
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        List<String> timed = new ArrayList<>(List.of(TIME.toString(), "-f", "%e %U %S %M", "-o", times.toString()));
        timed.addAll(command);
        try {
            int status = waitFor(builder(timed, out, err).start());
            if (status != 0) {
                throw new IllegalStateException(
                        command + " ended with " + status + ": " + Files.readString(out) + Files.readString(err));
            }
            String[] numbers = Files.readString(times).strip().split(" ");
            return new Ended(
                    new Cost(
                            Double.parseDouble(numbers[0]),
                            Double.parseDouble(numbers[1]) + Double.parseDouble(numbers[2]),
                            Double.parseDouble(numbers[3]) / KB_IN_MB),
                    out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it and leaves it at work, without GNU time. */
    Process start(List<String> command) {
        try {
            return builder(command, folder.resolve("serve-out.txt"), folder.resolve("serve-err.txt"))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ProcessBuilder builder(List<String> command, Path out, Path err) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        // options for Java are the measurer's own matter, settings of the program are not
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("LDAP_IMPORT_") && !name.equals("LDAP_IMPORT_JAVA_OPTS"));
        builder.environment().put("LC_ALL", "C.UTF-8");
        return builder;
    }

    private static int waitFor(Process process) {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
