package io.github.ldapimport.plan;

import static io.github.ldapimport.testing.FixedTable.ADA;
import static io.github.ldapimport.testing.FixedTable.BOB;
import static io.github.ldapimport.testing.FixedTable.EVE;
import static io.github.ldapimport.testing.FixedTable.user;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.testing.FixedTable;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.security.crypto.bcrypt.BCrypt;

/** Which rows get a password, and of what kind. */
class PasswordsTest {
    /** 22 digits of 16 bytes of salt, of which the last has four bits of its own; 31 of 23 bytes of digest, with two spare bits. */
    private static final String BCRYPT = "\\$2y\\$04\\$[./A-Za-z0-9]{21}[.Oeu][./A-Za-z0-9]{30}[.CGKOSWaeimquy26]";

    private final FixedTable rows = new FixedTable().set("password-cost", "4");
    private final Passwords passwords = new Passwords();

    @AfterEach
    void close() {
        passwords.close();
    }

    private List<UserWrite> set() throws InterruptedException {
        List<UserWrite> users =
                rows.plan(user(ADA, "Ada"), user(BOB, "Bob"), user(EVE, "Eve")).withoutPassword();
        passwords.set(users, rows.table().settings());
        return users;
    }

    @Test
    void new_rows_and_rows_without_one_get_a_hash_each_of_its_own() throws InterruptedException {
        rows.add(7, ADA, "default", false, "ada@example.com", "Ada")
                .add(8, BOB, "default", false, "bob@example.com", "Bob")
                .with("password", null);
        List<UserWrite> users = set();
        assertThat(users).extracting(user -> user.row().name()).containsExactly("Bob", "Eve");
        assertThat(users)
                .extracting(UserWrite::passwordHash)
                .doesNotHaveDuplicates()
                .allSatisfy(hash -> assertThat(hash).matches(BCRYPT));
    }

    @Test
    void an_unusable_one_has_the_form_of_a_hash() throws InterruptedException {
        rows.set("password-value", "unusable");
        assertThat(set())
                .hasSize(3)
                .extracting(UserWrite::passwordHash)
                .doesNotHaveDuplicates()
                .allSatisfy(hash -> assertThat(hash).matches(BCRYPT));
    }

    @Test
    void no_hash_is_that_of_the_empty_text() throws InterruptedException {
        assertThat(set()).noneMatch(user -> BCrypt.checkpw("", user.passwordHash()));
    }

    @Test
    @Timeout(30)
    void an_unusable_one_costs_no_hashing() throws InterruptedException {
        rows.set("password-value", "unusable").set("password-cost", "31");
        assertThat(set()).allSatisfy(user -> assertThat(user.passwordHash()).startsWith("$2y$31$"));
    }

    @Test
    void a_user_who_failed_gets_none() {
        PagePlan plan = rows.plan(user(ADA, "Ada"), user(ADA, "Bob"), user(EVE, "Eve"));
        assertThat(plan.withoutPassword()).extracting(user -> user.row().name()).containsExactly("Eve");
    }

    @Test
    void a_table_without_the_column_needs_none() {
        rows.set("password-column", "");
        assertThat(rows.plan(user(ADA, "Ada")).withoutPassword()).isEmpty();
    }
}
