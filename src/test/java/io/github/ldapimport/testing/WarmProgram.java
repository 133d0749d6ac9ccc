package io.github.ldapimport.testing;

import io.github.ldapimport.testing.Launcher.Ended;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The packaged program in one process for many command lines, each run from its beginning to its exit status: Java loads and compiles
 * its classes for the first of them alone. What is of the process itself, such as its script, environment, signals and real standard
 * streams, is for {@link Launcher} to show.
 */
public final class WarmProgram implements AutoCloseable {
    private static final long MAX_SECONDS = 60;
    private static final int END = -1;

    private final Path folder;
    private final Process process;
    private final DataOutputStream commands;
    private final DataInputStream answers;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

    private WarmProgram(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
        this.commands = new DataOutputStream(process.getOutputStream());
        this.answers = new DataInputStream(process.getInputStream());
    }

    /** Starts the process with that folder as its current directory. */
    public static WarmProgram in(Path folder) {
        try {
            ProcessBuilder builder = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-XX:SharedArchiveFile=" + Launcher.packaged("lib/ldap-import.jsa"),
                            "-Xlog:disable",
                            "-Djdk.console=java.base",
                            "-Dpicocli.disable.closures=true",
                            "-Dldapimport.home=" + Launcher.packaged(""),
                            "-cp",
                            Launcher.packaged("lib") + "/*:" + mainAlone(),
                            WarmProgramMain.class.getName())
                    .directory(folder.toFile())
                    .redirectError(Forks.own("warm-program.err").toFile());
            builder.environment().clear();
            builder.environment().putAll(Launcher.in(folder).environment());
            return new WarmProgram(folder, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A folder with nothing but the class that takes command lines: the tests' own configurations are not for the program. */
    private static Path mainAlone() throws IOException {
        String file = WarmProgramMain.class.getName().replace('.', '/') + ".class";
        Path classes = Forks.own("warm-program");
        Files.createDirectories(classes.resolve(file).getParent());
        try (InputStream content = WarmProgram.class.getResourceAsStream("/" + file)) {
            Files.copy(content, classes.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        return classes;
    }

    /**
     * Runs a command line to its end. One that takes too long, or ends the process, fails its test and those after it.
     */
    public Ended run(String... arguments) {
        ScheduledFuture<?> end = clock.schedule(process::destroyForcibly, MAX_SECONDS, TimeUnit.SECONDS);
        try {
            commands.writeInt(arguments.length);
            for (String argument : arguments) {
                commands.writeUTF(argument);
            }
            commands.flush();
            return new Ended(answers.readInt(), text(), text());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "No answer to " + Arrays.toString(arguments) + " within " + MAX_SECONDS + " seconds: see the file "
                            + Forks.own("warm-program.err"),
                    e);
        } finally {
            end.cancel(false);
        }
    }

    private String text() throws IOException {
        return new String(answers.readNBytes(answers.readInt()), StandardCharsets.UTF_8);
    }

    /** Removes what a test has left in the folder. */
    public void clear() {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> left = new ArrayList<>(files.toList());
            left.remove(folder);
            for (int i = left.size() - 1; i >= 0; i--) {
                Files.delete(left.get(i));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            commands.writeInt(END);
            commands.flush();
            if (!process.waitFor(MAX_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("The program did not end");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            clock.shutdownNow();
            process.destroyForcibly();
        }
    }
}
