package io.github.ldapimport.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.plan.UserWrite;
import io.github.ldapimport.run.RunListener;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDirectory;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is in memory while a run goes on, told by the garbage collector. */
class HeldPagesTest {
    private static final int PAGES = 12;
    private static final int PAGE_SIZE = 10;
    private static final int WORKERS = 3;

    /** Those that workers have in hand, and the first page, which carries what all pages add up to. */
    private static final int MAX_HELD = (WORKERS + 1) * PAGE_SIZE;

    private final TestDirectory directory = TestDirectory.start().addPeople(PAGES * PAGE_SIZE);
    private final TestDatabase database =
            TestDatabase.create(TestDatabase.Product.H2).createUsersTable();

    @AfterEach
    void stop() {
        database.close();
        directory.close();
    }

    @Test
    @Proves("4.11")
    void a_page_that_was_saved_is_let_go() {
        try (RunningRoutes routes = RunningRoutes.start(
                directory.settings(),
                database.settings(),
                Map.of(
                        "ldap-import.directory.page-size", String.valueOf(PAGE_SIZE),
                        "ldap-import.parallel-pages", String.valueOf(WORKERS),
                        "ldap-import.events.saved", "log:saved?level=OFF"))) {
            assertThat(mostHeldIn(routes)).as("first import").isLessThanOrEqualTo(MAX_HELD);
            assertThat(mostHeldIn(routes)).as("unchanged").isLessThanOrEqualTo(MAX_HELD);
            database.execute("UPDATE users SET name = 'other'");
            assertThat(mostHeldIn(routes)).as("changed").isLessThanOrEqualTo(MAX_HELD);
        }
    }

    private static long mostHeldIn(RunningRoutes routes) {
        Held held = new Held();
        assertThat(routes.outcome(held).found()).isEqualTo(PAGES * PAGE_SIZE);
        assertThat(held.plans).hasSize(PAGES * PAGE_SIZE);
        return held.most;
    }

    private static final class Held implements RunListener {
        private final List<WeakReference<UserWrite>> plans = new ArrayList<>();
        private long most;

        @Override
        public synchronized void saved(List<UserWrite> users) {
            users.forEach(user -> plans.add(new WeakReference<>(user)));
            if (held() > MAX_HELD) {
                // it walks through all that a long test process has in memory, so it is not asked for what is known
                // without it
                System.gc();
            }
            most = Math.max(most, held());
        }

        private long held() {
            return plans.stream().filter(plan -> plan.get() != null).count();
        }
    }
}
