package io.github.ldapimport.app;

import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;

/** The ports of a program that serves: none unless its setting says so, and then for this machine only. */
final class HttpServers extends MainListenerSupport {
    private static final int MAX_SECONDS_OF_A_PAGE = 300;
    private static final long MAX_HOURS_OF_A_RUN = 24;
    private static final int MAX_BODY_BYTES = 65_536;

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
        main.getCamelContext().getRegistry().bind("ldap-import-http-threads", threads);
    }

    private static String setting(Setting setting) {
        return "{{" + Setting.BUNDLE_PREFIX + "." + setting.key() + ":" + setting.defaultValue() + "}}";
    }
}
