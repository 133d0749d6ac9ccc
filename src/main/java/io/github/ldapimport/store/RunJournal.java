package io.github.ldapimport.store;

import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.sql.Database;
import io.github.ldapimport.sql.DatabaseException;
import io.github.ldapimport.sql.DatabaseFailures;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.util.InetAddressUtil;

/** What the table of runs is told: which run began, which ended, and which died on the way. */
public final class RunJournal {
    private static final int RETENTION_DAYS = 90;
    private static final int MAX_HOLDER_LENGTH = 200;

    private RunJournal() {}

    /** This process, as a run names it that holds a lock. */
    static String process() {
        String process = "process " + ProcessHandle.current().pid() + " on " + InetAddressUtil.getLocalHostNameSafe();
        return process.substring(0, Math.min(process.length(), MAX_HOLDER_LENGTH));
    }

    /** The run of the provider that has begun and not ended; empty until the holder of the lock has noted it. */
    static Optional<String> holderOf(Database database, String provider) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT run_id, holder, started_at FROM "
                        + BundleTables.RUNS + " WHERE provider = ? AND ended_at IS NULL ORDER BY started_at DESC")) {
            select.setString(1, provider);
            select.setMaxRows(1);
            try (ResultSet run = select.executeQuery()) {
                return run.next()
                        ? Optional.of(
                                "run " + run.getString(1) + " of " + run.getString(2) + " since " + run.getString(3))
                        : Optional.empty();
            }
        }
    }

    /**
     * Notes that this run began, and that runs without an end are dead: they could not hold the lock any more. A worker that
     * still writes for one of them keeps its row; it is waited for, and where that takes longer than the lock time-out, this
     * run does not begin.
     */
    static void recordStart(Database database, String provider, String runId) throws SQLException {
        Instant now = now();
        try (Connection connection = database.getConnection()) {
            // one by one: MariaDB would lock every row that it looks at, and so wait for workers of other providers
            for (String dead : runs(connection, "provider = ? AND ended_at IS NULL", provider)) {
                recordAbandoned(database, connection, dead, now);
            }
            String first = now.minus(RETENTION_DAYS, ChronoUnit.DAYS).toString();
            for (String old : runs(connection, "provider = ? AND started_at < ?", provider, first)) {
                update(connection, "DELETE FROM " + BundleTables.RUNS + " WHERE run_id = ?", old);
            }
            update(
                    connection,
                    "INSERT INTO " + BundleTables.RUNS + " (run_id, provider, holder, started_at) VALUES (?, ?, ?, ?)",
                    runId,
                    provider,
                    process(),
                    now.toString());
        }
    }

    /** Notes that runs of other providers, which had the lock of this domain before, are dead if they did not end. */
    public static void recordAbandonedRuns(Database database, Connection connection, List<String> runIds)
            throws SQLException {
        for (String other : runIds) {
            for (String dead : runs(connection, "run_id = ? AND ended_at IS NULL", other)) {
                recordAbandoned(database, connection, dead, now());
            }
        }
    }

    private static void recordAbandoned(Database database, Connection connection, String dead, Instant now)
            throws SQLException {
        try {
            update(
                    connection,
                    "UPDATE " + BundleTables.RUNS + " SET ended_at = ?, status = 'died' WHERE run_id = ?",
                    now.toString(),
                    dead);
        } catch (SQLException e) {
            if (!DatabaseFailures.isLocked(e)) {
                throw e;
            }
            throw new DatabaseException(
                    "Cannot begin a run in " + database.url() + " while a worker still writes for the run " + dead
                            + ", which is over: " + DatabaseFailures.words(e)
                            + ": run again when it has ended, or end its session in the database",
                    e);
        }
    }

    /** Notes how a run ended. */
    static void recordEnd(Database database, String runId, ImportSummary summary, boolean forEverybody)
            throws SQLException {
        try (Connection connection = database.getConnection()) {
            update(
                    connection,
                    "UPDATE " + BundleTables.RUNS + " SET ended_at = ?, status = ?, summary = ? WHERE run_id = ?",
                    now().toString(),
                    summary.status() + (forEverybody ? "" : RunRecord.OF_SOME),
                    summary.toString(),
                    runId);
        }
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    private static List<String> runs(Connection connection, String where, String... parameters) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT run_id FROM " + BundleTables.RUNS + " WHERE " + where)) {
            for (int i = 0; i < parameters.length; i++) {
                select.setString(i + 1, parameters[i]);
            }
            List<String> ids = new ArrayList<>();
            try (ResultSet runs = select.executeQuery()) {
                while (runs.next()) {
                    ids.add(runs.getString(1));
                }
            }
            return ids;
        }
    }

    private static void update(Connection connection, String sql, String... parameters) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                update.setString(i + 1, parameters[i]);
            }
            update.executeUpdate();
        }
    }
}
