package io.github.ldapimport.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** What every command takes. */
final class CommonOptions {
    // split here, because picocli takes quotes in a value for its own
    @Option(
            names = "-D",
            paramLabel = "key=value",
            description = "Sets any setting, over the environment and application.properties.")
    private List<String> settings = new ArrayList<>();

    /** By key; one without a value is true. */
    Map<String, String> settings() {
        Map<String, String> values = new LinkedHashMap<>();
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            values.put(
                    equals < 0 ? setting : setting.substring(0, equals),
                    equals < 0 ? "true" : setting.substring(equals + 1));
        }
        return values;
    }
}
