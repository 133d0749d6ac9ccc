package io.github.ldapimport.api;

import io.github.ldapimport.text.Line;

/**
 * A page was handed to a worker on another node and did not come back whole, or a worker would not take it. The message is one
 * line for a person. Rows of the page may have been written; the users of the page count as present.
 */
public final class WorkerException extends RuntimeException {
    public WorkerException(String message) {
        super(Line.of(message));
    }

    public WorkerException(String message, Throwable cause) {
        super(Line.of(message), cause);
    }
}
