package io.github.ldapimport.model;

/**
 * A row of the users table.
 *
 * @param id of a row that the model adds: a negative number
 * @param badge unique, and never null in the table
 * @param number unique among the rows of a domain
 * @param updatedAt a date as text, or {@link #NOW}
 */
record Row(
        long id,
        String guid,
        String domain,
        String name,
        String email,
        String badge,
        Integer number,
        String password,
        String updatedAt,
        String deletedAt) {
    static final String NOW = "now";
    /** A password hash that is not known beforehand. */
    static final String SOME = "*";

    Row deleted(String date) {
        return new Row(id, guid, domain, name, email, badge, number, password, updatedAt, date);
    }

    Row updated() {
        return new Row(id, guid, domain, name, email, badge, number, password, NOW, deletedAt);
    }

    Row with(String otherEmail, String otherBadge, Integer otherNumber) {
        return new Row(id, guid, domain, name, otherEmail, otherBadge, otherNumber, password, updatedAt, deletedAt);
    }

    Row released() {
        return new Row(id, guid, domain, name, null, badge, number, password, updatedAt, deletedAt);
    }
}
