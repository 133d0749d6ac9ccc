package io.github.ldapimport.event;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.WorkerException;
import io.github.ldapimport.run.ImportLog;
import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.sql.DatabaseException;
import io.github.ldapimport.sql.DatabaseFailures;
import io.github.ldapimport.text.LineLog;
import io.github.ldapimport.text.Masked;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Variable;

/** The steps of the routes that bring events to their endpoints: what was kept, tried, delivered, or could not be. */
public final class Delivery implements CamelContextAware {
    private static final LineLog LOG = LineLog.named(ImportLog.LOGGER);

    private CamelContext context;
    private Endpoints endpoints;
    private ProducerTemplate producer;

    @Override
    public void setCamelContext(CamelContext camelContext) {
        context = camelContext;
        endpoints = new Endpoints(camelContext);
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    /**
     * Refuses endpoints that Camel cannot send to, and those that no started route answers to; connects to nothing.
     *
     * @throws io.github.ldapimport.settings.ConfigurationException naming the setting
     */
    public void checkEndpoints() {
        endpoints.requireUsable();
        endpoints.requireConsumers();
    }

    /**
     * Takes the settings as they are now. The routes that go with them may not be there yet: {@link #checkEndpoints} asks for
     * those.
     *
     * @throws io.github.ldapimport.settings.ConfigurationException naming the setting that is wrong
     */
    public void readSettingsAgain() {
        endpoints.readSettingsAgain();
        endpoints.requireUsable();
    }

    /** Where an event goes: endpoint URIs. */
    public List<String> endpoints(@Variable(Headers.EVENT_VARIABLE) EventMessage message) {
        return endpoints.of(message.kind());
    }

    /** Whether an endpoint has stayed down for an earlier event of the run. */
    public boolean isDown(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Variable(Headers.ENDPOINT_VARIABLE) String endpoint) {
        return run.events().failedEndpoints().contains(endpoint);
    }

    /**
     * Sends an event to an endpoint, once. It travels as a message of its own: where the endpoint is a route that fails, that
     * route's error handler marks the message as one not to be tried again, and this is not to hold here.
     */
    public void attempt(@Variable(Headers.ENDPOINT_VARIABLE) String endpoint, Exchange exchange) {
        Message message = exchange.getMessage();
        Exchange sent = producer().send(endpoints.withoutWaiting(endpoint), ExchangePattern.InOnly, its -> {
            its.getMessage().setHeaders(new LinkedHashMap<>(message.getHeaders()));
            its.getMessage().setBody(message.getBody());
        });
        if (sent.getException() != null) {
            exchange.setException(sent.getException());
        }
    }

    /**
     * Looks for each endpoint anew. Camel takes an endpoint away with the last route that names it, and a template would go on
     * with the one it had: events would go to a queue that nobody reads any more.
     */
    public synchronized void resetProducer() {
        if (producer != null) {
            producer.stop();
            producer = null;
        }
    }

    private synchronized ProducerTemplate producer() {
        if (producer == null) {
            producer = context.createProducerTemplate();
        }
        return producer;
    }

    /** Where events go that an endpoint would not take, evaluated, so that it does not hold up the run either. */
    public String deadLetter(@Variable(Headers.DEAD_LETTER_VARIABLE) String evaluated) {
        return endpoints.withoutWaiting(evaluated);
    }

    /** Notes that an endpoint would not take an event; each is told once in a run. */
    public void notDelivered(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.EVENT_VARIABLE) EventMessage message,
            @Variable(Headers.ENDPOINT_VARIABLE) String endpoint,
            Exchange exchange) {
        if (message.undelivered()) {
            run.events().addUndelivered(1);
        }
        if (run.events().failedEndpoints().add(endpoint)) {
            Throwable cause = exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Throwable.class);
            LOG.error(
                    "[{}] The endpoint {} takes no events: {}: they are kept in {}",
                    run.id(),
                    Masked.endpoint(endpoint),
                    Masked.words(words(cause), endpoint),
                    endpoints.deadLetter());
        }
    }

    /**
     * Whether events may be told: not by a run that has lost its lock, for the next one tells what was kept; but that the run did
     * not complete is told all the same.
     */
    public boolean maySendEvents(@Variable(Headers.RUN_VARIABLE) ImportRun run, @Body EventBatch batch) {
        return batch.toldWithoutLock().messages().size() == batch.messages().size()
                || isHeld(run, run.lease()::requireHeld);
    }

    /** Whether events may be put into the outbox: nothing is written by a run that has lost its lock. */
    public boolean mayKeepEvents(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        return isHeld(run, run.lease()::requireHeld);
    }

    /** Where the lock is lost, the run fails, and what was kept is the next run's to tell. */
    private static boolean isHeld(ImportRun run, Runnable look) {
        try {
            look.run();
            return true;
        } catch (DatabaseException | WorkerException e) {
            run.fail(e);
            return false;
        }
    }

    /** Whether the next of them may still be told, as it was a second ago at most. */
    public boolean mayTellFurther(@Variable(Headers.RUN_VARIABLE) ImportRun run, @Body EventMessage message) {
        return message.isToldWithoutLock() || isHeld(run, run.lease()::requireHeldOfLate);
    }

    /** Those of the events that would be lost otherwise: they say that a run did not complete, and nothing took them. */
    public EventBatch toKeepAfterAll(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Variable(Headers.EVENTS_VARIABLE) EventBatch batch) {
        // without a provider there is no database to keep them in
        return run.findProvider().isPresent() ? batch.toKeepAfterAll() : new EventBatch(List.of());
    }

    /** Notes that events are about to be sent, which may take its time. */
    public void sendingBegins(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        run.events().clock().sendingBegins();
    }

    /** Notes that they were sent, or could not be. */
    public void sendingEnds(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        run.events().clock().sendingEnds();
    }

    /** Notes that an event went the round of its endpoints. */
    public void sent(@Variable(Headers.EVENT_VARIABLE) EventMessage message) {
        message.sent();
    }

    /** Notes that an event could neither be delivered nor put to the dead letters. */
    public void notSent(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.EVENT_VARIABLE) EventMessage message,
            Exchange exchange) {
        message.refused();
        Throwable cause = exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Throwable.class);
        LOG.error(
                "[{}] The event {} ({}) could not be sent, nor put to the dead letters: {}: {}",
                run.id(),
                message.name(),
                message.id(),
                words(cause),
                message.isKept()
                        ? "the next run tries again"
                        : message.isToldWithoutLock()
                                ? "it is kept in the database for the next run, where that takes it"
                                : "it is lost, because it could not be kept in the database either");
    }

    /** Notes that events are in the outbox. */
    public void kept(@Variable(Headers.EVENTS_VARIABLE) EventBatch batch) {
        batch.kept();
    }

    /** Notes that events could not be put into the outbox, or not be taken out of it; they are sent all the same. */
    public void outboxFailed(@Variable(Headers.RUN_VARIABLE) ImportRun run, Exchange exchange) {
        Throwable cause = exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Throwable.class);
        LOG.warn(
                "[{}] The outbox of events cannot be written ({}): an event may be sent twice, or be lost with the process",
                run.id(),
                words(cause));
    }

    /** What the innermost cause says; where that is a name alone, such as a host's, with what it is said of. */
    private static String words(Throwable failure) {
        if (failure == null) {
            return "unknown";
        }
        String words = DatabaseFailures.words(failure);
        if (words.contains(" ")) {
            return words;
        }
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName() + (cause.getMessage() == null ? "" : ": " + words);
    }

    /** The events that died with an earlier run of this provider. */
    public OutboxReader left(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        return new OutboxReader(
                run.table(), run.providerName(), kind -> !endpoints.of(kind).isEmpty());
    }

    /** Some of them, to be sent. */
    public EventBatch foundLeft(
            @Variable(Headers.LEFT_VARIABLE) OutboxReader left, @Body List<Map<String, Object>> results) {
        return left.found(results);
    }
}
