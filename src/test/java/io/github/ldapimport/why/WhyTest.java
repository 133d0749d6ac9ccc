package io.github.ldapimport.why;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldif.LDIFException;
import io.github.ldapimport.api.AsciiJson;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.run.Runs;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.Providers;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import io.github.ldapimport.why.WhyAnswer.ColumnShown;
import io.github.ldapimport.why.WhyAnswer.EntryShown;
import io.github.ldapimport.why.WhyAnswer.RowShown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where one user stands, by a directory in this process and real databases. */
class WhyTest {
    private static final String FORMER = "ou=former," + TestDirectory.BASE;

    private final TestDirectory directory = TestDirectory.ofEveryKind();
    private final Map<String, String> settings = new TreeMap<>();
    private TestDatabase database;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() {
        settings.putAll(directory.settings());
        settings.put("ldap-import.directory.base", TestDirectory.PEOPLE);
        settings.put("ldap-import.users.sync-attributes", "name=cn, email=mail");
        useDatabase(Product.H2);
    }

    private void useDatabase(Product product) {
        if (database != null) {
            database.close();
        }
        database = TestDatabase.create(product).createUsersTable();
        settings.putAll(database.settings());
    }

    @AfterEach
    void stop() {
        database.close();
        directory.close();
    }

    private RunningRoutes routes() {
        return RunningRoutes.start(settings);
    }

    private WhyAnswer why(String name) {
        try (RunningRoutes routes = routes()) {
            List<Map<String, Object>> before = database.query("SELECT * FROM users ORDER BY id");
            WhyAnswer answer =
                    Why.ask(routes.context(), List.of("ldap"), name).providers().get(0);
            assertThat(database.query("SELECT * FROM users ORDER BY id"))
                    .as("rows after the look")
                    .usingRecursiveComparison()
                    .isEqualTo(before);
            return answer;
        }
    }

    private void run(Object... headers) {
        try (RunningRoutes routes = routes()) {
            routes.outcome(headers);
        }
    }

    private void person(String uid, String... attributes) {
        directory.addPerson(uid, "Person " + uid, attributes);
    }

