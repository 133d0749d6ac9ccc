package io.github.ldapimport.step;

import io.github.ldapimport.api.Failure;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.directory.Directory;
import io.github.ldapimport.ldap.Entry;
import io.github.ldapimport.mapping.MappedUser;
import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.search.Page;
import io.github.ldapimport.sql.DatabaseFailures;
import io.github.ldapimport.tally.MappedPage;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;

/** Gathers what ldap-import-user made of a page's entries: rows, failures, and entries it left out. */
public final class MappedPageAggregation implements AggregationStrategy {
    @Override
    public Exchange aggregate(Exchange gathered, Exchange mapped) {
        throw new UnsupportedOperationException("The page is needed, too");
    }

    @Override
    public Exchange aggregate(Exchange gathered, Exchange mapped, Exchange page) {
        MappedPage rows =
                gathered == null ? MappedPage.empty() : gathered.getMessage().getBody(MappedPage.class);
        Object body = mapped.getMessage().getBody();
        if (mapped.getException() != null) {
            rows.failures().add(failure(page, rows, DatabaseFailures.words(mapped.getException())));
        } else if (body == null || body instanceof Entry || mapped.isRouteStop()) {
            // stopped, filtered out, or emptied: the route's way to say "not this one"
            rows.skipped().add(entry(page, rows).dn());
        } else if (body instanceof MappedUser row) {
            rows.rows().add(row);
        } else {
            rows.failures()
                    .add(failure(
                            page,
                            rows,
                            "The route ldap-import-user ended with a "
                                    + body.getClass().getSimpleName()
                                    + ": its last step must leave the row that ldap-import-mapping made"));
        }
        if (gathered == null) {
            // what the first entry's route said of itself is not to be said of the page
            mapped.setException(null);
            mapped.getExchangeExtension().setRedeliveryExhausted(false);
            mapped.getExchangeExtension().setFailureHandled(false);
            mapped.getExchangeExtension().setErrorHandlerHandled(null);
            mapped.setRouteStop(false);
            mapped.setRollbackOnly(false);
            mapped.setRollbackOnlyLast(false);
            mapped.getMessage().setBody(rows);
            return mapped;
        }
        return gathered;
    }

    /** The entry whose turn it is: one comes after the other, and the property that counts them a split of the user's may have. */
    private static Entry entry(Exchange page, MappedPage rows) {
        int position =
                rows.rows().size() + rows.failures().size() + rows.skipped().size();
        return page.getMessage().getBody(Page.class).entries().get(position);
    }

    private static Failure failure(Exchange page, MappedPage rows, String message) {
        ImportRun run = page.getVariable(Headers.RUN_VARIABLE, ImportRun.class);
        Entry entry = entry(page, rows);
        Directory directory = run.directory();
        return Pages.failed(
                run,
                directory.accountName(entry),
                new Failure(directory.displayName(entry), entry.dn(), directory.guid(entry), message));
    }
}
