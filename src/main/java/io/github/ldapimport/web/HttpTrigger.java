package io.github.ldapimport.web;

import io.github.ldapimport.api.AsciiJson;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportException;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.run.Provider;
import io.github.ldapimport.run.Runs;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import io.github.ldapimport.sql.DatabaseException;
import io.github.ldapimport.store.RunHistory;
import io.github.ldapimport.store.RunRecord;
import io.github.ldapimport.text.LineLog;
import io.github.ldapimport.text.Secret;
import io.github.ldapimport.trigger.NeededComponent;
import io.github.ldapimport.trigger.RunOptions;
import io.github.ldapimport.why.Why;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Message;

/**
 * The steps of the route that takes HTTP requests: a POST starts a run and answers with its summary, a GET answers with the
 * last runs. Options are parameters of the address, by the names of the command line; whatever else a request has is left
 * at the door.
 */
public final class HttpTrigger implements CamelContextAware {
    private static final LineLog LOG = LineLog.named("ldap-import");
    private static final int MIN_TOKEN_LENGTH = 16;
    private static final int MAX_RUNS = 20;

    static final int OK = 200;
    static final int BAD_REQUEST = 400;
    /** The status of a request without the token. */
    public static final int UNAUTHORIZED = 401;

    static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    static final int UNPROCESSABLE = 422;
    private static final int INTERNAL_ERROR = 500;

    /** Where requests go to. */
    public static final String PATH = "/ldap-import/runs";

    private static final String NO_TOKEN = "The header Authorization must be 'Bearer ' and the token";

    /** The answer to a request without the token, in JSON. */
    public static final String REFUSAL = json(Map.of("error", NO_TOKEN)) + "\n";

    private static final String AUTHORIZATION = "Authorization";
    private static final String BEARER = "Bearer ";
    private static final String EXPECT = "Expect";
    private static final List<String> FORMS = List.of("application/x-www-form-urlencoded", "multipart/form-data");

    private CamelContext context;

    /** A run that is under way in this process. */
    private record Running(String runId, String provider, String startedAt) {
        static Running of(ImportRun run) {
            return new Running(run.id(), run.providerName(), run.startedAt().toString());
        }
    }

    /** What a GET answers with. */
    private record Status(List<Running> running, List<RunRecord> runs) {}

    /** A request that is not taken, and why. */
    static final class Rejection extends RuntimeException {
        private final int status;

        Rejection(int status, String message) {
            super(message);
            this.status = status;
        }
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        context = camelContext;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    /**
     * What requests may be sent with.
     *
     * @throws ConfigurationException when the runtime has nothing that takes requests
     */
    public String methods() {
        NeededComponent.PLATFORM_HTTP.require(
                context, new Settings(context, Setting.BUNDLE_PREFIX).key(Setting.HTTP_ENABLED));
        return "GET,POST";
    }

    /**
     * The token that requests must have.
     *
     * @throws ConfigurationException when there is none, or it can be guessed
     */
    public Secret token() {
        Settings settings = new Settings(context, Setting.BUNDLE_PREFIX);
        Secret token = settings.secret(Setting.HTTP_TOKEN, Setting.HTTP_TOKEN_FILE);
        if (token.length() < MIN_TOKEN_LENGTH) {
            // neither its text nor its length is told
            throw new ConfigurationException("The HTTP trigger wants a token of at least " + MIN_TOKEN_LENGTH
                    + " characters in " + settings.key(Setting.HTTP_TOKEN) + " or in the file of "
                    + settings.key(Setting.HTTP_TOKEN_FILE) + ": openssl rand -hex 32 makes one");
        }
        return token;
    }

    /** Lets nobody in without the token, whatever the request is for. */
    public void requireToken(Exchange exchange) {
        if (!fits(token(), exchange.getMessage().getHeader(AUTHORIZATION, "", String.class))) {
            throw new Rejection(UNAUTHORIZED, NO_TOKEN);
        }
    }

    /**
     * Whether a request may come in by its header, before anything else of it is read.
     *
     * @param authorization null where it has none
     */
    public boolean isLetIn(String authorization) {
        try {
            return authorization != null && fits(token(), authorization);
        } catch (ConfigurationException e) {
            LOG.error("A request over HTTP was refused: {}", e.getMessage());
            return false;
        }
    }

    /** Takes as long for a token that is nearly right as for any other. */
    private static boolean fits(Secret token, String authorization) {
        return MessageDigest.isEqual(
                (BEARER + token.value()).getBytes(StandardCharsets.UTF_8),
                authorization.getBytes(StandardCharsets.UTF_8));
    }

    /** The request of a run: the headers of its options, and nothing else that came in. */
    public void request(Exchange exchange) {
        requireNoBody(exchange.getMessage());
        Map<String, Object> headers = options(exchange);
        Runs runs = runs();
        try {
            runs.requireSound(headers);
        } catch (ConfigurationException e) {
            throw new Rejection(BAD_REQUEST, e.getMessage());
        }
        requireNoneRunning(runs);
        exchange.getMessage().setHeaders(headers);
        exchange.getMessage().setBody(null);
    }

