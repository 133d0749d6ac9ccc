package io.github.ldapimport.table;

import static io.github.ldapimport.settings.Setting.*;

import io.github.ldapimport.dialect.Column;
import io.github.ldapimport.dialect.Dialect;
import io.github.ldapimport.dialect.FoundTable;
import io.github.ldapimport.dialect.GuidColumn;
import io.github.ldapimport.mapping.ColumnSource;
import io.github.ldapimport.mapping.TableSettings;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.sql.Database;
import io.github.ldapimport.sql.DatabaseException;
import io.github.ldapimport.sql.DatabaseFailures;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The users table as it is in the database: its columns, checked against the settings, in the database's own spelling.
 */
public final class UsersTable {
    private final TableSettings settings;
    private final Dialect dialect;
    private final FoundTable found;
    private final String quotedName;
    private final StoredGuids storedGuids;
    private final Map<String, Column> columns;
    private final GuidColumn guidColumn;
    private final SoftDeleteColumn marker;
    private final List<UniqueKey> uniqueKeys;

    /**
     * @param found null for a table that is not there yet
     * @throws ConfigurationException when a column is of a type that cannot do what it is for
     */
    public UsersTable(
            TableSettings settings,
            Dialect dialect,
            FoundTable found,
            StoredGuids storedGuids,
            Map<String, Column> columns) {
        this(settings, dialect, found, storedGuids, columns, List.of());
    }

    /** @param uniqueKeys of the table, as far as they can be looked up */
    private UsersTable(
            TableSettings settings,
            Dialect dialect,
            FoundTable found,
            StoredGuids storedGuids,
            Map<String, Column> columns,
            List<UniqueKey> uniqueKeys) {
        this.settings = settings;
        this.dialect = dialect;
        this.found = found;
        this.quotedName = dialect.quoteName(found == null ? settings.table() : found.name());
        this.storedGuids = storedGuids;
        this.columns = columns;
        this.guidColumn = found == null
                ? GuidColumn.text(column(USERS_GUID_COLUMN))
                : GuidColumn.of(column(USERS_GUID_COLUMN), dialect, settings.key(USERS_GUID_COLUMN), this::changeGuid);
        this.marker = softDeletes() ? SoftDeleteColumn.of(column(USERS_DELETED_AT_COLUMN), settings, dialect) : null;
        this.uniqueKeys = uniqueKeys;
    }

    private String changeGuid(String type) {
        return dialect.changeColumn(quotedName, quoted(USERS_GUID_COLUMN), type);
    }

    /**
     * Looks at the table, and makes it where the settings allow that.
     *
     * @param mayWrite false on a dry run: a table that would be made is then taken as empty
     * @throws ConfigurationException when the table or a column is missing, with the statement that adds it
     * @throws DatabaseException when the database does not answer, or its file could not be made
     */
    public static UsersTable open(Database database, TableSettings settings, boolean mayWrite) {
        if (!mayWrite && !database.exists()) {
            database.requireCreatable();
            return absent(settings, Dialect.embedded(), database, List.of());
        }
        try (Connection connection = database.getConnection()) {
            Dialect dialect = Dialect.of(connection.getMetaData());
            Optional<FoundTable> there = FoundTable.find(connection, dialect, settings.table());
            FoundTable found;
            if (there.isPresent()) {
                found = there.get();
            } else {
                UsersTable absent =
                        absent(settings, dialect, database, FoundTable.elsewhere(connection, settings.table()));
                if (!mayWrite) {
                    return absent;
                }
                found = create(connection, dialect, settings);
            }
            Map<String, Column> columns = columns(connection, dialect, settings, found);
            refuseMissingColumns(settings, dialect, found, columns);
            refuseReleaseOfNeededColumns(settings, columns);
            refuseColumnsThatCannotBeCompared(settings, columns);
            settings.adoptFilter().requireColumns(columns, dialect, settings);
            refuseTimesInOtherTypes(settings, dialect, columns);
            refuseTimesOfAnotherClock(connection, settings, dialect, columns);
            List<UniqueKey> uniqueKeys = UniqueKey.of(connection, found, columns);
            UsersTable table = new UsersTable(settings, dialect, found, StoredGuids.CANONICAL, columns, uniqueKeys);
            table.refuseOddMarks(connection);
            return new UsersTable(settings, dialect, found, table.storedGuids(connection), columns, uniqueKeys);
        } catch (SQLException e) {
            throw DatabaseFailures.explain(
                    "Cannot look at the table " + settings.table() + " in " + database.url(),
                    database,
                    e,
                    "let the account read it: GRANT SELECT, INSERT, UPDATE on the table, and the use of its schema");
        }
    }

