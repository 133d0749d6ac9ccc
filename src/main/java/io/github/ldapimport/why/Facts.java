package io.github.ldapimport.why;

import io.github.ldapimport.ldap.AccountState;
import io.github.ldapimport.plan.UserChange;
import io.github.ldapimport.table.SoftDeletePolicy;
import io.github.ldapimport.why.WhyAnswer.ColumnShown;
import io.github.ldapimport.why.WhyAnswer.EntryShown;
import java.util.List;

/**
 * What directory, table and a dry run say of one user. What follows from it is {@link Judgement}'s to say.
 *
 * @param question whom it is about
 * @param looked where the entry was looked for
 * @param entries those found, the first {@value WhyAnswer#MAX_LISTED}
 * @param moreEntries whether there are others
 * @param way how far the one entry gets
 * @param rows of the user; without a single entry, those that have the name
 * @param moreRows whether there are others
 * @param namesakes rows that have the name and not the GUID of an entry without a row
 * @param table what the table is like
 * @param lastRun the last run for all users; null where none is known
 * @param columns side by side
 */
record Facts(
        Question question,
        Looked looked,
        List<EntryShown> entries,
        boolean moreEntries,
        Way way,
        List<Row> rows,
        boolean moreRows,
        List<Row> namesakes,
        Table table,
        Run lastRun,
        List<ColumnShown> columns) {

    /**
     * @param name as it was typed
     * @param base the DN below which users are
     * @param guidAttribute the directory's
     */
    record Question(String provider, String name, String domain, String base, String guidAttribute) {}

    /**
     * @param directory its addresses
     * @param attributes by which the name was looked for
     * @param beyond the naming contexts that were searched beside the base
     * @param notSearched those that could not be, each with the reason
     */
    record Looked(String directory, List<String> attributes, List<String> beyond, List<String> notSearched) {}

    /**
     * How far an entry gets.
     *
     * @param isBelowBase whether it is below the base
     * @param parts what each part of the filters says of it
     * @param noGuid why it has no GUID, or null
     * @param account its state
     * @param accountValues what tells the state
     * @param trial what a dry run makes of it; null where it does not come to one
     */
    record Way(
            boolean isBelowBase,
            List<Part> parts,
            String noGuid,
            AccountState account,
            List<String> accountValues,
            Trial trial) {}

    /**
     * A part of a filter.
     *
     * @param text in the form of RFC 4515
     * @param origin the setting
     * @param values what the entry has in the attributes that the part names
     */
    record Part(String text, String origin, boolean matches, List<String> values) {
        /** Without the values: they belong in no log. */
        @Override
        public String toString() {
            return text + (matches ? " matches" : " does not match");
        }
    }

    /**
     * What a dry run made of the user.
     *
     * @param refusal why it was refused, or null
     * @param isLeftOut whether a step left the entry out
     * @param isMapped whether the entry became a row
     * @param failure why the user fails, or null
     * @param action what would be done; null where it did not come to it
     * @param takesOver whether a row is adopted or relinked
     * @param mark what becomes of the soft-delete date
     * @param changed the columns that change
     */
    record Trial(
            String refusal,
            boolean isLeftOut,
            boolean isMapped,
            String failure,
            UserChange.Action action,
            boolean takesOver,
            SoftDeletePolicy.Mark mark,
            List<String> changed) {}

    /**
     * A row.
     *
     * @param id its key
     * @param guid as stored, or null
     * @param isOfDomain whether it is of the provider's domain, or of none
     * @param hasGuid whether it has a GUID that is none of the words for nothing
     * @param isPossible whether the directory can have given that GUID
     * @param deletedAt what the soft-delete column holds
     * @param deletedBy the run that deleted it; null where none is known
     * @param waits how long it waits where its user is missing, in words; null where it does not
     * @param updatedAt null where the table has no such column
     */
    record Row(
            String id,
            String guid,
            String domain,
            boolean isOfDomain,
            boolean hasGuid,
            boolean isPossible,
            boolean deleted,
            String deletedAt,
            String deletedBy,
            String waits,
            String updatedAt) {
        boolean isLive() {
            return isOfDomain && !deleted;
        }
    }

    /**
     * The table, and the settings that decide what becomes of its rows.
     *
     * @param isPresent whether it is there
     * @param noSoftDeletes why rows cannot be soft-deleted, or null
     * @param delete whether the settings have runs delete rows of disabled users
     * @param restore whether they have runs restore rows
     * @param deleteMissing whether they have runs delete rows of missing users
     * @param maxMissing how many at most
     */
    record Table(
            boolean isPresent,
            String noSoftDeletes,
            boolean delete,
            boolean restore,
            boolean deleteMissing,
            String maxMissing) {}

    /**
     * A run for all users.
     *
     * @param status as the table of runs has it; null while it is under way
     * @param reason why it did not complete, or null
     */
    record Run(String id, String startedAt, String status, String reason) {
        boolean hasCompleted() {
            return "completed".equals(status);
        }
    }

    /** Whom it is about: values belong in no log. */
    @Override
    public String toString() {
        return question.provider();
    }
}
