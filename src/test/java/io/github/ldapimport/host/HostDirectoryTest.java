package io.github.ldapimport.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.ldap.Guid;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.ldap.core.ContextSource;
import org.springframework.ldap.core.support.LdapContextSource;
import org.springframework.ldap.pool2.factory.PoolConfig;
import org.springframework.ldap.pool2.factory.PooledContextSource;
import org.springframework.ldap.transaction.compensating.manager.TransactionAwareContextSourceProxy;

/** The runtime's own ContextSource. */
class HostDirectoryTest {
    private static final String GUID = "f0e1d2c3-8899-4aaa-bbcc-80818283ffee";

    private TestDirectory directory;
    private TestDatabase database;

    @BeforeEach
    void start() {
        directory = TestDirectory.ofEveryKind();
        database = TestDatabase.create(Product.H2).createUsersTable();
    }

    @AfterEach
    void stop() {
        database.close();
        directory.close();
    }

    private LdapContextSource source(String base) {
        LdapContextSource source = new LdapContextSource();
        source.setUrl(directory.url());
        source.setUserDn(TestDirectory.ADMIN);
        source.setPassword(TestDirectory.PASSWORD);
        source.setBase(base);
        // what an application may want, and an import must not have
        source.setReferral("ignore");
        source.setBaseEnvironmentProperties(
                Map.of("java.naming.ldap.attributes.binary", "audio", "java.naming.ldap.typesOnly", "true"));
        source.afterPropertiesSet();
        return source;
    }

    private Host host(Map<String, Object> beans, Map<String, String> settings) {
        return Host.start(
                beans, database.settings(), Map.of("ldap-import.directory.base", TestDirectory.PEOPLE), settings);
    }

    private void addReferral() throws Exception {
        directory
                .server()
                .add(
                        "dn: ou=partners," + TestDirectory.PEOPLE,
                        "objectClass: top",
                        "objectClass: referral",
                        "objectClass: extensibleObject",
                        "ou: partners",
                        "ref: ldap://localhost:1/ou=partners");
    }

    private String reason(ContextSource source, Map<String, String> settings) {
        try (Host host = host(Map.of("source", source), settings)) {
            return host.failingRun().summary().reason();
        }
    }

    @Test
    @Proves("8.5")
    void the_only_context_source_of_the_runtime_is_used_where_no_address_is_set() {
        directory.addPerson("ada", "Ada").addPerson("alan", "Alan").addPerson("grace", "Grace, the \\2C admiral");
        try (Host host = host(
                Map.of("source", new TransactionAwareContextSourceProxy(source(""))),
                Map.of("ldap-import.directory.page-size", "2"))) {
            assertThat(host.run().imported()).isEqualTo(3);
            directory.deletePerson("alan");
            ImportSummary summary = host.run(Map.of(Headers.DELETE_MISSING, true));
            assertThat(summary.deletedMissing()).isEqualTo(1);
            assertThat(summary.changed()).isZero();
            assertThat(host.check("directory").get(0))
                    .startsWith(directory.url() + " answers, signed in as " + TestDirectory.ADMIN);
        }
        assertThat(database.column("SELECT guid FROM users WHERE deleted_at IS NULL"))
                .containsExactlyInAnyOrder(directory.guid("ada"), directory.guid("grace"));
    }

    @Test
    @Proves("8.5")
    void guids_of_bytes_are_read_whole_through_a_context_source_that_knows_nothing_of_them() {
        directory.addPerson(
                "ada",
                "Ada",
                "objectClass: user",
                "sAMAccountName: ada",
                "userAccountControl: 512",
                "objectGUID:: "
                        + Base64.getEncoder().encodeToString(Guid.toBytes(GUID).orElseThrow()));
        try (Host host = host(Map.of("source", source("")), Map.of("ldap-import.directory.type", "active-directory"))) {
            assertThat(host.run().imported()).isEqualTo(1);
            assertThat(host.run(Map.of(Headers.DELETE_MISSING, true)).unchanged())
                    .isEqualTo(1);
        }
        assertThat(database.value("SELECT guid FROM users WHERE deleted_at IS NULL"))
                .isEqualTo(GUID);
    }

