package io.github.ldapimport.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportException;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.app.BeanMethods;
import io.github.ldapimport.check.Check;
import io.github.ldapimport.event.EventKind;
import io.github.ldapimport.run.Provider;
import io.github.ldapimport.run.RunListener;
import io.github.ldapimport.settings.Setting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExtendedCamelContext;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.apache.camel.spi.ClassResolver;
import org.apache.camel.spi.FactoryFinderResolver;
import org.apache.camel.support.PluginHelper;

/** Camel with the real routes/ and application.properties, and some settings of a test's own. */
public final class RunningRoutes implements AutoCloseable {
    /** Where events go in a test that asks for them. */
    public static final String EVENTS = "mock:events";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Main main;

    private RunningRoutes(Main main) {
        this.main = main;
    }

    @SafeVarargs
    public static RunningRoutes start(Map<String, String>... settings) {
        return start(Path.of("routes"), settings);
    }

    /** With the routes of another folder. */
    @SafeVarargs
    public static RunningRoutes start(Path routes, Map<String, String>... settings) {
        Properties overrides = new Properties();
        // a hash costs 50 ms
        overrides.put("ldap-import.users.password-cost", "4");
        overrides.put("ldap-import.events.retry-delay", "10ms");
        // the observability services open a port where nobody says otherwise
        for (String service : List.of("management", "metrics", "opentelemetry2")) {
            overrides.put("camel." + service + ".enabled", "false");
        }
        for (Map<String, String> some : settings) {
            overrides.putAll(some);
        }
        Main main = new ReadingOnce();
        main.configure().withRoutesIncludePattern("file:" + routes.toAbsolutePath() + "/*.camel.yaml");
        main.setPropertyPlaceholderLocations("file:application.properties");
        main.setOverrideProperties(overrides);
        return start(main);
    }

    /** A Camel that a test has set up itself. */
    public static RunningRoutes start(Main main) {
        main.addMainListener(new Lookups());
        main.addMainListener(new BeanMethods());
        // as in the program: beans for JMX would take two thirds of a start, and time of each message
        main.configure().withJmxEnabled(false);
        // the usual one would keep each Camel in memory until the process ends, where a hook stops it
        main.setShutdownStrategy(new SimpleMainShutdownStrategy());
        try {
            main.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return new RunningRoutes(main);
    }

    /** Reads files of routes once: Camel Main reads them before, too, for modelines, of which there are none; neither does the program. */
    private static final class ReadingOnce extends Main {
        @Override
        protected void modelineRoutes(CamelContext context) {
            // nothing to read
        }

        /** Looks for services as all tests together do, from its first one on. */
        @Override
        protected CamelContext createCamelContext() {
            return new DefaultCamelContext(registry) {
                @Override
                protected ClassResolver createClassResolver() {
                    return new ServicesOfJars(getCamelContextReference());
                }
            };
        }
    }

    private static final class Lookups extends MainListenerSupport {
        @Override
        public void beforeInitialize(BaseMainSupport main) {
            CamelContext context = main.getCamelContext();
            context.getRegistry().bind(ParsedRoutes.NAME, new ParsedRoutes());
            if (context.getClassResolver() instanceof ServicesOfJars) {
                return;
            }
            ServicesOfJars services = new ServicesOfJars(context);
            context.setClassResolver(services);
            // they were made with the resolver before
            FactoryFinderResolver finders = PluginHelper.getFactoryFinderResolver(context);
            ExtendedCamelContext extension = context.getCamelContextExtension();
            extension.setBootstrapFactoryFinder(finders.resolveBootstrapFactoryFinder(services));
            extension.setDefaultFactoryFinder(finders.resolveDefaultFactoryFinder(services));
        }
    }

    /** Settings that send every event to {@link #EVENTS}. */
    public static Map<String, String> withEvents() {
        Map<String, String> settings = new LinkedHashMap<>();
        for (EventKind kind : EventKind.values()) {
            settings.put(Setting.BUNDLE_PREFIX + "." + kind.endpoints().key(), EVENTS);
        }
        return settings;
    }

    /** What {@code check} finds out about a subject of the provider {@code ldap}, a line each. */
    public List<String> check(String subject) {
        return check(Provider.DEFAULT_NAME, subject);
    }

    /** The same of another provider. */
    public List<String> check(String name, String subject) {
        Provider provider = context().getRegistry().lookupByNameAndType(Provider.BEAN_PREFIX + name, Provider.class);
        return Check.of(provider, name).stream()
                .filter(line -> line.subject().equals(subject))
                .map(line -> line.verdict() + ": " + line.text())
                .toList();
    }

    public CamelContext context() {
        return main.getCamelContext();
    }

    public MockEndpoint mock(String uri) {
        return context().getEndpoint(uri, MockEndpoint.class);
    }

    /** A run with options as header names and values in turn. */
    public ImportSummary run(Object... headers) {
        Exchange answer = send(headers);
        if (answer.getException() != null) {
            throw answer.getException(ImportException.class) != null
                    ? answer.getException(ImportException.class)
                    : new IllegalStateException(answer.getException());
        }
        return answer.getMessage().getBody(ImportSummary.class);
    }

    /** A run that does not complete, and its summary. */
    public ImportException failingRun(Object... headers) {
        ImportException failure = send(headers).getException(ImportException.class);
        if (failure == null) {
            throw new AssertionError("The run completed");
        }
        return failure;
    }

    /** What became of a run, however it ended. */
    public ImportSummary outcome(Object... headers) {
        return outcome(null, headers);
    }

    public ImportSummary outcome(RunListener listener, Object... headers) {
        Exchange answer = send(listener, headers);
        if (answer.getException() == null) {
            return answer.getMessage().getBody(ImportSummary.class);
        }
        ImportException failure = answer.getException(ImportException.class);
        if (failure == null) {
            throw new AssertionError("The run ended without a summary", answer.getException());
        }
        return failure.summary();
    }

    public Exchange send(Object... headers) {
        return send(null, headers);
    }

    public Exchange send(RunListener listener, Object... headers) {
        return context().createProducerTemplate().request("direct:ldap-import", exchange -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getMessage().setHeader((String) headers[i], headers[i + 1]);
            }
            if (listener != null) {
                exchange.setProperty(Headers.LISTENER_PROPERTY, listener);
            }
        });
    }

    /** The events so far, as the JSON that the endpoint got. */
    public List<JsonNode> events() {
        List<JsonNode> events = new ArrayList<>();
        for (Exchange exchange : mock(EVENTS).getExchanges()) {
            try {
                events.add(JSON.readTree(exchange.getMessage().getBody(String.class)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return events;
    }

    @Override
    public void close() {
        main.stop();
    }
}
