package io.github.ldapimport.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attributes that settings and options call by another name than the directory does. */
class AttributeNamesTest {
    private static final String SYNC_ATTRIBUTES = "ldap-import.users.sync-attributes";

    private TestDirectory directory;
    private TestDatabase database;

    @BeforeEach
    void start() {
        directory = TestDirectory.withAllNames().addPerson("ada", "Ada", "mail: ada@example.com", "st: Kent");
        database = TestDatabase.create(Product.H2).createUsersTable();
        database.execute("ALTER TABLE users ADD COLUMN further VARCHAR(100)");
    }

    @AfterEach
    void stop() {
        database.close();
        directory.close();
    }

    private RunningRoutes routes(Map<String, String> settings) {
        return RunningRoutes.start(directory.settings(), database.settings(), settings);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name=commonName, email=rfc822Mailbox, further=stateOrProvinceName",
                "name=2.5.4.3, email=0.9.2342.19200300.100.1.3, further=2.5.4.8",
                "name=${body[commonName]}, email=${body.lowerCase('RFC822MAILBOX')}, further=${body.joined('2.5.4.8', ',')}",
                "name=${body.text('2.5.4.3')}, email=${body.values('rfc822Mailbox')}, further=${body['ST']}",
                "name=cn, email=mail, further=${body[stateOrProvinceName]}"
            })
    @Proves("1.25")
    void a_column_gets_its_attribute_by_whatever_name_and_a_second_run_changes_nothing(String pairs) {
        try (RunningRoutes routes = routes(Map.of(SYNC_ATTRIBUTES, pairs))) {
            routes.run();
            assertThat(database.query("SELECT name, email, further FROM users"))
                    .singleElement()
                    .satisfies(row -> assertThat(row.values()).containsExactly("Ada", "ada@example.com", "Kent"));
            assertThat(routes.run().unchanged()).isEqualTo(1);
            // an option by yet another name leaves no column empty either
            assertThat(routes.run(Headers.ATTRIBUTES, "2.5.4.3,0.9.2342.19200300.100.1.3,st")
                            .unchanged())
                    .isEqualTo(1);
            assertThat(routes.run(Headers.ATTRIBUTES, "*").unchanged()).isEqualTo(1);
        }
    }

    @Test
    @Proves("1.25")
    void two_names_of_one_attribute_fill_two_columns() {
        try (RunningRoutes routes = routes(Map.of(SYNC_ATTRIBUTES, "name=cn, email=commonName, further=2.5.4.3"))) {
            routes.run();
            assertThat(database.query("SELECT name, email, further FROM users"))
                    .singleElement()
                    .satisfies(row -> assertThat(row.values()).containsExactly("Ada", "Ada", "Ada"));
        }
    }

    @Test
    @Proves("1.25")
    void the_guid_and_the_login_may_be_called_by_another_name() {
        try (RunningRoutes routes = routes(Map.of(
                "ldap-import.directory.guid-attribute", "1.3.6.1.1.16.4",
                "ldap-import.directory.account-attribute", "userid"))) {
            assertThat(routes.run().imported()).isEqualTo(1);
            assertThat(database.value("SELECT guid FROM users")).isEqualTo(directory.guid("ada"));
            assertThat(routes.run(Headers.DELETE_MISSING, true).unchanged()).isEqualTo(1);
        }
    }

    @Test
    @Proves("1.25")
    void what_is_operational_is_asked_for_even_where_a_run_asks_for_all_attributes() {
        try (RunningRoutes routes = routes(Map.of(SYNC_ATTRIBUTES, "name=cn, further=createTimestamp"))) {
            routes.run();
            assertThat(database.value("SELECT further FROM users")).isNotNull();
            assertThat(routes.run(Headers.ATTRIBUTES, "*").unchanged()).isEqualTo(1);
        }
    }

    @Test
    @Proves("1.26")
    void an_attribute_that_only_gathers_others_is_refused_as_a_column() {
        try (RunningRoutes routes = routes(Map.of(SYNC_ATTRIBUTES, "name=name, email=mail"))) {
            assertThat(routes.failingRun())
                    .hasMessageStartingWith("'name' in " + SYNC_ATTRIBUTES
                            + " is no attribute that an entry has itself, it stands for c, cn, ")
                    .hasMessageEndingWith(": name the one that is meant");
            assertThat(database.column("SELECT id FROM users")).isEmpty();
        }
    }
}
