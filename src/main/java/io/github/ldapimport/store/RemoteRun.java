package io.github.ldapimport.store;

import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.api.WorkerException;
import io.github.ldapimport.sql.Database;
import io.github.ldapimport.sql.DatabaseFailures;
import io.github.ldapimport.table.UsersTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.datasource.DataSourceUtils;

/**
 * A run of another node, as a worker sees it in the database that they share: whether it is still under way. A page of a run
 * that has ended may tell of yesterday's directory. That the run is to be seen at all proves that both nodes have the same
 * database.
 */
public final class RemoteRun implements RunLease {
    private static final String NOTED = "run_id = ? AND provider = ? AND ended_at IS NULL";

    private final Database database;
    private final UsersTable users;
    private final String provider;
    private final String runId;
    private volatile long underWayNanos;

    public RemoteRun(Database database, UsersTable users, String provider, String runId) {
        this.database = database;
        this.users = users;
        this.provider = provider;
        this.runId = runId;
    }

    /**
     * Asks whether the run has begun and not ended, and whether its provider's lock is held. Where it is not, whoever held it
     * is dead.
     *
     * @throws WorkerException when the run is not under way
     */
    public void requireUnderWay() {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                requireNoted(connection, "SELECT run_id FROM " + BundleTables.RUNS + " WHERE " + NOTED);
                requireHeld(connection);
            } finally {
                connection.rollback();
            }
            underWayNanos = System.nanoTime();
        } catch (SQLException e) {
            throw unknown(e);
        }
    }

    @Override
    public boolean isNoted() {
        return true;
    }

    @Override
    public boolean isOfAnotherNode() {
        return true;
    }

    /** @throws WorkerException when the run is not under way */
    @Override
    public void requireHeld() {
        requireUnderWay();
    }

    /** @throws WorkerException when the run was not under way a second ago */
    @Override
    public void requireHeldOfLate() {
        if (System.nanoTime() - underWayNanos > TimeUnit.SECONDS.toNanos(1)) {
            requireUnderWay();
        }
    }

    /** Nothing is to be given back: the lock is the other node's. */
    @Override
    public void release(ImportSummary summary, boolean forEverybody) {}

    /**
     * Asks again, before the first write of the transaction at hand, and keeps the answer true until that ends: nobody can
     * note an end of the run meanwhile, and no next run begins before it has.
     *
     * @throws WorkerException when the run is not under way; the transaction is to be rolled back then, at once
     */
    @Override
    public void keepUnderWay() {
        Connection connection = DataSourceUtils.getConnection(database.dataSource());
        try {
            requireNoted(connection, users.dialect().selectForShare("run_id", BundleTables.RUNS, NOTED));
            // in this order: a run that takes the lock from now on waits for the row above before it does anything, so
            // that
            // it makes no difference whose lock this is
            requireHeld(connection);
        } catch (SQLException e) {
            throw unknown(e);
        } finally {
            DataSourceUtils.releaseConnection(connection, database.dataSource());
        }
    }

    private void requireNoted(Connection connection, String sql) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
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

    /** Looks whether somebody has the lock. Where nobody has, the look takes it, until its transaction ends. */
    private void requireHeld(Connection connection) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(users.dialect().selectUnlocked("name", BundleTables.LOCK, "name = ?"))) {
            select.setString(1, provider);
            try (ResultSet free = select.executeQuery()) {
                if (free.next()) {
                    throw new WorkerException("the run " + runId + " does not hold its lock in " + database.url()
                            + " any more, so it is dead");
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
