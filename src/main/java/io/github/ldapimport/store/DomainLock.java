package io.github.ldapimport.store;

import io.github.ldapimport.dialect.Dialect;
import io.github.ldapimport.dialect.FoundTable;
import io.github.ldapimport.sql.DatabaseFailures;
import io.github.ldapimport.table.UsersTable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The lock of one domain of one users table. It goes by the table and not by who asks: accounts with schemas of their own, and
 * so with tables of the import of their own, have the same. The database keeps it under a key where it has such locks; elsewhere
 * it is a row of {@link BundleTables#LOCK} in the users table's schema, or where the account may not use that, there is none.
 * Not for two threads at once.
 */
public final class DomainLock {
    private static final int KEY_DIGITS = 16;
    private static final int MAX_SESSION_NAME = 63;
    private static final int MAX_WAIT_SECONDS = 10;

    private final Dialect dialect;
    private final FoundTable table;
    private final String key;
    private boolean isNamed;
    private String rowTable = "";

    /** The lock of a domain of a table, which is one wherever the import's own tables are. */
    public static DomainLock of(UsersTable table, String domain) {
        return new DomainLock(table.dialect(), table.found(), domain);
    }

    DomainLock(Dialect dialect, FoundTable table, String domain) {
        this.dialect = dialect;
        this.table = table;
        this.key = key(table.identity(), domain);
    }

    private static String key(String table, String domain) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((table + "\n" + domain).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, KEY_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether the database can keep it without any table. */
    public boolean needsNoTable() {
        return !dialect.takeNamedLock().isEmpty();
    }

    /**
     * Takes it, and waits for nobody.
     *
     * @param holder has a transaction open, and keeps the lock as long as that lasts, or until {@link #release}
     * @param other a connection that commits at once
     * @param session a name for others to know the holder by
     * @return false when somebody else has it; where the database gives no such lock, nobody can have it
     */
    public boolean take(Connection holder, Connection other, String session) throws SQLException {
        if (needsNoTable()) {
            Savepoint before = holder.setSavepoint();
            try {
                boolean taken = isOne(holder, dialect.takeNamedLock());
                isNamed = taken;
                if (taken) {
                    nameSession(holder, session);
                }
                return taken;
            } catch (SQLException e) {
                if (DatabaseFailures.isLost(e)) {
                    throw e;
                }
                // a cluster may forbid such locks
                holder.rollback(before);
            }
        }
        return takeRow(holder, other);
    }

    private void nameSession(Connection holder, String session) throws SQLException {
        if (!dialect.nameSession().isEmpty()) {
            try (PreparedStatement name = holder.prepareStatement(dialect.nameSession())) {
                name.setString(1, session.substring(0, Math.min(session.length(), MAX_SESSION_NAME)));
                name.executeQuery().close();
            }
        }
    }

    private boolean takeRow(Connection holder, Connection other) throws SQLException {
        Optional<String> found = lockTable(other);
        if (found.isEmpty()) {
            return true;
        }
        try (PreparedStatement lock =
                holder.prepareStatement(dialect.selectUnlocked("name", found.get(), "name = ?"))) {
            lock.setString(1, key);
            try (ResultSet row = lock.executeQuery()) {
                rowTable = row.next() ? found.get() : "";
                return !rowTable.isEmpty();
            }
        }
    }

    /** The table of locks in the users table's schema, with the key's row in it; empty where the account may not use it. */
    private Optional<String> lockTable(Connection other) throws SQLException {
        String schema = table.schema() != null ? table.schema() : table.catalog();
        boolean isOwn =
                schema == null || schema.equals(table.schema() != null ? other.getSchema() : other.getCatalog());
        String name = isOwn ? BundleTables.LOCK : dialect.quote(schema) + "." + BundleTables.LOCK;
        try {
            if (!BundleTables.isReadable(other, name)) {
                try (java.sql.Statement create = other.createStatement()) {
                    create.execute(BundleTables.statements(dialect)
                            .get(BundleTables.LOCK)
                            .replace("CREATE TABLE " + BundleTables.LOCK + " ", "CREATE TABLE " + name + " "));
                }
            }
            if (!hasRow(other, name)) {
                try (PreparedStatement insert = other.prepareStatement("INSERT INTO " + name + " (name) VALUES (?)")) {
                    insert.setString(1, key);
                    insert.executeUpdate();
                }
            }
            return Optional.of(name);
        } catch (SQLException e) {
            if (DatabaseFailures.isLost(e)) {
                throw e;
            }
            // another run may have been first; or the account may not
            return BundleTables.isReadable(other, name) && hasRow(other, name) ? Optional.of(name) : Optional.empty();
        }
    }

    private boolean hasRow(Connection connection, String name) throws SQLException {
        return isFound(connection, "SELECT name FROM " + name + " WHERE name = ?");
    }

    /** Whether it was taken at all, and so can be lost. */
    public boolean isTaken() {
        return isNamed || !rowTable.isEmpty();
    }

    /**
     * Whether the holder still has it.
     *
     * @throws SQLException when its session has ended
     */
    public boolean isHeld(Connection holder) throws SQLException {
        return isNamed ? isOne(holder, dialect.hasNamedLock()) : rowTable.isEmpty() || hasRow(holder, rowTable);
    }

    /** Who has it, for a person, as far as the database tells. */
    public Optional<String> holder(Connection other) throws SQLException {
        if (dialect.namedLockHolder().isEmpty()) {
            return Optional.empty();
        }
        try (PreparedStatement select = other.prepareStatement(dialect.namedLockHolder())) {
            select.setString(1, key);
            try (ResultSet found = select.executeQuery()) {
                return found.next() ? Optional.ofNullable(found.getString(1)) : Optional.empty();
            }
        }
    }

    /** Lets go of what would outlive the holder's transaction. */
    public void release(Connection holder) throws SQLException {
        if (isNamed && !dialect.releaseNamedLock().isEmpty()) {
            isFound(holder, dialect.releaseNamedLock());
        }
        isNamed = false;
        rowTable = "";
    }

    private boolean isOne(Connection connection, String sql) throws SQLException {
        try (PreparedStatement select = prepare(connection, sql);
                ResultSet found = select.executeQuery()) {
            return found.next() && found.getInt(1) == 1;
        }
    }

    private boolean isFound(Connection connection, String sql) throws SQLException {
        try (PreparedStatement select = prepare(connection, sql);
                ResultSet found = select.executeQuery()) {
            return found.next();
        }
    }

    private PreparedStatement prepare(Connection connection, String sql) throws SQLException {
        PreparedStatement select = connection.prepareStatement(sql);
        // a network that is cut must not keep the run from ending
        select.setQueryTimeout(MAX_WAIT_SECONDS);
        select.setString(1, key);
        return select;
    }
}
