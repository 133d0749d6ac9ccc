package io.github.ldapimport.history;

import io.github.ldapimport.changes.ChangeKind;
import io.github.ldapimport.changes.ChangeTable;
import io.github.ldapimport.ldap.Guid;
import io.github.ldapimport.run.Provider;
import io.github.ldapimport.run.Runs;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.sql.Database;
import io.github.ldapimport.sql.DatabaseFailures;
import io.github.ldapimport.store.BundleTables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The runs of all providers, by their ids. */
public final class KeptRuns {
    private static final Pattern ID = Pattern.compile("[0-9]{8}-[0-9]{6}-[0-9a-f]{8}");

    private static final int MAX_CHANGES_OF_A_USER = 100;

    private KeptRuns() {}

    /** Whether a text has the form of a run's id. */
    public static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /**
     * The provider of a run.
     *
     * @throws ConfigurationException when no provider has a run of that id
     */
    public static String requireProviderOf(Runs runs, String runId) {
        if (!isId(runId)) {
            throw new ConfigurationException("'" + runId
                    + "' is no id of a run, such as 20260131-020000-0a1b2c3d: ldap-import history lists the runs");
        }
        for (Map.Entry<String, Provider> each : runs.providers().entrySet()) {
            if (has(each.getValue().getDatabase(), each.getKey(), runId)) {
                return each.getKey();
            }
        }
        throw new ConfigurationException(
                "There is no run " + runId + " of a provider: ldap-import history lists the runs");
    }

    /**
     * The run that soft-deleted the row with a GUID, as far as changes are kept.
     *
     * @param guid as the row has it
     */
    public static Optional<String> deletedBy(Database database, String guid) {
        try (Connection connection = database.getConnection()) {
            if (!BundleTables.isReadable(connection, BundleTables.CHANGES)) {
                return Optional.empty();
            }
            try (PreparedStatement select = connection.prepareStatement("SELECT run_id, detail FROM "
                    + BundleTables.CHANGES + " WHERE guid = ? AND kind <> ? ORDER BY run_id DESC, id DESC")) {
                select.setString(1, ChangeTable.inAscii(Guid.canonical(guid)));
                select.setString(2, ChangeKind.CHANGED.text());
                select.setMaxRows(MAX_CHANGES_OF_A_USER);
                try (ResultSet changes = select.executeQuery()) {
                    while (changes.next()) {
                        if (changes.getString(2).contains("\"mark\":\"DELETE\"")) {
                            return Optional.of(changes.getString(1));
                        }
                    }
                }
            }
            return Optional.empty();
        } catch (SQLException e) {
            throw DatabaseFailures.explain(
                    "Cannot look for the run that deleted a row in " + database.url(),
                    database,
                    e,
                    "let the account read the table " + BundleTables.CHANGES);
        }
    }

    private static boolean has(Database database, String provider, String runId) {
        if (!database.exists()) {
            return false;
        }
        try (Connection connection = database.getConnection()) {
            return has(connection, BundleTables.RUNS, provider, runId)
                    || has(connection, BundleTables.CHANGES, provider, runId);
        } catch (SQLException e) {
            throw DatabaseFailures.explain(
                    "Cannot look for the run " + runId + " in " + database.url(),
                    database,
                    e,
                    "let the account read the table " + BundleTables.RUNS);
        }
    }

    private static boolean has(Connection connection, String table, String provider, String runId) throws SQLException {
        if (!BundleTables.isReadable(connection, table)) {
            return false;
        }
        try (PreparedStatement select =
                connection.prepareStatement("SELECT COUNT(*) FROM " + table + " WHERE provider = ? AND run_id = ?")) {
            select.setString(1, provider);
            select.setString(2, runId);
            try (ResultSet count = select.executeQuery()) {
                return count.next() && count.getLong(1) > 0;
            }
        }
    }
}
