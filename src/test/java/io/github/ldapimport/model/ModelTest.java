package io.github.ldapimport.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ldapimport.api.Failure;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportException;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.testing.FaultyDirectory;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random directories, tables, options and faults: each run does what the {@link ReferenceModel} says, and no user who is
 * in the directory is deleted as missing, whatever goes wrong.
 *
 * <p>{@code -Dldapimport.model.cases=30000} makes more cases, {@code -Dldapimport.model.first=500} others, and
 * {@code -Dldapimport.model.seed=17} one of them. A case that
 * fails is made smaller and written to target/failed-cases as a folder for src/test/resources/cases.
 */
class ModelTest {
    private static final int CASES = Integer.getInteger("ldapimport.model.cases", 500);
    private static final int FIRST = Integer.getInteger("ldapimport.model.first", 0);
    private static final Long SEED = Long.getLong("ldapimport.model.seed");
    private static final int RUNS_FOR_AN_UNDO = Integer.getInteger("ldapimport.model.undo", 5);
    private static final int MAX_RUNS = 3;
    private static final int MAX_FAILURES = 5;
    private static final Path FAILED = Path.of("target/failed-cases");
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
    private static final String LONG_AGO = "2020-01-01 00:00:00";
    private static final String DELETED_ONCE = "2020-02-02 00:00:00";

    @TempDir
    private Path folder;

    private final Map<String, Integer> outcomes = new TreeMap<>();
    private final Map<Setup, RunningRoutes> routes = new HashMap<>();
    private int runsBefore;
    private FaultyDirectory faults;
    private TestDirectory directory;
    private TestDatabase database;

