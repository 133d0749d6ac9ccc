package io.github.ldapimport.testing;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

/** What lies between a node that hands out pages and a worker: it keeps what passes, and may meddle with it. */
public final class PageWire {
    /** The endpoint of the node that runs the import. */
    public static final String URI = "direct:wire";

    /** The endpoint of the worker. */
    public static final String WORKER_URI = "seda:ldap-import-pages?pollTimeout=20";

    /** A page or an answer. */
    public record Message(String text, Map<String, Object> headers) {
        public byte[] body() {
            return text.getBytes(StandardCharsets.UTF_8);
        }

        /** With other text, and the signature as it was. */
        public Message altered(String from, String to) {
            if (!text.contains(from)) {
                throw new AssertionError(from + " is not in " + text);
            }
            return new Message(text.replace(from, to), headers);
        }
    }

    /** What becomes of a page on its way. */
    @FunctionalInterface
    public interface Passage {
        Message pass(Message page) throws Exception;
    }

    private final List<Message> pages = new CopyOnWriteArrayList<>();
    private volatile Passage passage;

    /** Lets a node's pages take a passage. */
    public PageWire(RunningRoutes node, Passage passage) {
        this.passage = passage;
        try {
            node.context().addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from(URI).errorHandler(noErrorHandler()).process(exchange -> {
                        Message page = message(exchange);
                        pages.add(page);
                        Message answer = PageWire.this.passage.pass(page);
                        exchange.getMessage().removeHeaders("*");
                        exchange.getMessage().setHeaders(answer.headers());
                        exchange.getMessage().setBody(answer.body());
                    });
                }
            });
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** To a worker and back. */
    public static Message ask(CamelContext worker, Message page) {
        return message(worker.createProducerTemplate().request(WORKER_URI, exchange -> {
            exchange.getMessage().setHeaders(new LinkedHashMap<>(page.headers()));
            exchange.getMessage().setBody(page.body());
        }));
    }

    private static Message message(Exchange exchange) {
        return new Message(
                new String(exchange.getMessage().getBody(byte[].class), StandardCharsets.UTF_8),
                new LinkedHashMap<>(exchange.getMessage().getHeaders()));
    }

    /** From now on. */
    public void passBy(Passage other) {
        passage = other;
    }

    /** What was sent so far. */
    public List<Message> pages() {
        return pages;
    }
}
