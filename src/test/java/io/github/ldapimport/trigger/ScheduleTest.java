package io.github.ldapimport.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.testing.PagesAsked;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.Providers;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDirectory;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.TimeZone;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.builder.NotifyBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.component.quartz.QuartzComponent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quartz.CronTrigger;
import org.quartz.Scheduler;
import org.quartz.TriggerKey;

class ScheduleTest {
    private static final String ROUTE = "ldap-import-triggers-schedule";
    private static final String EVERY_SECOND = "* * * * * ?";
    private static final String FAR_AWAY = "0 30 2 1 1 ? 2090";
    private static final int MAX_SECONDS = 30;

    private final PagesAsked pages = new PagesAsked();
    private TestDirectory directory;
    private TestDatabase database;

    @BeforeEach
    void start() {
        directory = TestDirectory.start(null, pages)
                .addPerson("johndoe", "John Doe")
                .addPerson("janedoe", "Jane Doe");
        database = TestDatabase.create(TestDatabase.Product.H2).createUsersTable();
    }

    @AfterEach
    void stop() {
        pages.release();
        database.close();
        directory.close();
    }

    private RunningRoutes scheduled(String cron, Map<String, String> settings) {
        return RunningRoutes.start(
                directory.settings(),
                database.settings(),
                Map.of("ldap-import.schedule.cron", cron, "ldap-import.events.completed", RunningRoutes.EVENTS),
                settings);
    }

    private static Schedule schedule(RunningRoutes routes) {
        return routes.context().getRegistry().lookupByNameAndType("ldap-import-schedule", Schedule.class);
    }

    private static CronTrigger trigger(RunningRoutes routes) throws Exception {
        Scheduler scheduler =
                routes.context().getComponent("quartz", QuartzComponent.class).getScheduler();
        return (CronTrigger) scheduler.getTrigger(TriggerKey.triggerKey("schedule", "ldap-import"));
    }

    @Test
    @Proves("9.1")
    void the_schedule_starts_runs_with_its_options() throws Exception {
        try (RunningRoutes routes = scheduled(FAR_AWAY, Map.of())) {
            routes.run();
        }
        directory.deletePerson("johndoe");
        try (RunningRoutes routes = scheduled(
                EVERY_SECOND, Map.of("ldap-import.schedule.options", "delete-missing, --max-missing=1, restore"))) {
            MockEndpoint completed = routes.mock(RunningRoutes.EVENTS);
            completed.setResultWaitTime(TimeUnit.SECONDS.toMillis(MAX_SECONDS));
            completed.expectedMinimumMessageCount(2);
            completed.assertIsSatisfied();
            assertThat(routes.events().get(0).at("/summary/deletedMissing").asInt())
                    .isEqualTo(1);
            assertThat(database.column("SELECT name FROM users WHERE deleted_at IS NULL"))
                    .containsExactly("Jane Doe");
        }
    }

