package io.github.ldapimport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.app.CamelProgram;
import io.github.ldapimport.app.RouteFiles;
import io.github.ldapimport.testing.Await;
import io.github.ldapimport.testing.Ports;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDirectory;
import jakarta.jms.JMSContext;
import jakarta.jms.TextMessage;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.builder.NotifyBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs each recipe of docs/recipes.md as it stands there; only where a server is, is the test's own to say. */
class RecipesTest {
    private static final Path PAGE = Path.of("docs/recipes.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\n(.*?)^```$");
    private static final Pattern JAR = Pattern.compile("`([a-z][\\w.]+):([\\w-]+):([0-9][\\w.]+)`");
    private static final String BROKER = "vm://recipes";
    private static final int MAX_SECONDS = 20;

    @TempDir
    private Path folder;

    private TestDirectory directory;
    private TestDatabase database;

    @BeforeEach
    void start() {
        directory = TestDirectory.start()
                .addPerson("ada", "Ada Lovelace", "givenName: Ada", "mail: ada@example.com", "departmentNumber: 7")
                .addPerson("alan", "Alan Turing", "givenName: Alan", "mail: alan@example.com", "departmentNumber: 9")
                .addPerson("backup", "Backup", "givenName: -", "employeeType: service");
        database = TestDatabase.create(TestDatabase.Product.H2).createUsersTable();
    }

    @AfterEach
    void stop() {
        database.close();
        directory.close();
    }

    private static Map<String, String> recipes() throws IOException {
        Map<String, String> recipes = new LinkedHashMap<>();
        for (String section : Files.readString(PAGE).split("(?m)^## ")) {
            if (BLOCK.matcher(section).find()) {
                recipes.put(section.substring(0, section.indexOf('\n')), section);
            }
        }
        return recipes;
    }

    /** Camel with the recipe; the test's settings win over the recipe's. */
    private RunningRoutes cook(String title, Map<String, String> own) throws IOException {
        assertThat(recipes()).containsKey(title);
        Properties settings = new Properties();
        Matcher block = BLOCK.matcher(recipes().get(title));
        while (block.find()) {
            switch (block.group(1)) {
                case "properties" -> settings.load(new StringReader(block.group(2)));
                case "yaml" -> {
                    Path file = folder.resolve(
                            block.group(2).lines().findFirst().orElseThrow().replaceFirst("^# ", ""));
                    Files.createDirectories(file.getParent());
                    Files.writeString(file, block.group(2));
                }
                default -> throw new AssertionError("A block of " + block.group(1));
            }
        }
        settings.putAll(directory.settings());
        settings.putAll(database.settings());
        settings.put("ldap-import.users.password-column", "");
        settings.put("ldap-import.events.retry-delay", "10ms");
        settings.put("ldap-import.events.dead-letter", "file:" + folder.resolve("dead"));
        settings.putAll(own);
        Main main = new Main();
        main.configure().withRoutesIncludePattern("false");
        main.setRoutesCollector(new CamelProgram.FoundRoutes(RouteFiles.find(List.of(folder.resolve("routes")))));
        main.setPropertyPlaceholderLocations("file:application.properties");
        main.setOverrideProperties(settings);
        return RunningRoutes.start(main);
    }

    private List<String> names() {
        return database.column("SELECT name FROM users WHERE deleted_at IS NULL ORDER BY name");
    }

    @Test
    @Proves("7.12")
    void every_recipe_of_the_page_is_run_and_its_jars_are_those_it_was_run_with() throws IOException {
        String itself = Files.readString(Path.of("src/test/java/io/github/ldapimport/cli/RecipesTest.java"));
        for (String title : recipes().keySet()) {
            assertThat(itself).as("a test cooks it").contains("\"" + title + "\"");
        }
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        TreeSet<String> jars = new TreeSet<>();
        Matcher jar = JAR.matcher(Files.readString(PAGE));
        while (jar.find()) {
            jars.add(jar.group(2) + "-" + jar.group(3) + ".jar");
        }
        // one jar for those that the test has
        assertThat(jars.remove("artemis-jakarta-client-all-2.40.0.jar")).isTrue();
        assertThat(jars).hasSizeGreaterThan(10).allSatisfy(name -> assertThat(classPath)
                .contains(name));
    }

