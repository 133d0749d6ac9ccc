package io.github.ldapimport.testing;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The packaged program, as a person starts it: a process, in a folder of its own. */
public final class Launcher {
    private static final long INTERRUPT = 1L << 1;
    private static final Path PACKAGED = Path.of("target/ldap-import").toAbsolutePath();
    private static final long MAX_SECONDS = 60;
    private static final Pattern LOG_LINE = Pattern.compile("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d [A-Z]+ .*");
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** In the first line of the log of an import: which settings and routes are in force. */
    public static final String OPENING = " INFO  Importing with ";

    // starts sooner, and says nothing of its own
    private static final String JAVA_OPTS = "-XX:TieredStopAtLevel=1 -Xlog:disable";

    private final Path folder;
    private final Path program;
    private final Map<String, String> environment;

    private Launcher(Path folder, Path program, Map<String, String> environment) {
        this.folder = folder;
        this.program = program;
        this.environment = environment;
    }

    /** The program with that folder as its current directory. */
    public static Launcher in(Path folder) {
        Map<String, String> environment = new LinkedHashMap<>(System.getenv());
        environment.keySet().removeIf(name -> name.startsWith("LDAP_IMPORT_") || name.startsWith("LC_"));
        environment.put("LDAP_IMPORT_JAVA_OPTS", JAVA_OPTS);
        environment.put("LANG", "C.UTF-8");
        environment.put("PAGER", "cat");
        environment.put("TERM", "xterm");
        return new Launcher(folder, packaged("bin/ldap-import"), environment);
    }

    /** A file of the packaged program. */
    public static Path packaged(String file) {
        return PACKAGED.resolve(file);
    }

    /** Started through another path, such as a symbolic link. */
    public Launcher startedAs(Path path) {
        return new Launcher(folder, path, environment);
    }

    /** With an environment variable; null takes it away. */
    public Launcher withEnvironment(String name, String value) {
        Map<String, String> other = new LinkedHashMap<>(environment);
        if (value == null) {
            other.remove(name);
        } else {
            other.put(name, value);
        }
        return new Launcher(folder, program, other);
    }

    /** Writes application.properties in the current directory. */
    @SafeVarargs
    public final Launcher withSettings(Map<String, String>... settings) {
        Properties properties = new Properties();
        // a hash costs 50 ms
        properties.put("ldap-import.users.password-cost", "4");
        for (Map<String, String> some : settings) {
            properties.putAll(some);
        }
        try (OutputStream file = Files.newOutputStream(folder.resolve("application.properties"))) {
            properties.store(file, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    public Path folder() {
        return folder;
    }

    public Map<String, String> environment() {
        return environment;
    }

    public List<String> command(String... arguments) {
        List<String> command = new ArrayList<>();
        if (ignoresInterrupts()) {
            command.addAll(List.of("env", "--default-signal=INT"));
        }
        command.add(program.toString());
        command.addAll(List.of(arguments));
        return command;
    }

    /** What a shell starts in the background ignores Ctrl-C, and so does all that it starts in turn. */
    private static boolean ignoresInterrupts() {
        try (Stream<String> status = Files.lines(Path.of("/proc/self/status"))) {
            return status.filter(line -> line.startsWith("SigIgn:"))
                    .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & INTERRUPT) != 0);
        } catch (IOException e) {
            // not Linux
            return false;
        }
    }

    /** Runs it to its end, without a terminal. */
    public Ended run(String... arguments) {
        return start(arguments).await();
    }

    /** Starts it without a terminal. */
    public Started start(String... arguments) {
        try {
            Path out = Files.createTempFile("ldap-import", ".out");
            Path err = Files.createTempFile("ldap-import", ".err");
            ProcessBuilder builder = new ProcessBuilder(command(arguments))
                    .directory(folder.toFile())
                    .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().clear();
            builder.environment().putAll(environment);
            return new Started(builder.start(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The program at work. */
    public record Started(Process process, Path out, Path err) {
        public Ended await() {
            try {
                if (!process.waitFor(MAX_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                    throw new AssertionError("The program did not end within " + MAX_SECONDS + " seconds: "
                            + Files.readString(out) + Files.readString(err));
                }
                Ended ended = new Ended(
                        process.exitValue(),
                        Files.readString(out, StandardCharsets.UTF_8),
                        Files.readString(err, StandardCharsets.UTF_8));
                Files.delete(out);
                Files.delete(err);
                return ended;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                process.destroyForcibly();
                throw new IllegalStateException(e);
            }
        }
    }

    /** What it left behind. */
    public record Ended(int status, String out, String err) {
        /** The lines of standard error that are not the log's. */
        public List<String> messages() {
            return err.lines().filter(line -> !LOG_LINE.matcher(line).matches()).toList();
        }

        /** The log lines, without time, level and run, and without the one that names the files in force. */
        public List<String> log() {
            return err.lines()
                    .filter(line -> LOG_LINE.matcher(line).matches())
                    .filter(line -> !line.contains(OPENING))
                    .map(line -> line.replaceFirst("^[-0-9]+ [:0-9]+ [A-Z]+ +(\\[[-0-9a-f]+] )?", ""))
                    .toList();
        }

        /** Standard output, which must be one line of JSON and nothing else. */
        public JsonNode json() {
            if (out.lines().count() != 1 || !out.endsWith("}" + System.lineSeparator())) {
                throw new AssertionError("Not one line of JSON: " + out + err);
            }
            try {
                return JSON.readTree(out);
            } catch (IOException e) {
                throw new AssertionError("Not JSON: " + out, e);
            }
        }
    }
}
