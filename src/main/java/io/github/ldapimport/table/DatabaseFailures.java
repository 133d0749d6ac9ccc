package io.github.ldapimport.table;

import java.sql.SQLException;
import java.util.regex.Pattern;

/** What a database said, fit for a log: its own words, without statements, stack traces or the values of whole rows. */
public final class DatabaseFailures {
    // H2 appends the statement, PostgreSQL the whole row (and with it a password hash) where a constraint fails
    private static final Pattern STATEMENT = Pattern.compile(";? *SQL statement:.*", Pattern.DOTALL);
    private static final Pattern WHOLE_ROW = Pattern.compile("Detail: Failing row contains .*", Pattern.DOTALL);
    private static final Pattern BATCH_ENTRY = Pattern.compile("^Batch entry .* was aborted: ", Pattern.DOTALL);
    private static final Pattern SPRING_PREFIX = Pattern.compile("^\\(conn=\\d+\\) ");

    private DatabaseFailures() {}

    /** The innermost message of a failure as one line. */
    public static String words(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null && innermost.getCause() != innermost) {
            innermost = innermost.getCause();
        }
        // the driver's exception says more than what may lie below it
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException) {
                innermost = cause;
            }
        }
        String words = innermost.getMessage() == null ? innermost.toString() : innermost.getMessage();
        for (Pattern noise : new Pattern[] {STATEMENT, WHOLE_ROW, BATCH_ENTRY, SPRING_PREFIX}) {
            words = noise.matcher(words).replaceFirst("");
        }
        return words.replaceAll("[\\r\\n\\x00]+", " ")
                .replaceAll(" {2,}", " ")
                .strip()
                .replaceFirst("\\.$", "");
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
