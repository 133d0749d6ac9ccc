package io.github.ldapimport.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ModifyRequest;
import com.unboundid.ldif.LDIFException;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.Slapd;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of rows when a real OpenLDAP server takes rights on some entries from the account that reads. */
@Timeout(180)
class SlapdRightsIT {
    private static final int USERS = 29;
    private static final String DIRECTORY = "ldap-import.directory.";
    private static final String USERS_PREFIX = "ldap-import.users.";
    private static final String READER = "cn=reader," + TestDirectory.BASE;
    private static final Control RELAX = new Control("1.3.6.1.4.1.4203.666.5.12", true);

    // user 17 is not among them, whose name is written in another way
    private static final List<Integer> SOME = List.of(10, 11, 12, 13, 14, 15);

    private static Slapd slapd;

    private TestDatabase database;
    private final List<Runnable> undo = new ArrayList<>();

    @BeforeAll
    static void start() {
        Slapd.requireInstalled();
        slapd = Slapd.start("rights", USERS, "");
    }

    @AfterAll
    static void stop() {
        if (slapd != null) {
            slapd.close();
        }
    }

    @BeforeEach
    void createTable() {
        database = TestDatabase.create(TestDatabase.Product.H2).createUsersTable();
    }

    @AfterEach
    void close() {
        undo.forEach(Runnable::run);
        slapd.setAccess();
        database.close();
    }

    private ImportSummary run(Map<String, String> settings, Object... headers) {
        try (RunningRoutes routes = RunningRoutes.start(slapd.settings(), database.settings(), settings)) {
            return routes.outcome(null, headers);
        }
    }

    private int deleted() {
        return Integer.parseInt(database.value("SELECT COUNT(*) FROM users WHERE deleted_at IS NOT NULL"));
    }

    private static String dn(int user) {
        return "uid=user" + String.format("%06d", user) + "," + TestDirectory.PEOPLE;
    }

    /** Leaves the account that reads no more than a right on some attributes of some users. */
    private static void withdraw(String attributes, String right, List<Integer> users) {
        slapd.setAccess(users.stream()
                .map(user -> "to dn.exact=\"" + dn(user) + "\" attrs=" + attributes + " by dn.exact=\"" + READER + "\" "
                        + right + " by * break")
                .toArray(String[]::new));
    }

    private static void modify(int user, String... lines) {
        List<String> ldif = new ArrayList<>(List.of("dn: " + dn(user), "changetype: modify"));
        ldif.addAll(List.of(lines));
        try (LDAPConnection admin = slapd.admin()) {
            ModifyRequest request = new ModifyRequest(ldif.toArray(String[]::new));
            request.addControl(RELAX);
            admin.modify(request);
        } catch (LDAPException | LDIFException e) {
            throw new IllegalStateException(e);
        }
    }

    private void set(int user, String attribute, String value) {
        modify(user, "replace: " + attribute, attribute + ": " + value);
        undo.add(() -> modify(user, "replace: " + attribute));
    }

    @ParameterizedTest
    @CsvSource({"none", "compare"})
    @Proves({"3.45", "3.46"})
    void users_whose_object_class_is_hidden_are_not_taken_for_leavers(String right) {
        run(Map.of());
        withdraw("objectClass", right, SOME);

        ImportSummary summary = run(Map.of(), Headers.DELETE_MISSING, true);

        assertThat(summary.found()).isEqualTo(USERS - SOME.size());
        assertThat(summary.status()).isEqualTo(ImportSummary.REFUSED);
        assertThat(summary.reason())
                .contains("6 of the 6 missing users", "uid=user0000", READER, "objectClass", "nobody was deleted");
        assertThat(summary.deletedMissing()).isZero();
        assertThat(deleted()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(employeeType=staff)",
                "(&(uid=*)(employeeType=staff))",
                "(|(employeeType=staff)(title=nothing))",
                "(!(employeeType=guest))",
                "(employeeType=*)"
            })
    @Proves({"3.45", "3.46"})
    void users_who_hide_what_the_filter_reads_are_not_taken_for_leavers_and_those_who_left_are(String filter) {
        IntStream.rangeClosed(10, USERS).filter(user -> user != 17).forEach(user -> set(user, "employeeType", "staff"));
        Map<String, String> settings = Map.of(DIRECTORY + "filter", filter);
        int rows = Math.toIntExact(run(settings).imported());
        assertThat(rows).isGreaterThanOrEqualTo(USERS - 11);
        modify(20, "replace: employeeType", "employeeType: guest");
        boolean isOfStaffAlone = filter.contains("staff");
        if (isOfStaffAlone) {
            modify(21, "replace: employeeType");
        }

        withdraw("employeeType", "none", List.of(10));
        ImportSummary hidden = run(settings, Headers.DELETE_MISSING, true);
        assertThat(hidden.status()).as(hidden.toString()).isEqualTo(ImportSummary.REFUSED);
        assertThat(hidden.reason()).contains("1 of the ", dn(10), "employeeType");
        assertThat(deleted()).isZero();

        slapd.setAccess();
        ImportSummary shown = run(settings, Headers.DELETE_MISSING, true);
        assertThat(shown.status()).as(shown.toString()).isEqualTo(ImportSummary.COMPLETED);
        assertThat(deleted()).isEqualTo(isOfStaffAlone ? 2 : filter.equals("(employeeType=*)") ? 0 : 1);
    }

