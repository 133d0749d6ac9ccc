package io.github.ldapimport.api;

import io.github.ldapimport.text.Line;

/** A guard ended the run before it could do harm. One line: what was found, and the way to allow it. */
public sealed class RefusedException extends RuntimeException permits RunInProgressException {
    public RefusedException(String message) {
        super(Line.of(message));
    }
}
