package io.github.ldapimport.connection;

import io.github.ldapimport.text.Line;

/**
 * The directory could not be reached, refused, or did not answer in full. The message is one line: what was being
 * done, what the directory said, and what to do now.
 */
public final class DirectoryException extends RuntimeException {
    private final boolean unreachable;

    public DirectoryException(String message) {
        this(message, null);
    }

    public DirectoryException(String message, Throwable cause) {
        this(message, cause, false);
    }

    private DirectoryException(String message, Throwable cause, boolean unreachable) {
        super(Line.of(message), cause);
        this.unreachable = unreachable;
    }

    /** The same where no answer came, or not all of it: a lost connection, a time-out, a server that is busy or shuts down. */
    public static DirectoryException unreachable(String message, Throwable cause) {
        return new DirectoryException(message, cause, true);
    }

    /** Whether the server did not get to an answer, so that the same request may succeed on another connection. */
    public boolean isUnreachable() {
        return unreachable;
    }
}
