package io.github.ldapimport.event;

import io.github.ldapimport.settings.Setting;
import java.util.Arrays;
import java.util.Optional;

/** What can happen in a run, as past facts, except for the two that announce. Each has a setting with its endpoints. */
public enum EventKind {
    STARTED("Started", Setting.EVENTS_STARTED),
    IMPORTING("Importing", Setting.EVENTS_IMPORTING),
    IMPORTED("Imported", Setting.EVENTS_IMPORTED),
    SYNCHRONIZING("Synchronizing", Setting.EVENTS_SYNCHRONIZING),
    SYNCHRONIZED("Synchronized", Setting.EVENTS_SYNCHRONIZED),
    SAVED("Saved", Setting.EVENTS_SAVED),
    IMPORT_FAILED("ImportFailed", Setting.EVENTS_IMPORT_FAILED),
    DELETED("Deleted", Setting.EVENTS_DELETED),
    RESTORED("Restored", Setting.EVENTS_RESTORED),
    MISSING_NOTICED("MissingNoticed", Setting.EVENTS_MISSING_NOTICED),
    DELETED_MISSING("DeletedMissing", Setting.EVENTS_DELETED_MISSING),
    MEMBERS_ADDED("MembersAdded", Setting.EVENTS_MEMBERS_ADDED),
    MEMBERS_REMOVED("MembersRemoved", Setting.EVENTS_MEMBERS_REMOVED),
    COMPLETED("Completed", Setting.EVENTS_COMPLETED),
    REFUSED("Refused", Setting.EVENTS_REFUSED),
    FAILED("Failed", Setting.EVENTS_FAILED);

    private final String wireName;
    private final Setting endpoints;

    EventKind(String wireName, Setting endpoints) {
        this.wireName = wireName;
        this.endpoints = endpoints;
    }

    /** The kind of that wire name. */
    static Optional<EventKind> named(String wireName) {
        return Arrays.stream(values())
                .filter(kind -> kind.wireName.equals(wireName))
                .findFirst();
    }

    /** The name in the header and in the JSON. */
    public String wireName() {
        return wireName;
    }

    /** Whether it tells that a run did not complete, which is told whatever became of its lock and of the database. */
    boolean isAlarm() {
        return this == REFUSED || this == FAILED;
    }

    /** The setting that lists where such events go. */
    public Setting endpoints() {
        return endpoints;
    }
}
