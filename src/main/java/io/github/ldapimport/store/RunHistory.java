package io.github.ldapimport.store;

import io.github.ldapimport.sql.Database;
import io.github.ldapimport.sql.DatabaseFailures;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The runs of late that began, on any node. A run that was refused because of another one is not among them. */
public final class RunHistory {
    private static final String SELECT = "SELECT run_id, provider, holder, started_at, ended_at, status, summary FROM "
            + BundleTables.RUNS + " WHERE provider = ? ORDER BY started_at DESC";

    private RunHistory() {}

    /**
     * The last runs of a provider, the latest first; none where the tables are not there.
     *
     * @param most at most so many
     * @throws io.github.ldapimport.sql.DatabaseException when the database cannot be asked
     */
    public static List<RunRecord> of(Database database, String provider, int most) {
        List<RunRecord> runs = new ArrayList<>();
        if (!database.exists()) {
            return runs;
        }
        try (Connection connection = database.getConnection()) {
            if (!BundleTables.isReadable(connection, BundleTables.RUNS)) {
                // made by the first run, where the account may: without it runs leave no trace
                return runs;
            }
            try (PreparedStatement select = connection.prepareStatement(SELECT)) {
                select.setString(1, provider);
                select.setMaxRows(most);
                try (ResultSet found = select.executeQuery()) {
                    while (found.next()) {
                        runs.add(new RunRecord(
                                found.getString(1),
                                found.getString(2),
                                found.getString(3),
                                found.getString(4),
                                found.getString(5),
                                found.getString(6),
                                found.getString(7)));
                    }
                }
            }
            return runs;
        } catch (SQLException e) {
            throw DatabaseFailures.explain(
                    "Cannot read the runs of late in " + database.url(),
                    database,
                    e,
                    "let the account read the table " + BundleTables.RUNS);
        }
    }
}
