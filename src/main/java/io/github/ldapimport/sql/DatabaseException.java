package io.github.ldapimport.sql;

import io.github.ldapimport.text.Line;

/** The database could not be reached or refused to work. One line: what was being done, what it said, what to do now. */
public final class DatabaseException extends RuntimeException {
    public DatabaseException(String message, Throwable cause) {
        super(Line.of(message), cause);
    }
}
