package io.github.ldapimport.group;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchEntry;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.testing.GroupsFixture;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory that does not show members has not therefore none. */
class HiddenMembersTest {
    @TempDir
    private Path folder;

    private final Rights rights = new Rights();
    private GroupsFixture fixture;

    /** As a server does whose access rules hide an attribute: in answers, and as undefined in filters (RFC 4511, 4.5.1.7). */
    private static final class Rights extends InMemoryOperationInterceptor {
        private String hidden = "";
        private String hiddenIn = "";
        private boolean breaksOff;

        @Override
        public void processSearchRequest(InMemoryInterceptedSearchRequest request) throws LDAPException {
            String filter = request.getRequest().getFilter().toString().toLowerCase(Locale.ROOT);
            if (!hidden.isEmpty() && filter.contains("(!(" + hidden.toLowerCase(Locale.ROOT) + "=*))")) {
                throw new LDAPException(ResultCode.INSUFFICIENT_ACCESS_RIGHTS, "not for you");
            }
        }

        @Override
        public void processSearchEntry(InMemoryInterceptedSearchEntry entry) {
            Entry shown = entry.getSearchEntry();
            if (!hidden.isEmpty() && shown.getDN().toLowerCase(Locale.ROOT).contains(hiddenIn)) {
                Entry less = shown.duplicate();
                less.removeAttribute(hidden);
                entry.setSearchEntry(new com.unboundid.ldap.sdk.SearchResultEntry(less));
            }
        }

        @Override
        public void processSearchResult(
                com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchResult result) {
            if (breaksOff && result.getRequest().getBaseDN().contains("groups")) {
                result.setResult(new com.unboundid.ldap.sdk.LDAPResult(1, ResultCode.SIZE_LIMIT_EXCEEDED));
            }
        }
    }

    @BeforeEach
    void start() {
        fixture = GroupsFixture.of(TestDirectory.withoutSchema(rights), Product.H2, folder, 4);
        fixture.with("directory.base", GroupsFixture.GROUPS);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private ImportSummary completed() {
        ImportSummary summary = fixture.importGroups();
        assertThat(summary.status()).as("%s", summary.reason()).isEqualTo("completed");
        return summary;
    }

    @Test
    @Proves("13.20")
    void groups_that_show_no_members_any_more_lose_none() {
        fixture.addGroup("staff", "user1", "user2").addGroup("crew", "user3").importUsers();
        completed();
        rights.hidden = "member";
        completed();
        assertThat(fixture.pairs()).hasSize(3);
        rights.hiddenIn = "cn=staff";
        completed();
        assertThat(fixture.pairs()).as("one of several").hasSize(3);
    }

    private void addPosixGroup(String name, String... logins) {
        fixture.add(name, "posixGroup", "memberUid", logins);
    }

    @Test
    @Proves("13.20")
    void one_attribute_that_all_groups_hide_costs_nothing_where_others_are_shown() {
        fixture.addGroup("crew", "user3");
        addPosixGroup("staff", "user1", "user2");
        fixture.importUsers();
        completed();
        rights.hidden = "memberUid";
        completed();
        assertThat(fixture.pairs()).hasSize(3);
    }

    @Test
    @Proves("13.5")
    void a_login_that_two_users_have_removes_nothing() {
        addPosixGroup("staff", "user1", "user2");
        fixture.importUsers();
        completed();
        fixture.directory.add(
                "dn: uid=user1,dc=example,dc=com\nobjectClass: inetOrgPerson\nuid: user1\ncn: Other\nsn: Other"
                        + "\nmail: other@example.com\nentryUUID: 00000000-0000-4000-8000-0000000000aa");
        completed();
        assertThat(fixture.pairs()).containsExactly("staff User 1", "staff User 2");
    }

    @Test
    @Proves("13.20")
    void users_who_show_no_login_lose_nothing_in_groups_by_login() {
        addPosixGroup("staff", "user1", "user2");
        fixture.importUsers();
        completed();
        rights.hidden = "uid";
        rights.hiddenIn = "ou=people";
        completed();
        assertThat(fixture.pairs()).hasSize(2);
    }

    @Test
    @Proves("13.20")
    void a_member_that_the_server_says_is_not_there_may_be_a_hidden_group() {
        fixture.addGroup("outer", "user1", "user2", "cn=gone," + GroupsFixture.GROUPS)
                .with("members.nested", "true")
                .importUsers();
        completed();
        fixture.setMembers("outer", "user2", "cn=gone," + GroupsFixture.GROUPS);
        completed();
        assertThat(fixture.pairs()).hasSize(2);
        fixture.setMembers("outer", "user2");
        completed();
        assertThat(fixture.pairs()).containsExactly("outer User 2");
    }

    @Test
    @Proves("13.20")
    void what_a_group_in_it_hides_keeps_the_members_of_a_group() {
        fixture.addGroup("inner", "user1", "user2")
                .addGroup("outer", "user3", "user4", "cn=inner," + GroupsFixture.GROUPS)
                .with("members.nested", "true")
                .importUsers();
        completed();
        assertThat(fixture.pairs()).hasSize(6);
        rights.hidden = "member";
        rights.hiddenIn = "cn=inner";
        fixture.setMembers("outer", "user3", "cn=inner," + GroupsFixture.GROUPS);
        completed();
        assertThat(fixture.pairs())
                .as("nothing is removed from a group that is not known whole")
                .hasSize(6);
        rights.hidden = "";
        completed();
        assertThat(fixture.pairs()).hasSize(5);
    }

    @Test
    @Proves("13.9")
    void a_search_that_breaks_off_changes_no_membership() {
        fixture.addGroup("staff", "user1", "user2").importUsers();
        completed();
        fixture.setMembers("staff", "user2", "user3");
        rights.breaksOff = true;
        assertThat(fixture.importGroups().status()).isEqualTo("failed");
        assertThat(fixture.pairs()).containsExactly("staff User 1", "staff User 2");
    }
}
