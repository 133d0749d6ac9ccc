package io.github.ldapimport.api;

/** A guard ended the run before it could do harm. One line: what was found, and the way to allow it. */
public sealed class RefusedException extends RuntimeException permits RunInProgressException {
    public RefusedException(String message) {
        super(message);
    }
}