    @Test
    @Proves({"7.12", "7.2"})
    void service_accounts_are_skipped() throws IOException {
        try (RunningRoutes routes = cook("Skip service accounts", Map.of())) {
            assertThat(routes.run().skipped()).isEqualTo(1);
            assertThat(names()).containsExactly("Ada Lovelace", "Alan Turing");
        }
    }

    @Test
    @Proves({"7.12", "7.1"})
    void a_display_name_is_composed() throws IOException {
        try (RunningRoutes routes = cook("Compose a display name", Map.of())) {
            assertThat(routes.run().failures()).isEmpty();
            assertThat(names()).containsExactly("Ada Lovelace, Ada (7)", "Alan Turing, Alan (9)", "Backup, -");
        }
    }

    @Test
    @Proves({"7.12", "7.3"})
    void something_is_looked_up_by_sql_and_where_that_fails_the_user_does() throws IOException {
        database.execute("ALTER TABLE users ADD department VARCHAR(100)");
        database.execute("CREATE TABLE departments (code VARCHAR(100), name VARCHAR(100))");
        database.execute("INSERT INTO departments VALUES ('7', 'Mathematics'), ('x'' OR 1=1 --', 'no data')");
        directory.addPerson("eve", "Eve", "departmentNumber: y' OR 1=1 --");
        try (RunningRoutes routes = cook("Look something up by SQL", Map.of())) {
            assertThat(routes.run().failures()).isEmpty();
            assertThat(database.column("SELECT department FROM users ORDER BY name"))
                    .containsExactly("Mathematics", null, null, null);
            database.execute("DROP TABLE departments");
            ImportSummary down = routes.run();
            assertThat(down.status()).isEqualTo(ImportSummary.COMPLETED);
            assertThat(down.failed()).isEqualTo(4);
            assertThat(down.failures().get(0).message()).containsIgnoringCase("departments");
        }
    }

    @Test
    @Proves({"7.12", "7.3"})
    void something_is_looked_up_by_http_and_where_that_is_down_the_user_fails() throws IOException {
        database.execute("ALTER TABLE users ADD office VARCHAR(100)");
        List<String> asked = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
        server.createContext("/by-department", request -> {
            asked.add(request.getRequestMethod() + " " + request.getRequestURI().getPath());
            boolean known = request.getRequestURI().getPath().endsWith("/7");
            byte[] body = "Room 7".getBytes(StandardCharsets.UTF_8);
            request.sendResponseHeaders(known ? 200 : 500, known ? body.length : -1);
            if (known) {
                request.getResponseBody().write(body);
            }
            request.close();
        });
        server.start();
        String url = "http://localhost:" + server.getAddress().getPort() + "/by-department";
        try (RunningRoutes routes = cook("Look something up by HTTP", Map.of("my.offices", url))) {
            ImportSummary summary = routes.run(Headers.FILTER, "(departmentNumber=*)");
            assertThat(asked).containsExactlyInAnyOrder("GET /by-department/7", "GET /by-department/9");
            assertThat(summary.imported()).isEqualTo(1);
            assertThat(summary.failures()).singleElement().satisfies(failure -> {
                assertThat(failure.dn()).contains("uid=alan");
                assertThat(failure.message()).contains("500");
            });
            assertThat(database.value("SELECT office FROM users")).isEqualTo("Room 7");
        } finally {
            server.stop(0);
        }
    }

    private static EmbeddedActiveMQ broker() throws Exception {
        EmbeddedActiveMQ broker = new EmbeddedActiveMQ()
                .setConfiguration(new ConfigurationImpl()
                        .setPersistenceEnabled(false)
                        .setSecurityEnabled(false)
                        .addAcceptorConfiguration("vm", BROKER));
        broker.start();
        return broker;
    }

