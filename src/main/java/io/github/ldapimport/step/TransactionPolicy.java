package io.github.ldapimport.step;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.run.ImportRun;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.spi.Policy;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What stands inside happens in one transaction of the run's database, or not at all. Camel's own {@code transacted} is bound
 * to one database for good; here it is the provider's.
 */
public final class TransactionPolicy implements Policy {
    @Override
    public void beforeWrap(Route route, NamedNode definition) {
        // nothing to prepare
    }

    @Override
    public Processor wrap(Route route, Processor processor) {
        AsyncProcessor steps = AsyncProcessorConverterHelper.convert(processor);
        return exchange -> {
            ImportRun run = exchange.getVariable(Headers.RUN_VARIABLE, ImportRun.class);
            TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(run.dataSource()));
            // one of its own, whatever the caller is in: what is told must be committed
            transaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
            Object mark = new Object();
            // tells splits and sql endpoints inside to stay on this thread and to leave commits alone
            exchange.getUnitOfWork().beginTransactedBy(mark);
            try {
                transaction.executeWithoutResult(status -> process(steps, exchange, status));
            } catch (RuntimeException e) {
                // the commit itself may fail
                if (exchange.getException() == null) {
                    exchange.setException(e);
                }
            } finally {
                exchange.getUnitOfWork().endTransactedBy(mark);
            }
        };
    }

    private static void process(AsyncProcessor steps, Exchange exchange, TransactionStatus status) {
        try {
            steps.process(exchange);
        } catch (Exception e) {
            exchange.setException(e);
        }
        if (exchange.getException() != null) {
            status.setRollbackOnly();
        }
    }
}
