package io.github.ldapimport.step;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.directory.Directory;
import io.github.ldapimport.ldap.Filter;
import io.github.ldapimport.plan.AccountChange;
import io.github.ldapimport.plan.AccountRows;
import io.github.ldapimport.plan.Guards.Guard;
import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.search.GuidLookup;
import io.github.ldapimport.search.PagedSearch;
import io.github.ldapimport.search.Searcher;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Body;
import org.apache.camel.Variable;

/**
 * The steps of route ldap-import-confirm-enabled: an account that does not show that it is disabled may hide it, and the user is
 * let in again only where the directory says so.
 */
public final class ConfirmEnabled {
    /** The rows to be restored, in pieces; none where nothing disables an account. */
    public List<List<AccountChange>> pieces(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Variable(Headers.ACCOUNTS_VARIABLE) AccountRows accounts) {
        accounts.guards().pass(Guard.ENABLED_ASKED);
        accounts.guards().expect(Guard.ENABLED_LOOKED_FOR, 0);
        if (run.directory().disabled().isEmpty()) {
            return List.of();
        }
        List<List<AccountChange>> pieces = GuidLookup.pieces(List.copyOf(accounts.changes()));
        accounts.guards().expect(Guard.ENABLED_LOOKED_FOR, pieces.size());
        return pieces;
    }

    /** The message that makes camel-spring-ldap look for those of them which are known not to be disabled. */
    public Map<String, Object> look(@Variable(Headers.RUN_VARIABLE) ImportRun run, @Body List<AccountChange> changes) {
        Directory directory = run.directory();
        List<String> guids = changes.stream().map(AccountChange::guid).toList();
        return new Searcher(directory)
                .message(directory
                        .guidQueries()
                        .lookupOfOthers(
                                disabled(directory), guids, disabled(directory).attributes(), run::isToStop));
    }

    private static Filter disabled(Directory directory) {
        return directory.disabled().orElseThrow();
    }

    /**
     * Leaves the other rows deleted, with the reason.
     *
     * @throws io.github.ldapimport.connection.DirectoryException when the look did not end whole
     */
    public void looked(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.ACCOUNTS_VARIABLE) AccountRows accounts,
            @Variable(Headers.LOOKED_UP_VARIABLE) List<AccountChange> changes,
            @Body PagedSearch search) {
        accounts.guards().pass(Guard.ENABLED_LOOKED_FOR);
        Directory directory = run.directory();
        Collection<String> attributes = disabled(directory).attributes();
        Set<String> enabled = directory.denials().shown(directory, GuidLookup.entries(directory, search), attributes);
        for (AccountChange change : changes) {
            if (!enabled.contains(change.guid())) {
                accounts.leave(
                        change,
                        directory.urls()
                                + " does not confirm that the account is enabled, because the entry does not match (!"
                                + disabled(directory) + "): let " + directory.account() + " search and read "
                                + String.join(", ", attributes) + " there");
            }
        }
    }
}
