package io.github.ldapimport.step;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.ldap.AccountStates;
import io.github.ldapimport.ldap.Entry;
import io.github.ldapimport.mapping.MappedUser;
import io.github.ldapimport.run.ImportRun;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;

/** The step of route ldap-import-user that turns the entry into a row. */
public final class EntryMapper {
    /**
     * Maps the entry in the body by the settings sync-attributes.
     *
     * @throws IllegalArgumentException when the body is no entry, the entry has no GUID, or an earlier entry had the same
     */
    public MappedUser map(Exchange exchange) {
        ImportRun run = exchange.getVariable(Headers.RUN_VARIABLE, ImportRun.class);
        if (!(exchange.getMessage().getBody() instanceof Entry entry)) {
            throw new IllegalArgumentException(
                    "The mapping takes a directory entry: a step before it in ldap-import-user replaced the body");
        }
        @SuppressWarnings("unchecked")
        Map<Entry, String> repeated = exchange.getVariable(Headers.REPEATED_VARIABLE, Map.class);
        String why = repeated.get(entry);
        if (why != null) {
            throw new IllegalArgumentException(why);
        }
        boolean narrowed = !run.request().attributes().isEmpty();
        Optional<AccountStates> states =
                run.request().softDeletes().any() ? Optional.of(run.accountStates()) : Optional.empty();
        return run.provider().mapping().map(exchange, entry, run.directory(), narrowed, states);
    }
}
