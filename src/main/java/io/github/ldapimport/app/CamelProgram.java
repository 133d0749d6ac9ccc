package io.github.ldapimport.app;

import io.github.ldapimport.event.Delivery;
import io.github.ldapimport.run.Provider;
import io.github.ldapimport.run.RouteBlocks;
import io.github.ldapimport.run.Runs;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import io.github.ldapimport.settings.TrustedFiles;
import io.github.ldapimport.sql.Database;
import io.github.ldapimport.trigger.ClusteredSchedule;
import io.github.ldapimport.worker.PagesEndpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Ordered;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.StartupSummaryLevel;
import org.apache.camel.component.direct.DirectEndpoint;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.DefaultRoutesCollector;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.PropertiesSource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.util.IOHelper;

/** Camel with the routes, started for one command and stopped after it. */
public final class CamelProgram implements AutoCloseable {
    private final Main main;

    private final RouteFiles files;
    private final String sources;

    private CamelProgram(Main main, RouteFiles files, String sources) {
        this.main = main;
        this.files = files;
        this.sources = sources;
    }

    /**
     * Starts Camel. Settings count in this order: {@code -D}, environment variables, the file.
     *
     * @param overrides keys given with {@code -D}
     * @param opening told which files are in force, before a password is used
     * @throws ConfigurationException when the routes cannot be started with the settings, or a file may be another account's
     */
    public static CamelProgram start(Map<String, String> overrides, Opening opening) {
        return start(overrides, opening, false);
    }

    /** Starts Camel with all that starts runs by itself: the schedule, HTTP, and triggers of the user's own. */
    public static CamelProgram serve(Map<String, String> overrides, Opening opening) {
        return start(overrides, opening, true);
    }

    /** Tells which files the program was started with. */
    @FunctionalInterface
    public interface Opening {
        /**
         * Called when the settings can be read and nothing has been connected to.
         *
         * @param settings the bundle's own
         * @param sources the files in force, for a person
         */
        void opened(Settings settings, String sources);
    }

