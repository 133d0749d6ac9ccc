package io.github.ldapimport.run;

import io.github.ldapimport.directory.DirectoryKind;
import io.github.ldapimport.directory.Entry;
import io.github.ldapimport.directory.Page;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;

/** Gathers the users of a preview from the pages of its search. */
public final class ListUsers implements AggregationStrategy {
    @Override
    public Exchange aggregate(Exchange gathered, Exchange exchange) {
        ImportRun run = exchange.getVariable(Headers.RUN_VARIABLE, ImportRun.class);
        Page page = exchange.getMessage().getBody(Page.class);
        Preview earlier = gathered == null
                ? new Preview(0, new ArrayList<>())
                : gathered.getMessage().getBody(Preview.class);
        List<Preview.User> users = earlier.users();
        for (Entry entry : page.entries()) {
            if (users.size() < Preview.MOST_USERS) {
                users.add(new Preview.User(
                        run.directory().displayName(entry),
                        entry.text(run.directory().kind().accountAttribute()),
                        entry.text(DirectoryKind.EMAIL_ATTRIBUTE)));
            }
        }
        exchange.getMessage()
                .setBody(new Preview(earlier.found() + page.entries().size(), users));
        return exchange;
    }
}
