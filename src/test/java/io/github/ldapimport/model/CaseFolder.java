package io.github.ldapimport.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A case written as a folder, as in src/test/resources/cases, with what the model says it leads to. */
final class CaseFolder {
    private CaseFolder() {}

    static void write(Path folder, ModelCase model, Expectation expected) throws IOException {
        Files.createDirectories(folder);
        Map<String, String> properties = new TreeMap<>(model.setup().settings());
        properties.values().removeIf(String::isEmpty);
        model.setup().settings().forEach(properties::putIfAbsent);
        properties.putAll(model.options().headers());
        if (model.fault() != null) {
            properties.put("fault", model.fault().toString());
        }
        Files.writeString(
                folder.resolve("case.properties"),
                "proves = \n"
                        + properties.entrySet().stream()
                                .map(property -> property.getKey() + " = " + property.getValue() + "\n")
                                .collect(Collectors.joining()));
        Files.writeString(folder.resolve("directory.ldif"), model.toLdif());
        Files.writeString(folder.resolve("users-before.csv"), csv(model.rows()));
        Files.writeString(folder.resolve("users-after.csv"), csv(expected.rows()));
        String counts = ReferenceModel.COUNTS.stream()
                .map(name -> "\"" + name + "\": " + expected.count(name))
                .collect(Collectors.joining(", "));
        Files.writeString(
                folder.resolve("summary.json"), "{\"status\": \"" + expected.status() + "\", " + counts + "}\n");
    }

    private static String csv(List<Row> rows) {
        List<String> lines =
                new ArrayList<>(List.of("id,guid,domain,name,email,badge,employee_no,password,updated_at,deleted_at"));
        for (Row row : rows) {
            lines.add(Stream.of(
                            row.id() < 0 ? Row.SOME : String.valueOf(row.id()),
                            row.guid(),
                            row.domain(),
                            row.name(),
                            row.email(),
                            row.badge(),
                            row.number() == null ? null : row.number().toString(),
                            row.password(),
                            row.updatedAt(),
                            row.deletedAt())
                    .map(value -> value == null ? "" : value)
                    .collect(Collectors.joining(",")));
        }
        return String.join("\n", lines) + "\n";
    }
}
