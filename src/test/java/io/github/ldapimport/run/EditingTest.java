package io.github.ldapimport.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.api.ImportException;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.ldap.Entry;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Edits of ldap-import-user.camel.yaml, as a person would make them. */
class EditingTest {
    private static final String MAPPING = """
                    - bean:
                        ref: ldap-import-mapping
                        method: map
            """;

    /** What the components that the routes use take from headers. */
    private static final String[] STEERING = {
        "CamelSqlQuery",
        "CamelSqlParameters",
        "CamelSqlDataSource",
        "CamelSqlUpdateCount",
        "CamelSqlRetrieveGeneratedKeys",
        "CamelSqlGeneratedColumns",
        "CamelSqlTemplate",
        "CamelFileName",
        "CamelOverruleFileName",
        "CamelHttpUri",
        "CamelHttpMethod",
        "CamelJmsDestinationName",
        "CamelLdapOperation",
        "CamelToEndpoint",
        "LdapImportMaxMissing",
        "LdapImportDryRun"
    };

    private TestDirectory directory;
    private TestDatabase database;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws IOException {
        directory = TestDirectory.start()
                .addPerson("ada", "Ada Lovelace", "mail: ada@example.com")
                .addPerson("backup", "Backup", "employeeType: service")
                .addPerson("grace", "Grace Hopper", "mail: grace@example.com");
        database = TestDatabase.create(TestDatabase.Product.H2).createUsersTable();
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
    }

    @AfterEach
    void stop() {
        database.close();
        directory.close();
    }

    private ImportSummary runWith(String steps, Map<String, String> settings) throws IOException {
        Files.writeString(folder.resolve("ldap-import-user.camel.yaml"), """
                - route:
                    id: ldap-import-user
                    from:
                      uri: direct:ldap-import-user
                      steps:
                """ + steps.indent(0));
        try (RunningRoutes routes = RunningRoutes.start(folder, directory.settings(), database.settings(), settings)) {
            return routes.run();
        }
    }

    @Test
    @Proves("7.2")
    void a_route_that_stops_leaves_the_user_out() throws IOException {
        ImportSummary summary = runWith("""
                        - choice:
                            when:
                              - expression:
                                  simple:
                                    expression: ${body[employeeType]} == 'service'
                                steps:
                                  - stop: {}
                """ + MAPPING, Map.of("ldap-import.directory.attributes", "employeeType"));
        assertThat(summary.imported()).isEqualTo(2);
        assertThat(summary.skipped()).isEqualTo(1);
        assertThat(summary.failed()).isZero();
        assertThat(database.column("SELECT name FROM users ORDER BY name"))
                .containsExactly("Ada Lovelace", "Grace Hopper");
    }

    @Test
    @Proves("7.2")
    void a_filter_around_the_mapping_leaves_others_out_even_the_first() throws IOException {
        ImportSummary summary = runWith("""
                        - filter:
                            expression:
                              simple:
                                expression: ${body[uid]} == 'grace'
                            steps:
                              - bean:
                                  ref: ldap-import-mapping
                                  method: map
                """, Map.of());
        assertThat(summary.imported()).isEqualTo(1);
        assertThat(summary.skipped()).isEqualTo(2);
    }

    @Test
    @Proves("7.1")
    void a_step_after_the_mapping_sets_columns() throws IOException {
        runWith(MAPPING + """
                        - setBody:
                            expression:
                              simple:
                                expression: ${body.with('email', ${body.get('name')})}
                """, Map.of());
        assertThat(database.column("SELECT email FROM users ORDER BY email"))
                .containsExactly("Ada Lovelace", "Backup", "Grace Hopper");
    }

    @Test
    @Proves({"7.3", "2.7"})
    void a_step_that_breaks_costs_the_user_at_hand_wherever_in_the_page() throws IOException {
        for (String uid : new String[] {"ada", "backup", "grace"}) {
            database.execute("DELETE FROM users");
            ImportSummary summary = runWith("""
                            - choice:
                                when:
                                  - expression:
                                      simple:
                                        expression: ${body[uid]} == '%s'
                                    steps:
                                      - throwException:
                                          exceptionType: java.lang.IllegalStateException
                                          message: the other service is down
                    """.formatted(uid) + MAPPING, Map.of());
            assertThat(summary.status()).isEqualTo(ImportSummary.COMPLETED);
            assertThat(summary.imported()).isEqualTo(2);
            assertThat(summary.failures()).hasSize(1);
            assertThat(summary.failures().get(0).message()).isEqualTo("the other service is down");
            assertThat(summary.failures().get(0).dn()).contains("uid=" + uid);
        }
    }

