package io.github.ldapimport.table;

import io.github.ldapimport.dialect.Dialect;
import io.github.ldapimport.dialect.FoundTable;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The columns to which the database alone gives a value: computed ones, and keys that are always generated. */
final class GeneratedColumns {
    private GeneratedColumns() {}

    /** Their names, which can be looked for without regard to case. */
    static Set<String> of(Connection connection, FoundTable table, Dialect dialect) throws SQLException {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        DatabaseMetaData catalogue = connection.getMetaData();
        String escape = catalogue.getSearchStringEscape();
        try (ResultSet columns = catalogue.getColumns(
                table.catalog(),
                RequiredColumns.escaped(table.schema(), escape),
                RequiredColumns.escaped(table.table(), escape),
                null)) {
            while (columns.next()) {
                if ("YES".equals(columns.getString("IS_GENERATEDCOLUMN"))) {
                    names.add(columns.getString("COLUMN_NAME"));
                }
            }
        }
        Optional<String> identities = dialect.alwaysGenerated();
        if (identities.isPresent()) {
            try (PreparedStatement select = connection.prepareStatement(identities.get())) {
                select.setString(1, table.schema());
                select.setString(2, table.table());
                try (ResultSet columns = select.executeQuery()) {
                    while (columns.next()) {
                        names.add(columns.getString(1));
                    }
                }
            }
        }
        return names;
    }
}
