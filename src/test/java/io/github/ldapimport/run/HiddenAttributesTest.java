package io.github.ldapimport.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.ldap.Entry;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.Providers;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import io.github.ldapimport.testing.WithdrawnRights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of rows when the account that reads loses rights on some of the entries. */
class HiddenAttributesTest {
    private static final String FILTER = "ldap-import.directory.filter";
    private static final String SYNC_ATTRIBUTES = "ldap-import.users.sync-attributes";

    private final WithdrawnRights rights = new WithdrawnRights();
    private TestDirectory directory;
    private TestDatabase database;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() {
        directory = rights.start().addPeople(29);
        database = TestDatabase.create(Product.H2).createUsersTable();
    }

    @AfterEach
    void stop() {
        database.close();
        directory.close();
    }

    private ImportSummary run(Map<String, String> settings, Object... headers) {
        try (RunningRoutes routes = RunningRoutes.start(directory.settings(), database.settings(), settings)) {
            return routes.outcome(null, headers);
        }
    }

    private void change(int user, String change) {
        directory.modify("dn: uid=user" + user + "," + TestDirectory.PEOPLE + "\nchangetype: modify\n" + change);
    }

    private List<String> deleted() {
        return database.column("SELECT name FROM users WHERE deleted_at IS NOT NULL ORDER BY name");
    }

    @Test
    @Proves("3.45")
    void users_whose_object_class_is_hidden_are_not_taken_for_leavers() {
        run(Map.of());
        rights.withdraw("objectClass", "user3", "user4", "user5");
        directory.deletePerson("user6");

        ImportSummary summary = run(Map.of(), Headers.DELETE_MISSING, true);

        assertThat(summary.status()).isEqualTo(ImportSummary.REFUSED);
        assertThat(summary.reason())
                .contains("3 of the 4 missing users", "uid=user3," + TestDirectory.PEOPLE, "objectClass");
        assertThat(deleted()).isEmpty();
        rights.withdraw("objectClass");
        assertThat(run(Map.of(), Headers.DELETE_MISSING, true).deletedMissing()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"(!(employeeType=guest))", "(|(employeeType=staff)(title=nothing))", "(employeeType=staff)"})
    @Proves({"3.45", "3.46"})
    void who_left_the_filter_is_missing_and_who_hides_what_it_reads_is_not(String filter) {
        for (int user = 1; user <= 29; user++) {
            change(user, "add: employeeType\nemployeeType: staff");
        }
        Map<String, String> settings = Map.of(FILTER, filter);
        run(settings);
        change(7, "replace: employeeType\nemployeeType: guest");
        rights.withdraw("employeeType", "user8");

        assertThat(run(settings, Headers.DELETE_MISSING, true).status()).isEqualTo(ImportSummary.REFUSED);
        assertThat(deleted()).isEmpty();

        rights.withdraw("employeeType");
        change(8, "delete: employeeType");
        assertThat(run(settings, Headers.DELETE_MISSING, true).status()).isEqualTo(ImportSummary.COMPLETED);
        assertThat(deleted())
                .containsExactly(filter.startsWith("(!") ? new String[] {"User 7"} : new String[] {"User 7", "User 8"});
    }

