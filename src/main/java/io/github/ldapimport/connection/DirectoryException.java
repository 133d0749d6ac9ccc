package io.github.ldapimport.connection;

/**
 * The directory could not be reached, refused, or did not answer in full. The message is one line: what was being
 * done, what the directory said, and what to do now.
 */
public final class DirectoryException extends RuntimeException {
    public DirectoryException(String message) {
        super(message);
    }

    public DirectoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
