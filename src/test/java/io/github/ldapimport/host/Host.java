package io.github.ldapimport.host;

import io.github.ldapimport.api.CheckLine;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportException;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.check.Check;
import io.github.ldapimport.run.Runs;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.main.Main;
import org.apache.camel.main.SimpleMainShutdownStrategy;

/** Somebody's Camel with beans of their own, in which the routes are: it knows no settings but those that are given. */
final class Host implements AutoCloseable {
    private final Main main;

    private Host(Main main) {
        this.main = main;
    }

    /**
     * @param beans by name
     * @param further what else the host does before it starts
     */
    @SafeVarargs
    static Host start(Map<String, Object> beans, Consumer<Main> further, Map<String, String>... settings) {
        Properties properties = new Properties();
        properties.put("ldap-import.users.password-cost", "4");
        for (Map<String, String> some : settings) {
            properties.putAll(some);
        }
        Main main = new Main();
        // the usual one would keep each Camel in memory until the process ends, where a hook stops it
        main.setShutdownStrategy(new SimpleMainShutdownStrategy());
        main.configure().withRoutesIncludePattern("file:" + Path.of("routes").toAbsolutePath() + "/*.camel.yaml");
        main.setDefaultPropertyPlaceholderLocation("false");
        main.setInitialProperties(properties);
        beans.forEach(main::bind);
        further.accept(main);
        try {
            main.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return new Host(main);
    }

    @SafeVarargs
    static Host start(Map<String, Object> beans, Map<String, String>... settings) {
        return start(beans, main -> {}, settings);
    }

    CamelContext context() {
        return main.getCamelContext();
    }

    ImportSummary run(Map<String, Object> headers) {
        return context()
                .createProducerTemplate()
                .requestBodyAndHeaders("direct:ldap-import", null, headers, ImportSummary.class);
    }

    ImportSummary run() {
        return run(Map.of());
    }

    /** A run that does not complete. */
    ImportException failingRun() {
        try {
            throw new AssertionError("The run completed: " + run(Map.of(Headers.DELETE_MISSING, true)));
        } catch (CamelExecutionException e) {
            return (ImportException) e.getCause();
        }
    }

    /** What {@code check} says of a subject. */
    List<String> check(String subject) {
        Runs runs = context().getRegistry().lookupByNameAndType("ldap-import-runs", Runs.class);
        return Check.of(runs.provider("ldap"), "ldap").stream()
                .filter(line -> line.subject().equals(subject))
                .map(CheckLine::text)
                .toList();
    }

    @Override
    public void close() {
        main.stop();
    }
}