    @Test
    @Proves("7.12")
    void leavers_are_told_to_a_queue_and_by_mail() throws Exception {
        EmbeddedActiveMQ broker = broker();
        GreenMail mail = new GreenMail(new ServerSetup(0, "localhost", ServerSetup.PROTOCOL_SMTP));
        mail.start();
        Map<String, String> servers = Map.of(
                "my.broker",
                BROKER,
                "my.mail",
                "smtp://localhost:" + mail.getSmtp().getPort());
        try (RunningRoutes routes = cook("Send leavers to a queue and by mail", servers);
                ActiveMQConnectionFactory connections = new ActiveMQConnectionFactory(BROKER);
                JMSContext queue = connections.createContext()) {
            routes.run();
            String guid = directory.guid("alan");
            directory.deletePerson("alan");
            assertThat(routes.run(Headers.DELETE_MISSING, true).deletedMissing())
                    .isEqualTo(1);
            TextMessage message = (TextMessage)
                    queue.createConsumer(queue.createQueue("leavers")).receive(TimeUnit.SECONDS.toMillis(MAX_SECONDS));
            assertThat(message.getText()).contains(guid);
            assertThat(message.getStringProperty(Headers.EVENT)).isEqualTo("DeletedMissing");
            assertThat(mail.waitForIncomingEmail(TimeUnit.SECONDS.toMillis(MAX_SECONDS), 1))
                    .isTrue();
            assertThat(mail.getReceivedMessages()).singleElement().satisfies(each -> {
                assertThat(each.getSubject()).isEqualTo("Users who have left");
                assertThat(GreenMailUtil.getBody(each)).contains(guid);
            });
            assertThat(folder.resolve("dead")).doesNotExist();
        } finally {
            mail.stop();
            broker.stop();
        }
    }

    @Test
    @Proves({"7.12", "6.6"})
    void failures_refusals_and_leavers_are_told_by_mail_with_names_and_without_a_database() throws Exception {
        directory.addPerson("weiss", "Grace Wei\u00df");
        GreenMail mail = new GreenMail(new ServerSetup(0, "localhost", ServerSetup.PROTOCOL_SMTP));
        mail.start();
        Map<String, String> own =
                Map.of("my.mail", "smtp://localhost:" + mail.getSmtp().getPort());
        Map<String, String> databaseDown = new LinkedHashMap<>(own);
        databaseDown.put("ldap-import.database.url", "jdbc:h2:tcp://localhost:" + Ports.free() + "/users");
        String title = "Mail when a run fails or users leave";
        try {
            try (RunningRoutes routes = cook(title, own)) {
                routes.run();
                directory.deletePerson("alan");
                directory.deletePerson("weiss");
                routes.run(Headers.DELETE_MISSING, true);
                awaitMail(mail, "DeletedMissing", "Alan Turing", "Grace Wei\u00df");
                String refused = routes.failingRun(Headers.MIN_USERS, 100).getMessage();
                awaitMail(mail, "Refused", refused);
                directory.server().shutDown(true);
                awaitMail(mail, "Failed", routes.failingRun().getMessage());
            }
            directory.server().startListening();
            try (RunningRoutes routes = cook(title, databaseDown)) {
                awaitMail(mail, "Failed", routes.failingRun().getMessage());
            }
            assertThat(folder.resolve("dead")).doesNotExist();
        } finally {
            mail.stop();
        }
    }

    /** The one mail that has come, which is of that event and says that. */
    private static void awaitMail(GreenMail mail, String event, String... texts) throws Exception {
        assertThat(mail.waitForIncomingEmail(TimeUnit.SECONDS.toMillis(MAX_SECONDS), 1))
                .isTrue();
        assertThat(mail.getReceivedMessages()).hasSize(1);
        MimeMessage message = mail.getReceivedMessages()[0];
        assertThat(message.getSubject()).isEqualTo("ldap-import of ldap: " + event);
        assertThat(message.getContent().toString()).contains(texts);
        mail.purgeEmailFromAllMailboxes();
    }

