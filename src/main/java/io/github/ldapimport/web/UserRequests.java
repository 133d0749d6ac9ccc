package io.github.ldapimport.web;

import io.github.ldapimport.api.AsciiJson;
import io.github.ldapimport.run.Runs;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.why.Why;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;

/** The step of the route that answers a GET for one user with where the user stands. It takes the name and the provider alone. */
public final class UserRequests implements CamelContextAware {
    /** What stands before the name in the address. */
    public static final String PATH = "/ldap-import/users";

    private static final String PROVIDER = "provider=";

    private CamelContext context;

    @Override
    public void setCamelContext(CamelContext camelContext) {
        context = camelContext;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    /** Answers with where the user stands that the address names. */
    public void answer(Exchange exchange) {
        String name;
        List<String> providers;
        try {
            name = name(exchange.getMessage().getHeader(Exchange.HTTP_URI, "", String.class));
            providers = providers(exchange.getMessage().getHeader(Exchange.HTTP_RAW_QUERY, "", String.class));
        } catch (IllegalArgumentException | ConfigurationException e) {
            throw new HttpTrigger.Rejection(HttpTrigger.BAD_REQUEST, e.getMessage());
        }
        HttpTrigger.answer(exchange, HttpTrigger.OK, AsciiJson.write(Why.ask(context, providers, name)));
    }

    /** What the address names as it came: a header of the request may have the name of a part of the path. */
    private static String name(String address) {
        int query = address.indexOf('?');
        String path = query < 0 ? address : address.substring(0, query);
        int start = path.indexOf(PATH + "/");
        String name = start < 0
                ? ""
                : decoded(path.substring(start + PATH.length() + 1)).strip();
        if (name.isEmpty()) {
            throw new IllegalArgumentException("The address names no user: " + PATH + "/NAME, URL-encoded");
        }
        return name;
    }

    private List<String> providers(String query) {
        Runs runs = context.getRegistry().lookupByNameAndType("ldap-import-runs", Runs.class);
        if (query.isEmpty()) {
            return List.copyOf(runs.providers().keySet());
        }
        if (!query.startsWith(PROVIDER) || query.indexOf('&') >= 0) {
            throw new IllegalArgumentException("Of a user, the only parameter is provider: " + PATH
                    + "/NAME?provider=ldap; without it all are asked");
        }
        String provider = decoded(query.substring(PROVIDER.length()).replace("+", "%20"));
        runs.provider(provider);
        return List.of(provider);
    }

    private static String decoded(String text) {
        // a plus in a path is a plus
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
