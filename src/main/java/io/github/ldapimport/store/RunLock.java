package io.github.ldapimport.store;

import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.api.RefusedException;
import io.github.ldapimport.api.RunInProgressException;
import io.github.ldapimport.sql.Database;
import io.github.ldapimport.sql.DatabaseException;
import io.github.ldapimport.sql.DatabaseFailures;
import io.github.ldapimport.table.UsersTable;
import io.github.ldapimport.text.LineLog;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * What keeps a provider's runs on one database from overlapping, in this process or another: the lock of a row, held by a
 * transaction that stays open on a connection of its own as long as the run lasts. The database frees it by itself when that
 * connection ends, so a dead process holds nobody up; one that is cut off or frozen loses it when its session has said
 * nothing for a minute, where the database can be told to. A lock with a date of expiry, as JDBC idempotent repositories
 * have it, would hold up the run after a crash until then.
 *
 * <p>Who holds it is in the table of runs, which can be read meanwhile.
 */
public final class RunLock implements RunLease {
    private static final LineLog LOG = LineLog.named("ldap-import");
    private static final int IDLE_TIMEOUT_SECONDS = 60;
    private static final int MAX_WAIT_SECONDS = 10;
    private static final int MAX_TRIES = 50;
    private static final int MAX_LOOKS_OF_WORKERS = 2;
    private static final int RETRY_DELAY_MILLIS = 100;
    private static final String SELECT_NAME = "SELECT name FROM " + BundleTables.LOCK + " WHERE name = ?";

    private final Database database;
    private final String provider;
    private final String runId;
    private final Connection holder;
    private final DomainLock domainLock;
    private final boolean isNoted;
    private final UsersTable users;
    private final LockKeepAlive keepAlive = new LockKeepAlive();
    private volatile long heldNanos;

    private RunLock(
            Database database,
            UsersTable users,
            String provider,
            String runId,
            Connection holder,
            DomainLock domainLock,
            boolean isNoted) {
        this.database = database;
        this.users = users;
        this.provider = provider;
        this.runId = runId;
        this.holder = holder;
        this.domainLock = domainLock;
        this.isNoted = isNoted;
    }

    /**
     * Takes the lock of the provider, and that of the domain of the users table, and notes the run.
     *
     * @param lost told when the lock is lost while it is held
     * @return empty where the account may not make the tables that it needs, and the database has no other locks; the log says
     *     so
     * @throws RefusedException naming the run that holds it
     * @throws DatabaseException when the database is read-only or lost
     */
    public static Optional<RunLock> take(
            Database database,
            UsersTable users,
            String provider,
            String domain,
            String runId,
            Consumer<RuntimeException> lost) {
        DomainLock domainLock = DomainLock.of(users, domain);
        boolean isNoted = prepareTables(database, provider, runId, domainLock.needsNoTable());
        if (!isNoted && !domainLock.needsNoTable()) {
            return Optional.empty();
        }
        Connection holder = null;
        try {
            holder = database.openConnection();
            endIdleSession(holder, users);
            if (isNoted) {
                lockProvider(database, holder, users, provider);
            }
            lockDomain(database, holder, domainLock, users, domain, runId);
            RunLock lock = new RunLock(database, users, provider, runId, holder, domainLock, isNoted);
            if (isNoted) {
                RunJournal.recordStart(database, provider, runId);
            }
            lock.keepAlive.start(lock::requireHeld, lost);
            return Optional.of(lock);
        } catch (InterruptedException e) {
            close(holder, domainLock);
            Thread.currentThread().interrupt();
            throw refused(database, provider, "another run, which was not waited for");
        } catch (SQLException e) {
            close(holder, domainLock);
            throw explain(database, e);
        } catch (RuntimeException e) {
            // the pool may have no connection to spare
            close(holder, domainLock);
            throw e;
        }
    }

    /** Makes the tables, or says what the run goes without. */
    private static boolean prepareTables(Database database, String provider, String runId, boolean databaseHasLocks) {
        try (Connection connection = database.getConnection()) {
            BundleTables.create(connection);
            BundleTables.requireWritable(connection);
            insertName(connection, provider);
            return true;
        } catch (SQLException e) {
            if (DatabaseFailures.isReadOnly(e) || DatabaseFailures.isLost(e) || DatabaseFailures.isLocked(e)) {
                throw explain(database, e);
            }
            LOG.warn(
                    "[{}] Without its own tables ({}), {}events are lost if the process dies, and nothing tells when what a"
                            + " provider covers has changed: let an administrator make them, ldap-import check has the"
                            + " statements",
                    runId,
                    DatabaseFailures.words(e),
                    databaseHasLocks ? "" : "nothing keeps a second import from running at the same time, ");
            return false;
        }
    }

    private static void lockProvider(Database database, Connection holder, UsersTable users, String provider)
            throws SQLException, InterruptedException {
        for (int tries = 0; !lockName(holder, users, provider); tries++) {
            // who has just taken it needs a moment to say who it is; workers who look whether it is held have it for no
            // longer than that look
            Optional<String> known = RunJournal.holderOf(database, provider);
            if ((known.isPresent() && tries >= MAX_LOOKS_OF_WORKERS) || tries == MAX_TRIES) {
                throw refused(database, provider, known.orElse("another run that has just begun"));
            }
            Thread.sleep(RETRY_DELAY_MILLIS);
        }
    }

