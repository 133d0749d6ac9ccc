package io.github.ldapimport.reload;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.app.CamelProgram;
import io.github.ldapimport.app.RouteFiles;
import io.github.ldapimport.plan.UserWrite;
import io.github.ldapimport.run.RunListener;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDirectory;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.main.Main;
import org.apache.camel.support.DefaultComponent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Edits of files while Camel runs with them. A look is made when a test makes it, so nothing here waits for a clock. */
class RouteReloadTest {
    private static final long MAX_SECONDS = 20;
    private static final String USER = "ldap-import-user.camel.yaml";
    private static final String SHOUT = """
            - route:
                id: ldap-import-user
                description: One directory entry becomes one row
                from:
                  uri: direct:ldap-import-user
                  steps:
                    - bean:
                        ref: ldap-import-mapping
                        method: map
                    - setBody:
                        expression:
                          simple:
                            expression: ${body.with('name', 'loud')}
            """;

    @TempDir
    private Path folder;

    private Path routes;
    private Path file;
    private final Properties settings = new Properties();
    private final BlockingQueue<String> got = new LinkedBlockingQueue<>();
    private TestDirectory directory;
    private TestDatabase database;
    private RunningRoutes running;
    private RouteReload reload;

    @BeforeEach
    void start() throws IOException {
        directory = TestDirectory.start()
                .addPerson("ada", "Ada Lovelace", "mail: ada@example.com")
                .addPerson("grace", "Grace Hopper", "mail: grace@example.com");
        database = TestDatabase.create(TestDatabase.Product.H2).createUsersTable();
        routes = Files.createDirectory(folder.resolve("routes"));
        file = folder.resolve("application.properties");
        settings.putAll(directory.settings());
        settings.putAll(database.settings());
        settings.put("ldap-import.users.password-column", "");
        settings.put("ldap-import.events.retry-delay", "10ms");
        settings.put("ldap-import.events.dead-letter", "file:" + folder.resolve("dead"));
    }

    @AfterEach
    void stop() {
        if (running != null) {
            reload.close();
            running.close();
        }
        database.close();
        directory.close();
    }

    /** The program's own routes, those of the folder before them, and the settings of the file. */
    private RunningRoutes run() throws IOException {
        writeSettings();
        RouteFiles files = RouteFiles.find(List.of(routes));
        Main main = new Main();
        main.bind("got", got);
        main.configure().withRoutesIncludePattern("false");
        main.setRoutesCollector(new CamelProgram.FoundRoutes(files));
        main.setPropertyPlaceholderLocations("file:" + file);
        running = RunningRoutes.start(main);
        reload = RouteReload.watch(running.context(), files, Optional.of(file));
        return running;
    }

