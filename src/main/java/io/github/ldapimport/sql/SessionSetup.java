package io.github.ldapimport.sql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * What is set on a connection, and how that is read before.
 *
 * @param statement empty where there is nothing to set
 * @param look a query whose columns are what the statement replaces
 * @param restorations a statement for each column, with %s for its value
 */
record SessionSetup(String statement, String look, List<String> restorations) {
    static final SessionSetup NONE = new SessionSetup("", "", List.of());

    /**
     * Sets a connection up.
     *
     * @return the statements that bring it back to what it was
     */
    List<String> apply(Connection connection) throws SQLException {
        List<String> restore = new ArrayList<>();
        if (statement.isEmpty()) {
            return restore;
        }
        try (Statement execution = connection.createStatement()) {
            try (ResultSet found = execution.executeQuery(look)) {
                found.next();
                for (int i = 0; i < restorations.size(); i++) {
                    restore.add(restorations.get(i).formatted(found.getString(i + 1)));
                }
            }
            execution.execute(statement);
        }
        return restore;
    }
}
