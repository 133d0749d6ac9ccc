package io.github.ldapimport.table;

import static io.github.ldapimport.settings.Setting.*;

import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The users table as it is in the database: its columns, checked against the settings, in the database's own spelling.
 */
public final class UsersTable {
    private final TableSettings settings;
    private final Dialect dialect;
    private final String name;
    private final String quotedName;
    private final boolean present;
    private final boolean storesCanonicalGuids;
    private final Map<String, Column> columns;

    private UsersTable(
            TableSettings settings,
            Dialect dialect,
            String name,
            boolean present,
            boolean storesCanonicalGuids,
            Map<String, Column> columns) {
        this.settings = settings;
        this.dialect = dialect;
        this.name = name;
        this.quotedName = dialect.quoteName(name);
        this.present = present;
        this.storesCanonicalGuids = storesCanonicalGuids;
        this.columns = columns;
    }

    /**
     * Looks at the table, and makes it where the settings allow that.
     *
     * @param mayWrite false on a dry run: a table that would be made is then taken as empty
     * @throws ConfigurationException when the table or a column is missing, with the statement that adds it
     * @throws DatabaseException when the database does not answer
     */
    public static UsersTable open(Database database, TableSettings settings, boolean mayWrite) {
        if (!mayWrite && !database.isThere()) {
            return absent(settings, Dialect.embedded(), database);
        }
        try (Connection connection = database.getConnection()) {
            Dialect dialect = Dialect.of(connection.getMetaData());
            Map<String, Column> columns = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            String name = findTable(connection, dialect, settings.table(), columns);
            if (name == null) {
                UsersTable absent = absent(settings, dialect, database);
                if (!mayWrite) {
                    return absent;
                }
                name = create(connection, dialect, settings, columns);
            }
            refuseMissingColumns(settings, dialect, columns);
            refuseReleaseOfNeededColumns(settings, columns);
            refuseColumnsThatCannotBeCompared(settings, columns);
            UsersTable table = new UsersTable(settings, dialect, name, true, true, columns);
            return table.withGuidForm(connection);
        } catch (SQLException e) {
            throw DatabaseFailures.explain(
                    "Cannot look at the table " + settings.table() + " in " + database.url(),
                    database,
                    e,
                    "check the rights of the database account");
        }
    }

    /** The table as it would be made; refused where it may not be. */
    private static UsersTable absent(TableSettings settings, Dialect dialect, Database database) {
        if (!settings.mayCreateTable(database.isEmbedded())) {
            throw new ConfigurationException("The database " + database.url() + " has no table "
                    + settings.table() + " (" + settings.key(USERS_TABLE) + "): correct the name, make the table: "
                    + TableDefinition.createStatement(settings, dialect) + "; or set "
                    + settings.key(USERS_CREATE_TABLE) + "=always");
        }
        Map<String, Column> columns = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        TableDefinition.columns(settings)
                .forEach((column, setting) -> columns.put(column, new Column(column, Types.VARCHAR, "VARCHAR", true)));
        if (!settings.column(USERS_DELETED_AT_COLUMN).isEmpty()) {
            String deletedAt = settings.column(USERS_DELETED_AT_COLUMN);
            columns.put(deletedAt, new Column(deletedAt, Types.TIMESTAMP, "TIMESTAMP", true));
        }
        return new UsersTable(settings, dialect, settings.table(), false, true, columns);
    }

    private static String create(
            Connection connection, Dialect dialect, TableSettings settings, Map<String, Column> columns)
            throws SQLException {
        try (java.sql.Statement statement = connection.createStatement()) {
            statement.execute(TableDefinition.createStatement(settings, dialect));
        } catch (SQLException e) {
            // another process may have made it meanwhile
            String name = findTable(connection, dialect, settings.table(), columns);
            if (name != null) {
                return name;
            }
            throw e;
        }
        return findTable(connection, dialect, settings.table(), columns);
    }

