package io.github.ldapimport.dialect;

import io.github.ldapimport.settings.ConfigurationException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A table, or a view, as the database names it.
 *
 * @param catalog as the driver's catalogue functions want it, may be null
 * @param schema as they want it, may be null
 * @param table the name alone
 * @param name as it stands in a statement before it is quoted: with its schema, where the settings name one
 * @param isView whether it has no indexes of its own
 */
public record FoundTable(String catalog, String schema, String table, String name, boolean isView) {
    /** A table that fits, the better the lower the numbers. */
    private record Candidate(FoundTable table, int schemaFit, int nameFit, int position) {
        private static final Comparator<Candidate> BEST_FIRST = Comparator.comparingInt(Candidate::schemaFit)
                .thenComparingInt(Candidate::nameFit)
                .thenComparingInt(Candidate::position);
    }

    private static final int AS_FOLDED = 1;
    private static final int BUT_FOR_CASE = 2;

    /**
     * Finds the table that a name means. Of several that differ in case only, it is the one written exactly so, then the one
     * that the name would mean without quotes.
     *
     * @param wanted table or schema.table
     * @throws ConfigurationException when several fit equally
     */
    public static Optional<FoundTable> find(Connection connection, Dialect dialect, String wanted) throws SQLException {
        String[] parts = wanted.split("\\.");
        String schema = parts.length > 1 ? parts[0] : null;
        List<String> path = dialect.searchPath(connection);
        List<Candidate> candidates = new ArrayList<>();
        for (FoundTable each : named(connection, parts[parts.length - 1], schema)) {
            String itsSchema = each.schema != null ? each.schema : each.catalog;
            int position = schema != null || path.isEmpty() || itsSchema == null ? 0 : path.indexOf(itsSchema);
            if (position >= 0 && (schema == null || schema.equalsIgnoreCase(itsSchema))) {
                candidates.add(new Candidate(
                        new FoundTable(
                                each.catalog,
                                each.schema,
                                each.table,
                                // further on in the path, something that is no table may have the name
                                schema == null && position == 0 ? each.table : itsSchema + "." + each.table,
                                each.isView),
                        schema == null ? 0 : fit(dialect, schema, itsSchema),
                        fit(dialect, parts[parts.length - 1], each.table),
                        position));
            }
        }
        candidates.sort(Candidate.BEST_FIRST);
        if (candidates.size() > 1 && Candidate.BEST_FIRST.compare(candidates.get(0), candidates.get(1)) == 0) {
            throw new ConfigurationException("The table " + wanted + " may be "
                    + candidates.get(0).table().name() + " or "
                    + candidates.get(1).table().name() + ": write it in the settings as the database does");
        }
        return candidates.stream().findFirst().map(Candidate::table);
    }

    /** Tables of that name in schemas that nobody named, for a message. */
    public static List<String> elsewhere(Connection connection, String wanted) throws SQLException {
        TreeSet<String> names = new TreeSet<>();
        String table = wanted.substring(wanted.lastIndexOf('.') + 1);
        for (FoundTable each : named(connection, table, "")) {
            names.add((each.schema != null ? each.schema : each.catalog) + "." + each.table);
        }
        return List.copyOf(names);
    }

    /** Whether it is the same, by whatever name it was looked for. */
    public boolean isSame(FoundTable other) {
        return Objects.equals(catalog, other.catalog)
                && Objects.equals(schema, other.schema)
                && table.equals(other.table);
    }

    /** Its schema and name as the database spells them: the same for every account and every way to write it. */
    public String identity() {
        String itsSchema = schema != null ? schema : catalog;
        return itsSchema == null ? table : itsSchema + "." + table;
    }

    private static int fit(Dialect dialect, String wanted, String found) {
        if (found.equals(wanted)) {
            return 0;
        }
        return found.equals(dialect.folded(wanted)) ? AS_FOLDED : BUT_FOR_CASE;
    }

    /** @param schema null for the one at hand; only where schemas are called catalogs does it lead anywhere else */
    private static List<FoundTable> named(Connection connection, String table, String schema) throws SQLException {
        DatabaseMetaData metaData = connection.getMetaData();
        // MySQL calls its schemas catalogs, and compares their names with regard to case
        boolean anyCatalog = schema != null && !metaData.supportsSchemasInTableDefinitions();
        List<FoundTable> found = new ArrayList<>();
        try (ResultSet tables = metaData.getTables(anyCatalog ? null : connection.getCatalog(), null, null, null)) {
            while (tables.next()) {
                String name = tables.getString("TABLE_NAME");
                String type = String.valueOf(tables.getString("TABLE_TYPE")).toUpperCase(Locale.ROOT);
                // PostgreSQL lists its indexes, sequences and types, too
                if (name.equalsIgnoreCase(table) && !type.matches(".*(INDEX|SEQUENCE|TYPE|SYSTEM).*")) {
                    found.add(new FoundTable(
                            tables.getString("TABLE_CAT"),
                            tables.getString("TABLE_SCHEM"),
                            name,
                            name,
                            type.contains("VIEW")));
                }
            }
        }
        return found;
    }
}
