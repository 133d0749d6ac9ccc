package io.github.ldapimport.testing;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import java.util.logging.Logger;

/**
 * A driver for {@code jdbc:renamed:} before a real address: the database says that it is another product. So the statements
 * for a product that is not at hand are executed by one that understands most of its language.
 */
public final class RenamedDriver implements Driver {
    private static final String PREFIX = "jdbc:renamed:";
    private static final Map<String, String> PRODUCTS =
            Map.of("MODE=Oracle", "Oracle", "MODE=MSSQLServer", "Microsoft SQL Server");

    static {
        try {
            DriverManager.registerDriver(new RenamedDriver());
        } catch (SQLException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The address under which a database of H2 takes its mode for its name. */
    public static String url(String url) {
        return PREFIX + url;
    }

    /** What Oracle's function of that name does with {@code NLS_SORT=BINARY}, for an alias. */
    public static byte[] nlsSort(String text, String parameter) {
        if (!parameter.equals("NLS_SORT=BINARY")) {
            throw new IllegalArgumentException(parameter);
        }
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean acceptsURL(String url) {
        return url.startsWith(PREFIX);
    }

    @Override
    public Connection connect(String url, Properties info) throws SQLException {
        if (!acceptsURL(url)) {
            return null;
        }
        Connection real = DriverManager.getConnection(url.substring(PREFIX.length()), info);
        String product = PRODUCTS.entrySet().stream()
                .filter(mode -> url.contains(mode.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow();
        return proxy(
                Connection.class,
                real,
                "getMetaData",
                () -> proxy(DatabaseMetaData.class, real.getMetaData(), "getDatabaseProductName", () -> product));
    }

    /** Gives the answer to one method. */
    private interface Answer {
        Object get() throws SQLException;
    }

    private static <T> T proxy(Class<T> type, T real, String name, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                RenamedDriver.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) ->
                        method.getName().equals(name) ? answer.get() : call(real, method, arguments)));
    }

    private static Object call(Object real, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
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
}
