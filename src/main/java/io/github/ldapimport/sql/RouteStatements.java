package io.github.ldapimport.sql;

import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Producer;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.support.ExchangeHelper;
import org.apache.camel.support.service.ServiceHelper;

/**
 * The way from Java to the database of a run: each statement goes through the route ldap-import-statement, on the thread and in the
 * transaction of the route that asks.
 */
public final class RouteStatements implements Statements {
    private static final String ROUTE = "direct:ldap-import-statement";

    private final Exchange exchange;

    /** @param exchange whose variables hold the run */
    public RouteStatements(Exchange exchange) {
        this.exchange = exchange;
    }

    @Override
    @SuppressWarnings("unchecked")
    public List<Map<String, Object>> rows(SqlStatement statement) {
        Exchange asking = ExchangeHelper.createCopy(exchange, true);
        // one that a doCatch of the asking route is about to handle is not the statement's
        asking.setException(null);
        asking.getMessage().setBody(statement);
        try {
            Producer producer = exchange.getContext().getEndpoint(ROUTE).createProducer();
            ServiceHelper.startService(producer);
            try {
                producer.process(asking);
            } finally {
                ServiceHelper.stopAndShutdownService(producer);
            }
        } catch (Exception e) {
            throw RuntimeCamelException.wrapRuntimeCamelException(e);
        }
        if (asking.getException() != null) {
            throw RuntimeCamelException.wrapRuntimeCamelException(asking.getException());
        }
        return asking.getMessage().getBody(List.class);
    }
}
