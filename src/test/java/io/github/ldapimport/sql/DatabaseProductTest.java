package io.github.ldapimport.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseProductTest {
    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://host/app, POSTGRESQL",
        "jdbc:mariadb://host/app, MYSQL",
        "jdbc:mysql://host/app, MYSQL",
        "jdbc:sqlserver://host;databaseName=app, SQL_SERVER",
        "jdbc:oracle:thin:@host:1521/app, ORACLE",
        "jdbc:h2:mem:users, H2",
        "jdbc:derby:users, OTHER",
        "null, OTHER"
    })
    void an_address_begins_with_its_products_scheme(String url, DatabaseProduct product) {
        assertThat(DatabaseProduct.at(url)).isEqualTo(product);
    }

    @ParameterizedTest
    @CsvSource({
        "PostgreSQL, POSTGRESQL",
        "MariaDB, MYSQL",
        "MySQL, MYSQL",
        "Microsoft SQL Server, SQL_SERVER",
        "Oracle, ORACLE",
        "H2, H2",
        "Apache Derby, OTHER"
    })
    void a_driver_names_its_product(String name, DatabaseProduct product) {
        assertThat(DatabaseProduct.named(name)).isEqualTo(product);
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:h2:file:./data/users, true",
        "jdbc:h2:mem:users, true",
        "JDBC:H2:./data/users, true",
        "jdbc:h2:tcp://host/users, false",
        "jdbc:h2:SSL://host/users, false",
        "jdbc:postgresql://host/app, false"
    })
    void an_h2_database_without_a_server_is_embedded(String url, boolean embedded) {
        assertThat(DatabaseProduct.isEmbedded(url)).isEqualTo(embedded);
    }
}
