package io.github.ldapimport.run;

import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.api.RefusedException;
import io.github.ldapimport.api.WorkerException;
import io.github.ldapimport.connection.DirectoryException;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.sql.Database;
import io.github.ldapimport.sql.DatabaseException;
import io.github.ldapimport.sql.DatabaseFailures;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.component.bean.MethodNotFoundException;

/** Why a run cannot go on: the first reason counts. For several threads at once. */
final class RunFailure {
    private final AtomicReference<Throwable> first = new AtomicReference<>();

    /**
     * Notes a reason, in words for a person.
     *
     * @param database the run's, once its settings are read
     */
    void record(Throwable thrown, Optional<Database> database) {
        if (first.get() == null) {
            first.compareAndSet(null, explain(thrown, database));
        }
    }

    /** The first reason, if there is any. */
    Optional<Throwable> find() {
        return Optional.ofNullable(first.get());
    }

    /** The status of a run that ends so. */
    String status() {
        return find().map(why -> why instanceof RefusedException ? ImportSummary.REFUSED : ImportSummary.FAILED)
                .orElse(ImportSummary.COMPLETED);
    }

    /** Whether it is the settings' or the request's fault. */
    boolean isConfiguration() {
        return first.get() instanceof ConfigurationException;
    }

    /** Finds the exception made for a person among those that Camel wrapped around it, or makes one. */
    private static Throwable explain(Throwable thrown, Optional<Database> database) {
        boolean isOfDatabase = false;
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConfigurationException
                    || cause instanceof DirectoryException
                    || cause instanceof DatabaseException
                    || cause instanceof RefusedException
                    || cause instanceof WorkerException) {
                return cause;
            }
            isOfDatabase |= cause instanceof SQLException;
        }
        return isOfDatabase && database.isPresent()
                ? DatabaseFailures.explain(
                        "The database " + database.get().url() + " stopped the run, rows already written stay",
                        database.get(),
                        thrown,
                        "mend that and run again")
                : new IllegalStateException("The run broke off: " + words(thrown), thrown);
    }

    /** Turns what nobody foresaw into words: what was wanted, and not which class threw it. */
    static String words(Throwable failure) {
        Throwable innermost = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MethodNotFoundException method) {
                return "the routes want '" + method.getMethodName() + "', which this release does not have: compare the"
                        + " files in routes/ with those of the release";
            }
            innermost = cause;
        }
        String said = innermost.getMessage();
        if (said == null || said.isBlank()) {
            return "a step of the routes failed without a word ("
                    + innermost.getClass().getSimpleName() + "): look at the steps of your own";
        }
        // a name alone, such as that of a host, says nothing of what is wrong with it
        return (said.strip().contains(" ") ? "" : innermost.getClass().getSimpleName() + ": ")
                + DatabaseFailures.words(failure);
    }
}
