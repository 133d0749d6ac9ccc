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
    static final String NOT_INSTALLED = "GNU time is not installed: apt-get install time";

    private static final double KB_IN_MB = 1024;

    private final Path folder;
    private final String javaOptions;

    /** @param javaOptions further options of the program's Java */
    TimedProcess(Path folder, String javaOptions) {
        this.folder = folder;
        this.javaOptions = javaOptions;
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
        List<String> timed = new ArrayList<>(List.of(TIME.toString(), "-f", "%U %S %M", "-o", times.toString()));
        timed.addAll(command);
        try {
            long start = System.nanoTime();
            int status = waitFor(builder(timed, out, err).start());
            double wall = (System.nanoTime() - start) / 1e9;
            if (status != 0) {
                throw new IllegalStateException(
                        command + " ended with " + status + ": " + Files.readString(out) + Files.readString(err));
            }
            String[] numbers = Files.readString(times).strip().split(" ");
            return new Ended(
                    new Cost(
                            wall,
                            Double.parseDouble(numbers[0]) + Double.parseDouble(numbers[1]),
                            Double.parseDouble(numbers[2]) / KB_IN_MB),
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
        builder.environment().keySet().removeIf(name -> name.startsWith("LDAP_IMPORT_"));
        builder.environment().put("LDAP_IMPORT_JAVA_OPTS", javaOptions);
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
