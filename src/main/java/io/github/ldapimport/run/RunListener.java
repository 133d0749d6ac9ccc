package io.github.ldapimport.run;

import io.github.ldapimport.plan.UserWrite;
import io.github.ldapimport.rows.LiveUserRow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Hears of a run's progress, page by page and from several threads; for callers in the same JVM. */
public interface RunListener {
    /** The run began. */
    default void started(ImportRun run) {}

    /** One user was found, and no further one yet. */
    default void foundFirst(String name) {}

    /** A page was saved, or on a dry run planned; a row that gets a second try is told then. */
    default void saved(List<UserWrite> users) {}

    /** A worker on another node saved so many users of a page; a row that gets a second try is told then. */
    default void savedElsewhere(long users) {}

    /** Entries of a page that the route ldap-import-user left out, by DN. */
    default void leftOut(List<String> dns) {}

    /** The rows of missing users, which were soft-deleted, or on a dry run would be. */
    default void missing(List<LiveUserRow> rows) {}

    /**
     * A row of a missing user that waits for the grace period.
     *
     * @param since when the user was noticed; null when by this run
     * @param left how much of the grace period is left
     */
    default void waiting(LiveUserRow row, Instant since, Duration left) {}

    /**
     * Who would become a member of a group, and who would be so no more; on a dry run.
     *
     * @param group what a person knows the group by
     * @param added what a person knows the users by
     * @param removed the same
     */
    default void members(String group, List<String> added, List<String> removed) {}

    /** Whether each change of a dry run is shown to a person, so that the log need not tell of those that a limit refuses. */
    default boolean showsPlan() {
        return false;
    }

    /** Whether whoever started the run tells a person why it did not complete, so that the log need not. */
    default boolean tellsOutcome() {
        return false;
    }
}