    /** The table as it would be made; refused where it may not be. */
    private static UsersTable absent(
            TableSettings settings, Dialect dialect, Database database, List<String> elsewhere) {
        if (!settings.mayCreateTable(database.isEmbedded())) {
            throw new ConfigurationException("The database " + database.url() + " has no table "
                    + settings.table() + " (" + settings.key(USERS_TABLE) + ")"
                    + (elsewhere.isEmpty()
                            ? ""
                            : " where the account looks for it, but " + String.join(", ", elsewhere)
                                    + " is there: set that, and let the account use its schema")
                    + ": correct the name, make the table: "
                    + TableDefinition.createStatement(settings, dialect) + "; or set "
                    + settings.key(USERS_CREATE_TABLE) + "=always");
        }
        Map<String, Column> columns = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        TableDefinition.columns(settings)
                .forEach((column, setting) -> columns.put(column, new Column(column, Types.VARCHAR, "VARCHAR", true)));
        if (!settings.column(USERS_DELETED_AT_COLUMN).isEmpty()) {
            String deletedAt = settings.column(USERS_DELETED_AT_COLUMN);
            columns.put(
                    deletedAt,
                    settings.deletedValue().isEmpty()
                            ? new Column(deletedAt, Types.TIMESTAMP, "TIMESTAMP", true)
                            : new Column(deletedAt, Types.VARCHAR, "VARCHAR", true));
        }
        return new UsersTable(settings, dialect, null, StoredGuids.NONE, columns);
    }

    private static FoundTable create(Connection connection, Dialect dialect, TableSettings settings)
            throws SQLException {
        try (java.sql.Statement statement = connection.createStatement()) {
            statement.execute(TableDefinition.createStatement(settings, dialect));
        } catch (SQLException e) {
            // another process may have made it meanwhile
            Optional<FoundTable> found = FoundTable.find(connection, dialect, settings.table());
            if (found.isPresent()) {
                return found.get();
            }
            throw e;
        }
        return FoundTable.find(connection, dialect, settings.table())
                .orElseThrow(() -> new SQLException("it was made, and is not to be seen"));
    }

    /** The table's columns as the database describes them. */
    private static Map<String, Column> columns(
            Connection connection, Dialect dialect, TableSettings settings, FoundTable found) throws SQLException {
        Map<String, Setting> wanted = new HashMap<>(TableDefinition.columns(settings));
        wanted.put(settings.column(USERS_DELETED_AT_COLUMN), USERS_DELETED_AT_COLUMN);
        Map<String, Column> columns = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        try (java.sql.Statement statement = connection.createStatement();
                ResultSet none =
                        statement.executeQuery("SELECT * FROM " + dialect.quoteName(found.name()) + " WHERE 1 = 0")) {
            ResultSetMetaData metaData = none.getMetaData();
            for (int i = 1; i <= metaData.getColumnCount(); i++) {
                String name = metaData.getColumnName(i);
                Column other = columns.get(name);
                if (other != null && wanted.containsKey(other.name())) {
                    continue;
                }
                if (other != null && !wanted.containsKey(name)) {
                    refuseEither(settings, wanted, found, name, other.name());
                }
                columns.put(
                        name,
                        new Column(
                                name,
                                dialect.jdbcType(metaData.getColumnType(i), metaData.getColumnTypeName(i)),
                                metaData.getColumnTypeName(i),
                                metaData.isNullable(i) != ResultSetMetaData.columnNoNulls,
                                metaData.getPrecision(i),
                                metaData.getScale(i)));
            }
        }
        return columns;
    }

    /** Of two columns that differ in case only, one must be written as it stands, if the settings mean one of them. */
    private static void refuseEither(
            TableSettings settings, Map<String, Setting> wanted, FoundTable found, String one, String other) {
        wanted.forEach((name, setting) -> {
            if (name.equalsIgnoreCase(one)) {
                throw new ConfigurationException("The table " + found.name() + " has the columns " + other + " and "
                        + one + ", so " + settings.key(setting)
                        + " may mean either: write the name as the database does");
            }
        });
    }

