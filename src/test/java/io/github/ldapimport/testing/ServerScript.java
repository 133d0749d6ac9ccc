package io.github.ldapimport.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A script of src/test/directories that starts and stops a real directory server below target/. */
public final class ServerScript {
    private static final long LONGEST_SECONDS = 170;

    private final Path script;
    private final Path folder;

    /** @param name of the script's file */
    ServerScript(String name, Path folder) {
        this.script = Path.of("src/test/directories", name);
        this.folder = folder;
    }

    /** Skips the test at hand, aloud, where something is not installed. */
    public static void require(boolean installed, String why) {
        if (!installed) {
            System.err.println("SKIPPED: " + why);
        }
        Assumptions.assumeTrue(installed, why);
    }

    public static boolean isProgram(String name) {
        String path = System.getenv("PATH") + File.pathSeparator + "/usr/sbin" + File.pathSeparator + "/sbin";
        return Stream.of(path.split(File.pathSeparator)).anyMatch(each -> Files.isExecutable(Path.of(each, name)));
    }

    /** Runs it to its end, and fails where it does. */
    void run(Map<String, String> environment, String... arguments) {
        Outcome outcome = runToEnd(environment, arguments);
        if (!outcome.isGood()) {
            throw new IllegalStateException(outcome.said());
        }
    }

    boolean succeeds(String... arguments) {
        return runToEnd(Map.of(), arguments).isGood();
    }

    private record Outcome(boolean isGood, String said) {}

    private Outcome runToEnd(Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(List.of("bash", script.toString()));
        command.addAll(Arrays.asList(arguments));
        try {
            Files.createDirectories(folder.getParent());
            Path output = Files.createTempFile(folder.getParent(), "server", ".txt");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            boolean ended = process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS);
            String said = command + ": " + Files.readString(output);
            Files.delete(output);
            if (!ended) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            return new Outcome(ended && process.exitValue() == 0, said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Ends a server as a crash would; its pid is in a file. */
    static void kill(Path pidFile) {
        try {
            long pid = Long.parseLong(Files.readString(pidFile).strip());
            ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
            server.destroyForcibly();
            server.onExit().get(60, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
