package io.github.ldapimport.sql;

import java.sql.Connection;
import java.sql.SQLException;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * What the {@code sql:} endpoints of the routes have for a DataSource: a statement without the header that says which
 * database is the run's must fail, not go to a database that happens to be there.
 */
public final class NoDataSource extends AbstractDataSource {
    @Override
    public Connection getConnection() throws SQLException {
        throw new SQLException("The statement has no header CamelSqlDataSource, which says whose database it is for");
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        return getConnection();
    }
}
