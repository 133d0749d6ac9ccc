package io.github.ldapimport.app;

import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import io.github.ldapimport.web.HttpTrigger;
import io.github.ldapimport.web.UserRequests;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.support.LifecycleStrategySupport;

/** The ports of a program that serves: none unless its setting says so, and then for this machine only. */
final class HttpServers extends MainListenerSupport {
    private static final int MAX_SECONDS_OF_A_PAGE = 300;
    private static final long MAX_HOURS_OF_A_RUN = 24;
    private static final int BEFORE_ALL = -1;
    private static final int MAX_BODY_BYTES = 65_536;

    private final HttpConnections connections = new HttpConnections(HttpConnections.MAX_IDLE);
    private Vertx vertx;

    private HttpServers() {}

    /** Says what Camel's own settings are by default; application.properties may say otherwise, but for what opens a port. */
    static void open(Main main, Properties overrides) {
        main.addMainListener(new HttpServers());
        main.addInitialProperty("camel.server.host", setting(Setting.HTTP_HOST));
        main.addInitialProperty("camel.server.port", setting(Setting.HTTP_PORT));
        main.addInitialProperty("camel.server.maxBodySize", String.valueOf(MAX_BODY_BYTES));
        main.addInitialProperty("camel.server.fileUploadEnabled", "false");
        main.addInitialProperty("camel.management.host", setting(Setting.HEALTH_HOST));
        main.addInitialProperty("camel.management.port", setting(Setting.HEALTH_PORT));
        // the routes of the bundle are up when the program is
        main.addInitialProperty("camel.health.excludePattern", "route:*,consumer:ldap-import*");
        // what a run does is measured by run, not by each message between its routes
        main.addInitialProperty("camel.metrics.enableExchangeEventNotifier", "false");
        main.addInitialProperty("camel.metrics.enableRoutePolicy", "false");
        // a page of new users takes the time of their passwords, and is saved before the program ends
        main.addInitialProperty("camel.main.shutdownTimeout", String.valueOf(MAX_SECONDS_OF_A_PAGE));
        enable(main, overrides, setting(Setting.HTTP_ENABLED), setting(Setting.HEALTH_ENABLED));
    }

    /** Camel would log that it cannot listen, and go on. */
    private static void requireFree(Settings settings, Setting enabled, Setting host, Setting port) {
        if (!settings.flag(enabled)) {
            return;
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(settings.text(host), settings.port(port)));
        } catch (IOException e) {
            throw new ConfigurationException(
                    "Cannot listen on " + settings.text(host) + ":" + settings.text(port) + ": " + e.getMessage()
                            + ": change " + settings.key(port) + " or " + settings.key(host)
                            + ", or stop who listens there",
                    e);
        }
    }

    /** Leaves them all closed, for a command that ends by itself. */
    static void close(Main main, Properties overrides) {
        enable(main, overrides, "false", "false");
    }

    /** As overrides, because the observability services come with settings of their own that open their port. */
    private static void enable(Main main, Properties overrides, String http, String health) {
        overrides.put("camel.server.enabled", http);
        overrides.put("camel.management.enabled", health);
        overrides.put("camel.metrics.enabled", health);
        overrides.put("camel.opentelemetry2.enabled", "false");
        main.configure().withJmxEnabled(false);
    }

    /** With two servers in one program, Camel does not know which of them a route is for. */
    @Override
    public void beforeConfigure(BaseMainSupport main) {
        Settings settings = new Settings(main.getCamelContext(), Setting.BUNDLE_PREFIX);
        requireFree(settings, Setting.HTTP_ENABLED, Setting.HTTP_HOST, Setting.HTTP_PORT);
        requireFree(settings, Setting.HEALTH_ENABLED, Setting.HEALTH_HOST, Setting.HEALTH_PORT);
        VertxPlatformHttpServerConfiguration server = new VertxPlatformHttpServerConfiguration();
        server.setBindPort(settings.port(Setting.HTTP_PORT));
        main.getCamelContext().getRegistry().bind("ldap-import-http-server", server);
        // a request lasts as long as its run, and Vert.x would warn of it every second after the first minute
        VertxOptions threads = new VertxOptions();
        threads.setMaxWorkerExecuteTime(MAX_HOURS_OF_A_RUN).setMaxWorkerExecuteTimeUnit(TimeUnit.HOURS);
        if (settings.flag(Setting.HTTP_ENABLED) || settings.flag(Setting.HEALTH_ENABLED)) {
            vertx = connections.vertx(threads);
            main.getCamelContext().getRegistry().bind("ldap-import-http-threads", vertx);
            main.getCamelContext().addLifecycleStrategy(new LifecycleStrategySupport() {
                @Override
                public void onContextStarted(CamelContext context) {
                    guard(context, settings);
                }

                @Override
                public void onContextStopped(CamelContext context) {
                    vertx.close();
                }
            });
        }
    }

    /** Has a look at each request before anything reads its body, from when the servers are up. */
    private void guard(CamelContext context, Settings settings) {
        for (Map.Entry<Setting, Setting> each : Map.of(
                        Setting.HTTP_ENABLED, Setting.HTTP_PORT, Setting.HEALTH_ENABLED, Setting.HEALTH_PORT)
                .entrySet()) {
            Router router = settings.flag(each.getKey())
                    ? VertxPlatformHttpRouter.lookup(
                            context, VertxPlatformHttpRouter.getRouterNameFromPort(settings.port(each.getValue())))
                    : null;
            if (router != null) {
                router.route().order(BEFORE_ALL).handler(request -> receive(context, request));
            }
        }
    }

    private void receive(CamelContext context, RoutingContext request) {
        HttpTrigger trigger = context.getRegistry().lookupByNameAndType("ldap-import-http", HttpTrigger.class);
        // a path of the server's own may come before it
        if (trigger != null
                && (request.normalizedPath().contains(HttpTrigger.PATH)
                        || request.normalizedPath().contains(UserRequests.PATH))
                && !trigger.isLetIn(request.request().getHeader(HttpHeaders.AUTHORIZATION))) {
            // what comes of a body is dropped
            request.response()
                    .setStatusCode(HttpTrigger.UNAUTHORIZED)
                    .putHeader("WWW-Authenticate", "Bearer")
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(HttpTrigger.REFUSAL);
            return;
        }
        connections.begins(request.request());
        request.addEndHandler(ended -> connections.ends(request.request()));
        request.next();
    }

    private static String setting(Setting setting) {
        return "{{" + Setting.BUNDLE_PREFIX + "." + setting.key() + ":" + setting.defaultValue() + "}}";
    }
}
