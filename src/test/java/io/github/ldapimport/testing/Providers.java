package io.github.ldapimport.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The routes with further providers, as a person adds them. */
public final class Providers {
    private static final String FILE = "ldap-import-providers.camel.yaml";
    private static final String BEANS = "- beans:\n";

    private Providers() {}

    /** Copies the routes into a folder, and adds a bean for each name, with the settings {@code ldap-import.NAME}. */
    public static Path add(Path folder, String... names) throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        Path file = folder.resolve(FILE);
        String text = Files.readString(file);
        assertThat(text).contains(BEANS);
        for (String name : List.of(names)) {
            text = text.replace(BEANS, BEANS + """
                        - name: ldap-import-%1$s
                          type: "#class:io.github.ldapimport.run.Provider"
                          properties:
                            settings: ldap-import.%1$s
                            database: "#bean:ldap-import-database"
                    """.formatted(name));
        }
        Files.writeString(file, text);
        return folder;
    }

    /** Settings of the provider {@code ldap} as those of another. */
    public static Map<String, String> settings(String provider, Map<String, String> settings) {
        Map<String, String> its = new LinkedHashMap<>();
        settings.forEach(
                (key, value) -> its.put(key.replaceFirst("^ldap-import\\.", "ldap-import." + provider + "."), value));
        return its;
    }
}
