package io.github.ldapimport.model;

/**
 * A row of the users table.
 *
 * @param id of a row that the model adds: a negative number
 * @param updatedAt a date as text, or {@link #NOW}
 */
record Row(
        long id,
        String guid,
        String domain,
        String name,
        String email,
        String password,
        String updatedAt,
        String deletedAt) {
    static final String NOW = "now";
    /** A password hash that is not known beforehand. */
    static final String SOME = "*";

    Row deleted(String date) {
        return new Row(id, guid, domain, name, email, password, updatedAt, date);
    }

    Row updated() {
        return new Row(id, guid, domain, name, email, password, NOW, deletedAt);
    }

    Row released() {
        return new Row(id, guid, domain, name, null, password, updatedAt, deletedAt);
    }
}
