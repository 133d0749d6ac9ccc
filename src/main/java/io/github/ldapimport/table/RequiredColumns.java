package io.github.ldapimport.table;

import static io.github.ldapimport.settings.Setting.USERS_CREATED_AT_COLUMN;
import static io.github.ldapimport.settings.Setting.USERS_DELETED_AT_COLUMN;
import static io.github.ldapimport.settings.Setting.USERS_DOMAIN_COLUMN;
import static io.github.ldapimport.settings.Setting.USERS_GUID_COLUMN;
import static io.github.ldapimport.settings.Setting.USERS_ID_COLUMN;
import static io.github.ldapimport.settings.Setting.USERS_PASSWORD_COLUMN;
import static io.github.ldapimport.settings.Setting.USERS_UPDATED_AT_COLUMN;

import io.github.ldapimport.dialect.Dialect;
import io.github.ldapimport.dialect.FoundTable;
import io.github.ldapimport.mapping.ColumnSource;
import io.github.ldapimport.mapping.TableSettings;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The columns in which a new row must be given a value: they take no NULL, the database has no default for them, and the import
 * does not write them of itself. None is known of a view, and of a table with triggers, which may give the value.
 */
public final class RequiredColumns {
    static final RequiredColumns NONE = new RequiredColumns(Set.of());

    private final Set<String> names;

    private RequiredColumns(Set<String> names) {
        this.names = names;
    }

    /** @throws SQLException when the catalogue cannot be read */
    static RequiredColumns of(Connection connection, FoundTable table, TableSettings settings, Dialect dialect)
            throws SQLException {
        Set<String> names = notFilled(connection, table, dialect);
        Stream.of(
                        USERS_GUID_COLUMN,
                        USERS_DOMAIN_COLUMN,
                        USERS_PASSWORD_COLUMN,
                        USERS_CREATED_AT_COLUMN,
                        USERS_UPDATED_AT_COLUMN,
                        USERS_DELETED_AT_COLUMN)
                .map(settings::column)
                .forEach(names::remove);
        if (settings.makesKeys()) {
            names.remove(settings.column(USERS_ID_COLUMN));
        }
        return new RequiredColumns(names);
    }

    /** The same of any table, whatever the import writes there. */
    static Set<String> notFilled(Connection connection, FoundTable table, Dialect dialect) throws SQLException {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        if (table.isView() || mayHaveTriggers(connection, table, dialect)) {
            return names;
        }
        DatabaseMetaData catalogue = connection.getMetaData();
        String escape = catalogue.getSearchStringEscape();
        try (ResultSet columns = catalogue.getColumns(
                table.catalog(), escaped(table.schema(), escape), escaped(table.table(), escape), null)) {
            while (columns.next()) {
                boolean isFilled = columns.getString("COLUMN_DEF") != null
                        || "YES".equals(columns.getString("IS_AUTOINCREMENT"))
                        || "YES".equals(columns.getString("IS_GENERATEDCOLUMN"))
                        || dialect.isRowVersion(columns.getString("TYPE_NAME"));
                if (columns.getInt("NULLABLE") == DatabaseMetaData.columnNoNulls && !isFilled) {
                    names.add(columns.getString("COLUMN_NAME"));
                }
            }
        }
        return names;
    }

    /** A name is a pattern to the catalogue. */
    static String escaped(String name, String escape) {
        return name == null || escape == null || escape.isEmpty()
                ? name
                : name.replace(escape, escape + escape)
                        .replace("_", escape + "_")
                        .replace("%", escape + "%");
    }

    private static boolean mayHaveTriggers(Connection connection, FoundTable table, Dialect dialect) {
        Optional<String> count = dialect.countTriggers();
        if (count.isEmpty()) {
            return false;
        }
        try (PreparedStatement select = connection.prepareStatement(count.get())) {
            select.setString(1, table.table());
            try (ResultSet result = select.executeQuery()) {
                return result.next() && result.getInt(1) > 0;
            }
        } catch (SQLException e) {
            // the account may not ask: there may be some, and a run is not to fail over it
            return true;
        }
    }

    /** One in which a new row with values in those columns would have none. */
    public Optional<String> lacking(Set<String> written) {
        return names.stream().filter(name -> !written.contains(name)).findFirst();
    }

    /** Those that no setting gives a value; a step of a route may do. */
    List<String> notMapped(TableSettings settings) {
        Set<String> mapped = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        Stream.concat(settings.syncAttributes().stream(), settings.insertAttributes().stream())
                .map(ColumnSource::column)
                .forEach(mapped::add);
        return names.stream().filter(name -> !mapped.contains(name)).toList();
    }
}
