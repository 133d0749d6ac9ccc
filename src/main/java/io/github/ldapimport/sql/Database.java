package io.github.ldapimport.sql;

import static io.github.ldapimport.settings.Setting.*;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import io.github.ldapimport.text.LineLog;
import io.github.ldapimport.text.MaskedUrl;
import io.github.ldapimport.text.Secret;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.support.LifecycleStrategySupport;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * A database, as its settings describe it: one with a pool of the import's own, which is opened at the first use, not before;
 * or where the settings give no address, the {@link DataSource} of the runtime.
 *
 * <p>It is no DataSource itself, but has one: as a bean it would stand beside the runtime's own, whose components take a
 * DataSource by themselves where there is only one.
 */
public final class Database implements CamelContextAware, AutoCloseable {
    private static final LineLog LOG = LineLog.of(Database.class);
    private static final int MILLISECONDS_TO_WAIT = 10_000;
    private static final int MAX_CONNECTIONS = 100;
    private static final int NO_SUCH_H2_DATABASE = 90146;
    // H2's codes for a file that could not be read, written or made
    private static final Set<String> FILE_FAILURES = Set.of("90028", "90031", "90062");

    private CamelContext context;
    private String settingsPrefix = Setting.BUNDLE_PREFIX;
    private HikariDataSource pool;
    private Optional<RuntimeDataSource> host;
    private final DataSource dataSource = new AbstractDataSource() {
        @Override
        public Connection getConnection() throws SQLException {
            return Database.this.getConnection();
        }

        @Override
        public Connection getConnection(String username, String password) throws SQLException {
            throw new SQLFeatureNotSupportedException("The account is a setting");
        }
    };
    private List<Object> openedWith;

