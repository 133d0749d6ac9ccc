package io.github.ldapimport.rows;

import io.github.ldapimport.dialect.FoundTable;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.table.SoftDeleteColumn;
import io.github.ldapimport.table.UsersTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a database does to rows by itself, or others mean by them, as far as its catalogue and its rows tell. Nothing here writes. */
final class TableRules {
    private static final String POSTGRESQL = "PostgreSQL";
    /** Those whose information_schema has the triggers. */
    private static final Set<String> TELLING_TRIGGERS = Set.of(POSTGRESQL, "MariaDB", "MySQL", "H2");

    private static final String TRIGGERS = "SELECT DISTINCT trigger_name FROM information_schema.triggers"
            + " WHERE event_object_schema = ? AND event_object_table = ? ORDER BY trigger_name";
    private static final String RULES =
            "SELECT rulename FROM pg_rules WHERE schemaname = ? AND tablename = ? ORDER BY rulename";

    private TableRules() {}

    static List<String> notes(Connection connection, UsersTable table) throws SQLException {
        List<String> notes = new ArrayList<>();
        String product = connection.getMetaData().getDatabaseProductName();
        if (TELLING_TRIGGERS.contains(product)) {
            List<String> triggers = names(connection, TRIGGERS, table.found());
            if (!triggers.isEmpty()) {
                notes.add("it has triggers (" + String.join(", ", triggers)
                        + "): what they change in a row is changed back by"
                        + " each run, and a write that they skip fails its user; let them leave the columns of the import as"
                        + " they are");
            }
        }
        if (product.equals(POSTGRESQL)) {
            List<String> rules = names(connection, RULES, table.found());
            if (!rules.isEmpty()) {
                notes.add("it has rules (" + String.join(", ", rules)
                        + "): a write for which they do something else fails its" + " user");
            }
            if (isRowSecurityActive(connection, table)) {
                notes.add(
                        "row-level security is active for the account: rows that it hides count as not there, so their users"
                                + " come as new rows, and rows that it protects fail; let a policy show and give the account all rows"
                                + " of the table (BYPASSRLS)");
            }
        }
        notes.addAll(otherStates(connection, table));
        return notes;
    }

    private static List<String> names(Connection connection, String sql, FoundTable found) throws SQLException {
        List<String> names = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            // in MySQL and MariaDB a schema is what the driver calls a catalog
            select.setString(1, found.schema() == null ? found.catalog() : found.schema());
            select.setString(2, found.table());
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
        }
        return names;
    }

    private static boolean isRowSecurityActive(Connection connection, UsersTable table) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT row_security_active(CAST(? AS text))")) {
            select.setString(1, table.quotedName());
            try (ResultSet row = select.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private static List<String> otherStates(Connection connection, UsersTable table) throws SQLException {
        SoftDeleteColumn marker = table.marker();
        if (marker == null || marker.isOther().isEmpty()) {
            return List.of();
        }
        String column = table.quoted(Setting.USERS_DELETED_AT_COLUMN);
        try (PreparedStatement select = connection.prepareStatement("SELECT COUNT(*), MIN(" + column + ") FROM "
                        + table.quotedName() + " WHERE " + marker.isOther().get());
                ResultSet row = select.executeQuery()) {
            return row.next() && row.getLong(1) > 0
                    ? List.of(row.getLong(1) + " row(s) hold another value than " + marker.description()
                            + " in the column "
                            + table.deletedAtColumn() + ", such as " + row.getString(2)
                            + ": they count as live, so a run may"
                            + " soft-delete them; when their user returns, a run with restoring gives them that value again, as"
                            + " long as changes.keep is set")
                    : List.of();
        }
    }
}
