package io.github.ldapimport.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportException;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.ldap.Entry;
import io.github.ldapimport.run.Runs;
import io.github.ldapimport.testing.PageWire;
import io.github.ldapimport.testing.PageWire.Message;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import io.github.ldapimport.text.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.camel.Handler;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages that a run hands to workers on other nodes; here both nodes are in one process. */
class PageDispatcherTest {
    private static final String SECRET = "a secret of all the nodes";
    private static final Map<String, String> SIGNED = Map.of("ldap-import.worker.secret", SECRET);
    private static final int MAX_SECONDS = 30;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private TestDirectory directory;
    private TestDatabase database;
    private RunningRoutes coordinator;
    private RunningRoutes worker;

    @BeforeEach
    void start() {
        directory = TestDirectory.start().addPeople(12);
        database = TestDatabase.create(Product.H2).createUsersTable();
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
        Stream.of(coordinator, worker).filter(routes -> routes != null).forEach(RunningRoutes::close);
        database.close();
        directory.close();
    }

    @SafeVarargs
    private RunningRoutes coordinator(Map<String, String>... further) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "ldap-import.worker.endpoint", PageWire.URI,
                "ldap-import.worker.enabled", "false",
                "ldap-import.parallel-pages", "1",
                "ldap-import.directory.page-size", "5"));
        for (Map<String, String> some : further) {
            settings.putAll(some);
        }
        coordinator =
                RunningRoutes.start(directory.settings(), database.settings(), RunningRoutes.withEvents(), settings);
        return coordinator;
    }

    @SafeVarargs
    private RunningRoutes worker(Map<String, String>... further) {
        // it never asks the directory
        Map<String, String> settings = new HashMap<>(Map.of(
                "ldap-import.worker.endpoint", PageWire.WORKER_URI,
                "ldap-import.directory.url", "ldap://localhost:1",
                "ldap-import.directory.base", TestDirectory.BASE));
        for (Map<String, String> some : further) {
            settings.putAll(some);
        }
        worker = RunningRoutes.start(database.settings(), RunningRoutes.withEvents(), settings);
        return worker;
    }

    /** A node and a worker, and what lies between. */
    private PageWire nodes() {
        worker(SIGNED);
        return new PageWire(coordinator(SIGNED), this::ask);
    }

    private Message ask(Message page) {
        return PageWire.ask(worker.context(), page);
    }

    private static Message signed(String text) {
        return new Message(
                text,
                Map.of(Headers.SIGNATURE, Signature.of(text.getBytes(StandardCharsets.UTF_8), new Secret(SECRET))));
    }

    private static List<String> kinds(RunningRoutes routes) {
        return routes.events().stream()
                .map(event -> event.path("event").asText())
                .distinct()
                .sorted()
                .toList();
    }

    private void leaver() {
        database.execute(
                "INSERT INTO users (id, guid, domain, name) VALUES (1, '00000000-dead-4000-8000-000000000001', 'default', 'Gone')");
    }

    private static String ofNextVersion(String message) {
        return message.replace("\"version\":" + PageRequest.VERSION, "\"version\":" + (PageRequest.VERSION + 1));
    }

    private void assertNobodyIsMissing(ImportSummary summary) {
        assertThat(summary.status()).isEqualTo(ImportSummary.FAILED);
        assertThat(database.value("SELECT COUNT(*) FROM users WHERE deleted_at IS NOT NULL"))
                .isEqualTo("0");
    }

    @Test
    @Proves({"2.34", "10.2"})
    void rows_that_a_worker_adopts_are_counted() {
        Map<String, String> adopting = new HashMap<>(SIGNED);
        adopting.put("ldap-import.users.sync-existing", "email=mail");
        worker(adopting);
        PageWire wire = new PageWire(coordinator(adopting), this::ask);
        database.execute("INSERT INTO users (id, name, email) VALUES (1, 'Local', 'user3@example.com')");
        ImportSummary summary = coordinator.run();
        assertThat(wire).isNotNull();
        assertThat(summary.adopted()).isEqualTo(1);
        assertThat(database.value("SELECT guid FROM users WHERE id = 1")).isEqualTo(directory.guid("user3"));
    }

    @Test
    @Proves({"1.25", "3.23", "10.2"})
    void a_worker_reads_attributes_by_any_name_and_hears_who_is_disabled() {
        directory.close();
        directory = TestDirectory.withAllNames().addPeople(12);
        directory.modify(
                "dn: uid=user7," + TestDirectory.PEOPLE
                        + "\nchangetype: modify\nadd: employeeType\nemployeeType: Long  Gone",
                "dn: uid=user8," + TestDirectory.PEOPLE
                        + "\nchangetype: modify\nadd: employeeType\nemployeeType: here");
        Map<String, String> own = Map.of(
                "ldap-import.directory.disabled-filter", "(employeeType=long gone)",
                "ldap-import.users.sync-attributes", "name=${body[commonName]}, email=rfc822Mailbox");
        worker(SIGNED, own);
        PageWire wire = new PageWire(coordinator(SIGNED, own), this::ask);

        ImportSummary summary = coordinator.run(Headers.DELETE, true);

        assertThat(summary.failures()).isEmpty();
        assertThat(wire.pages()).hasSize(3);
        assertThat(summary.deleted()).isEqualTo(1);
        assertThat(database.column("SELECT name FROM users WHERE deleted_at IS NOT NULL"))
                .containsExactly("User 7");
        assertThat(database.column("SELECT email FROM users")).doesNotContainNull();
    }

    @Test
    @Proves({"10.1", "10.2"})
    void a_worker_saves_the_pages_and_tells_of_them() {
        PageWire wire = nodes();

        ImportSummary summary = coordinator.run();

        assertThat(summary.found()).isEqualTo(12);
        assertThat(summary.imported()).isEqualTo(12);
        assertThat(database.column("SELECT email FROM users")).hasSize(12);
        assertThat(wire.pages()).hasSize(3);
        assertThat(kinds(coordinator)).containsExactly("Completed", "Started");
        assertThat(kinds(worker)).containsExactly("Imported", "Importing", "Saved");
        assertThat(database.value("SELECT COUNT(*) FROM ldap_import_outbox")).isEqualTo("0");
        // each event has an id of its own
        List<String> ids = Stream.of(coordinator, worker)
                .flatMap(routes -> routes.events().stream())
                .map(event -> event.path("eventId").asText())
                .toList();
        assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.startsWith(summary.runId()) && id.length() <= 64);
        assertThat(coordinator.run().unchanged()).isEqualTo(12);
    }

    @Test
    @Proves("10.1")
    void dry_runs_and_single_users_stay_in_the_process() {
        PageWire wire = nodes();

        assertThat(coordinator.run(Headers.DRY_RUN, true).imported()).isEqualTo(12);
        assertThat(coordinator.run(Headers.USER, "user3").imported()).isEqualTo(1);

        assertThat(wire.pages()).isEmpty();
    }

    @Test
    @Proves("10.1")
    void there_is_a_worker_only_where_the_setting_says_so() {
        try (RunningRoutes routes = RunningRoutes.start(directory.settings(), database.settings())) {
            assertThat(routes.context().getRoute("ldap-import-worker")).isNull();
        }
        assertThat(worker(SIGNED).context().getRoute("ldap-import-worker")).isNotNull();
        assertThat(coordinator(SIGNED).context().getRoute("ldap-import-worker")).isNull();
    }

    /** A handler that tries to exchange what runs are made of. */
    public static final class Exchanging {
        private final RunningRoutes routes;
        private final Set<Boolean> held = ConcurrentHashMap.newKeySet();

        Exchanging(RunningRoutes routes) {
            this.routes = routes;
        }

        @Handler
        public String name(Entry entry) {
            boolean mayExchange = runs(routes).hold();
            held.add(mayExchange);
            if (mayExchange) {
                runs(routes).resume();
            }
            return entry.text("cn");
        }

        static Runs runs(RunningRoutes routes) {
            return routes.context().getRegistry().lookupByNameAndType("ldap-import-runs", Runs.class);
        }
    }

    @Test
    @Proves({"7.9", "10.1"})
    void nothing_is_exchanged_while_a_worker_has_a_page_in_hand() {
        Map<String, String> mapping = Map.of("ldap-import.users.sync-attributes", "name=#bean:exchanging");
        RunningRoutes taking = worker(SIGNED, mapping);
        Exchanging exchanging = new Exchanging(taking);
        taking.context().getRegistry().bind("exchanging", exchanging);
        PageWire wire = new PageWire(coordinator(SIGNED, mapping), this::ask);
        coordinator.context().getRegistry().bind("exchanging", exchanging);
        assertThat(coordinator.run(Headers.ATTRIBUTES, "cn").imported()).isEqualTo(12);
        assertThat(wire.pages()).hasSize(3);
        assertThat(exchanging.held).containsExactly(false);
        assertThat(Exchanging.runs(worker).hold()).isTrue();
        Exchanging.runs(worker).resume();
    }

    @Test
    @Proves("10.2")
    void what_the_directory_said_arrives_as_it_was() {
        directory.clear();
        directory.addPerson(
                "jose",
                "José \"Pepe\" O'Neill \\ 東京 😀",
                "mail: b@example.com",
                "mail: a@example.com",
                "description:: AAEC",
                "jpegPhoto:: AAEC/w==",
                "title: x");
        database.execute("ALTER TABLE users ADD photo VARBINARY(100)");
        database.execute("ALTER TABLE users ADD dn VARCHAR(200)");
        database.execute("ALTER TABLE users ADD mails VARCHAR(200)");
        Map<String, String> mapping = Map.of(
                "ldap-import.users.sync-attributes",
                "name=cn, email=mail, photo=jpegPhoto, dn=dn, mails=${body.joined('mail', ';')}");
        worker(SIGNED, mapping);
        new PageWire(coordinator(SIGNED, mapping), this::ask);

        assertThat(coordinator.run().imported()).isEqualTo(1);

        Map<String, Object> row = database.query("SELECT * FROM users").get(0);
        assertThat(row)
                .containsEntry("name", "José \"Pepe\" O'Neill \\ 東京 😀")
                .containsEntry("dn", "uid=jose," + TestDirectory.PEOPLE)
                .containsEntry("mails", "a@example.com;b@example.com")
                .containsEntry("photo", new byte[] {0, 1, 2, (byte) 255});
        // of several values that have no order, the one that is there stays
        database.execute("UPDATE users SET email = 'a@example.com'");
        assertThat(coordinator.run().unchanged()).isEqualTo(1);
    }

    @Test
    @Proves({"10.2", "1.8", "1.9"})
    void what_was_not_asked_for_is_unknown_to_a_worker_too() {
        Map<String, String> mapping =
                Map.of("ldap-import.users.sync-attributes", "name=cn, email=${body.joined('mail', ',')}");
        worker(SIGNED, mapping);
        new PageWire(coordinator(SIGNED, mapping), this::ask);
        coordinator.run();
        database.execute("UPDATE users SET name = 'old'");

        ImportSummary narrowed = coordinator.run(Headers.ATTRIBUTES, "cn");

        assertThat(narrowed.changed()).isEqualTo(12);
        assertThat(database.column("SELECT email FROM users WHERE name <> 'old'"))
                .hasSize(12)
                .doesNotContainNull();
    }

    @Test
    @Proves({"10.2", "2.10"})
    void rows_that_the_database_refused_there_have_their_second_try_here() {
        nodes();
        coordinator.run();
        // the two change addresses, in different pages: whoever comes first is refused
        directory.modify(
                "dn: uid=user1," + TestDirectory.PEOPLE + "\nchangetype: modify\nreplace: mail\nmail: new@example.com",
                "dn: uid=user12," + TestDirectory.PEOPLE
                        + "\nchangetype: modify\nreplace: mail\nmail: user1@example.com");
        database.execute("UPDATE users SET email = 'user2@example.com' || id WHERE email = 'user2@example.com'");
        database.execute("UPDATE users SET email = 'user2@example.com' WHERE email = 'user11@example.com'");

        ImportSummary summary = coordinator.run();

        assertThat(summary.failed()).isZero();
        assertThat(summary.changed() + summary.unchanged()).isEqualTo(12);
        assertThat(database.value("SELECT name FROM users WHERE email = 'user2@example.com'"))
                .isEqualTo("User 2");
        assertThat(database.value("SELECT name FROM users WHERE email = 'user1@example.com'"))
                .isEqualTo("User 12");
    }

    @Test
    @Proves({"10.2", "10.3"})
    void users_who_fail_at_a_worker_are_told_once_and_are_present() {
        database.execute("ALTER TABLE users ALTER COLUMN name VARCHAR(6)");
        nodes();
        leaver();

        ImportSummary summary = coordinator.run(Headers.DELETE_MISSING, true);

        // User 10, 11 and 12
        assertThat(summary.failed()).isEqualTo(3);
        assertThat(summary.failures()).hasSize(3).allMatch(failure -> failure.dn()
                .contains("uid=user1"));
        assertThat(summary.deletedMissing()).isEqualTo(1);
        long told = Stream.of(coordinator, worker)
                .flatMap(routes -> routes.events().stream())
                .filter(event -> event.path("event").asText().equals("ImportFailed"))
                .count();
        assertThat(told).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nothing",
                "not JSON",
                "another version",
                "a user too few",
                "a count that no page has",
                "an unknown count",
                "a user twice",
                "somebody of no page",
                "to another page",
                "unsigned",
                "the page itself",
                "the answer before"
            })
    @Proves({"10.3", "10.6"})
    void an_answer_that_does_not_tell_of_each_user_fails_the_run_and_nobody_is_missing(String slip) {
        worker(SIGNED);
        AtomicInteger count = new AtomicInteger();
        Message[] first = new Message[1];
        new PageWire(coordinator(SIGNED), page -> {
            Message answer = ask(page);
            if (count.incrementAndGet() == 1) {
                first[0] = answer;
                return answer;
            }
            String text = answer.text();
            return switch (slip) {
                case "nothing" -> signed("");
                case "not JSON" -> signed(text + "}");
                case "another version" -> signed(ofNextVersion(text));
                case "a user too few" -> signed(text.replace("\"imported\":5", "\"imported\":4"));
                case "a count that no page has" -> signed(text.replace("\"deletedMissing\":0", "\"deletedMissing\":1"));
                case "an unknown count" -> signed(text.replace("\"deletedMissing\"", "\"deletedUnseen\""));
                case "a user twice" -> signed(text.replace("\"again\":{}", "\"again\":{\"0\":\"refused\"}"));
                case "somebody of no page" ->
                    signed(text.replace("\"imported\":5", "\"imported\":4")
                            .replace("\"again\":{}", "\"again\":{\"7\":\"refused\"}"));
                case "to another page" -> signed(text.replaceFirst("(\"page\":\"[^\"]*)\"", "$10\""));
                case "unsigned" -> new Message(answer.text(), Map.of());
                case "the page itself" -> page;
                case "the answer before" -> first[0];
                default -> throw new IllegalArgumentException(slip);
            };
        });
        leaver();

        ImportSummary summary = coordinator.outcome(Headers.DELETE_MISSING, true);

        assertNobodyIsMissing(summary);
        assertThat(summary.reason()).contains("a page of 5 users", PageWire.URI);
        assertThat(summary.imported()).isEqualTo(5);
        assertThat(count.get()).as("no further page is handed out").isEqualTo(2);
        assertThat(coordinator.context().getInflightRepository().size()).isZero();
    }

    @Test
    @Proves({"10.3", "10.8"})
    void whoever_was_found_is_present_though_no_page_was_answered() {
        nodes().passBy(page -> {
            throw new IllegalStateException("the line is cut");
        });
        leaver();

        ImportSummary summary = coordinator.outcome(Headers.DELETE_MISSING, true);

        assertNobodyIsMissing(summary);
        assertThat(summary.reason()).contains("the line is cut", "check that the broker runs", "worker.endpoint");
        assertThat(summary.imported()).isZero();
    }

    @Test
    @Proves({"10.4", "10.6"})
    void a_page_of_a_run_that_has_ended_changes_nothing() {
        PageWire wire = nodes();
        ImportSummary summary = coordinator.run();
        database.execute("UPDATE users SET name = 'newer'");

        for (Message page : List.copyOf(wire.pages())) {
            assertThat(ask(page).text()).contains("\"refused\":\"the run " + summary.runId(), "is not under way");
        }
        // nor one of a run that never came to note its end
        database.execute("UPDATE ldap_import_runs SET ended_at = NULL");
        for (Message page : List.copyOf(wire.pages())) {
            assertThat(ask(page).text()).contains("\"refused\":\"the run " + summary.runId(), "so it is dead");
        }

        assertThat(database.column("SELECT DISTINCT name FROM users")).containsExactly("newer");
        // the look for the lock has let it go
        assertThat(coordinator.run().changed()).isEqualTo(12);
    }

    @ParameterizedTest
    @EnumSource
    @Proves("10.4")
    void a_worker_that_comes_late_to_its_transaction_writes_nothing_more(Product product) {
        database.close();
        database = TestDatabase.create(product).createUsersTable();
        worker(SIGNED);
        new PageWire(coordinator(SIGNED), this::ask);
        // told between the look at the table and the first write
        worker.mock(RunningRoutes.EVENTS).whenAnyExchangeReceived(exchange -> {
            if ("Importing".equals(exchange.getMessage().getHeader(Headers.EVENT))) {
                database.execute("UPDATE ldap_import_runs SET ended_at = 'now'");
            }
        });

        ImportSummary summary = coordinator.outcome();

        assertThat(summary.status()).isEqualTo(ImportSummary.FAILED);
        assertThat(summary.reason()).contains("could not save a whole page", "is not under way");
        assertThat(database.value("SELECT COUNT(*) FROM users")).isEqualTo("0");
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    @Proves("10.4")
    void a_worker_whose_run_has_died_meanwhile_writes_nothing_more(Product product) {
        database.close();
        database = TestDatabase.create(product).createUsersTable();
        worker(SIGNED);
        new PageWire(coordinator(SIGNED), this::ask);
        // told between the look at the table and the first write
        AtomicInteger told = new AtomicInteger();
        worker.mock(RunningRoutes.EVENTS).whenAnyExchangeReceived(exchange -> {
            if (told.getAndIncrement() == 0) {
                database.endIdleTransactions();
            }
        });

        ImportSummary summary = coordinator.outcome();

        assertThat(summary.status()).isEqualTo(ImportSummary.FAILED);
        assertThat(summary.reason()).contains("could not save a whole page", "so it is dead");
        assertThat(database.value("SELECT COUNT(*) FROM users")).isEqualTo("0");
        // the look for the lock has let it go
        assertThat(coordinator.run().imported()).isEqualTo(12);
    }

    @ParameterizedTest
    @EnumSource
    @Proves("10.4")
    void no_run_begins_while_a_worker_still_writes_for_the_one_before(Product product) throws Exception {
        database.close();
        database = TestDatabase.create(product).createUsersTable();
        Map<String, String> settings = Map.of(
                "ldap-import.directory.page-size", "100",
                "ldap-import.database.lock-timeout", "1s");
        worker(SIGNED, settings);
        PageWire wire = new PageWire(coordinator(SIGNED, settings), this::ask);
        coordinator.run();
        directory.modify("dn: uid=user1," + TestDirectory.PEOPLE + "\nchangetype: modify\nreplace: cn\ncn: Late");
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AdviceWith.adviceWith(worker.context(), "ldap-import-statement-batch", route -> route.weaveAddFirst()
                .process(exchange -> {
                    writing.countDown();
                    assertThat(goOn.await(MAX_SECONDS, TimeUnit.SECONDS)).isTrue();
                }));
        List<Future<Message>> late = new ArrayList<>();
        wire.passBy(page -> {
            late.add(threads.submit(() -> ask(page)));
            assertThat(writing.await(MAX_SECONDS, TimeUnit.SECONDS)).isTrue();
            throw new IllegalStateException("no worker answered in time");
        });

        ImportSummary first = coordinator.outcome();
        directory.modify("dn: uid=user1," + TestDirectory.PEOPLE + "\nchangetype: modify\nreplace: cn\ncn: User 1");
        try (RunningRoutes alone = RunningRoutes.start(directory.settings(), database.settings(), settings)) {
            ImportSummary second = alone.outcome();
            goOn.countDown();
            late.get(0).get(MAX_SECONDS, TimeUnit.SECONDS);

            assertThat(first.reason()).contains("no worker answered in time");
            assertThat(second.status()).isEqualTo(ImportSummary.FAILED);
            assertThat(second.reason()).contains("a worker still writes for the run " + first.runId());
            assertThat(second.found()).isZero();
            assertThat(alone.run().changed())
                    .as("what a worker wrote late is put right by the run after it")
                    .isEqualTo(1);
        }
        assertThat(database.value("SELECT COUNT(*) FROM users WHERE name = 'Late'"))
                .isEqualTo("0");
    }

    @Test
    @Proves({"10.3", "10.4"})
    void a_worker_with_another_database_takes_no_page() {
        try (TestDatabase other = TestDatabase.create(Product.H2).createUsersTable()) {
            worker(SIGNED, other.settings());
            new PageWire(coordinator(SIGNED), this::ask);
            leaver();
            assertThat(coordinator.outcome().reason()).contains("it cannot be seen in " + other.url());
            // it has tables of its own by now
            try (RunningRoutes routes = RunningRoutes.start(directory.settings(), other.settings())) {
                routes.run(Headers.USER, "user1");
            }

            ImportSummary summary = coordinator.outcome(Headers.DELETE_MISSING, true);

            assertNobodyIsMissing(summary);
            assertThat(summary.reason()).contains("is not under way in " + other.url(), "has another database");
            assertThat(other.value("SELECT COUNT(*) FROM users")).isEqualTo("1");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ldap-import.users.sync-attributes=name=sn, email=mail",
                "ldap-import.users.table=public.users",
                "ldap-import.domain=other",
                "ldap-import.directory.type=other",
                "ldap-import.users.deleted-at-column=",
                "ldap-import.events.imported=mock:elsewhere"
            })
    @Proves("10.5")
    void a_worker_that_would_write_something_else_takes_no_page(String setting) {
        String key = setting.replaceFirst("=.*", "");
        worker(SIGNED, Map.of(key, setting.replaceFirst("[^=]*=", "")));
        new PageWire(coordinator(SIGNED), this::ask);

        ImportSummary summary = coordinator.outcome();

        assertThat(summary.status()).isEqualTo(ImportSummary.FAILED);
        assertThat(summary.reason()).contains("make " + key + " the same on every node");
        assertThat(database.value("SELECT COUNT(*) FROM users")).isEqualTo("0");
    }

    @Test
    @Proves("10.5")
    void a_worker_may_find_and_enter_the_directory_by_other_ways() {
        worker(
                SIGNED,
                Map.of(
                        "ldap-import.directory.url", "ldap://elsewhere.example",
                        "ldap-import.directory.username", "cn=reader",
                        "ldap-import.directory.password", "other",
                        "ldap-import.directory.page-size", "7",
                        "ldap-import.delete-missing", "true"));
        new PageWire(coordinator(SIGNED), this::ask);

        assertThat(coordinator.run().imported()).isEqualTo(12);
    }

    @Test
    @Proves("10.5")
    void a_worker_with_another_route_for_users_or_without_the_provider_takes_no_page(@TempDir Path folder)
            throws Exception {
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        Path user = folder.resolve("ldap-import-user.camel.yaml");
        Files.writeString(user, Files.readString(user) + "        - log:\n            message: mapped\n");
        worker = RunningRoutes.start(
                folder,
                database.settings(),
                RunningRoutes.withEvents(),
                SIGNED,
                Map.of(
                        "ldap-import.worker.endpoint", PageWire.WORKER_URI,
                        "ldap-import.directory.base", TestDirectory.BASE));
        PageWire wire = new PageWire(coordinator(SIGNED), this::ask);
        assertThat(coordinator.outcome().reason()).contains("make the route ldap-import-user the same on every node");

        wire.passBy(page -> ask(signed(page.text().replace("\"provider\":\"ldap\"", "\"provider\":\"partners\""))));
        assertThat(coordinator.outcome().reason()).contains("has no provider 'partners'");
    }

    @Test
    @Proves("10.6")
    void what_is_not_signed_with_the_secret_is_not_taken() {
        PageWire wire = nodes();
        wire.passBy(page -> {
            for (Message forged : List.of(
                    page.altered("user1@example.com", "mine@example.com"),
                    new Message(page.text(), Map.of()),
                    new Message(page.text(), Map.of(Headers.SIGNATURE, "0")),
                    new Message(
                            page.text(),
                            Map.of(Headers.SIGNATURE, Signature.of(page.body(), new Secret(SECRET + "x")))))) {
                Message answer = ask(forged);
                assertThat(answer.text()).contains("not signed with this node's ldap-import.worker.secret");
                assertThat(answer.text()).doesNotContain(SECRET);
                assertThat(answer.headers()).doesNotContainKey(Headers.SIGNATURE);
            }
            assertThat(database.value("SELECT COUNT(*) FROM users")).isEqualTo("0");
            return ask(page.altered("user1@example.com", "mine@example.com"));
        });

        assertThat(coordinator.outcome().reason()).contains("the answer is not signed", "the same secret");
        assertThat(database.value("SELECT COUNT(*) FROM users")).isEqualTo("0");
    }

    @Test
    @Proves("10.6")
    void headers_that_nobody_signed_do_not_reach_the_route_for_users() throws Exception {
        worker(SIGNED);
        Set<String> seen = ConcurrentHashMap.newKeySet();
        AtomicInteger users = new AtomicInteger();
        AdviceWith.adviceWith(worker.context(), "ldap-import-user", route -> route.weaveAddFirst()
                .process(exchange -> {
                    users.incrementAndGet();
                    seen.addAll(exchange.getMessage().getHeaders().keySet());
                }));
        new PageWire(coordinator(SIGNED), page -> {
            Map<String, Object> headers = new HashMap<>(page.headers());
            headers.put("role", "admin");
            headers.put(Headers.DELETE, true);
            headers.put("camelSqlQuery", "DROP TABLE users");
            return ask(new Message(page.text(), headers));
        });

        assertThat(coordinator.run().imported()).isEqualTo(12);

        assertThat(users.get()).isEqualTo(12);
        assertThat(seen).isEmpty();
    }

    @Test
    @Proves({"3.18", "3.23", "10.2"})
    void an_account_has_expired_or_not_by_the_clock_of_the_node_that_runs_the_import() {
        directory.close();
        directory = TestDirectory.ofEveryKind();
        directory.addPerson(
                "ada",
                "ada",
                "objectClass: user",
                "sAMAccountName: ada",
                "objectGUID:: AAECAwQFBgcICQoLDA0ODw==",
                "userAccountControl: 512",
                // 2001
                "accountExpires: 126227808000000000");
        Map<String, String> settings = Map.of(
                "ldap-import.directory.type", "active-directory",
                "ldap-import.directory.expired-is-disabled", "true");
        worker(SIGNED, settings);
        PageWire wire = new PageWire(
                coordinator(SIGNED, settings),
                page -> ask(signed(
                        page.text().replaceFirst("\"startedAt\":\"[^\"]*", "\"startedAt\":\"2000-12-31T00:00:00Z"))));
        ImportSummary before = coordinator.run(Headers.DELETE, true);
        wire.passBy(this::ask);
        ImportSummary after = coordinator.run(Headers.DELETE, true);
        wire.passBy(page -> ask(signed(page.text().replaceFirst("\"startedAt\":\"", "\"startedAt\":\"x"))));

        assertThat(before.imported()).isEqualTo(1);
        assertThat(wire.pages().get(0).text()).contains("\"state\":\"DISABLED\"");
        assertThat(before.deleted()).isEqualTo(1);
        assertThat(after.unchanged()).isEqualTo(1);
        assertThat(coordinator.outcome().reason()).contains("does not tell when its run began");
    }

    @Test
    @Proves({"10.3", "10.8"})
    void a_worker_of_another_version_says_so() {
        worker(SIGNED);
        new PageWire(coordinator(SIGNED), page -> ask(signed(ofNextVersion(page.text()))));
        leaver();

        ImportSummary summary = coordinator.outcome(Headers.DELETE_MISSING, true);

        assertNobodyIsMissing(summary);
        assertThat(summary.reason()).contains("refused it", "run the same version of ldap-import on every node");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jms:queue:pages|| is empty",
                "jms:queue:pages|short| is shorter than 16 characters",
                "seda:pages|short| is shorter than 16 characters",
                "nowhere:pages|a secret of all the nodes| no Camel component 'nowhere'",
                "pages|a secret of all the nodes| no Camel component 'pages'",
                "|a secret of all the nodes| is empty",
                "seda:pages?size=many|a secret of all the nodes|seda:pages?size=***"
            })
    @Proves({"5.1", "10.6"})
    void an_endpoint_without_a_secret_or_that_cannot_be_made_is_refused_before_anything_is_connected_to(String slip) {
        String[] parts = slip.split("\\|");
        coordinator(
                Map.of("ldap-import.worker.endpoint", parts[0], "ldap-import.worker.secret", parts[1]),
                Map.of("ldap-import.directory.url", "ldap://localhost:1"));

        ImportException failure = coordinator.failingRun();

        assertThat(failure.isConfiguration()).isTrue();
        assertThat(failure.getMessage()).contains("ldap-import.worker.").contains(parts[2].strip());
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"10.3", "10.6", "10.7"})
    void a_page_that_is_saved_twice_makes_no_row_twice_and_counts_once(Product product) {
        database.close();
        database = TestDatabase.create(product).createUsersTable();
        PageWire wire = nodes();
        wire.passBy(page -> {
            ask(page);
            return ask(page);
        });

        ImportSummary summary = coordinator.run();

        assertThat(summary.unchanged()).isEqualTo(12);
        assertThat(database.column("SELECT guid FROM users")).hasSize(12).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"10.2", "10.7"})
    void two_workers_with_one_page_at_once_make_no_row_twice(Product product) throws Exception {
        database.close();
        database = TestDatabase.create(product).createUsersTable();
        Map<String, String> meeting = Map.of("ldap-import.events.importing", "direct:meet?failIfNoConsumers=false");
        worker(SIGNED, meeting, Map.of("ldap-import.worker.endpoint", PageWire.WORKER_URI + "&concurrentConsumers=2"));
        PageWire wire = new PageWire(coordinator(SIGNED, meeting), this::ask);
        // both have looked at the table before either writes
        CyclicBarrier both = new CyclicBarrier(2);
        worker.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:meet").process(exchange -> both.await(MAX_SECONDS, TimeUnit.SECONDS));
            }
        });
        wire.passBy(page -> {
            Future<Message> other = threads.submit(() -> ask(page));
            Message answer = ask(page);
            other.get(MAX_SECONDS, TimeUnit.SECONDS);
            return answer;
        });

        ImportSummary summary = coordinator.run();

        assertThat(summary.failed()).isZero();
        assertThat(summary.imported() + summary.unchanged()).isEqualTo(12);
        assertThat(database.column("SELECT guid FROM users")).hasSize(12).doesNotHaveDuplicates();
        // a row is told once, by whoever wrote it
        assertThat(new TreeSet<>(worker.events().stream()
                        .filter(event -> event.path("event").asText().equals("Imported"))
                        .map(event -> event.path("user").path("guid").asText())
                        .toList()))
                .hasSize(12);
    }

    @Test
    @Proves("10.8")
    void what_goes_wrong_at_a_worker_is_answered_with_its_words() {
        PageWire wire = nodes();
        wire.passBy(page -> {
            database.execute("ALTER TABLE users RENAME TO hidden");
            try {
                return ask(page);
            } finally {
                database.execute("ALTER TABLE hidden RENAME TO users");
            }
        });

        assertThat(coordinator.outcome().reason()).contains("refused it: there is no table users");

        // after the look at the table, too: the page then tells of each user
        wire.passBy(this::ask);
        coordinator.run(Headers.USER, "user1");
        AtomicInteger told = new AtomicInteger();
        worker.mock(RunningRoutes.EVENTS).whenAnyExchangeReceived(exchange -> {
            if (told.getAndIncrement() == 0) {
                database.execute("SHUTDOWN IMMEDIATELY");
            }
        });
        ImportSummary summary = coordinator.outcome();
        assertThat(summary.status()).isEqualTo(ImportSummary.FAILED);
        assertThat(summary.reason()).contains("could not save a whole page");
        database = TestDatabase.create(Product.H2);
    }

    @Test
    @Proves("10.9")
    void without_the_tables_of_the_import_no_page_is_handed_out() {
        database.close();
        database = TestDatabase.create(Product.POSTGRESQL).createUsersTable();
        String user = "app" + System.nanoTime();
        database.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
        database.execute("CREATE USER " + user + " PASSWORD 'app'");
        database.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON users TO " + user);
        worker(SIGNED);
        PageWire wire = new PageWire(
                coordinator(
                        SIGNED, Map.of("ldap-import.database.username", user, "ldap-import.database.password", "app")),
                this::ask);

        ImportException failure = coordinator.failingRun();

        assertThat(failure.isConfiguration()).isTrue();
        assertThat(failure.getMessage())
                .contains("ldap-import.worker.endpoint is '" + PageWire.URI, "let an administrator make them");
        assertThat(wire.pages()).isEmpty();
        assertThat(coordinator.run(Headers.DRY_RUN, true).imported()).isEqualTo(12);
    }

    @Test
    @Proves("4.4")
    void a_page_carries_no_secret() {
        PageWire wire = nodes();
        coordinator.run();
        for (Message page : wire.pages()) {
            assertThat(page.text() + page.headers())
                    .doesNotContain(SECRET)
                    .doesNotContain("\"" + TestDirectory.PASSWORD + "\"");
        }
    }

    @Test
    @Proves({"4.4", "10.5"})
    void whoever_reads_a_page_cannot_try_passwords_against_what_it_says_of_settings() {
        List<String> digests = new ArrayList<>();
        for (String secret : List.of(SECRET, "another secret of the nodes")) {
            Map<String, String> signed = Map.of("ldap-import.worker.secret", secret);
            try (RunningRoutes taking = worker(signed)) {
                PageWire wire = new PageWire(coordinator(signed), page -> PageWire.ask(taking.context(), page));
                coordinator.run();
                digests.add(wire.pages().get(0).text().replaceFirst(".*\"settings\":\\{([^}]*)}.*", "$1"));
                coordinator.close();
            }
        }

        assertThat(digests.get(0)).isNotEqualTo(digests.get(1)).contains("ldap-import.events.imported");
        assertThat(Set.of(digests.get(0).split(",")))
                .doesNotContainAnyElementsOf(List.of(digests.get(1).split(",")));
    }
}
