package io.github.ldapimport.run;

import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;

/** Adds what became of each page to the run. */
public final class AddTallies implements AggregationStrategy {
    @Override
    public Exchange aggregate(Exchange earlier, Exchange page) {
        ImportRun run = page.getVariable(Headers.RUN_VARIABLE, ImportRun.class);
        // a page that failed as a whole has no tally; the run knows why
        if (page.getMessage().getBody() instanceof Tally tally) {
            run.add(tally);
            page.getMessage().setBody(null);
        }
        return earlier == null ? page : earlier;
    }
}
