package io.github.ldapimport.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.api.Failure;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.testing.Fault;
import io.github.ldapimport.testing.FaultPlan;
import io.github.ldapimport.testing.FaultPlan.Kind;
import io.github.ldapimport.testing.FaultyDriver;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Unique values that go from row to row: addresses, badges that are never NULL, numbers within a domain. */
class HandoverTest {
    private static final int USERS = 9;
    private static final List<Integer> CHUNKS = List.of(1, 2, 7, 1000);
    private static final Map<String, String> SETTINGS = Map.of(
            "ldap-import.users.sync-attributes",
            "name=cn, email=mail, badge=carLicense, employee_no=postalCode, grade=title",
            "ldap-import.parallel-pages",
            "1");

    private final TestDirectory directory = TestDirectory.start();
    private TestDatabase database;

    @AfterEach
    void stop() {
        if (database != null) {
            database.close();
        }
        directory.close();
    }

    private TestDatabase table(Product product) {
        database = TestDatabase.create(product).createUsersTable();
        for (String column :
                List.of("badge VARCHAR(12) NOT NULL", "employee_no INTEGER NOT NULL", "grade DECIMAL(7, 1) NOT NULL")) {
            database.execute("ALTER TABLE users ADD " + column);
        }
        database.execute("CREATE UNIQUE INDEX users_badge ON users (badge)");
        database.execute("CREATE UNIQUE INDEX users_number ON users (domain, employee_no)");
        database.execute("CREATE UNIQUE INDEX users_grade ON users (grade)");
        return database;
    }

    private static String[] values(int number) {
        return new String[] {
            "mail: user" + number + "@example.com",
            "carLicense: badge" + number,
            "postalCode: " + number,
            "title: " + number + ".5"
        };
    }

    private void addPeople(int count) {
        for (int i = 1; i <= count; i++) {
            directory.addPerson(uid(i), "User " + i, values(i));
        }
    }

    private static String uid(int number) {
        return String.format("user%04d", number);
    }

    /** Gives each of some people the unique values of another number. */
    private void give(int count, IntUnaryOperator number) {
        for (int i = 1; i <= count; i++) {
            String[] values = values(number.applyAsInt(i));
            directory.modify("dn: uid=" + uid(i) + "," + TestDirectory.PEOPLE + "\nchangetype: modify\nreplace: mail\n"
                    + values[0] + "\n-\nreplace: carLicense\n" + values[1] + "\n-\nreplace: postalCode\n" + values[2]
                    + "\n-\nreplace: title\n" + values[3]);
        }
    }

    /** Each row's key and hash, by its user's name. */
    private Map<String, String> identities() {
        Map<String, String> identities = new LinkedHashMap<>();
        database.query("SELECT name, id, password FROM users ORDER BY id")
                .forEach(row -> identities.put(row.get("name").toString(), row.get("id") + " " + row.get("password")));
        return identities;
    }

    private void assertNumbers(int count, IntUnaryOperator number) {
        for (int i = 1; i <= count; i++) {
            int its = number.applyAsInt(i);
            assertThat(database.query(
                                    "SELECT email, badge, employee_no, grade FROM users WHERE name = 'User " + i + "'")
                            .get(0)
                            .values())
                    .as("values of User %s", i)
                    .extracting(Object::toString)
                    .containsExactly("user" + its + "@example.com", "badge" + its, "" + its, its + ".5");
        }
    }

    private interface Handover {
        int number(int user, int round);
    }

    private void changesHands(Product product, Handover handover) {
        addPeople(USERS);
        table(product);
        try (RunningRoutes routes = RunningRoutes.start(directory.settings(), database.settings(), SETTINGS)) {
            routes.run();
            Map<String, String> identities = identities();
            int round = 0;
            for (int chunk : CHUNKS) {
                round++;
                int now = round;
                give(USERS, user -> handover.number(user, now));
                ImportSummary summary = routes.run(Headers.CHUNK, chunk);
                assertThat(summary.failures()).as("in pages of %s", chunk).isEmpty();
                assertThat(summary.failed()).isZero();
                assertThat(summary.imported()).isZero();
                assertNumbers(USERS, user -> handover.number(user, now));
                assertThat(identities()).isEqualTo(identities);
                assertThat(routes.run().changed()).isZero();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"2.27", "2.28"})
    void two_users_who_swap_their_values_are_both_written(Product product) {
        changesHands(product, (user, round) -> user < 3 && round % 2 == 1 ? 3 - user : user);
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"2.27", "2.28"})
    void a_ring_is_passed_round_in_one_run(Product product) {
        changesHands(product, (user, round) -> (user + round) % USERS + 1);
    }

