package io.github.ldapimport.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;

/** An ActiveMQ Artemis that several processes reach. */
public final class Broker implements AutoCloseable {
    private static final String QUEUE = "ldap-import-pages";

    private final int port;
    private final EmbeddedActiveMQ server;

    private Broker(int port, EmbeddedActiveMQ server) {
        this.port = port;
        this.server = server;
    }

    public static Broker start() {
        try {
            int port = Ports.free();
            Configuration configuration = new ConfigurationImpl()
                    .setPersistenceEnabled(false)
                    .setSecurityEnabled(false)
                    .addAcceptorConfiguration("tcp", "tcp://localhost:" + port);
            EmbeddedActiveMQ server = new EmbeddedActiveMQ().setConfiguration(configuration);
            server.start();
            return new Broker(port, server);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The endpoint of the pages, with options of its own after these. */
    public static String pages(int timeoutMillis) {
        return "jms:queue:" + QUEUE + "?requestTimeout=" + timeoutMillis
                + "&acknowledgementModeName=CLIENT_ACKNOWLEDGE&receiveTimeout=100";
    }

    /** Puts the file that makes it known into a folder of routes. */
    public void makeKnown(Path routes) throws IOException {
        Files.writeString(routes.resolve("my-broker.camel.yaml"), """
                - beans:
                    - name: connections
                      type: "#class:org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory"
                      properties:
                        brokerURL: "tcp://localhost:%d?consumerWindowSize=0"
                """.formatted(port));
    }

    /** Pages that wait, or that somebody has who has not answered. */
    public long waiting() {
        Queue queue = server.getActiveMQServer().locateQueue(QUEUE);
        return queue == null ? 0 : queue.getMessageCount();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
