package io.github.ldapimport.step;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchEntry;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldif.LDIFException;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportException;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.testing.Interference;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.Providers;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.SecondLook;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is soft-deleted as missing, and who is not. */
class MissingStepsTest {
    private static final String LONG_AGO = "2020-01-01 00:00:00";

    private TestDirectory directory;
    private TestDatabase database;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() {
        directory = TestDirectory.start();
        database = TestDatabase.create(Product.H2).createUsersTable();
    }

    @AfterEach
    void stop() {
        database.close();
        directory.close();
    }

    /** Lets the test have a hand in the second look. */
    private void interfere(SecondLook look) {
        restart(look);
    }

    private void restart(InMemoryOperationInterceptor interceptor) {
        directory.close();
        directory = TestDirectory.start(null, interceptor);
    }

    private void useDatabase(Product product) {
        database.close();
        database = TestDatabase.create(product).createUsersTable();
    }

    private RunningRoutes routes(Map<String, String> settings) {
        return routes(Path.of("routes"), settings);
    }

    private RunningRoutes routes(Path routes, Map<String, String> settings) {
        return RunningRoutes.start(
                routes, directory.settings(), database.settings(), RunningRoutes.withEvents(), settings);
    }

    private List<String> deleted() {
        return database.column("SELECT name FROM users WHERE deleted_at IS NOT NULL ORDER BY name");
    }

    private static List<JsonNode> events(RunningRoutes routes, String kind) {
        return routes.events().stream()
                .filter(event -> event.path("event").asText().equals(kind))
                .toList();
    }

    private void leave(int... users) {
        for (int user : users) {
            directory.deletePerson("user" + user);
        }
    }

    private void change(String uid, String change) {
        directory.modify("dn: uid=" + uid + "," + TestDirectory.PEOPLE + "\nchangetype: modify\n" + change);
    }

    /** Rows of users whom no directory has, named Gone 1 and so on. */
    private List<String> insertGone(int count) {
        List<String> guids = IntStream.range(0, count)
                .mapToObj(i -> UUID.randomUUID().toString())
                .toList();
        for (int start = 0; start < count; start += 500) {
            String rows = IntStream.range(start, Math.min(count, start + 500))
                    .mapToObj(i -> "('" + guids.get(i) + "', 'default', 'Gone " + (i + 1) + "')")
                    .collect(Collectors.joining(", "));
            database.execute("INSERT INTO users (guid, domain, name) VALUES " + rows);
        }
        return guids;
    }

    @Test
    @Proves({"3.4", "3.14", "6.1"})
    void a_user_who_left_is_soft_deleted_and_told_of_once() {
        directory.addPeople(12);
        try (RunningRoutes routes = routes(Map.of())) {
            routes.run();
            directory.deletePerson("user7");
            String id = database.value("SELECT id FROM users WHERE name = 'User 7'");
            String guid = database.value("SELECT guid FROM users WHERE name = 'User 7'");
            routes.mock(RunningRoutes.EVENTS).reset();

            ImportSummary summary = routes.run(Headers.DELETE_MISSING, true);

            assertThat(summary.deletedMissing()).isEqualTo(1);
            assertThat(deleted()).containsExactly("User 7");
            List<JsonNode> events = events(routes, "DeletedMissing");
            assertThat(events).hasSize(1);
            assertThat(events.get(0).path("ids").toString()).isEqualTo("[" + id + "]");
            assertThat(events.get(0).path("guids").toString()).isEqualTo("[\"" + guid + "\"]");
            assertThat(routes.run(Headers.DELETE_MISSING, true).deletedMissing())
                    .isZero();
            assertThat(database.value("SELECT COUNT(*) FROM ldap_import_outbox"))
                    .isEqualTo("0");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"3.4", "3.11"})
    void only_live_rows_of_this_domain_with_a_guid_are_counted_and_deleted(Product product) {
        useDatabase(product);
        directory.addPeople(12);
        try (RunningRoutes routes = routes(Map.of("ldap-import.max-missing", "0"))) {
            routes.run();
            insertGone(6);
            database.execute("UPDATE users SET guid = NULL, name = 'Stays local' WHERE name = 'Gone 1'");
            database.execute("UPDATE users SET guid = '', name = 'Stays empty' WHERE name = 'Gone 2'");
            database.execute("UPDATE users SET domain = 'partners', name = 'Stays other' WHERE name = 'Gone 3'");
            database.execute("UPDATE users SET domain = NULL, name = 'Stays nowhere' WHERE name = 'Gone 4'");
            database.execute("UPDATE users SET domain = 'Default', name = 'Stays Default' WHERE name = 'Gone 5'");
            database.execute("UPDATE users SET domain = 'default ', name = 'Stays blank' WHERE name = 'Gone 6'");
            insertGone(2);
            database.execute("UPDATE users SET deleted_at = '" + LONG_AGO + "' WHERE name = 'Gone 1'");

            ImportException refused = routes.failingRun(Headers.DELETE_MISSING, true);
            assertThat(refused.getMessage())
                    .startsWith("1 of the 13 live users of domain default are missing in " + directory.url())
                    .contains(" (Gone 2)", "max-missing=0 ", "--max-missing=1 ");
            assertThat(deleted()).containsExactly("Gone 1");

            assertThat(routes.run(Headers.DELETE_MISSING, true, Headers.MAX_MISSING, 1)
                            .deletedMissing())
                    .isEqualTo(1);
            assertThat(deleted()).containsExactly("Gone 1", "Gone 2");
            assertThat(database.column("SELECT name FROM users WHERE deleted_at = '" + LONG_AGO + "'"))
                    .containsExactly("Gone 1");
            assertThat(events(routes, "DeletedMissing"))
                    .singleElement()
                    .satisfies(event -> assertThat(event.path("ids")).hasSize(1));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"3.8", "3.14"})
    void however_many_are_missing_each_is_asked_for_once_and_all_go_together(Product product) {
        SecondLook look = new SecondLook();
        interfere(look);
        useDatabase(product);
        directory.addPeople(12);
        try (RunningRoutes routes = routes(Map.of("ldap-import.max-missing", "100%"))) {
            routes.run();
            List<String> gone = new ArrayList<>(insertGone(1100));
            // these come before the users whom the directory has
            database.execute("UPDATE users SET id = id - 100000 WHERE name LIKE 'Gone%'");
            gone.addAll(insertGone(1150));

            ImportSummary summary = routes.run(Headers.DELETE_MISSING, true);

            assertThat(summary.deletedMissing()).isEqualTo(2250);
            assertThat(database.column(
                            "SELECT guid FROM users WHERE deleted_at IS NOT NULL AND name LIKE 'Gone%' ORDER BY id"))
                    .containsExactlyElementsOf(gone);
            assertThat(database.column("SELECT DISTINCT deleted_at FROM users WHERE deleted_at IS NOT NULL")
                            .size())
                    .isLessThanOrEqualTo(3);
            // among the provider's users, and because nobody is found there, among all entries
            assertThat(look.looks()).hasSize(2 * 23).allMatch(guids -> guids.size() <= 210);
            for (List<List<String>> each :
                    List.of(look.looks().subList(0, 23), look.looks().subList(23, 46))) {
                assertThat(each.stream().flatMap(List::stream).filter(gone::contains))
                        .containsExactlyInAnyOrderElementsOf(gone);
            }
            assertThat(events(routes, "DeletedMissing"))
                    .singleElement()
                    .satisfies(event -> assertThat(event.path("guids")).hasSize(2250));
        }
    }