    /** Fills {@code columns} and answers with the table's name as the database spells it, or null. */
    private static String findTable(Connection connection, Dialect dialect, String wanted, Map<String, Column> columns)
            throws SQLException {
        String[] parts = wanted.split("\\.");
        String table = parts[parts.length - 1];
        String schema = parts.length > 1 ? parts[parts.length - 2] : null;
        DatabaseMetaData metaData = connection.getMetaData();
        // the schema that an unqualified name means; MySQL calls its schemas catalogs
        boolean schemasAreCatalogs = !metaData.supportsSchemasInTableDefinitions();
        String found = null;
        try (ResultSet tables = metaData.getTables(
                schemasAreCatalogs ? (schema != null ? schema : connection.getCatalog()) : connection.getCatalog(),
                null,
                null,
                null)) {
            while (tables.next()) {
                String name = tables.getString("TABLE_NAME");
                String itsSchema = tables.getString(schemasAreCatalogs ? "TABLE_CAT" : "TABLE_SCHEM");
                boolean sameSchema = schema == null
                        ? itsSchema == null || schemasAreCatalogs || itsSchema.equals(connection.getSchema())
                        : schema.equalsIgnoreCase(itsSchema);
                // of two that differ in case only, the one written exactly so
                if (sameSchema && name.equalsIgnoreCase(table) && (found == null || name.equals(table))) {
                    found = name;
                    schema = schema == null ? null : itsSchema;
                }
            }
        }
        if (found == null) {
            return null;
        }
        String name = schema == null ? found : schema + "." + found;
        try (java.sql.Statement statement = connection.createStatement();
                ResultSet none = statement.executeQuery("SELECT * FROM " + dialect.quoteName(name) + " WHERE 1 = 0")) {
            for (int i = 1; i <= none.getMetaData().getColumnCount(); i++) {
                String column = none.getMetaData().getColumnName(i);
                columns.put(
                        column,
                        new Column(
                                column,
                                dialect.jdbcType(
                                        none.getMetaData().getColumnType(i),
                                        none.getMetaData().getColumnTypeName(i)),
                                none.getMetaData().getColumnTypeName(i),
                                none.getMetaData().isNullable(i) != ResultSetMetaData.columnNoNulls,
                                none.getMetaData().getPrecision(i),
                                none.getMetaData().getScale(i)));
            }
        }
        return name;
    }

    private static void refuseMissingColumns(TableSettings settings, Dialect dialect, Map<String, Column> columns) {
        TableDefinition.columns(settings).forEach((column, setting) -> {
            if (!columns.containsKey(column)) {
                throw new ConfigurationException("The table " + settings.table() + " has no column " + column + " ("
                        + settings.key(setting) + "): correct the name, or add it: ALTER TABLE "
                        + dialect.quoteName(settings.table()) + " ADD "
                        + TableDefinition.column(dialect, column, setting));
            }
        });
    }

    private static void refuseReleaseOfNeededColumns(TableSettings settings, Map<String, Column> columns) {
        for (String column : settings.releaseColumns()) {
            if (!columns.get(column).nullable()) {
                throw new ConfigurationException("The column " + column + " (" + settings.key(USERS_RELEASE_COLUMNS)
                        + ") takes no NULL, so it cannot be emptied: name another, or let it take NULL");
            }
        }
    }

    private static void refuseColumnsThatCannotBeCompared(TableSettings settings, Map<String, Column> columns) {
        for (ColumnSource pair : settings.syncExisting()) {
            Column column = columns.get(pair.column());
            if (!column.isComparable() || (pair.ignoresCase() && !column.isText())) {
                throw new ConfigurationException("The column " + column.name() + " ("
                        + settings.key(USERS_SYNC_EXISTING) + ") is " + column.typeName()
                        + (column.isComparable()
                                ? ", which has no upper and lower case: write " + column.name() + "=source"
                                : ": rows are looked up by text, numbers and dates, name another column"));
            }
        }
    }

    /**
     * Rows that others wrote may hold GUIDs in upper case, in braces or without dashes. Only then must the lookup compare
     * without regard to them, which no index helps; the rows it finds are brought to the stored form.
     */
    private UsersTable withGuidForm(Connection connection) throws SQLException {
        Column guid = column(USERS_GUID_COLUMN);
        if (!guid.isText()) {
            return this;
        }
        String name = quoted(USERS_GUID_COLUMN);
        // compared as bytes where the column's collation ignores case
        String sql = "SELECT " + name + " FROM " + quotedName + " WHERE " + name + " IS NOT NULL AND (" + name
                + " LIKE '{%' OR (" + name + " LIKE '" + "_".repeat(32) + "' AND " + name + " NOT LIKE '%-%') OR "
                + dialect.exactly("LOWER(" + name + ")") + " <> " + dialect.exactly(name) + ")";
        try (java.sql.Statement statement = connection.createStatement()) {
            statement.setMaxRows(1);
            try (ResultSet odd = statement.executeQuery(sql)) {
                return odd.next() ? new UsersTable(settings, dialect, this.name, true, false, columns) : this;
            }
        }
    }

    /** What a person should know of the table before the first run; nothing of it stops one. */
    public List<String> notes(Database database) {
        List<String> notes = new ArrayList<>();
        if (!present) {
            notes.add("it is not there yet, the first run makes it");
            return notes;
        }
        whyNoSoftDeletes().ifPresent(notes::add);
        if (!storesCanonicalGuids) {
            notes.add(
                    "some GUIDs are in upper case, in braces or without dashes; they are found, but slowly, until a run has written them anew");
        }
        Column guid = column(USERS_GUID_COLUMN);
        try (Connection connection = database.getConnection()) {
            if (!isUnique(connection, guid)) {
                notes.add("the column " + guid.name()
                        + " is not unique: lookups are slow, and nothing keeps two rows from"
                        + " one GUID; mend: CREATE UNIQUE INDEX ldap_import_guid ON " + quotedName + " ("
                        + dialect.quote(guid.name()) + ")");
            }
        } catch (SQLException e) {
            notes.add("its indexes cannot be read: " + DatabaseFailures.words(e));
        }
        return notes;
    }

