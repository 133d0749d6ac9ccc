package io.github.ldapimport.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.testing.Await;
import io.github.ldapimport.testing.Launcher;
import io.github.ldapimport.testing.Launcher.Started;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program, serving on two nodes with one schedule. */
@Timeout(240)
class ClusterIT {
    private static final int SECONDS_BETWEEN = 3;

    @TempDir
    private Path folder;

    private final TestDirectory directory = TestDirectory.start().addPeople(3);
    private final TestDatabase database =
            TestDatabase.create(Product.POSTGRESQL).createUsersTable();
    private final List<Started> nodes = new ArrayList<>();

    @AfterEach
    void stop() {
        nodes.forEach(node -> node.process().destroyForcibly());
        database.close();
        directory.close();
    }

    private Started node(String... arguments) {
        Started node = Launcher.in(folder)
                .withSettings(
                        directory.settings(),
                        database.settings(),
                        Map.of(
                                "ldap-import.schedule.clustered", "true",
                                "ldap-import.schedule.time-zone", "UTC",
                                "ldap-import.schedule.cron", "0/" + SECONDS_BETWEEN + " * * * * ?"))
                .start(arguments);
        nodes.add(node);
        return node;
    }

    private static String log(Started node) {
        try {
            return Files.readString(node.err());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long runs(Started node) {
        return log(node)
                .lines()
                .filter(line -> line.contains("Import of ldap started"))
                .count();
    }

    private static void awaitThat(Started node, Callable<Boolean> condition) {
        Await.until(
                () -> {
                    assertThat(node.process().isAlive()).as(log(node)).isTrue();
                    return condition.call();
                },
                () -> log(node));
    }

    @Test
    @Proves({"10.10", "10.11"})
    void each_time_one_of_two_nodes_starts_the_run_and_when_it_dies_the_other_goes_on() throws Exception {
        Started first = node("serve");
        awaitThat(first, () -> runs(first) > 0);
        Started second = node("serve");
        awaitThat(second, () -> log(second).contains("Serving: schedule"));
        long before = runs(first) + runs(second);
        long began = System.nanoTime();

        awaitThat(second, () -> runs(first) + runs(second) >= before + 4);

        long fires = (System.nanoTime() - began) / 1_000_000_000 / SECONDS_BETWEEN;
        assertThat(runs(first) + runs(second) - before)
                .as("runs in so many seconds")
                .isLessThanOrEqualTo(fires + 2);
        assertThat(log(first) + log(second)).doesNotContain("is being imported", "ERROR", "Exception");

        long ofSecond = runs(second);
        first.process().destroyForcibly().waitFor();
        awaitThat(second, () -> runs(second) >= ofSecond + 2);

        // Quartz itself would keep the first time zone for ever
        second.process().destroyForcibly().waitFor();
        Started third = node("serve", "-D", "ldap-import.schedule.time-zone=Europe/Berlin");
        awaitThat(third, () -> runs(third) > 0);
        assertThat(database.value("SELECT time_zone_id FROM ldap_import_qrtz_cron_triggers"))
                .isEqualTo("Europe/Berlin");
    }

    @Test
    @Proves("10.11")
    void a_shared_schedule_in_a_file_of_one_process_is_refused() {
        Launcher.Ended ended = Launcher.in(folder)
                .withSettings(
                        directory.settings(),
                        Map.of(
                                "ldap-import.schedule.clustered", "true",
                                "ldap-import.schedule.cron", "0 0 * * * ?"))
                .run("serve");

        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.err()).contains("ldap-import.schedule.clustered is 'true': no other node can reach");
    }
}
