package io.github.ldapimport.sql;

import io.github.ldapimport.text.LineLog;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * A connection of somebody else's pool, set up for the import while it has it: statements outside a transaction commit at
 * once, a locked row is not waited for without end, a text that is too long is refused. It goes back as it came. A pool
 * would hand whatever was left changed to the next who asks, who never asked for that.
 */
final class SessionGuard implements InvocationHandler {
    private static final LineLog LOG = LineLog.of(SessionGuard.class);

    private final Connection borrowed;
    private final boolean autoCommit;
    private final List<String> restore;
    private final boolean quotesRows;
    private boolean returned;

    private SessionGuard(Connection borrowed, boolean autoCommit, List<String> restore, boolean quotesRows) {
        this.borrowed = borrowed;
        this.autoCommit = autoCommit;
        this.restore = restore;
        this.quotesRows = quotesRows;
    }

    /**
     * Sets a connection up.
     *
     * @param lockTimeout in milliseconds
     * @throws SQLException when the database does not take that; the connection is then the caller's to close
     */
    static Connection of(Connection borrowed, String url, int lockTimeout) throws SQLException {
        boolean autoCommit = borrowed.getAutoCommit();
        if (!autoCommit) {
            borrowed.setAutoCommit(true);
        }
        DatabaseProduct product = DatabaseProduct.at(url);
        List<String> restore = product.sessionSetup(lockTimeout).apply(borrowed);
        return (Connection) Proxy.newProxyInstance(
                SessionGuard.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                new SessionGuard(borrowed, autoCommit, restore, product == DatabaseProduct.POSTGRESQL));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        switch (method.getName()) {
            case "close" -> {
                giveBack();
                return null;
            }
            case "isClosed" -> {
                return returned || borrowed.isClosed();
            }
            case "equals" -> {
                return proxy == arguments[0];
            }
            case "hashCode" -> {
                return System.identityHashCode(proxy);
            }
            default -> {
                if (returned && !method.getName().equals("toString")) {
                    throw new SQLException("Connection is closed", "08003");
                }
                Object result = call(borrowed, method, arguments);
                return quotesRows && result instanceof Statement statement ? redacting(statement, method) : result;
            }
        }
    }

    private Statement redacting(Statement statement, Method maker) {
        return (Statement) Proxy.newProxyInstance(
                SessionGuard.class.getClassLoader(),
                new Class<?>[] {maker.getReturnType()},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    default -> call(statement, method, arguments);
                });
    }

    private Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw quotesRows && e.getCause() instanceof SQLException sql ? withoutRows(sql) : e.getCause();
        }
    }

    private static SQLException withoutRows(SQLException failure) {
        // pgjdbc quotes whole rows in what it throws, unless its logServerErrorDetail is false
        String message = DriverWords.of(failure);
        SQLException redacting = failure instanceof BatchUpdateException batch
                ? new BatchUpdateException(
                        message, failure.getSQLState(), failure.getErrorCode(), batch.getUpdateCounts())
                : new SQLException(message, failure.getSQLState(), failure.getErrorCode());
        redacting.setStackTrace(failure.getStackTrace());
        if (failure.getNextException() != null) {
            redacting.setNextException(withoutRows(failure.getNextException()));
        }
        return redacting;
    }

    private void giveBack() throws SQLException {
        if (returned) {
            return;
        }
        returned = true;
        try (borrowed) {
            if (borrowed.isClosed()) {
                return;
            }
            try {
                if (!borrowed.getAutoCommit()) {
                    borrowed.rollback();
                    borrowed.setAutoCommit(true);
                }
                try (Statement statement = borrowed.createStatement()) {
                    for (String sql : restore) {
                        statement.execute(sql);
                    }
                }
                borrowed.setAutoCommit(autoCommit);
            } catch (SQLException e) {
                // it is broken, or has become so: nobody is to have it with another's settings
                LOG.debug("A connection of the host is not as it came, and ended", e);
                borrowed.abort(Runnable::run);
            }
        }
    }
}
