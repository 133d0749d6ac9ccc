package io.github.ldapimport.benchmark;

import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.function.Function;
import org.postgresql.PGConnection;

/**
 * The users table of a benchmark, made as an application would: with a key, a unique GUID and a unique address.
 *
 * <p>H2's is the file that the program makes by default, which one process at a time can open.
 */
final class BenchmarkTable implements AutoCloseable {
    private static final String COLUMNS = "guid, domain, name, email, created_at, updated_at";
    private static final String EVERY_HUNDREDTH = " WHERE MOD(id, 100) = 0 AND guid IS NOT NULL";
    private static final int FETCH_SIZE = 1000;

    private final Product product;
    private final Path folder;
    private final Path rows;
    // null for H2, which is opened and closed each time
    private final TestDatabase server;

    private BenchmarkTable(Product product, Path folder) {
        this.product = product;
        this.folder = folder;
        this.rows = folder.resolve("rows.txt");
        this.server = product == Product.H2 ? null : TestDatabase.create(product);
    }

    /** An empty one, for a program that runs in that folder. */
    static BenchmarkTable create(Product product, Path folder) {
        BenchmarkTable table = new BenchmarkTable(product, folder);
        table.in(TestDatabase::createUsersTable);
        if (product == Product.POSTGRESQL) {
            // at a time of its own choosing it would fall into the measuring of something
            table.execute("ALTER TABLE users SET (autovacuum_enabled = false)");
        }
        return table;
    }

    Product product() {
        return product;
    }

    /** The settings that lead to it; H2's are the default. */
    Map<String, String> settings() {
        return server == null ? Map.of() : server.settings();
    }

    private <T> T in(Function<TestDatabase, T> work) {
        if (server != null) {
            return work.apply(server);
        }
        try (TestDatabase file = TestDatabase.inFolder(folder)) {
            return work.apply(file);
        }
    }

    private void execute(String sql) {
        in(database -> {
            database.execute(sql);
            return null;
        });
    }

    /** How many rows fit a condition. */
    long count(String condition) {
        return Long.parseLong(in(database -> database.value("SELECT COUNT(*) FROM users WHERE " + condition)));
    }

    /** Takes all rows away. */
    void empty() {
        execute("TRUNCATE TABLE users");
        settle(false);
    }

    /** Gives every hundredth row another name; how many they are. */
    long change() {
        long changed = everyHundredth();
        execute("UPDATE users SET name = 'Somebody Else'" + EVERY_HUNDREDTH);
        settle(true);
        return changed;
    }

    /** Adds a row that the directory knows nothing of, for each hundredth; how many they are. */
    long addMissing() {
        long missing = everyHundredth();
        execute("INSERT INTO users (guid, domain, name) SELECT CONCAT('00000000', SUBSTRING(guid, 9)), domain, 'Nobody'"
                + " FROM users" + EVERY_HUNDREDTH);
        settle(true);
        return missing;
    }

    /** Removes the rows that an import has soft-deleted. */
    void removeDeleted() {
        execute("DELETE FROM users WHERE deleted_at IS NOT NULL");
        settle(true);
    }

    private long everyHundredth() {
        return Long.parseLong(in(database -> database.value("SELECT COUNT(*) FROM users" + EVERY_HUNDREDTH)));
    }

    /** Lets the server end the work of earlier writes, so that the next thing measured does not pay for it. */
    void settle(boolean hasRows) {
        switch (product) {
            case POSTGRESQL -> {
                if (hasRows) {
                    execute("VACUUM ANALYZE users");
                }
                execute("CHECKPOINT");
            }
            case MARIADB -> execute("ANALYZE TABLE users");
            case H2 -> {
                // written when it was closed
            }
        }
    }

    /** Writes all rows to a file, as {@link #bulkLoad} takes them. */
    void export() {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                BufferedWriter file = Files.newBufferedWriter(rows)) {
            connection.setAutoCommit(false);
            statement.setFetchSize(FETCH_SIZE);
            try (ResultSet results = statement.executeQuery("SELECT " + COLUMNS + " FROM users ORDER BY id")) {
                while (results.next()) {
                    for (int i = 1; i <= results.getMetaData().getColumnCount(); i++) {
                        String value = results.getString(i);
                        file.append(i == 1 ? "" : "\t").append(value == null ? "\\N" : value.replace("\\", "\\\\"));
                    }
                    file.append('\n');
                }
            }
        } catch (SQLException | IOException e) {
            throw new IllegalStateException("The rows could not be written to " + rows, e);
        }
    }

    /** Puts the exported rows into the empty table by the product's own fastest way: the seconds that it takes. */
    double bulkLoad() {
        try (Connection connection = connect()) {
            long start = System.nanoTime();
            switch (product) {
                case POSTGRESQL -> {
                    try (Reader file = Files.newBufferedReader(rows)) {
                        connection
                                .unwrap(PGConnection.class)
                                .getCopyAPI()
                                .copyIn("COPY users (" + COLUMNS + ") FROM STDIN", file);
                    }
                }
                case MARIADB ->
                    execute(
                            connection,
                            "LOAD DATA LOCAL INFILE '" + rows + "' INTO TABLE users CHARACTER SET utf8mb4 (" + COLUMNS
                                    + ")");
                case H2 ->
                    execute(
                            connection,
                            "INSERT INTO users (" + COLUMNS + ") SELECT * FROM CSVREAD('" + rows
                                    + "', 'GUID\tDOMAIN\tNAME\tEMAIL\tCREATED_AT\tUPDATED_AT', 'charset=UTF-8"
                                    + " fieldSeparator=\t fieldDelimiter= escape=\\\\ null=\\\\N')");
            }
            if (product == Product.H2) {
                execute(connection, "CHECKPOINT SYNC");
            }
            return (System.nanoTime() - start) / 1e9;
        } catch (SQLException | IOException e) {
            throw new IllegalStateException("The rows of " + rows + " could not be loaded into " + product, e);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection connect() throws SQLException {
        if (server == null) {
            return DriverManager.getConnection("jdbc:h2:file:" + folder.resolve("data/users"), "", "");
        }
        String infile = product == Product.MARIADB ? "?allowLocalInfile=true" : "";
        return DriverManager.getConnection(server.url() + infile, server.username(), server.password());
    }

    @Override
    public void close() {
        if (server != null) {
            execute("DROP TABLE users");
            server.close();
        }
        try {
            Files.deleteIfExists(rows);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
