package io.github.ldapimport.benchmark;

import io.github.ldapimport.testing.TestDatabase.Product;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What is measured, and how often.
 *
 * @param users sizes of directories, one after the other
 * @param rounds how often each thing is measured
 * @param passwords how many users get a hashed password, once; 0 to leave that out
 * @param program a folder with the packaged program
 * @param javaOptions further options of its Java
 * @param folder where the results and the program's own files go
 * @param settings further settings of the program
 */
record Options(
        List<Integer> users,
        int rounds,
        List<Product> databases,
        int passwords,
        Path program,
        String javaOptions,
        Path folder,
        Map<String, String> settings) {
    private static final String PREFIX = "benchmark.";
    private static final Set<String> KEYS =
            Set.of("users", "rounds", "databases", "passwords", "program", "java-options", "folder");

    /** From properties such as {@code benchmark.users=1000,10000}; those of {@code ldap-import.} are the program's. */
    static Options of(Properties properties) {
        Set<String> names = properties.stringPropertyNames();
        names.stream()
                .filter(name -> name.startsWith(PREFIX) && !KEYS.contains(name.substring(PREFIX.length())))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException(name + " is no option; there are " + PREFIX
                            + String.join(", " + PREFIX, new TreeSet<>(KEYS)));
                });
        Map<String, String> settings = new TreeMap<>();
        names.stream()
                .filter(name -> name.startsWith("ldap-import."))
                .forEach(name -> settings.put(name, properties.getProperty(name)));
        return new Options(
                list(properties, "users", "1000,10000,100000")
                        .map(each -> number("users", each, 100))
                        .sorted()
                        .toList(),
                number("rounds", value(properties, "rounds", "5"), 1),
                list(properties, "databases", "postgresql")
                        .map(Options::product)
                        .toList(),
                number("passwords", value(properties, "passwords", "0"), 0),
                Path.of(value(properties, "program", "target/ldap-import")).toAbsolutePath(),
                value(properties, "java-options", ""),
                Path.of(value(properties, "folder", "target/benchmark")).toAbsolutePath(),
                settings);
    }

    private static String value(Properties properties, String key, String defaultValue) {
        return properties.getProperty(PREFIX + key, defaultValue).strip();
    }

    private static Stream<String> list(Properties properties, String key, String defaultValue) {
        return Stream.of(value(properties, key, defaultValue).split(",")).map(String::strip);
    }

    private static int number(String key, String value, int least) {
        try {
            int number = Integer.parseInt(value.replace("_", ""));
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(PREFIX + key + "=" + value + " must be a number of at least " + least);
    }

    private static Product product(String name) {
        try {
            return Product.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    PREFIX + "databases names " + name + "; there are postgresql, h2 and mariadb", e);
        }
    }
}
