package io.github.ldapimport.run;

import io.github.ldapimport.sql.DatabaseFailures;
import org.apache.camel.component.bean.MethodNotFoundException;

/** Turns what nobody foresaw into words: what was wanted, and not which class threw it. */
final class RunFailures {
    private RunFailures() {}

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
