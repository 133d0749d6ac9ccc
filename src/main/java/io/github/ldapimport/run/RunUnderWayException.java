package io.github.ldapimport.run;

/** A run of the provider is under way, in this process or another, so another one does not begin. */
public final class RunUnderWayException extends RefusedException {
    public RunUnderWayException(String message) {
        super(message);
    }
}
