package io.github.ldapimport.step;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.RefusedException;
import io.github.ldapimport.plan.Guards.Guard;
import io.github.ldapimport.plan.PagePlan;
import io.github.ldapimport.plan.Uniform;
import io.github.ldapimport.plan.ValueChanges;
import io.github.ldapimport.rows.RowCounts;
import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.run.PageDeclinedException;
import io.github.ldapimport.sql.RouteStatements;
import io.github.ldapimport.sql.SqlStatement;
import io.github.ldapimport.tally.MappedPage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Variable;

/** The steps that count what limits are shares of, and the guards on the values of rows that are there. */
public final class Limits {
    /** Counts the rows of the domain, and of any other that missing users are looked for in, those that are live, and their values. */
    public void count(@Variable(Headers.RUN_VARIABLE) ImportRun run, Exchange exchange) {
        List<String> domains = run.recalled().get().domains();
        List<SqlStatement> statements = domains.stream()
                .flatMap(domain -> RowCounts.select(run.table(), domain).stream())
                .toList();
        List<Map<String, Object>> results = new RouteStatements(exchange).rows(statements);
        run.guards().pass(Guard.ROWS_COUNTED);
        run.limits().counted(RowCounts.of(run.table(), domains, results));
    }

    /**
     * Counts what a page does to values that are there, and refuses to write it where that is more than may be. A dry run goes
     * on, so that all is seen, and is judged at its end. Rows that are tried again were counted with their page.
     *
     * @throws RefusedException with the numbers and the way to allow it
     * @throws PageDeclinedException at a worker, which does not know what other pages do
     */
    public void requireFewChanged(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.PAGE_VARIABLE) MappedPage page,
            @Body PagePlan plan) {
        plan.guards().pass(Guard.FEW_CHANGED);
        if (page.lastTry()) {
            return;
        }
        ValueChanges changes = plan.valueChanges();
        if (run.lease().isOfAnotherNode()) {
            if (changes.isAnyEmptied()
                    || changes.uniform().values().stream().anyMatch(Uniform::isAny)
                    || plan.bringsBackValues()
                    || !ConfirmEmptied.unconfirmed(run, plan).isEmpty()) {
                throw new PageDeclinedException();
            }
            return;
        }
        Optional<String> refusal = run.limits().values().add(changes);
        if (refusal.isPresent() && !run.isDryRun()) {
            plan.withhold();
            throw new RefusedException(refusal.get());
        }
    }

    /** Refuses a dry run that would have done more than may be to values that are there. */
    public void requireFewChangedInAll(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        run.guards().pass(Guard.CHANGED_IN_ALL);
        if (run.isDryRun()) {
            run.limits().values().refusal().ifPresent(refusal -> {
                throw new RefusedException(refusal);
            });
        }
    }

    /** Leaves the page to the run's own process. */
    public void decline(Exchange exchange) throws Exception {
        Exception declined = exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Exception.class);
        if (declined != null) {
            throw declined;
        }
    }
}
