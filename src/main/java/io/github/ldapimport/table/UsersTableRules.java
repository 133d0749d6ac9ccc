package io.github.ldapimport.table;

import static io.github.ldapimport.settings.Setting.*;

import io.github.ldapimport.dialect.Column;
import io.github.ldapimport.dialect.Dialect;
import io.github.ldapimport.dialect.FoundTable;
import io.github.ldapimport.mapping.ColumnSource;
import io.github.ldapimport.mapping.TableSettings;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.sql.Database;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a users table must be for the import to write to it. Each rule refuses the table with a {@link ConfigurationException}
 * that names the setting, and the statement or value that helps.
 */
final class UsersTableRules {
    private static final int LENGTH_OF_A_HASH = 60;

    private final TableSettings settings;
    private final Dialect dialect;
    private final Map<String, Column> columns;

    /** @param columns those of the table, by name without regard to case */
    UsersTableRules(TableSettings settings, Dialect dialect, Map<String, Column> columns) {
        this.settings = settings;
        this.dialect = dialect;
        this.columns = columns;
    }

    /**
     * A table that is not there may be made only where the settings say so.
     *
     * @param elsewhere tables of that name in schemas that nobody named
     */
    static void requireCreatable(TableSettings settings, Dialect dialect, Database database, List<String> elsewhere) {
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
    }

    /** Of two columns that differ in case only, one must be written as it stands, if the settings mean one of them. */
    static void requireExactName(
            TableSettings settings, Map<String, Setting> wanted, FoundTable found, String one, String other) {
        wanted.forEach((name, setting) -> {
            if (name.equalsIgnoreCase(one)) {
                throw new ConfigurationException("The table " + found.name() + " has the columns " + other + " and "
                        + one + ", so " + settings.key(setting)
                        + " may mean either: write the name as the database does");
            }
        });
    }

