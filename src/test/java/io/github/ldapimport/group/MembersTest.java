package io.github.ldapimport.group;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.run.RunListener;
import io.github.ldapimport.testing.GroupsFixture;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import io.github.ldapimport.testing.ValueRanges;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is in which group, as pairs in a table. */
class MembersTest {
    @TempDir
    private Path folder;

    private GroupsFixture fixture;

    @AfterEach
    void stop() {
        fixture.close();
    }

    private GroupsFixture start(int people) {
        fixture = GroupsFixture.of(Product.H2, folder, people);
        return fixture;
    }

    private ImportSummary completed(Object... headers) {
        ImportSummary summary = fixture.importGroups(headers);
        assertThat(summary.status()).as("%s", summary.reason()).isEqualTo("completed");
        return summary;
    }

    private List<JsonNode> events(String kind) {
        return fixture.routes().events().stream()
                .filter(event -> event.get("event").asText().equals(kind))
                .toList();
    }

    private String[] users(int from, int to) {
        String[] users = new String[to - from + 1];
        for (int i = from; i <= to; i++) {
            users[i - from] = "user" + i;
        }
        return users;
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    @Proves({"13.1", "13.2", "13.23"})
    void pairs_follow_the_members(Product product) {
        fixture = GroupsFixture.of(product, folder, 12);
        fixture.addGroup("staff", "user1", "user2", "user3").addGroup("admins", "user1");
        fixture.importUsers();
        ImportSummary first = completed();
        assertThat(first.membersAdded()).isEqualTo(4);
        assertThat(fixture.pairs()).containsExactly("admins User 1", "staff User 1", "staff User 2", "staff User 3");
        fixture.setMembers("staff", "user2", "user4");
        ImportSummary second = completed();
        assertThat(second.membersAdded()).isEqualTo(1);
        assertThat(second.membersRemoved()).isEqualTo(2);
        assertThat(fixture.pairs()).containsExactly("admins User 1", "staff User 2", "staff User 4");
        ImportSummary third = completed();
        assertThat(third.membersAdded() + third.membersRemoved()).isZero();
    }

    @Test
    @Proves("13.22")
    void events_tell_who_came_and_went_group_by_group() {
        start(3).addGroup("staff", "user1", "user2").importUsers();
        completed();
        fixture.setMembers("staff", "user2", "user3");
        completed();
        assertThat(events("MembersAdded")).hasSize(2);
        assertThat(events("MembersAdded").get(1).get("names")).hasSize(1);
        assertThat(events("MembersAdded").get(1).get("names").get(0).asText()).isEqualTo("User 3");
        assertThat(events("MembersRemoved")).singleElement().satisfies(event -> {
            assertThat(event.get("group").get("name").asText()).isEqualTo("staff");
            assertThat(event.get("group").get("dn").asText()).isEqualTo("cn=staff," + GroupsFixture.GROUPS);
            assertThat(event.get("group").get("id").asText())
                    .isEqualTo(fixture.database.value("SELECT id FROM app_groups"));
            assertThat(event.get("ids").get(0).asText())
                    .isEqualTo(fixture.database.value("SELECT id FROM users WHERE name = 'User 1'"));
            assertThat(event.get("guids").get(0).asText()).isEqualTo(fixture.directory.guid("user1"));
        });
        assertThat(fixture.database.value("SELECT COUNT(*) FROM ldap_import_outbox"))
                .isEqualTo("0");
    }

    @Test
    @Proves("13.26")
    void the_changes_of_a_run_name_who_was_added_and_removed() {
        start(3).addGroup("staff", "user1", "user2").importUsers();
        completed();
        fixture.setMembers("staff", "user2", "user3");
        String run = completed().runId();
        List<String> kept = fixture.database.column("SELECT kind FROM ldap_import_changes WHERE run_id = '" + run
                + "' AND kind LIKE 'members%' ORDER BY kind");
        assertThat(kept).containsExactly("members-added", "members-removed");
        assertThat(fixture.database.value("SELECT detail FROM ldap_import_changes WHERE run_id = '" + run
                        + "' AND kind = 'members-removed'"))
                .contains("\"members\":[\"User 1\",null]", "\"name\":\"staff\"");
        assertThat(fixture.database.value(
                        "SELECT guid FROM ldap_import_changes WHERE run_id = '" + run + "' AND kind = 'members-added'"))
                .isEqualTo(fixture.database.value("SELECT guid FROM app_groups"));
    }

    @Test
    @Proves("13.3")
    void only_a_run_for_all_groups_that_completes_touches_memberships() {
        start(3).addGroup("staff", "user1").addGroup("admins", "user1").importUsers();
        completed(Headers.USER, "staff");
        completed(Headers.FILTER, "(cn=staff)");
        assertThat(fixture.pairs()).isEmpty();
        fixture.importGroups(Headers.MIN_USERS, "5");
        assertThat(fixture.pairs()).isEmpty();
        completed();
        assertThat(fixture.pairs()).hasSize(2);
    }

    @Test
    @Proves("13.21")
    void a_dry_run_names_who_would_come_and_go_and_writes_nothing() {
        start(3).addGroup("staff", "user1", "user2").importUsers();
        completed();
        fixture.setMembers("staff", "user2", "user3");
        List<String> shown = new ArrayList<>();
        RunListener listener = new RunListener() {
            @Override
            public void members(String group, List<String> added, List<String> removed) {
                shown.add(group + " + " + added + " - " + removed);
            }
        };
        ImportSummary dry = fixture.routes().outcome(listener, GroupsFixture.groups(Headers.DRY_RUN, true));
        assertThat(shown).containsExactly("staff + [User 3] - [User 1]");
        assertThat(dry.membersAdded()).isEqualTo(1);
        assertThat(dry.membersRemoved()).isEqualTo(1);
        assertThat(fixture.pairs()).containsExactly("staff User 1", "staff User 2");
    }

    @Nested
    class Sources {
        @ParameterizedTest
        @CsvSource({"groupOfNames, member", "groupOfUniqueNames, uniqueMember"})
        @Proves("13.4")
        void members_are_read_from_whichever_attribute_the_groups_have(String objectClass, String attribute) {
            start(3).add("staff", objectClass, attribute, "user1", "user3").importUsers();
            completed();
            assertThat(fixture.pairs()).containsExactly("staff User 1", "staff User 3");
        }

        @ParameterizedTest
        @ValueSource(strings = {"auto", "memberUid"})
        @Proves("13.4")
        void logins_are_compared_as_uid_is(String source) {
            fixture = GroupsFixture.of(TestDirectory.withoutSchema(), Product.H2, folder, 3);
            fixture.with("members.source", source);
            fixture.directory.add(
                    "dn: cn=staff," + GroupsFixture.GROUPS
                            + "\nobjectClass: posixGroup\ncn: staff\ngidNumber: 5\nmemberUid: user1\nmemberUid: USER3\nmemberUid: gone");
            fixture.importUsers();
            completed();
            assertThat(fixture.pairs()).containsExactly("staff User 1", "staff User 3");
        }

        @Test
        @Proves("13.4")
        void groups_of_several_kinds_are_read_side_by_side() {
            start(3).addGroup("names", "user1")
                    .add("unique", "groupOfUniqueNames", "uniqueMember", "user2")
                    .importUsers();
            completed();
            assertThat(fixture.pairs()).containsExactly("names User 1", "unique User 2");
        }

        @ParameterizedTest
        @ValueSource(strings = {"auto", "memberOf"})
        @Proves("13.4")
        void memberOf_of_the_users_counts_where_the_groups_do_not_tell(String source) {
            fixture = GroupsFixture.of(TestDirectory.withoutSchema(), Product.H2, folder, 0);
            fixture.with("members.source", source);
            for (int i = 1; i <= 3; i++) {
                fixture.directory.addPerson(
                        "user" + i,
                        "User " + i,
                        "mail: user" + i + "@example.com",
                        "memberOf: CN=Staff, " + GroupsFixture.GROUPS);
            }
            fixture.directory.add("dn: cn=staff," + GroupsFixture.GROUPS + "\nobjectClass: groupOfNames\ncn: staff");
            fixture.importUsers();
            completed();
            assertThat(fixture.pairs()).containsExactly("staff User 1", "staff User 2", "staff User 3");
            fixture.directory.modify("dn: " + GroupsFixture.dn("user2")
                    + "\nchangetype: modify\nreplace: memberOf\nmemberOf: cn=other," + GroupsFixture.GROUPS);
            completed();
            assertThat(fixture.pairs()).containsExactly("staff User 1", "staff User 3");
        }

        @Test
        @Proves("13.18")
        void an_empty_value_and_bits_behind_a_unique_name_cost_no_other_member() {
            fixture = GroupsFixture.of(TestDirectory.withoutSchema(), Product.H2, folder, 2);
            fixture.directory.add(
                    "dn: cn=staff," + GroupsFixture.GROUPS + "\nobjectClass: groupOfUniqueNames\ncn: staff"
                            + "\nuniqueMember:\nuniqueMember: cn=dummy\nuniqueMember: " + GroupsFixture.dn("user1")
                            + "\nuniqueMember: " + GroupsFixture.dn("user2") + "#'0101'B");
            fixture.importUsers();
            completed();
            assertThat(fixture.pairs()).containsExactly("staff User 1", "staff User 2");
        }

        @Test
        @Proves("13.24")
        void a_source_that_no_group_has_is_refused_where_the_groups_have_another() {
            start(3).addGroup("staff", "user1").importUsers();
            completed();
            fixture.restart().with("members.source", "uniqueMember");
            ImportSummary summary = fixture.importGroups();
            assertThat(summary.status()).isEqualTo("failed");
            assertThat(summary.reason()).contains("members.source", "uniqueMember", "groups have member");
            assertThat(fixture.pairs()).containsExactly("staff User 1");
        }

        @Test
        @Proves("13.5")
        void a_DN_is_compared_as_a_DN() {
            fixture = GroupsFixture.of(TestDirectory.withoutSchema(), Product.H2, folder, 2);
            fixture.directory.add(
                    "dn: cn=Doe\\, John+uid=jd,ou=people,dc=example,dc=com\nobjectClass: inetOrgPerson\ncn: Doe, John\nuid: jd\n"
                            + "sn: Doe\nmail: jd@example.com\nentryUUID: 00000000-0000-4000-8000-000000000001");
            fixture.directory.add("dn: cn=staff," + GroupsFixture.GROUPS
                    + "\nobjectClass: groupOfNames\ncn: staff\nmember: UID=USER1 , OU=People,  dc=example,dc=com"
                    + "\nmember: UID=jd+CN=doe\\2c john,ou=people,0.9.2342.19200300.100.1.25=example,DC=COM");
            fixture.importUsers();
            completed();
            assertThat(fixture.pairs()).containsExactlyInAnyOrder("staff User 1", "staff Doe, John");
        }

        @Test
        @Proves("13.8")
        void on_Active_Directory_the_primary_group_counts_and_members_may_come_in_ranges() {
            ValueRanges ranges = new ValueRanges("member", 3, ValueRanges.Answer.RIGHT);
            fixture = GroupsFixture.of(TestDirectory.withoutSchema(ranges), Product.H2, folder, 0);
            for (String provider : List.of("ldap-import", "ldap-import.groups")) {
                fixture.with(provider + ".directory.type", "active-directory");
            }
            fixture.with("directory.user-filter", "(objectClass=group)");
            for (int i = 1; i <= 8; i++) {
                fixture.directory.addPerson(
                        "user" + i,
                        "User " + i,
                        "objectClass: user",
                        "mail: user" + i + "@example.com",
                        "objectGUID:: " + base64(16, i),
                        "objectSid:: " + sid(1100 + i),
                        "primaryGroupID: " + (i == 8 ? 514 : 513));
            }
            addGroup("Domain Users", 101, 513);
            addGroup("staff", 102, 1200, users(1, 7));
            fixture.importUsers();
            completed();
            assertThat(fixture.pairs()).hasSize(14).contains("staff User 7", "Domain Users User 1");
            assertThat(fixture.pairs()).doesNotContain("Domain Users User 8");
            assertThat(ranges.furtherReads()).isPositive();
            ImportSummary again = completed();
            assertThat(again.membersAdded() + again.membersRemoved()).isZero();
        }

        private void addGroup(String name, int guid, int rid, String... members) {
            StringBuilder ldif = new StringBuilder("dn: cn=" + name + "," + GroupsFixture.GROUPS
                    + "\nobjectClass: group\ncn: " + name + "\nobjectGUID:: " + base64(16, guid) + "\nobjectSid:: "
                    + sid(rid));
            for (String member : members) {
                ldif.append("\nmember: ").append(GroupsFixture.dn(member));
            }
            fixture.directory.add(ldif.toString());
        }

        private String base64(int length, int last) {
            byte[] bytes = new byte[length];
            bytes[length - 1] = (byte) last;
            return Base64.getEncoder().encodeToString(bytes);
        }

        /** S-1-5-21-1-2-3-RID ([MS-DTYP] 2.4.2). */
        private String sid(int rid) {
            ByteBuffer sid = ByteBuffer.allocate(28).order(ByteOrder.LITTLE_ENDIAN);
            sid.put(new byte[] {1, 5, 0, 0, 0, 0, 0, 5});
            for (int part : new int[] {21, 1, 2, 3, rid}) {
                sid.putInt(part);
            }
            return Base64.getEncoder().encodeToString(sid.array());
        }

        @Test
        @Proves("13.18")
        void members_who_are_no_users_of_the_provider_are_no_error() {
            start(2).addGroup(
                            "staff",
                            "user1",
                            "cn=printer,ou=things,dc=example,dc=com",
                            "CN=S-1-5-21-1,CN=ForeignSecurityPrincipals,DC=example,DC=com")
                    .importUsers();
            ImportSummary summary = completed();
            assertThat(summary.failed()).isZero();
            assertThat(fixture.pairs()).containsExactly("staff User 1");
        }
    }

    @Nested
    class GroupsInGroups {
        private void nest() {
            start(4).addGroup("inner", "user1", "user2")
                    .addGroup("outer", "user3", "cn=INNER," + GroupsFixture.GROUPS, "cn=ring," + GroupsFixture.GROUPS)
                    .addGroup("ring", "user4", "cn=outer," + GroupsFixture.GROUPS);
        }

        @Test
        @Proves("13.6")
        void their_members_do_not_count_by_default() {
            nest();
            fixture.importUsers();
            completed();
            assertThat(fixture.pairs()).containsExactly("inner User 1", "inner User 2", "outer User 3", "ring User 4");
        }

        @Test
        @Proves("13.6")
        void their_members_count_with_nested_also_in_a_ring() {
            nest();
            fixture.with("members.nested", "true").importUsers();
            completed();
            assertThat(fixture.pairs())
                    .containsExactly(
                            "inner User 1",
                            "inner User 2",
                            "outer User 1",
                            "outer User 2",
                            "outer User 3",
                            "outer User 4",
                            "ring User 1",
                            "ring User 2",
                            "ring User 3",
                            "ring User 4");
        }

        @Test
        @Proves("13.7")
        void those_that_are_none_of_the_provider_are_read_too() {
            nest();
            fixture.with("members.nested", "true")
                    .with("directory.filter", "(cn=outer)")
                    .importUsers();
            completed();
            assertThat(fixture.pairs()).containsExactly("outer User 1", "outer User 2", "outer User 3", "outer User 4");
        }
    }

    @Nested
    class WhoStays {
        @Test
        @Proves("13.9")
        void users_whom_the_search_does_not_find_lose_nothing() {
            start(4).addGroup("staff", "user1", "user2", "user3").importUsers();
            completed();
            // outside of what the provider of the users covers since
            fixture.restart().with("ldap-import.directory.filter", "(!(uid=user1))");
            fixture.setMembers("staff", "user2");
            completed();
            assertThat(fixture.pairs()).containsExactly("staff User 1", "staff User 2");
        }

        @ParameterizedTest
        @CsvSource({"keep, 2", "remove, 1"})
        @Proves("13.10")
        void soft_deleted_users_keep_theirs_unless_asked(String setting, int left) {
            start(4).addGroup("staff", "user1", "user2")
                    .with("members.of-deleted", setting)
                    .importUsers();
            completed();
            fixture.database.execute("UPDATE users SET deleted_at = CURRENT_TIMESTAMP WHERE name = 'User 1'");
            completed();
            assertThat(fixture.pairs()).hasSize(left);
            fixture.database.execute("DELETE FROM user_groups");
            completed();
            assertThat(fixture.pairs()).as("none is added for such a user").containsExactly("staff User 2");
        }

        @Test
        @Proves("13.11")
        void pairs_of_users_of_the_application_itself_stay() {
            start(2).addGroup("staff", "user1").importUsers();
            completed();
            fixture.database.execute("INSERT INTO users (id, name) VALUES (1, 'Local')");
            fixture.database.execute("INSERT INTO user_groups SELECT 1, id FROM app_groups");
            completed();
            assertThat(fixture.pairs()).containsExactly("staff Local", "staff User 1");
        }

        @ParameterizedTest
        @EnumSource(Product.class)
        @Proves("13.12")
        void pairs_without_the_mark_of_origin_stay(Product product) {
            fixture = GroupsFixture.of(product, folder, 4);
            fixture.database.execute("ALTER TABLE user_groups ADD origin VARCHAR(20)");
            fixture.addGroup("staff", "user1", "user2")
                    .with("members.origin-column", "origin")
                    .importUsers();
            completed();
            fixture.database.execute(
                    "INSERT INTO user_groups SELECT u.id, g.id, NULL FROM users u, app_groups g WHERE u.name = 'User 3'");
            fixture.database.execute(
                    "INSERT INTO user_groups SELECT u.id, g.id, 'by hand' FROM users u, app_groups g WHERE u.name = 'User 4'");
            // who was put there by hand and is a member, too, stays when the membership ends
            fixture.setMembers("staff", "user1", "user3");
            completed();
            fixture.setMembers("staff", "user1");
            completed();
            assertThat(fixture.pairs()).containsExactly("staff User 1", "staff User 3", "staff User 4");
        }

        @ParameterizedTest
        @EnumSource(Product.class)
        @Proves("13.13")
        void pairs_with_other_constants_are_others(Product product) {
            fixture = GroupsFixture.of(product, folder, 3);
            fixture.database.execute("DROP TABLE user_groups");
            fixture.database.execute(
                    "CREATE TABLE user_groups (user_id BIGINT, group_id BIGINT, model_type VARCHAR(50),"
                            + " PRIMARY KEY (user_id, group_id, model_type))");
            fixture.addGroup("staff", "user1", "user2")
                    .with("members.constants", "model_type='App\\Models\\User'")
                    .importUsers();
            completed();
            fixture.database.execute(
                    "INSERT INTO user_groups SELECT u.id, g.id, 'other' FROM users u, app_groups g WHERE u.name = 'User 3'");
            fixture.setMembers("staff", "user1");
            completed();
            assertThat(fixture.database.column("SELECT model_type FROM user_groups ORDER BY model_type"))
                    .containsExactlyInAnyOrder("App\\Models\\User", "other");
        }

        @Test
        @Proves("13.17")
        void a_renamed_group_keeps_its_row_and_so_its_pairs() {
            start(2).addGroup("staff", "user1").importUsers();
            completed();
            String pair = fixture.database.value("SELECT group_id FROM user_groups");
            fixture.rename("staff", "crew");
            ImportSummary summary = completed();
            assertThat(summary.membersAdded() + summary.membersRemoved()).isZero();
            assertThat(fixture.pairs()).containsExactly("crew User 1");
            assertThat(fixture.database.value("SELECT group_id FROM user_groups"))
                    .isEqualTo(pair);
        }
    }

    @Test
    @Proves("13.20")
    void a_group_that_has_no_members_as_the_directory_confirms_loses_all_pairs() {
        fixture = GroupsFixture.of(TestDirectory.withoutSchema(), Product.H2, folder, 3);
        fixture.addGroup("staff", "user1").addGroup("crew", "user2").importUsers();
        completed();
        fixture.directory.modify("dn: cn=staff," + GroupsFixture.GROUPS + "\nchangetype: modify\ndelete: member");
        completed();
        assertThat(fixture.pairs()).containsExactly("crew User 2");
    }

    @Nested
    class GroupsThatAreGone {
        @Test
        @Proves("13.16")
        void a_missing_group_keeps_its_pairs_until_it_is_soft_deleted() {
            start(2).addGroup("staff", "user1").addGroup("crew", "user2").importUsers();
            completed();
            fixture.deleteGroup("staff");
            completed();
            assertThat(fixture.pairs()).hasSize(2);
            completed(Headers.DELETE_MISSING, true);
            assertThat(fixture.pairs()).containsExactly("crew User 2");
            assertThat(events("MembersRemoved")).hasSize(1);
        }

        @Test
        @Proves("13.16")
        void a_group_that_was_soft_deleted_by_hand_and_is_there_is_left_alone() {
            start(2).addGroup("staff", "user1").addGroup("crew", "user2").importUsers();
            completed();
            fixture.database.execute("UPDATE app_groups SET deleted_at = CURRENT_TIMESTAMP WHERE name = 'staff'");
            fixture.setMembers("staff", "user2");
            completed();
            assertThat(fixture.pairs()).containsExactly("crew User 2", "staff User 1");
        }
    }

    @Nested
    class Limits {
        @Test
        @Proves("13.15")
        void more_than_max_removed_of_all_is_refused_and_none_is_changed() {
            start(16).addGroup("staff", users(1, 15)).importUsers();
            completed();
            fixture.setMembers("staff", users(6, 16));
            ImportSummary fine = completed();
            assertThat(fine.membersRemoved()).isEqualTo(5);
            fixture.setMembers("staff", users(13, 16));
            ImportSummary refused = fixture.importGroups();
            assertThat(refused.status()).isEqualTo("refused");
            assertThat(refused.reason()).contains("--max-removed", "staff");
            assertThat(fixture.pairs()).hasSize(11);
            assertThat(completed(Headers.MAX_REMOVED, "100%").membersRemoved()).isEqualTo(7);
        }

        @Test
        @Proves("13.15")
        void so_is_more_than_that_of_a_group_with_ten_members_or_more() {
            start(30)
                    .addGroup("staff", users(1, 10))
                    .addGroup("all", users(1, 30))
                    .importUsers();
            completed();
            fixture.setMembers("staff", users(7, 10));
            ImportSummary refused = fixture.importGroups();
            assertThat(refused.status()).isEqualTo("refused");
            assertThat(refused.reason()).contains("6 of the 10 memberships of group staff");
            assertThat(fixture.pairs()).hasSize(40);
        }

        @Test
        @Proves("13.15")
        void a_limit_that_was_set_holds_from_the_first_pair_on() {
            start(3).addGroup("staff", "user1", "user2")
                    .with("max-removed", "0")
                    .importUsers();
            completed();
            fixture.setMembers("staff", "user1");
            assertThat(fixture.importGroups().status()).isEqualTo("refused");
            assertThat(fixture.pairs()).hasSize(2);
        }
    }

    @Nested
    class Writing {
        @ParameterizedTest
        @EnumSource(Product.class)
        @Proves("13.19")
        void a_pair_that_the_database_refuses_costs_no_other(Product product) {
            fixture = GroupsFixture.of(product, folder, 6);
            fixture.addGroup("staff", users(1, 6)).addGroup("crew", users(1, 6)).importUsers();
            String id = fixture.database.value("SELECT id FROM users WHERE name = 'User 4'");
            fixture.database.execute("ALTER TABLE user_groups ADD CONSTRAINT not_four CHECK (user_id <> " + id + ")");
            ImportSummary summary = completed();
            assertThat(fixture.pairs()).hasSize(10);
            assertThat(summary.membersAdded()).isEqualTo(10);
            assertThat(summary.failed()).isEqualTo(2);
            assertThat(summary.failures().get(0).name()).isEqualTo("User 4");
            assertThat(summary.failures().get(0).message()).contains("could not be added to group");
        }

        @Test
        @Proves("13.14")
        void users_without_a_row_are_told_and_cost_nothing() {
            start(2).addGroup("staff", "user1", "user2");
            ImportSummary none = completed();
            assertThat(none.membersAdded()).isZero();
            fixture.importUsers(Headers.FILTER, "(uid=user1)");
            completed();
            assertThat(fixture.pairs()).containsExactly("staff User 1");
        }
    }
}
