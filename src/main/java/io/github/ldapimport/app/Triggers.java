package io.github.ldapimport.app;

import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import io.github.ldapimport.text.Masked;
import io.github.ldapimport.trigger.ClusteredSchedule;
import io.github.ldapimport.trigger.Schedule;
import io.github.ldapimport.web.HttpTrigger;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.quartz.SchedulerException;

/** What starts runs by itself in a program that serves, for a person to read. */
public final class Triggers {
    private final CamelContext context;
    private final Settings settings;

    public Triggers(CamelContext context) {
        this.context = context;
        this.settings = new Settings(context, Setting.BUNDLE_PREFIX);
    }

    /**
     * Those that are switched on.
     *
     * @throws ConfigurationException naming the setting of one that is wrong
     */
    public List<String> all() {
        List<String> all = new ArrayList<>();
        if (settings.flag(Setting.TRIGGERS)) {
            schedule().ifPresent(schedule -> all.add("schedule " + schedule));
            http().ifPresent(http -> all.add("HTTP at " + http));
        }
        Route worker = context.getRoute("ldap-import-worker");
        if (worker != null) {
            all.add("pages of other nodes from " + worker.getEndpoint().getEndpointBaseUri());
        }
        all.addAll(ownRoutes());
        return all;
    }

    /**
     * Looks at the settings of the schedule, of HTTP, of health and of the log.
     *
     * @throws ConfigurationException naming the first that is wrong
     */
    public void requireSound() {
        schedule();
        http();
        health();
        healthMaxAge();
        Logging.isJson(settings);
    }

    /** The schedule and its next run. */
    public Optional<String> schedule() {
        Schedule schedule = bean("ldap-import-schedule", Schedule.class);
        Optional<Instant> next = schedule.next();
        if (next.isEmpty()) {
            return Optional.empty();
        }
        schedule.requireSound();
        ZoneId zone = ZoneId.of(schedule.timeZone());
        schedule.misfireInstruction();
        return Optional.of(schedule.cron() + " of " + String.join(", ", schedule.providers()) + ", next run at "
                + next.get().atZone(zone));
    }

    /** Lets the schedule that several nodes share be as the settings of this one say. */
    public void adjustSchedule() throws SchedulerException {
        Schedule schedule = bean("ldap-import-schedule", Schedule.class);
        if (schedule.isOn()) {
            ClusteredSchedule.adjust(context, schedule);
        }
    }

    /** Where requests are taken. */
    public Optional<String> http() {
        if (!settings.flag(Setting.HTTP_ENABLED)) {
            return Optional.empty();
        }
        bean("ldap-import-http", HttpTrigger.class).token();
        return Optional.of(address(Setting.HTTP_HOST, Setting.HTTP_PORT) + "/ldap-import/runs");
    }

    /** Where health and metrics are. */
    public Optional<String> health() {
        return settings.flag(Setting.HEALTH_ENABLED)
                ? Optional.of(address(Setting.HEALTH_HOST, Setting.HEALTH_PORT) + "/observe/")
                : Optional.empty();
    }

    /** The age from which on the last good run is told as too old. */
    public Optional<Duration> healthMaxAge() {
        return settings.text(Setting.HEALTH_MAX_AGE).isEmpty()
                ? Optional.empty()
                : Optional.of(Duration.ofMillis(settings.milliseconds(Setting.HEALTH_MAX_AGE)));
    }

    private String address(Setting host, Setting port) {
        return "http://" + settings.text(host) + ":" + settings.port(port);
    }

    /** Routes that wait for something outside, other than the bundle's. */
    private List<String> ownRoutes() {
        List<String> own = new ArrayList<>();
        for (Route route : context.getRoutes()) {
            if (!route.getRouteId().startsWith("ldap-import")
                    && !TriggersDisabled.isFromWithin(route.getEndpoint().getEndpointUri())) {
                // without its parameters: there may be secrets among them
                own.add("route " + route.getRouteId() + " from "
                        + Masked.endpoint(route.getEndpoint().getEndpointBaseUri()));
            }
        }
        return own;
    }

    private <T> T bean(String name, Class<T> type) {
        T bean = context.getRegistry().lookupByNameAndType(name, type);
        if (bean == null) {
            throw new ConfigurationException(
                    "There is no bean " + name + ": put its file back into routes/, or its name back into the file");
        }
        return bean;
    }
}