    @Test
    @Proves("7.12")
    void two_tables_by_department_lose_nobody_who_changes_department() throws IOException {
        database.execute("CREATE TABLE lab_users (id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,"
                + " guid VARCHAR(64) UNIQUE, domain VARCHAR(100), name VARCHAR(100), email VARCHAR(100),"
                + " password VARCHAR(255), created_at TIMESTAMP, updated_at TIMESTAMP, deleted_at TIMESTAMP)");
        Map<String, String> own = new LinkedHashMap<>();
        directory.settings().forEach((key, value) -> own.put(key.replace("ldap-import.", "ldap-import.labs."), value));
        try (RunningRoutes routes = cook("Two tables by department", own)) {
            runAll(routes);
            assertThat(names()).containsExactly("Alan Turing", "Backup");
            assertThat(labNames()).containsExactly("Ada Lovelace");
            for (String department : new String[] {"7", "9", "7"}) {
                directory.modify("dn: uid=alan," + TestDirectory.PEOPLE
                        + "\nchangetype: modify\nreplace: departmentNumber\ndepartmentNumber: " + department);
                runAll(routes);
                assertThat(names()).hasSize(department.equals("7") ? 1 : 2).contains("Backup");
                assertThat(labNames())
                        .containsExactlyElementsOf(
                                department.equals("7")
                                        ? List.of("Ada Lovelace", "Alan Turing")
                                        : List.of("Ada Lovelace"));
            }
            // one row in each table, whoever has it now
            assertThat(database.value("SELECT COUNT(*) FROM users WHERE name = 'Alan Turing'"))
                    .isEqualTo("1");
            assertThat(database.value("SELECT COUNT(*) FROM lab_users WHERE name = 'Alan Turing'"))
                    .isEqualTo("1");
        }
    }

    @Test
    @Proves({"7.12", "7.1"})
    void one_row_route_serves_tables_that_differ() throws IOException {
        database.execute("CREATE TABLE lab_users (id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,"
                + " guid VARCHAR(64) UNIQUE, domain VARCHAR(100), name VARCHAR(100), email VARCHAR(100),"
                + " password VARCHAR(255), created_at TIMESTAMP, updated_at TIMESTAMP, office VARCHAR(40))");
        directory.modify(
                "dn: uid=ada," + TestDirectory.PEOPLE + "\nchangetype: modify\nadd: roomNumber\nroomNumber: 12");
        Map<String, String> own = new LinkedHashMap<>();
        directory.settings().forEach((key, value) -> own.put(key.replace("ldap-import.", "ldap-import.labs."), value));
        try (RunningRoutes routes = cook("One row route for several tables", own)) {
            for (int i = 0; i < 2; i++) {
                runAll(routes);
                assertThat(names()).containsExactly("Alan Turing", "Backup");
                assertThat(database.column("SELECT CONCAT(name, ', ', office) FROM lab_users"))
                        .containsExactly("Ada Lovelace, Room 12");
            }
        }
    }

