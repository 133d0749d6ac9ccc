package io.github.ldapimport.check;

import io.github.ldapimport.mapping.ColumnSource;
import io.github.ldapimport.mapping.TableSettings;
import io.github.ldapimport.run.Provider;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.sql.DatabaseFailures;
import io.github.ldapimport.store.BundleTables;
import io.github.ldapimport.table.UsersTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What speaks against the tables that the import keeps for itself, and against what is left out of the changes in them. */
final class OwnTables {
    private static final Map<String, String> WITHOUT = Map.of(
            BundleTables.LOCK,
            "runs are not kept from running at the same time",
            BundleTables.RUNS,
            "runs are not kept from running at the same time",
            BundleTables.OUTBOX,
            "runs are not kept from running at the same time",
            BundleTables.SCOPES,
            "what a provider covered before is not known",
            BundleTables.CHANGES,
            "what runs change is not kept, and cannot be undone",
            BundleTables.MISSING,
            "no row of a missing user is deleted");

    private final Provider provider;

    OwnTables(Provider provider) {
        this.provider = provider;
    }

    /** The statements for those that are not there yet, and which of the others the account may not write. */
    List<String> notes() {
        if (!provider.getDatabase().exists()) {
            return List.of();
        }
        List<String> notes = new ArrayList<>();
        try (Connection connection = provider.getDatabase().getConnection()) {
            List<String> statements = BundleTables.missing(connection, this::isNeeded);
            if (!statements.isEmpty()) {
                notes.add("the first run makes them where the account may create tables; elsewhere let an administrator"
                        + " do it: " + String.join("; ", statements));
            }
            for (String table : BundleTables.statements(connection).keySet()) {
                if (isNeeded(table) && BundleTables.isReadable(connection, table)) {
                    unwritable(connection, table, notes);
                }
            }
        } catch (SQLException e) {
            notes.add("they cannot be looked for: " + DatabaseFailures.words(e));
        }
        return notes;
    }

    private boolean isNeeded(String table) {
        return switch (table) {
            case BundleTables.MISSING -> provider.grace().isPresent();
            case BundleTables.CHANGES -> provider.changes().isOn();
            default -> true;
        };
    }

    private static void unwritable(Connection connection, String table, List<String> notes) {
        try {
            BundleTables.requireWritable(connection, table);
        } catch (SQLException e) {
            notes.add("the account may not write " + table + " (" + DatabaseFailures.words(e) + "), so "
                    + WITHOUT.get(table) + ": grant it SELECT, INSERT, UPDATE and DELETE there");
        }
    }

    /** Slips in the names of columns whose values are to be left out of the changes: theirs would be kept. */
    List<String> slips(UsersTable table) {
        TableSettings settings = table.settings();
        String key = settings.key(Setting.CHANGES_WITHOUT);
        Set<String> written = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        written.addAll(settings.syncColumns());
        written.addAll(settings.releaseColumns());
        settings.insertAttributes().stream().map(ColumnSource::column).forEach(written::add);
        written.add(settings.column(Setting.USERS_PASSWORD_COLUMN));
        List<String> slips = new ArrayList<>();
        provider.changes().without().forEach(name -> {
            if (table.isPresent() && !table.hasColumn(name)) {
                slips.add(key + " names " + name + ", which the table " + settings.table()
                        + " has not, so no run begins: correct the name, or leave it out");
            } else if (!written.contains(name)) {
                slips.add(key + " names " + name
                        + ", which sync-attributes and insert-attributes do not write: if another"
                        + " column is meant, its values are kept");
            }
        });
        return slips;
    }
}
