package io.github.ldapimport.store;

import io.github.ldapimport.dialect.Dialect;
import io.github.ldapimport.sql.Database;
import io.github.ldapimport.sql.DatabaseFailures;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The tables that the import keeps for itself beside the users: who is at work, the runs of late, the events that are
 * still to be sent, what providers cover, and what runs have changed. Their names need no quotes in any database.
 */
public final class BundleTables {
    /** A row for each provider; a run holds the row's lock as long as it lasts. */
    public static final String LOCK = "ldap_import_lock";

    /** A row for each run. */
    public static final String RUNS = "ldap_import_runs";

    /** A row for each event that was not sent yet. */
    public static final String OUTBOX = "ldap_import_outbox";

    /** A row for all that a provider has covered: of which domain and table, from where in the directory. */
    public static final String SCOPES = "ldap_import_scopes";

    /** A row for each row of users that a run has changed. */
    public static final String CHANGES = "ldap_import_changes";

    /** A row for each user who was noticed as missing and whose row waits, and one for each provider's clock. */
    public static final String MISSING = "ldap_import_missing";

    private BundleTables() {}

    /** The statements that make the tables, by table, for whoever may. */
    public static Map<String, String> statements(Connection connection) throws SQLException {
        return statements(Dialect.of(connection.getMetaData()));
    }

    public static Map<String, String> statements(Dialect dialect) {
        String name = dialect.textColumnType(200);
        String id = dialect.textColumnType(64);
        String time = dialect.textColumnType(40);
        String text = dialect.longTextColumnType();
        Map<String, String> statements = new LinkedHashMap<>();
        statements.put(LOCK, "CREATE TABLE " + LOCK + " (name " + name + " NOT NULL PRIMARY KEY)");
        statements.put(
                RUNS,
                "CREATE TABLE " + RUNS + " (run_id " + id + " NOT NULL PRIMARY KEY, provider " + name
                        + " NOT NULL, holder " + name + " NOT NULL, started_at " + time + " NOT NULL, ended_at " + time
                        + ", status " + time + ", summary " + text + ")");
        statements.put(
                OUTBOX,
                "CREATE TABLE " + OUTBOX + " (id " + id + " NOT NULL PRIMARY KEY, provider " + name
                        + " NOT NULL, run_id " + id + " NOT NULL, event " + time + " NOT NULL, body " + text
                        + " NOT NULL)");
        statements.put(
                SCOPES,
                "CREATE TABLE " + SCOPES + " (id " + id + " NOT NULL PRIMARY KEY, holder " + name
                        + " NOT NULL, scope " + text + " NOT NULL, first_run " + id + " NOT NULL, first_at " + time
                        + " NOT NULL, last_run " + id + " NOT NULL, last_at " + time + " NOT NULL, accepted_run " + id
                        + ", accepted_at " + time + ")");
        statements.put(
                CHANGES,
                "CREATE TABLE " + CHANGES + " (provider " + name + " NOT NULL, run_id " + id + " NOT NULL, id " + id
                        + " NOT NULL, changed_at " + time + " NOT NULL, kind " + time + " NOT NULL, guid " + name
                        + " NOT NULL, detail " + dialect.rowTextColumnType()
                        + " NOT NULL, PRIMARY KEY (provider, run_id, id), UNIQUE (guid, run_id, id))");
        statements.put(
                MISSING,
                "CREATE TABLE " + MISSING + " (id " + id + " NOT NULL PRIMARY KEY, provider " + name
                        + " NOT NULL, guid " + dialect.textColumnType(1000) + " NOT NULL, missing_since " + time
                        + " NOT NULL, run_id " + id
                        + " NOT NULL, counted " + time + " NOT NULL, pace " + time + " NOT NULL)");
        return statements;
    }

