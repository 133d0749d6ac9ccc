package io.github.ldapimport.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A number of a run's summary, and all that is said of it: its key in JSON, its words, and its name among metrics. JSON, log,
 * metrics, replies of workers, printed results and history are made from these, in this order.
 */
public enum Count {
    /** Entries that the directory gave. */
    FOUND("found", "found", null, Kind.READ),
    /** New rows. */
    IMPORTED("imported", "imported", "imported", Kind.WRITTEN),
    /** Existing rows that got other values. */
    CHANGED("changed", "changed", "changed", Kind.WRITTEN),
    /** Existing rows that stay as they are. */
    UNCHANGED("unchanged", "unchanged", "unchanged", Kind.READ),
    /** Entries that the route ldap-import-user left out. */
    SKIPPED("skipped", "skipped", "skipped", Kind.LEFT),
    /** Users whose row could not be written. */
    FAILED("failed", "failed", "failed", Kind.LEFT),
    /** Rows of disabled accounts, soft-deleted; among the changed ones. */
    DELETED("deleted", "deleted", "deleted", Kind.WRITTEN),
    /** Rows of enabled accounts, brought back; among the changed ones. */
    RESTORED("restored", "restored", "restored", Kind.WRITTEN),
    /** Rows of users whom the directory does not have, soft-deleted. */
    DELETED_MISSING("deletedMissing", "deleted as missing", "deleted_missing", Kind.WRITTEN),
    /** Rows without a GUID that were taken over; among the changed ones, and told beside them. */
    ADOPTED("adopted", "adopted", null, Kind.WRITTEN, CHANGED),
    /** Users who became members of groups, each as often as that is. */
    MEMBERS_ADDED("membersAdded", "added as members", "members_added", Kind.MEMBERSHIP),
    /** Users who are no members of groups any more, the same. */
    MEMBERS_REMOVED("membersRemoved", "removed as members", "members_removed", Kind.MEMBERSHIP);

    private enum Kind {
        READ,
        WRITTEN,
        MEMBERSHIP,
        LEFT
    }

    private final String key;
    private final String words;
    private final String outcome;
    private final Kind kind;
    private final Count whole;

    Count(String key, String words, String outcome, Kind kind) {
        this(key, words, outcome, kind, null);
    }

    Count(String key, String words, String outcome, Kind kind, Count whole) {
        this.key = key;
        this.words = words;
        this.outcome = outcome;
        this.kind = kind;
        this.whole = whole;
    }

    /** As JSON names it. */
    public String key() {
        return key;
    }

    /** As a person reads it beside its number. */
    public String words() {
        return words;
    }

    /** As metrics name it; empty of one that is no outcome of its own there. */
    public Optional<String> outcome() {
        return Optional.ofNullable(outcome);
    }

    /** Whether it counts rows that are written, or on a dry run are to be. */
    public boolean isWritten() {
        return kind == Kind.WRITTEN || kind == Kind.MEMBERSHIP;
    }

    /** Whether it counts memberships, which most providers do not have. */
    public boolean isOfMemberships() {
        return kind == Kind.MEMBERSHIP;
    }

    /** Whether it counts entries or rows that were read, and are as they should be. */
    public boolean isRead() {
        return kind == Kind.READ;
    }

    /** Those that are told beside this one, as a part of it. */
    public List<Count> parts() {
        return Arrays.stream(values()).filter(count -> count.whole == this).toList();
    }

    /** Whether it is told beside another, of which it is a part. */
    public boolean isPart() {
        return whole != null;
    }

    /** All, each followed by its parts. */
    public static List<Count> withParts() {
        List<Count> all = new ArrayList<>();
        for (Count count : values()) {
            if (!count.isPart()) {
                all.add(count);
                all.addAll(count.parts());
            }
        }
        return all;
    }
}
