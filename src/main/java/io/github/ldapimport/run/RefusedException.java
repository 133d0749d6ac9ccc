package io.github.ldapimport.run;

/** A guard ended the run before it could do harm. One line: what was found, and the way to allow it. */
public sealed class RefusedException extends RuntimeException permits RunUnderWayException {
    public RefusedException(String message) {
        super(message);
    }
}