    private boolean isUnique(Connection connection, Column column) throws SQLException {
        String[] parts = name.split("\\.");
        String schema = parts.length > 1 ? parts[parts.length - 2] : connection.getSchema();
        Map<String, List<String>> indexes = new TreeMap<>();
        try (ResultSet rows = connection
                .getMetaData()
                .getIndexInfo(connection.getCatalog(), schema, parts[parts.length - 1], true, true)) {
            while (rows.next()) {
                if (rows.getString("COLUMN_NAME") != null) {
                    indexes.computeIfAbsent(rows.getString("INDEX_NAME"), any -> new ArrayList<>())
                            .add(rows.getString("COLUMN_NAME"));
                }
            }
        }
        return indexes.values().stream()
                .anyMatch(names -> names.size() == 1 && names.get(0).equalsIgnoreCase(column.name()));
    }

    /** The table and its columns, for a message. */
    public String description() {
        List<String> names = new ArrayList<>(TableDefinition.columns(settings).keySet());
        if (softDeletes()) {
            names.add(deletedAtColumn());
        }
        return "table " + quotedName + " with the columns " + String.join(", ", names);
    }

    public TableSettings settings() {
        return settings;
    }

    /** The column of that name, as the database describes it. */
    Column column(String name) {
        Column column = columns.get(name);
        if (column == null) {
            throw new IllegalArgumentException("The table " + settings.table() + " has no column " + name);
        }
        return column;
    }

    Column column(Setting setting) {
        return column(settings.column(setting));
    }

    /** A column of the settings, as it stands in a statement. */
    String quoted(Setting setting) {
        return dialect.quote(column(setting).name());
    }

    String quoted(String column) {
        return dialect.quote(column(column).name());
    }

    /** The soft-delete column in the database's own spelling, of a table that {@link #softDeletes}. */
    public String deletedAtColumn() {
        return column(USERS_DELETED_AT_COLUMN).name();
    }

    /** Whether rows can be soft-deleted: the settings name a column for it, and the table has it. */
    public boolean softDeletes() {
        return has(USERS_DELETED_AT_COLUMN) && columns.containsKey(settings.column(USERS_DELETED_AT_COLUMN));
    }

    /**
     * Says why rows cannot be soft-deleted, with the remedy.
     *
     * @throws ConfigurationException when the column is there but holds no time
     */
    public Optional<String> whyNoSoftDeletes() {
        String name = settings.column(USERS_DELETED_AT_COLUMN);
        if (softDeletes()) {
            Column column = column(USERS_DELETED_AT_COLUMN);
            if (!column.isTime()) {
                throw new ConfigurationException("The column " + name + " ("
                        + settings.key(USERS_DELETED_AT_COLUMN) + ") is " + column.typeName()
                        + ": name a column for the date of a soft delete, a "
                        + dialect.timestampColumnType());
            }
            return Optional.empty();
        }
        String why = "The table " + settings.table() + " has no column for soft deletes ("
                + settings.key(USERS_DELETED_AT_COLUMN) + "), so nobody is deleted or restored";
        return Optional.of(
                name.isEmpty()
                        ? why + ": name one"
                        : why + ": add it: ALTER TABLE " + quotedName + " ADD "
                                + TableDefinition.column(dialect, name, USERS_DELETED_AT_COLUMN));
    }

    /** Whether the settings name the optional column. */
    boolean has(Setting optionalColumn) {
        return !settings.column(optionalColumn).isEmpty();
    }

    Dialect dialect() {
        return dialect;
    }

    /** A select that locks the rows it finds, leaving out those that somebody else has locked, in this database. */
    public String selectUnlocked(String columns, String from, String where) {
        return dialect.selectUnlocked(columns, from, where);
    }

    /** Lets the server end a session that has said nothing for so long; empty where it cannot. */
    public String endIdleSessionAfter(int seconds) {
        return dialect.endIdleSessionAfter(seconds);
    }

    /** What follows ORDER BY where no more rows than these are wanted, in this database. */
    public String first(int rows) {
        return dialect.first(rows);
    }

    /** The table's name as the database spells it, quoted. */
    String quotedName() {
        return quotedName;
    }

    /** False on a dry run whose table would be made; it is then taken as empty. */
    public boolean isPresent() {
        return present;
    }

    /** Whether every GUID stands in its stored form, so that it can be compared as it is. */
    boolean storesCanonicalGuids() {
        return storesCanonicalGuids;
    }
}
