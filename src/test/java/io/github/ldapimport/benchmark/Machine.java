package io.github.ldapimport.benchmark;

import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a benchmark ran on. */
final class Machine {
    private Machine() {}

    /** A list in Markdown. */
    static String describe(List<Product> products) {
        List<String> lines = new ArrayList<>();
        lines.add(Runtime.getRuntime().availableProcessors() + " cores, "
                + value("/proc/cpuinfo", "model name").orElse(System.getProperty("os.arch")));
        value("/proc/meminfo", "MemTotal")
                .map(total -> Long.parseLong(total.replaceAll("\\D", "")) / 1024 / 1024)
                .ifPresent(total -> lines.add(total + " GB of memory"));
        lines.add(System.getProperty("os.name") + " " + System.getProperty("os.version"));
        lines.add("Java " + System.getProperty("java.runtime.version") + ", " + System.getProperty("java.vm.name"));
        said("slapd", "-VV")
                .filter(line -> line.contains("slapd"))
                .findFirst()
                .ifPresent(line ->
                        lines.add(line.replaceAll("^[@(#)$ ]*|\\(.*", "").strip()));
        products.forEach(product -> lines.add(version(product)));
        return "- " + String.join("\n- ", lines) + "\n";
    }

    private static String version(Product product) {
        try (TestDatabase database = TestDatabase.create(product)) {
            String version = database.value(product == Product.H2 ? "SELECT H2VERSION()" : "SELECT VERSION()");
            return product.name().toLowerCase(Locale.ROOT) + " " + version.replaceAll("^PostgreSQL | on .*", "");
        }
    }

    private static Optional<String> value(String file, String key) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(key))
                    .findFirst()
                    .map(line -> line.replaceFirst("^[^:]*:\\s*", ""));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Stream<String> said(String... command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().merge("PATH", ":/usr/sbin:/sbin", String::concat);
            Process process = builder.start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines();
        } catch (IOException e) {
            return Stream.empty();
        }
    }
}