    @ParameterizedTest
    @CsvSource({"other, true", "active-directory, true", "openldap, false"})
    @Proves("3.46")
    void where_hidden_may_mean_absent_an_entry_without_object_class_is_no_leaver(String type, boolean mayHide) {
        directory.close();
        directory = TestDirectory.withoutSchema();
        for (int user = 1; user <= 29; user++) {
            directory.addPerson(
                    "user" + user,
                    "User " + user,
                    "mail: user" + user + "@example.com",
                    "objectClass: user",
                    "sAMAccountName: user" + user);
        }
        Map<String, String> settings =
                Map.of("ldap-import.directory.type", type, "ldap-import.directory.guid-attribute", "entryUUID");
        assertThat(run(settings).imported()).isEqualTo(29);
        change(9, "delete: objectClass");

        ImportSummary summary = run(settings, Headers.DELETE_MISSING, true);

        assertThat(summary.status())
                .as(summary.toString())
                .isEqualTo(mayHide ? ImportSummary.REFUSED : ImportSummary.COMPLETED);
        assertThat(deleted()).hasSize(mayHide ? 0 : 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(description=left)", "(|(description=left)(title=none))"})
    @Proves("3.47")
    void a_disabled_user_who_hides_it_is_not_restored(String filter) {
        Map<String, String> settings = Map.of("ldap-import.directory.disabled-filter", filter);
        change(3, "add: description\ndescription: left");
        change(4, "add: description\ndescription: left");
        run(settings);
        assertThat(run(settings, Headers.DELETE, true).deleted()).isEqualTo(2);
        change(4, "delete: description");
        rights.withdraw("description", "user3");

        ImportSummary dryRun = run(settings, Headers.RESTORE, true, Headers.DRY_RUN, true);
        ImportSummary summary = run(settings, Headers.RESTORE, true);

        assertThat(List.of(dryRun.restored(), dryRun.failed())).containsExactly(1L, 1L);
        assertThat(List.of(summary.restored(), summary.failed())).containsExactly(1L, 1L);
        assertThat(summary.failures().get(0).message()).contains("not restored", "description");
        assertThat(deleted()).containsExactly("User 3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"telephoneNumber", "${body[telephoneNumber]}", "${body.joined('telephoneNumber', ' ')}"})
    @Proves("3.48")
    void a_hidden_value_stays_in_the_row_and_one_that_is_gone_does_not(String source) {
        database.execute("ALTER TABLE users ADD phone VARCHAR(100)");
        change(3, "add: telephoneNumber\ntelephoneNumber: 33");
        change(4, "add: telephoneNumber\ntelephoneNumber: 44");
        change(5, "add: telephoneNumber\ntelephoneNumber: 55");
        Map<String, String> settings =
                Map.of(SYNC_ATTRIBUTES, "email=mail, name=cn, phone=" + source, "ldap-import.max-emptied", "100%");
        run(settings);
        change(4, "delete: telephoneNumber");
        rights.withdraw("telephoneNumber", "user3");

        ImportSummary summary = run(settings);

        assertThat(summary.failed()).as(summary.toString()).isEqualTo(1);
        assertThat(summary.failures().get(0).message()).contains("column phone", "telephoneNumber");
        assertThat(database.column("SELECT phone FROM users WHERE phone IS NOT NULL ORDER BY phone"))
                .containsExactly("33", "55");
        assertThat(summary.changed()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${body[telephoneNumber]} ${body[cn]}",
                "Dear ${body[telephoneNumber]} ${body[cn]}",
                "${body.joined('telephoneNumber', ' ')} ${body[cn]}",
                "#bean:hello",
                "step"
            })
    @Proves("3.48")
    void a_value_made_of_several_attributes_stays_where_one_of_them_is_hidden(String source) throws IOException {
        database.execute("ALTER TABLE users ADD greeting VARCHAR(100)");
        Providers.add(folder);
        Files.writeString(folder.resolve("my-beans.camel.yaml"), """
                - beans:
                    - name: hello
                      type: "#class:%s"
                """.formatted(Hello.class.getName()));
        if (source.equals("step")) {
            Files.writeString(folder.resolve("ldap-import-user.camel.yaml"), """
                    - route:
                        id: ldap-import-user
                        from:
                          uri: direct:ldap-import-user
                          steps:
                            - setVariable:
                                name: hello
                                expression:
                                  simple:
                                    expression: Dear ${body[telephoneNumber]} ${body[cn]}
                            - bean:
                                ref: ldap-import-mapping
                                method: map
                            - setBody:
                                expression:
                                  simple:
                                    expression: ${body.with('greeting', ${variable.hello})}
                    """);
        }
        change(3, "add: telephoneNumber\ntelephoneNumber: 33");
        change(4, "add: telephoneNumber\ntelephoneNumber: 44");
        change(5, "add: telephoneNumber\ntelephoneNumber: 55");
        Map<String, String> settings = Map.of(
                SYNC_ATTRIBUTES,
                "email=mail, name=cn" + (source.equals("step") ? "" : ", greeting=" + source),
                "ldap-import.directory.attributes",
                "telephoneNumber");
        try (RunningRoutes routes = RunningRoutes.start(folder, directory.settings(), database.settings(), settings)) {
            assertThat(routes.run().failures()).isEmpty();
            List<String> before = greetings(3, 4, 5, 6);
            assertThat(before).allMatch(greeting -> greeting.contains("User"));
            // one is hidden, one is gone, one has a new value, and one who never had any has another name
            rights.withdraw("telephoneNumber", "user3");
            change(4, "delete: telephoneNumber");
            change(5, "replace: telephoneNumber\ntelephoneNumber: 56");
            change(6, "replace: cn\ncn: Renamed");

            ImportSummary dryRun = routes.run(Headers.DRY_RUN, true);
            ImportSummary summary = routes.run();

            assertThat(List.of(dryRun.failed(), summary.failed())).containsExactly(1L, 1L);
            assertThat(summary.changed()).isEqualTo(3);
            assertThat(summary.failures().get(0).message())
                    .contains("column greeting would change", "telephoneNumber", "the row stays as it is");
            List<String> after = greetings(3, 4, 5, 6);
            assertThat(after.get(0)).isEqualTo(before.get(0));
            assertThat(after.get(1)).contains("User 4").doesNotContain("44");
            assertThat(after.get(2)).contains("56");
            assertThat(after.get(3)).contains("Renamed");
        }
    }

    private List<String> greetings(int... users) {
        return Arrays.stream(users)
                .mapToObj(user ->
                        database.value("SELECT greeting FROM users WHERE email = 'user" + user + "@example.com'"))
                .toList();
    }

    /** A handler of a user's own. */
    public static final class Hello {
        public String handle(Entry entry) {
            String phone = entry.text("telephoneNumber");
            return (phone == null ? "Dear " : phone + " ") + entry.text("cn");
        }
    }

    @Test
    @Proves("3.48")
    void a_page_whose_changed_values_show_what_they_are_made_of_asks_the_directory_nothing_more() {
        Map<String, String> settings = Map.of(SYNC_ATTRIBUTES, "email=mail, name=${body[sn]} ${body[cn]}");
        run(settings);
        long unchanged = searches(settings);
        change(3, "replace: cn\ncn: Renamed");
        assertThat(searches(settings)).isEqualTo(unchanged);
        assertThat(database.column("SELECT name FROM users WHERE name LIKE '%Renamed'"))
                .hasSize(1);
    }

    private long searches(Map<String, String> settings) {
        long before = rights.searches();
        run(settings);
        return rights.searches() - before;
    }

    @Test
    @Proves("3.49")
    void a_user_who_may_be_hidden_in_another_providers_directory_is_not_taken_over() throws IOException {
        Providers.add(folder, "staff");
        change(5, "add: employeeType\nemployeeType: a");
        change(6, "add: employeeType\nemployeeType: a");
        change(7, "add: employeeType\nemployeeType: a");
        try (RunningRoutes routes = RunningRoutes.start(
                folder,
                database.settings(),
                directory.settings(),
                Providers.settings("staff", directory.settings()),
                Map.of(FILTER, "(employeeType=a)", "ldap-import.staff.domain", "staff"))) {
            assertThat(routes.run().imported()).isEqualTo(3);
            change(6, "delete: employeeType");
            rights.withdraw("employeeType", "user5");

            routes.outcome(null, Headers.PROVIDER, "staff");

            // user 7 is both providers', user 5 may be, and user 6 has moved
            assertThat(database.column("SELECT name FROM users WHERE domain <> 'staff' ORDER BY name"))
                    .containsExactly("User 5", "User 7");
        }
    }
}