    @Test
    @Proves({"7.2", "7.3"})
    void a_route_with_a_split_of_its_own_leaves_users_out_and_fails_the_right_one() throws IOException {
        ImportSummary summary = runWith("""
                        - setVariable:
                            name: uid
                            expression:
                              simple:
                                expression: ${body[uid]}
                        - split:
                            expression:
                              constant:
                                expression: a,b,c,d,e
                            aggregationStrategy: "#class:org.apache.camel.processor.aggregate.UseLatestAggregationStrategy"
                            steps:
                              - choice:
                                  when:
                                    - expression:
                                        simple:
                                          expression: ${variable.uid} == 'backup'
                                      steps:
                                        - throwException:
                                            exceptionType: java.lang.IllegalStateException
                                            message: the other service is down
                        - setBody:
                            expression:
                              simple:
                                expression: ${null}
                """, Map.of());
        assertThat(summary.status()).isEqualTo(ImportSummary.COMPLETED);
        assertThat(summary.skipped()).isEqualTo(2);
        assertThat(summary.failures()).singleElement().satisfies(failure -> assertThat(failure.dn())
                .contains("uid=backup"));
    }

    @Test
    @Proves("7.3")
    void a_route_that_leaves_something_else_than_a_row_is_told_so() throws IOException {
        ImportSummary summary = runWith(MAPPING + """
                        - setBody:
                            expression:
                              constant:
                                expression: oops
                """, Map.of());
        assertThat(summary.failed()).isEqualTo(3);
        assertThat(summary.failures().get(0).message())
                .contains("ldap-import-user")
                .contains("String");
    }

    @Test
    @Proves({"2.14", "7.3"})
    void a_route_that_marks_the_first_user_for_rollback_does_not_lose_the_page() throws IOException {
        ImportSummary summary = runWith("""
                        - choice:
                            when:
                              - expression:
                                  simple:
                                    expression: ${body[uid]} == 'ada'
                                steps:
                                  - rollback:
                                      markRollbackOnly: true
                """ + MAPPING, Map.of());
        assertThat(summary.imported() + summary.skipped() + summary.failed()).isEqualTo(3);
        assertThat(database.column("SELECT name FROM users")).contains("Backup", "Grace Hopper");
    }

    @Test
    @Proves("7.1")
    void a_route_may_not_set_the_columns_that_the_import_answers_for() throws IOException {
        ImportSummary summary = runWith(MAPPING + """
                        - setBody:
                            expression:
                              simple:
                                expression: ${body.with('PASSWORD', 'chosen')}
                """, Map.of());
        assertThat(summary.failed()).isEqualTo(3);
        assertThat(summary.failures().get(0).message()).contains("PASSWORD");
        assertThat(database.value("SELECT COUNT(*) FROM users")).isEqualTo("0");
    }

    @Test
    @Proves("7.13")
    void what_a_step_leaves_in_headers_and_variables_steers_nothing_else() throws IOException {
        StringBuilder steps = new StringBuilder();
        for (String header : STEERING) {
            steps.append("""
                            - setHeader:
                                name: %s
                                expression:
                                  constant:
                                    expression: %s
                    """.formatted(header, header.endsWith("Keys") ? "true" : "DELETE FROM users"));
        }
        for (String variable :
                new String[] {"ldapImportPlan", "ldapImportWrite", "ldapImportBatch", "ldapImportEvent"}) {
            steps.append("""
                            - setVariable:
                                name: %s
                                expression:
                                  constant:
                                    expression: a stranger's
                    """.formatted(variable));
        }
        database.execute(
                "INSERT INTO users (id, guid, domain, name) VALUES (1, '00000000-0000-0000-0000-000000000001', 'default',"
                        + " 'Gone')");
        Map<String, String> settings = Map.of(
                "ldap-import.delete-missing",
                "true",
                "ldap-import.min-users",
                "1",
                "ldap-import.events.saved",
                "file:" + folder.resolve("saved"),
                "ldap-import.events.deleted-missing",
                "file:" + folder.resolve("gone"));
        for (int run = 1; run <= 2; run++) {
            ImportSummary summary = runWith(steps + MAPPING, settings);
            assertThat(summary.failures()).isEmpty();
            assertThat(summary.status()).isEqualTo(ImportSummary.COMPLETED);
            assertThat(summary.found()).isEqualTo(3);
        }
        assertThat(database.column("SELECT name FROM users WHERE deleted_at IS NULL ORDER BY name"))
                .containsExactly("Ada Lovelace", "Backup", "Grace Hopper");
        assertThat(database.value("SELECT deleted_at FROM users WHERE name = 'Gone'"))
                .isNotNull();
        try (Stream<Path> saved = Files.list(folder.resolve("saved"));
                Stream<Path> gone = Files.list(folder.resolve("gone"))) {
            assertThat(saved).hasSize(3);
            assertThat(gone).hasSize(1);
        }
    }

