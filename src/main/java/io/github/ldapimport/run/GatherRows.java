package io.github.ldapimport.run;

import io.github.ldapimport.directory.Entry;
import io.github.ldapimport.table.Row;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;

/** Gathers what ldap-import-user made of a page's entries: rows, failures, and entries it left out. */
public final class GatherRows implements AggregationStrategy {
    @Override
    public Exchange aggregate(Exchange gathered, Exchange mapped) {
        MappedPage page;
        if (gathered == null) {
            page = MappedPage.empty();
        } else {
            page = gathered.getMessage().getBody(MappedPage.class);
        }
        Object body = mapped.getMessage().getBody();
        if (body instanceof Row row && !mapped.isRouteStop()) {
            page.rows().add(row);
        } else if (body instanceof Failure failure) {
            page.failures().add(failure);
        } else if (body == null || body instanceof Entry || mapped.isRouteStop()) {
            // stopped, filtered out, or emptied: the route's way to say "not this one"
            page.skipped()
                    .add(mapped.getVariable(Headers.ENTRY_VARIABLE, Entry.class).dn());
        } else {
            page.failures().add(notARow(mapped, body));
        }
        if (gathered == null) {
            // what the first entry's route said of itself is not to be said of the page
            mapped.setRouteStop(false);
            mapped.setRollbackOnly(false);
            mapped.setRollbackOnlyLast(false);
            mapped.removeVariable(Headers.ENTRY_VARIABLE);
            mapped.getMessage().setBody(page);
            return mapped;
        }
        return gathered;
    }

    private static Failure notARow(Exchange mapped, Object body) {
        ImportRun run = mapped.getVariable(Headers.RUN_VARIABLE, ImportRun.class);
        Entry entry = mapped.getVariable(Headers.ENTRY_VARIABLE, Entry.class);
        String message = "The route ldap-import-user ended with a "
                + body.getClass().getSimpleName() + ": its last step must leave the row that ldap-import-mapping made";
        ImportLog.failed(run, run.directory().accountName(entry), message);
        return new Failure(
                run.directory().displayName(entry), entry.dn(), run.directory().guid(entry), message);
    }
}
