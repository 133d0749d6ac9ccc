package io.github.ldapimport.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** What every command takes. */
final class CommonOptions {
    @Option(
            names = "-D",
            paramLabel = "key=value",
            mapFallbackValue = "true",
            description = "Sets any setting, over the environment and application.properties.")
    private Map<String, String> settings = new LinkedHashMap<>();

    Map<String, String> settings() {
        return settings;
    }
}
