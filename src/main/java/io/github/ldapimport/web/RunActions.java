package io.github.ldapimport.web;

import io.github.ldapimport.api.AsciiJson;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.history.KeptRuns;
import io.github.ldapimport.history.RefusedRun;
import io.github.ldapimport.run.Runs;
import io.github.ldapimport.settings.ConfigurationException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;

/** The steps of the routes that take a POST for one run: to set it back, or to approve what it was refused. */
public final class RunActions implements CamelContextAware {
    private static final Map<String, String> OF_AN_UNDO =
            Map.of("dry-run", Headers.DRY_RUN, "max-undone", Headers.MAX_UNDONE);
    private static final String APPROVED_BY = "HTTP";

    private CamelContext context;

    @Override
    public void setCamelContext(CamelContext camelContext) {
        context = camelContext;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    /** The request of an undo: the run of the address, its provider, the options, and nothing else that came in. */
    public void undo(Exchange exchange) {
        HttpTrigger.requireNoBody(exchange.getMessage());
        String runId = RunRequests.runId(exchange);
        Map<String, Object> headers = options(exchange, OF_AN_UNDO);
        headers.put(Headers.UNDO, runId);
        headers.put(Headers.PROVIDER, provider(runId));
        HttpTrigger.requireNoneRunning(runs());
        exchange.getMessage().setHeaders(headers);
        exchange.getMessage().setBody(null);
    }

    /** Approves a refused run, and answers with what that is. */
    public void approve(Exchange exchange) {
        HttpTrigger.requireNoBody(exchange.getMessage());
        String runId = RunRequests.runId(exchange);
        options(exchange, Map.of());
        provider(runId);
        RefusedRun refused;
        try {
            refused = RefusedRun.of(runs(), context, runId);
        } catch (ConfigurationException e) {
            throw new HttpTrigger.Rejection(HttpTrigger.UNPROCESSABLE, e.getMessage());
        }
        List<String> rows = new ArrayList<>();
        refused.rows(rows::add);
        refused.approve(APPROVED_BY);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("approved", runId);
        answer.put("provider", refused.provider());
        answer.put("what", refused.words());
        answer.put("valid", refused.valid());
        answer.put("rows", rows);
        HttpTrigger.answer(exchange, HttpTrigger.OK, AsciiJson.write((Object) answer));
    }

    private String provider(String runId) {
        try {
            return KeptRuns.requireProviderOf(runs(), runId);
        } catch (ConfigurationException e) {
            throw new HttpTrigger.Rejection(HttpTrigger.NOT_FOUND, "There is no run " + runId);
        }
    }

    private Runs runs() {
        return context.getRegistry().lookupByNameAndType("ldap-import-runs", Runs.class);
    }

    private static Map<String, Object> options(Exchange exchange, Map<String, String> known) {
        String query = exchange.getMessage().getHeader(Exchange.HTTP_RAW_QUERY, String.class);
        if (query == null) {
            query = exchange.getMessage().getHeader(Exchange.HTTP_QUERY, "", String.class);
        }
        Map<String, Object> headers = new LinkedHashMap<>();
        for (String parameter : query.split("&")) {
            if (parameter.isEmpty()) {
                continue;
            }
            int equals = parameter.indexOf('=');
            String name = equals < 0 ? parameter : parameter.substring(0, equals);
            String header = known.get(name);
            if (header == null || headers.containsKey(header)) {
                throw new HttpTrigger.Rejection(
                        HttpTrigger.BAD_REQUEST,
                        known.isEmpty()
                                ? "An approval takes no parameters"
                                : "The parameters of an undo are dry-run and max-undone, each once");
            }
            headers.put(header, equals < 0 ? "true" : decoded(parameter.substring(equals + 1)));
        }
        return headers;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new HttpTrigger.Rejection(HttpTrigger.BAD_REQUEST, "A parameter of the address is not URL-encoded");
        }
    }
}
