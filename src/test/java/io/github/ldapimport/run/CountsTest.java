package io.github.ldapimport.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSimpleBindRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.testing.Await;
import io.github.ldapimport.testing.FaultPlan;
import io.github.ldapimport.testing.FaultPlan.Kind;
import io.github.ldapimport.testing.FaultPlan.Operation;
import io.github.ldapimport.testing.FaultyDriver;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a run asks of the database and of the directory, counted where they are asked: times depend on a machine, counts do not. */
class CountsTest {
    private static final int PAGE = 25;
    private static final int PAGES = 4;
    private static final int CONNECTIONS = 2;

    /** Each user who signs in, and each search with the connection it came through. */
    private static final class Asked extends InMemoryOperationInterceptor {
        private final List<Long> paged = new ArrayList<>();
        private final List<Long> others = new ArrayList<>();
        private int binds;

        @Override
        public synchronized void processSimpleBindRequest(InMemoryInterceptedSimpleBindRequest request) {
            binds++;
        }

        @Override
        public synchronized void processSearchRequest(InMemoryInterceptedSearchRequest request) {
            boolean isPaged = request.getRequest().hasControl(SimplePagedResultsControl.PAGED_RESULTS_OID);
            (isPaged ? paged : others).add(request.getConnectionID());
        }

        synchronized void forget() {
            paged.clear();
            others.clear();
            binds = 0;
        }
    }

    private final Asked asked = new Asked();
    private final TestDirectory directory = TestDirectory.start(null, asked).addPeople(PAGE * PAGES);
    private TestDatabase database;
    private FaultPlan plan;
    private RunningRoutes routes;

    private void start(TestDatabase.Product product) {
        database = TestDatabase.create(product).createUsersTable();
        plan = FaultyDriver.planOf(database);
        routes = RunningRoutes.start(
                directory.settings(),
                plan.settings(),
                Map.of(
                        "ldap-import.directory.page-size",
                        String.valueOf(PAGE),
                        "ldap-import.parallel-pages",
                        "3",
                        "ldap-import.database.connections",
                        String.valueOf(CONNECTIONS)));
    }

    @AfterEach
    void stop() {
        routes.close();
        database.close();
        directory.close();
    }

    private ImportSummary run(Object... headers) {
        plan.clear();
        asked.forget();
        return routes.run(headers);
    }

    private void change(String uid) {
        directory.modify("dn: uid=" + uid + "," + TestDirectory.PEOPLE + "\nchangetype: modify\nreplace: mail\nmail: "
                + uid + "@changed.example.com");
    }

    private List<Operation> operations(Kind kind) {
        return plan.operations().stream()
                .filter(operation -> operation.kind() == kind)
                .toList();
    }

    /** Those that write rows of users. */
    private List<Operation> writes() {
        return plan.operations().stream()
                .filter(operation -> operation.kind() == Kind.WRITE || operation.kind() == Kind.BATCH)
                .filter(operation -> operation.isAbout("users"))
                .toList();
    }

    private static boolean isLookUp(Operation operation) {
        return operation.kind() == Kind.QUERY && operation.isAbout("row_has_password");
    }

    private long lookUps() {
        return plan.operations().stream().filter(CountsTest::isLookUp).count();
    }

    /** Whether it looks if the run still has its lock, as each transaction that writes does. */
    private static boolean asksForTheLock(Operation operation) {
        return operation.kind() == Kind.QUERY
                && Stream.of("ldap_import_runs", "ldap_import_lock", "pg_try_advisory_xact_lock", "IS_USED_LOCK")
                        .anyMatch(operation::isAbout);
    }

    /** What a run costs whose search has no page to save but one. */
    private int statementsBesidesPages() {
        return plan.operations().size()
                - (int) plan.operations().stream()
                        .filter(CountsTest::asksForTheLock)
                        .count()
                - (int) lookUps()
                - writes().size()
                - operations(Kind.COMMIT).size();
    }

