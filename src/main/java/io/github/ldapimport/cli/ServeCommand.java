package io.github.ldapimport.cli;

import io.github.ldapimport.app.CamelProgram;
import io.github.ldapimport.app.Logging;
import io.github.ldapimport.app.Triggers;
import io.github.ldapimport.observe.DatabaseHealth;
import io.github.ldapimport.observe.DirectoryHealth;
import io.github.ldapimport.observe.RunMetrics;
import io.github.ldapimport.observe.RunsHealth;
import io.github.ldapimport.reload.RouteReload;
import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.run.Runs;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import io.github.ldapimport.text.LineLog;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheckRegistry;
import org.jline.utils.Signals;
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

    @Mixin
    private CommonOptions common;

    @Override
    public Integer call() throws Exception {
        Logging.configure(false);
        CountDownLatch stop = new CountDownLatch(1);
        Signals.register("INT", () -> stop(stop));
        Signals.register("TERM", () -> stop(stop));
        try (CamelProgram program = CamelProgram.serve(common.settings(), ServeCommand::opened)) {
            CamelContext context = program.context();
            Settings settings = new Settings(context, Setting.BUNDLE_PREFIX);
            LineLog log = LineLog.named("ldap-import");
            program.runs().refuseUnknownKeys();
            program.checkEndpoints();
            Triggers triggers = new Triggers(context);
            List<String> serving = triggers.all();
            triggers.adjustSchedule();
            if (serving.isEmpty()) {
                throw new ConfigurationException("Nothing would ever start a run: set "
                        + settings.key(Setting.SCHEDULE_CRON) + ", or " + settings.key(Setting.HTTP_ENABLED)
                        + "=true, or take pages of other nodes (" + settings.key(Setting.WORKER_ENDPOINT)
                        + "), or put a route of your own that sends to direct:ldap-import into routes/");
            }
            if (settings.flag(Setting.HEALTH_ENABLED)) {
                watch(context, program.runs(), triggers.healthMaxAge());
            }
            triggers.health().ifPresent(health -> serving.add("health and metrics at " + health));
            serving.forEach(trigger -> log.info("Serving: {}", trigger));
            RouteReload reload = RouteReload.watch(program.context(), program.routeFiles(), CamelProgram.settings());
            try {
                stop.await();
            } finally {
                reload.close();
            }
            program.runs().current().forEach(ImportRun::interrupt);
            log.info("Stopping; the pages of a run that is under way are saved first");
        }
        return LdapImport.DONE;
    }

    private static void opened(Settings settings, String sources) {
        Logging.format(settings);
        LineLog.named("ldap-import").info("Serving with {}", sources);
    }

    private static void stop(CountDownLatch stop) {
        if (stop.getCount() == 0) {
            Runtime.getRuntime().halt(STOPPED_AT_ONCE);
        }
        stop.countDown();
    }

    private static void watch(CamelContext context, Runs runs, Optional<Duration> maxAge) {
        HealthCheckRegistry checks = HealthCheckRegistry.get(context);
        runs.providers().forEach((name, provider) -> {
            checks.register(new DirectoryHealth(name, provider));
            checks.register(new DatabaseHealth(name, provider));
            RunsHealth health = new RunsHealth(name, provider, maxAge);
            checks.register(health);
            context.getRegistry().bind("ldap-import-health-" + name, health);
        });
        MeterRegistry meters = context.getRegistry().findSingleByType(MeterRegistry.class);
        context.getRegistry().bind("ldap-import-metrics", new RunMetrics(meters));
    }
}