    /** Called by Camel when it makes the bean. */
    @Override
    public void setCamelContext(CamelContext camelContext) {
        context = camelContext;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    /** Says what stands before {@code .database.url} in the settings. */
    public void setSettings(String prefix) {
        settingsPrefix = prefix;
    }

    public String getSettings() {
        return settingsPrefix;
    }

    /** What statements and transactions of the import go to; always the same one. */
    public DataSource dataSource() {
        return dataSource;
    }

    /** The runtime's DataSource, where it is that; looked for once. */
    private synchronized Optional<RuntimeDataSource> host() {
        if (host == null) {
            host = RuntimeDataSource.find(settings(), context);
        }
        return host;
    }

    /** What the log should say of a database that no setting names; empty where one does. */
    public Optional<String> found() {
        return host().filter(bean -> !bean.isNamed())
                .map(bean -> "The users go to the " + bean.words() + ", because "
                        + settings().key(DATABASE_URL) + " is not set");
    }

    /**
     * Whether it is, as far as addresses tell, the same database as another one: then two providers may share a table. It
     * connects to a database of the runtime, whose address is not known before.
     */
    public boolean isSameDatabase(Database other) {
        return this == other || address().equals(other.address());
    }

    private String address() {
        RuntimeDataSource bean = host().orElse(null);
        if (bean == null) {
            return withoutParameters(jdbcUrl());
        }
        if (bean.url().isEmpty()) {
            try (Connection connection = bean.borrow()) {
                LOG.debug("{} is there", connection);
            } catch (SQLException e) {
                throw DatabaseFailures.explain("Cannot open the " + url(), this, e, "check its settings");
            }
        }
        return bean.url().map(Database::withoutParameters).orElseThrow();
    }

    /** SQL Server's address has the database among them. */
    private static String withoutParameters(String url) {
        return DatabaseProduct.at(url) == DatabaseProduct.SQL_SERVER ? url : url.replaceFirst("[?;].*", "");
    }

    /** The address without a password that may stand in it, or the name of the runtime's bean, for messages. */
    public String url() {
        return host().map(RuntimeDataSource::words).orElseGet(() -> MaskedUrl.database(jdbcUrl()));
    }

    /** What a failure to reach or use it says, without what of the address may be a secret. */
    String words(Throwable failure) {
        return host().isPresent() ? DatabaseFailures.words(failure) : DatabaseFailures.words(failure, jdbcUrl());
    }

    private String jdbcUrl() {
        return settings().requiredText(DATABASE_URL, "give a JDBC address such as jdbc:postgresql://host/database");
    }

    /** An H2 database of this process's own, file or memory: nobody else makes its tables. */
    public boolean isEmbedded() {
        // the tables of a database of the runtime are the runtime's matter
        return host().isEmpty() && DatabaseProduct.isEmbedded(jdbcUrl());
    }

    /**
     * Whether the database is there. H2 would make a file that is not, which a look at it must not do.
     *
     * @throws DatabaseException when an embedded database cannot be opened
     */
    public boolean exists() {
        if (!isEmbedded() || pool != null) {
            return true;
        }
        Settings settings = settings();
        H2File.requireTrusted(jdbcUrl(), settings.key(DATABASE_URL));
        String username = settings.text(DATABASE_USERNAME);
        try (Connection connection = DriverManager.getConnection(
                jdbcUrl() + ";IFEXISTS=TRUE", username, password(settings).value())) {
            return connection.isValid(0);
        } catch (SQLException e) {
            if (e.getErrorCode() == NO_SUCH_H2_DATABASE) {
                return false;
            }
            throw explain(e);
        }
    }

    /**
     * Looks, without making anything, whether an embedded database that {@linkplain #exists is not there} could be made.
     *
     * @throws DatabaseException when its file could not be
     */
    public void requireCreatable() {
        H2File.whyNotMade(jdbcUrl()).ifPresent(reason -> {
            throw new DatabaseException(
                    "The database " + url() + " is not there, and could not be made: " + reason + ": correct "
                            + settings().key(DATABASE_URL) + ", or let the account " + System.getProperty("user.name")
                            + " write there",
                    null);
        });
    }

    /**
     * A connection of the pool, its own or the runtime's.
     *
     * @throws ConfigurationException when no driver knows the address or the account is refused
     * @throws DatabaseException when the database cannot be reached
     */
    public Connection getConnection() throws SQLException {
        RuntimeDataSource bean = host().orElse(null);
        return bean == null ? pool().getConnection() : bean.borrow();
    }

    /**
     * A connection that is not the own pool's, and that the caller closes: to hold a lock through.
     *
     * @throws SQLException when it cannot be opened
     * @throws DatabaseException when the runtime's pool has none to spare
     */
    public Connection openConnection() throws SQLException {
        RuntimeDataSource bean = host().orElse(null);
        if (bean != null) {
            return bean.borrowForLong();
        }
        Settings settings = settings();
        String url = DatabaseProduct.at(jdbcUrl()).address(jdbcUrl());
        Connection connection = DriverManager.getConnection(
                url, settings.text(DATABASE_USERNAME), password(settings).value());
        connection.setAutoCommit(false);
        return connection;
    }

    /**
     * Lets go of the connections where the settings are no longer those they were opened with.
     *
     * @throws ConfigurationException naming the setting that is wrong
     */
    public synchronized void readSettingsAgain() {
        host = null;
        if (host().isPresent() || !description().equals(openedWith)) {
            close();
        }
    }

    /** All that connections are opened with. */
    private List<Object> description() {
        Settings settings = settings();
        return List.of(
                // a password may stand in it
                new Secret(jdbcUrl()),
                settings.text(DATABASE_USERNAME),
                password(settings),
                settings.number(DATABASE_CONNECTIONS, 1, MAX_CONNECTIONS),
                settings.milliseconds(DATABASE_LOCK_TIMEOUT));
    }

    private static Secret password(Settings settings) {
        return settings.secret(DATABASE_PASSWORD, DATABASE_PASSWORD_FILE);
    }

    private synchronized HikariDataSource pool() {
        if (pool == null) {
            openedWith = description();
            pool = open();
            // not left to a destroy method: Camel may make a bean twice, and then calls that of the one nobody uses
            context.addLifecycleStrategy(new LifecycleStrategySupport() {
                @Override
                public void onContextStopped(CamelContext stopped) {
                    close();
                }
            });
        }
        return pool;
    }

    private HikariDataSource open() {
        Settings settings = settings();
        HikariConfig config = new HikariConfig();
        String url = jdbcUrl();
        H2File.requireTrusted(url, settings.key(DATABASE_URL));
        config.setPoolName(settingsPrefix);
        config.setUsername(settings.text(DATABASE_USERNAME));
        config.setPassword(password(settings).value());
        config.setMaximumPoolSize(settings.number(DATABASE_CONNECTIONS, 1, MAX_CONNECTIONS));
        config.setMinimumIdle(0);
        config.setConnectionTimeout(MILLISECONDS_TO_WAIT);
        DatabaseProduct product = DatabaseProduct.at(url);
        product.driverProperties().forEach(config::addDataSourceProperty);
        SessionSetup setup = product.sessionSetup(settings.milliseconds(DATABASE_LOCK_TIMEOUT));
        if (!setup.statement().isEmpty()) {
            config.setConnectionInitSql(setup.statement());
        }
        if (isEmbedded()
                && settings.text(DATABASE_USERNAME).isEmpty()
                && !url.toUpperCase(Locale.ROOT).contains("TRACE_LEVEL_FILE")) {
            // H2 would write each exception to a file or to the terminal, also those that are expected. Only
            // administrators may say so: where no account is named, it is the one that made the database
            config.addDataSourceProperty("TRACE_LEVEL_FILE", "0");
        }
        try {
            config.setJdbcUrl(product.address(url));
            HikariDataSource opened = new HikariDataSource(config);
            if (isEmbedded()) {
                writeAtOnce(opened);
            }
            return opened;
        } catch (HikariPool.PoolInitializationException e) {
            throw explain(e);
        } catch (RuntimeException e) {
            throw new ConfigurationException(
                    settings.key(DATABASE_URL) + " is '" + url() + "': " + words(e)
                            + ": drivers for H2, PostgreSQL and MariaDB are in lib, put others there",
                    e);
        }
    }

    /** H2 leaves what was committed in memory for half a second, in which a process that is killed would lose it. */
    private static void writeAtOnce(HikariDataSource opened) {
        try (Connection connection = opened.getConnection();
                java.sql.Statement statement = connection.createStatement()) {
            statement.execute("SET WRITE_DELAY 0");
        } catch (SQLException e) {
            // the account is no administrator, or the file is read-only: then it stays as its owner has set it
            LOG.debug("The write delay of H2 stays as it is", e);
        }
    }

    private RuntimeException explain(Exception failure) {
        Settings settings = settings();
        SQLException sql = DatabaseFailures.sqlException(failure);
        String state = sql == null || sql.getSQLState() == null ? "" : sql.getSQLState();
        String what = "Cannot open the database " + url() + ": " + words(failure) + ": ";
        // 28: invalid authorization; 3D: no such database; MariaDB tells both with 42000 and a code
        if (state.startsWith("28") || state.startsWith("3D") || state.startsWith("42")) {
            return new ConfigurationException(
                    what + "check " + settings.key(DATABASE_URL) + ", " + settings.key(DATABASE_USERNAME) + " and "
                            + settings.key(DATABASE_PASSWORD),
                    failure);
        }
        if (state.equals("90020")) {
            return new DatabaseException(
                    what + "another process has this H2 file open, wait for it to end or stop it", failure);
        }
        if (isEmbedded()) {
            return new DatabaseException(
                    what + "check " + settings.key(DATABASE_URL)
                            + (FILE_FAILURES.contains(state)
                                    ? ", and that the account " + System.getProperty("user.name") + " may write there"
                                    : " and " + settings.key(DATABASE_PASSWORD)),
                    failure);
        }
        return new DatabaseException(
                what + "check " + settings.key(DATABASE_URL) + ", and that the database runs", failure);
    }

    private Settings settings() {
        return new Settings(context, settingsPrefix);
    }

    @Override
    public synchronized void close() {
        if (pool != null) {
            pool.close();
            pool = null;
        }
    }
}