    private static void refuseMissingColumns(
            TableSettings settings, Dialect dialect, FoundTable found, Map<String, Column> columns) {
        List<String> missing = new ArrayList<>();
        List<String> statements = new ArrayList<>();
        TableDefinition.columns(settings).forEach((column, setting) -> {
            if (!columns.containsKey(column)) {
                missing.add("no column " + column + " (" + settings.key(setting) + ")");
                statements.add(TableDefinition.addStatement(settings, dialect, found.name(), column, setting));
            }
        });
        if (!missing.isEmpty()) {
            throw new ConfigurationException("The table " + settings.table() + " has " + String.join(", ", missing)
                    + ": correct the name" + (missing.size() == 1 ? ", or add it: " : "s, or add them: ")
                    + String.join("; ", statements));
        }
    }

    /** The database would take numbers for times, or refuse each row by itself. */
    private static void refuseTimesInOtherTypes(TableSettings settings, Dialect dialect, Map<String, Column> columns) {
        for (Setting setting : List.of(USERS_CREATED_AT_COLUMN, USERS_UPDATED_AT_COLUMN)) {
            Column column = columns.get(settings.column(setting));
            if (column != null && !column.isTime() && !column.isText()) {
                throw new ConfigurationException("The column " + column.name() + " (" + settings.key(setting) + ") is "
                        + column.typeName().toLowerCase(Locale.ROOT) + ", which holds no time: name a "
                        + dialect.timestampColumnType() + ", or none");
            }
        }
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

    /** Rows that others wrote may hold GUIDs in other forms; the rows that the import finds are brought to the stored form. */
    private StoredGuids storedGuids(Connection connection) throws SQLException {
        if (guidColumn.isText()) {
            return OddGuids.look(connection, this, quoted(USERS_GUID_COLUMN));
        }
        String column = quoted(USERS_GUID_COLUMN);
        try (java.sql.Statement statement = connection.createStatement()) {
            statement.setMaxRows(1);
            try (ResultSet any = statement.executeQuery(
                    "SELECT " + column + " FROM " + quotedName + " WHERE " + column + " IS NOT NULL")) {
                return any.next() ? StoredGuids.CANONICAL : StoredGuids.NONE;
            }
        }
    }

    /** What is neither known to mean deleted nor to mean live, such as a date in a number, is taken for neither. */
    private void refuseOddMarks(Connection connection) throws SQLException {
        if (marker == null || marker.isUnknownMarker().isEmpty()) {
            return;
        }
        String name = quoted(USERS_DELETED_AT_COLUMN);
        try (java.sql.Statement statement = connection.createStatement()) {
            statement.setMaxRows(1);
            try (ResultSet odd = statement.executeQuery("SELECT CAST(" + name + " AS " + "DECIMAL(38)) FROM "
                    + quotedName + " WHERE " + marker.isUnknownMarker().get())) {
                if (odd.next()) {
                    throw new ConfigurationException("The column " + deletedAtColumn() + " ("
                            + settings.key(USERS_DELETED_AT_COLUMN) + ") holds " + odd.getString(1)
                            + ", but tells deleted rows by " + marker.description()
                            + ": name another column, or say in " + settings.key(USERS_DELETED_VALUE) + " and "
                            + settings.key(USERS_LIVE_VALUE) + " what means what");
                }
            }
        }
    }

    /** MariaDB reads a TIMESTAMP by the clock of its session, and its driver writes it by that of the program. */
    private static void refuseTimesOfAnotherClock(
            Connection connection, TableSettings settings, Dialect dialect, Map<String, Column> columns)
            throws SQLException {
        for (ColumnSource pair : settings.syncAttributes()) {
            Column column = columns.get(pair.column());
            if (dialect.dependsOnSessionTimeZone(column)
                    && !dialect.sessionUsesZone(connection, ZoneId.systemDefault())) {
                throw new ConfigurationException("The column " + column.name() + " ("
                        + settings.key(USERS_SYNC_ATTRIBUTES)
                        + ") is a timestamp, and the database's clock is in another"
                        + " zone than the program's, " + ZoneId.systemDefault()
                        + ", so it would get other times: make it "
                        + dialect.timestampColumnType() + ", which holds the time in UTC, or give both one zone"
                        + " (LDAP_IMPORT_JAVA_OPTS=-Duser.timezone=...)");
            }
        }
    }

    /**
     * Refuses a directory whose GUIDs the column cannot hold.
     *
     * @param guidAttribute where they come from
     * @throws ConfigurationException with the statement that makes room
     */
    public void requireRoomFor(String guidAttribute) {
        guidColumn.requireRoomFor(guidAttribute, dialect, settings.key(USERS_GUID_COLUMN), this::changeGuid);
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
    public Column column(String name) {
        Column column = columns.get(name);
        if (column == null) {
            throw new IllegalArgumentException("The table " + settings.table() + " has no column " + name);
        }
        return column;
    }

    public Column column(Setting setting) {
        return column(settings.column(setting));
    }

    /** The GUID, as it stands in a statement, without the blanks that a column of a fixed width adds. */
    public String unpaddedGuid() {
        String column = quoted(USERS_GUID_COLUMN);
        return guidColumn.isPadded() ? "RTRIM(" + column + ")" : column;
    }

    /** A column of the settings, as it stands in a statement. */
    public String quoted(Setting setting) {
        return dialect.quote(column(setting).name());
    }

    public String quoted(String column) {
        return dialect.quote(column(column).name());
    }

    /** How that column tells deleted rows, of a table that {@link #softDeletes}. */
    public SoftDeleteColumn marker() {
        return marker;
    }

    public GuidColumn guidColumn() {
        return guidColumn;
    }

    /** The soft-delete column in the database's own spelling, of a table that {@link #softDeletes}. */
    public String deletedAtColumn() {
        return column(USERS_DELETED_AT_COLUMN).name();
    }

    /** The columns that a soft-deleted row gives up, in the database's own spelling. */
    public List<String> releasedColumns() {
        return settings.releaseColumns().stream()
                .map(name -> column(name).name())
                .toList();
    }

    /** Whether rows can be soft-deleted: the settings name a column for it, and the table has it. */
    public boolean softDeletes() {
        return has(USERS_DELETED_AT_COLUMN) && columns.containsKey(settings.column(USERS_DELETED_AT_COLUMN));
    }

    /** Says why rows cannot be soft-deleted, with the remedy. */
    public Optional<String> whyNoSoftDeletes() {
        String name = settings.column(USERS_DELETED_AT_COLUMN);
        if (softDeletes()) {
            return Optional.empty();
        }
        String why = "The table " + settings.table() + " has no column for soft deletes ("
                + settings.key(USERS_DELETED_AT_COLUMN) + "), so nobody is deleted or restored";
        return Optional.of(
                name.isEmpty()
                        ? why + ": name one"
                        : why + ": add it: "
                                + TableDefinition.addStatement(
                                        settings,
                                        dialect,
                                        found == null ? settings.table() : found.name(),
                                        name,
                                        USERS_DELETED_AT_COLUMN));
    }

    /**
     * What is unique among the rows and has one of some columns in it; of the columns that the import writes itself only the
     * domain may be with them.
     */
    public List<UniqueKey> uniqueKeys(Collection<String> written) {
        return uniqueKeys.stream()
                .filter(key -> written.stream().anyMatch(key::has))
                .filter(key -> key.columns().stream()
                        .map(Column::name)
                        .noneMatch(name -> settings.isOwnColumn(name)
                                && !name.equalsIgnoreCase(settings.column(USERS_DOMAIN_COLUMN))))
                .toList();
    }

    /** Whether the settings name the optional column. */
    public boolean has(Setting optionalColumn) {
        return !settings.column(optionalColumn).isEmpty();
    }

    public Dialect dialect() {
        return dialect;
    }

    /** The table as the database names it, for every account alike; empty for one that is not there yet. */
    public String identity() {
        return found == null ? "" : found.identity();
    }

    /** The table's name as the database spells it, quoted. */
    public String quotedName() {
        return quotedName;
    }

    /**
     * Whether another setting of {@code users.table} means this table, too.
     *
     * @throws DatabaseException when the database does not answer
     */
    public boolean isSameDatabase(String name, Database database) {
        if (found == null) {
            return name.equalsIgnoreCase(settings.table());
        }
        try (Connection connection = database.getConnection()) {
            return FoundTable.find(connection, dialect, name)
                    .filter(found::isSame)
                    .isPresent();
        } catch (SQLException e) {
            throw DatabaseFailures.explain(
                    "Cannot look for the table " + name + " in " + database.url(),
                    database,
                    e,
                    "let the account see it");
        }
    }

    /** As the database names it; null for a table that is not there yet. */
    public FoundTable found() {
        return found;
    }

    /** False on a dry run whose table would be made; it is then taken as empty. */
    public boolean isPresent() {
        return found != null;
    }

    /** Which forms of GUIDs it held when it was looked at. */
    public StoredGuids storedGuids() {
        return storedGuids;
    }
}
