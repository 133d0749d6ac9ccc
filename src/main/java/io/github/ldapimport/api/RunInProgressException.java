package io.github.ldapimport.api;

/** A run of the provider is under way, in this process or another, so another one does not begin. */
public final class RunInProgressException extends RefusedException {
    public RunInProgressException(String message) {
        super(message);
    }
}
