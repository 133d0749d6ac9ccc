package io.github.ldapimport.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.testing.GroupsFixture;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.TestDatabase.Product;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings of memberships that cannot work are refused before anything is read. */
class MemberSettingsTest {
    @TempDir
    private Path folder;

    private GroupsFixture fixture;

    @AfterEach
    void stop() {
        fixture.close();
    }

    private String refusal() {
        ImportSummary summary = fixture.importGroups();
        assertThat(summary.status()).isEqualTo("failed");
        assertThat(summary.found()).isZero();
        return summary.reason();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "members.table        | nowhere              | nowhere; correct the name, or make the table; CREATE TABLE",
                "members.user-column  | user_nr              | user_nr; has no such column; group_id",
                "members.group-column | user_id              | user_id; two purposes",
                "members.of           | nobody               | nobody; there is no such provider",
                "members.of           | groups               | groups; the groups itself",
                "members.source       | members              | members; member, uniqueMember, memberUid, memberOf",
                "members.nested       | maybe                | maybe",
                "members.nested       | yes                  | yes",
                "members.of-deleted   | drop                 | drop; keep or remove",
                "members.constants    | kind                 | kind; column='text'",
                "members.constants    | user_id='x'          | user_id",
                "members.user-value   | login                | login; no such column",
                "members.user-value   | name                 | user_id; name another column",
                "max-removed          | many                 | many"
            })
    @Proves("13.24")
    void a_slip_is_named_with_its_setting(String setting, String value, String words) {
        fixture = GroupsFixture.of(Product.H2, folder, 1)
                .with("users.create-table", "never")
                .with(setting, value);
        assertThat(refusal()).contains("ldap-import.groups.").contains(setting.replaceFirst("\\..*", ""));
        assertThat(refusal().toLowerCase(Locale.ROOT))
                .contains(words.toLowerCase(Locale.ROOT).split("; "));
    }

    @Test
    @Proves("13.25")
    void check_says_where_pairs_go_and_where_members_come_from() {
        fixture = GroupsFixture.of(Product.H2, folder, 2).addGroup("staff", "user1");
        assertThat(fixture.routes().check("groups", "members"))
                .singleElement()
                .asString()
                .startsWith("OK: ")
                .contains("user_groups (user_id, group_id)", "provider ldap", "1 of the first 1 have member");
        fixture.restart().with("members.user-column", "user_nr");
        assertThat(fixture.routes().check("groups", "members"))
                .singleElement()
                .asString()
                .startsWith("FAIL: ")
                .contains("user_nr");
    }

    @Test
    @Proves("13.24")
    void settings_without_a_table_are_no_memberships_by_mistake() {
        fixture = GroupsFixture.of(Product.H2, folder, 1)
                .with("members.table", "")
                .with("members.nested", "true");
        assertThat(refusal()).contains("ldap-import.groups.members.nested", "ldap-import.groups.members.table");
    }

    @Test
    @Proves("13.24")
    void a_column_that_nothing_fills_is_named() {
        fixture = GroupsFixture.of(Product.H2, folder, 1);
        fixture.database.execute("ALTER TABLE user_groups ADD granted_by VARCHAR(20) NOT NULL");
        assertThat(refusal()).contains("GRANTED_BY", "members.constants");
    }
}
