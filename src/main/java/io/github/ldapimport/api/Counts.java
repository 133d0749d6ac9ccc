package io.github.ldapimport.api;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many users a run, or a part of it, found, and what became of them. Log, JSON, metrics and summary are made from it.
 *
 * @param found entries that the directory gave
 * @param imported new rows
 * @param changed existing rows that got other values
 * @param unchanged existing rows that stay as they are
 * @param skipped entries that the route ldap-import-user left out
 * @param failed users whose row could not be written
 * @param deleted rows of disabled accounts, soft-deleted; among the changed ones
 * @param restored rows of enabled accounts, brought back; among the changed ones
 * @param deletedMissing rows of users whom the directory does not have, soft-deleted
 * @param adopted rows without a GUID that were taken over; among the changed ones
 */
public record Counts(
        long found,
        long imported,
        long changed,
        long unchanged,
        long skipped,
        long failed,
        long deleted,
        long restored,
        long deletedMissing,
        long adopted) {
    public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** Entries that the directory gave, of whom nothing is known yet. */
    public static Counts ofFound(long found) {
        return new Counts(found, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    public static Counts ofSkipped(long skipped) {
        return new Counts(0, 0, 0, 0, skipped, 0, 0, 0, 0, 0);
    }

    public static Counts ofFailed(long failed) {
        return new Counts(0, 0, 0, 0, 0, failed, 0, 0, 0, 0);
    }

    public static Counts ofDeleted(long deleted) {
        return new Counts(0, 0, 0, 0, 0, 0, deleted, 0, 0, 0);
    }

    public static Counts ofRestored(long restored) {
        return new Counts(0, 0, 0, 0, 0, 0, 0, restored, 0, 0);
    }

    public static Counts ofDeletedMissing(long deletedMissing) {
        return new Counts(0, 0, 0, 0, 0, 0, 0, 0, deletedMissing, 0);
    }

    /** These and those. */
    public Counts plus(Counts other) {
        return new Counts(
                found + other.found,
                imported + other.imported,
                changed + other.changed,
                unchanged + other.unchanged,
                skipped + other.skipped,
                failed + other.failed,
                deleted + other.deleted,
                restored + other.restored,
                deletedMissing + other.deletedMissing,
                adopted + other.adopted);
    }

    /** The same, where some existing rows are to be counted differently: each number may be negative. */
    public Counts plusExisting(long furtherChanged, long furtherUnchanged) {
        return plus(new Counts(0, 0, furtherChanged, furtherUnchanged, 0, 0, 0, 0, 0, 0));
    }

    /** Existing rows: changed and unchanged ones. */
    public long synchronizedUsers() {
        return changed + unchanged;
    }

    /** Users of whom it is known what became of them, each once. */
    public long accountedFor() {
        return imported + synchronizedUsers() + skipped + failed;
    }

    /** Users who have a row that is as it should be. */
    public long saved() {
        return imported + synchronizedUsers();
    }

    /** What became of users, as metrics name it. */
    public Map<String, Long> outcomes() {
        Map<String, Long> outcomes = new LinkedHashMap<>();
        outcomes.put("imported", imported);
        outcomes.put("changed", changed);
        outcomes.put("unchanged", unchanged);
        outcomes.put("skipped", skipped);
        outcomes.put("failed", failed);
        outcomes.put("deleted", deleted);
        outcomes.put("restored", restored);
        outcomes.put("deleted_missing", deletedMissing);
        return outcomes;
    }

    /** All of them, as the JSON of a summary names them, in its order. */
    Map<String, Long> fields() {
        Map<String, Long> fields = new LinkedHashMap<>();
        fields.put("found", found);
        fields.put("imported", imported);
        fields.put("synchronized", synchronizedUsers());
        fields.put("changed", changed);
        fields.put("unchanged", unchanged);
        fields.put("skipped", skipped);
        fields.put("failed", failed);
        fields.put("deleted", deleted);
        fields.put("restored", restored);
        fields.put("deletedMissing", deletedMissing);
        fields.put("adopted", adopted);
        return fields;
    }

    /** All of them, as the log tells them. */
    public String words() {
        return "found " + found + ", imported " + imported + ", changed " + changed
                + (adopted > 0 ? " (" + adopted + " adopted)" : "")
                + ", unchanged " + unchanged + ", skipped " + skipped + ", failed " + failed + ", deleted " + deleted
                + ", restored " + restored + ", deleted as missing " + deletedMissing;
    }
}
