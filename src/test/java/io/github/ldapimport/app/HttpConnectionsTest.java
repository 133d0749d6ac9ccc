package io.github.ldapimport.app;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.testing.HttpRuns;
import io.github.ldapimport.testing.Ports;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What strangers can do to the ports of the program that serves. */
class HttpConnectionsTest {
    private static final int MAX_MILLISECONDS = 20_000;

    private static Socket connect(int port, String sent) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(MAX_MILLISECONDS);
        socket.getOutputStream().write(sent.getBytes(US_ASCII));
        return socket;
    }

    private static String answer(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] read = new byte[4096];
        int length = in.read(read);
        return length < 0 ? "" : new String(read, 0, length, US_ASCII);
    }

    /** Whether the other side has closed it, without a word. */
    private static boolean isClosed(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException e) {
            return true;
        }
    }

    private interface Attack {
        void on(HttpRuns http) throws Exception;
    }

    private static void serving(Attack attack) throws Exception {
        HttpRuns http = new HttpRuns(Ports.free());
        try (TestDirectory directory = TestDirectory.start().addPeople(3);
                TestDatabase database = TestDatabase.create(Product.H2).createUsersTable()) {
            Map<String, String> settings = new HashMap<>(directory.settings());
            settings.putAll(database.settings());
            settings.putAll(http.settings());
            settings.put("ldap-import.users.password-cost", "4");
            settings.values().removeIf(String::isEmpty);
            try (CamelProgram program = CamelProgram.serve(settings, (given, sources) -> {})) {
                assertThat(program.context().getStatus().isStarted()).isTrue();
                attack.on(http);
            }
        }
    }

    @Test
    @Proves({"9.4", "9.13"})
    void a_request_without_the_token_is_answered_before_its_body_is_read() throws Exception {
        serving(http -> {
            for (String request : List.of("POST /ldap-import/runs", "GET /ldap-import/users/user1")) {
                String head = request + " HTTP/1.1\r\nHost: x\r\nContent-Length: 65001\r\n";
                try (Socket socket = connect(http.port(), head + "\r\n" + "x".repeat(65_000))) {
                    assertThat(answer(socket)).startsWith("HTTP/1.1 401").contains("the token");
                }
            }
            assertThat(http.post("").json().path("imported").asInt()).isEqualTo(3);
            assertThat(http.send(http.request("GET", "")).status()).isEqualTo(401);
        });
    }

    @Test
    @Proves("9.13")
    void more_connections_than_a_hundred_are_closed_until_others_end() throws Exception {
        serving(http -> {
            List<Socket> held = new ArrayList<>();
            for (int i = 0; i < HttpConnections.MAX_CONNECTIONS; i++) {
                held.add(connect(http.port(), "POST /ldap-import/runs HTTP/1.1\r\nHo"));
            }
            try (Socket one = new Socket(InetAddress.getLoopbackAddress(), http.port())) {
                one.setSoTimeout(MAX_MILLISECONDS);
                assertThat(isClosed(one)).isTrue();
            }
            Socket finished = held.remove(0);
            finished.getOutputStream().write("st: x\r\nConnection: close\r\n\r\n".getBytes(US_ASCII));
            assertThat(answer(finished)).startsWith("HTTP/1.1 401");
            for (Socket each : held) {
                each.close();
            }
            finished.close();
            io.github.ldapimport.testing.Await.until(
                    () -> {
                        try (Socket next = connect(http.port(), "GET /ldap-import/runs HTTP/1.1\r\nHost: x\r\n\r\n")) {
                            return answer(next).startsWith("HTTP/1.1 401");
                        } catch (SocketException e) {
                            return false;
                        }
                    },
                    () -> "no connection is taken any more");
        });
    }

    @Test
    @Proves("9.13")
    void a_connection_without_a_request_is_closed_and_one_that_waits_for_its_answer_is_not() throws Exception {
        HttpConnections connections = new HttpConnections(Duration.ofMillis(300));
        Vertx vertx = connections.vertx(new VertxOptions());
        try {
            HttpServer server = vertx.createHttpServer()
                    .requestHandler(request -> {
                        connections.begins(request);
                        request.response().endHandler(ended -> connections.ends(request));
                        vertx.setTimer(1_500, late -> request.response().end("late"));
                    })
                    .listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(MAX_MILLISECONDS, TimeUnit.MILLISECONDS);
            int port = server.actualPort();
            try (Socket silent = connect(port, "");
                    Socket half = connect(port, "GET / HTTP/1.1\r\nHo");
                    Socket waiting = connect(port, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")) {
                assertThat(isClosed(silent)).isTrue();
                assertThat(isClosed(half)).isTrue();
                assertThat(answer(waiting)).startsWith("HTTP/1.1 200").endsWith("late");
                assertThat(isClosed(waiting)).isTrue();
            }
        } finally {
            vertx.close();
        }
    }
}
