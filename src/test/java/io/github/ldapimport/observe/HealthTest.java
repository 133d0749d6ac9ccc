package io.github.ldapimport.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.run.Provider;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDirectory;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.camel.health.HealthCheck.Result;
import org.apache.camel.health.HealthCheck.State;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HealthTest {
    private static final String NAME = Provider.DEFAULT_NAME;

    private TestDirectory directory;
    private TestDatabase database;

    @BeforeEach
    void start() {
        directory = TestDirectory.start().addPeople(3);
        database = TestDatabase.create(TestDatabase.Product.H2).createUsersTable();
    }

    @AfterEach
    void stop() {
        database.close();
        directory.close();
    }

    private RunningRoutes routes(Map<String, String> settings) {
        return RunningRoutes.start(directory.settings(), database.settings(), settings);
    }

    private static Provider provider(RunningRoutes routes) {
        return routes.context().getRegistry().lookupByNameAndType(Provider.BEAN_PREFIX + NAME, Provider.class);
    }

    private static void assertDown(AbstractHealthCheck check, String... said) {
        Result result = check.call();
        assertThat(result.getState()).isEqualTo(State.DOWN);
        assertThat(result.getMessage().orElseThrow()).contains(said);
        // a container that is killed for it would not be any healthier
        assertThat(check.isLiveness()).isFalse();
        assertThat(check.isReadiness()).isTrue();
    }

    private static void assertUp(AbstractHealthCheck check) {
        assertThat(check.call().getState()).isEqualTo(State.UP);
    }

    @Test
    @Proves("9.8")
    void health_tells_whether_the_directory_lets_the_account_in() {
        try (RunningRoutes routes = routes(Map.of())) {
            assertUp(new DirectoryHealth(NAME, provider(routes)));
        }
        try (RunningRoutes routes = routes(Map.of("ldap-import.directory.password", "wrong-password"))) {
            assertDown(new DirectoryHealth(NAME, provider(routes)), "ldap-import.directory.password");
            assertThat(new DirectoryHealth(NAME, provider(routes))
                            .call()
                            .getMessage()
                            .orElseThrow())
                    .doesNotContain("wrong-password");
        }
        try (RunningRoutes routes = routes(Map.of("ldap-import.directory.base", "ou=nowhere,dc=example,dc=com"))) {
            assertDown(new DirectoryHealth(NAME, provider(routes)), "ou=nowhere");
        }
        try (RunningRoutes routes = routes(Map.of("ldap-import.directory.url", "ldap://127.0.0.1:1"))) {
            assertDown(new DirectoryHealth(NAME, provider(routes)), "ldap://127.0.0.1:1");
        }
    }

    @Test
    @Proves("9.8")
    void health_tells_whether_the_database_answers() {
        try (RunningRoutes routes = routes(Map.of())) {
            assertUp(new DatabaseHealth(NAME, provider(routes)));
        }
        try (RunningRoutes routes =
                routes(Map.of("ldap-import.database.url", "jdbc:postgresql://127.0.0.1:1/users?password=hidden"))) {
            assertDown(new DatabaseHealth(NAME, provider(routes)), "jdbc:postgresql://127.0.0.1:1/users");
            assertThat(new DatabaseHealth(NAME, provider(routes))
                            .call()
                            .getMessage()
                            .orElseThrow())
                    .doesNotContain("hidden");
        }
    }

    @Test
    @Proves("9.8")
    void health_tells_how_the_last_run_ended() {
        try (RunningRoutes routes = routes(Map.of())) {
            RunsHealth health = new RunsHealth(NAME, provider(routes), Optional.empty());
            assertUp(health);
            routes.run();
            assertUp(health);
            routes.failingRun(Headers.MIN_USERS, 4);
            assertDown(health, "ended refused");
            // one user says nothing of the others
            routes.run(Headers.USER, "user1");
            routes.run(Headers.FILTER, "(uid=user1)");
            assertDown(health, "ended refused");
            routes.run();
            assertUp(health);
            assertThat(health.call().getDetails()).containsKeys("last.run", "last.status", "last.completed");
        }
    }

    @Test
    @Proves("9.8")
    void a_run_that_failed_before_it_had_the_lock_counts_too() {
        try (RunningRoutes routes = routes(Map.of())) {
            RunsHealth health = new RunsHealth(NAME, provider(routes), Optional.empty());
            routes.context().getRegistry().bind("health", health);
            routes.run();
            assertUp(health);
            routes.failingRun(Headers.ATTRIBUTES, "nothing");
            assertDown(health, "ended failed");
            routes.run();
            assertUp(health);
        }
    }

    @Test
    @Proves("9.8")
    void health_tells_that_no_run_has_completed_for_too_long() {
        try (RunningRoutes routes = routes(Map.of())) {
            Provider provider = provider(routes);
            routes.run();
            RunsHealth health = new RunsHealth(NAME, provider, Optional.of(Duration.ofHours(2)));
            assertUp(health);
            String before = Instant.now().minus(Duration.ofHours(3)).toString();
            database.execute("UPDATE ldap_import_runs SET started_at = ?, ended_at = ?", before, before);
            assertDown(health, "has completed since");
            assertUp(new RunsHealth(NAME, provider, Optional.of(Duration.ofHours(4))));
            assertUp(new RunsHealth(NAME, provider, Optional.empty()));
            // nobody has had the time yet
            database.execute("DELETE FROM ldap_import_runs");
            assertUp(new RunsHealth(NAME, provider, Optional.of(Duration.ofHours(2))));
        }
    }

    @Test
    @Proves("9.9")
    void metrics_tell_of_runs_and_of_what_became_of_users() {
        MeterRegistry meters = new SimpleMeterRegistry();
        try (RunningRoutes routes = routes(Map.of())) {
            routes.context().getRegistry().bind("metrics", new RunMetrics(meters));
            routes.run();
            routes.run(Headers.DRY_RUN, true);
            routes.run();
            routes.failingRun(Headers.MIN_USERS, 4);
            int known = meters.getMeters().size();
            routes.failingRun(Headers.PROVIDER, "whoever");
            assertThat(meters.getMeters()).hasSize(known);
        }
        assertThat(runs(meters, "completed").count()).isEqualTo(2);
        assertThat(runs(meters, "refused").count()).isEqualTo(1);
        assertThat(runs(meters, "completed").totalTime(TimeUnit.SECONDS)).isPositive();
        assertThat(users(meters, "imported")).isEqualTo(3);
        assertThat(users(meters, "unchanged")).isEqualTo(3);
        assertThat(users(meters, "failed")).isZero();
        assertThat(meters.get("ldap.import.last.run")
                        .tag("status", "completed")
                        .timeGauge()
                        .value(TimeUnit.SECONDS))
                .isBetween((double) Instant.now().getEpochSecond() - 60, (double)
                        Instant.now().getEpochSecond());
    }

    private static Timer runs(MeterRegistry meters, String status) {
        return meters.get("ldap.import.runs")
                .tags("provider", NAME, "status", status)
                .timer();
    }

    private static double users(MeterRegistry meters, String outcome) {
        return meters.get("ldap.import.users")
                .tags("provider", NAME, "outcome", outcome)
                .counter()
                .count();
    }
}
