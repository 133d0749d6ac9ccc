package io.github.ldapimport.cli;

import io.github.ldapimport.event.Delivery;
import io.github.ldapimport.observe.DatabaseHealth;
import io.github.ldapimport.observe.DirectoryHealth;
import io.github.ldapimport.observe.RunMetrics;
import io.github.ldapimport.observe.RunsHealth;
import io.github.ldapimport.run.PagesEndpoint;
import io.github.ldapimport.run.Runs;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import io.github.ldapimport.trigger.HttpTrigger;
import io.github.ldapimport.trigger.Schedule;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.health.HealthCheckRegistry;
import org.jline.utils.Signals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ldap-import serve}. */
@Command(
        name = "serve",
        description = "Waits for the schedule and other triggers, and imports, until stopped.",
        mixinStandardHelpOptions = true,
        versionProvider = LdapImport.Version.class)
final class ServeCommand implements Callable<Integer> {
    private static final int STOPPED_AT_ONCE = 143;
    private static final int MOST_PORT = 65_535;

    @Mixin
    private CommonOptions common;

    @Override
    public Integer call() throws Exception {
        Logging.configure(false);
        CountDownLatch stop = new CountDownLatch(1);
        Signals.register("INT", () -> stop(stop));
        Signals.register("TERM", () -> stop(stop));
        try (Program program = Program.serve(common.settings())) {
            CamelContext context = program.context();
            Settings settings = new Settings(context, Setting.BUNDLE_PREFIX);
            Logging.format(settings);
            Logger log = LoggerFactory.getLogger("ldap-import");
            program.runs().refuseUnknownKeys();
            bean(context, "ldap-import-delivery", Delivery.class).checkEndpoints();
            PagesEndpoint.check(context);
            List<String> triggers = triggers(context, settings);
            if (triggers.isEmpty()) {
                throw new ConfigurationException("Nothing would ever start a run: set "
                        + settings.key(Setting.SCHEDULE_CRON) + ", or " + settings.key(Setting.HTTP_ENABLED)
                        + "=true, or take pages of other nodes (" + settings.key(Setting.PAGES_ENDPOINT)
                        + "), or put a route of your own that sends to direct:ldap-import into routes/");
            }
            if (settings.flag(Setting.HEALTH_ENABLED)) {
                watch(context, program.runs(), settings);
                triggers.add("health and metrics at http://" + settings.text(Setting.HEALTH_HOST) + ":"
                        + settings.number(Setting.HEALTH_PORT, 1, MOST_PORT) + "/observe/");
            }
            log.info("Serving with {}", program.sources());
            triggers.forEach(trigger -> log.info("Serving: {}", trigger));
            RouteReload reload = program.watch();
            try {
                stop.await();
            } finally {
                reload.close();
            }
            log.info("Stopping; the pages of a run that is under way are saved first");
        }
        return LdapImport.DONE;
    }

    private static void stop(CountDownLatch stop) {
        if (stop.getCount() == 0) {
            Runtime.getRuntime().halt(STOPPED_AT_ONCE);
        }
        stop.countDown();
    }

    /** What starts runs, for a person. */
    private static List<String> triggers(CamelContext context, Settings settings) {
        List<String> triggers = new ArrayList<>();
        Schedule schedule = bean(context, "ldap-import-schedule", Schedule.class);
        Optional<Instant> next = schedule.next();
        if (next.isPresent()) {
            schedule.requireSound();
            triggers.add("schedule " + schedule.cron() + " of " + String.join(", ", schedule.providers())
                    + ", next run at " + next.get().atZone(ZoneId.of(schedule.timeZone())));
        }
        if (settings.flag(Setting.HTTP_ENABLED)) {
            bean(context, "ldap-import-http", HttpTrigger.class).token();
            triggers.add("HTTP at http://" + settings.text(Setting.HTTP_HOST) + ":"
                    + settings.number(Setting.HTTP_PORT, 1, MOST_PORT) + "/ldap-import/runs");
        }
        Route worker = context.getRoute("ldap-import-worker");
        if (worker != null) {
            PagesEndpoint.check(context);
            triggers.add("pages of other nodes from " + worker.getEndpoint().getEndpointBaseUri());
        }
        for (Route route : context.getRoutes()) {
            if (!route.getRouteId().startsWith("ldap-import")
                    && !NoTriggers.isFromWithin(route.getEndpoint().getEndpointUri())) {
                triggers.add("route " + route.getRouteId() + " from "
                        + route.getEndpoint().getEndpointBaseUri());
            }
        }
        return triggers;
    }

    private static void watch(CamelContext context, Runs runs, Settings settings) {
        Optional<Duration> maxAge = settings.text(Setting.HEALTH_MAX_AGE).isEmpty()
                ? Optional.empty()
                : Optional.of(Duration.ofMillis(settings.milliseconds(Setting.HEALTH_MAX_AGE)));
        HealthCheckRegistry checks = HealthCheckRegistry.get(context);
        runs.providers().forEach((name, provider) -> {
            checks.register(new DirectoryHealth(name, provider));
            checks.register(new DatabaseHealth(name, provider));
            checks.register(new RunsHealth(name, provider, maxAge));
        });
        MeterRegistry meters = context.getRegistry().findSingleByType(MeterRegistry.class);
        context.getRegistry().bind("ldap-import-metrics", new RunMetrics(meters));
    }

    private static <T> T bean(CamelContext context, String name, Class<T> type) {
        T bean = context.getRegistry().lookupByNameAndType(name, type);
        if (bean == null) {
            throw new ConfigurationException(
                    "There is no bean " + name + ": put its file back into routes/, or its name back into the file");
        }
        return bean;
    }
}
