package io.github.ldapimport.table;

import static io.github.ldapimport.settings.Setting.*;

import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * The users table as it is in the database. It knows the columns that the settings name, in the database's own spelling,
 * and is the only place that writes SQL: identifiers checked against the table and quoted, values bound.
 */
public final class UsersTable {
    private static final int TEXT_LENGTH = 255;

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
        this.quotedName = quoted(dialect, name);
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
        try (Connection connection = database.getConnection()) {
            Dialect dialect = Dialect.of(connection.getMetaData());
            Map<String, Column> columns = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            String name = findTable(connection, dialect, settings.table(), columns);
            boolean present = name != null;
            if (!present) {
                String create = createStatement(settings, dialect);
                if (!settings.mayCreateTable(database.isEmbedded())) {
                    throw new ConfigurationException("The database " + database.url() + " has no table "
                            + settings.table() + " (" + settings.key(USERS_TABLE)
                            + "): correct the name, make the table: "
                            + create + "; or set " + settings.key(USERS_CREATE_TABLE) + "=always");
                }
                if (mayWrite) {
                    execute(connection, create);
                    name = findTable(connection, dialect, settings.table(), columns);
                    present = true;
                } else {
                    wanted(settings)
                            .forEach((column, setting) ->
                                    columns.put(column, new Column(column, Types.VARCHAR, "VARCHAR")));
                    name = settings.table();
                }
            }
            refuseMissingColumns(settings, dialect, columns);
            UsersTable table = new UsersTable(settings, dialect, name, present, true, columns);
            return table.withGuidForm(connection);
        } catch (SQLException e) {
            throw new DatabaseException(
                    "Cannot look at the table " + settings.table() + " in " + database.url() + ": "
                            + DatabaseFailures.words(e) + ": check the rights of the database account",
                    e);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (java.sql.Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
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
                ResultSet none = statement.executeQuery("SELECT * FROM " + quoted(dialect, name) + " WHERE 1 = 0")) {
            for (int i = 1; i <= none.getMetaData().getColumnCount(); i++) {
                String column = none.getMetaData().getColumnName(i);
                columns.put(
                        column,
                        new Column(
                                column,
                                none.getMetaData().getColumnType(i),
                                none.getMetaData().getColumnTypeName(i)));
            }
        }
        return name;
    }

    private static String quoted(Dialect dialect, String name) {
        StringJoiner quoted = new StringJoiner(".");
        for (String part : name.split("\\.")) {
            quoted.add(dialect.quote(part));
        }
        return quoted.toString();
    }

    /** The columns that the settings want, each with the setting that names it; the soft-delete column is not needed. */
    private static Map<String, Setting> wanted(TableSettings settings) {
        Map<String, Setting> wanted = new LinkedHashMap<>();
        for (Setting setting : List.of(USERS_ID_COLUMN, USERS_GUID_COLUMN, USERS_DOMAIN_COLUMN)) {
            wanted.put(settings.column(setting), setting);
        }
        settings.syncAttributes().forEach(pair -> wanted.put(pair.column(), USERS_SYNC_ATTRIBUTES));
        settings.syncExisting().forEach(pair -> wanted.putIfAbsent(pair.column(), USERS_SYNC_EXISTING));
        for (Setting setting : List.of(USERS_PASSWORD_COLUMN, USERS_CREATED_AT_COLUMN, USERS_UPDATED_AT_COLUMN)) {
            wanted.put(settings.column(setting), setting);
        }
        wanted.remove("");
        return wanted;
    }

    private static void refuseMissingColumns(TableSettings settings, Dialect dialect, Map<String, Column> columns) {
        wanted(settings).forEach((column, setting) -> {
            if (!columns.containsKey(column)) {
                throw new ConfigurationException("The table " + settings.table() + " has no column " + column + " ("
                        + settings.key(setting) + "): correct the name, or add it: ALTER TABLE "
                        + quoted(dialect, settings.table()) + " ADD " + definition(dialect, column, setting));
            }
        });
    }

    private static String createStatement(TableSettings settings, Dialect dialect) {
        Map<String, Setting> wanted = wanted(settings);
        if (!settings.column(USERS_DELETED_AT_COLUMN).isEmpty()) {
            wanted.put(settings.column(USERS_DELETED_AT_COLUMN), USERS_DELETED_AT_COLUMN);
        }
        StringJoiner definitions = new StringJoiner(", ");
        wanted.forEach((column, setting) -> definitions.add(definition(dialect, column, setting)));
        return "CREATE TABLE " + quoted(dialect, settings.table()) + " (" + definitions + ")";
    }

    private static String definition(Dialect dialect, String column, Setting setting) {
        return dialect.quote(column)
                + " "
                + switch (setting) {
                    case USERS_ID_COLUMN -> dialect.keyColumnType();
                    case USERS_GUID_COLUMN -> dialect.textColumnType(64) + " UNIQUE";
                    case USERS_CREATED_AT_COLUMN, USERS_UPDATED_AT_COLUMN, USERS_DELETED_AT_COLUMN ->
                        dialect.timestampColumnType() + " NULL";
                    default -> dialect.textColumnType(TEXT_LENGTH);
                };
    }