    @Test
    @Proves({"2.7", "3.5"})
    void a_user_who_failed_is_present() {
        directory.addPeople(12);
        try (RunningRoutes routes = routes(Map.of())) {
            routes.run();
            change("user3", "replace: cn\ncn: " + "x".repeat(101));
            leave(7);
            ImportSummary summary = routes.run(Headers.DELETE_MISSING, true);
            assertThat(summary.failed()).isEqualTo(1);
            assertThat(summary.deletedMissing()).isEqualTo(1);
            assertThat(deleted()).containsExactly("User 7");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10})
    @Proves({"2.8", "2.22", "3.5"})
    void of_two_entries_with_one_guid_neither_is_saved_and_nobody_is_missing(int chunk) {
        for (int i = 1; i <= 4; i++) {
            directory.addPerson("user" + i, "User " + i, "employeeNumber: " + (i == 4 ? "one" : i));
        }
        try (RunningRoutes routes = routes(Map.of("ldap-import.directory.guid-attribute", "employeeNumber"))) {
            assertThat(routes.run().imported()).isEqualTo(4);
            directory.modify("dn: uid=user4," + TestDirectory.PEOPLE
                    + "\nchangetype: modify\nreplace: employeeNumber\nemployeeNumber: 1");
            database.execute("UPDATE users SET name = 'as it was' WHERE name = 'User 1'");
            // the other entry is not even found by the last run
            for (Object[] headers : new Object[][] {
                {Headers.CHUNK, chunk, Headers.DELETE_MISSING, true}, {Headers.CHUNK, chunk, Headers.USER, "user1"}
            }) {
                ImportSummary summary = routes.run(headers);
                assertThat(summary.imported() + summary.changed()).isZero();
                assertThat(summary.failures()).isNotEmpty().allSatisfy(failure -> assertThat(failure.message())
                        .startsWith("The employeeNumber 1 is that of several entries"));
                assertThat(database.value("SELECT deleted_at FROM users WHERE name = 'as it was'"))
                        .isNull();
            }
        }
    }

    @Test
    @Proves({"2.22", "3.10"})
    void who_has_a_placeholder_for_a_guid_fails_and_no_row_goes_from_one_to_the_other() {
        directory.addPerson("staged1", "Staged 1", "employeeNumber: autogenerate");
        directory.addPerson("good", "Good", "employeeNumber: 7");
        try (RunningRoutes routes = routes(Map.of("ldap-import.directory.guid-attribute", "employeeNumber"))) {
            database.execute(
                    "INSERT INTO users (id, guid, domain, name) VALUES (1, 'autogenerate', 'default', 'Local')");
            ImportSummary summary = routes.run(Headers.DELETE_MISSING, true);
            assertThat(summary.imported()).isEqualTo(1);
            assertThat(summary.failures()).singleElement().satisfies(failure -> assertThat(failure.message())
                    .startsWith("The entry's employeeNumber is 'autogenerate', which is no GUID"));
            assertThat(database.value("SELECT name FROM users WHERE id = 1")).isEqualTo("Local");
            assertThat(deleted()).isEmpty();
        }
    }

