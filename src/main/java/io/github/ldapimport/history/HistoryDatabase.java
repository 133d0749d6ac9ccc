package io.github.ldapimport.history;

import io.github.ldapimport.dialect.Dialect;
import io.github.ldapimport.sql.Database;
import io.github.ldapimport.sql.DatabaseFailures;
import io.github.ldapimport.sql.LabelRowMapperFactory;
import io.github.ldapimport.sql.SqlStatement;
import io.github.ldapimport.sql.Statements;
import io.github.ldapimport.store.BundleTables;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/** What runs have left, outside of any run: it takes no lock, and makes no table. */
public final class HistoryDatabase implements Statements {
    private final Database database;
    private final JdbcTemplate template;
    private final Dialect dialect;
    private final boolean hasRuns;
    private final boolean hasChanges;

    private HistoryDatabase(Database database, Dialect dialect, boolean hasRuns, boolean hasChanges) {
        this.database = database;
        this.template = new JdbcTemplate(database.dataSource());
        this.dialect = dialect;
        this.hasRuns = hasRuns;
        this.hasChanges = hasChanges;
    }

    /** @throws io.github.ldapimport.sql.DatabaseException when the database does not answer */
    public static HistoryDatabase open(Database database) {
        if (!database.exists()) {
            return new HistoryDatabase(database, Dialect.embedded(), false, false);
        }
        try (Connection connection = database.getConnection()) {
            return new HistoryDatabase(
                    database,
                    Dialect.of(connection.getMetaData()),
                    BundleTables.isReadable(connection, BundleTables.RUNS),
                    BundleTables.isReadable(connection, BundleTables.CHANGES));
        } catch (SQLException e) {
            throw DatabaseFailures.explain(
                    "Cannot read the history of runs in " + database.url(), database, e, "check database.url");
        }
    }

    /** How the database's SQL differs. */
    public Dialect dialect() {
        return dialect;
    }

    /** Whether the table of runs is there, and may be read. */
    public boolean hasRuns() {
        return hasRuns;
    }

    /** Whether the table of changes is there, and may be read. */
    public boolean hasChanges() {
        return hasChanges;
    }

    @Override
    public List<Map<String, Object>> rows(SqlStatement statement) {
        return template.query(
                statement.sql(),
                LabelRowMapperFactory.rows(),
                statement.parameters().toArray());
    }

    /**
     * The same for the import's own tables.
     *
     * @throws io.github.ldapimport.sql.DatabaseException when they cannot be read
     */
    public List<Map<String, Object>> own(SqlStatement statement) {
        try {
            return rows(statement);
        } catch (DataAccessException e) {
            throw DatabaseFailures.explain(
                    "Cannot read the history of runs in " + database.url(),
                    database,
                    e,
                    "let the account read the tables " + BundleTables.RUNS + " and " + BundleTables.CHANGES);
        }
    }

    /**
     * Writes to the import's own tables.
     *
     * @throws io.github.ldapimport.sql.DatabaseException when they cannot be written
     */
    void write(SqlStatement statement) {
        try {
            template.update(statement.sql(), statement.parameters().toArray());
        } catch (DataAccessException e) {
            throw DatabaseFailures.explain(
                    "Cannot write the approval of a run in " + database.url(),
                    database,
                    e,
                    "let the account write the table " + BundleTables.CHANGES);
        }
    }

    /**
     * What the import's own tables hold, read piece by piece as it is asked for.
     *
     * @param statement reads the piece after an element; the first one for null
     * @param atOnce how many elements a piece has, but for the last one
     */
    public <T> Iterator<T> pieces(
            Function<T, SqlStatement> statement, Function<List<Map<String, Object>>, List<T>> elements, int atOnce) {
        return new Iterator<>() {
            private final Deque<T> piece = new ArrayDeque<>();
            private boolean isAtEnd;
            private T last;

            @Override
            public boolean hasNext() {
                if (piece.isEmpty() && !isAtEnd) {
                    piece.addAll(elements.apply(own(statement.apply(last))));
                    isAtEnd = piece.size() < atOnce;
                }
                return !piece.isEmpty();
            }

            @Override
            public T next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("There is no further element");
                }
                last = piece.removeFirst();
                return last;
            }
        };
    }
}
