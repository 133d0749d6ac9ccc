package io.github.ldapimport.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.sql.DatabaseProduct;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class QuartzTablesTest {
    private static final List<String> TABLES = List.of(
            "JOB_DETAILS",
            "TRIGGERS",
            "SIMPLE_TRIGGERS",
            "CRON_TRIGGERS",
            "SIMPROP_TRIGGERS",
            "BLOB_TRIGGERS",
            "CALENDARS",
            "PAUSED_TRIGGER_GRPS",
            "FIRED_TRIGGERS",
            "SCHEDULER_STATE",
            "LOCKS");

    @ParameterizedTest
    @EnumSource
    @Proves("10.11")
    void the_tables_of_a_shared_schedule_are_made_once_and_nothing_is_ever_dropped(Product product) throws Exception {
        assertThat(QuartzTables.statements(DatabaseProduct.named(product.name())))
                .hasSizeGreaterThan(TABLES.size())
                .noneMatch(statement -> statement.toUpperCase(Locale.ROOT).contains("DROP"));
        try (TestDatabase database = TestDatabase.create(product);
                Connection connection =
                        DriverManager.getConnection(database.url(), database.username(), database.password())) {
            // another program's, which has Quartz, too
            database.execute("CREATE TABLE QRTZ_LOCKS (kept INT)");
            QuartzTables.create(connection);
            database.execute("INSERT INTO LDAP_IMPORT_QRTZ_LOCKS (SCHED_NAME, LOCK_NAME) VALUES ('s', 'kept')");

            QuartzTables.create(connection);

            for (String table : TABLES) {
                assertThat(database.value("SELECT COUNT(*) FROM LDAP_IMPORT_QRTZ_" + table))
                        .as(table)
                        .isEqualTo(table.equals("LOCKS") ? "1" : "0");
            }
            assertThat(database.column("SELECT kept FROM QRTZ_LOCKS")).isEmpty();
        }
    }
}