    @Test
    @Proves("3.46")
    void a_user_who_left_the_filter_is_missing_also_where_the_account_may_search_but_not_read_it() {
        IntStream.rangeClosed(10, 16).forEach(user -> set(user, "employeeType", "staff"));
        Map<String, String> settings = Map.of(DIRECTORY + "filter", "(employeeType=staff)");
        assertThat(run(settings).imported()).isEqualTo(7);
        modify(16, "replace: employeeType", "employeeType: alumni");
        withdraw("employeeType,objectClass", "search", List.of(10, 16));

        ImportSummary summary = run(settings, Headers.DELETE_MISSING, true);

        assertThat(summary.status()).as(summary.toString()).isEqualTo(ImportSummary.COMPLETED);
        assertThat(database.column("SELECT email FROM users WHERE deleted_at IS NOT NULL"))
                .containsExactly("user000016@example.com");
    }

    static Stream<Map<String, String>> whoIsDisabled() {
        return Stream.of(
                Map.of(DIRECTORY + "type", "openldap"),
                Map.of(DIRECTORY + "disabled-filter", "(pwdAccountLockedTime=000001010000Z)"),
                Map.of(DIRECTORY + "disabled-filter", "(|(title=nothing)(pwdAccountLockedTime=*))"));
    }

    @ParameterizedTest
    @MethodSource("whoIsDisabled")
    @Proves("3.47")
    void a_disabled_user_who_hides_it_is_not_restored_and_an_enabled_one_is(Map<String, String> settings) {
        // user 25 is locked from the start
        for (int user : List.of(10, 11)) {
            set(user, "pwdAccountLockedTime", "000001010000Z");
        }
        run(settings);
        assertThat(run(settings, Headers.DELETE, true).status()).isEqualTo(ImportSummary.COMPLETED);
        assertThat(deleted()).isEqualTo(3);
        modify(11, "replace: pwdAccountLockedTime");
        withdraw("pwdAccountLockedTime", "none", List.of(10));

        ImportSummary dryRun = run(settings, Headers.RESTORE, true, Headers.DRY_RUN, true);
        ImportSummary summary = run(settings, Headers.RESTORE, true);

        assertThat(dryRun.restored()).isEqualTo(1);
        assertThat(dryRun.failed()).isEqualTo(1);
        assertThat(summary.restored()).isEqualTo(1);
        assertThat(summary.failed()).isEqualTo(1);
        assertThat(summary.failures().get(0).message())
                .contains("not restored", "pwdAccountLockedTime", READER, "search and read");
        assertThat(summary.changed() + summary.unchanged() + summary.failed()).isEqualTo(USERS);
        assertThat(database.column("SELECT email FROM users WHERE deleted_at IS NOT NULL ORDER BY email"))
                .containsExactly("user000010@example.com", "user000025@example.com");
    }

    @ParameterizedTest
    @CsvSource({
        "none, telephoneNumber",
        "compare, telephoneNumber",
        "search, telephoneNumber",
        "none, ${body[telephoneNumber]}",
        "none, '${body.joined(''telephoneNumber'', '' '')}'"
    })
    @Proves("3.48")
    void a_value_that_an_entry_hides_stays_in_the_row_and_one_that_is_gone_does_not(String right, String source) {
        database.execute("ALTER TABLE users ADD phone VARCHAR(100)");
        run(Map.of(USERS_PREFIX + "sync-attributes", "email=mail, name=cn, phone=telephoneNumber"));
        String before = database.value("SELECT phone FROM users WHERE email = 'user000010@example.com'");
        assertThat(before).isNotEmpty();
        String telephone = database.value("SELECT phone FROM users WHERE email = 'user000011@example.com'");
        modify(11, "replace: telephoneNumber");
        undo.add(() -> modify(11, "replace: telephoneNumber", "telephoneNumber: " + telephone));
        withdraw("telephoneNumber", right, List.of(10));

        ImportSummary summary = run(Map.of(USERS_PREFIX + "sync-attributes", "email=mail, name=cn, phone=" + source));

        assertThat(summary.status()).isEqualTo(ImportSummary.COMPLETED);
        assertThat(summary.failed()).as(summary.toString()).isEqualTo(1);
        assertThat(summary.failures().get(0).message()).contains("phone", "telephoneNumber", READER);
        assertThat(database.value("SELECT phone FROM users WHERE email = 'user000010@example.com'"))
                .isEqualTo(before);
        assertThat(database.value("SELECT phone FROM users WHERE email = 'user000011@example.com'"))
                .isNull();
    }
}