    @Test
    @Proves({"1.2", "8.5"})
    void a_referral_fails_the_run_though_the_context_source_ignores_them() throws Exception {
        directory.addPerson("ada", "Ada");
        addReferral();
        assertThat(reason(source(""), Map.of())).contains("is held by another server");
    }

    @Test
    @Proves({"1.30", "8.5"})
    void a_referral_is_left_out_where_the_setting_says_so() throws Exception {
        directory.addPerson("ada", "Ada");
        addReferral();
        try (Host host = host(Map.of("source", source("")), Map.of("ldap-import.directory.referrals", "leave-out"))) {
            assertThat(host.run(Map.of(Headers.DELETE_MISSING, true)).found()).isEqualTo(1);
        }
    }

    @Test
    @Proves({"1.31", "8.5"})
    void all_users_come_in_one_answer_where_the_setting_says_so() throws Exception {
        directory.addPeople(5);
        Map<String, String> plain =
                Map.of("ldap-import.directory.paged-results", "false", "ldap-import.directory.page-size", "2");
        try (Host host = host(Map.of("source", source("")), plain)) {
            assertThat(host.run(Map.of(Headers.DELETE_MISSING, true)).found()).isEqualTo(5);
        }
        addReferral();
        assertThat(reason(source(""), plain)).contains("is held by another server");
    }

    @Test
    @Proves("8.5")
    void an_address_that_is_set_wins_over_the_context_source_of_the_runtime() {
        directory.addPerson("ada", "Ada");
        try (TestDirectory other = TestDirectory.start().addPerson("grace", "Grace");
                Host host = host(Map.of("source", source("")), other.settings())) {
            host.run();
        }
        assertThat(database.column("SELECT name FROM users")).containsExactly("Grace");
    }

    @Test
    @Proves("8.5")
    void of_several_context_sources_none_is_chosen_but_the_one_that_is_named() {
        directory.addPerson("ada", "Ada");
        Map<String, Object> beans = Map.of("one", source(""), "two", source(""));
        try (Host host = host(beans, Map.of())) {
            assertThat(host.failingRun().summary().reason())
                    .isEqualTo(
                            "ldap-import.directory.url is not set, and there are several ContextSource beans (one, two):"
                                    + " name one in ldap-import.directory.bean, or set ldap-import.directory.url");
        }
        try (Host host = host(beans, Map.of("ldap-import.directory.bean", "two"))) {
            assertThat(host.run().imported()).isEqualTo(1);
        }
    }

    @Test
    @Proves("8.6")
    void a_context_source_that_cannot_be_made_safe_is_refused() {
        directory.addPerson("ada", "Ada");
        assertThat(reason(source(TestDirectory.BASE), Map.of()))
                .isEqualTo("The ContextSource bean 'source' has the base dc=example,dc=com, below which every name is a"
                        + " relative one, and neither schema nor root can be read: set ldap-import.directory.url and the"
                        + " account, or name in ldap-import.directory.bean an LdapContextSource without a base");
        PooledContextSource pooled = new PooledContextSource(new PoolConfig());
        pooled.setContextSource(source(""));
        assertThat(reason(pooled, Map.of()))
                .startsWith(
                        "The ContextSource bean 'source' is a PooledContextSource, on whose connections nothing can be"
                                + " set: which attributes are bytes, for one: ");
        assertThat(reason(source(""), Map.of("ldap-import.directory.start-tls", "true")))
                .isEqualTo(
                        "ldap-import.directory.start-tls is set, but the connection is that of the bean 'source', which"
                                + " has its own: remove it, or set ldap-import.directory.url");
        assertThat(database.column("SELECT name FROM users")).isEmpty();
    }

    @Test
    @Proves("8.6")
    void an_account_that_is_not_let_in_is_the_matter_of_the_bean() {
        LdapContextSource source = source("");
        source.setPassword("wrong");
        source.afterPropertiesSet();
        assertThat(reason(source, Map.of()))
                .startsWith("Cannot sign in to " + directory.url() + " as " + TestDirectory.ADMIN)
                .contains("the ContextSource bean 'source'");
    }
}
