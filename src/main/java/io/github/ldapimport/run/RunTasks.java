package io.github.ldapimport.run;

import io.github.ldapimport.directory.Directory;
import io.github.ldapimport.plan.Guards;
import io.github.ldapimport.plan.Guards.Guard;
import io.github.ldapimport.request.ImportRequest;
import io.github.ldapimport.request.Scope;
import io.github.ldapimport.store.Recalled;
import io.github.ldapimport.store.ScopeMemory;
import io.github.ldapimport.table.UsersTable;
import java.util.Optional;

/** What a run is to do, as follows from the request, the table and the directory; routes ask by these names. */
public interface RunTasks {
    ImportRequest request();

    UsersTable table();

    Directory directory();

    /** Whom the run is for. */
    Scope scope();

    /** Which of the run's own guards have run. */
    Guards guards();

    /** What the run knows of earlier ones, and of others that write to the table. */
    Given<Recalled> recalled();

    boolean isDryRun();

    /** Whether anybody was found and has a row that is as it should be. */
    boolean isAnyUserSaved();

    boolean hasFailed();

    /** Whether this run makes its scope the accepted one: it looked for missing users, or there was none before. */
    default boolean isScopeToAccept() {
        return guards().isPassed(Guard.SAME_SCOPE)
                || recalled().get().memory().flatMap(ScopeMemory::accepted).isEmpty();
    }

    /** Whether this run, which was for everybody and completed, says what is to be known of its scope. */
    default boolean isScopeToRemember() {
        Optional<ScopeMemory> memory = recalled().find().flatMap(Recalled::memory);
        return memory.isPresent()
                && !isDryRun()
                && scope().showsEverybody()
                && isAnyUserSaved()
                && !hasFailed()
                && (isScopeToAccept() || memory.get().withColumns(false).isPresent());
    }

    /** Whether one user was asked for by name. */
    default boolean isSingleUser() {
        return scope() == Scope.SINGLE_USER;
    }

    /** How many users must be found before anything is written; for a single user no number says anything. */
    default int minUsers() {
        return scope().hasNumbers() ? request().minUsers() : 0;
    }

    /** Whether the directory is to know some of the rows before anything is written; with relink it need not. */
    default boolean isToRequireKnown() {
        return table().isPresent() && !request().relink();
    }

    /** Whether entries may share a GUID, because it is no attribute that the server gives by itself. */
    default boolean isToFindSharedGuids() {
        return !directory().makesGuids();
    }

    /** Whether rows without a GUID may be those of users; with relink or scope-changed a person has said whose they are. */
    default boolean isToLookAtUnclaimed() {
        return table().isPresent() && !request().relink() && !request().scopeChanged();
    }

    /** Whether rows of this domain may get another GUID, where the directory does not have theirs. */
    default boolean isToRelink() {
        return request().relink();
    }

    /** Whether rows of domains that no provider imports may be those of this provider's users. */
    default boolean isToLookAtOtherDomains() {
        return table().isPresent();
    }

    /** Whether the directory is to be asked whom the settings' own filter for disabled accounts matches. */
    default boolean isToSearchDisabled() {
        return request().softDeletes().any() && directory().disabledFilter().isPresent();
    }

    /** Whether rows of disabled users are to be soft-deleted. */
    default boolean isToDelete() {
        return request().delete() && table().softDeletes() && table().isPresent();
    }

    /** Whether rows of enabled users are to be restored. */
    default boolean isToRestore() {
        return request().restore() && table().softDeletes() && table().isPresent();
    }

    /** Whether users whom the directory does not have are to be looked for. */
    default boolean isToDeleteMissing() {
        return request().deleteMissing() && scope().mayFindMissing() && table().softDeletes() && table().isPresent();
    }
}
