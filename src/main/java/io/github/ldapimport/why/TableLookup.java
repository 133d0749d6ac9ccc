package io.github.ldapimport.why;

import static io.github.ldapimport.settings.Setting.USERS_DELETED_AT_COLUMN;
import static io.github.ldapimport.settings.Setting.USERS_UPDATED_AT_COLUMN;

import io.github.ldapimport.dialect.KeyColumn;
import io.github.ldapimport.mapping.ColumnSource;
import io.github.ldapimport.mapping.TableSettings;
import io.github.ldapimport.rows.UserQueries;
import io.github.ldapimport.rows.UserRow;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.sql.Lookup;
import io.github.ldapimport.sql.SqlStatement;
import io.github.ldapimport.sql.Statements;
import io.github.ldapimport.table.UsersTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Reads rows as they are: by key, by GUID, and by the columns that hold names. No column of passwords is read. */
final class TableLookup {
    private final UsersTable table;
    private final Statements database;
    private final UserQueries queries;
    private final List<String> columns;
    private final List<String> labels;

    /** @param further columns to read, beside those of the settings */
    TableLookup(UsersTable table, Statements database, Collection<String> further) {
        this.table = table;
        this.database = database;
        this.queries = new UserQueries(table);
        Set<String> all = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        sources(table.settings()).forEach(pair -> all.add(pair.column()));
        all.addAll(further);
        for (Setting own : List.of(USERS_DELETED_AT_COLUMN, USERS_UPDATED_AT_COLUMN)) {
            all.add(table.settings().column(own));
        }
        this.columns = all.stream()
                .filter(name -> !isSecret(table.settings(), name) && table.hasColumn(name))
                .toList();
        this.labels =
                IntStream.range(0, columns.size()).mapToObj(UserRow::column).toList();
    }

    /** The pairs that fill columns, in the order of the settings. */
    static List<ColumnSource> sources(TableSettings settings) {
        List<ColumnSource> pairs = new ArrayList<>(settings.syncAttributes());
        pairs.addAll(settings.insertAttributes());
        return pairs;
    }

    /** Whether a column may hold a password or a key. */
    static boolean isSecret(TableSettings settings, String column) {
        return column.equalsIgnoreCase(settings.column(Setting.USERS_PASSWORD_COLUMN))
                || SecretNames.isSecret(column)
                || sources(settings).stream()
                        .filter(pair -> pair.column().equalsIgnoreCase(column))
                        .anyMatch(pair -> pair.source().attributes().stream().anyMatch(SecretNames::isSecret));
    }

    /** The row of a key. */
    List<UserRow> byKey(Object id) {
        return rows(queries.selectByKey(List.of(id), columns));
    }

    /** The rows that have one of some GUIDs, in the forms of other programs, too. */
    List<UserRow> byGuid(List<String> guids) {
        if (!table.isPresent() || guids.isEmpty()) {
            return List.of();
        }
        List<String> fitting = guids.stream().filter(table.guidColumn()::takes).toList();
        Map<Object, UserRow> found = new LinkedHashMap<>();
        if (!fitting.isEmpty()) {
            add(found, rows(queries.selectByGuid(fitting, columns)));
        }
        if (found.isEmpty() && table.storedGuids().any()) {
            List<String> digits = table.storedGuids().digits() ? guids : List.of();
            rows(queries.selectByOtherForms(guids, digits, columns)).stream()
                    .filter(row -> row.guid() != null
                            && table.guidColumn().guidVariants(row.guid()).stream()
                                    .anyMatch(guids::contains))
                    .forEach(row -> add(found, List.of(row)));
        }
        return List.copyOf(found.values());
    }

    /**
     * Some of the rows that have a name in one of the columns for names.
     *
     * @param namingAttributes whose values those columns hold
     */
    List<UserRow> byName(String name, List<String> namingAttributes) {
        Set<String> naming = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        naming.addAll(namingAttributes);
        List<String> compared = new ArrayList<>();
        for (ColumnSource pair : sources(table.settings())) {
            Set<String> attributes = pair.source().attributes();
            if (!attributes.isEmpty()
                    && naming.containsAll(attributes)
                    && columns.contains(pair.column())
                    && table.column(pair.column()).isText()
                    && !compared.contains(pair.column())) {
                compared.add(pair.column());
            }
        }
        if (!table.isPresent() || compared.isEmpty()) {
            return List.of();
        }
        Lookup<String> lookup =
                new Lookup<>(compared, some -> queries.selectByText(name, some, columns, WhyAnswer.MAX_LISTED + 1));
        database.look(lookup);
        Map<Object, UserRow> found = new LinkedHashMap<>();
        add(found, lookup.rows().stream().map(this::row).toList());
        return List.copyOf(found.values());
    }

    private void add(Map<Object, UserRow> found, List<UserRow> rows) {
        rows.forEach(row -> found.putIfAbsent(table.canonicalId(row.id()), row));
    }

    private List<UserRow> rows(List<SqlStatement> statements) {
        return statements.isEmpty()
                ? List.of()
                : database.rows(statements).stream().map(this::row).toList();
    }

    private UserRow row(Map<String, Object> result) {
        return UserRow.of(result, labels, table.guidColumn());
    }

    /** What a row has in a column that was read, else null. */
    Object value(UserRow row, String column) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).equalsIgnoreCase(column)) {
                return row.values().get(i);
            }
        }
        return null;
    }

    /** A row as messages name it. */
    static String key(UserRow row) {
        return KeyColumn.shown(row.id());
    }
}