    /** Whoever imports that domain into that table, under whatever name and from whatever schema, is not to be overtaken. */
    private static void lockDomain(
            Database database, Connection holder, DomainLock lock, UsersTable users, String domain, String runId)
            throws SQLException {
        try (Connection other = database.getConnection()) {
            if (!lock.take(holder, other, "ldap-import " + runId + " " + RunJournal.process())) {
                throw new RunInProgressException("The domain '" + domain + "' of the table " + users.identity() + " in "
                        + database.url() + " is being imported by another installation or provider, "
                        + lock.holder(other).orElse("which the database does not name")
                        + ": wait for it to end, and let only one import a domain; if it is dead, the database frees"
                        + " the lock with its connection");
            }
        }
    }

    private static void endIdleSession(Connection holder, UsersTable users) throws SQLException {
        String silence = users.dialect().endIdleSessionAfter(IDLE_TIMEOUT_SECONDS);
        if (!silence.isEmpty()) {
            try (Statement statement = holder.createStatement()) {
                statement.execute(silence);
            }
        }
    }

    private static void insertName(Connection connection, String provider) throws SQLException {
        if (hasName(connection, provider)) {
            return;
        }
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO " + BundleTables.LOCK + " (name) VALUES (?)")) {
            insert.setString(1, provider);
            insert.executeUpdate();
        } catch (SQLException e) {
            // another run may have been first
            if (!hasName(connection, provider)) {
                throw e;
            }
        }
    }

    private static boolean hasName(Connection connection, String provider) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SELECT_NAME)) {
            // a network that is cut must not keep the run from ending
            select.setQueryTimeout(MAX_WAIT_SECONDS);
            select.setString(1, provider);
            try (ResultSet found = select.executeQuery()) {
                return found.next();
            }
        }
    }

    private static boolean lockName(Connection holder, UsersTable users, String provider) throws SQLException {
        try (PreparedStatement select =
                holder.prepareStatement(users.dialect().selectUnlocked("name", BundleTables.LOCK, "name = ?"))) {
            select.setString(1, provider);
            try (ResultSet found = select.executeQuery()) {
                return found.next();
            }
        }
    }

    private static RunInProgressException refused(Database database, String provider, String holder) {
        return new RunInProgressException("Provider " + provider + " is being imported into " + database.url() + " by "
                + holder + ": wait for it to end; if it is dead, the database frees the lock with its connection");
    }

    private static DatabaseException explain(Database database, SQLException failure) {
        return DatabaseFailures.explain(
                "Cannot take the lock of a run in " + database.url(),
                database,
                failure,
                "let the account read and write the tables " + BundleTables.LOCK + " and " + BundleTables.RUNS);
    }

    /**
     * Asks the database through the connection that holds the lock, which keeps the session from falling silent.
     *
     * @throws DatabaseException when that connection is gone, and the lock with it
     */
    @Override
    public synchronized void requireHeld() {
        try {
            if ((isNoted && !hasName(holder, provider)) || !domainLock.isHeld(holder)) {
                throw new SQLException("it is not held any more");
            }
            heldNanos = System.nanoTime();
        } catch (SQLException e) {
            throw lost(DatabaseFailures.words(e), e);
        }
    }

    @Override
    public void requireHeldOfLate() {
        if (System.nanoTime() - heldNanos > TimeUnit.SECONDS.toNanos(1)) {
            requireHeld();
        }
    }

    private static DatabaseException lost(String why, Throwable cause) {
        return new DatabaseException(
                "The lock that keeps a second run away was lost: " + why + ": run again, rows already written stay",
                cause);
    }

    /**
     * Keeps the transaction at hand from writing for a run that has lost its lock: asked before its first write and, because a
     * process may be frozen in between, before its commit. No next run can begin in between where the run is noted: it waits
     * for the run's row.
     *
     * @throws DatabaseException when the lock is lost; the transaction is to be rolled back then
     */
    @Override
    public void keepUnderWay() {
        requireNoted(users.dialect().sharesRowLocks());
        requireHeld();
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void beforeCommit(boolean readOnly) {
                if (!users.dialect().sharesRowLocks()) {
                    // it would have kept the run's other workers waiting until now
                    requireNoted(true);
                }
                requireHeld();
            }
        });
    }

    private void requireNoted(boolean keep) {
        if (!isNoted) {
            return;
        }
        String where = "run_id = ? AND ended_at IS NULL";
        String sql = keep
                ? users.dialect().selectForShare("run_id", BundleTables.RUNS, where)
                : "SELECT run_id FROM " + BundleTables.RUNS + " WHERE " + where;
        Connection connection = DataSourceUtils.getConnection(database.dataSource());
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, runId);
            try (ResultSet run = select.executeQuery()) {
                if (!run.next()) {
                    throw lost("a next run has begun, and has noted that this one is over", null);
                }
            }
        } catch (SQLException e) {
            throw new DatabaseException(
                    "It cannot be seen in " + database.url() + " whether the run " + runId + " is still under way: "
                            + DatabaseFailures.words(e) + ": run again, rows already written stay",
                    e);
        } finally {
            DataSourceUtils.releaseConnection(connection, database.dataSource());
        }
    }

    @Override
    public boolean isNoted() {
        return isNoted;
    }

    @Override
    public void release(ImportSummary summary, boolean forEverybody) {
        keepAlive.close();
        try {
            if (isNoted) {
                RunJournal.recordEnd(database, runId, summary, forEverybody);
            }
        } catch (SQLException | DatabaseException e) {
            LOG.warn("[{}] The end of the run could not be noted: {}", runId, DatabaseFailures.words(e));
        } finally {
            synchronized (this) {
                close(holder, domainLock);
            }
        }
    }

    private static void close(Connection connection, DomainLock domainLock) {
        if (connection == null) {
            return;
        }
        try (connection) {
            domainLock.release(connection);
            connection.rollback();
        } catch (SQLException e) {
            // the database has closed it already, and with it the lock
            LOG.debug("The lock's connection was gone", e);
        }
    }
}