    @Test
    @Proves({"3.5", "7.2"})
    void a_user_whom_a_route_leaves_out_is_present() throws IOException {
        directory.addPeople(12);
        try (RunningRoutes routes = routes(Map.of())) {
            routes.run();
        }
        leave(7);
        Path edited = edited("ldap-import-user", "      steps:\n", """
                      steps:
                        - filter:
                            expression:
                              simple:
                                expression: ${body[uid]} == 'user3'
                            steps:
                              - stop: {}
                """);
        try (RunningRoutes routes = routes(edited, Map.of())) {
            ImportSummary summary = routes.run(Headers.DELETE_MISSING, true);
            assertThat(summary.skipped()).isEqualTo(1);
            assertThat(summary.deletedMissing()).isEqualTo(1);
            assertThat(deleted()).containsExactly("User 7");
        }
    }

    /** The routes, one of which is edited at the first place where a text stands. */
    private Path edited(String route, String text, String replacement) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        Path file = folder.resolve(route + ".camel.yaml");
        String before = Files.readString(file);
        assertThat(before).contains(text);
        Files.writeString(file, before.replaceFirst(Pattern.quote(text), Matcher.quoteReplacement(replacement)));
        return folder;
    }

    @Test
    @Proves("3.10")
    void a_user_without_a_guid_may_be_the_one_who_is_missing() {
        for (int i = 1; i <= 12; i++) {
            directory.addPerson("user" + i, "User " + i, "employeeNumber: " + i);
        }
        try (RunningRoutes routes = routes(Map.of("ldap-import.directory.guid-attribute", "employeeNumber"))) {
            routes.run();
            directory.addPerson("late", "Late");
            ImportSummary nobodyMissing = routes.run(Headers.DELETE_MISSING, true);
            assertThat(nobodyMissing.failed()).isEqualTo(1);
            assertThat(nobodyMissing.deletedMissing()).isZero();

            directory.deletePerson("late");
            change("user3", "delete: employeeNumber");
            change("user4", "replace: mail\nmail: new@example.com");
            ImportException refused = routes.failingRun(Headers.DELETE_MISSING, true);
            assertThat(refused.summary().status()).isEqualTo(ImportSummary.REFUSED);
            assertThat(refused.getMessage())
                    .startsWith(
                            "1 of the users found show no employeeNumber, so they may be among the 1 that are missing")
                    .contains("(User 3)")
                    .doesNotContain("\n");
            assertThat(deleted()).isEmpty();
            assertThat(database.value("SELECT email FROM users WHERE name = 'User 4'"))
                    .isEqualTo("new@example.com");
        }
    }

    @Test
    @Proves({"3.4", "3.8"})
    void who_is_no_longer_under_the_providers_base_or_filter_is_missing() throws LDAPException, LDIFException {
        directory.addPeople(12);
        try (RunningRoutes routes = routes(Map.of("ldap-import.directory.filter", "(!(employeeType=service))"))) {
            routes.run();
            change("user3", "add: employeeType\nemployeeType: service");
            directory.modify("dn: uid=user4," + TestDirectory.PEOPLE
                    + "\nchangetype: modify\ndelete: objectClass\nobjectClass: inetOrgPerson\n-\ndelete: mail"
                    + "\n-\ndelete: uid\n-\nadd: objectClass\nobjectClass: uidObject\n-\nadd: uid\nuid: user4");
            assertThat(routes.run(Headers.DELETE_MISSING, true).deletedMissing())
                    .isEqualTo(2);
            assertThat(deleted()).containsExactly("User 3", "User 4");
        }
        change("user3", "delete: employeeType");
        String partners = "ou=partners," + TestDirectory.BASE;
        try (RunningRoutes routes = routes(Map.of("ldap-import.directory.base", partners))) {
            directory
                    .server()
                    .add("dn: " + partners, "objectClass: top", "objectClass: organizationalUnit", "ou: partners");
            directory.server().modifyDN("uid=user3," + TestDirectory.PEOPLE, "uid=user3", false, partners);
            database.execute("UPDATE users SET deleted_at = NULL WHERE name = 'User 3'");
            ImportException refused = routes.failingRun(Headers.DELETE_MISSING, true, Headers.SCOPE_CHANGED, true);
            assertThat(refused.getMessage()).startsWith("10 of the 11 live users");
            assertThat(deleted()).containsExactly("User 4");
        }
    }

    @Test
    @Proves("3.8")
    void a_filter_of_the_run_deletes_nobody() {
        directory.addPeople(12);
        try (RunningRoutes routes = routes(Map.of())) {
            routes.run();
            ImportSummary summary = routes.run(Headers.DELETE_MISSING, true, Headers.FILTER, "(uid=user1)");
            assertThat(summary.found()).isEqualTo(1);
            assertThat(summary.deletedMissing()).isZero();
            assertThat(deleted()).isEmpty();
        }
    }

    private void hideFromFirstLook(String... uids) {
        interfere(new SecondLook() {
            @Override
            protected void sendingOfFirstLook(InMemoryInterceptedSearchEntry entry) {
                if (Stream.of(uids)
                        .anyMatch(uid -> entry.getSearchEntry().getDN().startsWith("uid=" + uid + ","))) {
                    entry.setSearchEntry(null);
                }
            }
        });
    }

    @Test
    @Proves({"3.8", "3.29"})
    void a_search_for_everybody_that_overlooks_users_of_the_second_look_fails_and_deletes_nobody() {
        hideFromFirstLook("user3", "user4");
        directory.addPeople(12);
        try (RunningRoutes routes = routes(Map.of())) {
            for (String uid : List.of("user3", "user4", "user7")) {
                database.execute(
                        "INSERT INTO users (guid, domain, name) VALUES (?, 'default', ?)", directory.guid(uid), uid);
            }
            leave(7);
            for (boolean dryRun : List.of(true, false)) {
                ImportException failed = routes.failingRun(Headers.DELETE_MISSING, true, Headers.DRY_RUN, dryRun);
                assertThat(failed.summary().status()).isEqualTo(ImportSummary.FAILED);
                assertThat(failed.getMessage())
                        .contains("did not show 2 users", "uid=user3,", "uid=user4,", "nobody is deleted")
                        .doesNotContain("\n");
            }
            assertThat(deleted()).isEmpty();
            // without delete-missing there is nothing to compare it with
            assertThat(routes.run().found()).isEqualTo(9);
        }
    }

    @Test
    @Proves({"3.8", "3.29"})
    void whom_only_the_second_look_of_a_run_with_a_filter_finds_is_present() {
        directory.addPeople(12);
        try (RunningRoutes routes = routes(Map.of())) {
            routes.run();
            leave(7);
            assertThat(routes.run(Headers.DELETE_MISSING, true, Headers.FILTER, "(!(uid=user3))")
                            .deletedMissing())
                    .isEqualTo(1);
            assertThat(deleted()).containsExactly("User 7");
        }
    }

    @Test
    @Proves({"3.13", "3.29"})
    void a_search_that_shows_fewer_users_than_were_counted_before_it_deletes_nobody() {
        Set<String> shown = new HashSet<>();
        interfere(new SecondLook() {
            @Override
            protected void sendingOfFirstLook(InMemoryInterceptedSearchEntry entry) {
                // the search that counts is the first to come by
                if (!shown.add(entry.getSearchEntry().getDN())
                        && entry.getSearchEntry().getDN().startsWith("uid=user3,")) {
                    entry.setSearchEntry(null);
                }
            }
        });
        directory.addPeople(12);
        try (RunningRoutes routes = routes(Map.of())) {
            ImportException failed = routes.failingRun(Headers.DELETE_MISSING, true, Headers.MIN_USERS, 12);
            assertThat(failed.summary().status()).isEqualTo(ImportSummary.FAILED);
            assertThat(failed.getMessage()).contains("shows 11 users, but 12 or more were counted");
        }
    }

    @Test
    @Proves("3.8")
    void a_guid_that_differs_by_case_only_is_found_by_the_second_look() {
        directory.addPerson("ada", "Ada", "employeeNumber: Emp-1").addPerson("grace", "Grace", "employeeNumber: Emp-2");
        try (RunningRoutes routes = routes(Map.of("ldap-import.directory.guid-attribute", "employeeNumber"))) {
            database.execute("INSERT INTO users (guid, domain, name) VALUES ('EMP-1', 'default', 'Ada')");
            database.execute("INSERT INTO users (guid, domain, name) VALUES ('EMP-3', 'default', 'Gone')");
            routes.run(Headers.DELETE_MISSING, true);
            assertThat(deleted()).containsExactly("Gone");
        }
    }

    @Test
    @Proves("3.8")
    void a_second_look_that_breaks_off_deletes_nobody() {
        SecondLook look = new SecondLook() {
            @Override
            protected void asked(InMemoryInterceptedSearchRequest request) throws LDAPException {
                if (looks().size() == 2) {
                    throw new LDAPException(ResultCode.OTHER, "come again later");
                }
            }
        };
        interfere(look);
        directory.addPeople(12);
        try (RunningRoutes routes = routes(Map.of())) {
            routes.run();
            insertGone(250);
            ImportException failure = routes.failingRun(Headers.DELETE_MISSING, true, Headers.MAX_MISSING, "100%");
            assertThat(failure.summary().status()).isEqualTo(ImportSummary.FAILED);
            assertThat(failure.getMessage()).contains("come again later");
            assertThat(failure.summary().unchanged()).isEqualTo(12);
            assertThat(look.looks()).hasSize(2);
            assertThat(deleted()).isEmpty();
            assertThat(events(routes, "DeletedMissing")).isEmpty();
        }
    }

    @Test
    @Proves("3.9")
    void a_second_look_that_does_not_find_who_is_known_to_be_there_deletes_nobody() {
        interfere(new SecondLook() {
            @Override
            protected void sending(InMemoryInterceptedSearchEntry entry) {
                entry.setSearchEntry(null);
            }
        });
        directory.addPeople(12);
        try (RunningRoutes routes = routes(Map.of())) {
            routes.run();
            leave(7);
            ImportException failure = routes.failingRun(Headers.DELETE_MISSING, true);
            assertThat(failure.summary().status()).isEqualTo(ImportSummary.FAILED);
            assertThat(failure.getMessage())
                    .startsWith("Cannot look up users by entryUUID at " + directory.url())
                    .contains("it does not find users whom it has just shown")
                    .contains("let " + TestDirectory.ADMIN + " search by that attribute");
            assertThat(deleted()).isEmpty();
        }
    }

    @Test
    @Proves("3.9")
    void a_second_look_that_finds_users_whom_nobody_asked_for_deletes_nobody() {
        interfere(new SecondLook() {
            @Override
            protected void sending(InMemoryInterceptedSearchEntry entry) {
                if (entry.getSearchEntry().getDN().startsWith("uid=user1,")) {
                    Entry other = entry.getSearchEntry().duplicate();
                    other.setAttribute("entryUUID", directory.guid("user12"));
                    entry.setSearchEntry(other);
                }
            }
        });
        directory.addPeople(12);
        try (RunningRoutes routes = routes(Map.of())) {
            routes.run();
            leave(7);
            ImportException failure = routes.failingRun(Headers.DELETE_MISSING, true);
            assertThat(failure.summary().status()).isEqualTo(ImportSummary.FAILED);
            assertThat(failure.getMessage())
                    .contains("it finds uid=user1,", "whose GUID nobody asked for", "nobody is deleted as missing");
            assertThat(deleted()).isEmpty();
        }
    }

    @Test
    @Proves("3.6")
    void when_nobody_is_found_nobody_is_missing() {
        directory.addPeople(3);
        try (RunningRoutes routes = routes(Map.of())) {
            routes.run();
            assertThat(routes.run(Headers.DELETE_MISSING, true, Headers.FILTER, "(uid=nobody)")
                            .found())
                    .isZero();
        }
        try (RunningRoutes routes =
                routes(Map.of("ldap-import.directory.filter", "(uid=nobody)", "ldap-import.max-missing", "100%"))) {
            ImportSummary summary = routes.run(Headers.DELETE_MISSING, true);
            assertThat(summary.status()).isEqualTo(ImportSummary.COMPLETED);
            assertThat(summary.deletedMissing()).isZero();
            assertThat(deleted()).isEmpty();
        }
    }

    @Test
    @Proves({"3.5", "3.6"})
    void when_nobody_can_be_saved_nobody_is_missing() throws IOException {
        directory.addPeople(3);
        try (RunningRoutes routes = routes(Map.of())) {
            routes.run();
        }
        leave(2);
        // nobody has a description, and a name is needed
        try (RunningRoutes routes = routes(Map.of("ldap-import.users.sync-attributes", "name=description"))) {
            ImportSummary summary = routes.run(Headers.DELETE_MISSING, true);
            assertThat(summary.status()).isEqualTo(ImportSummary.COMPLETED);
            assertThat(summary.failed()).isEqualTo(2);
            assertThat(summary.deletedMissing()).isZero();
        }
        try (RunningRoutes routes =
                routes(edited("ldap-import-user", "      steps:\n", "      steps:\n        - stop: {}\n"), Map.of())) {
            ImportSummary summary = routes.run(Headers.DELETE_MISSING, true);
            assertThat(summary.skipped()).isEqualTo(2);
            assertThat(summary.deletedMissing()).isZero();
            assertThat(deleted()).isEmpty();
        }
    }

    @Test
    @Proves("3.7")
    void when_the_search_does_not_end_whole_nobody_is_missing() {
        SecondLook look = new SecondLook() {
            @Override
            protected void askedOfFirstLook(int page) throws LDAPException {
                if (page == 5) {
                    throw new LDAPException(ResultCode.SIZE_LIMIT_EXCEEDED, "enough");
                }
            }
        };
        interfere(look);
        directory.addPeople(12);
        try (RunningRoutes routes = routes(Map.of())) {
            // three pages and then, by the third of the next run, five
            routes.run(Headers.CHUNK, 5);
            leave(7);
            directory.addPerson("late", "Late");
            ImportException failure = routes.failingRun(Headers.CHUNK, 5, Headers.DELETE_MISSING, true);
            assertThat(failure.summary().status()).isEqualTo(ImportSummary.FAILED);
            assertThat(failure.getMessage()).contains("enough");
            assertThat(failure.summary().unchanged()).isPositive();
            assertThat(failure.summary().deletedMissing()).isZero();
            assertThat(look.looks()).isEmpty();
            assertThat(deleted()).isEmpty();
        }
    }

    @Test
    @Proves({"3.11", "3.16"})
    void at_every_number_of_leavers_the_guard_says_yes_up_to_its_bound_and_no_beyond() {
        Map<String, Integer> bounds =
                new HashMap<>(Map.of("0", 0, "3", 3, "20", 19, "0%", 0, "15%", 3, "12.5%", 2, "50%", 10, "100%", 19));
        directory.addPeople(20);
        try (RunningRoutes routes = routes(Map.of())) {
            routes.run();
            for (int left = 0; left <= 20; left++) {
                for (Map.Entry<String, Integer> bound : bounds.entrySet()) {
                    Object[] headers = {
                        Headers.DELETE_MISSING, true, Headers.MAX_MISSING, bound.getKey(), Headers.DRY_RUN, true
                    };
                    if (left <= bound.getValue()) {
                        assertThat(routes.run(headers).deletedMissing()).isEqualTo(left);
                    } else {
                        assertThat(routes.failingRun(headers).summary().status())
                                .as("%s of 20 with max-missing=%s", left, bound.getKey())
                                .isEqualTo(ImportSummary.REFUSED);
                    }
                }
                if (left == 0) {
                    // somebody stays, whom the table does not have, else nobody would be found in the end
                    directory.addPerson("late", "Late");
                }
                if (left < 20) {
                    leave(left + 1);
                }
            }
            assertThat(deleted()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"15%, 3", "0, 0", "18, 18"})
    @Proves("3.11")
    void a_number_or_a_share_of_the_live_rows_may_go_and_one_more_goes_not(String maxMissing, int bound) {
        directory.addPeople(20);
        try (RunningRoutes routes = routes(Map.of("ldap-import.max-missing", maxMissing))) {
            routes.run();
            leave(IntStream.rangeClosed(1, bound + 1).toArray());
            directory.addPerson("late", "Late");
            ImportException refused = routes.failingRun(Headers.DELETE_MISSING, true);
            assertThat(refused.summary().status()).isEqualTo(ImportSummary.REFUSED);
            assertThat(refused.summary().imported()).isEqualTo(1);
            assertThat(refused.summary().deletedMissing()).isZero();
            assertThat(deleted()).isEmpty();
            assertThat(events(routes, "DeletedMissing")).isEmpty();
            assertThat(events(routes, "Refused")).hasSize(1);

            // 20 live rows again, and one missing less
            database.execute("DELETE FROM users WHERE name = 'User 1'");
            assertThat(routes.run(Headers.DELETE_MISSING, true).deletedMissing())
                    .isEqualTo(bound);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 10, 11})
    @Proves({"3.11", "3.12"})
    void ten_rows_or_more_are_never_all_missing(int rows) {
        AtomicReference<Runnable> beforeSearch = new AtomicReference<>(() -> {});
        restart(new Interference() {
            @Override
            protected void asked(int page, InMemoryInterceptedSearchRequest request) {
                beforeSearch.getAndSet(() -> {}).run();
            }
        });
        directory.addPeople(rows);
        try (RunningRoutes routes = routes(Map.of("ldap-import.max-missing", rows < 10 ? "" : "100%"))) {
            routes.run();
            // the directory knew them when the run began
            beforeSearch.set(() -> {
                leave(IntStream.rangeClosed(1, rows).toArray());
                directory.addPerson("late", "Late");
            });
            if (rows < 10) {
                assertThat(routes.run(Headers.DELETE_MISSING, true).deletedMissing())
                        .isEqualTo(rows);
                assertThat(deleted()).hasSize(rows).doesNotContain("Late");
            } else {
                ImportException refused = routes.failingRun(Headers.DELETE_MISSING, true, Headers.MAX_MISSING, rows);
                assertThat(refused.summary().status()).isEqualTo(ImportSummary.REFUSED);
                assertThat(refused.getMessage())
                        .startsWith(rows + " of the " + rows + " live users of domain default are missing in ")
                        .contains(", which is everybody: nobody was deleted, whatever max-missing says.");
                assertThat(refused.summary().imported()).isEqualTo(1);
                assertThat(deleted()).isEmpty();
            }
        }
    }

    @Test
    @Proves("2.24")
    void another_guid_attribute_does_not_delete_everybody_who_was_there() {
        for (int i = 1; i <= 12; i++) {
            directory.addPerson("user" + i, "User " + i, "employeeNumber: " + i);
        }
        try (RunningRoutes routes = routes(Map.of())) {
            routes.run();
        }
        try (RunningRoutes routes = routes(Map.of("ldap-import.directory.guid-attribute", "employeeNumber"))) {
            ImportException refused = routes.failingRun(
                    Headers.DELETE_MISSING, true, Headers.MAX_MISSING, "100%", Headers.SCOPE_CHANGED, true);
            assertThat(refused.summary().imported()).isZero();
            assertThat(refused.getMessage())
                    .contains("has none of 12 live users ")
                    .contains("directory.guid-attribute");
            assertThat(deleted()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"2.10", "3.14"})
    void a_released_address_goes_to_another_user_in_the_same_run_and_comes_back_with_its_owner(Product product) {
        useDatabase(product);
        directory.addPeople(12);
        try (RunningRoutes routes = routes(Map.of("ldap-import.users.release-columns", "email"))) {
            routes.run();
            String guid = directory.guid("user7");
            leave(7);
            directory.addPerson("heir", "Heir", "mail: user7@example.com");

            ImportSummary summary = routes.run(Headers.DELETE_MISSING, true);

            assertThat(summary.deletedMissing()).isEqualTo(1);
            assertThat(summary.imported()).isEqualTo(1);
            assertThat(summary.failures()).isEmpty();
            assertThat(database.value("SELECT name FROM users WHERE email = 'user7@example.com'"))
                    .isEqualTo("Heir");
            assertThat(database.column("SELECT email FROM users WHERE guid = '" + guid + "'"))
                    .containsExactly((String) null);

            directory.deletePerson("heir");
            directory.addPerson("user7", "User 7", "mail: user7@example.com", "entryUUID: " + guid);
            ImportSummary back = routes.run(Headers.DELETE_MISSING, true, Headers.RESTORE, true);
            assertThat(back.restored()).isEqualTo(1);
            assertThat(back.deletedMissing()).isEqualTo(1);
            assertThat(database.value("SELECT name FROM users WHERE email = 'user7@example.com'"))
                    .isEqualTo("User 7");
            assertThat(deleted()).containsExactly("Heir");
        }
    }

    @Test
    @Proves({"2.10", "3.11"})
    void without_release_or_when_refused_an_address_stays_with_who_left() {
        directory.addPeople(12);
        try (RunningRoutes routes = routes(Map.of("ldap-import.users.release-columns", "email"))) {
            routes.run();
            leave(7);
            directory.addPerson("heir", "Heir", "mail: user7@example.com");
            ImportException refused = routes.failingRun(Headers.DELETE_MISSING, true, Headers.MAX_MISSING, 0);
            assertThat(refused.summary().failed()).isEqualTo(1);
            assertThat(refused.summary().unchanged()).isEqualTo(11);
        }
        try (RunningRoutes routes = routes(Map.of())) {
            ImportSummary summary = routes.run(Headers.DELETE_MISSING, true);
            assertThat(summary.deletedMissing()).isEqualTo(1);
            assertThat(summary.failed()).isEqualTo(1);
            assertThat(database.value("SELECT name FROM users WHERE email = 'user7@example.com'"))
                    .isEqualTo("User 7");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name | The column name (ldap-import.users.release-columns) takes no NULL",
                "fax | The table users has no column fax (ldap-import.users.release-columns)",
                "email, guid | ldap-import.users.release-columns is 'guid'",
                "PASSWORD | ldap-import.users.release-columns is 'PASSWORD'",
                "e;mail | ldap-import.users.release-columns: 'e;mail'"
            })
    @Proves({"5.1", "5.2"})
    void a_column_that_cannot_be_released_is_named_with_its_key(String columns, String message) {
        directory.addPeople(1);
        try (RunningRoutes routes = routes(Map.of("ldap-import.users.release-columns", columns))) {
            ImportException failure = routes.failingRun();
            assertThat(failure.isConfiguration()).isTrue();
            assertThat(failure.getMessage()).startsWith(message);
            assertThat(database.column("SELECT id FROM users")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves("3.14")
    void when_the_database_refuses_one_of_the_rows_none_is_deleted_and_nothing_told(Product product) {
        useDatabase(product);
        directory.addPeople(12);
        try (RunningRoutes routes = routes(Map.of())) {
            routes.run();
            database.execute("ALTER TABLE users ADD CONSTRAINT stays CHECK (name <> 'User 8' OR deleted_at IS NULL)");
            leave(7, 8, 9);
            directory.addPerson("late", "Late");
            ImportException failure = routes.failingRun(Headers.DELETE_MISSING, true);
            assertThat(failure.summary().status()).isEqualTo(ImportSummary.FAILED);
            assertThat(failure.getMessage())
                    .contains(" stopped the run, rows already written stay: ")
                    .containsIgnoringCase("stays");
            assertThat(failure.summary().imported()).isEqualTo(1);
            assertThat(failure.summary().deletedMissing()).isZero();
            assertThat(deleted()).isEmpty();
            assertThat(events(routes, "DeletedMissing")).isEmpty();
            assertThat(database.value("SELECT COUNT(*) FROM ldap_import_outbox"))
                    .isEqualTo("0");

            database.execute("ALTER TABLE users DROP CONSTRAINT stays");
            assertThat(routes.run(Headers.DELETE_MISSING, true).deletedMissing())
                    .isEqualTo(3);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "H2         | UPDATE users SET deleted_at = '" + LONG_AGO + "' WHERE name = 'User 8'",
                "POSTGRESQL | UPDATE users SET deleted_at = '" + LONG_AGO + "' WHERE name = 'User 8'",
                "MARIADB    | UPDATE users SET deleted_at = '" + LONG_AGO + "' WHERE name = 'User 8'",
                "H2         | UPDATE users SET domain = 'partners' WHERE name = 'User 8'",
                "MARIADB    | UPDATE users SET domain = 'DEFAULT' WHERE name = 'User 8'",
                "POSTGRESQL | UPDATE users SET guid = 'another' WHERE name = 'User 8'",
                "H2         | UPDATE users SET guid = NULL WHERE name = 'User 8'",
                "MARIADB    | DELETE FROM users WHERE name = 'User 8'"
            })
    @Proves("3.14")
    void when_somebody_else_changes_one_of_the_rows_meanwhile_none_is_deleted(Product product, String change) {
        List<Consumer<TestDatabase>> changes = new CopyOnWriteArrayList<>();
        interfere(new SecondLook() {
            @Override
            protected void answered() {
                changes.forEach(each -> each.accept(database));
            }
        });
        useDatabase(product);
        directory.addPeople(12);
        try (RunningRoutes routes = routes(Map.of())) {
            routes.run();
            leave(7, 8, 9);
            changes.add(db -> db.execute(change));
            ImportException failure = routes.failingRun(Headers.DELETE_MISSING, true);
            changes.clear();
            assertThat(failure.summary().status()).isEqualTo(ImportSummary.FAILED);
            assertThat(failure.getMessage())
                    .contains("Of 3 rows of missing users only 2 are as they were: somebody else writes to the table");
            assertThat(database.column("SELECT name FROM users WHERE deleted_at <> '" + LONG_AGO + "'"))
                    .isEmpty();
            assertThat(events(routes, "DeletedMissing")).isEmpty();
            assertThat(database.value("SELECT COUNT(*) FROM ldap_import_outbox"))
                    .isEqualTo("0");

            assertThat(routes.run(Headers.DELETE_MISSING, true).deletedMissing())
                    .isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves("3.14")
    void a_change_of_other_columns_meanwhile_does_not_keep_rows_from_being_deleted(Product product) {
        interfere(new SecondLook() {
            @Override
            protected void answered() {
                database.execute("UPDATE users SET email = 'old@example.com' WHERE name = 'User 8'");
            }
        });
        useDatabase(product);
        directory.addPeople(12);
        try (RunningRoutes routes = routes(Map.of())) {
            routes.run();
            leave(7, 8);
            assertThat(routes.run(Headers.DELETE_MISSING, true).deletedMissing())
                    .isEqualTo(2);
            assertThat(deleted()).containsExactly("User 7", "User 8");
        }
    }

    @Test
    @Proves("3.4")
    void a_run_for_one_user_deletes_nobody_else() {
        directory.addPeople(12);
        try (RunningRoutes routes = routes(Map.of("ldap-import.delete-missing", "true"))) {
            routes.run();
            leave(7, 8);
            assertThat(routes.run(Headers.USER, "user1").deletedMissing()).isZero();
            assertThat(routes.run(Headers.USER, "user7", Headers.DELETE_MISSING, true)
                            .deletedMissing())
                    .isZero();
            assertThat(deleted()).isEmpty();
        }
    }

    @Test
    @Proves({"3.1", "3.4"})
    void a_disabled_user_is_deleted_once_and_a_missing_one_beside() {
        directory.addPeople(12);
        try (RunningRoutes routes = routes(Map.of("ldap-import.directory.disabled-filter", "(employeeType=gone)"))) {
            routes.run();
            change("user3", "add: employeeType\nemployeeType: gone");
            leave(7);
            ImportSummary summary = routes.run(Headers.DELETE_MISSING, true, Headers.DELETE, true);
            assertThat(summary.deleted()).isEqualTo(1);
            assertThat(summary.deletedMissing()).isEqualTo(1);
            assertThat(deleted()).containsExactly("User 3", "User 7");
            directory.deletePerson("user3");
            database.execute("UPDATE users SET deleted_at = '" + LONG_AGO + "' WHERE name = 'User 3'");
            assertThat(routes.run(Headers.DELETE_MISSING, true, Headers.DELETE, true)
                            .deletedMissing())
                    .isZero();
            assertThat(database.value("SELECT name FROM users WHERE deleted_at = '" + LONG_AGO + "'"))
                    .isEqualTo("User 3");
        }
    }

    @Test
    @Proves({"3.16", "4.2"})
    void a_dry_run_counts_the_missing_and_leaves_them() {
        directory.addPeople(12);
        try (RunningRoutes routes = routes(Map.of())) {
            routes.run();
            leave(7, 8);
            routes.mock(RunningRoutes.EVENTS).reset();
            ImportSummary summary = routes.run(Headers.DELETE_MISSING, true, Headers.DRY_RUN, true);
            assertThat(summary.deletedMissing()).isEqualTo(2);
            assertThat(deleted()).isEmpty();
            assertThat(routes.events()).isEmpty();
        }
    }

    @Test
    @Proves("3.17")
    void providers_that_share_a_table_and_a_domain_delete_nobody_as_missing() throws IOException {
        directory.addPeople(3);
        Path routes = Providers.add(folder, "partners");
        Map<String, String> partners = Providers.settings("partners", directory.settings());
        try (RunningRoutes shared = routes(routes, partners)) {
            assertThat(shared.run().imported()).isEqualTo(3);
            ImportException failure = shared.failingRun(Headers.DELETE_MISSING, true);
            assertThat(failure.isConfiguration()).isTrue();
            assertThat(failure.getMessage()).contains("ldap-import.domain", "ldap-import.partners.domain", "'default'");
        }
        partners.put("ldap-import.partners.domain", "partners");
        try (RunningRoutes apart = routes(routes, partners)) {
            directory.deletePerson("user3");
            assertThat(apart.run(Headers.DELETE_MISSING, true).deletedMissing()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"2.1", "3.8"})
    void a_row_whose_guid_has_no_dashes_is_its_users_row(Product product) {
        useDatabase(product);
        directory.addPeople(12);
        try (RunningRoutes routes = routes(Map.of())) {
            routes.run();
            database.execute("UPDATE users SET guid = REPLACE(guid, '-', '') WHERE name IN ('User 3', 'User 4')");
            assertThat(routes.run(Headers.DELETE_MISSING, true, Headers.FILTER, "(!(uid=user4))")
                            .failed())
                    .isZero();
            assertThat(deleted()).isEmpty();
            assertThat(database.value("SELECT guid FROM users WHERE name = 'User 3'"))
                    .isEqualTo(directory.guid("user3"));
        }
    }
}
