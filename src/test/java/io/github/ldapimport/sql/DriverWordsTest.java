package io.github.ldapimport.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.testing.Proves;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What drivers say around the words of a database. */
class DriverWordsTest {
    private static final String SAID = "new row for relation \"users\" violates check constraint \"odd\"";
    private static final String DETAIL = "Failing row contains (167, x, Ada, secret-of-a-row).";

    /** As pgjdbc says it on a machine whose language is French. */
    private static SQLException inFrench() {
        return new PSQLException(new ServerErrorMessage("SERREUR\0C23514\0M" + SAID + "\0D" + DETAIL + "\0\0"), true) {
            @Override
            public String getMessage() {
                return "ERREUR: " + SAID + "\n  D\u00e9tail : " + DETAIL;
            }
        };
    }

    @Test
    @Proves("4.95")
    void the_details_of_postgresql_are_left_out_in_every_language() {
        assertThat(DatabaseFailures.words(new IllegalStateException(inFrench())))
                .isEqualTo("ERREUR: " + SAID);
    }

    @Test
    @Proves("4.95")
    void a_batch_is_told_by_its_failed_statement_without_the_values_of_it() {
        BatchUpdateException batch = new BatchUpdateException(
                "L'\u00e9l\u00e9ment du batch 0 INSERT INTO users VALUES ('secret-of-a-row') a \u00e9t\u00e9 annul\u00e9",
                "23514",
                new int[0]);
        batch.setNextException(inFrench());
        assertThat(DatabaseFailures.words(new IllegalStateException(batch))).isEqualTo("ERREUR: " + SAID);
    }

    @Test
    @Proves("4.95")
    void no_address_makes_the_driver_of_postgresql_tell_details() {
        for (String url :
                new String[] {"jdbc:postgresql://host/app", "jdbc:postgresql:app?logServerErrorDetail=true"}) {
            assertThat(DatabaseProduct.at(url).address(url)).startsWith(url).endsWith("logServerErrorDetail=false");
        }
        assertThat(DatabaseProduct.H2.address("jdbc:h2:mem:x")).isEqualTo("jdbc:h2:mem:x");
    }
}
