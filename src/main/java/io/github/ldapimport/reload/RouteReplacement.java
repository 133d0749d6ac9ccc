package io.github.ldapimport.reload;

import io.github.ldapimport.app.RouteFile;
import io.github.ldapimport.event.Delivery;
import io.github.ldapimport.run.Runs;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.RouteBuilderLifecycleStrategy;
import org.apache.camel.component.direct.DirectConsumer;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.InflightRepository;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.service.ServiceHelper;

/**
 * Exchanges routes between runs. Messages that come meanwhile wait: at a {@code direct:} endpoint for its consumer, which Camel
 * does for 30 seconds, or where a run begins.
 */
final class RouteReplacement {
    /** Nothing is under way when it counts, so this is for what slipped in at the last moment. */
    private static final int SECONDS_TO_STOP = 5;

    private final CamelContext context;

    RouteReplacement(CamelContext context) {
        this.context = context;
    }

    /** Which file it was. */
    static final class FileException extends Exception {
        private final transient RouteFile file;

        FileException(RouteFile file, Exception cause) {
            super(cause);
            this.file = file;
        }

        RouteFile file() {
            return file;
        }
    }

    /**
     * Takes routes and settings out and puts others in, all of them or none.
     *
     * @return false where something is under way: then all is as before
     * @throws Exception saying why the new ones cannot be: then all is as before, too
     */
    boolean exchange(List<RouteFile> out, List<RouteFile> in, SettingsSwap.Change change) throws Exception {
        for (RouteFile file : in) {
            parse(file);
        }
        List<String> routes = ids(out);
        Runs runs = context.getRegistry().lookupByNameAndType("ldap-import-runs", Runs.class);
        if (!isIdle(routes) || !runs.hold()) {
            return false;
        }
        try {
            change.make();
            routes.forEach(this::suspend);
            if (!isIdle(routes) || !stopAll(routes)) {
                change.undo();
                return false;
            }
            try {
                removeAll(routes);
                add(in);
                context.getRegistry()
                        .lookupByNameAndType("ldap-import-delivery", Delivery.class)
                        .checkEndpoints();
            } catch (Exception e) {
                change.undo();
                putBack(out, in, e);
                throw e;
            } finally {
                context.getRegistry()
                        .lookupByNameAndType("ldap-import-delivery", Delivery.class)
                        .resetProducer();
            }
            return true;
        } finally {
            // those that were not exchanged after all
            routes.forEach(this::resume);
            runs.resume();
        }
    }

    private static List<String> ids(List<RouteFile> files) {
        return files.stream().flatMap(file -> file.routes().stream()).toList();
    }

    /** Whether no message is in one of these routes, nor in one of those that a run is made of. */
    private boolean isIdle(List<String> routes) {
        InflightRepository inflight = context.getInflightRepository();
        return context.getRoutes().stream()
                .filter(route -> routes.contains(route.getRouteId())
                        || (route.getRouteId().startsWith("ldap-import")
                                && route.getConsumer() instanceof DirectConsumer))
                .allMatch(route -> inflight.size(route.getRouteId()) == 0);
    }

    /** Only what waits for nobody: a queue is to be emptied first, which stopping its route does. */
    private void suspend(String id) {
        Route route = context.getRoute(id);
        if (route != null
                && route.getConsumer() instanceof DirectConsumer
                && context.getRouteController().getRouteStatus(id).isStarted()) {
            ServiceHelper.suspendService(route.getConsumer());
        }
    }

    private void resume(String id) {
        Route route = context.getRoute(id);
        if (route != null && context.getRouteController().getRouteStatus(id).isStarted()) {
            ServiceHelper.resumeService(route.getConsumer());
        }
    }

    private boolean stopAll(List<String> routes) throws Exception {
        List<String> stopped = new ArrayList<>();
        for (String id : routes) {
            if (context.getRoute(id) == null
                    || context.getRouteController().getRouteStatus(id).isStopped()) {
                continue;
            }
            if (!context.getRouteController().stopRoute(id, SECONDS_TO_STOP, TimeUnit.SECONDS, true)) {
                for (String other : stopped) {
                    context.getRouteController().startRoute(other);
                }
                return false;
            }
            stopped.add(id);
        }
        return true;
    }

    private void removeAll(List<String> routes) throws Exception {
        for (String id : routes) {
            if (context.getRoute(id) != null) {
                context.removeRoute(id);
            }
        }
    }

    /** Reads the routes as Camel would, and forgets them: most mistakes show here. */
    private void parse(RouteFile file) throws FileException {
        try {
            for (RoutesBuilder builder : builders(file)) {
                if (builder instanceof RouteBuilder routes) {
                    routes.configureRoutes(context);
                }
            }
        } catch (Exception e) {
            throw new FileException(file, e);
        }
    }

    /** Puts all of them in before the first one starts, and those last that messages from outside come to. */
    private void add(List<RouteFile> files) throws FileException {
        Map<RouteFile, List<String>> toStart = new LinkedHashMap<>();
        for (RouteFile file : files) {
            try {
                for (RoutesBuilder builder : builders(file)) {
                    if (builder instanceof RouteBuilder routes) {
                        routes.addLifecycleInterceptor(
                                new NotAtOnce(toStart.computeIfAbsent(file, any -> new ArrayList<>())));
                    }
                    context.addRoutes(builder);
                }
            } catch (Exception e) {
                throw new FileException(file, e);
            }
        }
        for (boolean direct : new boolean[] {true, false}) {
            for (Map.Entry<RouteFile, List<String>> each : toStart.entrySet()) {
                try {
                    for (String id : each.getValue()) {
                        Route route = context.getRoute(id);
                        // one whose precondition says no is not made at all
                        if (route != null
                                && route.getEndpoint().getEndpointUri().startsWith("direct:") == direct) {
                            context.getRouteController().startRoute(id);
                        }
                    }
                } catch (Exception e) {
                    throw new FileException(each.getKey(), e);
                }
            }
        }
    }

    private List<RoutesBuilder> builders(RouteFile file) throws Exception {
        return file.routes().isEmpty()
                ? List.of()
                : List.copyOf(PluginHelper.getRoutesLoader(context).findRoutesBuilders(List.of(file.resource())));
    }

    private void putBack(List<RouteFile> out, List<RouteFile> in, Exception failure) {
        try {
            List<String> half = ids(in);
            for (String id : half) {
                if (context.getRoute(id) != null) {
                    context.getRouteController().stopRoute(id, SECONDS_TO_STOP, TimeUnit.SECONDS);
                }
            }
            removeAll(half);
            removeAll(ids(out));
            add(out);
        } catch (Exception e) {
            failure.addSuppressed(e);
            throw new IllegalStateException(
                    "The routes of " + out.stream().map(RouteFile::shown).toList()
                            + " could not be put back: start the program again",
                    e);
        }
    }

    /** Keeps routes from starting when they are added, and notes those that are to. */
    private final class NotAtOnce implements RouteBuilderLifecycleStrategy {
        private final List<String> toStart;

        NotAtOnce(List<String> toStart) {
            this.toStart = toStart;
        }

        @Override
        public void afterConfigure(RouteBuilder builder) {
            for (RouteDefinition route : builder.getRouteCollection().getRoutes()) {
                String autoStartup = route.getAutoStartup();
                if (autoStartup == null || Boolean.TRUE.equals(CamelContextHelper.parseBoolean(context, autoStartup))) {
                    toStart.add(route.getId());
                }
                route.setAutoStartup("false");
            }
        }
    }
}
