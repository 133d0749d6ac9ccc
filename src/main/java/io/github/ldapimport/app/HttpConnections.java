package io.github.ldapimport.app;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.net.NetServerOptions;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The connections of the ports of a program that serves: so many at a time, and none that stays open without a request. Otherwise
 * strangers who open some and send nothing, or half a request, would take the memory and the files that a run needs. Vert.x limits a
 * connection's silence only, by which it would cut one off that waits for a run to end.
 */
final class HttpConnections {
    static final int MAX_CONNECTIONS = 100;
    static final Duration MAX_IDLE = Duration.ofSeconds(30);

    private final Map<String, Connection> open = new ConcurrentHashMap<>();
    private final Duration maxIdle;

    /** @param maxIdle how long a connection may be open before its first request is complete, and between two */
    HttpConnections(Duration maxIdle) {
        this.maxIdle = maxIdle;
    }

    /** A Vert.x whose servers have such connections. */
    Vertx vertx(VertxOptions options) {
        return new VertxBuilder(options).findTransport(new Limited()).init().vertx();
    }

    /** Notes that a request is being answered, which takes the time it takes. */
    void begins(HttpServerRequest request) {
        Connection connection = of(request);
        if (connection != null) {
            connection.requests.incrementAndGet();
        }
    }

    /** Notes that a request that {@linkplain #begins began} has its answer, or is gone. */
    void ends(HttpServerRequest request) {
        Connection connection = of(request);
        if (connection != null) {
            connection.quietSince = System.nanoTime();
            connection.requests.decrementAndGet();
        }
    }

    private Connection of(HttpServerRequest request) {
        return open.get(key(
                request.localAddress().port(),
                request.remoteAddress().hostAddress(),
                request.remoteAddress().port()));
    }

    private static String key(int port, String host, int remotePort) {
        return port + " " + host + " " + remotePort;
    }

    private static final class Connection {
        private final AtomicInteger requests = new AtomicInteger();
        private volatile long quietSince = System.nanoTime();
        private volatile Future<?> nextLook;
    }

    /** Java's own sockets, as Vert.x has them, and a look at each connection before it is served. */
    private final class Limited extends JDKTransport {
        @Override
        public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
            super.configure(options, domainSocket, bootstrap);
            bootstrap.handler(new Accepted());
        }
    }

    /** Of one port. */
    private final class Accepted extends ChannelInboundHandlerAdapter {
        private final AtomicInteger connections = new AtomicInteger();

        @Override
        public void channelRead(ChannelHandlerContext context, Object accepted) {
            Channel channel = (Channel) accepted;
            if (connections.incrementAndGet() > MAX_CONNECTIONS) {
                connections.decrementAndGet();
                channel.unsafe().closeForcibly();
                return;
            }
            InetSocketAddress here = (InetSocketAddress) channel.localAddress();
            InetSocketAddress there = (InetSocketAddress) channel.remoteAddress();
            String key = key(here.getPort(), there.getAddress().getHostAddress(), there.getPort());
            Connection connection = new Connection();
            open.put(key, connection);
            look(context, channel, connection, maxIdle.toNanos());
            channel.closeFuture().addListener(closed -> {
                connections.decrementAndGet();
                open.remove(key, connection);
                connection.nextLook.cancel(false);
            });
            context.fireChannelRead(channel);
        }

        private void look(ChannelHandlerContext context, Channel channel, Connection connection, long after) {
            connection.nextLook = context.executor()
                    .schedule(
                            () -> {
                                long left = connection.requests.get() > 0
                                        ? maxIdle.toNanos()
                                        : connection.quietSince + maxIdle.toNanos() - System.nanoTime();
                                if (!channel.isOpen()) {
                                    return;
                                }
                                if (left <= 0) {
                                    Future<?> unused = channel.close();
                                } else {
                                    look(context, channel, connection, left);
                                }
                            },
                            after,
                            TimeUnit.NANOSECONDS);
        }
    }
}
