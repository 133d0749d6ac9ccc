package io.github.ldapimport.sql;

import static io.github.ldapimport.settings.Setting.*;

import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.HostBean;
import io.github.ldapimport.settings.Settings;
import io.github.ldapimport.text.MaskedUrl;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;

/** The DataSource of the runtime that the import works in: connections are borrowed, the pool is never closed. */
final class RuntimeDataSource {
    private static final int SECONDS_TO_WAIT = 10;

    private final HostBean<DataSource> bean;
    private final int lockTimeout;
    private volatile String url;

    private RuntimeDataSource(HostBean<DataSource> bean, int lockTimeout) {
        this.bean = bean;
        this.lockTimeout = lockTimeout;
    }

    /**
     * The DataSource that the settings name, or the only one there is where they give no address.
     *
     * @throws ConfigurationException when it is not clear which, or it cannot serve
     */
    static Optional<RuntimeDataSource> find(Settings settings, CamelContext context) {
        Optional<HostBean<DataSource>> found = HostBean.find(
                settings,
                context,
                DataSource.class,
                source -> Optional.of(committing(source)),
                DATABASE_BEAN,
                DATABASE_URL,
                List.of(DATABASE_USERNAME, DATABASE_PASSWORD, DATABASE_PASSWORD_FILE));
        found.ifPresent(bean -> refuseRouting(settings, bean));
        return found.map(bean -> new RuntimeDataSource(bean, settings.milliseconds(DATABASE_LOCK_TIMEOUT)));
    }

    /** Below a proxy that would make what is written here a part of the caller's transaction, and undo it with that. */
    private static DataSource committing(DataSource source) {
        return source instanceof TransactionAwareDataSourceProxy proxy && proxy.getTargetDataSource() != null
                ? committing(proxy.getTargetDataSource())
                : source;
    }

    /** The workers of a run are threads of its own: where each would end up is anybody's guess. */
    private static void refuseRouting(Settings settings, HostBean<DataSource> bean) {
        DataSource source = bean.bean();
        while (source instanceof DelegatingDataSource delegating && delegating.getTargetDataSource() != null) {
            source = delegating.getTargetDataSource();
        }
        if (source instanceof AbstractRoutingDataSource) {
            throw new ConfigurationException("The DataSource bean '" + bean.name()
                    + "' leads each thread to a database of its own, and a run has several threads: name the one behind it"
                    + " in " + settings.key(DATABASE_BEAN) + ", or set " + settings.key(DATABASE_URL));
        }
    }

    /** Whether a setting names it, rather than that it is the only one. */
    boolean isNamed() {
        return bean.isNamed();
    }

    /** For a person. */
    String words() {
        return "DataSource bean '" + bean.name() + "'" + (url == null ? "" : " (" + MaskedUrl.database(url) + ")");
    }

    /** What the driver calls the database; known once a connection was there. */
    Optional<String> url() {
        return Optional.ofNullable(url);
    }

    Connection borrow() throws SQLException {
        return setUp(bean.bean().getConnection());
    }

    private Connection setUp(Connection connection) throws SQLException {
        try {
            if (url == null) {
                url = String.valueOf(connection.getMetaData().getURL());
            }
            return SessionGuard.of(connection, url, lockTimeout);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /**
     * A connection to keep for a whole run. The run needs more than this one: a pool that has no other would let it wait,
     * for ever where it has no time-out, for a connection that it holds itself.
     *
     * @throws DatabaseException when the pool gives no second one
     */
    Connection borrowForLong() throws SQLException {
        Connection first = bean.bean().getConnection();
        Connection connection = setUp(first);
        try {
            CompletableFuture<Connection> second = new CompletableFuture<>();
            Thread asking = new Thread(() -> ask(second), "ldap-import-second-connection");
            asking.setDaemon(true);
            asking.start();
            try (Connection other = second.get(SECONDS_TO_WAIT, TimeUnit.SECONDS)) {
                if (other == first) {
                    throw tooFew("gives everybody the same connection", null);
                }
            } catch (TimeoutException e) {
                if (!second.completeExceptionally(e)) {
                    second.join().close();
                }
                throw tooFew("gave no second connection within " + SECONDS_TO_WAIT + " seconds", e);
            } catch (ExecutionException e) {
                throw tooFew("gave no second connection (" + DatabaseFailures.words(e) + ")", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw tooFew("gave no second connection yet", e);
            }
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private void ask(CompletableFuture<Connection> answer) {
        try {
            Connection connection = bean.bean().getConnection();
            if (!answer.complete(connection)) {
                // it came too late
                connection.close();
            }
        } catch (SQLException | RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }

    private DatabaseException tooFew(String what, Exception cause) {
        return new DatabaseException(
                "The DataSource bean '" + bean.name() + "' " + what
                        + ": a run holds one for its lock and needs one for each of its workers, let the pool have as many",
                cause);
    }
}
