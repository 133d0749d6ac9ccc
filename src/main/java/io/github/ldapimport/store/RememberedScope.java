package io.github.ldapimport.store;

/**
 * A scope that runs have had, as {@code ldap_import_scopes} has it.
 *
 * @param holder the installation of the last run that had it
 * @param firstRun the first run that had it
 * @param lastAt when the last run that had it began, ISO 8601, UTC
 * @param acceptedRun the last run that completed with it and may look for missing users; null where it is not the accepted one
 */
public record RememberedScope(
        String id,
        String holder,
        RunScope scope,
        String firstRun,
        String firstAt,
        String lastRun,
        String lastAt,
        String acceptedRun,
        String acceptedAt) {
    boolean isAccepted() {
        return acceptedRun != null;
    }

    RememberedScope with(RunScope other) {
        return new RememberedScope(id, holder, other, firstRun, firstAt, lastRun, lastAt, acceptedRun, acceptedAt);
    }

    /** Who has it, for a person. */
    public String words() {
        return scope.provider() + " of " + holder + " (run " + lastRun + ", " + lastAt + ")";
    }
}
