package io.github.ldapimport.run;

import io.github.ldapimport.table.Database;
import io.github.ldapimport.table.DatabaseFailures;
import io.github.ldapimport.table.OwnTables;
import io.github.ldapimport.table.UsersTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.springframework.jdbc.datasource.DataSourceUtils;

/**
 * A run of another node, as a worker sees it in the database that they share: whether it is still under way. A page of a run
 * that has ended may tell of yesterday's directory. That the run is to be seen at all proves that both nodes have the same
 * database.
 */
final class RunElsewhere {
    private final Database database;
    private final UsersTable users;
    private final String provider;
    private final String runId;

    RunElsewhere(Database database, UsersTable users, String provider, String runId) {
        this.database = database;
        this.users = users;
        this.provider = provider;
        this.runId = runId;
    }

    /**
     * Asks whether the run has begun and not ended, and whether its provider's lock is held. Where it is not, whoever held it
     * is dead; the look takes the lock for its own length.
     *
     * @throws WorkerException when the run is not under way
     */
    void requireHeld() {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                requireNoted(connection);
                try (PreparedStatement select =
                        connection.prepareStatement(users.selectUnlocked("name", OwnTables.LOCK, "name = ?"))) {
                    select.setString(1, provider);
                    try (ResultSet free = select.executeQuery()) {
                        if (free.next()) {
                            throw new WorkerException("the run " + runId + " does not hold its lock in "
                                    + database.url() + " any more, so it is dead");
                        }
                    }
                }
            } finally {
                connection.rollback();
            }
        } catch (SQLException e) {
            throw unknown(e);
        }
    }

    /**
     * Asks again, within the transaction at hand.
     *
     * @throws WorkerException when the run is not under way
     */
    void requireUnderWay() {
        Connection connection = DataSourceUtils.getConnection(database.dataSource());
        try {
            requireNoted(connection);
        } catch (SQLException e) {
            throw unknown(e);
        } finally {
            DataSourceUtils.releaseConnection(connection, database.dataSource());
        }
    }

    private void requireNoted(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT run_id FROM " + OwnTables.RUNS + " WHERE run_id = ? AND provider = ? AND ended_at IS NULL")) {
            select.setString(1, runId);
            select.setString(2, provider);
            try (ResultSet run = select.executeQuery()) {
                if (!run.next()) {
                    throw new WorkerException("the run " + runId + " of provider " + provider + " is not under way in "
                            + database.url() + ": it has ended, or the node that runs it has another database");
                }
            }
        }
    }

    private WorkerException unknown(SQLException failure) {
        return new WorkerException(
                "it cannot be seen in " + database.url() + " whether the run " + runId + " is under way: "
                        + DatabaseFailures.words(failure),
                failure);
    }
}