    /**
     * Rows that others wrote may hold GUIDs in upper case or in braces. Only then must the lookup compare without regard to
     * them, which no index helps; the rows it finds are brought to the stored form.
     */
    private UsersTable withGuidForm(Connection connection) throws SQLException {
        if (!present) {
            return this;
        }
        Column guid = column(USERS_GUID_COLUMN);
        if (guid.jdbcType() != Types.VARCHAR && guid.jdbcType() != Types.CHAR && guid.jdbcType() != Types.LONGVARCHAR) {
            return this;
        }
        String name = quoted(USERS_GUID_COLUMN);
        // compared as bytes where the column's collation ignores case
        String sql = "SELECT " + name + " FROM " + quotedName + " WHERE " + name + " IS NOT NULL AND (" + name
                + " LIKE '{%' OR " + dialect.exactly("LOWER(" + name + ")") + " <> " + dialect.exactly(name) + ")";
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
        if (!columns.containsKey(settings.column(USERS_DELETED_AT_COLUMN))) {
            notes.add("it has no column for soft deletes (" + settings.key(USERS_DELETED_AT_COLUMN)
                    + "), so nobody is ever deleted");
        }
        if (!storesCanonicalGuids) {
            notes.add(
                    "some GUIDs are in upper case or braces; they are found, but slowly, until a run has written them anew");
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
        return "table " + quotedName + " with the columns "
                + String.join(", ", wanted(settings).keySet());
    }

    TableSettings settings() {
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

    private String quoted(Setting setting) {
        return dialect.quote(column(setting).name());
    }

    private String quoted(String column) {
        return dialect.quote(column(column).name());
    }

    private boolean has(Setting optionalColumn) {
        return !settings.column(optionalColumn).isEmpty();
    }

    /** Finds rows by GUID, in as many statements as the database's limits ask for. */
    List<Statement> selectByGuid(Collection<String> guids, Collection<String> columnNames) {
        Column guid = column(USERS_GUID_COLUMN);
        String compared = storesCanonicalGuids
                ? quoted(USERS_GUID_COLUMN)
                : "REPLACE(REPLACE(LOWER(" + quoted(USERS_GUID_COLUMN) + "), '{', ''), '}', '')";
        List<Object> values = new ArrayList<>();
        for (String value : guids) {
            values.add(guid.convert(storesCanonicalGuids ? value : value.toLowerCase(Locale.ROOT)));
        }
        return select(compared + " IN (%s)", List.of(), "?", values, 1, columnNames);
    }

    /** Finds rows that nobody has taken yet, of this domain or none, by the values of sync-existing. */
    List<Statement> selectByExisting(Collection<List<Object>> keys, String domain, Collection<String> columnNames) {
        List<ColumnSource> pairs = settings.syncExisting();
        StringJoiner match = new StringJoiner(" AND ", "(", ")");
        for (ColumnSource pair : pairs) {
            match.add(
                    pair.ignoresCase()
                            ? "LOWER(" + quoted(pair.column()) + ") = LOWER(?)"
                            : quoted(pair.column()) + " = ?");
        }
        List<Object> values = new ArrayList<>();
        for (List<Object> key : keys) {
            for (int i = 0; i < pairs.size(); i++) {
                values.add(column(pairs.get(i).column()).convert(key.get(i)));
            }
        }
        String unclaimed = isEmpty(USERS_GUID_COLUMN) + " AND (" + quoted(USERS_DOMAIN_COLUMN) + " IS NULL OR "
                + quoted(USERS_DOMAIN_COLUMN) + " = ?) AND (%s)";
        return select(unclaimed, List.of(domain), match.toString(), values, pairs.size(), columnNames);
    }

    private String isEmpty(Setting column) {
        return isText(column(column))
                ? "(" + quoted(column) + " IS NULL OR " + quoted(column) + " = '')"
                : quoted(column) + " IS NULL";
    }

    private static boolean isText(Column column) {
        return column.jdbcType() == Types.VARCHAR
                || column.jdbcType() == Types.CHAR
                || column.jdbcType() == Types.LONGVARCHAR;
    }

    private List<Statement> select(
            String where,
            List<Object> leading,
            String term,
            List<Object> values,
            int valuesPerTerm,
            Collection<String> columnNames) {
        if (!present) {
            return List.of();
        }
        StringJoiner selected = new StringJoiner(", ");
        selected.add(quoted(USERS_ID_COLUMN) + " AS " + ExistingRow.ID);
        selected.add(quoted(USERS_GUID_COLUMN) + " AS " + ExistingRow.GUID);
        selected.add(quoted(USERS_DOMAIN_COLUMN) + " AS " + ExistingRow.DOMAIN);
        // the hash itself stays in the database
        selected.add((has(USERS_PASSWORD_COLUMN)
                        ? "CASE WHEN " + isEmpty(USERS_PASSWORD_COLUMN) + " THEN 0 ELSE 1 END"
                        : "1")
                + " AS " + ExistingRow.HAS_PASSWORD);
        int position = 0;
        for (String name : columnNames) {
            selected.add(quoted(name) + " AS " + ExistingRow.column(position++));
        }
        String separator = term.equals("?") ? ", " : " OR ";
        int perStatement = Math.max(1, dialect.longestList() / valuesPerTerm) * valuesPerTerm;
        List<Statement> statements = new ArrayList<>();
        for (int start = 0; start < values.size(); start += perStatement) {
            List<Object> some = values.subList(start, Math.min(values.size(), start + perStatement));
            String terms = String.join(separator, Collections.nCopies(some.size() / valuesPerTerm, term));
            List<Object> parameters = new ArrayList<>(leading);
            parameters.addAll(some);
            statements.add(new Statement(
                    "SELECT " + selected + " FROM " + quotedName + " WHERE " + String.format(where, terms),
                    parameters));
        }
        return statements;
    }

    /** Inserts rows that name these columns. */
    Batch insert(List<String> columnNames, List<UserPlan> users, String domain) {
        StringJoiner names = new StringJoiner(", ");
        StringJoiner values = new StringJoiner(", ");
        for (String name : columnNames) {
            names.add(quoted(name));
            values.add("?");
        }
        names.add(quoted(USERS_GUID_COLUMN)).add(quoted(USERS_DOMAIN_COLUMN));
        values.add("?").add("?");
        if (has(USERS_PASSWORD_COLUMN)) {
            names.add(quoted(USERS_PASSWORD_COLUMN));
            values.add("?");
        }
        for (Setting timestamp : List.of(USERS_CREATED_AT_COLUMN, USERS_UPDATED_AT_COLUMN)) {
            if (has(timestamp)) {
                names.add(quoted(timestamp));
                values.add("CURRENT_TIMESTAMP");
            }
        }
        String sql = "INSERT INTO " + quotedName + " (" + names + ") VALUES (" + values + ")";
        List<List<Object>> rows = new ArrayList<>(users.size());
        for (UserPlan user : users) {
            rows.add(parameters(columnNames, user, domain, has(USERS_PASSWORD_COLUMN)));
        }
        return new Batch(sql, rows, users, false);
    }

    /**
     * Updates rows that name these columns, by their keys.
     *
     * @param takeOver whether the rows have no GUID yet: one that got a GUID meanwhile is then left alone
     * @param setPassword whether the rows have no password yet
     */
    Batch update(List<String> columnNames, List<UserPlan> users, String domain, boolean takeOver, boolean setPassword) {
        StringJoiner assignments = new StringJoiner(", ");
        for (String name : columnNames) {
            assignments.add(quoted(name) + " = ?");
        }
        assignments.add(quoted(USERS_GUID_COLUMN) + " = ?").add(quoted(USERS_DOMAIN_COLUMN) + " = ?");
        if (setPassword) {
            assignments.add(quoted(USERS_PASSWORD_COLUMN) + " = ?");
        }
        if (has(USERS_UPDATED_AT_COLUMN)) {
            assignments.add(quoted(USERS_UPDATED_AT_COLUMN) + " = CURRENT_TIMESTAMP");
        }
        String sql = "UPDATE " + quotedName + " SET " + assignments + " WHERE " + quoted(USERS_ID_COLUMN) + " = ?"
                + (takeOver
                        ? " AND (" + isEmpty(USERS_GUID_COLUMN) + " OR " + quoted(USERS_GUID_COLUMN) + " = ?)"
                        : "");
        List<List<Object>> rows = new ArrayList<>(users.size());
        for (UserPlan user : users) {
            List<Object> parameters = parameters(columnNames, user, domain, setPassword);
            parameters.add(user.existing().id());
            if (takeOver) {
                // so that the statement can be repeated
                Column guid = column(USERS_GUID_COLUMN);
                parameters.add(guid.convert(user.row().guid()));
            }
            rows.add(parameters);
        }
        return new Batch(sql, rows, users, true);
    }

    private List<Object> parameters(List<String> columnNames, UserPlan user, String domain, boolean withPassword) {
        List<Object> parameters = new ArrayList<>(columnNames.size() + 4);
        for (String name : columnNames) {
            parameters.add(column(name).parameter(user.value(name)));
        }
        Column guid = column(USERS_GUID_COLUMN);
        parameters.add(guid.parameter(guid.convert(user.row().guid())));
        parameters.add(domain);
        if (withPassword) {
            parameters.add(column(USERS_PASSWORD_COLUMN).parameter(user.passwordHash()));
        }
        return parameters;
    }
}