    /**
     * The statements for those that cannot be read, because they are not there or not granted.
     *
     * @param isWanted whether a table is needed
     */
    public static List<String> missing(Connection connection, Predicate<String> isWanted) throws SQLException {
        return statements(connection).entrySet().stream()
                .filter(table -> isWanted.test(table.getKey()))
                .filter(table -> !isReadable(connection, table.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }

    /**
     * Makes those that are not there and that every locked run needs.
     *
     * @throws SQLException where the account may not
     */
    public static void create(Connection connection) throws SQLException {
        for (String table : List.of(LOCK, RUNS, OUTBOX)) {
            create(connection, table);
        }
    }

    /**
     * Makes one of them where it is not there.
     *
     * @throws SQLException where the account may not
     */
    public static void create(Connection connection, String table) throws SQLException {
        if (isReadable(connection, table)) {
            return;
        }
        try (java.sql.Statement statement = connection.createStatement()) {
            statement.execute(statements(connection).get(table));
        } catch (SQLException e) {
            // another process may have made it meanwhile
            if (!isReadable(connection, table)) {
                throw e;
            }
        }
    }

    /**
     * Tries, without changing anything, whether the account may write them.
     *
     * @throws SQLException where it may not
     */
    public static void requireWritable(Connection connection) throws SQLException {
        for (String table : List.of(LOCK, RUNS, OUTBOX)) {
            requireWritable(connection, table);
        }
        try (java.sql.Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE " + RUNS + " SET status = 'died' WHERE 1 = 0");
        }
    }

    /**
     * The same for one of them.
     *
     * @throws SQLException where it may not
     */
    public static void requireWritable(Connection connection, String table) throws SQLException {
        try (java.sql.Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO " + table + " SELECT * FROM " + table + " WHERE 1 = 0");
            statement.executeUpdate("DELETE FROM " + table + " WHERE 1 = 0");
            if (table.equals(CHANGES)) {
                statement.executeUpdate("UPDATE " + CHANGES + " SET kind = 'used' WHERE 1 = 0");
            }
            if (table.equals(SCOPES)) {
                statement.executeUpdate("UPDATE " + SCOPES + " SET accepted_run = NULL WHERE 1 = 0");
            }
        }
    }

    /**
     * Makes one of them where it is not there, and tries whether the account may write it.
     *
     * @param what cannot be done without it
     * @throws io.github.ldapimport.sql.DatabaseException saying so
     */
    public static void require(Database database, String table, String what) {
        try (Connection connection = database.getConnection()) {
            create(connection, table);
            requireWritable(connection, table);
        } catch (SQLException e) {
            throw DatabaseFailures.explain(
                    what + ": the table " + table + " in " + database.url() + " cannot be made or written",
                    database,
                    e,
                    "let an administrator make it, ldap-import check has the statement, and let the account write it");
        }
    }

    /**
     * Whether the account may read one of them.
     *
     * @throws io.github.ldapimport.sql.DatabaseException when the database does not answer
     */
    public static boolean isReadable(Database database, String table) {
        return ask(database, table, connection -> isReadable(connection, table));
    }

    /**
     * Whether one of them is there and the account may write it: for one that is hardly ever there, because to read it would leave an
     * error in the database's own log.
     *
     * @throws io.github.ldapimport.sql.DatabaseException when the database does not answer
     */
    public static boolean isThereToWrite(Database database, String table) {
        return ask(database, table, connection -> exists(connection, table) && isWritable(connection, table));
    }

    private interface Question {
        boolean ask(Connection connection) throws SQLException;
    }

    private static boolean ask(Database database, String table, Question question) {
        if (!database.exists()) {
            return false;
        }
        try (Connection connection = database.getConnection()) {
            return question.ask(connection);
        } catch (SQLException e) {
            throw DatabaseFailures.explain(
                    "Cannot look for the table " + table + " in " + database.url(),
                    database,
                    e,
                    "let the account read it");
        }
    }

    private static boolean exists(Connection connection, String table) throws SQLException {
        for (String name : List.of(table, table.toUpperCase(Locale.ROOT))) {
            try (ResultSet found =
                    connection.getMetaData().getTables(connection.getCatalog(), connection.getSchema(), name, null)) {
                if (found.next()) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isWritable(Connection connection, String table) throws SQLException {
        try {
            requireWritable(connection, table);
            return true;
        } catch (SQLException e) {
            if (DatabaseFailures.isLost(e)) {
                throw e;
            }
            return false;
        }
    }

    /** Asked by reading, because a look into the catalogue would not tell what the account may. Not within a transaction. */
    public static boolean isReadable(Connection connection, String table) {
        try (java.sql.Statement statement = connection.createStatement();
                java.sql.ResultSet none = statement.executeQuery("SELECT * FROM " + table + " WHERE 1 = 0")) {
            return none != null;
        } catch (SQLException e) {
            return false;
        }
    }
}
