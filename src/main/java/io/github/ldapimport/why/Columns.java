package io.github.ldapimport.why;

import io.github.ldapimport.ldap.Entry;
import io.github.ldapimport.mapping.ColumnSource;
import io.github.ldapimport.mapping.MappedUser;
import io.github.ldapimport.mapping.TableSettings;
import io.github.ldapimport.plan.UserChange;
import io.github.ldapimport.plan.UserWrite;
import io.github.ldapimport.rows.UserRow;
import io.github.ldapimport.why.WhyAnswer.ColumnShown;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The columns of a user, side by side: what the entry has, what the mapping makes of it, and what the row holds. */
final class Columns {
    private final TableSettings settings;
    private final TableLookup table;

    Columns(TableSettings settings, TableLookup table) {
        this.settings = settings;
        this.table = table;
    }

    /**
     * @param entry null where there is none
     * @param saved what a dry run makes of the user, or null
     * @param row null where there is none
     */
    List<ColumnShown> of(Entry entry, UserWrite saved, UserRow row) {
        Map<String, UserChange.Change> changes = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        Map<String, Object> mapped = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        if (saved != null) {
            mapped.putAll(mapped(saved));
            saved.change().changes().forEach(change -> changes.put(change.column(), change));
        }
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        List<ColumnShown> columns = new ArrayList<>();
        for (ColumnSource pair : TableLookup.sources(settings)) {
            if (names.add(pair.column())) {
                columns.add(column(pair.column(), attributes(pair, entry), mapped, row, changes));
            }
        }
        for (String name : mapped.keySet()) {
            if (names.add(name)) {
                columns.add(column(name, "set by a step", mapped, row, changes));
            }
        }
        for (String name : changes.keySet()) {
            if (names.add(name)) {
                columns.add(column(name, "", mapped, row, changes));
            }
        }
        return columns;
    }

    private static Map<String, Object> mapped(UserWrite saved) {
        MappedUser user = saved.row();
        return saved.failure() == null && saved.change().action() == UserChange.Action.IMPORT
                ? user.valuesOfNewRow()
                : user.values();
    }

    private ColumnShown column(
            String name,
            String attributes,
            Map<String, Object> mapped,
            UserRow row,
            Map<String, UserChange.Change> changes) {
        if (TableLookup.isSecret(settings, name)) {
            return new ColumnShown(name, attributes, Shown.HIDDEN, Shown.HIDDEN, null);
        }
        return new ColumnShown(
                name,
                attributes,
                Shown.value(mapped.get(name)),
                row == null ? null : Shown.value(held(name, row, changes)),
                Optional.ofNullable(changes.get(name))
                        .map(change -> change.to() == null ? "NULL" : Shown.value(change.to()))
                        .orElse(null));
    }

    /** The columns of the import's own are not read; what they hold stands in the change. */
    private Object held(String name, UserRow row, Map<String, UserChange.Change> changes) {
        Object value = table.value(row, name);
        return value == null && changes.containsKey(name) ? changes.get(name).from() : value;
    }

    private static String attributes(ColumnSource pair, Entry entry) {
        Set<String> attributes = pair.source().attributes();
        if (entry == null) {
            return "";
        } else if (attributes.isEmpty()) {
            return "no attribute is named";
        }
        return attributes.stream()
                .map(name -> Shown.attribute(name, SecretNames.isSecret(name) ? List.of() : entry.values(name)))
                .collect(Collectors.joining("; "));
    }
}