    @Test
    @Proves({"3.5", "3.8", "4.15"})
    void an_import_does_what_the_model_says() throws IOException {
        check(Product.H2, CASES);
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    void an_import_does_what_the_model_says_on_servers_too(Product product) throws IOException {
        check(product, CASES / 20);
    }

    private void check(Product product, int cases) throws IOException {
        faults = new FaultyDirectory();
        directory = faults.start();
        database = TestDatabase.create(product).createUsersTable();
        database.execute("ALTER TABLE users ADD badge VARCHAR(8) NOT NULL");
        database.execute("ALTER TABLE users ADD employee_no INTEGER");
        database.execute("CREATE UNIQUE INDEX users_badge ON users (badge)");
        database.execute("CREATE UNIQUE INDEX users_number ON users (domain, employee_no)");
        try {
            for (Setup setup : Setup.ALL) {
                routes.put(setup, start(setup));
            }
            List<String> failures = new ArrayList<>();
            long began = System.nanoTime();
            for (long seed : seeds(cases)) {
                if (failures.size() < MAX_FAILURES) {
                    check(seed).ifPresent(failures::add);
                }
            }
            System.out.println(cases + " cases on " + product + " took " + (System.nanoTime() - began) / 1_000_000
                    + " ms; runs were " + outcomes);
            assertThat(failures).as("cases on %s that fail", product).isEmpty();
        } finally {
            routes.values().forEach(RunningRoutes::close);
            database.close();
            directory.close();
        }
    }

    /** The same ones each time, and some that nobody has seen before. */
    private static List<Long> seeds(int cases) {
        if (SEED != null) {
            return List.of(SEED);
        }
        long fresh = new Random().nextInt(1_000_000_000);
        return LongStream.concat(
                        LongStream.range(FIRST, FIRST + cases - cases / 50),
                        LongStream.range(fresh, fresh + cases / 50))
                .boxed()
                .toList();
    }

    /** The routes of a setup; a step that leaves people out is added as somebody would add it. */
    private RunningRoutes start(Setup setup) throws IOException {
        Path copy = Files.createDirectory(folder.resolve("routes" + routes.size()));
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.toList()) {
                String text = Files.readString(file);
                Files.writeString(
                        copy.resolve(file.getFileName()),
                        setup.leavesOut() && file.endsWith("ldap-import-user.camel.yaml")
                                ? text.replace("      steps:\n", """
                                              steps:
                                                - filter:
                                                    expression:
                                                      simple:
                                                        expression: ${body[preferredLanguage]} == 'none'
                                                    steps:
                                                      - stop: {}
                                        """)
                                : text);
            }
        }
        return RunningRoutes.start(
                copy, directory.settings(), database.settings(), RunningRoutes.withEvents(), setup.settings());
    }

    private Optional<String> check(long seed) throws IOException {
        ModelCase model = RandomCase.of(seed);
        try {
            ModelCase next = model.withRows(run(model)).withFault(null);
            // what a fault left undone, a run without a fault does; and after that there is nothing left to do
            for (int i = 2; i <= MAX_RUNS && !next.equals(model); i++) {
                model = next;
                next = model.withRows(run(model));
            }
            return Optional.empty();
        } catch (CaseFailure failure) {
            ModelCase smallest = Shrinker.shrink(failure.model, each -> failureOf(each) != null);
            CaseFailure last = failureOf(smallest);
            // not every time: what is shown is what was seen
            CaseFailure seen = last == null ? failure : last;
            Path written = FAILED.resolve(database + "-" + seed);
            CaseFolder.write(
                    written, seen.model, expect(seen.model, seen.model.users().size(), false));
            return Optional.of("-Dldapimport.model.seed=" + seed + ", smaller in " + written + ":\n" + seen.model
                    + seen.getMessage());
        }
    }

    private CaseFailure failureOf(ModelCase model) {
        try {
            run(model);
            return null;
        } catch (CaseFailure e) {
            return e;
        }
    }

    private static final class CaseFailure extends RuntimeException {
        private final transient ModelCase model;

        CaseFailure(ModelCase model, AssertionError reason) {
            super(reason.getMessage(), reason);
            this.model = model;
        }
    }

    /** The rows after it, as if the run had been long ago. */
    private List<Row> run(ModelCase model) {
        directory.load(model.toLdif());
        database.execute("DELETE FROM users");
        forgetScopes();
        model.rows().forEach(this::insert);
        RunningRoutes running = routes.get(model.setup());
        running.mock(RunningRoutes.EVENTS).reset();
        faults.set(model.fault());
        // the cases before were of other providers, so to say
        Exchange answer = running.send(Stream.concat(
                        model.options().headers().entrySet().stream(),
                        Map.of("LdapImportScopeChanged", "true").entrySet().stream())
                .flatMap(header -> Stream.of(header.getKey(), header.getValue()))
                .toArray());
        try {
            ImportSummary summary = summary(answer);
            List<Row> after = rows();
            compare(model, summary, after, running.events());
            if (runsBefore % RUNS_FOR_AN_UNDO == 0) {
                undoAndRedo(model, running, summary.runId(), after);
            }
            return after.stream()
                    .map(row -> new Row(
                            row.id(),
                            row.guid(),
                            row.domain(),
                            row.name(),
                            row.email(),
                            row.badge(),
                            row.number(),
                            row.password(),
                            LONG_AGO,
                            row.deletedAt() == null ? null : DELETED_ONCE))
                    .toList();
        } catch (AssertionError e) {
            throw new CaseFailure(model, e);
        }
    }

    /** Whatever a run did is undone, but for what the unique values of its new rows keep others from; and undoing that does it again. */
    private void undoAndRedo(ModelCase model, RunningRoutes running, String runId, List<Row> after) {
        String changed = "SELECT COUNT(*) FROM ldap_import_changes WHERE kind <> 'settings' AND kind NOT LIKE 'wanted%'"
                + " AND run_id = '" + runId + "'";
        boolean staysForGood =
                !model.setup().deletable() && after.size() > model.rows().size();
        if (model.options().dryRun() || staysForGood || database.value(changed).equals("0")) {
            return;
        }
        ImportSummary undone = undo(running, runId);
        assertThat(undone.status()).as("undo: %s", undone).isEqualTo(ImportSummary.COMPLETED);
        Map<Long, Row> back = rows().stream().collect(Collectors.toMap(Row::id, Function.identity()));
        Map<Long, Row> before = model.rows().stream().collect(Collectors.toMap(Row::id, Function.identity()));
        assertThat(after.stream().map(Row::id).filter(id -> !before.containsKey(id)))
                .as("new rows after %s", undone)
                .allSatisfy(id -> assertThat(back.get(id).deletedAt()).isNotNull());
        if (undone.failed() > 0) {
            assertThat(undone.deleted()).as("why rows fail: %s", undone).isPositive();
            return;
        }
        assertThat(undone.skipped()).as("rows left by the undo: %s", undone).isZero();
        before.forEach(
                (id, row) -> assertThat(values(back.get(id))).as("row %s", id).isEqualTo(values(row)));
        ImportSummary redone = undo(running, undone.runId());
        assertThat(redone.failed() + redone.skipped()).as("redo: %s", redone).isZero();
        assertThat(rows().stream().map(ModelTest::values).toList())
                .as("rows after %s", redone)
                .isEqualTo(after.stream().map(ModelTest::values).toList());
    }

    private static ImportSummary undo(RunningRoutes running, String runId) {
        return summary(running.context().createProducerTemplate().request("direct:ldap-import-undo", exchange -> {
            exchange.getMessage().setHeader(Headers.UNDO, runId);
            exchange.getMessage().setHeader(Headers.MAX_UNDONE, "100%");
        }));
    }

    /** What an undo sets back: all but times and hashes. */
    private static List<Object> values(Row row) {
        return Arrays.asList(
                row.id(),
                row.guid(),
                row.domain(),
                row.name(),
                row.email(),
                row.badge(),
                row.number(),
                row.deletedAt() == null);
    }

    /** The setups share a table and a domain, and differ in what they cover: each case begins without a past. */
    private void forgetScopes() {
        String tables = "SELECT COUNT(*) FROM information_schema.tables WHERE LOWER(table_name) = 'ldap_import_scopes'";
        if (runsBefore++ > 0 && !database.value(tables).equals("0")) {
            database.execute("DELETE FROM ldap_import_scopes");
        }
    }

    private static ImportSummary summary(Exchange answer) {
        if (answer.getException() == null) {
            return answer.getMessage().getBody(ImportSummary.class);
        }
        ImportException failure = answer.getException(ImportException.class);
        assertThat(failure).as("what broke the run: %s", answer.getException()).isNotNull();
        return failure.summary();
    }

    private void compare(ModelCase model, ImportSummary summary, List<Row> after, List<JsonNode> events) {
        Set<Long> live = after.stream()
                .filter(row -> row.deletedAt() == null)
                .map(Row::id)
                .collect(Collectors.toSet());
        assertThat(live)
                .as("rows of users who are in the directory stay, after %s", summary)
                .containsAll(ReferenceModel.present(model).stream().map(Row::id).toList());

        Expectation expected = expect(model, summary.found(), false);
        if (model.setup().workers() > 1 && !isSame(expected, expect(model, summary.found(), true))) {
            // who comes first is anybody's guess
            return;
        }
        outcomes.merge(
                summary.status()
                        + (summary.deletedMissing() > 0 ? " with missing users" : "")
                        + (summary.status().equals("refused") ? " by " + limitOf(summary.reason()) : "")
                        + (model.options().dryRun() ? ", dry" : ""),
                1,
                Integer::sum);
        if (expected.isOpen() && (model.fault() != null || model.setup().workers() > 1)) {
            // whether the fault or the limit comes first is anybody's guess
            return;
        }
        assertThat(summary.status()).as("status of %s", summary).isEqualTo(expected.status());
        if (expected.isOpen()) {
            assertThat(normal(after, model.rows()))
                    .as("rows after %s", summary)
                    .containsExactlyInAnyOrderElementsOf(normal(expected.rows(), model.rows()));
            return;
        }
        assertThat(summary.counts().byKey())
                .as("counts of %s", summary)
                .isEqualTo(
                        ReferenceModel.COUNTS.stream().collect(Collectors.toMap(Function.identity(), expected::count)));
        assertThat(summary.failures().stream().map(Failure::dn).toList())
                .as("who failed in %s", summary)
                .containsExactlyInAnyOrderElementsOf(expected.failed());
        assertThat(normal(after, model.rows()))
                .as("rows after %s", summary)
                .containsExactlyInAnyOrderElementsOf(normal(expected.rows(), model.rows()));
        compareEvents(model, summary, expected, events);
    }

    private static String limitOf(String reason) {
        return Stream.of("max-disabled", "max-restored", "max-emptied", "max-changed", "max-missing")
                .filter(reason::contains)
                .findFirst()
                .orElse("others");
    }

    private Expectation expect(ModelCase model, long found, boolean backwards) {
        return ReferenceModel.expect(model, database.product() != Product.MARIADB, found, backwards);
    }

    private static boolean isSame(Expectation one, Expectation other) {
        return one.status().equals(other.status())
                && one.counts().equals(other.counts())
                && one.failed().equals(other.failed())
                && Set.copyOf(one.missing()).equals(Set.copyOf(other.missing()))
                && Set.copyOf(normal(one.rows(), List.of())).equals(Set.copyOf(normal(other.rows(), List.of())));
    }

    private static void compareEvents(
            ModelCase model, ImportSummary summary, Expectation expected, List<JsonNode> events) {
        Map<String, Long> numbers = events.stream()
                .collect(Collectors.groupingBy(event -> event.path("event").asText(), Collectors.counting()));
        Map<String, Long> wanted = new LinkedHashMap<>();
        if (!model.options().dryRun()) {
            wanted.put("Started", 1L);
            wanted.put("Imported", expected.count("imported"));
            wanted.put("Synchronized", expected.count("changed") + expected.restoredInVain());
            wanted.put("Saved", expected.count("imported") + expected.count("changed") + expected.restoredInVain());
            wanted.put("ImportFailed", expected.count("failed"));
            wanted.put("Deleted", expected.count("deleted"));
            wanted.put("Restored", expected.count("restored"));
            wanted.put("DeletedMissing", expected.missing().isEmpty() ? 0L : 1L);
            wanted.put("Completed", expected.status().equals("completed") ? 1L : 0L);
            wanted.put("Failed", expected.status().equals("failed") ? 1L : 0L);
        }
        wanted.values().removeIf(number -> number == 0);
        numbers.keySet().removeAll(Set.of("Importing", "Synchronizing", "Refused"));
        assertThat(numbers).as("events of %s", summary).isEqualTo(wanted);
        for (JsonNode event : events) {
            if (event.path("event").asText().equals("DeletedMissing")) {
                assertThat(texts(event.path("ids")))
                        .as("ids of %s", event)
                        .containsExactlyInAnyOrderElementsOf(expected.missing().stream()
                                .map(row -> String.valueOf(row.id()))
                                .toList());
                assertThat(texts(event.path("guids")))
                        .as("guids of %s", event)
                        .containsExactlyInAnyOrderElementsOf(expected.missing().stream()
                                .map(row -> ReferenceModel.canonical(row.guid()))
                                .toList());
            }
        }
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.asText()));
        return texts;
    }

    /** Rows without what nobody can know beforehand: the keys and the hashes of new rows, and the time. */
    private static List<Row> normal(List<Row> rows, List<Row> before) {
        Map<Long, Row> known = before.stream().collect(Collectors.toMap(Row::id, Function.identity()));
        return rows.stream()
                .map(row -> new Row(
                        known.containsKey(row.id()) ? row.id() : 0,
                        row.guid(),
                        row.domain(),
                        row.name(),
                        row.email(),
                        row.badge(),
                        row.number(),
                        row.password() == null || Objects.equals(row.password(), passwordOf(known.get(row.id())))
                                ? row.password()
                                : Row.SOME,
                        row.updatedAt().startsWith("2020") ? row.updatedAt() : Row.NOW,
                        row.deletedAt() == null || row.deletedAt().startsWith("2020") ? row.deletedAt() : Row.NOW))
                .toList();
    }

    private static String passwordOf(Row row) {
        return row == null ? null : row.password();
    }

    private void insert(Row row) {
        database.execute(
                "INSERT INTO users (id, guid, domain, name, email, badge, employee_no, password, updated_at,"
                        + " deleted_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                row.id(),
                row.guid(),
                row.domain(),
                row.name(),
                row.email(),
                row.badge(),
                row.number(),
                row.password(),
                date(row.updatedAt()),
                date(row.deletedAt()));
    }

    private static Timestamp date(String text) {
        return text == null ? null : Timestamp.valueOf(text);
    }

    private List<Row> rows() {
        return database.query("SELECT * FROM users ORDER BY id").stream()
                .map(row -> new Row(
                        ((Number) row.get("id")).longValue(),
                        text(row.get("guid")),
                        text(row.get("domain")),
                        text(row.get("name")),
                        text(row.get("email")),
                        text(row.get("badge")),
                        row.get("employee_no") == null ? null : ((Number) row.get("employee_no")).intValue(),
                        text(row.get("password")),
                        text(row.get("updated_at")),
                        text(row.get("deleted_at"))))
                .toList();
    }

    private static String text(Object value) {
        if (value instanceof Timestamp time) {
            return time.toLocalDateTime().format(DATE);
        }
        if (value instanceof LocalDateTime time) {
            return time.format(DATE);
        }
        return value == null ? null : value.toString();
    }
}
