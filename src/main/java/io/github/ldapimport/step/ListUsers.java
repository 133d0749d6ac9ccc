package io.github.ldapimport.step;

import io.github.ldapimport.request.Preview;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;

/** Adds up the users of a preview's pages. */
public final class ListUsers implements AggregationStrategy {
    @Override
    public Exchange aggregate(Exchange gathered, Exchange exchange) {
        Preview page = exchange.getMessage().getBody(Preview.class);
        Preview earlier = gathered == null
                ? new Preview(0, new ArrayList<>())
                : gathered.getMessage().getBody(Preview.class);
        List<Preview.User> users = earlier.users();
        int room = Math.max(0, Preview.MAX_USERS - users.size());
        users.addAll(page.users().subList(0, Math.min(room, page.users().size())));
        exchange.getMessage().setBody(new Preview(earlier.found() + page.found(), users));
        return exchange;
    }
}
