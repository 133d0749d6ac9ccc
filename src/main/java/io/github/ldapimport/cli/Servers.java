package io.github.ldapimport.cli;

import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;

/** The ports of a program that serves: none unless its setting says so, and then for this machine only. */
final class Servers extends MainListenerSupport {
    private static final int MOST_PORT = 65_535;
    private static final int MOST_BODY_BYTES = 65_536;

    private Servers() {}

    /** Says what Camel's own settings are by default; application.properties may say otherwise. */
    static void open(Main main) {
        main.addMainListener(new Servers());
        main.addInitialProperty("camel.server.enabled", setting(Setting.HTTP_ENABLED));
        main.addInitialProperty("camel.server.host", setting(Setting.HTTP_HOST));
        main.addInitialProperty("camel.server.port", setting(Setting.HTTP_PORT));
        main.addInitialProperty("camel.server.maxBodySize", String.valueOf(MOST_BODY_BYTES));
        main.addInitialProperty("camel.server.fileUploadEnabled", "false");
        main.addInitialProperty("camel.management.enabled", setting(Setting.HEALTH_ENABLED));
        main.addInitialProperty("camel.management.host", setting(Setting.HEALTH_HOST));
        main.addInitialProperty("camel.management.port", setting(Setting.HEALTH_PORT));
        // the routes of the bundle are up when the program is
        main.addInitialProperty("camel.health.excludePattern", "route:*,consumer:ldap-import*");
        main.addInitialProperty("camel.metrics.enabled", setting(Setting.HEALTH_ENABLED));
        // what a run does is measured by run, not by each message between its routes
        main.addInitialProperty("camel.metrics.enableExchangeEventNotifier", "false");
        main.addInitialProperty("camel.metrics.enableRoutePolicy", "false");
        main.addInitialProperty("camel.opentelemetry2.enabled", "false");
        main.addInitialProperty("camel.main.jmxEnabled", "false");
    }

    /** With two servers in one program, Camel does not know which of them a route is for. */
    @Override
    public void beforeConfigure(BaseMainSupport main) {
        Settings settings = new Settings(main.getCamelContext(), Setting.BUNDLE_PREFIX);
        VertxPlatformHttpServerConfiguration server = new VertxPlatformHttpServerConfiguration();
        server.setBindPort(settings.number(Setting.HTTP_PORT, 1, MOST_PORT));
        main.getCamelContext().getRegistry().bind("ldap-import-http-server", server);
    }

    /** Leaves them all closed, for a command that ends by itself. */
    static void close(Main main) {
        main.addInitialProperty("camel.management.enabled", "false");
        main.addInitialProperty("camel.metrics.enabled", "false");
        main.addInitialProperty("camel.opentelemetry2.enabled", "false");
        main.addInitialProperty("camel.main.jmxEnabled", "false");
    }

    private static String setting(Setting setting) {
        return "{{" + Setting.BUNDLE_PREFIX + "." + setting.key() + ":" + setting.defaultValue() + "}}";
    }
}
