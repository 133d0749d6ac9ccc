package io.github.ldapimport.app;

import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.SettingsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.util.IOHelper;

/** What was typed for the program, before Camel has a look at it: options, the file, environment variables. */
public final class Typed {
    private static final String OURS = Setting.BUNDLE_PREFIX + ".";
    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

    private static final Set<String> US_ASCII_NAMES = Set.of("ANSI_X3.4-1968", "US-ASCII", "646");

    private Typed() {}

    /**
     * @param overrides those of {@code -D}, by key
     * @throws ConfigurationException naming what would not mean what was typed
     */
    static void require(Map<String, String> overrides, Optional<Path> file, Map<String, String> environment) {
        overrides.keySet().forEach(key -> SettingsFile.requireNoSlip(key, "-D"));
        file.ifPresent(settings -> {
            try {
                requireNoEmptyVariable(overrides, SettingsFile.load(settings), environment);
            } catch (IOException e) {
                throw new ConfigurationException("Cannot read " + settings + ": " + e.getMessage(), e);
            }
        });
    }

    /** A variable that a script sets to nothing, because it has no value itself, would take a filter away. */
    private static void requireNoEmptyVariable(
            Map<String, String> overrides, Map<String, String> file, Map<String, String> environment) {
        file.forEach((key, value) -> {
            String variable = IOHelper.normalizeEnvironmentVariable(key);
            String its = environment.get(variable);
            if (key.startsWith(OURS)
                    && !value.isBlank()
                    && !overrides.containsKey(key)
                    && its != null
                    && its.isBlank()) {
                throw new ConfigurationException("The environment variable " + variable + " is empty, and " + key
                        + " has a value in application.properties: unset the variable, or remove the value");
            }
        });
    }

    /** Refuses words of the command line that Java could not read: where the locale is of ASCII, it makes them "?". */
    public static void requireReadable(List<String> words) {
        if (!US_ASCII_NAMES.contains(System.getProperty("sun.jnu.encoding"))
                || words.stream().noneMatch(Typed::mayBeLost)) {
            return;
        }
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(COMMAND_LINE);
        } catch (IOException e) {
            // not on Linux: then what Java made of the words is all there is to see
            return;
        }
        for (byte each : bytes) {
            if (each < 0) {
                throw new ConfigurationException(
                        "The command line has a letter beyond ASCII, which cannot be read because"
                                + " the locale's encoding is ASCII: set LC_ALL=C.UTF-8");
            }
        }
    }

    private static boolean mayBeLost(String word) {
        return word.indexOf('?') >= 0 || word.indexOf('\uFFFD') >= 0;
    }
}
