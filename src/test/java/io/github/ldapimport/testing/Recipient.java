package io.github.ldapimport.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.QueueBrowser;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.CamelContext;
import org.apache.camel.component.jms.JmsComponent;

/** Somewhere outside that events are sent to. It is up at first, and may go down and come up again. */
public abstract class Recipient implements AutoCloseable {
    /** The kinds that tests run with. */
    public enum Kind {
        FOLDER,
        QUEUE,
        WEB_SERVER
    }

    /**
     * An event that arrived.
     *
     * @param headers in lower case; a folder has none
     */
    public record Received(Map<String, String> headers, String body) {}

    /** A recipient of that kind; one that is a folder makes it in another. */
    public static Recipient create(Kind kind, Path folder) {
        return switch (kind) {
            case FOLDER -> new Folder(folder.resolve("recipient"));
            case QUEUE -> new Queue();
            case WEB_SERVER -> new WebServer();
        };
    }

    /** The endpoint that leads to it. */
    public abstract String uri();

    public abstract void down();

    public abstract void up();

    /** What has arrived so far, in order. */
    public abstract List<Received> received();

    /** Makes its Camel component known. */
    public void connect(CamelContext context) {
        // most are found by themselves
    }

    @Override
    public void close() {
        down();
    }

    private static final class Folder extends Recipient {
        private final Path path;

        Folder(Path path) {
            this.path = path;
        }

        @Override
        public String uri() {
            return "file:" + path + "?fileName=${header.LdapImportEventId}";
        }

        @Override
        public void down() {
            try {
                Files.deleteIfExists(path);
                Files.createFile(path);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void up() {
            try {
                if (Files.isRegularFile(path)) {
                    Files.delete(path);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public List<Received> received() {
            if (!Files.isDirectory(path)) {
                return List.of();
            }
            List<Received> received = new ArrayList<>();
            try (Stream<Path> files = Files.list(path)) {
                for (Path file : files.sorted().toList()) {
                    received.add(new Received(Map.of(), Files.readString(file)));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return received;
        }

        @Override
        public void close() {
            // the folder is the test's
        }
    }

    private static final class Queue extends Recipient {
        private static final AtomicInteger NUMBER = new AtomicInteger();

        private final int number = NUMBER.incrementAndGet();
        private final ActiveMQConnectionFactory connections = new ActiveMQConnectionFactory("vm://" + number);
        private EmbeddedActiveMQ broker;

        Queue() {
            up();
        }

        @Override
        public String uri() {
            return "jms:queue:users";
        }

        @Override
        public void connect(CamelContext context) {
            context.addComponent("jms", JmsComponent.jmsComponentAutoAcknowledge(connections));
        }

        @Override
        public void down() {
            if (broker != null) {
                try {
                    broker.stop();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
                broker = null;
            }
        }

        @Override
        public void up() {
            if (broker == null) {
                try {
                    Configuration configuration = new ConfigurationImpl()
                            .setPersistenceEnabled(false)
                            .setSecurityEnabled(false)
                            .addAcceptorConfiguration("vm", "vm://" + number);
                    broker = new EmbeddedActiveMQ().setConfiguration(configuration);
                    broker.start();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        }

        @Override
        public List<Received> received() {
            if (broker == null) {
                return List.of();
            }
            List<Received> received = new ArrayList<>();
            try (JMSContext context = connections.createContext();
                    QueueBrowser browser = context.createBrowser(context.createQueue("users"))) {
                for (Object message : Collections.list((Enumeration<?>) browser.getEnumeration())) {
                    received.add(received((Message) message));
                }
            } catch (JMSException e) {
                throw new IllegalStateException(e);
            }
            return received;
        }

        private static Received received(Message message) throws JMSException {
            Map<String, String> headers = new LinkedHashMap<>();
            for (Object name : Collections.list((Enumeration<?>) message.getPropertyNames())) {
                // a hyphen is not allowed in a JMS property
                headers.put(
                        name.toString().replace("_HYPHEN_", "-").toLowerCase(Locale.ROOT),
                        message.getStringProperty(name.toString()));
            }
            return new Received(headers, ((TextMessage) message).getText());
        }
    }

    private static final class WebServer extends Recipient {
        private final List<Received> received = new CopyOnWriteArrayList<>();
        private final HttpServer server;
        private volatile boolean down;

        WebServer() {
            try {
                server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            server.createContext("/users", this::answer);
            server.start();
        }

        private void answer(HttpExchange request) throws IOException {
            try (request) {
                String body = new String(request.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                if (!down) {
                    Map<String, String> headers = new LinkedHashMap<>();
                    request.getRequestHeaders()
                            .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
                    received.add(new Received(headers, body));
                }
                request.sendResponseHeaders(down ? 503 : 204, -1);
            }
        }

        @Override
        public String uri() {
            return "http://localhost:" + server.getAddress().getPort() + "/users";
        }

        @Override
        public void down() {
            down = true;
        }

        @Override
        public void up() {
            down = false;
        }

        @Override
        public List<Received> received() {
            return List.copyOf(received);
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
