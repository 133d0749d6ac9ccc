package io.github.ldapimport.trigger;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportException;
import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.run.Runs;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import io.github.ldapimport.text.LineLog;
import java.text.ParseException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.apache.camel.Body;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Variable;
import org.quartz.CronExpression;

/** The steps of the route that Quartz starts, and its settings. */
public final class Schedule implements CamelContextAware {
    private static final LineLog LOG = LineLog.named("ldap-import");
    // org.quartz.CronTrigger's
    private static final int FIRE_ONCE_NOW = 1;
    private static final int DO_NOTHING = 2;
    private static final Pattern QUARTZ_OWN_NUMBER = Pattern.compile("\\b99\\b");

    private final Set<String> begun = ConcurrentHashMap.newKeySet();
    private CamelContext context;

    @Override
    public void setCamelContext(CamelContext camelContext) {
        context = camelContext;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    /** Whether a schedule is set at all. */
    public boolean isOn() {
        return !settings().text(Setting.SCHEDULE_CRON).isEmpty();
    }

    /**
     * When runs start, as Quartz writes it.
     *
     * @throws ConfigurationException when it is no cron expression, or never comes, or the runtime has no Quartz
     */
    public String cron() {
        NeededComponent.QUARTZ.require(context, settings().key(Setting.SCHEDULE_CRON));
        next();
        return settings().text(Setting.SCHEDULE_CRON);
    }

    /** The name of the time zone of the cron expression. */
    public String timeZone() {
        Settings settings = settings();
        String zone =
                settings.text(Setting.SCHEDULE_TIME_ZONE, TimeZone.getDefault().getID());
        try {
            // Quartz would take a name that it does not know for Greenwich
            return ZoneId.of(zone).getId();
        } catch (DateTimeException e) {
            throw settings.wrong(
                    Setting.SCHEDULE_TIME_ZONE, zone, "give a name such as Europe/Berlin or UTC, or leave it empty");
        }
    }

    /** What Quartz does about a run that should have begun while nobody was there to begin it, as its number. */
    public int misfireInstruction() {
        Settings settings = settings();
        String misfire = settings.text(Setting.SCHEDULE_MISFIRE);
        return switch (misfire) {
            case "once" -> FIRE_ONCE_NOW;
            case "skip" -> DO_NOTHING;
            default ->
                throw settings.wrong(
                        Setting.SCHEDULE_MISFIRE, misfire, "give once (a missed run is made up for, once) or skip");
        };
    }

    /**
     * When the schedule starts the next run.
     *
     * @throws ConfigurationException naming the setting of the schedule that is wrong
     */
    public Optional<Instant> next() {
        if (!isOn()) {
            return Optional.empty();
        }
        Settings settings = settings();
        String cron = settings.text(Setting.SCHEDULE_CRON);
        if (QUARTZ_OWN_NUMBER.matcher(cron).find()) {
            throw settings.wrong(Setting.SCHEDULE_CRON, cron, "no part of a time is 99, which Quartz takes for *");
        }
        try {
            CronExpression expression = new CronExpression(cron);
            expression.setTimeZone(TimeZone.getTimeZone(ZoneId.of(timeZone())));
            return Optional.of(Optional.ofNullable(expression.getNextValidTimeAfter(Date.from(Instant.now())))
                    .map(Date::toInstant)
                    .orElseThrow(() -> settings.wrong(Setting.SCHEDULE_CRON, cron, "that time never comes")));
        } catch (ParseException e) {
            throw settings.wrong(
                    Setting.SCHEDULE_CRON,
                    cron,
                    e.getMessage()
                            + ": Quartz reads seconds, minutes, hours, day of month, month, day of week, one of the"
                            + " days being ?: every full hour is 0 0 * * * ?");
        }
    }

    /**
     * Looks at the settings of the runs that the schedule starts; connects to nothing.
     *
     * @throws ConfigurationException naming the first that is wrong
     */
    public void requireSound() {
        for (String provider : providers()) {
            runs().requireSound(options(provider));
        }
    }

    /** Whose runs the schedule starts, one after the other. */
    public List<String> providers() {
        List<String> providers = settings().list(Setting.SCHEDULE_PROVIDERS);
        if (providers.isEmpty()) {
            throw settings().wrong(Setting.SCHEDULE_PROVIDERS, "", "name providers, or all");
        }
        return providers.equals(List.of("all")) ? List.copyOf(runs().providers().keySet()) : providers;
    }

    /**
     * Whether no run of the provider is under way in this process; a fire during one is skipped. What begins then is ended with
     * {@link #ended}: two fires may come at the same moment, and neither would see the run of the other.
     */
    public boolean begins(@Body String provider) {
        if (context.isStopping()) {
            return false;
        }
        for (ImportRun run : runs().current()) {
            if (run.providerName().equals(provider)) {
                LOG.info("[{}] A run of {} is under way: the scheduled one is skipped", run.id(), provider);
                return false;
            }
        }
        if (begun.add(provider)) {
            return true;
        }
        LOG.info("A scheduled run of {} is about to begin: another one is skipped", provider);
        return false;
    }

    /** Tells of a run that could not begin; one that did tells of itself. */
    public void failed(Exchange exchange) {
        Throwable failure = exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Throwable.class);
        if (failure instanceof ConfigurationException) {
            LOG.error("The scheduled run could not begin: {}", failure.getMessage());
        } else if (!(failure instanceof ImportException)) {
            LOG.error("The scheduled run could not begin", failure);
        }
    }

    /** The scheduled run ended, however it did. */
    public void ended(@Variable("ldapImportScheduled") String provider) {
        begun.remove(provider);
    }

    /** The request of a scheduled run: its headers and nothing else. */
    public void request(@Variable("ldapImportScheduled") String provider, Exchange exchange) {
        exchange.getMessage().setHeaders(options(provider));
        exchange.getMessage().setBody(null);
    }

    private Map<String, Object> options(String provider) {
        Settings settings = settings();
        String key = settings.key(Setting.SCHEDULE_OPTIONS);
        RunOptions options = new RunOptions(Map.of());
        for (String option : settings.list(Setting.SCHEDULE_OPTIONS)) {
            int equals = option.indexOf('=');
            try {
                options.add(
                        equals < 0 ? option : option.substring(0, equals).strip(),
                        equals < 0 ? null : option.substring(equals + 1));
            } catch (ConfigurationException e) {
                throw new ConfigurationException(key + ": " + e.getMessage(), e);
            }
        }
        Map<String, Object> headers = options.headers();
        headers.put(Headers.PROVIDER, provider);
        return headers;
    }

    private Runs runs() {
        return context.getRegistry().lookupByNameAndType("ldap-import-runs", Runs.class);
    }

    private Settings settings() {
        return new Settings(context, Setting.BUNDLE_PREFIX);
    }
}
