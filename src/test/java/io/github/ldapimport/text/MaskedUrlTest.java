package io.github.ldapimport.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.testing.Proves;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskedUrlTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://host/app?password=abc Tr0ub4dor def",
                "jdbc:postgresql://host/app?password=abc;Tr0ub4dor",
                "jdbc:postgresql://host/app?pasword=Tr0ub4dor",
                "jdbc:postgresql://host/app?pa%73sword=Tr0ub4dor",
                "jdbc:postgresql://host/app?pa ss=Tr0ub4dor",
                "jdbc:postgresql://host/app?Tr0ub4dor",
                "jdbc:postgresql://host/app;password=Tr0ub4dor?x=Tr0ub4dor",
                "jdbc:postgresql://app:Tr0ub4dor@host/app",
                "jdbc:postgresql://app:Tr0?ub/Tr0ub4dor@host/app",
                "jdbc:postgresql://app:Tr0ub4dor/app",
                "jdbc:postgresql://host:5432,other:Tr0ub4dor/app",
                "jdbc:postgresql:///app?service=Tr0ub4dor",
                "jdbc:postgresql://host/app?sslmode=a;password=Tr0ub4dor",
                "jdbc:h2:file:./users;PASWORD=Tr0ub4dor",
                "jdbc:h2:mem:a?b;PASSWORD=Tr0ub4dor",
                "jdbc:h2:mem:a;MODE=x y Tr0ub4dor",
                "jdbc:mariadb://host/app?a=b&pw=Tr0ub4dor",
                "jdbc:mariadb:address=(host=h)(port=Tr0ub4dor)/app",
                "jdbc:mariadb:address=(host=h)(password=Tr0ub4dor)/app",
                "jdbc:sqlserver://host;password={a;b=Tr0ub4dor;c};encrypt=true",
                "jdbc:oracle:thin:scott/Tr0ub4/Tr0ub4dor@//host:1521/app",
                "jdbc:oracle:thin:scott/a b?Tr0ub4dor@host:1521:app",
                "jdbc:other:x?key=Tr0ub4dor"
            })
    @Proves("4.95")
    void of_a_database_no_option_is_told_that_may_hold_a_secret(String url) {
        assertThat(MaskedUrl.database(url)).contains("***").doesNotContain("Tr0ub");
        assertThat(MaskedUrl.words("Unknown setting in " + url + "&more=1: Tr0ub4dor", url))
                .doesNotContain("Tr0ub");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://host:5432/app?user=app@x&sslmode=require&currentSchema=public",
                "jdbc:postgresql://host:5432,[2001:db8::1]:5433/app",
                "jdbc:h2:file:./data/users;MODE=PostgreSQL;DB_CLOSE_DELAY=-1",
                "jdbc:h2:mem:x",
                "jdbc:h2:tcp://host:9092/~/users",
                "jdbc:sqlserver://host\\instance:1433;databaseName=app;encrypt=true",
                "jdbc:mariadb:address=(host=h)(port=3306)/app",
                "jdbc:oracle:thin:@//host:1521/app",
                "jdbc:oracle:thin:@(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST=h)(PORT=1521))(CONNECT_DATA=(SERVICE_NAME=x)))"
            })
    @Proves("4.95")
    void what_is_known_to_be_harmless_is_told(String url) {
        assertThat(MaskedUrl.database(url)).isEqualTo(url.replace("app@x", "***"));
    }

    @Test
    @Proves("4.95")
    void names_are_told_so_that_a_slip_in_one_is_found() {
        assertThat(MaskedUrl.database("jdbc:postgresql://host/app?pasword=x&sslmode=require&foo=bar"))
                .isEqualTo("jdbc:postgresql://host/app?pasword=***&sslmode=require&foo=***");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ldap://h/????bindname=cn=x,X-BINDPW=Tr0ub4dor | ldap://h/?***",
                "ldap://cn=reader:Tr0ub4dor@host:389 | ldap://cn=reader:***@host:389",
                "ldap://cn=reader:Tr0ub4dor | ldap://cn=reader:***",
                "ldaps://[2001:db8::1]:636/dc=x | ldaps://[2001:db8::1]:636/dc=x"
            })
    @Proves("4.95")
    void of_a_directory_nothing_is_told_behind_the_host_and_the_base(String url, String told) {
        assertThat(MaskedUrl.directory(url)).isEqualTo(told);
    }
}