    private static CamelProgram start(Map<String, String> overrides, Opening opening, boolean triggers) {
        Optional<Path> settings = settings();
        settings.ifPresent(file -> TrustedFiles.ofThisProcess().require(file));
        RouteFiles files = routes();
        Main main = new Main();
        String sources = sources(settings, files);
        main.addMainListener(new Opened(opening, sources));
        main.configure()
                .withName("ldap-import")
                // those that routes() finds, and what the host's own settings name besides
                .withRoutesIncludePattern("false")
                // it would tell settings with their values, and hide only those that are called a password
                .withAutoConfigurationLogSummary(false)
                .setStartupSummaryLevel(StartupSummaryLevel.Off);
        main.setPropertyPlaceholderLocations(
                settings.map(file -> "file:" + file).orElse("classpath:application.properties;optional=true"));
        Properties given = new Properties();
        given.putAll(overrides);
        if (triggers) {
            HttpServers.open(main, given);
            main.addMainListener(new Cluster());
        } else {
            // a command that ends by itself waits for nobody
            given.put(Setting.BUNDLE_PREFIX + "." + Setting.TRIGGERS.key(), "false");
            HttpServers.close(main, given);
            main.addMainListener(new TriggersDisabled());
        }
        main.setOverrideProperties(given);
        Variables.requireKnown(System.getenv().keySet());
        Variables.requireKnownProperties(System.getProperties().stringPropertyNames());
        Typed.require(overrides, settings, System.getenv());
        main.setRoutesCollector(new FoundRoutes(files));
        main.addMainListener(new Sources(settings));
        main.addMainListener(new RouteSettings());
        main.addMainListener(new BeanMethods());
        try {
            main.start();
            requireBeginnings(main.getCamelContext());
            new RouteBlocks().requireSteps(main.getCamelContext());
            StartFailure.requireBeans(files, main.getCamelContext());
            Variables.requireRead(System.getenv().keySet(), prefixes(main.getCamelContext()));
        } catch (Exception e) {
            main.stop();
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof ConfigurationException mistake) {
                    throw mistake;
                }
            }
            throw StartFailure.of(files, e);
        }
        return new CamelProgram(main, files, sources);
    }

    private static Set<String> prefixes(CamelContext context) {
        Set<String> prefixes = new HashSet<>();
        context.getRegistry().findByType(Provider.class).forEach(provider -> prefixes.add(provider.getSettings()));
        context.getRegistry().findByType(Database.class).forEach(database -> prefixes.add(database.getSettings()));
        return prefixes;
    }

    /** Refuses a slip in the address between two routes: each user would wait half a minute for the other one. */
    private static void requireBeginnings(CamelContext context) {
        Set<String> beginnings = new HashSet<>();
        context.getRoutes().forEach(route -> beginnings.add(route.getEndpoint().getEndpointBaseUri()));
        for (Endpoint endpoint : context.getEndpoints()) {
            if (endpoint instanceof DirectEndpoint && !beginnings.contains(endpoint.getEndpointBaseUri())) {
                throw new ConfigurationException(
                        "A route sends to " + endpoint.getEndpointBaseUri().replace("//", "")
                                + ", and no route begins there: correct the address, or the one after from: in the route that is meant");
            }
        }
    }

    public CamelContext context() {
        return main.getCamelContext();
    }

    /** The files of routes that are in force. */
    public RouteFiles routeFiles() {
        return files;
    }

    /** Checks what the routes themselves read. */
    public static void checkRouteSettings(CamelContext context) {
        RouteSettings.check(context);
    }

    /** Refuses endpoints of events and of pages that cannot be made. */
    public void checkEndpoints() {
        context()
                .getRegistry()
                .lookupByNameAndType("ldap-import-delivery", Delivery.class)
                .checkEndpoints();
        PagesEndpoint.check(context());
    }

    public Runs runs() {
        return context().getRegistry().lookupByNameAndType("ldap-import-runs", Runs.class);
    }

    @Override
    public void close() {
        main.stop();
    }

    private static RouteFiles routes() {
        return RouteFiles.find(places().map(place -> place.resolve("routes")).toList());
    }

    /** Which files are in force, for a person. */
    public String sources() {
        return sources;
    }

    private static String sources(Optional<Path> settings, RouteFiles files) {
        boolean canTell =
                Stream.concat(settings.stream(), files.folders().stream()).allMatch(TrustedFiles::canTell);
        return "settings of " + settings.map(Path::toString).orElse("the defaults") + ", routes of " + files
                + (canTell ? "" : "; whose files these are, this file system does not tell");
    }

    public static Optional<Path> settings() {
        return places().map(place -> place.resolve("application.properties"))
                .filter(Files::isRegularFile)
                .findFirst()
                .map(Path::toAbsolutePath);
    }

    private static Stream<Path> places() {
        String home = System.getProperty(TrustedFiles.HOME);
        return Stream.concat(Stream.of(Path.of("")), Stream.ofNullable(home).map(Path::of));
    }

    /** Hands over the files as they were read. */
    public static final class FoundRoutes extends DefaultRoutesCollector {
        private final RouteFiles files;

        public FoundRoutes(RouteFiles files) {
            this.files = files;
        }

        @Override
        public Collection<RoutesBuilder> collectRoutesFromDirectory(
                CamelContext context, String excludePattern, String includePattern) {
            try {
                List<RoutesBuilder> routes = new ArrayList<>(PluginHelper.getRoutesLoader(context)
                        .findRoutesBuilders(
                                files.all().stream().map(RouteFile::resource).toList(), false));
                routes.addAll(super.collectRoutesFromDirectory(context, excludePattern, includePattern));
                return routes;
            } catch (Exception e) {
                throw RuntimeCamelException.wrapRuntimeException(e);
            }
        }
    }

    /**
     * Lets environment variables win over files, as Camel does, but not over {@code -D}, as Camel does not; and the file is
     * read as UTF-8.
     */
    private static final class Sources extends MainListenerSupport {
        private static final int NEVER = 0;

        private final Optional<Path> file;

        Sources(Optional<Path> file) {
            this.file = file;
        }

        @Override
        public void beforeInitialize(BaseMainSupport main) {
            PropertiesComponent properties =
                    (PropertiesComponent) main.getCamelContext().getPropertiesComponent();
            properties.setEnvironmentVariableMode(NEVER);
            properties.addPropertiesSource(new Environment());
            file.ifPresent(settings -> SettingsFileSource.replace(properties, settings));
        }
    }

    /** Checks what the routes themselves read: Camel's own complaint would not name the setting. */
    private static final class RouteSettings extends MainListenerSupport {
        private static final int MAX_WORKERS = 100;
        private static final int MAX_RETRIES = 1000;

        @Override
        public void beforeConfigure(BaseMainSupport main) {
            check(main.getCamelContext());
        }

        static void check(CamelContext context) {
            Settings settings = new Settings(context, Setting.BUNDLE_PREFIX);
            for (Setting flag : List.of(
                    Setting.RELOAD,
                    Setting.TRIGGERS,
                    Setting.HTTP_ENABLED,
                    Setting.HEALTH_ENABLED,
                    Setting.SCHEDULE_CLUSTERED,
                    Setting.WORKER_ENABLED)) {
                settings.flag(flag);
            }
            settings.number(Setting.PARALLEL_PAGES, 1, MAX_WORKERS);
            settings.number(Setting.EVENTS_RETRIES, 0, MAX_RETRIES);
            settings.milliseconds(Setting.EVENTS_RETRY_DELAY);
            PagesEndpoint.checkSecret(context);
            // the prefixes of providers are not known before the routes are
            Settings.requireReadable(context, Map.of());
        }
    }

    /** Tells of the files before anything is made of them. */
    private static final class Opened extends MainListenerSupport {
        private final Opening opening;
        private final String sources;

        Opened(Opening opening, String sources) {
            this.opening = opening;
            this.sources = sources;
        }

        @Override
        public void beforeConfigure(BaseMainSupport main) {
            opening.opened(new Settings(main.getCamelContext(), Setting.BUNDLE_PREFIX), sources);
        }
    }

    /** Lets several programs that serve share one schedule. */
    private static final class Cluster extends MainListenerSupport {
        @Override
        public void beforeConfigure(BaseMainSupport main) {
            ClusteredSchedule.configure(main.getCamelContext());
        }
    }

    /** Environment variables as settings: LDAP_IMPORT_DIRECTORY_URL for ldap-import.directory.url. */
    private static final class Environment implements PropertiesSource, Ordered {
        @Override
        public String getName() {
            return "environment";
        }

        @Override
        public String getProperty(String name) {
            return IOHelper.lookupEnvironmentVariable(name);
        }

        @Override
        public int getOrder() {
            return Ordered.HIGHEST;
        }
    }
}
