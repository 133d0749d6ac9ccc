package io.github.ldapimport.table;

/**
 * Which forms of GUIDs a table holds, as far as its lookups have to know.
 *
 * @param any whether it holds GUIDs at all
 * @param digits whether some have the digits of a UUID in another form: capitals, braces, without dashes and so on
 * @param others whether some may be bytes in Base64, or have blanks round them
 * @param isWide whether the database takes characters beyond ASCII in such a comparison
 */
public record StoredGuids(boolean any, boolean digits, boolean others, boolean isWide) {
    /** Each as the import itself writes it. */
    public static final StoredGuids CANONICAL = new StoredGuids(true, false, false, true);

    /** Of a table that is not there yet. */
    static final StoredGuids NONE = new StoredGuids(false, false, false, true);
}