    @ParameterizedTest
    @EnumSource
    @Proves("4.18")
    void a_page_is_one_look_up_and_where_something_is_new_or_changed_one_batch_and_one_commit(
            TestDatabase.Product product) {
        start(product);
        assertThat(run().imported()).isEqualTo(PAGE * PAGES);
        assertThat(lookUps()).isEqualTo(PAGES);
        assertThat(writes()).hasSize(PAGES).allMatch(write -> write.kind() == Kind.BATCH);
        // and one at the end, with what the run has covered
        assertThat(operations(Kind.COMMIT)).hasSize(PAGES + 1);

        assertThat(run().unchanged()).isEqualTo(PAGE * PAGES);
        assertThat(lookUps()).isEqualTo(PAGES);
        assertThat(writes()).isEmpty();
        assertThat(operations(Kind.COMMIT)).isEmpty();
        int withSiblings = statementsBesidesPages();

        change("user1");
        assertThat(run().changed()).isEqualTo(PAGE * PAGES / 100);
        assertThat(lookUps()).isEqualTo(PAGES);
        assertThat(writes()).singleElement().matches(write -> write.kind() == Kind.BATCH);
        assertThat(operations(Kind.COMMIT)).hasSize(1);
        assertThat(statementsBesidesPages()).isEqualTo(withSiblings);

        directory.addPerson("new", "New");
        assertThat(run().imported()).isEqualTo(1);
        assertThat(lookUps()).as("one more for the page with the new user").isEqualTo(PAGES + 1 + 1);
        directory.deletePerson("new");

        assertThat(run(Headers.CHUNK, PAGE * PAGES).unchanged()).isEqualTo(PAGE * PAGES);
        assertThat(lookUps()).isEqualTo(1);
        assertThat(statementsBesidesPages()).isEqualTo(withSiblings);
    }

    @Test
    @Proves({"1.1", "4.19"})
    void a_run_signs_in_twice_and_once_more_for_each_look_besides_however_many_pages_there_are() {
        start(TestDatabase.Product.H2);
        run(Headers.DELETE_MISSING, true);
        assertThat(asked.binds).isEqualTo(2);
        assertThat(asked.paged).hasSize(PAGES);
        assertThat(Set.copyOf(asked.paged)).hasSize(1).doesNotContainAnyElementsOf(asked.others);
        int withSiblings = asked.others.size();

        // from here on there are rows, which the directory has to know
        run(Headers.CHUNK, 1);
        assertThat(asked.binds).isEqualTo(3);
        assertThat(asked.others).hasSize(withSiblings);

        directory.deletePerson("user1");
        directory.deletePerson("user2");
        assertThat(run(Headers.DELETE_MISSING, true).deletedMissing()).isEqualTo(2);
        // among the provider's users, and then among all entries
        assertThat(asked.binds).isEqualTo(5);
        assertThat(asked.others).hasSize(withSiblings);
        assertThat(asked.paged).as("both missing users are asked for at once").hasSize(1 + PAGES + 2);
        assertThat(new TreeSet<>(asked.paged)).hasSize(4);
    }

    @ParameterizedTest
    @EnumSource
    @Proves("4.20")
    void a_run_has_no_more_connections_open_than_the_setting_says_and_one_for_its_lock(TestDatabase.Product product) {
        start(product);
        // a page that waits for another one makes sure that two of the three workers want a connection at once
        plan.before(
                1,
                CountsTest::isLookUp,
                () -> Await.until(() -> lookUps() > 1, () -> lookUps() + " pages are looked up"));
        assertThat(routes.run(Headers.DELETE_MISSING, true).imported()).isEqualTo(PAGE * PAGES);
        assertThat(plan.isStruck()).isTrue();
        directory.deletePerson("user1");
        change("user2");
        assertThat(run(Headers.DELETE_MISSING, true).deletedMissing()).isEqualTo(1);
        assertThat(plan.mostConnections()).isEqualTo(CONNECTIONS + 1);
    }
}