    @Test
    @Proves("7.4")
    void a_route_that_is_missing_is_named_before_anything_is_read() throws IOException {
        Files.delete(folder.resolve("ldap-import-user.camel.yaml"));
        try (RunningRoutes routes = RunningRoutes.start(folder, directory.settings(), database.settings())) {
            ImportException failure = routes.failingRun();
            assertThat(failure.isConfiguration()).isTrue();
            assertThat(failure.getMessage()).startsWith("There is no route ldap-import-user");
        }
    }

    @Test
    @Proves("7.4")
    void a_route_that_begins_elsewhere_is_named_before_anything_is_read() throws IOException {
        Path edited = folder.resolve("ldap-import-user.camel.yaml");
        Files.writeString(
                edited,
                Files.readString(edited).replace("uri: direct:ldap-import-user\n", "uri: direct:ldap-import-usr\n"));
        try (RunningRoutes routes = RunningRoutes.start(folder, directory.settings(), database.settings())) {
            ImportException failure = routes.failingRun();
            assertThat(failure.isConfiguration()).isTrue();
            assertThat(failure.getMessage())
                    .startsWith("No route begins at direct:ldap-import-user,")
                    .contains("the route ldap-import-user");
        }
    }

    @Test
    @Proves("7.14")
    void a_block_whose_last_step_was_deleted_is_named_before_anything_is_read() throws IOException {
        Path edited = folder.resolve("ldap-import-require.camel.yaml");
        String text = Files.readString(edited);
        Files.writeString(
                edited,
                text.replaceFirst(
                        "(?s)(toRelink}\n +steps:)\n +- bean:\n +ref: ldap-import-relink\n +method: requireNamingContext\n",
                        "$1 []\n"));
        assertThat(Files.readString(edited)).isNotEqualTo(text);
        try (RunningRoutes routes = RunningRoutes.start(folder, directory.settings(), database.settings())) {
            ImportException failure = routes.failingRun();
            assertThat(failure.isConfiguration()).isTrue();
            assertThat(failure.getMessage())
                    .contains("ldap-import-require.camel.yaml, line ", "the step filter has no steps");
            assertThat(database.value("SELECT COUNT(*) FROM users")).isEqualTo("0");
        }
    }

    @Test
    @Proves("7.1")
    void a_route_of_the_users_own_may_stand_before_one_of_the_bundle() throws IOException {
        Path edited = folder.resolve("ldap-import-user.camel.yaml");
        Files.writeString(
                edited, Files.readString(edited).replace("uri: direct:ldap-import-user\n", "uri: direct:behind\n"));
        Files.writeString(folder.resolve("before.camel.yaml"), """
                - route:
                    id: before
                    from:
                      uri: direct:ldap-import-user
                      steps:
                        - to: direct:behind
                """);
        try (RunningRoutes routes = RunningRoutes.start(folder, directory.settings(), database.settings())) {
            assertThat(routes.run().failed()).isZero();
            assertThat(database.value("SELECT COUNT(*) FROM users")).isEqualTo("3");
        }
    }

    @Test
    @Proves("1.9")
    void an_attribute_that_was_not_requested_is_an_error_and_no_empty_value() throws IOException {
        ImportSummary summary = runWith("""
                        - setVariable:
                            name: type
                            expression:
                              simple:
                                expression: ${body[employeeType]}
                """ + MAPPING, Map.of());
        assertThat(summary.failed()).isEqualTo(3);
        assertThat(summary.failures().get(0).message())
                .contains("employeeType")
                .contains("ldap-import.directory.attributes");
    }

    @Test
    @Proves("2.12")
    void a_column_may_come_from_a_bean() throws IOException {
        Files.writeString(folder.resolve("my-beans.camel.yaml"), """
                - beans:
                    - name: shout
                      type: "#class:%s"
                """.formatted(Shout.class.getName()));
        runWith(MAPPING, Map.of("ldap-import.users.sync-attributes", "name=#bean:shout, email=mail"));
        assertThat(database.column("SELECT name FROM users ORDER BY name"))
                .containsExactly("ADA LOVELACE", "BACKUP", "GRACE HOPPER");
    }

    @Test
    @Proves("2.12")
    void a_value_in_lower_case_is_null_where_there_is_none() throws IOException {
        directory.addPerson("loud", "Loud", "mail: LOUD@Example.COM");
        ImportSummary summary = runWith(
                MAPPING, Map.of("ldap-import.users.sync-attributes", "name=cn, email=${body.lowerCase('mail')}"));
        assertThat(summary.failures()).isEmpty();
        assertThat(database.value("SELECT email FROM users WHERE name = 'Loud'"))
                .isEqualTo("loud@example.com");
        assertThat(database.value("SELECT email FROM users WHERE name = 'Backup'"))
                .isNull();
    }

    /** A handler of a user's own. */
    public static final class Shout {
        public String handle(Entry entry) {
            return entry.text("cn").toUpperCase(java.util.Locale.ROOT);
        }
    }
}
