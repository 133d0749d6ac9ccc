package io.github.ldapimport.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Somebody who starts runs over HTTP. */
public final class HttpRuns {
    public static final String TOKEN = "0123456789abcdef-token";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int port;

    public HttpRuns(int port) {
        this.port = port;
    }

    /** What switches the trigger on. */
    public Map<String, String> settings() {
        return Map.of(
                "ldap-import.http.enabled",
                "true",
                "ldap-import.http.port",
                String.valueOf(port),
                "ldap-import.http.token",
                TOKEN);
    }

    public int port() {
        return port;
    }

    /** An answer; its body as JSON. */
    public record Answer(int status, JsonNode json, HttpResponse<String> response) {
        static Answer of(HttpResponse<String> response) {
            try {
                return new Answer(response.statusCode(), JSON.readTree(response.body()), response);
            } catch (IOException e) {
                throw new AssertionError("Not JSON: " + response.body(), e);
            }
        }
    }

    /** With the token. */
    public Answer post(String query, String... headers) {
        return send(request("POST", query, headers).header("Authorization", "Bearer " + TOKEN));
    }

    /** With the token, not waited for. */
    public CompletableFuture<Answer> posting(String query) {
        return client.sendAsync(
                        request("POST", query)
                                .header("Authorization", "Bearer " + TOKEN)
                                .build(),
                        BodyHandlers.ofString())
                .thenApply(Answer::of);
    }

    /** With the token. */
    public Answer get(String query) {
        return send(request("GET", query).header("Authorization", "Bearer " + TOKEN));
    }

    public HttpRequest.Builder request(String method, String query, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/ldap-import/runs" + query))
                .method(method, BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request;
    }

    public Answer send(HttpRequest.Builder request) {
        return Answer.of(exchange(request));
    }

    /** The answer, whatever its body. */
    public HttpResponse<String> exchange(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