    @Test
    @Proves({"7.12", "6.3"})
    void dead_letters_are_sent_again_with_their_ids_and_stay_while_the_target_is_down() throws Exception {
        Path dead = folder.resolve("dead");
        try (RunningRoutes routes = RunningRoutes.start(
                directory.settings(),
                database.settings(),
                Map.of(
                        "ldap-import.events.imported", "file:/dev/null/none",
                        "ldap-import.events.retries", "0",
                        "ldap-import.events.dead-letter", "file:" + dead))) {
            assertThat(routes.run().undeliveredEvents()).isEqualTo(3);
        }
        assertThat(dead.toFile().list()).hasSize(3);
        Map<String, String> own = new LinkedHashMap<>(Map.of("my.dead-letters", dead.toString()));
        own.put("my.target", "file:/dev/null/none");
        try (RunningRoutes routes = cook("Send dead letters again", own)) {
            NotifyBuilder failed = new NotifyBuilder(routes.context())
                    .fromRoute("my-dead-letters")
                    .whenFailed(3)
                    .create();
            assertThat(failed.matches(MAX_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(dead.toFile().list((folder, name) -> name.endsWith(".json"))).hasSize(3);
        own.put("my.target", "mock:users");
        try (RunningRoutes routes = cook("Send dead letters again", own)) {
            MockEndpoint users = routes.mock("mock:users");
            users.expectedMessageCount(3);
            users.assertIsSatisfied(TimeUnit.SECONDS.toMillis(MAX_SECONDS));
            assertThat(users.getExchanges()).allSatisfy(exchange -> {
                String body = exchange.getMessage().getBody(String.class);
                assertThat(exchange.getMessage().getHeader(Headers.EVENT)).isEqualTo("Imported");
                assertThat(body)
                        .contains("\"eventId\":\"" + exchange.getMessage().getHeader("LdapImportEventId") + "\"");
            });
            Await.until(
                    () -> dead.toFile().list((folder, name) -> name.endsWith(".json")).length == 0,
                    () -> "The files are still there");
        }
    }

    private static void runAll(RunningRoutes routes) {
        assertThat(routes.run().failures()).isEmpty();
        assertThat(routes.run(Headers.PROVIDER, "labs").failures()).isEmpty();
    }

    private List<String> labNames() {
        return database.column("SELECT name FROM lab_users WHERE deleted_at IS NULL ORDER BY name");
    }

    @Test
    @Proves("7.12")
    void a_file_starts_a_run_and_is_put_aside_where_the_run_fails() throws Exception {
        Path inbox = Files.createDirectory(folder.resolve("inbox"));
        Map<String, String> own =
                Map.of("my.inbox", inbox.toString(), "ldap-import.events.completed", "mock:completed");
        try (RunningRoutes routes = cook("A file starts a run", own)) {
            MockEndpoint completed = routes.mock("mock:completed");
            completed.expectedMessageCount(1);
            Files.writeString(inbox.resolve("users.csv"), "whatever");
            completed.assertIsSatisfied(TimeUnit.SECONDS.toMillis(MAX_SECONDS));
            // the file is put aside when all else is done
            Await.until(() -> Files.exists(inbox.resolve(".done/users.csv")), () -> "users.csv is not put aside");
            routes.context().getRouteController().stopRoute("my-inbox");
            assertThat(names()).containsExactly("Ada Lovelace", "Alan Turing", "Backup");

            directory.server().shutDown(true);
            routes.context().getRouteController().startRoute("my-inbox");
            NotifyBuilder failed = new NotifyBuilder(routes.context())
                    .fromRoute("my-inbox")
                    .whenFailed(1)
                    .create();
            Files.writeString(inbox.resolve("again.csv"), "whatever");
            assertThat(failed.matches(MAX_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(inbox.resolve(".failed/again.csv")).exists();
        }
    }

    @Test
    @Proves({"7.12", "4.9"})
    void a_message_starts_a_run_with_its_options_and_strangers_headers_do_nothing() throws Exception {
        EmbeddedActiveMQ broker = broker();
        try (RunningRoutes routes = cook(
                        "A message starts a run",
                        Map.of("my.broker", BROKER, "ldap-import.events.completed", "mock:completed"));
                ActiveMQConnectionFactory connections = new ActiveMQConnectionFactory(BROKER);
                JMSContext queue = connections.createContext()) {
            List<Map<String, String>> messages = List.of(
                    Map.of(Headers.DRY_RUN, "true"),
                    Map.of(
                            Headers.USER,
                            "ada",
                            Headers.FILTER,
                            "(uid=nobody)",
                            Headers.DELETE_MISSING,
                            "true",
                            "LdapImportWhatever",
                            "true",
                            "CamelSqlQuery",
                            "DROP TABLE users"));
            MockEndpoint completed = routes.mock("mock:completed");
            completed.expectedMessageCount(1);
            for (Map<String, String> headers : messages) {
                TextMessage message = queue.createTextMessage("");
                for (Map.Entry<String, String> header : headers.entrySet()) {
                    message.setStringProperty(header.getKey(), header.getValue());
                }
                queue.createProducer().send(queue.createQueue("import-requests"), message);
            }
            completed.assertIsSatisfied(TimeUnit.SECONDS.toMillis(MAX_SECONDS));
            assertThat(names()).containsExactly("Ada Lovelace");
        } finally {
            broker.stop();
        }
    }
}
