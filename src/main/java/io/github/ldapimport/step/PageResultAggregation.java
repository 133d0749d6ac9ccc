package io.github.ldapimport.step;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.tally.PageResult;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;

/** Adds what became of each page to the run. */
public final class PageResultAggregation implements AggregationStrategy {
    @Override
    public Exchange aggregate(Exchange earlier, Exchange page) {
        ImportRun run = page.getVariable(Headers.RUN_VARIABLE, ImportRun.class);
        run.events().clock().pageEnds();
        // a page that failed as a whole has no tally; the run knows why
        if (page.getMessage().getBody() instanceof PageResult tally) {
            run.add(tally);
        }
        if (earlier != null) {
            return earlier;
        }
        // the first page's exchange goes on as the run's: nothing of the page may stay on it
        page.setRouteStop(false);
        page.setRollbackOnly(false);
        page.setRollbackOnlyLast(false);
        page.removeVariable(Headers.PAGE_VARIABLE);
        page.removeVariable(Headers.PLAN_VARIABLE);
        page.removeVariable(Headers.WRITE_VARIABLE);
        page.removeVariable(Headers.MATCHES_VARIABLE);
        page.removeVariable(Headers.REPEATED_VARIABLE);
        page.removeVariable(Headers.REFUSED_VARIABLE);
        page.removeVariable(Headers.DECLINED_VARIABLE);
        page.getMessage().removeHeaders("Camel*");
        page.getMessage().setBody(null);
        return page;
    }
}