    /** The message has the statements that add what is missing. */
    void requireColumns(FoundTable found) {
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

    /** A hash that is cut, or refused, would fail each new user by itself. */
    void requireRoomForPasswords() {
        Column column = columns.get(settings.column(USERS_PASSWORD_COLUMN));
        if (column != null
                && (column.isText() ? column.size() > 0 && column.size() < LENGTH_OF_A_HASH : !mayHoldText(column))) {
            throw new ConfigurationException("The column " + column.name() + " (" + settings.key(USERS_PASSWORD_COLUMN)
                    + ") is " + column.typeName().toLowerCase(Locale.ROOT)
                    + (column.isText() ? " of " + column.size() + " characters" : "")
                    + ", which does not hold a bcrypt hash of " + LENGTH_OF_A_HASH
                    + " characters: make it longer, or leave the setting empty, and the column alone");
        }
    }

    /** Large texts, and what only the database's own driver has a name for. */
    private static boolean mayHoldText(Column column) {
        return List.of(Types.CLOB, Types.NCLOB, Types.OTHER).contains(column.jdbcType());
    }

    void requireRoomForDomain() {
        Column column = columns.get(settings.column(USERS_DOMAIN_COLUMN));
        String domain = settings.domain();
        if (column != null && (column.isText() || column.texts().isClosed())) {
            requireSpelling(column, domain);
            column.misfit(domain).ifPresent(why -> {
                throw new ConfigurationException("The column " + column.name() + " ("
                        + settings.key(USERS_DOMAIN_COLUMN) + ") " + why + ": make it longer, or set a shorter "
                        + settings.key(DOMAIN));
            });
        }
    }

    /** A domain that the column spells otherwise would be another one in the next run. */
    private void requireSpelling(Column column, String domain) {
        if (column.texts().isClosed() && !column.texts().listed().contains(domain)) {
            throw new ConfigurationException("The column " + column.name() + " (" + settings.key(USERS_DOMAIN_COLUMN)
                    + ") is " + column.typeShown() + ", and " + settings.key(DOMAIN) + "=" + domain
                    + " is none of its texts: write it as the column does, or add it there");
        }
    }

    void requireReleasableColumns() {
        for (String column : settings.releaseColumns()) {
            if (!columns.get(column).nullable()) {
                throw new ConfigurationException("The column " + column + " (" + settings.key(USERS_RELEASE_COLUMNS)
                        + ") takes no NULL, so it cannot be emptied: name another, or let it take NULL");
            }
        }
    }

    void requireComparableColumns() {
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

    /** What the database spells in a way of its own would differ from the entry in each run. */
    void requireKnownForms() {
        for (ColumnSource pair : settings.syncAttributes()) {
            Column column = columns.get(pair.column());
            if (!column.hasKnownForm()) {
                throw new ConfigurationException("The column " + column.name() + " ("
                        + settings.key(USERS_SYNC_ATTRIBUTES) + ") is " + column.typeShown()
                        + ", of which the database holds another text than it is given, so that each run would write it: make"
                        + " it a column of texts or numbers, or give it in " + settings.key(USERS_INSERT_ATTRIBUTES)
                        + ", which new rows get once");
            }
        }
    }

    /** The database alone gives a value to a generated column, and refuses each row that has one. */
    void requireWritableColumns(Connection connection, FoundTable found) throws SQLException {
        Set<String> generated = GeneratedColumns.of(connection, found, dialect);
        if (generated.isEmpty()) {
            return;
        }
        Map<String, Setting> written = new LinkedHashMap<>();
        for (Setting own : List.of(
                USERS_GUID_COLUMN,
                USERS_DOMAIN_COLUMN,
                USERS_PASSWORD_COLUMN,
                USERS_CREATED_AT_COLUMN,
                USERS_UPDATED_AT_COLUMN,
                USERS_DELETED_AT_COLUMN)) {
            written.put(settings.column(own), own);
        }
        if (settings.makesKeys()) {
            written.put(settings.column(USERS_ID_COLUMN), USERS_ID_VALUE);
        }
        settings.syncAttributes().forEach(pair -> written.put(pair.column(), USERS_SYNC_ATTRIBUTES));
        settings.insertAttributes().forEach(pair -> written.put(pair.column(), USERS_INSERT_ATTRIBUTES));
        written.forEach((column, setting) -> {
            if (generated.contains(column)) {
                throw new ConfigurationException(
                        "The column " + columns.get(column).name() + " ("
                                + settings.key(setting)
                                + ") is generated always: the database gives it its value, and takes no other; take it out of the"
                                + " setting, or make it a column that can be written");
            }
        });
    }

    /** The database would take numbers for times, or refuse each row by itself. */
    void requireTimeTypes() {
        for (Setting setting : List.of(USERS_CREATED_AT_COLUMN, USERS_UPDATED_AT_COLUMN)) {
            Column column = columns.get(settings.column(setting));
            if (column != null && !column.isTime() && !column.isText()) {
                throw new ConfigurationException("The column " + column.name() + " (" + settings.key(setting) + ") is "
                        + column.typeName().toLowerCase(Locale.ROOT) + ", which holds no time: name a "
                        + dialect.timestampColumnType() + ", or none");
            }
        }
    }

    /** MariaDB reads a TIMESTAMP by the clock of its session, and its driver writes it by that of the program. */
    void requireSessionZone(Connection connection) throws SQLException {
        requireSessionZone(connection, settings.syncAttributes(), USERS_SYNC_ATTRIBUTES);
        requireSessionZone(connection, settings.insertAttributes(), USERS_INSERT_ATTRIBUTES);
    }

    private void requireSessionZone(Connection connection, List<ColumnSource> pairs, Setting setting)
            throws SQLException {
        for (ColumnSource pair : pairs) {
            Column column = columns.get(pair.column());
            if (dialect.dependsOnSessionTimeZone(column)
                    && !dialect.sessionUsesZone(connection, ZoneId.systemDefault())) {
                throw new ConfigurationException("The column " + column.name() + " ("
                        + settings.key(setting)
                        + ") is a timestamp, and the database's clock is in another"
                        + " zone than the program's, " + ZoneId.systemDefault()
                        + ", so it would get other times: make it "
                        + dialect.timestampColumnType() + ", which holds the time in UTC, or give both one zone"
                        + " (LDAP_IMPORT_JAVA_OPTS=-Duser.timezone=...)");
            }
        }
    }

    /** What is neither known to mean deleted nor to mean live, such as a date in a number, is taken for neither. */
    static void requireKnownMarkers(Connection connection, UsersTable table) throws SQLException {
        SoftDeleteColumn marker = table.marker();
        TableSettings settings = table.settings();
        if (marker == null || marker.isUnknownMarker().isEmpty()) {
            return;
        }
        String name = table.quoted(USERS_DELETED_AT_COLUMN);
        try (java.sql.Statement statement = connection.createStatement()) {
            statement.setMaxRows(1);
            try (ResultSet odd = statement.executeQuery("SELECT CAST(" + name + " AS DECIMAL(38)) FROM "
                    + table.quotedName() + " WHERE " + marker.isUnknownMarker().get())) {
                if (odd.next()) {
                    throw new ConfigurationException("The column " + table.deletedAtColumn() + " ("
                            + settings.key(USERS_DELETED_AT_COLUMN) + ") holds " + odd.getString(1)
                            + ", but tells deleted rows by " + marker.description()
                            + ": name another column, or say in " + settings.key(USERS_DELETED_VALUE) + " and "
                            + settings.key(USERS_LIVE_VALUE) + " what means what");
                }
            }
        }
    }
}
