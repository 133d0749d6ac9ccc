package io.github.ldapimport.sql;

import java.lang.reflect.InvocationTargetException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.regex.Pattern;

/**
 * What a database said, without the statement and without the details in which it quotes whole rows and so their password hashes.
 *
 * <p>pgjdbc writes those around the message in the language of the machine, so they are no words to look for: the message is asked of the
 * driver's exception. By its methods' names, because the driver is a host's own, if there is one.
 */
final class DriverWords {
    private static final String SERVER_MESSAGE = "getServerErrorMessage";

    // H2 appends the statement
    private static final Pattern STATEMENT = Pattern.compile(";? *SQL statement:.*", Pattern.DOTALL);
    private static final Pattern BATCH_ENTRY = Pattern.compile("^Batch entry .* was aborted: ", Pattern.DOTALL);
    private static final Pattern CONNECTION_PREFIX = Pattern.compile("^\\(conn=\\d+\\) ");

    private DriverWords() {}

    /** The words of the first failure in a chain of causes that a database itself reported, else of the innermost one. */
    static String of(Throwable failure) {
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
        if (innermost instanceof SQLException sql) {
            return of(sql);
        }
        return innermost.getMessage() == null ? innermost.toString() : innermost.getMessage();
    }

    /** The words of one exception of a driver; of a batch, those about the statement that failed. */
    static String of(SQLException failure) {
        SQLException next = failure.getNextException();
        // the batch's own message quotes the statement with its values
        if (failure instanceof BatchUpdateException && next != null) {
            return of(next);
        }
        String words = serverMessage(failure);
        if (words == null) {
            words = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        }
        for (Pattern noise : new Pattern[] {STATEMENT, BATCH_ENTRY, CONNECTION_PREFIX}) {
            words = noise.matcher(words).replaceFirst("");
        }
        return words;
    }

    /** What PostgreSQL's server said, as pgjdbc begins its message; null for any other driver and failure. */
    private static String serverMessage(SQLException failure) {
        Object said = call(failure, SERVER_MESSAGE);
        Object message = said == null ? null : call(said, "getMessage");
        Object severity = said == null ? null : call(said, "getSeverity");
        return message == null ? null : (severity == null ? "" : severity + ": ") + message;
    }

    private static Object call(Object target, String method) {
        try {
            return target.getClass().getMethod(method).invoke(target);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            // another driver, whose own message is all there is
            return null;
        }
    }
}
