package io.github.ldapimport.history;

import io.github.ldapimport.changes.ChangeTable;
import io.github.ldapimport.changes.KeptChange;
import io.github.ldapimport.ldap.Guid;
import io.github.ldapimport.run.Provider;
import io.github.ldapimport.run.Runs;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.sql.Database;
import io.github.ldapimport.sql.DatabaseFailures;
import io.github.ldapimport.sql.SqlStatement;
import io.github.ldapimport.store.BundleTables;
import io.github.ldapimport.table.SoftDeletePolicy.Mark;
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
     * The run of a provider that soft-deleted the row with a GUID, as far as changes are kept.
     *
     * @param guid as the row has it
     */
    public static Optional<String> deletedBy(Database database, String provider, String guid) {
        HistoryDatabase kept = HistoryDatabase.open(database);
        if (!kept.hasChanges()) {
            return Optional.empty();
        }
        SqlStatement last = ChangeTable.ofUserBackwards(kept.dialect(), provider, Guid.canonical(guid), null);
        return ChangeTable.found(kept.own(last)).stream()
                .filter(change -> change.mark() == Mark.DELETE)
                .map(KeptChange::runId)
                .findFirst();
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
