package io.github.ldapimport.testing;

import io.github.ldapimport.testing.Fault.Effect;
import io.github.ldapimport.testing.FaultPlan.Kind;
import io.github.ldapimport.testing.FaultPlan.Operation;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.BatchUpdateException;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Logger;

/**
 * A driver for {@code jdbc:faulty:} before a real address: it does what the real driver does, until the plan of that
 * database says otherwise.
 */
public final class FaultyDriver implements Driver {
    private static final String PREFIX = "jdbc:faulty:";
    private static final Map<String, FaultyDatabase> DATABASES = new ConcurrentHashMap<>();

    static {
        try {
            DriverManager.registerDriver(new FaultyDriver());
        } catch (SQLException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private record FaultyDatabase(FaultPlan plan, Set<FaultyConnection> open) {}

    /** The plan of a database, empty at first. */
    public static FaultPlan planOf(TestDatabase database) {
        return DATABASES
                .computeIfAbsent(
                        PREFIX + database.url(),
                        url -> new FaultyDatabase(
                                new FaultPlan(url, database.settings()), ConcurrentHashMap.newKeySet()))
                .plan();
    }

    @Override
    public boolean acceptsURL(String url) {
        return DATABASES.containsKey(url);
    }

    @Override
    public Connection connect(String url, Properties info) throws SQLException {
        return acceptsURL(url)
                ? new FaultyConnection(
                                DATABASES.get(url), DriverManager.getConnection(url.substring(PREFIX.length()), info))
                        .proxy()
                : null;
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
        return new DriverPropertyInfo[0];
    }

    @Override
    public int getMajorVersion() {
        return 1;
    }

    @Override
    public int getMinorVersion() {
        return 0;
    }

    @Override
    public boolean jdbcCompliant() {
        return false;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }

    /** Something to be done by the real driver. */
    private interface Action {
        Object run() throws Throwable;
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(FaultyDriver.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static final class FaultyConnection implements InvocationHandler {
        private final FaultyDatabase database;
        private final Connection real;
        private volatile boolean lost;
        private volatile boolean aborted;
        private volatile boolean written;

        private FaultyConnection(FaultyDatabase database, Connection real) {
            this.database = database;
            this.real = real;
            database.open().add(this);
            database.plan().open(database.open().size());
        }

        private Connection proxy() {
            return FaultyDriver.proxy(Connection.class, this);
        }

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
            return switch (method.getName()) {
                case "hashCode" -> System.identityHashCode(proxy);
                case "equals" -> proxy == arguments[0];
                case "toString" -> "faulty " + real;
                case "close", "abort" -> {
                    database.open().remove(this);
                    yield lost ? null : call(real, method, arguments);
                }
                case "isClosed" -> lost || real.isClosed();
                case "isValid" -> !lost && real.isValid((int) arguments[0]);
                default -> {
                    requireConnection();
                    yield invokeOpen(proxy, method, arguments);
                }
            };
        }

        private Object invokeOpen(Object proxy, Method method, Object[] arguments) throws Throwable {
            return switch (method.getName()) {
                case "createStatement", "prepareStatement", "prepareCall" -> statement(proxy, method, arguments);
                case "commit" -> commit(() -> call(real, method, arguments));
                // it commits what is under way
                case "setAutoCommit" ->
                    (boolean) arguments[0] && !real.getAutoCommit() && written
                            ? commit(() -> call(real, method, arguments))
                            : call(real, method, arguments);
                case "rollback" -> {
                    aborted = false;
                    written &= arguments != null && arguments[0] instanceof Savepoint;
                    yield call(real, method, arguments);
                }
                default -> call(real, method, arguments);
            };
        }

        private void requireConnection() throws SQLException {
            if (lost) {
                throw new SQLException("This connection has been closed", "08003");
            }
        }

        private Object statement(Object proxy, Method method, Object[] arguments) throws Throwable {
            Statement statement = (Statement) call(real, method, arguments);
            String prepared = method.getName().equals("createStatement") ? null : (String) arguments[0];
            Class<? extends Statement> type =
                    switch (method.getName()) {
                        case "createStatement" -> Statement.class;
                        case "prepareStatement" -> PreparedStatement.class;
                        default -> CallableStatement.class;
                    };
            return FaultyDriver.proxy(type, (self, called, given) -> switch (called.getName()) {
                case "hashCode" -> System.identityHashCode(self);
                case "equals" -> self == given[0];
                case "getConnection" -> proxy;
                case "close" -> lost ? null : call(statement, called, given);
                case "isClosed" -> lost || statement.isClosed();
                case "executeBatch", "executeLargeBatch" ->
                    operate(new Operation(Kind.BATCH, String.valueOf(prepared)), () -> call(statement, called, given));
                case "execute", "executeQuery", "executeUpdate", "executeLargeUpdate" ->
                    operate(
                            Operation.of(prepared == null ? (String) given[0] : prepared),
                            () -> call(statement, called, given));
                default -> {
                    requireConnection();
                    yield call(statement, called, given);
                }
            });
        }

        private Object commit(Action action) throws Throwable {
            if (aborted) {
                aborted = false;
                written = false;
                real.rollback();
                throw new SQLException("The database returned ROLLBACK, so nothing was committed", "25P02");
            }
            Object result = operate(new Operation(Kind.COMMIT, ""), action);
            written = false;
            return result;
        }

        private Object operate(Operation operation, Action action) throws Throwable {
            requireConnection();
            if (aborted) {
                throw new SQLException("current transaction is aborted, commands are ignored until its end", "25P02");
            }
            Fault fault = database.plan().next(operation);
            requireConnection();
            written |= operation.kind() == Kind.WRITE || operation.kind() == Kind.BATCH;
            if (fault == null) {
                return action.run();
            }
            if (fault == Fault.LOST_AFTER) {
                action.run();
            }
            apply(fault, operation);
            SQLException failure = fault.exception();
            throw operation.kind() == Kind.BATCH && !fault.losesConnection()
                    ? new BatchUpdateException(
                            failure.getMessage(),
                            failure.getSQLState(),
                            failure.getErrorCode(),
                            new int[] {Statement.EXECUTE_FAILED},
                            failure)
                    : failure;
        }

        private void apply(Fault fault, Operation operation) throws SQLException {
            if (fault == Fault.RESTARTED) {
                for (FaultyConnection each : database.open()) {
                    each.lose();
                }
            } else if (fault.losesConnection()) {
                lose();
            } else if (!real.getAutoCommit()) {
                // a commit that fails leaves nothing behind, whatever the reason
                if (fault.effect() == Effect.ROLLED_BACK || operation.kind() == Kind.COMMIT) {
                    real.rollback();
                    written = false;
                }
                aborted = fault.effect() == Effect.ABORTED && operation.kind() != Kind.COMMIT;
            }
        }

        private void lose() throws SQLException {
            lost = true;
            database.open().remove(this);
            if (!real.isClosed() && !real.getAutoCommit()) {
                real.rollback();
            }
            real.close();
        }
    }
}
