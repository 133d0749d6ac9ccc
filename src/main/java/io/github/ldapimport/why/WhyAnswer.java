package io.github.ldapimport.why;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * Where a user stands with one provider, and what to do. It becomes JSON as it is; all values are texts as a person reads them, and
 * null where there is none.
 *
 * @param outcome an {@link Outcome}
 * @param inTable whether the user has a live row of the provider's
 * @param reason what the outcome comes from, in a sentence
 * @param remedy what to do; null where there is nothing to do
 * @param steps the user's way as far as it goes, in its order
 * @param entries the entries that have the name
 * @param rows the rows of the user, or those that have the name
 * @param columns entry, mapped value and row, side by side
 */
@JsonPropertyOrder({"provider", "outcome", "inTable", "reason", "remedy"})
public record WhyAnswer(
        String provider,
        String outcome,
        boolean inTable,
        String reason,
        String remedy,
        List<Step> steps,
        List<EntryShown> entries,
        List<RowShown> rows,
        List<ColumnShown> columns) {
    /** How many entries or rows are listed that have one name. */
    public static final int MAX_LISTED = 20;

    /**
     * A station of the way.
     *
     * @param step such as {@code filters}
     * @param ok whether the way goes on
     */
    public record Step(String step, boolean ok, String text) {
        /** The station alone: values belong in no log. */
        @Override
        public String toString() {
            return step;
        }
    }

    /** @param guid null where it shows none */
    public record EntryShown(String dn, String guid) {}

    /**
     * @param id the key
     * @param guid null where it has none
     * @param deletedAt what the soft-delete column holds
     * @param updatedAt null where the table has no such column
     */
    public record RowShown(
            String id, String guid, String domain, boolean deleted, String deletedAt, String updatedAt) {}

    /**
     * A column's value at each station.
     *
     * @param attributes the attributes of the entry that the column comes from, with their values
     * @param mapped what ldap-import-user makes of them
     * @param row what the row holds
     * @param next what the next run writes in its place; null where it leaves the value as it is
     */
    public record ColumnShown(String column, String attributes, String mapped, String row, String next) {
        /** Without the values: they belong in no log. */
        @Override
        public String toString() {
            return column;
        }
    }

    /** The provider could not be asked. */
    public static WhyAnswer failed(String provider, String reason) {
        return new WhyAnswer(
                provider, Outcome.FAILED.toString(), false, reason, null, List.of(), List.of(), List.of(), List.of());
    }

    /** The provider and the outcome alone: values belong in no log. */
    @Override
    public String toString() {
        return provider + ": " + outcome;
    }
}
