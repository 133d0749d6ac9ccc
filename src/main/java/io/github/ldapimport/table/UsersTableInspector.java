package io.github.ldapimport.table;

import static io.github.ldapimport.settings.Setting.*;

import io.github.ldapimport.dialect.Column;
import io.github.ldapimport.dialect.Dialect;
import io.github.ldapimport.dialect.FoundTable;
import io.github.ldapimport.dialect.TextRules;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Finds the users table in the database and reads how it is made: its columns, its unique keys, the forms of its GUIDs. */
public final class UsersTableInspector {
    private UsersTableInspector() {}

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
            UsersTableRules rules = new UsersTableRules(settings, dialect, columns);
            rules.requireColumns(found);
            rules.requireReleasableColumns();
            rules.requireRoomForPasswords();
            rules.requireRoomForDomain();
            rules.requireComparableColumns();
            rules.requireKnownForms();
            rules.requireWritableColumns(connection, found);
            settings.adoptFilter().requireColumns(columns, settings);
            rules.requireTimeTypes();
            rules.requireSessionZone(connection);
            List<UniqueKey> uniqueKeys = UniqueKey.of(connection, found, columns);
            if (!mayWrite) {
                uniqueKeys = uniqueKeys.stream()
                        .map(key -> key.asked(connection, found, dialect))
                        .toList();
            }
            RequiredColumns required = RequiredColumns.of(connection, found, settings, dialect);
            UsersTable table =
                    new UsersTable(settings, dialect, found, StoredGuids.CANONICAL, columns, uniqueKeys, required);
            UsersTableRules.requireKnownMarkers(connection, table);
            return new UsersTable(
                    settings, dialect, found, storedGuids(connection, table), columns, uniqueKeys, required);
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
        UsersTableRules.requireCreatable(settings, dialect, database, elsewhere);
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
        Map<String, TextRules> texts = dialect.texts(connection, found);
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
                    UsersTableRules.requireExactName(settings, wanted, found, name, other.name());
                }
                columns.put(name, FoundColumns.column(metaData, i, dialect, texts));
            }
        }
        return columns;
    }

    /** Rows that others wrote may hold GUIDs in other forms; the rows that the import finds are brought to the stored form. */
    private static StoredGuids storedGuids(Connection connection, UsersTable table) throws SQLException {
        if (table.guidColumn().isText()) {
            return OddGuids.look(connection, table, table.quoted(USERS_GUID_COLUMN));
        }
        String column = table.quoted(USERS_GUID_COLUMN);
        try (java.sql.Statement statement = connection.createStatement()) {
            statement.setMaxRows(1);
            try (ResultSet any = statement.executeQuery(
                    "SELECT " + column + " FROM " + table.quotedName() + " WHERE " + column + " IS NOT NULL")) {
                return any.next() ? StoredGuids.CANONICAL : StoredGuids.NONE;
            }
        }
    }
}
