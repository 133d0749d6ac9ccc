package io.github.ldapimport.benchmark;

import io.github.ldapimport.testing.ServerScript;
import io.github.ldapimport.testing.Slapd;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Measures the packaged program against the floor: the time that OpenLDAP's ldapsearch and the database's own bulk load take
 * for the same users. How to run it and what it means: docs/benchmarks.md.
 */
public final class Benchmark {
    private static final Map<String, String> NO_PASSWORDS = Map.of("ldap-import.users.password-column", "");

    private final Options options;
    private final Results results = new Results();

    private Benchmark(Options options) {
        this.options = options;
    }

    public static void main(String[] args) throws IOException {
        Options options;
        try {
            options = Options.of(System.getProperties());
            requireInstalled(options);
        } catch (IllegalArgumentException e) {
            System.err.println("benchmark: " + e.getMessage());
            throw e;
        }
        try {
            run(options);
        } finally {
            TestDatabase.stopServers();
        }
    }

    /** Measures, prints the medians, and writes results.csv, results.md and a plot for each database. */
    static void run(Options options) throws IOException {
        new Benchmark(options).run();
    }

    /** Says what is missing. */
    static void requireInstalled(Options options) {
        List<String> missing = new ArrayList<>();
        if (!ServerScript.isProgram("slapd") || !ServerScript.isProgram("ldapsearch")) {
            missing.add(Slapd.NOT_INSTALLED);
        }
        if (!Files.isExecutable(TimedProcess.TIME)) {
            missing.add(TimedProcess.NOT_INSTALLED);
        }
        if (!Files.isExecutable(options.program().resolve("bin/ldap-import"))) {
            missing.add(options.program() + " has no program: mvn -q package -DskipTests makes it");
        }
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", missing));
        }
    }

    private void run() throws IOException {
        Files.createDirectories(options.folder());
        for (int users : options.users()) {
            say("a directory with %,d users", users);
            try (BenchmarkDirectory directory = BenchmarkDirectory.start(users)) {
                for (Product product : options.databases()) {
                    measure(directory, product, users);
                }
            }
        }
        if (options.passwords() > 0) {
            say("a directory with %,d users, who get passwords", options.passwords());
            try (BenchmarkDirectory directory = BenchmarkDirectory.start(options.passwords())) {
                measurePasswords(directory, options.databases().get(0), options.passwords());
            }
        }
        String page = Machine.describe(options.databases()) + "\n" + results.tables();
        System.out.println();
        System.out.println(page);
        Files.writeString(options.folder().resolve("results.md"), page);
        results.writeCsv(options.folder().resolve("results.csv"));
        for (Product product : options.databases()) {
            Plot.draw(results, product, options.folder().resolve(name(product) + ".png"));
        }
        say("results.md, results.csv and plots are in %s", options.folder());
    }

    private void measure(BenchmarkDirectory directory, Product product, int users) throws IOException {
        Path folder = newFolder(name(product) + "-" + users);
        TimedProcess processes = new TimedProcess(folder, options.javaOptions());
        Program program = new Program(options.program(), folder, processes);
        try (BenchmarkTable table = BenchmarkTable.create(product, folder)) {
            program.configure(List.of(directory.settings(), table.settings(), NO_PASSWORDS, options.settings()));
            // not measured: what directory, database and system keep in memory is the same for all that follow
            directory.search(processes);
            firstImport(program, table, users);
            table.export();
            table.empty();
            table.bulkLoad();
            // the file of an embedded database has one process at a time
            try (Program.Served served = product == Product.H2 ? null : program.serve()) {
                if (served != null) {
                    served.run();
                }
                for (int round = 1; round <= options.rounds(); round++) {
                    say("%s, %,d users, round %d of %d", name(product), users, round, options.rounds());
                    measureOnce(directory, processes, program, served, table, users);
                }
            }
        }
    }

    private void measureOnce(
            BenchmarkDirectory directory,
            TimedProcess processes,
            Program program,
            Program.Served served,
            BenchmarkTable table,
            int users) {
        Product product = table.product();
        results.add(
                null, 0, Thing.JAVA, processes.run(List.of("java", "-version")).cost());
        results.add(null, 0, Thing.HELP, program.help());

        table.empty();
        Cost search = directory.search(processes);
        results.add(product, users, Thing.SEARCH, search);
        Cost bulk = Cost.ofWall(table.bulkLoad());
        requireRows(table, "deleted_at IS NULL", users);
        results.add(product, users, Thing.BULK, bulk);
        results.add(product, users, Thing.FLOOR, search.plus(bulk));

        table.empty();
        results.add(product, users, Thing.FIRST, firstImport(program, table, users));

        table.settle(true);
        results.add(product, users, Thing.UNCHANGED, program.run().require(unchanged(users)));
        requireRows(table, "deleted_at IS NULL", users);

        long changed = table.change();
        results.add(
                product,
                users,
                Thing.CHANGED,
                program.run().require(Map.of("found", (long) users, "changed", changed, "unchanged", users - changed)));
        requireRows(table, "name <> 'Somebody Else'", users);

        long missing = table.addMissing();
        results.add(
                product,
                users,
                Thing.MISSING,
                program.run("--delete-missing")
                        .require(Map.of("found", (long) users, "unchanged", (long) users, "deletedMissing", missing)));
        requireRows(table, "deleted_at IS NOT NULL", missing);
        requireRows(table, "deleted_at IS NULL", users);
        table.removeDeleted();

        if (served != null) {
            results.add(product, users, Thing.WARM_UNCHANGED, served.run().require(unchanged(users)));
            table.empty();
            results.add(product, users, Thing.WARM_FIRST, served.run().require(imported(users)));
            requireRows(table, "deleted_at IS NULL", users);
        }
    }

    private void measurePasswords(BenchmarkDirectory directory, Product product, int users) throws IOException {
        int cores = Runtime.getRuntime().availableProcessors();
        double single = Hashing.rate(1);
        double all = Hashing.rate(cores);
        say("%.1f hashes a second of cost %d on one core, %.1f on all %d", single, Hashing.COST, all, cores);
        results.add(null, users, Thing.HASHING, Cost.ofWall(users / all));
        Path folder = newFolder(name(product) + "-passwords");
        TimedProcess processes = new TimedProcess(folder, options.javaOptions());
        Program program = new Program(options.program(), folder, processes);
        try (BenchmarkTable table = BenchmarkTable.create(product, folder)) {
            program.configure(List.of(directory.settings(), table.settings(), NO_PASSWORDS, options.settings()));
            firstImport(program, table, users);
            table.empty();
            results.add(null, users, Thing.UNHASHED, firstImport(program, table, users));
            table.empty();
            program.configure(List.of(
                    directory.settings(),
                    table.settings(),
                    Map.of("ldap-import.users.password-cost", String.valueOf(Hashing.COST)),
                    options.settings()));
            results.add(null, users, Thing.HASHED, firstImport(program, table, users));
            requireRows(table, "password LIKE '$2y$" + Hashing.COST + "$%'", users);
        }
    }

    private static Cost firstImport(Program program, BenchmarkTable table, int users) {
        Cost cost = program.run().require(imported(users));
        requireRows(table, "deleted_at IS NULL AND guid IS NOT NULL", users);
        return cost;
    }

    private static Map<String, Long> imported(long users) {
        return Map.of("found", users, "imported", users);
    }

    private static Map<String, Long> unchanged(long users) {
        return Map.of("found", users, "unchanged", users);
    }

    private static void requireRows(BenchmarkTable table, String condition, long expected) {
        long rows = table.count(condition);
        if (rows != expected) {
            throw new IllegalStateException(
                    rows + " rows have " + condition + " where " + expected + " should: a wrong result has no time");
        }
    }

    private Path newFolder(String name) throws IOException {
        Path folder = options.folder().resolve(name);
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        return Files.createDirectories(folder);
    }

    private static String name(Product product) {
        return product.name().toLowerCase(Locale.ROOT);
    }

    private static void say(String format, Object... arguments) {
        System.out.println(String.format(Locale.ROOT, format, arguments));
    }
}
