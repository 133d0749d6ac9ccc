package io.github.ldapimport.host;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * A pool that takes part in transactions that belong to threads, as the pools of application servers do: on a thread that has
 * one, it gives everybody the transaction's connection, which ends with the transaction alone and takes no other mode.
 */
final class EnlistingPool extends DelegatingDataSource {
    private static final ThreadLocal<Connection> ENLISTED = new ThreadLocal<>();

    EnlistingPool(DataSource pool) {
        super(pool);
    }

    void begin() throws SQLException {
        Connection connection = super.getConnection();
        connection.setAutoCommit(false);
        ENLISTED.set(connection);
    }

    void rollback() throws SQLException {
        try (Connection connection = ENLISTED.get()) {
            connection.rollback();
            connection.setAutoCommit(true);
        } finally {
            ENLISTED.remove();
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection ofThread = ENLISTED.get();
        Connection connection = ofThread == null ? super.getConnection() : ofThread;
        return (Connection) Proxy.newProxyInstance(
                EnlistingPool.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close") && ENLISTED.get() != null) {
                        if (ofThread == null) {
                            throw new SQLException("Closed in a transaction that it is no part of");
                        }
                        return null;
                    }
                    if (method.getName().equals("setAutoCommit") && ofThread != null) {
                        throw new SQLException("In a transaction, which says itself what is committed");
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
