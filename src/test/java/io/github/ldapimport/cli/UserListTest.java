package io.github.ldapimport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.request.Preview;
import io.github.ldapimport.testing.Proves;
import java.util.List;
import org.junit.jupiter.api.Test;

class UserListTest {
    @Test
    @Proves("4.1")
    void the_upn_is_shown_where_users_have_one() {
        Preview.User jane = new Preview.User("Jane", "jane", "jane@corp.example.com", "jane@example.com");
        Preview.User john = new Preview.User("John", "john", null, null);
        assertThat(UserList.table(new Preview(2, List.of(john, jane))).lines())
                .containsExactly(
                        "+------+--------------+-----------------------+------------------+",
                        "| Name | Account Name | UPN                   | Email            |",
                        "+------+--------------+-----------------------+------------------+",
                        "| Jane | jane         | jane@corp.example.com | jane@example.com |",
                        "| John | john         |                       |                  |",
                        "+------+--------------+-----------------------+------------------+");
        assertThat(UserList.table(new Preview(1, List.of(john)))).doesNotContain("UPN");
    }
}
