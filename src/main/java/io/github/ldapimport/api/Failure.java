package io.github.ldapimport.api;

/** A user who could not be imported, and why. */
public record Failure(String name, String dn, String guid, String message) {}
