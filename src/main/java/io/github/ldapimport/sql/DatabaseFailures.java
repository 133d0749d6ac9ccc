package io.github.ldapimport.sql;

import io.github.ldapimport.text.Line;
import io.github.ldapimport.text.MaskedUrl;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import org.springframework.dao.DataAccessResourceFailureException;

/** What a database said, fit for a log: its own words, without statements, stack traces or the values of whole rows. */
public final class DatabaseFailures {
    private static final Set<String> OF_ONE_ROW_STATES = Set.of("23502", "22001", "22003", "23513", "23514");
    private static final Set<Integer> OF_ONE_ROW_CODES =
            Set.of(1048, 1406, 1264, 4025, 3819, 515, 2628, 8152, 1400, 12899, 1438, 2290);

    // warning, no data, WITH CHECK OPTION, a state of a trigger's own
    private static final Set<String> OF_STATEMENT_CLASSES = Set.of("01", "02", "44", "45");
    private static final Set<Integer> SIGNALS = Set.of(1642, 1643, 1644);

    private DatabaseFailures() {}

    /** The innermost message of a failure as one line; the line breaks of a database's own words are blanks in it. */
    public static String words(Throwable failure) {
        return line(DriverWords.of(failure));
    }

    /** The same of a failure to connect, in which a driver may quote the address: without the parts of it that may be secrets. */
    static String words(Throwable failure, String url) {
        return line(MaskedUrl.words(DriverWords.of(failure), url));
    }

    private static String line(String words) {
        return Line.of(words.replaceAll("\\s+", " ").strip().replaceFirst("\\.$", ""));
    }

    /** Whether a failure means that the database, or the way to it, is gone, rather than that it refused a row. */
    public static boolean isLost(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DataAccessResourceFailureException
                    || cause instanceof SQLRecoverableException
                    || cause instanceof SQLNonTransientConnectionException
                    || (cause instanceof SQLTransientConnectionException transientOne
                            && !isOfStatement(transientOne))) {
                return true;
            }
            // HikariCP's word for a connection that broke under a statement; it has no state
            if (cause instanceof SQLException sql
                    && (sql.getSQLState() == null
                            ? String.valueOf(sql.getMessage()).contains("Connection is closed")
                            : sql.getSQLState().startsWith("08")
                                    || sql.getSQLState().startsWith("57P"))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether MariaDB refused a statement: its driver calls each failure one of the connection whose state it does not know. That is
     * what a trigger signals (errors 1642 to 1644, whatever the state), a text that an enum does not list (state 01), and a row that a
     * view would not show (state 44).
     */
    private static boolean isOfStatement(SQLTransientConnectionException failure) {
        String state = failure.getSQLState();
        return SIGNALS.contains(failure.getErrorCode())
                || (state != null && OF_STATEMENT_CLASSES.contains(state.substring(0, Math.min(2, state.length()))));
    }

    /**
     * Says in one line what was being done, what the database said, and what to do now.
     *
     * @param doing such as "Cannot look at the table users in jdbc:postgresql://host/app"
     * @param remedy what to do where the database is there, takes writes, and nobody holds a lock
     */
    public static DatabaseException explain(String doing, Database database, Throwable failure, String remedy) {
        String said = database.words(failure);
        String what = doing + ": " + said + ": ";
        if (isReadOnly(failure)) {
            return new DatabaseException(
                    "The database " + database.url() + " takes no writes: " + said
                            + ": point database.url to the server that does, or end its read-only state",
                    failure);
        } else if (isLocked(failure)) {
            return new DatabaseException(
                    what + "somebody else holds a lock there, end that transaction and run again", failure);
        } else if (isLost(failure)) {
            return new DatabaseException(
                    what + "check that the database runs, and the network, and run again", failure);
        }
        return new DatabaseException(what + remedy, failure);
    }

    /**
     * Whether the database takes no writes at all: PostgreSQL and the standard say 25006, H2 90097, MariaDB and MySQL 1290 and
     * 1792, SQL Server 3906, Oracle 16000.
     */
    public static boolean isReadOnly(Throwable failure) {
        SQLException sql = sqlException(failure);
        return sql != null
                && ("25006".equals(sql.getSQLState())
                        || sql.getErrorCode() == 90097
                        || sql.getErrorCode() == 1290
                        || sql.getErrorCode() == 1792
                        || sql.getErrorCode() == 3906
                        || sql.getErrorCode() == 16000);
    }

    /**
     * Whether somebody else held a lock for too long: PostgreSQL says 55P03, H2 50200, MariaDB and MySQL 1205, SQL Server 1222,
     * Oracle 54 and 30006.
     */
    public static boolean isLocked(Throwable failure) {
        SQLException sql = sqlException(failure);
        return sql != null
                && ("55P03".equals(sql.getSQLState())
                        || sql.getErrorCode() == 50200
                        || sql.getErrorCode() == 1205
                        || sql.getErrorCode() == 1222
                        || sql.getErrorCode() == 54
                        || sql.getErrorCode() == 30006);
    }

    /**
     * Whether the database refused a value by its column alone, so that the same row fails again whatever becomes of others: NULL, a
     * length, a number out of range, or a check constraint. The standard says 23502, 22001, 22003 and 23514, H2 23513, MariaDB 1048,
     * 1406, 1264, 4025, MySQL 3819, SQL Server 515, 2628, 8152, Oracle 1400, 12899, 1438, 2290.
     */
    public static boolean isOfOneRow(Throwable failure) {
        SQLException sql = sqlException(failure);
        return sql != null
                && (OF_ONE_ROW_STATES.contains(String.valueOf(sql.getSQLState()))
                        || OF_ONE_ROW_CODES.contains(sql.getErrorCode()));
    }

    /** The driver's exception somewhere in a chain of causes, or null. */
    static SQLException sqlException(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql;
            }
        }
        return null;
    }
}
