package io.github.ldapimport.benchmark;

import io.github.ldapimport.testing.TestDatabase.Product;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What was measured, and its medians. */
final class Results {
    private static final double MICROS = 1e6;

    // null for what has to do with no database
    private record Group(Product product, int users) implements Comparable<Group> {
        private static final Comparator<Group> ORDER = Comparator.comparing(
                        Group::product, Comparator.nullsFirst(Comparator.<Product>naturalOrder()))
                .thenComparing(Group::users);

        @Override
        public int compareTo(Group other) {
            return ORDER.compare(this, other);
        }

        String name() {
            return product == null ? "" : product.name().toLowerCase(Locale.ROOT);
        }
    }

    private final Map<Group, Map<Thing, List<Cost>>> costs = new TreeMap<>();

    /** @param product null for what has to do with no database */
    void add(Product product, int users, Thing thing, Cost cost) {
        costs.computeIfAbsent(new Group(product, users), group -> new EnumMap<>(Thing.class))
                .computeIfAbsent(thing, each -> new ArrayList<>())
                .add(cost);
    }

    List<Product> products() {
        return costs.keySet().stream()
                .map(Group::product)
                .filter(product -> product != null)
                .distinct()
                .toList();
    }

    /** The sizes at which it was measured. */
    List<Integer> users(Product product, Thing thing) {
        return costs.entrySet().stream()
                .filter(each ->
                        each.getKey().product() == product && each.getValue().containsKey(thing))
                .map(each -> each.getKey().users())
                .toList();
    }

    /** The medians of the clock, the computing and the memory, each for itself. */
    Cost median(Product product, int users, Thing thing) {
        List<Cost> all = costs.get(new Group(product, users)).get(thing);
        return new Cost(
                median(all.stream().map(Cost::wall)),
                median(all.stream().map(Cost::cpu)),
                median(all.stream().map(Cost::peak)));
    }

    private static double median(Stream<Double> values) {
        List<Double> sorted = values.sorted().toList();
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }

    /** How many times the floor's time it took. */
    double ratio(Product product, int users, Thing thing) {
        return median(product, users, thing).wall()
                / median(product, users, Thing.FLOOR).wall();
    }

    /** Each single measurement, a line each. */
    void writeCsv(Path file) throws IOException {
        List<String> lines = new ArrayList<>(List.of("database,users,thing,round,wall_seconds,cpu_seconds,peak_mb"));
        costs.forEach((group, things) -> things.forEach((thing, all) -> {
            for (int i = 0; i < all.size(); i++) {
                Cost cost = all.get(i);
                lines.add(Stream.of(
                                group.name(),
                                String.valueOf(group.users()),
                                '"' + thing.title() + '"',
                                String.valueOf(i + 1),
                                number("%.3f", cost.wall()),
                                number("%.2f", cost.cpu()),
                                number("%.0f", cost.peak()))
                        .collect(Collectors.joining(",")));
            }
        }));
        Files.write(file, lines);
    }

    /** The medians as tables in Markdown, one for each database. */
    String tables() {
        List<Product> groups = new ArrayList<>(products());
        groups.add(null);
        return groups.stream().map(this::table).collect(Collectors.joining("\n"));
    }

    private String table(Product product) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                product == null ? "start-up, passwords" : product.name().toLowerCase(Locale.ROOT),
                "users",
                "seconds",
                "CPU seconds",
                "peak MB",
                "x floor",
                "µs per user",
                "µs per further user"));
        costs.forEach((group, things) -> {
            if (group.product() == product) {
                things.keySet().forEach(thing -> rows.add(row(group, thing)));
            }
        });
        List<Integer> widths = new ArrayList<>();
        for (int i = 0; i < rows.get(0).size(); i++) {
            int column = i;
            widths.add(rows.stream()
                    .mapToInt(row -> row.get(column).length())
                    .max()
                    .orElseThrow());
        }
        rows.add(1, widths.stream().map("-"::repeat).toList());
        StringBuilder table = new StringBuilder();
        for (int r = 0; r < rows.size(); r++) {
            for (int i = 0; i < widths.size(); i++) {
                String cell = rows.get(r).get(i);
                String blanks = " ".repeat(widths.get(i) - cell.length());
                if (r == 1 && i > 0) {
                    cell = cell.substring(1) + ":";
                }
                table.append("| ")
                        .append(i == 0 ? cell + blanks : blanks + cell)
                        .append(' ');
            }
            table.append("|\n");
        }
        return table.toString();
    }

    private List<String> row(Group group, Thing thing) {
        Cost cost = median(group.product(), group.users(), thing);
        boolean isOfUsers = group.users() > 0;
        return List.of(
                thing.title(),
                isOfUsers ? number("%,d", group.users()) : "",
                number("%.2f", cost.wall()),
                number("%.2f", cost.cpu()),
                number("%.0f", cost.peak()),
                thing.isImport() ? number("%.1f", ratio(group.product(), group.users(), thing)) : "",
                isOfUsers ? number("%.0f", cost.wall() / group.users() * MICROS) : "",
                further(group, thing, cost));
    }

    // what a user costs when there are more: without the start of the process
    private String further(Group group, Thing thing, Cost cost) {
        OptionalInt fewer = users(group.product(), thing).stream()
                .mapToInt(Integer::intValue)
                .filter(each -> each < group.users())
                .max();
        if (fewer.isEmpty()) {
            return "";
        }
        double before = median(group.product(), fewer.getAsInt(), thing).wall();
        return number("%.0f", (cost.wall() - before) / (group.users() - fewer.getAsInt()) * MICROS);
    }

    private static String number(String format, int number) {
        return String.format(Locale.ROOT, format, number);
    }

    private static String number(String format, double number) {
        return Double.isNaN(number) ? "" : String.format(Locale.ROOT, format, number);
    }
}
