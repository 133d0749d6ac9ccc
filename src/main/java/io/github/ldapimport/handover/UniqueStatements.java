package io.github.ldapimport.handover;

import static io.github.ldapimport.settings.Setting.USERS_DOMAIN_COLUMN;
import static io.github.ldapimport.settings.Setting.USERS_GUID_COLUMN;
import static io.github.ldapimport.settings.Setting.USERS_ID_COLUMN;

import io.github.ldapimport.dialect.Column;
import io.github.ldapimport.mapping.ColumnSource;
import io.github.ldapimport.rows.RowConditions;
import io.github.ldapimport.rows.UserRow;
import io.github.ldapimport.sql.Lookup;
import io.github.ldapimport.sql.SqlBatch;
import io.github.ldapimport.sql.SqlStatement;
import io.github.ldapimport.table.UniqueKey;
import io.github.ldapimport.table.UsersTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.jdbc.core.SqlParameterValue;

/** Writes the statements for unique values that change hands. */
public final class UniqueStatements {
    /** Values that one statement asks for, each with a place of its own in an index. */
    private static final int WANTS_AT_ONCE = 200;

    private final UsersTable table;
    private final RowConditions conditions;

    public UniqueStatements(UsersTable table) {
        this.table = table;
        this.conditions = new RowConditions(table);
    }

    /** Finds the rows that hold values, which the database compares by its own rules. */
    public List<Lookup<Want>> selectHolders(List<Want> wants) {
        List<Lookup<Want>> lookups = new ArrayList<>();
        for (int start = 0; start < wants.size(); start += WANTS_AT_ONCE) {
            lookups.add(new Lookup<>(
                    wants.subList(start, Math.min(wants.size(), start + WANTS_AT_ONCE)), this::selectHoldersAtOnce));
        }
        return lookups;
    }

    private SqlStatement selectHoldersAtOnce(List<Want> wants) {
        List<Object> parameters = new ArrayList<>();
        StringJoiner selects = new StringJoiner(" UNION ALL ");
        wants.forEach(want -> selects.add(selectHolder(want, parameters)));
        return new SqlStatement(selects.toString(), parameters);
    }

    /** @param parameters to which the value's are added */
    private String selectHolder(Want want, List<Object> parameters) {
        UniqueKey key = want.key();
        StringJoiner where = new StringJoiner(" AND ");
        for (int i = 0; i < key.columns().size(); i++) {
            Column column = key.columns().get(i);
            String name = table.dialect().quote(column.name());
            if (key.function().isEmpty()) {
                where.add(name + " = ?");
                parameters.add(table.dialect().compared(column, want.values().get(i)));
            } else {
                where.add(key.function() + "(" + name + ") = " + key.function() + "(?)");
                parameters.add(want.values().get(i));
            }
        }
        if (!key.condition().isEmpty()) {
            where.add("(" + key.condition() + ")");
        }
        List<ColumnSource> pairs = table.settings().syncAttributes();
        return "SELECT " + want.number() + " AS " + UserRow.WANT + ", " + table.quoted(USERS_ID_COLUMN) + " AS "
                + UserRow.ID + ", "
                + (pairs.isEmpty() ? "NULL" : table.quoted(pairs.get(0).column())) + " AS " + UserRow.LABEL + ", "
                + (table.softDeletes() ? "CASE WHEN " + table.marker().isDeleted() + " THEN 1 ELSE 0 END" : "0")
                + " AS " + UserRow.IS_DELETED + ", " + table.quoted(USERS_DOMAIN_COLUMN) + " AS " + UserRow.DOMAIN
                + ", CASE WHEN " + conditions.isEmpty(USERS_GUID_COLUMN) + " THEN 0 ELSE 1 END AS " + UserRow.HAS_GUID
                + " FROM " + table.quotedName() + " WHERE " + where;
    }

    /**
     * Lets the rows of a ring go of the unique values that they give up. Where no value can be made up for a column's type, it
     * stays as it is, and the database has the last word.
     */
    public List<SqlBatch> park(List<Giver> ring) {
        Map<List<String>, List<List<Object>>> rows = new LinkedHashMap<>();
        for (Giver giver : ring) {
            Map<String, Object> parked = parked(giver);
            if (!parked.isEmpty()) {
                List<Object> parameters = new ArrayList<>(parked.values());
                parameters.add(giver.id());
                rows.computeIfAbsent(List.copyOf(parked.keySet()), any -> new ArrayList<>())
                        .add(parameters);
            }
        }
        List<SqlBatch> batches = new ArrayList<>();
        rows.forEach((columns, parameters) -> {
            StringJoiner assignments = new StringJoiner(", ");
            columns.forEach(column -> assignments.add(table.quoted(column) + " = ?"));
            batches.add(new SqlBatch(
                    "UPDATE " + table.quotedName() + " SET " + assignments + " WHERE " + table.quoted(USERS_ID_COLUMN)
                            + " = ?",
                    parameters,
                    true));
        });
        return batches;
    }

    /** What the row's columns hold meanwhile: of each key that it gives up, one column that the row's update sets again. */
    private Map<String, Object> parked(Giver giver) {
        Map<String, Object> parked = new LinkedHashMap<>();
        for (UniqueKey key : giver.keys()) {
            key.columns().stream()
                    .filter(column -> giver.written().contains(column.name()))
                    .map(column -> parameter(column).map(value -> Map.entry(column.name(), value)))
                    .flatMap(Optional::stream)
                    .findFirst()
                    .ifPresent(entry -> parked.put(entry.getKey(), entry.getValue()));
        }
        return parked;
    }

    /** The value as a parameter, because a map's entry takes no null. */
    private Optional<Object> parameter(Column column) {
        return ParkedValue.of(column, table.dialect().nullsAreDistinct(), ThreadLocalRandom.current())
                .map(parked -> parked.value() == null
                        ? new SqlParameterValue(column.jdbcType(), null)
                        : table.dialect().parameter(column, parked.value()));
    }
}