    private void writeSettings() throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            settings.store(out, null);
        }
    }

    private void set(String key, String value) throws IOException {
        settings.put(key, value);
        writeSettings();
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(routes.resolve(name), text);
    }

    private static String packed(String name) throws IOException {
        return Files.readString(Path.of("routes", name));
    }

    private void lookTwice() {
        reload.look();
        reload.look();
    }

    private void takes() {
        lookTwice();
        assertThat(reload.problem()).isEmpty();
    }

    private void refuses(String... words) {
        lookTwice();
        assertThat(reload.problem()).isPresent();
        assertThat(reload.problem().orElseThrow()).contains(words);
    }

    private List<String> names() {
        return database.column("SELECT name FROM users ORDER BY name");
    }

    @Test
    @Proves("7.8")
    void an_edit_of_a_route_takes_effect_in_the_next_run_and_so_does_its_end() throws IOException {
        run().run();
        assertThat(names()).containsExactly("Ada Lovelace", "Grace Hopper");

        write(USER, SHOUT);
        takes();
        assertThat(running.run().changed()).isEqualTo(2);
        assertThat(names()).containsExactly("loud", "loud");
        assertThat(reload.active().byName().get(USER).place()).isEqualTo(routes.toString());

        write(USER, SHOUT.replace("loud", "quiet"));
        takes();
        running.run();
        assertThat(names()).containsExactly("quiet", "quiet");

        Files.delete(routes.resolve(USER));
        takes();
        running.run();
        assertThat(names()).containsExactly("Ada Lovelace", "Grace Hopper");
    }

    @Test
    @Proves("7.8")
    void an_edit_of_a_filter_takes_effect_in_the_next_run() throws IOException {
        set("ldap-import.directory.filter", "(uid=ada)");
        assertThat(run().run().found()).isEqualTo(1);
        set("ldap-import.directory.filter", "(uid=*)");
        takes();
        assertThat(running.run().found()).isEqualTo(2);
        settings.remove("ldap-import.directory.filter");
        set("ldap-import.users.sync-attributes", "name=uid, email=mail");
        takes();
        running.run();
        assertThat(names()).containsExactly("ada", "grace");
    }

    @Test
    @Proves({"6.9", "7.10", "7.8"})
    void an_event_goes_to_a_route_of_the_same_edit_and_to_none_that_is_not_there() throws IOException {
        run().run();
        set("ldap-import.events.completed", "direct:my-route");
        refuses("ldap-import.events.completed is 'direct:my-route'", "no route begins there");
        running.run();
        write("my-route.camel.yaml", """
                - route:
                    id: my-route
                    from:
                      uri: direct:my-route
                      steps:
                        - to:
                            uri: mock:mine
                """);
        takes();
        running.run();
        assertThat(running.mock("mock:mine").getReceivedCounter()).isEqualTo(1);

        running.mock("mock:mine").reset();
        Files.delete(routes.resolve("my-route.camel.yaml"));
        refuses("ldap-import.events.completed is 'direct:my-route'", "no route begins there");
        running.run();
        assertThat(running.mock("mock:mine").getReceivedCounter()).isEqualTo(1);
    }

    @Test
    @Proves("7.8")
    void an_edit_of_where_an_event_goes_takes_effect_in_the_next_run() throws IOException {
        settings.put("ldap-import.events.completed", "mock:before");
        run().run();
        set("ldap-import.events.completed", "mock:after");
        set("ldap-import.events.dead-letter", "mock:dead");
        takes();
        running.run();
        assertThat(running.mock("mock:before").getReceivedCounter()).isEqualTo(1);
        assertThat(running.mock("mock:after").getReceivedCounter()).isEqualTo(1);

        // the routes name this one themselves
        running.mock("mock:broken")
                .whenAnyExchangeReceived(exchange -> exchange.setException(new IOException("never")));
        set("ldap-import.events.completed", "mock:broken");
        takes();
        running.run();
        assertThat(running.mock("mock:dead").getReceivedCounter()).isEqualTo(1);
    }

    @Test
    @Proves("7.8")
    void another_directory_and_another_database_are_those_of_the_next_run() throws IOException {
        run().run();
        try (TestDirectory other = TestDirectory.start().addPerson("alan", "Alan Turing");
                TestDatabase elsewhere =
                        TestDatabase.create(TestDatabase.Product.H2).createUsersTable()) {
            settings.putAll(other.settings());
            settings.putAll(elsewhere.settings());
            writeSettings();
            takes();
            assertThat(running.run().imported()).isEqualTo(1);
            assertThat(elsewhere.column("SELECT name FROM users")).containsExactly("Alan Turing");
            assertThat(names()).containsExactly("Ada Lovelace", "Grace Hopper");
        }
    }

    @Test
    @Proves("7.8")
    void a_file_of_ones_own_comes_and_goes_with_the_event_that_leads_to_it() throws IOException {
        run().run();
        write("my-news.camel.yaml", """
                - route:
                    id: my-news
                    from:
                      uri: direct:my-news
                      steps:
                        - to: mock:news
                """);
        set("ldap-import.events.completed", "direct:my-news");
        takes();
        running.run();
        assertThat(running.mock("mock:news").getReceivedCounter()).isEqualTo(1);

        Files.delete(routes.resolve("my-news.camel.yaml"));
        set("ldap-import.events.completed", "");
        takes();
        assertThat(running.context().getRoute("my-news")).isNull();
        assertThat(running.run().status()).isEqualTo(ImportSummary.COMPLETED);
    }

    @Test
    @Proves("7.9")
    void nothing_is_exchanged_while_a_run_is_under_way() throws Exception {
        run();
        CountDownLatch saving = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        RunListener slow = new RunListener() {
            @Override
            public void saved(List<UserWrite> users) {
                saving.countDown();
                await(goOn);
            }
        };
        CompletableFuture<Exchange> first = CompletableFuture.supplyAsync(() -> running.send(slow, Headers.CHUNK, 1));
        await(saving);
        write(USER, SHOUT);
        set("ldap-import.directory.filter", "(uid=ada)");
        takes();
        assertThat(reload.active().byName().get(USER).text()).isEqualTo(packed(USER));
        goOn.countDown();
        ImportSummary summary =
                first.get(MAX_SECONDS, TimeUnit.SECONDS).getMessage().getBody(ImportSummary.class);
        assertThat(summary.imported()).isEqualTo(2);
        assertThat(names()).containsExactly("Ada Lovelace", "Grace Hopper");

        reload.look();
        assertThat(running.run().changed()).isEqualTo(1);
        assertThat(names()).containsExactly("Grace Hopper", "loud");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ldap-import.camel.yaml", USER, "ldap-import-events.camel.yaml"})
    @Proves("7.9")
    void a_run_that_comes_while_files_are_exchanged_waits_and_is_neither_lost_nor_doubled(String edited)
            throws Exception {
        settings.put("ldap-import.events.started", "mock:started");
        settings.put("ldap-import.events.imported", "seda:imported");
        run();
        SlowComponent slow = new SlowComponent();
        running.context().addComponent("slow", slow);
        write(edited, packed(edited) + "# edited\n");
        write("my-slow.camel.yaml", """
                - route:
                    id: my-slow
                    from:
                      uri: seda:imported
                      steps:
                        - to: slow:mock:imported
                """);
        reload.look();
        CompletableFuture<Void> exchange = CompletableFuture.runAsync(reload::look);
        await(slow.reached);
        CompletableFuture<Exchange> run = CompletableFuture.supplyAsync(() -> running.send());
        assertThat(running.mock("mock:started").getReceivedCounter()).isZero();
        assertThat(run).isNotDone();
        slow.goOn.countDown();
        exchange.get(MAX_SECONDS, TimeUnit.SECONDS);
        assertThat(reload.problem()).isEmpty();
        assertThat(reload.active().byName()).containsKey("my-slow.camel.yaml");

        MockEndpoint imported = running.mock("mock:imported");
        imported.expectedMessageCount(2);
        assertThat(run.get(MAX_SECONDS, TimeUnit.SECONDS)
                        .getMessage()
                        .getBody(ImportSummary.class)
                        .imported())
                .isEqualTo(2);
        imported.assertIsSatisfied(TimeUnit.SECONDS.toMillis(MAX_SECONDS));
        assertThat(running.mock("mock:started").getReceivedCounter()).isEqualTo(1);
    }

    @Test
    @Proves("7.9")
    void events_in_a_queue_are_neither_lost_nor_doubled_when_the_route_that_reads_it_is_exchanged() throws Exception {
        String news = """
                - route:
                    id: my-news
                    from:
                      uri: seda:news
                      steps:
                        - bean:
                            ref: got
                            method: add(${header.LdapImportEventId})
                """;
        settings.put("ldap-import.events.completed", "seda:news");
        write("my-news.camel.yaml", news);
        run();
        for (int i = 1; i <= 5; i++) {
            running.run();
            write("my-news.camel.yaml", news + "# " + i + "\n");
            for (int look = 0;
                    look < 20
                            && !reload.active()
                                    .byName()
                                    .get("my-news.camel.yaml")
                                    .text()
                                    .endsWith("# " + i + "\n");
                    look++) {
                takes();
            }
        }
        running.run();
        Set<String> events = new HashSet<>();
        for (int i = 1; i <= 6; i++) {
            assertThat(events.add(got.poll(MAX_SECONDS, TimeUnit.SECONDS))).isTrue();
        }
        assertThat(events).doesNotContainNull();
        assertThat(got).isEmpty();
    }

    static Stream<Arguments> brokenFiles() throws IOException {
        List<Arguments> broken = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path each : files.sorted().toList()) {
                String name = each.getFileName().toString();
                String text = Files.readString(each);
                broken.add(Arguments.of(name, "cut off", text + "- route:\n    id: [\n", name));
                broken.add(Arguments.of(name, "empty", "", name));
                if (text.contains("- route:\n")) {
                    String uri = "(?m)^( +)steps:\n";
                    broken.add(Arguments.of(name, "no id", text.replaceFirst(" +id: .*\n", ""), name));
                    broken.add(Arguments.of(name, "other id", text.replaceFirst("( +id: .*)\n", "$1x\n"), name));
                    broken.add(Arguments.of(
                            name, "step", text.replaceFirst(uri, "$1steps:\n$1  - nosuchstep: {}\n"), "nosuchstep"));
                    if (text.contains("precondition:")) {
                        // its routes are not made here
                        continue;
                    }
                    broken.add(Arguments.of(
                            name, "component", text.replaceFirst(uri, "$1steps:\n$1  - to: nosuch:thing\n"), "nosuch"));
                    broken.add(Arguments.of(
                            name,
                            "bean",
                            text.replaceFirst(uri, "$1steps:\n$1  - bean:\n$1      ref: nosuch-bean\n"),
                            "nosuch-bean"));
                    broken.add(Arguments.of(
                            name,
                            "setting",
                            text.replaceFirst(uri, "$1steps:\n$1  - to: \"log:{{nosuch.key}}\"\n"),
                            "nosuch.key"));
                    broken.add(Arguments.of(
                            name, "option", text.replaceFirst(uri, "$1steps:\n$1  - to: log:x?nosuch=1\n"), "nosuch"));
                    broken.add(Arguments.of(name, "twice", text + "\n" + lastRoute(text), "twice"));
                    broken.add(Arguments.of(
                            name,
                            "endpoint taken",
                            text.replaceAll("uri: direct:" + lastId(text) + "\n", "uri: direct:my-own\n"),
                            "my-own"));
                }
            }
        }
        return broken.stream();
    }

    private static String lastRoute(String text) {
        return text.substring(text.lastIndexOf("- route:\n"));
    }

    private static String lastId(String text) {
        return lastRoute(text).replaceFirst("(?s).*?id: (\\S+).*", "$1");
    }

    @Test
    @Proves("7.10")
    void a_broken_edit_of_any_file_is_told_and_the_last_good_routes_go_on() throws Exception {
        settings.put("ldap-import.events.saved", "mock:saved");
        write("my-own.camel.yaml", """
                - route:
                    id: my-own
                    from:
                      uri: direct:my-own
                      steps:
                        - to: mock:own
                """);
        run();
        for (Arguments each : brokenFiles().toList()) {
            String name = (String) each.get()[0];
            String what = name + ": " + each.get()[1];
            write(name, packed(name));
            takes();
            write(name, (String) each.get()[2]);
            assertThat(Files.readString(routes.resolve(name))).as(what).isNotEqualTo(packed(name));
            lookTwice();
            assertThat(reload.problem().orElse(""))
                    .as(what)
                    .contains((String) each.get()[3])
                    .contains(name);
            database.execute("DELETE FROM users");
            running.mock("mock:saved").reset();
            ImportSummary summary = running.run();
            assertThat(summary.imported()).as(what).isEqualTo(2);
            assertThat(running.mock("mock:saved").getReceivedCounter()).as(what).isEqualTo(2);
            assertThat(names()).as(what).containsExactly("Ada Lovelace", "Grace Hopper");
            Files.delete(routes.resolve(name));
            takes();
        }
    }

    @Test
    @Proves("7.10")
    void where_a_broken_file_is_wrong_is_said_with_its_line() throws Exception {
        run();
        write(USER, SHOUT.replace("method: map", "nosuch: map"));
        refuses(routes.resolve(USER) + ", line ", "nosuch");
        write(USER, SHOUT.replace("- bean:", "- to: nosuch:thing\n        - bean:"));
        refuses(routes.resolve(USER).toString(), "route ldap-import-user", "nosuch");
    }

    static Stream<Arguments> brokenSettings() {
        return Stream.of(
                Arguments.of("ldap-import.directory.flter", "(uid=ada)"),
                Arguments.of("ldap-import.directory.filter", "(uid=ada"),
                Arguments.of("ldap-import.directory.page-size", "many"),
                Arguments.of("ldap-import.users.sync-attributes", "name=#bean:nosuch"),
                Arguments.of("ldap-import.max-missing", "all"),
                Arguments.of("ldap-import.delete", "maybe"),
                Arguments.of("ldap-import.parallel-pages", "0"),
                Arguments.of("ldap-import.reload", "maybe"),
                Arguments.of("ldap-import.log.format", "yaml"),
                Arguments.of("ldap-import.health.max-age", "soon"),
                Arguments.of("ldap-import.health.enabled", "perhaps"),
                Arguments.of("ldap-import.events.retries", "often"),
                Arguments.of("ldap-import.events.saved", "nosuch:thing"),
                Arguments.of("ldap-import.database.connections", "many"),
                Arguments.of("ldap-import.database.url", ""));
    }

    @Test
    @Proves("7.10")
    void a_broken_setting_is_told_by_its_key_and_the_last_good_ones_stay_in_force() throws Exception {
        settings.put("ldap-import.events.completed", "mock:completed");
        run();
        int runs = 0;
        for (Arguments each : brokenSettings().toList()) {
            String key = (String) each.get()[0];
            Object before = settings.get(key);
            settings.put("ldap-import.directory.filter", "(uid=ada)");
            write(USER, SHOUT);
            set(key, (String) each.get()[1]);
            refuses(key);
            assertThat(running.run().found()).as(key).isEqualTo(2);
            assertThat(names()).as(key).containsExactly("Ada Lovelace", "Grace Hopper");
            assertThat(running.mock("mock:completed").getReceivedCounter()).isEqualTo(++runs);
            settings.remove(key);
            if (before != null) {
                settings.put(key, before);
            }
            settings.remove("ldap-import.directory.filter");
            writeSettings();
            Files.delete(routes.resolve(USER));
            takes();
        }
    }

    @Test
    @Proves("7.10")
    void a_settings_file_that_is_cut_off_or_gone_changes_nothing() throws Exception {
        run();
        Files.writeString(file, "");
        refuses(file.toString(), "empty");
        Files.writeString(file, "ldap-import.directory.base=\\u00");
        refuses(file.toString());
        Files.delete(file);
        refuses(file.toString());
        assertThat(running.run().imported()).isEqualTo(2);
        writeSettings();
        takes();
    }

    @Test
    @Proves("5.40")
    void an_edit_that_others_may_have_made_is_not_taken() throws Exception {
        run();
        write(USER, SHOUT);
        Path edited = routes.resolve(USER);
        Files.setPosixFilePermissions(edited, PosixFilePermissions.fromString("rw-r--rw-"));
        refuses("every account may write " + edited);
        running.run();
        assertThat(names()).containsExactly("Ada Lovelace", "Grace Hopper");
        Files.setPosixFilePermissions(edited, PosixFilePermissions.fromString("rw-r--r--"));
        takes();

        set("ldap-import.directory.filter", "(uid=ada)");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--rw-"));
        refuses("every account may write " + file);
        assertThat(running.run().found()).isEqualTo(2);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        takes();
        assertThat(running.run().found()).isEqualTo(1);
    }

    @Test
    @Proves("7.30")
    void a_copy_of_another_version_is_not_taken() throws Exception {
        run();
        write(USER, packed(USER).replace("note: version 1", "note: version 9"));
        refuses(routes.resolve(USER).toString(), "made for a later version");
        write(USER, packed(USER));
        takes();
    }

    @Test
    @Proves("7.10")
    void a_file_that_is_being_written_is_waited_for() throws Exception {
        run();
        write(USER, SHOUT.substring(0, 100));
        reload.look();
        write(USER, "");
        reload.look();
        write(USER, SHOUT);
        reload.look();
        assertThat(reload.active().byName().get(USER).text()).isEqualTo(packed(USER));
        assertThat(reload.problem()).isEmpty();
        reload.look();
        assertThat(reload.active().byName().get(USER).text()).isEqualTo(SHOUT);
    }

    @Test
    @Proves("7.10")
    void a_folder_that_is_gone_takes_no_route_away() throws Exception {
        write(USER, SHOUT);
        run();
        Files.delete(routes.resolve(USER));
        Files.delete(routes);
        refuses(routes.toString(), "gone");
        running.run();
        assertThat(names()).containsExactly("loud", "loud");
        Files.createDirectory(routes);
        takes();
        running.run();
        assertThat(names()).containsExactly("Ada Lovelace", "Grace Hopper");
    }

    @Test
    @Proves("7.11")
    void an_edit_of_beans_waits_for_the_next_start_and_says_so() throws Exception {
        run();
        String providers = "ldap-import-providers.camel.yaml";
        write(providers, packed(providers) + "    - name: my-bean\n      type: java.lang.Object\n");
        takes();
        assertThat(reload.waiting()).singleElement().asString().contains(providers, "at the next start");
        assertThat(running.context().getRegistry().lookupByName("my-bean")).isNull();

        Files.delete(routes.resolve(providers));
        takes();
        assertThat(reload.waiting()).isEmpty();
    }

    @Test
    @Proves("7.11")
    void a_setting_that_a_bean_was_made_with_waits_for_the_next_start_and_says_so() throws Exception {
        run();
        set("ldap-import.parallel-pages", "2");
        takes();
        assertThat(reload.waiting())
                .singleElement()
                .asString()
                .contains("ldap-import.parallel-pages", "at the next start");
    }

    @ParameterizedTest
    @CsvSource({
        "schedule.time-zone, Asia/Tokyo",
        "schedule.misfire, skip",
        "http.enabled, true",
        "http.port, 1",
        "health.max-age, 2h",
        "log.format, json",
        "triggers, false"
    })
    @Proves("7.11")
    void a_setting_that_the_start_alone_reads_waits_for_it_and_keeps_no_other_edit_back(String key, String value)
            throws Exception {
        settings.put("ldap-import.schedule.cron", "0 30 2 1 1 ? 2090");
        settings.put("ldap-import.http.token", "a-token-of-enough-characters");
        run();
        settings.put("ldap-import.directory.filter", "(uid=ada)");
        set("ldap-import." + key, value);
        takes();
        assertThat(reload.waiting()).singleElement().asString().contains("ldap-import." + key, "at the next start");
        assertThat(running.run().found()).isEqualTo(1);
        assertThat(running.context().getRoute("ldap-import-triggers-http")).isNull();
        assertThat(running.context().getRoute("ldap-import-triggers-schedule")).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "schedule.options, delete-mising, delete-mising",
        "schedule.cron, every hour, ldap-import.schedule.cron",
        "schedule.providers, nobody, nobody"
    })
    @Proves({"7.10", "9.11"})
    void a_slip_in_the_schedule_is_told_and_the_former_one_goes_on(String key, String value, String named)
            throws Exception {
        settings.put("ldap-import.schedule.cron", "0 30 2 1 1 ? 2090");
        run();
        set("ldap-import." + key, value);
        refuses(named);
        assertThat(running.context()
                        .getRouteController()
                        .getRouteStatus("ldap-import-triggers-schedule")
                        .isStarted())
                .isTrue();
    }

    @Test
    @Proves("7.8")
    void edits_are_looked_for_by_themselves_where_the_setting_says_so() throws Exception {
        settings.put("ldap-import.reload", "true");
        run();
        MockEndpoint started = running.mock("mock:started");
        started.expectedMessageCount(1);
        write("my-timer.camel.yaml", """
                - route:
                    id: my-timer
                    from:
                      uri: timer:once
                      parameters:
                        repeatCount: 1
                        delay: 0
                      steps:
                        - to: mock:started
                """);
        started.assertIsSatisfied(TimeUnit.SECONDS.toMillis(MAX_SECONDS));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(MAX_SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Holds whoever makes a route with it, at first; its endpoints are those that stand behind its name. */
    private static final class SlowComponent extends DefaultComponent {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);

        @Override
        protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
            reached.countDown();
            await(goOn);
            CamelContext context = getCamelContext();
            return context.getEndpoint(remaining);
        }
    }
}