    private void add(String... lines) {
        try {
            directory.server().add(lines);
        } catch (LDAPException | LDIFException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private void change(String uid, String lines) {
        directory.modify("dn: uid=" + uid + "," + TestDirectory.PEOPLE + "\nchangetype: modify\n" + lines);
    }

    private void local(int id, String name, String email) {
        database.execute("INSERT INTO users (id, name, email) VALUES (?, ?, ?)", id, name, email);
    }

    private static void hasStep(WhyAnswer answer, String step, boolean ok, String... words) {
        assertThat(answer.steps()).as("%s", AsciiJson.write(answer)).anySatisfy(each -> {
            assertThat(each.step()).isEqualTo(step);
            assertThat(each.ok()).isEqualTo(ok);
            assertThat(each.text()).contains(words);
        });
    }

    private void is(WhyAnswer answer, Outcome outcome, boolean inTable) {
        assertThat(answer.outcome()).as("%s", AsciiJson.write(answer)).isEqualTo(outcome.toString());
        assertThat(answer.inTable()).as("%s", AsciiJson.write(answer)).isEqualTo(inTable);
    }

    private static ColumnShown column(WhyAnswer answer, String name) {
        return answer.columns().stream()
                .filter(each -> each.column().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @Proves({"11.1", "11.2"})
    void of_twelve_users_each_has_another_answer() {
        settings.put("ldap-import.directory.filter", "(&(employeeType=staff)(l=Oslo))");
        add("dn: " + FORMER, "objectClass: organizationalUnit", "ou: former");
        add("dn: uid=moved," + FORMER, "objectClass: inetOrgPerson", "uid: moved", "cn: Moved", "sn: Moved");
        String staff = "employeeType: staff";
        String oslo = "l: Oslo";
        for (String uid : List.of("current", "changed", "gone", "back")) {
            person(uid, "mail: " + uid + "@example.com", staff, oslo);
        }
        run();
        change("changed", "replace: mail\nmail: other@example.com");
        directory.deletePerson("gone");
        database.execute("UPDATE users SET deleted_at = TIMESTAMP '2026-01-02 03:04:05' WHERE email LIKE 'back%'");
        person("fresh", "mail: fresh@example.com", staff, oslo);
        person("outside", "mail: outside@example.com", "employeeType: guest", oslo);
        person("twin1", "mail: twin1@example.com", "displayName: Twin", staff, oslo);
        person("twin2", "mail: twin2@example.com", "displayName: Twin", staff, oslo);
        local(7, "local", "wanted@example.com");
        person("claim", "mail: wanted@example.com", staff, oslo);
        person("locked", "mail: locked@example.com", "pwdAccountLockedTime: 000001010000Z", staff, oslo);
        local(8, "rowonly", "rowonly@example.com");
        try (RunningRoutes routes = routes()) {
            routes.outcome("LdapImportUser", "locked");
        }

        WhyAnswer unknown = why("stranger");
        is(unknown, Outcome.NOT_FOUND, false);
        assertThat(unknown.reason())
                .contains("'stranger'", TestDirectory.PEOPLE, "uid", "mail", "below dc=example,dc=com");

        WhyAnswer moved = why("moved");
        is(moved, Outcome.OUTSIDE_BASE, false);
        assertThat(moved.reason()).contains("uid=moved," + FORMER, TestDirectory.PEOPLE);

        WhyAnswer outside = why("outside");
        is(outside, Outcome.FILTERED, false);
        assertThat(outside.reason())
                .contains("(employeeType=staff)", "ldap-import.directory.filter", "employeeType = 'guest'")
                .doesNotContain("(l=Oslo)", "inetOrgPerson");

        is(why("fresh"), Outcome.NEW, false);
        WhyAnswer current = why("current");
        is(current, Outcome.UP_TO_DATE, true);
        assertThat(current.reason()).contains("last changed ");
        assertThat(current.remedy()).isNull();

        WhyAnswer changed = why("changed");
        is(changed, Outcome.CHANGES, true);
        assertThat(column(changed, "email"))
                .isEqualTo(new ColumnShown(
                        "email",
                        "mail = 'other@example.com'",
                        "other@example.com",
                        "changed@example.com",
                        "other@example.com"));

        WhyAnswer back = why("back");
        is(back, Outcome.DELETED, false);
        assertThat(back.reason()).contains("2026-01-02 03:04:05");
        assertThat(back.remedy()).contains("--restore");

        WhyAnswer gone = why("gone@example.com");
        is(gone, Outcome.NO_ENTRY, true);
        assertThat(gone.remedy()).contains("--delete-missing", "soft-deletes the row", "max-missing=50%");

        WhyAnswer twins = why("Twin");
        is(twins, Outcome.SEVERAL, false);
        assertThat(twins.rows()).isEmpty();
        assertThat(twins.entries())
                .extracting(EntryShown::guid)
                .contains(directory.guid("twin1"), directory.guid("twin2"));

        WhyAnswer claim = why("claim");
        is(claim, Outcome.NOT_WRITABLE, false);
        assertThat(claim.reason()).contains("id = 7", "'local'", "wanted@example.com", "live row");

        WhyAnswer locked = why("locked");
        is(locked, Outcome.DISABLED, true);
        assertThat(locked.remedy()).contains("--delete");
        hasStep(locked, "account", false, "pwdAccountLockedTime = '000001010000Z'");

        WhyAnswer rowOnly = why("rowonly");
        is(rowOnly, Outcome.NO_ENTRY, true);
        assertThat(rowOnly.remedy()).contains("no GUID", "users.sync-existing");

        // what was foretold is what the next run does
        try (RunningRoutes routes = routes()) {
            ImportSummary summary = routes.outcome();
            assertThat(summary.failures()).singleElement().satisfies(failure -> assertThat(claim.reason())
                    .isEqualTo(failure.message()));
        }
        assertThat(why("Twin").rows())
                .extracting(RowShown::guid)
                .contains(directory.guid("twin1"), directory.guid("twin2"));
        is(why("fresh"), Outcome.UP_TO_DATE, true);
        is(why("changed"), Outcome.UP_TO_DATE, true);
        is(why("back"), Outcome.DELETED, false);
        is(why("outside"), Outcome.FILTERED, false);
    }

    @Test
    @Proves({"11.1", "11.2", "11.3"})
    void a_user_of_Active_Directory_is_found_by_login_and_GUID_of_bytes_and_each_part_of_its_filter_is_judged() {
        settings.put("ldap-import.directory.type", "active-directory");
        person(
                "ada",
                "mail: ada@example.com",
                "objectClass: user",
                "sAMAccountName: ada.l",
                "userAccountControl: 512",
                "objectGUID:: AAECAwQFBgcICQoLDA0ODw==");
        person("host", "objectClass: user", "objectClass: computer", "objectGUID:: BAECAwQFBgcICQoLDA0ODw==");
        run();
        for (String name : List.of("ada.l", "ada@example.com", "03020100-0504-0706-0809-0a0b0c0d0e0f")) {
            WhyAnswer ada = why(name);
            is(ada, Outcome.UP_TO_DATE, true);
            assertThat(ada.entries())
                    .extracting(EntryShown::guid)
                    .containsExactly("03020100-0504-0706-0809-0a0b0c0d0e0f");
        }
        change("ada", "replace: userAccountControl\nuserAccountControl: 514");
        WhyAnswer disabled = why("ada.l");
        is(disabled, Outcome.DISABLED, true);
        hasStep(disabled, "account", false, "userAccountControl = '514'");
        WhyAnswer host = why("uid=host," + TestDirectory.PEOPLE);
        is(host, Outcome.FILTERED, false);
        assertThat(host.reason())
                .startsWith("(!(objectClass=computer)) of ldap-import.directory.type=active-directory does not match")
                .doesNotContain("(objectClass=user)");
    }

    @Test
    @Proves("11.2")
    void a_user_is_found_by_each_name_by_DN_and_by_GUID_and_metacharacters_are_data() {
        person("ada", "mail: ada@example.com", "displayName: Countess");
        person("bob", "mail: bob@example.com");
        run();
        try (RunningRoutes routes = routes()) {
            for (String name : List.of(
                    "ada",
                    "ADA",
                    "Person ada",
                    "ada@example.com",
                    "Countess",
                    "uid=ada," + TestDirectory.PEOPLE,
                    "UID=ada, ou=people, dc=example, dc=com",
                    directory.guid("ada"),
                    "{" + directory.guid("ada").toUpperCase(Locale.ROOT) + "}")) {
                WhyAnswer answer = Why.ask(routes.context(), List.of("ldap"), name)
                        .providers()
                        .get(0);
                is(answer, Outcome.UP_TO_DATE, true);
                assertThat(answer.entries())
                        .extracting(EntryShown::dn)
                        .containsExactly("uid=ada," + TestDirectory.PEOPLE);
                assertThat(answer.rows()).hasSize(1);
            }
            for (String name : List.of(
                    "*",
                    "a*",
                    "ada)(uid=*",
                    "\\61da",
                    "\u0000",
                    "uid=nobody,dc=elsewhere",
                    "=",
                    "a=b",
                    "%",
                    "_da",
                    "' OR 1=1 --")) {
                is(Why.ask(routes.context(), List.of("ldap"), name).providers().get(0), Outcome.NOT_FOUND, false);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    @Proves({"11.1", "11.2"})
    void rows_are_found_by_name_in_any_case_and_GUID_and_a_person_who_was_renamed_by_the_GUID_of_the_row(
            Product product) {
        useDatabase(product);
        person("ada", "mail: ada@example.com");
        person("gone", "mail: gone@example.com");
        run();
        String guid = directory.guid("gone");
        directory.deletePerson("gone");
        is(why("GONE@Example.COM"), Outcome.NO_ENTRY, true);
        is(why(guid), Outcome.NO_ENTRY, true);

        database.execute("DELETE FROM users WHERE email = 'ada@example.com'");
        database.execute("UPDATE users SET guid = ? WHERE email = 'gone@example.com'", directory.guid("ada"));
        WhyAnswer renamed = why("gone@example.com");
        is(renamed, Outcome.CHANGES, true);
        assertThat(renamed.entries()).extracting(EntryShown::dn).containsExactly("uid=ada," + TestDirectory.PEOPLE);

        local(7, "Twin", "one@example.com");
        local(8, "twin", "two@example.com");
        WhyAnswer twins = why("TWIN");
        is(twins, Outcome.SEVERAL, false);
        assertThat(twins.rows()).extracting(RowShown::id).containsExactly("7", "8");
        is(why("o'hara \u00e9\u20ac"), Outcome.NOT_FOUND, false);
    }

    @Test
    @Proves("11.1")
    void of_many_entries_twenty_are_listed() {
        for (int i = 0; i < 23; i++) {
            person("user" + i, "displayName: Many");
        }
        WhyAnswer many = why("Many");
        is(many, Outcome.SEVERAL, false);
        assertThat(many.entries()).hasSize(WhyAnswer.MAX_LISTED);
        assertThat(many.reason()).startsWith("more than 20 entries are named 'Many'");
    }

    @Test
    @Proves("11.1")
    void a_step_that_leaves_out_a_value_that_cannot_be_and_a_GUID_that_is_none_are_told() throws IOException {
        Path routes = Providers.add(folder.resolve("routes"));
        Path file = routes.resolve("ldap-import-user.camel.yaml");
        String text = Files.readString(file);
        String map = "        - bean:\n            ref: ldap-import-mapping\n            method: map\n";
        assertThat(text).contains(map);
        Files.writeString(
                file,
                text.replace(
                        map,
                        "        - filter:\n            expression:\n              simple:\n                expression:"
                                + " ${body[employeeType]} == 'service'\n            steps:\n              - stop: {}\n"
                                + map));
        settings.put("ldap-import.directory.attributes", "employeeType");
        settings.put("ldap-import.users.sync-attributes", "name=${body.truth('sn')}, email=mail");
        settings.put("ldap-import.directory.guid-attribute", "employeeNumber");
        person("backup", "employeeType: service", "employeeNumber: 1");
        person("broken", "employeeNumber: 2");
        person("noguid");
        person("placeholder", "employeeNumber: 00000000-0000-0000-0000-000000000000");
        try (RunningRoutes running = RunningRoutes.start(routes, settings)) {
            WhyAnswers backup = Why.ask(running.context(), List.of("ldap"), "backup");
            is(backup.providers().get(0), Outcome.LEFT_OUT, false);
            WhyAnswer broken = Why.ask(running.context(), List.of("ldap"), "broken")
                    .providers()
                    .get(0);
            is(broken, Outcome.NOT_MAPPED, false);
            assertThat(broken.reason()).contains("column name", "'Person broken'", "neither TRUE nor FALSE");
            for (String name : List.of("noguid", "placeholder")) {
                WhyAnswer none = Why.ask(running.context(), List.of("ldap"), name)
                        .providers()
                        .get(0);
                is(none, Outcome.NO_GUID, false);
                assertThat(none.reason()).contains("employeeNumber");
            }
        }
    }

    @Test
    @Proves("11.6")
    void passwords_are_neither_asked_for_nor_shown() {
        database.execute("ALTER TABLE users ADD legacy VARCHAR(200)");
        database.execute("ALTER TABLE users ADD photo VARBINARY(200)");
        settings.put(
                "ldap-import.users.sync-attributes",
                "name=cn, email=mail, legacy=${body.base64('userPassword')}, photo=jpegPhoto");
        settings.put("ldap-import.directory.filter", "(&(!(userPassword=other-s3cret))(cn=*))");
        person("ada", "mail: ada@example.com", "userPassword: s3cret-of-ada", "jpegPhoto:: AAECAwQ=");
        run();
        String coded = database.value("SELECT legacy FROM users");
        assertThat(coded).isNotEmpty();
        change("ada", "replace: userPassword\nuserPassword: new-s3cret");
        database.execute("UPDATE users SET password = '$2y$04$hash-of-a-password', photo = X'00'");
        String answer = AsciiJson.write(why("ada"));
        assertThat(answer)
                .contains("(!(userPassword=***))", "(not shown)", "5 bytes", "1 bytes")
                .doesNotContain("s3cret", coded, "$2y", "AAECAwQ");
        settings.put("ldap-import.directory.filter", "(userPassword=other-s3cret)");
        WhyAnswer filtered = why("ada");
        is(filtered, Outcome.FILTERED, true);
        assertThat(AsciiJson.write(filtered)).doesNotContain("s3cret", coded);
    }

    @Test
    @Proves("11.7")
    void a_look_writes_nothing_takes_no_lock_sends_no_event_and_is_no_run_to_others() {
        AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
        InMemoryOperationInterceptor watch = new InMemoryOperationInterceptor() {
            @Override
            public void processSearchRequest(InMemoryInterceptedSearchRequest request) {
                meanwhile.get().run();
            }
        };
        try (TestDirectory watched = TestDirectory.start(null, watch).addPerson("ada", "Ada", "mail: ada@example.com");
                RunningRoutes routes = RunningRoutes.start(settings, watched.settings(), RunningRoutes.withEvents())) {
            Runs runs = routes.context().getRegistry().lookupByNameAndType("ldap-import-runs", Runs.class);
            List<Collection<ImportRun>> current = new CopyOnWriteArrayList<>();
            List<Boolean> held = new CopyOnWriteArrayList<>();
            meanwhile.set(() -> {
                current.add(runs.current());
                held.add(runs.hold());
            });
            WhyAnswer answer = Why.ask(routes.context(), List.of("ldap"), "ada")
                    .providers()
                    .get(0);
            meanwhile.set(() -> {});
            is(answer, Outcome.NEW, false);
            assertThat(current).isNotEmpty().allMatch(Collection::isEmpty);
            assertThat(held).isNotEmpty().containsOnly(false);
            assertThat(routes.events()).isEmpty();
            // nothing is left that keeps routes from being exchanged
            assertThat(runs.hold()).isTrue();
            runs.resume();
        }
        assertThat(database.query("SELECT * FROM users")).isEmpty();
        assertThat(database.column("SELECT table_name FROM information_schema.tables WHERE table_schema = 'PUBLIC'"))
                .containsExactly("USERS");
    }

    @Test
    @Proves("11.5")
    void the_limit_that_refused_the_last_run_is_told() {
        person("ada", "mail: ada@example.com");
        run();
        person("new", "mail: new@example.com");
        run("LdapImportMinUsers", 5);
        WhyAnswer answer = why("new");
        is(answer, Outcome.NEW, false);
        assertThat(answer.reason()).contains("ended as refused", "fewer than min-users=5");
        // a run for one user says nothing of those for all
        run("LdapImportUser", "ada");
        assertThat(why("new").reason()).contains("fewer than min-users=5");
    }

    @Test
    @Proves("11.1")
    void a_guard_that_refuses_the_whole_run_is_told() {
        for (int i = 0; i < 12; i++) {
            person("user" + i, "mail: user" + i + "@example.com");
        }
        run();
        database.execute("UPDATE users SET domain = 'elsewhere'");
        WhyAnswer answer = why("user3");
        is(answer, Outcome.REFUSED, false);
        assertThat(answer.reason()).contains("elsewhere", "--scope-changed");
    }

    @Test
    @Proves("3.93")
    void a_grace_period_is_told_before_and_after_a_run_has_noticed_the_user() {
        settings.put("ldap-import.grace", "14d");
        person("ada", "mail: ada@example.com");
        person("bob", "mail: bob@example.com");
        run();
        directory.deletePerson("ada");
        assertThat(why("ada@example.com").remedy()).contains("ldap-import.grace=14d", "no run has noticed it yet");
        run("LdapImportDeleteMissing", true);
        assertThat(why("ada@example.com").remedy())
                .contains(
                        "noticed by run " + database.value("SELECT DISTINCT run_id FROM ldap_import_missing"),
                        "14 d left");
    }

    @Test
    @Proves("11.3")
    void a_disabled_filter_is_the_directorys_to_judge_and_the_settings_say_what_the_next_run_does() {
        settings.put("ldap-import.directory.disabled-filter", "(employeeType=former)");
        person("ada", "mail: ada@example.com");
        run();
        change("ada", "replace: employeeType\nemployeeType: FORMER");
        WhyAnswer off = why("ada");
        is(off, Outcome.DISABLED, true);
        assertThat(off.remedy()).contains("delete is off");
        settings.put("ldap-import.delete", "true");
        settings.put("ldap-import.restore", "true");
        assertThat(why("ada").remedy()).contains("the next run soft-deletes the row");
        run();
        WhyAnswer deleted = why("ada");
        is(deleted, Outcome.DELETED, false);
        assertThat(deleted.remedy()).startsWith("enable the account");
        assertThat(deleted.reason())
                .contains("by run " + database.value("SELECT run_id FROM ldap_import_changes WHERE kind = 'deleted'"));
        change("ada", "delete: employeeType");
        assertThat(why("ada").remedy()).contains("the next run restores the row");
    }

    @Test
    @Proves({"11.8", "11.9"})
    void a_database_that_is_down_and_a_wrong_password_are_told_as_a_run_tells_them() throws IOException {
        person("ada", "mail: ada@example.com");
        Path routes = Providers.add(folder.resolve("routes"), "partners");
        settings.putAll(Providers.settings("partners", directory.settings()));
        settings.put("ldap-import.partners.domain", "partners");
        settings.put("ldap-import.partners.directory.password", "wrong");
        try (RunningRoutes running = RunningRoutes.start(routes, settings)) {
            WhyAnswers both = Why.ask(running.context(), List.of("partners", "ldap"), "ada");
            is(both.providers().get(0), Outcome.FAILED, false);
            assertThat(both.providers().get(0).reason())
                    .contains("Cannot sign in")
                    .doesNotContain("wrong");
            is(both.providers().get(1), Outcome.NEW, false);
            assertThatThrownBy(() -> Why.ask(running.context(), List.of("partners"), "ada"))
                    .isInstanceOf(ConfigurationException.class);
        }
        settings.keySet().removeIf(key -> key.startsWith("ldap-import.partners."));
        settings.put("ldap-import.database.url", "jdbc:postgresql://localhost:1/nothing");
        try (RunningRoutes running = RunningRoutes.start(settings)) {
            assertThatThrownBy(() -> Why.ask(running.context(), List.of("ldap"), "ada"))
                    .hasMessageContaining("Cannot open the database jdbc:postgresql://localhost:1/nothing");
        }
    }
}
