package io.github.ldapimport.web;

import io.github.ldapimport.audit.Histories;
import io.github.ldapimport.audit.History;
import io.github.ldapimport.audit.HistoryJson;
import io.github.ldapimport.changes.ChangeTable;
import io.github.ldapimport.changes.KeptChange;
import io.github.ldapimport.history.KeptRuns;
import io.github.ldapimport.run.Runs;
import io.github.ldapimport.settings.WholeNumber;
import io.github.ldapimport.store.RunRecord;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;

/** The steps of the routes that answer a GET for one run, and for what it did to rows. Nothing is written, and no lock is taken. */
public final class RunRequests implements CamelContextAware {
    /** How many changes an answer has where the request does not say less. */
    public static final int MAX_CHANGES = ChangeTable.AT_ONCE;

    private static final Pattern PATH =
            Pattern.compile(Pattern.quote(HttpTrigger.PATH) + "/([^/?]*)(/changes|/undo|/approve)?/?$");
    private static final Pattern CHANGE_ID = Pattern.compile("[\\w-]{1,64}");
    private static final String AFTER = "after";
    private static final String LIMIT = "limit";

    private CamelContext context;

    @Override
    public void setCamelContext(CamelContext camelContext) {
        context = camelContext;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    /** Answers with a run, and its summary. */
    public void run(Exchange exchange) {
        String runId = runId(exchange);
        parameters(exchange, Set.of());
        RunRecord run = histories().all().stream()
                .flatMap(history -> history.run(runId).stream())
                .findFirst()
                .orElseThrow(() -> unknown(runId));
        HttpTrigger.answer(exchange, HttpTrigger.OK, HistoryJson.of(run));
    }

    /** Answers with some of what a run did, in order, and with the change after which the next part begins. */
    public void changes(Exchange exchange) {
        String runId = runId(exchange);
        Map<String, String> parameters = parameters(exchange, Set.of(AFTER, LIMIT));
        String after = parameters.get(AFTER);
        if (after != null && !CHANGE_ID.matcher(after).matches()) {
            throw rejection("The parameter after must be the next of the answer before");
        }
        String limit = parameters.getOrDefault(LIMIT, String.valueOf(MAX_CHANGES));
        int most = WholeNumber.parse(limit, 1, MAX_CHANGES)
                .orElseThrow(() -> rejection("The parameter limit must be a whole number from 1 to " + MAX_CHANGES));
        History history = histories().ofRun(runId).orElseThrow(() -> unknown(runId));
        Iterator<KeptChange> changes = history.changesOfRun(runId, after);
        StringBuilder json = new StringBuilder("{\"changes\":[");
        KeptChange last = null;
        for (int i = 0; i < most && changes.hasNext(); i++) {
            last = changes.next();
            json.append(i == 0 ? "" : ",").append(HistoryJson.of(history.providerName(), last));
        }
        json.append("],\"next\":")
                .append(changes.hasNext() ? "\"" + last.id() + "\"" : "null")
                .append('}');
        HttpTrigger.answer(exchange, HttpTrigger.OK, json.toString());
    }

    private Histories histories() {
        return Histories.of(context.getRegistry()
                .lookupByNameAndType("ldap-import-runs", Runs.class)
                .providers());
    }

    /** The run of the address as it came: a header of the request may have the name of a part of the path. */
    static String runId(Exchange exchange) {
        String address = exchange.getMessage().getHeader(Exchange.HTTP_URI, "", String.class);
        int query = address.indexOf('?');
        Matcher path = PATH.matcher(query < 0 ? address : address.substring(0, query));
        String runId = path.find() ? path.group(1) : "";
        if (!KeptRuns.isId(runId)) {
            throw new HttpTrigger.Rejection(
                    HttpTrigger.NOT_FOUND,
                    "The address names no run: a run's id is like 20260401-070000-1f8a03bc, and GET " + HttpTrigger.PATH
                            + " lists the last ones");
        }
        return runId;
    }

    private static HttpTrigger.Rejection unknown(String runId) {
        return new HttpTrigger.Rejection(HttpTrigger.NOT_FOUND, "There is no run " + runId);
    }

    private static HttpTrigger.Rejection rejection(String message) {
        return new HttpTrigger.Rejection(HttpTrigger.BAD_REQUEST, message);
    }

    /** The parameters of the address; none of them has a letter that would be encoded. */
    private static Map<String, String> parameters(Exchange exchange, Set<String> known) {
        String query = exchange.getMessage().getHeader(Exchange.HTTP_RAW_QUERY, String.class);
        if (query == null) {
            query = exchange.getMessage().getHeader(Exchange.HTTP_QUERY, "", String.class);
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String parameter : query.split("&")) {
            int equals = parameter.indexOf('=');
            String name = equals < 0 ? parameter : parameter.substring(0, equals);
            if (name.isEmpty() && equals < 0) {
                continue;
            }
            if (!known.contains(name) || equals < 0 || parameters.containsKey(name)) {
                throw rejection(
                        known.isEmpty()
                                ? "A run takes no parameters"
                                : "The parameters of changes are after and limit, each once and with a value");
            }
            parameters.put(name, parameter.substring(equals + 1));
        }
        return parameters;
    }
}
