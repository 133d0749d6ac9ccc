package io.github.ldapimport.rows;

/**
 * A row that has a GUID.
 *
 * @param id the row's key
 * @param guid in its stored form
 * @param label what a person knows the row by: the first column of sync-attributes, may be null
 * @param value that of a column which was asked for
 */
public record KeyedRow(Object id, String guid, State state, String label, Object value) {
    /** What the soft-delete column says. */
    public enum State {
        LIVE,
        /** Neither the deleted value nor the live one. */
        OTHER,
        DELETED
    }

    /** What a person knows the row by. */
    public String shown() {
        return label == null ? String.valueOf(value) : label;
    }

    /** The row as messages name it. */
    @Override
    public String toString() {
        return shown();
    }
}