    /** One at a time; between processes and at the same moment the run's own lock decides. */
    static void requireNoneRunning(Runs runs) {
        List<ImportRun> running = List.copyOf(runs.current());
        if (!running.isEmpty()) {
            throw new Rejection(
                    CONFLICT,
                    "Run " + running.get(0).id() + " of provider "
                            + running.get(0).providerName() + " is under way since "
                            + running.get(0).startedAt() + ": wait for it to end");
        }
    }

    /** Options in a body would be overlooked: dry-run=true there must not be a run in earnest. */
    static void requireNoBody(Message request) {
        if (hasBody(request)) {
            throw new Rejection(
                    BAD_REQUEST, "The body must be empty: options are parameters of the address (?dry-run)");
        }
    }

    /** Whether a body came, or was announced: HTTP/2 needs no header for one, and the server takes a form apart. */
    private static boolean hasBody(Message request) {
        String length = request.getHeader(Exchange.CONTENT_LENGTH, String.class);
        boolean isEmptyByLength = "0".equals(length);
        if ((length != null && !isEmptyByLength)
                || request.getHeader(Exchange.TRANSFER_ENCODING) != null
                || request.getHeader(EXPECT) != null) {
            return true;
        }
        String type = request.getHeader(Exchange.CONTENT_TYPE, "", String.class).toLowerCase(Locale.ROOT);
        if (!isEmptyByLength && FORMS.stream().anyMatch(type::contains)) {
            return true;
        }
        Object body = request.getBody();
        try {
            // a body that cannot be read as a text is none that is empty
            return body instanceof InputStream stream
                    ? stream.read() >= 0
                    : body != null && !"".equals(request.getBody(String.class));
        } catch (IOException e) {
            return true;
        }
    }

    private static Map<String, Object> options(Exchange exchange) {
        String query = exchange.getMessage().getHeader(Exchange.HTTP_RAW_QUERY, String.class);
        if (query == null) {
            query = exchange.getMessage().getHeader(Exchange.HTTP_QUERY, "", String.class);
        }
        RunOptions options =
                new RunOptions(Map.of("provider", Headers.PROVIDER, "user", Headers.USER, "plan", Headers.PLAN));
        try {
            for (String parameter : query.split("&")) {
                if (!parameter.isEmpty()) {
                    int equals = parameter.indexOf('=');
                    options.add(
                            decoded(equals < 0 ? parameter : parameter.substring(0, equals)),
                            equals < 0 ? null : decoded(parameter.substring(equals + 1)));
                }
            }
        } catch (IllegalArgumentException | ConfigurationException e) {
            throw new Rejection(BAD_REQUEST, e.getMessage());
        }
        Map<String, Object> headers = new LinkedHashMap<>(options.headers());
        headers.putIfAbsent(Headers.PROVIDER, Provider.DEFAULT_NAME);
        return headers;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** Answers with the summary of a run. */
    public void summary(Exchange exchange) {
        answer(exchange, OK, exchange.getMessage().getBody(ImportSummary.class).toString());
    }

    /** Answers with the last runs, the latest first. */
    public void status(Exchange exchange) {
        Object provider = options(exchange).get(Headers.PROVIDER);
        boolean named = exchange.getMessage().getHeader(Exchange.HTTP_RAW_QUERY) != null;
        Runs runs = runs();
        List<RunRecord> past = new ArrayList<>();
        runs.providers().forEach((name, its) -> {
            if (!named || name.equals(provider)) {
                past.addAll(RunHistory.of(its.getDatabase(), name, MAX_RUNS));
            }
        });
        past.sort(Comparator.comparing((RunRecord run) -> Instant.parse(run.startedAt()))
                .reversed());
        answer(
                exchange,
                OK,
                json(new Status(
                        runs.current().stream().map(Running::of).toList(),
                        past.subList(0, Math.min(MAX_RUNS, past.size())))));
    }

    /** Answers with why there is no summary of a completed run. */
    public void refusal(Exchange exchange) {
        Throwable failure = exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Throwable.class);
        if (failure instanceof Rejection rejection) {
            answer(exchange, rejection.status, json(Map.of("error", rejection.getMessage())));
        } else if (failure instanceof ImportException run) {
            int status = INTERNAL_ERROR;
            if (run.isRunUnderWay()) {
                status = CONFLICT;
            } else if (run.summary().status().equals(ImportSummary.REFUSED)) {
                status = UNPROCESSABLE;
            }
            answer(exchange, status, run.summary().toString());
        } else if (failure instanceof ConfigurationException
                || failure instanceof DatabaseException
                || failure instanceof Why.NoAnswerException) {
            LOG.error("A request over HTTP failed: {}", failure.getMessage());
            answer(exchange, INTERNAL_ERROR, json(Map.of("error", failure.getMessage())));
        } else {
            LOG.error("A request over HTTP failed", failure);
            answer(exchange, INTERNAL_ERROR, json(Map.of("error", "See the log of ldap-import")));
        }
    }

    static void answer(Exchange exchange, int status, String json) {
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "application/json");
        if (status == UNAUTHORIZED) {
            exchange.getMessage().setHeader("WWW-Authenticate", "Bearer");
        }
        exchange.getMessage().setBody(json + "\n");
    }

    private static String json(Object value) {
        return AsciiJson.write(value);
    }

    private Runs runs() {
        return context.getRegistry().lookupByNameAndType("ldap-import-runs", Runs.class);
    }
}