    @Test
    @Proves("9.2")
    void a_fire_during_a_run_is_skipped() throws Exception {
        pages.blockFrom(1);
        try (RunningRoutes routes = scheduled(
                EVERY_SECOND,
                Map.of("ldap-import.events.started", "mock:started", "ldap-import.events.refused", "mock:refused"))) {
            NotifyBuilder skipped = new NotifyBuilder(routes.context())
                    .fromRoute(ROUTE)
                    .whenDone(2)
                    .create();
            pages.awaitBlocked();
            assertThat(skipped.matches(MAX_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(routes.mock("mock:started").getReceivedCounter()).isEqualTo(1);
            assertThat(routes.mock("mock:refused").getReceivedCounter()).isZero();
            assertThat(routes.events()).isEmpty();
            pages.release();
            MockEndpoint completed = routes.mock(RunningRoutes.EVENTS);
            completed.setResultWaitTime(TimeUnit.SECONDS.toMillis(MAX_SECONDS));
            completed.expectedMinimumMessageCount(1);
            completed.assertIsSatisfied();
        }
    }

    @Test
    @Proves("9.10")
    void a_program_that_stops_starts_no_other_run() throws Exception {
        pages.blockFrom(1);
        MockEndpoint started;
        try (RunningRoutes routes = scheduled(
                EVERY_SECOND,
                Map.of("ldap-import.schedule.providers", "ldap, ldap", "ldap-import.events.started", "mock:started"))) {
            started = routes.mock("mock:started");
            pages.awaitBlocked();
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(routes.context()::stop);
            while (!routes.context().isStopping()) {
                assertThat(stopped).isNotDone();
            }
            pages.release();
            stopped.get(MAX_SECONDS, TimeUnit.SECONDS);
            assertThat(started.getReceivedCounter()).isEqualTo(1);
        }
    }

    @Test
    @Proves("9.1")
    void one_providers_failure_does_not_cost_the_next_its_turn(@TempDir Path folder) throws Exception {
        Path routesOfTwo = Providers.add(folder.resolve("routes"), "broken");
        try (RunningRoutes routes = RunningRoutes.start(
                routesOfTwo,
                directory.settings(),
                database.settings(),
                Map.of(
                        "ldap-import.schedule.cron", EVERY_SECOND,
                        "ldap-import.schedule.providers", "broken, ldap",
                        "ldap-import.broken.directory.url", "ldap://127.0.0.1:1",
                        "ldap-import.broken.directory.base", "dc=example",
                        "ldap-import.events.completed", RunningRoutes.EVENTS))) {
            MockEndpoint completed = routes.mock(RunningRoutes.EVENTS);
            completed.setResultWaitTime(TimeUnit.SECONDS.toMillis(MAX_SECONDS));
            completed.expectedMinimumMessageCount(1);
            completed.assertIsSatisfied();
            assertThat(routes.events().get(0).path("provider").asText()).isEqualTo("ldap");
        }
        try (RunningRoutes routes = RunningRoutes.start(
                routesOfTwo, Map.of("ldap-import.schedule.providers", "all"), directory.settings())) {
            assertThat(schedule(routes).providers()).containsExactlyInAnyOrder("ldap", "broken");
        }
    }

    @Test
    @Proves("9.1")
    void the_expression_is_of_the_zone_that_the_setting_names() throws Exception {
        for (String zone : new String[] {"Europe/Berlin", "Asia/Kathmandu", "UTC"}) {
            try (RunningRoutes routes = scheduled("0 30 2 * * ?", Map.of("ldap-import.schedule.time-zone", zone))) {
                Instant next = trigger(routes).getNextFireTime().toInstant();
                assertThat(next.atZone(ZoneId.of(zone)).toLocalTime()).hasToString("02:30");
                assertThat(schedule(routes).next()).contains(next);
                assertThat(trigger(routes).getTimeZone()).isEqualTo(TimeZone.getTimeZone(zone));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"once, 1", "skip, 2"})
    @Proves("9.2")
    void a_missed_run_is_made_up_for_or_not(String misfire, int instruction) throws Exception {
        try (RunningRoutes routes = scheduled(FAR_AWAY, Map.of("ldap-import.schedule.misfire", misfire))) {
            assertThat(trigger(routes).getMisfireInstruction()).isEqualTo(instruction);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cron | 0 * * * *",
                "cron | every hour",
                "cron | 0 99 * * * ?",
                "cron | 0 0 0 1 1 ? 2001",
                "time-zone | Europe/Atlantis",
                "misfire | never"
            })
    @Proves("9.11")
    void a_wrong_schedule_is_named_before_anything_starts(String key, String value) {
        Map<String, String> setting = Map.of("ldap-import.schedule." + key, value);
        assertThatThrownBy(() -> scheduled(FAR_AWAY, setting).close())
                .hasRootCauseInstanceOf(ConfigurationException.class)
                .rootCause()
                .hasMessageContaining("ldap-import.schedule." + key + " is '" + value + "'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "options | delete-mising | delete-mising",
                "options | max-missing=all | --max-missing",
                "options | filter=(uid= | --filter",
                "options | user=johndoe | user",
                "providers | nobody | nobody",
                "providers | , | ldap-import.schedule.providers"
            })
    @Proves("9.11")
    void wrong_options_of_the_schedule_are_named_before_a_run(String key, String value, String named) {
        try (RunningRoutes routes = scheduled(FAR_AWAY, Map.of("ldap-import.schedule." + key, value))) {
            assertThatThrownBy(() -> schedule(routes).requireSound())
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining(named);
        }
    }
}