    @ParameterizedTest
    @EnumSource
    @Proves("2.27")
    void everybody_goes_up_by_one_in_one_run(Product product) {
        changesHands(product, (user, round) -> user + round);
    }

    @ParameterizedTest
    @EnumSource
    @Proves("2.27")
    void everybody_goes_down_by_one_in_one_run(Product product) {
        changesHands(product, (user, round) -> user + 50 - round);
    }

    @ParameterizedTest
    @EnumSource
    @Proves("2.27")
    void new_users_get_what_rows_give_up_wherever_they_come(Product product) {
        table(product);
        addPeople(4);
        try (RunningRoutes routes = RunningRoutes.start(directory.settings(), database.settings(), SETTINGS)) {
            routes.run();
            directory.addPerson("a-first", "User 11", values(1));
            directory.addPerson("z-last", "User 12", values(2));
            give(2, user -> 20 + user);
            ImportSummary summary = routes.run(Headers.CHUNK, 1);
            assertThat(summary.failures()).isEmpty();
            assertThat(summary.imported()).isEqualTo(2);
            assertNumbers(2, user -> 20 + user);
            assertThat(database.value("SELECT name FROM users WHERE badge = 'badge1'"))
                    .isEqualTo("User 11");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves("2.27")
    void rows_that_are_adopted_take_part(Product product) {
        table(product);
        addPeople(3);
        for (int i = 1; i <= 3; i++) {
            int its = i % 3 + 1;
            database.execute(
                    "INSERT INTO users (id, name, email, badge, employee_no, grade, password)"
                            + " VALUES (?, ?, ?, ?, ?, ?, 'hash')",
                    i,
                    "User " + i,
                    "user" + its + "@example.com",
                    "badge" + its,
                    its,
                    new BigDecimal(its + ".5"));
        }
        try (RunningRoutes routes = RunningRoutes.start(
                directory.settings(),
                database.settings(),
                SETTINGS,
                Map.of("ldap-import.users.sync-existing", "name=cn"))) {
            assertThat(routes.run(Headers.CHUNK, 2).failures()).isEmpty();
            assertNumbers(3, user -> user);
            assertThat(database.column("SELECT password FROM users")).containsOnly("hash");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves("2.29")
    void who_wants_what_another_row_keeps_fails_with_that_rows_name_and_costs_only_those_who_wait(Product product) {
        table(product);
        addPeople(6);
        database.execute("INSERT INTO users (id, name, email, badge, employee_no, grade)"
                + " VALUES (7, 'Local', 'user9@example.com', 'local', 900, 900)");
        try (RunningRoutes routes = RunningRoutes.start(directory.settings(), database.settings(), SETTINGS)) {
            assertThat(routes.run().failures()).isEmpty();
            // the third wants what Local has, the second what the third has; the first and the fourth swap
            give(4, user -> List.of(4, 3, 9, 1).get(user - 1));
            ImportSummary summary = routes.run(Headers.CHUNK, 2);
            assertThat(summary.changed()).isEqualTo(2);
            String third = database.value("SELECT id FROM users WHERE name = 'User 3'");
            assertThat(summary.failures())
                    .extracting(Failure::message)
                    .satisfiesExactlyInAnyOrder(
                            message -> assertThat(message)
                                    .contains("id = 7 ('Local') has ")
                                    .containsIgnoringCase("email = 'user9@example.com'"),
                            message -> assertThat(message).contains("id = " + third + " ('User 3') has "));
            assertNumbers(6, user -> List.of(4, 2, 3, 1, 5, 6).get(user - 1));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves("2.29")
    void of_two_who_want_one_value_the_first_gets_it_and_of_those_who_fail_none_holds_another_up(Product product) {
        table(product);
        addPeople(4);
        try (RunningRoutes routes = RunningRoutes.start(directory.settings(), database.settings(), SETTINGS)) {
            routes.run();
            // the first two want what the third gives up; the first cannot be written, so the second gets it
            give(3, user -> List.of(3, 3, 8).get(user - 1));
            directory.modify("dn: uid=" + uid(1) + "," + TestDirectory.PEOPLE
                    + "\nchangetype: modify\nreplace: carLicense\ncarLicense: a badge that is too long");
            ImportSummary summary = routes.run(Headers.CHUNK, 1);
            assertThat(summary.failures()).hasSize(1);
            assertThat(summary.failures().get(0).guid()).isEqualTo(directory.guid(uid(1)));
            assertNumbers(4, user -> List.of(1, 3, 8, 4).get(user - 1));
        }
    }

    @Test
    @Proves("2.30")
    void an_index_on_lower_case_and_one_for_live_rows_only_are_known() {
        table(Product.POSTGRESQL);
        database.execute("ALTER TABLE users DROP CONSTRAINT users_email_key");
        database.execute("DROP INDEX users_number");
        database.execute("CREATE UNIQUE INDEX users_email ON users (lower(email))");
        database.execute("CREATE UNIQUE INDEX users_number ON users (employee_no) WHERE deleted_at IS NULL");
        addPeople(USERS);
        database.execute("INSERT INTO users (name, email, badge, employee_no, grade, deleted_at)"
                + " VALUES ('gone', 'gone@example.com', 'gone', 2, 900, CURRENT_TIMESTAMP)");
        try (RunningRoutes routes = RunningRoutes.start(directory.settings(), database.settings(), SETTINGS)) {
            routes.run();
            database.execute("UPDATE users SET email = upper(email)");
            for (int chunk : CHUNKS) {
                give(USERS, user -> (user + chunk) % USERS + 1);
                assertThat(routes.run(Headers.CHUNK, chunk).failures()).isEmpty();
                assertNumbers(USERS, user -> (user + chunk) % USERS + 1);
            }
        }
    }

    @Test
    @Proves({"2.7", "2.27"})
    void a_value_that_the_database_cannot_even_compare_costs_that_user_only() {
        table(Product.POSTGRESQL);
        database.execute("CREATE TYPE color AS ENUM ('red', 'blue')");
        database.execute("ALTER TABLE users ADD shade color UNIQUE");
        addPeople(USERS);
        Map<String, String> shades = Map.of(
                "ldap-import.users.sync-attributes",
                "name=cn, email=mail, badge=carLicense, employee_no=postalCode, grade=title, shade=employeeType");
        try (RunningRoutes routes = RunningRoutes.start(directory.settings(), database.settings(), SETTINGS, shades)) {
            routes.run();
            give(USERS, user -> user % USERS + 1);
            directory.addPerson(
                    "no-shade", "No Shade", "carLicense: x", "postalCode: 70", "title: 70", "employeeType: loud");
            directory.addPerson(
                    "nul",
                    "Nul",
                    "mail:: AG51bA==",
                    "carLicense: y",
                    "postalCode: 71",
                    "title: 71",
                    "employeeType: red");
            ImportSummary summary = routes.run();
            assertThat(summary.failures()).extracting(Failure::name).containsExactlyInAnyOrder("No Shade", "Nul");
            assertNumbers(USERS, user -> user % USERS + 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves("2.31")
    void a_thousand_rows_whose_values_others_keep_cost_a_few_statements(Product product) {
        int count = 1000;
        table(product);
        addPeople(count);
        for (int i = 1; i <= count; i++) {
            database.execute(
                    "INSERT INTO users (name, email, badge, employee_no, grade) VALUES ('Local', ?, ?, ?, ?)",
                    "user" + i + "@example.com",
                    "local" + i,
                    -i,
                    10_000 + i);
        }
        FaultPlan plan = FaultyDriver.planOf(database);
        try (RunningRoutes routes = RunningRoutes.start(directory.settings(), plan.settings(), SETTINGS)) {
            plan.clear();
            ImportSummary summary = routes.run();
            assertThat(summary.failed()).isEqualTo(count);
            assertThat(plan.operations().stream()
                            .filter(operation -> operation.isAbout("users"))
                            .count())
                    .isLessThan(60);
        }
    }

    @Test
    @Proves("2.28")
    void no_value_that_stands_in_for_another_is_ever_committed() {
        table(Product.H2);
        addPeople(USERS);
        FaultPlan plan = FaultyDriver.planOf(database);
        try (RunningRoutes routes = RunningRoutes.start(directory.settings(), plan.settings(), SETTINGS)) {
            plan.clear();
            routes.run();
            List<String> odd = new ArrayList<>();
            int struck = 0;
            for (int n = 1; n < 200; n++) {
                int round = n;
                give(USERS, user -> (user + round) % USERS + 1);
                plan.strike(
                        Fault.LOST_AFTER,
                        n,
                        operation -> operation.kind() != Kind.QUERY
                                && (operation.isAbout("users") || operation.kind() == Kind.COMMIT));
                routes.outcome(Headers.CHUNK, 4);
                if (!plan.isStruck()) {
                    break;
                }
                struck++;
                odd.addAll(database.column("SELECT name FROM users WHERE email IS NULL OR badge NOT LIKE 'badge%'"
                        + " OR employee_no > " + USERS + " OR grade > " + USERS + ".5"));
                plan.clear();
                assertThat(routes.run().failed()).isZero();
                assertNumbers(USERS, user -> (user + round) % USERS + 1);
            }
            assertThat(odd).isEmpty();
            assertThat(struck).isGreaterThan(3);
        }
    }
}
